"""The cells of a sheet of an Excel workbook, and the strings they share, streamed from XML.

One expat parser walks over a sheet; its handlers do as little as they can, since they are called a few times for every cell.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from renkei.errors import Text
from renkei.tables.archives import Archive, Leave, feed, new_parser, too_deep, too_large
from renkei.tables.formulas import shifted_formula
from renkei.tables.number_formats import Display, SerialError, displayed
from renkei.tables.sheets import (
    LAST_ROW,
    Cell,
    Finding,
    Row,
    Value,
    column_letters,
    column_number,
    is_odd,
    read_number,
    text_findings,
)
from renkei.text.dates import DateError, parse_date

_FEW = 2  # pieces of text, of up to 64 kB each: longer values are counted
_ESCAPE = re.compile("(?:_x[0-9A-Fa-f]{4}_)+")
_ERROR_VALUE = Text("計算の誤りを表す値です。", "The value is an error of a computation.")
_TYPE_AGAIN = Text("正しい値を入力してください。", "Type the right value.")
_SHOWN_AS_DATE = Text(
    "セルの表示形式を「標準」か、正しい日付に直してください。", "Set the format of the cell to General, or type a date."
)


@dataclass(frozen=True)
class Strings:
    """The shared strings of a workbook; `odd` are the indexes of those that `text_findings` speaks of."""

    texts: tuple[str, ...]
    odd: dict[int, bool]


@dataclass(frozen=True)
class SheetPart:
    """What the cells of a sheet need to be read: its part, the strings, how styles show numbers, the first day."""

    name: str
    part: str
    strings: Strings
    displays: dict[str, Display]
    epoch_1904: bool


def unescaped(text: str) -> str:
    """Characters that XML cannot hold are written as _x000D_; a run of them may be one UTF-16 pair."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(
        lambda m: b"".join(int(h, 16).to_bytes(2, "little") for h in re.findall("_x(.{4})_", m[0])).decode(
            "utf-16-le", "surrogatepass"
        ),
        text,
    )


def read_strings(archive: Archive, part: str) -> Strings:
    """The shared strings, without their readings (furigana)."""
    texts: list[str] = []
    odd: dict[int, bool] = {}
    pieces: list[str] = []
    taking = reading = False
    length = depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal taking, reading, depth
        depth += 1
        if depth > archive.limits.depth:
            raise too_deep(archive, part)
        local = name.rpartition(":")[2]
        if local == "t":
            taking = not reading
        elif local == "rPh":
            reading = True

    def chars(data: str) -> None:
        nonlocal length
        if taking:
            length += len(data)
            pieces.append(data)
            if length > archive.limits.strings:
                most = archive.limits.strings
                raise too_large(archive.file, f"文字列が合わせて {most} 字超", f"more than {most} characters of strings", part)

    def end(name: str) -> None:
        nonlocal taking, reading, depth
        depth -= 1
        local = name.rpartition(":")[2]
        if local == "t":
            taking = False
        elif local == "si":
            text = unescaped("".join(pieces))
            pieces.clear()
            if is_odd(text):
                odd[len(texts)] = True
            texts.append(text)
        elif local == "rPh":
            reading = False

    parser = new_parser(archive.file, part)
    parser.StartElementHandler = start
    parser.CharacterDataHandler = chars
    parser.EndElementHandler = end
    for _ in feed(parser, archive, part):
        pass
    return Strings(tuple(texts), odd)


def sheet_rows(archive: Archive, sheet: SheetPart) -> Iterator[Row]:
    """The rows of a sheet that have a value. Raises WorkbookError for rows out of order, or a part that is damaged."""
    reader = _RowReader(archive, sheet)
    parser = new_parser(archive.file, sheet.part)
    parser.StartElementHandler = reader.start
    parser.CharacterDataHandler = reader.chars
    parser.EndElementHandler = reader.end
    try:
        for _ in feed(parser, archive, sheet.part):
            yield from reader.done
            reader.done.clear()
    except Leave:
        yield from reader.done


