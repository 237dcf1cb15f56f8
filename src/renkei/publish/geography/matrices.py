"""The page of regions by regions: what is found between each two, beside what chance would give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyoxigraph as ox

from renkei.analysis.regions import regions
from renkei.analysis.report import Analysis
from renkei.errors import Text
from renkei.publish.addresses import Addresses
from renkei.publish.geography.abroad import JAPAN
from renkei.publish.geography.counts import OUTLINES, PREFECTURES, Geography
from renkei.publish.geography.districts import regrouped, schemes
from renkei.publish.known import Known
from renkei.publish.words import heading, messages
from renkei.viz.charts import number

# So many pairs are told in words above a matrix.
_MOST_TOLD = 6


@dataclass(frozen=True)
class Matrix:
    """One division: the regions of its rows and columns, in order, and the table of all their pairs."""

    key: str
    name: Text
    places: tuple[str, ...]
    pairs: Mapping[tuple[str, str], Mapping[str, Any]]
    table: Analysis


def matrices(geography: Geography, known: Known) -> list[Matrix]:
    """That of the prefectures that have ties, then those of the schemes of districts."""
    ties = replace(geography.ties, labels=geography.labels)
    by_prefecture = regions(ties)
    tied = {end for ends, row in _pairs(by_prefecture).items() if row["ties"] for end in ends}
    places = tuple(p for p in (*PREFECTURES, JAPAN) if p in tied)
    found = [Matrix("prefectures", Text("都道府県", "Prefectures"), places, _pairs(by_prefecture), by_prefecture)]
    for scheme in schemes(known):
        table = regions(regrouped(geography.ties, scheme, known))
        found.append(Matrix(scheme.key, scheme.name, scheme.districts, _pairs(table), table))
    return found


def _pairs(table: Analysis) -> dict[tuple[str, str], Mapping[str, Any]]:
    """The rows of pairs of regions by their ends."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in table:
        a, b = row["region"], row["other"]
        if isinstance(a, ox.NamedNode) and isinstance(b, ox.NamedNode):
            found[a.value, b.value] = row
    return found


class RegionsPage:
    """Puts the matrices into one language."""

    def __init__(self, found: Sequence[Matrix], known: Known, addresses: Addresses, language: str) -> None:
        self._found = found
        self._known = known
        self._addresses = addresses
        self._language = language
        self._m = messages(language)

    def context(self) -> dict[str, Any]:
        """What the template is given."""
        return {"matrices": [self._matrix(one) for one in self._found]}

    def files(self) -> Iterator[tuple[str, str]]:
        """Each matrix with all its pairs as CSV."""
        for one in self._found:
            yield f"regions-{one.key}.csv", one.table.result(self._language).to_csv()

    def _matrix(self, one: Matrix) -> dict[str, Any]:
        far = [row for (a, b), row in one.pairs.items() if row["standing"] and {a, b} <= set(one.places)]
        return {
            "key": one.key,
            "name": heading(one.name, self._language),
            "places": [self._place(p) for p in one.places],
            "rows": [{"place": self._place(p), "cells": [self._cell(one, p, q) for q in one.places]} for p in one.places],
            "notes": [note.of(self._language) for note in one.table.notes],
            "over": [self._told(row) for row in far if row["residual"] > 0][:_MOST_TOLD],
            "under": [self._told(row) for row in far if row["residual"] < 0][:_MOST_TOLD],
            "csv": f"regions-{one.key}.csv",
        }

    def _place(self, iri: str) -> dict[str, Any]:
        outline = OUTLINES.get(iri)
        page = self._addresses.find(iri)
        short = outline.short(self._language) if outline else self._name(iri)
        return {"text": short, "href": f"../{page}" if page else None}

    def _name(self, iri: str) -> str:
        return self._m["map_national_box"] if iri == JAPAN else self._known.label(iri).of(self._language)

    def _cell(self, one: Matrix, a: str, b: str) -> dict[str, Any]:
        row = one.pairs.get((a, b)) or one.pairs.get((b, a))
        if row is None:
            return {"found": None}
        side = "" if row["standing"] is None else "over" if row["residual"] > 0 else "under"
        return {"found": row["ties"], "expected": number(row["expected"]), "side": side, "same": a == b}

    def _told(self, row: Mapping[str, Any]) -> str:
        a, b = (self._name(row[end].value) for end in ("region", "other"))
        words = self._m["map_pair_within"] if row["region"] == row["other"] else self._m["map_pair"]
        return words.format(a=a, b=b, found=row["ties"], expected=number(row["expected"]))
