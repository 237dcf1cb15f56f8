"""Plain sheets of cells that know their coordinate: what every reader of workbooks gives, whatever the file was.

A sheet is read row by row, each time it is iterated; rows without a value are passed over. Values are what the cell
shows, never what a formula would give: a formula is text that begins with "=".
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from typing import Literal, NamedTuple, TypeAlias

from renkei.errors import RenkeiError, Text
from renkei.text.dates import PartialDate

Value: TypeAlias = str | int | Decimal | PartialDate | datetime.datetime | datetime.time | datetime.timedelta
"""What a cell holds; `bool` is among the `int`, and a date is as precise as its number format shows it."""

Severity: TypeAlias = Literal["error", "warning", "note"]

# The last row and column of Excel and of LibreOffice (XFD).
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

# Excel keeps 15 significant digits, and writes 1.1 as 1.1000000000000001.
_EXCEL = Context(prec=15)
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_LARGEST = 400  # decimal places before or after the point


@dataclass(frozen=True)
class Limits:
    """How much of a file is read before it is refused; the largest real workbooks stay well below.

    `entries`: parts of an archive; `unpacked`: their bytes in all; `ratio`: unpacked to packed bytes of a part, from
    `ratio_from` bytes on; `strings`: characters of the shared strings; `cell`: characters of a cell; `line`: bytes between two
    line ends of a text file; `token`: bytes of one XML tag; `depth`: nested elements; `merges`: merged ranges of a sheet;
    `merge_width`: columns of a range that is filled; `filled`: cells that merging or repeating adds to a sheet.
    """

    entries: int = 10_000
    unpacked: int = 2**30
    ratio: int = 200
    ratio_from: int = 2**24
    strings: int = 200_000_000
    cell: int = 1_000_000
    line: int = 2**24
    token: int = 2**22
    depth: int = 200
    merges: int = 100_000
    merge_width: int = 256
    filled: int = 1_000_000


class WorkbookError(RenkeiError):
    """A file that is not read: `kind` is a fixed word for programs; `sheet` and `place` (A1, row 3, line 12) say where."""

    def __init__(
        self, kind: str, file: str, why: Text, advice: Text | None = None, *, sheet: str | None = None, place: str | None = None
    ) -> None:
        self.kind = kind
        self.file = file
        self.sheet = sheet
        self.place = place
        self.why = why
        self.advice = advice
        super().__init__(Text(self._say("ja"), self._say("en")))

    def _say(self, language: str) -> str:
        ja = language == "ja"
        where = [self.file]
        if self.sheet:
            where.append(f"シート {self.sheet}" if ja else f"sheet {self.sheet}")
        if self.place:
            where.append(self.place)
        text = ("、" if ja else ", ").join(where) + ": " + self.why.of(language)
        if self.advice:
            text += (" → " if ja else " ") + self.advice.of(language)
        return text


def changed(file: str) -> WorkbookError:
    """A file that is another one than when it was opened."""
    why = Text("読んでいる間にファイルが変わりました。", "The file changed while it was read.")
    advice = Text("保存が終わってから、もう一度読み込んでください。", "Read it again once it is saved.")
    return WorkbookError("changed", file, why, advice)


@dataclass(frozen=True)
class Finding:
    """Something its owner should know of a file that was read; `kind` is a fixed word for programs.

    An error is a value that cannot be taken, a warning one that may be wrong, a note tells what the reader did.
    """

    kind: str
    severity: Severity
    why: Text
    advice: Text | None = None
    sheet: str | None = None
    place: str | None = None
    value: str = ""


class Cell(NamedTuple):
    """A cell with a value. A named tuple, since a sheet has very many: a third of the time of a frozen dataclass.

    `row` and `column` count from 1. `value` of a formula is its text, with the "=", and `cached` what the program that wrote
    the file had computed: nothing uses it unasked. `merged_from` is the address of the cell that was merged over this one.
    """

    row: int
    column: int
    value: Value
    is_formula: bool = False
    cached: Value | None = None
    merged_from: str | None = None

    @property
    def address(self) -> str:
        """The coordinate as spreadsheets write it, such as B3."""
        return f"{column_letters(self.column)}{self.row}"

    @property
    def text(self) -> str:
        """The value in words: whole numbers without a point or an exponent, dates in ISO form."""
        return value_text(self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row that have a value, by column; `findings` are about its cells."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False
    findings: tuple[Finding, ...] = ()

    def find(self, column: int) -> Cell | None:
        """The cell in that column (from 1), or None where it is empty."""
        return next((c for c in self.cells if c.column == column), None)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a sheet, read anew from the file at every iteration. Raises WorkbookError where the file ends up damaged."""

    read: Callable[[], Iterator[Row]]

    def __iter__(self) -> Iterator[Row]:
        return self.read()


@dataclass(frozen=True)
class Sheet:
    """`name` is empty for a text file. `hidden_columns` are letters, `merged` the ranges (A1:B2) that were filled."""

    name: str
    hidden: bool
    rows: Rows
    hidden_columns: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workbook:
    """A file as sheets; `format` is what its content is, `encoding` and `delimiter` are those of a text file."""

    file: str
    format: Literal["xlsx", "xlsm", "ods", "csv", "tsv"]
    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None


