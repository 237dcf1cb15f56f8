"""Days that a workbook keeps as numbers."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal
from typing import Literal

from renkei.errors import Text
from renkei.text.dates import DateError, PartialDate

_LAST = {1900: 2_958_465, 1904: 2_957_003}  # 9999-12-31
_FALSE_DAY = 60  # in the 1900 system the day 1900-02-29, which never was


def date_from_serial(number: float | Decimal, system: Literal[1900, 1904] = 1900) -> PartialDate:
    """The day that a workbook of the 1900 or the 1904 date system keeps as `number`; a time of day becomes the qualifier.

    In the 1900 system 1 is 1900-01-01 and 60 the day 1900-02-29 that never was (ECMA-376 part 1, 18.17.4.1); in the 1904
    system 0 is 1904-01-01. Raises DateError for these and for a number outside the calendar of the workbook.

    >>> str(date_from_serial(45383)), str(date_from_serial(43921, 1904))
    ('2024-04-01', '2024-04-01')
    """
    if not math.isfinite(number):
        raise DateError(Text("日付の番号ではありません。", "This is not the number of a day."))
    days, seconds = divmod(round(Decimal(number) * 86_400), 86_400)
    first = 1 if system == 1900 else 0
    if not first <= days <= _LAST[system]:
        ja = f"日付の番号は{first}から{_LAST[system]}までです。"
        raise DateError(Text(ja, f"The number of a day is {first} to {_LAST[system]}."))
    if system == 1900 and days == _FALSE_DAY:
        ja, en = "1900年2月29日はありませんでした（Excel の誤り）。", "There was no 1900-02-29: a mistake of Excel."
        raise DateError(Text(ja, en), "1900-02-28")
    zero = datetime.date(1904, 1, 1) if system == 1904 else datetime.date(1899, 12, 31 if days < _FALSE_DAY else 30)
    day = zero + datetime.timedelta(days=days)
    clock = (datetime.datetime.min + datetime.timedelta(seconds=seconds)).time()
    qualifier = f"{clock:%H:%M:%S}".removesuffix(":00") if seconds else None
    return PartialDate(day.year, day.month, day.day, qualifier)
