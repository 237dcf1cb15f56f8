"""Partners ranked by named parts that sum to the score, each with its reason in words and what it rests on."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from renkei.errors import Text
from renkei.match.asking import Wanted
from renkei.match.ground import Ground, Introduction, Item
from renkei.match.likeness import Likeness, Words, closest, likeness, text_of, together
from renkei.match.reasons import Names, lift, of_content, of_fields, of_network, of_record, of_region, of_sector

# What each part counts in full. They are set by hand and told as such; `benchmarks/` will say how well they do.
FULL = {"content": 0.5, "network": 0.2, "sector": 0.1, "record": 0.1, "region": 0.1}
# What answers less of what is wanted than this is no answer.
LEAST_LIKE = 0.15
_FEW = 3
_RECENT = 3


@dataclass(frozen=True)
class Part:
    """A part of a score: its points, the reason in words, and what it rests on.

    A piece of evidence is a pair of IRIs: that an organisation takes part in an activity, that a thing has a field, or, with
    "", all that is said of a thing. `evidence.statements_behind` gives the statements.
    """

    name: str
    points: float
    why: Text
    evidence: tuple[tuple[str, str], ...] = ()


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


class Matcher:
    """Ranks the organisations of a store for any number of wishes."""

    def __init__(self, known: Ground, names: Names) -> None:
        self.known = known
        self.names = names

    @cached_property
    def words(self) -> Words:
        """The words of everything that organisations can do, offer and seek."""
        return Words(map(text_of, self.known.items))

    def ranked(self, wish: Wish) -> list[Match]:
        """The partners: new ones, then (unless `new_only`) those already linked; of each the best first, ties by IRI."""
        found = (self._match(wish, candidate) for candidate in self._candidates(wish))
        kept = [match for match in found if match and not (wish.new_only and match.linked)]
        return sorted(kept, key=lambda match: (match.linked, -round(match.score, 9), match.organisation))

    def _candidates(self, wish: Wish) -> Iterator[str]:
        asker = wish.organisation
        out = {*wish.excluded, *([asker, *self.known.kin.get(asker, ())] if asker else [])}
        for iri in self.known.network.organisations.iris:
            if iri not in out and (wish.among is None or iri in wish.among):
                yield iri

    def _match(self, wish: Wish, candidate: str) -> Match | None:
        """The match of a candidate, None where there is no reason to suggest it."""
        content, lifts = self._content(wish, candidate)
        fields = self._fields(wish, candidate) if content is None else None
        network = self._network(wish, candidate)
        reason = content or fields or (network if wish.organisation else None)
        if reason is None:
            return None
        parts = [
            content or fields,
            network,
            self._sector(wish, candidate),
            self._record(candidate),
            *self._region(wish, candidate),
        ]
        asker = wish.organisation
        linked = bool(asker and self.known.activities.get(asker, set()) & self.known.activities.get(candidate, set()))
        introduced = tuple(self.known.introduced(asker, candidate)) if asker else ()
        return Match(candidate, tuple(part for part in parts if part), linked, lifts, introduced)

    def _content(self, wish: Wish, candidate: str) -> tuple[Part | None, tuple[tuple[Text, float], ...]]:
        """The best answer among what the candidate can do, offers or seeks, and what would make it better."""
        answers: list[tuple[Likeness, Wanted, tuple[Item, ...]]] = []
        for wanted in wish.wanted:
            found = {
                item: likeness(self.known, self.words, wanted, item)
                for item in self.known.held.get(candidate, ())
                if item.does in wanted.sought and item.is_open
            }
            if found:
                like, items = together(found)
                answers += [(like, wanted, items)] if like.value >= LEAST_LIKE else []
        if not answers:
            return None, ()
        like, wanted, items = max(answers, key=lambda answer: (answer[0].value, answer[1].item or ""))
        evidence = tuple((iri, "") for iri in (*(item.iri for item in items), *filter(None, [wanted.item])))
        part = Part("content", FULL["content"] * like.value, of_content(self.names, like, wanted, items), evidence)
        return part, self._lifts(like, wanted, items)

    def _lifts(self, like: Likeness, wanted: Wanted, items: Sequence[Item]) -> tuple[tuple[Text, float], ...]:
        found = [
            (lift(self.names, criterion, wanted, items), FULL["content"] * like.gain(criterion))
            for criterion in like.by_criterion
            if criterion != "words" and like.by_criterion[criterion] < 1.0
        ]
        return tuple(sorted(found, key=lambda told: -told[1]))

    def _fields(self, wish: Wish, candidate: str) -> Part | None:
        """Where nothing is known of what the candidate can do: the fields that it works in."""
        asked = frozenset(field for wanted in wish.wanted for field in wanted.fields)
        if not asked and wish.organisation:
            asked = self._worked_in(wish.organisation)
        worked_in = self._worked_in(candidate)
        if not asked or not worked_in:
            return None
        value = closest(self.known, asked, worked_in)
        if value < LEAST_LIKE:
            return None
        shared = [f for f in sorted(worked_in) if closest(self.known, asked, [f]) > 0]
        through = self.known.fields_through.get(candidate, {})
        evidence = [(candidate, field) for field in shared if field in self.known.own_fields.get(candidate, ())]
        for field in shared:
            for activity in sorted(through.get(field, ()))[:_FEW]:
                evidence += [(candidate, activity), (activity, field)]
        recorded = bool(self.known.held.get(candidate))
        why = of_fields(self.names, shared, recorded=recorded)
        return Part("content", FULL["content"] * 0.5 * value, why, tuple(dict.fromkeys(evidence)))

    def _worked_in(self, organisation: str) -> frozenset[str]:
        through = self.known.fields_through.get(organisation, {})
        return self.known.own_fields.get(organisation, frozenset()) | frozenset(through)

    def _network(self, wish: Wish, candidate: str) -> Part | None:
        """Common partners, each counting less the more partners it has (Adamic and Adar, Social Networks 25, 2003)."""
        if wish.organisation is None:
            return None
        partners = self.known.partners
        shared = sorted(partners.get(wish.organisation, set()) & partners.get(candidate, set()))
        if not shared:
            return None
        strength = math.fsum(1.0 / math.log(1 + len(partners[one])) for one in shared)
        shown = sorted(shared, key=lambda one: (len(partners[one]), one))[:_FEW]
        points = FULL["network"] * strength / (1.0 + strength)
        evidence = [
            (who, activity)
            for one in shown
            for other in (wish.organisation, candidate)
            for activity in sorted(self.known.activities[one] & self.known.activities[other])[:1]
            for who in (one, other)
        ]
        return Part("network", points, of_network(self.names, shown, len(shared)), tuple(dict.fromkeys(evidence)))

    def _sector(self, wish: Wish, candidate: str) -> Part | None:
        """Industry, academia, government and others: partners of another sector complement each other."""
        one, other = (self._fact(iri, "sector") for iri in (wish.organisation, candidate))
        if not one or not other or one == other:
            return None
        evidence = ((str(wish.organisation), one), (candidate, other))
        return Part("sector", FULL["sector"], of_sector(self.names, one, other), evidence)

    def _record(self, candidate: str) -> Part | None:
        """What the candidate has taken part in: n / (n + 3), and as much of a third again where some of it is recent."""
        taken_part = self.known.activities.get(candidate, set())
        if not taken_part:
            return None
        last = self.known.latest.get(candidate, 0)
        value = 0.75 * len(taken_part) / (len(taken_part) + 3)
        value += 0.25 if last and last >= self.known.newest - _RECENT else 0.0
        evidence = tuple((candidate, activity) for activity in sorted(taken_part)[:_FEW])
        return Part("record", FULL["record"] * value, of_record(len(taken_part), last), evidence)

    def _region(self, wish: Wish, candidate: str) -> Iterator[Part]:
        """The same region is near; another one gets what the wish gives it."""
        here, there = (self._fact(iri, "region") for iri in (wish.organisation, candidate))
        if not here or not there:
            return
        if here == there:
            yield Part("region", FULL["region"], of_region(self.names, there, same=True))
        elif wish.cross_region:
            yield Part("region", wish.cross_region, of_region(self.names, there, same=False))

    def _fact(self, iri: str | None, name: str) -> str:
        things = self.known.network.organisations
        return things.facts[name][things.position[iri]] if iri in things.position else ""


def total(parts: Sequence[Part]) -> Mapping[str, float]:
    """The points by part, in the order of FULL; a part that is not there has none."""
    by_name = {part.name: part.points for part in parts}
    return {name: by_name.get(name, 0.0) for name in FULL}
