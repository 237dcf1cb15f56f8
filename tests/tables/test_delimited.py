"""Text files of values: delimiters, quotes, rows without end, and the real ones."""

from __future__ import annotations

import csv
import tracemalloc
from pathlib import Path

import pytest

from renkei.tables.sheets import Cell, Limits, Row, Workbook, WorkbookError
from renkei.tables.workbooks import read_workbook

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def read(tmp_path: Path, content: str | bytes, name: str = "list.csv", **options: str) -> Workbook:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_workbook(path, **options)


def rows(workbook: Workbook) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in workbook.sheets[0].rows]


def refusal(tmp_path: Path, content: str, name: str = "list.csv", **options: str) -> WorkbookError:
    with pytest.raises(WorkbookError) as caught:
        rows(read(tmp_path, content, name, **options))
    return caught.value


def test_cells_know_their_coordinate_as_a_spreadsheet_counts(tmp_path: Path) -> None:
    (sheet,) = read(tmp_path, '名簿\r\n\r\nid,"a\r\nb",\r\n,,\r\n1, ,007\r\n').sheets
    assert list(sheet.rows) == [
        Row(1, (Cell(1, 1, "名簿"),)),
        Row(3, (Cell(3, 1, "id"), Cell(3, 2, "a\r\nb"))),
        Row(5, (Cell(5, 1, "1"), Cell(5, 3, "007"))),
    ]
    assert (sheet.name, sheet.hidden) == ("", False)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("delimiter", "form"), [(",", "csv"), ("\t", "tsv"), (";", "csv")])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp"])
def test_every_delimiter_line_end_and_encoding(tmp_path: Path, end: str, delimiter: str, form: str, codec: str) -> None:
    wanted = [["番号", "企業名"], ["1", "山田製作所"], ["2", "いわき工業"]]
    workbook = read(tmp_path, "".join(delimiter.join(row) + end for row in wanted).encode(codec))
    assert (rows(workbook), workbook.delimiter, workbook.format) == (wanted, delimiter, form)


def test_encoding_and_delimiter_are_told(tmp_path: Path) -> None:
    workbook = read(tmp_path, "番号;企業名\n1;山田、\n".encode("cp932"))
    (note,) = workbook.findings
    assert (workbook.encoding, note.severity) == ("CP932 (Shift_JIS)", "note")
    assert note.why.ja == "文字コードは CP932 (Shift_JIS)、区切りはセミコロンです。"
    assert note.why.en == "The encoding is CP932 (Shift_JIS), the delimiter a semicolon."


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        ("a,b\n1,x;y\n2,z\n", ","),
        ("a;b\n1,5;2\n2,5;3\n", ";"),
        ('a;b\n"1,5";2\n', ";"),
        ("title, of all\n\na\tb\tc\n1\t2\t3\n4\t5\t6\n", "\t"),
        ("one\ncolumn\n", ","),
    ],
)
def test_the_delimiter_is_the_one_that_splits_evenly(tmp_path: Path, content: str, delimiter: str) -> None:
    assert read(tmp_path, content).delimiter == delimiter


def test_two_possible_delimiters_are_asked_about(tmp_path: Path) -> None:
    error = refusal(tmp_path, "a;b,c;d\n1;2,3;4\n")
    assert (error.kind, error.why.en) == ("ambiguous-delimiter", "The delimiter cannot be told (possible: comma, semicolon).")
    assert rows(read(tmp_path, "a;b,c;d\n1;2,3;4\n", delimiter=",")) == [["a;b", "c;d"], ["1;2", "3;4"]]
    assert rows(read(tmp_path, "a;b,c;d\n", "list.tsv")) == [["a;b,c;d"]]
    assert refusal(tmp_path, "a|b\n", delimiter="|").kind == "delimiter"


def test_quotes_that_are_wrong_are_named_by_their_row(tmp_path: Path) -> None:
    error = refusal(tmp_path, 'a,b\n1,2\n3,"x" y\n', delimiter=",")
    assert (error.kind, error.place) == ("quotes", "row 3")
    assert refusal(tmp_path, 'a,b\n1,2\n3,"x" y\n').kind == "quotes"
    assert refusal(tmp_path, 'a,b\n"never closed,2\n').kind == "quotes"


def test_odd_values_are_found_where_they_stand(tmp_path: Path) -> None:
    content = "a,b\n=1+1,x\0y\n\u202ex," + "z" * 100_000 + "\njavascript:alert(1),<script>\n"
    found = list(read(tmp_path, content).sheets[0].rows)
    assert found[1].cells == (Cell(2, 1, "=1+1"), Cell(2, 2, "x\0y"))
    assert [[(f.kind, f.place) for f in row.findings] for row in found] == [
        [],
        [("control-character", "B2")],
        [("bidi-control", "A3"), ("long-value", "B3")],
        [("script-address", "A4")],
    ]


def test_values_and_rows_without_end(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a,b\n" + "," * 20_000 + "1\n").message.en == (
        "list.csv, row 2: There are 20001 columns (at most 16384)."
    )
    path = tmp_path / "long.csv"
    path.write_text("a,b\n1," + "x" * 2_000_000 + "\n", encoding="utf-8")
    with pytest.raises(WorkbookError) as caught:
        list(read_workbook(path, limits=Limits(cell=1000)).sheets[0].rows)
    assert caught.value.kind in ("quotes", "too-large")


@pytest.mark.slow
@pytest.mark.parametrize("codec", ["utf-8", "cp932"])
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, codec: str) -> None:
    def peak(number: int) -> int:
        path = tmp_path / f"{number}.csv"
        with path.open("w", encoding=codec) as stream:
            stream.writelines(f"{n},企業{n}株式会社,福島県,,\n" for n in range(number))
        tracemalloc.start()
        try:
            assert sum(1 for _ in read_workbook(path).sheets[0].rows) == number
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(60_000) < peak(6_000) + 2**20


@pytest.mark.skipif(not DATA.exists(), reason="the data sets are not beside the checkout")
@pytest.mark.parametrize("name", ["jp-geo/municipalities.csv", "jp-geo/prefectures.csv"])
@pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc_jis_2004"])
def test_real_tables(tmp_path: Path, name: str, codec: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8-sig")
    lines = [line for line in text.splitlines(keepends=True) if line.encode(codec, "ignore").decode(codec) == line]
    assert len(lines) > 40
    wanted = [[cell for cell in record if cell.strip()] for record in csv.reader(lines)]
    workbook = read(tmp_path, "".join(lines).encode(codec))
    assert rows(workbook) == wanted
    assert next(iter(workbook.sheets[0].rows)).number == 1
