"""The search by need: it ranks as the library does, says why, and works by keyboard, from a link, and at every width."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest

from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build
from renkei.match.partners import Conditions
from renkei.publish.site import publish
from renkei.text.folding import OLD_FORMS, fold
from renkei.text.standards import standards_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGE = "ja/partners/index.html"


@pytest.fixture
def page(visit, members_site):
    opened = visit(members_site, PAGE)
    opened.run("new Promise(done => renkei.needSearch.load(done))")
    return opened


NEEDS = [
    "樹脂成形 ISO13485 OEM",
    "ＩＳＯ　１３４８５：２０１６",
    "射出成形",
    "医療機器の評価試験",
    "動物実験",
    "clean room for testing",
    "クリーンルーム",
    "医療機器",
    "水素エネルギー",
    "health care",
    "設計・開発",
    "医療機器の部材の加工・製造技術",
    "髙度な醫療",
    "測定",
    "ﾍﾙｽｹｱ",
    "創薬 評価",
    "반도체 医療機器",
]


@pytest.mark.parametrize("need", NEEDS)
def test_the_browser_ranks_as_the_library_does(page, members, need):
    found = members.match(need=need, top=100)
    wanted = [
        (found.names(m.organisation).ja, round(m.score, 6), {p.name: round(p.points, 6) for p in m.parts})
        for m in found.matches
    ]
    ranked = page.run(
        """need => { const index = renkei.needSearch.index(), r6 = n => Math.round(n * 1e6) / 1e6;
        return renkei.needSearch.rank(need).found.map(one => [index.organisations[one.at][1], r6(one.score),
          Object.fromEntries([["content", r6(one.content)], ["record", r6(one.record)]].filter(p => p[1]))]) }""",
        need,
    )
    assert [tuple(row) for row in ranked] == wanted


# What the form is given, and what the library is asked; each with a need.
CONDITIONS: list[tuple[str, dict[str, str], Conditions]] = [
    ("医療機器", {"place": "山形県"}, Conditions(place="山形県")),
    ("医療機器", {"place": "福島県", "sector": "産"}, Conditions(place="福島県", sector="産")),
    ("医療", {"kind": "大学"}, Conditions(kind="大学")),
    ("医療関連産業", {"field": "医療機器"}, Conditions(field="医療機器")),
    ("樹脂成形", {"certificate": "ＩＳＯ13485"}, Conditions(standards=("ISO 13485",))),
    ("成形", {"certificate": "ISO 9001、ISO 13485"}, Conditions(standards=("ISO 9001", "ISO 13485"))),
]


# Texts that print and extraction have spoilt, and standards in them.
_PRINTED = (
    "ｶﾃｰﾃﾙ",
    "ＩＳＯ　１３４８５",
    "化学化学化学化学ﾒｰｶｰ",
    "垂直的關係※",
    "Straße ΟΔΟΣ",
    "a^{*}b＊",
    "aaaaaaaa",
    "1111",
    "ababababab",
    "～〜‐−",
    "\x85 \x1f\u3000",
    "ﾊﾟﾊﾟﾊﾟﾊﾟ",
    "樹脂成形 ISO/IEC 17025:2017、jis q9001、EN ISO 13485",
    "ISO-9001 ISO12 XISO9001 ISO 13485ISO9001",
)
_SCRIPTS = ((0x20, 0x250), (0x3000, 0x3100), (0x3300, 0x3400), (0xFF00, 0xFFA0))  # Latin, kana, squared words, widths


def choose(page: Any, conditions: dict[str, str]) -> None:
    page.run("document.getElementById('conditions').open = true")
    for name, label in conditions.items():
        if name == "certificate":
            page.page.fill("#need-certificate", label)
        else:
            chosen = (
                "([id, label]) => [...document.getElementById(id).options].find(o => o.text.startsWith(label + ' (')).value"
            )
            page.page.select_option(f"#need-{name}", page.run(chosen, [f"need-{name}", label]))


def search(page: Any, need: str) -> list[str]:
    page.page.fill("#need", need)
    page.page.press("#need", "Enter")
    page.page.wait_for_selector("#need-status:not(:empty)")
    found: list[str] = page.run("[...document.querySelectorAll('#need-results h3 a')].map(a => a.textContent)")
    return found


@pytest.mark.parametrize(("need", "form", "conditions"), CONDITIONS)
def test_conditions_are_those_of_the_library(page, members, need, form, conditions):
    found = members.match(need=need, conditions=conditions, top=10)
    choose(page, form)
    assert search(page, need) == [found.names(match.organisation).ja for match in found.matches]


def test_other_places_are_all_but_those_of_the_place(page, members):
    everyone = [match.organisation for match in members.match(need="医療機器", top=1000).matches]
    here = {
        match.organisation for match in members.match(need="医療機器", conditions=Conditions(place="福島県"), top=1000).matches
    }
    choose(page, {"place": "福島県"})
    page.page.select_option("#need-range", "outside")
    names = members.match(need="医療機器").names
    assert search(page, "医療機器") == [names(iri).ja for iri in everyone if iri not in here][:10]


def test_texts_are_folded_as_in_python(page):
    characters = [chr(n) for start, end in _SCRIPTS for n in range(start, end)]
    texts = [*OLD_FORMS, *characters, *_PRINTED]
    found = page.run("texts => texts.map(t => [renkei.needSearch.fold(t), renkei.needSearch.standardsIn(t)])", texts)
    wanted = [[fold(text), list(standards_in(text))] for text in texts]
    assert [(t, f, w) for t, f, w in zip(texts, found, wanted, strict=True) if f != w] == []


def test_results_say_why_and_lead_to_what_they_rest_on(page):
    assert search(page, "樹脂成形 ISO13485 OEM") == ["磐梯モールド", "吾妻精機株式会社"]
    text = page.page.inner_text("#need-results li:first-child")
    assert "できること「ISO 13485 認証」、できること「射出成形」（規格 ISO 13485、語 成形）" in text
    assert "参加した活動が1、2026年まで" in text
    assert page.page.inner_text("#need-understood") == "「樹脂成形 ISO13485 OEM」を次のように読み取りました: ISO 13485"
    assert page.page.inner_text("#need-status") == "2機関が合います。"
    page.page.click("text=射出成形 >> nth=0")
    page.page.wait_for_url("**/ja/thing/capability/cap-molding.html")


def test_a_link_opens_the_same_search(visit, members_site, page):
    choose(page, {"place": "福島県", "certificate": "ISO 13485"})
    page.page.select_option("#need-range", "outside")
    search(page, "医療機器")
    address = page.run("location.hash")
    again = visit(members_site, PAGE + address)
    again.page.wait_for_selector("#need-status:not(:empty)")
    assert again.run("location.hash") == address
    assert again.page.input_value("#need") == "医療機器"
    assert again.page.input_value("#need-range") == "outside"
    assert again.page.input_value("#need-certificate") == "ISO 13485"
    assert again.run("document.getElementById('need-place').selectedOptions[0].text").startswith("福島県 (")


def test_the_keyboard_alone_finds_and_shows_more(visit, members_site):
    page = visit(members_site, PAGE)
    page.page.focus("#need")
    page.page.keyboard.type("医療機器")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector("#need-results li")
    assert page.run("document.querySelectorAll('#need-results li').length") == 10
    page.page.focus("#need-more")
    page.page.keyboard.press("Enter")
    assert page.run("document.querySelectorAll('#need-results li').length") > 10


def test_nothing_found_and_nothing_asked_are_told(page):
    assert search(page, "存在しない品") == []
    assert page.page.inner_text("#need-status").startswith("合う機関は見つかりません")
    page.page.fill("#need", "  ")
    page.page.press("#need", "Enter")
    assert page.page.inner_text("#need-status") == "探すものを入れてください。"


def test_without_javascript_organisations_are_listed_by_what_they_offer_and_need(visit, members_site):
    page = visit(members_site, PAGE, javascript=False)
    assert page.page.locator("#need-form").is_hidden()
    assert "下の一覧" in page.page.locator("noscript").inner_text()
    assert "クリーンルームの貸出" in page.page.inner_text("#items-offers")
    assert "樹脂の成形を頼める先" in page.page.inner_text("#items-seeks")
    page.page.click("#organisations a >> text=磐梯モールド")
    assert page.page.inner_text("h1") == "磐梯モールドの連携相手"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_results_and_partners_fit_and_are_accessible(visit, members_site, language, theme, width):
    for path in ("index.html#need=医療機器 ISO13485", "azuma-seiki.html"):
        page = visit(members_site, f"{language}/partners/{path}", width=width, color_scheme=theme)
        page.page.wait_for_selector(".partner")
        assert page.run("document.documentElement.scrollWidth") == width
        page.run((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
        found = page.run(
            """() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], preload: false})
            .then(found => found.violations.flatMap(rule => rule.nodes.map(n => rule.id + ": " + n.html.slice(0, 200))))"""
        )
        assert found == []


def test_japanese_in_results_on_an_english_page_is_marked(visit, members_site):
    page = visit(members_site, "en/partners/index.html#need=樹脂成形 ISO13485 動物実験")
    page.page.wait_for_selector(".partner")
    unmarked = page.run(
        """() => [...document.querySelectorAll(".need-result *")].filter(e => [...e.childNodes].some(n => n.nodeType === 3
        && /[\\u3041-\\u9fff]/.test(n.data)) && e.closest("[lang]").lang !== "ja").map(e => e.textContent)"""
    )
    assert unmarked == []


def test_hostile_names_in_needs_and_results_stay_text(visit, tmp_path, hostile_dataset, hostile_names):
    names = {name: text for name, text in hostile_names.items() if name != "formula"}
    rows = "".join(f'cap-{n},"{quoted(t)}","{quoted(t)}",hostile-{n},process\n' for n, t in names.items())
    (tmp_path / "data").mkdir()
    folder = tmp_path / "data" / "hostile"
    folder.mkdir()
    for path in hostile_dataset.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "capabilities.csv").write_text("id,label_ja,label_en,organization,kind\n" + rows, encoding="utf-8")
    build(with_shipped([folder]), tmp_path / "store", "public")
    publish(tmp_path / "site", tmp_path / "store")
    for need in ("加工・製造技術", "<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>"):
        page = visit(tmp_path / "site", PAGE, width=360)
        page.run("new Promise(done => renkei.needSearch.load(done))")
        found = search(page, need)
        assert set(found) & set(names.values()), need
        assert page.run("document.querySelectorAll('.need-result img, .need-result script').length") == 0
        assert page.run("document.documentElement.scrollWidth") == 360
    page = visit(tmp_path / "site", "ja/partners/hostile-script.html", width=360)
    assert "alert(2)" in page.page.inner_text("h1")
    assert page.run("document.documentElement.scrollWidth") == 360


def quoted(text: str) -> str:
    return text.replace('"', '""')
