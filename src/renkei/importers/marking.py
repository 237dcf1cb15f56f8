"""Marked copies of the lists that were imported: all of it, and only what was left out, for correcting and importing again."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from renkei.importers.drafts import SheetRows
from renkei.importers.writing import MARKED, TO_CORRECT, remove
from renkei.tables.markup import MarkedSheet, write_marked
from renkei.tables.problems import Problem
from renkei.tables.saving import make_folder
from renkei.tables.sheets import Workbook


def write_marked_copies(
    folder: Path,
    books: Iterable[tuple[Path, Workbook]],
    found: list[SheetRows],
    problems: list[Problem],
    language: str,
    errors: bool,
    taken: bool,
) -> list[Path]:
    """The workbooks written: none without errors; with what was `taken`, one that holds only the rows that were not."""
    for name in (MARKED, TO_CORRECT):
        remove(folder / name)
    if not errors:
        return []
    make_folder(folder)
    bad = {(p.file, p.sheet, p.row) for p in problems if p.severity == "error" and p.row}
    whole, rest = [], []
    for _, book in books:
        for sheet in book.sheets:
            rows = next((r for r in found if (r.plan.file, r.plan.sheet) == (book.file, sheet.name)), None)
            if rows is None:
                continue
            mine = tuple(p for p in problems if (p.file, p.sheet) == (book.file, sheet.name))
            name = sheet.name or Path(book.file).stem
            headings = tuple(range(rows.plan.layout.first, rows.plan.layout.last + 1))
            whole.append(MarkedSheet(name, sheet.rows, mine, headings=headings))
            if any((book.file, sheet.name, p.row) in bad for p in mine):
                left = {p.row for p in mine if (p.file, p.sheet, p.row) in bad}
                told = tuple(p for p in mine if p.row in left)
                rest.append(MarkedSheet(name, sheet.rows, told, partial(_is_kept, rows.plan.layout.last, left), headings))
    written = []
    if whole:
        write_marked(folder / MARKED, whole, language)
        written.append(folder / MARKED)
    if taken and rest:
        write_marked(folder / TO_CORRECT, rest, language, closed_up=True)
        written.append(folder / TO_CORRECT)
    return written


def _is_kept(last_heading: int, left: set[int | None], row: int) -> bool:
    return row <= last_heading or row in left
