"""Places and concepts in one spelling, and the ids that rows are given."""

from __future__ import annotations

import pytest

from renkei.schema.tables import shipped_schema
from renkei.tables.files import RawRow
from renkei.tables.rows import RowReader
from renkei.tables.spellings import concept_notations, one_spelling

SCHEMA = shipped_schema()


def made(table: str, **cells: str) -> str | None:
    errors: list[object] = []
    row = RowReader(SCHEMA.tables[table], "x.csv", errors).read(RawRow(2, cells))  # type: ignore[arg-type]
    assert errors == []
    return row.id


@pytest.mark.parametrize("place", ["JP-07", "福島県", "福島", "Fukushima", "ＪＰ－０７", "福 島 県"])
def test_a_place_in_any_spelling_makes_one_id(place: str) -> None:
    assert made("organizations", kind="company", label_ja="㈱テクノ", place=place) == made(
        "organizations", kind="company", label_ja="㈱テクノ", place="JP-07"
    )


def test_places_that_differ_make_two_ids() -> None:
    ids = {
        made("organizations", kind="company", label_ja="テクノ", place=p)
        for p in ("東京都府中市", "広島県府中市", "府中市", "city-13101")
    }
    assert len(ids) == 4


def test_a_name_in_any_width_makes_one_id() -> None:
    assert (
        len(
            {made("organizations", kind="company", label_ja=n, place="福島県") for n in ("㈱テクノ", "（株）テクノ", "(株)ﾃｸﾉ")}
        )
        == 1
    )


def test_a_concept_by_notation_and_labels_makes_one_id() -> None:
    column = next(c for c in SCHEMA.tables["capabilities"].columns if c.name == "kind")
    names = [name for name, notation in concept_notations()[column.scheme or ""].items() if notation == "process"]
    assert len(names) >= 3  # the notation and the labels in both languages
    assert {one_spelling(column, name) for name in names} == {"process"}
    assert len({made("capabilities", organization="a", label_ja="樹脂成形", kind=name) for name in names}) == 1


@pytest.mark.parametrize("date", ["2024-05", "2024.5", "R6.5", "令和6年5月", "２０２４年５月"])
def test_a_date_in_any_spelling_makes_one_id(date: str) -> None:
    said = {"organization": "a", "label_ja": "樹脂の成形"}
    assert made("needs", **said, date=date) == made("needs", **said, date="2024-05")
