"""`renkei query` as a person types it: SPARQL of any form, formats by name and by ending, and what is refused."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from renkei.cli.app import main

COUNT = "SELECT (COUNT(?p) AS ?n) WHERE { ?p a renkei:Prefecture }"


@dataclass(frozen=True)
class Done:
    returncode: object
    out: bytes
    stderr: str

    @property
    def stdout(self) -> str:
        return self.out.decode("utf-8")


Run = Callable[..., Done]


@pytest.fixture
def run(shipped_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run renkei in this process, in an empty folder, reading the shipped store."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str, given: str = "", language: str = "en") -> Done:
        monkeypatch.setenv("RENKEI_STORE", str(shipped_store))
        monkeypatch.setenv("RENKEI_LANG", language)
        monkeypatch.setattr(sys, "argv", ["renkei", "query", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfdbinary.readouterr()
        return Done(ended.value.code, out, err.decode("utf-8"))

    return call


def test_sparql_is_run_as_it_stands(run: Run) -> None:
    done = run(COUNT, "--format", "csv")
    assert (done.returncode, done.stdout, done.stderr) == (0, "n\n47\n", "")


@pytest.mark.parametrize(("kind", "said"), [("Prefecture", "true\n"), ("Prefektur", "false\n")])
def test_a_question_of_yes_or_no_ends_well_either_way(run: Run, kind: str, said: str) -> None:
    done = run(f"ASK {{ ?p a renkei:{kind} }}")
    assert (done.returncode, done.stdout) == (0, said)


def test_statements_are_printed_as_turtle(run: Run) -> None:
    done = run("CONSTRUCT { ?d rdfs:label ?n } WHERE { ?d a renkei:District ; rdfs:label ?n FILTER (lang(?n) = 'ja') }")
    assert done.returncode == 0
    assert 'id:place\\/list-chubu rdfs:label "中部地区"@ja .' in done.stdout.splitlines()
    table = run("DESCRIBE <https://w3id.org/renkei/id/place/JP-07>", "--format", "table")
    assert "id:place/JP-07" in table.stdout


def test_sparql_comes_from_standard_input_too(run: Run) -> None:
    assert run("--file", "-", "--format", "json", given=f"\ufeff{COUNT}").stdout == '[\n {\n  "n": 47\n }\n]\n'


def test_explain_prints_what_is_run_and_that_can_be_run(run: Run, tmp_path: Path) -> None:
    done = run("institutions-of-prefecture", "--set", "region=福島県", "--explain")
    assert "<https://w3id.org/renkei/id/place/JP-07>" in done.stdout
    again = run("--file", "-", given=done.stdout)
    assert "ふくしま医療機器産業推進機構" in again.stdout
    written = run(COUNT, "--explain", "-o", "q.rq")
    assert written.stderr == "q.rq is written.\n"
    assert (tmp_path / "q.rq").read_text(encoding="utf-8") == f"PREFIX renkei: <https://w3id.org/renkei/ns#>\n{COUNT}\n"


def test_the_ending_of_the_file_names_the_format(run: Run, tmp_path: Path) -> None:
    done = run("hubs", "-o", "hubs.xlsx", "--why", language="ja")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "hubs.xlsx: 6行\n")
    sheet = openpyxl.load_workbook(tmp_path / "hubs.xlsx").active
    assert [c.value for c in sheet[1]] == ["機関", "名称", "英語名", "都道府県", "地区", "出典"]
    done = run("funding-ties", "-o", "ties.graphml")
    assert done.stderr == "2 row(s) lack an end, and have no edge.\nties.graphml: 17 row(s)\n"
    assert "Fukushima Prefectural Government" in (tmp_path / "ties.graphml").read_text(encoding="utf-8")


def test_csv_for_excel_keeps_its_bytes_on_standard_output(run: Run) -> None:
    assert run(COUNT, "--format", "excel-csv").out == b"\xef\xbb\xbfn\r\n47\r\n"


def test_rows_as_rdf_say_what_they_are(run: Run) -> None:
    done = run(COUNT, "--format", "ttl")
    assert "rs:ResultSet" in done.stdout
    assert "For statements use CONSTRUCT" in done.stderr


def test_a_workbook_is_not_thrown_at_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    done = run("hubs", "--format", "xlsx")
    assert (done.returncode, done.out) == (2, b"")
    assert "-o NAME.xlsx" in done.stderr


def test_a_workbook_goes_through_a_pipe(run: Run) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(run(COUNT, "--format", "xlsx").out)).active
    assert [c.value for c in sheet["A"]] == ["n", 47]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("hubs", "-o", "hubs.pdf"), ".xlsx"),
        (("hubs", "-o", "hubs"), "--format"),
        (("hubs", "-o", "no/such/hubs.csv"), "there is no folder no/such"),
        (("hubs", "-o", "folder.csv"), "folder.csv is a folder"),
        (("hubs", "--format", "csv", "-o", "hubs.xlsx"), ".xlsx goes with --format xlsx only"),
        (("hubs", "--format", "graphml"), "two columns of things"),
        (("hubs", COUNT), "unexpected extra argument"),
        (("hubs", "--file", "q.rq"), "--file"),
        (("q.rq",), "--file q.rq"),
        ((COUNT, "--set", "x=1"), "--set"),
        (("ASK { ?s ?p ?o }", "--why"), "Only the rows of a SELECT"),
        (("SELECT * { ?s ?p }",), "line 1, column 19"),
        (("INSERT DATA { <a:a> <a:b> <a:c> }",), "INSERT is not allowed"),
        (("--file", "folder.csv"), "folder.csv cannot be read"),
        (("--file", "sjis.rq"), "sjis.rq: not UTF-8"),
        (("--file", "name.rq", "--explain"), "SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_do(run: Run, tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "q.rq").write_text(COUNT, encoding="utf-8")
    (tmp_path / "name.rq").write_text("hubs", encoding="utf-8")
    (tmp_path / "sjis.rq").write_text("ASK { ?s ?p '連携' }", encoding="cp932")
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert {p.name for p in tmp_path.iterdir()} == {"folder.csv", "q.rq", "name.rq", "sjis.rq"}


def test_no_row_is_an_answer_too(run: Run, tmp_path: Path) -> None:
    nothing = "SELECT ?one ?other { ?one a renkei:Prefektur ; renkei:within ?other }"
    for name in ("a.csv", "a.xlsx", "a.graphml", "a.ttl", "a.txt"):
        assert run(nothing, "-o", name).returncode == 0
        assert (tmp_path / name).stat().st_size > 0
    assert json.loads(run(nothing, "--format", "json").stdout) == []
