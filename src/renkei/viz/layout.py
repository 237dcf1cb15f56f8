"""Positions for the nodes of a network, computed beforehand so that a page only has to draw.

A network is laid out whole, or group by group: groups that are given (regions, communities), or clusters of what lies nearest
to one district. Groups are set down as they lie on the map where it has them, else near those that they have ties with, so
that ties across groups stand out. What hangs together with no group stands in rows below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import networkx as nx
import numpy as np
import numpy.typing as npt

from renkei.viz.forces import Points, arranged, close_pairs, lengths

Positions = dict[str, tuple[int, int]]
Anchors = Mapping[str, tuple[float, float]]

# More nodes than this are not drawn at once.
MOST_NODES = 5_000

# Mean length of an edge, least distance of two nodes, and room between parts, in pixels at scale 1.
_EDGE, _CLEAR, _GAP = 80.0, 44.0, 70.0

# In a part of more nodes than this they stand closer.
_MANY, _CLEAR_OF_MANY = 500, 32.0

# How much further apart clusters begin from west to east than from north to south: a screen is wider than it is high.
_WIDER = 2.5

# So many of the strongest ties of each group say where it stands.
_STRONGEST = 3


def positions(
    graph: nx.Graph[str],
    centers: Sequence[str] = (),
    anchors: Anchors | None = None,
    groups: Mapping[str, str] | None = None,
    seed: int = 7,
) -> Positions:
    """Whole-pixel positions of all nodes; no two are closer than a mark is wide.

    `groups` says which group a node is kept together with; without it, `centers` are nodes round which clusters form, and
    without either the network is one. `anchors` give longitude and latitude of some nodes. The same graph and seed give the
    same positions, in whatever order its nodes stand.
    """
    anchors = anchors or {}
    clusters = _clusters(graph, centers) if groups is None else _grouped(graph, groups)
    placed: dict[str, tuple[float, float]] = {}
    laid_out = [_part(graph, members, anchors, seed) for members in clusters]
    radii = [_radius(points) for points in laid_out]
    if groups is None or any(n in anchors for members in clusters for n in members):
        middles = _middles([_anchor(members, anchors) for members in clusters], radii)
    else:
        ties = _ties(graph, clusters)
        middles = _by_ties(ties, radii, seed)
        laid_out = _turned(graph, clusters, laid_out, middles)
    for members, points, middle in zip(clusters, laid_out, middles, strict=True):
        placed.update(zip(members, (points + middle).tolist(), strict=True))
    rest = sorted(n for n in graph if n not in placed)
    if rest:
        parts = _components(graph, rest)
        _rows_below(placed, [(part, _connected(graph, part, anchors, seed)) for part in parts])
    return {node: (round(x), round(y)) for node, (x, y) in sorted(placed.items())}


def _clusters(graph: nx.Graph[str], centers: Sequence[str]) -> list[list[str]]:
    """The nodes nearest to each center; a node at the same distance from several goes to the first of them."""
    present = [c for c in centers if c in graph]
    if not present:
        return []
    nearest: dict[str, str] = {}
    for node, path in nx.multi_source_dijkstra_path(graph, present, weight=None).items():
        nearest[node] = path[0]
    return [sorted(n for n, center in nearest.items() if center == c) for c in present]


def _grouped(graph: nx.Graph[str], groups: Mapping[str, str]) -> list[list[str]]:
    """The nodes of each group, in the order of the groups' names."""
    found: dict[str, list[str]] = {}
    for node in sorted(graph):
        if node in groups:
            found.setdefault(groups[node], []).append(node)
    return [found[name] for name in sorted(found)]


def with_neighbours(graph: nx.Graph[str], groups: Mapping[str, str]) -> dict[str, str]:
    """The group of each node that has one, and of each other node that of most of its neighbours, where they have any."""
    found = {node: groups[node] for node in graph if node in groups}
    for node in sorted(set(graph) - set(found)):
        if near := Counter(groups[n] for n in graph[node] if n in groups):
            found[node] = min(near, key=lambda group: (-near[group], group))
    return found


