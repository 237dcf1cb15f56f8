"""The heading map: found by name, asked about, written, edited, obeyed and remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from renkei.errors import UsageError
from renkei.importers.heading_map import HeadingMap, map_text, read_map
from renkei.importers.planning import Question

Write = Callable[..., Path]
Import = Callable[..., Any]

LIST = [["企業名", "都道府県", "電話番後", "資本金"], ["㈱ア", "福島県", "024-954-4011", "1000万円"]]


def test_unknown_headings_are_asked_about_and_not_read(write: Write, load: Import) -> None:
    got = load(write({"企業一覧": LIST}))
    assert [(p.kind, p.cell, p.heading) for p in got.done.problems] == [("ask", "C1", "電話番後"), ("ask", "D1", "資本金")]
    (sheet,) = read_map(got.folder / "headings.toml").sheets
    assert [(c.heading, c.to, c.ask) for c in sheet.columns] == [
        ("企業名", "label_ja", False),
        ("都道府県", "place", False),
        ("電話番後", "phone", True),
        ("資本金", "", True),
    ]
    assert got.rows("organizations", "label_ja", "place", "phone") == [("㈱ア", "JP-07", "")]


def test_an_edited_map_is_obeyed_and_remembered_for_other_files(write: Write, load: Import) -> None:
    got = load(write({"企業一覧": LIST}))
    path = got.folder / "headings.toml"
    text = path.read_text(encoding="utf-8").replace('heading = "資本金"\nto = ""', 'heading = "資本金"\nto = "note"')
    path.write_text("\n".join(line for line in text.splitlines() if not line.startswith(("ask =", "candidates ="))), "utf-8")
    again = load(write({"企業一覧": LIST}))
    assert again.problems() == []
    assert again.rows("organizations", "phone", "note") == [("+81-24-954-4011", "資本金: 1000万円")]
    other = load(write({"一覧": [[LIST[0][n] for n in (3, 0, 2)], ["2億円", "㈱イ", "024-548-8006"]]}, name="other.xlsx"))
    assert other.problems() == []
    assert other.rows("organizations", "label_ja", "phone", "note") == [("㈱イ", "+81-24-548-8006", "資本金: 2億円")]
    assert [s.file for s in read_map(path).sheets] == ["list.xlsx", "other.xlsx"]


def test_a_callback_answers_and_its_answers_are_kept(write: Write, load: Import) -> None:
    asked: list[Question] = []

    def ask(question: Question) -> str | None:
        asked.append(question)
        return {"電話番後": "phone", "資本金": "-"}[question.heading]

    got = load(write({"企業一覧": LIST}), ask=ask)
    assert got.problems() == []
    assert [(q.about, q.heading, q.candidates[:1]) for q in asked] == [
        ("column", "電話番後", ("phone",)),
        ("column", "資本金", ()),
    ]
    assert got.rows("organizations", "phone") == [("+81-24-954-4011",)]
    assert load(write({"企業一覧": LIST})).problems() == []


def test_blank_as_above_other_words_and_constants_only_where_the_map_says_so(write: Write, load: Import) -> None:
    rows = [["企業名", "都道府県", "業種"], ["㈱ア", "福島県", "薬"], ["㈱イ", None, None]]
    path = write({"企業一覧": rows})
    got = load(path)
    assert got.problems() == [("vocabulary", "C2", "薬")]
    text = (got.folder / "headings.toml").read_text(encoding="utf-8")
    text = text.replace('to = "place"', 'to = "place"\nblank_as_above = true')
    text = text.replace('to = "field"', 'to = "field"\nvalues = { "薬" = "医療機器" }')
    text = text.replace('table = "organizations"', 'table = "organizations"\nconstants = { kind = "中小企業" }')
    (got.folder / "headings.toml").write_text(text, encoding="utf-8")
    again = load(path)
    assert again.problems() == []
    assert again.rows("organizations", "label_ja", "kind", "place", "field") == [
        ("㈱ア", "small-firm", "JP-07", "medical-devices"),
        ("㈱イ", "small-firm", "JP-07", ""),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[sheet]]\nfil = 'a'", "there is no setting fil. Did you mean file"),
        ("[[sheet]]\nfile = 'a'\nsheet = ''\ntable = 3", "table cannot be 3"),
        ("[[sheet]]\nfile = 'a'\nsheet = ''\n[[sheet.column]]\nto = 'x'", "a column has no heading"),
        ("[[sheet]", "not TOML"),
    ],
)
def test_a_map_that_cannot_be_followed_is_refused(write: Write, load: Import, text: str, says: str) -> None:
    path = write({"企業一覧": LIST})
    (path.parent / "map.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=says):
        load(path, map_file=path.parent / "map.toml")


def test_a_map_survives_writing_and_reading(write: Write, load: Import) -> None:
    odd = [["企業名", '引用"符', "改\n行", "\\", "都道府県"], ["㈱ア", None, None, None, "福島県"]]
    got = load(write({"企業一覧": odd}))
    text = (got.folder / "headings.toml").read_text(encoding="utf-8")
    found = read_map(got.folder / "headings.toml")
    assert [c.heading for c in found.sheets[0].columns] == ["企業名", '引用"符', "改 行", "\\", "都道府県"]
    assert map_text(found, "ja") == text
    assert map_text(HeadingMap(), "en").startswith("# What the headings mean.")
