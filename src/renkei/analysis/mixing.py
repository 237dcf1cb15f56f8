"""Do organisations work with their like: assortativity and E-I index by region and by sector.

Assortativity: Newman, Mixing patterns in networks, Physical Review E 67, 026126, 2003. E-I index: Krackhardt and Stern,
Informal networks and organizational crises, Social Psychology Quarterly 51, 1988.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from renkei.analysis.report import Analysis, Cell, columns
from renkei.analysis.ties import GROUPINGS, UNGROUPED, Counts, Groups, Ties, as_thing
from renkei.errors import Text


@dataclass(frozen=True, eq=False)
class Mixing:
    """Ties by group; ties to organisations of no known group are left out and counted in `left_out`.

    `members`, `internal`, `external` have shape (groups,): organisations, ties within the group, ties to other groups.
    `assortativity` is 1 where all ties are within groups and 0 where they fall as by chance; `expected` is the E-I index if all
    possible ties were there. Both are None where there is no tie, or one group only.
    """

    groups: Groups
    members: Counts
    internal: Counts
    external: Counts
    assortativity: float | None
    expected: float | None
    left_out: int


def mixing_of(ties: Ties, by: str) -> Mixing:
    """The mixing of one of GROUPINGS."""
    groups = ties.groups(by)
    size = len(groups.iris)
    counts, left_out = between_groups(ties, groups)
    internal = np.diag(counts).copy()
    external = counts.sum(axis=1) - internal
    members = np.bincount(groups.code[groups.code != UNGROUPED], minlength=size).astype(np.int64)
    within = int((members * (members - 1) // 2).sum())
    total = int(members.sum()) * (int(members.sum()) - 1) // 2
    assortativity = _assortativity(counts)
    expected = None if size < 2 else (total - 2 * within) / total
    return Mixing(groups, members, internal, external, assortativity, expected, left_out)


def between_groups(ties: Ties, groups: Groups) -> tuple[Counts, int]:
    """Ties by the groups of their ends, symmetric, shape (groups, groups), and how many have an end in no group."""
    one, other = groups.code[ties.source], groups.code[ties.target]
    known = (one != UNGROUPED) & (other != UNGROUPED)
    counts = np.zeros((len(groups.iris), len(groups.iris)), np.int64)
    np.add.at(counts, (one[known], other[known]), 1)
    return counts + counts.T - np.diag(np.diag(counts)), int((~known).sum())


def _assortativity(counts: Counts) -> float | None:
    share = (counts + np.diag(np.diag(counts))).astype(np.float64)
    if not share.sum():
        return None
    share /= share.sum()
    by_chance = float((share.sum(axis=0) * share.sum(axis=1)).sum())
    return None if by_chance >= 1 - 1e-12 else (float(np.trace(share)) - by_chance) / (1 - by_chance)


def ei_index(internal: int, external: int) -> float | None:
    """(external - internal) / (external + internal): 1 only outward, -1 only inward; None without a tie."""
    return (external - internal) / (external + internal) if external + internal else None


def mixing(ties: Ties) -> Analysis:
    """For regions and for sectors, a row for all together and one for each group, the most ties first."""
    rows: list[tuple[Cell, ...]] = []
    notes = []
    for by, word in GROUPINGS.items():
        found = mixing_of(ties, by)
        inside, outside = int(found.internal.sum()), int(found.external.sum()) // 2
        index = ei_index(inside, outside)
        everything = (word, None, Text("全体", "all"), int(found.members.sum()), inside, outside, index)
        rows.append((*everything, found.expected, found.assortativity))
        order = np.lexsort((np.arange(len(found.members)), -(found.internal + found.external)))
        for at in order.tolist():
            iri, counts = found.groups.iris[at], (int(found.internal[at]), int(found.external[at]))
            rows.append((word, as_thing(iri), ties.label(iri), int(found.members[at]), *counts, ei_index(*counts), None, None))
        if len(found.groups.iris) < 2:
            notes.append(
                Text(
                    f"{word.ja}が{len(found.groups.iris)}つだけなので、比べるものがありません。",
                    f"There is nothing to compare: {len(found.groups.iris)} {word.en}(s) known.",
                )
            )
        notes += unknown(found.groups, word, found.left_out)
    heads = columns(
        ("by", "分け方", "by"),
        ("group", "群", "group"),
        ("name", "名称", "name"),
        ("organisations", "機関数", "organisations"),
        ("internal", "内のつながり", "ties within"),
        ("external", "外とのつながり", "ties outward"),
        ("ei_index", "E-I指数", "E-I index"),
        ("ei_expected", "全組がつながる場合の E-I指数", "E-I index of all pairs"),
        ("assortativity", "同類選好", "assortativity"),
    )
    return Analysis(heads, tuple(rows), tuple(notes))


def unknown(groups: Groups, word: Text, ties_left_out: int) -> list[Text]:
    """What is left out since the group of an organisation is not known."""
    if not groups.unknown:
        return []
    return [
        Text(
            f"{word.ja}の分からない{groups.unknown}機関と、そのつながり{ties_left_out}本は数えていません。",
            f"{groups.unknown} organisation(s) of no known {word.en}, with {ties_left_out} tie(s), are not counted.",
        )
    ]
