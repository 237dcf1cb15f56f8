"""Draws the portraits of things from what is known of them.

Everything follows from the schema: a new column or table appears by itself, in the group that its type calls for.
"""

from __future__ import annotations

from itertools import chain

import pyoxigraph as ox

from renkei import resources
from renkei.errors import Text
from renkei.publish.catalogue import Catalogue, Thing
from renkei.publish.known import Said
from renkei.publish.things.portrait import GROUPS, Fact, Line, Pointing, Portrait, Series, Told, Value
from renkei.schema.namespaces import NS, ORG, RDF, RDFS, RENKEI, SCHEMA, SKOS
from renkei.schema.tables import Column, Table
from renkei.schema.turtle import TripleIndex
from renkei.store.protocol import Term

# What is told elsewhere on the page, or only serves machines.
_HIDDEN = {
    RDF.type.value,
    SKOS.prefLabel.value,
    SKOS.altLabel.value,
    SKOS.inScheme.value,
    SKOS.notation.value,
    ORG.memberOf.value,
    RENKEI.within.value,
    RENKEI.locator.value,
    RENKEI.reviewNote.value,
    "http://purl.org/linked-data/cube#dataSet",
}
_POSITIONS = {SCHEMA.latitude.value, SCHEMA.longitude.value}
_PERIODS = "http://purl.org/dc/terms/PeriodOfTime"
_HOW = {ORG.role.value, RENKEI.role.value, RENKEI.manner.value, RENKEI.form.value}


