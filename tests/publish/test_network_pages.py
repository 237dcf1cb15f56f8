"""Pages of networks as files: which there are, that the index leads to all, and that facts stand once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from renkei.network.collaboration import collaboration_network
from renkei.viz.marks import short

LANGUAGES = ("ja", "en")


def _pages(site: Path, language: str) -> set[str]:
    return {p.relative_to(site / language).as_posix() for p in (site / language / "networks").glob("*.html")}


def _data(site: Path, path: str) -> dict[str, list[dict[str, object]]]:
    html = (site / path).read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="network-data">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, list[dict[str, object]]] = json.loads(found[1])
    return data


def test_both_languages_have_the_same_pages(site: Path) -> None:
    assert _pages(site, "ja") == _pages(site, "en")
    assert {"networks/activities.html", "networks/organisations.html", "networks/place-JP-35.organisations.html"} <= _pages(
        site, "ja"
    )
    kinds = {re.sub(r"^networks/(\w+)-.*", r"\1", page) for page in _pages(site, "ja") if "-" in page}
    assert kinds == {"place", "field", "organization", "project", "plan"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_leads_to_every_page(site: Path, language: str) -> None:
    html = (site / language / "networks" / "index.html").read_text(encoding="utf-8")
    linked = set(re.findall(r'href="\.\./(network[^"#]*\.html)"', html))
    assert _pages(site, language) - {"networks/index.html"} | {"network.html"} <= linked


def test_a_page_of_a_prefecture_holds_what_is_there_and_what_is_tied_to_it(site: Path, graph) -> None:
    network = collaboration_network(graph.store)
    data = _data(site, "ja/networks/place-JP-07.html")
    shown = {str(node["id"]) for node in data["nodes"]}
    place = "https://w3id.org/renkei/id/place/JP-07"
    located = {d["source"] for _, _, d in network.edges(data=True) if d["relation"] == "https://schema.org/location"}
    inside = {n for n in network[place] if n in located and network.nodes[n]["group"] not in ("activity", "place")}
    assert {short(n) for n in inside} <= shown
    assert "organization/kyoto-research-park" not in shown


def test_facts_of_a_node_stand_in_one_file_that_pages_name(site: Path) -> None:
    for language in LANGUAGES:
        told: dict[str, int] = {}
        for path in sorted((site / language / "networks").glob("facts-*.js")):
            text = path.read_text(encoding="utf-8")
            found = re.fullmatch(r"window\.renkei\.takeFacts\((\d+),(.*)\);\n", text, re.DOTALL)
            assert found
            assert path.name == f"facts-{int(found[1]):03}.js"
            nodes = json.loads(found[2])["nodes"]
            assert not nodes.keys() & told.keys()
            told |= dict.fromkeys(nodes, int(found[1]))
        for page in ("network.html", "networks/activities.html", "networks/place-JP-35.html"):
            nodes_of_page = _data(site, f"{language}/{page}")["nodes"]
            assert {str(n["id"]): n["facts"] for n in nodes_of_page}.items() <= told.items()


def test_pages_are_small_and_hold_no_fact(site: Path) -> None:
    sizes = {p.name: p.stat().st_size for p in (site / "ja" / "networks").glob("*.html")}
    assert max(sizes.values()) < 400_000
    assert (site / "ja" / "network.html").stat().st_size < 800_000
