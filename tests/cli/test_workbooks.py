"""The commands about workbooks: an empty form, a list that is built and asked, and the way back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run renkei in an empty folder."""

    def call(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "RENKEI_LANG": "en", "NO_COLOR": "1", "COLUMNS": "200", **environment}
        command = [sys.executable, "-m", "renkei.cli", *words]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, encoding="utf-8", check=False)

    return call


@pytest.mark.parametrize("command", [("template",), ("export", "workbook")])
@pytest.mark.parametrize(("language", "word"), [("en", "Example: renkei"), ("ja", "例: renkei")])
def test_every_help_text_has_an_example_in_both_languages(run: Run, command: tuple[str, ...], language: str, word: str) -> None:
    done = run(*command, "--help", RENKEI_LANG=language)
    assert done.returncode == 0
    assert word in done.stdout


def test_template_makes_the_form_in_the_readers_language(run: Run, tmp_path: Path) -> None:
    done = run("template", "list.xlsx", "--tables", "companies,needs")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "list.xlsx: organisations, needs\n")
    assert openpyxl.load_workbook(tmp_path / "list.xlsx").sheetnames == ["Read me", "organisations", "needs", "_lists"]
    done = run("template", "all.xlsx", RENKEI_LANG="ja")
    assert done.stderr == (
        "all.xlsx: 機関、できること、探しているもの、提供できるもの、構成員、プロジェクト、参画、出来事・催し、紹介、人\n"
    )
    run("template", "ja.xlsx", "--tables", "needs", "--lang", "ja")
    assert openpyxl.load_workbook(tmp_path / "ja.xlsx").sheetnames == ["説明", "探しているもの", "_lists"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("template", "list.xlsx", "--tables", "companys"), "Did you mean company or companies"),
        (("template", "list.csv"), "must end in .xlsx"),
        (("template", "there.xlsx"), "is there already"),
        (("export", "workbook", "-o", "out.xlsx", "organisation"), "Did you mean organisations"),
        (("export", "workbook", "-o", "out.csv", "persons"), "must end in .xlsx"),
        (("build", "there.xlsx"), "-o"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_to_do(
    run: Run, words: tuple[str, ...], says: str, shipped_store: Path, tmp_path: Path
) -> None:
    (tmp_path / "there.xlsx").write_bytes(b"mine")
    done = run(*words, RENKEI_STORE=str(shipped_store))
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["there.xlsx"]


def test_from_an_empty_form_to_a_list_that_is_handed_on(run: Run, tmp_path: Path) -> None:
    run("template", "list.xlsx", "--lang", "ja")
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    book["機関"]["B3"], book["機関"]["G3"], book["機関"]["I3"] = "株式会社あおば成形", "企業", "福島県"
    book["探しているもの"]["B3"], book["探しているもの"]["F3"] = "滅菌容器の成形", "株式会社あおば成形"
    book.save(tmp_path / "list.xlsx")
    done = run("build", "list.xlsx", "-o", "store", "--json")
    assert done.returncode == 0, done.stderr
    manifest = json.loads(done.stdout)
    assert (manifest["datasets"], manifest["audience"], manifest["rows"]["needs"]) == (
        ["places", "curated", "list"],
        "owner",
        1,
    )
    refused = run("export", "workbook", "-o", "out.xlsx", "--store", "store")
    assert refused.returncode == 2
    assert "--include-private" in refused.stderr
    assert not (tmp_path / "out.xlsx").exists()
    done = run("export", "workbook", "-o", "out.xlsx", "--store", "store", "--include-private", "--lang", "ja")
    assert done.returncode == 0, done.stderr
    assert [w for w in done.stdout.split() if "─" not in w] == ["table", "rows", "organizations", "1", "needs", "1"]
    out = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert out.sheetnames == ["説明", "機関", "探しているもの", "_lists", "_names"]
    assert [out["機関"]["A2"].value, out["探しているもの"]["E2"].value] == ["株式会社あおば成形"] * 2
    again = run("build", "out.xlsx", "-o", "again", "--json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["rows"] == manifest["rows"]


def test_a_wrong_cell_is_named_in_the_readers_language_and_as_json(run: Run, tmp_path: Path) -> None:
    run("template", "list.xlsx", "--tables", "companies", "--lang", "ja")
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    book["機関"]["B3"], book["機関"]["G3"] = "株式会社あおば成形", "企行"
    book.save(tmp_path / "list.xlsx")
    done = run("build", "list.xlsx", "-o", "store")
    assert done.returncode == 1
    assert 'list.xlsx, sheet 機関, row 3, column 機関の種類 (G3): "企行"' in done.stderr
    assert "行目" not in done.stderr
    japanese = run("build", "list.xlsx", "-o", "store", RENKEI_LANG="ja").stderr
    assert "list.xlsx、シート 機関、3行目、機関の種類 (G3)列「企行」" in japanese
    assert "row 3" not in japanese
    (cell,) = json.loads(run("build", "list.xlsx", "-o", "store", "--json").stdout)["cells"]
    assert (cell["sheet"], cell["row"], cell["column"], cell["value"]) == ("機関", 3, "機関の種類 (G3)", "企行")
    assert cell["suggestion"]["ja"].startswith("もしかして: 企業")
    assert not (tmp_path / "store" / "CURRENT").exists()


def test_the_shipped_tables_can_be_looked_at_in_a_workbook(run: Run, shipped_store: Path, tmp_path: Path) -> None:
    done = run("export", "workbook", "-o", "posts.xlsx", "posts", "--lang", "en", RENKEI_STORE=str(shipped_store))
    assert (done.returncode, done.stderr) == (0, "")
    assert openpyxl.load_workbook(tmp_path / "posts.xlsx").sheetnames == ["Read me", "posts", "_lists", "_names"]


def test_a_workbook_that_does_not_build_is_marked(run: Run, tmp_path: Path) -> None:
    run("template", "list.xlsx", "--lang", "ja")
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    sheet = book["機関"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for heading, text in {"名称 *": "みほん", "機関の種類 *": "企業", "設立": "H32.5"}.items():
        sheet.cell(3, columns[heading], text)
    book.save(tmp_path / "list.xlsx")
    done = run("build", "list.xlsx", "-o", "store")
    assert (done.returncode, (tmp_path / "store").exists()) == (1, False)
    assert "marked workbook: list-review" in done.stderr
    marked = openpyxl.load_workbook(tmp_path / "list-review" / "marked.xlsx")
    (cell,) = [c for row in marked["機関"].iter_rows() for c in row if c.comment]
    assert (cell.coordinate, cell.value, cell.fill.fgColor.rgb) == ("M3", "H32.5", "FFFFC7CE")
    assert "2020-05" in cell.comment.text
    kept = openpyxl.load_workbook(tmp_path / "list.xlsx")
    for name in ("機関", "紹介"):
        assert [c.fill.fgColor.rgb for c in marked[name][1]] == [c.fill.fgColor.rgb for c in kept[name][1]]
        assert marked[name].freeze_panes == kept[name].freeze_panes == "C2"
    assert [c.value for c in marked["renkei"][2]][:4] == ["error", "list.xlsx", "機関", "M3"]
