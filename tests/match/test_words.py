"""Words of needs in the names of things: rare ones count more, what is said besides a little less, languages apart."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.errors import Text
from renkei.match.words import BESIDES, Words, grams, lines_of

TEXTS = st.text(st.sampled_from("樹脂成形加工めっきab1 \n"), max_size=12)


def test_rare_words_count_more() -> None:
    words = Words(["樹脂 加工", "金属 加工", "木材 加工", "樹脂", "加工"])
    shares = words.shares("樹脂 加工")
    assert shares[0] == 1.0
    assert shares[3] > shares[4] == pytest.approx(words.shares("加工")[1] * shares[4] / words.shares("加工")[1])
    assert list(words.shares("")) == [0.0] * 5
    assert list(words.shares("印刷")) == [0.0] * 5


def test_a_word_of_many_things_of_one_holder_stays_rare() -> None:
    texts = ["溶接 甲", "溶接 乙", "塗装 丙", "印刷 丁"]
    apart, of_one = Words(texts), Words(texts, ["a", "a", "b", "c"])
    assert of_one.shares("溶接 塗装")[0] == pytest.approx(of_one.shares("溶接 塗装")[2])
    assert apart.shares("溶接 塗装")[0] < apart.shares("溶接 塗装")[2]


def test_what_is_said_besides_counts_against_a_text_a_little() -> None:
    words = Words(["abc", "abc def"])
    rare = math.log(3 / 2) + 1
    # Of "abc def" the one word is asked, and "def", which only one has, is said besides.
    assert words.shares("abc").tolist() == [1.0, pytest.approx(1 / (1 - BESIDES + BESIDES * (1 + rare)))]


def test_each_language_is_compared_by_itself() -> None:
    words = Words([lines_of(Text("射出成形", "Injection moulding")), lines_of(Text("射出成形", "射出成形"))])
    assert words.shares("moulding")[0] > 0
    assert words.shares("injection moulding").tolist() == [pytest.approx(1.0), 0.0]
    assert words.shares(lines_of(Text("射出成形", "Injection moulding"))).tolist() == pytest.approx([1.0, 1.0])


def test_what_one_holder_has_in_several_things_is_there_together() -> None:
    words = Words(["樹脂", "金型", "樹脂"], ["a", "a", "b"])
    everything, first = np.ones(3, bool), np.array([True, False, True])
    all_of_it, half = words.together("樹脂 金型", everything).tolist(), words.together("樹脂 金型", first).tolist()
    assert all_of_it[:2] == [1.0, 1.0]
    assert 0 < all_of_it[2] < 1
    assert half == [all_of_it[2]] * 3


def test_hangul_is_no_kanji() -> None:
    assert grams("한국 반도체") == frozenset()
    assert grams("반도체 半導体") == {"半導", "導体", "半", "導", "体"}
    assert grams("﨑") == {"﨑"}  # a kanji among the compatibility forms that has no other


@given(st.lists(TEXTS, max_size=8), TEXTS)
def test_the_index_finds_what_comparing_one_by_one_does(texts: list[str], wanted: str) -> None:
    known = [{gram for line in text.split("\n") for gram in grams(line)} for text in texts]

    def rarity(found: frozenset[str]) -> float:
        return sum(math.log((1 + len(texts)) / (1 + sum(gram in one for one in known))) + 1 for gram in found)

    def alike(one: str, other: str) -> float:
        asked, had = grams(one), grams(other)
        both, missing, besides = rarity(asked & had), rarity(asked - had), rarity(had - asked)
        return both / (both + (1 - BESIDES) * missing + BESIDES * besides) if both else 0.0

    each = [max(alike(one, other) for one in wanted.split("\n") for other in text.split("\n")) for text in texts]
    assert Words(texts).shares(wanted).tolist() == pytest.approx(each)
