"""Workbooks that honest people make, read value by value; written by other libraries, never by ours."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hostile import RELATIONS, ods, pack, sheet_part, text_cell, xlsx_parts
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as OdfTable
from odf.table import TableCell, TableRow
from odf.text import P
from openpyxl.comments import Comment
from openpyxl.worksheet.formula import ArrayFormula

from renkei.tables.sheets import Cell, Row, Sheet, Value, column_letters, column_number, read_number, value_text
from renkei.tables.workbooks import read_workbook
from renkei.text.dates import PartialDate

Write = Callable[[openpyxl.Workbook], None]


def values(sheet: Sheet) -> dict[str, Value]:
    return {cell.address: cell.value for row in sheet.rows for cell in row.cells}


def texts(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in sheet.rows]


def only(path: Path) -> Sheet:
    (sheet,) = read_workbook(path).sheets
    return sheet


@pytest.fixture
def book(tmp_path: Path) -> Callable[[Write], Path]:
    def write(fill: Write) -> Path:
        workbook = openpyxl.Workbook()
        fill(workbook)
        workbook.save(tmp_path / "list.xlsx")
        return tmp_path / "list.xlsx"

    return write


def sheet_of(book: Callable[[Write], Path], **cells: object) -> Sheet:
    def fill(workbook: openpyxl.Workbook) -> None:
        for address, value in cells.items():
            workbook.worksheets[0][address] = value

    return only(book(fill))


# Values


@pytest.mark.parametrize(
    ("value", "read", "text"),
    [
        ("福島県", "福島県", "福島県"),
        (" spaces kept ", " spaces kept ", " spaces kept "),
        ("two\nlines", "two\nlines", "two\nlines"),
        (1.0, 1, "1"),
        (1000012160005, 1000012160005, "1000012160005"),
        (5_000_001_012_345.0, 5000001012345, "5000001012345"),
        (0.1, Decimal("0.1"), "0.1"),
        (-12.50, Decimal("-12.5"), "-12.5"),
        (1e21, 10**21, "1" + "0" * 21),
        (1e-7, Decimal("1e-7"), "0.0000001"),
        (True, True, "TRUE"),
        (False, False, "FALSE"),
        (datetime.date(2019, 4, 30), PartialDate(2019, 4, 30), "2019-04-30"),
        (datetime.datetime(2019, 4, 30, 12, 30), datetime.datetime(2019, 4, 30, 12, 30), "2019-04-30T12:30:00"),
        (datetime.time(9, 15), datetime.time(9, 15), "09:15:00"),
        (datetime.timedelta(hours=36), datetime.timedelta(hours=36), "36:00:00"),
    ],
)
def test_a_value_of_openpyxl(book: Callable[[Write], Path], value: object, read: Value, text: str) -> None:
    (row,) = sheet_of(book, B3=value).rows
    assert row == Row(3, (Cell(3, 2, read),))
    assert (type(row.cells[0].value), row.cells[0].text, row.cells[0].address) == (type(read), text, "B3")


@pytest.mark.parametrize(
    ("number_format", "serial", "text"),
    [
        ("yyyy/m/d", 43585, "2019-04-30"),
        ('yyyy"年"m"月"', 43585, "2019-04"),
        ("mmm-yy", 43586, "2019-05"),
        ('[$-411]ggge"年"m"月"d"日"', 43586, "2019-05-01"),
        ("[$-ja-JP-x-gannen]ggge年m月", 43586, "2019-05"),
        ('yyyy"年度"', 43586, "2019"),
        ('m"月"d"日"', 43586, "2019-05-01"),
        ("yyyy/m/d(aaa)", 43586, "2019-05-01"),
        ("yyyy/m/d;@", 43586, "2019-05-01"),
        ("d/m/yy h:mm AM/PM", 43586.75, "2019-05-01T18:00:00"),
        ("h:mm", 0.75, "18:00:00"),
        ("[h]:mm", 1.5, "36:00:00"),
        ("yyyy/m/d", 59, "1900-02-28"),
        ("yyyy/m/d", 61, "1900-03-01"),
        ("0", 43586, "43586"),
        ('#,##0"m"', 43586, "43586"),
        ("0.00E+00", 43586, "43586"),
        ('"day "0', 43586, "43586"),
        ("[Red]0.0", 43586, "43586"),
        ("General", 43586, "43586"),
        ("@", 43586, "43586"),
        ("00000", 1100, "01100"),
        (r"000\-0000", 600001, "060-0001"),
        ("0000000000000", 12160005, "0000012160005"),
    ],
)
def test_a_number_is_what_its_format_shows(tmp_path: Path, number_format: str, serial: float, text: str) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        workbook.add_worksheet().write_number(0, 0, serial, workbook.add_format({"num_format": number_format}))
    assert texts(only(tmp_path / "a.xlsx")) == [[text]]


def test_the_day_count_from_1904(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True}) as workbook:
        dated = workbook.add_format({"num_format": "yyyy-mm-dd"})
        workbook.add_worksheet().write_datetime(0, 0, datetime.datetime(2019, 4, 30), dated)
    assert texts(only(tmp_path / "a.xlsx")) == [["2019-04-30"]]


@pytest.mark.parametrize("serial", [-1, 0, 60, 20190430])
def test_a_number_shown_as_a_date_that_is_none(tmp_path: Path, serial: int) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        workbook.add_worksheet("表").write_number(1, 2, serial, workbook.add_format({"num_format": "yyyy/m/d"}))
    (row,) = only(tmp_path / "a.xlsx").rows
    assert row.cells == (Cell(2, 3, serial),)
    assert [(f.kind, f.severity, f.sheet, f.place, f.value) for f in row.findings] == [
        ("no-date", "error", "表", "C2", str(serial))
    ]


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("1.1000000000000001", "1.1"),
        ("0.30000000000000004", "0.3"),
        ("1234567890123456789", "1234567890123456789"),
        ("5.0000010123450002E+12", "5000001012345"),
        ("1E+3", "1000"),
        ("-0", "0"),
        (" 7 ", "7"),
    ],
)
def test_numbers_are_read_from_their_text(stored: str, read: str) -> None:
    assert value_text(read_number(stored)) == read


@pytest.mark.parametrize("stored", ["", "x", "1E+999999", "9" * 401, "NaN", "Infinity", "１", "1_0"])
def test_what_is_no_number_is_refused(stored: str) -> None:
    with pytest.raises(ValueError):
        read_number(stored)


def test_letters_and_numbers_of_columns() -> None:
    assert [column_number(column_letters(n)) for n in range(1, 16385)] == list(range(1, 16385))
    for wrong in ("XFE", "", "a", "AAAA", "1"):
        with pytest.raises(ValueError, match=f"^{wrong}$"):
            column_number(wrong)


def test_readings_are_left_out_and_runs_and_escapes_are_joined(tmp_path: Path) -> None:
    strings = (
        '<sst xmlns="x"><si><r><t>福島</t></r><r><t xml:space="preserve"> 県</t></r>'
        "<rPh sb='0' eb='2'><t>フクシマ</t></rPh></si><si><t>a_x000D_b_xD83D__xDE00__x005F_x0041_</t></si></sst>"
    )
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    path = pack(tmp_path / "a.xlsx", xlsx_parts(sheet_part(rows), strings=strings))
    assert values(only(path)) == {"A1": "福島 県", "B1": "a\rb😀_x0041_"}


def test_a_prefix_missing_coordinates_and_cells_out_of_order(tmp_path: Path) -> None:
    sheet = (
        '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row>'
        '<x:row r="5"><x:c r="C5"><x:v>3</x:v></x:c><x:c r="A5" t="str"><x:v>x</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    path = pack(tmp_path / "a.xlsx", xlsx_parts(sheet))
    assert list(values(only(path)).items()) == [("A1", 1), ("B1", 2), ("A5", "x"), ("C5", 3)]


# Formulas, merges, what is hidden


def test_formulas_are_text_and_what_they_gave_is_beside_them(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_formula("A1", "=SUM(B1:B2)", None, 7)
        sheet.write_formula("A2", '=HYPERLINK("javascript:alert(1)","x")', None, "x")
        sheet.write_string("A3", "=1+1")
    cells = [cell for row in only(tmp_path / "a.xlsx").rows for cell in row.cells]
    assert cells == [
        Cell(1, 1, "=SUM(B1:B2)", True, 7),
        Cell(2, 1, '=HYPERLINK("javascript:alert(1)","x")', True, "x"),
        Cell(3, 1, "=1+1"),
    ]


def test_shared_and_array_formulas_are_written_out(tmp_path: Path, book: Callable[[Write], Path]) -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*$C$1+SUM(D:D)&amp;"B1"</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c><c r="B2"><f t="shared" si="9"/></c></row>'
    )
    path = pack(tmp_path / "a.xlsx", xlsx_parts(sheet_part(rows)))
    assert values(only(path)) == {"A1": '=B1*$C$1+SUM(D:D)&"B1"', "A2": '=B2*$C$1+SUM(D:D)&"B1"', "B2": "=…"}
    assert values(sheet_of(book, A1=ArrayFormula("A1:A2", "=B1:B2*2"))) == {"A1": "=B1:B2*2"}


def test_error_values_are_found(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", xlsx_parts(sheet_part('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>')))
    (row,) = only(path).rows
    assert (row.cells, [(f.kind, f.severity, f.place) for f in row.findings]) == (
        (Cell(1, 1, "#N/A"),),
        [("error-value", "error", "A1")],
    )


def test_merged_ranges_are_filled_and_told(book: Callable[[Write], Path]) -> None:
    def fill(workbook: openpyxl.Workbook) -> None:
        sheet = workbook.worksheets[0]
        for address, value in {"A1": "名簿", "A2": "福島県", "B2": "a", "B3": "b", "B5": "c", "C2": 1}.items():
            sheet[address] = value
        for merged in ("A1:C1", "A2:A5", "C2:D3"):
            sheet.merge_cells(merged)

    workbook = read_workbook(book(fill))
    (sheet,) = workbook.sheets
    assert sheet.merged == ("A1:C1", "A2:A5", "C2:D3")
    assert texts(sheet) == [["名簿"] * 3, ["福島県", "a", "1", "1"], ["福島県", "b", "1", "1"], ["福島県", "c"]]
    filled = {cell.address: cell.merged_from for row in sheet.rows for cell in row.cells if cell.merged_from}
    assert filled == {"B1": "A1", "C1": "A1", "D2": "C2", "A3": "A2", "C3": "C2", "D3": "C2", "A5": "A2"}
    assert [(f.kind, f.severity, f.place) for f in workbook.findings] == [("merged", "note", "A1:C1, A2:A5, C2:D3")]


def test_what_is_hidden_is_named_and_read(book: Callable[[Write], Path]) -> None:
    def fill(workbook: openpyxl.Workbook) -> None:
        first = workbook.worksheets[0]
        first.title = "表"
        first.append(["a", "b", "c"])
        first.append(["1", "2", "3"])
        first.row_dimensions[2].hidden = True
        first.column_dimensions["B"].hidden = True
        first["A1"].comment = Comment("never read", "someone")
        for name, state in (("隠", "hidden"), ("深", "veryHidden")):
            workbook.create_sheet(name)["A1"] = name
            workbook[name].sheet_state = state

    workbook = read_workbook(book(fill))
    assert [(s.name, s.hidden, s.hidden_columns, texts(s)) for s in workbook.sheets] == [
        ("表", False, ("B",), [["a", "b", "c"], ["1", "2", "3"]]),
        ("隠", True, (), [["隠"]]),
        ("深", True, (), [["深"]]),
    ]
    assert [(row.number, row.hidden) for row in workbook.sheets[0].rows] == [(1, False), (2, True)]
    found = [(f.kind, f.sheet, f.place) for f in workbook.findings]
    assert found == [
        ("comments", None, None),
        ("hidden-columns", "表", "B"),
        ("hidden-sheet", "隠", None),
        ("hidden-sheet", "深", None),
    ]


def test_macros_are_told_and_a_chart_sheet_is_no_table(tmp_path: Path) -> None:
    parts = xlsx_parts(sheet_part(f'<row r="1">{text_cell("A1", "x")}</row>'), "<chartsheet/>")
    relations = "xl/_rels/workbook.xml.rels"
    parts[relations] = str(parts[relations]).replace(
        f'"r2" Type="{RELATIONS}/worksheet"', f'"r2" Type="{RELATIONS}/chartsheet"'
    )
    workbook = read_workbook(pack(tmp_path / "a.xlsm", parts | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}))
    assert (workbook.format, [s.name for s in workbook.sheets]) == ("xlsm", ["S1"])
    assert [(f.kind, f.sheet) for f in workbook.findings] == [("macros", None), ("no-table", "S2")]
    assert workbook.findings[0].why.ja == "マクロは読まず、実行しません。"


def test_rows_can_be_read_twice_and_left_early(book: Callable[[Write], Path]) -> None:
    sheet = only(book(lambda workbook: [workbook.worksheets[0].append([n]) for n in range(3)] and None))
    assert texts(sheet) == texts(sheet) == [["0"], ["1"], ["2"]]
    rows = iter(sheet.rows)
    assert next(rows).number == 1
    rows.close()  # type: ignore[attr-defined]


def test_openpyxl_reads_the_same_from_a_large_mixed_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        dated = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for n in range(500):
            sheet.write_row(n, 0, [f"企業{n}", 1000000000000 + n, n * 1.25, n % 2 == 0, None, f"a {n % 7}"])
            sheet.write_datetime(n, 6, datetime.datetime(1999, 12, 25) + datetime.timedelta(n), dated)
    theirs = [
        [
            value_text(PartialDate(v.year, v.month, v.day)) if isinstance(v, datetime.datetime) else v
            for v in row
            if v is not None
        ]
        for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    ]
    ours = [[c.text if isinstance(c.value, PartialDate) else c.value for c in row.cells] for row in only(path).rows]
    assert ours == theirs
    assert len(ours) == 500


# OpenDocument


def test_an_odf_workbook_of_another_library(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    table = OdfTable(name="企業")
    for cells in (
        [TableCell(valuetype="string"), TableCell(valuetype="float", value="1000012160005.0")],
        [
            TableCell(valuetype="date", datevalue="2019-04-30"),
            TableCell(valuetype="boolean", booleanvalue="true"),
            TableCell(valuetype="time", timevalue="PT09H15M00S"),
            TableCell(valuetype="float", value="3", formula="of:=[.A1]+2"),
        ],
    ):
        row = TableRow()
        for cell in cells:
            row.addElement(cell)
        table.addElement(row)
    table.childNodes[0].childNodes[0].addElement(P(text="福島県"))
    document.spreadsheet.addElement(table)
    document.save(str(tmp_path / "a.ods"))
    sheet = only(tmp_path / "a.ods")
    assert sheet.name == "企業"
    assert [cell for row in sheet.rows for cell in row.cells] == [
        Cell(1, 1, "福島県"),
        Cell(1, 2, 1000012160005),
        Cell(2, 1, PartialDate(2019, 4, 30)),
        Cell(2, 2, True),
        Cell(2, 3, datetime.time(9, 15)),
        Cell(2, 4, "=[.A1]+2", True, 3),
    ]


def test_repeats_spans_precision_and_asides_of_odf(tmp_path: Path) -> None:
    styles = (
        '<number:date-style style:name="N1"><number:year/><number:month/></number:date-style>'
        '<style:style style:name="ce1" style:data-style-name="N1"/>'
        '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    )
    tables = (
        '<table:table table:name="一"><table:table-column table:default-cell-style-name="ce1"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        '<table:table-row><table:table-cell office:value-type="date" office:date-value="2019-05-01"/>'
        '<table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>a<text:s text:c="2"/>b</text:p>'
        "<text:p>c<text:span>d</text:span></text:p><office:annotation><text:p>never</text:p></office:annotation></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="16381"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2" table:visibility="filter">'
        '<table:table-cell table:number-columns-spanned="2" office:value-type="float" office:value="1.50"/>'
        "<table:covered-table-cell/></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/>'
        '</table:table-row><table:table-row><table:table-cell office:value-type="string"><text:p>end</text:p>'
        "</table:table-cell></table:table-row></table:table>"
        '<table:table table:name="二" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="date" '
        'office:date-value="2019-05-01T10:00:00"/></table:table-row></table:table>'
    )
    workbook = read_workbook(ods(tmp_path / "a.ods", tables, styles))
    first, second = workbook.sheets
    assert [(row.number, row.hidden) for row in first.rows] == [(1, False), (2, True), (3, True), (1048574, False)]
    assert texts(first) == [["2019-05", "a  b\ncd", "a  b\ncd"], ["1.5", "1.5"], ["1.5"], ["end"]]
    assert (first.hidden_columns, first.merged) == (("B:C",), ("A2:B2",))
    assert (second.name, second.hidden, values(second)) == ("二", True, {"A1": datetime.datetime(2019, 5, 1, 10)})
    assert [f.kind for f in workbook.findings] == ["comments", "hidden-columns", "merged", "hidden-sheet"]
