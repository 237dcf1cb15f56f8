"""The description of one thing: its statements, those that point to it, its ties in full, and the names of the rest."""

from __future__ import annotations

import json
import time

import pyoxigraph as ox
import pytest

from renkei.graph import Graph
from renkei.query.describe import Describer, describe
from renkei.rdf.quads import in_graph, known
from renkei.schema.namespaces import ID, ORG, RDF, RDFS, RENKEI, SCHEMA
from renkei.store.memory import RdflibStore
from renkei.store.oxigraph import OxigraphStore
from renkei.store.protocol import Store


def thing(name: str) -> ox.NamedNode:
    return ox.NamedNode(ID + name)


def label(node: ox.NamedNode) -> ox.Triple:
    return ox.Triple(node, RDFS.label, ox.Literal(node.value.rpartition("/")[2], language="en"))


COUNCIL, MEMBER, OTHER, TIE, ROLE, PLAN, PLACE, FAR = map(
    thing,
    (
        "organization/council",
        "organization/member",
        "organization/other",
        "membership/1",
        "role/member",
        "plan/p",
        "place/x",
        "place/y",
    ),
)
OWN = [ox.Triple(MEMBER, RDF.type, ORG.Organization), ox.Triple(MEMBER, SCHEMA.location, PLACE)]
OF_TIE = [
    ox.Triple(TIE, RDF.type, ORG.Membership),
    ox.Triple(TIE, ORG.member, MEMBER),
    ox.Triple(TIE, ORG.organization, COUNCIL),
    ox.Triple(TIE, ORG.role, ROLE),
]
POINTING = [ox.Triple(PLAN, RENKEI.concerns, MEMBER)]
NOT_TOLD = [
    ox.Triple(PLACE, SCHEMA.containedInPlace, FAR),
    ox.Triple(PLAN, SCHEMA.location, FAR),
    ox.Triple(OTHER, SCHEMA.location, PLACE),
    ox.Triple(COUNCIL, SCHEMA.location, FAR),
]
LABELS = [label(n) for n in (COUNCIL, MEMBER, TIE, ROLE, PLAN, PLACE)]


@pytest.fixture(params=[OxigraphStore.in_memory, RdflibStore])
def store(request: pytest.FixtureRequest) -> Store:
    made: Store = request.param()
    made.load(map(known, [*OWN, *OF_TIE, *POINTING, *NOT_TOLD, *LABELS, label(FAR), label(OTHER)]))
    made.load([in_graph(t, thing("passage/q")) for t in OWN])
    return made


def test_what_is_told_of_a_thing(store: Store) -> None:
    found = describe(store, MEMBER)
    assert set(found.triples) == {*OWN, *OF_TIE, *POINTING, *LABELS}
    assert len(found.triples) == len(set(found.triples))


def test_a_tie_of_each_kind_is_told_in_full(graph: Graph) -> None:
    for name, kind in (
        ("organization/yamaguchi-medical-growth-council", ORG.Membership),
        ("project/proj2018-7", RENKEI.Participation),
        ("programme/important-port", RENKEI.Designation),
        ("place/JP-07", RENKEI.ListEntry),
    ):
        found = describe(graph.store, thing(name)).triples
        ties = {t.subject for t in found if t.predicate == RDF.type and t.object == kind}
        assert ties
        for tie in ties:
            assert isinstance(tie, ox.NamedNode)
            held = {q.triple for q in graph.store.quads(tie, graph=ox.DefaultGraph())}
            assert held <= set(found)


def test_both_forms_say_the_same(graph: Graph) -> None:
    found = describe(graph.store, thing("organization/jica"))
    turtle = {q.triple for q in ox.parse(found.turtle(), format=ox.RdfFormat.TURTLE)}
    jsonld = {q.triple for q in ox.parse(found.jsonld(), format=ox.RdfFormat.JSON_LD)}
    assert turtle == jsonld == set(found.triples)
    assert "@prefix renkei:" in found.turtle()
    node = next(n for n in json.loads(found.jsonld())["@graph"] if n["@id"] == "id:organization/jica")
    assert (node["rdfs:label"], node["schema:location"]) == ({"en": "JICA", "ja": "JICA"}, "id:place/JP")


def test_the_forms_are_the_same_bytes_whatever_was_described_before(graph: Graph) -> None:
    describer = Describer(graph.store)
    describer.describe(thing("project/proj2018-7"))
    again, first = describer.describe(thing("organization/jica")), describe(graph.store, thing("organization/jica"))
    assert (again.turtle(), again.jsonld()) == (first.turtle(), first.jsonld())


def test_what_is_not_known_has_no_statements(graph: Graph) -> None:
    found = describe(graph.store, thing("organization/nobody"))
    assert found.triples == ()
    assert json.loads(found.jsonld())["@graph"] == []


def test_two_thousand_things_are_described_in_a_few_seconds(graph: Graph) -> None:
    rows = graph.store.select("SELECT DISTINCT ?s WHERE { ?s a ?c . ?c rdfs:subClassOf* schema:Thing } LIMIT 500").rows
    describer = Describer(graph.store)
    began = time.monotonic()
    sizes = [len(d.turtle()) + len(d.jsonld()) for row in rows for d in [describer.describe(row[0])]]  # type: ignore[arg-type]
    assert len(sizes) == 500
    assert time.monotonic() - began < 5  # measured: 0.6 s
