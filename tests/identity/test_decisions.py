"""Decisions kept in a file, obeyed, taken back; the review list and the answers in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from renkei.errors import TableErrors
from renkei.identity.comparison import Organisation, compare
from renkei.identity.decisions import (
    Contradiction,
    answer_in,
    groups_of_same,
    pair,
    read_decisions,
    record,
    take_back,
)
from renkei.identity.review import ANSWER, COLUMNS, DoubtfulPair, read_answers, review_rows


def test_what_is_recorded_is_read_again_and_can_be_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    assert read_decisions(path) == {}
    record(path, [pair("b", "a", True, "電話で確認", "森", "2024-05-01"), pair("c", "d", False)])
    record(path, [pair("c", "d", True)])
    assert path.read_bytes().decode("utf-8-sig") == (
        "one,other,same,reason,who,when\na,b,yes,電話で確認,森,2024-05-01\nc,d,yes,,,\n"
    )
    assert list(read_decisions(path)) == [("a", "b"), ("c", "d")]
    assert take_back(path, "d", "c") == pair("c", "d", True)
    assert take_back(path, "d", "c") is None
    assert list(read_decisions(path)) == [("a", "b")]


def test_all_wrong_cells_are_told(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text("one,other,same\na,b,はい\n,b,yes\na,a,yes\na,c,maybe\nb,a,no\n", encoding="utf-8")
    with pytest.raises(TableErrors) as caught:
        read_decisions(path)
    assert [(e.row, e.column, e.value) for e in caught.value.errors] == [
        (3, "one", ""),
        (4, "other", "a"),
        (5, "same", "maybe"),
        (6, "same", "no"),
    ]


def test_groups_obey_decisions_and_come_apart_again() -> None:
    certain = [("a", "b"), ("b", "c"), ("x", "y")]
    assert groups_of_same(certain, {}) == {"a": ("a", "b", "c"), "x": ("x", "y")}
    no = {("x", "y"): pair("x", "y", False)}
    assert groups_of_same(certain, no) == {"a": ("a", "b", "c")}
    yes = {("c", "x"): pair("c", "x", True)}
    assert groups_of_same(certain, yes) == {"a": ("a", "b", "c", "x", "y")}
    assert groups_of_same(certain, {}) == groups_of_same(reversed(certain), {})


def test_a_no_that_others_contradict_is_an_error() -> None:
    with pytest.raises(Contradiction, match="a and c are decided to be different") as caught:
        groups_of_same([("a", "b"), ("b", "c")], {("a", "c"): pair("a", "c", False)})
    assert caught.value.group == ("a", "b", "c")
    with pytest.raises(ValueError, match="one id twice"):
        pair("a", "a", True)


def doubtful(one_id: str, one: Organisation, other_id: str, other: Organisation) -> DoubtfulPair:
    return DoubtfulPair(one_id, one, other_id, other, compare(one, other))


PAIRS = [
    doubtful("1", Organisation("テクノ"), "2", Organisation("㈱テクノ", prefecture="07")),
    doubtful("3", Organisation("会津精密工業", prefecture="07"), "4", Organisation("会津製密工業", prefecture="07")),
    doubtful("5", Organisation("日本電気"), "6", Organisation("東京大学")),
]


def test_the_review_list_holds_what_is_doubtful_and_undecided() -> None:
    rows = review_rows(PAIRS, {}, "ja")
    assert [list(row) for row in rows] == [[c.id for c in COLUMNS]] * 2
    assert rows[0] == {
        "same": "",
        "one_name": "テクノ",
        "one_place": "",
        "other_name": "㈱テクノ",
        "other_place": "07",
        "percent": "53",
        "why": "名称が同じ",
        "reason": "",
        "one": "1",
        "other": "2",
    }
    assert [row["one"] for row in review_rows(PAIRS, {("1", "2"): pair("1", "2", False)}, "en")] == ["3"]


def test_answers_are_read_back() -> None:
    rows = review_rows(PAIRS, {}, "ja")
    rows[0] |= {ANSWER: " はい ", "reason": "同じ住所"}
    assert read_answers(enumerate(rows, 2), "review.xlsx", who="森") == [pair("1", "2", True, "同じ住所", "森")]
    rows[0][ANSWER] = "たぶん"
    rows[1] |= {ANSWER: "no", "other": ""}
    with pytest.raises(TableErrors) as caught:
        read_answers(enumerate(rows, 2), "review.xlsx", "確認")
    assert [(e.sheet, e.row, e.column, e.value) for e in caught.value.errors] == [
        ("確認", 2, ANSWER, "たぶん"),
        ("確認", 3, "one", "3"),
    ]


def test_a_pair_answered_twice_is_one_decision_unless_the_answers_differ() -> None:
    row = {"one": "2", "other": "1", ANSWER: "yes"}
    assert read_answers([(2, row), (9, row)], "review.csv") == [pair("1", "2", True)]
    with pytest.raises(TableErrors) as caught:
        read_answers([(2, row), (9, {"one": "1", "other": "2", ANSWER: "no"})], "review.csv")
    assert [(e.row, e.value) for e in caught.value.errors] == [(9, "no")]


@pytest.mark.parametrize(("text", "answer"), [("YES", True), ("○", True), ("別", False), ("✕", False), ("?", None)])
def test_answers(text: str, answer: bool | None) -> None:
    assert answer_in(text) is answer
