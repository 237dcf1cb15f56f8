"""Region x region: ties in numbers, as share of the possible ones, and against what chance would give.

Chance is the configuration model: every organisation keeps its number of ties, and their ends are joined at random
(Newman, Networks, 2010, section 13.2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from renkei.analysis.mixing import between_groups, unknown
from renkei.analysis.report import Analysis, columns
from renkei.analysis.ties import UNGROUPED, Counts, Numbers, Ties, as_thing
from renkei.errors import Text


@dataclass(frozen=True, eq=False)
class RegionMatrix:
    """Symmetric matrices, shape (regions, regions); within a region on the diagonal.

    `ties` between organisations; `possible` pairs of organisations; `density` their ratio, nan where no pair is possible;
    `expected` ties by the configuration model: d e / (2m - 1) between regions with d and e ends of ties, and
    d (d - 1) / 2 / (2m - 1) within one, m being all ties.
    """

    regions: tuple[str, ...]
    ties: Counts
    possible: Counts
    density: Numbers
    expected: Numbers


def region_matrix(ties: Ties) -> RegionMatrix:
    """The matrix of the organisations whose region is known."""
    groups = ties.groups("region")
    counts, _ = between_groups(ties, groups)
    members = np.bincount(groups.code[groups.code != UNGROUPED], minlength=len(groups.iris)).astype(np.int64)
    possible = np.outer(members, members)
    np.fill_diagonal(possible, members * (members - 1) // 2)
    ends = (counts.sum(axis=1) + np.diag(counts)).astype(np.float64)
    expected = np.outer(ends, ends)
    np.fill_diagonal(expected, ends * (ends - 1) / 2)
    expected /= max(ends.sum() - 1, 1)
    density = np.divide(counts, possible, out=np.full(counts.shape, np.nan), where=possible > 0)
    return RegionMatrix(groups.iris, counts, possible, density, expected)


def regions(ties: Ties) -> Analysis:
    """A row for each pair of regions and each region, furthest from chance first: (ties - expected) / sqrt(expected)."""
    found = region_matrix(ties)
    one, other = np.triu_indices(len(found.regions))
    observed, expected = found.ties[one, other], found.expected[one, other]
    apart = np.divide(observed - expected, np.sqrt(expected), out=np.zeros(len(one)), where=expected > 0)
    order = np.lexsort((other, one, -np.round(np.abs(apart), 9)))
    rows = []
    for at in order.tolist():
        ends = [found.regions[int(place[at])] for place in (one, other)]
        chance = float(expected[at])
        rows.append(
            (
                *map(as_thing, ends),
                *map(ties.label, ends),
                int(observed[at]),
                int(found.possible[one[at], other[at]]),
                _number(float(found.density[one[at], other[at]])),
                chance,
                int(observed[at]) / chance if chance else None,
                float(apart[at]) if chance else None,
                _standing(float(apart[at])),
            )
        )
    heads = columns(
        ("region", "地域", "region"),
        ("other", "相手の地域", "other region"),
        ("name", "地域名", "name"),
        ("other_name", "相手の地域名", "name of the other"),
        ("ties", "つながり", "ties"),
        ("possible", "可能な組", "possible pairs"),
        ("density", "密度", "density"),
        ("expected", "期待値", "expected"),
        ("ratio", "期待値との比", "ratio"),
        ("residual", "期待値からの隔たり", "residual"),
        ("standing", "多い・少ない", "standing"),
    )
    groups = ties.groups("region")
    notes = unknown(groups, Text("地域", "region"), between_groups(ties, groups)[1])
    if len(found.regions) == 1:
        notes.insert(0, Text("地域が1つだけなので、比べるものがありません。", "There is one region only: nothing to compare."))
    return Analysis(heads, tuple(rows), tuple(notes))


# A pair is called over- or under-connected where it is so many standard deviations (of Poisson) from chance.
FAR = 2.0


def _standing(residual: float) -> Text | None:
    if residual >= FAR:
        return Text("多い", "over")
    return Text("少ない", "under") if residual <= -FAR else None


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value
