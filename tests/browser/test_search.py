"""The search by name: keys as in Python, hostile names stay text, keyboard, no JavaScript, the list of all that is found."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from renkei.publish import name_index
from renkei.publish.name_index import bare_name, search_key
from renkei.publish.site import publish

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_ODD = [
    "㈱テクノ",
    "ﾔﾏｸﾞﾁ・センター",
    "（公財）福島県産業振興センター",
    "髙﨑　商店",
    "霞ヶ関が丘",
    "Éta Größe Ltd.",
    "ＡＢＣ－１２",
    "きゃりー",
    "※",
    "★☆",
    "カ）リフチョウ",
    "株式会社",
    "𠮷野家",
    "<b>&amp;",
    "safe\u202egnp.exe",
    "ｶﾌﾞｼｷｶﾞｲｼｬ テクノ",
    "ΟΔΟΣ",
    "İstanbul",
    "福島商工会議所",
    "",
]


def names_of(site: Path) -> list[str]:
    script = (site / "search" / "names.js").read_text(encoding="utf-8")
    rows = json.loads(script[script.index("(") + 1 : script.rindex(")")])["rows"]
    return [name for row in rows for name in (*row[2:5], *row[5])]


def options(page) -> list[str]:
    return page.run("[...document.querySelectorAll('[role=option] .found-name')].map(e => e.textContent)")


def typed(page, text: str) -> list[str]:
    page.page.fill("#name", text)
    page.page.wait_for_function(
        "() => { const list = document.querySelector('.name-list ul'), text = document.getElementById('name').value.trim();"
        " return !list.parentElement.hidden && list.dataset.of === text }"
    )
    return options(page)


def test_keys_are_those_of_python(visit, site):
    page = visit(site, "ja/index.html")
    page.run("new Promise(done => renkei.nameSearch.load('../', 'names', done, null))")
    names = [*_ODD, *names_of(site)]
    found = page.run("names => names.map(n => [renkei.nameSearch.key(n), renkei.nameSearch.bare(n)])", names)
    wanted = [[search_key(name), bare_name(name)] for name in names]
    assert [(n, f, w) for n, f, w in zip(names, found, wanted, strict=True) if f != w] == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("ﾔﾏｸﾞﾁﾀﾞｲｶﾞｸ", "山口大学"),
        ("やまぐちだいがく", "山口大学"),
        ("yamaguchi university", "山口大学"),
        ("ＪＩＣＡ", "JICA"),
        ("（一財）ふくしま医療機器産業推進機構", "ふくしま医療機器産業推進機構"),
        ("医療機器 推進 機構 ふくしま", "ふくしま医療機器産業推進機構"),
    ],
)
def test_names_are_found_however_they_are_written(visit, site, text, first):
    assert typed(visit(site, "ja/index.html"), text)[0] == first


def test_keyboard_opens_what_is_chosen(visit, site):
    page = visit(site, "ja/index.html")
    found = typed(page, "やまぐち")
    assert len(found) == 10
    assert page.run("document.getElementById('name').getAttribute('aria-expanded')") == "true"
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("ArrowDown")
    active = page.run("document.getElementById(document.getElementById('name').getAttribute('aria-activedescendant'))"
                      ".querySelector('.found-name').textContent")  # fmt: skip
    assert active == found[1]
    page.page.keyboard.press("Escape")
    assert page.run("document.querySelector('.name-list').hidden")
    page.page.keyboard.press("ArrowDown")
    page.page.wait_for_selector("[role=option]")
    page.page.keyboard.press("ArrowUp")
    page.page.keyboard.press("ArrowUp")
    page.page.keyboard.press("Enter")
    page.page.wait_for_url("**/thing/**")
    assert page.page.inner_text("h1") == found[8]


def test_enter_opens_the_first(visit, site):
    page = visit(site, "en/index.html")
    page.page.focus("#name")
    page.page.keyboard.type("ﾔﾏｸﾞﾁﾀﾞｲｶﾞｸ")
    page.page.keyboard.press("Enter")
    page.page.wait_for_url("**/en/thing/organization/yamaguchi-university.html")


def test_all_that_is_found_stands_on_the_page_of_the_search(visit, site):
    page = visit(site, "ja/index.html")
    typed(page, "やまぐち")
    page.page.click(".name-all a")
    page.page.wait_for_selector("#name-results li")
    names = page.run("[...document.querySelectorAll('#name-results a')].map(a => a.textContent)")
    assert len(names) > 10
    assert page.page.input_value("#name") == "やまぐち"
    assert page.page.inner_text("#name-status") == f"{len(names)}件見つかりました。"
    page.page.fill("#name", "どこにもない名前")
    page.page.wait_for_selector("#name-results li", state="detached")
    assert page.page.inner_text("#name-status").startswith("見つかりません")


def test_a_large_site_is_searched_by_the_beginning_of_names(visit, shipped_store, tmp_path, monkeypatch):
    monkeypatch.setattr(name_index, "MOST_WHOLE", 10)
    publish(tmp_path / "site", shipped_store)
    page = visit(tmp_path / "site", "ja/index.html")
    assert typed(page, "やまぐちだい")[0] == "山口大学"
    assert typed(page, "山口大学")[0] == "山口大学"
    assert typed(page, "一般財団法人ふくしま医療")[0] == "ふくしま医療機器産業推進機構"
    assert typed(page, "や") == []
    assert page.page.inner_text(".name-all").startswith("載っているものが多いため")
    assert typed(page, "どこにもない") == []


def test_the_link_in_the_header_leads_to_the_field(visit, site):
    page = visit(site, "ja/document/004.html")
    page.page.click("header .find")
    page.page.wait_for_url("**/ja/search.html*")
    page.page.wait_for_selector("#name:focus")


@pytest.mark.parametrize("width", [1280, 360])
def test_hostile_names_are_found_and_stay_text(visit, hostile_site, hostile_names, width):
    page = visit(hostile_site, "ja/index.html", width=width)
    assert hostile_names["img"] in typed(page, "<img src=x onerror")
    assert hostile_names["script"] in typed(page, "</script><script>")
    assert typed(page, "ほすたいる") != []
    assert page.run("document.documentElement.scrollWidth") == width
    assert page.run("document.querySelectorAll('.name-list img, .name-list script').length") == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["ja/index.html", "en/search.html"])
def test_the_open_list_is_accessible(visit, site, path, theme):
    page = visit(site, path, color_scheme=theme)
    page.page.fill("#name", "やまぐち")
    page.page.wait_for_selector("[role=option], #name-results li")
    if "index" in path:
        page.page.keyboard.press("ArrowDown")
    page.run((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.run(
        """() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], preload: false})
        .then(found => found.violations.flatMap(rule => rule.nodes.map(n => rule.id + ": " + n.html.slice(0, 200))))"""
    )
    assert found == []


def test_without_javascript_the_lists_are_there(visit, site):
    page = visit(site, "ja/search.html", javascript=False)
    assert page.page.locator(".name-search").is_hidden()
    assert page.page.locator("noscript").inner_text() != ""
    assert page.page.locator("a[href='list/organizations.html']").is_visible()
