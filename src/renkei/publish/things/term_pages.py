"""The page of each vocabulary term: what it means, what stands above and below it, and the things that have it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from renkei.publish.addresses import concept_anchor, term_file
from renkei.publish.data.citation import cited
from renkei.publish.making import File, Making
from renkei.publish.things.thing_files import described, embedded
from renkei.publish.things.thing_pages import MOST_LINES
from renkei.publish.words import heading
from renkei.schema.namespaces import SKOS


def term_files(making: Making) -> Iterator[File]:
    """The page of each term in every language, and its statements as Turtle and JSON-LD."""
    catalogue = making.setting.catalogue
    for iri in catalogue.known.subjects():
        if iri in catalogue.things or not (scheme := catalogue.scheme_of(iri)):
            continue
        found, path = described(catalogue.known, iri), term_file(iri)
        data = found.jsonld()
        statements = embedded(data)
        for language in making.languages:
            given = _context(making, iri, scheme, language)
            yield making.page(language, f"{path}.html", "term.html", **given, statements=statements)
        yield f"{path}.ttl", found.turtle()
        yield f"{path}.jsonld", data


def _context(making: Making, iri: str, scheme: str, language: str) -> dict[str, Any]:
    known, path = making.setting.catalogue.known, term_file(iri)
    top = "../" * path.count("/")
    label = known.label(iri)
    narrower = [subject for predicate, subject in known.pointing(iri) if predicate == SKOS.broader.value]
    broader = known.iris(iri, SKOS.broader.value)
    return {
        "term": {
            "iri": iri,
            "name": label.of(language),
            "other_name": label.of("en" if language == "ja" else "ja"),
            "definition": known.text(iri, SKOS.definition.value, language),
            "notation": known.text(iri, SKOS.notation.value),
            "scheme": {"text": heading(known.label(scheme), language), "href": f"{top}ontology.html#{concept_anchor(scheme)}"},
        },
        "broader": [making.setting.addresses.link(one, language, top) for one in broader],
        "narrower": [making.setting.addresses.link(one, language, top) for one in narrower],
        "groups": _groups(making, iri, top, language),
        "citation": cited(label.of(language), making.setting.edition, iri, language),
        "data": {ending: f"{top}../{path}.{ending}" for ending in ("ttl", "jsonld")},
    }


def _groups(making: Making, iri: str, top: str, language: str) -> list[dict[str, Any]]:
    """The things that have the term, by the column in which it stands; a tie is told by the first end that has a page."""
    catalogue = making.setting.catalogue
    found: dict[tuple[str, str], set[str]] = {}
    for predicate, subject in catalogue.known.pointing(iri):
        thing = catalogue.things.get(subject)
        table = thing.table if thing else catalogue.ties.get(subject)
        column = next((c for c in table.columns if c.path == predicate), None) if table else None
        if table is None or column is None:
            continue
        end = subject if thing else next((e for e in _ends(making, subject) if e in catalogue.things), None)
        if end:
            found.setdefault((table.name, column.name), set()).add(end)
    groups = []
    for (name, end), iris in sorted(found.items()):
        table = catalogue.schema.tables[name]
        column = next(c for c in table.columns if c.name == end)
        things = sorted((catalogue.things[i] for i in iris), key=lambda t: t.key(language))
        groups.append(
            {
                "heading": heading(table.heading, language),
                "relation": column.heading.of(language),
                "things": [making.setting.addresses.link(t.iri, language, top) for t in things[:MOST_LINES]],
                "total": len(things),
                "left": max(0, len(things) - MOST_LINES),
            }
        )
    return groups


def _ends(making: Making, tie: str) -> Iterator[str]:
    """What the key of a tie names, in its order."""
    catalogue = making.setting.catalogue
    table = catalogue.ties[tie]
    for name in table.key:
        column = next(c for c in table.columns if c.name == name)
        yield from catalogue.known.iris(tie, column.path)
