"""Who stands between whom: the roles of Gould and Fernandez, by region or by sector.

Gould and Fernandez, Structures of mediation, Sociological Methodology 19, 1989.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from renkei.analysis.mixing import unknown
from renkei.analysis.report import Analysis, Rows, columns
from renkei.analysis.ties import GROUPINGS, UNGROUPED, Counts, Numbers, Ties
from renkei.analysis.triangles import masked_sums
from renkei.errors import Text, UsageError, did_you_mean


@dataclass(frozen=True, eq=False)
class Roles:
    """How often one stands between two that are not tied, shape (organisations,), by the groups of the three.

    `coordinator`: all in one's group. `itinerant`: both others in one other group. `gatekeeper`: one of them in one's group,
    the other outside; ties have no direction here, so that `representative` is the same. `liaison`: all in different groups.
    Each pair counts once. Organisations of no known group broker nothing and are no ends of a pair.
    """

    coordinator: Counts
    itinerant: Counts
    gatekeeper: Counts
    liaison: Counts

    @property
    def representative(self) -> Counts:
        return self.gatekeeper

    @property
    def total(self) -> Counts:
        return self.coordinator + self.itinerant + self.gatekeeper + self.liaison


def roles(ties: Ties, by: str) -> Roles:
    """The roles by one of GROUPINGS."""
    code = ties.groups(by).code
    known = (code[ties.source] != UNGROUPED) & (code[ties.target] != UNGROUPED)
    same = known & (code[ties.source] == code[ties.target])
    alike, unlike = _matrix(ties, same), _matrix(ties, known & ~same)
    mine, others = np.diff(alike.indptr).astype(np.int64), np.diff(unlike.indptr).astype(np.int64)
    by_group = unlike @ _membership(code)
    squares = np.asarray((by_group * by_group).sum(axis=1)).ravel().round().astype(np.int64)
    in_one_other, in_two_others = (squares - others) // 2, (others * others - squares) // 2
    closed_alike = _whole(masked_sums(alike, alike, alike) / 2)
    closed_half = _whole(masked_sums(unlike, unlike, alike))
    closed_other = _whole(masked_sums(unlike, alike, unlike) / 2)
    closed_apart = _whole(masked_sums(unlike, unlike, unlike) / 2)
    return Roles(
        mine * (mine - 1) // 2 - closed_alike,
        in_one_other - closed_other,
        mine * others - closed_half,
        in_two_others - closed_apart,
    )


def _matrix(ties: Ties, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> sparse.csr_array:
    size = len(ties.organisations)
    one, other = ties.source[kept], ties.target[kept]
    ends = np.concatenate([one, other]), np.concatenate([other, one])
    return sparse.csr_array((np.ones(len(ends[0])), ends), shape=(size, size))


def _membership(code: np.ndarray[tuple[int], np.dtype[np.int32]]) -> sparse.csr_array:
    known = np.flatnonzero(code != UNGROUPED)
    return sparse.csr_array((np.ones(len(known)), (known, code[known])), shape=(len(code), int(code.max(initial=0)) + 1))


def _whole(values: Numbers) -> Counts:
    return values.round().astype(np.int64)


def get_grouping(by: str | None) -> str:
    """One of GROUPINGS, by default the region. Raises UsageError for another."""
    by = by or "region"
    if by not in GROUPINGS:
        known = ", ".join(GROUPINGS)
        near = did_you_mean(by, GROUPINGS) or Text("", "")
        raise UsageError(
            Text(
                f"「{by}」では分けられません（{known}）。{near.ja}", f'Groups are by {known}, not by "{by}". {near.en}'.strip()
            )
        )
    return by


def brokerage(ties: Ties, *, by: str | None = None) -> Analysis:
    """A row for each organisation that stands between others, the most often first, ties by IRI."""
    by = get_grouping(by)
    found, groups = roles(ties, by), ties.groups(by)
    order = np.lexsort((np.arange(len(ties.organisations)), -found.total))
    rows: Rows = tuple(
        (
            ties.thing(at),
            ties.name(at),
            ties.label(groups.iris[groups.code[at]]),
            *(
                int(column[at])
                for column in (
                    found.coordinator,
                    found.itinerant,
                    found.gatekeeper,
                    found.representative,
                    found.liaison,
                    found.total,
                )
            ),
        )
        for at in order.tolist()
        if found.total[at]
    )
    heads = columns(
        ("organisation", "機関", "organisation"),
        ("name", "名称", "name"),
        (by, GROUPINGS[by].ja, GROUPINGS[by].en),
        ("coordinator", "群内の調整役", "coordinator"),
        ("itinerant", "他群内の仲介役", "itinerant"),
        ("gatekeeper", "門番", "gatekeeper"),
        ("representative", "代表", "representative"),
        ("liaison", "群間の連絡役", "liaison"),
        ("total", "計", "total"),
    )
    note = Text(
        "つながりに向きがないため、門番と代表は同じ組で、計には一度だけ入ります。",
        "Ties have no direction: gatekeeper and representative are the same pairs, and count once in the total.",
    )
    code = groups.code
    left_out = int(((code[ties.source] == UNGROUPED) | (code[ties.target] == UNGROUPED)).sum())
    return Analysis(heads, rows, (note, *unknown(groups, GROUPINGS[by], left_out)))
