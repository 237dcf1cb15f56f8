"""The review list as a file: what a person gets to answer, and the answers as spreadsheet programs save them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from renkei.build.review import accept_answers, review, take_back
from renkei.errors import RenkeiError, TableErrors, UsageError
from renkei.identity.decisions import pair
from renkei.identity.review import ANSWER, COLUMNS
from renkei.identity.review_list import read_list, write_list

ROW = {
    ANSWER: "",
    "one_name": "=みほん",
    "one_place": "福島県",
    "other_name": "見本",
    "other_place": "",
    "percent": "53",
    "why": "名称が似ている",
    "reason": "",
    "one": "a",
    "other": "b",
}
ORGANIZATIONS = """\
id,label_ja,kind,place
denki,みほん電機工業,company,福島県
denki-2,みほん電気工業,company,福島県
"""


@pytest.fixture
def mylist(tmp_path: Path) -> Path:
    """A list with one pair that only a person can decide."""
    folder = tmp_path / "mylist"
    folder.mkdir()
    (folder / "organizations.csv").write_text(ORGANIZATIONS, encoding="utf-8")
    return folder


def answer(path: Path, text: str) -> None:
    """Write the answer into the first row of a workbook, as a person does."""
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A2"] = text
    book.save(path)


def test_the_workbook_asks_with_a_drop_down_and_keeps_formulas_as_text(tmp_path: Path) -> None:
    write_list(tmp_path / "review.xlsx", [ROW], "ja")
    book = openpyxl.load_workbook(tmp_path / "review.xlsx")
    sheet = book["確認"]
    assert [c.value for c in sheet[1]] == [c.heading.ja for c in COLUMNS]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=みほん", "s")
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("A2", '"はい,いいえ"')
    first = (tmp_path / "review.xlsx").read_bytes()
    write_list(tmp_path / "review.xlsx", [ROW], "ja")
    assert (tmp_path / "review.xlsx").read_bytes() == first


def test_csv_is_guarded_against_formulas_and_opens_in_excel(tmp_path: Path) -> None:
    write_list(tmp_path / "review.csv", [ROW], "en")
    data = (tmp_path / "review.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert "'=みほん" in data.decode("utf-8-sig")


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"must end in \.xlsx or \.csv"):
        write_list(tmp_path / "review.txt", [ROW], "en")


@pytest.mark.parametrize(("text", "same"), [("はい", True), ("いいえ", False), ("yes", True)])
def test_a_workbook_is_read_back_with_its_columns_moved_and_rows_above(tmp_path: Path, text: str, same: bool) -> None:
    write_list(tmp_path / "review.xlsx", [ROW, ROW | {"other": "c"}], "ja")
    answer(tmp_path / "review.xlsx", text)
    book = openpyxl.load_workbook(tmp_path / "review.xlsx")
    sheet = book.worksheets[0]
    sheet.move_range("A1:A3", cols=12)
    sheet.insert_rows(1, 2)
    sheet["B1"] = "打合せ用"
    book.save(tmp_path / "review.xlsx")
    assert read_list(tmp_path / "review.xlsx") == [pair("a", "b", same)]


def test_an_ods_is_read_back(tmp_path: Path) -> None:
    document, table = OpenDocumentSpreadsheet(), Table(name="Review")
    for values in ([c.heading.en for c in COLUMNS], [*(ROW | {ANSWER: "no"}).values()]):
        row = TableRow()
        for value in values:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(tmp_path / "review.ods")
    assert read_list(tmp_path / "review.ods") == [pair("a", "b", False)]


def test_a_csv_saved_by_excel_in_japanese_is_read_back(tmp_path: Path) -> None:
    text = "同じ組織か（はい／いいえ）,ID1,ID2\r\nはい,a,b\r\n"
    (tmp_path / "review.csv").write_bytes(text.encode("cp932"))
    assert read_list(tmp_path / "review.csv") == [pair("a", "b", True)]


def test_a_wrong_answer_names_its_cell(tmp_path: Path) -> None:
    write_list(tmp_path / "review.xlsx", [ROW], "ja")
    answer(tmp_path / "review.xlsx", "たぶん")
    with pytest.raises(TableErrors) as caught:
        read_list(tmp_path / "review.xlsx")
    (error,) = caught.value.errors
    assert (error.file, error.sheet, error.row, error.column, error.value) == ("review.xlsx", "確認", 2, ANSWER, "たぶん")


def test_another_workbook_is_no_review_list(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("名称,住所\nみほん,福島\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no review list"):
        read_list(tmp_path / "other.csv")
    with pytest.raises(RenkeiError, match="no such file"):
        read_list(tmp_path / "gone.xlsx")


def test_a_pair_is_asked_about_answered_and_taken_back(mylist: Path) -> None:
    asked = review([mylist], None, "ja")
    assert asked.path == mylist / "review" / "review.xlsx"
    assert [(p["one"], p["other"], p["one_place"]) for p in asked.pairs] == [("denki", "denki-2", "福島県")]
    answer(asked.path, "はい")
    assert accept_answers([mylist], asked.path) == 1
    assert review([mylist], None, "ja").pairs == ()
    take_back([mylist], "denki-2", "denki")
    assert len(review([mylist], None, "ja").pairs) == 1


def test_answers_that_cannot_all_hold_are_refused_and_none_is_recorded(mylist: Path, tmp_path: Path) -> None:
    write_list(
        tmp_path / "r.csv",
        [
            ROW | {ANSWER: "yes", "one": "denki", "other": "denki-2"},
            ROW | {ANSWER: "yes", "one": "denki-2", "other": "x"},
            ROW | {ANSWER: "no", "one": "denki", "other": "x"},
        ],
        "en",
    )
    with pytest.raises(RenkeiError, match="take one decision back"):
        accept_answers([mylist], tmp_path / "r.csv")
    assert not (mylist / "review").exists()
