"""Files that are not what they should be: each is refused by name, in both languages, or read within bounds."""

from __future__ import annotations

import os
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hostile import (
    EXTERNAL,
    LAUGHS,
    compound,
    empty_rows,
    encrypted_entry,
    far_cells,
    lying_sizes,
    many_entries,
    ods,
    ods_content,
    pack,
    sheet_part,
    strings_part,
    text_cell,
    xlsx_parts,
    zip_bomb,
)

from renkei.tables.sheets import LONGEST_VALUE, Limits, Workbook, WorkbookError
from renkei.tables.workbooks import read_workbook

MEMORY = 40 * 2**20


def read_all(path: Path, limits: Limits | None = None) -> Workbook:
    workbook = read_workbook(path, limits=limits)
    for sheet in workbook.sheets:
        for _ in sheet.rows:
            pass
    return workbook


def refused(path: Path, limits: Limits | None = None) -> WorkbookError:
    """The refusal, which says in both languages what, where and what to do, within bounded memory."""
    tracemalloc.start()
    try:
        with pytest.raises(WorkbookError) as caught:
            read_all(path, limits)
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()
    error = caught.value
    for language in ("ja", "en"):
        message = error.message.of(language)
        assert message.startswith(path.name)
        assert error.why.of(language) in message
        assert error.advice is None or message.endswith(error.advice.of(language))
    return error


def cell_sheet(text: str) -> str:
    return sheet_part(f'<row r="1">{text_cell("A1", text)}</row>')


# Archives


def test_a_zip_bomb_is_refused_by_its_ratio_before_it_is_unpacked(tmp_path: Path) -> None:
    error = refused(zip_bomb(tmp_path / "a.xlsx", 64))
    assert (error.kind, error.place) == ("too-large", "xl/worksheets/sheet1.xml")
    assert error.why.en.startswith("The file unpacks to far more than a workbook should (")
    assert error.advice is not None
    assert error.advice.en == "Copy the tables you need to a new workbook, or save them as CSV."


