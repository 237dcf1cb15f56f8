"""Marked-up workbooks: every cell where it stood, colours and comments on the bad ones, text as text, the same bytes again."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from renkei.errors import Text, UsageError
from renkei.tables.markup import MarkedSheet, write_marked
from renkei.tables.problems import Problem
from renkei.tables.sheets import Cell, Row
from renkei.text.dates import PartialDate

ROWS = (
    Row(2, (Cell(2, 1, "企業名"), Cell(2, 3, "電話"))),
    Row(4, (Cell(4, 1, "=HYPERLINK(1)", True), Cell(4, 2, 12), Cell(4, 3, "12"))),
    Row(5, (Cell(5, 1, "悪い\x01字"), Cell(5, 2, 1_234_567_890_123_456), Cell(5, 3, PartialDate(2024, 5)))),
)
WHY, DO = Text("電話番号として読めません。", "No telephone number."), Text("書き直してください。", "Write it again.")
BAD = Problem("identifier", "error", "list.xlsx", WHY, "名/簿", 4, 3, "電話", "12", DO)
WARN = Problem("kind", "warning", "list.xlsx", WHY, "名/簿", 5, 4, "種類")


def test_cells_stand_where_they_stood_and_bad_ones_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "marked.xlsx"
    write_marked(path, [MarkedSheet("名/簿", ROWS, (BAD, WARN))], "ja")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["名_簿", "renkei"]
    sheet = book["名_簿"]
    cells = {c.coordinate: (c.data_type, c.value) for row in sheet.iter_rows() for c in row if c.value is not None}
    assert cells == {
        "A2": ("s", "企業名"), "C2": ("s", "電話"), "A4": ("s", "=HYPERLINK(1)"), "B4": ("n", 12), "C4": ("s", "12"),
        "A5": ("s", "悪い\\u0001字"), "B5": ("s", "1234567890123456"), "C5": ("s", "2024-05"),
    }  # fmt: skip
    assert (sheet["C4"].fill.fgColor.rgb, sheet["D5"].fill.fgColor.rgb) == ("FFFFC7CE", "FFFFEB9C")
    assert sheet["A4"].fill.fill_type is None
    assert sheet["C4"].comment.text == "誤り: 電話番号として読めません。\n→ 書き直してください。"
    listed = [[c.value for c in row] for row in book["renkei"].iter_rows(min_row=2)]
    assert listed[0] == ["誤り", "list.xlsx", "名/簿", "C4", "電話", "12", WHY.ja, DO.ja]


def test_headings_look_as_in_the_form_and_stay_in_sight(tmp_path: Path) -> None:
    path = tmp_path / "marked.xlsx"
    bad = Problem("heading", "error", "list.xlsx", WHY, "名簿", 2, 3, "電話")
    sheets = [
        MarkedSheet("表紙", ROWS, ()),
        MarkedSheet("名簿", ROWS, (bad,), headings=(2,), styles={1: "required-private"}, widths={2: 40}),
        MarkedSheet("残り", ROWS, (), lambda n: n != 4, headings=(2,)),
    ]
    write_marked(path, sheets, "ja", closed_up=True)
    book = openpyxl.load_workbook(path)
    sheet, rest = book["名簿"], book["残り"]
    assert book.active is sheet
    assert [sheet[c].fill.fgColor.rgb for c in ("A1", "C1")] == ["FFA6370F", "FFFFC7CE"]
    assert (sheet["A1"].font.bold, sheet["A2"].font.bold, sheet.freeze_panes) == (True, False, "A2")
    assert sheet.column_dimensions["B"].width == pytest.approx(40, abs=1)
    assert [rest[c].fill.fgColor.rgb for c in ("A1", "C1")] == ["FFDDEBF7", "FFDDEBF7"]


def test_only_the_rows_kept_are_written_and_close_up(tmp_path: Path) -> None:
    path = tmp_path / "rest.xlsx"
    write_marked(path, [MarkedSheet("名簿", ROWS, (BAD,), lambda n: n != 5)], "en", closed_up=True)
    sheet = openpyxl.load_workbook(path)["名簿"]
    assert [[c.value for c in row] for row in sheet.iter_rows()] == [["企業名", None, "電話"], ["=HYPERLINK(1)", 12, "12"]]
    assert sheet["C2"].comment.text.startswith("error: No telephone number.")


def test_the_same_sheets_give_the_same_bytes_and_names_that_a_workbook_may_have(tmp_path: Path) -> None:
    sheets = [MarkedSheet(name, ROWS, ()) for name in ("a" * 40, "A" * 40, "", "renkei", "History")]
    for name in ("one.xlsx", "two.xlsx"):
        write_marked(tmp_path / name, sheets, "ja")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    names = openpyxl.load_workbook(tmp_path / "one.xlsx").sheetnames
    assert names == ["a" * 31, "A" * 27 + " (2)", "list", "renkei (2)", "History (2)", "renkei"]


def test_a_workbook_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        write_marked(tmp_path / "no" / "folder.xlsx", [MarkedSheet("a", ROWS, ())], "en")
