"""rdflib's API over the engine: the same answers, FROM among them, and nothing that falls back or reaches out unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery

from renkei.errors import QueryError, UsageError
from renkei.graph import Graph
from renkei.graph import open as open_graph
from renkei.store.oxigraph import OxigraphStore

EX = rdflib.Namespace("http://example.org/")
A, B, P, G, H = (ox.NamedNode(EX + n) for n in ("a", "b", "p", "g", "h"))
Ask = Callable[[rdflib.Dataset, str], rdflib.query.Result]


@pytest.fixture
def dataset() -> rdflib.Dataset:
    store = OxigraphStore.in_memory()
    store.load(
        [
            ox.Quad(A, P, ox.Literal("known"), ox.DefaultGraph()),
            ox.Quad(A, P, B, G),
            ox.Quad(A, P, B, H),
            ox.Quad(B, P, A, H),
        ]
    )
    return Graph(store, None, None).to_rdflib()


def _text(dataset: rdflib.Dataset, query: str) -> rdflib.query.Result:
    return dataset.query(query)


def _prepared(dataset: rdflib.Dataset, query: str) -> rdflib.query.Result:
    return dataset.query(prepareQuery(query))


def _on_a_graph(dataset: rdflib.Dataset, query: str) -> rdflib.query.Result:
    return dataset.graph(EX.h).query(query)


FROM_G, FROM_H = f"FROM <{EX.g}>", f"FROM <{EX.h}>"


@pytest.mark.parametrize("ask", [_text, _prepared, _on_a_graph])
@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (f"SELECT ?s ?o {FROM_G} {{ ?s ?p ?o }}", [(EX.a, EX.b)]),
        (f"SELECT ?s ?o {FROM_G} {FROM_G} {{ ?s ?p ?o }}", [(EX.a, EX.b)]),
        (f"SELECT ?s ?o {FROM_G} {FROM_H} {{ ?s ?p ?o }} ORDER BY ?s", [(EX.a, EX.b), (EX.b, EX.a)]),
        (f"SELECT ?g {FROM_H} {{ GRAPH ?g {{ ?s ?p ?o }} }}", []),
        (f"SELECT ?o FROM NAMED <{EX.g}> {{ ?s ?p ?o }}", []),
        (f"SELECT ?g FROM NAMED <{EX.g}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", [(EX.g,)]),
        (f"SELECT ?s ?g {FROM_H} FROM NAMED <{EX.g}> {{ ?s ?p <{EX.a}> GRAPH ?g {{ ?x ?p ?s }} }}", [(EX.b, EX.g)]),
        (f"PREFIX e: <{EX}> SELECT (COUNT(*) AS ?n) FROM e:g FROM e:h {{ ?s ?p ?o }}", [(rdflib.Literal(2),)]),
        (f"BASE <{EX}> SELECT ?s FROM <h> {{ ?s ?p <a> }}", [(EX.b,)]),
    ],
)
def test_from_is_answered(dataset: rdflib.Dataset, ask: Ask, query: str, rows: list[tuple[object, ...]]) -> None:
    assert [tuple(row) for row in ask(dataset, query)] == rows


def test_from_with_bindings_and_namespaces_of_rdflib(dataset: rdflib.Dataset) -> None:
    for clause in ("FROM e:h", "FROM e:h FROM e:g"):
        query = f"SELECT ?s ?o {clause} {{ ?s ?p ?o }}"
        assert [tuple(r) for r in dataset.query(query, initNs={"e": EX}, initBindings={"s": EX.b})] == [(EX.b, EX.a)]
    prepared = prepareQuery("SELECT ?s ?o FROM e:h { ?s ?p ?o }", initNs={"e": EX})
    assert [tuple(r) for r in dataset.query(prepared, initBindings={"s": EX.b})] == [(EX.b, EX.a)]


def test_from_with_the_other_forms(dataset: rdflib.Dataset) -> None:
    assert dataset.query(f"ASK {FROM_G} {FROM_H} {{ <{EX.b}> ?p ?o . <{EX.a}> ?p ?u }}").askAnswer is True
    assert dataset.query(f"ASK {FROM_G} {{ <{EX.b}> ?p ?o }}").askAnswer is False
    made = dataset.query(f"CONSTRUCT {FROM_G} {FROM_H} WHERE {{ ?s ?p ?o }}").graph
    assert made is not None
    assert set(made) == {(EX.a, EX.p, EX.b), (EX.b, EX.p, EX.a)}
    turned = dataset.query(f"CONSTRUCT {{ ?o ?p ?s }} {FROM_G} WHERE {{ ?s ?p ?o }}").graph
    assert turned is not None
    assert set(turned) == {(EX.b, EX.p, EX.a)}


@pytest.mark.parametrize("ask", [_text, _prepared, _on_a_graph])
def test_from_of_a_graph_that_is_not_held_is_refused_by_name(dataset: rdflib.Dataset, ask: Ask) -> None:
    with pytest.raises(QueryError, match=r"this store holds no graph http://example.org/gg\. Did you mean") as caught:
        ask(dataset, f"SELECT *\nFROM <{EX.gg}> {{ ?s ?p ?o }}")
    assert (caught.value.line, caught.value.column) == (2, 6)


@pytest.mark.parametrize("ask", [_text, _prepared, _on_a_graph])
@pytest.mark.parametrize("keyword", ["SERVICE", "service", "SeRvIcE", "SERVICE SILENT"])
def test_service_is_refused_in_text_and_prepared(dataset: rdflib.Dataset, ask: Ask, keyword: str) -> None:
    with pytest.raises(QueryError, match="Line 1, column 12: SERVICE is not allowed"):
        ask(dataset, f"SELECT * {{ {keyword} <{EX.g}> {{ ?s ?p ?o }} }}")


@pytest.mark.parametrize("update", ["LOAD <http://example.org/>", "INSERT DATA { <a:a> <a:b> <a:c> }", "DROP ALL"])
def test_updates_are_refused_by_both_doors(dataset: rdflib.Dataset, update: str) -> None:
    with pytest.raises(QueryError, match="it changes data"):
        dataset.query(update)
    with pytest.raises(QueryError, match="read-only"):
        dataset.update(update)


def test_bad_syntax_is_told_with_its_place(dataset: rdflib.Dataset) -> None:
    with pytest.raises(QueryError) as caught:
        dataset.query("SELECT ?s\nWHERE { ?s ?p }")
    assert caught.value.line == 2


def test_a_prepared_query_with_a_base_is_refused(dataset: rdflib.Dataset) -> None:
    with pytest.raises(TypeError, match="base"):
        dataset.query(prepareQuery("SELECT * { <a> ?p ?o }", base=str(EX)))


def test_with_a_deadline_there_is_no_rdflib_graph(shipped_store: Path) -> None:
    with open_graph(shipped_store, timeout=5) as graph, pytest.raises(UsageError, match="without timeout") as caught:
        graph.to_rdflib()
    assert "timeout" in caught.value.message.ja