def test_parts_that_are_too_large_together(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", xlsx_parts(*[cell_sheet("x" * 900)] * 3))
    assert refused(path, Limits(unpacked=3000)).kind == "too-large"
    assert read_all(path).format == "xlsx"


def test_a_directory_that_lies_about_a_bomb(tmp_path: Path) -> None:
    assert refused(lying_sizes(tmp_path / "a.xlsx")).kind == "damaged"


def test_too_many_entries(tmp_path: Path) -> None:
    error = refused(many_entries(tmp_path / "a.xlsx", 3000), Limits(entries=100))
    assert (error.kind, "at most 100" in error.why.en) == ("too-large", True)


def test_a_bomb_within_a_workbook_is_never_opened(tmp_path: Path) -> None:
    inner = zip_bomb(tmp_path / "inner.xlsx", 20).read_bytes()
    path = pack(tmp_path / "a.xlsx", xlsx_parts(cell_sheet("x")) | {"xl/embeddings/inner.xlsx": inner})
    assert [c.value for row in read_all(path).sheets[0].rows for c in row.cells] == ["x"]


def test_an_entry_that_stands_twice(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", xlsx_parts(cell_sheet("x")))
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert refused(path).kind == "damaged"


def test_cut_off_anywhere_is_damaged(tmp_path: Path) -> None:
    data = pack(tmp_path / "whole.xlsx", xlsx_parts(cell_sheet("福島県" * 100))).read_bytes()
    kinds = set()
    for cut in range(4, len(data), 97):
        path = tmp_path / "a.xlsx"
        path.write_bytes(data[:cut])
        kinds.add(refused(path).kind)
    assert kinds == {"damaged"}


def test_a_changed_byte_is_damaged_or_harmless(tmp_path: Path) -> None:
    data = pack(tmp_path / "whole.xlsx", xlsx_parts(cell_sheet("福島県" * 20))).read_bytes()
    kinds: dict[str, int] = {}
    for at in range(0, len(data), 7):
        path = tmp_path / "a.xlsx"
        path.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        try:
            read_all(path)
            kinds["read"] = kinds.get("read", 0) + 1
        except WorkbookError as error:
            kinds[error.kind] = kinds.get(error.kind, 0) + 1
    assert kinds.keys() <= {"read", "damaged", "password", "other-kind", "too-large"}
    assert kinds["damaged"] > 30


def test_passwords(tmp_path: Path) -> None:
    whole = pack(tmp_path / "whole.xlsx", xlsx_parts(cell_sheet("x")))
    manifest = '<m:manifest xmlns:m="x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    locked = [
        compound(tmp_path / "a.xlsx", "Root Entry", "EncryptionInfo", "EncryptedPackage"),
        encrypted_entry(tmp_path / "b.xlsx", whole),
        ods(tmp_path / "c.ods", "", **{"META-INF/manifest.xml": manifest}),
        pack(tmp_path / "d.ods", {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "encrypted-package": b"x"}),
    ]
    assert [refused(path).kind for path in locked] == ["password"] * 4
    assert refused(locked[0]).message.ja == (
        "a.xlsx: パスワードで保護されています。 → 開いてパスワードを外し、保存し直してください。"
    )


# XML


@pytest.mark.parametrize("doctype", [LAUGHS, EXTERNAL])
@pytest.mark.parametrize(
    "part",
    [
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet1.xml",
    ],
)
def test_no_part_may_declare_a_document_type(tmp_path: Path, part: str, doctype: str) -> None:
    parts = xlsx_parts(cell_sheet("x"), strings=strings_part("x"), styles="<styleSheet/>")
    for coding in ("utf-8", "utf-16"):
        error = refused(pack(tmp_path / "a.xlsx", parts | {part: (doctype + str(parts[part])).encode(coding)}))
        assert (error.kind, part in error.why.ja) == ("doctype", True)


def test_no_document_type_in_odf(tmp_path: Path) -> None:
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": LAUGHS + ods_content("")}
    assert refused(pack(tmp_path / "a.ods", parts)).kind == "doctype"


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ("<a>" * 300 + "</a>" * 300, "too-large"),
        (f'<row r="1"><c r="A1" s="{"9" * 9_000_000}"/></row>', "too-large"),
        (f'<row r="1">{text_cell("A1", "x" * 1_200_000)}</row>', "too-large"),
        ('<row r="1"><c r="A1"><c r="A1"/></c></row>', "damaged"),
        ('<row r="1"><row r="2"/></row>', "damaged"),
        ('<row r="2"/><row r="1"/>', "damaged"),
        ('<row r="1048577"/>', "damaged"),
        ('<row r="-1"/>', "damaged"),
        ('<row r="1"><c r="XFE1"><v>1</v></c></row>', "damaged"),
        ('<row r="1"><c r="A2"><v>1</v></c></row>', "damaged"),
        ('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row>', "damaged"),
        ('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', "damaged"),
        ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "damaged"),
        ('<row r="1"><c r="A1"><v>x</v></c></row>', "damaged"),
        ('<row r="1"><c r="A1"><v>1e999999999</v></c></row>', "damaged"),
        (f'<row r="1"><c r="A1"><v>{"9" * 5000}</v></c></row>', "damaged"),
        ('<c r="A1"><v>1</v></c>', "damaged"),
        ("<row r='1'>&unknown;</row>", "damaged"),
        ("\0", "damaged"),
        ("<row", "damaged"),
    ],
)
def test_odd_sheets(tmp_path: Path, rows: str, kind: str) -> None:
    path = pack(tmp_path / "a.xlsx", xlsx_parts(sheet_part(rows)))
    assert refused(path, Limits(ratio_from=2**30)).kind == kind


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ('<table:table-cell table:number-columns-repeated="9999999" office:value-type="float" office:value="1"/>', "damaged"),
        ('<table:table-cell table:number-columns-repeated="0" office:value-type="float" office:value="1"/>', "damaged"),
        ('<table:table-cell office:value-type="float" office:value="x"/>', "damaged"),
        ('<table:table-cell office:value-type="time" office:time-value="x"/>', "damaged"),
        ('<table:table-cell><text:p><text:s text:c="2000000000"/></text:p></table:table-cell>', "too-large"),
        (f"<table:table-cell>{'<text:p>' * 300}{'</text:p>' * 300}</table:table-cell>", "too-large"),
    ],
)
def test_odd_cells_of_odf(tmp_path: Path, cells: str, kind: str) -> None:
    path = ods(tmp_path / "a.ods", f'<table:table table:name="t"><table:table-row>{cells}</table:table-row></table:table>')
    assert refused(path).kind == kind


def test_a_row_of_values_repeated_a_million_times(tmp_path: Path) -> None:
    row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    cells = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    path = ods(tmp_path / "a.ods", f'<table:table table:name="t">{row.format(1048576, cells)}</table:table>')
    assert refused(path).kind == "too-large"


