"""The page of each vocabulary term: its place in the vocabulary, the things that have it, and its statements."""

from __future__ import annotations

import re
from html import unescape

import pyoxigraph as ox

from renkei.publish.catalogue import Catalogue
from renkei.publish.known import Known
from renkei.schema.namespaces import ID
from renkei.schema.tables import shipped_schema


def test_every_term_has_a_page_in_both_languages_and_its_statements(site, graph):
    catalogue = Catalogue(Known(graph.store), shipped_schema())
    terms = [i for i in catalogue.known.subjects() if i not in catalogue.things and catalogue.scheme_of(i)]
    wanted = sorted(f"term/{iri.removeprefix(ID)}" for iri in terms)
    for folder, ending in (("ja/term", "html"), ("en/term", "html"), ("term", "ttl"), ("term", "jsonld")):
        found = sorted(p.relative_to(site).with_suffix("").as_posix() for p in (site / folder).rglob(f"*.{ending}"))
        assert [name.removeprefix(f"{folder[:3]}") if folder != "term" else name for name in found] == wanted


def test_a_term_leads_up_and_down_and_to_the_things_that_have_it(site):
    html = (site / "en/term/field/medical-devices.html").read_text(encoding="utf-8")
    facts = html.split('<dl class="facts">')[1].split("</dl>")[0]
    assert '<a href="medical-industry.html">' in facts.replace("../../term/field/", "")
    things = html.split('id="pointing"')[1].split("</section>")[0]
    assert 'href="../../thing/organization/fukushima-medical-device-promotion.html"' in things
    for number, lines in re.findall(
        r'<span class="count">([\d,]+)</span></h3>\s*<ul class="lines">(.*?)</ul>', things, re.DOTALL
    ):
        assert lines.count("<li>") == int(number.replace(",", ""))


def test_the_statements_in_the_page_of_a_term_are_those_beside_it(site):
    for page in sorted((site / "ja" / "term").rglob("*.html")):
        name = page.relative_to(site / "ja").with_suffix(".ttl")
        beside = {q.triple for q in ox.parse((site / name).read_bytes(), ox.RdfFormat.TURTLE)}
        found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)
        for text in found:
            assert {q.triple for q in ox.parse(text.encode(), ox.RdfFormat.JSON_LD)} == beside, name
        assert found or len((site / name.with_suffix(".jsonld")).read_text(encoding="utf-8")) > 200_000, name


def test_things_and_the_page_of_the_ontology_lead_to_terms(site):
    thing = (site / "en/thing/organization/fukushima-medical-device-promotion.html").read_text(encoding="utf-8")
    assert 'href="../../term/field/medical-devices.html"' in thing
    ontology = (site / "en/ontology.html").read_text(encoding="utf-8")
    row = ontology.split('id="field/medical-devices"')[1].split("</tr>")[0]
    assert '<a href="term/field/medical-devices.html">' in row


def test_a_term_that_nothing_has_says_so(site):
    pages = [p.read_text(encoding="utf-8") for p in (site / "en" / "term").rglob("*.html")]
    unused = [html for html in pages if "The data of this site does not use it." in html]
    assert 0 < len(unused) < len(pages)
    assert [unescape(html) for html in unused if '<ul class="lines">' in html] == []
