"""Lists imported beside registers: what is filled in, what is told, what is asked, and how it is taken back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from renkei import resources
from renkei.build.datasets import read_dataset
from renkei.build.pipeline import build
from renkei.build.review import review
from renkei.graph import Graph, open
from renkei.identity.decisions import pair, record
from renkei.identity.registers import add_houjin, add_ror
from renkei.importers.drafts import Cancelled
from renkei.importers.interpreting import Options
from renkei.importers.spreadsheet import import_lists

# ruff: noqa: E501
# number name kind prefecture prefecture-code city-code city closed cause successor English reading, the newest row last
ENTRIES = """
1010001000006 東北精密樹脂株式会社 301 福島県 07 203 郡山市 - - - - トウホクセイミツジュシ
2010001000005 会津鋳造工業有限会社 302 福島県 07 202 会津若松市 2021-04-01 11 3010001000004 - アイヅチュウゾウコウギョウ
3010001000004 磐梯鋳造株式会社 301 福島県 07 202 会津若松市 - - - BANDAI_CASTING_CO.,LTD. バンダイチュウゾウ
4010001000003 株式会社さくら 301 福島県 07 201 福島市 - - - - サクラ
5010001000002 株式会社さくら 301 福島県 07 203 郡山市 - - - - サクラ
6010001000001 東洋紡績縫製合名会社 303 大阪府 27 127 大阪市北区 - - - - -
6010001000001 東洋紡績縫製株式会社 301 大阪府 27 127 大阪市北区 - - - - トウヨウボウセキホウセイ
7010001000000 国立大学法人奥羽国際大学 399 宮城県 04 101 仙台市青葉区 - - - - オウウコクサイダイガク
"""
ROR_ORGANIZATIONS = """ror_id,name,types,status,country,subdivision,city,website,established
00abcde12,Ou International University,education,active,JP,Miyagi,Sendai,https://www.ou.example.ac.jp/,1949
"""
ROR_NAMES = """ror_id,name,lang,types
00abcde12,Ou International University,en,label;ror_display
00abcde12,奥羽国際大学,ja,label
"""
HEADINGS = ["機関名", "法人番号", "所在地"]
Look = Callable[..., Any]


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Indexes of both registers, made from files in their layouts."""
    folder = tmp_path_factory.mktemp("registers")
    text = io.StringIO()
    for at, entry in enumerate(ENTRIES.strip().splitlines(), 1):
        cells = ["" if c == "-" else c.replace("_", " ") for c in entry.split()]
        number, name, kind, prefecture, code, city_code, city, closed, cause, successor, english, reading = cells
        line = [""] * 30
        line[0:7] = [str(at), number, "01", "0", "2015-10-05" if "合名" in name else "2021-06-01", "", name]
        line[8:11], line[13:15] = [kind, prefecture, city], [code, city_code]
        line[9], line[10], line[18:21] = prefecture, city, [closed, cause, successor]
        line[22:25], line[28], line[29] = ["2015-10-05", "1", english], reading, "0"
        csv.writer(text, quoting=csv.QUOTE_ALL).writerow(line)
    file = folder / "00_zenkoku_all.csv"
    file.write_text(text.getvalue(), encoding="cp932", newline="")
    (folder / "organizations.csv").write_text(ROR_ORGANIZATIONS, encoding="utf-8")
    (folder / "names.csv").write_text(ROR_NAMES, encoding="utf-8")
    add_houjin([file], folder)
    add_ror(folder / "organizations.csv", folder / "names.csv", folder)
    return folder


@pytest.fixture
def look(tmp_path: Path, registers: Path) -> Look:
    """Imports rows of a list beside the registers; gives the import and its folder."""

    def call(rows: Sequence[Sequence[str]], folder: str = "mine", **options: Any) -> Any:
        path = tmp_path / "list.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADINGS, *rows])
        return import_lists([path], tmp_path / folder, Options(**{"registers": registers, **options})), tmp_path / folder

    return call


def added(folder: Path, register: str = "houjin") -> list[dict[str, str]]:
    """What a register adds, without empty cells."""
    with (folder / "registers" / f"{register}.csv").open(encoding="utf-8", newline="") as file:
        return [{k: v for k, v in row.items() if v} for row in csv.DictReader(file)]


