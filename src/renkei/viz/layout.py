"""Positions for the nodes of a network, computed beforehand so that a page only has to draw."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import numpy as np
import numpy.typing as npt

Positions = dict[str, tuple[int, int]]

# Mean length of an edge, and the least distance of two nodes, in pixels at scale 1.
_EDGE, _CLEAR = 95.0, 46.0

# Above this number of nodes stress minimisation takes too long, and a spring layout is used.
_MOST_FOR_STRESS = 500


def positions(graph: nx.Graph[str], anchors: Mapping[str, tuple[float, float]], seed: int = 7) -> Positions:
    """Whole-pixel positions of all nodes: the largest component in the middle, the others in rows below it.

    Components are laid out by stress minimisation (Kamada and Kawai, 1989), begun from `anchors` (longitude and latitude of
    some nodes) so that north stays up. The same graph and seed give the same positions.
    """
    components = sorted(nx.connected_components(graph), key=lambda c: (-len(c), min(c)))
    placed: dict[str, tuple[float, float]] = {}
    left, top, row_height, width = 0.0, 0.0, 0.0, 1.0
    for number, component in enumerate(components):
        part = nx.Graph(graph.subgraph(sorted(component)))
        own = _component(part, anchors, seed)
        points = np.array(list(own.values()))
        low, size = points.min(axis=0), np.ptp(points, axis=0) + 2 * _EDGE
        if number == 0:
            width = float(size[0])
        elif left + size[0] > width:
            left, top, row_height = 0.0, top + row_height, 0.0
        for node, (x, y) in own.items():
            placed[node] = (left + x - float(low[0]), top + y - float(low[1]))
        if number == 0:
            top = float(size[1])
        else:
            left, row_height = left + float(size[0]), max(row_height, float(size[1]))
    return {node: (round(x), round(y)) for node, (x, y) in sorted(placed.items())}


def _component(part: nx.Graph[str], anchors: Mapping[str, tuple[float, float]], seed: int) -> dict[str, tuple[float, float]]:
    nodes = list(part)
    if len(nodes) == 1:
        return {nodes[0]: (0.0, 0.0)}
    start = _start(part, anchors, seed)
    if len(nodes) <= _MOST_FOR_STRESS:
        found = nx.kamada_kawai_layout(part, pos=start)
    else:
        found = nx.spring_layout(part, pos=start, seed=seed, iterations=100)
    points = np.array([found[n] for n in nodes], dtype=np.float64)
    index = {n: i for i, n in enumerate(nodes)}
    ends = np.array([(index[a], index[b]) for a, b in part.edges if a != b])
    lengths = np.linalg.norm(points[ends[:, 0]] - points[ends[:, 1]], axis=1)
    points *= _EDGE / max(float(lengths.mean()), 1e-9)
    points = _cleared(points)
    return {n: (float(x), float(y)) for n, (x, y) in zip(nodes, points, strict=True)}


def _start(part: nx.Graph[str], anchors: Mapping[str, tuple[float, float]], seed: int) -> dict[str, tuple[float, float]]:
    """Every node at its anchor, or near that of the closest anchored node; y runs down, so north has the smaller y."""
    random = np.random.default_rng(seed)
    known = {n: (anchors[n][0], -anchors[n][1]) for n in part if n in anchors}
    start: dict[str, tuple[float, float]] = {}
    if known:
        for node, path in nx.multi_source_dijkstra_path(part, sorted(known), weight=None).items():
            start[node] = known[path[0]]
    return {
        n: (start.get(n, (0.0, 0.0))[0] + random.normal(0, 0.3), start.get(n, (0.0, 0.0))[1] + random.normal(0, 0.3))
        for n in part
    }


def _cleared(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Push apart pairs of points that are closer than _CLEAR, a little at a time."""
    for _ in range(60):
        delta = points[:, None, :] - points[None, :, :]
        distance = np.linalg.norm(delta, axis=2)
        np.fill_diagonal(distance, np.inf)
        close = distance < _CLEAR
        if not close.any():
            break
        overlap = np.where(close, (_CLEAR - distance) / 2, 0.0)
        direction = delta / np.maximum(distance, 1e-6)[:, :, None]
        points = points + (direction * overlap[:, :, None]).sum(axis=1) * 0.5
    return points
