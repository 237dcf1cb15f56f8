"""All statements of a store, read once: what is said of each thing, what points to it, and who says so."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import pyoxigraph as ox

from renkei.errors import Borrowed, Text
from renkei.query.rules import shipped_rules
from renkei.query.why import Tracer
from renkei.rdf.provenance import of_one_file
from renkei.schema.namespaces import DCTERMS, ID, PROV, RDF, RDFS, RENKEI, SKOS
from renkei.store.protocol import Store, Term

_RULE = f"{ID}rule/"
_SUPERPROPERTIES = f"{ID}rule/superproperties"


@dataclass(frozen=True)
class Said:
    """Who says a statement, and on what basis: a passage, a table file, or a rule (basis "derived").

    `number` and `lines` are those of a passage; `sources` are the ids of the data sets behind a file.
    """

    graph: str
    basis: str
    label: Text
    number: str = ""
    lines: str = ""
    section: str | None = None
    sources: tuple[str, ...] = ()
    locator: str = ""

    @property
    def order(self) -> tuple[object, ...]:
        """Passages by document and line, then files, then rules."""
        first = self.lines.replace("-", ",").split(",")[0]
        return (not self.number, self.basis == "derived", self.number, int(first or 0), self.lines, self.graph)


class Known:
    """What a store holds, in memory; the store is asked again only for what rules derive their statements from."""

    def __init__(self, store: Store) -> None:
        self._of: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._to: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._graphs: dict[tuple[str, str, Term], list[str]] = defaultdict(list)
        self._says: dict[str, Said | None] = {}
        self._labels: dict[str, Text] = {}
        self._count: dict[str, int] = defaultdict(int)
        self._tracer = Tracer(store, shipped_rules())
        for quad in store.quads():
            if not isinstance(quad.subject, ox.NamedNode):
                continue
            subject, predicate = quad.subject.value, quad.predicate.value
            if isinstance(quad.graph_name, ox.NamedNode):
                self._graphs[subject, predicate, quad.object].append(quad.graph_name.value)
                continue
            self._of[subject][predicate].append(quad.object)
            self._count[predicate] += 1
            if isinstance(quad.object, ox.NamedNode):
                self._to[quad.object.value].append((predicate, subject))
        for pointing in self._to.values():
            pointing.sort()

    def subjects(self) -> list[str]:
        """The IRIs of which anything is said, sorted."""
        return sorted(self._of)

    def values(self, subject: str, predicate: str) -> list[Term]:
        """The values of a property, sorted."""
        return sorted(self._of[subject][predicate], key=str) if subject in self._of else []

    def iris(self, subject: str, predicate: str) -> list[str]:
        """The things that are values of a property, by their IRIs, sorted."""
        return [v.value for v in self.values(subject, predicate) if isinstance(v, ox.NamedNode)]

    def predicates(self, subject: str) -> list[str]:
        return sorted(p for p, found in self._of[subject].items() if found) if subject in self._of else []

    def pointing(self, thing: str) -> list[tuple[str, str]]:
        """What points to a thing: pairs of property and subject, sorted."""
        return self._to.get(thing, [])

    def types(self, subject: str) -> set[str]:
        return set(self.iris(subject, RDF.type.value))

    def uses(self, predicate: str) -> int:
        """How many statements have this property."""
        return self._count.get(predicate, 0)

    def triples(self, subject: str) -> list[ox.Triple]:
        """All that is said of a thing, as triples, sorted."""
        node = ox.NamedNode(subject)
        return [ox.Triple(node, ox.NamedNode(p), o) for p in self.predicates(subject) for o in self.values(subject, p)]

    def one(self, subject: str, predicate: str) -> Term | None:
        return next(iter(self.values(subject, predicate)), None)

    def text(self, subject: str, predicate: str, language: str | None = None) -> str:
        """The first literal (in a language), or nothing."""
        found = (v for v in self.values(subject, predicate) if isinstance(v, ox.Literal))
        return next((v.value for v in found if language is None or v.language == language), "")

    def label(self, iri: str) -> Text:
        """The name of a thing, in the other language where one is missing, else the end of its IRI."""
        if iri not in self._labels:
            ja, en = (
                self.text(iri, RDFS.label.value, code) or self.text(iri, SKOS.prefLabel.value, code) for code in ("ja", "en")
            )
            rest = self.text(iri, RDFS.label.value) or iri.removeprefix(ID)
            self._labels[iri] = Text(
                ja or (Borrowed(en, "en") if en else rest),
                en or (Borrowed(ja, "ja") if ja else rest),
            )
        return self._labels[iri]

    def said(self, subject: str, predicate: str, value: Term) -> list[Said]:
        """Who says a statement, in order; graphs of ontology and vocabularies, which are the source of no fact, left out."""
        found = {s for g in self._graphs.get((subject, predicate, value), ()) if (s := self._say(g, subject))}
        return sorted(found, key=lambda s: s.order)

    def premises(self, subject: str, predicate: str, value: Term) -> list[Said]:
        """Who says that from which a rule derives a statement; the basis is then "derived"."""
        triple = ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)
        graphs = {s.iri for s in self._tracer.sources([triple]) if s.rule}
        found = {replace(s, basis="derived") for g in graphs if (s := self._say(g, subject)) and s.number}
        return sorted(found, key=lambda s: s.order)

    def echoed(self, subject: str, predicate: str, value: Term) -> bool:
        """Whether only a narrower property gives the statement, so that telling it would tell the same twice."""
        return set(self._graphs.get((subject, predicate, value), ())) == {_SUPERPROPERTIES}

    def _say(self, graph: str, subject: str) -> Said | None:
        if graph not in self._says:
            self._says[graph] = self._described(graph)
        found = self._says[graph]
        if found and found.sources:  # a file says in which of its rows the thing stands
            said = self.values(subject, RENKEI.locator.value)
            graphs = of_one_file(graph)
            here = [v for v in said if not graphs.isdisjoint(self._graphs.get((subject, RENKEI.locator.value, v), ()))]
            locator = next((v.value for v in here if isinstance(v, ox.Literal)), "")
            return replace(found, locator=locator) if locator else found
        return found

    def _described(self, graph: str) -> Said | None:
        if graph.startswith(_RULE):
            return Said(graph, "derived", self.label(graph))
        basis, document = self.one(graph, RENKEI.basis.value), self.one(graph, RENKEI.document.value)
        if not isinstance(basis, ox.NamedNode):
            return None
        notation = basis.value.rsplit("/", 1)[-1]
        if not isinstance(document, ox.NamedNode):
            sources = [s.rsplit("/", 1)[-1] for s in self.iris(graph, PROV.wasDerivedFrom.value)]
            return Said(graph, notation, self.label(graph), sources=tuple(sources) or ("",))
        section = self.one(graph, DCTERMS.isPartOf.value)
        return Said(
            graph,
            notation,
            self.label(document.value),
            number=self.text(document.value, RENKEI.number.value),
            lines=self.text(graph, RENKEI.lines.value),
            section=section.value if isinstance(section, ox.NamedNode) else None,
        )
