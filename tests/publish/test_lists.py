"""The lists: all things of a table, in the order that readers expect, under headings that are true."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from renkei.schema.tables import shipped_schema

ROW = re.compile(r'<tr role="row" data-id="([^"]+)">\s*<th[^>]*data-key="([^"]*)"')


def _list(site: Path, language: str, name: str) -> str:
    return (site / language / "list" / f"{name}.html").read_text(encoding="utf-8")


def _headed(html: str) -> dict[str, list[str]]:
    """The ids of the rows under each heading, in the order of the page."""
    found: dict[str, list[str]] = {}
    for heading, row in re.findall(r'class="kana-row"[^>]*><th[^>]*>([^<]*)</th>|<tr role="row" data-id="([^"]+)"', html):
        if heading:
            found[heading] = []
        else:
            found[list(found)[-1]].append(row)
    return found


@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_table_of_things_has_a_list_of_all_its_rows(site, graph, language):
    rows = graph.generation.manifest["rows"]
    tables = [t.name for t in shipped_schema().tables.values() if not t.key and t.name in rows]
    assert sorted(p.stem for p in (site / language / "list").glob("*.html")) == sorted([*tables, "index"])
    for name in tables:
        assert len(ROW.findall(_list(site, language, name))) == rows[name], name
    every = ROW.findall(_list(site, language, "index"))
    assert len(every) == len({row for row, _ in every}) == sum(rows[name] for name in tables)


def test_japanese_lists_go_by_reading_then_by_code_point(site):
    for name in ("organizations", "plans", "terms"):
        html = _list(site, "ja", name)
        rows = re.findall(
            r'<tr role="row" data-id="[^"]+">\s*<th[^>]*>.*?<a [^>]*>(.*?)</a>.*?</th>\s*<td[^>]*>(.*?)</td>', html, re.S
        )
        read = [reading for _, reading in rows if reading != "―"]
        assert read == sorted(read)
        assert [reading for _, reading in rows][: len(read)] == read  # those without a reading come last
        unread = [unescape(label) for label, reading in rows if reading == "―"]
        assert unread == sorted(unread)
        assert "読みのないものは、そのあとに文字コード順で並びます。" in html


def test_headings_are_those_of_reading_and_letter(small_site):
    assert _headed(_list(small_site, "ja", "organizations")) == {
        "その他": ["organization/latin"],
        "あ行": ["organization/alpha"],
        "か行": ["organization/ALPHA"],
        "た行": ["organization/con"],
        "は行": ["organization/solo"],
        "読みなし": ["organization/eta", "organization/zeta"],
    }
    assert _headed(_list(small_site, "en", "organizations")) == {
        "Other": ["organization/latin", "organization/ALPHA"],
        "A": ["organization/alpha"],
        "D": ["organization/con"],
        "E": ["organization/eta"],
        "Z": ["organization/zeta"],
        "The data has no English name": ["organization/solo"],
    }


def test_a_name_leads_to_its_page(site):
    html = _list(site, "ja", "organizations")
    assert '<a href="../thing/organization/fukushima-medical-device-promotion.html">ふくしま医療機器産業推進機構</a>' in html
