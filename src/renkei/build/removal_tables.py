"""The tables of a data set, a CSV file or a sheet of a workbook each, and how they are written without what goes."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from renkei.build.datasets import Dataset, table_file
from renkei.build.traces import Trace, csv_bytes
from renkei.errors import CellError, TableErrors, Text, UsageError
from renkei.schema.tables import ID, Schema, Table
from renkei.tables.files import read_csv
from renkei.tables.filled import FilledSheet, is_workbook, read_filled
from renkei.tables.forms import NAMES
from renkei.tables.rows import Row, typed_rows
from renkei.tables.sheets import column_letters

# Parts of a workbook that are lost when it is written anew.
_KEPT_BY_EXCEL_ALONE = (
    "xl/charts/",
    "xl/media/",
    "xl/pivot",
    "xl/embeddings/",
    "xl/slicer",
    "xl/externalLinks/",
    "xl/ctrlProps/",
)
_REWRITTEN = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Place:
    """A cell, a row (no column) or a whole file (no row), in a file of a data set."""

    file: str
    row: int | None = None
    column: str | None = None

    def say(self, language: str) -> str:
        """The place in words."""
        if self.row is None:
            return self.file
        row = f"{self.file} {self.row}行目" if language == "ja" else f"{self.file} row {self.row}"
        return row + (f" {self.column}" if self.column else "")


@dataclass
class TableRows:
    """A table of a data set: its rows, and what becomes of them. `sheet` is where it stands in a workbook."""

    path: Path
    name: str
    table: Table
    rows: list[Row]
    gone: set[int]
    cells: dict[tuple[int, str], str]
    sheet: FilledSheet | None = None

    @property
    def changed(self) -> bool:
        return bool(self.gone or self.cells)

    def left(self) -> Iterator[Row]:
        return (row for row in self.rows if row.number not in self.gone)

    def text(self, row: Row, column: str) -> str:
        """The cell as it will stand."""
        return self.cells.get((row.number, column), row.cells[column].raw if column in row.cells else "")


def tables_in(dataset: Dataset, schema: Schema) -> Iterator[TableRows]:
    """The tables of a data set. Raises TableErrors for one that cannot be read."""
    if is_workbook(dataset.path):
        errors: list[CellError] = []
        for sheet in read_filled(dataset.path, schema, errors):
            yield TableRows(dataset.path, sheet.place, sheet.table, list(typed_rows(sheet.raw(), [])), set(), {}, sheet)
        if errors:
            raise TableErrors(errors)
        return
    for path in dataset.files():
        found = table_file(dataset, path, schema)
        raw = read_csv(path, found.table, found.file, found.added)
        yield TableRows(path, found.file, found.table, list(typed_rows(raw, [])), set(), {})


def rewritten(tables: Iterable[TableRows], trace: Trace) -> tuple[dict[Path, bytes], list[Place]]:
    """The files that change, with their new bytes; and the cells of other sheets of workbooks in which a trace stays.

    Raises UsageError for a workbook that cannot be written anew without losing something, naming what to clear in it.
    """
    contents: dict[Path, bytes] = {}
    left: list[Place] = []
    books: dict[Path, list[TableRows]] = {}
    for table in tables:
        if table.sheet:
            books.setdefault(table.path, []).append(table)
        elif table.changed:
            contents[table.path] = _csv_without(table)
    for path, sheets in books.items():
        if any(sheet.changed for sheet in sheets):
            contents[path], more = _workbook_without(path, sheets, trace)
            left += more
    return contents, left


def _csv_without(table: TableRows) -> bytes:
    """The table without what goes, its other rows as they stand."""
    data = table.path.read_bytes()
    records = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    headings = [heading.strip() for heading in records[0]]
    if ID not in headings and any(column == ID for _, column in table.cells):
        records = [[text, *record] for text, record in zip([ID, *[""] * len(records)], records, strict=False)]
        headings.insert(0, ID)
    for (number, column), text in table.cells.items():
        records[number - 1][headings.index(column)] = text
    return csv_bytes(data, [record for number, record in enumerate(records, 1) if number not in table.gone])


def _workbook_without(path: Path, sheets: list[TableRows], trace: Trace) -> tuple[bytes, list[Place]]:
    """The workbook with the rows emptied that go, everything else where it was and as it looked."""
    import openpyxl

    _check_rewritable(path, sheets)
    book = openpyxl.load_workbook(path, keep_vba=path.suffix.lower() == ".xlsm", rich_text=True)
    for table in sheets:
        assert table.sheet is not None
        _empty(book[table.sheet.name], table, table.sheet)
    left = [place for sheet in book.worksheets for place in _mentions(path, sheet, trace)] if trace.names else []
    read = {table.name for table in sheets}
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), [place for place in left if place.file not in read]


def _empty(worksheet: Any, table: TableRows, sheet: FilledSheet) -> None:
    numbers = {known.name: number for number, known in sheet.columns.items()}
    for number in table.gone:
        for cell in worksheet[number]:
            cell.value, cell.comment, cell.hyperlink = None, None, None
    if ID not in numbers and any(column == ID for _, column in table.cells):
        numbers[ID] = worksheet.max_column + 1
        worksheet.cell(1, numbers[ID], ID)
    for (number, column), text in table.cells.items():
        if number not in table.gone:
            cell = worksheet.cell(number, numbers[column])
            cell.value, cell.comment = text or None, None


def _mentions(path: Path, worksheet: Any, trace: Trace) -> Iterator[Place]:
    """Cells of a sheet in which a trace stands; a line of the hidden list of names goes."""
    for row in worksheet.iter_rows():
        for cell in row:
            texts = [cell.value, cell.comment.text if cell.comment else None]
            if not any(isinstance(text, str) and trace.is_in(text) for text in map(_plain, texts)):
                continue
            if worksheet.title == NAMES:
                for other in row:
                    other.value = None
                break
            yield Place(f"{path.name}#{worksheet.title}", cell.row, column_letters(cell.column))


def _plain(value: object) -> object:
    return str(value) if isinstance(value, list) else value  # text with formats in it is a list of pieces


def _check_rewritable(path: Path, sheets: list[TableRows]) -> None:
    """Refuse a workbook that would lose something, with the cells that its owner has to clear."""
    lost = path.suffix.lower() not in _REWRITTEN
    if not lost:
        with zipfile.ZipFile(path) as archive:
            lost = any(name.startswith(_KEPT_BY_EXCEL_ALONE) for name in archive.namelist())
    if not lost:
        return
    places = [Place(t.name, number) for t in sheets for number in sorted(t.gone)]
    places += [Place(t.name, n, _address(t, n, c)) for t in sheets for n, c in sorted(t.cells) if n not in t.gone and c != ID]
    ja, en = ("\n".join(f"  {p.say(language)}" for p in places) for language in ("ja", "en"))
    raise UsageError(
        Text(
            f"{path} は、図や画像などを失わずには書き直せません。表計算ソフトで次の行とセルを消し、保存してください。\n{ja}",
            f"{path} cannot be written anew without losing pictures or the like. Clear these rows and cells in a spreadsheet"
            f" program, and save it.\n{en}",
        )
    )


def _address(table: TableRows, row: int, column: str) -> str:
    assert table.sheet is not None
    number = next(n for n, known in table.sheet.columns.items() if known.name == column)
    return f"{column_letters(number)}{row}"
