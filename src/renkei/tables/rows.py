"""Raw rows made into typed rows: every cell read as its column says, every problem with its place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeAlias

from renkei.errors import CellError, Text, did_you_mean
from renkei.schema.namespaces import RDFS, SKOS
from renkei.schema.tables import BASES, BASIS, ID, SOURCE, VISIBILITY, Basis, Column, Table
from renkei.tables.files import RawRow, RawTable, TableFile
from renkei.tables.spellings import one_spelling
from renkei.text.dates import DateError, PartialDate, parse_date
from renkei.text.folding import fold

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
_SEPARATOR = re.compile(r"\s*[;\n]\s*")
_DECIMAL = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,18})?")
# Cells that are remembered of a column; one in which more stand has a value of its own in most rows.
_MOST_REMEMBERED = 5_000
_AS_WRITTEN = frozenset({"text", "string", "concept", "reference"})
_NAMES = frozenset({RDFS.label.value, SKOS.altLabel.value})
_TRUE, _FALSE = {"true", "1", "yes", "はい"}, {"false", "0", "no", "いいえ"}

Value: TypeAlias = str | int | bool | Decimal | PartialDate


class Cell(NamedTuple):
    """The values of one cell, in its column, with the basis that holds for them."""

    column: Column
    values: tuple[Value, ...]
    basis: Basis
    raw: str


@dataclass(frozen=True, slots=True)
class Row:
    """One typed row; `id` is None where the key decides, `source` is the passage cell as written.

    `made_of` is the first of the columns that the id was made of, None where the row gives its id itself.
    """

    table: Table
    file: str
    number: int
    id: str | None
    cells: dict[str, Cell]
    source: str
    basis: Basis
    private: bool
    made_of: str | None = None

    def error(self, column: str, value: str, why: Text, suggestion: Text | None = None) -> CellError:
        """A problem with a cell of this row."""
        return CellError(file=self.file, row=self.number, column=column, value=value, why=why, suggestion=suggestion)

    def values(self, column: str) -> tuple[Value, ...]:
        cell = self.cells.get(column)
        return cell.values if cell else ()


class _Reading(NamedTuple):
    """How the cells of a column are read: what it needs of the column, and cells that were read without fault before.

    `written` is what the column writes: its property and language.
    """

    column: Column
    name: str
    basis_column: str | None
    basis: Basis | None
    several: bool
    written: tuple[str, str | None]
    known: dict[tuple[str, Basis], Cell]


def typed_rows(raw: RawTable | TableFile, errors: list[CellError]) -> Iterator[Row]:
    """The rows of `raw`, typed; what cannot be read is appended to `errors`, and its row is still given."""
    reader = RowReader(raw.table, raw.file, errors, raw.added)
    return map(reader.read, raw.rows)


class RowReader:
    """Reads the rows of one table of one file; what each column needs is looked up once.

    Of rows that are `added` from outside, the row's basis holds for every cell, and nothing is required.
    """

    def __init__(self, table: Table, file: str, errors: list[CellError], added: bool = False) -> None:
        self._table, self._file, self._errors = table, file, errors
        self._columns = [
            _Reading(c, c.name, c.basis_column, None if added else c.basis, c.maximum != 1, (c.path, c.language), {})
            for c in table.columns
        ]
        self._headed: dict[tuple[str, ...], list[_Reading]] = {}
        self._naming = [c for c in table.columns if c.path in _NAMES]
        self._counted = [c for c in table.columns if (c.minimum and not added) or c.maximum is not None]
        self._added, self._row, self._reported = added, 0, 0

    def read(self, row: RawRow) -> Row:
        """The typed row; what is wrong with it is appended to the errors."""
        self._row, table, raw, report = row.number, self._table, row.cells, self._report
        row_basis = _basis(raw.get(BASIS, ""), "stated", BASIS, report)
        cells: dict[str, Cell] = {}
        given: dict[tuple[str, str | None], int] = {}
        for reading in self._columns_of(raw):
            column, name, basis_column, own_basis, several, written, known = reading
            text = raw.get(name, "")
            basis = own_basis or row_basis
            if basis_column:
                basis = _basis(raw.get(basis_column, ""), basis, basis_column, report)
            if not text:
                continue
            if cell := known.get((text, basis)):  # a value that many rows share is read once
                cells[name] = cell
                given[written] = given.get(written, 0) + len(cell.values)
                continue
            parts = [p for p in _SEPARATOR.split(text) if p] if several and _has_separator(text) else [text]
            if not parts:
                continue
            given[written] = given.get(written, 0) + len(parts)
            before = self._reported
            values = tuple(v for p in parts if (v := _value(column, p, report)) is not None)
            if len(values) > 1:
                different = tuple(dict.fromkeys(values))
                if len(different) < len(values):
                    report(name, text, Text("同じ値が2度あります。", "The same value stands twice."))
                values = different
            cells[name] = cell = Cell(column, values, basis, text)
            if self._reported == before and len(known) < _MOST_REMEMBERED:
                known[text, basis] = cell
        self._check_counts(cells, given, row.wrong)
        identifier = raw.get(ID, "") or _made_id(table, cells)
        if not table.key and not identifier and row.wrong.isdisjoint((ID, *table.identity)):
            report(ID, "", Text("id がありません。", "The id is missing."))
        if identifier and not _ID.fullmatch(identifier):
            advice = Text("英数字と - . _ だけを使ってください。", "Use letters, digits, - . and _ only.")
            report(ID, identifier, Text("id に使えない文字があります。", "The id has characters that it may not have."), advice)
        visibility = raw.get(VISIBILITY, "")
        if visibility not in ("", "public", "private"):
            near = did_you_mean(visibility.lower(), ("public", "private"))
            report(VISIBILITY, visibility, Text("public か private です。", "It is public or private."), near)
        source, private = raw.get(SOURCE, ""), visibility == "private"
        made_of = next((name for name in table.identity if name in cells), None) if not raw.get(ID) else None
        return Row(table, self._file, row.number, identifier or None, cells, source, row_basis, private, made_of)

    def _columns_of(self, raw: dict[str, str]) -> list[_Reading]:
        """The columns that a row may fill, in the order of the table."""
        headings = tuple(raw)
        if headings not in self._headed:
            self._headed[headings] = [c for c in self._columns if c.name in raw or c.basis_column in raw]
        return self._headed[headings]

    def named(self, row: RawRow) -> tuple[str, tuple[str, ...]] | None:
        """The id of the row and the names it gives, which is all that references need; None where it has no id.

        Nothing is reported: `read` says what is wrong.
        """
        raw = row.cells
        identifier = raw.get(ID, "")
        if not identifier:
            if not self._table.identity:
                return None
            quiet = RowReader(self._table, self._file, [])
            identifier = quiet.read(row).id or ""
            if not identifier:
                return None
        names: dict[str, None] = {}
        for column in self._naming:
            if text := raw.get(column.name, ""):
                parts = _SEPARATOR.split(text) if column.maximum != 1 else (text,)
                names |= {p: None for p in parts if p and (not column.pattern or re.search(column.pattern, p))}
        return identifier, tuple(names)

    def _report(self, column: str, value: str, why: Text, suggestion: Text | None = None) -> None:
        found = CellError(file=self._file, row=self._row, column=column, value=value, why=why, suggestion=suggestion)
        self._errors.append(found)
        self._reported += 1

    def _check_counts(self, cells: dict[str, Cell], given: dict[tuple[str, str | None], int], wrong: frozenset[str]) -> None:
        """How many values a property has, whichever columns write it, and groups of which exactly one is to be filled."""
        for column in self._counted:
            number = given.get((column.path, column.language), 0)
            if column.name in wrong:
                continue
            if (column.minimum <= number or self._added) and (column.maximum is None or number <= column.maximum):
                continue
            text = cells[column.name].raw if column.name in cells else ""
            if number < column.minimum == 1:
                self._report(column.name, text, Text("必要な値がありません。", "A required value is missing."))
            elif number < column.minimum:
                least = column.minimum
                self._report(column.name, text, Text(f"値が{least}個以上必要です。", f"At least {least} values are needed."))
            elif text:
                most = column.maximum
                self._report(column.name, text, Text(f"値は{most}個までです。", f"At most {most} value(s)."))
        for group in self._table.one_of:
            filled = [name for name in group if name in cells]
            if len(filled) != 1 and wrong.isdisjoint(group):
                names_ja, names_en = "、".join(group), " or ".join(group)
                why = Text(f"{names_ja} のうち、ちょうど1つを記入します。", f"Exactly one of {names_en} must be given.")
                self._report(group[0], "、".join(cells[n].raw for n in filled), why)


def _has_separator(text: str) -> bool:
    """Whether a separator stands in a cell."""
    return ";" in text or "\n" in text


def _made_id(table: Table, cells: dict[str, Cell]) -> str:
    """The id of a row that gives none: the number that a register gave it, else a digest of its identity columns.

    Two rows that name the same thing thereby describe one thing, and importing a list again changes nothing. "" where the
    table has no identity or the cells that make it are empty.
    """
    filled = {name: cells[name] for name in table.identity if name in cells and cells[name].values}
    for name, cell in filled.items():
        if cell.column.kind == "string":
            return f"{name.replace('_', '-')}-{cell.values[0]}"
    if not any(cell.column.kind == "text" for cell in filled.values()):
        return ""
    said = "\n".join(f"{name}={_identity(cell)}" for name, cell in filled.items())
    return f"x-{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def _identity(cell: Cell) -> str:
    """The values of a cell in their one spelling, sorted."""
    return ";".join(sorted(fold(one_spelling(cell.column, str(v))) for v in cell.values))


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


def _value(column: Column, text: str, report: _Report) -> Value | None:
    if column.pattern is None and column.kind in _AS_WRITTEN:
        return text
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
    if date.qualifier:
        why = Text(
            f"「{date.qualifier}」は日付に入れられません。", f"{date.qualifier} cannot stand in a date, and would be lost."
        )
        hint = Text(f"{date} と書き、残りは備考に書いてください。", f"Write {date}, and the rest in the note.")
        report(column.name, text, why, hint)
        return None
    if column.kind == "day" and date.day is None:
        report(column.name, text, Text("年月日が必要です。", "A full date is needed."), _DATE_FORMS)
        return None
    return date


_DATE_FORMS = Text("2013-10-06、2013-10、2013 のように書きます。", "Write it like 2013-10-06, 2013-10 or 2013.")
