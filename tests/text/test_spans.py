"""Fiscal years and spans: every way of writing them, what stands once belongs to both ends, what cannot be is refused."""

from __future__ import annotations

import calendar
import datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from renkei.text.dates import DateError, PartialDate
from renkei.text.spans import FiscalYear, Point, Span, parse_fiscal_year, parse_span, parse_when


@pytest.mark.parametrize(
    ("written", "year", "qualifier"),
    [
        ("R6年度", 2024, None),
        ("Ｒ６年度", 2024, None),
        ("令和六年度", 2024, None),
        ("2024年度", 2024, None),
        ("FY2024", 2024, None),
        ("fy 2024", 2024, None),
        ("2024FY", 2024, None),
        ("令和6（2024）年度", 2024, None),
        ("令和6年度（2024年度）", 2024, None),
        ("令和元年度", 2019, None),
        ("平成31年度", 2019, None),
        ("平成元年度", 1989, None),
        ("昭和63年度", 1988, None),
        ("R6年度末", 2024, "末"),
        ("R6年度上半期", 2024, "上期"),
        ("R6年度第1四半期", 2024, "第1四半期"),
        ("R6年度当初", 2024, "初め"),
    ],
)
def test_fiscal_years(written: str, year: int, qualifier: str | None) -> None:
    found = parse_fiscal_year(written)
    assert (found.year, found.qualifier) == (year, qualifier)
    assert parse_when(written) == found


@pytest.mark.parametrize(
    ("written", "why", "suggestion"),
    [
        ("平成32年度", "The era 平成 ended on 2019-04-30.", "FY2020"),
        ("昭和64年度", "The era 昭和 ended on 1989-01-07.", "FY1989"),
        ("24年度", "The era is missing: write 2024年度, R6年度 or FY2024.", None),
        ("FY24", "The era is missing: write 2024年度, R6年度 or FY2024.", "FY2024"),
        ("2024", "This is no fiscal year: write it like FY2024.", None),
        ("令和6（2023）年度", "The two calendars differ: 2024 and 2023.", None),
        ("R0年度", "The years of an era begin with 1.", None),
    ],
)
def test_no_fiscal_years(written: str, why: str, suggestion: str | None) -> None:
    with pytest.raises(DateError) as caught:
        parse_fiscal_year(written)
    assert (caught.value.why.en, caught.value.suggestion) == (why, suggestion)


def test_a_fiscal_year_runs_from_april_to_march() -> None:
    assert (FiscalYear(2024).first_day, FiscalYear(2024).last_day) == (datetime.date(2024, 4, 1), datetime.date(2025, 3, 31))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("H25～28年度", "FY2013/FY2016"),
        ("平成25～28年度", "FY2013/FY2016"),
        ("平成25年度〜平成28年度", "FY2013/FY2016"),
        ("平成25年度から28年度まで", "FY2013/FY2016"),
        ("平成二十五～二十八年度", "FY2013/FY2016"),
        ("平成25年度～2016年度", "FY2013/FY2016"),
        ("H25-28年度", "FY2013/FY2016"),
        ("2024-26年度", "FY2024/FY2026"),
        ("2024～26年度", "FY2024/FY2026"),
        ("FY2024-FY2026", "FY2024/FY2026"),
        ("FY2024～2026", "FY2024/FY2026"),
        ("R6~R8年度", "FY2024/FY2026"),
        ("2024-04～2026-03", "2024-04/2026-03"),
        ("2024-04 - 2026-03", "2024-04/2026-03"),
        ("2024-04-2026-03", "2024-04/2026-03"),
        ("2024-04-01-2025-03-31", "2024-04-01/2025-03-31"),
        ("2013-2016", "2013/2016"),
        ("R6年～8年", "2024/2026"),
        ("R6～8", "2024/2026"),
        ("令和6年4月1日から令和9年3月31日まで", "2024-04-01/2027-03-31"),
        ("自令和6年4月1日　至令和9年3月31日", "2024-04-01/2027-03-31"),
        ("令和6年4月～9月", "2024-04/2024-09"),
        ("令和6年4月～9年3月", "2024-04/2027-03"),
        ("2024年4月1日～5月10日", "2024-04-01/2024-05-10"),
        ("2024年4月1日（月）～5日（金）", "2024-04-01/2024-04-05"),
        ("2024/4/1～4/10", "2024-04-01/2024-04-10"),
        ("2024/4/1-2025/3/31", "2024-04-01/2025-03-31"),
        ("2024.4.1～5", "2024-04-01/2024-04-05"),
        ("R6.4.1-R7.3.31", "2024-04-01/2025-03-31"),
        ("R6.4～9.3", "2024-04/2027-03"),
        ("2024.4～9", "2024-04/2024-09"),
        ("2024年4月1日～2024年度末", "2024-04-01/FY2024"),
        ("2024年4月～", "2024-04/.."),
        ("2024年4月以降", "2024-04/.."),
        ("令和6年4月より", "2024-04/.."),
        ("～2026年3月", "../2026-03"),
        ("令和9年3月まで", "../2027-03"),
        ("R6年度～（3年間）", "FY2024/FY2026"),
        ("4年間（平成25～28年度）", "FY2013/FY2016"),
        ("平成25～28年度（4年間）", "FY2013/FY2016"),
        ("3か年（R6～R8年度）", "FY2024/FY2026"),
        ("2024年度から3年間", "FY2024/FY2026"),
        ("令和6年4月1日から3年間", "2024-04-01/2027-03-31"),
        ("2024年1月から2年間", "2024-01/2025-12"),
        ("2024年2月29日から1年間", "2024-02-29/2025-02-28"),
    ],
)
def test_spans(written: str, meant: str) -> None:
    found = parse_when(written)
    assert isinstance(found, Span)
    assert str(found) == meant
    assert parse_when(meant) == found


