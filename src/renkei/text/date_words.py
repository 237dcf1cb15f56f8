"""Dates in words of both languages, as precise as they are: 2019年(令和元年)5月, May 2019.

A month or a year in which one era followed another bears both: 2019年(平成31年・令和元年). Days have one era, and what is
earlier than the first has none. English readers are given no eras.
"""

from __future__ import annotations

import datetime
import re

from renkei.errors import Text
from renkei.text.dates import DateError, PartialDate, parse_date
from renkei.text.eras import ERAS

_ISO = re.compile(r"\d{4}(-\d\d){0,2}")
_MONTHS = tuple("January February March April May June July August September October November December".split())  # noqa: SIM905


def said_date(lexical: str) -> Text:
    """A date of XSD in words; what is no such date stays as it is.

    >>> said_date("2019-05").ja, said_date("2019-05").en
    ('2019年(令和元年)5月', 'May 2019')
    >>> said_date("2019").ja
    '2019年(平成31年・令和元年)'
    """
    try:
        date = parse_date(lexical) if _ISO.fullmatch(lexical) else None
    except DateError:
        date = None
    if date is None:
        return Text(lexical, lexical)
    eras = era_years(date.first_day, date.last_day)
    ja = f"{date.year}年" + (f"({'・'.join(f'{era.ja}年' for era in eras)})" if eras else "")
    rest = "".join(f"{part}{unit}" for part, unit in ((date.month, "月"), (date.day, "日")) if part)
    return Text(ja + rest, _english(date))


def era_years(first: datetime.date, last: datetime.date) -> tuple[Text, ...]:
    """The years of eras that lie in days of one calendar year, the earlier first: 平成31, 令和元."""
    return tuple(
        Text(f"{era.name}{'元' if number == 1 else number}", f"{era.roman} {number}")
        for era in ERAS
        if era.first <= last and (era.last is None or era.last >= first) and (number := first.year - era.first.year + 1)
    )


def eras_of_year(year: int) -> tuple[Text, ...]:
    """The years of eras that a calendar year is.

    >>> [era.ja for era in eras_of_year(2019)], [era.en for era in eras_of_year(2020)]
    (['平成31', '令和元'], ['Reiwa 2'])
    """
    return era_years(datetime.date(year, 1, 1), datetime.date(year, 12, 31))


def era_of_fiscal_year(year: int) -> Text | None:
    """The year of an era that names a fiscal year: the last that began by December, for a new era renames the rest of the year.

    >>> era_of_fiscal_year(2019).ja, era_of_fiscal_year(1988).ja
    ('令和元', '昭和63')
    """
    return next(iter(era_years(datetime.date(year, 4, 1), datetime.date(year, 12, 31))[::-1]), None)


def _english(date: PartialDate) -> str:
    words = [str(date.day)] if date.day else []
    words += [_MONTHS[date.month - 1]] if date.month else []
    return " ".join([*words, str(date.year)])
