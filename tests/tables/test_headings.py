"""Headings in ja, en and people's own words, matched to columns; the likely taken, the merely alike asked about."""

from __future__ import annotations

import pytest

from renkei.schema.tables import shipped_schema
from renkei.tables.headings import folded_heading, heading_names, match_heading, shipped_words


@pytest.mark.parametrize(
    ("table", "heading", "to", "how"),
    [
        ("organizations", "label_ja", "label_ja", "exact"),
        ("organizations", "名称", "label_ja", "exact"),
        ("organizations", "corporate number", "corporate_number", "exact"),
        ("organizations", "ＴＥＬ", "phone", "folded"),
        ("organizations", "電話番号（代表）※", "phone", "folded"),
        ("organizations", "Ｅ－ｍａｉｌ", "mail", "folded"),
        ("organizations", "① 会社名", "label_ja", "folded"),
        ("organizations", "保有設備", "capabilities.label_ja", "exact"),
        ("organizations", "契約の相手方", "label_ja", "exact"),
        ("organizations", "自治体名", "label_ja", "exact"),
        ("projects", "件名", "label_ja", "exact"),
        ("organizations", "NO.", "-", "folded"),
        ("memberships", "会員名", "member", "exact"),
        ("memberships", "住所", "member.address", "exact"),
        ("memberships", "種別", "member.kind", "exact"),
        ("projects", "実施期間", "start..end", "exact"),
        ("needs", "企業名", "organization", "exact"),
        ("needs", "電話番号", "organization.phone", "exact"),
        ("organizations", "headquaters address", "address", "ask"),
        ("organizations", "メールアドレスス", "mail", "similar"),
        ("organizations", "星占い", None, "ask"),
    ],
)
def test_a_heading_is_matched(table: str, heading: str, to: str | None, how: str) -> None:
    schema = shipped_schema()
    match = match_heading(heading, heading_names(schema.tables[table], schema))
    assert (match.meaning.to if match.meaning else None, match.how) == (to, how)


@pytest.mark.parametrize("heading", ["件名", "title"])
def test_what_a_thing_is_about_is_no_name_of_an_organisation(heading: str) -> None:
    schema = shipped_schema()
    assert match_heading(heading, heading_names(schema.tables["organizations"], schema)).how == "ask"


def test_words_for_headings_name_columns_that_are_there() -> None:
    schema = shipped_schema()
    for name, words in shipped_words().items():
        if name in schema.tables:
            unknown = [c for column in words for c in column.split("..") if schema.tables[name].find_column(c) is None]
            assert unknown == [], name
    for also in shipped_words()["also"]:
        table, _, column = also["to"].partition(".")
        assert schema.tables[table].find_column(column) is not None
    assert sorted(set(shipped_words()["sheets"]) - set(schema.tables)) == []


def test_folding_leaves_something_of_every_heading() -> None:
    assert [folded_heading(h) for h in ("（必須）", "1", "※", "A・B")] == ["(必須)", "1", "", "ab"]
