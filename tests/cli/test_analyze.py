"""`renkei analyze`: the list, tables in all formats, notes on stderr, and what is said of names that do not fit."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pytest
from typer.testing import CliRunner

from renkei.analysis.catalogue import ANALYSES, Settings, analyze_graph
from renkei.cli.app import app
from renkei.errors import UsageError
from renkei.graph import Graph

run = CliRunner().invoke


def test_without_a_name_the_analyses_are_listed_in_the_reader_s_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for language in ("ja", "en"):
        monkeypatch.setenv("RENKEI_LANG", language)
        done = run(app, ["analyze"], catch_exceptions=False)
        lines = [line.split() for line in done.stdout.splitlines() if line.split()[:1] and line.split()[0] in ANALYSES]
        assert [words[0] for words in lines] == list(ANALYSES)
        assert all(analysis.title.of(language).split()[0] in done.stdout for analysis in ANALYSES.values())


def test_the_table_is_that_of_the_library(graph: Graph, shipped_store: Path) -> None:
    given = ["analyze", "centrality", "--by", "betweenness", "--top", "3", "--format", "json", "--store", str(shipped_store)]
    done = run(app, given, catch_exceptions=False)
    told = graph.analyze("centrality", by="betweenness", top=3)
    assert json.loads(done.stdout) == json.loads(told.result("en").to_json())
    assert [note.en in done.stderr for note in told.notes] == [True] * len(told.notes)
    assert run(app, given, catch_exceptions=False).stdout_bytes == done.stdout_bytes


@pytest.mark.parametrize("name", ANALYSES)
@pytest.mark.parametrize("ending", ["csv", "xlsx", "md", "ttl"])
def test_every_analysis_is_written_in_any_format(name: str, ending: str, shipped_store: Path, tmp_path: Path) -> None:
    output = tmp_path / f"x.{ending}"
    asked = {"changes": ["--between", "2014", "2024"], "what-if": ["--without", "jica", "--tie", "山口市", "福島県"]}
    done = run(
        app, ["analyze", name, *asked.get(name, []), "-o", str(output), "--store", str(shipped_store)], catch_exceptions=False
    )
    assert done.exit_code == 0
    assert output.is_file()
    if ending == "csv" and ANALYSES[name].run:
        headings = output.read_text(encoding="utf-8").splitlines()[0].split(",")
        assert headings == [column.name for column in analyze_graph(nx.Graph(), name, Settings()).columns]


def test_a_store_is_compared_with_an_earlier_one(shipped_store: Path) -> None:
    given = ["analyze", "changes", "--against", str(shipped_store), "--store", str(shipped_store), "--format", "csv"]
    done = run(app, given, catch_exceptions=False)
    assert done.stdout.splitlines() == ["change,what,organisation,other,name,other_name"]
    assert "Ties: 0 new, 0 lost." in done.stderr


def test_the_network_is_narrowed_as_for_export(graph: Graph, shipped_store: Path) -> None:
    given = ["analyze", "centrality", "--activities", "project", "--place", "山口県", "--top", "0", "--format", "csv"]
    done = run(app, [*given, "--store", str(shipped_store)], catch_exceptions=False)
    narrowed = graph.network("organisations", activities=["project"], place="山口県")
    assert {line.split(",")[0] for line in done.stdout.splitlines()[1:]} == set(narrowed)


def test_what_if_takes_any_number_of_pairs(graph: Graph, shipped_store: Path) -> None:
    given = [
        "--tie",
        "山口市",
        "福島県",
        "--tie",
        "jica",
        "福島県",
        "--untie",
        "jica",
        "gov-japan",
        "--format",
        "json",
        "--top",
        "0",
    ]
    done = run(app, ["analyze", "what-if", *given, "--store", str(shipped_store)], catch_exceptions=False)
    told = graph.analyze("what-if", tie=[("山口市", "福島県"), ("jica", "福島県")], untie=[("jica", "gov-japan")])
    assert json.loads(done.stdout) == json.loads(told.result("en").to_json())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["centralities"], "Did you mean centrality"),
        (["regions", "--by", "sector"], "by goes with centrality, brokerage"),
        (["regions", "-o", "missing/x.csv"], "there is no folder missing"),
        (["regions", "--activities", "projects"], 'There is no kind of activity "projects"'),
        (["changes"], "compares two years"),
        (["what-if"], "asks what changes"),
        (["mixing", "--without", "jica"], "without goes with what-if, not with mixing"),
        (["changes", "--between", "2014", "2024", "--from", "2010"], "--between does not go with --from or --to"),
        (["holes", "--from", "2020", "--to", "2010"], "begins \\(2020\\) after it ends"),
    ],
)
def test_bad_arguments(arguments: list[str], said: str, shipped_store: Path) -> None:
    with pytest.raises(UsageError, match=said):
        run(app, ["analyze", *arguments, "--store", str(shipped_store)], catch_exceptions=False)
