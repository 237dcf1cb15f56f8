"""Each thing as files: its page in every language, its statements as Turtle and JSON-LD, and its facts as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox
from markupsafe import Markup

from renkei.publish.catalogue import Thing
from renkei.publish.geography.locator import Locators
from renkei.publish.known import Known
from renkei.publish.making import File, Making
from renkei.publish.target_pages.board import Board
from renkei.publish.things.fact_table import fact_table
from renkei.publish.things.thing_pages import ThingPage
from renkei.query.describe import TIES, Description
from renkei.schema.namespaces import RDFS

# A page repeats the statements of its thing for machines up to this many signs; beyond, it only links to them.
MOST_EMBEDDED = 200_000


def thing_files(making: Making) -> Iterator[File]:
    """The files of each thing, with links to the things before and after it in the list of each language."""
    catalogue = making.setting.catalogue
    locators, board = Locators(catalogue), Board(making)
    for table in catalogue.tables:
        beside = {language: _beside(catalogue.listed(table, language)) for language in making.languages}
        for thing in catalogue.listed(table, making.languages[0]):
            yield from _of(making, thing, locators, board, {code: beside[code][thing.iri] for code in making.languages})


def _of(
    making: Making,
    thing: Thing,
    locators: Locators,
    board: Board,
    beside: Mapping[str, tuple[Thing | None, Thing | None]],
) -> Iterator[File]:
    portrait = making.portraits[thing.iri]
    found = described(making.setting.catalogue.known, thing.iri)
    data = found.jsonld()
    shared: dict[str, Any] = {"statements": embedded(data), "locator": locators.find(thing)}
    for language, (before, after) in beside.items():
        own = ThingPage(portrait, making.setting, language).context(before, after)
        own["compared"] = board.of(thing.iri, language, "../../")
        yield making.page(language, f"{thing.file}.html", "thing.html", **own, **shared)
    yield f"{thing.file}.ttl", found.turtle()
    yield f"{thing.file}.jsonld", data
    yield f"{thing.file}.csv", fact_table(portrait)


def _beside(ordered: list[Thing]) -> dict[str, tuple[Thing | None, Thing | None]]:
    """For each thing the one before and the one after it."""
    before: list[Thing | None] = [None, *ordered[:-1]]
    after: list[Thing | None] = [*ordered[1:], None]
    return {thing.iri: pair for thing, *pair in zip(ordered, before, after, strict=True)}  # type: ignore[misc]


def embedded(jsonld: str) -> Markup | None:
    """JSON-LD as it may stand in a page, without what could end the block or begin a tag; None for too much of it."""
    if len(jsonld) > MOST_EMBEDDED:
        return None
    lines = "".join(line.strip() for line in jsonld.splitlines())
    return Markup(lines.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704


def described(known: Known, iri: str) -> Description:
    """What `renkei.query.describe` says of a thing, out of what is in memory."""
    found: dict[ox.Triple, None] = dict.fromkeys(known.triples(iri))
    thing = ox.NamedNode(iri)
    for predicate, subject in known.pointing(iri):
        found[ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), thing)] = None
        if not TIES.isdisjoint(known.types(subject)):
            found.update(dict.fromkeys(known.triples(subject)))
    nodes = {n.value for t in found for n in (t.subject, t.object) if isinstance(n, ox.NamedNode)}
    for node in nodes:
        subject_node = ox.NamedNode(node)
        found.update((ox.Triple(subject_node, RDFS.label, value), None) for value in known.values(node, RDFS.label.value))
    return Description(thing, tuple(sorted(found, key=_order)))


def _order(triple: ox.Triple) -> tuple[str, str, str]:
    return (str(triple.subject), str(triple.predicate), str(triple.object))
