"""The page of the ontology: every term with a place of its own, its use in the data, and an example that leads to a page."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pyoxigraph as ox
import pytest
from page_text import text_of

from renkei import resources
from renkei.publish.things.portraitist import ends_of
from renkei.schema.namespaces import NS, OWL, RDF, SKOS
from renkei.schema.tables import shipped_schema
from renkei.schema.turtle import TripleIndex


def _terms(html: str) -> dict[str, str]:
    """The part of the page about each class, property and vocabulary, by its id."""
    parts = re.split(r'<section class="term" id="([^"]+)">', html)
    return dict(zip(map(unescape, parts[1::2]), parts[2::2], strict=True))


@pytest.fixture(scope="module")
def ontology(site: Path) -> dict[str, dict[str, str]]:
    return {code: _terms((site / code / "ontology.html").read_text(encoding="utf-8")) for code in ("ja", "en")}


def test_every_term_of_the_ontology_has_the_place_that_a_redirect_points_to(ontology):
    index = TripleIndex([resources.folder("ontology") / "renkei.ttl"])
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    terms = {s.value.removeprefix(NS) for kind in kinds for s in index.subjects(RDF.type.value, kind)}
    for found in ontology.values():
        assert terms - found.keys() == set()


def test_every_column_of_a_table_is_named_with_its_property(ontology):
    text = text_of("".join(ontology["en"].values()))
    missing = [
        f"{t.name}.{c.name}" for t in shipped_schema().tables.values() for c in t.columns if f"{t.name}.{c.name}" not in text
    ]
    assert missing == []


def test_a_class_tells_what_it_is_and_how_often_it_is_used(graph, ontology):
    uses = graph.generation.manifest["things"][f"{NS}Participation"]
    text = text_of(ontology["en"]["Participation"])
    assert text.startswith(f"Participation renkei:Participation 参画 uses: {uses} That a body takes part, in a role,")
    assert "Subclass of Role (schema.org)" in text
    assert "Its properties activity , participant" in text
    assert "Table Participations" in text


def test_a_property_tells_domain_range_columns_and_uses(graph, ontology):
    uses = sum(1 for _ in graph.store.quads(None, ox.NamedNode(f"{NS}host"), None, ox.DefaultGraph()))
    text = text_of(ontology["ja"]["host"])
    assert text.startswith(f"設置・運営者 renkei:host host 使用数 {uses} ")
    assert "定義域 設置・運営 値域 機関 表の列 hostings.host 例" in text


def test_examples_lead_to_pages_of_things(ontology):
    example = ontology["ja"]["likelyName"].split("<dt>例</dt>")[1]
    assert re.search(r'<a href="thing/[a-z-]+/[^"]+\.html"', example)


def test_concepts_of_vocabularies_tell_notation_labels_and_uses(graph, ontology):
    kind = ox.NamedNode("https://w3id.org/renkei/id/organization-kind/support-center")
    uses = sum(
        1 for q in graph.store.quads(None, None, kind, ox.DefaultGraph()) if "/organization-kind/" not in q.subject.value
    )
    row = re.search(
        r'<tr role="row" id="organization-kind/support-center">.*?</tr>', ontology["en"]["scheme/organization-kind"]
    )
    assert row is not None
    cells = [text_of(c) for c in re.findall(r"<t[hd].*?</t[hd]>", row[0])]
    assert cells[:3] == ["support center", "支援機関", "support-center"]
    assert cells[4] == f"{uses:,}"


def test_every_concept_of_the_vocabularies_stands_on_the_page(ontology):
    index = TripleIndex(sorted((resources.folder("ontology") / "vocabularies").glob("*.ttl")))
    concepts = {s.value.removeprefix("https://w3id.org/renkei/id/") for s in index.subjects(RDF.type.value, SKOS.Concept)}
    text = "".join(ontology["ja"].values())
    assert {c for c in concepts if f'id="{c}"' not in text} == set()


def test_each_kind_of_tie_is_drawn_between_its_ends(site):
    html = (site / "en" / "ontology.html").read_text(encoding="utf-8")
    diagram = html.split('class="diagram"')[1].split("</svg>")[0]
    rows = [text_of(row) for row in re.findall(r"<g>(.*?)</g>", diagram, re.DOTALL)]
    assert len(rows) == len([t for t in shipped_schema().tables.values() if t.key])
    assert "participant activity Agent Participation Event Plan Programme Project" in rows
    assert [href for href in re.findall(r'href="#([^"]+)"', diagram) if f'id="{href}"' not in html] == []


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("memberships", [["member", "actor_kind"], ["organization"]]),
        ("supports", [["supporter", "actor_kind"], ["supported", "supported_kind"]]),
        ("hostings", [["host"], ["hosted"]]),
        ("list_entries", [["list"], ["item"]]),
    ],
)
def test_ends_of_a_tie_follow_from_its_table(name, ends):
    assert [[c.name for c in end] for end in ends_of(shipped_schema().tables[name])] == ends
