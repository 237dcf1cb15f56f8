"""Dates in words: the precision of the source, and the years of the eras with their borders."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.text.date_words import era_of_fiscal_year, era_years, said_date
from renkei.text.dates import PartialDate, parse_date
from renkei.text.eras import ERAS


@pytest.mark.parametrize(
    ("lexical", "ja", "en"),
    [
        ("2019-05", "2019年(令和元年)5月", "May 2019"),
        ("2019-04", "2019年(平成31年)4月", "April 2019"),
        ("2019-04-30", "2019年(平成31年)4月30日", "30 April 2019"),
        ("2019-05-01", "2019年(令和元年)5月1日", "1 May 2019"),
        ("2019", "2019年(平成31年・令和元年)", "2019"),
        ("2020", "2020年(令和2年)", "2020"),
        ("1989-01", "1989年(昭和64年・平成元年)1月", "January 1989"),
        ("1989-01-07", "1989年(昭和64年)1月7日", "7 January 1989"),
        ("1989-01-08", "1989年(平成元年)1月8日", "8 January 1989"),
        ("1926-12-24", "1926年(大正15年)12月24日", "24 December 1926"),
        ("1926-12-25", "1926年(昭和元年)12月25日", "25 December 1926"),
        ("1912-07-29", "1912年(明治45年)7月29日", "29 July 1912"),
        ("1912-07-30", "1912年(大正元年)7月30日", "30 July 1912"),
        ("1868-01-25", "1868年(明治元年)1月25日", "25 January 1868"),
        ("1868-01-24", "1868年1月24日", "24 January 1868"),
        ("1800", "1800年", "1800"),
        ("2013-10", "2013年(平成25年)10月", "October 2013"),
    ],
)
def test_dates_in_both_languages(lexical, ja, en):
    said = said_date(lexical)
    assert (said.ja, said.en) == (ja, en)


@pytest.mark.parametrize("lexical", ["", "2019-13", "2019-02-30", "0000", "-0044", "2019-05-01Z", "2019年", "<b>"])
def test_what_is_no_date_stays(lexical):
    assert said_date(lexical).ja == said_date(lexical).en == lexical


@given(st.dates(min_value=ERAS[0].first, max_value=datetime.date(2999, 12, 31)))
def test_a_day_in_words_is_read_as_the_same_day_and_has_one_era(day):
    date = PartialDate(day.year, day.month, day.day)
    assert parse_date(said_date(str(date)).ja) == date
    assert len(era_years(day, day)) == 1


def test_a_fiscal_year_is_named_by_the_last_era_that_began_by_december():
    named = {year: era.ja if (era := era_of_fiscal_year(year)) else None for year in (1867, 1988, 1989, 2018, 2019, 2020)}
    assert named == {1867: None, 1988: "昭和63", 1989: "平成元", 2018: "平成30", 2019: "令和元", 2020: "令和2"}


def test_every_era_has_a_name_in_roman_letters():
    assert [era.roman for era in ERAS] == ["Meiji", "Taisho", "Showa", "Heisei", "Reiwa"]
