"""How the network hangs together: its components, its cores, and how ties are spread.

k-cores: Seidman, Network structure and minimum degree, Social Networks 5, 1983.
"""

from __future__ import annotations

import networkit as nk
import numpy as np
from scipy.sparse import csgraph

from renkei.analysis.engine import fast_graph
from renkei.analysis.report import Analysis, Cell, columns, listed
from renkei.analysis.ties import UNGROUPED, Counts, Ties
from renkei.errors import Text


def component_of(ties: Ties) -> Counts:
    """The component of each organisation, shape (organisations,): 0 is the largest, equally large ones by their first IRI."""
    if not len(ties.organisations):
        return np.zeros(0, np.int64)
    _, found = csgraph.connected_components(ties.adjacency, directed=False)
    return by_size(np.asarray(found, np.int64))


def by_size(code: Counts) -> Counts:
    """Groups numbered anew: the largest is 0, equally large ones in the order of their first member."""
    _, first, code, sizes = np.unique(code, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(sizes), np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return rank[code]


def core_numbers(ties: Ties) -> Counts:
    """For each organisation the largest k such that it is in a group whose members all have k ties within the group."""
    if not len(ties):
        return np.zeros(len(ties.organisations), np.int64)
    graph = fast_graph(ties)
    return np.array(nk.centrality.CoreDecomposition(graph).run().scores()).astype(np.int64)


def components(ties: Ties) -> Analysis:
    """A row for each component of at least two organisations, the largest first."""
    code = component_of(ties)
    sizes, inside = np.bincount(code), np.bincount(code[ties.source], minlength=int(code.max(initial=-1)) + 1)
    regions = ties.groups("region")
    rows: list[tuple[Cell, ...]] = []
    for number in np.flatnonzero(sizes > 1).tolist():
        members = np.flatnonzero(code == number)
        best = members[np.lexsort((members, -ties.degree[members]))].tolist()
        there = [ties.label(regions.iris[at]) for at in np.unique(regions.code[members]).tolist() if at != UNGROUPED]
        size, edges = len(members), int(inside[number])
        density = edges / (size * (size - 1) / 2)
        rows.append((number + 1, size, edges, density, len(there), listed(there), listed([ties.name(at) for at in best], 3)))
    heads = columns(
        ("component", "成分", "component"),
        ("organisations", "機関数", "organisations"),
        ("ties", "つながり", "ties"),
        ("density", "密度", "density"),
        ("regions", "地域数", "regions"),
        ("which", "地域", "which"),
        ("members", "主な機関", "chief members"),
    )
    return Analysis(heads, tuple(rows))


def cores(ties: Ties) -> Analysis:
    """A row for each organisation with a tie, the innermost core first, then by the number of ties, then by IRI."""
    found = core_numbers(ties)
    order = np.lexsort((np.arange(len(found)), -ties.degree, -found)).tolist()
    rows = tuple((ties.thing(at), ties.name(at), int(found[at]), int(ties.degree[at])) for at in order if ties.degree[at])
    heads = columns(
        ("organisation", "機関", "organisation"),
        ("name", "名称", "name"),
        ("core", "コア数", "core"),
        ("degree", "つながりの数", "ties"),
    )
    top = int(found.max(initial=0))
    size = int((found == top).sum()) if top else 0
    note = Text(f"最も内側のコア: k={top}、{size}機関。", f"Innermost core: k = {top}, {size} organisation(s).")
    return Analysis(heads, rows, (note,))


def degrees(ties: Ties) -> Analysis:
    """A row for each number of ties that occurs: how many organisations have it, and which share has at least as many."""
    counts = np.bincount(ties.degree) if len(ties.organisations) else np.zeros(0, np.int64)
    total = max(int(counts.sum()), 1)
    at_least = np.cumsum(counts[::-1])[::-1]
    rows = tuple((n, int(counts[n]), int(counts[n]) / total, int(at_least[n]) / total) for n in np.flatnonzero(counts).tolist())
    heads = columns(
        ("degree", "つながりの数", "ties"),
        ("organisations", "機関数", "organisations"),
        ("share", "割合", "share"),
        ("at_least", "これ以上の割合", "share with at least so many"),
    )
    if not rows:
        return Analysis(heads, rows)
    mean, median, most = float(ties.degree.mean()), float(np.median(ties.degree)), int(ties.degree.max())
    note = Text(f"平均 {mean:.2f}、中央値 {median:g}、最大 {most}。", f"Mean {mean:.2f}, median {median:g}, most {most}.")
    return Analysis(heads, rows, (note,))
