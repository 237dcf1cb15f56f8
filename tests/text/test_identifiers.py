"""Identifiers: normal forms, check digits that are verified and never made up, addresses that could do harm refused."""

from __future__ import annotations

import csv
import gzip
import itertools
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.text.identifiers import (
    IdentifierError,
    parse_corporate_number,
    parse_isni,
    parse_mail,
    parse_phone,
    parse_postcode,
    parse_ror,
    parse_url,
)

Parser = Callable[[str], str]

ONE_PHONE = "Write one telephone number and nothing else, as in 083-922-3111."
INVOICE = "This is an invoice issuer's number; a corporation's 法人番号 is its 13 digits without the T."


@pytest.mark.parametrize(
    ("parser", "written", "normal"),
    [
        (parse_corporate_number, "7000012050002", "7000012050002"),
        (parse_corporate_number, "７０００ ０１２０ ５０００２", "7000012050002"),
        (parse_corporate_number, "7-0000-1205-0002", "7000012050002"),
        (parse_corporate_number, "7000012050002.0", "7000012050002"),
        (parse_ror, "03cxys317", "03cxys317"),
        (parse_ror, "https://ror.org/03CXYS317/", "03cxys317"),
        (parse_ror, "ror.org/03cxys317", "03cxys317"),
        (parse_isni, "0000 0001 2151 536X", "000000012151536X"),
        (parse_isni, "https://isni.org/isni/000000012146438X", "000000012146438X"),
        (parse_isni, "ISNI: 0000-0001-2151-536x", "000000012151536X"),
        (parse_url, "HTTPS://Example.JP", "https://example.jp/"),
        (parse_url, "http://example.jp:80/a?b=c#d", "http://example.jp/a?b=c#d"),
        (parse_url, "http://example.jp:8080/", "http://example.jp:8080/"),
        (
            parse_url,
            "https://例え.テスト/産学?q=官#金",
            "https://xn--r8jz45g.xn--zckzah/%E7%94%A3%E5%AD%A6?q=%E5%AE%98#%E9%87%91",
        ),
        (parse_url, "http://example.jp/%E7%94%A3/%zz", "http://example.jp/%E7%94%A3/%25zz"),
        (parse_url, "ｈｔｔｐ：／／ｅｘａｍｐｌｅ．ｊｐ", "http://example.jp/"),
        (parse_postcode, "〒753-8501", "753-8501"),
        (parse_postcode, "７５３ー８５０１", "753-8501"),
        (parse_postcode, "7538501", "753-8501"),
        (parse_phone, "083-922-3111", "+81-83-922-3111"),
        (parse_phone, "０８３（９２２）３１１１", "+81-83-922-3111"),
        (parse_phone, "(083)922-3111", "+81-83-922-3111"),
        (parse_phone, "+81 83 922 3111", "+81-83-922-3111"),
        (parse_phone, "+81(0)83-922-3111", "+81-83-922-3111"),
        (parse_phone, "TEL：083-922-3111（代表）", "+81-83-922-3111"),
        (parse_phone, "083-922-3111（内線12）", "+81-83-922-3111;ext=12"),
        (parse_phone, "09012345678", "+81-90-1234-5678"),
        (parse_phone, "+1 650-253-0000", "+1-650-253-0000"),
        (parse_mail, "ｔａｒｏ＠Example.JP", "taro@example.jp"),
        (parse_mail, "mailto:Taro.Yamada@example.jp", "Taro.Yamada@example.jp"),
        (parse_mail, "taro@例え.jp", "taro@xn--r8jz45g.jp"),
    ],
)
def test_normal_forms(parser: Parser, written: str, normal: str) -> None:
    assert parser(written) == normal
    assert parser(normal) == normal


