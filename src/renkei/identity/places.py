"""Prefectures and municipalities as people write them, to the codes that registers use (JIS X 0401, JIS X 0402)."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache

from renkei.resources import folder

_ENGLISH_END = re.compile(r"[\s-](?:prefecture|metropolis|pref\.?|city|town|village|ken|shi|fu|to|ku)$")


_CITIES = (150, 140, 130, 100)  # the last three digits of designated cities


@cache
def _codes(table: str) -> dict[str, str]:
    """Every name in a table of places, folded -> its code; names that several places bear are left out."""
    found: dict[str, set[str]] = {}
    with (folder("data") / "places" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for label in (row["label_ja"], row["label_en"], *row.get("alt_ja", "").split(";")):
                if label:
                    found.setdefault(_folded(label), set()).add(row["jis_code"])
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


@cache
def prefecture_code(text: str | None) -> str | None:
    """The two-digit code of a prefecture written in any usual way, or None.

    >>> prefecture_code("福島"), prefecture_code("Ōsaka Prefecture"), prefecture_code("7"), prefecture_code("JP-07")
    ('07', '27', '07', '07')
    """
    name = _folded(text or "")
    digits = name.removeprefix("jp-")
    if digits.isascii() and digits.isdigit() and 1 <= int(digits) <= 47:
        return f"{int(digits):02}"
    return _codes("prefectures").get(name)


def city_code(text: str | None) -> str | None:
    """The five-digit code of a municipality given as that code, or by a name among those shipped; else None.

    >>> city_code("13101"), city_code("131016"), city_code("仙台市")
    ('13101', '13101', '04100')
    """
    name = _folded(text or "")
    if name.isascii() and name.isdigit() and len(name) in (4, 5, 6):
        return name[:5] if len(name) == 6 else name.zfill(5)  # the sixth is a check digit
    return _codes("municipalities").get(name)


def same_city(one: str, other: str) -> bool:
    """Whether two five-digit codes name one municipality; a ward of a designated city agrees with its city.

    >>> same_city("04100", "04101"), same_city("04101", "04102"), same_city("14100", "14130"), same_city("40130", "40131")
    (True, False, False, True)
    """
    return one == other or _designated(one) == other or _designated(other) == one


def _designated(code: str) -> str | None:
    """The designated city of a ward: wards of XX100, XX130, XX140 and XX150 follow their city's number."""
    number = int(code[2:]) if code[2:].isdigit() else 0
    if not 100 < number < 160 or number in _CITIES or code.startswith("13"):
        return None
    for city in _CITIES:
        if number > city:
            return f"{code[:2]}{city}"
    return None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.strip()).casefold()
    if plain.isascii() or any("a" <= letter <= "z" for letter in plain):
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
        return _ENGLISH_END.sub("", plain).strip()
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
