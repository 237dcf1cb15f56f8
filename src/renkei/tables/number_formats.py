"""Number formats of workbooks: which numbers are dates, how precise, and which codes show leading zeros.

Numbers of built-in formats and the day count are those of ECMA-376 part 1, 18.8.30 and 18.17.4; those from 27 to 58 that
Excel for Japan shows as dates are in the same table.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from renkei.errors import Text
from renkei.tables.sheets import Value
from renkei.text.dates import PartialDate

_BUILT_IN: dict[int, str] = {
    **dict.fromkeys((14, 15, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 56, 57, 58), "yyyy-mm-dd"),
    16: "mm-dd",
    17: "yyyy-mm",
    22: "yyyy-mm-dd hh:mm",
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47), "hh:mm:ss"),
    46: "[h]:mm:ss",
    55: "yyyy-mm",
}
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]|General|G/標準', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,}|0+(?:\\?-0+)+")
_LAST_SERIAL = 2_958_465  # 9999-12-31


@dataclass(frozen=True)
class Display:
    """How a format shows a number: as a date with this precision, a time, a duration, or digits padded with zeros."""

    kind: Literal["day", "month", "year", "moment", "time", "duration", "zeros"]
    pattern: str = ""


class SerialError(ValueError):
    """A number shown as a date that is none."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def display_of(number: int, code: str | None) -> Display | None:
    """How the format with that number, or that code, shows a number; None where it shows the number itself.

    >>> display_of(164, 'ggge"年"m"月"'), display_of(0, "General"), display_of(170, '#,##0"m"')
    (Display(kind='month', pattern=''), None, None)
    """
    code = _BUILT_IN.get(number, "") if code is None else code
    if not code:
        return None
    section = code.replace('"', "").rpartition(";")[2]
    if _ZEROS.fullmatch(section):
        return Display("zeros", section.replace("\\", ""))
    bare = _QUOTED.sub("", code).partition(";")[0].lower()
    if _ELAPSED.search(bare):
        return Display("duration")
    bare = re.sub(r"e[+-]|am/pm|a/p", "", bare)
    if re.search(r"[0#?]", bare.replace(".0", "")) or not re.search(r"[ymdhseg]", bare):
        return None
    clock = re.search(r"[hs]", bare) is not None
    if not re.search(r"[yedg]", bare):
        return Display("time") if clock else Display("day")
    if clock:
        return Display("moment")
    if "d" in bare:
        return Display("day")
    return Display("month" if "m" in bare else "year")


def displayed(number: int | Decimal, display: Display, epoch_1904: bool = False) -> Value:
    """The value that `number` shows. Raises SerialError for a date that is none.

    >>> str(displayed(43497, Display("month")))
    '2019-02'
    """
    if display.kind == "zeros":
        return _padded(number, display.pattern)
    if display.kind == "duration":
        if number > _LAST_SERIAL or number < -_LAST_SERIAL:
            raise SerialError(Text("時間として表せない数です。", "The number is too large for a time."))
        return datetime.timedelta(milliseconds=round(number * 86_400_000))
    if number < 0 or number >= _LAST_SERIAL + 1:
        why = Text("日付として表せない数です（####）。", "The number shown as a date is none (####).")
        raise SerialError(why)
    days, milliseconds = divmod(round(number * 86_400_000), 86_400_000)
    clock = (datetime.datetime.min + datetime.timedelta(milliseconds=milliseconds)).time()
    if display.kind == "time" and days == 0:
        return clock
    day = _day(days, epoch_1904)
    if display.kind in ("moment", "time"):
        return datetime.datetime.combine(day, clock)
    if display.kind == "day":
        return PartialDate(day.year, day.month, day.day)
    return PartialDate(day.year, day.month if display.kind == "month" else None)


def _day(serial: int, epoch_1904: bool) -> datetime.date:
    """The day of a serial number; Excel counts a 29 February 1900 that never was."""
    try:
        if epoch_1904:
            return datetime.date(1904, 1, 1) + datetime.timedelta(serial)
        if serial in (0, 60):
            shown = "1900-01-00" if serial == 0 else "1900-02-29"
            raise SerialError(Text(f"{shown} という日はありません。", f"There is no day {shown}."))
        return datetime.date(1899, 12, 31 if serial < 60 else 30) + datetime.timedelta(serial)
    except OverflowError:
        raise SerialError(Text("日付として表せない数です（####）。", "The number shown as a date is none (####).")) from None


def _padded(number: int | Decimal, pattern: str) -> Value:
    """Digits laid into the zeros of the pattern from the right, as 600001 in 000-0000 is 060-0001."""
    if not isinstance(number, int) or number < 0:
        return number
    digits = str(number).rjust(pattern.count("0"), "0")
    shown = ""
    for mark in reversed(pattern):
        if mark == "0":
            shown, digits = digits[-1] + shown, digits[:-1]
        else:
            shown = mark + shown
    return digits + shown
