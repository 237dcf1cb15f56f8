"""CSV as people have it: encodings, headings, ragged rows, odd cells. Every refusal names its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renkei.errors import CellError, TableErrors
from renkei.tables.files import LONGEST_CELL, RawTable, csv_text

Read = Callable[[str, bytes | str], RawTable]

HEAD = "id,label_ja,label_en\n"


def refused(read: Read, content: bytes | str, table: str = "lists") -> list[CellError]:
    with pytest.raises(TableErrors) as caught:
        read(table, content)
    return list(caught.value.errors)


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_utf8_with_and_without_bom_and_any_line_end(read: Read, start: bytes, end: str) -> None:
    raw = read("lists", start + f"id,label_ja,label_en{end}a,一覧,List{end}".encode())
    assert [(r.number, r.cells) for r in raw.rows] == [(2, {"id": "a", "label_ja": "一覧", "label_en": "List"})]


def test_another_encoding_is_refused_at_the_row_where_it_shows(read: Read) -> None:
    text = HEAD + 'a,x,"two\nlines"\nb,福島県の一覧,Fukushima\n'
    (error,) = refused(read, text.encode("cp932"))
    assert (error.file, error.row, error.column) == ("lists.csv", 3, None)
    assert error.why.ja == "UTF-8 として読めない文字があります。"
    assert error.suggestion is not None
    assert error.suggestion.en == "Save the file again as CSV UTF-8."


@pytest.mark.parametrize("encoding", ["utf-16", "euc_jp", "cp932", "iso2022_jp"])
def test_no_other_encoding_is_taken_for_utf8(read: Read, encoding: str) -> None:
    errors = refused(read, (HEAD + "a,一覧,List\n").encode(encoding))
    assert errors[0].row in (1, 2)


def test_a_row_longer_than_the_heading_names_what_is_over(read: Read) -> None:
    (error,) = refused(read, HEAD + "a,一覧,List\nb,東京、大阪,Tokyo, Osaka\n")
    assert (error.row, error.column, error.value) == (3, None, " Osaka")
    assert error.why.en == "The heading has 3 columns, this row has 4 values."
    assert error.suggestion is not None
    assert error.suggestion.ja == "カンマを含む値は二重引用符で囲んでください。"


def test_a_row_that_ends_early_is_filled_up_as_excel_leaves_it(read: Read) -> None:
    raw = read("lists", "id,label_ja,label_en,reading\na,一覧,List\n")
    assert raw.rows[0].cells == {"id": "a", "label_ja": "一覧", "label_en": "List", "reading": ""}


def test_an_unknown_heading_is_named_with_near_misses(read: Read) -> None:
    (error,) = refused(read, "id,label_ja,label_en,raeding\na,一覧,List,\n")
    assert (error.file, error.row, error.column, error.value) == ("lists.csv", 1, "raeding", "raeding")
    assert error.why.en == "The table lists has no such column."
    assert error.suggestion is not None
    assert error.suggestion.en.startswith("Did you mean reading")


def test_a_heading_like_none_has_no_suggestion(read: Read) -> None:
    (error,) = refused(read, "id,label_ja,label_en,電話番号\na,一覧,List,\n")
    assert (error.column, error.suggestion) == ("電話番号", None)


def test_a_column_that_stands_twice(read: Read) -> None:
    (error,) = refused(read, "id,label_ja,label_en,label_ja\na,一覧,List,表\n")
    assert (error.row, error.column, error.why.ja) == (1, "label_ja", "列が重複しています。")


def test_required_columns_that_are_missing_are_each_named(read: Read) -> None:
    errors = refused(read, "reading\nいちらん\n")
    assert [(e.row, e.column, e.why.en) for e in errors] == [
        (1, name, "A required column is missing.") for name in ("id", "label_ja")
    ]


def test_a_table_whose_shape_says_what_makes_an_id_needs_no_column_of_ids(read: Read) -> None:
    errors = refused(read, "reading\nしゃ\n", "organizations")
    assert [(e.row, e.column) for e in errors] == [(1, "label_ja"), (1, "kind")]
    assert read("organizations", "label_ja,kind\n某社,company\n").rows[0].cells == {"label_ja": "某社", "kind": "company"}


def test_a_comma_too_many_in_the_heading_is_said_by_its_number(read: Read) -> None:
    (error,) = refused(read, "id,label_ja,label_en,\na,一覧,List,\n")
    assert (error.row, error.column, error.why.en) == (1, None, "Column number 4 has no heading.")


def test_headings_and_cells_lose_the_space_around_them(read: Read) -> None:
    raw = read("lists", " id ,label_ja,label_en\na, 一覧　,List\n")
    assert raw.rows[0].cells == {"id": "a", "label_ja": "一覧", "label_en": "List"}


def test_quotes_commas_and_line_breaks_inside_cells(read: Read) -> None:
    raw = read("lists", HEAD + 'a,"一,覧","A ""list""\nof two lines"\nb,表,Table\n')
    assert [(r.number, r.cells["label_ja"], r.cells["label_en"]) for r in raw.rows] == [
        (2, "一,覧", 'A "list"\nof two lines'),
        (3, "表", "Table"),
    ]


def test_empty_rows_are_left_out_and_counted(read: Read) -> None:
    raw = read("lists", HEAD + "a,一覧,List\n\n,,\n , ,\nb,表,Table\n")
    assert [(r.number, r.cells["id"]) for r in raw.rows] == [(2, "a"), (6, "b")]


@pytest.mark.parametrize("content", ["", "\ufeff"])
def test_an_empty_file_is_said_to_be_empty(read: Read, content: str) -> None:
    (error,) = refused(read, content)
    assert (error.row, error.why.ja, error.why.en) == (1, "表が空です。", "The table is empty.")


def test_a_heading_alone_is_a_table_without_rows(read: Read) -> None:
    assert read("lists", HEAD).rows == ()


@pytest.mark.parametrize("sign", ["\0", "\x07", "\x1b", "\x0b", "\x7f", "\x85"])
def test_control_characters_are_refused_at_their_cell(read: Read, sign: str) -> None:
    (error,) = refused(read, HEAD + f"a,一覧,Li{sign}st\n")
    assert (error.row, error.column, error.value) == (2, "label_en", repr(f"Li{sign}st"))
    assert error.why.en == "There is a control character in the value."


def test_a_pasted_document_in_a_cell_is_refused_without_printing_it(read: Read) -> None:
    (error,) = refused(read, HEAD + f"a,一覧,{'x' * 100_000}\nb,表,Table\n")
    assert (error.row, error.column, error.value) == (2, "label_en", "x" * 40 + "…")
    assert error.why.en == "The value is too long (100000 characters, at most 10000)."


def test_the_longest_cell_that_may_be(read: Read) -> None:
    assert read("lists", HEAD + f"a,一覧,{'x' * LONGEST_CELL}\n").rows[0].cells["label_en"] == "x" * 10_000
    assert refused(read, HEAD + f"a,一覧,{'x' * (LONGEST_CELL + 1)}\n")[0].column == "label_en"


@pytest.mark.parametrize("broken", ['b,"表,Table\nc,x,y\n', 'b,"表"x,Table\n'])
def test_a_quote_that_does_not_close_swallows_no_rows(read: Read, broken: str) -> None:
    (error,) = refused(read, HEAD + "a,一覧,List\n" + broken)
    assert (error.row, error.why.en) == (3, "The double quotes are not right.")


def test_every_error_of_a_table_is_told_at_once(read: Read) -> None:
    errors = refused(read, "id,label_ja,label_en,x\na,一,b\x07,\nb,表,Table,1,2\n")
    assert [(e.row, e.column) for e in errors] == [(1, "x"), (2, "label_en"), (3, None)]


cells = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from('",\n'), max_size=12).map(str.strip)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(cells, cells).filter(any), max_size=6))
def test_what_is_written_is_read_again(read: Read, rows: list[tuple[str, str]]) -> None:
    text = csv_text(["id", "label_ja", "label_en"], [["x", *row] for row in rows])
    raw = read("lists", text)
    assert [(r.cells["label_ja"], r.cells["label_en"]) for r in raw.rows] == rows


def test_canonical_csv_has_line_feeds_and_quotes_only_where_needed() -> None:
    assert csv_text(["a", "b"], [["1", "x,y"], ["", 'q"']]) == 'a,b\n1,"x,y"\n,"q"""\n'
    assert list(csv.reader(io.StringIO(csv_text(["a"], [["x\ny"]]))))[1] == ["x\ny"]
