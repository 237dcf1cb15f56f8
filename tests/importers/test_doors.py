"""Bad files at each door of the library: imported as lists, and built as a workbook; told by kind and cell, nothing harmed.

The reader of files has its own tests (tests/tables/test_hostile_workbooks.py), whose makers these use.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hostile import (
    EXTERNAL,
    LAUGHS,
    compound,
    encrypted_entry,
    lying_sizes,
    pack,
    sheet_part,
    strings_part,
    text_cell,
    xlsx_parts,
    zip_bomb,
)

from renkei.build.datasets import Dataset, with_shipped
from renkei.build.pipeline import build
from renkei.cli.app import main
from renkei.errors import Cancelled, TableErrors, UsageError
from renkei.graph import open as open_graph
from renkei.importers import writing
from renkei.importers.spreadsheet import import_lists

Make = Callable[[Path], Path]

HEAD = ("名称", "機関の種類", "URL", "上位の機関", "ID")
GOOD = ("株式会社あ", "企業")

MEMORY = 150 * 2**10  # kilobytes: the program and the names of the shipped data take some 60,000
# (ru_maxrss of a child begins with that of its parent, so the kernel is asked for the high-water mark)


def rows(*lines: tuple[str, ...]) -> str:
    """Rows of a sheet, in XML."""
    cells = [
        (r, "".join(text_cell(f"{chr(65 + c)}{r}", t) for c, t in enumerate(line) if t)) for r, line in enumerate(lines, 1)
    ]
    return "".join(f'<row r="{r}">{found}</row>' for r, found in cells)


def sheet(body: str, **others: bytes | str) -> Make:
    """A workbook whose one sheet is that of organisations, with these rows (XML)."""

    def make(path: Path) -> Path:
        parts = xlsx_parts(sheet_part(body))
        parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace('name="S1"', 'name="機関"')
        return pack(path, parts | others)

    return make


def table(*lines: tuple[str, ...]) -> Make:
    return sheet(rows(HEAD, *lines))


def raw(data: bytes) -> Make:
    def make(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return make


def cut(path: Path) -> Path:
    path.write_bytes(table(GOOD)(path).read_bytes()[:300])
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


FORMULA = f'<row r="2"><c r="A2" t="str"><f>HYPERLINK("x")</f><v>計算値</v></c>{text_cell("B2", "企業")}</row>'
FAR = f'<row r="1048576">{text_cell("XFD1048576", "there")}</row>'
ODD_SHEET = str(xlsx_parts("")["xl/workbook.xml"]).replace('"S1"', '"機\'関&quot;&amp;&lt;"')
TEXT = "名称,機関の種類\n株式会社あ,企業\n"


@dataclass(frozen=True)
class Case:
    """A file, and what is said of it.

    `kind`, `cell` (or row) of the problem of an import, None where it is none; `why` of the build's refusal in Japanese and
    English, and its row and cell, None where it is built; "" where what is refused is no data set.
    """

    name: str
    make: Make
    kind: str | None
    cell: str | int | None
    why: tuple[str, str] | None = None
    row: int | None = None
    address: str | None = None
    severity: str = "error"


NO_DATASET = ("", "")
CASES = {
    "a zip bomb": Case(
        "a.xlsx", lambda p: zip_bomb(p, 64), "too-large", None,
        ("異常に大きく展開されるファイルです", "unpacks to far more than a workbook should"),
    ),
    "a zip bomb that lies": Case("a.xlsx", lying_sizes, "damaged", None, ("壊れているか", "damaged or cut off")),
    "a far cell": Case(
        "a.xlsx", sheet(rows(HEAD, GOOD) + FAR), None, None,
        ("見出しのない列に値があります。", "There is a value in a column without a heading."), 1048576, "XFD1048576",
    ),
    "billion laughs": Case(
        "a.xlsx", sheet(rows(HEAD, GOOD), **{"_rels/.rels": LAUGHS + "<a/>"}), "doctype", None, ("DOCTYPE", "DOCTYPE"),
    ),
    "an external entity": Case(
        "a.xlsx", lambda p: pack(p, xlsx_parts(EXTERNAL + sheet_part(rows(HEAD)), strings=strings_part("x"))),
        "doctype", None, ("DOCTYPE", "DOCTYPE"),
    ),
    "a formula": Case(
        "a.xlsx", sheet(rows(HEAD) + FORMULA), "formula", "A2", ("数式は計算しません。", "Formulas are not computed."), 2, "A2",
        severity="warning",
    ),
    "a password": Case(
        "a.xlsx", lambda p: compound(p, "Root Entry", "EncryptionInfo", "EncryptedPackage"), "password", None,
        ("パスワードで保護されています。", "The file is protected by a password."),
    ),
    "a password in the zip": Case(
        "a.xlsx", lambda p: encrypted_entry(p, table(GOOD)(p)), "password", None,
        ("パスワードで保護されています。", "The file is protected by a password."),
    ),
    "a truncated file": Case("a.xlsx", cut, "damaged", None, ("壊れているか", "damaged or cut off")),
    "a PDF": Case("a.xlsx", raw(b"%PDF-1.7\n"), "other-kind", None, ("PDF", "The content is a PDF")),
    "text named as a workbook": Case(
        "a.xlsx", raw(TEXT.encode()), "other-kind", None, ("ブックではありません", "The content is no workbook"),
    ),
    "a workbook named as text": Case("a.csv", table(GOOD), None, None, NO_DATASET),
    "no bytes": Case("a.xlsx", raw(b""), "empty", None, ("空です", "The file is empty (0 bytes).")),
    "a folder": Case("a.xlsx", folder, "folder", None, NO_DATASET),
    "no file": Case("a.xlsx", lambda p: p, "missing", None, NO_DATASET),
    "a NUL": Case(
        "a.xlsx", table(("株式会社_x0000_あ", "企業")), "control-character", "A2",
        ("制御文字が含まれています", "There is a control character in the value."), 2, "A2",
    ),
    "100,000 characters": Case(
        "a.xlsx", table(("あ" * 100_000, "企業")), "long-value", "A2",
        ("値が長すぎます（100000字", "The value is too long (100000 characters"), 2, "A2",
    ),
    "an address that runs": Case(
        "a.xlsx", table((*GOOD, "javascript:alert(1)")), "script-address", "C2",
        ("プログラムを動かすアドレスです。", "This is an address that runs a program."), 2, "C2",
    ),
    "an IRI with a space": Case(
        "a.xlsx", table((*GOOD, "https://example.jp/a b")), "identifier", "C2",
        ("U+0020", "An address cannot have this sign: U+0020."), 2, "C2",
    ),
    "an IRI with a bracket": Case(
        "a.xlsx", table((*GOOD, "https://example.jp/&gt;a")), "identifier", "C2",
        ("（>）", "An address cannot have this sign: >."), 2, "C2",
    ),
    "an id twice": Case(
        "a.xlsx", table((*GOOD, "", "", "one"), ("株式会社い", "企業", "", "", "one")), "duplicate-id", "E3",
        ("id は", "The id stands"), 3, "E3",
    ),
    "part of itself": Case(
        "a.xlsx", table((*GOOD, "", "株式会社あ")), "circle", "D2",
        ("（株式会社あ → 株式会社あ）", "It would be part of itself (株式会社あ → 株式会社あ)."), 2, "D2",
    ),
    "parts in a circle": Case(
        "a.xlsx", table((*GOOD, "", "株う"), ("株い", "企業", "", "株式会社あ"), ("株う", "企業", "", "株い")), "circle", "D4",
        ("自らに含まれることになります", "It would be part of itself"), 4, "D4",
    ),
    "a row of the same thing": Case(
        "a.xlsx", table(GOOD, GOOD), None, None,
        ("同じものの行が a.xlsx 機関:2 にあります。", "A row of the same thing stands at a.xlsx 機関:2."), 3, "A3",
    ),
    "no row of headings": Case(
        "a.xlsx", sheet(rows((*GOOD, "x"), ("株式会社い", "企業", "y"))), "no-headings", None,
        ("必要な列がありません。", "A required column is missing."), 1, None,
    ),
    "a sheet named with quotes": Case(
        "a.xlsx", lambda p: sheet(rows(HEAD, GOOD), **{"xl/workbook.xml": ODD_SHEET})(p), None, None,
        ("この名前の表はありません。", "There is no table of this name."),
    ),
    "UTF-16": Case("a.csv", raw(TEXT.encode("utf-16")), None, None, NO_DATASET),
    "ISO-2022-JP": Case("a.csv", raw(TEXT.encode("iso2022_jp")), "iso-2022-jp", None, NO_DATASET),
    "two encodings": Case(
        "a.csv", raw(TEXT.encode() + "株式会社い,企業\n".encode("cp932")), "encoding", 3, NO_DATASET,
    ),
    "an unclosed quote": Case("a.csv", raw('名称,機関の種類\n"株式会社あ,企業\n'.encode()), "quotes", 2, NO_DATASET),
    "a NUL in text": Case("a.csv", raw(TEXT.replace("社あ", "社\0あ").encode()), "control-character", "A2", NO_DATASET),
    "a heading twice": Case(
        "a.xlsx", sheet(rows(("名称", "機関の種類", "名称"), (*GOOD, "x"))), "ask", "C1",
        ("列が重複しています。", "The column stands twice."), 1, "C1", severity="warning",
    ),
}  # fmt: skip


def beside_places(path: Path) -> list[Dataset]:
    """A list with the shipped places, which it refers to, and without the other shipped tables. Raises UsageError."""
    return [dataset for dataset in with_shipped([path]) if dataset.id != "curated"]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, bytes]]:
    """A store and a data set that were there before, and every byte of the store."""
    home = tmp_path_factory.mktemp("before")
    good = table(GOOD)(home / "good.xlsx")
    build(beside_places(good), home / "store", "owner")
    import_lists([good], home / "data")
    return home / "store", home / "data", contents(home / "store")


def contents(directory: Path) -> dict[str, bytes]:
    """Every file but the locks."""
    found = sorted(p for p in directory.rglob("*") if p.is_file() and p.suffix != ".lock" and p.name != "LOCK")
    return {p.relative_to(directory).as_posix(): p.read_bytes() for p in found}


def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *words: str, language: str) -> tuple[int, str]:
    """The exit code of a command and all that it says. An exception that is no answer of ours goes through."""
    monkeypatch.setenv("RENKEI_LANG", language)
    monkeypatch.setattr(sys, "argv", ["renkei", *words])
    capfd.readouterr()
    with pytest.raises(SystemExit) as ended:
        main()
    said = capfd.readouterr()
    assert "Traceback" not in said.err
    return int(ended.value.code or 0), said.out + said.err


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_imported_with_a_problem_or_not_at_all(
    case: str, tmp_path: Path, before: tuple[Path, Path, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    known = CASES[case]
    path = known.make(tmp_path / known.name)
    done = import_lists([path], tmp_path / "data")
    told = [p for p in done.problems if p.severity != "note"]
    refused = known.severity == "error" and known.kind is not None
    assert done.written is not refused
    assert sorted(p.name for p in (tmp_path / "data").glob("*.csv")) == ([] if refused else ["organizations.csv"])
    found = [p for p in told if (p.kind, p.cell or p.row) == (known.kind, known.cell)]
    assert [p.severity for p in found] == ([known.severity] if known.kind else [])
    for problem in found:
        assert (problem.file, bool(problem.why.ja), problem.why.ja != problem.why.en) == (known.name, True, True)
        assert all(len(problem.say(language)) < 400 for language in ("ja", "en"))
    for language, tables in (("ja", "表は書いていません。"), ("en", "No table was written.")):
        code, said = command(monkeypatch, capfd, "import", str(path), "-o", str(tmp_path / language), language=language)
        assert (code, tables in said) == (int(refused), refused)
        assert all(p.why.of(language)[:12] in said.replace("\n", "") for p in found)


@pytest.mark.parametrize("case", [case for case, c in CASES.items() if c.why])
def test_a_bad_file_is_not_built_and_the_store_stays_as_it_was(
    case: str, tmp_path: Path, before: tuple[Path, Path, dict[str, bytes]]
) -> None:
    known, (store, _, bytes_before) = CASES[case], before
    path = known.make(tmp_path / known.name)
    assert known.why is not None
    if known.why == NO_DATASET:
        with pytest.raises(UsageError) as refused:
            beside_places(path)
        assert path.name in refused.value.message.ja
        assert refused.value.message.ja != refused.value.message.en
        return
    with pytest.raises(TableErrors) as caught:
        build(beside_places(path), store, "owner")
    (ja, en), place = known.why, (known.row, known.address)
    found = [e for e in caught.value.errors if ja in e.why.ja and en in e.why.en and (e.row, e.address) == place]
    assert [e.file for e in found][:1] == [known.name]
    assert len(caught.value.errors) == 1 or case == "no row of headings"  # one cell is one problem
    assert all(e.message.ja.startswith(known.name) and e.message.en.startswith(known.name) for e in found)
    assert all(len(e.message.en) < 400 for e in caught.value.errors)
    assert contents(store) == bytes_before


MEASURE = """
import re, sys
from pathlib import Path
from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build
from renkei.errors import TableErrors
from renkei.importers.spreadsheet import import_lists
import_lists([Path(sys.argv[1])], Path(sys.argv[2]) / "data")
try:
    build(with_shipped([Path(sys.argv[1])]), Path(sys.argv[2]) / "store", "owner")
