"""Fiscal years and spans of time, in the ways people write them.

A unit, an era or a year that stands once belongs to both ends: H25～28年度, 令和6年4月～9月, 2024.4.1～10.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from renkei.errors import Text
from renkei.text.dates import DateError, PartialDate, as_written, calendar_year, one_calendar, parse_date, parse_written
from renkei.text.eras import ERA_YEAR
from renkei.text.qualifiers import WORDS, qualifier_in

_YEAR = rf"(?:{ERA_YEAR}|(\d{{4}}))"
_FISCAL = re.compile(rf"(?:FY{_YEAR}(?:年度)?|{_YEAR}(?:(?:会計)?年度|FY))({WORDS})", re.IGNORECASE)
_SHORT_FISCAL = re.compile(r"(?:FY(\d{2})|(\d{2})(?:年度|FY))", re.IGNORECASE)

_PRINTED = r"(\.\.|FY\d{4}|\d{4}(?:-\d{2}(?:-\d{2})?)?)"
_INTERVAL = re.compile(rf"{_PRINTED}/{_PRINTED}")
_FROM_TO = re.compile(r"自(.+)至(.+)")
_SEPARATOR = re.compile(r"~|から|より|→")
_YEAR_AND_MONTH = re.compile(rf"{_YEAR}年?-\d{{1,2}}月?{WORDS}")
_ONWARD, _UNTIL = re.compile(r"(.+?)(?:以降|以後)"), re.compile(r"(.+?)(?:まで|以前)")
_NO_END = {
    "": None,
    "現在": "現在",
    "今": "現在",
    "現在に至る": "現在",
    "継続": "継続中",
    "継続中": "継続中",
    "未定": "未定",
    "当面": "未定",
}
_YEARS_BEFORE = re.compile(r"(\d{1,2})(?:年間|[かカヶケ箇]年(?:間)?)\((.+)\)")
_YEARS_AFTER = re.compile(r"(.+?)\((?:約)?(\d{1,2})(?:年間|[かカヶケ箇]年(?:間)?)\)")
_YEARS_FROM = re.compile(r"(.+?)(?:から|より|~)の?(\d{1,2})(?:年間|[かカヶケ箇]年(?:間)?)")
_LEFT_DATE = re.compile(rf"({_YEAR}(?:年|[./-]))(\d{{1,2}})(?:(月|[./-])(\d{{1,2}})日?|月)?.*")


@dataclass(frozen=True, order=True)
class FiscalYear:
    """The Japanese fiscal year that begins on 1 April of `year`; `qualifier` as in PartialDate (末, 上期, 予定)."""

    year: int
    qualifier: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"FY{self.year:04}"

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.year, 4, 1)

    @property
    def last_day(self) -> datetime.date:
        return datetime.date(self.year + 1, 3, 31)


Point: TypeAlias = PartialDate | FiscalYear


@dataclass(frozen=True)
class Span:
    """From `start` to the end of `end`, each as precise as written; None where that end is open.

    Printed as an ISO 8601 interval with open ends: 2024-04/2026-03, FY2013/FY2016, 2024-04/... `qualifier` says what
    stands for an open end (現在, 継続中, 未定) or beside the span (予定).
    """

    start: Point | None
    end: Point | None
    qualifier: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.start or '..'}/{self.end or '..'}"

    @property
    def first_day(self) -> datetime.date | None:
        return self.start.first_day if self.start else None

    @property
    def last_day(self) -> datetime.date | None:
        return self.end.last_day if self.end else None


When: TypeAlias = PartialDate | FiscalYear | Span


def parse_fiscal_year(text: str) -> FiscalYear:
    """The fiscal year that `text` writes (R6年度, 2024年度, FY2024, 平成31(2019)年度).

    Raises DateError for what is none, and for one that lies wholly outside its era.

    >>> str(parse_fiscal_year("R6年度"))
    'FY2024'
    """
    written = as_written(text)
    if found := _fiscal_year(written):
        return found
    if m := _SHORT_FISCAL.fullmatch(written):
        suggestion = f"FY20{m[1]}" if m[1] else None
        ja = "西暦か年号か分かりません。2024年度、R6年度のように書いてください。"
        raise DateError(Text(ja, "The era is missing: write 2024年度, R6年度 or FY2024."), suggestion)
    raise DateError(
        Text("年度として読めません。2024年度のように書いてください。", "This is no fiscal year: write it like FY2024.")
    )


def parse_when(text: str) -> When:
    """The date, fiscal year or span that `text` writes; raises DateError as `parse_date` does.

    >>> str(parse_when("H25～28年度")), str(parse_when("令和6年4月1日から令和9年3月31日まで"))
    ('FY2013/FY2016', '2024-04-01/2027-03-31')
    """
    written = as_written(text)
    return parse_date(text) if ":" in written else _when(written)


def parse_span(text: str) -> Span:
    """As `parse_when`, with a date or a fiscal year taken as the span that it fills."""
    found = parse_when(text)
    return found if isinstance(found, Span) else Span(found, found, found.qualifier)


def _when(written: str) -> When:
    if (m := re.fullmatch(r"(.+)\(([^()\d]+)\)", written)) and (qualifier := qualifier_in(m[2])):
        found = _when(m[1])
        return replace(found, qualifier=(found.qualifier or "") + qualifier)
    if m := _YEARS_BEFORE.fullmatch(written):
        return _of_years(_when(m[2]), int(m[1]))
    if (m := _YEARS_AFTER.fullmatch(written)) and _is_span(m[1]):
        found = _when(m[1])
        if isinstance(found, Span) and found.start and found.end is None:
            return _with_years(found.start, int(m[2]))
        return _of_years(found, int(m[2]))
    if m := _YEARS_FROM.fullmatch(written):
        return _with_years(_point(m[1]), int(m[2]))
    ends = _ends(written)
    if ends is None:
        return _point(written)
    return _span(*ends) if not _INTERVAL.fullmatch(written) else _from_to(*ends)


def _is_span(written: str) -> bool:
    return _ends(written) is not None


def _ends(written: str) -> tuple[str, str] | None:
    """The two ends of a span as written, "" for an open one; None where `written` is no span."""
    if m := _INTERVAL.fullmatch(written):
        return m[1].strip("."), m[2].strip(".")
    if m := _FROM_TO.fullmatch(written):
        return m[1], m[2]
    parts = _SEPARATOR.split(written)
    if len(parts) == 2:
        return parts[0], parts[1].removesuffix("まで").removesuffix("迄")
    if len(parts) > 2:
        why = Text("期間の区切りが2つ以上あります。1つずつ分けて書いてください。", "More than one span: write them apart.")
        raise DateError(why)
    if m := _ONWARD.fullmatch(written):
        return m[1], ""
    if m := _UNTIL.fullmatch(written):
        return "", m[1]
    if (hyphen := _parting_hyphen(written)) is not None:
        return written[:hyphen], written[hyphen + 1 :]
    return None


def _parting_hyphen(written: str) -> int | None:
    """Where the hyphen stands that parts two ends and not a year from its month, or a month from its day."""
    hyphens = [n for n, c in enumerate(written) if c == "-"]
    if len(hyphens) % 2 == 0 or _YEAR_AND_MONTH.fullmatch(written):
        return None
    return hyphens[len(hyphens) // 2]


def _span(left: str, right: str) -> Span:
    qualifier = _NO_END.get(right)
    if right in _NO_END:
        right = ""
    if left and right:
        unit = re.search(r"(年度|FY)", right)
        if unit and re.fullmatch(rf"{_YEAR}年?", left):
            left = left.removesuffix("年") + "年度"
        right = _completed(right, left)
        if re.fullmatch(rf"{_YEAR}", right) and _fiscal_year(left):
            right += "年度"
    return _from_to(left, right, qualifier)


def _from_to(left: str, right: str, qualifier: str | None = None) -> Span:
    start = _point(left) if left else None
    end = _point(right) if right else None
    if start is None and end is None:
        raise DateError(Text("期間の始まりも終わりもありません。", "The span has neither beginning nor end."))
    if start and end and end.last_day < start.first_day:
        why = Text("終わりが始まりより前です。", "The end is before the beginning.")
        raise DateError(why, str(Span(end, start)))
    return Span(start, end, qualifier)


def _completed(right: str, left: str) -> str:
    """`right` with the era, the year or the month that only `left` says."""
    if re.match(rf"(?:FY)?{_YEAR}(?!\d)", right, re.IGNORECASE) or not right[:1].isdigit():
        return right
    head = re.match(rf"(FY)?{_YEAR}", left, re.IGNORECASE)
    if not head:
        return right
    era = head[2] or ""
    date = _LEFT_DATE.fullmatch(left)
    number = r"\d{1,2}"
    if date is None or re.match(rf"{number}年", right):
        return era + right if era else head[4][:2] + right if re.match(r"\d\d(?!\d)", right) else right
    year, month, day = date[1], date[5], date[7]
    if re.match(rf"{number}月", right):
        return re.sub(r"[./-]$", "年", year) + right
    if re.match(rf"{number}日", right):
        return re.sub(r"[./-]$", "年", year) + f"{month}月{right}"
    mark = date[6] if day and date[6] != "月" else year[-1]
    parts = len(re.split(r"[./-]", re.match(r"[\d./-]*", right)[0]))  # type: ignore[index]
    missing = (3 if day else 2) - parts
    if missing == 0:
        return era + right if era else right
    if missing == 1:
        return year + right
    return f"{year}{month}{'月' if mark == '年' else mark}{right}"


def _point(written: str) -> Point:
    if _SHORT_FISCAL.fullmatch(written):
        return parse_fiscal_year(written)
    return _fiscal_year(written) or parse_written(written)


def _fiscal_year(written: str) -> FiscalYear | None:
    written = re.sub(r"^(.+)年度\((.+)年度\)", r"\1(\2)年度", written)
    m = _FISCAL.fullmatch(one_calendar(written).replace("年年度", "年度"))
    if m is None:
        return None
    year, era = calendar_year(*(m.group(1, 2, 3) if m[1] or m[3] else m.group(4, 5, 6)))
    found = FiscalYear(year)
    if not 1000 <= year <= 9998:
        raise DateError(Text("年は4桁で書いてください。", "Write the year with four digits."))
    if era and era.last and found.first_day > era.last:
        why = Text(f"{era.name}は{era.last}に終わりました。", f"The era {era.name} ended on {era.last}.")
        raise DateError(why, str(found))
    if m[7]:
        qualifier = qualifier_in(m[7], "fiscal")
        return replace(found, qualifier=qualifier) if qualifier else None
    return found


def _of_years(found: When, number: int) -> When:
    """`found`, which must last `number` years."""
    start, end = (found.start, found.end) if isinstance(found, Span) else (found, found)
    if start and end:
        years = round(((end.last_day - start.first_day).days + 1) / 365.25)
        if years != number:
            why = Text(
                f"{number}年間と書かれていますが、{found}は{years}年間です。", f"It says {number} years; {found} is {years}."
            )
            raise DateError(why, str(_with_years(start, number)))
    return found


def _with_years(start: Point, number: int) -> Span:
    """The span of `number` years from `start`, as precise as `start`."""
    if number == 0:
        raise DateError(Text("0年間という期間はありません。", "A span of no years is none."))
    if start.year + number > 9999:
        raise DateError(Text("年は4桁で書いてください。", "Write the year with four digits."))
    if isinstance(start, FiscalYear):
        return Span(start, FiscalYear(start.year + number - 1))
    if start.month is None:
        return Span(start, PartialDate(start.year + number - 1))
    if start.day is None:
        before = (start.year + number - 1, 12) if start.month == 1 else (start.year + number, start.month - 1)
        return Span(start, PartialDate(*before))
    following = (start.year + number, start.month, start.day)
    day = datetime.date(*(following if following[1:] != (2, 29) else (following[0], 3, 1))) - datetime.timedelta(days=1)
    return Span(start, PartialDate(day.year, day.month, day.day))