def column_letters(column: int) -> str:
    """The letters of a column counted from 1.

    >>> column_letters(1), column_letters(28), column_letters(16384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column, from 1. Raises ValueError for what is no column of a spreadsheet."""
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise ValueError(letters)
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    if number > LAST_COLUMN:
        raise ValueError(letters)
    return number


def value_text(value: Value) -> str:
    """`value` in words.

    >>> value_text(Decimal("1.50")), value_text(True), value_text(PartialDate(2019, 2))
    ('1.50', 'TRUE', '2019-02')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def read_number(text: str) -> int | Decimal:
    """The number that a workbook stores as `text`: exact if written with up to 15 digits or as a whole number.

    Raises ValueError for what is no number.

    >>> read_number("1.0"), read_number("1.1000000000000001"), read_number("5.0000010123450002E+12")
    (1, Decimal('1.1'), 5000001012345)
    """
    text = text.strip()
    if len(text) > _LARGEST or not text.isascii() or "_" in text:
        raise ValueError(text[:40])
    if text.isdigit():
        return int(text)
    if len(text) <= _EXCEL.prec and _PLAIN.fullmatch(text):  # nearly every number, for a third of the time
        whole_part, _, fraction = text.partition(".")
        fraction = fraction.rstrip("0")
        return Decimal(f"{whole_part}.{fraction}") if fraction else int(whole_part)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(text[:40]) from None
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST:
        raise ValueError(text[:40])
    whole = number == number.to_integral_value()
    if not (whole and "E" not in text.upper()):
        number = _EXCEL.create_decimal(number)
        whole = number == number.to_integral_value()
    return int(number) if whole else _EXCEL.normalize(number)


# What does not belong into a value, with what is said of it.
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = "\u200b\u2060\ufeff"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
_BROKEN = "\ufffd\ufffe\uffff\ud800-\udfff"
_ODD = re.compile(f"[{_CONTROL}{_BIDI}{_INVISIBLE}{_PRIVATE}{_BROKEN}]")
_SCRIPT = re.compile(r"^\s*(?:(?:java|vb)script\s*:|data\s*:\s*text/html)", re.IGNORECASE | re.MULTILINE)
# Longer values are mistakes (a whole document pasted in): told, and refused by the tables.
LONGEST_VALUE = 10_000

_DELETE = Text("その文字を消して、入力し直してください。", "Delete it, or type the value again.")
_KINDS: tuple[tuple[str, str, Severity, Text, Text], ...] = (
    (
        "control-character",
        _CONTROL,
        "error",
        Text("制御文字が含まれています。", "There is a control character in the value."),
        _DELETE,
    ),
    (
        "broken-character",
        _BROKEN,
        "error",
        Text("文字化けの跡があります。", "A character was already lost in the file."),
        Text("元の資料を見て、入力し直してください。", "Type it again from the original."),
    ),
    (
        "bidi-control",
        _BIDI,
        "warning",
        Text(
            "文字の並ぶ向きを変える、見えない文字が含まれています。",
            "An invisible character changes the direction of the text.",
        ),
        _DELETE,
    ),
    (
        "invisible-character",
        _INVISIBLE,
        "warning",
        Text("見えない文字が含まれています。", "There is an invisible character in the value."),
        _DELETE,
    ),
    (
        "private-character",
        _PRIVATE,
        "warning",
        Text(
            "外字が含まれています。他の機械では読めません。",
            "A user-defined character (gaiji) cannot be read on other machines.",
        ),
        Text("標準の文字に直してください。", "Use a character of the standard."),
    ),
)


def is_odd(text: str) -> bool:
    """Whether `text_findings` has anything to say of `text`."""
    return _ODD.search(text) is not None or len(text) > LONGEST_VALUE or _SCRIPT.search(text) is not None


def any_odd(texts: Sequence[str]) -> bool:
    """Whether one of `texts` may be odd: one search for a whole row."""
    return is_odd("\n".join(texts))


def text_findings(text: str, sheet: str, place: str) -> Iterator[Finding]:
    """What is wrong with the characters of a value; `value` of a finding is cut, and shows what cannot be seen as escapes."""
    shown = shown_value(text)
    for kind, characters, severity, why, advice in _KINDS:
        if found := re.search(f"[{characters}]", text):
            code = f"U+{ord(found[0]):04X}"
            named = Text(f"{why.ja}（{code}）", f"{why.en} ({code})")
            yield Finding(kind, severity, named, advice, sheet or None, place, shown)
    if len(text) > LONGEST_VALUE:
        why = Text(
            f"値が長すぎます（{len(text)}字、上限{LONGEST_VALUE}字）。",
            f"The value is too long ({len(text)} characters, at most {LONGEST_VALUE}).",
        )
        yield Finding("long-value", "error", why, None, sheet or None, place, shown)
    if _SCRIPT.search(text):
        why = Text("プログラムを動かすアドレスです。", "This is an address that runs a program.")
        advice = Text("http または https で始まるアドレスにしてください。", "Write an address that begins with http or https.")
        yield Finding("script-address", "error", why, advice, sheet or None, place, shown)


def shown_value(text: str) -> str:
    """At most 40 characters of `text`, for a message; characters that cannot be seen as escapes."""
    cut = text if len(text) <= 40 else text[:39] + "…"
    return _ODD.sub(lambda m: f"\\u{ord(m[0]):04x}", cut)
