"""Places as lists name them: a prefecture, a municipality, or an address that begins with them."""

from __future__ import annotations

import re

from renkei.errors import Text
from renkei.importers.known import Known
from renkei.importers.reading import Reading, error, warning
from renkei.schema.tables import Column, Table
from renkei.text.numerals import plain

_SEVERAL = re.compile(r"[、，,;；／/\n]+")
_POSTCODE = re.compile(r"^〒?\s*\d{3}-\d{4}\s*")
_MUNICIPALITY = re.compile(r"[^\d\s]{1,8}?[市区町村]")


def read_place(text: str, column: Column, table: Table, known: Known) -> Reading:
    """The ids of the places that `text` names; an address is kept whole in the column `address`, where the table has one."""
    if column.maximum == 1 or known.things.find(text, column):
        return _one(text, column, table, known)
    parts = [p.strip() for p in _SEVERAL.split(text) if p.strip()]
    if len(parts) < 2 or not all(known.things.find(p, column) for p in parts):
        return _one(text.replace("\n", " "), column, table, known)
    return Reading(";".join(sorted({known.things.find(p, column)[0].id for p in parts})))


def _one(text: str, column: Column, table: Table, known: Known) -> Reading:
    found = known.things.find(text, column)
    if len(found) == 1:
        return Reading(found[0].id)
    kept = (("address", text),) if table.find_column("address") else ()
    prefecture, rest = prefecture_of(text, known)
    if prefecture:
        if not kept and rest:
            why = Text(f"「{rest}」は地名の一覧にありません。都道府県だけを入れました。", f"{rest} is no place we know.")
            return warning(_narrowest(rest, column, known, prefecture), "place", text, why)
        return Reading(_narrowest(rest, column, known, prefecture), kept if rest else ())
    if kept and _MUNICIPALITY.match(plain(text)):
        why = Text(
            "市区町村の一覧にないため、所在は空欄にし、住所に入れました。",
            "This municipality is not listed: it is kept in the address, and the place is left empty.",
        )
        return warning("", "place", text, why, Text("都道府県から書いてください。", "Begin with the prefecture."), kept)
    if len(found) > 1:
        ids = "、".join(sorted(t.id for t in found))
        why = Text("この名前の場所が複数あります。", "Several places have this name.")
        return error("place", text, why, Text(f"id で書いてください: {ids}", f"Write the id: {ids}"))
    why = Text("この名前の場所は知られていません。", "No place of this name is known.")
    return error("place", text, why, Text("都道府県から書いてください。", "Begin with the prefecture."))


def prefecture_of(address: str, known: Known) -> tuple[str | None, str]:
    """The id of the prefecture with which an address begins, and what follows; None where it begins with none."""
    rest = _POSTCODE.sub("", plain(address))
    for name, identifier in known.prefectures.items():
        if rest.startswith(name):
            return identifier, rest[len(name) :].strip()
    return None, rest


def place_of_address(address: str, column: Column, known: Known) -> str:
    """The id of the narrowest known place with which an address begins, or ""."""
    prefecture, rest = prefecture_of(address, known)
    return _narrowest(rest, column, known, prefecture) if prefecture else ""


def _narrowest(rest: str, column: Column, known: Known, prefecture: str) -> str:
    for end in [m.end() for m in re.finditer(r"[市区町村]", rest[:12])]:
        for thing in known.things.find(rest[:end], column):
            if known.within.get(thing.id) == prefecture:
                return thing.id
    return prefecture
