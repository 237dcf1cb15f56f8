"""Communities: groups that are tied more within than outward, and how sure they are.

Louvain method: Blondel et al., Fast unfolding of communities in large networks, J. Stat. Mech. P10008, 2008, as networkit
runs it (Staudt and Meyerhenke 2016). Modularity: Newman and Girvan, Physical Review E 69, 026113, 2004. Stability: mean
adjusted Rand index (Hubert and Arabie, Comparing partitions, Journal of Classification 2, 1985) between the partitions of
several seeds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import networkit as nk
import numpy as np
import numpy.typing as npt
from scipy import sparse

from renkei.analysis.engine import fast_graph, one_thread, seeded
from renkei.analysis.report import Analysis, Cell, columns, listed
from renkei.analysis.structure import by_size
from renkei.analysis.ties import Counts, Ties
from renkei.errors import Text

RUNS = 10
ALONE = -1


@dataclass(frozen=True, eq=False)
class Communities:
    """The best of RUNS partitions by modularity, the first seed where several are.

    `code` (organisations,) is the community, 0 the largest, or ALONE for those without a tie. `stability` is the mean
    adjusted Rand index of all pairs of the runs, at most 1. Both figures are None where there is no tie.
    """

    code: Counts
    modularity: float | None
    stability: float | None


def find_communities(ties: Ties, seed: int = 1) -> Communities:
    """Communities by weight, from the seeds `seed` to `seed` + RUNS - 1."""
    tied = np.flatnonzero(ties.degree)
    code = np.full(len(ties.organisations), ALONE, np.int64)
    if not len(tied):
        return Communities(code, None, None)
    graph = fast_graph(ties, weighted=True)
    found = []
    with one_thread():
        for number in range(RUNS):
            seeded(seed + number)
            run = nk.community.PLM(graph, refine=True, par="none randomized").run()
            found.append(by_size(np.array(run.getPartition().getVector(), np.int64)[tied]))
    quality = [round(modularity(ties, tied, partition), 12) for partition in found]
    best = int(np.argmax(quality))
    code[tied] = found[best]
    stability = float(np.mean([adjusted_rand(one, other) for one, other in combinations(found, 2)]))
    return Communities(code, quality[best], stability)


def modularity(ties: Ties, tied: Counts, partition: Counts) -> float:
    """The share of weight within communities, less what chance would put there; `partition` is of the organisations `tied`."""
    of_all = np.zeros(len(ties.organisations), np.int64)
    of_all[tied] = partition
    total = float(ties.weight.sum())
    within = float(ties.weight[of_all[ties.source] == of_all[ties.target]].sum())
    strength = np.asarray(ties.adjacency.sum(axis=1)).ravel()
    ends = np.bincount(of_all, weights=strength)
    return within / total - float((ends * ends).sum()) / (4 * total * total)


def adjusted_rand(one: Counts, other: Counts) -> float:
    """How far two partitions of the same things agree: 1 the same, 0 as by chance."""
    shape = int(one.max()) + 1, int(other.max()) + 1
    both = sparse.csr_array((np.ones(len(one)), (one, other)), shape=shape)
    both.sum_duplicates()
    together, in_one, in_other = (_pairs(counts) for counts in (both.data, np.bincount(one), np.bincount(other)))
    all_pairs = len(one) * (len(one) - 1) / 2
    chance = in_one * in_other / all_pairs
    most = (in_one + in_other) / 2
    return 1.0 if most == chance else (together - chance) / (most - chance)


def _pairs(counts: npt.NDArray[Any]) -> float:
    return float((counts * (counts - 1.0) / 2).sum())


def communities(ties: Ties, *, seed: int = 1) -> Analysis:
    """A row for each community, the largest first."""
    found = find_communities(ties, seed)
    number = int(found.code.max(initial=ALONE)) + 1
    one, other = found.code[ties.source], found.code[ties.target]
    inside = np.bincount(one[one == other], minlength=number)
    outside = np.bincount(one[one != other], minlength=number) + np.bincount(other[one != other], minlength=number)
    rows: list[tuple[Cell, ...]] = []
    for at in range(number):
        members = np.flatnonzero(found.code == at)
        chief = members[np.lexsort((members, -ties.degree[members]))][:3].tolist()
        told = [_chief(ties, members, by) for by in ("region", "sector")]
        names = listed([ties.name(m) for m in chief], 3)
        rows.append((at + 1, len(members), int(inside[at]), int(outside[at]), *told, names))
    heads = columns(
        ("community", "コミュニティー", "community"),
        ("organisations", "機関数", "organisations"),
        ("internal", "内のつながり", "ties within"),
        ("external", "外とのつながり", "ties outward"),
        ("regions", "主な地域", "chief regions"),
        ("sectors", "主なセクター", "chief sectors"),
        ("members", "主な機関", "chief members"),
    )
    return Analysis(heads, tuple(rows), _notes(found, seed))


def community_members(ties: Ties, *, seed: int = 1) -> Analysis:
    """A row for each organisation with a tie: its community, by community and IRI."""
    found = find_communities(ties, seed)
    order = np.lexsort((np.arange(len(found.code)), found.code)).tolist()
    rows = tuple((ties.thing(at), ties.name(at), int(found.code[at]) + 1) for at in order if found.code[at] != ALONE)
    heads = columns(
        ("organisation", "機関", "organisation"), ("name", "名称", "name"), ("community", "コミュニティー", "community")
    )
    return Analysis(heads, rows, _notes(found, seed))


def _chief(ties: Ties, members: Counts, by: str) -> Text | None:
    """The commonest groups of some organisations, with their numbers."""
    told = Counter(filter(None, (ties.organisations.facts[by][at] for at in members.tolist())))
    ranked = sorted(told.items(), key=lambda pair: (-pair[1], pair[0]))
    names = [(ties.label(iri), number) for iri, number in ranked]
    return listed([Text(f"{name.ja} {number}", f"{name.en} {number}") for name, number in names], 3) if names else None


def _notes(found: Communities, seed: int) -> tuple[Text, ...]:
    if found.modularity is None or found.stability is None:
        return ()
    return (
        Text(
            f"モジュラリティー {found.modularity:.3f}、シード {seed}〜{seed + RUNS - 1} の間の安定性（調整ランド指数の平均）"
            f" {found.stability:.3f}。",
            f"Modularity {found.modularity:.3f}; stability over seeds {seed} to {seed + RUNS - 1} (mean adjusted Rand index) "
            f"{found.stability:.3f}.",
        ),
    )
