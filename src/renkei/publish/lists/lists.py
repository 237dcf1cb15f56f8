"""A list page for each kind of thing, and the page that leads to all of them."""

from __future__ import annotations

import unicodedata
from typing import Any

from renkei.errors import Borrowed
from renkei.publish.catalogue import Thing
from renkei.publish.things.portraitist import Portraitist
from renkei.publish.things.thing_pages import Setting, cited_in
from renkei.publish.words import heading, messages, said_value
from renkei.schema.namespaces import ORG, SCHEMA
from renkei.schema.tables import Column, Table
from renkei.text.characters import to_hiragana
from renkei.viz.marks import group_names
from renkei.viz.network_view import NetworkView

_ROWS = {
    "あ": "あいうえおぁぃぅぇぉゔ",
    "か": "かきくけこがぎぐげご",
    "さ": "さしすせそざじずぜぞ",
    "た": "たちつてとだぢづでどっ",
    "な": "なにぬねの",
    "は": "はひふへほばびぶべぼぱぴぷぺぽ",
    "ま": "まみむめも",
    "や": "やゆよゃゅょ",
    "ら": "らりるれろ",
    "わ": "わゐゑをん",
}
_SHOWN = ("concept", "reference", "date", "day", "integer", "decimal", "string")
_MOST_COLUMNS = 3  # beside names, kind and sources
_FILLED = 0.25  # of the rows, for a column to be shown
_MOST_VALUES = 3  # in one cell


class Lists:
    """Puts the lists into a language."""

    def __init__(self, setting: Setting, portraitist: Portraitist, view: NetworkView) -> None:
        self._setting = setting
        self._portraitist = portraitist
        self._view = view

    def things(self) -> list[Thing]:
        """All things that have a page."""
        return list(self._setting.catalogue.things.values())

    def tables(self) -> list[Table]:
        """The tables that have a list."""
        return self._setting.catalogue.tables

    def index(self, language: str) -> dict[str, Any]:
        """What the page of all lists is given: the kinds with their numbers, and every thing by name."""
        catalogue = self._setting.catalogue
        counts = [(t, len(catalogue.listed(t, language))) for t in catalogue.tables]
        rows = sorted(catalogue.things.values(), key=lambda t: t.key(language))
        return {
            "kinds": [
                {
                    "label": heading(t.heading, language),
                    "text": t.description.of(language),
                    "count": n,
                    "href": f"{t.name}.html",
                }
                for t, n in sorted(counts, key=lambda pair: (-pair[1], pair[0].name))
            ],
            "rows": [self._names(thing, language) | {"table": heading(thing.table.heading, language)} for thing in rows],
        }

    def of(self, table: Table, language: str) -> dict[str, Any]:
        """What the list page of a table is given."""
        things = self._setting.catalogue.listed(table, language)
        columns = self._columns(table, things)
        kinds = any(c.path == ORG.classification.value for c in table.columns)
        bodies = {t.iri: self._group(t, language) for t in things}
        districts = {t.iri: self._districts(t, language) for t in things}
        placed = any(c.path == SCHEMA.location.value for c in columns) and any(districts.values())
        bodied = any(bodies.values())
        rows = []
        for thing in things:
            cells = [[thing.kind.of(language)] if thing.kind is not table.heading else []] if kinds else []
            cells += [[bodies[thing.iri]]] if bodied else []
            for column in columns:
                cells.append(self._cell(thing, column, language))
                if placed and column.path == SCHEMA.location.value:
                    cells.append([districts[thing.iri]] if districts[thing.iri] else [])
            rows.append(
                self._names(thing, language)
                | {
                    "cells": [{"values": c[:_MOST_VALUES], "all": c, "left": max(0, len(c) - _MOST_VALUES)} for c in cells],
                    "hub": bool(self._view.graph.nodes[thing.iri]["hub"]) if thing.iri in self._view.graph else False,
                    "sources": cited_in(self._setting, thing),
                }
            )
        return {"table": self._heads(table, columns, kinds, bodied, placed, language), "rows": rows}

    def _heads(
        self, table: Table, columns: list[Column], kinds: bool, bodies: bool, placed: bool, language: str
    ) -> dict[str, Any]:
        m = messages(language)
        heads = [{"key": "kind", "label": m["column_kind"], "type": "text"}] if kinds else []
        heads += [{"key": "group", "label": m["column_group"], "type": "text"}] if bodies else []
        for column in columns:
            kind = "number" if column.kind in ("integer", "decimal") else "text"
            heads.append({"key": column.name, "label": heading(column.heading, language), "type": kind})
            if placed and column.path == SCHEMA.location.value:
                heads.append({"key": "district", "label": m["column_district"], "type": "text"})
        texts = {"name": table.name, "label": heading(table.heading, language), "text": table.description.of(language)}
        return {**texts, "heads": heads}

    def _names(self, thing: Thing, language: str) -> dict[str, Any]:
        return {
            "id": thing.short,
            "iri": thing.iri,
            "href": f"../{thing.file}.html",
            "name": thing.label.of(language),
            "other_name": "" if thing.one_name else thing.label.of("en" if language == "ja" else "ja"),
            "reading": thing.reading,
            "key": thing.reading or thing.label.ja if language == "ja" else thing.label.en,
            "heading": list_heading(thing, language),
        }

    def _columns(self, table: Table, things: list[Thing]) -> list[Column]:
        """The columns that most rows fill, in the order of the schema."""
        known = self._setting.catalogue.known
        filled = {
            c.name: sum(bool(known.values(t.iri, c.path)) for t in things)
            for c in table.columns
            if c.kind in _SHOWN and c.path not in (ORG.classification.value, SCHEMA.latitude.value, SCHEMA.longitude.value)
        }
        most = sorted((name for name, n in filled.items() if n >= _FILLED * len(things)), key=lambda name: -filled[name])
        return [c for c in table.columns if c.name in most[:_MOST_COLUMNS]]

    def _cell(self, thing: Thing, column: Column, language: str) -> list[str]:
        """The values as words."""
        terms = self._setting.catalogue.known.values(thing.iri, column.path)
        return sorted(said_value(self._portraitist.value(t)).of(language) for t in terms)

    def _group(self, thing: Thing, language: str) -> str:
        """The group of a body in the network; nothing for what is no body."""
        group = self._setting.groups.get(thing.iri, "activity")
        return "" if group in ("activity", "place") else group_names()[group].of(language)

    def _districts(self, thing: Thing, language: str) -> str:
        names = [self._view.where.district_names[d][0].of(language) for d in self._view.where.districts.get(thing.iri, [])]
        return messages(language)["separator"].join(names)


def list_heading(thing: Thing, language: str) -> str:
    """The heading under which a thing stands: the あかさたな row of its reading, or the first letter of its English name."""
    m = messages(language)
    if language == "ja":
        first = to_hiragana(thing.reading)[:1]
        return next((f"{head}行" for head, letters in _ROWS.items() if first and first in letters), _rest(thing, m))
    if isinstance(thing.label.en, Borrowed):
        return m["name_borrowed"]
    first = unicodedata.normalize("NFKD", thing.label.en[:1]).upper()[:1]
    return first if "A" <= first <= "Z" else m["heading_other"]


def _rest(thing: Thing, m: dict[str, str]) -> str:
    return m["heading_other"] if thing.reading else m["no_reading"]
