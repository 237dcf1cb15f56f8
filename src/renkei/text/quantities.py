"""Quantities as people write them: 約1億2,000万円, 22回/30回, 45回/3年, 5社以上, 30～40件.

Nothing that qualifies a number is dropped: about, bounds, ranges, what it is counted per, and what stands in brackets.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import Literal, TypeAlias, get_args

from renkei.errors import Text
from renkei.text.numerals import plain

# The notations of the vocabulary of qualifiers.
Qualifier: TypeAlias = Literal["about", "at-least", "at-most", "less-than", "more-than", "just-under", "just-over"]

_BEFORE: dict[str, Qualifier] = {
    **dict.fromkeys(("約", "およそ", "概ね", "ほぼ"), "about"),
    "最低": "at-least",
    "最大": "at-most",
}
_AFTER: dict[str, Qualifier] = {
    "以上": "at-least",
    **dict.fromkeys(("以下", "以内"), "at-most"),
    "未満": "less-than",
    **dict.fromkeys(("超", "超え", "を超える"), "more-than"),
    **dict.fromkeys(("程度", "前後", "ほど", "くらい", "ぐらい"), "about"),
    "弱": "just-under",
    **dict.fromkeys(("強", "余り", "余"), "just-over"),
}
_PRINTED: dict[Qualifier, tuple[str, str]] = {
    "about": ("約", ""),
    "at-least": ("", "以上"),
    "at-most": ("", "以下"),
    "less-than": ("", "未満"),
    "more-than": ("", "超"),
    "just-under": ("", "弱"),
    "just-over": ("", "強"),
}
_MARKS: dict[str, Qualifier] = {"≧": "at-least", "≥": "at-least", ">=": "at-least", "≦": "at-most", "≤": "at-most"}
_MARKS |= {"<=": "at-most", "<": "less-than", ">": "more-than"}
_NOTES = "累計|延べ|のべ|合計|総計|計"
_TIMES = {
    "年間": "年",
    "毎年": "年",
    "年": "年",
    "月間": "月",
    "毎月": "月",
    "月": "月",
    "週": "週",
    "毎週": "週",
    "毎日": "日",
}
_PERIODS = "年度|年間|年|[かカヶケ箇]月間?|月間?|週間?|日間?|時間|分|秒|四半期"

_LONGEST = 200
_MOST_DIGITS = 18
_SCALES = {"兆": 10**12, "億": 10**8, "万": 10**4}
_SMALL = {"千": 1000, "百": 100, "十": 10}
_KANJI_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_KANJI = "〇零一二三四五六七八九兆億万千百十"
_NUMBER = rf"[+-]?(?:{_DIGITS}|[{_KANJI}])(?:{_DIGITS}|[{_KANJI}])*"
_UNIT = r"(?:[kcmd]?m[23]|[^\d\s()~/,.+\-≧≥≦≤<>=、。]{0,20}?)"
_ONE = re.compile(
    rf"(?P<note>{_NOTES})?(?P<rate>{'|'.join(_TIMES)})?(?P<before>{'|'.join(_BEFORE)})?(?P<mark>>=|<=|[≧≥≦≤<>])?(?P<yen>[¥$])?"
    rf"(?P<value>{_NUMBER})(?P<unit>{_UNIT})(?:(?P<range>~|から)(?P<yen2>[¥$])?(?P<upper>{_NUMBER})(?P<unit2>{_UNIT}))?"
    rf"(?P<after>{'|'.join(sorted(_AFTER, key=len, reverse=True))})?"
)
_NEGATIVE = re.compile(r"^([^\d]*?)[▲△](?=\d)")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_PER = re.compile(rf"({_DIGITS})?({_PERIODS}|[^\d\s()~/,.+\-]{{1,20}}?)(?:当たり|あたり)?")


@dataclass(frozen=True)
class Per:
    """What a quantity is counted per: 3 年 in 45回/3年."""

    count: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{self.count:f}{self.unit}" if self.count != 1 else self.unit


@dataclass(frozen=True)
class Quantity:
    """A number with its unit as written ("" where none is), and everything beside it.

    `qualifier` is how the number is to be taken (None: exactly so), `upper` the greater end of a range whose lesser end is
    `value`, `per` what it is counted per, `note` the words in brackets or before it (累計, R2.3). 億, 万 and 千 are
    multiplied out.
    """

    value: Decimal
    unit: str = ""
    qualifier: Qualifier | None = None
    upper: Decimal | None = None
    per: Per | None = None
    note: str | None = None

    def __str__(self) -> str:
        before, after = _PRINTED[self.qualifier] if self.qualifier else ("", "")
        upper = f"～{self.upper:f}" if self.upper is not None else ""
        per = f"/{self.per}" if self.per else ""
        return f"{before}{self.value:f}{upper}{self.unit}{after}{per}" + (f"({self.note})" if self.note else "")


class QuantityError(ValueError):
    """A quantity that is none; `why` in both languages, and `suggestion` where one is plain."""

    def __init__(self, why: Text, suggestion: str | None = None) -> None:
        super().__init__(why.en)
        self.why = why
        self.suggestion = suggestion


def parse_quantity(text: str) -> Quantity:
    """The one quantity that `text` writes; raises QuantityError for none, for several, and for what is not plain.

    >>> str(parse_quantity("約１億2,000万円"))
    '約120000000円'
    >>> parse_quantity("45回/3年").per
    Per(count=Decimal('3'), unit='年')
    """
    found = parse_quantities(text)
    if len(found) > 1:
        why = Text("数が2つあります。列を分けて書いてください。", "Two numbers: write them in two columns.")
        raise QuantityError(why, "、".join(map(str, found)))
    return found[0]


def parse_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities that `text` writes: one, or the two of 22回/30回 (actual and target).

    A unit that stands once belongs to both. A note in brackets stays with the number that it stands beside. Raises
    QuantityError as `parse_quantity`.

    >>> [str(q) for q in parse_quantities("22/30回")]
    ['22回', '30回']
    """
    if len(text) > _LONGEST:
        raise QuantityError(Text("数として長すぎます。", "This is too long for a quantity."))
    written = re.sub(r"\s+", "", plain(text)).replace("パーセント", "%").replace("‰", "permil")
    written = _NEGATIVE.sub(r"\1-", written)
    parts = _slashed(written)
    if len(parts) == 1:
        return (_quantity(parts[0]),)
    if len(parts) > 2:
        raise QuantityError(Text("「/」が2つ以上あります。", "There is more than one slash."))
    left = _quantity(parts[0])
    if (per := _per(parts[1], left)) is not None:
        if left.per:
            raise QuantityError(Text("何当たりの数か分かりません。", "It is not plain what it is counted per."))
        period, note = per
        return (replace(left, per=period, note=_joined(left.note, note)),)
    right = _quantity(parts[1])
    if not left.unit:
        left = replace(left, unit=right.unit)
    elif not right.unit:
        right = replace(right, unit=left.unit)
    elif left.unit != right.unit:
        ja = f"単位が異なります（{left.unit}と{right.unit}）。2つの数なら列を分けて書いてください。"
        raise QuantityError(Text(ja, f"The units differ ({left.unit} and {right.unit}): write two numbers in two columns."))
    return left, right


