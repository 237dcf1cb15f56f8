"""Dates: every way of writing them, the borders of the eras, and their printed forms in documents."""

from __future__ import annotations

import calendar
import datetime
import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from renkei.text.dates import ERAS, DateError, Era, PartialDate, parse_date, printed_forms, stands_in
from renkei.text.folding import fold


@st.composite
def partial_dates(draw: st.DrawFn, first: int = 1000, last: int = 9999) -> PartialDate:
    year = draw(st.integers(first, last))
    month = draw(st.none() | st.integers(1, 12))
    day = draw(st.none() | st.integers(1, calendar.monthrange(year, month)[1])) if month else None
    return PartialDate(year, month, day)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2013", "2013"),
        ("2013年", "2013"),
        ("2013-10", "2013-10"),
        ("2013-10-06", "2013-10-06"),
        ("2013/10", "2013-10"),
        ("2013/1/6", "2013-01-06"),
        ("2013.10.06", "2013-10-06"),
        ("2013年10月", "2013-10"),
        ("2013年10月6日", "2013-10-06"),
        ("２０１３年１０月", "2013-10"),
        ("H25", "2013"),
        ("H25.10", "2013-10"),
        ("H25.10.6", "2013-10-06"),
        ("H25/10/6", "2013-10-06"),
        ("平成25年10月6日", "2013-10-06"),
        ("平成25年10月6", "2013-10-06"),
        ("平成25年", "2013"),
        ("R元", "2019"),
        ("R元.12", "2019-12"),
        ("令和元年", "2019"),
        ("令和元年5月1日", "2019-05-01"),
        ("令和1年5月", "2019-05"),
        ("R6.4", "2024-04"),
        ("昭和64年", "1989"),
        ("T元.8", "1912-08"),
        ("明治33.4", "1900-04"),
        ("2000-02-29", "2000-02-29"),
        ("2024/2/29", "2024-02-29"),
    ],
)
def test_ways_of_writing_a_date(written: str, meant: str) -> None:
    assert str(parse_date(written)) == meant


@pytest.mark.parametrize(
    "inside",
    [
        "明治元年1月25日", "明治45年7月29日", "T元.7.30", "T15.12.24", "S元.12.25", "昭和64.1.7", "昭和64年1月",
        "H元.1.8", "平成元年1月", "平成31年4月", "平成31.4.30", "R元.5.1", "平成31年", "令和元年",
    ],
)  # fmt: skip
def test_first_and_last_days_of_the_eras_are_dates(inside: str) -> None:
    assert parse_date(inside).year in {1868, 1912, 1926, 1989, 2019}


@pytest.mark.parametrize(
    ("written", "right", "why"),
    [
        ("平成31年5月", "2019-05", "The era 平成 ended on 2019-04-30."),
        ("H31.5.1", "2019-05-01", "The era 平成 ended on 2019-04-30."),
        ("H32.5", "2020-05", "The era 平成 ended on 2019-04-30."),
        ("平成32年", "2020", "The era 平成 ended on 2019-04-30."),
        ("昭和64.1.8", "1989-01-08", "The era 昭和 ended on 1989-01-07."),
        ("S65", "1990", "The era 昭和 ended on 1989-01-07."),
        ("T15.12.25", "1926-12-25", "The era 大正 ended on 1926-12-24."),
        ("明治45.7.30", "1912-07-30", "The era 明治 ended on 1912-07-29."),
        ("令和元年4月", "2019-04", "The era 令和 began on 2019-05-01."),
        ("R元.4.30", "2019-04-30", "The era 令和 began on 2019-05-01."),
        ("平成元年1月7日", "1989-01-07", "The era 平成 began on 1989-01-08."),
        ("昭和元年11月", "1926-11", "The era 昭和 began on 1926-12-25."),
        ("M元.1.24", "1868-01-24", "The era 明治 began on 1868-01-25."),
    ],
)
def test_a_year_the_era_never_had_is_an_error_that_names_the_right_one(written: str, right: str, why: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(written)
    assert (caught.value.suggestion, caught.value.why.en) == (right, why)
    assert why.split()[-1].rstrip(".") in caught.value.why.ja


@pytest.mark.parametrize(
    ("written", "nearest"),
    [
        ("2013-02-29", "2013-02-28"),
        ("2024/2/30", "2024-02-29"),
        ("1900-02-29", "1900-02-28"),
        ("2013-04-31", "2013-04-30"),
        ("2013.13", "2013"),
        ("2013-00", "2013"),
        ("2013-10-00", "2013-10"),
        ("2013年6月31日", "2013-06-30"),
        ("H25.2.29", "2013-02-28"),
    ],
)
def test_a_day_or_month_that_is_none_is_an_error_with_the_nearest(written: str, nearest: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(written)
    assert caught.value.suggestion == nearest


def test_the_message_says_how_long_the_month_is() -> None:
    with pytest.raises(DateError) as caught:
        parse_date("2013-02-29")
    assert (caught.value.why.ja, caught.value.why.en) == ("2013年2月は28日までです。", "2013-02 has 28 days.")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "13",
        "令和",
        "H",
        "H0",
        "H0.5",
        "平成25年10月6",
        "来年",
        "10月6日",
        "2013-10-6x",
        "20131006",
        "0999",
        "2013-",
        "X25.1",
    ],
)
def test_what_is_no_date_is_refused_without_a_guess(written: str) -> None:
    if written == "平成25年10月6":  # readable: only the last sign is left out
        assert str(parse_date(written)) == "2013-10-06"
        return
    with pytest.raises(DateError) as caught:
        parse_date(written)
    assert caught.value.suggestion is None


