"""Result tables for spreadsheet programs: CSV that Excel opens, and workbooks (XLSX)."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

from renkei.errors import Text, UsageError
from renkei.query.layouts import begins_formula, delimited, width, with_line_feeds
from renkei.query.results import Result
from renkei.query.values import full_text, typed_value
from renkei.store.protocol import Term
from renkei.tables.saving import workbook_bytes

# What a sheet and a cell of Excel hold at most; a number of Excel has 15 digits.
_MOST_ROWS, _MOST_COLUMNS, _LONGEST = 1_048_576, 16_384, 32_767
_MOST_DIGITS = 15
# Excel counts days from 1900, and takes that year for a leap year.
_FIRST_DAY = datetime.date(1900, 3, 1)
_WIDEST = 60


def excel_csv(result: Result, language: str) -> bytes:
    """CSV that Excel opens by a double click: UTF-8 with a byte order mark, CRLF, headings in the reader's language.

    A text that Excel would run as a formula has an apostrophe before it; numbers are numbers.
    """
    told = result.with_sources()
    rows = [[_guarded(h.of(language)) for h in told.headings]]
    rows += [[_guarded(full_text(t)) if _is_text(t) else full_text(t) for t in row] for row in told.table.rows]
    return b"\xef\xbb\xbf" + delimited(rows, ",", "\r\n").encode("utf-8")


def _guarded(text: str) -> str:
    return f"'{text}" if begins_formula(text) else text


def _is_text(term: Term | None) -> bool:
    return isinstance(typed_value(term), str)


def workbook(result: Result, language: str) -> bytes:
    """A workbook of one sheet, the same bytes for the same answer: numbers, dates and booleans are such, no cell a formula.

    What Excel cannot hold exactly is text: numbers of more than 15 digits, dates before March 1900, months, times with a
    zone. Raises UsageError for more rows than a sheet has, and for a text that is longer than a cell holds.
    """
    told = result.with_sources()
    if len(told) >= _MOST_ROWS or len(told.columns) > _MOST_COLUMNS:
        most = _MOST_ROWS - 1
        raise UsageError(
            Text(
                f"{len(told)}行はブックの1枚のシート（{most}行まで）に入りません。--format csv にしてください。",
                f"{len(told)} rows do not fit into a sheet (at most {most}). Use --format csv.",
            )
        )
    headings = [h.of(language) for h in told.headings]

    def fill(book: Any) -> None:
        sheet = book.add_worksheet("答え" if language == "ja" else "answer")
        formats = _Formats(book)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, formats.heading)
            cells = [row[column] for row in told.table.rows]
            sheet.set_column(column, column, _width(heading, cells))
            for number, term in enumerate(cells, 1):
                if term is not None:
                    _write(sheet, number, column, term, formats, told.columns[column])
        sheet.freeze_panes(1, 0)
        if headings and told.table.rows:
            sheet.autofilter(0, 0, len(told), len(headings) - 1)

    return workbook_bytes(fill)


class _Formats:
    """The formats of the cells of a workbook."""

    def __init__(self, book: Any) -> None:
        self.heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.guarded = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.value = book.add_format({"valign": "top"})
        self.date = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"})
        self.time = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd hh:mm:ss"})


def _write(sheet: Any, row: int, column: int, term: Term, formats: _Formats, name: str) -> None:
    value = typed_value(term)
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, formats.value)
    elif isinstance(value, (int, float)) and _is_exact(term):
        sheet.write_number(row, column, value, formats.value)
    elif isinstance(value, datetime.datetime) and value.tzinfo is None and value.date() >= _FIRST_DAY:
        sheet.write_datetime(row, column, value, formats.time)
    elif type(value) is datetime.date and value >= _FIRST_DAY:
        sheet.write_datetime(row, column, value, formats.date)
    else:
        text = with_line_feeds(full_text(term))
        units = len(text.encode("utf-16-le")) // 2  # Excel counts these
        if units > _LONGEST:
            raise UsageError(
                Text(
                    f"{row}行目の {name}: {units}字は表計算のセル（{_LONGEST}字まで）に入りません。"
                    "--format csv か json にしてください。",
                    f"Row {row}, {name}: {units} characters do not fit into a cell of a spreadsheet "
                    f"(at most {_LONGEST}). Use --format csv or json.",
                )
            )
        sheet.write_string(row, column, text, formats.guarded if begins_formula(text) else formats.text)


def _is_exact(term: Term) -> bool:
    """Whether a number as it is written has no more digits than Excel keeps."""
    assert isinstance(term, ox.Literal)
    digits = Decimal(term.value).normalize().as_tuple()
    return len(digits.digits) <= _MOST_DIGITS and math.isfinite(float(term.value))


def _width(heading: str, terms: list[Term | None]) -> float:
    widest = max((width(line) for t in terms[:1000] for line in full_text(t)[:200].split("\n")), default=0)
    return min(max(widest, width(heading)) + 2, _WIDEST)