def _slashed(written: str) -> list[str]:
    """The parts between slashes that do not stand in brackets."""
    masked = _BRACKETS.sub(lambda m: "\0" * len(m[0]), written)
    cuts = [-1, *(n for n, c in enumerate(masked) if c == "/"), len(written)]
    return [written[a + 1 : b] for a, b in itertools.pairwise(cuts)]


def _per(written: str, left: Quantity) -> tuple[Per, str | None] | None:
    """What the part after a slash says the number is counted per, with its note; None where it is a number of its own."""
    bare, note = _without_brackets(written)
    m = _PER.fullmatch(bare)
    if m is None or (m[1] and not re.fullmatch(_PERIODS, m[2])) or (m[1] and m[2] == left.unit):
        return None
    if not m[1] and re.fullmatch(_NUMBER + ".*", bare):
        return None
    return Per(Decimal((m[1] or "1").replace(",", "")), m[2].removesuffix("間") if m[1] or m[2] != "時間" else m[2]), note


def _without_brackets(written: str) -> tuple[str, str | None]:
    notes = [n for n in _BRACKETS.findall(written) if n]
    return _BRACKETS.sub("", written), "、".join(notes) or None


def _joined(*notes: str | None) -> str | None:
    return "、".join(n for n in notes if n) or None


