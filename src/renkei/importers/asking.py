"""What an organisation of a list is asked of a register, and what the register answers: the entry it is, or those it may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from renkei.errors import Text
from renkei.identity.comparison import Decision, Organisation, compare
from renkei.identity.decisions import PairDecision
from renkei.identity.lookup import Candidate, Entry, Register, as_organisation
from renkei.identity.places import prefecture_code

# The column with the number that a register gives.
NUMBER = {"houjin": "corporate_number", "ror": "ror"}

BY_A_PERSON = Text("人が同じと判断", "a person decided that they are the same")

_ADDRESS = re.compile(r"(?:〒?\s*\d{3}-?\d{4}\s*)?(?:北海道|東京都|京都府|大阪府|[^\s\d]{2,3}県)?\s*")
_ENDS = re.compile(r"[市区町村]")


@dataclass(frozen=True)
class Answer:
    """The entry that an organisation is, with the reasons, or the candidates that it may be, likeliest first.

    `against` is the entry that bears the number which the list gives and which is another organisation by its name.
    """

    entry: Entry | None = None
    reasons: tuple[Text, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    against: Entry | None = None


NOTHING = Answer()

# Decisions about one organisation, by the key of the entry.
Decided: TypeAlias = dict[str, PairDecision]


def key_of(register: str, entry: str) -> str:
    """The id under which decisions name an entry of a register: houjin-7000012050002.

    >>> key_of("ror", "057zh3y96")
    'ror-057zh3y96'
    """
    return f"{register}-{entry}"


def ask(register: Register, cells: Mapping[str, str], told: Decided) -> Answer:
    """Ask the register for the organisation with these cells; what a person decided of its entries goes before all else."""
    name = register.manifest.register
    if (same := next((key for key, d in told.items() if d.same), None)) and (entry := register.entry(same)):
        reason = told[same].reason
        return Answer(entry, (Text(reason, reason) if reason else BY_A_PERSON,))
    printed = cells.get("label_ja") or cells.get("label_en") or ""
    if not printed:
        return NOTHING
    number, prefecture = cells.get(NUMBER[name]), prefecture_in(cells)
    town = _town(register, cells, prefecture)
    url = cells.get("url", "").partition(";")[0]
    if number and (entry := register.entry(number)):
        if number not in told and not _bears(entry, cells, printed):
            found = register.find(printed, prefecture, town, reading=cells.get("reading"), url=url)
            others = tuple(c for c in found if c.decision is Decision.CERTAIN and c.entry.key != number)
            return Answer(candidates=others, against=entry)
        return NOTHING if number in told else Answer(entry, (Text("番号が同じ", "same number"),))
    found = register.find(printed, prefecture, town, reading=cells.get("reading"), url=url)
    possible = [c for c in found if c.entry.key not in told and c.decision is not Decision.DIFFERENT]
    certain = [c for c in possible if c.decision is Decision.CERTAIN]
    if len(certain) == 1 and not number:
        return Answer(certain[0].entry, certain[0].reasons)
    return Answer(candidates=tuple(certain if number else possible))


def decided_of(register: str, decisions: Iterable[PairDecision]) -> dict[str, Decided]:
    """What was decided about entries of the register: id of the organisation -> key of the entry -> decision."""
    prefix = key_of(register, "")
    found: dict[str, Decided] = {}
    for d in decisions:
        for mine, other in ((d.one, d.other), (d.other, d.one)):
            if other.startswith(prefix):
                found.setdefault(mine, {})[other.removeprefix(prefix)] = d
    return found


def _bears(entry: Entry, cells: Mapping[str, str], printed: str) -> bool:
    """Whether the entry's name may be that of the list, whatever the number."""
    others = tuple(p for c in ("label_en", "alt_ja", "alt_en") for p in cells.get(c, "").split(";") if p)
    mine = Organisation(printed, reading=cells.get("reading", ""), others=others)
    return compare(mine, as_organisation(entry, False)).decision is not Decision.DIFFERENT


def prefecture_in(cells: Mapping[str, str]) -> str | None:
    """The code of the one prefecture that the cells give as the place, or None."""
    codes = {prefecture_code(p) or _city(p)[:2] for p in cells.get("place", "").split(";") if p}
    return next(iter(codes)) or None if len(codes) == 1 else None


def _city(place: str) -> str:
    return place.removeprefix("city-") if place.startswith("city-") else ""


def _town(register: Register, cells: Mapping[str, str], prefecture: str | None) -> str | None:
    """The code of the municipality: of the place, or the longest name in the address that the register knows."""
    if code := next((c for p in cells.get("place", "").split(";") if (c := _city(p))), None):
        return code
    return next((code for name in _municipalities(cells.get("address", "")) if (code := register.town(name, prefecture))), None)


def _municipalities(address: str) -> Iterator[str]:
    """What may be the name of a municipality at the beginning of an address, longest first."""
    rest = _ADDRESS.sub("", address, count=1)[:14]
    yield from (rest[: m.end()] for m in reversed(list(_ENDS.finditer(rest))))
