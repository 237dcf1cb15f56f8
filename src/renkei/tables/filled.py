"""Workbooks in the form of the template, read into raw rows as the tables of a data set folder are.

Sheets and headings are found by their names in Japanese, in English or of the table, wherever they stand. Rows marked as
examples, the sheet that explains and sheets named with "_" in front are not read. Formulas are never computed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from renkei.errors import CellError, Text
from renkei.schema.namespaces import RENKEI, SCHEMA
from renkei.schema.tables import VISIBILITY, Column, Schema, Table
from renkei.tables.examples import CLEAR_MARK, NO_EXAMPLE, is_example
from renkei.tables.files import LONGEST_CELL, RawRow, RawTable
from renkei.tables.former_names import names_in, with_former_names
from renkei.tables.forms import (
    MARK,
    Field,
    fields_of,
    find_field,
    find_table,
    is_mark,
    is_passed_over,
    near_heading,
    near_table,
    visibility_in,
)
from renkei.tables.problems import place_of
from renkei.tables.sheets import Cell, Finding, Row, Sheet, Workbook, WorkbookError, column_letters
from renkei.tables.workbooks import read_workbook
from renkei.text.dates import DateError, PartialDate, parse_date
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

SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".ods", ".ots")

_SEPARATOR = re.compile(r"\s*[;；\n]\s*")
_COMMA = re.compile(r"\s*[;；、\n]\s*")
_NORMAL: dict[str, Callable[[str], str]] = {
    RENKEI.corporateNumber.value: parse_corporate_number,
    RENKEI.ror.value: parse_ror,
    RENKEI.isni.value: parse_isni,
    SCHEMA.url.value: parse_url,
    SCHEMA.postalCode.value: parse_postcode,
    SCHEMA.telephone.value: parse_phone,
    SCHEMA.email.value: parse_mail,
}
NOTE = "note"


@dataclass(frozen=True)
class FilledSheet:
    """A sheet with rows of a table; `columns` are the fields by the number of their column, `headings` as they are written."""

    file: str
    name: str
    table: Table
    columns: dict[int, Field]
    headings: dict[int, str]
    rows: tuple[RawRow, ...] = field(default=(), compare=False)

    @property
    def place(self) -> str:
        """The file and sheet as one word, which stands for the file of the rows."""
        return f"{self.file}#{self.name}"

    def raw(self) -> RawTable:
        return RawTable(self.place, self.table, self.rows)

    def error(self, row: int, column: int | None, value: str, why: Text, suggestion: Text | None = None) -> CellError:
        """A problem with a cell, named by its heading and its address."""
        heading = address = None
        if column is not None:
            written, address = self.headings.get(column, ""), f"{column_letters(column)}{row}"
            heading = f"{written} ({address})" if written else address
        return CellError(
            file=self.file,
            sheet=self.name,
            row=row,
            column=heading,
            value=value,
            why=why,
            suggestion=suggestion,
            address=address,
        )

    def located(self, error: CellError) -> CellError:
        """An error of the row checks, which knows the name of the column only, as one of this sheet."""
        number = next((n for n, f in self.columns.items() if f.name == error.column), None)
        if number is None or error.row is None:
            missing = next((f for f in fields_of(self.table) if f.name == error.column), None)
            heading = missing.heading.ja if missing else error.column
            return CellError(
                file=self.file,
                sheet=self.name,
                row=error.row,
                column=heading,
                value=error.value,
                why=error.why,
                suggestion=error.suggestion,
            )
        return self.error(error.row, number, error.value, error.why, error.suggestion)


def is_workbook(path: Path) -> bool:
    """Whether `path` is a file with the name of a workbook."""
    return path.suffix.lower() in SUFFIXES and path.is_file()


def read_filled(
    path: Path, schema: Schema, errors: list[CellError], warnings: list[CellError] | None = None
) -> list[FilledSheet]:
    """The sheets of a workbook that hold tables, with their rows; problems are appended to `errors`.

    What is taken although its owner should look at it is appended to `warnings`.

    A sheet that is no table, a heading that is no column and a formula are errors. A reference by the name that a thing had
    when the workbook was exported, and has no more, is read as its id.
    """
    try:
        book = read_workbook(path)
        told = [] if warnings is None else warnings
        told += [_of_file(book.file, f) for f in book.findings if f.severity == "warning"]
        found = [sheet for s in book.sheets if (sheet := _sheet(book, s, schema, errors, told))]
        if not found and not errors:
            why = Text("どのシートも表ではありません。", "None of the sheets is a table.")
            errors.append(CellError(file=book.file, row=None, column=None, value="", why=why, suggestion=_OWN_LIST))
        return with_former_names(found, names_in(book))
    except WorkbookError as error:
        row, column = place_of(error.place)
        address = error.place if column else None
        errors.append(_cell_error(error.file, error.sheet, row, address, "", error.why, error.advice))
        return []


def _of_file(file: str, finding: Finding) -> CellError:
    """What was found of the file or of a whole sheet."""
    return _cell_error(file, finding.sheet, None, finding.place, finding.value, finding.why, finding.advice)


def _cell_error(
    file: str, sheet: str | None, row: int | None, column: str | None, value: str, why: Text, suggestion: Text | None
) -> CellError:
    return CellError(file=file, sheet=sheet, row=row, column=column, value=value, why=why, suggestion=suggestion)


def _sheet(
    book: Workbook, sheet: Sheet, schema: Schema, errors: list[CellError], warnings: list[CellError]
) -> FilledSheet | None:
    if is_passed_over(sheet.name):
        return None
    rows = iter(sheet.rows)
    head = next(rows, None)
    if head is None:
        return None  # Excel's own empty Sheet1
    table = find_table(schema, sheet.name)
    if table is None:
        why = Text("この名前の表はありません。", "There is no table of this name.")
        advice = near_table(schema, sheet.name) or _OWN_LIST
        errors.append(CellError(file=book.file, sheet=sheet.name, row=None, column=None, value="", why=why, suggestion=advice))
        return None
    filled = _heading(book.file, sheet, table, head, errors)
    taken: list[RawRow] = []
    mark = next((n for n, f in filled.columns.items() if f.name == MARK), None)
    for row in rows:
        errors += [_finding(filled, row, f) for f in row.findings if f.severity == "error"]
        warnings += [_finding(filled, row, f) for f in row.findings if f.severity == "warning"]
        if mark is not None and row.find(mark):
            errors += _no_example(filled, row, mark)
            continue
        refused = {f.place for f in row.findings if f.severity == "error"}
        cells: dict[str, str] = {}
        wrong: set[str] = set()
        for cell in row.cells:
            if cell.text.strip():
                said = {} if cell.address in refused else _cell(filled, cell, errors)
                for name, value in said.items():
                    cells[name] = f"{cells[name]}\n{value}" if name == NOTE and name in cells else value
                if not said and (known := filled.columns.get(cell.column)):
                    wrong.add(known.name)
        if cells or wrong:
            taken.append(RawRow(row.number, cells, frozenset(wrong)))
    return FilledSheet(filled.file, filled.name, filled.table, filled.columns, filled.headings, tuple(taken))


def _heading(file: str, sheet: Sheet, table: Table, head: Row, errors: list[CellError]) -> FilledSheet:
    """The sheet without rows: which column holds what."""
    columns: dict[int, Field] = {}
    headings: dict[int, str] = {}
    filled = FilledSheet(file, sheet.name, table, columns, headings)
    for cell in head.cells:
        written = cell.text.strip()
        if not written:
            continue
        known = Field(MARK, *_NOTHING) if is_mark(written) else find_field(table, written)
        if known is None:
            why = Text(f"表 {table.heading.ja} にこの列はありません。", f"The table {table.name} has no such column.")
            advice = near_heading(table, written) or _OWN_COLUMN
            errors.append(filled.error(head.number, cell.column, written, why, advice))
        elif known.name in {f.name for f in columns.values()}:
            why = Text("列が重複しています。", "The column stands twice.")
            errors.append(filled.error(head.number, cell.column, written, why))
        else:
            columns[cell.column] = known
        headings[cell.column] = written.rstrip("*＊ ")
    given = {f.name for f in columns.values()}
    for known in fields_of(table):
        if known.required and known.name not in given:
            why = Text("必要な列がありません。", "A required column is missing.")
            error = CellError(file=file, sheet=sheet.name, row=head.number, column=known.heading.ja, value="", why=why)
            errors.append(error)
    return filled


def _cell(filled: FilledSheet, cell: Cell, errors: list[CellError]) -> dict[str, str]:
    """The value of a cell by the name of its column, in the form that the row checks take; {} for one that is wrong."""
    text = UNSEEN.sub("", cell.text).strip()

    def wrong(why: Text, suggestion: Text | None = None) -> dict[str, str]:
        shown = text if len(text) <= 60 else text[:40] + "…"
        errors.append(filled.error(cell.row, cell.column, shown, why, suggestion))
        return {}

    known = filled.columns.get(cell.column)
    if known is None:
        if cell.column in filled.headings or cell.merged_from:
            return {}
        return wrong(Text("見出しのない列に値があります。", "There is a value in a column without a heading."), _OWN_COLUMN)
    if cell.is_formula:
        return wrong(Text("数式は計算しません。", "Formulas are not computed."), _PASTE_VALUES)
    if len(text) > LONGEST_CELL:
        return wrong(Text(f"値が長すぎます（{len(text)}字）。", f"The value is too long ({len(text)} characters)."))
    if known.name == VISIBILITY:
        return {known.name: visibility_in(text)}
    if known.column is None:
        return {known.name: text}
    if known.column.kind == "date" and filled.table.find_column(NOTE) and (date := _qualified(text)):
        return {known.name: str(date), NOTE: f"{known.column.heading.ja}: {text}"}
    try:
        return {known.name: _normal(known.column, text)}
    except IdentifierError as error:
        hint = error.suggestion
        return wrong(error.why, Text(f"もしかして: {hint}", f"Did you mean {hint}?") if hint else _example(known.column))


def _qualified(text: str) -> PartialDate | None:
    """The date with words beside it that no date can hold (頃, 末, 予定), if the text is one; they are kept in the note."""
    try:
        found = parse_date(text)
    except DateError:
        return None
    return found if found.qualifier else None


def _normal(column: Column, text: str) -> str:
    """The values of a cell, joined with ";"; identifiers in their normal form. Raises IdentifierError."""
    splits = _COMMA if column.kind == "concept" or column.classes == (SCHEMA.Place.value,) else _SEPARATOR
    parts = [text] if column.maximum == 1 else [p for p in splits.split(text) if p]
    parse = _NORMAL.get(column.path)
    return ";".join(parse(p) for p in parts) if parse else ";".join(parts)


def _example(column: Column) -> Text | None:
    return Text(f"例: {column.example}", f"Example: {column.example}") if column.example else None


def _finding(filled: FilledSheet, row: Row, finding: Finding) -> CellError:
    cell = next((c for c in row.cells if c.address == finding.place), None)
    return filled.error(row.number, cell.column if cell else None, finding.value, finding.why, finding.advice)


def _no_example(filled: FilledSheet, row: Row, mark: int) -> list[CellError]:
    """A row that is marked as an example but says something else: its owner wrote over the example."""
    texts = {known.name: cell.text for cell in row.cells if (known := filled.columns.get(cell.column))}
    if is_example(filled.table, texts):
        return []
    marked = next((c.text for c in row.cells if c.column == mark), "")
    return [filled.error(row.number, mark, marked, NO_EXAMPLE, CLEAR_MARK)]


_NOTHING = (Text("", ""), Text("", ""))
_OWN_LIST = Text(
    "renkei template の様式に写すか、手元の一覧のまま renkei import で読み込んでください。"
    "読まないシートは名前の先頭に _ を付けます。",
    "Use the form of renkei template, or read a list of your own with renkei import. "
    "The name of a sheet that is not to be read begins with _.",
)
_OWN_COLUMN = Text(
    "様式にない列は、別のシート（名前の先頭に _）に移してください。",
    "Move a column that the form has not to a sheet whose name begins with _.",
)
_PASTE_VALUES = Text("値として貼り付けてください。", "Paste the value in its place.")
