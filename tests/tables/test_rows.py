"""Cells read as their columns say: each problem with file, row, column, value, reason and suggestion in both languages."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from renkei.errors import CellError, Text
from renkei.tables.files import RawTable
from renkei.tables.rows import Row, typed_rows
from renkei.text.dates import PartialDate

Read = Callable[[str, bytes | str], RawTable]


def typed(read: Read, table: str, **cells: str) -> tuple[Row, list[CellError]]:
    errors: list[CellError] = []
    quoted = ['"' + v.replace('"', '""') + '"' for v in cells.values()]
    (row,) = typed_rows(read(table, ",".join(cells) + "\n" + ",".join(quoted) + "\n"), errors)
    return row, errors


def event(read: Read, **cells: str) -> tuple[Row, list[CellError]]:
    return typed(read, "events", **({"id": "e", "label_ja": "催し", "label_en": "Event", "kind": "seminar"} | cells))


def only(found: tuple[Row, list[CellError]]) -> CellError:
    (error,) = found[1]
    return error


def test_values_are_typed_as_their_column_says(read: Read) -> None:
    row, errors = typed(
        read, "prefectures", id="JP-99", label_ja="某県", label_en="X", jis_code="07", capital="某市", latitude="35.50",
    )  # fmt: skip
    assert errors == []
    assert {n: c.values for n, c in row.cells.items()} == {
        "label_ja": ("某県",),
        "label_en": ("X",),
        "jis_code": ("07",),
        "capital": ("某市",),
        "latitude": (Decimal("35.50"),),
    }


def test_dates_keep_their_precision(read: Read) -> None:
    row, errors = event(read, date="H25.10", end="2013/10/6")
    assert errors == []
    assert (row.values("date"), row.values("end")) == ((PartialDate(2013, 10),), (PartialDate(2013, 10, 6),))


@pytest.mark.parametrize("text", ["JP-07;JP-08", "JP-07 ; JP-08", "JP-07\nJP-08", ";JP-07;;JP-08;"])
def test_several_values_in_a_cell(read: Read, text: str) -> None:
    row, errors = event(read, place=text)
    assert errors == []
    assert row.values("place") == ("JP-07", "JP-08")


def test_a_column_of_one_value_keeps_its_semicolons(read: Read) -> None:
    row, errors = event(read, label_ja="一;二")
    assert (row.values("label_ja"), errors) == (("一;二",), [])


@pytest.mark.parametrize(
    ("value", "why", "suggestion"),
    [
        ("来年", Text("日付として読めません。", "This is not a date."), "Write it like 2013-10-06, 2013-10 or 2013."),
        ("2013-02-30", Text("2013年2月は28日までです。", "2013-02 has 28 days."), "Did you mean 2013-02-28?"),
        ("2013-13", Text("13月はありません。", "There is no month 13."), "Did you mean 2013?"),
        (
            "H32.5",
            Text("平成は2019-04-30に終わりました。", "The era 平成 ended on 2019-04-30."),
            "Did you mean 2020-05?",
        ),
    ],
)
def test_a_wrong_date(read: Read, value: str, why: Text, suggestion: str) -> None:
    error = only(event(read, date=value))
    assert (error.file, error.row, error.column, error.value, error.why) == ("events.csv", 2, "date", value, why)
    assert error.suggestion is not None
    assert error.suggestion.en == suggestion
    assert error.message.en == f'events.csv, row 2, column date: "{value}": {why.en} {suggestion}'
    assert error.message.ja == f"events.csv、2行目、date列「{value}」: {why.ja} → {error.suggestion.ja}"


def test_a_month_where_a_day_is_needed(read: Read) -> None:
    found = typed(read, "fiscal_years", id="FY", label_ja="年度", label_en="Year", start="2013-04", end="2014-03-31")
    error = only(found)
    assert (error.column, error.value, error.why.en) == ("start", "2013-04", "A full date is needed.")


@pytest.mark.parametrize("value", ["1.5", "一", "1,000", "1e3", "", " ", "９９９９９９９９９９９９９９９９９９９"])
def test_what_is_no_whole_number(read: Read, value: str) -> None:
    error = only(typed(read, "list_entries", list="l", item="i", district="d", prefecture="p", position=value))
    missing = not value.strip()
    assert (error.column, error.value) == ("position", value.strip())
    assert error.why.en == ("A required value is missing." if missing else "This is not a whole number.")


@pytest.mark.parametrize("value", ["北緯35度", "35,5", "NaN", "inf", "sNaN", "1e999999999", "1_000", "0x1F", "--1"])
def test_what_is_no_number(read: Read, value: str) -> None:
    cells = {"id": "x", "label_ja": "某市", "label_en": "X", "jis_code": "1", "latitude": value}
    error = only(typed(read, "municipalities", **cells))
    assert (error.column, error.value, error.why.en) == ("latitude", value, "This is not a number.")


@pytest.mark.parametrize(
    ("value", "number"), [("-0.5", "-0.5"), ("+35", "35"), ("３５．５", None), ("139.691706", "139.691706"), ("35.0", "35.0")]
)
def test_decimals(read: Read, value: str, number: str | None) -> None:
    cells = {"id": "x", "label_ja": "某市", "label_en": "X", "jis_code": "1", "latitude": value}
    row, errors = typed(read, "municipalities", **cells)
    assert row.values("latitude") == ((Decimal(number),) if number else ())
    assert [e.column for e in errors] == ([] if number else ["latitude"])


def test_a_missing_required_cell(read: Read) -> None:
    error = only(event(read, label_ja=""))
    assert (error.file, error.row, error.column, error.value) == ("events.csv", 2, "label_ja", "")
    assert error.why == Text("必要な値がありません。", "A required value is missing.")


@pytest.mark.parametrize("cell", [";", " ; ;"])
def test_separators_alone_are_no_value(read: Read, cell: str) -> None:
    row, errors = event(read, place=cell)
    assert (row.values("place"), "place" in row.cells, errors) == ((), False, [])


def test_the_same_value_twice(read: Read) -> None:
    error = only(event(read, place="JP-07;JP-08;JP-07"))
    assert (error.column, error.value, error.why.ja) == ("place", "JP-07;JP-08;JP-07", "同じ値が2度あります。")


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ({"member": "a", "actor_kind": "company"}, "a、company"),
        ({"member": "", "actor_kind": ""}, ""),
    ],
)
def test_columns_of_which_exactly_one_is_filled(read: Read, cells: dict[str, str], value: str) -> None:
    error = only(typed(read, "memberships", organization="o", role="member", **cells))
    assert (error.column, error.value, error.why.en) == ("member", value, "Exactly one of member or actor_kind must be given.")
    assert error.why.ja == "member、actor_kind のうち、ちょうど1つを記入します。"


@pytest.mark.parametrize("column", ["basis", "fiscal_year_basis"])
def test_a_basis_that_is_none(read: Read, column: str) -> None:
    error = only(event(read, **{column: "infered"}))
    assert (error.column, error.value) == (column, "infered")
    assert error.why.en == "A basis is one of stated, named, inferred, translated, external."
    assert error.suggestion is not None
    assert error.suggestion.en.startswith("Did you mean inferred")


@pytest.mark.parametrize(("value", "near"), [("Private", "private"), ("publik", "public"), ("secret", None)])
def test_a_visibility_that_is_none_is_never_taken_for_public(read: Read, value: str, near: str | None) -> None:
    error = only(event(read, visibility=value))
    assert (error.column, error.value, error.why) == (
        "visibility", value, Text("public か private です。", "It is public or private."),
    )  # fmt: skip
    assert (error.suggestion is None) == (near is None)
    if near and error.suggestion:
        assert error.suggestion.en.startswith(f"Did you mean {near}")


def test_visibility_of_a_row(read: Read) -> None:
    assert [event(read, visibility=v)[0].private for v in ("private", "public", "")] == [True, False, False]


@pytest.mark.parametrize(
    ("identifier", "why"),
    [
        ("福島", "The id has characters that it may not have."),
        ("a b", "The id has characters that it may not have."),
        ("a/b", "The id has characters that it may not have."),
        ("-a", "The id has characters that it may not have."),
        ("a#", "The id has characters that it may not have."),
        ("x" * 101, "The id has characters that it may not have."),
    ],
)
def test_ids_that_cannot_be(read: Read, identifier: str, why: str) -> None:
    error = only(event(read, id=identifier))
    assert (error.column, error.value, error.why.en) == ("id", identifier, why)


def test_an_id_that_is_missing_where_the_shape_does_not_say_what_makes_one(read: Read) -> None:
    error = only(typed(read, "facilities", id="", label_ja="施設", label_en="Facility", kind="laboratory"))
    assert (error.column, error.value, error.why.en) == ("id", "", "The id is missing.")


def made(read: Read, table: str, **cells: str) -> str | None:
    row, errors = typed(read, table, **cells)
    assert errors == []
    return row.id


BODY = {"label_ja": "A社", "kind": "company"}


def test_an_id_made_of_the_number_that_a_register_gave(read: Read) -> None:
    number = {"corporate_number": "7000012050002"}
    found = {made(read, "organizations", **(BODY | number | more)) for more in ({}, {"label_ja": "B社"}, {"place": "JP-13"})}
    assert found == {"corporate-number-7000012050002"}


@pytest.mark.parametrize(
    ("cells", "same"),
    [
        ({"label_ja": " ａ　社 "}, True),
        ({"kind": "university", "label_en": "A Inc.", "note": "x", "field": "robot", "source": ""}, True),
        ({"label_ja": "B社"}, False),
        ({"place": "JP-07"}, False),
    ],
)
def test_an_id_made_of_the_folded_name_and_the_place(read: Read, cells: dict[str, str], same: bool) -> None:
    assert made(read, "organizations", **BODY) == "x-8a9dcaf9a8b6f2dd"  # others have linked to it: it never changes
    assert (made(read, "organizations", **(BODY | cells)) == "x-8a9dcaf9a8b6f2dd") == same


def test_several_places_make_one_id_in_any_order(read: Read) -> None:
    assert len({made(read, "organizations", place=p, **BODY) for p in ("JP-07;JP-08", "JP-08;JP-07", "JP-08\nJP-07")}) == 1


def test_a_date_makes_the_same_id_however_it_is_written(read: Read) -> None:
    cells = {"label_ja": "催し", "kind": "seminar"}
    dates = [made(read, "events", date=d, **cells) for d in ("2013-10", "H25.10", "2013/10", "2013-10-06")]
    assert (len(set(dates[:3])), dates[3] in dates[:3]) == (1, False)


def test_an_id_that_is_given_goes_before_one_that_could_be_made(read: Read) -> None:
    assert made(read, "organizations", id="a", corporate_number="7000012050002", **BODY) == "a"


def test_the_same_row_twice_has_one_id_and_giving_one_leaves_the_others(read: Read) -> None:
    heads = "id,label_ja,kind,place\n"
    rows = [",A社,company,", ",B社,company,JP-07", ",A社,company,"]
    ids = [row.id for row in typed_rows(read("organizations", heads + "\n".join(rows)), [])]
    assert (ids[0] == ids[2], ids[0] == ids[1]) == (True, False)
    given = [row.id for row in typed_rows(read("organizations", heads + "\n".join([rows[0], "b" + rows[1], rows[2]])), [])]
    assert given == [ids[0], "b", ids[2]]


@pytest.mark.parametrize("identifier", ["a", "A1", "JP-07", "a.b_c-d", "x" * 100])
def test_ids_that_can_be(read: Read, identifier: str) -> None:
    row, errors = event(read, id=identifier)
    assert (row.id, errors) == (identifier, [])


def test_the_pattern_of_a_column_with_its_example(read: Read) -> None:
    cells = {"id": "s", "label_ja": "節", "label_en": "S", "document": "doc-003", "kind": "section", "lines": "行12"}
    error = only(typed(read, "sections", **cells))
    assert (error.column, error.value, error.why.en) == ("lines", "行12", "The value has not the form of this column.")
    assert error.suggestion == Text("例: 150,224-230", "Example: 150,224-230")


@pytest.mark.parametrize(
    ("cells", "bases"),
    [
        ({}, {"label_ja": "stated", "label_en": "translated", "kind": "stated", "fiscal_year": "inferred"}),
        ({"basis": "inferred"}, {"label_ja": "inferred", "label_en": "translated", "kind": "inferred"}),
        ({"label_en_basis": "stated", "fiscal_year_basis": "stated"}, {"label_en": "stated", "fiscal_year": "stated"}),
        ({"basis": "inferred", "place_basis": "stated"}, {"place": "stated", "label_ja": "inferred"}),
    ],
)
def test_the_basis_of_a_cell_is_its_own_else_the_columns_else_the_rows(
    read: Read, cells: dict[str, str], bases: dict[str, str]
) -> None:
    row, errors = event(read, place="JP-07", fiscal_year="FY2013", **cells)
    assert errors == []
    assert {name: row.cells[name].basis for name in bases} == bases


def test_facts_of_an_error_for_json(read: Read) -> None:
    assert only(event(read, date="2013-13")).as_dict() == {
        "file": "events.csv",
        "sheet": None,
        "row": 2,
        "column": "date",
        "value": "2013-13",
        "why": {"ja": "13月はありません。", "en": "There is no month 13."},
        "suggestion": {"ja": "もしかして: 2013", "en": "Did you mean 2013?"},
    }


def test_words_that_a_date_cannot_hold_are_an_error_of_a_table(read: Callable[..., RawTable]) -> None:
    error = only(typed(read, "needs", id="x", label_ja="滅菌", organization="a", date="2024年4月頃"))
    assert (error.column, error.value, error.suggestion and error.suggestion.en) == (
        "date", "2024年4月頃", "Write 2024-04, and the rest in the note.",
    )  # fmt: skip
