"""`renkei draw`: a file for each ending, the same each time, and what is said where nothing can be drawn."""

from __future__ import annotations

import re
from pathlib import Path

import networkx as nx
import pytest
from typer.testing import CliRunner

from renkei.cli.app import app
from renkei.errors import UsageError
from renkei.graph import Graph
from renkei.viz import picture as pictures

run = CliRunner().invoke


def draw(*arguments: str, store: Path) -> str:
    done = run(app, ["draw", *arguments, "--store", str(store)], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


@pytest.mark.parametrize("ending", ["html", "svg", "png", "gexf"])
def test_each_form_is_written_the_same_twice(ending: str, shipped_store: Path, tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.{ending}" for name in ("one", "two")]
    for file in files:
        said = draw("affiliations", "--place", "東北地方", "-o", str(file), store=shipped_store)
        assert f"written: {file} (27 nodes, 24 ties)" in said
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_page_in_one_file_loads_nothing(shipped_store: Path, tmp_path: Path) -> None:
    draw("organisations", "--place", "山口県", "-o", str(tmp_path / "p.html"), store=shipped_store)
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=", text) == []
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)[0]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "山口大学" in text or "Yamaguchi University" in text


def test_a_question_and_a_query_in_a_file(graph: Graph, shipped_store: Path, tmp_path: Path) -> None:
    said = draw("pairs-with-joint-work", "-o", str(tmp_path / "pairs.gexf"), store=shipped_store)
    read = nx.read_gexf(tmp_path / "pairs.gexf")
    assert f"({len(read)} nodes" in said
    query = "CONSTRUCT { ?b org:hasMember ?a } { ?m a org:Membership ; org:member ?a ; org:organization ?b }"
    (tmp_path / "mine.rq").write_text(query, encoding="utf-8")
    draw(str(tmp_path / "mine.rq"), "-o", str(tmp_path / "mine.svg"), store=shipped_store)
    text = (tmp_path / "mine.svg").read_text(encoding="utf-8")
    assert ">mine</text>" in text
    assert "org:hasMember" in text


def test_title_and_groups(shipped_store: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.svg"
    draw("affiliations", "--together", "region", "--title", "Who & what", "-o", str(file), store=shipped_store)
    grouped = file.read_text(encoding="utf-8")
    draw("affiliations", "--title", "Who & what", "-o", str(file), store=shipped_store)
    assert file.read_text(encoding="utf-8") != grouped
    assert '<title id="title">Who &amp; what</title>' in grouped


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["organizations", "-o", "x.svg"], r'no question "organizations"\. Did you mean organisations'),
        (["organisations", "-o", "x.pdf"], r"x\.pdf: the name ends in one of \.html, \.svg, \.png, \.gexf"),
        (["organisations", "-o", "x.htm"], r"Did you mean \.html\?"),
        (["organisations", "-o", "missing/x.svg"], "there is no folder missing"),
        (["organisations", "-o", "x.svg", "--place", "福鳥県"], "Did you mean .*福島県"),
        (["organisations", "-o", "x.svg", "--set", "a=b"], "--set goes with a question"),
        (["hubs", "-o", "x.svg", "--place", "福島県"], "go with a network"),
        (["hubs", "-o", "x.svg"], "needs two columns of things"),
        (["missing.rq", "-o", "x.svg"], r"missing\.rq cannot be read"),
        (["organisations", "-o", "x.svg", "--to", "1900"], "The network has no nodes"),
    ],
)
def test_bad_arguments(
    arguments: list[str], said: str, shipped_store: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=said):
        run(app, ["draw", *arguments, "--store", str(shipped_store)], catch_exceptions=False)
    assert list(tmp_path.iterdir()) == []


def test_too_large_a_network_says_what_to_do(shipped_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_NODES", 10)
    with pytest.raises(UsageError, match=r"46 nodes are too many .*-o NAME\.html"):
        draw("organisations", "-o", str(tmp_path / "x.svg"), store=shipped_store)


def test_a_store_of_the_owner_is_not_drawn_unasked(tmp_path: Path) -> None:
    from renkei.build.datasets import with_shipped
    from renkei.build.pipeline import build

    build(with_shipped([]), tmp_path / "store", "owner")
    with pytest.raises(UsageError, match="--include-private"):
        draw("regions", "-o", str(tmp_path / "x.svg"), store=tmp_path / "store")
    draw("regions", "-o", str(tmp_path / "x.svg"), "--include-private", store=tmp_path / "store")
