"""The workbook to fill in, read back by openpyxl: sheets, headings, notes, drop-downs, colours; the same bytes each time."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from renkei import resources
from renkei.errors import UsageError
from renkei.schema.tables import Schema, shipped_schema
from renkei.tables.choices import read_choices, read_prefectures
from renkei.tables.examples import example_of
from renkei.tables.forms import (
    ALIASES,
    DEFAULT_TABLES,
    MARK_HEADING,
    READ_ME,
    fields_of,
    find_field,
    find_table,
    get_tables,
    is_mark,
    sheet_name,
)
from renkei.tables.template import write_template
from renkei.text.folding import fold

VOCABULARIES, PLACES = resources.folder("ontology") / "vocabularies", resources.folder("data") / "places"
LANGUAGES = ("ja", "en")
SHEETS = {
    "ja": [
        "説明", "機関", "できること", "探しているもの", "提供できるもの", "構成員",
        "プロジェクト", "参画", "出来事・催し", "紹介", "人", "_lists",
    ],
    "en": [
        "Read me", "organisations", "capabilities", "needs", "offers", "memberships",
        "projects", "participations", "events", "introductions", "persons", "_lists",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The default form in each language."""
    folder = tmp_path_factory.mktemp("made")
    return {language: written(folder / f"{language}.xlsx", DEFAULT_TABLES, language) for language in LANGUAGES}


def written(path: Path, tables: tuple[str, ...], language: str) -> Path:
    write_template(path, shipped_schema(), tables, language, VOCABULARIES, PLACES)
    return path


def choices_of(sheet: Worksheet, heading: str) -> tuple[list[str], bool]:
    """What a column offers, from row 2 on, and whether it takes nothing else."""
    (column,) = (cell.column_letter for cell in sheet[1] if cell.value == heading)
    (rule,) = (v for v in sheet.data_validations.dataValidation if f"{column}2" in v.sqref)
    assert rule.type == "list"
    source = rule.formula1
    if source.startswith('"'):
        return source.strip('"').split(","), bool(rule.showErrorMessage)
    place = source.replace("$", "").replace("'", "")
    name, cells = place.rsplit("!", 1)
    return [row[0].value for row in sheet.parent[name][cells]], bool(rule.showErrorMessage)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_sheet_a_table_after_the_sheet_that_explains(made: dict[str, Path], language: str) -> None:
    book = openpyxl.load_workbook(made[language])
    assert book.sheetnames == SHEETS[language]
    assert [s.title for s in book if s.sheet_state == "hidden"] == ["_lists"]
    assert book.active is not None
    assert book.active.title == SHEETS[language][0]


