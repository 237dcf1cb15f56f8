"""The timeline and the board of targets: filters narrow rows, and a link keeps what was chosen."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_SHOWN = "[...document.querySelectorAll('#{table} tbody tr:not(.kana-row):not([hidden])')].length"


def _choose(page, by: str, value: str) -> None:
    page.run(
        "([by, value]) => { const s = document.querySelector(`[data-by=${by}]`); s.value = value;"
        " s.dispatchEvent(new Event('input', {bubbles: true})); }",
        [by, value],
    )


def test_filters_narrow_rows_and_headings_and_stand_in_the_address(visit, site):
    page = visit(site, "ja/time/index.html")
    every = page.run(_SHOWN.format(table="timeline"))
    _choose(page, "lane", "law")
    assert page.run(_SHOWN.format(table="timeline")) == 1
    assert page.run("document.querySelectorAll('#timeline .kana-row:not([hidden])').length") == 1
    assert page.run("location.hash") == "#lane=law"
    page.run("document.querySelector('form[data-narrows]').reset()")
    page.run("new Promise(done => setTimeout(done, 50))")
    assert page.run(_SHOWN.format(table="timeline")) == every
    assert page.run("location.hash") == ""


def test_a_link_keeps_what_was_chosen(visit, site):
    page = visit(site, "en/targets/index.html#computed=met")
    assert page.run("document.querySelector('[data-by=computed]').value") == "met"
    shown = page.run("[...document.querySelectorAll('#targets tbody tr:not([hidden])')].map(r => r.dataset.computed)")
    assert set(shown) == {"met"}