@pytest.mark.parametrize(
    ("written", "qualifier"),
    [("2024年4月～現在", "現在"), ("2024年4月～継続中", "継続中"), ("2024年4月～未定", "未定"), ("R6～R8年度（予定）", "予定")],
)
def test_what_stands_beside_a_span_is_kept(written: str, qualifier: str) -> None:
    assert parse_when(written).qualifier == qualifier


def test_the_ends_keep_their_own_qualifiers_and_days() -> None:
    found = parse_span("2024年4月末～2025年3月上旬")
    assert found.start is not None and found.end is not None
    assert (found.start.qualifier, found.end.qualifier) == ("末", "上旬")
    assert (found.first_day, found.last_day) == (datetime.date(2024, 4, 1), datetime.date(2025, 3, 31))
    assert parse_span("2024年4月～").last_day is None


@pytest.mark.parametrize(
    ("written", "why", "suggestion"),
    [
        ("2026-03～2024-04", "The end is before the beginning.", "2024-04/2026-03"),
        ("5年間（平成25～28年度）", "It says 5 years; FY2013/FY2016 is 4.", "FY2013/FY2017"),
        ("H25年度～H32年度", "The era 平成 ended on 2019-04-30.", "FY2020"),
        ("4月～9月", "The year is missing: write it as in 2024-05.", None),
        ("25～28年度", "The era is missing: write 2024 or 令和6年.", None),
        ("平成25・26年度", "More than one date: write them apart.", None),
        ("R6年度～R7年度～R8年度", "More than one span: write them apart.", None),
        ("～", "The span has neither beginning nor end.", None),
        ("2024年度から0年間", "A span of no years is none.", None),
        ("9990年から20年間", "Write the year with four digits.", None),
        ("2013-16", "There is no month 16.", "2013"),
    ],
)
def test_no_spans(written: str, why: str, suggestion: str | None) -> None:
    with pytest.raises(DateError) as caught:
        parse_when(written)
    assert (caught.value.why.en, caught.value.suggestion) == (why, suggestion)


def test_one_date_or_year_is_the_span_that_it_fills() -> None:
    assert parse_when("2024年4月") == PartialDate(2024, 4)
    assert str(parse_span("2024年4月")) == "2024-04/2024-04"
    assert parse_when("2024/04/01 10:30") == PartialDate(2024, 4, 1)
    assert parse_when("R6年度（予定）").qualifier == "予定"


@st.composite
def points(draw: st.DrawFn) -> Point:
    year = draw(st.integers(1000, 9998))
    if draw(st.booleans()):
        return FiscalYear(year)
    month = draw(st.none() | st.integers(1, 12))
    day = draw(st.none() | st.integers(1, calendar.monthrange(year, month)[1])) if month else None
    return PartialDate(year, month, day)


@given(points(), points(), st.sampled_from(["both", "start", "end"]))
def test_a_span_written_out_is_read_as_itself(start: Point, end: Point, ends: str) -> None:
    if end.last_day < start.first_day:
        start, end = end, start
    assume(end.last_day >= start.first_day)
    span = Span(start if ends != "end" else None, end if ends != "start" else None)
    assert parse_when(str(span)) == span
    assert parse_when(str(start)) == start


@given(st.text(alphabet="0123456789-/.年月日度()平成令和HRFY元末~～からまで間 春", max_size=24) | st.text(max_size=24))
def test_any_text_is_a_time_or_an_error_of_dates(text: str) -> None:
    try:
        found = parse_when(text)
    except DateError as error:
        if error.suggestion:
            parse_when(error.suggestion)
    else:
        assert parse_when(str(found)) == found