def test_headings_in_japanese(made: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(made["ja"])
    assert [cell.value for cell in book["探しているもの"][1]] == [
        "記入例", "名称 *", "英語名", "別名", "英語の別名", "機関 *", "種類", "規格・番号",
        "希望地域", "聞いた日", "状況", "分野", "メモ", "ID", "公開範囲",
    ]  # fmt: skip
    assert [cell.value for cell in book["紹介"][1]] == [
        "記入例", "紹介者", "紹介された側 *", "紹介先 *", "紹介日", "案件", "結果", "メモ", "公開範囲",
    ]  # fmt: skip


def test_headings_in_english(made: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(made["en"])
    assert [cell.value for cell in book["memberships"][1]] == [
        "example", "member", "kind of actor", "organization *", "role *", "start", "end", "note", "visibility",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comment_says_the_other_language_and_what_to_write(made: dict[str, Path], language: str) -> None:
    book = openpyxl.load_workbook(made[language])
    schema = shipped_schema()
    other = "en" if language == "ja" else "ja"
    for table in get_tables(schema, DEFAULT_TABLES):
        head = book[sheet_name(table, language)][1]
        known = [f for f in fields_of(table) if f.common]
        assert len(head) == len(known) + 1
        for cell, field in zip(head[1:], known, strict=True):
            assert cell.comment is not None
            lines = cell.comment.text.split("\n")
            assert lines[:2] == [field.heading.of(other), field.description.of(language)]


def test_a_comment_in_full(made: dict[str, Path]) -> None:
    notes = {c.value: c.comment.text for c in openpyxl.load_workbook(made["ja"])["機関"][1] if c.comment}
    assert (
        notes["電話番号"]
        == "telephone\n電話番号。公開されない。\n複数は ; か改行で区切る。\n例: +81-24-954-4011\n公開されません。"
    )
    assert notes["機関の種類 *"] == "kind\n機関の種類。\n必須。"
    notes = {c.value: c.comment.text for c in openpyxl.load_workbook(made["en"])["memberships"][1] if c.comment}
    assert notes["member"] == ("構成員\nThe organisation or person that is a member.\nFill in either this or: kind of actor.")


def test_the_vocabularies_stand_behind_the_cells(made: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(made["ja"])
    status = ["募集中", "対応中", "成立", "終了"]
    assert choices_of(book["探しているもの"], "状況") == (status, True)
    assert choices_of(book["紹介"], "結果") == (["調整中", "面談", "共同開発", "契約・取引", "不成立"], True)
    kinds, strict = choices_of(book["機関"], "機関の種類 *")
    assert (kinds[0], kinds[-1], len(kinds), strict) == ("企業", "医療・介護従事者", len(set(kinds)), True)
    fields, strict = choices_of(book["機関"], "分野")
    assert ("医療機器" in fields, strict) == (True, False)  # a cell may hold several
    assert choices_of(book["機関"], "公開範囲") == (["公開", "非公開"], True)
    assert choices_of(book["機関"], "名称なし") == (["はい", "いいえ"], True)
    english = openpyxl.load_workbook(made["en"])
    assert choices_of(english["needs"], "status") == (["open", "in progress", "matched", "closed"], True)


@pytest.mark.parametrize(("language", "first", "last"), [("ja", "北海道", "沖縄県"), ("en", "Hokkaido", "Okinawa")])
def test_the_47_prefectures_stand_behind_a_place(made: dict[str, Path], language: str, first: str, last: str) -> None:
    book = openpyxl.load_workbook(made[language])
    sheet, heading = ("機関", "所在") if language == "ja" else ("organisations", "place")
    names, strict = choices_of(book[sheet], heading)
    assert (len(names), names[0], names[-1], strict) == (47, first, last, False)


def test_the_bodies_of_the_first_sheet_stand_behind_references(made: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(made["ja"])["探しているもの"]
    (rule,) = (v for v in sheet.data_validations.dataValidation if "F2" in v.sqref)
    assert sheet["F1"].value == "機関 *"
    assert (rule.formula1, rule.showErrorMessage) == ("OFFSET('機関'!$B$2,0,0,MAX(1,COUNTA('機関'!$B$2:$B$2000)),1)", False)


def test_a_date_column_says_how_dates_are_written(made: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(made["ja"])["探しているもの"]
    (rule,) = (v for v in sheet.data_validations.dataValidation if "J2" in v.sqref)
    assert sheet["J1"].value == "聞いた日"
    assert (rule.promptTitle, "R8.5.12" in (rule.prompt or "")) == ("日付", True)
    assert sheet.column_dimensions["J"].width > 12
    assert sheet["J2"].number_format == "@"  # a month stays a month, an era an era


def test_numbers_and_full_dates_are_checked(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path / "a.xlsx", ("municipalities", "lists"), "en"))
    rules = {v.type: v for s in book for v in s.data_validations.dataValidation if v.type != "list"}
    assert set(rules) >= {"decimal"}
    assert rules["decimal"].error == "Enter a number."


def test_required_and_private_columns_have_their_colours(made: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(made["ja"])
    fills = {cell.value: cell.fill.fgColor.rgb for cell in book["機関"][1]}
    assert (fills["名称 *"], fills["英語名"], fills["電話番号"], fills["メール"], fills["メモ"]) == (
        "FF1F4E79", "FFDDEBF7", "FFFBE0D2", "FFFBE0D2", "FFFBE0D2",
    )  # fmt: skip
    assert {c.fill.fgColor.rgb for c in book["紹介"][1][1:]} == {"FFA6370F", "FFFBE0D2"}
    tabs = {s.title: s.sheet_properties.tabColor.rgb for s in book if s.sheet_properties.tabColor}
    private = {sheet_name(t, "ja") for t in get_tables(shipped_schema(), DEFAULT_TABLES) if t.visibility == "private"}
    assert {name for name, colour in tabs.items() if colour == "FFC55A11"} == private
    assert private == {"探しているもの", "提供できるもの", "紹介", "人"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_stay_in_sight_and_filter(made: dict[str, Path], language: str) -> None:
    for sheet in openpyxl.load_workbook(made[language]).worksheets[1:-1]:
        last = sheet.cell(1, sheet.max_column).column_letter
        assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", f"A1:{last}2001")


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_example_row_marked_as_such(made: dict[str, Path], language: str) -> None:
    book = openpyxl.load_workbook(made[language])
    for sheet in book.worksheets[1:-1]:
        assert (sheet["A1"].value, sheet["A2"].value) == (MARK_HEADING.of(language), "例" if language == "ja" else "example")
        assert sheet["A2"].font.italic
        assert sheet.max_row == 2
    row = [c.value for c in book[sheet_name(shipped_schema().tables["capabilities"], language)][2]]
    assert [v for v in row if v] == {
        "ja": [
            "例", "樹脂の精密射出成形", "例示樹脂工業株式会社", "加工・製造技術", "ISO 13485", "2027-03", "医療機器",
        ],
        "en": [
            "example", "precision injection moulding of resin", "Reiji Jushi Kogyo (made up)", "process", "ISO 13485",
            "2027-03", "medical devices",
        ],
    }[language]  # fmt: skip


def test_every_example_is_of_a_column_and_of_a_concept_that_there_is() -> None:
    schema = shipped_schema()
    choices = read_choices(VOCABULARIES)
    for name in DEFAULT_TABLES:
        for column, value in example_of(schema.tables[name]).items():
            found = schema.tables[name].find_column(column)
            assert found is not None, (name, column)
            if found.scheme:
                assert value in {c.notation for c in choices[found.scheme]}, (name, column)


def test_the_sheet_that_explains_names_the_sheets_the_privacy_and_the_commands(made: dict[str, Path]) -> None:
    text = [c.value for row in openpyxl.load_workbook(made["ja"])["説明"] for c in row if c.value]
    assert [t for t in text if t in SHEETS["ja"]] == SHEETS["ja"][1:-1]
    assert "資料に役割をもって現れる人。（シート全体が非公開）" in text
    assert [t for t in text if t.startswith("renkei ")] == [
        "renkei build LIST.xlsx -o store",
        "renkei query institutions-of-prefecture --set region=福島県 --store store",
        "renkei export workbook -o LIST.xlsx --store store --include-private",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_call_gives_the_same_bytes(made: dict[str, Path], language: str, tmp_path: Path) -> None:
    again = written(tmp_path / "again.xlsx", DEFAULT_TABLES, language)
    assert again.read_bytes() == made[language].read_bytes()


def test_tables_go_by_what_people_call_them(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", ("companies", "ニーズ", "organisations"), "ja")
    assert openpyxl.load_workbook(path).sheetnames == ["説明", "機関", "探しているもの", "_lists"]


def test_every_table_of_the_schema_has_a_form(tmp_path: Path) -> None:
    schema = shipped_schema()
    for language in LANGUAGES:
        path = written(tmp_path / f"{language}.xlsx", tuple(schema.tables), language)
        assert len(openpyxl.load_workbook(path).sheetnames) == len(schema.tables) + 2


def test_an_unknown_table_is_brought_to_its_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        written(tmp_path / "a.xlsx", ("companys",), "en")
    assert caught.value.message.en.startswith("There is no table companys. Did you mean company or companies")
    assert not (tmp_path / "a.xlsx").exists()


def test_a_list_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(b"mine")
    with pytest.raises(UsageError, match="is there already"):
        written(tmp_path / "list.xlsx", ("needs",), "en")
    assert (tmp_path / "list.xlsx").read_bytes() == b"mine"


@pytest.mark.parametrize(("name", "says"), [("list.csv", "must end in .xlsx"), ("no/such/list.xlsx", "cannot be written")])
def test_a_name_that_cannot_be(name: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=says):
        written(tmp_path / name, ("needs",), "en")
    assert list(tmp_path.iterdir()) == []


# Names that writer and reader share


@pytest.fixture(scope="module")
def schema() -> Schema:
    return shipped_schema()


def test_every_heading_means_one_column(schema: Schema) -> None:
    for table in schema.tables.values():
        fields = fields_of(table)
        for language in LANGUAGES:
            headings = Counter(fold(f.heading.of(language)) for f in fields)
            assert [h for h, n in headings.items() if n > 1] == [], table.name
        for field in fields:
            for heading in (field.name, field.heading.ja, field.heading.en, f"{field.heading.ja} *"):
                assert not is_mark(heading), (table.name, heading)
                found = find_field(table, heading)
                assert found is not None
                assert found.name == field.name, (table.name, heading)


def test_the_fields_are_the_columns_of_a_csv_file(schema: Schema) -> None:
    for table in schema.tables.values():
        assert {f.name for f in fields_of(table)} == set(table.headings)


def test_every_sheet_means_one_table(schema: Schema) -> None:
    for table in schema.tables.values():
        for name in (table.name, table.heading.ja, table.heading.en, *(sheet_name(table, x) for x in LANGUAGES)):
            found = find_table(schema, name)
            assert found is not None
            assert found.name == table.name
            assert not name.startswith("_")
            assert name not in (READ_ME.ja, READ_ME.en)
    names = [fold(n) for t in schema.tables.values() for n in {t.name, t.heading.ja, t.heading.en}]
    assert [a for a in ALIASES if fold(a) in names and ALIASES[a] != find_table(schema, a).name] == []  # type: ignore[union-attr]
    assert set(ALIASES.values()) <= set(schema.tables)


def test_a_word_to_choose_means_one_concept() -> None:
    for scheme, choices in read_choices(VOCABULARIES).items():
        for language in LANGUAGES:
            shown = [fold(c.shown.of(language)) for c in choices]
            assert len(set(shown)) == len(shown), scheme
    roles = {c.notation: c.shown.ja for c in next(v for k, v in read_choices(VOCABULARIES).items() if k.endswith("/role"))}
    assert (roles["secretariat"], roles["target-group"], roles["subject"]) == ("事務局", "target-group", "subject")


def test_prefectures_in_the_order_of_their_codes() -> None:
    assert [p.ja for p in read_prefectures(PLACES)][6:8] == ["福島県", "茨城県"]
