"""The lists as files: whole as CSV and Turtle, and in pages where they are long."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from renkei.publish.lists import list_pages
from renkei.publish.site import publish


@pytest.fixture(scope="module")
def paged(once, places_store):
    """A site whose lists stand in pages of twenty rows."""

    def make(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(list_pages, "MOST_ROWS", 40)
            patch.setattr(list_pages, "ROWS", 20)
            publish(folder / "site", places_store)

    return once("paged-site", make) / "site"


def names(html: str) -> list[str]:
    return re.findall(r'<tr role="row" data-id="([^"]+)"', html)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pages_of_a_list_hold_every_thing_once_in_order(paged, language):
    pages = [f"list/prefectures{end}.html" for end in ("", "-2", "-3")]
    found = [names((paged / language / page).read_text(encoding="utf-8")) for page in pages]
    assert [len(part) for part in found] == [20, 20, 7]
    with (paged / language / "list" / "prefectures.csv").open(encoding="utf-8", newline="") as file:
        whole = [row["IRI"].removeprefix("https://w3id.org/renkei/id/") for row in csv.DictReader(file)]
    assert [name for part in found for name in part] == whole
    assert not (paged / language / "list" / "prefectures-4.html").exists()


def test_each_page_leads_to_all_others_and_says_which_rows_it_has(paged):
    html = (paged / "en/list/prefectures-2.html").read_text(encoding="utf-8")
    links = re.findall(r'<li><a href="([^"]+)"( aria-current="page")?>([\d–]+)</a></li>', html)
    assert links == [
        ("prefectures.html", "", "1–20"),
        ("prefectures-2.html", ' aria-current="page"', "21–40"),
        ("prefectures-3.html", "", "41–47"),
    ]
    assert "Rows 21 to 40 of 47. Filter and sorting work on the rows of this page alone." in html


def test_the_index_of_kana_leads_to_the_page_where_a_row_begins(paged):
    html = (paged / "ja/list/prefectures-3.html").read_text(encoding="utf-8")
    index = html.split('class="kana"')[1].split("</nav>")[0]
    links = {text: link for link, text in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', index)}
    assert list(links)[:3] == ["あ行", "か行", "さ行"]
    for link in links.values():
        parts = urlsplit(link)
        page = (paged / "ja/list" / (parts.path or "prefectures-3.html")).read_text(encoding="utf-8")
        assert f'id="{parts.fragment}"' in page


def test_a_short_list_stands_on_one_page(paged, site):
    assert 'class="kana list-parts"' not in (paged / "en/list/district_schemes.html").read_text(encoding="utf-8")
    assert list((site / "en" / "list").glob("*-2.html")) == []


def test_the_list_as_turtle_has_class_and_names_of_each_thing(site):
    found = {q.triple for q in ox.parse((site / "list/prefectures.ttl").read_bytes(), ox.RdfFormat.TURTLE)}
    of_one = [t for t in found if t.subject.value == "https://w3id.org/renkei/id/place/JP-07"]
    assert len({t.subject for t in found}) == 47
    assert {str(t.object) for t in of_one} >= {
        '"福島県"@ja',
        '"Fukushima"@en',
        "<https://w3id.org/renkei/ns#Prefecture>",
    }


def test_the_csv_of_a_list_has_every_value_as_data(site):
    with (site / "en/list/organizations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 116
    assert [r for r in rows if "<" in "".join(r.values())] == []
    row = next(r for r in rows if r["IRI"].endswith("/fukushima-medical-device-promotion"))
    assert row["Name"] == "Fukushima Medical Device Industry Promotion Agency"
    assert row["Sources"] == "003:9-10,73-74,150,158"