except TableErrors:
    pass
print(re.search("VmHWM: *([0-9]+) kB", Path("/proc/self/status").read_text().replace(chr(9), " "))[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells the memory used")
@pytest.mark.parametrize("case", ["a zip bomb", "a zip bomb that lies", "a far cell", "billion laughs", "100,000 characters"])
def test_memory_is_bounded(case: str, tmp_path: Path) -> None:
    known = CASES[case]
    path = known.make(tmp_path / known.name)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path), str(tmp_path)], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert int(done.stdout) < MEMORY, done.stdout


def empty_rows(number: int) -> Make:
    """So many rows with formats and nothing in them, and an organisation at the end."""
    between = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>' for n in range(3, number))
    last = text_cell(f"A{number}", "株式会社い") + text_cell(f"B{number}", "企業")
    return sheet(rows(HEAD, GOOD) + between + f'<row r="{number}">{last}</row>')


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells the memory used")
@pytest.mark.slow
def test_a_million_empty_rows_at_both_doors(tmp_path: Path) -> None:
    path = empty_rows(1_000_000)(tmp_path / "a.xlsx")
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path), str(tmp_path)], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert names(tmp_path / "data") == ["株式会社あ", "株式会社い"]
    assert labels(tmp_path / "store") == ["株式会社あ", "株式会社い"]
    assert int(done.stdout) < 2 * MEMORY, done.stdout  # a whole build, whose graph stands in memory


