"""The facts of a thing in words, each with its sources, in both languages: what the panel of a node shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from renkei import resources
from renkei.errors import Text
from renkei.query.results import Source
from renkei.query.rules import shipped_rules
from renkei.query.why import Tracer
from renkei.schema.namespaces import DCTERMS, ID, RDF, RDFS, RENKEI, SCHEMA, SKOS, XSD
from renkei.schema.tables import Column, Schema, Table
from renkei.schema.turtle import TripleIndex
from renkei.store.protocol import Store
from renkei.text.date_words import said_date

# Columns of a tie that say how, and are told with the other end; and columns told elsewhere on the page.
_HOW = {"role", "manner", "form"}
_DATES = {XSD.date, XSD.gYearMonth, XSD.gYear}
_TOLD = {RDFS.label.value, RENKEI.reading.value}


@dataclass(frozen=True)
class Fact:
    """One fact about a thing: a property in words, a value, the thing it points to if any, its date, and its sources."""

    property: Text
    value: Text
    target: str | None
    date: str | None
    sources: tuple[Source, ...]


class FactFinder:
    """Finds the facts of things in a store; keeps labels and sources it has looked up."""

    def __init__(self, store: Store, schema: Schema) -> None:
        self._store = store
        self._tracer = Tracer(store, shipped_rules())
        self._things = [t for t in schema.tables.values() if not t.key]
        self._ties = [t for t in schema.tables.values() if t.key]
        self._labels: dict[str, Text] = {}
        self._reused = TripleIndex([resources.folder("ontology") / "reused.ttl"])

    @property
    def store(self) -> Store:
        """The store in which facts are found."""
        return self._store

    def label(self, iri: str) -> Text:
        """The label of a thing, in the other language where one is missing, else the end of its IRI."""
        if iri not in self._labels:
            quads = self._store.quads(ox.NamedNode(iri), RDFS.label, None, ox.DefaultGraph())
            found = {q.object.language: q.object.value for q in quads if isinstance(q.object, ox.Literal)}
            fallback = next(iter(sorted(found.values())), iri.removeprefix(ID))
            self._labels[iri] = Text(found.get("ja", fallback), found.get("en", fallback))
        return self._labels[iri]

    def facts(self, iri: str) -> list[Fact]:
        """All facts about a thing: its own, those of its ties, and those of what points to it; each once."""
        node = ox.NamedNode(iri)
        classes = {
            q.object.value
            for q in self._store.quads(node, RDF.type, None, ox.DefaultGraph())
            if isinstance(q.object, ox.NamedNode)
        }
        found = [*self._own(node, classes), *self._tied(node), *self._pointing(node)]
        return list(dict.fromkeys(found))

    def sources_of(self, *triples: ox.Triple) -> tuple[Source, ...]:
        return tuple(sorted(self._tracer.sources(triples), key=lambda s: (s.locator, s.basis, s.rule or "")))

    def passages_of(self, iri: str) -> tuple[Source, ...]:
        """The sources that state that there is this thing."""
        node = ox.NamedNode(iri)
        quads = self._store.quads(node, RDFS.label, None, ox.DefaultGraph())
        return self.sources_of(*(ox.Triple(q.subject, q.predicate, q.object) for q in quads))

    def _own(self, node: ox.NamedNode, classes: set[str]) -> Iterator[Fact]:
        """The values of the columns of its table, and of properties that only rules write."""
        columns = {c.name: c for t in self._things if t.target_class in classes for c in t.columns}
        told: set[object] = set()  # values of a narrower property, which the rules give to the broader one too
        told |= {q.object for q in self._store.quads(node, RENKEI.reading, None, ox.DefaultGraph())}
        for column in sorted(columns.values(), key=lambda c: c.path == SKOS.altLabel.value):
            if column.path in _TOLD or (column.language == "en" and column.path != SKOS.altLabel.value):
                continue
            quads = [q for q in self._values(node, column) if q.object not in told]
            told |= {q.object for q in self._values(node, column)}
            yield from self._told(column.heading, column.language, quads)
        labels = self._reused.by_language(SCHEMA.foundingDate, RDFS.label.value)
        quads = list(self._store.quads(node, SCHEMA.foundingDate, None, ox.DefaultGraph()))
        yield from self._told(Text(labels["ja"], labels["en"]), None, quads)

    def _told(self, heading: Text, language: str | None, quads: list[ox.Quad]) -> Iterator[Fact]:
        """A fact for each value; one text in Japanese and English is one fact."""
        texts = {q.object.language: q for q in quads if isinstance(q.object, ox.Literal) and q.object.language}
        if len(quads) == 2 and texts.keys() == {"ja", "en"}:
            words = Text(*(q.object.value for q in (texts["ja"], texts["en"]) if isinstance(q.object, ox.Literal)))
            whole = Text(heading.ja, heading.en.removesuffix(" (ja)"))  # the column is one language's, the fact is both's
            yield self._fact(whole, words, None, None, list(texts.values()))
            return
        for quad in quads:
            own = quad.object.language if isinstance(quad.object, ox.Literal) else None
            if language is None or own == language:
                yield self._fact(heading, self._value(quad.object), _thing(quad.object), None, [quad])

    def _tied(self, node: ox.NamedNode) -> Iterator[Fact]:
        """What the ties that it is an end of say of it."""
        for table in self._ties:
            for column in table.columns:
                for quad in sorted(self._store.quads(None, ox.NamedNode(column.path), node, ox.DefaultGraph()), key=str):
                    tie = quad.subject
                    if isinstance(tie, ox.NamedNode) and self._is_row(tie, table):
                        yield from self._tie_facts(table, column, tie)

    def _tie_facts(self, table: Table, column: Column, tie: ox.NamedNode) -> Iterator[Fact]:
        how = [self._value(q.object) for c in table.columns if c.name in _HOW for q in self._values(tie, c)]
        dates = [
            q.object.value
            for q in self._store.quads(tie, SCHEMA.startDate, None, ox.DefaultGraph())
            if isinstance(q.object, ox.Literal)
        ]
        at_an_end = column.name in table.key
        for other in table.columns:
            is_end = other.kind in ("reference", "concept") and other.name not in _HOW and other.name != column.name
            if not is_end or (not at_an_end and (other.name not in table.key or other.path == DCTERMS.isPartOf.value)):
                continue
            heading = other.heading
            if how:
                heading = Text(f"{heading.ja}（{how[0].ja}）", f"{heading.en} ({how[0].en})")
            for quad in self._values(tie, other):
                yield self._fact(heading, self._value(quad.object), _thing(quad.object), dates[0] if dates else None, [quad])

    def _pointing(self, node: ox.NamedNode) -> Iterator[Fact]:
        """Things whose columns refer to it, such as events that concern it."""
        for table in self._things:
            if table.id_segment == "section":
                continue
            for column in table.columns:
                if column.kind != "reference":
                    continue
                heading = Text(f"{table.heading.ja}（{column.heading.ja}）", f"{table.heading.en} ({column.heading.en})")
                for quad in sorted(self._store.quads(None, ox.NamedNode(column.path), node, ox.DefaultGraph()), key=str):
                    subject = quad.subject
                    if isinstance(subject, ox.NamedNode) and self._is_row(subject, table):
                        dates = [
                            q.object.value
                            for q in self._store.quads(subject, SCHEMA.startDate, None, ox.DefaultGraph())
                            if isinstance(q.object, ox.Literal)
                        ]
                        yield self._fact(heading, self.label(subject.value), subject.value, dates[0] if dates else None, [quad])

    def _is_row(self, node: ox.NamedNode, table: Table) -> bool:
        """Whether `node` is a row of `table`, by class and by the kind segment of its IRI."""
        if not node.value.startswith(f"{ID}{table.id_segment}/"):
            return False
        return next(self._store.quads(node, RDF.type, ox.NamedNode(table.target_class), ox.DefaultGraph()), None) is not None

    def _values(self, tie: ox.NamedNode, column: Column) -> list[ox.Quad]:
        return sorted(self._store.quads(tie, ox.NamedNode(column.path), None, ox.DefaultGraph()), key=str)

    def _value(self, term: object) -> Text:
        if isinstance(term, ox.NamedNode):
            return self.label(term.value)
        if isinstance(term, ox.Literal):
            return said_date(term.value) if term.datatype in _DATES else Text(term.value, term.value)
        return Text(str(term), str(term))

    def _fact(self, heading: Text, value: Text, target: str | None, date: str | None, quads: list[ox.Quad]) -> Fact:
        triples = [ox.Triple(q.subject, q.predicate, q.object) for q in quads]
        return Fact(heading, value, target, date, self.sources_of(*triples))


def _thing(term: object) -> str | None:
    return term.value if isinstance(term, ox.NamedNode) else None
