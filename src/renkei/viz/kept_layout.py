"""Layouts kept in the cache folder, so that a network that has not changed is laid out once."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import networkx as nx
import numpy as np

from renkei.build.shipped import cache_directory
from renkei.errors import UsageError
from renkei.tables.saving import save_bytes
from renkei.viz.layout import Anchors, Positions, positions

# Fewer nodes are laid out in no time; so many layouts are kept, those used last.
LEAST_KEPT, MOST_KEPT = 200, 64


def kept_positions(
    graph: nx.Graph[str],
    centers: Sequence[str] = (),
    anchors: Anchors | None = None,
    groups: Mapping[str, str] | None = None,
    seed: int = 7,
) -> Positions:
    """What `layout.positions` gives, read from the cache folder where it was asked before.

    A file there holds numbers only, under a digest of the network and of the code; no name of any node.
    """
    if len(graph) < LEAST_KEPT:
        return positions(graph, centers, anchors, groups, seed)
    nodes = sorted(graph)
    path = cache_directory() / "layouts" / f"{_digest(graph, nodes, centers, anchors or {}, groups, seed)}.npy"
    with contextlib.suppress(OSError, ValueError):  # not there, or cut short
        points = np.load(path, allow_pickle=False)
        if points.shape == (len(nodes), 2) and points.dtype == np.int64:
            os.utime(path)
            return {node: (int(x), int(y)) for node, (x, y) in zip(nodes, points.tolist(), strict=True)}
    found = positions(graph, centers, anchors, groups, seed)
    _save(path, np.array([found[n] for n in nodes], np.int64))
    return found


def _digest(
    graph: nx.Graph[str],
    nodes: Sequence[str],
    centers: Sequence[str],
    anchors: Anchors,
    groups: Mapping[str, str] | None,
    seed: int,
) -> str:
    hasher = hashlib.sha256()
    for module in ("forces.py", "layout.py"):
        hasher.update(Path(__file__).with_name(module).read_bytes())
    edges = sorted({(min(a, b), max(a, b)) for a, b in graph.edges()})
    inside = {n: anchors[n] for n in nodes if n in anchors}
    grouped = None if groups is None else [groups.get(n) for n in nodes]
    for part in (nodes, edges, list(centers), inside, grouped, seed):
        hasher.update(json.dumps(part, ensure_ascii=False).encode() + b"\n")
    return hasher.hexdigest()[:24]


def _save(path: Path, points: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> None:
    """Keep a layout, and no more than MOST_KEPT; a folder that cannot be written to keeps none."""
    content = io.BytesIO()
    np.save(content, points)
    with contextlib.suppress(OSError, UsageError):
        path.parent.mkdir(parents=True, exist_ok=True)
        save_bytes(path, content.getvalue())
        known = sorted(path.parent.glob("*.npy"), key=lambda p: p.stat().st_mtime)
        for old in known[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