def names(directory: Path) -> list[str]:
    """The names of the organisations of a data set."""
    with (directory / "organizations.csv").open(encoding="utf-8", newline="") as file:
        return sorted(row["label_ja"] for row in csv.DictReader(file))


def labels(store: Path) -> list[str]:
    """The names of what a workbook told of."""
    query = """PREFIX renkei: <https://w3id.org/renkei/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?name WHERE { ?one renkei:locator ?where ; rdfs:label ?name FILTER(CONTAINS(?where, ".xls")) }"""
    with open_graph(store) as graph:
        return sorted(row[0].value for row in graph.select(query).table.rows)


ODD = ["&lt;script&gt;alert(1)&lt;/script&gt;", "株式会社\"い\", 'う'", "株式会社え\u202egnp.exe", "=株式会社お", "@か,き"]


def test_odd_names_and_macros_and_empty_rows_are_taken_as_they_stand(tmp_path: Path) -> None:
    lines = rows(HEAD, *[(name, "企業") for name in ODD])
    last = f'<row r="5000">{text_cell("A5000", "株式会社く")}{text_cell("B5000", "企業")}</row>'
    between = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>' for n in range(10, 5000))
    path = tmp_path / "会員 名簿 (最新).xlsm"
    sheet(lines + between + last, **{"xl/vbaProject.bin": b"Sub AutoOpen()"})(path)
    expected = sorted([*(n.replace("&lt;", "<").replace("&gt;", ">") for n in ODD), "株式会社く"])
    done = import_lists([path], tmp_path / "出力 先")
    assert [(p.kind, p.cell) for p in done.problems if p.severity != "note"] == [("bidi-control", "A4")]
    assert names(tmp_path / "出力 先") == sorted(n.replace("\u202e", "") for n in expected)
    built = build(with_shipped([path]), tmp_path / "store", "owner")
    assert [(w.file, w.sheet, w.row, w.address, w.value) for w in built.warnings] == [
        ("会員 名簿 (最新).xlsm", "機関", 4, "A4", "株式会社え\\u202egnp.exe")
    ]
    assert labels(tmp_path / "store") == names(tmp_path / "出力 先")


