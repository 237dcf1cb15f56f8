"""A person or organisation goes from data sets, decisions, reports and stores, and nothing else goes with it."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from renkei.build.datasets import Dataset, read_dataset, shipped_datasets
from renkei.build.pipeline import build
from renkei.build.removal import NOTE, Removal, plan_removal, remove
from renkei.build.removal_tables import Place
from renkei.errors import StoreError, UsageError
from renkei.graph import open as open_graph
from renkei.schema.namespaces import ID
from renkei.schema.tables import shipped_schema

NAME = "見本田花子"
TABLES = {
    "organizations": "id,label_ja,kind,parent,note\n"
    "a,甲社,company,,\n"
    "b,乙大学,university,,\n"
    "c,甲社研究所,company,a,\n"
    f"d,丁社,company,,{NAME}さんの紹介\n",
    "persons": f"label_ja,alt_ja,affiliation,phone\n{NAME},みほんだ,甲社,+81-24-000-0000\n別人太郎,,甲社,\n",
    "memberships": f"member,organization,role\n{NAME},b,member\na,b,member\n別人太郎,b,member\n",
    "needs": "organization,label_ja,date\n甲社,樹脂の成形,2024-05\nb,試作の相手,2024-06\n",
    "introductions": "introducer,introduced,introduced_to,about\n"
    f"{NAME},a,b,樹脂の成形;試作の相手\n"
    f"d,{NAME},b,\n"
    ",d,b,樹脂の成形;試作の相手\n",
}
SETTINGS = 'id = "mine"\n'
TODAY = date(2024, 4, 1)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    (folder / "report").mkdir(parents=True)
    (folder / "dataset.toml").write_text(SETTINGS, encoding="utf-8")
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def datasets(mine: Path) -> list[Dataset]:
    return [next(d for d in shipped_datasets() if d.id == "places"), read_dataset(mine)]


def taken_out(thing: str, mine: Path, *stores: Path) -> Removal:
    return remove(thing, [read_dataset(mine)], shipped_schema(), stores, TODAY)


def lines(mine: Path, table: str) -> list[str]:
    return (mine / f"{table}.csv").read_text(encoding="utf-8").splitlines()[1:]


def holding(folder: Path, word: str = NAME) -> list[str]:
    """The files that hold a word in their bytes, or in those of what they pack."""
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        parts = [path.read_bytes()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                parts += map(archive.read, archive.namelist())
        if any(word.encode() in part for part in parts):
            found.append(path.name)
    return found


@pytest.mark.parametrize("thing", [NAME, "みほんだ", " 見本田　花子 "])
def test_a_person_goes_with_the_ties_that_need_her(mine: Path, thing: str) -> None:
    done = taken_out(thing, mine)
    assert (done.table, done.name) == ("persons", NAME)
    assert done.rows == (
        Place("mine/introductions.csv", 3), Place("mine/memberships.csv", 2), Place("mine/persons.csv", 2),
    )  # fmt: skip
    assert done.cells == (Place("mine/introductions.csv", 2, "introducer"),)
    assert lines(mine, "persons") == ["別人太郎,,甲社,"]
    assert lines(mine, "memberships") == ["a,b,member", "別人太郎,b,member"]
    assert lines(mine, "introductions") == [",a,b,樹脂の成形;試作の相手", ",d,b,樹脂の成形;試作の相手"]
    assert lines(mine, "needs") == TABLES["needs"].splitlines()[1:]


def test_a_name_inside_a_longer_text_is_told_and_left(mine: Path) -> None:
    done = taken_out(NAME, mine)
    assert (done.left, done.is_complete) == ((Place("mine/organizations.csv", 5, "note"),), False)
    assert lines(mine, "organizations") == TABLES["organizations"].splitlines()[1:]


def test_an_organisation_goes_with_what_is_its_own(mine: Path) -> None:
    persons = TABLES["persons"].replace("みほんだ,甲社", "みほんだ,乙大学")
    (mine / "persons.csv").write_text(persons, encoding="utf-8")
    identifier = plan_removal("別人太郎", [read_dataset(mine)], shipped_schema()).iri.rsplit("/", 1)[1]
    done = taken_out("a", mine)
    bodies = ["b,乙大学,university,,", "c,甲社研究所,company,,", f"d,丁社,company,,{NAME}さんの紹介"]
    assert lines(mine, "organizations") == bodies
    assert lines(mine, "needs") == ["b,試作の相手,2024-06"]
    assert lines(mine, "introductions") == [f"d,{NAME},b,", ",d,b,試作の相手"]  # the need of the one that went is taken out
    assert lines(mine, "memberships") == [f"{NAME},b,member", "別人太郎,b,member"]
    assert lines(mine, "persons") == [
        f",{NAME},みほんだ,乙大学,+81-24-000-0000",
        f"{identifier},別人太郎,,,",  # was made of the affiliation too, and stays
    ]
    assert done.left == ()  # 甲社研究所 is the name of another
    build(datasets(mine), mine.parent / "store", "owner")


def test_nothing_is_written_by_a_dry_run(mine: Path) -> None:
    before = {p: p.read_bytes() for p in mine.rglob("*") if p.is_file()}
    planned = plan_removal(NAME, [read_dataset(mine)], shipped_schema())
    assert {p: p.read_bytes() for p in mine.rglob("*") if p.is_file()} == before
    assert planned == taken_out(NAME, mine)


@pytest.mark.parametrize(("start", "end"), [(b"", b"\n"), (b"\xef\xbb\xbf", b"\r\n")])
def test_other_rows_stay_byte_for_byte(mine: Path, start: bytes, end: bytes) -> None:
    rows = [b"member,organization,role", f"{NAME},b,member".encode(), b"", b'a,b,"member"', "別人太郎,乙大学,会員".encode()]
    (mine / "memberships.csv").write_bytes(start + end.join([*rows, b""]))
    taken_out(NAME, mine)
    rows[3] = rows[3].replace(b'"', b"")
    assert (mine / "memberships.csv").read_bytes() == start + end.join([rows[0], *rows[2:], b""])


def test_decisions_and_reports_forget_it_and_keep_the_rest(mine: Path) -> None:
    identifier = plan_removal(NAME, [read_dataset(mine)], shipped_schema()).iri.rsplit("/", 1)[1]
    rows = [
        ["one", "other", "same", "reason"],
        [identifier, "x-1", "yes", ""],
        ["a", "c", "no", ""],
        ["a", "d", "no", f"{NAME}に確認"],
    ]
    with (mine / "report" / "decisions.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    report = {
        "tables": {"persons": 2},
        "problems": [{"value": NAME, "why": {"ja": "?"}}, {"value": "x", "why": {"ja": f"{NAME}の行"}}, {"value": "y"}],
        "first": NAME,
    }
    (mine / "report" / "report.json").write_text(json.dumps(report), encoding="utf-8")
    for name in ("marked.xlsx", "to-correct.xlsx"):
        with zipfile.ZipFile(mine / "report" / name, "w") as archive:
            archive.writestr("xl/sharedStrings.xml", NAME if name == "marked.xlsx" else "別人")
    done = taken_out(NAME, mine)
    assert done.entries == (("mine/report/decisions.csv", 2), ("mine/report/report.json", 3))
    assert done.files == ("mine/report/marked.xlsx",)
    decisions = (mine / "report" / "decisions.csv").read_text(encoding="utf-8-sig")
    assert decisions.splitlines() == ["one,other,same,reason", "a,c,no,", "a,d,no,"]
    assert json.loads((mine / "report" / "report.json").read_bytes()) == {
        "tables": {"persons": 2}, "problems": [{"value": "y"}], "first": "",
    }  # fmt: skip
    assert sorted(p.name for p in (mine / "report").iterdir()) == ["decisions.csv", "report.json", "to-correct.xlsx"]


def test_other_files_that_hold_the_name_are_told_and_left(mine: Path) -> None:
    (mine / "headings.toml").write_text(f'values = {{ "{NAME}" = "x" }}\n', encoding="utf-8")
    (mine / "mine.txt").write_bytes(NAME.encode("cp932"))
    with zipfile.ZipFile(mine / "own.xlsx", "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", NAME)
    done = taken_out(NAME, mine)
    assert [p.file for p in done.left[1:]] == ["mine/headings.toml", "mine/mine.txt", "mine/own.xlsx"]
    assert (mine / "own.xlsx").exists()


def test_the_note_tells_when_and_how_many_without_the_name(mine: Path) -> None:
    taken_out(NAME, mine)
    taken_out("別人太郎", mine)
    told = [({"introductions": 1, "memberships": 1, "persons": 1}, 1), ({"memberships": 1, "persons": 1}, 0)]
    assert json.loads((mine / NOTE).read_bytes()) == [
        {"when": "2024-04-01", "table": "persons", "rows": rows, "cells": cells} for rows, cells in told
    ]


def test_no_byte_of_the_name_stays_once_the_store_is_built_again(mine: Path, tmp_path: Path) -> None:
    (mine / "organizations.csv").write_text(TABLES["organizations"].replace(f"{NAME}さん", ""), encoding="utf-8")
    store = tmp_path / "store"
    first = build(datasets(mine), store, "owner").generation
    assert holding(mine) == ["introductions.csv", "memberships.csv", "persons.csv"]
    assert holding(store) != []
    shutil.copytree(first.path, store / "stores" / ("0" * 20))  # an older one that a reader once kept
    (store / "stores" / ".building-1").mkdir()
    done = taken_out(NAME, mine, store, tmp_path / "no-store")
    assert sorted(g.name for g in done.generations) == sorted([first.digest, "0" * 20, ".building-1"])
    assert (done.is_complete, holding(mine), holding(store)) == (True, [], [])
    with pytest.raises(StoreError, match="is no store"):
        open_graph(store)
    build(datasets(mine), store, "owner")
    assert (holding(mine), holding(store)) == ([], [])
    with open_graph(store) as graph:
        assert graph.boolean("ASK { ?person rdfs:label '別人太郎'@ja }")


def test_a_store_that_does_not_hold_it_stays(mine: Path, tmp_path: Path) -> None:
    build(datasets(mine)[:1], tmp_path / "store", "public")
    assert taken_out(NAME, mine, tmp_path / "store").generations == ()
    open_graph(tmp_path / "store").close()


def test_names_longer_than_any_query_are_looked_for_in_stores(mine: Path, tmp_path: Path) -> None:
    build(datasets(mine)[:1], tmp_path / "store", "public")
    names = [letter * 9_900 for letter in "甲乙丙"]
    rows = ["label_ja,label_en,alt_ja,alt_en,affiliation", ",".join([NAME, *names, "甲社"]), "別人太郎,,,,甲社", ""]
    (mine / "persons.csv").write_text("\n".join(rows), encoding="utf-8")
    assert taken_out(NAME, mine, tmp_path / "store").generations == ()


def test_a_generation_that_is_being_read_stays_and_is_told(mine: Path, tmp_path: Path) -> None:
    generation = build(datasets(mine), tmp_path / "store", "owner").generation
    with open_graph(tmp_path / "store"):
        done = taken_out(NAME, mine, tmp_path / "store")
        assert (done.in_use, done.is_complete, generation.path.exists()) == ((generation.path,), False, True)


@pytest.mark.parametrize(
    ("thing", "says"),
    [
        ("見本田花", f"Did you mean {NAME}"),
        ("樹脂の成形", "No person or organisation of these data sets has this id or name."),
        ("同名", "Several have this name: give the id.\ne  同名  mine/organizations.csv:2\nf  同名  mine/organizations.csv:3"),
    ],
)
def test_what_means_nothing_or_several_is_refused(mine: Path, thing: str, says: str) -> None:
    if thing == "同名":
        (mine / "organizations.csv").write_text("id,label_ja,kind\ne,同名,company\nf,同名,company\n", encoding="utf-8")
    before = {p: p.read_bytes() for p in mine.rglob("*") if p.is_file()}
    with pytest.raises(UsageError) as caught:
        taken_out(thing, mine)
    assert says in caught.value.message.en
    assert {p: p.read_bytes() for p in mine.rglob("*") if p.is_file()} == before
    if thing == "同名":
        assert taken_out(f"{ID}organization/f", mine).rows == (Place("mine/organizations.csv", 3),)


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"RENKEI_LANG": "en", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "renkei.cli", "remove", *map(str, words)]
    return subprocess.run(command, env=env, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_command_shows_what_goes_and_then_takes_it_out(mine: Path, tmp_path: Path) -> None:
    (mine / "organizations.csv").write_text(TABLES["organizations"].replace(f"{NAME}さん", ""), encoding="utf-8")
    before = {p: p.read_bytes() for p in mine.rglob("*") if p.is_file()}
    words = (NAME, "--from", mine, "--store", tmp_path / "store")
    shown = run(*words, "--dry-run")
    assert (shown.returncode, {p: p.read_bytes() for p in mine.rglob("*") if p.is_file()}) == (0, before)
    assert "what goes" in shown.stdout
    assert "mine/memberships.csv row 2" in shown.stdout
    done = run(*words, "--json")
    assert done.returncode == 0
    assert [r["file"] for r in json.loads(done.stdout)["rows"]] == [
        "mine/introductions.csv", "mine/memberships.csv", "mine/persons.csv",
    ]  # fmt: skip
    assert holding(mine) == []
    assert run(*words).returncode == 2


def test_the_command_ends_with_1_where_something_is_left(mine: Path) -> None:
    done = run(NAME, "--from", mine)
    assert done.returncode == 1
    assert "mine/organizations.csv row 5 note" in done.stdout


def workbook(tmp_path: Path) -> Path:
    """The same lists as a workbook in the form of the template, with a note, a colour, a drop-down and a sheet of its own."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, text in TABLES.items():
        sheet = book.create_sheet(name)
        for row in csv.reader(text.splitlines()):
            sheet.append([cell or None for cell in row])
    book["persons"]["A2"].comment = Comment(f"{NAME}: 火曜は不在", "me")
    book["persons"]["A3"].fill = PatternFill("solid", fgColor="FFFF00")
    book["organizations"].add_data_validation(DataValidation("list", formula1='"company,university"', sqref="C2:C9"))
    own = book.create_sheet("_覚書")
    own["B7"] = f"{NAME}に電話"
    book.save(tmp_path / "mine.xlsx")
    review = tmp_path / "mine-review"
    review.mkdir()
    (review / "review.csv").write_text(f"Id 1,Name 1\na,{NAME}\n", encoding="utf-8")
    return tmp_path / "mine.xlsx"


