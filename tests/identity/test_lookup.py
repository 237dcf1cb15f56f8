"""Looking organisations up by name, place and number."""

from __future__ import annotations

from pathlib import Path

import pytest

from renkei.identity.comparison import Decision
from renkei.identity.lookup import Register


@pytest.mark.parametrize(
    ("name", "prefecture", "key"),
    [
        ("㈱テクノ髙﨑", "福島県", "1000000000101"),
        ("ﾃｸﾉ・高崎（株）", "Gunma", "1000000000102"),
        ("(公財)ふくしま産業振興センター", None, "1000000000106"),
        ("一般財団法人 ふくしま産業振興センタ", None, "1000000000106"),
        ("ふくしま産業復興センター", "07", "1000000000106"),
        ("東洋紡績", None, "1000000000103"),
        ("Toyobo", None, "1000000000103"),
        ("とうようぼう", None, "1000000000103"),
        ("アイティーエス", None, "1000000000110"),
        ("東北国際大学医学部附属病院", None, "1000000000107"),
        ("会津精密工業株式会社（本社工場）", None, "1000000000105"),
        ("会津製密工業", None, "1000000000105"),
    ],
)
def test_the_organisation_comes_first(register: Register, name: str, prefecture: str | None, key: str) -> None:
    assert register.find(name, prefecture)[0].entry.key == key


def test_the_place_tells_bearers_of_one_name_apart(register: Register) -> None:
    undecided = register.find("株式会社テクノ高崎")
    assert [(c.entry.key, round(c.score, 3), c.decision) for c in undecided] == [
        ("1000000000101", 0.427, Decision.DOUBTFUL),
        ("1000000000102", 0.427, Decision.DOUBTFUL),
    ]
    decided = register.find("株式会社テクノ高崎", prefecture="福島", city="郡山市")
    assert (decided[0].entry.key, decided[0].decision) == ("1000000000101", Decision.CERTAIN)
    assert [r.en for r in decided[0].reasons] == ["same municipality", "same legal form", "same name (others bear it too)"]
    assert decided[1].decision == Decision.DOUBTFUL


def test_a_number_decides(register: Register) -> None:
    found = register.find("まったく別の名前", number="1000000000107")[0]
    assert (found.entry.key, found.decision) == ("1000000000107", Decision.CERTAIN)
    assert [r.en for r in found.reasons] == ["same corporate number", "different names (0 % alike)"]


def test_a_branch_is_never_certain(register: Register) -> None:
    found = register.find("会津精密工業株式会社 東京支店", prefecture="福島県", city="07202")[0]
    assert (found.entry.key, found.decision) == ("1000000000105", Decision.DOUBTFUL)


def test_a_misspelling_is_never_certain(register: Register) -> None:
    found = register.find("公益財団法人ふくしま産業復興センター", city="07201")[0]
    assert (found.entry.key, found.decision) == ("1000000000106", Decision.DOUBTFUL)


def test_a_closed_organisation_says_so(register: Register) -> None:
    found = register.find("有限会社会津精密")[0]
    assert (found.entry.key, found.entry.closed, found.entry.successor) == ("1000000000104", "2021-04-01", "1000000000105")
    assert "閉鎖された法人" in [r.ja for r in found.reasons]


@pytest.mark.parametrize(
    "name", ["", " ", "・・・", "\x00", "'; DROP TABLE name; --", "株式会社", "あ" * 100_000, "😀", "\ud800"]
)
def test_strange_names_are_looked_up_too(register: Register, name: str) -> None:
    assert len(register.find(name)) <= 5


def test_limit(register: Register) -> None:
    assert len(register.find("株式会社テクノ高崎", limit=1)) == 1


def test_two_readers_at_once(registers: Path) -> None:
    with Register(registers) as one, Register(registers) as other:
        assert one.find("東洋紡") == other.find("東洋紡")
