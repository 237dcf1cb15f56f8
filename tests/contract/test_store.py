"""What every store must do, run on each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from local_servers import Server

from renkei.errors import QueryError
from renkei.store.endpoint import endpoint
from renkei.store.memory import RdflibStore
from renkei.store.oxigraph import OxigraphStore
from renkei.store.protocol import Store
from renkei.store.remote import RemoteStore
from renkei.store.worker import WorkerStore
from renkei.store.writing import writer

EX = "http://example.org/"
A, B, P = (ox.NamedNode(EX + n) for n in ("a", "b", "p"))
G, H = (ox.NamedNode("https://w3id.org/renkei/id/file/" + n) for n in ("g", "h"))  # as a server of renkei holds them

QUADS = [
    ox.Quad(A, P, ox.Literal("一", language="ja"), ox.DefaultGraph()),
    ox.Quad(A, P, ox.Literal("one", language="en"), ox.DefaultGraph()),
    ox.Quad(A, P, B, G),
    ox.Quad(A, P, B, H),
    ox.Quad(B, P, ox.Literal(7), ox.DefaultGraph()),
]

Making = Callable[[pytest.FixtureRequest], Store]


def _on_disk(request: pytest.FixtureRequest) -> Store:
    return OxigraphStore.create(request.getfixturevalue("tmp_path") / "data")


def _on_server(name: str) -> Making:
    def make(request: pytest.FixtureRequest) -> Store:
        server: Server = request.getfixturevalue(name)
        store = RemoteStore(endpoint(server.url, environment=server.environment))
        writer(store).clear([ox.DefaultGraph(), G, H])
        return store

    return make


MAKERS: dict[str, Making] = {
    "oxigraph-disk": _on_disk,
    "oxigraph-memory": lambda _: OxigraphStore.in_memory(),
    "rdflib": lambda _: RdflibStore(),
    "server-oxigraph": _on_server("oxigraph_server"),
    "server-virtuoso": _on_server("virtuoso_server"),
}


@pytest.fixture(params=sorted(MAKERS))
def store(request: pytest.FixtureRequest) -> Store:
    made = MAKERS[request.param](request)
    made.load(QUADS)
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


def test_construct_gives_each_triple_once(store: Store) -> None:
    made = store.construct(f"CONSTRUCT {{ ?s <{EX}q> <{B.value}> }} WHERE {{ ?s <{P.value}> ?o }}")
    assert sorted(made, key=str) == [ox.Triple(A, ox.NamedNode(EX + "q"), B), ox.Triple(B, ox.NamedNode(EX + "q"), B)]


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


def test_a_named_graph_is_asked_by_its_name(store: Store) -> None:
    found = store.select(f"SELECT * WHERE {{ GRAPH <{G.value}> {{ ?s ?p ?o }} }}")
    assert sorted(zip(found.columns, *found.rows, strict=True)) == [("o", B), ("p", P), ("s", A)]
    assert store.ask(f"ASK {{ GRAPH <{G.value}> {{ <{A.value}> ?p <{B.value}> }} }}") is True
    assert store.ask(f"ASK {{ GRAPH <{G.value}> {{ <{B.value}> ?p ?o }} }}") is False
    assert [q.graph_name for q in store.quads(None, None, None, H)] == [H]


def test_the_prefixes_of_the_project_need_not_be_declared(store: Store) -> None:
    assert store.ask("ASK { ?s rdfs:label ?name }") is False
    store.load([ox.Quad(A, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), ox.Literal("x"), ox.DefaultGraph())])
    assert store.ask('ASK { ?s rdfs:label "x" }') is True
    assert store.ask('PREFIX rdfs: <http://example.org/> ASK { ?s rdfs:label "x" }') is False


# FROM and FROM NAMED, and what no store does; on the process that answers for a store on disk too.


@pytest.fixture(params=[*sorted(MAKERS), "worker"])
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Each store with the same statements, and one that stands in H only."""
    quads = [*QUADS, ox.Quad(B, P, A, H)]
    if request.param == "worker":
        data = OxigraphStore.create(tmp_path / "worker")
        data.load(quads)
        data.finish()
        del data
        worker = WorkerStore(tmp_path / "worker", timeout=60)
        yield worker
        worker.close()
        return
    made = MAKERS[request.param](request)
    made.load(quads)
    yield made


