"""Cells that hold dates, fiscal years and spans, for columns that take dates of three precisions."""

from __future__ import annotations

import datetime
from typing import Literal

from renkei.errors import Text
from renkei.importers.reading import Reading, alike, error, warning
from renkei.schema.tables import Column, Table
from renkei.tables.sheets import Value
from renkei.text.dates import DateError, PartialDate, parse_date
from renkei.text.serials import date_from_serial
from renkei.text.spans import FiscalYear, Point, Span, parse_fiscal_year, parse_when

# Columns in which a fiscal year stands for its first month, and for its last.
_BEGIN, _CLOSE = ("start",), ("end", "until")
_FORMS = Text("2013-10-06、H25.10、2013 のように書きます。", "Write it like 2013-10-06, H25.10 or 2013.")
# Whole numbers of a workbook that can only be days: 1954 to 2100. Smaller ones are years.
_SERIALS = range(20_000, 73_416)


def read_date(text: str, value: Value, column: Column, table: Table) -> Reading:
    """A cell of a date column."""
    try:
        found, said = _date(text, value)
    except DateError as fault:
        return _fiscal(text, column) or error("date", text, fault.why, alike(fault.suggestion) or _FORMS)
    if column.kind == "day" and found.day is None:
        return error("date", text, Text("年月日が必要です。", "A full date is needed."), _FORMS)
    if said:
        return warning(str(found), "serial", text, said)
    if found.qualifier:
        return _with_qualifier(str(found), found.qualifier, text, column.heading.ja, table)
    return Reading(str(found))


def _date(text: str, value: Value) -> tuple[PartialDate, Text | None]:
    if isinstance(value, PartialDate):
        return value, None
    if isinstance(value, datetime.datetime):
        return parse_date(text), None
    if isinstance(value, int) and not isinstance(value, bool) and value in _SERIALS:
        found = date_from_serial(value)
        return found, Text(
            f"日付の書式のない番号を {found} としました。", f"A number without a date format is taken for {found}."
        )
    return parse_date(text), None


def _with_qualifier(date: str, qualifier: str, text: str, heading: str, table: Table) -> Reading:
    """The date, and the words beside it in the note, where the table has one."""
    if table.find_column("note"):
        return Reading(date, (("note", f"{heading}: {text}"),))
    why = Text(f"「{qualifier}」は日付に入れられません。", f"{qualifier} cannot be kept in a date.")
    return warning(date, "qualifier", text, why)


def _fiscal(text: str, column: Column) -> Reading | None:
    """A fiscal year in a column of a beginning or an end; None where it is none, or the column is another."""
    try:
        found = parse_fiscal_year(text)
    except DateError:
        return None
    if column.name not in (*_BEGIN, *_CLOSE) or column.kind == "day":
        why = Text("年度であり、日付ではありません。", "This is a fiscal year, not a date.")
        return error("date", text, why, alike(f"{found.year}-04"))
    month = _month(found, "start" if column.name in _BEGIN else "end")
    return warning(month, "fiscal-year", text, Text(f"年度を {month} としました。", f"The fiscal year is taken as {month}."))


def _month(point: Point, side: Literal["start", "end"]) -> str:
    """A point in time as a date; of a fiscal year the first or the last month."""
    if isinstance(point, FiscalYear):
        return f"{point.year}-04" if side == "start" else f"{point.year + 1}-03"
    return str(point)


def read_span(text: str, value: Value, start: str, end: str) -> Reading:
    """A cell that holds a span, for two columns of dates: the reading's text is the start, the end is extra."""
    if isinstance(value, PartialDate):
        return Reading(str(value), ((end, str(value)),))
    try:
        found = parse_when(text)
    except DateError as fault:
        advice = alike(fault.suggestion) or Text(
            "H25～28年度、2024.4～2026.3 のように書きます。", "Write it like 2024.4～2026.3."
        )
        return error("span", text, fault.why, advice)
    span = found if isinstance(found, Span) else Span(found, found)
    first = _month(span.start, "start") if span.start else ""
    last = _month(span.end, "end") if span.end else ""
    return Reading(first, ((end, last),) if last else ())
