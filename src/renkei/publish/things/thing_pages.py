"""The page of each thing in a language: its portrait put into words, with addresses and numbered sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import networkx as nx
import pyoxigraph as ox

from renkei.errors import Text
from renkei.publish.addresses import Addresses
from renkei.publish.catalogue import Catalogue, Thing
from renkei.publish.data.citation import bibtex, cited
from renkei.publish.known import Said
from renkei.publish.things.neighbourhood import drawing, neighbours
from renkei.publish.things.portrait import GROUPS, Line, Portrait, Series, Told, Value
from renkei.publish.things.reports import report_link
from renkei.publish.things.two_steps import two_steps
from renkei.publish.words import heading, messages, said_date, said_value
from renkei.query.saved import SavedQuery
from renkei.schema.namespaces import ID, RDFS

# What a page tells of one group of ties; the rest is in the table of its facts, and the page says so.
MOST_LINES = 500

_BASES = ("stated", "named", "inferred", "translated", "external", "derived")


@dataclass(frozen=True)
class Setting:
    """What the pages of all things share: the network's groups of nodes, the edition of the data, where errors are reported,
    the questions whose answers name a thing, the pages of partners below the folder of a language, and the network."""

    catalogue: Catalogue
    addresses: Addresses
    groups: dict[str, str]
    edition: str
    report_url: str | None
    asked: Mapping[str, list[SavedQuery]] = field(default_factory=dict)
    partners: Mapping[str, str] = field(default_factory=dict)
    ties: nx.MultiGraph[str] = field(default_factory=nx.MultiGraph)


class _Sources:
    """The sources that a page names, numbered as they come."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self.listed: list[Said] = []

    def number(self, said: Said) -> int:
        key = (said.number, said.lines) if said.number else (said.graph.removesuffix(f"-{said.basis}"), said.locator)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self.listed.append(said)
        return self._numbers[key]