def test_rows_that_contradict(tmp_path: Path, before: tuple[Path, Path, dict[str, bytes]]) -> None:
    lines = (("名称", "機関の種類", "設立"), (*GOOD, "2001"), (*GOOD, "2002"))
    path = sheet(rows(*lines))(tmp_path / "a.xlsx")
    done = import_lists([path], tmp_path / "data")
    assert [(p.kind, p.severity, p.cell, p.value) for p in done.problems if p.severity != "note"] == [
        ("contradiction", "error", "C3", "2002")
    ]
    with pytest.raises(TableErrors) as caught:
        build(with_shipped([path]), before[0], "owner")
    assert [(e.sheet, e.row) for e in caught.value.errors] == [("機関", 3)]
    assert contents(before[0]) == before[2]


def test_line_endings_may_be_mixed_and_short_rows_are_filled_up(tmp_path: Path) -> None:
    path = raw("名称,機関の種類,URL\r\n株式会社あ,企業\n株式会社い,企業,https://example.jp/\r".encode())(tmp_path / "a.csv")
    done = import_lists([path], tmp_path / "data")
    assert ([p for p in done.problems if p.severity != "note"], names(tmp_path / "data")) == ([], ["株式会社あ", "株式会社い"])


# What stands in the way of writing


def test_a_table_that_is_open_elsewhere_leaves_the_data_set_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows does while Excel has one of the tables open: none of them is changed."""
    lists = (("企業名", "都道府県", "保有技術"), ("株式会社あ", "福島県", "切削加工"))
    path = sheet(rows(*lists))(tmp_path / "a.xlsx")
    data = tmp_path / "data"
    import_lists([path], data)
    kept = contents(data)
    assert {"capabilities.csv", "organizations.csv"} <= kept.keys()
    sheet(rows(*lists, ("株式会社い", "宮城県", "樹脂成形")))(path)
    replace = Path.replace

    def locked(self: Path, target: Path) -> Path:
        if target.name == "organizations.csv":
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(UsageError) as caught:
        import_lists([path], data)
    assert caught.value.message.en.endswith("organizations.csv cannot be written (Permission denied): close it if it is open.")
    assert caught.value.message.ja.endswith("開いていれば閉じてください。")
    assert contents(data) == kept


def test_stopping_while_tables_are_written_leaves_the_data_set_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(rows(("企業名", "保有技術"), ("株式会社あ", "切削加工")))(tmp_path / "a.xlsx")
    replace = Path.replace

    def stopped(self: Path, target: Path) -> Path:
        if target.name == "organizations.csv":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        import_lists([path], tmp_path / "data")
    assert contents(tmp_path / "data") == {}


def test_a_marked_copy_that_is_open_elsewhere_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = table((*GOOD, "javascript:alert(1)"))(tmp_path / "a.xlsx")
    data = tmp_path / "data"
    import_lists([bad], data)
    kept = contents(data)
    table(GOOD)(bad)

    def locked(self: Path, missing_ok: bool = False) -> None:
        if self.name == writing.MARKED:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", locked)
    with pytest.raises(UsageError, match=r"marked\.xlsx cannot be written \(Permission denied\)"):
        import_lists([bad], data)
    assert contents(data) == kept


def test_an_output_folder_that_cannot_be_made(tmp_path: Path) -> None:
    file = raw(b"x")(tmp_path / "file")
    for lines in ([GOOD], [("あ", "企業", "javascript:x")]):
        with pytest.raises(UsageError, match="cannot be written"):
            import_lists([table(*lines)(tmp_path / "a.xlsx")], file / "data")
    assert file.read_bytes() == b"x"


def test_a_folder_that_has_the_name_of_a_table_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "data" / "organizations.csv").mkdir(parents=True)
    with pytest.raises(UsageError, match="is no data set"):
        with_shipped([tmp_path / "data"])


def test_two_files_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "東").mkdir()
    (tmp_path / "西").mkdir()
    two = [table(GOOD)(tmp_path / part / "list.xlsx") for part in "東西"]
    with pytest.raises(UsageError, match=r"Two files are named list\.xlsx"):
        import_lists(two, tmp_path / "data")
    with pytest.raises(UsageError, match="both have the id list"):
        with_shipped(two)
    assert not (tmp_path / "data").exists()


def test_a_workbook_that_another_program_holds_is_not_built(
    tmp_path: Path, before: tuple[Path, Path, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(GOOD)(tmp_path / "a.xlsx")
    chosen, read = with_shipped([path]), Path.read_bytes

    def locked(self: Path) -> bytes:
        if self == path:
            raise PermissionError(13, "Permission denied")
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(UsageError) as caught:
        build(chosen, before[0], "owner")
    assert caught.value.message.en.endswith("cannot be read (Permission denied): close it if it is open in another program.")
    monkeypatch.undo()
    assert contents(before[0]) == before[2]


def test_a_build_that_is_cancelled_leaves_the_store_as_it_was(
    tmp_path: Path, before: tuple[Path, Path, dict[str, bytes]]
) -> None:
    steps: list[str] = []
    with pytest.raises(Cancelled):
        build(
            with_shipped([table(GOOD)(tmp_path / "b.xlsx")]),
            before[0],
            "owner",
            lambda text: steps.append(text.en),
            cancelled=lambda: "applying the rules" in steps,
        )
    assert steps[-1] == "applying the rules"
    assert contents(before[0]) == before[2]


# At the command line, in a process of its own


def run(*words: str, language: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"RENKEI_LANG": language, "NO_COLOR": "1"}
    arguments = [sys.executable, "-m", "renkei.cli", *words]
    return subprocess.run(
        arguments, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_bad_workbook_at_the_command_line(language: str, tmp_path: Path, before: tuple[Path, Path, dict[str, bytes]]) -> None:
    path = table((*GOOD, "javascript:alert(1)"), ("株式会社_x0000_い", "企業"))(tmp_path / "名簿 a.xlsx")
    raw(b"x")(tmp_path / "名簿 a-review")  # where the marked copy would stand
    done = run("build", str(path), "-o", str(before[0]), language=language)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    lines = done.stderr.splitlines()
    told = {
        "ja": "名簿 a.xlsx、シート 機関、2行目、URL (C2)列「javascript:alert(1)」: プログラムを動かすアドレスです。",
        "en": '名簿 a.xlsx, sheet 機関, row 2, column URL (C2): "javascript:alert(1)": This is an address that runs a program.',
    }
    assert {name for name, said in told.items() if any(line.startswith(said) for line in lines)} == {language}
    assert sum("名簿 a-review" in line for line in lines) == 1
    assert contents(before[0]) == before[2]