def test_many_strings(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", xlsx_parts(cell_sheet("x"), strings=strings_part(*["x" * 100] * 100)))
    assert refused(path, Limits(strings=5000)).kind == "too-large"


# Used ranges


def measured(read: Callable[[], Workbook]) -> tuple[list[tuple[str, str]], int]:
    tracemalloc.start()
    try:
        found = [(c.address, c.text) for sheet in read().sheets for row in sheet.rows for c in row.cells]
        return found, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_far_cells_are_read_and_cost_nothing(tmp_path: Path) -> None:
    found, peak = measured(lambda: read_workbook(far_cells(tmp_path / "a.xlsx")))
    assert found == [("A1", "here"), ("XFD1048576", "there")]
    assert peak < 4 * 2**20


@pytest.mark.slow
def test_a_million_empty_rows_are_passed_over(tmp_path: Path) -> None:
    path = empty_rows(tmp_path / "a.xlsx", 1_000_000)
    found = [(c.address, c.text) for sheet in read_workbook(path).sheets for row in sheet.rows for c in row.cells]
    assert found == [("A1000000", "end")]


def test_empty_rows_cost_no_memory(tmp_path: Path) -> None:
    path = empty_rows(tmp_path / "a.xlsx", 100_000)
    found, peak = measured(lambda: read_workbook(path))
    assert found == [("A100000", "end")]
    assert peak < 2**20


def test_a_merge_over_the_whole_sheet_is_not_filled(tmp_path: Path) -> None:
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    rows = f'<row r="1">{text_cell("A1", "x")}</row><row r="9">{text_cell("B9", "y")}</row>'
    path = pack(tmp_path / "a.xlsx", xlsx_parts(sheet_part(rows, after=merged)))
    workbook = read_workbook(path)
    assert measured(lambda: workbook)[0] == [("A1", "x"), ("B9", "y")]
    assert [(f.kind, f.severity, f.place) for f in workbook.findings] == [("merged-too-wide", "warning", "A1:XFD1048576")]


def test_merges_without_end(tmp_path: Path) -> None:
    merged = "<mergeCells>" + '<mergeCell ref="A1:IV9"/>' * 50 + "</mergeCells>"
    rows = "".join(f'<row r="{n}">{text_cell(f"A{n}", "x")}</row>' for n in range(1, 10))
    path = pack(tmp_path / "a.xlsx", xlsx_parts(sheet_part(rows, after=merged)))
    assert refused(path, Limits(merges=10)).kind == "too-large"
    assert refused(path, Limits(filled=10_000)).kind == "too-large"
    wrong = pack(tmp_path / "b.xlsx", xlsx_parts(sheet_part(rows, after='<mergeCells><mergeCell ref="B2:A1"/></mergeCells>')))
    assert refused(wrong).kind == "damaged"


# Characters


@pytest.mark.parametrize(
    ("text", "kind", "severity", "shown"),
    [
        ("a_x0000_b", "control-character", "error", "a\\u0000b"),
        ("a_x0007_b", "control-character", "error", "a\\u0007b"),
        ("株式会社\u202eabc", "bidi-control", "warning", "株式会社\\u202eabc"),
        ("a\u200bb", "invisible-character", "warning", "a\\u200bb"),
        ("\ue000田", "private-character", "warning", "\\ue000田"),
        ("a\ufffdb", "broken-character", "error", "a\\ufffdb"),
        ("a_xD83D_b", "broken-character", "error", "a\\ud83db"),
        (" javascript:alert(1)", "script-address", "error", " javascript:alert(1)"),
        ("JavaScript :x", "script-address", "error", "JavaScript :x"),
        ("data:text/html,x", "script-address", "error", "data:text/html,x"),
        ("x" * 100_000, "long-value", "error", "x" * 39 + "…"),
    ],
)
def test_odd_characters_are_found_where_they_stand(tmp_path: Path, text: str, kind: str, severity: str, shown: str) -> None:
    inline = pack(tmp_path / "a.xlsx", xlsx_parts(sheet_part(f'<row r="3">{text_cell("B3", text)}</row>')))
    shared_row = '<row r="3"><c r="B3" t="s"><v>0</v></c></row>'
    shared = pack(tmp_path / "b.xlsx", xlsx_parts(sheet_part(shared_row), strings=strings_part(text)))
    for path in (inline, shared):
        (row,) = read_workbook(path).sheets[0].rows
        assert [(f.kind, f.severity, f.sheet, f.place, f.value) for f in row.findings] == [(kind, severity, "S1", "B3", shown)]


def test_markup_is_text(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", xlsx_parts(cell_sheet("&lt;script&gt;alert(1)&lt;/script&gt;")))
    (row,) = read_workbook(path).sheets[0].rows
    assert (row.cells[0].value, row.findings) == ("<script>alert(1)</script>", ())


def test_a_long_value_is_given_whole(tmp_path: Path) -> None:
    (row,) = read_workbook(pack(tmp_path / "a.xlsx", xlsx_parts(cell_sheet("x" * (LONGEST_VALUE + 1))))).sheets[0].rows
    assert len(row.cells[0].text) == LONGEST_VALUE + 1


# Other kinds of files


@pytest.mark.parametrize(
    ("name", "content", "kind", "words"),
    [
        ("a.xlsx", b"%PDF-1.7\n", "other-kind", "a PDF"),
        ("a.csv", b"%PDF-1.7\n", "other-kind", "a PDF"),
        ("a.xls", b"<html><body><table><tr><td>1</td></tr></table>", "other-kind", "an HTML page"),
        ("a.xls", "\ufeff\r\n<!DOCTYPE html>".encode(), "other-kind", "an HTML page"),
        ("a.xls", "<html>".encode("utf-16"), "other-kind", "an HTML page"),
        ("a.csv", b"  <TABLE border=1>", "other-kind", "an HTML page"),
        (
            "a.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "other-kind",
            "2003",
        ),
        ("a.xml", b"<?xml version='1.0'?><a/>", "other-kind", "an XML document"),
        ("a.xls", b"\x09\x08\x10\x00\x00\x06\x05\x00", "other-kind", "the old kind (.xls)"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n", "other-kind", "a picture (PNG)"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00", "other-kind", "a compressed file (gzip)"),
        ("a.xlsx", b"a,b\n1,2\n", "other-kind", "no workbook"),
        ("a.xlsx", b"\x00\x01\x02\x03", "other-kind", "no workbook"),
        ("a.xlsx", b"", "empty", "0 bytes"),
        ("a.csv", b"", "empty", "0 bytes"),
        ("~$a.xlsx", b"\x05owner", "lock-file", "while a workbook is open"),
        ("a.xlsx", b"PK\x03\x04", "damaged", "cut off"),
        ("a.xlsx", b"PK\x05\x06" + bytes(18), "damaged", "empty"),
    ],
)
def test_the_content_decides(tmp_path: Path, name: str, content: bytes, kind: str, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    error = refused(tmp_path / name)
    assert (error.kind, words in error.why.en) == (kind, True)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"[Content_Types].xml": "x", "word/document.xml": "x"}, "a Word document"),
        ({"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}, "a presentation"),
        ({"[Content_Types].xml": "x", "xl/workbook.bin": "x"}, "XLSB"),
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}, "no spreadsheet"),
        ({"a.csv": "a,b"}, "a zip file that is no workbook"),
    ],
)
def test_packages_that_are_no_workbook(tmp_path: Path, parts: dict[str, str], words: str) -> None:
    error = refused(pack(tmp_path / "a.xlsx", parts))
    assert (error.kind, words in error.why.en) == ("other-kind", True)


