"""Cells of a list read as their column says, and written in the canonical form of a data set.

What is read once is not read again: lists repeat their prefectures, fields and dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from renkei.errors import Text
from renkei.importers.known import Known
from renkei.importers.places import read_place
from renkei.importers.reading import FAULTLESS, Fault, Reading, alike, error, warning
from renkei.importers.when import read_date, read_span
from renkei.schema.tables import VISIBILITY, Column, Schema, Table
from renkei.tables.forms import visibility_in
from renkei.tables.sheets import Cell, Value, value_text
from renkei.text.identifiers import (
    IdentifierError,
    parse_corporate_number,
    parse_isni,
    parse_mail,
    parse_phone,
    parse_postcode,
    parse_ror,
    parse_url,
)
from renkei.text.numerals import UNSEEN
from renkei.text.quantities import QuantityError, parse_quantity

_SPACES = re.compile(r"[ \t\r\n\u3000\xa0]+")
_SEVERAL = re.compile(r"[、;；／\r\n]+")
_SEVERAL_WORDS = re.compile(r"[、，,;；／/\r\n]+")
_EMPTY = re.compile(r"[-–—―ー－~〃]{1,3}|なし|無し|不明|未定|n/?a|該当なし|特になし", re.IGNORECASE)
_DITTO = {"〃", "々", "同上", "″", '"'}
_TRUE = {"true", "1", "yes", "はい", "○", "◯", "〇", "有", "あり", "✓", "レ"}
_FALSE = {"false", "0", "no", "いいえ", "×", "無", "なし"}

_IDENTIFIERS: dict[str, Callable[[str], str]] = {
    "corporate_number": parse_corporate_number,
    "ror": parse_ror,
    "isni": parse_isni,
    "url": parse_url,
    "postcode": parse_postcode,
    "phone": parse_phone,
    "mail": parse_mail,
}
# An address that is in its normal form already, as most are: reading it once more takes forty times as long.
_PLAIN_URL = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?\.){1,4}[a-z]{2,20}/[A-Za-z0-9/_.~-]{0,500}")
_SEVERAL_URLS = re.compile(r"[、;；\s]+(?=https?:|www\.)|[\r\n]+")


class Context(NamedTuple):
    """What reading a column needs to know beside the column."""

    schema: Schema
    known: Known


@dataclass
class ColumnReader:
    """Reads the cells of one column; `end` is the column of a span's end, `split` the user's own signs between values.

    `seen` keeps what was read, by the text of a cell, or by the kind and value of another.
    """

    context: Context
    table: Table
    column: Column
    end: Column | None = None
    split: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    seen: dict[Value | tuple[type, Value], Reading] = field(default_factory=dict)

    def read(self, cell: Cell) -> Reading:
        """What `cell` says."""
        value = cell.value
        key = value if type(value) is str else (type(value), value)
        found = self.seen.get(key)
        if found is None or cell.is_formula:
            found = self._read(cell)
            if not cell.is_formula:
                self.seen[key] = found
        return found

    def _read(self, cell: Cell) -> Reading:
        text = clean(value_text(cell.value))
        if cell.is_formula:
            return self._formula(cell, text)
        if text in self.values:
            text = self.values[text]
        if text in _DITTO:
            why = Text("上の行と同じという印です。", 'This mark stands for "as above".')
            advice = Text(
                "値を書くか、headings.toml で blank_as_above = true にしてください。",
                "Write the value, or set blank_as_above = true in headings.toml.",
            )
            return error("ditto", text, why, advice)
        if not text or (self.column.kind not in ("text", "string") and _EMPTY.fullmatch(text)):
            return FAULTLESS
        return self._of_kind(text, cell.value)

    def _formula(self, cell: Cell, text: str) -> Reading:
        shown = clean(value_text(cell.cached)) if cell.cached is not None else ""
        why = Text("数式です。計算はしません。", "This is a formula, and is not computed.")
        advice = Text(
            f"値として貼り付けてください（例: {shown}）。" if shown else "値として貼り付けてください。",
            f"Paste it as a value (such as {shown})." if shown else "Paste it as a value.",
        )
        if self.column.kind == "text":
            return Reading(text, (), (Fault("formula", "warning", text, why, advice),))
        return error("formula", text, why, advice)

    def _of_kind(self, text: str, value: Value) -> Reading:
        column = self.column
        if self.end is not None:
            return read_span(text, value, column, self.end.name, self.table)
        if column.name == VISIBILITY:
            return self._visibility(text)
        if column.name in _IDENTIFIERS:
            return self._several(text, _SEVERAL_URLS if column.name == "url" else _SEVERAL, self._identifier)
        match column.kind:
            case "date" | "day":
                return read_date(text, value, column, self.table)
            case "integer" | "decimal":
                return self._number(text)
            case "boolean":
                if text.lower() in _TRUE | _FALSE:
                    return Reading("true" if text.lower() in _TRUE else "false")
                return error("boolean", text, Text("はい・いいえではありません。", "This is neither yes nor no."))
            case "concept":
                return self._concept(text)
            case "reference" if any(self.context.schema.is_a(c, _PLACE) for c in column.classes):
                return read_place(text, self.column, self.table, self.context.known)
            case _:
                return self._several(text, _SEVERAL, self._text)

    def _visibility(self, text: str) -> Reading:
        said = visibility_in(text)
        if said in ("public", "private"):
            return Reading(said)
        why = Text("公開範囲は「公開」か「非公開」です。", "The visibility is public or private.")
        return error("visibility", text, why)

    def _several(self, text: str, separator: re.Pattern[str], read: Callable[[str], Reading]) -> Reading:
        """Each of the values of a cell that may hold several, sorted; the one value of another."""
        if self.column.maximum == 1:
            return read(text)
        pattern = re.compile(f"[{re.escape(self.split)}]+") if self.split else separator
        parts = [p for p in (p.strip() for p in pattern.split(text)) if p]
        if len(parts) == 1:
            return read(parts[0])
        read_parts = [read(part) for part in dict.fromkeys(parts)]
        return Reading(
            ";".join(sorted({r.text for r in read_parts if r.text})),
            tuple(extra for r in read_parts for extra in r.extra),
            tuple(fault for r in read_parts for fault in r.faults),
        )

    def _text(self, text: str) -> Reading:
        column = self.column
        if ";" in text and column.maximum != 1:
            text = text.replace(";", "；")
        if column.pattern and not re.search(column.pattern, text):
            advice = Text(f"例: {column.example}", f"Example: {column.example}") if column.example else None
            why = Text("この列の形に合いません。", "The value has not the form of this column.")
            return error("form", text, why, advice)
        return Reading(text)

    def _identifier(self, text: str) -> Reading:
        if self.column.name == "url" and _PLAIN_URL.fullmatch(text):
            return Reading(text)
        try:
            return Reading(_IDENTIFIERS[self.column.name](text))
        except IdentifierError as fault:
            return error("identifier", text, fault.why, alike(fault.suggestion))

    def _number(self, text: str) -> Reading:
        try:
            found = parse_quantity(text)
        except QuantityError as fault:
            return error("quantity", text, fault.why, alike(fault.suggestion))
        if self.column.kind == "integer" and found.value != found.value.to_integral_value():
            return error("quantity", text, Text("整数ではありません。", "This is not a whole number."))
        extra: list[tuple[str, str]] = []
        lost: list[str] = []
        for name, said in (("qualifier", found.qualifier), ("unit", found.unit)):
            if said and self.table.find_column(name):
                extra.append((name, said))
            elif said and name == "qualifier":
                lost.append(said)
        if found.upper is not None:
            lost.append(f"～{found.upper:f}")
        lost += [str(said) for said in (found.per, found.note) if said]
        if not lost:
            return Reading(f"{found.value:f}", tuple(extra))
        why = Text(
            f"数だけを取り、「{'、'.join(lost)}」は入れていません。", f"Only the number is taken, without {', '.join(lost)}."
        )
        return warning(f"{found.value:f}", "quantity", text, why, None, extra)

    def _concept(self, text: str) -> Reading:
        if found := self.context.known.concept(self.column.scheme or "", text):
            return Reading(found)
        if self.column.maximum != 1 and len(_SEVERAL_WORDS.split(text)) > 1:
            return self._several(text, _SEVERAL_WORDS, self._one_concept)
        return self._one_concept(text)

    def _one_concept(self, text: str) -> Reading:
        scheme = self.column.scheme or ""
        if found := self.context.known.concept(scheme, self.values.get(text, text)):
            return Reading(found)
        from rapidfuzz import fuzz, process

        labels = self.context.known.labels[scheme]
        near = process.extract(text, labels, scorer=fuzz.partial_ratio, limit=3, score_cutoff=60)
        shown = [label for label, _, _ in near] or sorted(labels.values())[:8]
        advice = Text(
            f"たとえば: {'、'.join(shown)}。読み替えは headings.toml の values に書けます。",
            f"For example {', '.join(shown)}. Other words for it go into values of headings.toml.",
        )
        name = scheme.rsplit("/", 1)[-1]
        why = Text(f"語彙 {name} にこの語はありません。", f"The vocabulary {name} has no such concept.")
        return error("vocabulary", text, why, advice)


_PLACE = "https://schema.org/Place"


def clean(text: str) -> str:
    """A value in one line, without spaces about it and without characters that no reader sees; line ends stay apart."""
    if UNSEEN.search(text):
        text = UNSEEN.sub("", text)
    text = text.strip(" \t\r\n\u3000\xa0")
    if not _SPACES.search(text):
        return text
    return "\n".join(p for p in (_SPACES.sub(" ", line).strip() for line in re.split(r"[\r\n]+", text)) if p)
