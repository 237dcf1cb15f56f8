"""The map of Japan in the browser: it leads to pages, filters ties, zooms by keyboard, and says what the tables say."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# What the tables, the tiles and the map say of the first count, by the number of the prefecture.
_SAID = """() => ({
  map: [...document.querySelectorAll(".prefectures [data-n]")].map(e => e.querySelector("title").textContent),
  tiles: [...document.querySelectorAll(".tiles b")].map(e => e.textContent),
  table: [...document.querySelectorAll("#prefectures tbody tr")].map(r => r.cells[2].textContent),
  ties: [...document.querySelectorAll("#ties tbody tr")].filter(r => !r.hidden)
    .map(r => [r.dataset.tie, r.cells[2].textContent]),
  arcs: [...document.querySelectorAll("#arcs .arc")].map(a => a.getAttribute("d") + a.textContent.trim()),
  shades: [...document.querySelectorAll(".prefectures [data-n]")].map(e => e.className.baseVal),
})"""


def _said(page: Any) -> dict[str, Any]:
    found: dict[str, Any] = page.run(_SAID)
    return found


def _ties(site: Path, field: str, period: str) -> list[tuple[str, str, int]]:
    rows = csv.DictReader((site / "en" / "map" / "ties.csv").read_text(encoding="utf-8").splitlines())
    told = [r for r in rows if r["field"].rsplit("/", 1)[-1] == field and r["period"] == period]
    return [(r["name"], r["other_name"], int(r["ties"])) for r in told]


def test_the_map_says_the_same_with_and_without_a_script(visit, site):
    with_script, without = (_said(visit(site, "ja/map/index.html", javascript=on)) for on in (True, False))
    for key in ("tiles", "table", "ties", "arcs", "shades"):
        assert with_script[key] == without[key]
    assert without["tiles"] == without["table"]
    numbers = [title.rsplit(" ", 1)[-1] for title in with_script["map"]]
    assert numbers == without["tiles"]


def test_without_a_script_nothing_is_offered_that_does_nothing(visit, site):
    page = visit(site, "en/map/index.html", javascript=False)
    assert page.page.locator("main select:visible, main button:visible").count() == 0
    assert page.page.locator(".prefectures a").count() == 47


def test_a_click_leads_to_the_page_of_the_prefecture(visit, site):
    page = visit(site, "ja/map/index.html")
    page.page.locator('.prefectures a[href$="JP-07.html"] path').click()
    page.page.wait_for_url("**/ja/thing/place/JP-07.html")
    page.page.locator(".locator a").click()
    page.page.wait_for_url("**/ja/map/index.html")


def test_a_count_can_be_chosen_and_is_kept_in_the_address(visit, site):
    page = visit(site, "en/map/index.html")
    page.page.select_option("#measure", "hubs")
    said = _said(page)
    assert [n for n, count in enumerate(said["tiles"]) if count != "0"] == [2, 6, 18, 26, 32, 39]
    assert {said["shades"][n] for n in (2, 6)} == {"h5"}
    assert "Fukushima: Self-sustaining hubs 1" in said["map"]
    assert page.run("location.hash") == "#measure=hubs"
    assert page.page.inner_text("#legend").split("\n") == ["0 (none in the data)", "1"]
    again = visit(site, "en/map/index.html#measure=hubs")
    assert _said(again)["tiles"] == said["tiles"]
    again.page.click("#clear")
    assert again.run("location.hash") == ""
    assert _said(again)["tiles"] == said["table"]


@pytest.mark.parametrize(("field", "period"), [("bio", ""), ("", "2013"), ("medical-industry", "2025"), ("hydrogen", "2013")])
def test_ties_are_those_of_the_field_and_period(visit, site, field, period):
    page = visit(site, "en/map/index.html")
    page.page.select_option("#field", field)
    page.page.select_option("#period", period)
    wanted = _ties(site, field, period)
    said = _said(page)
    assert sorted(int(n) for _, n in said["ties"]) == sorted(n for *_, n in wanted)
    assert len(said["arcs"]) == sum(a != b for a, b, _ in wanted)
    total = sum(n for *_, n in wanted)
    status = page.page.inner_text("#status")
    assert status.startswith(f"Ties shown: {total};" if wanted else "This data has no ties that fit.")


def test_a_prefecture_in_focus_is_told_of(visit, site):
    page = visit(site, "en/map/index.html")
    page.page.focus('.prefectures a[href$="JP-35.html"]')
    assert page.page.inner_text("#about-name") == "Yamaguchi"
    assert "Yamaguchi – Yamaguchi: ties 18" in page.page.inner_text("#about-ties")
    page.page.keyboard.press("Enter")
    page.page.wait_for_url("**/en/thing/place/JP-35.html")


def test_the_map_is_zoomed_and_moved_by_keyboard(visit, site):
    page = visit(site, "ja/map/index.html")
    box = "document.getElementById('map').getAttribute('viewBox').split(' ').map(Number)"
    page.page.focus("#stage")
    whole = page.run(box)
    page.page.keyboard.press("ArrowRight")
    assert page.run(box) == whole
    page.page.keyboard.press("+")
    x, y, width, height = page.run(box)
    assert width == pytest.approx(whole[2] / 1.5, abs=0.1)
    assert width == pytest.approx(height, abs=0.1)
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("ArrowUp")
    assert page.run(box)[0] == pytest.approx(x + width / 8, abs=0.2)
    assert page.run(box)[1] == pytest.approx(y - height / 8, abs=0.2)
    page.page.keyboard.press("0")
    assert page.run(box) == whole


def test_on_a_telephone_tiles_are_large_enough_to_touch(visit, site):
    page = visit(site, "ja/map/index.html", width=360)
    sizes = page.run(
        "[...document.querySelectorAll('.tiles a')].map(e => e.getBoundingClientRect()).map(b => Math.min(b.width, b.height))"
    )
    assert len(sizes) == 47
    assert min(sizes) >= 24
    assert page.page.locator(".japan .name:visible").count() == 0
    for _ in range(3):
        page.page.click("#zoom-in")
    assert page.page.locator(".japan .name:visible").count() == 47


def test_on_paper_the_map_keeps_its_shades_and_the_controls_go(visit, site):
    page = visit(site, "ja/map/index.html")
    page.page.emulate_media(media="print")
    assert page.page.locator(".map-controls:visible, .tools:visible").count() == 0
    for part in ("#map", ".tiles", "#legend", ".map-notice", "#prefectures"):
        assert page.page.locator(part).is_visible()
    assert page.run("getComputedStyle(document.getElementById('map')).printColorAdjust") == "exact"


def test_hostile_names_on_the_map_stay_text(visit, hostile_site):
    page = visit(hostile_site, "en/map/index.html")
    page.page.focus('.prefectures a[href$="JP-07.html"]')
    assert page.page.locator("#about-name").inner_text() == "Fukushima"
    for name in ("regions", "gaps"):
        visit(hostile_site, f"en/map/{name}.html")