def _components(graph: nx.Graph[str], members: Iterable[str]) -> list[list[str]]:
    """What hangs together among the members, the largest first."""
    found = (sorted(c) for c in nx.connected_components(graph.subgraph(members)))
    return sorted(found, key=lambda c: (-len(c), c))


def _part(graph: nx.Graph[str], members: Sequence[str], anchors: Anchors, seed: int) -> Points:
    """Points of the members round (0, 0), in their order; parts that do not hang together stand below one another."""
    placed: dict[str, tuple[float, float]] = {}
    _rows_below(placed, [(c, _connected(graph, c, anchors, seed)) for c in _components(graph, members)])
    points = np.array([placed[n] for n in members])
    middle: Points = (points.min(axis=0) + points.max(axis=0)) / 2
    return points - middle


def _connected(graph: nx.Graph[str], members: Sequence[str], anchors: Anchors, seed: int) -> Points:
    """Points of members that hang together, in their order, begun from the map where some of them are on it."""
    order = {n: i for i, n in enumerate(members)}
    pairs = {(min(order[a], order[b]), max(order[a], order[b])) for a, b in graph.subgraph(members).edges if a != b}
    ends = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    known = sorted(n for n in members if n in anchors)
    start = _start(graph.subgraph(members), members, known, anchors, seed) if known else None
    points = arranged(len(members), ends, seed, start)
    clear = _CLEAR if len(members) <= _MANY else _CLEAR_OF_MANY
    if len(ends):
        points = points * (_EDGE / max(float(lengths(points, ends).mean()), 1e-9))
        points = _clear(points * _room(points, clear), clear)
    return points


def _start(part: nx.Graph[str], members: Sequence[str], known: Sequence[str], anchors: Anchors, seed: int) -> Points:
    """Every node near the closest anchored node; y runs down, so north has the smaller y."""
    paths = nx.multi_source_dijkstra_path(part, known, weight=None)
    places = np.array([anchors[paths[node][0]] for node in members])
    scatter: Points = np.random.default_rng(seed).normal(0, 0.3, places.shape)
    return places * (1.0, -1.0) + scatter


def _room(points: Points, clear: float) -> float:
    """How much to enlarge a layout so that most nodes have room, and few have to be pushed apart."""
    if len(points) < 3:
        return 1.0
    spread = np.ptp(points, axis=0) + clear
    return max(1.0, float(np.sqrt(2.5 * len(points) * clear**2 / (spread[0] * spread[1]))))


def _clear(points: Points, clear: float, rounds: int = 300) -> Points:
    """Push apart nodes that are too close, a little at a time."""
    wanted = clear * 1.01  # what comes to a stop a little too close is far enough apart
    for _ in range(rounds):
        a, b = close_pairs(points, wanted).T
        delta = points[a] - points[b]
        distance = np.maximum(np.sqrt(delta[:, 0] ** 2 + delta[:, 1] ** 2), 1e-6)
        if not len(a) or distance.min() >= clear:
            break
        push = delta * (0.5 * (wanted - distance) / distance)[:, None]
        moved = [np.bincount(a, along, len(points)) - np.bincount(b, along, len(points)) for along in push.T]
        points = points + 0.6 * np.stack(moved, axis=1)
    return points


def _anchor(members: Iterable[str], anchors: Anchors) -> tuple[float, float]:
    """The middle of the members on the map, y running down; of all anchors where none of them is on it."""
    known = [anchors[n] for n in members if n in anchors] or list(anchors.values()) or [(0.0, 0.0)]
    longitude, latitude = np.mean(np.array(known), axis=0)
    return (float(longitude), -float(latitude))


def _radius(points: Points) -> float:
    return float(np.sqrt((points**2).sum(axis=1)).max()) + _GAP / 2


def _middles(anchors: Sequence[tuple[float, float]], radii: Sequence[float]) -> Points:
    """Where the clusters go: as their anchors lie, drawn together and then pushed apart until no two circles overlap."""
    if not anchors:
        return np.zeros((0, 2))
    points = np.array(anchors)
    points = points - points.mean(axis=0)
    spread = float(np.abs(points).max()) or 1.0
    return apart(points / spread * (_WIDER, 1.0) * float(np.mean(radii)), np.array(radii), rounds=400)


