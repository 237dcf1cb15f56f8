"""The list of doubtful pairs as a file: a workbook with a column to answer in, or CSV; and the answers in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from renkei.errors import Text, UsageError
from renkei.identity.decisions import PairDecision
from renkei.identity.review import ANSWER, COLUMNS, read_answers
from renkei.tables.form_styles import STYLES
from renkei.tables.forms import NO, YES
from renkei.tables.saving import save_bytes, save_workbook
from renkei.tables.sheets import Row, Sheet
from renkei.tables.workbooks import read_workbook

SHEET = Text("確認", "Review")
_WIDTHS = {ANSWER: 14, "one_name": 30, "one_place": 16, "other_name": 30, "other_place": 16, "percent": 12, "why": 44}
_WIDTHS |= {"reason": 26, "one": 22, "other": 22}
_HEADING_WITHIN = 20  # rows in which the heading is looked for
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_list(path: Path, rows: Sequence[Mapping[str, str]], language: str) -> None:
    """Write the rows of a review list (see `identity.review.review_rows`) to `path`, as CSV (with BOM) or XLSX by its ending.

    Raises UsageError for another ending, and for a file that cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror
        raise UsageError(Text(f"{path.parent} を作れません: {why}", f"{path.parent} cannot be made: {why}")) from error
    if path.suffix.lower() == ".csv":
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow([c.heading.of(language) for c in COLUMNS])
        writer.writerows([_guarded(row[c.id]) for c in COLUMNS] for row in rows)
        save_bytes(path, ("\ufeff" + text.getvalue()).encode())
    elif path.suffix.lower() == ".xlsx":
        save_workbook(path, lambda book: _fill(book, rows, language))
    else:
        raise UsageError(
            Text(
                f"{path}: 名前の終わりは .xlsx か .csv にしてください。",
                f"{path}: the name of the file must end in .xlsx or .csv.",
            )
        )


def _guarded(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA) else text


def _fill(book: Any, rows: Sequence[Mapping[str, str]], language: str) -> None:
    """The sheet: what is asked in the first column, drop-downs in it, the ids at the end."""
    answer, plain = book.add_format(STYLES["required"]), book.add_format(STYLES["optional"])
    text, wrapped = book.add_format(STYLES["text"]), book.add_format(STYLES["wrapped"])
    sheet = book.add_worksheet(SHEET.of(language))
    for n, column in enumerate(COLUMNS):
        sheet.set_column(n, n, _WIDTHS[column.id])
        sheet.write_string(0, n, column.heading.of(language), answer if column.id == ANSWER else plain)
    for number, row in enumerate(rows, 1):
        for n, column in enumerate(COLUMNS):
            sheet.write_string(number, n, row[column.id], wrapped if column.id == "why" else text)
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
    sheet.data_validation(
        1,
        0,
        max(len(rows), 1),
        0,
        {
            "validate": "list",
            "source": [YES.of(language), NO.of(language)],
            "input_title": Text("同じ組織ですか", "The same organisation?").of(language),
            "input_message": Text("分からなければ空欄のままに。", "Leave it empty where you cannot tell.").of(language),
            "error_title": Text("この値は使えません", "Not an answer").of(language),
            "error_message": Text("「はい」か「いいえ」です。", "Answer yes or no.").of(language),
        },
    )
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def read_list(path: Path) -> list[PairDecision]:
    """The decisions in an answered list: XLSX, ODS or CSV, its columns in any order, its rows sorted or filtered at will.

    Raises WorkbookError for a file that cannot be read, UsageError for one that is no review list, and TableErrors for answers
    that are none.
    """
    book = read_workbook(path)
    for sheet in book.sheets:
        if headed := _heading(sheet):
            first, columns = headed
            return read_answers(_rows(sheet, first, columns), book.file, sheet.name or None)
    raise UsageError(
        Text(
            f"{path} は確認の一覧ではありません（見出しの「{_QUESTION.ja}」「ID1」「ID2」がありません）。",
            f"{path} is no review list: it has no headings {_QUESTION.en!r}, 'Id 1' and 'Id 2'.",
        )
    )


_QUESTION = next(c.heading for c in COLUMNS if c.id == ANSWER)
_BY_HEADING = {heading: c.id for c in COLUMNS for heading in (c.id, c.heading.ja, c.heading.en)}


def _heading(sheet: Sheet) -> tuple[int, dict[int, str]] | None:
    """The number of the row with the headings, and the columns by their ids; None where the sheet has none."""
    for row in sheet.rows:
        if row.number > _HEADING_WITHIN:
            return None
        columns = {c.column: _BY_HEADING[c.text.strip()] for c in row.cells if c.text.strip() in _BY_HEADING}
        if {ANSWER, "one", "other"} <= set(columns.values()):
            return row.number, columns
    return None


def _rows(sheet: Sheet, first: int, columns: Mapping[int, str]) -> Iterator[tuple[int, dict[str, str]]]:
    def cells(row: Row) -> dict[str, str]:
        return {columns[c.column]: c.text for c in row.cells if c.column in columns}

    yield from ((row.number, cells(row)) for row in sheet.rows if row.number > first)
