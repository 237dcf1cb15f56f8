"""What every store must do, run on each of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from renkei.errors import QueryError
from renkei.store.memory import RdflibStore
from renkei.store.oxigraph import OxigraphStore
from renkei.store.protocol import Store

EX = "http://example.org/"
A, B, P, G, H = (ox.NamedNode(EX + n) for n in ("a", "b", "p", "g", "h"))


def _on_disk(tmp_path: Path) -> Store:
    return OxigraphStore.create(tmp_path / "data")


MAKERS: dict[str, Callable[[Path], Store]] = {
    "oxigraph-disk": _on_disk,
    "oxigraph-memory": lambda _: OxigraphStore.in_memory(),
    "rdflib": lambda _: RdflibStore(),
}


@pytest.fixture(params=sorted(MAKERS))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    made = MAKERS[request.param](tmp_path)
    made.load(
        [
            ox.Quad(A, P, ox.Literal("一", language="ja"), ox.DefaultGraph()),
            ox.Quad(A, P, ox.Literal("one", language="en"), ox.DefaultGraph()),
            ox.Quad(A, P, B, G),
            ox.Quad(A, P, B, H),
            ox.Quad(B, P, ox.Literal(7), ox.DefaultGraph()),
        ]
    )
    return made


def test_a_quad_loaded_twice_stands_once(store: Store) -> None:
    store.load([ox.Quad(A, P, B, G)])
    assert len(store) == 5


def test_a_plain_pattern_sees_the_default_graph_only(store: Store) -> None:
    table = store.select(f"SELECT ?s ?o WHERE {{ ?s <{P.value}> ?o }} ORDER BY ?s ?o")
    assert table.columns == ("s", "o")
    assert set(table.rows) == {(A, ox.Literal("一", language="ja")), (A, ox.Literal("one", language="en")), (B, ox.Literal(7))}


def test_graph_sees_each_named_graph(store: Store) -> None:
    table = store.select(f"SELECT ?g WHERE {{ GRAPH ?g {{ <{A.value}> <{P.value}> <{B.value}> }} }} ORDER BY ?g")
    assert table.rows == ((G,), (H,))


def test_an_unbound_variable_is_none(store: Store) -> None:
    table = store.select(f"SELECT ?s ?x WHERE {{ ?s <{P.value}> 7 OPTIONAL {{ ?s <{EX}q> ?x }} }}")
    assert table.rows == ((B, None),)


def test_ask_answers_yes_and_no(store: Store) -> None:
    assert store.ask(f"ASK {{ <{B.value}> ?p 7 }}") is True
    assert store.ask(f"ASK {{ <{B.value}> ?p 8 }}") is False


def test_construct_gives_each_triple_once_and_sorted(store: Store) -> None:
    made = store.construct(f"CONSTRUCT {{ ?s <{EX}q> <{B.value}> }} WHERE {{ ?s <{P.value}> ?o }}")
    assert made == [ox.Triple(A, ox.NamedNode(EX + "q"), B), ox.Triple(B, ox.NamedNode(EX + "q"), B)]


def test_quads_by_pattern(store: Store) -> None:
    assert {q.graph_name for q in store.quads(A, P, B)} == {G, H}
    assert list(store.quads(A, P, B, ox.DefaultGraph())) == []
    assert {q.object for q in store.quads(A, None, None, ox.DefaultGraph())} == {
        ox.Literal("一", language="ja"),
        ox.Literal("one", language="en"),
    }


def test_a_syntax_error_says_line_and_column(store: Store) -> None:
    with pytest.raises(QueryError) as caught:
        store.select("SELECT ?s\nWHERE { ?s ?p }")
    assert caught.value.line == 2
    assert isinstance(caught.value.column, int)


def test_another_form_of_query_is_refused(store: Store) -> None:
    with pytest.raises(QueryError, match="SELECT"):
        store.select("ASK { ?s ?p ?o }")
    with pytest.raises(QueryError, match="ASK"):
        store.ask("SELECT * WHERE { ?s ?p ?o }")
    with pytest.raises(QueryError, match="CONSTRUCT"):
        store.construct("ASK { ?s ?p ?o }")