class Portraitist:
    """Draws the portraits of the things of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._known = catalogue.known
        self._schema = catalogue.schema
        ontology = resources.folder("ontology")
        self._ontology = TripleIndex([ontology / "renkei.ttl", ontology / "reused.ttl"])
        self._headings: dict[str, Text | None] = {}

    def portrait(self, thing: Thing) -> Portrait:
        series: list[Series] = []
        ties: dict[tuple[str, str], tuple[Text, list[Line]]] = {}
        tied: dict[tuple[str, str], list[str]] = {}
        pointing: dict[tuple[str, str], list[tuple[Thing, tuple[Said, ...]]]] = {}
        for predicate, subject in self._known.pointing(thing.iri):
            other = self._catalogue.things.get(subject)
            table = other.table if other else self._catalogue.ties.get(subject)
            column = next((c for c in table.columns if c.path == predicate), None) if table else None
            if table is None or column is None:
                continue
            if other is None:
                tied.setdefault((table.name, column.name), []).append(subject)
            elif other is not thing:
                said = tuple(self._known.said(subject, predicate, ox.NamedNode(thing.iri)))
                pointing.setdefault((table.name, column.name), []).append((other, said))
        for (name, end), rows in sorted(tied.items()):
            table = self._schema.tables[name]
            column = next(c for c in table.columns if c.name == end)
            if _is_series(table, column):
                series.append(self._series(table, column, rows))
            else:
                heading = _heading_of_ties(table, column)
                ties[name, end] = (heading, [self._line(table, column, row) for row in rows])
        return Portrait(
            thing,
            self._facts(thing),
            self._review(thing),
            series,
            list(ties.values()),
            [
                Pointing(table, next(c for c in table.columns if c.name == end), tuple(found))
                for (name, end), found in sorted(pointing.items())
                if (table := self._schema.tables[name])
            ],
        )

    def _facts(self, thing: Thing) -> dict[str, list[Fact]]:
        groups: dict[str, list[Fact]] = {g: [] for g in GROUPS}
        done: set[str] = set(_HIDDEN) - {SKOS.altLabel.value}
        for column in thing.table.columns:
            if column.path in done:
                continue
            done.add(column.path)
            if told := self._told(thing.iri, column.path):
                groups[self._group(column)].append(Fact(_plain(column.heading), told))
        for predicate in self._known.predicates(thing.iri):  # what only rules write
            heading = self._heading(predicate)
            if predicate not in done | _HIDDEN and heading and (told := self._told(thing.iri, predicate)):
                dated = (
                    isinstance(told[0].value.term, ox.Literal) and told[0].value.term.datatype.value.rsplit("#")[-1] != "string"
                )
                groups["when" if dated else "identity"].append(Fact(heading, told))
        return groups

    def _told(self, subject: str, predicate: str) -> tuple[Told, ...]:
        found = []
        for term in self._known.values(subject, predicate):
            if not self._known.echoed(subject, predicate, term):
                said = self._known.said(subject, predicate, term)
                if said and all(s.basis == "derived" for s in said):
                    said += self._known.premises(subject, predicate, term)
                found.append(Told(self.value(term), tuple(said)))
        return tuple(found)

    def _group(self, column: Column) -> str:
        if column.path in (RDFS.label.value, SKOS.altLabel.value, RENKEI.likelyName.value, RENKEI.reading.value):
            return "names"
        places = column.classes and all(
            self._schema.is_a(c, SCHEMA.Place.value) or self._schema.is_a(c, _PERIODS) for c in column.classes
        )
        if places or column.kind in ("date", "day") or column.path in _POSITIONS:
            return "when"
        if column.kind == "reference":
            return "relations"
        return "figures" if column.kind in ("integer", "decimal") else "identity"

    def _heading(self, predicate: str) -> Text | None:
        """The label of a property in the ontology."""
        if predicate not in self._headings:
            found = self._ontology.by_language(ox.NamedNode(predicate), RDFS.label.value)
            self._headings[predicate] = Text(found["ja"], found["en"]) if {"ja", "en"} <= found.keys() else None
        return self._headings[predicate]

    def value(self, term: Term, unit: Text | None = None) -> Value:
        """A term in words. A row of figures stands for its figure."""
        if not isinstance(term, ox.NamedNode):
            text = term.value if isinstance(term, (ox.Literal, ox.BlankNode)) else str(term)
            return Value(term, Text(text, text), unit=unit)
        if tie := self._catalogue.ties.get(term.value):
            figure = next((c for c in tie.columns if c.kind == "decimal"), None)
            number = self._known.one(term.value, figure.path) if figure else None
            if number is not None:
                return self.value(number, self._unit(term.value, tie))
        return Value(term, self._known.label(term.value), term.value)

    def _unit(self, row: str, table: Table) -> Text | None:
        """The unit of the thing that the figures of a row are of."""
        for column in table.columns:
            if column.name == table.key[0]:
                for thing in self._known.values(row, column.path):
                    unit = self._known.one(thing.value, RENKEI.unit.value) if isinstance(thing, ox.NamedNode) else None
                    if isinstance(unit, ox.NamedNode):
                        return self._known.label(unit.value)
        return None

    def _values(self, row: str, table: Table, column: Column) -> tuple[Value, ...]:
        unit = self._unit(row, table) if column.kind == "decimal" else None
        return tuple(self.value(t, unit) for t in self._known.values(row, column.path))

    def _said(self, row: str, columns: list[Column]) -> tuple[Said, ...]:
        """Who says the ends of a tie, each once."""
        found = (
            self._known.said(row, path, term)
            for path in dict.fromkeys(c.path for c in columns)
            for term in self._known.values(row, path)
        )
        return tuple(sorted(set(chain.from_iterable(found)), key=lambda s: s.order))

    def _line(self, table: Table, here: Column, row: str) -> Line:
        ends = ends_of(table)
        mine = next((end for end in ends if here in end), None)
        others = [c for end in ends if end is not mine for c in end]
        how = [c for c in table.columns if c.path in _HOW]
        dates = [c for c in table.columns if c.path in (SCHEMA.startDate.value, SCHEMA.endDate.value)]
        rest = [c for c in table.columns if c not in (*others, *how, *dates, here)]
        period = [next(iter(self._values(row, table, c)), None) for c in dates]
        return Line(
            tuple(v for c in others for v in self._values(row, table, c)),
            tuple(v for c in how for v in self._values(row, table, c)),
            period[0] if period else None,
            period[1] if len(period) > 1 else None,
            tuple((c.heading, v) for c in rest for v in self._values(row, table, c) if v.iri != self._mine(row, here)),
            self._said(row, [here, *others]),
        )

    def _mine(self, row: str, here: Column) -> str | None:
        found = self._known.one(row, here.path)
        return found.value if isinstance(found, ox.NamedNode) else None

    def _series(self, table: Table, here: Column, rows: list[str]) -> Series:
        columns = [c for c in table.columns if c is not here and any(self._known.values(r, c.path) for r in rows)]
        derived = sorted(
            {p for r in rows for p in self._known.predicates(r) if p.startswith(NS) and p not in _HIDDEN and self._heading(p)}
            - {c.path for c in table.columns}
        )
        headings = (*(c.heading for c in columns), *(h for p in derived if (h := self._heading(p))))
        cells = []
        for row in rows:
            own = tuple(self._values(row, table, c) for c in columns)
            more = tuple(tuple(self.value(t) for t in self._known.values(row, p)) for p in derived)
            cells.append(((*own, *more), self._said(row, [here, *columns])))
        order = [i for i, c in enumerate(columns) if c.kind in ("integer", "date", "day") or _PERIODS in self._above(c)]
        return Series(table.heading, headings, tuple(sorted(cells, key=lambda cell: _series_key(cell[0], order))))

    def _above(self, column: Column) -> set[str]:
        return {a for c in column.classes for a in self._schema.superclasses.get(c, frozenset())}

    def _review(self, thing: Thing) -> tuple[Text, tuple[Said, ...]] | None:
        notes = {n.language: n for n in self._known.values(thing.iri, RENKEI.reviewNote.value) if isinstance(n, ox.Literal)}
        if not notes:
            return None
        first = notes.get("ja") or next(iter(notes.values()))
        text = Text(first.value, notes["en"].value if "en" in notes else first.value)
        return text, tuple(self._known.said(thing.iri, RENKEI.reviewNote.value, first))


def _is_series(table: Table, column: Column) -> bool:
    """Whether the rows are told as a table of figures: where the thing is what they are first of all about."""
    return column.name == table.key[0] and any(c.kind in ("integer", "decimal") for c in table.columns)


def ends_of(table: Table) -> list[list[Column]]:
    """The two ends of a tie; columns of which exactly one is filled are one end, as is the kind beside a body."""
    ends: list[list[Column]] = []
    for name in table.key:
        column = next(c for c in table.columns if c.name == name)
        group = next((g for g in table.one_of if name in g), ())
        fellow = next((e for e in ends if e[0].name in group or name == f"{e[0].name}_kind"), None)
        if fellow:
            fellow.append(column)
        elif len(ends) < 2 and column.path not in _HOW:
            ends.append([column])
    return ends


def _heading_of_ties(table: Table, here: Column) -> Text:
    """What the partners are to the thing: the heading of the other end; of a further column, the table with the column."""
    ends = ends_of(table)
    mine = next((end for end in ends if here in end), None)
    other = next((end for end in ends if end is not mine), None)
    if mine and other:
        return other[0].heading
    return Text(f"{table.heading.ja}（{here.heading.ja}）", f"{table.heading.en} ({here.heading.en})")


def _plain(heading: Text) -> Text:
    """A column is of one language, the fact of both."""
    return Text(heading.ja, heading.en.removesuffix(" (ja)"))


def _series_key(cells: tuple[tuple[Value, ...], ...], order: list[int]) -> tuple[tuple[int, str], ...]:
    def said(value: Value) -> tuple[int, str]:
        text = value.iri or value.label.ja
        return (int(text), "") if text.isdigit() and len(text) < 4 else (0, text)

    return tuple(said(v) for i in order for v in cells[i][:1])