@given(partial_dates())
def test_a_date_written_out_is_read_as_itself(date: PartialDate) -> None:
    assert parse_date(str(date)) == date


@given(partial_dates(), st.sampled_from(["/", ".", "年"]))
def test_other_separators_mean_the_same(date: PartialDate, separator: str) -> None:
    assume(date.month is not None)
    parts = [str(p) for p in (date.year, date.month, date.day) if p is not None]
    if separator == "年":
        written = "".join(p + unit for p, unit in zip(parts, "年月日", strict=False))
    else:
        written = separator.join(parts)
    assert parse_date(written) == date


@given(st.sampled_from(ERAS), st.dates(datetime.date(1868, 1, 25), datetime.date(2100, 12, 31)), st.booleans())
def test_a_day_is_read_in_its_own_era_and_in_no_other(era: Era, day: datetime.date, letter: bool) -> None:
    number = day.year - era.first.year + 1
    assume(1 <= number <= 99)
    written = f"{era.letter if letter else era.name}{number}.{day.month}.{day.day}"
    if era.first <= day and (era.last is None or day <= era.last):
        assert parse_date(written) == PartialDate(day.year, day.month, day.day)
    else:
        with pytest.raises(DateError) as caught:
            parse_date(written)
        assert caught.value.suggestion == day.isoformat()


def test_every_day_lies_in_exactly_one_era() -> None:
    for era, following in itertools.pairwise(ERAS):
        assert era.last is not None
        assert following.first - era.last == datetime.timedelta(days=1)


@pytest.mark.parametrize(("written", "datatype"), [("2013", "gYear"), ("H25.10", "gYearMonth"), ("2013/10/6", "date")])
def test_the_datatype_is_the_precision(written: str, datatype: str) -> None:
    assert parse_date(written).datatype == datatype


@given(partial_dates(1868, 2100))
def test_every_printed_form_is_found_in_a_line_that_holds_it(date: PartialDate) -> None:
    assert all(stands_in(date, f"設立{form}、開所") for form in printed_forms(date))


@given(partial_dates(1868, 2100))
def test_printed_forms_that_can_be_read_mean_the_date(date: PartialDate) -> None:
    for form in printed_forms(date):
        try:
            found = parse_date(form if form[0].isdigit() else form[0].upper() + form[1:])
        except DateError as error:  # the other era of a year that has two
            assert error.suggestion in (str(date), None)
        else:
            assert found == date


@pytest.mark.parametrize(
    ("date", "line"),
    [
        ("2013-10", "H25.10 に開設"),
        ("2013-10", "（平成２５年１０月）"),
        ("2013-10-06", "2013年10月6日の新聞"),
        ("2013-10-06", "2013/10/06"),
        ("2019-12", "令和元年12月"),
        ("2019-12", "R元.12"),
        ("2019-12", "R1.12"),
        ("1989-01-07", "昭和64年1月7日"),
        ("2005", "平成17年度開始"),
        ("2005", "2005年から"),
        ("2013-04", "H25.04"),
    ],
)
def test_dates_stand_in_lines_of_documents(date: str, line: str) -> None:
    assert stands_in(parse_date(date), fold(line))


@pytest.mark.parametrize(
    ("date", "line"),
    [
        ("2013-01", "2013.10"),
        ("2013-01-01", "2013.1.12"),
        ("2013", "12013件"),
        ("2013", "20135円"),
        ("2013-10", "平成125年10月"),
        ("2013-10", "2013年11月、10月"),
        ("2005", "平成170"),
        ("2013-10", "10月"),
        ("2013-10-06", "2013年10月"),
        ("2013-10", ""),
    ],
)
def test_dates_are_not_cut_out_of_longer_numbers(date: str, line: str) -> None:
    assert not stands_in(parse_date(date), fold(line))