def test_an_old_workbook_is_to_be_saved_anew(tmp_path: Path) -> None:
    assert refused(compound(tmp_path / "a.xls", "Root Entry", "Workbook")).message.ja == (
        "a.xls: 中身は古い形式の Excel ブック (.xls)で、表として読めません。 → "
        "表計算ソフトで開き、「Excel ブック (.xlsx)」として保存し直してください。"
    )
    assert "an Office document" in refused(compound(tmp_path / "a.doc", "Root Entry", "WordDocument")).why.en


def test_a_workbook_under_the_name_of_a_text_file_is_read_and_told(tmp_path: Path) -> None:
    workbook = read_all(pack(tmp_path / "a.csv", xlsx_parts(cell_sheet("x"))))
    assert (workbook.format, [f.kind for f in workbook.findings]) == ("xlsx", ["other-name"])


def test_missing_files_and_folders(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.xlsx").message.en == "none.xlsx: There is no such file. Check the folder and the name."
    (tmp_path / "folder.xlsx").mkdir()
    assert refused(tmp_path / "folder.xlsx").kind == "folder"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.csv")
        assert refused(tmp_path / "pipe.csv").kind == "no-file"


def test_a_file_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows does while Excel has the workbook open."""
    path = pack(tmp_path / "a.xlsx", xlsx_parts(cell_sheet("x")))
    workbook = read_workbook(path)

    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", locked)
    error = refused(path)
    assert error.kind == "locked"
    assert error.advice is not None
    assert error.advice.ja == "Excel などで開いていれば閉じて、もう一度読み込んでください。"
    with pytest.raises(WorkbookError, match="in use by another program"):
        list(workbook.sheets[0].rows)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_file_that_changes_after_it_was_opened(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "a.csv":
        path.write_text("a,b\n", encoding="utf-8")
    else:
        pack(path, xlsx_parts(cell_sheet("x")))
    workbook = read_workbook(path)
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(WorkbookError) as caught:
        list(workbook.sheets[0].rows)
    assert caught.value.kind == "changed"
    path.unlink()
    with pytest.raises(WorkbookError) as caught:
        list(workbook.sheets[0].rows)
    assert caught.value.kind == "missing"


def test_nothing_is_fetched_or_left_open(tmp_path: Path) -> None:
    if sys.platform == "linux":
        before = len(list(Path("/proc/self/fd").iterdir()))
        for n in range(5):
            read_all(pack(tmp_path / f"{n}.xlsx", xlsx_parts(cell_sheet("x"))))
        assert len(list(Path("/proc/self/fd").iterdir())) == before