@pytest.mark.parametrize(
    ("parser", "written", "why", "suggestion"),
    [
        (
            parse_corporate_number,
            "8000012050002",
            "The check digit 8, the first, does not fit the other twelve: a digit is wrong, or two are swapped.",
            None,
        ),
        (
            parse_corporate_number,
            "7000012500002",
            "The check digit 7, the first, does not fit the other twelve: a digit is wrong, or two are swapped.",
            None,
        ),
        (
            parse_corporate_number,
            "000012050002",
            "These are 12 digits, without the check digit: look up the 法人番号 of 13 digits.",
            None,
        ),
        (parse_corporate_number, "12345", "5 digits; a 法人番号 has 13.", None),
        (
            parse_corporate_number,
            "7E+12",
            "The spreadsheet has dropped digits: make the cell text and type the number again.",
            None,
        ),
        (parse_corporate_number, "なし", "A 法人番号 is 13 digits.", None),
        (parse_corporate_number, "٧000012050002", "A 法人番号 is 13 digits.", None),
        (parse_corporate_number, "T7000012050002", INVOICE, "7000012050002"),
        (parse_corporate_number, "T8000012050002", INVOICE, None),
        (parse_ror, "03cxys318", "The check digits 18 do not fit: a character is wrong, or two are swapped.", None),
        (parse_ror, "13cxys317", "A ROR id is nine characters that begin with 0, as in https://ror.org/03cxys317.", None),
        (parse_isni, "0000000121515360", "The check digit 0 does not fit: a digit is wrong, or two are swapped.", None),
        (parse_isni, "123", "An ISNI has 16 digits; the last may be X.", None),
        (parse_url, "www.example.jp/x", "Write it from https:// or http:// on.", "https://www.example.jp/x"),
        (parse_url, "example.jp:8080/x", "Write it from https:// or http:// on.", "https://example.jp:8080/x"),
        (parse_url, "見学", "Write it from https:// or http:// on.", None),
        (parse_url, "http://example.jp/a b", "An address cannot have this sign: U+0020.", None),
        (parse_url, "http://example.jp/<script>", "An address cannot have this sign: <.", None),
        (parse_url, "http://example.jp/\u202e", "An address cannot have this sign: U+202E.", None),
        (parse_url, "java\tscript:alert(1)", "An address cannot have this sign: U+0009.", None),
        (parse_url, "javascript:alert(1)", "Only http and https, not javascript:.", None),
        (parse_url, "JaVaScRiPt:alert(1)", "Only http and https, not JaVaScRiPt:.", None),
        (parse_url, "data:text/html,x", "Only http and https, not data:.", None),
        (parse_url, "http://user:word@example.jp/", "An address must not hold a user name.", None),
        (parse_url, "http://intranet/", "There can be no host named intranet.", None),
        (parse_url, "http://[::1]/", "There can be no host named ::1.", None),
        (parse_url, "http://-a.jp/", "There can be no host named -a.jp.", None),
        (parse_url, "http://example.jp:99999/", "This is not an address.", None),
        (parse_url, "http://" + "a" * 3000, "The address is too long.", None),
        (parse_postcode, "600001", "A postcode has seven digits, as in 753-8501.", "060-0001"),
        (parse_postcode, "12-34567x", "A postcode has seven digits, as in 753-8501.", None),
        (parse_phone, "839223111", "Write it from the 0 of the area code, or from + and the country, on.", "083-922-3111"),
        (parse_phone, "00-0000", "There is no such telephone number.", None),
        (parse_phone, "電話なし", ONE_PHONE, None),
        (parse_phone, "1" * 3000, "This is too long.", None),
        (parse_mail, "taro(at)example.jp", "There is no @.", "taro@example.jp"),
        (parse_mail, "taro", "There is no @.", None),
        (parse_mail, "a..b@example.jp", "What stands before @ is no mail address.", None),
        (parse_mail, "taro yamada@example.jp", "What stands before @ is no mail address.", None),
        (parse_mail, "taro@example", "There can be no host named example.", None),
    ],
)
def test_refusals(parser: Parser, written: str, why: str, suggestion: str | None) -> None:
    with pytest.raises(IdentifierError) as caught:
        parser(written)
    assert (caught.value.why.en, caught.value.suggestion) == (why, suggestion)


def test_two_telephone_numbers_in_a_cell_are_not_one() -> None:
    for written in ("083-922-3111/083-922-3112", "083-922-3111、090-1234-5678", "090-1234-5678 山田"):
        with pytest.raises(IdentifierError):
            parse_phone(written)


PARSERS = (parse_corporate_number, parse_ror, parse_isni, parse_url, parse_postcode, parse_phone, parse_mail)


@given(st.sampled_from(PARSERS), st.text(max_size=40) | st.text(alphabet="0123456789-()+ext.:/@ahtps#%内線〒T", max_size=40))
def test_what_is_accepted_is_normal_and_anything_else_an_error_of_identifiers(parser: Parser, text: str) -> None:
    try:
        normal = parser(text)
    except IdentifierError:
        return
    assert parser(normal) == normal
    assert normal.isascii()


@given(st.integers(0, 10**12 - 1))
def test_of_the_nine_first_digits_exactly_one_fits(number: int) -> None:
    fitting = 0
    for first in "123456789":
        try:
            parse_corporate_number(f"{first}{number:012}")
        except IdentifierError:
            continue
        fitting += 1
    assert fitting == 1


@given(st.integers(0, 12), st.integers(1, 8))
def test_one_wrong_digit_is_always_seen(place: int, by: int) -> None:
    digits = [int(c) for c in "7000012050002"]
    if place:
        digits[place] = (digits[place] + by) % 9  # 0 and 9 weigh the same, so a slip between them alone is not seen
    else:
        digits[0] = (digits[0] + by - 1) % 9 + 1
    with pytest.raises(IdentifierError):
        parse_corporate_number("".join(map(str, digits)))


def test_every_corporate_number_of_the_register_passes(registers: Path) -> None:
    with lzma.open(registers / "houjin-bangou" / "corporations.csv.xz", "rt", encoding="utf-8") as file:
        sample = [line[:13] for line in itertools.islice(file, 1, None, 111)][:20_000]
    assert len(sample) == 20_000
    assert {n[0] for n in sample} == set("123456789")
    assert [parse_corporate_number(n) for n in sample] == sample


def test_every_id_and_address_of_ror_passes(registers: Path) -> None:
    with gzip.open(registers / "ror" / "organizations.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [parse_ror(r["ror_id"]) for r in rows] == [r["ror_id"] for r in rows]
    japanese = [r for r in rows if r["country"] == "JP"]
    assert [parse_isni(r["isni"]) for r in japanese if r["isni"]] == [r["isni"].replace(" ", "") for r in japanese if r["isni"]]
    addresses = [parse_url(r["website"]) for r in japanese if r["website"]]
    assert [parse_url(a) for a in addresses] == addresses
