"""Positions for the nodes of a network, computed beforehand so that a page only has to draw.

Nodes are laid out cluster by cluster (a cluster is what lies nearest to one district) and the clusters are set down as
their districts lie on the map, so that a reader finds a region where he expects it. What hangs together with no cluster
stands in rows below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import networkx as nx
import numpy as np
import numpy.typing as npt

Positions = dict[str, tuple[int, int]]
Points = npt.NDArray[np.float64]

# Mean length of an edge, least distance of two nodes, and room between clusters, in pixels at scale 1.
_EDGE, _CLEAR, _GAP = 80.0, 44.0, 70.0

# How much further apart clusters begin from west to east than from north to south: a screen is wider than it is high.
_WIDER = 2.5

# Above this number of nodes stress minimisation takes too long, and a spring layout is used.
_MOST_FOR_STRESS = 500


def positions(
    graph: nx.Graph[str], centers: Sequence[str], anchors: Mapping[str, tuple[float, float]], seed: int = 7
) -> Positions:
    """Whole-pixel positions of all nodes.

    `centers` are the nodes round which clusters form, `anchors` give longitude and latitude of some nodes. The same graph
    and seed give the same positions.
    """
    clusters = _clusters(graph, centers)
    placed: dict[str, tuple[float, float]] = {}
    laid_out = [_cluster(graph, members, anchors, seed) for members in clusters]
    middles = _middles([_anchor(members, anchors) for members in clusters], [_radius(points) for points in laid_out])
    for members, points, middle in zip(clusters, laid_out, middles, strict=True):
        placed.update(zip(members, (points + middle).tolist(), strict=True))
    rest = graph.subgraph(n for n in graph if n not in placed)
    loose = sorted((sorted(c) for c in nx.connected_components(rest)), key=lambda c: (-len(c), c))
    _rows_below(placed, [(c, _cluster(graph, c, anchors, seed)) for c in loose])
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


def _cluster(graph: nx.Graph[str], members: Sequence[str], anchors: Mapping[str, tuple[float, float]], seed: int) -> Points:
    """Points of the members round (0, 0), in their order: stress minimisation (Kamada and Kawai, 1989), begun from the map."""
    if len(members) == 1:
        return np.zeros((1, 2))
    part: nx.Graph[str] = nx.Graph()
    part.add_nodes_from(members)
    part.add_edges_from(sorted((min(e), max(e)) for e in graph.subgraph(members).edges if e[0] != e[1]))
    start = _start(part, anchors, seed)
    if len(members) <= _MOST_FOR_STRESS:
        found = nx.kamada_kawai_layout(part, pos=start)
    else:
        found = nx.spring_layout(part, pos=start, seed=seed, iterations=100)
    points: Points = np.array([found[n] for n in members], dtype=np.float64)
    order = {n: i for i, n in enumerate(members)}
    ends = np.array([(order[a], order[b]) for a, b in part.edges])
    if len(ends):
        points *= _EDGE / max(float(np.linalg.norm(points[ends[:, 0]] - points[ends[:, 1]], axis=1).mean()), 1e-9)
    points = _apart(points, np.full(len(points), _CLEAR / 2))
    middle: Points = (points.min(axis=0) + points.max(axis=0)) / 2
    return points - middle


def _start(part: nx.Graph[str], anchors: Mapping[str, tuple[float, float]], seed: int) -> dict[str, tuple[float, float]]:
    """Every node near the closest anchored node; y runs down, so north has the smaller y."""
    random = np.random.default_rng(seed)
    known = sorted(n for n in part if n in anchors)
    paths = nx.multi_source_dijkstra_path(part, known, weight=None) if known else {}
    start: dict[str, tuple[float, float]] = {}
    for node in part:
        x, y = anchors[paths[node][0]] if node in paths else (0.0, 0.0)
        start[node] = (x + float(random.normal(0, 0.3)), -y + float(random.normal(0, 0.3)))
    return start


def _anchor(members: Iterable[str], anchors: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """The middle of the members on the map, y running down; of all anchors where none of them is on it."""
    known = [anchors[n] for n in members if n in anchors] or list(anchors.values()) or [(0.0, 0.0)]
    longitude, latitude = np.mean(np.array(known), axis=0)
    return (float(longitude), -float(latitude))


def _radius(points: Points) -> float:
    return float(np.linalg.norm(points, axis=1).max()) + _GAP / 2


def _middles(anchors: Sequence[tuple[float, float]], radii: Sequence[float]) -> Points:
    """Where the clusters go: as their anchors lie, drawn together and then pushed apart until no two circles overlap."""
    if not anchors:
        return np.zeros((0, 2))
    points = np.array(anchors)
    points = points - points.mean(axis=0)
    spread = float(np.abs(points).max()) or 1.0
    return _apart(points / spread * (_WIDER, 1.0) * float(np.mean(radii)), np.array(radii), rounds=400)


def _apart(points: Points, radii: npt.NDArray[np.float64], rounds: int = 80) -> Points:
    """Push apart circles that overlap, a little at a time."""
    wanted = radii[:, None] + radii[None, :]
    for _ in range(rounds):
        delta = points[:, None, :] - points[None, :, :]
        distance = np.linalg.norm(delta, axis=2)
        np.fill_diagonal(distance, np.inf)
        overlap = np.maximum(wanted - distance, 0.0)
        if not overlap.any():
            break
        direction = delta / np.maximum(distance, 1e-6)[:, :, None]
        points = points + 0.25 * (direction * overlap[:, :, None]).sum(axis=1)
    return points


def _rows_below(placed: dict[str, tuple[float, float]], parts: Sequence[tuple[Sequence[str], Points]]) -> None:
    """Put the parts in rows under what is placed, from left to right."""
    known = np.array(list(placed.values())) if placed else np.zeros((1, 2))
    left, right, y = float(known[:, 0].min()), float(known[:, 0].max()), float(known[:, 1].max()) + _GAP
    x, height = left, 0.0
    for members, points in parts:
        low, size = points.min(axis=0), np.ptp(points, axis=0) + _GAP
        if x > left and x + size[0] > right:
            x, y, height = left, y + height, 0.0
        placed.update(zip(members, (points - low + (x, y)).tolist(), strict=True))
        x, height = x + float(size[0]), max(height, float(size[1]))
