"""Gaps of prefectures, fields and capabilities, on a hand-made store; changes between two years of it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from renkei.analysis.catalogue import Settings, analyze
from renkei.errors import Text
from renkei.network.views import Narrowing
from renkei.schema.namespaces import ID
from renkei.store.oxigraph import OxigraphStore

# Fukushima has a university hospital, a council and a hub; Yamaguchi a firm; Nagasaki nothing.
TURTLE = """
PREFIX k: <https://w3id.org/renkei/id/organization-kind/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX place: <https://w3id.org/renkei/id/place/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX renkei: <https://w3id.org/renkei/ns#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

place:JP-07 a renkei:Prefecture ; rdfs:label "福島県"@ja, "Fukushima"@en .
place:JP-35 a renkei:Prefecture ; rdfs:label "山口県"@ja, "Yamaguchi"@en .
place:JP-42 a renkei:Prefecture ; rdfs:label "長崎県"@ja, "Nagasaki"@en .
k:large-hospital skos:broader k:hospital .
<field/devices> skos:inScheme <scheme/field> ; skos:broader <field/medicine> ; rdfs:label "機器"@ja .
<field/medicine> skos:inScheme <scheme/field> ; rdfs:label "医療"@ja .

<organization/clinic> a org:Organization ; org:classification k:large-hospital ; schema:location place:JP-07 ;
  renkei:field <field/devices> .
<organization/council> a renkei:Council, org:Organization ; org:classification k:council ; schema:location place:JP-07 .
<organization/firm> a org:Organization ; org:classification k:company ; schema:location place:JP-35 .
<organization/school> a org:Organization ; org:classification k:university ; schema:location place:JP-07 .
<list/1> renkei:hubStatus <hub-status/self-sustaining-hub> ; schema:item <organization/school> .

<project/p> a renkei:Project ; schema:startDate "2010"^^xsd:gYear ; schema:endDate "2012"^^xsd:gYear .
<project/q> a renkei:Project ; schema:startDate "2015"^^xsd:gYear .
<t/1> renkei:participant <organization/clinic> ; renkei:activity <project/p> .
<t/2> renkei:participant <organization/firm> ; renkei:activity <project/p> .
<t/3> renkei:participant <organization/clinic> ; renkei:activity <project/q> .
<t/4> renkei:participant <organization/school> ; renkei:activity <project/q> .

<capability/1> a renkei:Capability ; renkei:holder <organization/firm> ; rdfs:label "射出成形"@ja, "injection moulding"@en .
<capability/2> a renkei:Capability ; renkei:holder <organization/clinic> ; rdfs:label "試験"@ja .
<capability/3> a renkei:Capability ; renkei:holder <organization/firm> ; rdfs:label "試験"@ja .
"""


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    made = OxigraphStore.in_memory()
    made.load(ox.parse(TURTLE, format=ox.RdfFormat.TURTLE, base_iri=ID))
    return made


def rows(store: OxigraphStore, name: str, settings: Settings | None = None) -> list[tuple[object, ...]]:
    """The rows, with the ends of IRIs."""
    found = analyze(store, name, Narrowing(), settings or Settings())
    return [tuple(c.value.rsplit("/", 1)[-1] if isinstance(c, ox.NamedNode) else c for c in row) for row in found.rows]


def test_prefectures(store: OxigraphStore) -> None:
    everything = Text("拠点、協議会、大学、病院、つながり", "hub, council, university, hospital, link")
    nearly = Text("拠点、協議会、大学、病院", "hub, council, university, hospital")
    assert rows(store, "gaps") == [
        ("JP-42", Text("長崎県", "Nagasaki"), 0, 0, 0, 0, 0, 0, 0, everything),
        ("JP-35", Text("山口県", "Yamaguchi"), 1, 0, 0, 0, 0, 1, 1, nearly),
        ("JP-07", Text("福島県", "Fukushima"), 3, 1, 1, 1, 1, 2, 1, None),
    ]


def test_fields_hold_what_is_of_a_field_under_them(store: OxigraphStore) -> None:
    missing = Text("拠点、協議会、大学", "hub, council, university")
    assert rows(store, "field-gaps") == [
        ("devices", Text("機器", "機器"), 1, 0, 0, 0, 1, 1, missing),
        ("medicine", Text("医療", "医療"), 1, 0, 0, 0, 1, 1, missing),
    ]


def test_capabilities_by_region(store: OxigraphStore) -> None:
    fukushima, yamaguchi = Text("福島県", "Fukushima"), Text("山口県", "Yamaguchi")
    assert rows(store, "capability-gaps") == [
        (Text("射出成形", "injection moulding"), 1, 1, yamaguchi, 1, fukushima),
        (Text("試験", "試験"), 2, 2, Text("福島県、山口県", "Fukushima, Yamaguchi"), 0, None),
    ]


def test_changes_between_two_years(store: OxigraphStore) -> None:
    told = [(*(cell.en for cell in row[:2]), *row[2:4]) for row in rows(store, "changes", Settings(between=(2011, 2020)))]  # type: ignore[attr-defined]
    assert told == [
        ("new", "organisation", "school", None),
        ("lost", "organisation", "firm", None),
        ("new", "tie", "clinic", "school"),
        ("lost", "tie", "clinic", "firm"),
        ("new", "bridge", "clinic", "school"),
        ("lost", "bridge", "clinic", "firm"),
    ]


@pytest.mark.parametrize("name", ["gaps", "field-gaps", "capability-gaps"])
def test_an_empty_store_has_no_gaps(name: str) -> None:
    assert rows(OxigraphStore.in_memory(), name) == []
