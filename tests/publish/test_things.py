"""The pages of things: what they tell of a few known ones, and that every thing has all of its files."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pyoxigraph as ox
import pytest
from page_text import text_of

from renkei.publish.catalogue import Catalogue
from renkei.publish.known import Known
from renkei.schema.namespaces import ID, RDFS
from renkei.schema.tables import shipped_schema

CENTER = "thing/organization/fukushima-medical-device-promotion"


@pytest.fixture(scope="module")
def catalogue(graph) -> Catalogue:
    return Catalogue(Known(graph.store), shipped_schema())


def _page(site: Path, language: str, name: str) -> str:
    return (site / language / f"{name}.html").read_text(encoding="utf-8")


def _facts(html: str) -> dict[str, str]:
    """The facts of a page: heading, and values with who says them."""
    rows = re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", html, re.DOTALL)
    return {text_of(heading): text_of(value) for heading, value in rows}


def _section(html: str, heading_id: str) -> str:
    return html.split(f'<section aria-labelledby="{heading_id}">')[1].split("</section>")[0]


def test_every_row_with_an_id_has_a_page_in_both_languages_and_its_data(graph, site, catalogue):
    manifest = graph.generation.manifest["rows"]
    by_table: dict[str, int] = {}
    for thing in catalogue.things.values():
        by_table[thing.table.name] = by_table.get(thing.table.name, 0) + 1
        data = (f"{thing.file}.{ending}" for ending in ("ttl", "jsonld", "csv"))
        for name in (f"ja/{thing.file}.html", f"en/{thing.file}.html", *data):
            assert (site / name).is_file(), name
    assert by_table == {t.name: manifest[t.name] for t in shipped_schema().tables.values() if not t.key and t.name in manifest}


def test_every_row_of_a_tie_stands_on_the_pages_of_its_ends(graph, site, catalogue):
    """The n-ary ties of one council: as many lines as rows, and never the id of a node."""
    council = f"{ID}organization/yamaguchi-medical-growth-council"
    rows = {s for p, s in catalogue.known.pointing(council) if s in catalogue.ties}
    html = _page(site, "ja", "thing/organization/yamaguchi-medical-growth-council")
    assert _section(html, "ties").count("<li>") == len(rows)
    shown = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)  # machines are told more
    assert [row for row in catalogue.ties if row.removeprefix(ID) in shown] == []


def test_facts_of_a_center_with_basis_and_passages(site):
    facts = _facts(_page(site, "ja", CENTER))
    lines = "003:9-10,73-74,150,158"
    assert facts["名称"] == (
        f"ふくしま医療機器産業推進機構 {lines} 明記 Fukushima Medical Device Industry Promotion Agency 当方による訳・読み"
    )
    assert facts["別名"] == f"一般財団法人ふくしま医療機器産業推進機構 {lines} 明記"
    assert facts["所在"] == f"福島県 {lines} 名称から"
    assert facts["設立"].startswith("2013年(平成25年)5月 規則 ")
    assert "003:70,73-74" in facts["設立"]
    english = _facts(_page(site, "en", CENTER))
    assert english["Place"] == f"Fukushima {lines} read from the name"
    assert english["Founded"].startswith("May 2013 rule ")


def test_ties_are_lines_with_partner_and_role(site):
    html = _page(site, "ja", CENTER)
    ties = text_of(_section(html, "ties"))
    assert "全国各地の医工連携・支援機関一覧 順 8" in ties
    assert "拠点の位置づけ 地域連携自立化推進拠点" in ties
    assert "構成員 1 石橋 毅 部長 003:9-11 明記" in ties
    pointing = text_of(_section(html, "pointing"))
    assert "出来事・催し これにかかわる 1 ふくしま医療機器産業推進機構設立 設立 003:70,73-74 明記" in pointing


def test_values_and_targets_of_an_indicator_are_tables(site):
    html = _page(site, "en", "thing/indicator/ind2018-1-congestion-points")
    tables = [text_of(t) for t in re.findall(r"<table.*?</table>", html, re.DOTALL)]
    assert tables[0].startswith("Value As of Achievement rate Computed status Target Sources 2 places March 2020 0.667")
    assert tables[1].startswith("Value Last fiscal year Sources 3 places Fiscal year 2020 002:26,146 stated")


def test_entries_of_the_list_stand_in_their_order(site):
    html = _page(site, "ja", "thing/list/national-support-institutions")
    table = re.findall(r"<table.*?</table>", html, re.DOTALL)[0]
    positions = [int(n) for n in re.findall(r'data-label="順" class="figure"><bdi>(\d+)</bdi>', table)]
    assert positions == list(range(1, 65))


def test_passages_name_document_section_and_lines(site):
    html = _page(site, "ja", CENTER)
    sources = html.split('class="thing-sources"')[1]
    assert '<a href="../../document/003.html">' in sources
    assert '<a href="../../document/003.html#L9">9-10,73-74,150,158行</a>' in sources
    assert '<a href="../../thing/section/' in sources


def test_review_note_is_told_with_its_reason(small_site):
    html = _page(small_site, "en", "thing/organization/ALPHA")
    review = html.split('class="review"')[1].split("</section>")[0]
    assert 'The name <span lang="ja">仮</span> is &lt;i&gt;new&lt;/i&gt;' in review
    assert "<i>" not in review


def test_a_name_in_the_other_language_is_marked(small_site):
    html = _page(small_site, "en", "thing/organization/solo")
    assert re.search(r'<h1 lang="ja">独りの会社</h1>\s*<p class="badge">The data has no English name</p>', html)
    assert 'class="other-name"' not in html
    assert 'class="badge">' not in _page(small_site, "ja", "thing/organization/solo").split("thing-body")[0]
    listed = (small_site / "en" / "list" / "organizations.html").read_text(encoding="utf-8")
    assert listed.count('<span class="badge" lang="en">Japanese name</span>') == 1


def test_hostile_names_are_text(small_site):
    for language in ("ja", "en"):
        html = _page(small_site, language, "thing/organization/ALPHA")
        assert "<b>" not in html.replace('<b lang="ja">連携</b>', "").replace("<b>" + _site_title(language) + "</b>", "")
        assert "<script>" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def _site_title(language: str) -> str:
    return {"ja": "産学官連携ナレッジグラフ", "en": "Industry-academia-government networks of Japan"}[language]


def test_files_of_things_suit_every_file_system(small_site):
    names = sorted(p.name for p in (small_site / "ja" / "thing" / "organization").iterdir())
    assert names == ["ALPHA.html", "alpha~2.html", "con_.html", "eta.html", "latin.html", "solo.html", "zeta.html"]


def test_data_beside_the_page_is_about_the_thing(site, small_site):
    turtle = (site / f"{CENTER}.ttl").read_text(encoding="utf-8")
    label = ox.Triple(
        ox.NamedNode(f"{ID}organization/fukushima-medical-device-promotion"),
        RDFS.label,
        ox.Literal("ふくしま医療機器産業推進機構", language="ja"),
    )
    assert label in {q.triple for q in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}
    known = json.loads((site / f"{CENTER}.jsonld").read_text(encoding="utf-8"))
    assert "https://w3id.org/renkei/id/" in known["@context"].values() or "id" in known["@context"]
    html = _page(small_site, "ja", "thing/organization/con_")
    assert 'href="../../../thing/organization/con_.ttl"' in html
    assert (small_site / "thing" / "organization" / "con_.ttl").is_file()


def test_cite_line_holds_name_iri_and_edition(graph, site):
    cite = text_of(_page(site, "en", CENTER).split('class="citation"')[1].split("</p>")[0]).removeprefix("> ")
    manifest = graph.generation.manifest
    assert cite == (
        "“Fukushima Medical Device Industry Promotion Agency”, renkei: Industry-academia-government networks of Japan, "
        f"data version {manifest['version']} ({manifest['digest']}), "
        "https://w3id.org/renkei/id/organization/fukushima-medical-device-promotion"
    )


def test_things_lead_to_those_beside_them_and_to_the_other_language(small_site):
    html = _page(small_site, "ja", "thing/organization/alpha~2")
    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', html) == [
        ("prev", "../../thing/organization/latin.html"),
        ("next", "../../thing/organization/ALPHA.html"),
    ]
    assert 'href="../../../en/thing/organization/alpha~2.html"' in html


def test_errors_are_reported_where_the_publisher_says(small_site, site):
    html = _page(small_site, "ja", "thing/organization/ALPHA")
    links = re.findall(r'<a href="([^"]+)" rel="noreferrer external">誤りを知らせる</a>', html)
    name = "%3Cb%3E%E5%A4%A7%E3%81%8D%E3%81%AA%3C%2Fb%3E"
    iri = "https%3A%2F%2Fw3id.org%2Frenkei%2Fid%2Forganization%2FALPHA"
    assert len(links) == 1
    assert unescape(links[0]).startswith(f"https://example.org/issues/new?title={name}")
    assert links[0].endswith(f"&amp;body={iri}")
    assert "誤りを知らせる" not in _page(site, "ja", CENTER)


def test_picture_of_the_neighbourhood_holds_links_and_words(site):
    html = _page(site, "ja", CENTER)
    picture = html.split('<figure class="near">')[1].split("</figure>")[0]
    links = re.findall(r'<a href="([^"]+)"', picture)
    assert links[0] == "../../thing/place/JP-07.html"
    assert "../../thing/person/person-ishibashi.html" in links
    assert "<title id=" in picture
    assert "<desc id=" in picture
    body = html.replace(picture, "")
    assert [link for link in links if f'href="{link}"' not in body] == []  # the lists hold the same


def test_an_organisation_shows_what_it_reaches_in_two_steps(site):
    html = _page(site, "ja", "thing/organization/yamaguchi-innovation-promotion-center")
    section = html.split('<section aria-labelledby="reach">')[1].split("</section>")[0]
    drawn, listed = section.split("</figure>")
    assert "一歩先の6件のうち6件、その先の13件のうち13件" in drawn
    links = re.findall(r'<a href="([^"]+)"', drawn)
    assert len(links) == len(set(links)) == 19
    assert set(re.findall(r'<a href="([^"]+)"', listed)) == set(links)
    assert all((site / "ja/thing/organization" / link).resolve().is_file() for link in links)
    assert not [link for link in links if "/place/" in link]


def test_two_steps_are_capped_and_the_caps_are_said(site):
    html = _page(site, "en", "thing/organization/gov-yamaguchi-pref")
    section = html.split('<section aria-labelledby="reach">')[1].split("</figure>")[0]
    assert "10 of the 14 things one step away, 16 of the 24 beyond them" in section
    assert len(re.findall('<a href="', section)) == 26
