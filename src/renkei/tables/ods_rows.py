"""The cells of a sheet of an OpenDocument workbook, streamed from its content."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from renkei.errors import Text
from renkei.tables.archives import Archive, Leave, feed, new_parser, too_deep, too_large
from renkei.tables.sheets import (
    LAST_COLUMN,
    LAST_ROW,
    Cell,
    Finding,
    Row,
    Value,
    column_letters,
    is_odd,
    read_number,
    text_findings,
)
from renkei.text.dates import DateError, PartialDate, parse_date

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE, STYLE = f"{_NAMES}office:1.0 ", f"{_NAMES}table:1.0 ", f"{_NAMES}style:1.0 "
TEXT, NUMBER, DRAW = f"{_NAMES}text:1.0 ", f"{_NAMES}datastyle:1.0 ", f"{_NAMES}drawing:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

_CELLS = (TABLE + "table-cell", TABLE + "covered-table-cell")
# What stands in a cell and is no part of its value: comments, notes, readings (furigana), pictures, tables.
_ASIDE = (OFFICE + "annotation", TEXT + "note", TEXT + "ruby-text", TABLE + "table", TABLE + "shapes", TABLE + "dde-link")
_TIME = re.compile(r"(-)?P(?:(\d{1,6})D)?T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,8}(?:\.\d{1,9})?)S)?")


@dataclass(frozen=True)
class Precision:
    """The parts of a date that a style shows."""

    parts: frozenset[str] = frozenset()

    def showing(self, part: str) -> Precision:
        return Precision(self.parts | {part})

    def cut(self, date: PartialDate) -> PartialDate:
        """The date as precise as it is shown; a style without a year shows part of a whole date."""
        if "year" not in self.parts or "day" in self.parts:
            return date
        return PartialDate(date.year, date.month if "month" in self.parts else None)


@dataclass(frozen=True)
class OdsPart:
    """A sheet: its place among the tables of the content, how styles show dates, the styles of columns (last column, style)."""

    name: str
    index: int
    precisions: dict[str, Precision]
    defaults: tuple[tuple[int, str], ...]


def ods_rows(archive: Archive, part: str, sheet: OdsPart) -> Iterator[Row]:
    """The rows of a sheet that have a value."""
    reader = _RowReader(archive, part, sheet)
    parser = new_parser(archive.file, part, " ")
    parser.StartElementHandler = reader.start
    parser.CharacterDataHandler = reader.chars
    parser.EndElementHandler = reader.end
    try:
        for _ in feed(parser, archive, part):
            while reader.done:
                row, repeated = reader.done.pop(0)
                yield row
                for number in range(row.number + 1, row.number + repeated):
                    cells = tuple(cell._replace(row=number) for cell in row.cells)
                    yield replace(row, number=number, cells=cells, findings=())
    except Leave:
        for row, repeated in reader.done:
            yield row
            for number in range(row.number + 1, row.number + repeated):
                yield replace(row, number=number, cells=tuple(c._replace(row=number) for c in row.cells), findings=())


class _RowReader:
    """The handlers of one walk over the content; `done` are rows that are complete, and how often each stands."""

    def __init__(self, archive: Archive, part: str, sheet: OdsPart) -> None:
        self.done: list[tuple[Row, int]] = []
        self._archive, self._part, self._sheet = archive, part, sheet
        self._lasts = [last for last, _ in sheet.defaults]
        self._table, self._level, self._depth, self._aside = -1, 0, 0, 0
        self._row = self._column = self._added = self._size = 0
        self._row_attributes: dict[str, str] = {}
        self._cell: dict[str, str] | None = None
        self._cells: list[Cell] = []
        self._findings: list[Finding] = []
        self._pieces: list[str] = []
        self._paragraphs = self._paragraph = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self._archive.limits.depth:
            raise too_deep(self._archive, self._part)
        if self._level == 0:
            if name == TABLE + "table":
                self._table += 1
            if name in (TABLE + "table", TABLE + "dde-link"):
                self._level = self._depth
        elif self._table != self._sheet.index or self._aside:
            return
        elif name in _ASIDE or name.startswith(DRAW):
            self._aside = self._depth
        elif name == TABLE + "table-row":
            self._row += 1
            self._column = 0
            self._row_attributes = attributes
            if self._row > LAST_ROW:
                raise ValueError(f"row {self._row}")
        elif name in _CELLS:
            self._cell = attributes
            self._size = self._paragraphs = 0
        elif self._cell is not None:
            self._start_text(name, attributes)

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if name in (TEXT + "p", TEXT + "h"):
            if self._paragraphs:
                self._take("\n")
            self._paragraphs += 1
            self._paragraph = self._depth
        elif name == TEXT + "s":
            self._take(" " * min(int(attributes.get(TEXT + "c", "1")), self._archive.limits.cell + 1))
        elif name == TEXT + "tab":
            self._take("\t")
        elif name == TEXT + "line-break":
            self._take("\n")

    def chars(self, data: str) -> None:
        if self._paragraph and not self._aside:
            self._take(data)

    def _take(self, data: str) -> None:
        self._pieces.append(data)
        self._size += len(data)
        if self._size > self._archive.limits.cell:
            most = self._archive.limits.cell
            raise too_large(
                self._archive.file, f"1セルに {most} 字超", f"more than {most} characters in a cell", self._sheet.name
            )

    def end(self, name: str) -> None:
        depth = self._depth
        self._depth -= 1
        if self._aside:
            if depth == self._aside:
                self._aside = 0
        elif depth == self._level:
            self._level = 0
            if self._table == self._sheet.index:
                raise Leave
        elif self._table != self._sheet.index or not self._level:
            return
        elif depth == self._paragraph:
            self._paragraph = 0
        elif name in _CELLS:
            self._end_cell()
        elif name == TABLE + "table-row":
            self._end_row()

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell or {}, None
        text = "".join(self._pieces)
        self._pieces.clear()
        first = self._column + 1
        repeated = int(attributes.get(TABLE + "number-columns-repeated", "1"))
        self._column += repeated
        formula = attributes.get(TABLE + "formula")
        if formula is None and not text and OFFICE + "value-type" not in attributes:
            return
        place = f"{column_letters(first)}{self._row}"
        cached = self._value(attributes, text, first, place, formula is not None)
        value = cached if formula is None else "=" + formula.partition("=")[2]
        if value is None:
            return
        if isinstance(value, str) and is_odd(value):
            self._findings += text_findings(value, self._sheet.name, place)
        if not 1 <= first <= self._column <= LAST_COLUMN:
            raise ValueError(f"column {self._column}")
        self._count(repeated - 1)
        for column in range(first, self._column + 1):
            cell = Cell(self._row, column, value)
            self._cells.append(cell if formula is None else cell._replace(is_formula=True, cached=cached))

    def _end_row(self) -> None:
        repeated = int(self._row_attributes.get(TABLE + "number-rows-repeated", "1"))
        if self._cells:
            if self._row + repeated - 1 > LAST_ROW:
                raise ValueError(f"row {self._row + repeated - 1}")
            self._count((repeated - 1) * len(self._cells))
            hidden = self._row_attributes.get(TABLE + "visibility", "visible") != "visible"
            self.done.append((Row(self._row, tuple(self._cells), hidden, tuple(self._findings)), repeated))
            self._cells.clear()
            self._findings.clear()
        self._row += repeated - 1

    def _count(self, cells: int) -> None:
        self._added += cells
        if self._added > self._archive.limits.filled:
            most = self._archive.limits.filled
            raise too_large(
                self._archive.file, f"繰り返しで {most} セル超", f"more than {most} repeated cells", self._sheet.name
            )

    def _value(self, attributes: dict[str, str], text: str, column: int, place: str, computed: bool) -> Value | None:
        kind = attributes.get(OFFICE + "value-type", "string")
        if attributes.get(_CALC + "value-type") == "error":
            if not computed:
                why = Text("計算の誤りを表す値です。", "The value is an error of a computation.")
                advice = Text("正しい値を入力してください。", "Type the right value.")
                self._findings.append(Finding("error-value", "error", why, advice, self._sheet.name, place, text[:40]))
            return text
        if kind in ("float", "percentage", "currency"):
            return read_number(attributes.get(OFFICE + "value", ""))
        if kind == "date":
            return self._date(attributes.get(OFFICE + "date-value", ""), self._precision(attributes, column))
        if kind == "time":
            return _time(attributes.get(OFFICE + "time-value", ""))
        if kind == "boolean":
            return attributes.get(OFFICE + "boolean-value") == "true"
        return attributes.get(OFFICE + "string-value", text) or None

    def _precision(self, attributes: dict[str, str], column: int) -> Precision:
        style = attributes.get(TABLE + "style-name") or self._row_attributes.get(TABLE + "default-cell-style-name")
        if not style:
            at = bisect_left(self._lasts, column)
            style = self._sheet.defaults[at][1] if at < len(self._lasts) else ""
        return self._sheet.precisions.get(style, Precision())

    def _date(self, text: str, precision: Precision) -> Value:
        day, _, clock = text.partition("T")
        try:
            date = parse_date(day)
        except DateError:
            return text
        if clock.strip("0:.") and not (precision.parts and "hours" not in precision.parts):
            return datetime.datetime.fromisoformat(text)
        return precision.cut(date)


def _time(text: str) -> Value:
    """A time of day, or a duration from 24 hours on."""
    match = _TIME.fullmatch(text)
    if not match:
        raise ValueError(text[:40])
    days, hours, minutes = (int(group or 0) for group in match.groups()[1:4])
    found = datetime.timedelta(days=days, hours=hours, minutes=minutes, seconds=float(match[5] or 0))
    if match[1]:
        return -found
    if found >= datetime.timedelta(days=1):
        return found
    return (datetime.datetime.min + found).time()
