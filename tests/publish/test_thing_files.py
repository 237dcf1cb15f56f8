"""The files of each thing: JSON-LD within its page, Turtle, JSON-LD and CSV beside it, and how it is cited."""

from __future__ import annotations

import csv
import json
import re
from html import unescape
from pathlib import Path

import pyoxigraph as ox
import pytest

from renkei.publish.known import Known
from renkei.publish.site import publish
from renkei.publish.things import thing_files, thing_pages
from renkei.query.describe import Describer

CENTER = "thing/organization/fukushima-medical-device-promotion"


def triples(data: bytes, form: ox.RdfFormat) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(data, form)}


def block(html: str) -> str:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return found


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_statements_in_every_page_are_those_beside_it(site: Path, language: str) -> None:
    pages = sorted((site / language / "thing").rglob("*.html"))
    assert len(pages) == len(list((site / "thing").rglob("*.ttl")))
    for page in pages:
        name = page.relative_to(site / language).with_suffix("")
        within = triples(block(page.read_text(encoding="utf-8")).encode(), ox.RdfFormat.JSON_LD)
        beside = triples((site / name).with_name(f"{name.name}.ttl").read_bytes(), ox.RdfFormat.TURTLE)
        assert within == beside, name


def test_statements_of_odd_names_end_no_block_and_begin_no_tag(small_site: Path) -> None:
    for page in sorted((small_site / "en" / "thing" / "organization").glob("*.html")):
        text = block(page.read_text(encoding="utf-8"))
        assert re.findall("[<>&]", text) == []
        name = page.stem
        assert triples(text.encode(), ox.RdfFormat.JSON_LD) == triples(
            (small_site / "thing" / "organization" / f"{name}.ttl").read_bytes(), ox.RdfFormat.TURTLE
        )


def test_what_is_told_of_a_thing_is_what_describe_tells(graph) -> None:
    known, describer = Known(graph.store), Describer(graph.store)
    things = [iri for iri in known.subjects() if iri.startswith("https://w3id.org/renkei/id/")]
    for iri in things[::7]:
        assert thing_files.described(known, iri) == describer.describe(ox.NamedNode(iri)), iri


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_of_a_thing_gives_each_fact_with_each_source(site: Path) -> None:
    found = rows(site / f"{CENTER}.csv")
    told = {(r["property_en"], r["value_ja"], r["basis"], r["source"], r["place"]) for r in found}
    passage = ("003", "9-10,73-74,150,158")
    assert {
        ("name", "ふくしま医療機器産業推進機構", "stated", *passage),
        ("other names", "一般財団法人ふくしま医療機器産業推進機構", "stated", *passage),
        ("place", "福島県", "named", *passage),
        ("founded", "2013-05", "derived", "003", "70,73-74"),
    } <= told, sorted(told)
    member = next(r for r in found if r["value_ja"] == "石橋 毅" and r["details_ja"])
    assert (member["details_en"], member["source"], member["place"]) == ("head of department", "003", "9-11")
    place = next(r for r in found if r["property_ja"] == "所在")
    assert place["value_iri"] == "https://w3id.org/renkei/id/place/JP-07"
    assert place["source_title_ja"] == "自治体から見た医工連携の必要性"


def test_every_thing_has_a_table_and_every_row_a_property(site: Path) -> None:
    tables = sorted((site / "thing").rglob("*.csv"))
    assert len(tables) == len(list((site / "thing").rglob("*.ttl")))
    for path in tables:
        assert [r for r in rows(path) if not r["property_ja"] or not r["property_en"]] == [], path


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("ja", "「ふくしま医療機器産業推進機構」産学官連携ナレッジグラフ renkei、データの版 {edition}、{iri}"),
        (
            "en",
            "“Fukushima Medical Device Industry Promotion Agency”, renkei: Industry-academia-government networks of Japan, "
            "data version {edition}, {iri}",
        ),
    ],
)
def test_a_page_says_how_it_is_cited(site: Path, graph, language: str, wanted: str) -> None:
    html = (site / language / f"{CENTER}.html").read_text(encoding="utf-8")
    manifest = graph.generation.manifest
    iri = "https://w3id.org/renkei/id/organization/fukushima-medical-device-promotion"
    (cited,) = re.findall(r'<p id="citation"><bdi>(.*?)</bdi></p>', html)
    text = unescape(re.sub("<[^>]*>", "", cited))
    assert text == wanted.format(edition=f"{manifest['version']} ({manifest['digest']})", iri=iri)
    (entry,) = re.findall(r'<code id="bibtex">(.*?)</code>', html, re.DOTALL)
    plain = unescape(re.sub("<[^>]*>", "", entry))
    assert plain.startswith("@misc{renkei-organization-fukushima-medical-device-promotion,")
    assert f"url = {{{iri}}}" in plain


def test_long_groups_are_cut_and_the_page_leads_to_the_rest(
    tmp_path: Path, small_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thing_pages, "MOST_LINES", 1)
    monkeypatch.setattr(thing_files, "MOST_EMBEDDED", 100)
    publish(tmp_path / "site", small_store)
    html = (tmp_path / "site/en/thing/place/JP-07.html").read_text(encoding="utf-8")
    assert '<a href="../../../thing/place/JP-07.csv" type="text/csv" download>2 more, in the CSV</a>' in html
    assert "application/ld+json" in html  # the link stays where the block does not
    assert '<script type="application/ld+json">' not in html
    told = [
        r["value_en"] for r in rows(tmp_path / "site/thing/place/JP-07.csv") if r["property_en"].startswith("organisations")
    ]
    assert sorted(told) == ['<b>Big</b> & "Co" Ltd', "Alpha Ltd", "Device Name Ltd"]


def test_statements_in_a_page_are_json_as_it_stands(site: Path) -> None:
    text = block((site / "ja" / f"{CENTER}.html").read_text(encoding="utf-8"))
    assert set(json.loads(text)) == {"@context", "@graph"}
