"""What has a date: events, foundings, plans, programmes, projects and designations, each as precisely as its sources say."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from renkei.errors import Text
from renkei.publish.catalogue import Catalogue
from renkei.publish.known import Said
from renkei.publish.words import timed
from renkei.schema.namespaces import DCTERMS, ID, ORG, RENKEI, SCHEMA
from renkei.text.dates import DateError, parse_date

# The lanes of the timeline in their order.
LANES = ("founding", "law", "plan", "programme", "designation", "event")

_OF_EVENTS = {
    "founding": "founding",
    "opening": "founding",
    "law-enforcement": "law",
    "formulation": "plan",
    "revision": "plan",
    "draft": "plan",
    "public-comment": "plan",
    "review": "plan",
    "selection": "designation",
    "designation": "designation",
    "creation": "programme",
    "start": "programme",
    "adoption": "programme",
}
_OF_TABLES = {"organizations": "founding", "plans": "plan", "programmes": "programme", "projects": "programme"}
_FIRST = (SCHEMA.startDate.value, SCHEMA.foundingDate.value, RENKEI.fiscalYear.value, RENKEI.firstFiscalYear.value)
_LAST = (SCHEMA.endDate.value, RENKEI.lastFiscalYear.value)
_PART = DCTERMS.isPartOf.value


@dataclass(frozen=True)
class When:
    """A date of any precision, or a fiscal year: its days from the first to the last that it may mean, and its words."""

    first: datetime.date
    last: datetime.date
    said: Text
    precision: str
    lexical: str

    @property
    def order(self) -> tuple[datetime.date, int]:
        """By the first day; what is less precise comes before."""
        return self.first, -(self.last - self.first).days


@dataclass(frozen=True)
class Dated:
    """A thing in time: a moment (`point`), or a period of which an end that nobody tells is None."""

    iri: str
    label: Text
    page: str
    lane: str
    kind: Text
    first: When | None
    last: When | None
    point: bool
    planned: bool
    status: Text | None
    about: tuple[str, ...]
    fields: tuple[str, ...]
    places: tuple[str, ...]
    said: tuple[Said, ...]

    @property
    def when(self) -> When:
        """The first date that is told."""
        found = self.first or self.last
        assert found is not None
        return found

    @property
    def order(self) -> tuple[object, ...]:
        return (*self.when.order, LANES.index(self.lane), self.iri)


class Times:
    """Reads the dates of the things of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._known = catalogue.known
        self._years = {
            iri: when for iri in catalogue.things if iri.startswith(f"{ID}fiscal-year/") if (when := self._fiscal_year(iri))
        }

    def dated(self) -> list[Dated]:
        """All that is told on the timeline, in order.

        A founding date that only a rule states stands in the event from which it is derived; a part of a plan whose dates are
        those of the plan stands in the roadmap.
        """
        found = [d for iri in self._catalogue.things for d in self._of_thing(iri)]
        found += [d for iri, table in self._catalogue.ties.items() if table.name == "designations" for d in self._tie(iri)]
        return sorted(found, key=lambda d: d.order)

    def undated_events(self) -> int:
        """How many events there are whose date nobody tells."""
        events = [t for t in self._catalogue.things.values() if t.table.name == "events"]
        return sum(self.ends(t.iri) == (None, None) for t in events)

    def ends(self, iri: str) -> tuple[When | None, When | None]:
        """When a thing begins and ends, as far as is told; of several dates the first, of a date and a fiscal year the date."""
        return self._first_of(iri, _FIRST), self._first_of(iri, _LAST)

    def said(self, iri: str) -> tuple[Said, ...]:
        """Who says when a thing begins and ends."""
        return tuple(dict.fromkeys(s for path, value in self._dates(iri) for s in self._known.said(iri, path, value)))

    def wholes(self, iri: str) -> list[str]:
        """All that a thing is part of, over any number of steps, the nearest first."""
        reached: list[str] = []
        waiting = [iri]
        while waiting:
            for whole in self._known.iris(waiting.pop(0), _PART):
                if whole not in reached and whole != iri:
                    reached.append(whole)
                    waiting.append(whole)
        return reached

    def _of_thing(self, iri: str) -> Iterator[Dated]:
        thing = self._catalogue.things[iri]
        lane = _OF_TABLES.get(thing.table.name)
        if thing.table.name == "events":
            kinds = [k.rsplit("/", 1)[-1] for k in self._known.iris(iri, ORG.classification.value)]
            lane = next((_OF_EVENTS[k] for k in kinds if k in _OF_EVENTS), "event")
        first, last = self.ends(iri)
        if lane is None or (first is None and last is None):
            return
        said = self.said(iri)
        point = thing.table.name in ("events", "organizations") and last is None
        if thing.table.name == "organizations" and all(s.basis == "derived" for s in said):
            return
        if not point and any(self.ends(whole) == (first, last) for whole in self.wholes(iri)):
            return
        yield self._made(iri, thing.label, f"{thing.file}.html", lane, thing.kind, first, last, point, said)

    def _tie(self, iri: str) -> Iterator[Dated]:
        """A designation: the thing that is designated, and as what."""
        first, last = self.ends(iri)
        things = [t for p in (RENKEI.designated, RENKEI.designation) for t in self._known.iris(iri, p.value)]
        page = next((self._catalogue.things[t] for t in things if t in self._catalogue.things), None)
        if page is None or (first is None and last is None):
            return
        names = [self._known.label(t) for t in things]
        label = Text("：".join(n.ja for n in names), ": ".join(n.en for n in names))
        kind = self._catalogue.ties[iri].heading
        yield self._made(iri, label, f"{page.file}.html", "designation", kind, first, last, last is None, self.said(iri))

    def _made(
        self, iri: str, label: Text, page: str, lane: str, kind: Text, first: When | None, last: When | None, point: bool,
        said: tuple[Said, ...],
    ) -> Dated:  # fmt: skip
        status = next(iter(self._known.iris(iri, RENKEI.status.value)), None)
        about = self._known.iris(iri, RENKEI.concerns.value) or self._known.iris(iri, RENKEI.designated.value)
        around = [iri, *about]
        return Dated(
            iri, label, page, lane, kind, first, last, point,
            planned=status is not None and status.endswith("/planned"),
            status=self._known.label(status) if status else None,
            about=tuple(about),
            fields=tuple(dict.fromkeys(f for x in around for f in self._known.iris(x, RENKEI.field.value))),
            places=tuple(dict.fromkeys(p for x in around for p in self._places(x))),
            said=said,
        )  # fmt: skip

    def _places(self, iri: str) -> Iterator[str]:
        """The prefecture of each place of a thing; of what is in none, the country or the place itself."""
        thing = self._catalogue.things.get(iri)
        own = [iri] if thing and thing.table.id_segment == "place" else []
        for place in [*own, *self._known.iris(iri, SCHEMA.location.value)]:
            chain = [place, *self._known.iris(place, RENKEI.within.value)]
            for table in ("prefectures", "countries"):
                named = [p for p in chain if p in self._catalogue.things and self._catalogue.things[p].table.name == table]
                if named:
                    yield from named
                    break
            else:
                yield place

    def _first_of(self, iri: str, paths: Iterable[str]) -> When | None:
        for path in paths:
            found = [w for value in self._known.values(iri, path) if (w := self._when(value))]
            if found:
                return min(found, key=lambda w: w.order)
        return None

    def _dates(self, iri: str) -> Iterator[tuple[str, ox.Literal | ox.NamedNode]]:
        for paths in (_FIRST, _LAST):
            path = next((p for p in paths if any(self._when(v) for v in self._known.values(iri, p))), None)
            if path:
                values = self._known.values(iri, path)
                yield from ((path, v) for v in values if isinstance(v, ox.Literal | ox.NamedNode) and self._when(v))

    def _when(self, value: object) -> When | None:
        if isinstance(value, ox.NamedNode):
            return self._years.get(value.value)
        if not isinstance(value, ox.Literal):
            return None
        try:
            date = parse_date(value.value)
        except DateError:
            return None
        precision = "day" if date.day else "month" if date.month else "year"
        return When(date.first_day, date.last_day, timed(value.value), precision, value.value)

    def _fiscal_year(self, iri: str) -> When | None:
        days = [self._known.text(iri, p.value) for p in (SCHEMA.startDate, SCHEMA.endDate)]
        try:
            first, last = (parse_date(day) for day in days)
        except DateError:
            return None
        return When(first.first_day, last.last_day, self._known.label(iri), "fiscal-year", iri.rsplit("/", 1)[-1])