def _ties(graph: nx.Graph[str], clusters: Sequence[Sequence[str]]) -> nx.Graph[str]:
    """The groups, by number, with the strongest ties of each: those that say where it belongs."""
    group = {n: number for number, members in enumerate(clusters) for n in members}
    ends = ((group[a], group[b]) for a, b in graph.edges if a in group and b in group)
    counted = Counter((min(pair), max(pair)) for pair in ends if pair[0] != pair[1])
    by_group: Counter[int] = Counter()
    ties: nx.Graph[str] = nx.Graph()
    ties.add_nodes_from(f"{number:06}" for number in range(len(clusters)))
    for (a, b), _ in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        if min(by_group[a], by_group[b]) < _STRONGEST:
            ties.add_edge(f"{a:06}", f"{b:06}")
            by_group.update((a, b))
    return ties


def _by_ties(ties: nx.Graph[str], radii: Sequence[float], seed: int) -> Points:
    """Where groups go that no map has: near those that they have the most ties with, no two circles overlapping."""
    if not radii:
        return np.zeros((0, 2))
    points = _part(ties, sorted(ties), {}, seed) / _EDGE
    return apart(points * 1.2 * float(np.mean(radii)), np.array(radii), rounds=400)


def _turned(
    graph: nx.Graph[str], clusters: Sequence[Sequence[str]], laid_out: Sequence[Points], middles: Points
) -> list[Points]:
    """Each group turned so that what has ties outside looks to where they lead."""
    group = {n: number for number, members in enumerate(clusters) for n in members}
    turned = []
    for number, (members, points) in enumerate(zip(clusters, laid_out, strict=True)):
        pull = 0j
        for node, (x, y) in zip(members, points.tolist(), strict=True):
            for other in sorted(graph[node]):
                if group.get(other, number) != number:
                    along = complex(*(middles[group[other]] - middles[number]).tolist())
                    pull += complex(x, -y) * along / max(abs(along), 1e-9)
        turn = pull / abs(pull) if abs(pull) > 1e-9 else 1 + 0j
        turned.append(points @ np.array([[turn.real, turn.imag], [-turn.imag, turn.real]]))
    return turned


def apart(points: Points, radii: npt.NDArray[np.float64], rounds: int, allowed: float = 0.0) -> Points:
    """Push apart circles that overlap, a little at a time, until none overlaps by more than is `allowed`."""
    wanted = radii[:, None] + radii[None, :]
    for _ in range(rounds):
        delta = points[:, None, :] - points[None, :, :]
        distance = np.sqrt((delta**2).sum(axis=2))
        np.fill_diagonal(distance, np.inf)
        overlap = np.maximum(wanted - distance, 0.0)
        if not (overlap > allowed).any():
            break
        direction = delta / np.maximum(distance, 1e-6)[:, :, None]
        points = points + 0.25 * (direction * overlap[:, :, None]).sum(axis=1)
    return points


def _rows_below(placed: dict[str, tuple[float, float]], parts: Sequence[tuple[Sequence[str], Points]]) -> None:
    """Put the parts in rows under what is placed, from left to right."""
    sizes = [np.ptp(points, axis=0) + _GAP for _, points in parts]
    if placed:
        known = np.array(list(placed.values()))
        left, right, y = float(known[:, 0].min()), float(known[:, 0].max()), float(known[:, 1].max()) + _GAP
    else:
        left, y = 0.0, 0.0
        right = max(max(float(size[0]) for size in sizes), float(np.sqrt(1.6 * sum(s[0] * s[1] for s in sizes))))
    x, height = left, 0.0
    for (members, points), size in zip(parts, sizes, strict=True):
        if x > left and x + size[0] > right + 1e-6:
            x, y, height = left, y + height, 0.0
        placed.update(zip(members, (points - points.min(axis=0) + (x, y)).tolist(), strict=True))
        x, height = x + float(size[0]), max(height, float(size[1]))
