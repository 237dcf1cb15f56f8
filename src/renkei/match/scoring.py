"""Candidates ranked by points in named parts, which sum to the score; `match.explaining` says why, for the best of them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from renkei.match.asking import Wanted
from renkei.match.ground import Ground, Item
from renkei.match.likeness import Likeness, Words, closest, likeness, text_of, together

# What each part counts in full. They are set by hand and told as such; `benchmarks/` will say how well they do.
FULL = {"content": 0.5, "network": 0.2, "sector": 0.1, "record": 0.1, "region": 0.1}
# What answers less of what is wanted than this is no answer.
LEAST_LIKE = 0.15
# Fields alone say less than what one can do: so much of their likeness counts.
BY_FIELDS = 0.5
_RECENT = 3


@dataclass(frozen=True)
class Wish:
    """Who asks, for what, and under which conditions.

    `organisation` is the IRI of the one who asks, None for words alone. `among`: only these are suggested (None: all);
    `excluded` are not. `cross_region` is what a partner in another known region gets on top; it lowers no one.
    """

    organisation: str | None
    wanted: tuple[Wanted, ...]
    among: Collection[str] | None = None
    excluded: Collection[str] = ()
    cross_region: float = 0.0
    new_only: bool = False


@dataclass(frozen=True)
class Answer:
    """What of a candidate answers best what is wanted, and how well."""

    like: Likeness
    wanted: Wanted
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Scored:
    """A candidate with its points by part, of those parts that give any.

    `answer` is None where the content is that of the fields it works in. `linked`: it takes part in something together with
    the one who asks.
    """

    organisation: str
    points: Mapping[str, float]
    answer: Answer | None
    linked: bool

    @property
    def score(self) -> float:
        return math.fsum(self.points.values())


class Scorer:
    """Scores the organisations of a store for any number of wishes."""

    def __init__(self, known: Ground) -> None:
        self.known = known

    def ranked(self, wish: Wish) -> list[Scored]:
        """The candidates: new ones, then (unless `new_only`) those already linked; of each the best first, ties by IRI."""
        strengths = self._strengths(wish.organisation)
        asked = self.fields_asked(wish)
        fields = {worked_in: closest(self.known, asked, worked_in) for worked_in in set(self.known.worked_in.values())}
        own = self.known.activities.get(wish.organisation or "", set())
        found: list[Scored] = []
        facts = self.known.network.organisations.facts
        sector, region = (self.known.fact(wish.organisation, name) for name in ("sector", "region"))
        for at, candidate in self._candidates(wish):
            linked = not own.isdisjoint(self.known.activities.get(candidate, ()))
            if linked and wish.new_only:
                continue
            answer = self._answer(wish, candidate)
            like = fields.get(self.known.worked_in.get(candidate, frozenset()), 0.0)
            content = answer.like.value if answer else BY_FIELDS * like if like >= LEAST_LIKE else 0.0
            strength = strengths.get(candidate, 0.0)
            if content or strength:  # else there is no reason to suggest it
                points = {
                    "content": FULL["content"] * content,
                    "network": FULL["network"] * strength / (1.0 + strength),
                    "sector": FULL["sector"] * _complements(sector, facts["sector"][at]),
                    "record": FULL["record"] * self._records.get(candidate, 0.0),
                    "region": _region(region, facts["region"][at], wish.cross_region),
                }
                found.append(Scored(candidate, {name: value for name, value in points.items() if value}, answer, linked))
        return sorted(found, key=lambda scored: (scored.linked, -round(scored.score, 9), scored.organisation))

    def fields_asked(self, wish: Wish) -> frozenset[str]:
        """The fields that are looked for: those of what is wanted, else those that the one who asks works in."""
        asked = frozenset(field for wanted in wish.wanted for field in wanted.fields)
        return asked or self.known.worked_in.get(wish.organisation or "", frozenset())

    @cached_property
    def _words(self) -> Words:
        """The words of everything that organisations can do, offer and seek."""
        return Words(map(text_of, self.known.items))

    def _candidates(self, wish: Wish) -> Iterator[tuple[int, str]]:
        asker = wish.organisation
        out = {*wish.excluded, *([asker, *self.known.kin.get(asker, ())] if asker else [])}
        for at, iri in enumerate(self.known.network.organisations.iris):
            if iri not in out and (wish.among is None or iri in wish.among):
                yield at, iri

    def _answer(self, wish: Wish, candidate: str) -> Answer | None:
        """The best answer among what the candidate can do, offers or seeks; None where none is good enough."""
        answers = [answer for wanted in wish.wanted if (answer := self.answer(wanted, candidate))]
        return max(answers, key=lambda answer: (answer.like.value, answer.wanted.item or ""), default=None)

    def answer(self, wanted: Wanted, candidate: str) -> Answer | None:
        """What of a candidate answers one thing that is wanted; None where nothing answers it by `LEAST_LIKE`."""
        found = {
            item: likeness(self.known, self._words, wanted, item)
            for item in self.known.held.get(candidate, ())
            if item.does in wanted.sought and item.is_open
        }
        if not found:
            return None
        like, items = together(found)
        return Answer(like, wanted, items) if like.value >= LEAST_LIKE else None

    def _strengths(self, asker: str | None) -> dict[str, float]:
        """How strongly common partners tie others to the one who asks, of those that have any.

        Each common partner counts less the more partners it has (Adamic and Adar, Social Networks 25, 2003).
        """
        position = self.known.network.organisations.position
        if asker is None or asker not in position:
            return {}
        ties = self.known.ties
        number: npt.NDArray[np.float64] = np.diff(ties.indptr).astype(np.float64)
        weight = np.divide(1.0, np.log1p(number), out=np.zeros_like(number), where=number > 0)
        row = ties[[position[asker]]].multiply(weight) @ ties
        found = row.tocoo()
        iris = self.known.network.organisations.iris
        return {iris[at]: value for at, value in zip(found.coords[1].tolist(), found.data.tolist(), strict=True)}

    @cached_property
    def _records(self) -> dict[str, float]:
        """What each has taken part in: 3/4 of n / (n + 3), and 1/4 where some of it is recent."""
        known = self.known
        recent = {who for who, year in known.latest.items() if year >= known.newest - _RECENT}
        return {
            who: 0.75 * len(taken_part) / (len(taken_part) + 3) + (0.25 if who in recent else 0.0)
            for who, taken_part in known.activities.items()
        }


def _complements(one: str, other: str) -> bool:
    """Whether two sectors are known and differ: industry, academia, government and others."""
    return bool(one and other and one != other)


def _region(here: str, there: str, cross_region: float) -> float:
    """The same region is near; another one gets what the wish gives it."""
    if not here or not there:
        return 0.0
    return FULL["region"] if here == there else cross_region