ANY = "{ ?s ?p ?o }"
AB, BA = (A, P, B), (B, P, A)
FROM_G, FROM_H = f"FROM <{G.value}>", f"FROM <{H.value}>"
NAMED_G = f"FROM NAMED <{G.value}>"
FILES = "PREFIX f: <https://w3id.org/renkei/id/file/>"


@pytest.mark.parametrize(
    ("query", "names", "rows"),
    [
        (f"SELECT * {FROM_G} {ANY}", "spo", [AB]),
        (f"SELECT ?s ?p ?o {FROM_G} {FROM_H} {ANY} ORDER BY ?s", "spo", [AB, BA]),
        (f"SELECT ?s ?p ?o {FROM_G} {FROM_G} WHERE {ANY}", "spo", [AB]),
        (f"SELECT (COUNT(*) AS ?n) {FROM_G} {FROM_H} {ANY}", "n", [(ox.Literal(2),)]),
        (f"SELECT ?g {FROM_G} {{ GRAPH ?g {ANY} }}", "g", []),
        (f"SELECT ?g {FROM_G} {FROM_H} {{ GRAPH ?g {ANY} }}", "g", []),
        (f"SELECT * {NAMED_G} {ANY}", "spo", []),
        (f"SELECT ?g {NAMED_G} {{ GRAPH ?g {ANY} }}", "g", [(G,)]),
        (f"SELECT ?s {NAMED_G} {{ GRAPH <{H.value}> {{ ?s ?p ?o }} }}", "s", []),
        (f"SELECT ?s ?g {FROM_H} {NAMED_G} {{ ?s ?p <{A.value}> GRAPH ?g {{ <{A.value}> ?p ?o }} }}", "sg", [(B, G)]),
        (f"SELECT ?o ?g {FROM_G} {FROM_H} {NAMED_G} {{ <{B.value}> ?p ?o GRAPH ?g {{ ?o ?p ?x }} }}", "og", [(A, G)]),
        (f"BASE <{G.value}> SELECT ?s FROM <h> {{ ?s ?p <{A.value}> }}", "s", [(B,)]),
        (f"{FILES} SELECT (COUNT(*) AS ?n) FROM f:g # c\nFROM f:h {ANY}", "n", [(ox.Literal(2),)]),
        (f"SELECT(1 AS ?x)FROM<{G.value}>{{?s ?p ?o}}", "x", [(ox.Literal(1),)]),
        (f"select ?s from named <{G.value}> from <{H.value}> {{ ?s ?p <{A.value}> }}", "s", [(B,)]),
    ],
)
def test_from_names_the_graphs_that_are_asked(reader: Store, query: str, names: str, rows: list[tuple[object, ...]]) -> None:
    table = reader.select(query)
    assert set(table.columns) == set(names)
    found = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert [tuple(row[n] for n in names) for row in found] == rows


def test_from_with_the_other_forms(reader: Store) -> None:
    assert reader.ask(f"ASK {FROM_G} {{ <{B.value}> ?p ?o }}") is False
    assert reader.ask(f"ASK {FROM_G} {FROM_H} {{ <{B.value}> ?p ?o . <{A.value}> ?p ?u }}") is True
    assert reader.ask(f'ASK {FROM_G} {{ <{A.value}> ?p "one"@en }}') is False
    assert set(reader.construct(f"CONSTRUCT {FROM_G} {FROM_H} WHERE {ANY}")) == {ox.Triple(*AB), ox.Triple(*BA)}
    turned = f"CONSTRUCT {{ ?o ?p ?s }} {FROM_G} {FROM_H} WHERE {ANY}"
    assert set(reader.construct(turned)) == {ox.Triple(*AB), ox.Triple(*BA)}
    assert reader.construct(f"CONSTRUCT {{ ?o ?p ?s }} {FROM_G} {ANY}") == [ox.Triple(*BA)]
    assert reader.construct(f"DESCRIBE <{A.value}> {FROM_G}") == [ox.Triple(*AB)]
    assert len(reader) == 6  # nothing was added to what is known


