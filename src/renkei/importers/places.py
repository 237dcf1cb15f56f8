"""Places as lists name them: a prefecture, a municipality, or an address that begins with them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from renkei.errors import Text
from renkei.importers.known import Known
from renkei.importers.reading import Reading, error, warning
from renkei.schema.tables import Column, Table
from renkei.tables.references import Thing
from renkei.text.numerals import plain

_SEVERAL = re.compile(r"[、，,;；／/\n]+")
_POSTCODE = re.compile(r"^〒?\s*\d{3}-\d{4}\s*")
_COUNTY = re.compile(r"^[^\d\s市区町村]{1,5}郡")
_MUNICIPALITY = re.compile(r"[^\d\s]{1,8}?[市区町村]")


# The kind of the problem with a name that several places bear; the prefecture of its row may decide.
AMBIGUOUS = "ambiguous-place"


def read_place(text: str, column: Column, table: Table, known: Known) -> Reading:
    """The ids of the places that `text` names; an address is kept whole in the column `address`, where the table has one."""
    if column.maximum == 1 or known.things.find(text, column):
        return _one(text, column, table, known)
    parts = [p.strip() for p in _SEVERAL.split(text) if p.strip()]
    if len(parts) < 2 or not all(len(known.things.find(p, column)) == 1 for p in parts):
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
    begun, named = ("", found) if found else _municipalities(text, column, known)
    if len(named) == 1:
        return _begun_with(named[0].id, text, begun, kept)
    if named:
        ids = [f"{known.full_name(t)}（{t.id}）" for t in named]
        why = Text("この名前の場所が複数あります。", "Several places have this name.")
        advice = Text(
            f"都道府県から書くか、都道府県の列を加えてください: {'、'.join(ids)}",
            f"Begin with the prefecture, or add a column for it: {', '.join(ids)}",
        )
        return error(AMBIGUOUS, text, why, advice)._replace(extra=() if found else kept)
    if kept and _MUNICIPALITY.match(plain(text)):
        why = Text(
            "市区町村の一覧にないため、所在は空欄にし、住所に入れました。",
            "This municipality is not listed: it is kept in the address, and the place is left empty.",
        )
        return warning("", "place", text, why, Text("都道府県から書いてください。", "Begin with the prefecture."), kept)
    why = Text("この名前の場所は知られていません。", "No place of this name is known.")
    return error("place", text, why, Text("都道府県から書いてください。", "Begin with the prefecture."))


def _begun_with(place: str, text: str, rest: str, kept: tuple[tuple[str, str], ...]) -> Reading:
    """A place, and the address that begins with it, of which `rest` follows; what no column takes is told."""
    if not rest or kept:
        return Reading(place, kept)
    why = Text(
        f"「{rest}」は地名の一覧にありません。そこまでの場所を入れました。", f"{rest} is no place we know: it is left out."
    )
    return warning(place, "place", text, why)


def place_in_row(text: str, others: Iterable[str], column: Column, known: Known) -> str | None:
    """The place that an ambiguous name means where the `others` of its row name one prefecture; None where they do not."""
    named: set[str] = set()
    for other in others:
        prefecture, _ = prefecture_of(other, known)
        told = {t.id for t in known.things.find(other, column)} & set(known.prefectures.values())
        named |= {prefecture} if prefecture else told
    prefecture = named.pop() if len(named) == 1 else None
    found = _narrowest(_POSTCODE.sub("", plain(text)), column, known, prefecture) if prefecture else None
    return found if found != prefecture else None


def place_within(text: str, prefecture: str, column: Column, known: Known) -> str | None:
    """The id of the one place of that name in a prefecture, None where there is none."""
    found = [t.id for t in known.things.find(text, column) if prefecture in known.around(t.id)]
    return found[0] if len(found) == 1 else None


def prefecture_of(address: str, known: Known) -> tuple[str | None, str]:
    """The id of the prefecture with which an address begins, and what follows; None where it begins with none."""
    rest = _POSTCODE.sub("", plain(address))
    for name, identifier in known.prefectures.items():
        if rest.startswith(name):
            return identifier, rest[len(name) :].strip()
    return None, rest


def _municipalities(text: str, column: Column, known: Known) -> tuple[str, list[Thing]]:
    """The municipalities with the longest name with which an address without a prefecture begins, after what follows it."""
    rest = _POSTCODE.sub("", plain(text))
    for begun in dict.fromkeys((rest, _COUNTY.sub("", rest))):
        for end in [m.end() for m in re.finditer(r"[市区町村]", begun[:14])][::-1]:
            found = known.things.find(begun[:end], column)
            if found:
                return begun[end:].strip(), found
    return "", []


def place_of_address(address: str, column: Column, known: Known) -> str:
    """The id of the one narrowest place with which an address begins, or ""."""
    prefecture, rest = prefecture_of(address, known)
    if prefecture:
        return _narrowest(rest, column, known, prefecture)
    _, named = _municipalities(rest, column, known)
    return named[0].id if len(named) == 1 else ""


def _narrowest(rest: str, column: Column, known: Known, prefecture: str) -> str:
    """The longest name of a municipality of the prefecture with which `rest` begins, with or without its county (郡)."""
    for begun in dict.fromkeys((rest, _COUNTY.sub("", rest))):
        for end in [m.end() for m in re.finditer(r"[市区町村]", begun[:14])][::-1]:
            if found := place_within(begun[:end], prefecture, column, known):
                return found
    return prefecture
