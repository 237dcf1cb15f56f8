"""Names that look like code are text on every page: they run nothing, make no element, and leave with a guard."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from renkei.viz.network_page import SCRIPTS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KEYS = ("img", "script", "quotes", "formula", "long", "bidi", "address")
PAGES = (
    "index.html",
    "network.html",
    "ontology.html",
    "list/index.html",
    "list/organizations.html",
    "questions/organisations-without-identifier.html",
    *(f"thing/organization/hostile-{key}.html" for key in KEYS),
)


@pytest.fixture(scope="module")
def bodies(hostile_names) -> dict[str, str]:
    """The ids of the hostile bodies, with their names."""
    return {f"organization/hostile-{key}": name for key, name in hostile_names.items()}


def _csv(page, table: str) -> list[list[str]]:
    with page.page.expect_download() as download:
        page.page.click(f'[data-csv="{table}"]')
    return list(csv.reader(io.StringIO(Path(download.value.path()).read_bytes().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 360])
def test_no_name_makes_an_element(visit, hostile_site, language, name, width):
    """That no dialog opened, the visit checks."""
    page = visit(hostile_site, f"{language}/{name}", width=width)
    assert page.run("document.querySelectorAll('img, [onerror], main iframe, a[href^=\"javascript\"]').length") == 0
    own = {"network.html": SCRIPTS, "index.html": ("search.js",)}.get(name, ())
    scripts = page.run("[...document.scripts].filter(s => !s.type.startsWith('application/')).map(s => s.getAttribute('src'))")
    root = "../" * (name.count("/") + 1)
    assert scripts == [f"{root}assets/{script}" for script in ("site.js", *own)]
    assert page.run("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("language", ["ja", "en"])
def test_names_are_text_in_picture_and_table(visit, hostile_site, bodies, language):
    page = visit(hostile_site, f"{language}/network.html")
    labels = {n["id"]: n["label"] for n in page.data()["nodes"]}
    assert {node: labels[node] for node in bodies} == bodies
    assert set(bodies) <= set(page.drawn())
    for node, text in bodies.items():
        assert page.page.locator(f'#nodes tr[data-node="{node}"] th').text_content() == text


def test_names_are_text_in_the_list_of_results(visit, hostile_site, bodies):
    page = visit(hostile_site, "ja/network.html")
    page.search("ほすたいる")
    found = page.page.locator("#results li[data-node]").evaluate_all(
        "items => Object.fromEntries(items.map(i => [i.dataset.node, i.querySelector('.result-name').textContent]))"
    )
    assert found == bodies


def test_names_are_found_as_they_are_written(visit, hostile_site, hostile_names):
    page = visit(hostile_site, "ja/network.html")
    for key in ("img", "script", "formula", "quotes"):
        page.search(hostile_names[key])
        assert page.drawn() == [f"organization/hostile-{key}"]


@pytest.mark.parametrize("key", KEYS)
def test_names_are_text_in_the_panel(visit, hostile_site, bodies, key):
    node = f"organization/hostile-{key}"
    page = visit(hostile_site, f"ja/network.html#node={node.replace('/', '%2F')}")
    assert page.page.locator("#panel-node h2").text_content() == bodies[node]
    assert page.page.locator(".other-name").count() == 0  # both names are the same, and stand once
    page.page.wait_for_selector("#panel details", state="attached")
    page.run("document.querySelectorAll('#panel details').forEach(d => { d.open = true })")
    assert page.page.locator("#panel .sources cite").first.text_content() == "<b>試験</b>: organizations.csv"
    assert page.run("document.querySelectorAll('#panel img, #panel b, #panel script').length") == 0
    page.page.mouse.move(*page.point_at(node))  # pointing at a node draws its name
    assert page.run("document.querySelectorAll('.vis-tooltip').length") == 0


@pytest.mark.parametrize("name", ["list/organizations.html", "list/index.html"])
def test_names_are_text_in_the_lists(visit, hostile_site, bodies, name):
    page = visit(hostile_site, f"en/{name}")
    for node, text in bodies.items():
        assert page.page.locator(f'tr[data-id="{node}"] th a').text_content() == text


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("key", KEYS)
def test_names_are_text_on_their_own_page_and_in_the_picture_of_others(visit, hostile_site, hostile_names, language, key):
    page = visit(hostile_site, f"{language}/thing/organization/hostile-{key}.html")
    assert page.page.locator("h1").text_content() == hostile_names[key]
    assert page.page.title().startswith(" ".join(hostile_names[key].split()))
    assert hostile_names[key] in page.page.locator(".citation bdi").text_content()
    assert page.run("document.querySelectorAll('main b, main script, main img').length") == 0
    parent = visit(hostile_site, f"{language}/thing/organization/fukushima-medical-device-promotion.html")
    told = parent.page.locator(f'.lines a[href="../../thing/organization/hostile-{key}.html"]').first.text_content()
    assert told == hostile_names[key]


@pytest.mark.parametrize(("path", "table"), [("ja/network.html", "nodes"), ("ja/list/organizations.html", "things")])
def test_csv_guards_what_a_spreadsheet_would_run(visit, hostile_site, hostile_names, path, table):
    rows = _csv(visit(hostile_site, path), table)
    cells = [cell for row in rows for cell in row]
    assert [c for c in cells if c[:1] in tuple("=+-@\t\r")] == []
    guarded = {("'" if name.startswith("=") else "") + name for name in hostile_names.values()}
    assert guarded <= {row[0] for row in rows}


def test_data_block_cannot_be_left(hostile_site, bodies):
    """The block ends where the template ends it, and holds the names unchanged."""
    html = (hostile_site / "ja" / "network.html").read_text(encoding="utf-8")
    blocks = re.findall(r'<script type="application/json" id="network-data">(.*?)</script>', html, re.DOTALL)
    assert len(blocks) == 1
    labels = {n["id"]: n["label"] for n in json.loads(blocks[0])["nodes"]}
    assert {node: labels[node] for node in bodies} == bodies
    assert "<" not in blocks[0]


def test_direction_of_a_name_does_not_turn_the_sentence(visit, hostile_site, hostile_names):
    page = visit(hostile_site, "ja/network.html#node=organization%2Fhostile-bidi")
    assert page.page.text_content("#status") == f"「\u2068{hostile_names['bidi']}\u2069」を選びました。つながる相手は2件です。"
