"""A workbook in the form of the template as a data set: filled in, built, asked; what is wrong is named by sheet and cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyoxigraph as ox
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from renkei import resources
from renkei.build.datasets import Dataset, read_dataset, shipped_datasets, with_shipped
from renkei.build.pipeline import build, data_quads, load_shipped
from renkei.errors import CellError, TableErrors, Text, UsageError
from renkei.graph import open as open_graph
from renkei.schema.namespaces import RENKEI
from renkei.schema.tables import shipped_schema
from renkei.tables.forms import DEFAULT_TABLES, fields_of, sheet_name
from renkei.tables.template import write_template

VOCABULARIES, PLACES = resources.folder("ontology") / "vocabularies", resources.folder("data") / "places"

Cells = dict[str, Any]
Fill = Callable[..., Path]

FIRM: Cells = {"label_ja": "株式会社あおば成形", "kind": "企業", "place": "福島県", "field": "医療機器"}
NEED: Cells = {"label_ja": "滅菌容器の成形", "organization": "株式会社あおば成形", "date": "R8.5", "status": "募集中"}


@pytest.fixture
def fill(tmp_path: Path) -> Fill:
    """Fills in a form: the rows of each table, below the example, as a person does in Excel."""

    def filled(name: str = "list.xlsx", language: str = "ja", **tables: list[Cells]) -> Path:
        path = tmp_path / name
        write_template(path, shipped_schema(), tuple(tables) or DEFAULT_TABLES, language, VOCABULARIES, PLACES)
        book = openpyxl.load_workbook(path)
        for table, rows in tables.items():
            sheet = book[sheet_name(shipped_schema().tables[table], language)]
            for number, row in enumerate(rows, start=3):
                for column, value in row.items():
                    sheet.cell(number, column_of(sheet, table, column), value)
        book.save(path)
        return path

    return filled


def column_of(sheet: Worksheet, table: str, name: str) -> int:
    known = next(f for f in fields_of(shipped_schema().tables[table]) if f.name == name)
    headings = [str(c.value).removesuffix(" *") for c in sheet[1]]
    found = [headings.index(h) for h in (known.heading.ja, known.heading.en) if h in headings]
    return found[0] + 1


def places() -> Dataset:
    return next(d for d in shipped_datasets() if d.id == "places")


def quads_of(path: Path) -> set[str]:
    """What the workbook says, without where in the file it says so."""
    checked = load_shipped([places(), read_dataset(path)])
    own = [row for row in checked.rows if row.dataset.path == path]
    subjects = {ox.NamedNode(row.iri) for row in own}
    return {str(q) for q in data_quads(checked, "owner") if q.subject in subjects and q.predicate != RENKEI.locator}


def errors_of(path: Path) -> list[CellError]:
    with pytest.raises(TableErrors) as caught:
        load_shipped([places(), read_dataset(path)])
    return list(caught.value.errors)


def edit(path: Path, change: Callable[[Any], object]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def test_an_empty_form_gives_no_rows(fill: Fill) -> None:
    for language in ("ja", "en"):
        path = fill(f"{language}.xlsx", language)
        assert [r for r in load_shipped([places(), read_dataset(path)]).rows if r.dataset.path == path] == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_examples_are_right_once_their_mark_is_gone(fill: Fill, language: str, tmp_path: Path) -> None:
    from renkei.tables.examples import _COUNCIL

    council = {"label_ja": _COUNCIL.of(language), "kind": "council"}
    path = fill("list.xlsx", language, **{t: [council] if t == "organizations" else [] for t in DEFAULT_TABLES})

    def unmark(book: Any) -> None:
        for sheet in book.worksheets[1:-1]:
            sheet["A2"].value = None

    edit(path, unmark)
    built = build(with_shipped([path]), tmp_path / "store", "owner")
    shipped = load_shipped(shipped_datasets())
    rows = built.generation.manifest["rows"]
    before = {t: sum(r.row.table.name == t for r in shipped.rows) for t in DEFAULT_TABLES}
    assert {t: rows[t] - before[t] for t in DEFAULT_TABLES} == {t: 2 if t == "organizations" else 1 for t in DEFAULT_TABLES}


def test_a_filled_form_is_built_and_asked(fill: Fill, tmp_path: Path) -> None:
    path = fill(
        organizations=[FIRM | {"kind": "支援機関"}],
        needs=[NEED],
        memberships=[{"member": "株式会社あおば成形", "organization": "九州ヘルスケア産業推進協議会", "role": "member"}],
    )
    build(with_shipped([path]), tmp_path / "store", "owner")
    with open_graph(tmp_path / "store") as graph:
        found = graph.query("members-of-council", council="九州ヘルスケア産業推進協議会").table
        assert "株式会社あおば成形" in {t.value for row in found.rows for t in row if isinstance(t, ox.Literal)}
        need = graph.select(
            """SELECT ?what ?date ?status ?at WHERE {
                ?need a renkei:Need ; rdfs:label ?what ; schema:startDate ?date ; renkei:needStatus/skos:notation ?status ;
                    renkei:holder/schema:location/rdfs:label ?at . FILTER (lang(?at) = "ja") }"""
        )
        assert [[t.value for t in row if t is not None] for row in need.table.rows] == [
            ["滅菌容器の成形", "2026-05", "open", "福島県"]
        ]
        source = graph.select(
            """SELECT DISTINCT ?file WHERE { GRAPH ?g { ?need a renkei:Need } ?g rdfs:label ?file }""",
        )
        assert {str(t.value) for (t,) in source.table.rows if isinstance(t, ox.Literal)} == {
            "list.xlsx「探しているもの」",
            "list.xlsx, needs",
        }
        assert graph.generation.manifest["audience"] == "owner"
        assert "list" in graph.generation.manifest["datasets"]


def test_nothing_of_a_workbook_is_public(fill: Fill) -> None:
    path = fill(organizations=[FIRM | {"visibility": "公開"}], needs=[NEED | {"label_ja": "SECRET-MARK"}])
    checked = load_shipped([places(), read_dataset(path)])
    assert [str(q) for q in data_quads(checked, "public") if "あおば" in str(q) or "SECRET-MARK" in str(q)] == []
    assert sum("SECRET-MARK" in str(q) for q in data_quads(checked, "owner")) == 2


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("kind", ["企業", "company", "Company", "企業 "]),
        ("place", ["福島県", "Fukushima", "JP-07", "福島"]),
        ("field", ["医療機器;化学", "医療機器、化学", "医療機器\n化学", "medical-devices；chemistry"]),
        ("unnamed", ["いいえ", "no", "false", False]),
        ("postcode", ["963-8041", "〒963-8041", "９６３－８０４１", 9638041]),
        ("corporate_number", ["7000012050002", 7000012050002, "7000-01-2050002"]),
        ("visibility", [None, "公開", "public"]),
    ],
)
def test_one_value_in_several_words(fill: Fill, column: str, values: list[object]) -> None:
    said = [
        quads_of(fill(f"list{n}.xlsx", organizations=[FIRM | {"id": "a", column: value}])) for n, value in enumerate(values)
    ]
    normal = [{q.replace(f"file/list{n}-", "file/list-") for q in quads} for n, quads in enumerate(said)]
    assert all(quads == normal[0] for quads in normal)
    assert len(normal[0]) >= 10


def test_japanese_english_and_the_names_of_columns_say_the_same(fill: Fill) -> None:
    said = []
    for language in ("ja", "en"):
        path = fill("list.xlsx", language, organizations=[FIRM], needs=[NEED])
        said.append(quads_of(path))
        path.unlink()
    assert said[0] == said[1]

    def rename(book: Any) -> None:
        for table in ("organizations", "needs"):
            sheet = book[sheet_name(shipped_schema().tables[table], "ja")]
            for known in fields_of(shipped_schema().tables[table]):
                if known.common:
                    sheet.cell(1, column_of(sheet, table, known.name)).value = known.name
            sheet.title = table

    assert quads_of(edit(fill("list.xlsx", organizations=[FIRM], needs=[NEED]), rename)) == said[0]


def test_the_order_of_rows_columns_and_sheets_does_not_matter(fill: Fill) -> None:
    second = FIRM | {"label_ja": "有限会社みどり精機", "place": "茨城県"}
    path = fill(organizations=[FIRM, second], needs=[NEED])
    before = quads_of(path)

    def shuffle(book: Any) -> None:
        sheet = book["機関"]
        rows = [[c.value for c in row] for row in sheet.iter_rows()]
        moved = [list(reversed(row)) for row in [rows[0], [], rows[3], [], rows[2], rows[1]]]
        for number, row in enumerate(moved, start=1):
            for column in range(1, len(rows[0]) + 1):
                sheet.cell(number, column).value = row[column - 1] if row else None
        book.move_sheet("探しているもの", -2)

    assert quads_of(edit(path, shuffle)) == before


def test_removing_a_row_removes_its_statements_and_no_one_elses(fill: Fill) -> None:
    second = FIRM | {"label_ja": "有限会社みどり精機", "place": "茨城県"}
    path = fill(organizations=[FIRM, second], needs=[NEED])
    before = quads_of(path)
    after = quads_of(edit(path, lambda book: book["機関"].delete_rows(4)))
    assert after < before
    (row,) = (r for r in load_shipped([places(), read_dataset(path)]).rows if r.row.values("label_ja") == (FIRM["label_ja"],))
    gone = {q.split()[0] for q in before - after}
    assert len(gone) == 1
    assert f"<{row.iri}>" not in gone
    assert any("みどり精機" in q for q in before - after)


def test_a_real_date_keeps_the_precision_that_it_shows(fill: Fill) -> None:
    import datetime

    path = fill(needs=[NEED | {"organization": "amed"}])
    for form, said in (("yyyy-mm-dd", '"2026-05-12"'), ("yyyy年m月", '"2026-05"'), ("yyyy", '"2026"')):

        def put(book: Any, form: str = form) -> None:
            cell = book["探しているもの"].cell(3, column_of(book["探しているもの"], "needs", "date"))
            cell.value, cell.number_format = datetime.date(2026, 5, 12), form

        edit(path, put)
        checked = load_shipped([*shipped_datasets(), read_dataset(path)])
        assert sum(said in str(q) and "startDate" in str(q) and "/need/" in str(q) for q in data_quads(checked, "owner")) == 2


# What is wrong


@pytest.mark.parametrize(
    ("table", "row", "sheet", "cell", "value", "why", "suggestion"),
    [
        (
            "organizations", FIRM | {"place": "福嶋県"}, "機関", "所在 (I3)", "福嶋県",
            "Nothing has this id or name.", "Did you mean 福島県",
        ),
        (
            "organizations", FIRM | {"kind": "企行"}, "機関", "機関の種類 (G3)", "企行",
            "The vocabulary organization-kind has no such concept.", "Did you mean 企業?",
        ),
        (
            "needs", NEED | {"organization": "JP-07", "date": "H32.5"}, "探しているもの", "聞いた日 (J3)", "H32.5",
            "The era 平成 ended on 2019-04-30.", "Did you mean 2020-05?",
        ),
        (
            "needs", NEED | {"date": "2023-02-30"}, "探しているもの", "聞いた日 (J3)", "2023-02-30",
            "2023-02 has 28 days.", "Did you mean 2023-02-28?",
        ),
        (
            "organizations", FIRM | {"corporate_number": "7000012050003"}, "機関", "法人番号 (N3)", "7000012050003",
            None, None,
        ),
        (
            "organizations", FIRM | {"mail": "taro(at)example.jp"}, "機関", "メール (U3)", "taro(at)example.jp",
            "There is no @.", "Did you mean taro@example.jp?",
        ),
        (
            "organizations", FIRM | {"note": "=1+1"}, "機関", "メモ (V3)", "=1+1",
            "Formulas are not computed.", "Paste the value in its place.",
        ),
        (
            "organizations", {"kind": "企業"}, "機関", "名称 (B3)", "", "A required value is missing.", None,
        ),
        (
            "organizations", FIRM | {"visibility": "秘密"}, "機関", "公開範囲 (X3)", "秘密",
            "It is public or private.", None,
        ),
        (
            "organizations", FIRM | {"label_en": "a\u0008b"}, "機関", "英語名 (C3)", None,
            None, "Delete it, or type the value again.",
        ),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_what_to_do(
    fill: Fill, table: str, row: Cells, sheet: str, cell: str, value: str | None, why: str | None, suggestion: str | None
) -> None:
    if "\x08" in str(row.get("label_en")):
        path = edit_xml(fill(organizations=[row | {"label_en": "a-bell-b"}]), "a-bell-b", "a_x0008_b")
    else:
        path = fill(**{table: [row]})
    errors = [e for e in errors_of(path) if e.column == cell]
    assert [(e.file, e.sheet, e.row) for e in errors] == [("list.xlsx", sheet, 3)]
    (error,) = errors
    assert value is None or error.value == value
    assert why is None or error.why.en == why
    assert (error.suggestion is None) == (suggestion is None) or why is None
    assert suggestion is None or (error.suggestion is not None and error.suggestion.en.startswith(suggestion))
    assert f"list.xlsx, sheet {sheet}, row 3, column {cell}" in error.message.en
    assert f"list.xlsx、シート {sheet}、3行目、{cell}列" in error.message.ja


def edit_xml(path: Path, old: str, new: str) -> Path:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(old.encode(), new.encode()))
    return path


def test_a_column_that_is_none_is_brought_to_its_heading(fill: Fill) -> None:
    def rename(book: Any) -> None:
        book["機関"]["S1"].value = "電話番"

    (error,) = errors_of(edit(fill(organizations=[FIRM]), rename))
    assert (error.sheet, error.row, error.column, error.value) == ("機関", 1, "S1", "電話番")
    assert error.suggestion is not None
    assert error.suggestion.en.startswith("Did you mean 電話番号")


def test_a_column_that_stands_twice_or_is_missing(fill: Fill) -> None:
    def rename(book: Any) -> None:
        book["機関"]["G1"].value = "名称"

    errors = errors_of(edit(fill(organizations=[{"label_ja": "A"}]), rename))
    assert {(e.row, e.column, e.why.en) for e in errors} >= {
        (1, "G1", "The column stands twice."),
        (1, "機関の種類", "A required column is missing."),
    }


def test_a_value_without_a_heading_is_no_value_lost(fill: Fill) -> None:
    def write(book: Any) -> None:
        book["機関"]["Z3"].value = "覚え書き"

    (error,) = errors_of(edit(fill(organizations=[FIRM]), write))
    assert (error.sheet, error.column, error.why.en) == ("機関", "Z3", "There is a value in a column without a heading.")


def test_a_sheet_that_is_no_table_is_told_unless_its_name_says_so(fill: Fill) -> None:
    def add(book: Any) -> None:
        book.create_sheet("機")["A1"] = "x"
        book.create_sheet("_覚え")["A1"] = "x"
        book.create_sheet("Sheet1")  # Excel's own, empty

    (error,) = errors_of(edit(fill(organizations=[FIRM]), add))
    assert (error.sheet, error.why.en) == ("機", "There is no table of this name.")


def test_an_example_that_was_written_over_is_not_passed_over_silently(fill: Fill) -> None:
    def write(book: Any) -> None:
        book["機関"]["B2"].value = "本物の会社"

    (error,) = errors_of(edit(fill(organizations=[FIRM]), write))
    assert (error.sheet, error.row, error.column) == ("機関", 2, "記入例 (A2)")
    assert error.suggestion == Text(
        "実際の行なら「記入例」列の印を消し、例なら行を消してください。",
        "Clear the mark if the row is real, or delete the row.",
    )


def test_a_list_of_ones_own_is_sent_to_import(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名簿その1"
    sheet["A1"], sheet["A2"] = "会社名", "あおば"
    book.save(tmp_path / "own.xlsx")
    (error,) = errors_of(tmp_path / "own.xlsx")
    assert error.suggestion is not None
    assert "renkei import" in error.suggestion.en


def test_a_file_that_is_no_workbook_is_an_error_of_that_file(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(b"%PDF-1.7")
    (error,) = errors_of(tmp_path / "list.xlsx")
    assert (error.file, error.why.en) == ("list.xlsx", "The content is a PDF, which is not read as a table.")


def test_the_store_stays_as_it_was(fill: Fill, tmp_path: Path) -> None:
    path = fill(organizations=[FIRM])
    before = build(with_shipped([path]), tmp_path / "store", "owner").generation.digest
    edit(path, lambda book: book["機関"].cell(3, 7, "企行"))
    with pytest.raises(TableErrors):
        build(with_shipped([path]), tmp_path / "store", "owner")
    with open_graph(tmp_path / "store") as graph:
        assert graph.generation.digest == before


# What a workbook is called


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("list.xlsx", "list"),
        ("my-list.xlsm", "my-list"),
        ("My List.xlsx", "my-list-"),
        ("名簿.xlsx", "list-"),
        ("会員 2026.xlsx", "2026-"),
        ("curated.xlsx", "curated-"),
    ],
)
def test_a_workbook_is_named_after_its_file(name: str, identifier: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"x")
    dataset = read_dataset(tmp_path / name)
    if identifier.endswith("-"):
        assert dataset.id.startswith(identifier)
        assert len(dataset.id) == len(identifier) + 8
    else:
        assert dataset.id == identifier
    assert (dataset.visibility, dataset.files(), dataset.title.ja) == ("private", [tmp_path / name], Path(name).stem)


def test_two_workbooks_in_japanese_are_two_data_sets(tmp_path: Path) -> None:
    for name in ("名簿.xlsx", "企業.xlsx"):
        (tmp_path / name).write_bytes(b"x")
    assert read_dataset(tmp_path / "名簿.xlsx").id != read_dataset(tmp_path / "企業.xlsx").id


def test_a_file_that_is_no_workbook_by_name_is_no_data_set(tmp_path: Path) -> None:
    (tmp_path / "list.docx").write_bytes(b"x")
    with pytest.raises(UsageError, match="is no workbook in the form of the template"):
        read_dataset(tmp_path / "list.docx")


def test_words_beside_a_date_are_kept_in_the_note(fill: Fill) -> None:
    path = fill(organizations=[FIRM], needs=[NEED | {"date": "R8年5月末", "note": "電話"}])
    (row,) = (r.row for r in load_shipped(with_shipped([path])).rows if r.row.table.name == "needs")
    assert [str(v) for v in row.values("date")] == ["2026-05"]
    assert set(str(row.values("note")[0]).split("\n")) == {"聞いた日: R8年5月末", "電話"}
