"""The review of doubtful pairs as a workbook: answered, read back however it was saved, obeyed, and undone."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from renkei.graph import open as open_graph
from renkei.schema.tables import shipped_schema
from renkei.tables.forms import find_field

Run = Callable[..., subprocess.CompletedProcess[str]]

LIST = """\
id,label_ja,kind,place,address
denki,みほん電機,company,福島県郡山市,
denki-2,株式会社みほん電機,company,東京都,
kogyo,みほん工業,company,福島県,
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run renkei in a folder with a list of which two rows may be one organisation."""
    (tmp_path / "mylist").mkdir()
    (tmp_path / "mylist" / "organizations.csv").write_text(LIST, encoding="utf-8")

    def call(*words: str, language: str = "ja") -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "RENKEI_LANG": language, "NO_COLOR": "1"}
        command = [sys.executable, "-m", "renkei.cli", *words]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, encoding="utf-8", check=False)

    return call


def decisions(folder: Path) -> list[tuple[str, str, str, str]]:
    with (folder / "decisions.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(r["one"], r["other"], r["same"], r["reason"]) for r in csv.DictReader(file)]


def answer(path: Path, word: str, reason: str = "") -> None:
    """Write an answer and a reason into the one row of a review workbook, as Excel would save it."""
    book = openpyxl.load_workbook(path)
    (sheet,) = book.worksheets
    sheet["A2"] = word
    sheet.cell(2, 8, reason)
    book.save(path)


def as_ods(path: Path, target: Path) -> None:
    """The values of a workbook in the format of LibreOffice."""
    document, table = OpenDocumentSpreadsheet(), Table(name="確認")
    for values in openpyxl.load_workbook(path).active.iter_rows(values_only=True):  # type: ignore[union-attr]
        row = TableRow()
        for value in values:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=str(value or "")))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(str(target))


def organisations(store: Path) -> list[str]:
    with open_graph(store) as graph:
        found = graph.select(
            "SELECT DISTINCT ?n WHERE { ?o a org:Organization ; rdfs:label ?n FILTER(contains(?n, 'みほん電機')) } ORDER BY ?n"
        )
        return [str(r["n"]) for r in found]


def everything(store: Path) -> set[str]:
    with open_graph(store) as graph:
        return {str(q) for q in graph.store.quads()}


@pytest.mark.parametrize(
    ("language", "yes_no", "heading", "place"),
    [("ja", '"はい,いいえ"', "同じ組織か（はい／いいえ）", "福島県 郡山市"), ("en", '"yes,no"', "Same organisation? (yes/no)",
                                                              "Fukushima Koriyama City")],
)  # fmt: skip
def test_the_sheet_is_in_the_readers_language(run: Run, tmp_path: Path, language: str, yes_no: str, heading: str,
                                              place: str) -> None:  # fmt: skip
    done = run("review", "mylist", "-o", "review.xlsx", language=language)
    assert (done.returncode, done.stderr) == (0, "")
    (sheet,) = openpyxl.load_workbook(tmp_path / "review.xlsx").worksheets
    rows = [[c.value or "" for c in row] for row in sheet.iter_rows()]
    assert rows[0][0] == heading
    assert len(rows) == 2
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.type, rule.formula1) == ("A2", "list", yes_no)
    assert rows[1][0] == ""
    assert {rows[1][1], rows[1][3]} == {"みほん電機", "株式会社みほん電機"}
    assert place in (rows[1][2], rows[1][4])
    assert rows[1][6] != ""
    assert sorted(rows[1][8:]) == ["denki", "denki-2"]


def saved_as(form: str, answers: Path) -> Path:
    """A review workbook as it is saved in another form."""
    if form == "xlsx":
        return answers
    if form == "ods":
        as_ods(answers, saved := answers.with_name("answered.ods"))
        return saved
    rows = list(openpyxl.load_workbook(answers).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    saved = answers.with_name(f"{form}.csv")
    with saved.open("w", encoding=form, newline="") as file:
        csv.writer(file).writerows(rows)
    return saved


@pytest.mark.slow
def test_answers_are_read_obeyed_and_undone_exactly(run: Run, tmp_path: Path) -> None:
    """Read from each form; the decision they make is the same, so it is obeyed and undone once."""
    assert run("build", "mylist", "-o", "store").returncode == 0
    before = everything(tmp_path / "store")
    assert organisations(tmp_path / "store") == ["みほん電機", "株式会社みほん電機"]
    assert run("review", "mylist", "-o", "review.xlsx").returncode == 0
    answer(tmp_path / "review.xlsx", "はい", "電話で確認")
    for form in ("ods", "utf-8-sig", "cp932", "xlsx"):
        shutil.rmtree(tmp_path / "mylist" / "review", ignore_errors=True)
        told = run("review", "mylist", "--answers", saved_as(form, tmp_path / "review.xlsx").name, "--json")
        assert (form, told.returncode, json.loads(told.stdout)) == (form, 0, {"recorded": 1})
        assert (form, decisions(tmp_path / "mylist" / "review")) == (form, [("denki", "denki-2", "yes", "電話で確認")])
    assert json.loads(run("review", "mylist", "--json").stdout)["waiting"] == []
    run("build", "mylist", "-o", "store")
    assert organisations(tmp_path / "store") == ["みほん電機"]
    undone = run("review", "mylist", "--undo", "denki", "denki-2", "--json")
    assert (undone.returncode, json.loads(undone.stdout)["taken_back"]["same"]) == (0, True)
    run("build", "mylist", "-o", "store")
    assert everything(tmp_path / "store") == before


def test_a_no_keeps_them_apart_and_is_not_asked_again(run: Run, tmp_path: Path) -> None:
    run("review", "mylist", "-o", "review.xlsx")
    answer(tmp_path / "review.xlsx", "いいえ")
    assert run("review", "mylist", "--answers", "review.xlsx").returncode == 0
    assert decisions(tmp_path / "mylist" / "review") == [("denki", "denki-2", "no", "")]
    assert json.loads(run("review", "mylist", "--json").stdout)["waiting"] == []


def test_what_is_no_answer_is_told_by_sheet_and_row(run: Run, tmp_path: Path) -> None:
    run("review", "mylist", "-o", "review.xlsx")
    answer(tmp_path / "review.xlsx", "たぶん")
    done = run("review", "mylist", "--answers", "review.xlsx")
    assert done.returncode != 0
    assert all(word in done.stderr for word in ("確認", "たぶん", "「はい」か「いいえ」"))
    assert not (tmp_path / "mylist" / "review").exists()


@pytest.mark.parametrize("name", ["missing.xlsx", "mylist/organizations.csv"])
def test_a_file_that_is_no_review_list_is_refused(run: Run, tmp_path: Path, name: str) -> None:
    done = run("review", "mylist", "--answers", name, language="en")
    assert (done.returncode in (1, 2), name.rsplit("/", 1)[-1] in done.stderr, "Traceback" in done.stderr) == (
        True,
        True,
        False,
    )
    assert run("review", "mylist", "-o", "review.pdf").returncode == 2


def test_a_workbook_that_is_built_directly_is_reviewed_with_decisions_beside_it(run: Run, tmp_path: Path) -> None:
    assert run("template", "list.xlsx", "--tables", "organizations").returncode == 0
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    sheet, table = book.worksheets[1], shipped_schema().tables["organizations"]
    fields = {f.name: c.column for c in sheet[1] if (f := find_field(table, str(c.value)))}
    for number, row in enumerate(csv.DictReader(LIST.splitlines()), start=3):
        for name, value in row.items():
            sheet.cell(number, fields[name], value)
    book.save(tmp_path / "list.xlsx")
    assert run("build", "list.xlsx", "-o", "store").returncode == 0
    assert organisations(tmp_path / "store") == ["みほん電機", "株式会社みほん電機"]
    assert run("review", "list.xlsx", "-o", "review.xlsx").returncode == 0
    answer(tmp_path / "review.xlsx", "はい")
    assert run("review", "list.xlsx", "--answers", "review.xlsx").returncode == 0
    assert decisions(tmp_path / "list-review") == [("denki", "denki-2", "yes", "")]
    run("build", "list.xlsx", "-o", "store")
    assert organisations(tmp_path / "store") == ["みほん電機"]
