"""Dates as people write them in cells: all widths and calendars, approximate words kept, what is not plain refused."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.text.dates import DateError, PartialDate, parse_date
from renkei.text.numerals import kanji_number, with_digits
from renkei.text.qualifiers import QUALIFIERS, qualifier_in, qualifier_text
from renkei.text.serials import date_from_serial


@pytest.mark.parametrize(
    ("written", "meant", "qualifier"),
    [
        ("令和3年4月末", "2021-04", "末"),
        ("令和3年4月末日", "2021-04-30", None),
        ("2024年2月末日", "2024-02-29", None),
        ("2024年末頃", "2024", "末頃"),
        ("2024-04頃", "2024-04", "頃"),
        ("2024年4月ごろ", "2024-04", "頃"),
        ("R6.4初旬", "2024-04", "上旬"),
        ("平成31年2月中旬", "2019-02", "中旬"),
        ("2024年4月の下旬", "2024-04", "下旬"),
        ("2024年春", "2024", "春"),
        ("2024年4月1日現在", "2024-04-01", "現在"),
        ("令和6年4月（予定）", "2024-04", "予定"),
        ("令和6年4月頃（予定）", "2024-04", "頃予定"),
        ("2024/4/1 0:00", "2024-04-01", None),
        ("2024/04/01 10:23:45", "2024-04-01", "10:23:45"),
        ("2024-04-01T09:05", "2024-04-01", "09:05"),
        ("2024-04-01T00:00:00+09:00", "2024-04-01", None),
        ("2024年4月1日(月)", "2024-04-01", None),
        ("2024/4/1（月・祝）", "2024-04-01", None),
        ("2024年4月1日月曜日", "2024-04-01", None),
        ("平成31年(2019年)2月", "2019-02", None),
        ("平成31（2019）年2月", "2019-02", None),
        ("2019年2月（平成31年2月）", "2019-02", None),
        ("平成二十五年十月", "2013-10", None),
        ("二〇二四年四月一日", "2024-04-01", None),
        ("令和 6 年 4 月 1 日", "2024-04-01", None),
        ("　２０２４．０４　", "2024-04", None),
        ("㍻25年10月", "2013-10", None),
        ("h25.10", "2013-10", None),
        ("H.25.10", "2013-10", None),
        ("平25.10", "2013-10", None),
        ("昭和63年4月", "1988-04", None),
        ("H25-10-6", "2013-10-06", None),
        ("2024-4-1", "2024-04-01", None),
        ("2024–04–01", "2024-04-01", None),
    ],
)  # fmt: skip
def test_dates_in_cells(written: str, meant: str, qualifier: str | None) -> None:
    date = parse_date(written)
    assert (str(date), date.qualifier) == (meant, qualifier)


@pytest.mark.parametrize(
    ("written", "why", "suggestion"),
    [
        ("H32.5", "The era 平成 ended on 2019-04-30.", "2020-05"),
        ("昭和100年", "The era 昭和 ended on 1989-01-07.", "2025"),
        ("2023-02-30", "2023-02 has 28 days.", "2023-02-28"),
        ("令和元年４月", "The era 令和 began on 2019-05-01.", "2019-04"),
        ("2024年4月1日（火）", "2024-04-01 is a Monday.", "2024-04-01"),
        ("平成30（2019）年", "The two calendars differ: 2018 and 2019.", None),
        ("2019年2月（平成31年3月）", "The two dates differ: 2019-02 and 2019-03.", None),
        ("5月", "The year is missing: write it as in 2024-05.", None),
        ("10月6日", "The year is missing: write it as in 2024-05.", None),
        ("5/3", "The year is missing: write it as in 2024-05.", None),
        ("24年4月", "The era is missing: write 2024 or 令和6年.", None),
        ("20240401", "Write it with hyphens, as in 2024-04-01.", None),
        ("45383", "This is Excel's number of a day: give the cell a date format, or write the date.", "2024-04-01"),
        ("H25-10", "Write H25.10 for a month and H25～10年 for a span of years.", None),
        ("H25-28", "Write H25～28年 for a span of years.", None),
        ("R6年度", "This is a fiscal year, not a date.", None),
        ("R6.4.1～R7.3.31", "This is a period, not one date.", None),
        ("2024年4月、5月", "More than one date: write them apart.", None),
        ("2024/4/1 25:00", "There is no such time of day.", "2024-04-01"),
        ("2024年4月10日上旬", "This is not a date.", None),
        ("2024 4 1", "This is not a date.", None),
        ("2024-04/05", "This is not a date.", None),
        ("9" * 5000, "This is too long for a date.", None),
        ("一" * 100, "This is not a date.", None),
    ],
)  # fmt: skip
def test_refusals_say_what_to_write(written: str, why: str, suggestion: str | None) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(written)
    assert (caught.value.why.en, caught.value.suggestion) == (why, suggestion)


@pytest.mark.parametrize("written", ["1/2/24", "01-02-03", "1/2/2024"])
def test_a_day_of_which_the_year_or_month_is_not_plain_is_not_guessed(written: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(written)
    assert caught.value.suggestion is None
    assert "2024-01-02" in caught.value.why.ja
    assert "2024-01-02" in caught.value.why.en


@pytest.mark.parametrize(("written", "suggestion"), [("12/31/2024", "2024-12-31"), ("31.12.2024", "2024-12-31")])
def test_of_a_day_with_the_year_last_the_only_reading_is_proposed(written: str, suggestion: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(written)
    assert caught.value.suggestion == suggestion


@given(st.text(alphabet="0123456789０９-/.年月日度()（）平成令和HR元末頃~～ :T一二十春金", max_size=20) | st.text(max_size=20))
def test_any_text_is_a_date_or_an_error_of_dates(text: str) -> None:
    try:
        date = parse_date(text)
    except DateError as error:
        if error.suggestion:
            assert str(parse_date(error.suggestion)) == error.suggestion
    else:
        assert parse_date(str(date)) == date


@pytest.mark.parametrize(
    ("number", "system", "meant"),
    [
        (1, 1900, "1900-01-01"),
        (59, 1900, "1900-02-28"),
        (61, 1900, "1900-03-01"),
        (45383, 1900, "2024-04-01"),
        (45383.0, 1900, "2024-04-01"),
        (2958465, 1900, "9999-12-31"),
        (0, 1904, "1904-01-01"),
        (60, 1904, "1904-03-01"),
        (43921, 1904, "2024-04-01"),
        (2957003, 1904, "9999-12-31"),
    ],
)
def test_serial_numbers_of_workbooks(number: float, system: Literal[1900, 1904], meant: str) -> None:
    date = date_from_serial(number, system)
    assert (str(date), date.qualifier) == (meant, None)


@pytest.mark.parametrize(
    ("number", "meant", "time"),
    [
        (45383.5, "2024-04-01", "12:00"),
        (45383.000011574074, "2024-04-01", "00:00:01"),
        (45383.999999999, "2024-04-02", None),
        (Decimal("45383.75"), "2024-04-01", "18:00"),
    ],
)
def test_the_time_of_a_serial_number_is_kept(number: float, meant: str, time: str | None) -> None:
    date = date_from_serial(number)
    assert (str(date), date.qualifier) == (meant, time)


@pytest.mark.parametrize(
    ("number", "system", "why", "suggestion"),
    [
        (60, 1900, "There was no 1900-02-29: a mistake of Excel.", "1900-02-28"),
        (0, 1900, "The number of a day is 1 to 2958465.", None),
        (-1, 1904, "The number of a day is 0 to 2957003.", None),
        (2958466, 1900, "The number of a day is 1 to 2958465.", None),
        (float("nan"), 1900, "This is not the number of a day.", None),
        (float("inf"), 1904, "This is not the number of a day.", None),
    ],
)
def test_numbers_that_are_no_day(number: float, system: Literal[1900, 1904], why: str, suggestion: str | None) -> None:
    with pytest.raises(DateError) as caught:
        date_from_serial(number, system)
    assert (caught.value.why.en, caught.value.suggestion) == (why, suggestion)


@given(st.dates(datetime.date(1904, 1, 1)))
def test_the_two_date_systems_are_1462_days_apart(day: datetime.date) -> None:
    number = (day - datetime.date(1904, 1, 1)).days
    assert date_from_serial(number, 1904) == PartialDate(day.year, day.month, day.day)
    if number + 1462 > 60:
        assert date_from_serial(number + 1462) == PartialDate(day.year, day.month, day.day)


@pytest.mark.parametrize(
    ("run", "number"),
    [("二十五", 25), ("十", 10), ("百", 100), ("二千二十四", 2024), ("二〇二四", 2024), ("二○", 20), ("千二百", 1200),
     ("二十百", None), ("○", None), ("十十", None), ("二十三四", None), ("一" * 17, None)],
)  # fmt: skip
def test_kanji_numbers(run: str, number: int | None) -> None:
    assert kanji_number(run) == number


@given(st.integers(1, 9999))
def test_kanji_numbers_written_out_are_read(number: int) -> None:
    digits = "〇一二三四五六七八九"
    run = ""
    for power, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            run += (digits[digit] if digit > 1 or power == 1 else "") + mark
    assert kanji_number(run) == number
    assert with_digits(f"第{run}回") == f"第{number}回"


def test_qualifiers_have_one_spelling_and_english_words() -> None:
    assert {qualifier_in(one) for one in QUALIFIERS} == set(QUALIFIERS)
    assert qualifier_in("初旬ごろ見込み") == "上旬頃見込"
    assert qualifier_in("上旬", "date") is None
    assert (qualifier_text("末頃").ja, qualifier_text("末頃").en) == ("末頃", "about, end of")
    assert qualifier_text("10:30").en == "10:30"
