"""Folding: what printing and text extraction do to a word is undone, and nothing else."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from renkei.text.folding import OLD_FORMS, fold

# Repeated syllables, marks in every width, spaces, old forms and combining characters: what folding has rules for.
tricky = st.lists(
    st.sampled_from([*"aAはは大 　*＊※[]^{}´゛ǰİß‐―～〜123１㈱ﾒ", "會", "的的的的", "^{*}", "[※]", "\u0301", "\n"]), max_size=24
).map("".join)


@given(st.text() | tricky | tricky.map(lambda t: t * 4))
@example("a" * 16)
@example("AaAa")
@example("a´")
@example("＊a")
@example("[[※]※]")
@example("関關関關")
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("ＡＭＥＤ", "amed"),
        ("ﾒｰｶｰ", "メーカー"),
        ("㈱テクノ", "(株)テクノ"),
        ("福 島　県\n", "福島県"),
        ("医療機器^{*}", "医療機器"),
        ("医療機器[※]", "医療機器"),
        ("医療機器＊と※", "医療機器と"),
        ("山口県山口県山口県山口県", "山口県"),
        ("大学大学大学大学････高専高専高専高専", "大学・高専"),
        ("化学化学化学化学ﾒｰｶｰﾒｰｶｰﾒｰｶｰﾒｰｶｰ", "化学メーカー"),
        ("會津醫療機關", "会津医療機関"),
        ("髙﨑・濵田・渡邊", "高崎・浜田・渡辺"),
        ("2013–2015―2017−2019", "2013-2015-2017-2019"),
        ("６～７月〜", "6~7月~"),
    ],
)
def test_accidents_of_print_are_undone(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@pytest.mark.parametrize("number", ["1111", "0000", "20202020", "090-9090-9090", "10000円", "１１１１件"])
def test_digits_are_never_taken_for_bold_print(number: str) -> None:
    assert sum(c.isdigit() for c in fold(number)) == sum(c.isdigit() for c in number)


@pytest.mark.parametrize("word", ["ははは", "医工連携", "ハハ", "産学官", "第3回・第4回"])
def test_words_that_need_nothing_stay(word: str) -> None:
    assert fold(word) == word


@pytest.mark.parametrize(
    ("one", "other"), [("福島県", "福岡県"), ("10件", "1件"), ("大学", "大学院"), ("は", "ば"), ("ア", "あ")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_no_form_in_use_is_itself_listed_as_an_old_form() -> None:
    assert not set(OLD_FORMS) & set(OLD_FORMS.values())


def test_a_pasted_document_is_folded_in_time_that_grows_with_its_length() -> None:
    text = "".join(chr(0x4E00 + n % 5000) for n in range(10_000))

    def seconds(part: str) -> float:
        begun = time.perf_counter()
        fold(part)
        return time.perf_counter() - begun

    seconds(text[:100])
    short = min(seconds(text[:2_500]) for _ in range(5))
    assert min(seconds(text) for _ in range(3)) < 10 * short  # 16 where it grows with the square


# Lines 226 to 250 of document 000 print each word four times over.
BOLD_LINES = {
    226: "予防・健康管理の充実疾病予防等のための製品開発等",
    228: "生活習慣病等の治療技術の高度化先進医療を実現する新たな機器開発等",
    230: "医療・介護現場の改善介護作業支援のための機器開発等",
    232: "医療関連産業クラスターの形成",
    233: "重点的な企業誘致",
    235: "やまぐち医療関連成長戦略推進協議会",
    237: "産学公金",
    239: "の連携",
    241: "化学メーカー",
    243: "山口県",
    245: "大学・高専",
    246: "医療機関",
    248: "関係機関中小企業",
    250: "医薬機器メーカー",
}


def test_real_lines_printed_four_times_over(sources: Path) -> None:
    lines = next(sources.glob("000_*.txt")).read_text(encoding="utf-8").splitlines()
    assert {n: fold(lines[n - 1]) for n in BOLD_LINES} == BOLD_LINES
    assert {fold(lines[n - 1]) for n in range(226, 251) if n not in BOLD_LINES} == {""}
