"""Candidates ranked by points in named parts, which sum to the score; `match.explaining` says why, for the best of them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from renkei.match.answers import LEAST_LIKE, Answer, Answers
from renkei.match.asking import Wanted
from renkei.match.fields import FieldProfiles
from renkei.match.ground import Ground
from renkei.network.affiliations import UNKNOWN

Column: TypeAlias = npt.NDArray[np.float64]

# What each part counts in full where something is looked for: set by hand, so that what answers it counts most. So it is too
# where nothing is and the one who asks has no ties: its fields say what it looks for.
FULL = {"content": 0.5, "network": 0.2, "sector": 0.1, "record": 0.1, "region": 0.1}
# And where its ties say whom it works with: in the proportion that `benchmarks/partner_ranking.py` fits to past projects.
UNASKED = {"content": 0.13, "network": 0.5, "sector": 0.02, "record": 0.28, "region": 0.07}
# Fields alone say less than what one can do: so much of their likeness counts.
BY_FIELDS = 0.5
# The share of the organisations with ties that is called the best connected.
POPULAR = 0.05
# A walk that comes to one less often than this tells hardly anything.
LEAST_REACH = 1e-5
_STEPS = 3
_HALF_LIFE, _OLD = 2.0, 10.0  # years; what has no known beginning counts as old
_LEAST_RECORD = 0.05


@dataclass(frozen=True)
class Wish:
    """Who asks, for what, and under which conditions.

    `organisation` is the IRI of the one who asks, None for words alone. `among`: only these are suggested (None: all);
    `excluded` are not. `cross_region` is what a partner in another known region gets on top; it lowers no one. Of those
    suggested at most the share `most_popular` are among the best connected (None: as many as there are).
    """

    organisation: str | None
    wanted: tuple[Wanted, ...]
    among: Collection[str] | None = None
    excluded: Collection[str] = ()
    cross_region: float = 0.0
    new_only: bool = False
    most_popular: float | None = None


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


@dataclass(frozen=True, eq=False)
class Scores:
    """The points of all organisations at once: each column has the shape (organisations,), in the order of the network.

    `suggested`: it may be suggested and there is a reason to. `answers` are by the positions of those who have one.
    """

    points: Mapping[str, Column]
    suggested: npt.NDArray[np.bool_]
    linked: npt.NDArray[np.bool_]
    answers: Mapping[int, Answer]

    @cached_property
    def total(self) -> Column:
        total: Column = np.sum(list(self.points.values()), axis=0)
        return total

    def order(self) -> npt.NDArray[np.int64]:
        """The positions of those suggested, the best first, ties by IRI; new ones before those already linked."""
        at = np.flatnonzero(self.suggested)
        return at[np.lexsort((at, -np.round(self.total[at], 9), self.linked[at]))]


class Scorer:
    """Scores the organisations of a store for any number of wishes."""

    def __init__(self, known: Ground) -> None:
        self.known = known
        self.answers = Answers(known)

    def ranked(self, wish: Wish, most: int) -> list[Scored]:
        """The best candidates, at most so many: new ones, then (unless `new_only`) those already linked; ties by IRI."""
        found = self.scores(wish)
        order = found.order()
        if wish.most_popular is not None:
            popular = self.popular[order]
            order = order[~popular | (np.cumsum(popular) <= math.floor(wish.most_popular * most))]
        return self._told(found, order[:most])

    def parted(self, wish: Wish, new: int, linked: int) -> list[Scored]:
        """The best candidates of each sort, at most so many: those that are new, then those already linked."""
        found = self.scores(wish)
        order = found.order()
        known = found.linked[order]
        return self._told(found, np.concatenate([order[~known][:new], order[known][:linked]]))

    def _told(self, found: Scores, order: npt.NDArray[np.int64]) -> list[Scored]:
        iris = self.known.network.organisations.iris
        return [
            Scored(
                iris[at],
                {name: float(points[at]) for name, points in found.points.items() if points[at]},
                found.answers.get(at),
                bool(found.linked[at]),
            )
            for at in order.tolist()
        ]

    def scores(self, wish: Wish) -> Scores:
        """The points of every organisation for a wish."""
        asker = self.known.network.organisations.position.get(wish.organisation or "")
        suggested = self._possible(wish)
        linked = self._linked(asker)
        if wish.new_only:
            suggested &= ~linked
        reach = self._reach(asker)
        by_network = not wish.wanted and asker is not None and bool(reach.any())
        full = UNASKED if by_network else FULL
        content = self.fields.resemblance(asker) if by_network and asker is not None else self._coverage(wish)
        answers = self._answers(wish, suggested)
        for at, answer in answers.items():
            content[at] = answer.like.value
        suggested &= (content > 0) | (reach > 0)
        here = self._same("region", asker)
        points = {
            "content": full["content"] * content,
            "network": full["network"] * _logarithmic(reach, LEAST_REACH, 1.0),
            "sector": full["sector"] * self._others("sector", asker),
            "record": full["record"] * self._records,
            "region": full["region"] * here + wish.cross_region * self._others("region", asker),
        }
        return Scores(points, suggested, linked, answers)

    def fields_asked(self, wish: Wish) -> frozenset[str]:
        """The fields that are looked for: those of what is wanted, else those that the one who asks works in."""
        asked = frozenset(field for wanted in wish.wanted for field in wanted.fields)
        return asked or self.known.worked_in.get(wish.organisation or "", frozenset())

    @cached_property
    def popular(self) -> npt.NDArray[np.bool_]:
        """Which organisations are the best connected: the twentieth of those with ties that has the most; ties by IRI."""
        degree = np.diff(self.known.ties.indptr)
        best = np.zeros(len(degree), bool)
        best[np.argsort(-degree, kind="stable")[: math.ceil(POPULAR * (degree > 0).sum())]] = True
        return best

    def _possible(self, wish: Wish) -> npt.NDArray[np.bool_]:
        """Those who may be suggested: not the one who asks, its kin, those excluded, those out of `among`."""
        things = self.known.network.organisations
        possible = np.full(len(things), wish.among is None)
        if wish.among is not None:
            possible[[things.position[iri] for iri in wish.among if iri in things.position]] = True
        asker = wish.organisation
        for iri in (*wish.excluded, *([asker, *self.known.kin.get(asker, ())] if asker else [])):
            if iri in things.position:
                possible[things.position[iri]] = False
        return possible

    def _linked(self, asker: int | None) -> npt.NDArray[np.bool_]:
        """Those who take part in something together with the one who asks."""
        if asker is None:
            return np.zeros(len(self.known.network.organisations), bool)
        taken_part: Column = self.known.incidence @ self.known.incidence[[asker]].toarray().ravel()
        return taken_part > 0

    def _answers(self, wish: Wish, possible: npt.NDArray[np.bool_]) -> dict[int, Answer]:
        """The best answers of those whose things answer what is wanted, by position."""
        best: dict[int, Answer] = {}
        position = self.known.network.organisations.position
        for wanted in wish.wanted:
            for holder, answer in self.answers.to(wanted).items():
                at = position.get(holder)
                if at is not None and possible[at] and (at not in best or _rank(answer) > _rank(best[at])):
                    best[at] = answer
        return best

    def answer(self, wanted: Wanted, candidate: str) -> Answer | None:
        """What of a candidate answers one thing that is wanted; None where nothing answers it by `LEAST_LIKE`."""
        return self.answers.to(wanted).get(candidate)

    def _coverage(self, wish: Wish) -> Column:
        """How well the fields that each works in answer those asked for, or else those that the one who asks works in."""
        like = self.fields.coverage(self.fields_asked(wish))
        return np.where(like >= LEAST_LIKE, BY_FIELDS * like, 0.0)

    @cached_property
    def fields(self) -> FieldProfiles:
        """The fields that each organisation works in."""
        return FieldProfiles(self.known)

    def _reach(self, asker: int | None) -> Column:
        """How likely a walk of up to three steps from the one who asks comes to each: the sum over the steps.

        From each organisation the walk goes on to one that it takes part in something with, by Newman's weights; so partners
        of partners count the more, the more they have in common and the fewer others there are (after Liu and Lü, Link
        prediction based on local random walk, EPL 89, 58007, 2010).
        """
        size = len(self.known.network.organisations)
        reach: Column = np.zeros(size)
        if asker is None:
            return reach
        ties, inverse = self.known.ties, self._inverse_strength
        step: Column = ties[[asker]].toarray().ravel() * inverse[asker]
        reach += step
        for _ in range(_STEPS - 1):
            step = ties @ (step * inverse)
            reach += step
        reach[asker] = 0.0
        return reach

    @cached_property
    def _inverse_strength(self) -> Column:
        """One through the sum of the weights of each organisation's ties, 0 where it has none."""
        strength: Column = self.known.ties.sum(axis=1)
        return np.divide(1.0, strength, out=np.zeros_like(strength), where=strength > 0)

    @cached_property
    def _records(self) -> Column:
        """What each has taken part in, 0 to 1: what is recent counts more, and so does what few take part in.

        An activity counts one half for every `_HALF_LIFE` years since it began, through the root of the number of others.
        """
        network = self.known.network
        began = np.where(network.first != UNKNOWN, network.first, network.last).astype(np.float64)
        known = began != UNKNOWN
        age = np.where(known, began.max(initial=0.0) - began, _OLD)
        others = np.maximum(self.known.incidence.sum(axis=0) - 1.0, 1.0)
        once = np.unique(np.stack([network.organisation, network.activity]), axis=1, return_index=True)[1]
        worth = 0.5 ** (age / _HALF_LIFE) / np.sqrt(others[network.activity])
        counted: Column = np.bincount(network.organisation[once], worth[once], len(network.organisations)).astype(np.float64)
        return _logarithmic(counted, _LEAST_RECORD, counted.max(initial=0.0))

    def _same(self, name: str, asker: int | None) -> Column:
        """1 for those with the known region or sector of the one who asks."""
        code = self._codes[name]
        return ((code == code[asker]) & (code >= 0)).astype(np.float64) if asker is not None else np.zeros(len(code))

    def _others(self, name: str, asker: int | None) -> Column:
        """1 for those with another known region or sector than the one who asks, where its own is known."""
        code = self._codes[name]
        if asker is None or code[asker] < 0:
            return np.zeros(len(code))
        differs: npt.NDArray[np.bool_] = (code != code[asker]) & (code >= 0)
        return differs.astype(np.float64)

    @cached_property
    def _codes(self) -> dict[str, npt.NDArray[np.int64]]:
        """The regions and sectors of the organisations as numbers, -1 where unknown."""
        facts = self.known.network.organisations.facts
        found = {}
        for name in ("sector", "region"):
            at = {told: n for n, told in enumerate(sorted(set(facts[name]) - {""}))}
            found[name] = np.array([at.get(told, -1) for told in facts[name]], np.int64)
        return found


def _rank(answer: Answer) -> tuple[float, str]:
    return answer.like.value, answer.wanted.item or ""


def _logarithmic(value: Column, least: float, most: float) -> Column:
    """A value from 0 to `most` as 0 to 1, by orders of magnitude above `least`."""
    by_magnitude: Column = np.log1p(value / least) / math.log1p(most / least) if most else np.zeros_like(value)
    return by_magnitude
