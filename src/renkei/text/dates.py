"""Dates whose precision is kept, and the forms in which Japanese documents print them.

Eras begin and end on days fixed by law; a year of an era that never came is an error, with the right year named.
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

from renkei.errors import Text

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_SLASH = re.compile(r"(\d{4})(?:[/.年](\d{1,2})(?:[/.月](\d{1,2})日?|月)?|年)")
_ERA = re.compile(r"(明治|大正|昭和|平成|令和|[MTSHR])(元|\d{1,2})(?:[./年](\d{1,2})(?:[./月](\d{1,2})日?|月)?|年)?")


_OTHER_YEAR = re.compile(r"\(\d{4}年\)")


@dataclass(frozen=True)
class Era:
    name: str
    letter: str
    first: datetime.date
    last: datetime.date | None


ERAS = (
    Era("明治", "M", datetime.date(1868, 1, 25), datetime.date(1912, 7, 29)),
    Era("大正", "T", datetime.date(1912, 7, 30), datetime.date(1926, 12, 24)),
    Era("昭和", "S", datetime.date(1926, 12, 25), datetime.date(1989, 1, 7)),
    Era("平成", "H", datetime.date(1989, 1, 8), datetime.date(2019, 4, 30)),
    Era("令和", "R", datetime.date(2019, 5, 1), None),
)


@dataclass(frozen=True, order=True)
class PartialDate:
    """A day, a month (`day` is None) or a year (`month` is None too): as precise as the source, no more."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04}"] + [f"{p:02}" for p in (self.month, self.day) if p is not None]
        return "-".join(parts)

    @property
    def datatype(self) -> str:
        """Name of the XSD datatype that says the precision: date, gYearMonth or gYear."""
        return "date" if self.day else "gYearMonth" if self.month else "gYear"


class DateError(ValueError):
    """A date that is none; `why` in both languages, and `suggestion` (ISO) where one is plain."""

    def __init__(self, why: Text, suggestion: str | None = None) -> None:
        super().__init__(why.en)
        self.why = why
        self.suggestion = suggestion


def parse_date(text: str) -> PartialDate:
    """The date that `text` writes: ISO (2013-10), slashes or dots (2013/10/6), or an era (H25.10, 令和元年5月).

    Raises DateError for what is no date, or a date that never came.

    >>> str(parse_date("H25.10"))
    '2013-10'
    """
    if m := _ISO.fullmatch(text) or _SLASH.fullmatch(text):
        year, month, day = (int(g) if g else None for g in m.groups())
        return _checked(year or 0, month, day)
    if m := _ERA.fullmatch(text):
        era = next(e for e in ERAS if m[1] in (e.name, e.letter))
        number = 1 if m[2] == "元" else int(m[2])
        if number == 0:
            raise DateError(Text("年号の年は1（元年）からです。", "The years of an era begin with 1."))
        found = _checked(era.first.year + number - 1, *(int(g) if g else None for g in m.groups()[2:]))
        _check_within(era, found)
        return found
    raise DateError(
        Text("日付として読めません。", "This is not a date."),
        None,
    )


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
    latest = datetime.date(found.year, found.month or 12, found.day or calendar.monthrange(found.year, found.month or 12)[1])
    earliest = datetime.date(found.year, found.month or 1, found.day or 1)
    if era.last and earliest > era.last:
        raise DateError(Text(f"{era.name}は{era.last}に終わりました。", f"The era {era.name} ended on {era.last}."), str(found))
    if latest < era.first:
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
