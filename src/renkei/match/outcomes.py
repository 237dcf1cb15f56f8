"""How well the parts of the score foretold what came of introductions."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from renkei.errors import Text
from renkei.match.asking import of_item
from renkei.match.ground import Ground, Introduction
from renkei.match.scoring import FULL, Scorer, Wish
from renkei.query.results import Result
from renkei.schema.namespaces import ID, XSD
from renkei.store.protocol import Table, Term

# Outcomes that say nothing yet, and the one that says that nothing came of it.
_OPEN, _MISS = f"{ID}introduction-outcome/pending", f"{ID}introduction-outcome/none"
_HEADINGS = {
    "part": Text("部分", "part"),
    "with_points": Text("点のあった紹介", "introductions with points"),
    "with_hits": Text("うち成果あり", "of these, something came of it"),
    "with_rate": Text("割合", "hit rate with points"),
    "without_points": Text("点のなかった紹介", "introductions without"),
    "without_hits": Text("うち成果あり（点なし）", "of these, something came of it (without)"),
    "without_rate": Text("割合（点なし）", "hit rate without points"),
}


@dataclass(frozen=True)
class HitRate:
    """Of a part: introductions in which it gave points and those in which it gave none, and how many came to something."""

    part: str
    with_points: int
    with_hits: int
    without_points: int
    without_hits: int


def hit_rates(known: Ground, scorer: Scorer) -> list[HitRate]:
    """A row for each part of the score, and one for all introductions of which it is known what came of them.

    The pair is scored as it is now, for the one to whom the other was introduced; needs that are met since count.
    """
    told = [
        (introduction, _points(known, scorer, introduction)) for introduction in known.introductions if _is_told(introduction)
    ]
    rates = []
    for part in ("", *FULL):
        hits = {True: 0, False: 0}
        number = {True: 0, False: 0}
        for introduction, points in told:
            has = not part or points.get(part, 0.0) > 0
            number[has] += 1
            hits[has] += introduction.outcome != _MISS
        rates.append(HitRate(part, number[True], hits[True], number[False], hits[False]))
    return rates


def as_result(rates: list[HitRate]) -> Result:
    """The rates as a table; a rate of no introductions is no value."""
    rows = []
    for rate in rates:
        sides = ((rate.with_points, rate.with_hits), (rate.without_points, rate.without_hits))
        cells: list[Term | None] = []
        for number, hits in sides:
            share = ox.Literal(f"{hits / number:.3f}", datatype=XSD.decimal) if number else None
            cells += [ox.Literal(number), ox.Literal(hits), share]
        rows.append((ox.Literal(rate.part or "all"), *cells))
    return Result(Table(tuple(_HEADINGS), tuple(rows)), tuple(_HEADINGS.values()))


def _is_told(introduction: Introduction) -> bool:
    return bool(introduction.outcome) and introduction.outcome != _OPEN


def _points(known: Ground, scorer: Scorer, introduction: Introduction) -> dict[str, float]:
    """The points of the one who was introduced, for the one to whom; none where either is no organisation of the network."""
    at = known.network.organisations.position.get(introduction.introduced)
    if at is None:
        return {}
    wanted = tuple(of_item(item) for item in known.held.get(introduction.to, ()))
    scores = scorer.scores(Wish(introduction.to, wanted))
    return {name: float(points[at]) for name, points in scores.points.items()}
