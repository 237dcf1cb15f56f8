"""`renkei export network`: a file for each view, and what is said of names that do not fit."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest
from typer.testing import CliRunner

from renkei.cli.app import app
from renkei.errors import UsageError
from renkei.graph import Graph

run = CliRunner().invoke


def test_the_file_holds_the_network_of_the_store(graph: Graph, shipped_store: Path, tmp_path: Path) -> None:
    for name, view in (("pairs.graphml", "organisations"), ("who-what.gexf", "affiliations")):
        given = ["export", "network", "--view", view, "-o", str(tmp_path / name), "--store", str(shipped_store)]
        done = run(app, given, catch_exceptions=False)
        made = graph.network(view)
        assert done.exit_code == 0
        assert f"nodes {made.number_of_nodes()}, edges {made.number_of_edges()}" in done.output
        read = (nx.read_graphml if name.endswith("graphml") else nx.read_gexf)(tmp_path / name)
        assert (set(read.nodes), read.number_of_edges()) == (set(made.nodes), made.number_of_edges())


def test_csv_has_its_nodes_beside_it(shipped_store: Path, tmp_path: Path) -> None:
    given = ["export", "network", "--view", "regions", "--activities", "project,plan", "--store", str(shipped_store)]
    assert run(app, [*given, "-o", str(tmp_path / "r.csv")], catch_exceptions=False).exit_code == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.csv", "r.nodes.csv"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "x.xls"], r"x\.xls: the name ends in one of \.graphml, \.gexf, \.csv"),
        (["-o", "missing/x.csv"], "there is no folder missing"),
        (["-o", "x.csv", "--activities", "projects"], 'There is no kind of activity "projects"'),
        (["-o", "x.csv", "--kind", "大孝"], "Did you mean 大学"),
    ],
)
def test_bad_arguments(arguments: list[str], said: str, shipped_store: Path) -> None:
    with pytest.raises(UsageError, match=said):
        run(app, ["export", "network", *arguments, "--store", str(shipped_store)], catch_exceptions=False)


def test_a_store_of_the_owner_is_not_written_unasked(tmp_path: Path) -> None:
    from renkei.build.datasets import with_shipped
    from renkei.build.pipeline import build

    build(with_shipped([]), tmp_path / "store", "owner")
    given = ["export", "network", "-o", str(tmp_path / "x.csv"), "--store", str(tmp_path / "store")]
    with pytest.raises(UsageError, match="--include-private"):
        run(app, given, catch_exceptions=False)
    assert run(app, [*given, "--include-private"], catch_exceptions=False).exit_code == 0
