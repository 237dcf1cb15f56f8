"""Why a candidate is suggested: the reason for each part of its score in words, and what it rests on."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

from renkei.errors import Text
from renkei.match.answers import Answer
from renkei.match.ground import Ground, Introduction
from renkei.match.introduction_paths import ways
from renkei.match.likeness import closest
from renkei.match.reasons import Names, lift, of_content, of_fields, of_network, of_record, of_region, of_sector
from renkei.match.scoring import FULL, Scored, Scorer, Wish

Evidence: TypeAlias = tuple[tuple[str, str], ...]

# So many common partners and activities are named for a reason.
_FEW = 3


@dataclass(frozen=True)
class Part:
    """A part of a score: its points, the reason in words, and what it rests on.

    A piece of evidence is a pair of IRIs: that an organisation takes part in an activity, that a thing has a field, or, with
    "", all that is said of a thing. `evidence.statements_behind` gives the statements.
    """

    name: str
    points: float
    why: Text
    evidence: Evidence


@dataclass(frozen=True)
class Match:
    """A suggested partner. `score` is the sum of the points of `parts`.

    `linked`: they take part in something together already. `lifts` says what would raise the score, and by how much;
    `introductions` are those of the two to each other.
    """

    organisation: str
    parts: tuple[Part, ...]
    linked: bool
    lifts: tuple[tuple[Text, float], ...] = ()
    introductions: tuple[Introduction, ...] = ()

    @property
    def score(self) -> float:
        return math.fsum(part.points for part in self.parts)


class Matcher:
    """Suggests partners from the organisations of a store for any number of wishes."""

    def __init__(self, known: Ground, names: Names) -> None:
        self.known = known
        self.names = names
        self.scorer = Scorer(known)

    def best(self, wish: Wish, most: int) -> tuple[Match, ...]:
        """The best partners, at most so many, in the order of `Scorer.ranked`."""
        return tuple(self._match(wish, scored) for scored in self.scorer.ranked(wish, most))

    def parted(self, wish: Wish, new: int, linked: int) -> tuple[Match, ...]:
        """The best new partners and the best of those already linked, at most so many of each."""
        return tuple(self._match(wish, scored) for scored in self.scorer.parted(wish, new, linked))

    def _match(self, wish: Wish, scored: Scored) -> Match:
        reasons = {
            "content": self._content,
            "network": self._network,
            "sector": self._sector,
            "record": self._record,
            "region": self._region,
        }
        parts = tuple(Part(name, points, *reasons[name](wish, scored)) for name, points in scored.points.items())
        lifts = self._lifts(scored.answer) if scored.answer else ()
        introduced = self.known.introduced(wish.organisation, scored.organisation) if wish.organisation else ()
        return Match(scored.organisation, parts, scored.linked, lifts, tuple(introduced))

    def _content(self, wish: Wish, scored: Scored) -> tuple[Text, Evidence]:
        answer = scored.answer
        if answer is None:
            return self.by_fields(self.scorer.fields_asked(wish), scored.organisation)
        return self.by_things(answer)

    def by_fields(self, asked: Collection[str], candidate: str) -> tuple[Text, Evidence]:
        """Which fields that a candidate works in answer those asked, and what says so."""
        shared = [f for f in sorted(self.known.worked_in[candidate]) if closest(self.known, asked, [f]) > 0]
        evidence = [(candidate, field) for field in shared if field in self.known.own_fields.get(candidate, ())]
        for field in shared:
            for activity in self.known.through(candidate, field)[:_FEW]:
                evidence += [(candidate, activity), (activity, field)]
        why = of_fields(self.names, shared, recorded=bool(self.known.held.get(candidate)))
        return why, tuple(dict.fromkeys(evidence))

    def by_things(self, answer: Answer) -> tuple[Text, Evidence]:
        """Which things of a candidate answer what is wanted, and what says so."""
        things = [*(item.iri for item in answer.items), *filter(None, [answer.wanted.item])]
        return of_content(self.names, answer.like, answer.wanted, answer.items), tuple((iri, "") for iri in things)

    def _lifts(self, answer: Answer) -> tuple[tuple[Text, float], ...]:
        like = answer.like
        found = [
            (lift(self.names, criterion, answer.wanted, answer.items), FULL["content"] * like.gain(criterion))
            for criterion in like.by_criterion
            if criterion != "words" and like.by_criterion[criterion] < 1.0
        ]
        return tuple(sorted(found, key=lambda told: -told[1]))

    def _network(self, wish: Wish, scored: Scored) -> tuple[Text, Evidence]:
        known, ends = self.known, (str(wish.organisation), scored.organisation)
        together = known.activities[ends[0]] & known.activities[ends[1]]
        shared = known.partners_of(ends[0]) & known.partners_of(ends[1])
        shown = sorted(shared, key=lambda one: (len(known.partners_of(one)), one))[:_FEW]
        between = [] if together or shared else [step.target for step in ways(known, *ends, most=1)[0][:-1]]
        chains = [[ends[0], one, ends[1]] for one in shown] or [[ends[0], *between, ends[1]]]
        evidence = [
            (who, activity)
            for pair in (pair for chain in chains for pair in itertools.pairwise(chain))
            for activity in sorted(known.activities[pair[0]] & known.activities[pair[1]])[:1]
            for who in pair
        ]
        return of_network(self.names, len(together), shown, len(shared), between), tuple(dict.fromkeys(evidence))

    def _sector(self, wish: Wish, scored: Scored) -> tuple[Text, Evidence]:
        ends = (str(wish.organisation), scored.organisation)
        one, other = (self.known.fact(iri, "sector") for iri in ends)
        return of_sector(self.names, one, other), ((ends[0], one), (ends[1], other))

    def _record(self, wish: Wish, scored: Scored) -> tuple[Text, Evidence]:
        who = scored.organisation
        taken_part = self.known.activities.get(who, set())
        why = of_record(len(taken_part), self.known.latest.get(who, 0))
        return why, tuple((who, activity) for activity in sorted(taken_part)[:_FEW])

    def _region(self, wish: Wish, scored: Scored) -> tuple[Text, Evidence]:
        here, there = (self.known.fact(iri, "region") for iri in (wish.organisation, scored.organisation))
        return of_region(self.names, there, same=here == there), ()
