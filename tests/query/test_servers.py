"""Every saved question gives the same rows, by value and in the same order, on real servers as on the embedded store."""

from __future__ import annotations

import pytest
from local_servers import Server

from renkei.graph import Graph
from renkei.graph import open as open_graph
from renkei.query.saved import SavedQuery, questions


def _given(question: SavedQuery) -> dict[str, object]:
    return {p.name: p.example for p in question.parameters}


@pytest.fixture(scope="module")
def remote(pushed_server: Server, module_environment: pytest.MonkeyPatch) -> Graph:
    for name, value in pushed_server.environment.items():
        module_environment.setenv(name, value)
    return open_graph(pushed_server.url)


@pytest.mark.parametrize("name", sorted(questions()))
def test_a_server_gives_the_same_rows(graph: Graph, remote: Graph, name: str) -> None:
    question = questions()[name]
    given = _given(question)
    assert remote.query(name, **given).to_csv() == graph.query(name, **given).to_csv()
    assert remote.query(name, **given).table == graph.query(name, **given).table


@pytest.mark.parametrize(("name", "asked"), [("indicators", {}), ("what-if", {"hub": ["中部"], "tie": [("山口市", "福島県")]})])
def test_analyses_of_a_server_are_the_same(graph: Graph, remote: Graph, name: str, asked: dict[str, object]) -> None:
    assert remote.analyze(name, **asked) == graph.analyze(name, **asked)  # type: ignore[arg-type]


def test_why_gives_the_same_sources(graph: Graph, remote: Graph) -> None:
    for given in ({"name": "hubs"}, {"name": "institutions-of-prefecture", "region": "福島県"}):
        assert remote.query(**given, why=True).sources == graph.query(**given, why=True).sources  # type: ignore[arg-type]


def test_a_place_is_found_by_its_name_and_a_wrong_name_by_near_misses(remote: Graph) -> None:
    from renkei.errors import UsageError

    with pytest.raises(UsageError, match="福島県"):
        remote.query("institutions-of-prefecture", region="福鳥県")


def test_sparql_and_the_guard(graph: Graph, remote: Graph) -> None:
    from renkei.errors import QueryError

    counting = "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?g) AS ?graphs) WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert remote.select(counting).table == graph.select(counting).table
    assert remote.boolean("ASK { ?x a renkei:ListEntry }") is True
    made = "CONSTRUCT { ?x rdfs:label ?name } WHERE { ?x a renkei:ListEntry ; rdfs:label ?name }"
    assert remote.construct(made) == graph.construct(made)
    with pytest.raises(QueryError, match="SERVICE"):
        remote.select("SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }")


def test_a_server_is_no_rdflib_graph_until_it_is_read(remote: Graph) -> None:
    from renkei.errors import UsageError

    with pytest.raises(UsageError, match="memory=True"):
        remote.to_rdflib()
