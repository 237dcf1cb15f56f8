"""The page of a source document: each of its lines that is cited, with the things and facts that cite it; no text of it."""

from __future__ import annotations

from typing import Any

from renkei.build.coverage import CitedPassage, DocumentCoverage, as_ranges
from renkei.publish.addresses import Addresses
from renkei.publish.words import timed
from renkei.schema.namespaces import ID
from renkei.sources.register import SourceDocument


def document_context(covered: DocumentCoverage, addresses: Addresses, language: str) -> dict[str, Any]:
    """What the template of a document's page is given."""
    document = covered.document
    cited = covered.cited
    return {
        "document": {
            "number": document.number,
            "title": document.title.of(language),
            "publisher": document.publisher.of(language),
            "date": _date(document, language),
            "how_made": document.how_made.of(language),
            "terms": document.terms.of(language),
            "attribution": document.attribution.of(language),
            "sha256": document.sha256,
            "url": document.url if document.url and document.url.startswith(("https://", "http://")) else None,
        },
        "counts": {"lines": document.lines, "cited": len(cited), "left_out": len(covered.left_out)},
        "lines": [{"number": n, "things": _things(passages, addresses, language)} for n, passages in cited.items()],
        "left_out": [
            {"lines": as_ranges(n for n, r in covered.left_out.items() if r == reason), "reason": reason.of(language)}
            for reason in dict.fromkeys(covered.left_out.values())
        ],
    }


def _date(document: SourceDocument, language: str) -> str | None:
    """When a document was issued, as far as is known; what is told instead of a date where there is none."""
    if document.date:
        return timed(document.date).of(language)
    return document.date_note.of(language) if document.date_note else None


def _things(passages: tuple[CitedPassage, ...], addresses: Addresses, language: str) -> list[dict[str, Any]]:
    """The things that cite a line, those it says the most of first, each with its facts."""
    facts: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    labels: dict[str, str] = {}
    for passage in passages:
        for thing, label in passage.things.items():
            labels.setdefault(thing, label.of(language))
            facts.setdefault(thing, {})
        for fact in passage.facts:
            key = (fact.property.of(language), fact.value.of(language))
            basis = None if fact.basis == "stated" else {"notation": fact.basis, "text": fact.basis_label.of(language)}
            found = facts[fact.thing].setdefault(key, {"property": key[0], "value": key[1], "href": None, "basis": basis})
            found["href"] = addresses.find(fact.target) if fact.target else None
    order = sorted(labels, key=lambda iri: (-len(facts[iri]), labels[iri], iri))
    return [
        {"id": iri.removeprefix(ID), "label": labels[iri], "href": addresses.find(iri), "facts": list(facts[iri].values())}
        for iri in order
    ]
