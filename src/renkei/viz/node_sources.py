"""The facts of nodes and the sources behind them, in the words of a language: what the panel of a node shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pyoxigraph as ox

from renkei.errors import Text
from renkei.query.results import Source
from renkei.schema.namespaces import DCTERMS, ID, RENKEI
from renkei.store.protocol import Store
from renkei.text.date_words import said_date
from renkei.viz.facts import Fact, FactFinder
from renkei.viz.marks import short


def told_sources(store: Store, facts: Iterable[list[Fact]], finder: FactFinder) -> dict[str, dict[str, Any]]:
    """What the page tells of each source of some facts, by IRI."""
    used = {source.iri for found in facts for fact in found for source in fact.sources}
    return {iri: _source(store, iri, finder) for iri in sorted(used)}


def said_source(source: dict[str, Any], language: str, *, linked: bool = True) -> dict[str, Any]:
    """A source in a language; `linked` where the page of the document stands beside the network page."""
    said = {k: v.of(language) if isinstance(v, Text) else v for k, v in source.items()}
    return said if linked else said | {"href": None}


def said_facts(
    facts: Iterable[Fact], drawn: Collection[str], numbers: dict[str, int], finder: FactFinder, language: str
) -> list[dict[str, Any]]:
    """Facts in a language; those about what is `drawn` lead to it, and sources are given by their `numbers`."""
    return [
        {
            "property": fact.property.of(language),
            "value": fact.value.of(language),
            "target": short(fact.target) if fact.target and fact.target in drawn else None,
            "date": said_date(fact.date).of(language) if fact.date else None,
            "derived": _derived(fact.sources, finder, language),
            "sources": [{"source": numbers[s.iri], "basis": s.basis} for s in fact.sources],
        }
        for fact in facts
    ]


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
