"""The catalogue of questions as RDF: read by rdflib, what it says of a question, and queries that run as they stand there."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF, RDFS, SH
from rdflib.plugins.sparql.parser import parseQuery

from renkei.graph import Graph
from renkei.graph import open as open_graph
from renkei.query.as_rdf import catalogue_jsonld, catalogue_triples, catalogue_turtle
from renkei.query.lexer import bind, parameters
from renkei.query.resolve import term_for
from renkei.query.saved import questions
from renkei.schema.namespaces import ID, NS, PREFIXES

GOLDEN = Path(__file__).parents[1] / "golden"
DCTERMS = rdflib.Namespace("http://purl.org/dc/terms/")
SKOS = rdflib.Namespace("http://www.w3.org/2004/02/skos/core#")
SCHEMA = rdflib.Namespace("https://schema.org/")
QUESTION = rdflib.Namespace(f"{ID}question/")
SERVER = "https://sparql.example.org/query"


@pytest.fixture(scope="module")
def published() -> rdflib.Graph:
    """The catalogue as rdflib reads its Turtle."""
    return rdflib.Graph().parse(data=catalogue_turtle(catalogue_triples(questions().values())), format="turtle")


@pytest.fixture(scope="module")
def fast(shipped_store: Path) -> Iterator[Graph]:
    """The shipped data in memory."""
    with open_graph(shipped_store, memory=True) as opened:
        yield opened


def test_turtle_and_jsonld_say_the_same(published: rdflib.Graph) -> None:
    triples = catalogue_triples(questions().values())
    read = rdflib.Graph().parse(data=catalogue_jsonld(triples), format="json-ld")
    assert set(read) == set(published)
    assert len(read) == len(set(triples))
    assert [t for t in read if any(isinstance(term, rdflib.BNode) for term in t)] == []


def test_every_question_is_executable_once(published: rdflib.Graph) -> None:
    for kind in (SH.SPARQLExecutable, SH.SPARQLSelectExecutable):
        assert set(published.subjects(RDF.type, kind)) == {QUESTION[name] for name in questions()}
    assert sorted(str(v) for v in published.objects(None, SCHEMA.target)) == []


def test_what_is_said_of_one_question() -> None:
    name = "organisations-of-field-in-region"
    found = rdflib.Graph().parse(data=catalogue_turtle(catalogue_triples([questions()[name]], SERVER)), format="turtle")
    node = QUESTION[name]
    assert set(found.objects(node, RDFS.label)) == {
        rdflib.Literal("地域で分野に関わる機関", lang="ja"),
        rdflib.Literal("Organisations of a field in a region", lang="en"),
    }
    assert [str(v) for v in found.objects(node, RDFS.comment) if v.language == "en"] == [
        "Which organisations in $region are in $field or a narrower field, themselves or through what they take part in?"
    ]
    assert {(str(v), v.language) for v in found.objects(node, SCHEMA.keywords)} == {
        ("分野", "ja"), ("地域", "ja"), ("企業", "ja"), ("大学", "ja"),
        ("field", "en"), ("region", "en"), ("company", "en"), ("university", "en"),
    }  # fmt: skip
    assert found.value(node, SCHEMA.target) == rdflib.URIRef(SERVER)
    group = found.value(node, DCTERMS.isPartOf)
    assert set(found.objects(group, RDFS.label)) == {
        rdflib.Literal("機関", lang="ja"),
        rdflib.Literal("Organisations", lang="en"),
    }
    region, field = (rdflib.URIRef(f"{node}/parameter/{p}") for p in ("region", "field"))
    assert set(found.objects(node, SH.parameter)) == {region, field}
    assert set(found.predicate_objects(field)) == {
        (RDF.type, SH.Parameter),
        (SH.path, rdflib.URIRef(f"{ID}question-parameter/field")),
        (DCTERMS.identifier, rdflib.Literal("field")),
        (DCTERMS.type, rdflib.Literal("field")),
        (SH.name, rdflib.Literal("分野", lang="ja")),
        (SH.name, rdflib.Literal("field", lang="en")),
        (SKOS.example, rdflib.Literal("field/medical-industry")),
        (SH.optional, rdflib.Literal(False)),
        (DCTERMS.conformsTo, rdflib.URIRef(f"{ID}scheme/field")),
    }
    assert found.value(region, SH["class"]) == rdflib.URIRef("https://schema.org/Place")


def test_an_optional_parameter_and_a_number_are_marked(published: rdflib.Graph) -> None:
    optional = {str(s) for s in published.subjects(SH.optional, rdflib.Literal(True))}
    assert optional == {
        f"{QUESTION[q.name]}/parameter/{p.name}" for q in questions().values() for p in q.parameters if p.optional
    }
    least = rdflib.URIRef(f"{QUESTION['targets-reached-to']}/parameter/least")
    assert published.value(least, SH.datatype) == rdflib.XSD.decimal


def test_prefixes_are_declared_as_shacl_declares_them(published: rdflib.Graph) -> None:
    [declared] = set(published.objects(None, SH.prefixes))
    found = {
        str(published.value(d, SH.prefix)): published.value(d, SH.namespace) for d in published.objects(declared, SH.declare)
    }
    assert found == {prefix: rdflib.Literal(base, datatype=rdflib.XSD.anyURI) for prefix, base in PREFIXES.items()}
    assert found["renkei"].toPython() == NS


@pytest.mark.parametrize("name", sorted(questions()))
def test_the_query_runs_from_the_rdf_with_its_examples_as_many_rows_as_the_golden_answer(
    published: rdflib.Graph, fast: Graph, name: str
) -> None:
    node = QUESTION[name]
    sparql = str(published.value(node, SH.select))
    assert "#+" not in sparql
    examples = {
        str(published.value(p, DCTERMS.identifier)): str(published.value(p, SKOS.example))
        for p in published.objects(node, SH.parameter)
    }
    assert set(examples) == set(parameters(sparql))
    terms = {p: term_for(questions()[name].parameter(p), example, fast.store) for p, example in examples.items()}
    bound = bind(sparql, terms)
    parseQuery(bound)
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        golden = list(csv.reader(file))
    answer = fast.select(bound)
    assert [list(answer.columns), len(answer)] == [golden[0], len(golden) - 1]


def test_text_with_quotes_and_strokes_is_read_back() -> None:
    said = 'a """b""" \\ "c"\nand "'
    node = ox.NamedNode(f"{ID}question/x")
    for text in (said, said.replace("\n", " ")):
        triple = ox.Triple(node, ox.NamedNode("http://www.w3.org/ns/shacl#select"), ox.Literal(text))
        assert [str(o) for o in rdflib.Graph().parse(data=catalogue_turtle([triple]), format="turtle").objects()] == [text]
