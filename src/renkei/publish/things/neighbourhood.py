"""The small picture beside the facts of a thing: what it is tied to, as an inline SVG of links drawn without any script.

The lists of the page hold the same and more; the picture is another way to the same pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

from renkei.errors import Text
from renkei.publish.catalogue import Catalogue, Thing
from renkei.publish.known import Said
from renkei.publish.things.portrait import Portrait
from renkei.schema.namespaces import NS, SCHEMA
from renkei.viz.marks import encodings
from renkei.viz.svg import shapes, shortened

MOST = 12
_WIDTH, _ROW, _MARGIN = 360, 44, 12
_HUB_X, _MARK_X, _TEXT_X = 18, 104, 126
_MOST_LETTERS = 34  # of half width, at 13 pixels, in what is left of the width
_ACTIVITIES = tuple(f"{NS}{name}" for name in ("Project", "Programme", "Plan", "Event"))


@dataclass(frozen=True)
class Neighbour:
    """A thing beside another: how they are tied, and whether that is only inferred."""

    thing: Thing
    relation: Text
    inferred: bool


def neighbours(portrait: Portrait, catalogue: Catalogue, inverse: dict[str, Text]) -> list[Neighbour]:
    """All neighbours of a thing, each once: the first of every kind of tie, then the second of each, and so on.

    `inverse` says in words how things point to it, by column path.
    """
    by_tie = [[*found] for found in _by_tie(portrait, catalogue.things, inverse)]
    turns = chain.from_iterable(zip_longest(*by_tie))
    found: dict[str, Neighbour] = {}
    for neighbour in turns:
        if neighbour and neighbour.thing is not portrait.thing:
            found.setdefault(neighbour.thing.iri, neighbour)
    return list(found.values())


def _by_tie(portrait: Portrait, things: dict[str, Thing], inverse: dict[str, Text]) -> Iterator[list[Neighbour]]:
    for fact in chain.from_iterable(portrait.facts.values()):
        yield [Neighbour(things[t.value.iri], fact.heading, _inferred(t.said)) for t in fact.values if t.value.iri in things]
    for heading, lines in portrait.ties:
        yield [
            Neighbour(things[v.iri], line.how[0].label if line.how else heading, _inferred(line.said))
            for line in lines
            for v in line.partners
            if v.iri in things
        ]
    for series in portrait.series:
        yield [
            Neighbour(things[v.iri], series.columns[i], _inferred(said))
            for cells, said in series.rows
            for i, cell in enumerate(cells)
            for v in cell
            if v.iri in things
        ]
    for group in portrait.pointing:
        relation = inverse.get(group.column.path, group.table.heading)
        yield [Neighbour(thing, relation, _inferred(said)) for thing, said in group.things]


def _inferred(said: tuple[Said, ...]) -> bool:
    """Whether no source says it in words."""
    return not {s.basis for s in said} & {"stated", "named", "external"}


def drawing(
    found: list[Neighbour], center: Thing, groups: dict[str, str], catalogue: Catalogue, language: str
) -> dict[str, Any]:
    """What the template draws: sizes, the mark in the middle, and a row for each of the first neighbours."""
    shown = found[:MOST]
    height = len(shown) * _ROW + 2 * _MARGIN
    middle = height / 2
    rows = []
    for number, neighbour in enumerate(shown):
        y = _MARGIN + _ROW * (number + 0.5)
        thing = neighbour.thing
        bend = (_HUB_X + _MARK_X) / 2
        rows.append(
            {
                "y": y,
                "path": f"M{_HUB_X} {middle:g}C{bend:g} {middle:g} {bend:g} {y:g} {_MARK_X} {y:g}",
                "name": shortened(thing.label.of(language), _MOST_LETTERS),
                "full": thing.label.of(language),
                "note": shortened(neighbour.relation.of(language), _MOST_LETTERS + 4),
                "href": f"{thing.file}.html",
                "inferred": neighbour.inferred,
                **mark_of(thing, groups, catalogue),
            }
        )
    sizes = {"width": _WIDTH, "height": height, "middle": middle, "hub_x": _HUB_X, "mark_x": _MARK_X, "text_x": _TEXT_X}
    return {
        **sizes,
        "rows": rows,
        "left": len(found) - len(shown),
        "total": len(found),
        "center": mark_of(center, groups, catalogue),
    }


def mark_of(thing: Thing, groups: dict[str, str], catalogue: Catalogue) -> dict[str, str]:
    """Shape and colour of a thing: those of its node in the network, else of what it is."""
    group = groups.get(thing.iri)
    if group is None:
        is_a = catalogue.schema.is_a
        activity = any(is_a(thing.table.target_class, a) for a in _ACTIVITIES)
        group = "place" if is_a(thing.table.target_class, SCHEMA.Place.value) else "activity" if activity else "other"
    style = next(g for g in encodings()["group"] if g["id"] == group)
    return {"shape": shapes()[style["shape"]], "color": style["color"]}
