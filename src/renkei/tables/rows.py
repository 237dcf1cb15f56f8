"""Raw rows made into typed rows: every cell read as its column says, every problem with its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeAlias

from renkei.errors import CellError, Text, did_you_mean
from renkei.schema.tables import BASES, BASIS, ID, SOURCE, VISIBILITY, Basis, Column, Table
from renkei.tables.files import RawRow, RawTable
from renkei.text.dates import DateError, PartialDate, parse_date

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
_SEPARATOR = re.compile(r"\s*[;\n]\s*")
_DECIMAL = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,18})?")
_TRUE, _FALSE = {"true", "1", "yes", "はい"}, {"false", "0", "no", "いいえ"}

Value: TypeAlias = str | int | bool | Decimal | PartialDate


@dataclass(frozen=True)
class Cell:
    """The values of one cell, in its column, with the basis that holds for them."""

    column: Column
    values: tuple[Value, ...]
    basis: Basis
    raw: str


@dataclass(frozen=True)
class Row:
    """One typed row; `id` is None where the key decides, `source` is the passage cell as written."""

    table: Table
    file: str
    number: int
    id: str | None
    cells: dict[str, Cell]
    source: str
    basis: Basis
    private: bool

    def error(self, column: str, value: str, why: Text, suggestion: Text | None = None) -> CellError:
        """A problem with a cell of this row."""
        return CellError(file=self.file, row=self.number, column=column, value=value, why=why, suggestion=suggestion)

    def values(self, column: str) -> tuple[Value, ...]:
        cell = self.cells.get(column)
        return cell.values if cell else ()


def typed_rows(raw: RawTable, errors: list[CellError]) -> Iterator[Row]:
    """The rows of `raw`, typed; what cannot be read is appended to `errors`, and its row is still given."""
    for row in raw.rows:
        yield _typed(raw, row, errors)


def _typed(raw: RawTable, row: RawRow, errors: list[CellError]) -> Row:
    table = raw.table

    def report(column: str, value: str, why: Text, suggestion: Text | None = None) -> None:
        errors.append(CellError(file=raw.file, row=row.number, column=column, value=value, why=why, suggestion=suggestion))

    row_basis = _basis(row.cells.get(BASIS, ""), "stated", BASIS, report)
    cells: dict[str, Cell] = {}
    given: Counter[tuple[str, str | None]] = Counter()
    for column in table.columns:
        text = row.cells.get(column.name, "")
        basis = column.basis or row_basis
        if column.basis_column:
            basis = _basis(row.cells.get(column.basis_column, ""), basis, column.basis_column, report)
        parts = [text] if column.maximum == 1 else _SEPARATOR.split(text)
        if not any(parts):
            continue
        parts = [p for p in parts if p]
        given[column.path, column.language] += len(parts)
        values = [v for p in parts if (v := _value(column, p, report)) is not None]
        if len(set(values)) < len(values):
            report(column.name, text, Text("同じ値が2度あります。", "The same value stands twice."))
        cells[column.name] = Cell(column, tuple(dict.fromkeys(values)), basis, text)
    _check_counts(table, cells, given, report)
    identifier = row.cells.get(ID, "")
    if not table.key and not identifier:
        report(ID, "", Text("id がありません。", "The id is missing."))
    if identifier and not _ID.fullmatch(identifier):
        advice = Text("英数字と - . _ だけを使ってください。", "Use letters, digits, - . and _ only.")
        report(ID, identifier, Text("id に使えない文字があります。", "The id has characters that it may not have."), advice)
    visibility = row.cells.get(VISIBILITY, "")
    if visibility not in ("", "public", "private"):
        near = did_you_mean(visibility.lower(), ("public", "private"))
        report(VISIBILITY, visibility, Text("public か private です。", "It is public or private."), near)
    return Row(
        table,
        raw.file,
        row.number,
        identifier or None,
        cells,
        row.cells.get(SOURCE, ""),
        row_basis,
        visibility == "private",
    )


class _Report(Protocol):
    """The call signature of the function that notes a problem with a cell."""

    def __call__(self, column: str, value: str, why: Text, suggestion: Text | None = None) -> None: ...


def _basis(text: str, default: Basis, column: str, report: _Report) -> Basis:
    if not text:
        return default
    for basis in BASES:
        if text == basis:
            return basis
    why = Text("根拠の種類は " + "、".join(BASES) + " のどれかです。", "A basis is one of " + ", ".join(BASES) + ".")
    report(column, text, why, did_you_mean(text, BASES))
    return default


def _check_counts(table: Table, cells: dict[str, Cell], given: Counter[tuple[str, str | None]], report: _Report) -> None:
    """How many values a property has, whichever columns write it, and groups of which exactly one is to be filled."""
    for column in table.columns:
        number = given[column.path, column.language]
        text = cells[column.name].raw if column.name in cells else ""
        if number < column.minimum == 1:
            report(column.name, text, Text("必要な値がありません。", "A required value is missing."))
        elif number < column.minimum:
            least = column.minimum
            report(column.name, text, Text(f"値が{least}個以上必要です。", f"At least {least} values are needed."))
        elif column.maximum is not None and number > column.maximum and text:
            report(column.name, text, Text(f"値は{column.maximum}個までです。", f"At most {column.maximum} value(s)."))
    for group in table.one_of:
        filled = [name for name in group if name in cells]
        if len(filled) != 1:
            names_ja, names_en = "、".join(group), " or ".join(group)
            report(
                group[0],
                "、".join(cells[n].raw for n in filled),
                Text(f"{names_ja} のうち、ちょうど1つを記入します。", f"Exactly one of {names_en} must be given."),
            )


def _value(column: Column, text: str, report: _Report) -> Value | None:
    match column.kind:
        case "date" | "day":
            return _date(column, text, report)
        case "integer" if re.fullmatch(r"[+-]?\d{1,18}", text):
            return int(text)
        case "integer":
            report(column.name, text, Text("整数ではありません。", "This is not a whole number."))
            return None
        case "decimal" if _DECIMAL.fullmatch(text):
            return Decimal(text)
        case "decimal":
            report(column.name, text, Text("数ではありません。", "This is not a number."))
            return None
        case "boolean":
            if text.lower() in _TRUE | _FALSE:
                return text.lower() in _TRUE
            report(column.name, text, Text("true か false です。", "It is true or false."))
            return None
        case _ if column.pattern and not re.search(column.pattern, text):
            why = Text("この列の形に合いません。", "The value has not the form of this column.")
            report(
                column.name,
                text,
                why,
                Text(f"例: {column.example}", f"Example: {column.example}") if column.example else None,
            )
            return None
        case _:
            return text


def _date(column: Column, text: str, report: _Report) -> PartialDate | None:
    try:
        date = parse_date(text)
    except DateError as error:
        advice = error.suggestion
        hint = Text(f"もしかして: {advice}", f"Did you mean {advice}?") if advice else _DATE_FORMS
        report(column.name, text, error.why, hint)
        return None
    if column.kind == "day" and date.day is None:
        report(column.name, text, Text("年月日が必要です。", "A full date is needed."), _DATE_FORMS)
        return None
    return date


_DATE_FORMS = Text("2013-10-06、2013-10、2013 のように書きます。", "Write it like 2013-10-06, 2013-10 or 2013.")
