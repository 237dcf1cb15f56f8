"""Dates whose precision is kept, in the ways people write them.

Eras begin and end on days fixed by law; a year of an era that never came is an error, with the right year named. What a
date cannot hold (頃, 上旬, 予定, a time of day) is kept beside it as its qualifier. Forms that two readers would read
differently (1/2/24, 5月) are errors that say what to write.
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass, field, replace

from renkei.errors import Text
from renkei.text.date_faults import why_no_date
from renkei.text.eras import ERA_YEAR, ERAS, Era, era_named, era_number
from renkei.text.numerals import plain, with_digits
from renkei.text.qualifiers import WORDS, qualifier_in

__all__ = [
    "ERAS",
    "LONGEST",
    "DateError",
    "Era",
    "PartialDate",
    "as_written",
    "calendar_year",
    "one_calendar",
    "parse_date",
    "parse_written",
    "printed_forms",
    "stands_in",
]

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_YEAR = rf"(?:{ERA_YEAR}|(\d{{4}}))"
_DATE = re.compile(
    _YEAR + r"(?:[./年](\d{1,2})(?:[./月](\d{1,2})日?|月)?|-(\d{1,2})(?:-(\d{1,2})|月)?|年)?"
    r"(?:\(([月火水木金土日])(?:曜日?)?(?:[・,/]?祝日?)?\)|[月火水木金土日]曜日?)?(末日)?(" + WORDS + r")"
)
_TIME = re.compile(r"(.*\d日?)(?:\s+|T)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_BOTH_CALENDARS = re.compile(rf"{_YEAR}(年?)\({_YEAR}(年?)\)(年?)(.*)")
_IN_BRACKETS = re.compile(r"(.+)\(([^()]+)\)")
_OTHER_YEAR = re.compile(r"\(\d{4}年\)")
LONGEST = 120  # characters of a date or a span with everything beside it
_WEEKDAYS = "月火水木金土日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, order=True)
class PartialDate:
    """A day, a month (`day` is None) or a year (`month` is None too): as precise as the source, no more.

    `qualifier` is what the writer added that no calendar date can hold: 上旬, 末頃, 予定, 10:30; None where nothing was
    added. Two dates that differ only in it are equal.
    """

    year: int
    month: int | None = None
    day: int | None = None
    qualifier: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        parts = [f"{self.year:04}"] + [f"{p:02}" for p in (self.month, self.day) if p is not None]
        return "-".join(parts)

    @property
    def datatype(self) -> str:
        """Name of the XSD datatype that says the precision: date, gYearMonth or gYear."""
        return "date" if self.day else "gYearMonth" if self.month else "gYear"

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> datetime.date:
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


class DateError(ValueError):
    """A date that is none; `why` in both languages, and `suggestion` (ISO) where one is plain."""

    def __init__(self, why: Text, suggestion: str | None = None) -> None:
        super().__init__(why.en)
        self.why = why
        self.suggestion = suggestion


def parse_date(text: str) -> PartialDate:
    """The date that `text` writes: ISO (2013-10), slashes or dots (2013/10/6), or an era (H25.10, 令和元年5月).

    Full width, spaces, kanji digits, a day of the week (which must be right), a second calendar in brackets (which must
    agree) and approximate words are read too. Raises DateError for what is no date, a date that never came, and a form that
    can mean several dates.

    >>> str(parse_date("H25.10"))
    '2013-10'
    >>> parse_date("令和三年四月末")
    PartialDate(year=2021, month=4, day=None, qualifier='末')
    """
    if m := _ISO.fullmatch(text):
        return _checked(int(m[1]), int(m[2]) if m[2] else None, int(m[3]) if m[3] else None)
    if len(text) <= LONGEST and (m := _TIME.fullmatch(plain(text))):
        return _with_time(m)
    return parse_written(as_written(text))


def as_written(text: str) -> str:
    """`text` as the grammars of dates read it: plain digits and signs, no spaces but one between two digits.

    A dash with spaces about it is made a wave dash. Raises DateError for a text longer than any date.
    """
    if len(text) > LONGEST:
        raise DateError(Text("日付として長すぎます。", "This is too long for a date."))
    written = with_digits(re.sub(r"\s+-+\s+", "~", plain(text)))
    written = re.sub(r"(?<=[\d年月日度])ー(?=[\dA-Za-z明大昭平令])", "-", written)
    return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", written)


def calendar_year(era: str | None, number: str | None, year: str | None) -> tuple[int, Era | None]:
    """The year that the three groups of a year write (see `_YEAR`), with its era where one is written."""
    if era is None:
        return int(year or 0), None
    if (n := era_number(number or "")) == 0:
        raise DateError(Text("年号の年は1（元年）からです。", "The years of an era begin with 1."))
    found = era_named(era)
    return found.year(n), found


def one_calendar(written: str) -> str:
    """`written` with a year given in both calendars, as in 平成31(2019)年, given in the first only.

    Raises DateError where the two differ.
    """
    if m := _BOTH_CALENDARS.fullmatch(written):
        (year, _), (other, _) = calendar_year(*m.group(1, 2, 3)), calendar_year(*m.group(5, 6, 7))
        if year != other:
            raise DateError(
                Text(f"西暦と年号が合いません（{year}と{other}）。", f"The two calendars differ: {year} and {other}.")
            )
        unit = "年" if m[4] or m[8] or m[9] else ""
        head = f"{m[1]}{m[2]}" if m[1] else m[3]
        return head + unit + m[10]
    return written


def parse_written(written: str) -> PartialDate:
    """The date that `written`, already as `as_written` gives it, writes; errors as in `parse_date`."""
    written = one_calendar(written)
    if m := _DATE.fullmatch(written):
        date = _matched(m)
        if date is not None:
            return date
    if m := _IN_BRACKETS.fullmatch(written):
        if qualifier_in(m[2]):
            return parse_written(m[1] + m[2])
        if _DATE.fullmatch(m[2]) and _DATE.fullmatch(m[1]):
            date, other = parse_written(m[1]), parse_written(m[2])
            if date != other:
                raise DateError(
                    Text(f"2つの日付が異なります（{date}と{other}）。", f"The two dates differ: {date} and {other}.")
                )
            return date
    raise DateError(*why_no_date(written))


def _matched(m: re.Match[str]) -> PartialDate | None:
    """The date of a match of `_DATE`; None where its parts do not go together."""
    year, era = calendar_year(*m.group(1, 2, 3))
    month, day = m[4] or m[6], m[5] or m[7]
    if era and m[6] and not day:
        return None  # H25-10: a month, or the end of a span of years
    found = _checked(year, int(month) if month else None, int(day) if day else None)
    if era:
        _check_within(era, found)
    if m[9]:
        if not found.month or found.day:
            return None
        found = replace(found, day=found.last_day.day)
    if m[8]:
        if not found.day:
            return None
        number = found.first_day.weekday()
        if m[8] != _WEEKDAYS[number]:
            why = Text(f"{found}は{_WEEKDAYS[number]}曜日です。", f"{found} is a {_WEEKDAYS_EN[number]}.")
            raise DateError(why, str(found))
    if m[10]:
        qualifier = qualifier_in(m[10], found.datatype)
        return replace(found, qualifier=qualifier) if qualifier else None
    return found


def _with_time(m: re.Match[str]) -> PartialDate:
    date = parse_written(as_written(m[1]))
    hour, minute, second = int(m[2]), int(m[3]), int(m[4] or 0)
    if date.day is None or date.qualifier:
        raise DateError(*why_no_date(m[0]))
    if hour > 23 or minute > 59 or second > 59:
        raise DateError(Text("その時刻はありません。", "There is no such time of day."), str(date))
    if not hour and not minute and not second:
        return date
    return replace(date, qualifier=f"{hour:02}:{minute:02}" + (f":{second:02}" if second else "") + (m[5] or ""))


def _checked(year: int, month: int | None, day: int | None) -> PartialDate:
    if not 1000 <= year <= 9999:
        raise DateError(Text("年は4桁で書いてください。", "Write the year with four digits."))
    if month is not None and not 1 <= month <= 12:
        raise DateError(Text(f"{month}月はありません。", f"There is no month {month}."), f"{year:04}")
    if month is not None and day is not None:
        last = calendar.monthrange(year, month)[1]
        if not 1 <= day <= last:
            raise DateError(
                Text(f"{year}年{month}月は{last}日までです。", f"{year}-{month:02} has {last} days."),
                f"{year:04}-{month:02}-{last:02}" if day else f"{year:04}-{month:02}",
            )
    return PartialDate(year, month, day)


def _check_within(era: Era, found: PartialDate) -> None:
    """Refuse what lies wholly before the first or after the last day of the era."""
    if era.last and found.first_day > era.last:
        raise DateError(Text(f"{era.name}は{era.last}に終わりました。", f"The era {era.name} ended on {era.last}."), str(found))
    if found.last_day < era.first:
        raise DateError(
            Text(f"{era.name}は{era.first}に始まりました。", f"The era {era.name} began on {era.first}."), str(found)
        )


def printed_forms(date: PartialDate) -> list[str]:
    """The folded forms in which a document may print `date`, used to look for it in the cited lines."""
    years = [f"{date.year}"]
    for era in ERAS:
        number = date.year - era.first.year + 1
        if number >= 1 and (era.last is None or date.year <= era.last.year):
            for n in ["元", "1"] if number == 1 else [str(number)]:
                years += [f"{era.letter.lower()}{n}", f"{era.name}{n}"]
    if date.month is None:
        return years
    forms = []
    for year in years:
        for month in {str(date.month), f"{date.month:02}"}:
            if date.day is None:
                forms += [f"{year}.{month}", f"{year}/{month}", f"{year}-{month}", f"{year}年{month}月"]
            else:
                for day in {str(date.day), f"{date.day:02}"}:
                    forms += [
                        f"{year}.{month}.{day}",
                        f"{year}/{month}/{day}",
                        f"{year}-{month}-{day}",
                        f"{year}年{month}月{day}日",
                    ]
    return sorted(forms)


def stands_in(date: PartialDate, folded: str) -> bool:
    """Whether some printed form of `date` stands in `folded`, and is not cut out of a longer number.

    A year of the other calendar in brackets, as in 平成31年(2019年)2月, is passed over.
    """
    plain = _OTHER_YEAR.sub("", folded)
    return any(re.search(rf"(?<!\d){re.escape(form)}(?!\d)", text) for form in printed_forms(date) for text in (folded, plain))