def _quantity(written: str) -> Quantity:
    bare, note = _without_brackets(written)
    m = _ONE.fullmatch(bare)
    if m is None:
        raise _refusal(bare)
    words: list[Qualifier] = []
    if m["before"]:
        words.append(_BEFORE[m["before"]])
    if m["mark"]:
        words.append(_MARKS[m["mark"]])
    if m["after"]:
        words.append(_AFTER[m["after"]])
    if len(set(words)) > 1:
        suggestion = bare.removeprefix(m["before"] or "") if m["after"] else None
        ja = f"「{bare}」は意味が1つに決まりません。どれか1つにしてください。"
        raise QuantityError(Text(ja, f"{bare} says two things of one number: keep one."), suggestion)
    unit = _unit(m["unit"], m["unit2"], m["yen"] or m["yen2"])
    value = _value(m["value"])
    upper = _value(m["upper"]) if m["upper"] else None
    if upper is not None:
        value = _carried(m["value"], m["upper"], value)
        if upper <= value:
            ja = "範囲の終わりが始まり以下です。"
            raise QuantityError(Text(ja, "The range ends at or before its beginning."), f"{upper:f}～{value:f}{unit}")
    per = Per(Decimal(1), _TIMES[m["rate"]]) if m["rate"] else None
    return Quantity(value, unit, words[0] if words else None, upper, per, _joined(m["note"], note))


def _unit(first: str, second: str | None, currency: str | None) -> str:
    written = second or first
    if second and first and first != second:
        ja = f"範囲の単位が異なります（{first}と{second}）。"
        raise QuantityError(Text(ja, f"The ends of the range have two units: {first} and {second}."))
    if currency == "¥":
        if written not in ("", "円"):
            raise QuantityError(Text("単位が2つあります。", "There are two units."))
        return "円"
    return written or (currency or "")


def _carried(lesser: str, greater: str, value: Decimal) -> Decimal:
    """The lesser end of 3～5億, which the greater end's 億 belongs to as well."""
    scale = re.search(r"[兆億万千百十]+$", greater)
    if scale and not re.search(r"[兆億万千百十]", lesser) and value < Decimal(re.sub(r"[^\d.].*", "", greater) or 0):
        return _value(lesser + scale[0])
    return value


def _value(written: str) -> Decimal:
    """The number that digits, thousands marks and 兆億万千百十 write."""
    sign = -1 if written.startswith("-") else 1
    rest = written.lstrip("+-").replace(",", "").translate(_KANJI_DIGITS)
    if sum(map(str.isdigit, rest)) > _MOST_DIGITS:
        ja = f"数字が{_MOST_DIGITS}桁を超えています。"
        raise QuantityError(Text(ja, f"The number has more than {_MOST_DIGITS} digits."))
    total, smallest = Decimal(0), 10**16
    with localcontext() as context:
        context.prec = 60
        for section, mark in re.findall(r"([\d.千百十]*)([兆億万]|$)", rest):
            if not section and not mark:
                continue
            scale = _SCALES.get(mark, 1)
            if scale >= smallest:
                raise _refusal(written)
            smallest = scale
            total += _section(section, written) * scale
        whole = total == total.to_integral_value() and not rest.replace(".", "").isdigit()
        return sign * (total.to_integral_value() if whole else total)


def _section(section: str, written: str) -> Decimal:
    if not section:
        return Decimal(1)
    total, smallest = Decimal(0), 10_000
    for number, mark in re.findall(r"(\d+(?:\.\d+)?)?([千百十]|$)", section):
        if not number and not mark:
            continue
        scale = _SMALL.get(mark, 1)
        if scale >= smallest:
            raise _refusal(written)
        smallest = scale
        total += (Decimal(number) if number else Decimal(1)) * scale
    return total


def _refusal(written: str) -> QuantityError:
    """Why `written` is no quantity, and what to write instead."""
    if not written or re.fullmatch(r"[-–—ー―~*]+|なし|無し|不明|未定|n/?a", written, re.IGNORECASE):
        why = Text("数がありません。分からない数は空欄にします。", "No number: leave the cell empty if it is unknown.")
        return QuantityError(why)
    if not re.search(r"\d", written) and re.search(r"[数何]十?|多い|少し", written):
        ja = "数が書かれていません（数十、多数など）。数で書いてください。"
        return QuantityError(Text(ja, "Words for some or many are no number: write the number."))
    for token in re.findall(r"\d[\d,]*,\d+", written):
        if not re.fullmatch(r"\d{1,3}(,\d{3})+", token):
            mended = token.replace(",", "." if re.fullmatch(r"\d+,\d", token) else "")
            why = Text("桁区切りのコンマは3桁ごとです。", "A comma parts groups of three digits.")
            return QuantityError(why, written.replace(token, mended))
    ja = "数として読めません。120件、5社以上のように書いてください。"
    return QuantityError(Text(ja, "This is no quantity: write it like 120件 or 5社以上."))


assert set(_PRINTED) == set(get_args(Qualifier))