class _RowReader:
    """The handlers of one walk over a sheet; `done` are the rows that are complete."""

    def __init__(self, archive: Archive, sheet: SheetPart) -> None:
        self.done: list[Row] = []
        self._archive, self._sheet = archive, sheet
        self._texts, self._odd, self._displays = sheet.strings.texts, sheet.strings.odd, sheet.displays
        self._columns: dict[str, int] = {}
        self._shared: dict[str, tuple[str, int, int]] = {}
        self._row = self._column = self._depth = self._size = 0
        self._row_text = ""
        self._in_row = self._hidden = self._reading = self._ordered = False
        self._cells: list[Cell] = []
        self._findings: list[Finding] = []
        self._cell: dict[str, str] | None = None
        self._formula: dict[str, str] | None = None
        self._pieces: list[str] = []
        self._formula_pieces: list[str] = []
        self._into: list[str] | None = None
        self._names: dict[str, str] = {}
        self._c = self._v = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self._c:
            if self._cell is not None or not self._in_row:
                raise ValueError("cell out of place")
            self._cell = attributes
        elif name == self._v and self._cell is not None and self._into is None:
            self._into = self._pieces
        else:
            self._start_other(name, attributes)

    def _start_other(self, name: str, attributes: dict[str, str]) -> None:
        if not self._names:  # the root: its prefix is that of all
            prefix = name[: -len(name.rpartition(":")[2])]
            self._names = {prefix + local: local for local in ("row", "f", "t", "rPh", "sheetData")}
            self._c, self._v = prefix + "c", prefix + "v"
        local = self._names.get(name)
        if local == "row":
            self._start_row(attributes)
        elif local == "f" and self._cell is not None:
            self._formula = attributes
            self._take(self._formula_pieces)
        elif local == "t" and self._cell is not None and not self._reading:
            self._take(self._pieces)
        else:
            self._reading = self._reading or local == "rPh"
            self._depth += 1
            if self._depth > self._archive.limits.depth:
                raise too_deep(self._archive, self._sheet.part)

    def _take(self, pieces: list[str]) -> None:
        if self._into is not None:
            raise ValueError("value out of place")
        self._into = pieces

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes["r"]) if "r" in attributes else self._row + 1
        if self._in_row or not self._row < number <= LAST_ROW:
            raise ValueError(f"row {number} out of place")
        self._in_row = self._ordered = True
        self._row, self._row_text, self._column = number, str(number), 0
        self._hidden = attributes.get("hidden", "0") in ("1", "true")

    def chars(self, data: str) -> None:
        into = self._into
        if into is not None:
            into.append(data)
            if len(into) > _FEW:
                self._count(data)

    def _count(self, data: str) -> None:
        self._size += len(data)
        if self._size > self._archive.limits.cell:
            most = self._archive.limits.cell
            raise too_large(
                self._archive.file, f"1セルに {most} 字超", f"more than {most} characters in a cell", self._sheet.name
            )

    def end(self, name: str) -> None:
        if name == self._c:
            self._end_cell()
            return
        if name == self._v and self._into is not None:
            self._into = None
            return
        local = self._names.get(name)
        if local in ("f", "t") and self._into is not None:
            self._into = None
            return
        if local == "row":
            self._end_row()
            return
        if local == "rPh":
            self._reading = False
        elif local == "sheetData":
            raise Leave
        self._depth -= 1

    def _end_row(self) -> None:
        if self._cells:
            cells = self._cells if self._ordered else sorted(self._cells)
            if not self._ordered and any(a.column == b.column for a, b in pairwise(cells)):
                raise ValueError(f"row {self._row}: a cell twice")
            self.done.append(Row(self._row, tuple(cells), self._hidden, tuple(self._findings)))
            self._cells.clear()
            self._findings.clear()
        self._in_row = False

    def _end_cell(self) -> None:
        attributes = self._cell or {}
        self._cell = None
        self._size = 0
        reference = attributes.get("r")
        if reference:
            letters = reference.removesuffix(self._row_text)  # a cell of another row keeps digits, and is no column
            column = self._columns.get(letters) or self._new_column(letters)
        else:
            column = self._column + 1
        if column <= self._column:
            self._ordered = False
        self._column = column
        pieces = self._pieces
        if not pieces and self._formula is None:
            return
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
        value = self._value(text, attributes, column)
        if self._formula is not None:
            text = self._formula_text(column)
            if is_odd(text):
                self._report(text, column)
            self._cells.append(Cell(self._row, column, text, True, value))
        elif value is not None:
            self._cells.append(Cell(self._row, column, value))

    def _new_column(self, letters: str) -> int:
        self._columns[letters] = column_number(letters)
        return self._columns[letters]

    def _value(self, text: str, attributes: dict[str, str], column: int) -> Value | None:
        """The value of the cell that ends; None for the empty text."""
        kind = attributes.get("t", "n")
        if kind == "s":
            index = int(text)
            if not 0 <= index < len(self._texts):
                raise ValueError(f"shared string {index}")
            if index in self._odd:
                self._report(self._texts[index], column)
            return self._texts[index] or None
        if kind == "n":
            return self._number(text, attributes.get("s", "0"), column) if text else None
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "e":
            if self._formula is None:
                self._find("error-value", _ERROR_VALUE, _TYPE_AGAIN, text, column)
            return text
        if kind == "d":
            return self._iso(text)
        text = unescaped(text)
        if is_odd(text):
            self._report(text, column)
        return text or None

    def _number(self, text: str, style: str, column: int) -> Value:
        number = read_number(text)
        display = self._displays.get(style)
        if display is None:
            return number
        try:
            return displayed(number, display, self._sheet.epoch_1904)
        except SerialError as error:
            if self._formula is None:
                self._find("no-date", error.why, _SHOWN_AS_DATE, text, column)
            return number

    def _iso(self, text: str) -> Value:
        try:
            return parse_date(text) if len(text) <= 10 else datetime.datetime.fromisoformat(text)
        except DateError:
            return text

    def _formula_text(self, column: int) -> str:
        attributes = self._formula or {}
        self._formula = None
        text = unescaped("".join(self._formula_pieces))
        self._formula_pieces.clear()
        if attributes.get("t") == "shared":
            shared = attributes.get("si", "")
            if text:
                self._shared[shared] = text, self._row, column
            elif shared in self._shared:
                first, row, left = self._shared[shared]
                text = shifted_formula(first, self._row - row, column - left)
        return f"={text or '…'}"

    def _report(self, text: str, column: int) -> None:
        self._findings += text_findings(text, self._sheet.name, f"{column_letters(column)}{self._row}")

    def _find(self, kind: str, why: Text, advice: Text, value: str, column: int) -> None:
        place = f"{column_letters(column)}{self._row}"
        self._findings.append(Finding(kind, "error", why, advice, self._sheet.name, place, value[:40]))
