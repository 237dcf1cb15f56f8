"""What holds the network together: organisations without which it falls apart, and those that alone tie two regions.

Articulation points and bridges: Tarjan, Depth-first search and linear graph algorithms, SIAM Journal on Computing 1, 1972.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import networkit as nk
import numpy as np
from scipy.sparse import csgraph

from renkei.analysis.engine import fast_graph
from renkei.analysis.report import Analysis, columns, listed
from renkei.analysis.ties import UNGROUPED, Ties
from renkei.errors import Text


@dataclass(frozen=True)
class CutPoint:
    """An organisation whose component falls into `pieces` without it; `cut_off` of them are then outside the largest piece."""

    organisation: int
    pieces: int
    cut_off: int


def blocks(ties: Ties) -> list[list[int]]:
    """The sets of organisations (positions) that hang together whichever one is taken out; one of two is a bridge."""
    graph = fast_graph(ties)  # kept: the algorithm holds no reference to it
    found = nk.components.BiconnectedComponents(graph).run().getComponents()
    return sorted(sorted(block) for block in found if len(block) > 1)


def bridge_ties(ties: Ties) -> list[tuple[int, int]]:
    """The ties without which two organisations are no longer connected."""
    return [(block[0], block[1]) for block in blocks(ties) if len(block) == 2]


def cut_points(ties: Ties) -> list[CutPoint]:
    """The articulation points, by position; sizes of pieces are read off the tree of blocks."""
    found = blocks(ties)
    of_organisation: dict[int, list[int]] = defaultdict(list)
    for number, block in enumerate(found):
        for at in block:
            of_organisation[at].append(number)
    cuts = sorted(at for at, numbers in of_organisation.items() if len(numbers) > 1)
    _, component = csgraph.connected_components(ties.adjacency, directed=False)
    sizes = np.bincount(component).tolist() if len(component) else []
    below = _below(found, cuts, of_organisation)
    made = []
    for at in cuts:
        hanging = below[at]
        rest = sizes[component[at]] - 1 - sum(hanging)
        pieces = [*hanging, *([rest] if rest else [])]
        made.append(CutPoint(at, len(pieces), sum(pieces) - max(pieces)))
    return made


def _below(found: list[list[int]], cuts: list[int], of_organisation: dict[int, list[int]]) -> dict[int, list[int]]:
    """For each articulation point, the sizes of what hangs on it in the tree of blocks, seen from the first block."""
    points = set(cuts)
    parent: dict[int, int | None] = {}  # block -> the articulation point above it
    order: list[int] = []
    for root in range(len(found)):
        if root in parent:
            continue
        parent[root] = None
        waiting = [root]
        while waiting:
            block = waiting.pop()
            order.append(block)
            for at in found[block]:
                if at in points and at != parent[block]:
                    for other in of_organisation[at]:
                        if other not in parent:
                            parent[other] = at
                            waiting.append(other)
    below: dict[int, list[int]] = {at: [] for at in cuts}
    for block in reversed(order):
        above = parent[block]
        size = sum(1 + sum(below[at] if at in points else ()) for at in found[block] if at != above)
        if above is not None:
            below[above].append(size)
    return below


def holders(ties: Ties) -> dict[int, list[tuple[str, str]]]:
    """For organisations through which all ties between two regions run, these pairs of regions."""
    groups = ties.groups("region")
    one, other = groups.code[ties.source], groups.code[ties.target]
    crossing = np.flatnonzero((one != UNGROUPED) & (other != UNGROUPED) & (one != other))
    common: dict[tuple[int, int], set[int]] = {}
    for at in crossing.tolist():
        pair = (min(one[at], other[at]), max(one[at], other[at]))
        ends = {int(ties.source[at]), int(ties.target[at])}
        common[pair] = common[pair] & ends if pair in common else ends
    held: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for (a, b), ends in sorted(common.items()):
        for at in ends:
            held[at].append((groups.iris[a], groups.iris[b]))
    return held


def bridges(ties: Ties) -> Analysis:
    """A row for each organisation that is an articulation point or alone ties two regions; the most cut off first."""
    cuts = {cut.organisation: cut for cut in cut_points(ties)}
    tied = bridge_ties(ties)
    ends = Counter(at for tie in tied for at in tie)
    held = holders(ties)
    rows = []
    for at in sorted({*cuts, *held}, key=lambda at: (-(cuts[at].cut_off if at in cuts else 0), -len(held.get(at, ())), at)):
        cut = cuts.get(at)
        pairs = [pair(ties.label(a), ties.label(b)) for a, b in held.get(at, ())]
        size = (cut.pieces, cut.cut_off) if cut else (1, 0)
        rows.append((ties.thing(at), ties.name(at), *size, ends[at], len(pairs), listed(pairs) if pairs else None))
    heads = columns(
        ("organisation", "機関", "organisation"),
        ("name", "名称", "name"),
        ("pieces", "除いたときの断片数", "pieces without it"),
        ("cut_off", "切り離される機関数", "cut off"),
        ("bridges", "橋となるつながり", "bridges"),
        ("region_pairs", "単独で結ぶ地域の組", "pairs of regions held alone"),
        ("regions", "その地域", "which"),
    )
    note = Text(
        f"関節点 {len(cuts)}、橋となるつながり {len(tied)}。",
        f"Articulation points: {len(cuts)}; ties that are bridges: {len(tied)}.",
    )
    return Analysis(heads, tuple(rows), (note,))


def pair(one: Text, other: Text) -> Text:
    """Two names in one cell."""
    return Text(f"{one.ja}・{other.ja}", f"{one.en} and {other.en}")
