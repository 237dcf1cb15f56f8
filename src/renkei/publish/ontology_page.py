"""The page of the ontology: classes, properties and vocabularies, each with its use and an example from the data.

Everything is read from the ontology, the shapes and the data, so that a new term appears by itself.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import Any

import pyoxigraph as ox

from renkei import resources
from renkei.errors import Text
from renkei.publish.addresses import concept_anchor, term_anchor, term_file
from renkei.publish.things.portraitist import Portraitist
from renkei.publish.things.thing_pages import Setting
from renkei.publish.things.tie_diagram import tie_diagram
from renkei.publish.words import heading, said_value
from renkei.schema.namespaces import DCTERMS, ID, NS, OWL, RDF, RDFS, SKOS, compact
from renkei.schema.tables import Table
from renkei.schema.turtle import TripleIndex

_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


class OntologyPage:
    """Gathers what the page tells, and puts it into a language."""

    def __init__(self, setting: Setting, portraitist: Portraitist) -> None:
        self._setting = setting
        self._portraitist = portraitist
        self._known = setting.catalogue.known
        self._tables = list(setting.catalogue.schema.tables.values())
        ontology = resources.folder("ontology")
        self._index = TripleIndex([ontology / "renkei.ttl", ontology / "reused.ttl"])
        declared = {s.value for s in self._index.subjects(RDF.type.value, OWL.Class) if isinstance(s, ox.NamedNode)}
        self._classes = sorted(declared, key=_own_first)
        named = {s.value for k in _KINDS for s in self._index.subjects(RDF.type.value, k) if isinstance(s, ox.NamedNode)}
        self._columns: dict[str, list[tuple[Table, str, Text, Text]]] = {}
        for table in self._tables:
            for column in table.columns:
                self._columns.setdefault(column.path, []).append((table, column.name, column.heading, column.description))
        self._properties = sorted(named | self._columns.keys(), key=_own_first)
        self._examples = self._found_examples()

    def context(self, language: str) -> dict[str, Any]:
        """What the template is given beside what every page has."""
        head = ox.NamedNode(NS.removesuffix("#"))
        texts = {p: self._index.by_language(head, p) for p in (DCTERMS.title.value, f"{DCTERMS.base}description")}
        return {
            "ontology": {
                "iri": head.value,
                "text": texts[f"{DCTERMS.base}description"].get(language, ""),
                "version": self._index.text(head, f"{OWL.base}versionInfo"),
                "license": self._index.text(head, DCTERMS.license.value),
            },
            "classes": [self._class(c, language) for c in self._classes],
            "properties": [self._property(p, language) for p in self._properties],
            "schemes": self._schemes(language),
            "diagram": tie_diagram(self._setting.catalogue, self._term, language),
        }

    def find(self, iri: str) -> str | None:
        """Where the site tells of a class or property."""
        return f"ontology.html#{term_anchor(iri)}" if iri in self._classes or iri in self._properties else None

    def terms(self) -> dict[str, tuple[str, Text | None]]:
        """The classes and properties by IRI, each with which of the two it is, and its name where it has one."""
        kinds = dict.fromkeys(self._properties, "property") | dict.fromkeys(self._classes, "class")
        return {iri: (kind, self._label(iri)) for iri, kind in kinds.items()}

    def _term(self, iri: str, language: str) -> dict[str, Any]:
        """A term as a link within the page, where the page has it."""
        here = iri in self._classes or iri in self._properties
        label = self._label(iri)
        return {
            "text": label.of(language) if label else compact(iri),
            "name": compact(iri),
            "href": f"#{term_anchor(iri)}" if here else None,
            "own": None,
        }

    def _label(self, iri: str) -> Text | None:
        found = self._index.by_language(ox.NamedNode(iri), RDFS.label.value)
        if {"ja", "en"} <= found.keys():
            return Text(found["ja"], found["en"])
        return self._usual(iri, 2)

    def _definition(self, iri: str) -> Text | None:
        found = self._index.by_language(ox.NamedNode(iri), SKOS.definition.value)
        if {"ja", "en"} <= found.keys():
            return Text(found["ja"], found["en"])
        return self._usual(iri, 3)

    def _usual(self, iri: str, part: int) -> Text | None:
        """What most columns of a property that the ontology does not describe have as heading (2) or description (3)."""
        counted = Counter(column[part] for column in self._columns.get(iri, []))
        usual = max(counted, key=lambda text: counted[text], default=None)
        return usual if isinstance(usual, Text) else None

    def _common(self, iri: str, language: str) -> dict[str, Any]:
        label, definition = self._label(iri), self._definition(iri)
        return {
            "id": term_anchor(iri),
            "iri": iri,
            "name": compact(iri),
            "own": iri.startswith(NS),
            "label": heading(label, language) if label else compact(iri),
            "other_label": label.of("en" if language == "ja" else "ja") if label else "",
            "definition": definition.of(language) if definition else "",
        }

    def _related(self, iri: str, predicate: str, language: str) -> list[dict[str, Any]]:
        found = self._index.objects(ox.NamedNode(iri), predicate)
        return [self._term(o.value, language) for o in found if isinstance(o, ox.NamedNode)]

    def _class(self, iri: str, language: str) -> dict[str, Any]:
        node = ox.NamedNode(iri)
        below = [s.value for s in self._index.subjects(RDFS.subClassOf.value, node) if isinstance(s, ox.NamedNode)]
        domains = [s.value for s in self._index.subjects(RDFS.domain.value, node) if isinstance(s, ox.NamedNode)]
        tables = [t for t in self._tables if t.target_class == iri]
        listed = {t.name for t in self._setting.catalogue.tables}
        return self._common(iri, language) | {
            "above": self._related(iri, RDFS.subClassOf.value, language),
            "below": [self._term(b, language) for b in below],
            "properties": [self._term(d, language) for d in domains],
            "tables": [
                {"text": heading(t.heading, language), "href": f"list/{t.name}.html" if t.name in listed else None, "own": None}
                for t in tables
            ],
            "uses": sum(predicate == RDF.type.value for predicate, _ in self._known.pointing(iri)),
            "example": self._example(self._examples.get(f"a {iri}"), language),
        }

    def _property(self, iri: str, language: str) -> dict[str, Any]:
        return self._common(iri, language) | {
            "above": self._related(iri, f"{RDFS.base}subPropertyOf", language),
            "domain": self._related(iri, RDFS.domain.value, language),
            "range": self._related(iri, RDFS.range.value, language),
            "columns": [
                {"table": table.heading.of(language), "name": f"{table.name}.{name}"}
                for table, name, _, _ in self._columns.get(iri, [])
            ],
            "uses": self._known.uses(iri),
            "example": self._example(self._examples.get(iri), language),
        }

    def _found_examples(self) -> dict[str, tuple[str, ox.Literal | ox.NamedNode | None]]:
        """For each property a statement, and for each class an instance, of things that have a page where there is one."""
        catalogue = self._setting.catalogue
        ordered = sorted(catalogue.things.values(), key=lambda t: (len(t.label.ja), t.key("ja")))
        found: dict[str, tuple[str, ox.Literal | ox.NamedNode | None]] = {}
        for subject in chain((t.iri for t in ordered), sorted(catalogue.ties)):
            for predicate in self._known.predicates(subject):
                for value in self._known.values(subject, predicate):
                    if predicate == RDF.type.value and isinstance(value, ox.NamedNode):
                        found.setdefault(f"a {value.value}", (subject, None))
                    elif isinstance(value, (ox.Literal, ox.NamedNode)) and not self._known.echoed(subject, predicate, value):
                        found.setdefault(predicate, (subject, value))
        return found

    def _example(self, found: tuple[str, ox.Literal | ox.NamedNode | None] | None, language: str) -> list[dict[str, Any]]:
        """A thing, or a thing and a value, as links; a tie leads to the page of one of its ends."""
        if found is None:
            return []
        subject, value = found
        link = self._link(subject, language)
        if value is None:
            return [link]
        told = self._portraitist.value(value)
        page = self._setting.addresses.find(told.iri) if told.iri else None
        own = value.language if isinstance(value, ox.Literal) else None
        return [link, {"text": said_value(told).of(language), "href": page, "own": own[:2] if own else None}]

    def _link(self, subject: str, language: str) -> dict[str, Any]:
        catalogue = self._setting.catalogue
        page = self._setting.addresses.find(subject)
        if page is None and (table := catalogue.ties.get(subject)):
            ends = (end for c in table.columns for end in self._known.iris(subject, c.path))
            page = next((self._setting.addresses.find(e) for e in ends if e in catalogue.things), None)
        return {"text": self._known.label(subject).of(language), "href": page, "own": None}

    def _schemes(self, language: str) -> list[dict[str, Any]]:
        """The vocabularies with their concepts; those of terms and indicators have lists of their own."""
        members: dict[str, list[str]] = {}
        for iri in self._known.subjects():
            if iri not in self._setting.catalogue.things and (scheme := self._setting.catalogue.scheme_of(iri)):
                members.setdefault(scheme, []).append(iri)
        return [
            {
                "id": concept_anchor(scheme),
                "label": heading(self._known.label(scheme), language),
                "definition": self._known.text(scheme, SKOS.definition.value, language),
                "concepts": [self._concept(c, language) for c in concepts],
            }
            for scheme, concepts in sorted(members.items(), key=lambda pair: self._known.label(pair[0]).en)
        ]

    def _concept(self, iri: str, language: str) -> dict[str, Any]:
        broader = self._known.one(iri, SKOS.broader.value)
        return {
            "id": concept_anchor(iri),
            "href": f"{term_file(iri)}.html",
            "notation": self._known.text(iri, SKOS.notation.value) or iri.removeprefix(ID),
            "label": self._known.label(iri).of(language),
            "other_label": self._known.label(iri).of("en" if language == "ja" else "ja"),
            "definition": self._known.text(iri, SKOS.definition.value, language),
            "broader": {"text": self._known.label(broader.value).of(language), "href": f"#{concept_anchor(broader.value)}"}
            if isinstance(broader, ox.NamedNode)
            else None,
            "uses": sum(
                subject in self._setting.catalogue.things or subject in self._setting.catalogue.ties
                for _, subject in self._known.pointing(iri)
            ),
        }


def _own_first(iri: str) -> tuple[bool, str, str]:
    return (not iri.startswith(NS), compact(iri).casefold(), iri)
