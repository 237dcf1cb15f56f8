"""A marked copy of a workbook that could not be built: the cells that are wrong coloured and commented."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from renkei.build.datasets import Dataset
from renkei.build.merging import review_folder
from renkei.errors import CellError
from renkei.schema.tables import shipped_schema
from renkei.tables.filled import is_workbook
from renkei.tables.form_styles import heading_style, width_of
from renkei.tables.forms import find_field, find_table, is_mark
from renkei.tables.markup import MarkedSheet, write_marked
from renkei.tables.problems import Problem, place_of
from renkei.tables.saving import make_folder
from renkei.tables.sheets import Sheet
from renkei.tables.workbooks import read_workbook

MARKED = "marked.xlsx"


def mark_errors(errors: Iterable[CellError], datasets: Iterable[Dataset], language: str) -> list[Path]:
    """Write a copy with marks beside each workbook whose cells have `errors`; gives the copies.

    Raises UsageError for a copy that cannot be written.
    """
    given = list(errors)
    written = []
    for dataset in datasets:
        mine = [e for e in given if e.file == dataset.path.name and e.sheet]
        if not mine or not is_workbook(dataset.path):
            continue
        book = read_workbook(dataset.path)
        sheets = [_marked(sheet, [e for e in mine if e.sheet == sheet.name]) for sheet in book.sheets if not sheet.hidden]
        folder = review_folder(dataset)
        make_folder(folder)
        write_marked(folder / MARKED, sheets, language)
        written.append(folder / MARKED)
    return written


def _marked(sheet: Sheet, errors: Iterable[CellError]) -> MarkedSheet:
    """A sheet of the form with its errors, its headings as the form has them; one that is no table has none."""
    problems = tuple(_problem(e) for e in errors)
    table = find_table(shipped_schema(), sheet.name)
    head = next(iter(sheet.rows), None)
    if table is None or head is None:
        return MarkedSheet(sheet.name, sheet.rows, problems)
    found = {cell.column: find_field(table, cell.text) for cell in head.cells}
    fields = {column: known for column, known in found.items() if known}
    beside = 2 if any(is_mark(cell.text) and cell.column == 1 for cell in head.cells) else 1
    styles = {column: heading_style(known, table) for column, known in fields.items()}
    widths = {column: width_of(known) for column, known in fields.items()}
    return MarkedSheet(sheet.name, sheet.rows, problems, headings=(head.number,), beside=beside, styles=styles, widths=widths)


def _problem(error: CellError) -> Problem:
    """The error as a problem of a cell."""
    row, column = place_of(error.address) if error.address else (error.row, None)
    heading = (error.column or "").removesuffix(f" ({error.address})")
    sheet = error.sheet or ""
    return Problem("cell", "error", error.file, error.why, sheet, row, column, heading, error.value, error.suggestion)
