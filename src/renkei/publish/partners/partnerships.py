"""The best partners of organisations, found once for all pages: with reasons, ways, and the sources behind each reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyoxigraph as ox

from renkei.errors import Text
from renkei.match.asking import Wanted, of_organisation
from renkei.match.evidence import TIES
from renkei.match.explaining import Match, Matcher, Part
from renkei.match.introduction_paths import Step, ways
from renkei.match.partners import matcher, understood_of
from renkei.match.scoring import Wish
from renkei.publish.catalogue import Catalogue
from renkei.publish.known import Said
from renkei.store.protocol import Store

# So many partners are shown of an organisation: new ones, and those that it works with already.
MOST_NEW, MOST_LINKED = 10, 5
# So many organisations have a page of partners; of more, those that hold or seek the most, then the best connected.
MOST_ORGANISATIONS = 500
# In a network with more ties (each counted from both ends) a page takes a second to work out; fewer have one.
_MANY_TIES, _FEWER = 500_000, 100
_MOST_WAYS = 2
# So many pieces of evidence are looked up for a part; a few sources are shown.
_MOST_EVIDENCE = 30


@dataclass(frozen=True)
class Partner:
    """A match, the best ways to it, and for each of its parts who says what it rests on."""

    match: Match
    ways: tuple[tuple[Step, ...], ...]
    said: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True)
class Suggested:
    """What is suggested to one organisation: new partners, and those it works with already, the best of each first.

    `popular` is how many of the new ones are among the best connected organisations.
    """

    organisation: str
    wanted: tuple[Wanted, ...]
    new: tuple[Partner, ...]
    linked: tuple[Partner, ...]
    popular: int


class Partnerships:
    """Suggestions for all organisations that hold or seek something, or take part in something with another.

    The ground is read once, and each organisation is ranked once, for both languages.
    """

    def __init__(self, store: Store, catalogue: Catalogue) -> None:
        self._store = store
        self._catalogue = catalogue

    @cached_property
    def matcher(self) -> Matcher:
        return matcher(self._store)

    @cached_property
    def suggested(self) -> Mapping[str, Suggested]:
        """The suggestions by organisation: of all that hold or seek something, and of others where there are new partners."""
        holding = {item.holder for item in self.matcher.known.items if item.is_open}
        asking = self._asking[: self.most]
        return {iri: found for iri in asking if (found := self._suggest(iri)).new or iri in holding}

    @property
    def left_out(self) -> int:
        """How many organisations are left out for their number."""
        return max(0, len(self._asking) - self.most)

    @property
    def most(self) -> int:
        """How many organisations have a page of partners at most."""
        return min(MOST_ORGANISATIONS, _FEWER) if self.matcher.known.ties.nnz > _MANY_TIES else MOST_ORGANISATIONS

    def understood(self, suggested: Suggested) -> list[Text]:
        """What is looked for, in words."""
        return [understood_of(wanted, self.matcher.names) for wanted in suggested.wanted]

    def region(self, organisation: str) -> Text | None:
        """The name of the region that an organisation is in."""
        return self._named(organisation, "region")

    def sector(self, organisation: str) -> Text | None:
        return self._named(organisation, "sector")

    def file(self, organisation: str) -> str:
        """The path of the page of partners, below the folder of a language and without its ending."""
        name = self._catalogue.things[organisation].file.rsplit("/", 1)[-1]
        return f"partners/{'index~' if name.casefold() == 'index' else name}"

    def page_of(self, organisation: str) -> str | None:
        """The page of partners of an organisation, None where it has none."""
        return f"{self.file(organisation)}.html" if organisation in self.suggested else None

    def pages(self) -> dict[str, str]:
        """The pages of partners by organisation."""
        return {iri: f"{self.file(iri)}.html" for iri in self.suggested}

    @cached_property
    def _asking(self) -> list[str]:
        known = self.matcher.known
        partners = np.diff(known.ties.indptr)
        held = Counter(item.holder for item in known.items if item.is_open)
        tied = {iri: int(partners[at]) for iri, at in known.network.organisations.position.items()}
        found = [iri for iri, number in tied.items() if (number or held[iri]) and iri in self._catalogue.things]
        return sorted(found, key=lambda iri: (-held[iri], -tied[iri], iri))

    def _suggest(self, organisation: str) -> Suggested:
        known = self.matcher.known
        wanted = of_organisation(known, organisation)
        matches = self.matcher.parted(Wish(organisation, wanted), MOST_NEW, MOST_LINKED)
        partners = [self._partner(organisation, match) for match in matches]
        new = tuple(p for p in partners if not p.match.linked)
        position, popular = known.network.organisations.position, self.matcher.scorer.popular
        return Suggested(
            organisation,
            wanted,
            new,
            tuple(p for p in partners if p.match.linked),
            sum(bool(popular[position[p.match.organisation]]) for p in new),
        )

    def _partner(self, organisation: str, match: Match) -> Partner:
        found = ways(self.matcher.known, organisation, match.organisation, _MOST_WAYS)
        return Partner(match, tuple(found), tuple(self._said(part) for part in match.parts))

    def _said(self, part: Part) -> tuple[Said, ...]:
        """Who says what a part rests on: passages, or rows of files; for what is derived, what it is derived from."""
        triples = dict.fromkeys(t for pair in part.evidence[:_MOST_EVIDENCE] for t in self._statements(*pair))
        told = {said for triple in triples for said in self._behind(triple)}
        return tuple(sorted((s for s in told if s.basis not in ("derived", "translated") or s.number), key=lambda s: s.order))

    def _statements(self, subject: str, other: str) -> Iterator[ox.Triple]:
        """What `match.evidence` finds in the store for a piece of evidence, out of what the site has in memory."""
        known = self._catalogue.known
        if not other:
            yield from known.triples(subject)
            return
        one, two = ox.NamedNode(subject), ox.NamedNode(other)
        yield from (triple for triple in known.triples(subject) if triple.object == two)
        for who, what in TIES:
            for predicate, tie in known.pointing(other):
                if predicate == what.value and one in known.values(tie, who.value):
                    yield from (ox.Triple(ox.NamedNode(tie), who, one), ox.Triple(ox.NamedNode(tie), what, two))

    def _behind(self, triple: ox.Triple) -> Iterable[Said]:
        known = self._catalogue.known
        assert isinstance(triple.subject, ox.NamedNode)  # data has no blank nodes
        subject, predicate = triple.subject.value, triple.predicate.value
        said = known.said(subject, predicate, triple.object)
        stated = [s for s in said if s.basis != "derived"]
        return stated or known.premises(subject, predicate, triple.object)

    def _named(self, organisation: str, fact: str) -> Text | None:
        found = self.matcher.known.fact(organisation, fact)
        return self.matcher.names(found) if found else None
