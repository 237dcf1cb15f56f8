"""Nodes by region or by community, each group kept together on the picture, so that ties from group to group stand out.

The members of a group stand on a sunflower spiral (Vogel, A better way to construct the sunflower head, Mathematical
Biosciences 44, 1979), the most tied in the middle; the discs are pushed apart until no two overlap.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
import numpy.typing as npt

from renkei.analysis.communities import ALONE, find_communities
from renkei.analysis.ties import Ties
from renkei.errors import Text
from renkei.viz.layout import Positions, apart, with_neighbours
from renkei.viz.whereabouts import Whereabouts

Points = npt.NDArray[np.float64]

_GOLDEN = math.pi * (3 - math.sqrt(5))
_STEP, _MARGIN, _GAP = 30.0, 34.0, 36.0  # pixels at scale 1
_WIDER = 1.7  # how much further apart groups begin from west to east than from north to south
UNGROUPED = ""


@dataclass(frozen=True)
class NodeGroup:
    """A group of nodes as a disc of the picture; `label` is None for nodes without a group."""

    key: str
    label: Text | None
    members: tuple[str, ...]
    x: int
    y: int
    radius: int


@dataclass(frozen=True)
class Grouping:
    """The groups of the nodes of a network, the largest first, and where the nodes stand when groups are kept together."""

    groups: tuple[NodeGroup, ...]
    positions: Positions


def by_region(graph: nx.Graph[str], where: Whereabouts, labels: Mapping[str, Text]) -> Grouping:
    """The nodes by region; one whose place is unknown goes with most of what it is tied to."""
    region = with_neighbours(graph, where.regions)
    starts = {key: _middle(key, members, where) for key, members in _members(graph, region).items()}
    return _grouping(graph, region, {key: labels.get(key) for key in starts}, starts)


def by_community(graph: nx.Graph[str], ties: Ties, names: Mapping[str, Text]) -> Grouping:
    """The nodes by community, numbered from 1, the largest first; each is named after its most tied member."""
    code = find_communities(ties).code
    community = {iri: str(c + 1) for iri, c in zip(ties.organisations.iris, code.tolist(), strict=True) if c != ALONE}
    members = _members(graph, community)
    labels = {key: names[_ranked(graph, found)[0]] if key else None for key, found in members.items()}
    between: nx.Graph[str] = nx.Graph()
    between.add_nodes_from(members)
    between.add_edges_from(
        sorted({(a, b) for one, other in graph.edges if (a := community.get(one, "")) != (b := community.get(other, ""))})
    )
    if len(between) <= 1:
        starts = dict.fromkeys(between, (0.0, 0.0))
    else:
        begin = dict(zip(between, map(tuple, _spiral(len(between)) / _STEP), strict=True))
        found = nx.spring_layout(between, pos=begin, seed=7, iterations=50)
        starts = {key: (round(float(x), 6), round(float(y), 6)) for key, (x, y) in found.items()}
    return _grouping(graph, community, labels, starts)


def _members(graph: nx.Graph[str], group: Mapping[str, str]) -> dict[str, list[str]]:
    """The nodes of each group, the largest group first; those without one last."""
    found: dict[str, list[str]] = defaultdict(list)
    for node in sorted(graph):
        found[group.get(node, UNGROUPED)].append(node)
    return dict(sorted(found.items(), key=lambda item: (item[0] == UNGROUPED, -len(item[1]), len(item[0]), item[0])))


def _ranked(graph: nx.Graph[str], members: Sequence[str]) -> list[str]:
    return sorted(members, key=lambda n: (-graph.degree(n), n))


def _middle(key: str, members: Sequence[str], where: Whereabouts) -> tuple[float, float] | None:
    """Where a group lies on the map, y running down."""
    known = [where.anchors[place] for n in members for place in sorted(where.around.get(n, ())) if place in where.anchors]
    if not known or key == UNGROUPED:
        return None
    longitude, latitude = np.mean(np.array(known), axis=0)
    return round(float(longitude), 4), round(-float(latitude), 4)


def _grouping(
    graph: nx.Graph[str],
    group: Mapping[str, str],
    labels: Mapping[str, Text | None],
    starts: Mapping[str, tuple[float, float] | None],
) -> Grouping:
    members = _members(graph, group)
    spirals = {key: _spiral(len(found)) for key, found in members.items()}
    radii = np.array([_STEP * math.sqrt(len(found)) + _MARGIN for found in members.values()])
    middles = apart(_spread([starts.get(key) for key in members], radii), radii + _GAP / 2, rounds=500, allowed=0.5)
    groups, placed = [], {}
    for (key, found), middle, radius in zip(members.items(), middles, radii, strict=True):
        ranked = _ranked(graph, found)
        placed.update({n: (round(x), round(y)) for n, (x, y) in zip(ranked, spirals[key] + middle, strict=True)})
        groups.append(NodeGroup(key, labels.get(key), tuple(ranked), round(middle[0]), round(middle[1]), round(radius)))
    return Grouping(tuple(groups), placed)


def _spiral(number: int) -> Points:
    at = np.arange(number)
    radius, angle = _STEP * np.sqrt(at), at * _GOLDEN
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _spread(starts: Sequence[tuple[float, float] | None], radii: Points) -> Points:
    """The starting points in pixels; groups without one stand below the others."""
    known = np.array([s for s in starts if s is not None] or [(0.0, 0.0)])
    low, size = known.min(axis=0), np.maximum(np.ptp(known, axis=0), 1e-9)
    room = math.sqrt(float((radii * radii).sum()) * 2)
    points, below = [], 0
    for start in starts:
        if start is None:
            points.append(((0.2 + 0.3 * (below % 3)) * room * _WIDER, room * (1.2 + 0.1 * below)))
            below += 1
        else:
            x, y = (np.array(start) - low) / size
            points.append((float(x) * room * _WIDER, float(y) * room))
    turn = np.arange(len(points)) * _GOLDEN  # two at one point part in a direction of their own
    away = np.stack([np.cos(turn), np.sin(turn)], axis=1) if len(points) > 1 else 0.0
    return np.array(points).reshape(-1, 2) + away
