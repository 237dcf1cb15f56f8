"""The levels to which two organisations agree, what each weighs in bits, and its words.

m: the share of true pairs at a level; u: the share of chance pairs, which here are different organisations of one name.
`python benchmarks/identity.py estimate DATA` prints the shares again.

Forms and places: u from 60,000 pairs of different numbers under one name in the corporate-number register; m from 846 Japanese
names in ROR whose core one register entry bears, but for municipalities, which ROR does not give in Japanese: m is put at 0.80.
Web addresses and the likeness of names that differ are put, not measured; they never make a pair certain alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from renkei.errors import Text

# Probability from which a pair is joined without asking; `benchmarks/identity.py score` shows how many are wrong.
CERTAIN = 0.95
POSSIBLE = -6.5  # weight from which a person is asked: one pair in ninety is then the same


@dataclass(frozen=True)
class Level:
    """A level of one field. `settles`: the decision is taken whatever the others say; `doubtful`: never without asking."""

    weight: float
    reason: Text | None
    settles: bool | None = None
    doubtful: bool = False


def _level(m: float, u: float, ja: str, en: str) -> Level:
    return Level(log2(m / u), Text(ja, en))


NUMBER_SAME = Level(40.0, Text("法人番号が同じ", "same corporate number"), settles=True)
NUMBER_DIFFERS = Level(-40.0, Text("法人番号が違う", "different corporate numbers"), settles=False)

SPELLED_ALIKE = Level(0.5, None)  # of two that bear one name, that which is written the same letter by letter comes first

FORM_SAME = _level(0.975, 0.381, "法人格が同じ", "same legal form")
FORM_MOVED = _level(
    0.003, 0.165, "法人格の前後が違う（前株・後株）", "legal form before the name in one, after it in the other"
)
FORM_OMITTED = Level(0.0, None)  # a writer who leaves the form out says nothing about which organisation is meant

PREFECTURE_SAME = _level(0.90, 0.086, "都道府県が同じ", "same prefecture")
PREFECTURE_SAME_TOKYO = _level(0.90, 0.38, "都道府県が同じ（東京都）", "same prefecture (Tokyo)")
PREFECTURE_DIFFERS = _level(0.10, 0.834, "都道府県が違う", "different prefectures")
CITY_SAME = _level(0.80, 0.025, "市区町村が同じ", "same municipality")
CITY_SAME_TOKYO = _level(0.80, 0.104, "市区町村が同じ（東京都）", "same municipality (in Tokyo)")
CITY_DIFFERS = _level(0.10, 0.061, "都道府県は同じだが市区町村が違う", "same prefecture, different municipalities")
CITY_DIFFERS_TOKYO = _level(0.10, 0.276, "東京都内で市区町村が違う", "different municipalities in Tokyo")

URL_SAME = _level(0.80, 0.01, "ウェブサイトが同じ", "same web site")
URL_DIFFERS = _level(0.20, 0.99, "ウェブサイトが違う", "different web sites")

CLOSED = _level(0.05, 0.19, "閉鎖された法人", "closed organisation")

# Forms that become one another by law or by choice, the organisation and its number staying.
FORMS_OF_ONE_KIND = (
    frozenset({"財団法人", "一般財団法人", "公益財団法人"}),
    frozenset({"社団法人", "一般社団法人", "公益社団法人"}),
    frozenset({"独立行政法人", "国立研究開発法人"}),
    frozenset({"医療法人", "医療法人社団", "医療法人財団", "社会医療法人", "特定医療法人"}),
    frozenset({"Ltd.", "Inc.", "Corp.", "LLC", "株式会社", "有限会社", "合同会社"}) - {"有限会社", "合同会社"},
    frozenset({"LLC", "合同会社"}),
    frozenset({"Ltd.", "有限会社"}),
)


def name_same(others: float) -> Level:
    """The names are the same but for the legal form, and `others` more organisations are expected to bear it."""
    rare = others < 0.15
    return Level(
        -log2(others),
        Text("名称が同じ" + ("（珍しい名称）" if rare else ""), "same name" + (" (a rare one)" if rare else ""))
        if others < 1
        else Text("名称が同じ（同名の組織がほかにもある）", "same name (others bear it too)"),
    )


def alias_same(others: float, alias: str) -> Level:
    """A former or other name of one is the name of the other: a quarter as telling, for names are taken over."""
    return Level(-log2(others) - 2.0, Text(f"別名・旧名「{alias}」が同じ", f'the other or former name "{alias}" is the same'))


def reading_same(others: float, reading: str) -> Level:
    """Names written differently with one reading: twice as many share it, and half of the true pairs write one name."""
    return Level(-log2(others) - 2.0, Text(f"読みが同じ（{reading}）", f"same reading ({reading})"))


def branch(words: str) -> Level:
    return Level(0.0, Text(f"一方は支店・事業所など（{words}）", f"one is a branch or office ({words})"), doubtful=True)


def part_of(whole: str) -> Level:
    return Level(
        min(len(whole), 10) / 2 - 7.0,  # a short beginning is shared by many
        Text(f"一方の名称は「{whole}」の支店・部局などの名称", f'one has the name of a part or branch of "{whole}"'),
        doubtful=True,
    )


def form_changed(one: str, other: str) -> Level:
    return _level(
        0.018, 0.02, f"法人格が移行した可能性（{one}、{other}）", f"a legal form that may have changed ({one}, {other})"
    )


def form_differs(one: str, other: str) -> Level:
    return _level(0.004, 0.43, f"法人格が違う（{one}、{other}）", f"different legal forms ({one}, {other})")


# Similarity from which, weight of the name where it has at least ten letters, and where it is shorter.
ALIKE = ((0.9, -3.0, -6.0), (0.8, -6.0, -9.0), (0.65, -9.0, -11.5))


def alike(similarity: float, length: int) -> Level:
    """Names that differ by some letters; never enough to be certain."""
    percent = round(100 * similarity)
    for least, long, short in ALIKE:
        if similarity >= least:
            reason = Text(f"名称が似ている（{percent}%）", f"similar names ({percent} %)")
            return Level(long if length >= 10 else short, reason, doubtful=True)
    return Level(-20.0, Text(f"名称が違う（類似{percent}%）", f"different names ({percent} % alike)"))


TELLING = Level(
    -14.0,
    Text(
        "名称の違いが数字・方角など（別の組織に多い）",
        "the names differ in a number, a direction or the like, as sister bodies do",
    ),
)