class ThingPage:
    """Puts one portrait into one language."""

    def __init__(self, portrait: Portrait, setting: Setting, language: str) -> None:
        self._portrait = portrait
        self._setting = setting
        self._language = language
        self._m = messages(language)
        self._top = "../" * portrait.thing.file.count("/")
        self._sources = _Sources()

    def context(self, before: Thing | None, after: Thing | None) -> dict[str, Any]:
        """What the template is given beside what every page has; `before` and `after` stand next to it in its list."""
        thing, portrait, shared, language = self._portrait.thing, self._portrait, self._setting, self._language
        review = None
        if portrait.review:
            review = {"text": portrait.review[0].of(language), "said": self._said(portrait.review[1])}
        groups = [
            {"id": name, "title": self._m[f"facts_{name}"], "facts": [self._fact(f.heading, f.values) for f in facts]}
            for name in GROUPS
            if (facts := portrait.facts[name])
        ]
        series = [self._series(s) for s in portrait.series]
        ties = [self._ties(name, lines) for name, lines in portrait.ties]
        pointing = [
            {
                "heading": heading(group.table.heading, language),
                "relation": self._inverse(group.column.path, group.column.heading),
                "lines": [
                    {
                        "link": self._thing(other),
                        "note": "" if other.kind is other.table.heading else other.kind.of(language),
                        "said": self._said(said),
                    }
                    for other, said in sorted(group.things, key=lambda pair: pair[0].key(language))[:MOST_LINES]
                ],
                "total": len(group.things),
                "left": max(0, len(group.things) - MOST_LINES),
            }
            for group in portrait.pointing
        ]
        near = neighbours(portrait, shared.catalogue, self._inverses())
        return {
            "thing": {
                "name": thing.label.of(language),
                "other_name": "" if thing.one_name else thing.label.of("en" if language == "ja" else "ja"),
                "reading": thing.reading,
                "short": thing.short,
                "iri": thing.iri,
                "kind": "" if thing.kind is thing.table.heading else thing.kind.of(language),
                "table": {"label": heading(thing.table.heading, language), "href": f"{self._top}list/{thing.table.name}.html"},
            },
            "review": review,
            "groups": groups,
            "series": series,
            "ties": ties,
            "pointing": pointing,
            "picture": drawing(near, thing, shared.groups, shared.catalogue, language) if near else None,
            "reach": two_steps(thing, shared.ties, shared.groups, shared.catalogue, language),
            "asked": [
                {"text": heading(q.title, language), "href": f"{self._top}questions/{q.name}.html"}
                for q in shared.asked.get(thing.iri, ())
            ],
            "sources": self._listed_sources(),
            "network": f"{self._top}network.html#node={quote(thing.short, safe='')}" if shared.groups.get(thing.iri) else None,
            "partners": f"{self._top}{shared.partners[thing.iri]}" if thing.iri in shared.partners else None,
            "before": self._thing(before) if before else None,
            "after": self._thing(after) if after else None,
            "data": {ending: f"{self._top}../{thing.file}.{ending}" for ending in ("ttl", "jsonld", "csv")},
            "citation": cited(thing.label.of(language), shared.edition, thing.iri, language),
            "bibtex": bibtex(thing.short, thing.label.of(language), shared.edition, thing.iri),
            "report": report_link(shared.report_url, thing.iri, thing.label.of(language)) if shared.report_url else None,
        }

    def _thing(self, thing: Thing) -> dict[str, Any]:
        return {"text": thing.label.of(self._language), "href": f"{self._top}{thing.file}.html", "own": None}

    def _value(self, value: Value) -> dict[str, Any]:
        term = value.term
        own = term.language if isinstance(term, ox.Literal) else None
        href = self._setting.addresses.find(value.iri) if value.iri else None
        return {
            "text": said_value(value).of(self._language),
            "href": f"{self._top}{href}" if href else None,
            "own": own[:2] if own else None,
        }

    def _said(self, said: Iterable[Said]) -> list[dict[str, Any]]:
        """Marks of basis, each with its sources or its rule; what a source gives needs no rule beside it."""
        found = list(said)
        found = [s for s in found if s.basis != "derived"] or found
        by_sources: dict[tuple[tuple[int, str], ...], list[dict[str, str]]] = {}  # one passage may say parts on several bases
        for basis in sorted({s.basis for s in found}, key=lambda b: (_BASES.index(b) if b in _BASES else len(_BASES), b)):
            sources = [] if basis == "translated" else [s for s in found if s.basis == basis]
            refs = tuple(dict.fromkeys((self._sources.number(s), self._short(s)) for s in sources))
            by_sources.setdefault(refs, []).append({"basis": basis, "text": self._m.get(f"basis_{basis}", basis)})
        return [
            {"refs": [{"number": number, "text": text} for number, text in refs], "bases": bases}
            for refs, bases in by_sources.items()
        ]

    def _short(self, said: Said) -> str:
        if said.number:
            return f"{said.number}:{said.lines}"
        return self._m["rule"] if said.basis == "derived" else self._m["file"]

    def _fact(self, name: Text, told: tuple[Told, ...]) -> dict[str, Any]:
        """The values in the order of the page: those of its language first, things by name."""
        language = self._language

        def order(one: Told) -> tuple[object, ...]:
            own = one.value.term.language if isinstance(one.value.term, ox.Literal) else None
            return (own is not None and own[:2] != language, said_value(one.value).of(language))

        values = [{"value": self._value(t.value), "said": self._said(t.said)} for t in sorted(told, key=order)]
        return {"heading": heading(name, language), "values": values}

    def _series(self, series: Series) -> dict[str, Any]:
        return {
            "heading": heading(series.heading, self._language),
            "columns": [heading(c, self._language) for c in series.columns],
            "total": len(series.rows),
            "left": max(0, len(series.rows) - MOST_LINES),
            "rows": [
                {
                    "cells": [
                        {"values": [self._value(v) for v in cell], "numeric": any(_is_number(v) for v in cell)}
                        for cell in cells
                    ],
                    "said": self._said(said),
                }
                for cells, said in series.rows[:MOST_LINES]
            ],
        }

    def _ties(self, name: Text, lines: list[Line]) -> dict[str, Any]:
        told = [
            {
                "partners": [self._value(v) for v in line.partners],
                "how": [self._value(v) for v in line.how],
                "period": self._period(line),
                "details": [{"heading": h.of(self._language), "value": self._value(v)} for h, v in line.details],
                "said": self._said(line.said),
            }
            for line in sorted(lines, key=self._line_order)[:MOST_LINES]
        ]
        left = max(0, len(lines) - MOST_LINES)
        return {"heading": heading(name, self._language), "lines": told, "total": len(lines), "left": left}

    def _line_order(self, line: Line) -> tuple[object, ...]:
        """Lines with a partner that has a page by its place in lists, then kinds of actors, by name."""
        things = self._setting.catalogue.things
        partner = next((things[v.iri] for v in line.partners if v.iri in things), None)
        words = [said_value(v).of(self._language) for v in (*line.partners, *line.how)]
        return (partner is None, partner.key(self._language) if partner else (), words)

    def _period(self, line: Line) -> str:
        ends = [said_date(v.label.ja).of(self._language) if v else "" for v in (line.start, line.end)]
        return self._m["period"].format(start=ends[0], end=ends[1]).strip() if any(ends) else ""

    def _inverses(self) -> dict[str, Text]:
        """What properties say when read from their value."""
        paths = {group.column.path for group in self._portrait.pointing}
        found = {p: f"inverse_{p.rsplit('#', 1)[-1].rsplit('/', 1)[-1]}" for p in paths}
        return {p: Text(self._m[key], self._m[key]) for p, key in found.items() if key in self._m}

    def _inverse(self, path: str, column: Text) -> str:
        known = self._inverses().get(path)
        return known.of(self._language) if known else self._m["inverse"].format(property=column.of(self._language))

    def _listed_sources(self) -> list[dict[str, Any]]:
        """The passages by document, then the rows of files, then rules: those that the page refers to."""
        addresses = self._setting.addresses
        by_document: dict[str, dict[str, Any]] = {}
        for said in sorted(self._sources.listed, key=lambda s: s.order):
            rule = not said.number and said.basis == "derived"
            href = addresses.source(said.number) if said.number else None
            title = self._m["rules"] if rule else said.label.of(self._language)
            found = by_document.setdefault(
                said.number or title,
                {"number": said.number, "label": title, "href": f"{self._top}{href}" if href else None, "places": []},
            )
            text = said.lines if said.number else said.label.of(self._language) if rule else said.locator
            page = addresses.passage(said.number, said.lines) if said.number else None
            place = {"text": text, "href": f"{self._top}{page}" if page else None}
            found["places"].append({"number": self._sources.number(said), **place, "links": self._around(said)})
        return list(by_document.values())

    def _around(self, said: Said) -> list[dict[str, Any]]:
        """The section that a passage is in, or what a file was made from."""
        around = [said.section] if said.section else [f"{ID}source/{source}" for source in said.sources if source]
        return [self._setting.addresses.link(iri, self._language, self._top) for iri in around]


def _is_number(value: Value) -> bool:
    return isinstance(value.term, ox.Literal) and value.term.datatype.value.endswith(("#integer", "#decimal"))


def cited_in(setting: Setting, thing: Thing) -> list[dict[str, str]]:
    """The passages that name a thing, for lists: number of the document and lines."""
    known = setting.catalogue.known
    said = {
        (s.number, s.lines)
        for term in known.values(thing.iri, RDFS.label.value)
        for s in known.said(thing.iri, RDFS.label.value, term)
        if s.number and s.basis != "translated"
    }
    return [{"number": number, "lines": lines} for number, lines in sorted(said)]
