"""All pages, in both languages, from file://: quiet, without a request, readable at every width, accessible."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

import pytest

from renkei.publish.words import NAVIGATION, all_messages
from renkei.query.saved import questions
from renkei.viz.network_page import SCRIPTS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LANGUAGES = ("ja", "en")
MENU = tuple(href for _, pages in NAVIGATION for href in pages)
CENTER = "thing/organization/fukushima-medical-device-promotion.html"
# One of each kind of network, and each of its views.
NETWORKS = (
    "networks/activities.html",
    "networks/organisations.html",
    "networks/place-JP-35.html",
    "networks/project-proj2024-3-2.html",
)
# One of each kind of page, and of things: with ties, with a review note, with figures, with much that points to it.
PAGES = (
    *MENU,
    *NETWORKS,
    "list/organizations.html",
    "list/plans.html",
    CENTER,
    "thing/organization/fukushima-medical-university.html",
    "thing/indicator/ind2018-1-congestion-points.html",
    "thing/place/JP-35.html",
    "thing/list/national-support-institutions.html",
    "document/004.html",
    "term/field/medical-devices.html",
    "search.html",
    "partners/fukushima-medical-university.html",
    "partners/yamaguchi-innovation-promotion-center.html",
    "questions/organisations-of-field-in-region.html",
    "questions/everything-about.html",
    "questions/targets-of-strategy.html",
    "questions/capabilities-of.html",
    # each kind of picture
    "analyses/centrality.html",
    "analyses/mixing.html",
    "analyses/regions.html",
    "analyses/degrees.html",
    "analyses/indicators.html",
    "analyses/changes.html",
)
# The scripts that pages have of their own, beside those of the picture.
OWN_SCRIPTS = {
    "index.html": ("search.js",),
    "search.html": ("search.js",),
    "partners/index.html": ("partners.js",),
    "map/index.html": ("map.js",),
    "time/index.html": ("narrow.js",),
    "time/roadmap.html": ("narrow.js",),
    "targets/index.html": ("narrow.js",),
    "sparql.html": (
        *("oxigraph/oxigraph.js", "oxigraph/oxigraph-wasm.js", "codemirror/codemirror.js"),
        *("../sparql/offered.js", "../sparql/data.js"),
        *(f"sparql{name}.js" for name in ("-worker", "-editor", "-results", "-graph", "")),
    ),
}
PATHS = [f"{language}/{page}" for language in LANGUAGES for page in PAGES]

_AXE = """levels => axe.run(document, {runOnly: levels, resultTypes: ["violations"], preload: false}).then(found =>
  found.violations.flatMap(rule => rule.nodes.map(node => rule.id + ": " + node.html.slice(0, 200))))"""
_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def draws(path: str) -> bool:
    """Whether a page shows a network."""
    return path.endswith(("network.html", *NETWORKS))


def axe(visit: Any) -> list[str]:
    """The violations of WCAG 2.2 A and AA that axe-core finds on a page as it is."""
    visit.run((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found: list[str] = visit.run(_AXE, _LEVELS)
    return found


def axe_in_both_themes(visit: Any) -> list[str]:
    """The same for a page that was opened in the light theme, and then in the dark one by the rules that look at colours."""
    found = axe(visit)
    visit.page.emulate_media(color_scheme="dark")
    found += visit.run(_AXE, _COLOURS)
    visit.page.emulate_media(color_scheme="light")
    return found


@pytest.mark.parametrize("path", PATHS)
def test_page_fits_its_window_and_loads_its_own_scripts(visit, site, path):
    """That it is quiet and asks nobody for anything, the visit itself checks."""
    page = visit(site, path)
    assert page.run("document.documentElement.scrollWidth") == 1280
    assert page.run("document.querySelectorAll('h1').length") == 1
    own = SCRIPTS if draws(path) else OWN_SCRIPTS.get(path[3:], ())
    wanted = [urljoin(f"{site.as_uri()}/assets/", name) for name in ("site.js", *own)]
    assert [r for r in page.requests if r.endswith(".js")] == wanted
    narrow = visit(site, path, width=360)
    assert narrow.run("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("path", PATHS)
def test_page_speaks_one_language_and_marks_the_other(visit, site, path):
    page = visit(site, path)
    assert page.run("document.documentElement.lang") == path[:2]
    assert _foreign_words(page, path[:2]) == set()
    if path.endswith("network.html"):
        page.run("location.hash = '#node=organization%2Ffukushima-medical-device-promotion'")
        page.page.wait_for_selector("#panel-node h2")
    if path.startswith("en"):
        assert page.run(_UNMARKED) == []


_UNMARKED = """() => {
  const own = e => e.closest("[lang]").getAttribute("lang");
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) {
    const text = walk.currentNode, parent = text.parentElement;
    if (/[\\u3041-\\u9fff]/.test(text.data) && parent.tagName !== "SCRIPT" && own(parent) !== "ja")
      found.push(text.data.trim());
  }
  return found;
}"""


def _foreign_words(page: Any, here: str) -> set[str]:
    """The words of the interface that stand on a page in the other language."""
    other = "en" if here == "ja" else "ja"
    messages = all_messages().values()
    texts = page.run(
        """() => [...document.body.querySelectorAll("*")]
          .filter(e => e.closest("[lang]") === document.documentElement).flatMap(e => [
             ...[...e.childNodes].filter(n => n.nodeType === 3 && !["SCRIPT", "CODE"].includes(e.tagName))
               .map(n => n.data.trim()),
             e.getAttribute("aria-label") || "", e.getAttribute("title") || ""])"""
    )
    own = {m[here] for m in messages}
    names = {m["en"] for m in messages if m["ja"] == m["en"]}
    words = {m[other] for m in messages if any(letter.isalpha() for letter in m[other])}
    return words & set(texts) - own - names


@pytest.mark.parametrize(
    ("locale", "language"), [("ja-JP", "ja"), ("en-GB", "en"), ("fr-FR", "ja"), ("en-US", "en")], ids=lambda value: str(value)
)
def test_landing_page_opens_the_language_of_the_browser(visit, site, locale, language):
    page = visit(site, "index.html", locale=locale)
    page.page.wait_for_url(f"**/{language}/index.html")
    assert (
        page.page.title()
        == {"ja": "産学官連携ナレッジグラフ", "en": "Industry-academia-government networks of Japan"}[language]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_landing_page_works_without_javascript(visit, site, language):
    page = visit(site, "index.html", javascript=False)
    page.page.click(f'a[data-enter][hreflang="{language}"]')
    page.page.wait_for_url(f"**/{language}/index.html")


@pytest.mark.parametrize("path", [f"{language}/{page}" for language in LANGUAGES for page in MENU])
def test_every_page_of_the_menu_is_reached_by_links_without_javascript(visit, site, path):
    page = visit(site, "ja/index.html", javascript=False)
    if path.startswith("en"):
        page.page.click(".languages a")
        page.page.wait_for_url("**/en/index.html")
    group = next(pages for _, pages in NAVIGATION if path[3:] in pages)
    page.page.click(f'.site-nav a[href="{next(iter(group))}"]')
    if path[3:] != next(iter(group)):
        page.page.wait_for_url(f"**/{next(iter(group))}")
        page.page.click(f'.group-nav a[href$="{path[3:]}"]')
    page.page.wait_for_url(f"{site.as_uri()}/{path}")
    assert page.run("document.querySelector('.site-nav a[aria-current=page]').href") == f"{site.as_uri()}/{path}"


def test_a_thing_is_reached_and_left_by_links_without_javascript(visit, site):
    page = visit(site, "ja/list/index.html", javascript=False)
    page.page.click('.kinds a[href="organizations.html"]')
    page.page.click(f'#things a[href="../{CENTER}"]')
    page.page.wait_for_url(f"{site.as_uri()}/ja/{CENTER}")
    page.page.click(".languages a")
    page.page.wait_for_url(f"{site.as_uri()}/en/{CENTER}")
    page.page.click('.near a[href="../../thing/place/JP-07.html"]')
    page.page.wait_for_url(f"{site.as_uri()}/en/thing/place/JP-07.html")
    page.page.click('.crumbs a[href="../../list/prefectures.html"]')
    page.page.wait_for_url(f"{site.as_uri()}/en/list/prefectures.html")


def test_a_mark_of_a_passage_leads_to_its_line_and_on_to_the_document(visit, site):
    page = visit(site, f"en/{CENTER}")
    page.page.click(".facts .said a")
    target = page.run("document.querySelector('.source li:target .place').textContent")
    assert target == "lines 9-10,73-74,150,158"
    page.page.click(".source li:target .place a")
    page.page.wait_for_url("**/en/document/003.html#L9")
    assert page.run("document.querySelector(':target h3').textContent") == "Line 9"


def test_keyboard_reaches_everything_on_the_page_of_a_thing(visit, site):
    page = visit(site, f"ja/{CENTER}")
    reached = []
    for _ in range(200):
        page.page.keyboard.press("Tab")
        where = page.run(
            "(e => e === document.body ? null : (e.closest('.crumbs, .thing-head, .facts, .near, .cite, .source, .beside')"
            " || e).className.toString() || e.tagName)(document.activeElement)"
        )
        if where is None:
            break
        if where not in reached:
            reached.append(where)
    assert [w for w in reached if w in ("crumbs", "thing-head", "facts", "near", "cite", "source", "beside")] == [
        "crumbs", "thing-head", "facts", "near", "cite", "source", "beside",
    ]  # fmt: skip


def test_diagram_of_the_ontology_moves_within_its_own_frame(visit, site):
    page = visit(site, "en/ontology.html", width=360)
    frame = page.run("(e => [e.scrollWidth > e.clientWidth, e.tabIndex])(document.querySelector('.diagram'))")
    assert frame == [True, 0]


@pytest.mark.parametrize("term", ["Participation", "participant", "org:Membership", "organization-kind/support-center"])
def test_every_term_has_a_place_of_its_own_on_the_page_of_the_ontology(visit, site, term):
    page = visit(site, f"en/ontology.html#{term}")
    assert page.run("document.querySelector(':target').id") == term


@pytest.mark.parametrize("path", ["index.html#choose", *PATHS])
def test_axe_finds_nothing_in_both_themes(visit, site, path):
    page = visit(site, path, color_scheme="light")
    if not draws(path):
        assert axe_in_both_themes(page) == []
        return
    page.run("document.querySelectorAll('.controls details, .menu').forEach(d => { d.open = true })")
    page.page.locator(".chip[data-group]").first.click()
    page.search("う" if path.startswith("ja") else "in")
    page.page.wait_for_selector("#results li")
    assert axe_in_both_themes(page) == []
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector("#panel-node h2")
    page.run("document.querySelectorAll('#panel details').forEach(d => { d.open = true })")
    page.run("document.querySelectorAll('#nodes tbody tr').forEach((row, n) => { if (n > 20) row.remove() })")  # for speed
    assert axe_in_both_themes(page) == []


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_answers_faults_and_suggestions_of_sparql(visit, site, language, theme, width):
    query = "CONSTRUCT { ?a org:subOrganizationOf ?b . ?a rdfs:label ?n } WHERE { ?a org:subOrganizationOf ?b ; rdfs:label ?n }"
    page = visit(site, f"{language}/sparql.html#query={quote(query)}&view=graph", color_scheme=theme, width=width)
    page.page.wait_for_selector("#graph .node")
    assert axe(page) == []
    assert page.run("document.documentElement.scrollWidth") == width
    page.run("renkei.sparql.editor().set('SELECT * { ?s = }'), renkei.sparql.run()")
    page.page.wait_for_selector("#go")
    page.page.click("#fault summary")
    assert axe(page) == []
    page.run("renkei.sparql.editor().set(''), renkei.sparql.editor().element.focus()")
    page.page.keyboard.type("participa")
    page.page.wait_for_selector(".cm-tooltip-autocomplete li")
    assert axe(page) == []
    assert page.run("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("path", ["ja/questions/index.html", "en/questions/targets-of-strategy.html"])
def test_axe_finds_nothing_on_a_narrow_screen(visit, site, path):
    assert axe(visit(site, path, width=360)) == []


def test_theme_is_chosen_and_kept(visit, site):
    page = visit(site, "ja/index.html", color_scheme="light")
    page.page.select_option("[data-theme-switch]", "dark")
    assert page.run("getComputedStyle(document.body).backgroundColor") == "rgb(16, 22, 29)"
    page.page.click('.site-nav a[href="list/index.html"]')
    page.page.wait_for_url("**/ja/list/index.html")
    assert page.run("getComputedStyle(document.body).backgroundColor") == "rgb(16, 22, 29)"


def test_paper_has_title_legend_date_and_address(visit, site):
    page = visit(site, "ja/network.html")
    page.run("dispatchEvent(new Event('beforeprint'))")
    page.page.emulate_media(media="print")
    assert page.page.is_visible("h1")
    assert page.page.is_visible(".legend")
    assert page.page.is_hidden("#search")
    assert page.page.inner_text('[data-print="address"]').endswith("/ja/network.html")
    assert page.page.inner_text('[data-print="date"]').endswith("日")


def test_lists_are_filtered_sorted_and_found_by_kana(visit, site):
    page = visit(site, "ja/list/organizations.html")
    names = "[...document.querySelectorAll('#things tr[data-id]')].filter(r => !r.hidden).map(r => r.dataset.id)"
    total = len(page.run(names))
    page.page.fill("#filter", "ﾌｸｼﾏｲﾘｮｳ　機構")
    assert page.run(names) == ["organization/fukushima-medical-device-promotion"]
    assert page.page.inner_text('[data-status="things"]') == f"{total}件中 1件を表示"
    page.page.fill("#filter", "")
    page.page.click('#things th[data-sort="name"] button')
    assert page.page.get_attribute('#things th[data-sort="name"]', "aria-sort") == "ascending"
    assert page.page.locator("tr.kana-row").count() == 0  # the headings are true of the order of readings only
    assert len(page.run(names)) == total


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", ["構成員 協議会", "member council"])
def test_questions_are_found_by_words_of_either_language(visit, site, language, words):
    page = visit(site, f"{language}/questions/index.html")
    names = "[...document.querySelectorAll('#questions tr[data-id]')].filter(r => !r.hidden).map(r => r.dataset.id)"
    total = len(page.run(names))
    page.page.fill("#filter", words)
    assert {"members-of-council", "councils-by-members"} <= set(page.run(names))
    assert len(page.run(names)) < total / 4
    page.page.click('#questions tr[data-id="members-of-council"] a')
    page.page.wait_for_url(f"**/{language}/questions/members-of-council.html")


def test_questions_are_a_plain_list_without_javascript(visit, site):
    page = visit(site, "en/questions/index.html", javascript=False)
    assert page.page.is_hidden("#filter")
    assert page.page.locator("#questions tr[data-id]:visible").count() == len(questions())
    page.page.click('.kana a[href="#group-councils"]')
    page.page.click('#questions tr[data-id="hosts-of"] a')
    page.page.wait_for_url("**/en/questions/hosts-of.html")
    assert page.page.locator("[data-copy]:visible").count() == 0
    assert page.page.locator("#answer tbody tr").count() == 1


def test_a_query_is_copied_as_it_is_written(visit, site):
    page = visit(site, "en/questions/hubs.html", permissions=["clipboard-read", "clipboard-write"])
    page.page.click('[data-copy="sparql"]')
    page.page.wait_for_function("document.querySelector('[data-status=copy]').textContent === 'Copied.'")
    written = (site / "questions" / "hubs.rq").read_text(encoding="utf-8")
    assert page.run("navigator.clipboard.readText()") == "".join(
        line for line in written.splitlines(keepends=True) if not line.startswith("# ")
    ).rstrip("\n")


def test_where_copying_fails_the_text_is_selected(visit, site):
    page = visit(site, "ja/questions/hubs.html")
    page.run("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.page.click('[data-copy="shell"]')
    assert page.run("getSelection().toString()") == "renkei query hubs"
    assert "Ctrl+C" in page.page.inner_text("[data-status=copy]")


@pytest.mark.parametrize("path", ["ja/questions/targets-of-strategy.html", "en/questions/targets-of-strategy.html"])
def test_a_wide_answer_moves_within_its_own_frame(visit, site, path):
    page = visit(site, path, width=1000)
    assert page.run("document.documentElement.scrollWidth") == 1000
    assert page.run("(e => [e.scrollWidth > e.clientWidth, e.tabIndex])(document.querySelector('.answer'))") == [True, 0]


def test_anything_is_found_by_name_and_opens(visit, site):
    page = visit(site, "ja/list/index.html")
    page.page.fill("#filter", "石橋　毅")
    page.page.click('#things tr[data-id="person/person-ishibashi"] a')
    page.page.wait_for_url("**/ja/thing/person/person-ishibashi.html")


def test_a_thing_opens_in_the_network_and_the_network_leads_back(visit, site):
    page = visit(site, f"en/{CENTER}")
    page.page.click(".thing-tools a")
    page.page.wait_for_url("**/en/network.html#node=organization%2Ffukushima-medical-device-promotion")
    page.page.wait_for_selector("#panel-node h2")
    assert page.page.inner_text("#panel-node h2") == "Fukushima Medical Device Industry Promotion Agency"
    page.page.click(".panel-tools a")
    page.page.wait_for_url(f"{site.as_uri()}/en/{CENTER}")


def test_first_paint_of_the_network_is_under_two_seconds(visit, site: Path):
    page = visit(site, "ja/network.html")
    page.page.wait_for_function("window.renkei && renkei.network")
    assert page.run("performance.getEntriesByName('first-contentful-paint')[0].startTime") < 2000
