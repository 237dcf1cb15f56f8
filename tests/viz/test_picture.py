"""Pictures: networks of ours and of others, in files and in notebooks; what cannot be drawn is told."""

from __future__ import annotations

import copy
import html
import io
import pickle
import re
from pathlib import Path

import networkx as nx
import pytest

from renkei.errors import UsageError
from renkei.graph import Graph
from renkei.query.saved import questions
from renkei.viz import picture as pictures
from renkei.viz import png as pngs
from renkei.viz.picture import Network, picture

HOSTILE = "</iframe><script>alert(1)</script>\" onload='x' &quot;"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENKEI_LANG", "en")


def test_a_network_shows_itself_and_is_a_networkx_graph_like_any_other(graph: Graph) -> None:
    network = graph.network("organisations", place="山口県")
    assert isinstance(network, nx.Graph)
    assert network._repr_html_().startswith("<iframe sandbox srcdoc=")  # type: ignore[attr-defined]
    for other in (copy.deepcopy(network), pickle.loads(pickle.dumps(network)), network.copy(), network.subgraph(network)):
        assert nx.utils.graphs_equal(network, other)
        assert isinstance(other, Network)
    assert type(network.to_directed()) is nx.DiGraph
    assert nx.number_connected_components(network) == nx.number_connected_components(nx.Graph(network))


def test_the_frame_runs_nothing_and_a_name_cannot_leave_it() -> None:
    shown = Network(nx.path_graph([HOSTILE, "b"]))._repr_html_()
    assert shown.count("<iframe") == shown.count("<") - shown.count("</iframe>") == 1
    assert shown.endswith("></iframe>")
    document = html.unescape(re.findall(r'srcdoc="([^"]*)"', shown)[0])
    assert "default-src 'none'" in document
    assert "<script" not in document
    assert re.search(r"<iframe sandbox ", shown)  # no allow-…: no script, no form, no address of its own


def test_an_empty_network_says_so_in_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Network()._repr_html_() == "<p>The network has no nodes: narrow less, or look at the query.</p>"
    monkeypatch.setattr(pictures, "MOST_NODES", 2)
    assert "3 nodes are too many for one picture (2 at most)" in Network(nx.path_graph(3))._repr_html_()


def test_any_graph_is_drawn() -> None:
    made: nx.MultiDiGraph[object] = nx.MultiDiGraph([(1, "1"), ("1", 2), ("1", 2)])
    drawn = picture(made).drawn
    assert list(drawn) == ["1 (1)", "1 (2)", "2 (3)"]
    assert drawn.number_of_edges() == 3


def test_gexf_has_places_and_colours(graph: Graph) -> None:
    network = graph.network("affiliations", place="山口県")
    made = picture(network)
    content = made.gexf("ja")
    read = nx.read_gexf(io.BytesIO(content))
    assert (set(read), read.number_of_edges()) == (set(network), network.number_of_edges())
    for node, facts in read.nodes(data=True):
        x, y = made.positions[node]
        assert (facts["viz"]["position"]["x"], facts["viz"]["position"]["y"]) == (x, -y)
        assert facts["label"] == network.nodes[node]["label_ja"]
    assert content == picture(network).gexf("ja")


def test_png_shows_japanese(graph: Graph) -> None:
    made = picture(graph.network("regions")).content("png", "ja")
    assert made.startswith(b"\x89PNG\r\n")
    assert made == picture(graph.network("regions")).content("png", "ja")


def test_png_without_its_library_or_a_font_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    japanese = picture(nx.path_graph(["大学", "企業"]))
    monkeypatch.setattr(pngs, "_can_draw", lambda letter: letter != "連")
    with pytest.raises(UsageError, match="apt install fonts-noto-cjk"):
        japanese.content("png", "ja")
    monkeypatch.setitem(__import__("sys").modules, "resvg_py", None)
    with pytest.raises(UsageError, match=r"pip install 'renkei\[png\]'"):
        japanese.content("png", "ja")


def test_regions_and_communities_are_kept_together(graph: Graph) -> None:
    network = graph.network("affiliations")
    made = picture(network, together="region")
    assert made.groups is not None
    assert {n: g for n, g in made.groups.items() if network.nodes[n].get("region")} == {
        n: f["region"] for n, f in network.nodes(data=True) if f.get("region")
    }
    assert set(picture(network, together="community").groups or ()) == set(network)
    with pytest.raises(UsageError, match="have no region"):
        picture(nx.path_graph(3), together="region")
    with pytest.raises(UsageError, match=r'There is no way to keep nodes together "comunity".*Did you mean community'):
        picture(network, together="comunity")


def test_pictures_of_questions_and_queries(graph: Graph) -> None:
    asked = graph.picture("pairs-with-joint-work")
    groups = {facts["group"] for _, facts in asked.drawn.nodes(data=True)}
    assert "academia" in groups
    assert asked.title == questions()["pairs-with-joint-work"].question
    stated = graph.picture("CONSTRUCT { ?a org:memberOf ?b } { ?m a org:Membership ; org:member ?a ; org:organization ?b }")
    assert stated.drawn.number_of_edges() > 0
    with pytest.raises(UsageError, match="no picture"):
        graph.picture("ASK { ?s ?p ?o }")
    with pytest.raises(UsageError, match=r'There is no network and no question "organizations"\. Did you mean organisations'):
        graph.picture("organizations")


def test_a_picture_is_saved_by_its_ending(graph: Graph, tmp_path: Path) -> None:
    made = graph.picture("regions", title="Regions")
    made.save(tmp_path / "r.svg")
    assert (tmp_path / "r.svg").read_text(encoding="utf-8") == made.svg()
    with pytest.raises(UsageError, match='There is no form of a picture "pdf"'):
        made.save(tmp_path / "r.pdf")
