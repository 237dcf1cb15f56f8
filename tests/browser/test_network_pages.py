"""Pages of networks: filters, colour, size, layout, groups, path, link, downloads; each view agrees with the network room."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pytest

from renkei.network.views import Narrowing, network_of
from renkei.publish.words import environment, page_context
from renkei.schema.tables import shipped_schema
from renkei.viz.facts import FactFinder
from renkei.viz.marks import short
from renkei.viz.network_page import render_network
from renkei.viz.network_view import network_view

pytestmark = [pytest.mark.browser, pytest.mark.slow]

YAMAGUCHI = "place/JP-35"
CENTER = "organization/yamaguchi-industrial-technology-center"
SHOWN = "[...renkei.network.model.shown].sort()"
TIES = "renkei.network.model.ties.map(t => [t.from, t.to].sort().join(' ')).sort()"


@pytest.fixture
def page(visit, site):
    visited = visit(site, "ja/network.html")
    visited.run("document.querySelectorAll('.controls details, .menu').forEach(d => { d.open = true })")
    return visited


@pytest.mark.parametrize(("path", "view"), [("activities", "affiliations"), ("organisations", "organisations")])
@pytest.mark.parametrize("years", [(None, None), (2018, 2020)])
def test_views_agree_with_the_network_room(visit, site, graph, path, view, years):
    first, last = years
    wanted = network_of(graph.store, view, Narrowing(first=first, last=last))
    ending = f"#from={first}&to={last}" if first else ""
    page = visit(site, f"en/networks/{path}.html{ending}")
    assert page.run(SHOWN) == sorted(map(short, wanted))
    ties = {" ".join(sorted((short(a), short(b)))) for a, b in wanted.edges}
    assert set(page.run(TIES)) == ties
    assert page.drawn() == sorted(page.rows())


def test_view_of_a_prefecture_is_that_of_the_network_room(visit, site, graph):
    wanted = network_of(graph.store, "affiliations", Narrowing(place="https://w3id.org/renkei/id/place/JP-35"))
    page = visit(site, "ja/networks/place-JP-35.activities.html")
    assert page.run(SHOWN) == sorted(map(short, wanted))


def test_weights_are_newmans_and_the_least_weight_hides_lighter_ties(visit, site, graph):
    wanted = network_of(graph.store, "organisations", Narrowing())
    page = visit(site, "ja/networks/organisations.html#weight=1")
    heavy = {" ".join(sorted((short(a), short(b)))) for a, b, w in wanted.edges(data="weight") if round(w, 4) >= 1}
    assert set(page.run(TIES)) == heavy
    assert page.run(SHOWN) == sorted({node for tie in heavy for node in tie.split()})
    assert page.drawn() == sorted(page.rows())
    widths = page.run("renkei.network.model.lines.map(l => l.width)")
    assert max(widths) > min(widths)


def test_each_filter_holds_picture_and_table_the_same(page):
    for control in ("kind", "field", "district"):
        value = page.run("id => document.getElementById(id).options[1].value", control)
        page.page.select_option(f"#{control}", value)
        told = page.run(
            "([control, value]) => [...renkei.network.model.nodes.values()]"
            ".filter(n => control === 'kind' ? n.kindName === value : control === 'field' ? n.fields.includes(value)"
            " : n.districts.some(d => d.id === value)).map(n => n.id).sort()",
            [control, value],
        )
        assert told
        assert page.drawn() == told == sorted(page.rows())
        page.page.click("#clear-filters")
    page.page.fill("#from", "2021")
    shown = set(page.drawn())
    assert shown == set(page.rows())
    assert "project/proj2024-3-2" in shown
    assert "project/proj2018-7" not in shown


def test_colour_and_size_are_told_in_words_and_by_number_too(page):
    page.page.select_option("#colour", "community")
    marks = page.run("renkei.network.picture.scene().marks.filter(m => m.number).length")
    assert marks > 100
    page.page.select_option("#size", "betweenness")
    head = page.page.locator("#measure-head")
    assert head.inner_text().strip() == "媒介中心性"
    big = page.run(
        "(() => { const m = renkei.network.model; const all = [...m.items.values()].sort((a, b) => m.size(b) - m.size(a));"
        " return all[0].id })()"
    )
    most = page.run(
        "[...renkei.network.model.nodes.values()].sort((a, b) => b.measure.betweenness - a.measure.betweenness)[0].id"
    )
    assert big == most
    shown = page.page.locator(f'#nodes tr[data-node="{most}"] td.measure').inner_text()
    assert float(shown) > 0


def test_regions_are_kept_together_and_ties_across_them_stand_out(page):
    page.page.select_option("#layout", "region")
    found = page.run(
        """() => {
          const m = renkei.network.model, discs = m.groupsOf("region");
          return [...m.items.values()].every(n => Math.hypot(n.x - discs[n.in.region].x, n.y - discs[n.in.region].y)
            <= discs[n.in.region].r);
        }"""
    )
    assert found
    assert page.run("renkei.network.picture.scene().lines.filter(l => l.strong).length") == page.run(
        "renkei.network.model.lines.filter(l => l.cross).length"
    )


def test_groups_open_and_fold(page):
    page.page.select_option("#grouping", "region")
    groups = page.drawn()
    assert all(item.startswith("@region/") for item in groups)
    assert sorted(page.rows()) == groups
    kinki = "@region/place/region-kinki"
    members = page.run("id => renkei.network.model.items.get(id).members.slice().sort()", kinki)
    page.run("document.querySelectorAll('.controls details, .menu').forEach(d => { d.open = false })")
    page.page.locator("#stage").scroll_into_view_if_needed()
    page.page.mouse.click(*page.point_at(kinki))
    assert page.selected() == kinki
    page.page.click("#panel-node button:has-text('開く')")
    assert page.drawn() == sorted([*(g for g in groups if g != kinki), *members])
    assert sorted(page.rows()) == page.drawn()
    page.page.click("#close-all")
    assert page.drawn() == groups
    page.run("location.hash = '#grouping=region&node=place%2FJP-07'")  # a node of a folded group opens it
    page.page.wait_for_function("renkei.network.state.selected === 'place/JP-07'")
    assert "place/JP-07" in page.drawn()
    page.run("document.querySelector('#more').open = true")
    page.page.click("#open-all")
    assert page.drawn() == page.run(SHOWN)


def test_path_is_the_shortest_over_what_is_shown(visit, site):
    page = visit(site, f"ja/network.html#path={YAMAGUCHI.replace('/', '%252F')},organization%252Fkyoto-research-park")
    made = nx.Graph([(t["from"], t["to"]) for t in page.ties()])
    steps = page.run("renkei.network.state.way.map(step => step.id)")
    assert steps[0] == YAMAGUCHI
    assert len(steps) - 1 == nx.shortest_path_length(made, YAMAGUCHI, "organization/kyoto-research-park")
    assert all(made.has_edge(*pair) for pair in pairwise(steps))
    names = page.page.locator("#path-list a").all_inner_texts()
    labels = {n["id"]: n["label"] for n in page.data()["nodes"]}
    assert names == [labels[step] for step in steps]
    page.page.click('.chip[data-group="place"]')  # no way but over places
    assert page.page.locator("#path-list").is_hidden()
    assert "経路は、表示中のものの中にはありません" in page.page.inner_text("#path-said")
    page.page.click('.chip[data-group="place"]')
    page.page.click("#path-clear")
    assert page.run("location.hash") == ""


def test_path_is_chosen_by_keyboard_and_from_the_panel(page):
    page.page.focus("#path-from")
    page.page.keyboard.insert_text("山口県産業技術センター")
    page.page.wait_for_selector("#path-from-results li[data-node]")
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Enter")
    assert page.run("renkei.network.state.path[0]") == CENTER
    page.run("document.querySelector(`#nodes tr[data-node='place/JP-07'] a`).click()")
    page.page.click("#panel-node button:has-text('ここまでの経路')")
    assert page.run("renkei.network.state.path") == [CENTER, "place/JP-07"]
    assert page.page.locator("#path-list li").count() == page.run("renkei.network.state.way.length")


def test_the_whole_state_is_in_the_link_and_comes_back(page, visit, site):
    page.page.click('.chip[data-group="other"]')
    for control, value in (("colour", "community"), ("size", "pagerank"), ("layout", "community")):
        page.page.select_option(f"#{control}", value)
    page.page.select_option("#field", "field/medical-industry")
    page.page.fill("#to", "2024")
    page.run("document.querySelector('#nodes tbody tr:not([hidden]) a').click()")
    page.run("renkei.network.state.selected")
    state = """() => { const s = renkei.network.state, told = {};
      ["district", "kind", "field", "from", "to", "weight", "colour", "size", "layout", "grouping", "selected", "path"]
        .forEach(key => { told[key] = s[key] });
      return [told, [...s.groupsOn], [...s.opened], [...renkei.network.model.shown].sort()] }"""
    told = page.run(state)
    again = visit(site, "ja/network.html" + page.run("location.hash"))
    assert again.run(state) == told
    other = visit(site, "en/network.html" + page.run("location.hash"))
    assert other.run(SHOWN) == told[3]


def test_broken_links_open_the_whole_network(visit, site):
    for ending in ("#size=huge&colour=<b>&layout=%E3", "#grouping=none&open=%25E3&path=a,b", "#from=20x8&weight=-1"):
        page = visit(site, f"ja/network.html{ending}")
        assert page.run("[renkei.network.state.size, renkei.network.model.shown.size === renkei.network.model.nodes.size]") == [
            "kind",
            True,
        ]


def _saved(page, button: str) -> bytes:
    with page.page.expect_download() as download:
        page.page.click(button)
    return Path(download.value.path()).read_bytes()


def test_graphml_is_read_back(page, tmp_path):
    page.page.select_option("#district", label="近畿地区")
    (tmp_path / "network.graphml").write_bytes(_saved(page, "#graphml"))
    found = nx.read_graphml(tmp_path / "network.graphml")
    assert sorted(found) == page.drawn()
    assert found.number_of_edges() == page.run("renkei.network.model.ties.length")
    assert found.nodes["organization/kyoto-research-park"]["group"] == "support"
    assert isinstance(found.nodes["organization/kyoto-research-park"]["betweenness"], float)


def test_svg_is_read_back_with_title_legend_and_names(page):
    page.page.select_option("#district", label="近畿地区")
    root = ET.fromstring(_saved(page, "#svg"))
    space = "{http://www.w3.org/2000/svg}"
    titles = {t.text for t in root.iter(f"{space}title")}
    labels = {n["id"]: n["label"] for n in page.data()["nodes"]}
    assert {labels[node] for node in page.drawn()} <= titles
    texts = {t.text for t in root.iter(f"{space}text")}
    assert {"連携ネットワーク図", "支援（支援機関）"} <= texts
    assert len(list(root.iter(f"{space}line"))) == page.run("renkei.network.model.lines.length")


def test_ties_are_saved_as_csv(page):
    rows = list(csv.reader(io.StringIO(_saved(page, "#edges-csv").decode("utf-8-sig"), newline="")))
    assert rows[0] == ["出発", "到着", "つながり方", "重み"]
    assert len(rows) - 1 == len(page.ties())


def test_pages_of_one_view_lead_to_the_others_with_the_node(visit, site):
    page = visit(site, f"en/networks/organisations.html#node={CENTER.replace('/', '%2F')}")
    chosen = page.selected()
    page.page.click('.view-switch a[href="../network.html"]')
    page.page.wait_for_url("**/en/network.html*")
    page.page.wait_for_function("window.renkei && renkei.network")
    assert page.selected() == chosen


def test_facts_of_a_page_in_the_folder_lead_to_its_sources(visit, site):
    page = visit(site, f"ja/networks/place-JP-35.html#node={CENTER.replace('/', '%2F')}")
    page.page.wait_for_selector("#panel-facts details")
    page.page.locator("#panel-facts summary").first.click()
    page.page.locator("#panel-facts .sources a").first.click()
    page.page.wait_for_url(re.compile(r"/ja/index\.html#source-\d+"))


# --- a page of one file, and a network too large to be drawn at once


def _large(number: int) -> nx.MultiGraph[str]:
    made: nx.MultiGraph[str] = nx.MultiGraph()
    base = "https://w3id.org/renkei/id/organization/made"
    for n in range(number):
        told = {"label_ja": f"機関{n}", "label_en": f"Body {n}", "reading": "", "kind_ja": "", "kind_en": ""}
        made.add_node(f"{base}-{n:05}", group="industry", hub=False, listed=False, **told)
    names = list(made)
    for n in range(number):
        for other in (n + 1, n + 7):
            if n // 100 == other // 100 and other < number:
                tie = {"relation": "made", "label_ja": "参加", "label_en": "takes part", "inferred": False}
                made.add_edge(names[n], names[other], source=names[n], target=names[other], **tie)
    return made


def _single(graph, drawn: nx.MultiGraph[str], folder: Path) -> Path:
    finder = FactFinder(graph.store, shipped_schema())
    view = network_view(graph.store, drawn, finder)
    html = render_network(view, environment(), "en", page_context("en", "network.html"), single=True)
    folder.mkdir()
    (folder / "page.html").write_text(html, encoding="utf-8")
    return folder


def test_a_page_of_one_file_draws_and_asks_for_nothing(visit, graph, tmp_path):
    page = visit(_single(graph, _large(300), tmp_path / "single"), "page.html")
    assert len(page.drawn()) == 300
    assert [request for request in page.requests if not request.endswith("page.html")] == []
    page.run("location.hash = '#node=organization%2Fmade-00001'")
    page.page.wait_for_selector("#panel-node h2")


def test_a_network_too_large_to_draw_at_once_opens_by_groups(visit, graph, tmp_path):
    page = visit(_single(graph, _large(5_200), tmp_path / "large"), "page.html")
    assert page.page.locator(".notice:visible").inner_text().startswith("There are 5,200 nodes")
    assert [item[:8] for item in page.drawn()] == ["@region/"]
    page.run("document.querySelector('#more').open = true")
    page.page.click("#open-all")
    assert "At most 5000 nodes are drawn at once" in page.page.inner_text("#status")
    page.page.select_option("#grouping", "community")
    groups = page.drawn()
    assert len(groups) >= 52
    assert len(page.rows()) == len(groups)
    page.run("location.hash = '#grouping=community&node=organization%2Fmade-00150'")
    page.page.wait_for_function("renkei.network.state.selected === 'organization/made-00150'")
    assert 100 <= len(page.drawn()) < 5_000
    assert "none" not in page.run("[...document.getElementById('grouping').options].map(o => o.value)")


def test_rows_of_a_large_network_come_on_request_and_are_all_saved(visit, graph, tmp_path):
    page = visit(_single(graph, _large(1_200), tmp_path / "many"), "page.html")
    assert len(page.drawn()) == 1_200
    assert len(page.rows()) == 300
    page.page.click("#rows-more")
    assert len(page.rows()) == 600
    rows = list(csv.reader(io.StringIO(_saved(page, '[data-csv="nodes"]').decode("utf-8-sig"), newline="")))
    assert len(rows) == 1_201