@pytest.mark.parametrize(
    ("query", "where"),
    [
        (f"SELECT *\nFROM <{G.value}x> {ANY}", (2, 6)),
        (f"SELECT * {FROM_G}\n FROM NAMED <{H.value}2> {ANY}", (2, 13)),
        (f"ASK FROM <https://w3id.org/renkei/graph/known> {ANY}", (1, 10)),
        (f"CONSTRUCT FROM <https://w3id.org/renkei/graph/manifest> WHERE {ANY}", (1, 16)),
        (f"CONSTRUCT {{ ?s ?p ?o }}\nFROM <{G.value}x> WHERE {ANY}", (2, 6)),
    ],
)
def test_from_of_a_graph_that_is_not_held_is_refused_by_name(reader: Store, query: str, where: tuple[int, int]) -> None:
    form = reader.ask if query.startswith("ASK") else reader.construct if query.startswith("CON") else reader.select
    said = r"FROM: this store holds no graph https://w3id.org/renkei/.* Did you mean https://w3id.org/renkei/id/file/"
    with pytest.raises(QueryError, match=said) as caught:
        form(query)
    assert (caught.value.line, caught.value.column) == where
    assert "はこのストアにありません。もしかして: " in caught.value.message.ja


@pytest.mark.parametrize("query", ["SELECT * FROM <g> {}", "SELECT * FROM g:x {}", "SELECT * FROM ?g {}", "SELECT * FROM {}"])
def test_from_without_an_iri_is_refused(reader: Store, query: str) -> None:
    with pytest.raises(QueryError, match="after FROM there is the IRI of a graph") as caught:
        reader.select(query)
    assert caught.value.line == 1


REFUSED = {
    "SELECT * {\n SERVICE <http://example.org/> { ?s ?p ?o } }": "Line 2, column 2: SERVICE",
    "LOAD <http://example.org/>": "Line 1, column 1: LOAD",
    "DELETE WHERE { ?s ?p ?o }": "Line 1, column 1: DELETE",
    "ASK { FILTER " + "(" * 60 + "1" + ")" * 60 + " }": "the nesting is too deep",
    "ASK { ?s ?p '\0' }": "NUL",
    "ASK { ?s ?p '\udcff' }": "not valid UTF-8",
}


@pytest.mark.parametrize(("query", "what"), REFUSED.items(), ids=range(len(REFUSED)))
def test_what_reaches_out_changes_data_or_crashes_is_refused_by_every_store(reader: Store, query: str, what: str) -> None:
    for door in (reader.select, reader.ask, reader.construct):
        with pytest.raises(QueryError, match=what):
            door(query)


VALUES = [
    ox.Literal(text, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{name}"))
    for text, name in [
        ("true", "boolean"),
        ("false", "boolean"),
        ("-3.25", "decimal"),
        ("0.5", "decimal"),
        ("12", "integer"),
        ("2013-05-01", "date"),
        ("2013-05", "gYearMonth"),
        ("2015", "gYear"),
    ]
] + [
    ox.Literal(""),
    ox.Literal("a\"b\\c\n\td'e {?x} $y # <z>"),
    ox.Literal("かな", language="ja-Hira"),
    ox.Literal("𠮷野家 é 髙", language="ja"),
]


@pytest.mark.parametrize("value", VALUES, ids=[str(n) for n in range(len(VALUES))])
def test_a_value_comes_back_as_it_was_loaded(store: Store, value: ox.Literal) -> None:
    store.load([ox.Quad(B, A, value, ox.DefaultGraph()), ox.Quad(B, A, value, G)])
    assert store.select(f"SELECT ?o WHERE {{ <{B.value}> <{A.value}> ?o }}").rows == ((value,),)
    assert store.construct(f"CONSTRUCT WHERE {{ <{B.value}> <{A.value}> ?o }}") == [ox.Triple(B, A, value)]
    assert [q.object for q in store.quads(B, A, None, G)] == [value]
    assert [q.subject for q in store.quads(None, A, value, G)] == [B]
