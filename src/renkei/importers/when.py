"""Cells that hold dates, fiscal years and spans, for columns that take dates of three precisions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Literal

from renkei.errors import Text
from renkei.importers.reading import Fault, Reading, alike, error, warning
from renkei.schema.tables import Column, Table
from renkei.tables.sheets import Value
from renkei.text.dates import DateError, PartialDate, parse_date
from renkei.text.serials import date_from_serial
from renkei.text.spans import FiscalYear, Point, Span, parse_fiscal_year, parse_when

_GOES_ON = ("現在", "継続中")
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
        return _fiscal(text, column, table) or error("date", text, fault.why, alike(fault.suggestion) or _FORMS)
    if column.kind == "day" and found.day is None:
        return error("date", text, Text("年月日が必要です。", "A full date is needed."), _FORMS)
    if said:
        return warning(str(found), "serial", text, said)
    return _with_words(Reading(str(found)), [found.qualifier], text, column, table)


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


def _with_words(read: Reading, qualifiers: Iterable[str | None], text: str, column: Column, table: Table) -> Reading:
    """What was read; where words stand beside a date that it cannot hold (頃, 末, 予定), the note has the cell as written.

    Either way it is told; a table without a note loses the words, which is a warning.
    """
    words = "、".join(dict.fromkeys(filter(None, qualifiers)))
    if not words:
        return read
    if table.find_column("note"):
        why = Text(
            f"「{words}」は日付に入らないため、備考に残しました。", f"{words} cannot stand in a date, and is kept in the note."
        )
        note = ("note", f"{column.heading.ja}: {text}")
        return Reading(read.text, (*read.extra, note), (*read.faults, Fault("qualifier", "note", text, why)))
    why = Text(f"「{words}」は日付に入れられません。", f"{words} cannot be kept in a date.")
    return Reading(read.text, read.extra, (*read.faults, Fault("qualifier", "warning", text, why)))


def _fiscal(text: str, column: Column, table: Table) -> Reading | None:
    """A fiscal year in a column of a beginning or an end; None where it is none, or the column is another."""
    try:
        found = parse_fiscal_year(text)
    except DateError:
        return None
    if column.name not in (*_BEGIN, *_CLOSE) or column.kind == "day":
        why = Text("年度であり、日付ではありません。", "This is a fiscal year, not a date.")
        return error("date", text, why, alike(f"{found.year}-04"))
    month = _month(found, "start" if column.name in _BEGIN else "end")
    read = warning(month, "fiscal-year", text, Text(f"年度を {month} としました。", f"The fiscal year is taken as {month}."))
    return _with_words(read, [found.qualifier], text, column, table)


def _month(point: Point, side: Literal["start", "end"]) -> str:
    """A point in time as a date; of a fiscal year the first or the last month."""
    if isinstance(point, FiscalYear):
        return f"{point.year}-04" if side == "start" else f"{point.year + 1}-03"
    return str(point)


def read_span(text: str, value: Value, column: Column, end: str, table: Table) -> Reading:
    """A cell that holds a span, for two columns of dates: the reading's text is the start, the end is extra."""
    if isinstance(value, PartialDate):
        return _with_words(Reading(str(value), ((end, str(value)),)), [value.qualifier], text, column, table)
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
    # That it goes on (～現在) is what a missing end says; the words of the points are in them, and of the whole in the span.
    said = [span.qualifier if span.qualifier not in _GOES_ON else None, *(p.qualifier for p in (span.start, span.end) if p)]
    return _with_words(Reading(first, ((end, last),) if last else ()), said, text, column, table)