def test_a_person_goes_from_a_workbook_and_the_rest_stays_as_it_looked(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    told = plan_removal(NAME, [read_dataset(path)], shipped_schema())
    done = remove(NAME, [read_dataset(path)], shipped_schema(), today=TODAY)
    assert done == told
    assert [p for p in done.rows if "persons" in p.file] == [Place("mine.xlsx#persons", 2)]
    assert done.left == (Place("mine.xlsx#organizations", 5, "note"), Place("mine.xlsx#_覚書", 7, "B"))
    book = openpyxl.load_workbook(path)
    assert [[c.value for c in row] for row in book["persons"].iter_rows(min_row=2)] == [
        [None] * 4,
        ["別人太郎", None, "甲社", None],
    ]
    assert book["persons"]["A2"].comment is None
    assert book["persons"]["A3"].fill.fgColor.rgb == "00FFFF00"
    assert [str(v.sqref) for v in book["organizations"].data_validations.dataValidation] == ["C2:C9"]
    assert book["memberships"]["A3"].value == "a"
    note = json.loads((tmp_path / "mine-review" / NOTE).read_text(encoding="utf-8"))
    assert [(line["when"], line["table"], line["rows"]["persons"]) for line in note] == [("2024-04-01", "persons", 1)]


def test_no_byte_of_a_workbook_or_of_what_stands_beside_it_tells_of_the_person(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    book = openpyxl.load_workbook(path)
    book["organizations"]["E5"], book["_覚書"]["B7"] = None, None
    book.save(path)
    done = remove(NAME, [read_dataset(path)], shipped_schema(), today=TODAY)
    assert done.left == ()
    assert (holding(tmp_path), holding(tmp_path, "+81-24-000-0000")) == ([], [])


def test_a_workbook_is_built_again_without_the_person(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    places = next(d for d in shipped_datasets() if d.id == "places")
    build([places, read_dataset(path)], tmp_path / "before", "owner")
    remove("別人太郎", [read_dataset(path)], shipped_schema(), [tmp_path / "before"], TODAY)
    build([places, read_dataset(path)], tmp_path / "after", "owner")
    with open_graph(tmp_path / "after") as graph:
        names = {str(q.object.value) for q in graph.store.quads() if "別人" in str(q.object) or NAME in str(q.object)}
    assert [n for n in sorted(names) if "別人" in n] == []
    assert NAME in names


def test_a_workbook_that_would_lose_pictures_is_left_with_the_cells_to_clear(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/image1.png", b"x")
    before = path.read_bytes()
    with pytest.raises(UsageError) as caught:
        remove(NAME, [read_dataset(path)], shipped_schema(), today=TODAY)
    assert "mine.xlsx#persons row 2" in caught.value.message.en
    assert "mine.xlsx#persons 2行目" in caught.value.message.ja
    assert path.read_bytes() == before
