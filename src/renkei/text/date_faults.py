"""Why a text is no date, and what to write instead."""

from __future__ import annotations

import calendar
import datetime
import re

from renkei.errors import Text
from renkei.text.eras import ERA_YEAR

_YEAR_FIRST = Text(
    "年・月・日のどれか分かりません。2024-01-02 のように4桁の年から書いてください。",
    "It is not plain which is the year, the month and the day: write four digits of the year first, as in 2024-01-02.",
)
_NO_YEAR = Text("年がありません。2024-05 のように年から書いてください。", "The year is missing: write it as in 2024-05.")
_NO_ERA = Text(
    "西暦か年号か分かりません。2024年、令和6年のように書いてください。", "The era is missing: write 2024 or 令和6年."
)


def why_no_date(written: str) -> tuple[Text, str | None]:
    """Why `written` (as `dates.as_written` gives it) is no date, with the ISO form of the date where only one is meant."""
    if re.search(r"[・、,，]", written):
        ja = "いくつもの日付があります。1つずつ分けて書いてください。"
        return Text(ja, "More than one date: write them apart."), None
    if "~" in written or re.search(r"から|まで|以降|以前", written):
        return Text("期間であり、1つの日付ではありません。", "This is a period, not one date."), None
    if re.search(r"年度|^FY", written, re.IGNORECASE):
        return Text("年度であり、日付ではありません。", "This is a fiscal year, not a date."), None
    if m := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{2}|\d{4})", written):
        return _YEAR_FIRST, _day_of_year_last(*m.groups())
    if re.fullmatch(r"\d{1,2}月(\d{1,2}日?)?[^\d]*|\d{1,2}[./-]\d{1,2}", written):
        return _NO_YEAR, None
    if m := re.fullmatch(rf"({ERA_YEAR})-(\d{{1,2}})", written):
        if int(m[4]) > 12:
            return Text(
                f"期間なら {m[1]}～{m[4]}年 のように書いてください。", f"Write {m[1]}～{m[4]}年 for a span of years."
            ), None
        ja = f"月なら {m[1]}.{m[4]}、期間なら {m[1]}～{m[4]}年 のように書いてください。"
        return Text(ja, f"Write {m[1]}.{m[4]} for a month and {m[1]}～{m[4]}年 for a span of years."), None
    if re.fullmatch(r"[2-6]\d{4}", written):
        day = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(written))
        ja = "Excel の日付の番号です。セルの書式を日付にするか、2024-04-01 のように書いてください。"
        return Text(ja, "This is Excel's number of a day: give the cell a date format, or write the date."), str(day)
    if re.fullmatch(r"\d{1,2}(年.*)?", written):
        return _NO_ERA, None
    if m := re.fullmatch(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)?", written):
        form = "-".join(g for g in m.groups() if g)
        return Text(f"区切って {form} のように書いてください。", f"Write it with hyphens, as in {form}."), None
    return Text("日付として読めません。", "This is not a date."), None


def _day_of_year_last(first: str, second: str, year: str) -> str | None:
    """The ISO form of 12/31/2024 or 31.12.2024 where only one order is a date."""
    if len(year) < 4 or year < "1000":
        return None
    orders = {(int(first), int(second)), (int(second), int(first))}
    days = {f"{year}-{m:02}-{d:02}" for m, d in orders if 1 <= m <= 12 and 1 <= d <= calendar.monthrange(int(year), m)[1]}
    return days.pop() if len(days) == 1 else None
