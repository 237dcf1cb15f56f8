"""The page of a source document: what cites each line, what is left out and why, and not a sentence of it."""

from __future__ import annotations

import re

import pytest


def _page(site, language: str, number: str) -> str:
    return (site / language / "document" / f"{number}.html").read_text(encoding="utf-8")


def _line(html: str, number: int) -> str:
    return html.split(f'<li id="L{number}">')[1].split('<li id="L')[0]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_document_has_a_page_with_its_cited_lines(site, language):
    found = {n: len(re.findall(r'<li id="L\d+">', _page(site, language, n))) for n in ("000", "001", "002", "003", "004")}
    assert found == {"000": 122, "001": 353, "002": 129, "003": 140, "004": 44}


def test_a_line_shows_what_it_says_of_each_thing_and_on_what_basis(site):
    line = _line(_page(site, "ja", "004"), 34)
    assert '<a href="../thing/post/fukushima-coordinator.html">コーディネーター</a>' in line
    assert re.search(r'役割</span> <a [^>]*>コーディネータ</a> <span class="basis basis-named">名称から</span>', line)


def test_lines_left_out_have_their_reason(site):
    html = _page(site, "en", "003")
    assert '<span class="line">232</span> <span class="detail">Closing words of thanks.</span>' in html
    assert "Of its 233 lines 140 are cited and 1 left out; the others are empty." in html
    assert "left-out" not in _page(site, "en", "004")


def test_no_sentence_of_a_document_stands_on_its_page(site, sources):
    """The longest lines of each document are prose; none of their beginnings is on the page."""
    for number in ("001", "002"):
        html = re.sub(r"\s+|<[^>]*>", "", _page(site, "ja", number))
        text = next(sources.glob(f"{number}_*.txt")).read_text(encoding="utf-8")
        longest = sorted((line for line in text.splitlines() if "<" not in line and "\t" not in line), key=len)[-20:]
        assert [p for p in longest if re.sub(r"\s+", "", p.strip("- ○"))[:60] in html] == []
