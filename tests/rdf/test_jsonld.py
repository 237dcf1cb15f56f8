"""JSON-LD: what is written is read back as it was, with the bundled context and nothing else."""

from __future__ import annotations

import importlib.util
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

import renkei
from renkei.query.alignments import alignments
from renkei.rdf.jsonld import Writer, bundled_context, jsonld, write_jsonld
from renkei.rdf.quads import in_graph, known
from renkei.schema.namespaces import ID, RDF, RDFS, RENKEI, SCHEMA, XSD
from renkei.store.memory import from_rdflib

A, B = ox.NamedNode(f"{ID}organization/a"), ox.NamedNode("https://example.org/b c".replace(" ", "%20"))
GRAPH = ox.NamedNode(f"{ID}passage/003-L9-10_73-74")
LABEL = RDFS.label


@pytest.fixture(autouse=True)
def _as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """rdflib makes 012 into 12 unless it is told not to."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def quads_of(text: str) -> set[ox.Quad]:
    """What rdflib reads; it is given no network."""
    dataset = rdflib.Dataset(default_union=False)
    dataset.parse(data=text, format="json-ld")
    found = set()
    for s, p, o, name in dataset.quads():
        graph = ox.DefaultGraph() if name in (None, DATASET_DEFAULT_GRAPH_ID) else ox.NamedNode(str(name))
        found.add(ox.Quad(from_rdflib(s), from_rdflib(p), from_rdflib(o), graph))  # type: ignore[arg-type]
    return found


def written(quads: list[ox.Quad]) -> str:
    out = io.BytesIO()
    assert write_jsonld(quads, out) == len(quads)
    return out.getvalue().decode("utf-8")


def text(value: str, language: str | None = None, datatype: ox.NamedNode | None = None) -> ox.Literal:
    return ox.Literal(value, language=language) if language else ox.Literal(value, datatype=datatype or XSD.string)


@pytest.mark.parametrize(
    ("predicate", "value", "entry"),
    [
        (RDF.type, RENKEI.Company, {"@type": "renkei:Company"}),
        (SCHEMA.location, A, {"schema:location": "id:organization/a"}),
        (SCHEMA.location, B, {"schema:location": "https://example.org/b%20c"}),
        (LABEL, text("甲", "ja"), {"rdfs:label": {"ja": "甲"}}),
        (RENKEI.number, text("3-2"), {"renkei:number": "3-2"}),
        (RENKEI.value, text("11.50", datatype=XSD.decimal), {"renkei:value": "11.50"}),
        (RENKEI.unnamed, text("true", datatype=XSD.boolean), {"renkei:unnamed": True}),
        (SCHEMA.position, text("12", datatype=XSD.integer), {"schema:position": 12}),
        (SCHEMA.position, text("012", datatype=XSD.integer), {"schema:position": "012"}),
        (SCHEMA.position, text("9" * 20, datatype=XSD.integer), {"schema:position": "9" * 20}),
        (SCHEMA.startDate, text("2013", datatype=XSD.gYear), {"schema:startDate": {"@value": "2013", "@type": "xsd:gYear"}}),
        (ox.NamedNode("https://example.org/p"), A, {"https://example.org/p": {"@id": "id:organization/a"}}),
        # What the context does not expect
        (LABEL, text("甲"), {LABEL.value: "甲"}),
        (LABEL, A, {LABEL.value: {"@id": "id:organization/a"}}),
        (SCHEMA.location, text("甲"), {"schema:location": {"@value": "甲"}}),
        (SCHEMA.location, text("甲", "ja"), {"schema:location": {"@value": "甲", "@language": "ja"}}),
        (SCHEMA.location, text("5", datatype=XSD.integer), {"schema:location": {"@value": "5", "@type": "xsd:integer"}}),
        (RENKEI.value, text("5", datatype=XSD.integer), {"renkei:value": {"@value": "5", "@type": "xsd:integer"}}),
        (RENKEI.unnamed, text("1", datatype=XSD.boolean), {"renkei:unnamed": "1"}),
        (RENKEI.number, text("5", datatype=XSD.integer), {"renkei:number": 5}),
        (RDF.type, text("甲"), {"rdf:type": "甲"}),
    ],
    ids=str,
)  # fmt: skip
def test_a_value_has_the_short_form_that_says_the_same(
    predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal, entry: dict[str, Any]
) -> None:
    triple = ox.Triple(A, predicate, value)
    assert Writer().node(A, [triple]) == {"@id": "id:organization/a", **entry}
    assert quads_of(written([known(triple)])) == {known(triple)}
    assert set(ox.parse(written([known(triple)]), format=ox.RdfFormat.JSON_LD)) == {known(triple)}


def test_several_values_are_lists() -> None:
    node = Writer().node(A, [ox.Triple(A, LABEL, text(v, tag)) for v, tag in (("a", "en"), ("乙", "ja"), ("甲", "ja"))])
    assert node == {"@id": "id:organization/a", "rdfs:label": {"en": "a", "ja": ["乙", "甲"]}}
    node = Writer().node(A, [ox.Triple(A, SCHEMA.location, thing) for thing in (B, A)])
    assert node["schema:location"] == ["https://example.org/b%20c", "id:organization/a"]


def test_named_graphs_are_told_apart() -> None:
    triple = ox.Triple(A, LABEL, text('引用 "甲"\n</script>', "ja-Hira"))
    quads = [known(triple), in_graph(triple, GRAPH), in_graph(ox.Triple(GRAPH, LABEL, text("p", "en")), B)]
    made = written(quads)
    assert [node["@id"] for node in json.loads(made)["@graph"]] == ["id:organization/a", "id:passage/003-L9-10_73-74", B.value]
    assert quads_of(made) == set(quads)


def test_nothing_is_a_document_too() -> None:
    assert quads_of(written([])) == set()
    assert quads_of(jsonld([])) == set()


def test_an_iri_that_a_reader_would_expand_is_refused() -> None:
    with pytest.raises(ValueError, match="its scheme is a prefix"):
        Writer().compact("org:member")


def test_the_context_stands_in_the_file_and_names_no_other() -> None:
    context = json.loads(written([known(ox.Triple(A, LABEL, text("甲", "ja")))]))["@context"]
    assert context == bundled_context()
    assert all(isinstance(term, (str, float, dict)) for term in context.values())


def test_a_small_document_has_the_part_of_the_context_that_it_needs() -> None:
    made = json.loads(jsonld([ox.Triple(A, LABEL, text("甲", "ja")), ox.Triple(A, SCHEMA.location, B)]))
    terms = {name for name, term in made["@context"].items() if isinstance(term, dict)}
    assert terms == {"rdfs:label", "schema:location"}


def test_a_node_is_written_before_the_next_is_read() -> None:
    out = io.BytesIO()
    held: list[int] = []

    def quads() -> Iterator[ox.Quad]:
        for number in range(5):
            held.append(out.getvalue().count(b'"id:organization/'))
            yield known(ox.Triple(ox.NamedNode(f"{ID}organization/{number}"), LABEL, text("x", "en")))

    write_jsonld(quads(), out)
    assert held == [0, 0, 1, 2, 3]


# The bundled context


@pytest.fixture(scope="module")
def aligned(shipped_store: Path) -> Iterator[renkei.Graph]:
    with renkei.open(shipped_store, align=alignments()) as opened:
        yield opened


def test_the_bundled_context_is_what_the_ontology_gives(aligned: renkei.Graph) -> None:
    path = Path(__file__).with_name("renew_context.py")
    spec = importlib.util.spec_from_file_location("renew_context", path)
    assert spec and spec.loader
    renew = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(renew)
    assert renew.PATH.read_text(encoding="utf-8") == renew.text(aligned.store), "renew it: python tests/rdf/renew_context.py"


def test_the_bundled_context_covers_every_property_and_class(aligned: renkei.Graph) -> None:
    writer = Writer()
    rows = aligned.store.select("SELECT DISTINCT ?p WHERE { ?s ?p ?o }").rows
    properties = {writer.compact(row[0].value) for row in rows}  # type: ignore[union-attr]
    assert properties - {"rdf:type"} - writer.context.keys() == set()
    rows = aligned.store.select("SELECT DISTINCT ?c WHERE { { ?s a ?c } UNION { ?c a owl:Class } }").rows
    assert [row[0] for row in rows if writer.compact(row[0].value) == row[0].value] == []  # type: ignore[union-attr]


def test_every_value_of_the_shipped_data_is_as_the_context_expects(aligned: renkei.Graph) -> None:
    """No property stands in two forms, under its prefix and in full."""
    odd = set()
    writer = Writer()
    for row in aligned.store.select("SELECT DISTINCT ?p (isLiteral(?o) && lang(?o) != '' AS ?text) WHERE { ?s ?p ?o }").rows:
        name = writer.compact(row[0].value)  # type: ignore[union-attr]
        by_language = isinstance(term := writer.context.get(name), dict) and term.get("@container") == "@language"
        if by_language != (row[1].value == "true" if row[1] else False):  # type: ignore[union-attr]
            odd.add(name)
    assert odd == set()
