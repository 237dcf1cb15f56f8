"""The network page: picture and table hold the same nodes; search, legend, district, keyboard, panel, link, downloads."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from renkei.network.collaboration import collaboration_network
from renkei.viz.marks import short

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FUKUSHIMA = "organization/fukushima-medical-device-promotion"
KINKI = "https://w3id.org/renkei/id/place/list-kinki"


@pytest.fixture(scope="module")
def nodes(graph) -> dict[str, str]:
    """The ids of all nodes of the collaboration network, with their groups."""
    return {short(n): d["group"] for n, d in collaboration_network(graph.store).nodes(data=True)}


@pytest.fixture(params=["ja", "en"])
def page(request, visit, site):
    return visit(site, f"{request.param}/network.html")


@pytest.fixture
def japanese(visit, site):
    return visit(site, "ja/network.html")


def test_picture_and_table_hold_the_nodes_of_the_network(page, nodes):
    assert page.drawn() == sorted(nodes)
    assert sorted(page.rows()) == sorted(nodes)


def test_edges_of_the_page_are_the_ties_of_the_network(page, graph):
    wanted = [
        (short(d["source"]), short(d["target"]), d["inferred"])
        for _, _, d in collaboration_network(graph.store).edges(data=True)
    ]
    assert sorted((e["from"], e["to"], e["dashes"]) for e in page.ties()) == sorted(wanted)


def test_legend_hides_exactly_the_nodes_of_a_group(japanese, nodes):
    for group in sorted(set(nodes.values())):
        chip = f'.chip[data-group="{group}"]'
        japanese.page.click(chip)
        others = sorted(n for n, g in nodes.items() if g != group)
        assert japanese.drawn() == others
        assert sorted(japanese.rows()) == others
        assert japanese.page.get_attribute(chip, "aria-pressed") == "false"
        japanese.page.click(chip)
    assert japanese.drawn() == sorted(nodes)


def test_legend_says_how_many_nodes_a_group_has(page, nodes):
    counts = page.run(
        "Object.fromEntries([...document.querySelectorAll('.chip[data-group]')].map("
        "c => [c.dataset.group, Number(c.querySelector('.chip-count').textContent)]))"
    )
    assert counts == {g: list(nodes.values()).count(g) for g in set(nodes.values())}


def test_all_groups_hidden_and_shown(japanese, nodes):
    japanese.page.click("#legend-none")
    assert (japanese.drawn(), japanese.rows()) == ([], [])
    assert japanese.page.is_visible("#stage-empty")
    japanese.page.click("#legend-all")
    assert japanese.drawn() == sorted(nodes)


def test_district_shows_exactly_its_nodes(japanese, nodes, graph):
    query = f"""PREFIX renkei: <https://w3id.org/renkei/ns#> PREFIX schema: <https://schema.org/>
        SELECT DISTINCT ?node WHERE {{ ?node schema:location?/renkei:within* <{KINKI}> }}"""
    inside = {short(row[0].value) for row in graph.store.select(query).rows}
    wanted = sorted(inside & nodes.keys())
    japanese.page.select_option("#district", label="近畿地区")
    assert japanese.drawn() == wanted
    assert sorted(japanese.rows()) == wanted
    assert {"organization/kyoto-research-park", "place/JP-27", "place/list-kinki"} <= set(wanted)
    assert FUKUSHIMA not in wanted
    japanese.page.click("#clear-filters")
    assert japanese.drawn() == sorted(nodes)


@pytest.mark.parametrize(
    "words",
    [
        "ふくしまいりょうききさんぎょう",
        "フクシマイリョウキキ サンギョウ",
        "ﾌｸｼﾏｲﾘｮｳｷｷ",
        "福島 医療機器",
        "医療機器産業推進機構",
    ],
)
def test_search_finds_the_body_by_kana_of_either_kind_and_by_kanji(japanese, words):
    japanese.search(words)
    found = japanese.page.locator("#results li[data-node]").evaluate_all("items => items.map(i => i.dataset.node)")
    assert (FUKUSHIMA in found) is (words != "福島 医療機器")  # not a part of its name
    assert japanese.drawn() == sorted(japanese.rows())


@pytest.mark.parametrize(
    "words", ["fukushima medical device industry promotion agency", "Ｆukushima Medical Device Industry Promotion"]
)
def test_search_finds_the_body_in_english(page, words):
    page.search(words)
    assert page.drawn() == [FUKUSHIMA]
    assert page.rows() == [FUKUSHIMA]


def test_search_without_a_match_says_so(japanese):
    japanese.search("存在しない機関")
    assert (japanese.drawn(), japanese.rows()) == ([], [])
    assert japanese.page.inner_text("#results") == "該当するものがありません。"


def test_tab_reaches_everything_in_order(japanese):
    japanese.run("document.activeElement.blur()")
    order: list[str] = []
    while "row" not in order and len(order) < 60:
        japanese.page.keyboard.press("Tab")
        order.append(japanese.focused())
    places = [
        order.index(name) for name in ("search", "industry", "place", "district", "zoom-in", "png", "stage", "panel", "row")
    ]
    assert places == sorted(places)


def test_keyboard_alone_searches_chooses_and_clears(japanese):
    keyboard = japanese.page.keyboard
    japanese.page.focus("#search")
    keyboard.insert_text("ふくしまいりょうきき")
    japanese.page.wait_for_selector("#results li[data-node]")
    keyboard.press("ArrowDown")
    chosen = japanese.page.get_attribute('#results li[aria-selected="true"]', "data-node")
    keyboard.press("Enter")
    assert japanese.selected() == chosen
    assert japanese.focused() == "panel"
    keyboard.press("Escape")
    assert japanese.selected() is None
    assert japanese.focused() == "search"
    assert japanese.page.is_hidden("#panel-node")
    assert japanese.page.url.endswith("/ja/network.html")


def test_escape_closes_the_results_and_then_empties_the_search(japanese, nodes):
    japanese.search("福島")
    japanese.page.keyboard.press("Escape")
    assert japanese.page.is_hidden("#results")
    assert japanese.page.input_value("#search") == "福島"
    japanese.page.keyboard.press("Escape")
    assert japanese.page.input_value("#search") == ""
    assert japanese.drawn() == sorted(nodes)


def test_enter_of_an_input_method_chooses_nothing(japanese):
    japanese.search("ふくしまいりょうききさんぎょうすいしんきこう")
    japanese.run(
        "document.getElementById('search').dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    assert japanese.selected() is None
    japanese.page.keyboard.press("Enter")
    assert japanese.selected() == FUKUSHIMA


def test_enter_and_space_work_the_legend(japanese, nodes):
    japanese.page.focus('.chip[data-group="place"]')
    japanese.page.keyboard.press("Enter")
    assert japanese.drawn() == sorted(n for n, g in nodes.items() if g != "place")
    japanese.page.keyboard.press("Space")
    assert japanese.drawn() == sorted(nodes)


def test_keys_move_and_zoom_the_picture(japanese):
    view = "[renkei.network.vis.getScale(), renkei.network.vis.getViewPosition().x]"
    japanese.page.focus("#stage")
    japanese.page.keyboard.press("0")
    scale, x = japanese.run(view)
    japanese.page.keyboard.press("+")
    japanese.page.keyboard.press("ArrowRight")
    nearer, further = japanese.run(view)
    assert nearer == pytest.approx(1.3 * scale)
    assert further == pytest.approx(x + 60 / nearer)
    japanese.page.keyboard.press("0")
    assert japanese.run(view) == pytest.approx([scale, x])


def test_click_on_a_node_shows_its_facts_and_their_sources(japanese):
    japanese.page.mouse.click(*japanese.point_at(FUKUSHIMA))
    assert japanese.selected() == FUKUSHIMA
    assert japanese.page.inner_text("#panel-node h2") == "ふくしま医療機器産業推進機構"
    assert japanese.page.inner_text(".other-name") == "Fukushima Medical Device Industry Promotion Agency"
    assert japanese.page.get_attribute(".other-name", "lang") == "en"
    fact = japanese.page.locator(".fact", has=japanese.page.get_by_text("拠点の位置づけ", exact=True))
    assert fact.locator("li > :first-child").first.inner_text() == "地域連携自立化推進拠点"
    fact.locator("summary").click()
    source = fact.locator(".sources li")
    assert source.count() == 1
    assert source.locator(".source-number").inner_text() == "003"
    assert source.locator("a").inner_text() == "自治体から見た医工連携の必要性"
    assert source.locator(".badge").inner_text() == "明記"
    assert source.locator(".source-place").inner_text() == "北海道・東北地区、150,152,154,158行"
    source.locator("a").click()
    japanese.page.wait_for_url("**/ja/index.html#source-003")
    assert japanese.page.locator("#source-003 th").inner_text() == "自治体から見た医工連携の必要性"


def test_click_beside_the_nodes_clears(japanese):
    japanese.page.mouse.click(*japanese.point_at(FUKUSHIMA))
    box = japanese.page.locator("#network").bounding_box()
    assert box is not None
    japanese.page.mouse.click(box["x"] + 4, box["y"] + 4)
    assert japanese.selected() is None


def test_link_opens_its_node_and_back_closes_it(visit, site):
    page = visit(site, "en/network.html#node=organization%2Ffukushima-medical-device-promotion")
    assert page.selected() == FUKUSHIMA
    page.page.click('#panel a[href="#node=place%2FJP-07"]')
    assert page.selected() == "place/JP-07"
    page.page.go_back()
    page.page.wait_for_function("id => renkei.network.state.selected === id", arg=FUKUSHIMA)
    assert page.selected() == FUKUSHIMA


def test_unknown_or_broken_link_chooses_nothing(visit, site):
    for ending in ("#node=organization%2Fnobody", "#node=%E3%81", "#other"):
        assert visit(site, f"ja/network.html{ending}").selected() is None


def test_language_switch_keeps_the_node(japanese):
    japanese.run("location.hash = '#node=place%2FJP-07'")
    japanese.page.click(".languages a")
    japanese.page.wait_for_url("**/en/network.html#node=place%2FJP-07")
    assert japanese.page.inner_text("#panel-node h2") == "Fukushima"


def test_a_hidden_node_that_is_chosen_takes_the_filters_off(japanese, nodes):
    japanese.page.click('.chip[data-group="support"]')
    japanese.run("location.hash = '#node=organization%2Ffukushima-medical-device-promotion'")
    japanese.page.wait_for_function("renkei.network.state.selected")
    assert japanese.selected() == FUKUSHIMA
    assert japanese.drawn() == sorted(nodes)


def test_nothing_moves_and_nodes_stand_where_the_page_says(japanese):
    given = {n["id"]: {"x": n["x"], "y": n["y"]} for n in japanese.data()["nodes"]}
    drawn = "Object.fromEntries([...renkei.network.model.items].map(([id, item]) => [id, {x: item.x, y: item.y}]))"
    assert japanese.run(drawn) == given
    japanese.page.wait_for_timeout(1000)
    assert japanese.run(drawn) == given
    assert japanese.run("renkei.network.vis.physics.physicsEnabled") is False


def test_page_rests_once_it_is_drawn(japanese):
    japanese.page.mouse.move(5, 5)
    japanese.run("""() => {
      const ask = window.requestAnimationFrame;
      window.asked = 0;
      window.requestAnimationFrame = then => { window.asked += 1; return ask(then); };
    }""")
    japanese.page.wait_for_timeout(1000)
    assert japanese.run("window.asked") == 0


def test_whole_picture_is_in_the_first_screen(page):
    box = page.page.locator("#stage").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 800
    for node in (FUKUSHIMA, "place/JP", "place/list-kyushu"):
        x, y = page.point_at(node)
        assert box["x"] < x < box["x"] + box["width"]
        assert box["y"] < y < box["y"] + box["height"]


def _csv(page) -> list[list[str]]:
    with page.page.expect_download() as download:
        page.page.click('[data-csv="nodes"]')
    raw = Path(download.value.path()).read_bytes()
    assert raw[:3] == b"\xef\xbb\xbf"
    assert raw.count(b"\n") == raw.count(b"\r\n")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_csv_holds_the_rows_that_are_shown(japanese):
    japanese.page.select_option("#district", label="近畿地区")
    head, *rows = _csv(japanese)
    assert head == ["名称", "読み", "種類", "区分", "所在地", "地方", "コミュニティー", "つながりの数", "つながる相手"]
    names = {n["id"]: n["label"] for n in japanese.data()["nodes"]}
    assert [row[0] for row in rows] == [names[node] for node in japanese.rows()]
    osaka = next(row for row in rows if row[0] == "大阪商工会議所")
    assert osaka[:8] == [
        "大阪商工会議所",
        "おおさかしょうこうかいぎしょ",
        "商工会議所",
        "産（企業等）",
        "大阪府",
        "近畿地区、近畿地方",
        *osaka[6:8],
    ]


def test_picture_is_saved_as_png(japanese):
    with japanese.page.expect_download() as download:
        japanese.page.click("#png")
    raw = Path(download.value.path()).read_bytes()
    width, height = (int.from_bytes(raw[at : at + 4], "big") for at in (16, 20))
    box = japanese.page.locator("#network").bounding_box()
    assert box is not None
    assert raw[:8] == b"\x89PNG\r\n\x1a\n"
    assert width == round(box["width"])
    assert height > box["height"] + 80  # with title and legend
    assert download.value.suggested_filename == "renkei-network.png"


def test_rows_are_sorted_by_degree(japanese):
    japanese.page.click('#nodes th[data-sort="degree"] button')
    ties: dict[str, int] = {}
    for edge in japanese.ties():
        for end in (edge["from"], edge["to"]):
            ties[end] = ties.get(end, 0) + 1
    degrees = [ties.get(node, 0) for node in japanese.rows()]
    assert degrees == sorted(degrees, reverse=True)


def test_without_javascript_the_table_is_complete(visit, site, nodes):
    page = visit(site, f"ja/network.html#node={FUKUSHIMA}", javascript=False)
    rows = page.page.locator("#nodes tr[data-node]")
    assert sorted(r.get_attribute("data-node") for r in rows.all()) == sorted(nodes)
    assert rows.first.is_visible()
    assert page.page.is_visible(".notice")
    assert page.page.is_hidden("#controls")
    assert page.page.is_hidden("#workspace")
    assert page.page.locator(f'[id="node={FUKUSHIMA}"]').is_visible()


def test_narrow_window_has_picture_panel_and_table(visit, site, nodes):
    page = visit(site, "ja/network.html", width=360)
    page.run("location.hash = '#node=organization%2Ffukushima-medical-device-promotion'")
    page.page.wait_for_selector("#panel-node h2")
    assert page.run("document.documentElement.scrollWidth") == 360
    assert sorted(page.rows()) == sorted(nodes)
