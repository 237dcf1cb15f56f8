"""The façade: questions, SPARQL, rdflib, and what is said where a name or a query is wrong."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery

import renkei
from renkei.errors import QueryError, StoreError, Text, UsageError
from renkei.graph import Graph
from renkei.query.resolve import find_thing, term_for
from renkei.query.saved import Parameter
from renkei.schema.namespaces import ID, RDF, RDFS
from renkei.store.oxigraph import OxigraphStore

ORG = "http://www.w3.org/ns/org#"
COUNT = f"SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE {{ ?o a <{ORG}Organization> }}"


def test_a_label_an_id_and_an_iri_name_the_same_thing(graph: Graph) -> None:
    names = ["福島県", "JP-07", "place/JP-07", "https://w3id.org/renkei/id/place/JP-07", "Fukushima", "福島"]
    answers = {graph.query("institutions-of-prefecture", region=name).to_csv() for name in names}
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("name", "parameters", "ja", "en"),
    [
        ("institution-of-prefecture", {}, "institutions-of-prefecture", "institutions-of-prefecture"),
        ("institutions-of-prefecture", {}, "--set region=福島県", "--set region=福島県"),
        ("institutions-of-prefecture", {"regio": "福島県"}, "もしかして: region", "Did you mean region?"),
        ("institutions-of-prefecture", {"region": "福鳥県"}, "福島県", "福島県"),
    ],
)
def test_what_is_unknown_is_named_with_near_misses(
    graph: Graph, name: str, parameters: dict[str, str], ja: str, en: str
) -> None:
    with pytest.raises(UsageError) as caught:
        graph.query(name, **parameters)
    assert ja in caught.value.message.ja
    assert en in caught.value.message.en


def test_an_ambiguous_label_lists_the_things_with_kind_and_place() -> None:
    store = OxigraphStore.in_memory()
    kind = ox.NamedNode("http://example.org/Kind")
    place = ox.NamedNode("https://w3id.org/renkei/id/place/JP-07")
    things = [ox.NamedNode(f"https://w3id.org/renkei/id/organization/{n}") for n in ("one", "two")]
    named = [(thing, "山田製作所", "ja") for thing in things] + [(place, "福島県", "ja"), (place, "Fukushima", "en")]
    store.load(ox.Quad(thing, RDFS.label, ox.Literal(name, language=tag)) for thing, name, tag in named)
    store.load(ox.Quad(thing, RDF.type, kind) for thing in things)
    store.load([ox.Quad(things[0], ox.NamedNode("https://schema.org/location"), place)])
    with pytest.raises(UsageError) as caught:
        find_thing(store, kind.value, "山田　製作所")
    assert "id:organization/one  山田製作所（福島県）\n  id:organization/two  山田製作所" in caught.value.message.ja
    assert "several things" in caught.value.message.en


@pytest.mark.parametrize(
    ("kind", "text", "term"),
    [
        ("number", "1,250.50", '"1250.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("number", "１２", '"12"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("integer", "-3", '"-3"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("language", "JA-hira", '"ja-Hira"'),
        ("date", "令和2年9月2日", '"2020-09-02"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("date", "H25.10", '"2013-10"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'),
        ("string", "医療", '"医療"'),
        ("field", "医療機器", "<https://w3id.org/renkei/id/field/medical-devices>"),
        ("field", "medical devices", "<https://w3id.org/renkei/id/field/medical-devices>"),
        ("kind", "Support Center", "<https://w3id.org/renkei/id/organization-kind/support-center>"),
        ("place", "やまぐちけん", "<https://w3id.org/renkei/id/place/JP-35>"),
        ("place", "ヤマグチケン", "<https://w3id.org/renkei/id/place/JP-35>"),
        ("thing", "公益財団法人ふくしま医療機器産業推進機構",
         "<https://w3id.org/renkei/id/organization/fukushima-medical-device-promotion>"),
    ],
)  # fmt: skip
def test_values_become_terms_of_their_type(graph: Graph, kind: str, text: str, term: str) -> None:
    scheme = {"field": f"{ID}scheme/field", "kind": f"{ID}scheme/organization-kind"}.get(kind)
    classes = {"place": "https://schema.org/Place", "thing": f"{ORG}Organization"}
    parameter = Parameter("x", Text("値", "value"), classes.get(kind), kind, "1", scheme)
    assert str(term_for(parameter, text, graph.store)) == term


@pytest.mark.parametrize(
    ("kind", "text", "ja", "en"),
    [
        ("number", "十二個", "数ではありません", "not a number"),
        ("number", "1e999", "扱える数ではありません", "not a number that can be compared"),
        ("number", "NaN", "扱える数ではありません", "not a number that can be compared"),
        ("integer", "1.5", "整数ではありません", "not a whole number"),
        ("language", "jp", "もしかして: ja", "Did you mean ja?"),
        ("language", "fr", "ja, en, ja-Hira", "ja, en, ja-Hira"),
        ("date", "2020-02-30", "例: --set x=1", "Example: --set x=1"),
        ("string", " ", "空です", "it is empty"),
        ("field", "医療器機", "医療機器", "医療機器"),
        ("kind", "support centre", "support center", "support center"),
        ("place", "医療機器", "「場所」ではありません", "is no Place"),
    ],
)
def test_values_of_another_type_are_refused_with_what_to_write(graph: Graph, kind: str, text: str, ja: str, en: str) -> None:
    scheme = {"field": f"{ID}scheme/field", "kind": f"{ID}scheme/organization-kind"}.get(kind)
    parameter = Parameter("x", Text("値", "value"), "https://schema.org/Place" if kind == "place" else None, kind, "1", scheme)
    with pytest.raises(UsageError) as caught:
        term_for(parameter, text, graph.store)
    assert ja in caught.value.message.ja
    assert en in caught.value.message.en


def test_a_parameter_is_never_read_as_sparql(graph: Graph) -> None:
    for hostile in ("福島県> } DROP ALL #", '" . ?s ?p ?o . "', "?x", "$prefecture", "福島県\\u003E"):
        with pytest.raises(UsageError):
            graph.query("institutions-of-prefecture", region=hostile)


def test_select_fills_terms(graph: Graph) -> None:
    result = graph.select("SELECT ?l WHERE { $x <http://www.w3.org/2000/01/rdf-schema#label> ?l } ORDER BY ?l",
                          x=ox.NamedNode("https://w3id.org/renkei/id/place/JP-07"))  # fmt: skip
    assert [r["l"] for r in result] == ["Fukushima", "福島県"]


def test_boolean_and_construct(graph: Graph) -> None:
    assert graph.boolean("ASK { <https://w3id.org/renkei/id/place/JP-07> a <https://w3id.org/renkei/ns#Prefecture> }")
    made = graph.construct("CONSTRUCT { ?p a <http://example.org/P> } WHERE { ?p a <https://w3id.org/renkei/ns#Prefecture> }")
    assert len(made) == 47


def test_memory_gives_the_same_answers(shipped_store: Path, graph: Graph) -> None:
    with renkei.open(shipped_store, memory=True) as fast:
        assert fast.select(COUNT).to_csv() == graph.select(COUNT).to_csv()


def test_results_print_iterate_and_travel(graph: Graph) -> None:
    result = graph.query("districts-without-hub")
    assert [r["institutions"] for r in result] == [5, 4]
    assert repr(result) == "<Result: 2 rows, columns district, name, name_en, institutions>"
    assert str(result).splitlines() == [
        "district               name      name_en           institutions",
        "id:place/list-chubu    中部地区  Chubu district    5",
        "id:place/list-shikoku  四国地区  Shikoku district  4",
    ]
    frame = result.to_pandas()
    assert isinstance(frame, pd.DataFrame)
    assert frame["institutions"].tolist() == [5, 4]
    assert list(frame.columns) == ["district", "name", "name_en", "institutions"]


def test_html_of_a_result_is_escaped(graph: Graph) -> None:
    page = graph.select('SELECT ("<img src=x onerror=alert(1)>" AS ?x) WHERE {}')._repr_html_()
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_a_syntax_error_says_line_and_column(graph: Graph) -> None:
    with pytest.raises(QueryError) as caught:
        graph.select("SELECT ?s\nWHERE { ?s ?p }")
    assert (caught.value.line, caught.value.column) == (2, 16)
    assert "2行16桁" in caught.value.message.ja
    assert "line 2, column 16" in caught.value.message.en


def test_rdflib_runs_the_same_sparql(graph: Graph) -> None:
    dataset = graph.to_rdflib()
    assert isinstance(dataset, rdflib.Dataset)
    [row] = dataset.query(COUNT)
    assert int(row[0]) == next(iter(graph.select(COUNT)))["n"]


def test_rdflib_knows_the_prefixes_and_prepared_queries(graph: Graph) -> None:
    dataset = graph.to_rdflib()
    [row] = dataset.query("SELECT (COUNT(*) AS ?n) WHERE { ?x a renkei:Prefecture }")
    prepared = prepareQuery("SELECT (COUNT(*) AS ?n) WHERE { ?x a r:Prefecture }", initNs={"r": "https://w3id.org/renkei/ns#"})
    [again] = dataset.query(prepared)
    assert (int(row[0]), int(again[0])) == (47, 47)


def test_rdflib_looks_in_named_graphs(graph: Graph) -> None:
    rows = graph.to_rdflib().query(
        "SELECT ?l WHERE { GRAPH <https://w3id.org/renkei/id/passage/003-L160> { ?d a renkei:District ; rdfs:label ?l } }"
    )
    assert [str(r[0]) for r in rows] == ["中部地区"]


@pytest.mark.parametrize(
    "query", ["SELECT * FROM <http://example.org/> { ?s ?p ?o }", "SELECT * { SERVICE <http://e.org/> {} }"]
)
def test_rdflib_refuses_what_the_engine_would_do_silently(graph: Graph, query: str) -> None:
    with pytest.raises(QueryError):
        graph.to_rdflib().query(query)


def test_the_rdflib_dataset_cannot_be_written(shipped_store: Path) -> None:
    with renkei.open(shipped_store, memory=True) as fast:
        dataset = fast.to_rdflib()
        with pytest.raises(QueryError, match="read-only"):
            dataset.update("INSERT DATA { <http://e.org/a> <http://e.org/b> <http://e.org/c> }")
        with pytest.raises(QueryError, match="read-only"):
            dataset.add((rdflib.URIRef("http://e.org/a"), rdflib.URIRef("http://e.org/b"), rdflib.URIRef("http://e.org/c")))


def test_a_directory_that_is_no_store_is_said_so_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="renkei build -o"):
        renkei.open(tmp_path)


def test_with_a_timeout_answers_are_the_same(shipped_store: Path, graph: Graph) -> None:
    with renkei.open(shipped_store, timeout=60) as timed:
        assert timed.query("hubs").table == graph.query("hubs").table
        assert timed.query("hubs", why=True).sources == graph.query("hubs", why=True).sources
