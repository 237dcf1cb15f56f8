"""Quantities: numbers in every notation, units, bounds, ranges, rates, notes; what is not plain is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.text.quantities import Per, Qualifier, Quantity, QuantityError, parse_quantities, parse_quantity


@pytest.mark.parametrize(
    ("written", "value", "unit"),
    [
        ("１２０件", "120", "件"),
        ("1,234人", "1234", "人"),
        ("12.5t", "12.5", "t"),
        ("3.50倍", "3.50", "倍"),
        ("5 社", "5", "社"),
        ("五社", "5", "社"),
        ("二十五社", "25", "社"),
        ("千二百人", "1200", "人"),
        ("二〇人", "20", "人"),
        ("1億2,000万円", "120000000", "円"),
        ("1億2000万5千円", "120005000", "円"),
        ("2千万円", "20000000", "円"),
        ("500千円", "500000", "円"),
        ("30百万円", "30000000", "円"),
        ("百万円", "1000000", "円"),
        ("3.5億円", "350000000", "円"),
        ("3兆2億円", "3000200000000", "円"),
        ("10万人", "100000", "人"),
        ("￥1,000", "1000", "円"),
        ("$5", "5", "$"),
        ("50％", "50", "%"),
        ("50パーセント", "50", "%"),
        ("▲5.5%", "-5.5", "%"),
        ("△3", "-3", ""),
        ("-3", "-3", ""),
        ("+3%", "3", "%"),
        ("500㎡", "500", "m2"),
        ("1.5km²", "1.5", "km2"),
        ("3人月", "3", "人月"),
        ("10か月", "10", "か月"),
        ("11年", "11", "年"),
        ("0", "0", ""),
    ],
)
def test_numbers_and_units(written: str, value: str, unit: str) -> None:
    assert parse_quantity(written) == Quantity(Decimal(value), unit)


@pytest.mark.parametrize(
    ("written", "qualifier"),
    [
        ("約5社", "about"),
        ("5社程度", "about"),
        ("5社前後", "about"),
        ("5社以上", "at-least"),
        ("最低5社", "at-least"),
        ("≧5社", "at-least"),
        ("5社以下", "at-most"),
        ("5社以内", "at-most"),
        ("最大5社", "at-most"),
        ("5社未満", "less-than"),
        ("<5社", "less-than"),
        ("5社超", "more-than"),
        ("5社を超える", "more-than"),
        ("5社弱", "just-under"),
        ("5社強", "just-over"),
        ("5社余り", "just-over"),
    ],
)
def test_how_a_number_is_to_be_taken(written: str, qualifier: Qualifier) -> None:
    assert parse_quantity(written) == Quantity(Decimal(5), "社", qualifier)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("30～40", "30～40"),
        ("30〜40件", "30～40件"),
        ("30件～40件", "30～40件"),
        ("15％～20％", "15～20%"),
        ("3～5億円", "300000000～500000000円"),
        ("1,000万～2,000万円", "10000000～20000000円"),
        ("10から20社", "10～20社"),
        ("45回/3年", "45回/3年"),
        ("45回／3年", "45回/3年"),
        ("30km/3年", "30km/3年"),
        ("10回/年", "10回/年"),
        ("年間10件", "10件/年"),
        ("月2回", "2回/月"),
        ("1,000円/人", "1000円/人"),
        ("3回/6か月", "3回/6か月"),
        ("累計5社", "5社(累計)"),
        ("（累計）5社", "5社(累計)"),
        ("延べ1,234人/年", "1234人/年(延べ)"),
        ("10回/年（予定）", "10回/年(予定)"),
        ("98件（うち新規10件）", "98件(うち新規10件)"),
        ("約100件程度", "約100件"),
    ],
)
def test_ranges_rates_and_notes(written: str, printed: str) -> None:
    assert str(parse_quantity(written)) == printed


def test_a_rate_says_what_it_is_counted_per() -> None:
    assert parse_quantity("45回/3年") == Quantity(Decimal(45), "回", per=Per(Decimal(3), "年"))
    assert parse_quantity("30～40件") == Quantity(Decimal(30), "件", upper=Decimal(40))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("22回/30回", ["22回", "30回"]),
        ("22/30回", ["22回", "30回"]),
        ("22回/30", ["22回", "30回"]),
        ("22回／30回（R2.3）", ["22回", "30回(R2.3)"]),
        ("22回(R2.3)/30回以上", ["22回(R2.3)", "30回以上"]),
        ("3年/5年", ["3年", "5年"]),
        ("4/5", ["4", "5"]),
        ("120件", ["120件"]),
    ],
)
def test_actual_and_target_in_one_cell(written: str, printed: list[str]) -> None:
    assert [str(q) for q in parse_quantities(written)] == printed


@pytest.mark.parametrize(
    ("written", "why", "suggestion"),
    [
        ("22回/30回", "Two numbers: write them in two columns.", "22回、30回"),
        ("22回/30件", "The units differ (回 and 件): write two numbers in two columns.", None),
        ("10人/20人/30人", "There is more than one slash.", None),
        ("年間5回/3年", "It is not plain what it is counted per.", None),
        ("約100件以上", "約100件以上 says two things of one number: keep one.", "100件以上"),
        ("40～30件", "The range ends at or before its beginning.", "30～40件"),
        ("30件～40社", "The ends of the range have two units: 件 and 社.", None),
        ("¥5ドル", "There are two units.", None),
        ("12,34件", "A comma parts groups of three digits.", "1234件"),
        ("1,5", "A comma parts groups of three digits.", "1.5"),
        ("数十社", "Words for some or many are no number: write the number.", None),
        ("多数", "Words for some or many are no number: write the number.", None),
        ("—", "No number: leave the cell empty if it is unknown.", None),
        ("なし", "No number: leave the cell empty if it is unknown.", None),
        ("", "No number: leave the cell empty if it is unknown.", None),
        ("2億3億", "This is no quantity: write it like 120件 or 5社以上.", None),
        ("1.2.3", "This is no quantity: write it like 120件 or 5社以上.", None),
        ("abc", "This is no quantity: write it like 120件 or 5社以上.", None),
        ("1" * 19, "The number has more than 18 digits.", None),
        ("9" * 1000, "This is too long for a quantity.", None),
    ],
)
def test_refusals(written: str, why: str, suggestion: str | None) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_quantity(written)
    assert (caught.value.why.en, caught.value.suggestion) == (why, suggestion)


UNITS = ("", "社", "回", "件", "円", "%", "km", "m2", "人月", "トン")
NOTES = (None, "累計", "R2.3", "うち新規10件")


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    value = draw(st.decimals(-(10**9), 10**9, places=draw(st.integers(0, 3))))
    upper = value + draw(st.integers(1, 1000)) if draw(st.booleans()) else None
    qualifier = draw(
        st.none() | st.sampled_from(["about", "at-least", "at-most", "less-than", "more-than", "just-under", "just-over"])
    )
    per = draw(st.none() | st.builds(Per, st.integers(1, 50).map(Decimal), st.sampled_from(["年", "か月", "週", "日"])))
    return Quantity(value, draw(st.sampled_from(UNITS)), qualifier, upper, per, draw(st.sampled_from(NOTES)))  # type: ignore[arg-type]


@given(quantities())
def test_a_quantity_written_out_is_read_as_itself(quantity: Quantity) -> None:
    assert parse_quantity(str(quantity)) == quantity


@given(st.text(alphabet="0123456789０,.-+%/~～()（）約以上未満超社回年億万千百十一二¥ ", max_size=16) | st.text(max_size=16))
def test_any_text_is_a_quantity_or_an_error_of_quantities(text: str) -> None:
    try:
        found = parse_quantities(text)
    except QuantityError as error:
        assert error.why.ja and error.why.en
    else:
        assert len(found) in (1, 2)
