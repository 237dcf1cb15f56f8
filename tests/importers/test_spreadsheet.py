"""Lists made like those of councils and centers, imported: exact values, exact problems, and a data set that builds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from renkei import resources
from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build
from renkei.errors import UsageError
from renkei.graph import open as open_graph
from renkei.importers.drafts import Cancelled
from renkei.importers.entities import made_id
from renkei.importers.spreadsheet import import_lists
from renkei.importers.when import read_date
from renkei.schema.tables import shipped_schema
from renkei.tables.files import RawRow, RawTable
from renkei.tables.forms import DEFAULT_TABLES
from renkei.tables.rows import typed_rows
from renkei.tables.template import write_template

Write = Callable[..., Path]
Import = Callable[..., Any]


def test_a_councils_list_of_members(write: Write, load: Import, members: list[list[Any]]) -> None:
    got = load(write({"会員名簿": members}, merge=["A1:I1"]))
    assert got.problems() == []
    assert got.done.tables == {"capabilities": 3, "memberships": 3, "organizations": 4, "persons": 2}
    assert got.rows("organizations", "label_ja", "kind", "kind_basis", "place", "address", "phone", "note") == [
        ("ふくしま医療機器開発協議会", "council", "", "", "", "", ""),
        ("㈱テクノ", "company", "stated", "city-07203", "福島県郡山市富久山町1-2", "+81-24-954-4011", ""),
        ("国立大学法人福島大学", "university", "stated", "city-07201", "福島県福島市金谷川1", "+81-24-548-8006", ""),
        ("福島県ハイテクプラザ", "public-research-institute", "", "JP-07", "福島県", "", ""),
    ]
    ids = {name: i for i, name in got.rows("organizations", "id", "label_ja")}
    council = ids["ふくしま医療機器開発協議会"]
    assert got.rows("memberships", "start", "member", "organization", "role", "note", "source") == [
        ("2013-10", ids["㈱テクノ"], council, "member", "", "list.xlsx#sheet=会員名簿&row=5"),
        ("2014-04", ids["国立大学法人福島大学"], council, "member", "産学連携室", "list.xlsx#sheet=会員名簿&row=6"),
        ("2019-12", ids["福島県ハイテクプラザ"], council, "member", "", "list.xlsx#sheet=会員名簿&row=7"),
    ]
    assert got.rows("capabilities", "label_ja", "kind", "organization") == [
        ("ISO 13485", "certificate", ids["福島県ハイテクプラザ"]),
        ("切削加工", "process", ids["㈱テクノ"]),
        ("樹脂成形", "process", ids["㈱テクノ"]),
    ]
    assert got.rows("persons", "label_ja", "affiliation") == [
        ("山田太郎", ids["㈱テクノ"]),
        ("鈴木花子", ids["国立大学法人福島大学"]),
    ]


def test_the_data_set_is_private_and_builds(write: Write, load: Import, tmp_path: Path, members: list[list[Any]]) -> None:
    got = load(write({"会員名簿": members}))
    assert 'visibility = "private"' in (got.folder / "dataset.toml").read_text(encoding="utf-8")
    build(with_shipped([got.folder]), tmp_path / "store", "owner")
    query = """PREFIX org: <http://www.w3.org/ns/org#> PREFIX renkei: <https://w3id.org/renkei/ns#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?name ?where WHERE {
          ?m a org:Membership ; org:member ?member ; org:organization ?council ; renkei:locator ?where .
          ?member rdfs:label ?name . ?council rdfs:label "ふくしま医療機器開発協議会"@ja } ORDER BY ?where"""
    with open_graph(tmp_path / "store") as graph:
        rows = graph.select(query).table.rows
    assert [tuple(term.value for term in row) for row in rows] == [
        ("㈱テクノ", "list.xlsx#sheet=会員名簿&row=5"),
        ("国立大学法人福島大学", "list.xlsx#sheet=会員名簿&row=6"),
        ("福島県ハイテクプラザ", "list.xlsx#sheet=会員名簿&row=7"),
    ]


def test_importing_twice_changes_no_byte(write: Write, load: Import, members: list[list[Any]]) -> None:
    path = write({"会員名簿": [*members, [9, "㈱ダメ", "企業", None, "123"]]})
    first = load(path, accept_valid=True).texts()
    assert set(first) >= {"headings.toml", "memberships.csv", "report/report.json", "report/report.csv", "report/marked.xlsx"}
    assert load(path, accept_valid=True).texts() == first
    assert load(path, folder="other", accept_valid=True).texts() == first | {
        "dataset.toml": first["dataset.toml"].replace(b'"data"', b'"other"')
    }


def test_the_order_of_rows_and_columns_does_not_matter(write: Write, load: Import) -> None:
    headings = ["企業名", "所在地", "電話", "業種"]
    rows = [
        ["㈱ア", "福島県", "024-954-4011", "医療機器"],
        ["㈱ア", "宮城県", None, None],
        ["㈱ア", "福島県", "024-548-8006", "介護機器"],
        ["㈱イ", None, None, None],
    ]
    one = load(write({"企業一覧": [headings, *rows]}), folder="one")
    turned = [[r[3], r[1], r[0], r[2]] for r in [headings, *reversed(rows)]]
    two = load(write({"企業一覧": turned}), folder="two")
    columns = ("id", "label_ja", "place", "phone", "field")
    assert one.rows("organizations", *columns) == two.rows("organizations", *columns)
    assert [r[1:] for r in one.rows("organizations", "id", *columns[1:]) if r[2]] != []
    assert sorted(r[1:] for r in one.rows("organizations", *columns)) == [
        ("㈱ア", "JP-04", "", ""),
        ("㈱ア", "JP-07", "+81-24-548-8006;+81-24-954-4011", "care-devices;medical-devices"),
        ("㈱イ", "", "", ""),
    ]


def test_headings_in_two_rows_merged_names_and_sections(write: Write, load: Import) -> None:
    rows = [
        ["企業名", "連絡先", None, "都道府県"],
        [None, "電話", "メール", None],
        ["【県内】", None, None, None],
        ["㈱ア", "024-954-4011", "a@example.jp", "福島県"],
        ["㈱イ", None, None, None],
        ["合計", 2],
    ]
    path = write({"企業一覧": rows}, merge=["A1:A2", "B1:C1", "D1:D2", "A3:D3", "D4:D5"])
    got = load(path)
    assert got.problems() == []
    assert got.rows("organizations", "label_ja", "phone", "mail", "place") == [
        ("㈱ア", "+81-24-954-4011", "a@example.jp", "JP-07"),
        ("㈱イ", "", "", "JP-07"),
    ]
    assert [(k, v) for k, _, v in got.problems("note") if k == "passed-over"] == [
        ("passed-over", "【県内】"),
        ("passed-over", "合計"),
    ]


def test_several_sheets_name_each_other(write: Write, load: Import) -> None:
    path = write(
        {
            "企業": [["company name", "corporate number", "prefecture"], ["㈱テクノ", "7000012050002", "福島県"]],
            "ニーズ": [["相談日", "企業名", "ニーズ", "対応状況"], ["R6.4.1", "株式会社テクノ", "滅菌の委託先", "対応中"]],
            "紹介": [["紹介者", "紹介された側", "紹介先", "紹介日"], ["福島県", "（株）テクノ", "㈱ウエ", "2024/5"]],
            "メモ": [["これは覚え書きです"]],
        }
    )
    got = load(path)
    assert got.problems() == [("table-unknown", None, "")]
    assert got.rows("organizations", "id", "label_ja", "kind") == [
        ("corporate-number-7000012050002", "㈱テクノ", "company"),
        (got.rows("organizations", "id", "label_ja")[1][0], "㈱ウエ", "company"),
    ]
    assert got.rows("needs", "label_ja", "organization", "date", "status") == [
        ("滅菌の委託先", "corporate-number-7000012050002", "2024-04-01", "in-progress")
    ]
    [(introducer, introduced, day)] = got.rows("introductions", "introducer", "introduced", "date")
    assert (introducer, introduced, day) == ("gov-fukushima-pref", "corporate-number-7000012050002", "2024-05")


def test_members_that_are_persons(write: Write, load: Import) -> None:
    rows = [["○○懇話会委員名簿"], ["氏名", "所属", "役職"], ["山田太郎", "福島大学", "教授"]]
    got = load(write({"名簿": rows}))
    assert got.problems("error") == []
    [(person, affiliation, job)] = got.rows("persons", "label_ja", "affiliation", "job")
    assert (person, job) == ("山田太郎", "教授")
    assert ("福島大学", "university") in got.rows("organizations", "label_ja", "kind") or not affiliation.startswith("x-")
    [(member,)] = got.rows("memberships", "member")
    assert [(member,)] == got.rows("persons", "id")


def test_a_csv_in_cp932_with_spans_and_words_of_approximation(load: Import, tmp_path: Path) -> None:
    path = tmp_path / "計画.csv"
    lines = "プロジェクト名,期間\r\n髙機能材料①,H25～28年度\r\n共同研究,2024.4～2026.3\r\n"
    path.write_bytes(lines.encode("cp932"))
    got = load(path, table="projects")
    assert got.problems() == []
    assert got.rows("projects", "label_ja", "start", "end") == [
        ("共同研究", "2024-04", "2026-03"),
        ("髙機能材料①", "2013-04", "2017-03"),
    ]
    report = json.loads((got.folder / "report" / "report.json").read_text(encoding="utf-8"))
    assert [(f["file"], f["encoding"], f["format"]) for f in report["files"]] == [("計画.csv", "CP932 (Shift_JIS)", "csv")]


BAD = [
    ["企業名", "設立", "電話", "URL", "業種", "都道府県", "法人番号"],
    ["㈱ア", None, "12", None, None, "福島県", None],
    ["㈱イ", None, None, "javascript:alert(1)", None, "福島県", None],
    ["㈱ウ", None, None, None, "りんご", None, "1000012050002"],
    ["㈱エ", None, None, None, "医療機器", "ふくい市", None],
    ["㈱オ", None, None, "https://example.jp/a b", None, None, None],
    [None, None, "024-954-4011"],
    ["=A2&A3", None, None, None, None, "大阪府"],
    ["㈱キ\u202e", None, None, None, None, "大阪府"],
]


def test_every_problem_is_a_record_and_nothing_is_written(write: Write, load: Import) -> None:
    got = load(write({"企業一覧": BAD}))
    assert got.problems() == [
        ("identifier", "C2", "12"),
        ("script-address", "D3", "javascript:alert(1)"),
        ("vocabulary", "E4", "りんご"),
        ("identifier", "G4", "1000012050002"),
        ("place", "F5", "ふくい市"),
        ("identifier", "D6", "https://example.jp/a b"),
        ("missing", "A7", ""),
        ("formula", "A8", "=A2&A3"),
        ("kind-untold", "A8", "=A2&A3"),
        ("bidi-control", "A9", "㈱キ\\u202e"),
    ]
    assert sorted(p.name for p in got.folder.iterdir()) == ["headings.toml", "report"]
    assert all(p.why.ja and p.why.en for p in got.done.problems)
    assert got.done.counts["error"] == 6


def test_the_rows_without_errors_are_taken_if_wanted_and_the_rest_is_handed_back(write: Write, load: Import) -> None:
    got = load(write({"企業一覧": BAD}), accept_valid=True)
    assert got.rows("organizations", "label_ja", "place", "address") == [
        ("=A2&A3", "JP-27", ""),
        ("㈱エ", "", "ふくい市"),
        ("㈱キ", "JP-27", ""),
    ]
    assert [p.name for p in got.done.marked] == ["marked.xlsx", "to-correct.xlsx"]
    again = load(got.folder / "report" / "to-correct.xlsx", folder="again")
    assert {cell for kind, cell, _ in again.problems("error")} == {"C2", "D3", "E4", "G4", "D5", "A6"}


def test_rows_that_need_a_row_left_out_are_left_out_too(write: Write, load: Import) -> None:
    path = write(
        {
            "企業": [["企業名", "電話", "都道府県"], ["㈱ア", "12", "福島県"], ["㈱イ", None, "福島県"]],
            "ニーズ": [["企業名", "ニーズ"], ["㈱ア", "滅菌"], ["㈱イ", "洗浄"]],
        }
    )
    got = load(path, accept_valid=True)
    assert got.problems("error") == [("left-out", "A2", "㈱ア"), ("identifier", "B2", "12")]
    assert (got.rows("organizations", "label_ja"), got.rows("needs", "label_ja")) == ([("㈱イ",)], [("洗浄",)])


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ([["㈱ア", "1", "福島県"], ["㈱ア", "1", "福島県"]], [("joined", "A3", "㈱ア")]),
        ([["㈱ア", "960-8670", "福島県"], ["㈱ア", "960-8671", "福島県"]], [("contradiction", "B3", "960-8671")]),
        ([["㈱ア", "960-8670", "福島県"], ["㈱ア", "960-8671", "宮城県"]], []),
    ],
)
def test_the_same_thing_in_two_rows(
    write: Write, load: Import, rows: list[list[str]], problems: list[tuple[str, str, str]]
) -> None:
    headings = ["企業名", "郵便番号" if len(rows[0][1]) > 1 else "備考", "都道府県"]
    got = load(write({"企業一覧": [headings, *rows]}))
    assert [p for p in got.problems("error", "note", "warning") if p[0] != "merged"] == problems


DATES = [
    ("H32.5", "date", "2020-05"),
    ("2023-02-30", "date", "2023-02-28"),
    ("R6年度", "date", "2024-04"),
    ("2024/13/1", "date", "2024"),
    ("来年", "date", "H25.10"),
]


@pytest.mark.parametrize(("text", "kind", "suggestion"), DATES)
def test_impossible_dates_are_errors_with_a_suggestion(
    write: Write, load: Import, text: str, kind: str, suggestion: str
) -> None:
    got = load(write({"ニーズ": [["企業名", "ニーズ", "相談日"], ["㈱ア", "滅菌", text]]}))
    [problem] = [p for p in got.done.problems if p.severity == "error"]
    assert (problem.kind, problem.cell, problem.value) == (kind, "C2", text)
    assert problem.suggestion is not None
    assert suggestion in problem.suggestion.en


def test_a_date_with_words_beside_it_keeps_them_in_the_note(write: Write, load: Import) -> None:
    got = load(write({"ニーズ": [["企業名", "ニーズ", "相談日"], ["㈱ア", "滅菌", "令和3年4月末"]]}))
    assert got.rows("needs", "date", "note") == [("2021-04", "聞いた日: 令和3年4月末")]


def test_what_is_no_list_is_an_error_of_its_file(load: Import, tmp_path: Path, write: Write) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"%PDF-1.7 ...")
    (tmp_path / "b.xlsx").write_bytes(write({"企業": [["企業名"], ["㈱ア"]]}).read_bytes()[:400])
    (tmp_path / "c.csv").write_bytes(b"")
    got = load(tmp_path / "a.xlsx", tmp_path / "b.xlsx", tmp_path / "c.csv", tmp_path / "d.csv")
    assert [(p.file, p.kind) for p in got.done.problems] == [
        ("a.xlsx", "other-kind"), ("b.xlsx", "damaged"), ("c.csv", "empty"), ("d.csv", "missing"),
    ]  # fmt: skip
    assert not got.done.written


def test_hostile_names_are_kept_as_text(write: Write, load: Import) -> None:
    names = ["<script>alert(1)</script>㈱", '㈱"引用"', "㈱一\n行目"]
    got = load(write({"企業一覧": [["企業名", "都道府県"], *([n, "福島県"] for n in names)]}))
    assert got.rows("organizations", "label_ja") == sorted((n,) for n in names)
    long = load(write({"企業一覧": [["企業名", "都道府県"], ["株" * 30_000, "福島県"]]}), folder="long")
    assert [(k, c) for k, c, _ in long.problems("error")] == [("long-value", "A2")]


def test_a_value_without_a_heading_is_told(load: Import, tmp_path: Path) -> None:
    """A comma too many in a row of a CSV file, or a remark beside the list."""
    (tmp_path / "list.csv").write_text("企業名,所在\n㈱ア,福島県,多い\n㈱イ,福島県\n㈱ウ,福島県,x,y\n", encoding="utf-8")
    got = load(tmp_path / "list.csv")
    assert got.problems() == [("no-heading", "C2", "多い"), ("no-heading", "D4", "y")]
    assert got.done.tables == {"organizations": 3}


def test_two_names_with_one_number_are_told(write: Write, load: Import) -> None:
    rows = [["企業名", "法人番号"], ["福島大学", "7000012050002"], ["ふくしま大学", "7000012050002"]]
    got = load(write({"企業": rows}))
    [problem] = [p for p in got.done.problems if p.kind == "joined" and p.severity == "warning"]
    assert (problem.cell, problem.value) in (("A2", "福島大学"), ("A3", "ふくしま大学"))
    assert problem.why.en.startswith("It has the number of ")
    assert len(got.rows("organizations", "label_ja")) == 1


def test_hidden_sheets_are_named_and_read_only_when_asked_for(load: Import, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "hidden.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, firm in (("企業", "㈱ア"), ("旧企業", "㈱イ")):
            sheet = book.add_worksheet(name)
            sheet.write_column(0, 0, ["企業名", firm])
            sheet.write_column(0, 1, ["都道府県", "福島県"])
        sheet.hide()
    got = load(path)
    assert [(p.kind, p.sheet) for p in got.done.problems] == [("hidden-sheet", "旧企業")]
    assert got.rows("organizations", "label_ja") == [("㈱ア",)]
    assert load(path, folder="old", sheets=("旧企業",)).rows("organizations", "label_ja") == [("㈱イ",)]
    with pytest.raises(UsageError, match=r"There is no sheet 企行\. Did you mean 企業"):
        load(path, sheets=("企行",))


def test_tables_that_no_import_wrote_are_not_overwritten(
    write: Write, load: Import, tmp_path: Path, members: list[list[Any]]
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "organizations.csv").write_text("id,label_ja\n", encoding="utf-8")
    with pytest.raises(UsageError, match="tables that no import wrote"):
        load(write({"会員名簿": members}))


def test_a_table_that_the_list_no_longer_has_goes(write: Write, load: Import, members: list[list[Any]]) -> None:
    load(write({"会員名簿": members}))
    got = load(write({"企業": [["企業名", "都道府県"], ["㈱ア", "福島県"]]}))
    assert sorted(p.name for p in got.folder.glob("*.csv")) == ["organizations.csv"]


def test_an_import_can_be_stopped(write: Write, tmp_path: Path, members: list[list[Any]]) -> None:
    path = write({"会員名簿": members})
    with pytest.raises(Cancelled):
        import_lists([path], tmp_path / "data", cancelled=lambda: True)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("table", ["organizations", "persons", "needs", "capabilities", "projects", "events"])
def test_ids_are_those_that_the_rows_would_be_given(table: str) -> None:
    shape = shipped_schema().tables[table]
    columns = {c.name: c for c in shape.columns}
    cells = {
        "label_ja": "髙機能　テクノ㈱",
        "organization": "x-1",
        "affiliation": "x-2;x-1",
        "place": "JP-07",
        "date": "2024-04",
    }
    for filled in (
        {n: cells[n] for n in shape.identity if n in cells},
        {"corporate_number": "7000012050002", "label_ja": "あ"},
    ):
        known = {n: t for n, t in filled.items() if n in columns}
        (row,) = typed_rows(RawTable("", shape, (RawRow(2, known),)), [])
        assert made_id(shape, known, columns) == row.id


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_template_itself_gives_no_rows(load: Import, tmp_path: Path, language: str) -> None:
    """Its examples, its explanation and its hidden lists are no data, in either language."""
    template(tmp_path / "list.xlsx", language)
    got = load(tmp_path / "list.xlsx")
    assert got.done.tables == {}
    assert got.problems() == [("no-rows", None, "")]
    assert got.done.counts["error"] == 0
    assert [p.kind for p in got.done.problems if p.kind == "example"] == ["example"] * 10


def test_a_filled_in_template_is_read_with_what_it_says_of_visibility(load: Import, tmp_path: Path) -> None:
    template(tmp_path / "list.xlsx", "ja")
    enter(tmp_path / "list.xlsx", "機関", {"名称 *": "みほん", "機関の種類 *": "企業", "公開範囲": "非公開"})
    enter(tmp_path / "list.xlsx", "機関", {"名称 *": "てほん", "機関の種類 *": "企業", "公開範囲": "公開"})
    got = load(tmp_path / "list.xlsx")
    assert got.problems() == []
    assert got.rows("organizations", "label_ja", "visibility") == [("てほん", "public"), ("みほん", "private")]


def test_an_example_that_was_written_over_is_not_lost_in_silence(load: Import, tmp_path: Path) -> None:
    template(tmp_path / "list.xlsx", "ja")
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    book["機関"]["B2"] = "みほん"
    book.save(tmp_path / "list.xlsx")
    assert load(tmp_path / "list.xlsx").problems("error") == [("no-example", "A2", "例")]


def test_a_word_that_is_no_visibility_is_an_error(load: Import, tmp_path: Path) -> None:
    template(tmp_path / "list.xlsx", "ja")
    enter(tmp_path / "list.xlsx", "機関", {"名称 *": "みほん", "機関の種類 *": "企業", "公開範囲": "社内"})
    assert [(kind, value) for kind, _, value in load(tmp_path / "list.xlsx").problems("error")] == [("visibility", "社内")]


def test_a_plain_list_of_firms_is_one_of_organisations(load: Import, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("名称,種類,設立\nみほん,企業,H25.10\n", encoding="utf-8")
    got = load(tmp_path / "list.csv")
    assert got.problems() == []
    assert got.rows("organizations", "label_ja", "kind", "founded") == [("みほん", "company", "2013-10")]


def test_a_councils_list_in_words_of_its_own_is_read_whole(load: Import, tmp_path: Path) -> None:
    title, headings = "みほん協議会 会員名簿,,,,", "企業・団体名,業種区分,ご住所,加入時期,主な技術"
    text = f"{title}\n{headings}\n㈱みほん,医療機器,福島県郡山市1-2,H30.4,射出成形\n"
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    got = load(tmp_path / "list.csv")
    assert got.problems() == []
    assert got.done.tables == {"capabilities": 1, "memberships": 1, "organizations": 2}
    assert got.rows("memberships", "start") == [("2018-04",)]
    assert ("㈱みほん", "medical-devices", "city-07203") in got.rows("organizations", "label_ja", "field", "place")


def test_a_word_that_is_refused_is_not_missing_too(load: Import, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("企業名,種類,設立\nみほん,会社でない,H25.10\n", encoding="utf-8")
    assert load(tmp_path / "list.csv").problems("error") == [("vocabulary", "B2", "会社でない")]


def template(path: Path, language: str) -> None:
    places, vocabularies = resources.folder("data") / "places", resources.folder("ontology") / "vocabularies"
    write_template(path, shipped_schema(), DEFAULT_TABLES, language, vocabularies, places)


def enter(path: Path, sheet: str, cells: dict[str, str]) -> None:
    """Type a row under the last of a sheet of the template."""
    book = openpyxl.load_workbook(path)
    opened = book[sheet]
    columns = {cell.value: cell.column for cell in opened[1]}
    row = max(cell.row for line in opened.iter_rows() for cell in line if cell.value) + 1
    for heading, text in cells.items():
        opened.cell(row, columns[heading], text)
    book.save(path)


@pytest.mark.parametrize(
    ("place", "identifier"),
    [
        ("福島県会津若松市", "city-07202"),
        ("会津若松市", "city-07202"),
        ("福島県西白河郡西郷村大字熊倉1", "city-07461"),
        ("西白河郡西郷村", "city-07461"),
        ("福島県郡山市富久山町1-2", "city-07203"),
        ("北海道札幌市中央区北1条", "city-01101"),
        ("〒530-0001 大阪市北区梅田1", "city-27127"),
        ("東京都府中市宮西町2", "city-13206"),
    ],
)
def test_an_address_leads_to_its_municipality(write: Write, load: Import, place: str, identifier: str) -> None:
    for heading in ("所在地", "住所"):
        got = load(write({"企業": [["企業名", heading], ["㈱ア", place]]}), folder=heading)
        assert (got.problems("error"), got.rows("organizations", "place")) == ([], [(identifier,)])
        if heading == "所在地":
            assert got.rows("organizations", "address") == [(place,)]


def test_the_prefecture_of_the_row_decides_between_places_of_one_name(write: Write, load: Import) -> None:
    rows = [
        ["企業名", "市区町村", "都道府県"],
        ["㈱ア", "府中市", "東京都"],
        ["㈱イ", "府中市", "広島"],
        ["㈱ウ", "伊達市", "福島県"],
    ]
    got = load(write({"企業": rows}))
    assert got.problems() == []
    assert got.rows("organizations", "label_ja", "place") == [
        ("㈱ア", "city-13206"), ("㈱イ", "city-34208"), ("㈱ウ", "city-07213"),
    ]  # fmt: skip


def test_a_place_of_several_is_told_with_what_it_may_be(write: Write, load: Import) -> None:
    rows = [["企業名", "市区町村", "都道府県"], ["㈱ア", "府中市", None], ["㈱イ", "府中市", "福島県"]]
    got = load(write({"企業": rows}))
    assert got.problems("error") == [("ambiguous-place", "B2", "府中市"), ("ambiguous-place", "B3", "府中市")]
    (advice,) = {p.suggestion.ja for p in got.done.problems if p.kind == "ambiguous-place"}
    assert "東京都府中市（city-13206）、広島県府中市（city-34208）" in advice


def test_a_list_in_other_spellings_changes_nothing(write: Write, load: Import, tmp_path: Path) -> None:
    """Places, kinds, dates and widths as others write them: the same rows, but for where they stand."""
    one = [
        ["企業名", "種別", "都道府県", "設立"],
        ["㈱テクノ", "企業", "福島県", "H25.10"],
        ["見本大学", "大学", "福島市", "1949-05-31"],
    ]
    other = [
        ["企業名", "種別", "都道府県", "設立"],
        ["㈱ﾃｸﾉ".replace("ﾃｸﾉ", "テクノ"), "company", "JP-07", "2013年10月"],
        ["見本大学", "University", "福島県福島市", "昭和24年5月31日"],
    ]
    first, second = load(write({"企業": one}), folder="one"), load(write({"企業": other}), folder="other")
    assert (first.problems("error"), second.problems("error")) == ([], [])
    assert (first.folder / "organizations.csv").read_bytes() == (second.folder / "organizations.csv").read_bytes()


@pytest.mark.parametrize(
    ("written", "start", "end", "note"),
    [
        ("2024年4月頃～2026年3月末", "2024-04", "2026-03", "開始: 2024年4月頃～2026年3月末"),
        ("H25～28年度予定", "2013-04", "2017-03", "開始: H25～28年度予定"),
        ("2024.4～現在", "2024-04", "", ""),
        ("2024.4～2026.3", "2024-04", "2026-03", ""),
    ],
)
def test_words_beside_the_dates_of_a_period_are_kept(
    write: Write, load: Import, written: str, start: str, end: str, note: str
) -> None:
    got = load(write({"事業": [["プロジェクト名", "期間"], ["見本の共同研究", written]]}))
    assert got.problems("error") == []
    assert got.rows("projects", "start", "end", "note") == [(start, end, note)]
    assert [p.severity for p in got.done.problems if p.kind == "qualifier"] == (["note"] if note else [])


def test_the_words_beside_the_date_of_a_membership_are_kept(write: Write, load: Import) -> None:
    rows = [["会員名", "所属団体", "入会年月"], ["㈱ア", "見本協議会", "2024年4月頃"]]
    got = load(write({"会員": rows}), table="memberships")
    assert got.rows("memberships", "start", "note") == [("2024-04", "開始: 2024年4月頃")]
    assert [(p.severity, p.value) for p in got.done.problems if p.kind == "qualifier"] == [("note", "2024年4月頃")]


def test_words_that_no_column_can_keep_are_told() -> None:
    """A hosting has no note: the date is taken, with a warning of the words."""
    table = shipped_schema().tables["hostings"]
    column = table.find_column("start")
    assert column is not None
    read = read_date("2024年4月頃", "2024年4月頃", column, table)
    assert (read.text, read.extra, [(f.kind, f.severity) for f in read.faults]) == ("2024-04", (), [("qualifier", "warning")])