def told(done: Any) -> list[tuple[str, str, str | None, str]]:
    return [(p.kind, p.severity, p.cell, p.value) for p in done.problems if p.kind.startswith("register")]


def texts(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def opened(folder: Path, tmp_path: Path) -> Graph:
    build([read_dataset(resources.folder("data") / "places"), read_dataset(folder)], tmp_path / "store", "owner")
    return open(tmp_path / "store")


def test_a_certain_entry_gives_number_official_name_reading_and_the_reason(look: Look) -> None:
    done, folder = look([["東北精密樹脂㈱", "", "福島県郡山市富久山町1"]])
    [row] = added(folder)
    assert row.pop("id").startswith("x-")
    assert row == {
        "reading": "とうほくせいみつじゅし",
        "alt_ja": "東北精密樹脂株式会社",
        "corporate_number": "1010001000006",
        "reason_ja": "市区町村が同じ、名称が同じ（珍しい名称）、法人格が同じ",
        "reason_en": "same municipality, same name (a rare one), same legal form",
        "source": "houjin-bangou#corporate-number=1010001000006",
        "basis": "external",
    }
    assert told(done) == []
    assert [(a.register, a.date, a.certain, a.doubtful, a.unknown) for a in done.asked] == [
        ("ror", "", 0, 0, 1), ("houjin", "2021-06-01", 1, 0, 0),
    ]  # fmt: skip
    assert (folder / "registers" / "dates.toml").read_text(encoding="utf-8") == 'houjin = "2021-06-01"\n'


def test_the_list_itself_is_what_it_is_without_registers(look: Look) -> None:
    rows = [["東北精密樹脂㈱", "", "福島県郡山市"], ["会津鋳造工業㈲", "", "福島県会津若松市"]]
    _, beside = look(rows)
    _, alone = look(rows, folder="alone", registers=None)
    assert (beside / "organizations.csv").read_bytes() == (alone / "organizations.csv").read_bytes()
    assert not (alone / "registers").exists()


def test_official_name_place_and_former_name(look: Look) -> None:
    _, folder = look([["東洋紡績縫製", "6010001000001", ""]])
    [row] = added(folder)
    assert {k: row[k] for k in ("alt_ja", "place", "former_ja")} == {
        "alt_ja": "東洋紡績縫製株式会社", "place": "JP-27", "former_ja": "東洋紡績縫製合名会社",
    }  # fmt: skip
    assert "corporate_number" not in row


def test_ror_gives_its_id_and_the_english_name(look: Look) -> None:
    _, folder = look([["奥羽国際大学", "", "宮城県仙台市"]])
    [row] = added(folder, "ror")
    assert (row["ror"], row["label_en"]) == ("00abcde12", "Ou International University")
    assert "label_en" not in added(folder)[0]


def test_a_dissolved_body_is_told_with_its_successor(look: Look) -> None:
    done, folder = look([["会津鋳造工業㈲", "", "福島県会津若松市"]])
    assert told(done) == [("register-closed", "warning", "A2", "会津鋳造工業㈲")]
    [problem] = [p for p in done.problems if p.kind == "register-closed"]
    assert "磐梯鋳造株式会社（3010001000004）" in problem.why.ja
    rows = {row.get("label_ja", ""): row for row in added(folder)}
    assert (rows[""]["closed"], rows[""]["successor"]) == ("2021-04-01", "corporate-number-3010001000004")
    assert rows["磐梯鋳造株式会社"]["kind"] == "company"


def test_a_successor_in_the_list_is_that_row(look: Look) -> None:
    _, folder = look([["会津鋳造工業㈲", "", "福島県会津若松市"], ["磐梯鋳造㈱", "", "福島県会津若松市"]])
    rows = {row.get("corporate_number"): row for row in added(folder)}
    assert rows["2010001000005"]["successor"] == rows["3010001000004"]["id"]
    assert len(rows) == 2


def test_a_number_of_another_body_is_told_and_nothing_taken(look: Look) -> None:
    done, folder = look([["東北精密樹脂㈱", "3010001000004", "福島県郡山市"]])
    assert told(done) == [("register-number", "warning", "B2", "3010001000004")]
    [problem] = [p for p in done.problems if p.kind == "register-number"]
    assert "磐梯鋳造株式会社・福島県" in problem.why.ja
    assert problem.suggestion is not None
    assert "1010001000006" in problem.suggestion.ja
    assert not (folder / "registers").exists()


def test_another_prefecture_is_told_and_the_lists_place_stays(look: Look) -> None:
    done, folder = look([["東北精密樹脂㈱", "1010001000006", "宮城県仙台市青葉区1"]])
    assert told(done) == [("register-place", "warning", "C2", "宮城県仙台市青葉区1")]
    assert "place" not in added(folder)[0]


DOUBTFUL = ["㈱さくら", "", ""]


def answered(folder: Path, words: dict[str, str]) -> None:
    """Write answers into the review list, by the number of the entry."""
    path = folder / "review" / "registers.xlsx"
    book = openpyxl.load_workbook(path)
    for row in book.worksheets[0].iter_rows(min_row=2):
        cells = {cell.value for cell in row}
        row[0].value = next((word for number, word in words.items() if f"houjin-{number}" in cells), row[0].value)
    book.save(path)


def test_what_is_doubtful_is_not_filled_in_and_an_answer_is_obeyed(look: Look) -> None:
    done, folder = look([DOUBTFUL])
    assert told(done) == [("register-doubtful", "note", "A2", "㈱さくら")]
    assert not (folder / "registers").exists()
    answered(folder, {"5010001000002": "はい"})
    done, folder = look([DOUBTFUL])
    [row] = added(folder)
    assert (row["corporate_number"], row["reason_ja"]) == ("5010001000002", "人が同じと判断")
    assert told(done) == []
    assert not (folder / "review" / "registers.xlsx").exists()
    before = texts(folder)
    look([DOUBTFUL])
    assert texts(folder) == before


def test_no_is_obeyed_and_the_other_stays_open(look: Look) -> None:
    _, folder = look([DOUBTFUL])
    answered(folder, {"5010001000002": "いいえ"})
    done, folder = look([DOUBTFUL])
    [problem] = [p for p in done.problems if p.kind == "register-doubtful"]
    assert problem.suggestion is not None
    assert ("4010001000003" in problem.suggestion.ja, "5010001000002" in problem.suggestion.ja) == (True, False)


def test_a_certain_entry_can_be_refused(look: Look) -> None:
    rows = [["東北精密樹脂㈱", "", "福島県郡山市"]]
    _, folder = look(rows)
    (folder / "review").mkdir(exist_ok=True)
    record(folder / "review" / "decisions.csv", [pair(added(folder)[0]["id"], "houjin-1010001000006", False)])
    done, folder = look(rows)
    assert not (folder / "registers").exists()
    assert [a.certain for a in done.asked] == [0, 0]


def test_row_order_and_a_second_import_change_nothing(look: Look) -> None:
    rows = [["東北精密樹脂㈱", "", "福島県郡山市"], ["会津鋳造工業㈲", "", "福島県会津若松市"], DOUBTFUL]
    _, folder = look(rows)
    first = (folder / "registers" / "houjin.csv").read_bytes()
    before = texts(folder)
    look(rows)
    assert texts(folder) == before
    look(rows[::-1])
    assert (folder / "registers" / "houjin.csv").read_bytes() == first


def test_without_an_index_what_was_said_stays_and_off_it_goes(look: Look, tmp_path: Path) -> None:
    rows = [["東北精密樹脂㈱", "", "福島県郡山市"]]
    _, folder = look(rows)
    before = (folder / "registers" / "houjin.csv").read_bytes()
    done, _ = look(rows, registers=tmp_path / "nowhere")
    assert ((folder / "registers" / "houjin.csv").read_bytes(), done.asked) == (before, ())
    look(rows, registers=None)
    assert not (folder / "registers").exists()


def test_cancelled_nothing_is_written(look: Look, tmp_path: Path, registers: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("機関名\n東北精密樹脂㈱\n", encoding="utf-8")
    said: list[str] = []
    with pytest.raises(Cancelled):
        import_lists(
            [path], tmp_path / "none", Options(registers=registers),
            progress=lambda t: said.append(t.en), cancelled=lambda: any("Registry" in s for s in said) or "joining the rows" in said,
        )  # fmt: skip
    assert not (tmp_path / "none").exists()


def test_the_report_says_which_registers_were_asked(look: Look) -> None:
    _, folder = look([["東北精密樹脂㈱", "", "福島県郡山市"]])
    report = json.loads((folder / "report" / "report.json").read_text(encoding="utf-8"))
    assert [(r["register"], r["date"], r["certain"], r["unknown"]) for r in report["registers"]] == [
        ("ror", "", 0, 1), ("houjin", "2021-06-01", 1, 0),
    ]  # fmt: skip


QUERY = "SELECT ?number WHERE { ?x renkei:corporateNumber ?number . ?x rdfs:label ?name FILTER(STR(?name) = '東北精密樹脂㈱') }"


def test_in_the_graph_the_register_says_what_it_says(look: Look, tmp_path: Path) -> None:
    _, folder = look([["東北精密樹脂㈱", "", "福島県郡山市"], ["会津鋳造工業㈲", "", "福島県会津若松市"]])
    with opened(folder, tmp_path) as graph:
        answer = graph.select(QUERY, why=True)
        assert [row[0].value for row in answer.table.rows] == ["1010001000006"]
        said = {(s.locator, s.basis, s.label.ja) for s in answer.sources[0]}
        assert said == {
            ("list.csv#row=2", "stated", "mine: organizations.csv"),
            ("houjin-bangou#corporate-number=1010001000006", "external", "国税庁法人番号公表サイト（2021-06-01）"),
        }
        rows = graph.select(
            "SELECT ?graph ?title ?date WHERE { ?graph a renkei:TableFile ; prov:wasDerivedFrom/rdfs:label ?title ; dcterms:issued ?date FILTER(LANG(?title)='en') }"
        ).table.rows
        assert [(r[1].value, r[2].value) for r in rows] == [
            ("Corporate Number Publication Site of the National Tax Agency", "2021-06-01")
        ]
        rows = graph.select(
            "SELECT ?name ?date WHERE { ?x renkei:successor/rdfs:label ?name ; schema:dissolutionDate ?date FILTER(LANG(?name)='ja') }"
        ).table.rows
        assert [(r[0].value, r[1].value) for r in rows] == [("磐梯鋳造株式会社", "2021-04-01")]


def test_a_number_that_the_list_says_later_goes_before_that_of_the_register(look: Look, tmp_path: Path) -> None:
    _, folder = look([["東北精密樹脂㈱", "", "福島県郡山市"]])
    path = folder / "organizations.csv"
    with path.open(encoding="utf-8", newline="") as file:
        [row] = list(csv.DictReader(file))
    row |= {"id": added(folder)[0]["id"], "corporate_number": "4010001000003"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    with opened(folder, tmp_path) as graph:
        assert [r[0].value for r in graph.select(QUERY).table.rows] == ["4010001000003"]


def test_a_row_taken_out_takes_what_the_register_said_of_it(look: Look, tmp_path: Path) -> None:
    _, folder = look([["東北精密樹脂㈱", "", "福島県郡山市"], ["会津鋳造工業㈲", "", "福島県会津若松市"]])
    path = folder / "organizations.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if "東北" not in line]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    with opened(folder, tmp_path) as graph:
        assert [r[0].value for r in graph.select("SELECT ?n WHERE { ?x renkei:corporateNumber ?n } ORDER BY ?n").table.rows] == [
            "2010001000005", "3010001000004",
        ]  # fmt: skip


def test_two_rows_of_one_body_are_told_and_joined_by_review(look: Look) -> None:
    done, folder = look([["東北精密樹脂㈱", "", "福島県郡山市"], ["東北精密樹脂株式会社", "", "福島県郡山市"]])
    assert [(k, s) for k, s, _, _ in told(done)] == [("register-twice", "warning")]
    assert review([folder], None, "en").joined == 1
