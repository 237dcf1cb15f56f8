"""The facts of nodes and the sources behind them, in the words of a language: what the panel of a node shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from renkei.errors import Text
from renkei.query.results import Source
from renkei.schema.namespaces import DCTERMS, ID, RENKEI
from renkei.store.protocol import Store
from renkei.text.date_words import said_date
from renkei.viz.facts import Fact, FactFinder
from renkei.viz.marks import short


@dataclass(frozen=True)
class NodeFacts:
    """The facts of some nodes, and what is told of each of their sources, by IRI."""

    facts: dict[str, list[Fact]]
    sources: dict[str, dict[str, Any]]
    finder: FactFinder

    def said(self, language: str, *, linked: bool = True) -> dict[str, Any]:
        """The facts in a language, by short id, and the list of sources that they name by number.

        `linked` where the pages of the documents stand beside the page.
        """
        numbers = {iri: number for number, iri in enumerate(self.sources)}
        return {
            "nodes": {
                short(node): [_said(fact, numbers, self.finder, language) for fact in told] for node, told in self.facts.items()
            },
            "sources": [_source_in(source, language, linked) for source in self.sources.values()],
        }


def node_facts(finder: FactFinder, nodes: Sequence[str]) -> NodeFacts:
    """The facts of nodes."""
    facts = {node: finder.facts(node) for node in nodes}
    used = {source.iri for found in facts.values() for fact in found for source in fact.sources}
    return NodeFacts(facts, {iri: _source(finder.store, iri, finder) for iri in sorted(used)}, finder)


def _source_in(source: dict[str, Any], language: str, linked: bool) -> dict[str, Any]:
    said = {k: v.of(language) if isinstance(v, Text) else v for k, v in source.items()}
    return said if linked else said | {"href": None}


def _said(fact: Fact, numbers: dict[str, int], finder: FactFinder, language: str) -> dict[str, Any]:
    """A fact; its sources are given by their numbers, and what is empty is left out."""
    told = {
        "property": fact.property.of(language),
        "value": fact.value.of(language),
        "target": short(fact.target) if fact.target else None,
        "date": said_date(fact.date).of(language) if fact.date else None,
        "derived": _derived(fact.sources, finder, language),
        "sources": [[numbers[s.iri], s.basis] for s in fact.sources],
    }
    return {k: v for k, v in told.items() if v}


def _derived(sources: Iterable[Source], finder: FactFinder, language: str) -> str | None:
    """The titles of the rules by which a fact was derived, or None."""
    rules = sorted({s.rule for s in sources if s.rule})
    return " / ".join(finder.label(f"{ID}rule/{rule}").of(language) for rule in rules) or None


def _source(store: Store, iri: str, finder: FactFinder) -> dict[str, Any]:
    """What the page tells of a source: its document, publisher, date, section and lines; a file has only a name."""
    node = ox.NamedNode(iri)

    def one(subject: ox.NamedNode, predicate: ox.NamedNode) -> Any:
        return next((q.object for q in store.quads(subject, predicate, None, ox.DefaultGraph())), None)

    document, lines, section = one(node, RENKEI.document), one(node, RENKEI.lines), one(node, DCTERMS.isPartOf)
    empty = {"publisher": "", "date": "", "section": "", "lines": "", "number": "", "href": None}
    if not isinstance(document, ox.NamedNode):
        return {"document": finder.label(iri), **empty}
    publishers = {
        q.object.language: q.object.value
        for q in store.quads(document, DCTERMS.publisher, None, ox.DefaultGraph())
        if isinstance(q.object, ox.Literal)
    }
    issued, number = one(document, DCTERMS.issued), one(document, RENKEI.number)
    return {
        "document": finder.label(document.value),
        "publisher": Text(publishers["ja"], publishers["en"]),
        "date": said_date(issued.value) if issued else "",
        "section": finder.label(section.value) if section else "",
        "lines": lines.value,
        "number": number.value,
        "href": f"index.html#source-{number.value}",
    }
