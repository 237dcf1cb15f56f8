"""SPARQL of any form, with the prefixes of the project known; and what a query or a question is run as."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from local_servers import Server

import renkei
from renkei.errors import QueryError, UsageError
from renkei.graph import Graph
from renkei.graph import open as open_graph
from renkei.query.labels import labels_of
from renkei.query.results import Result
from renkei.query.saved import questions
from renkei.query.statements import Statements
from renkei.schema.namespaces import ID
from renkei.store.dialect import form_of, is_sparql

NS = "https://w3id.org/renkei/ns#"
COUNT = "SELECT (COUNT(?p) AS ?n) WHERE { ?p a renkei:Prefecture }"


def test_each_form_gives_what_it_is_for(graph: Graph) -> None:
    rows = graph.run(COUNT)
    assert isinstance(rows, Result)
    assert [r["n"] for r in rows] == [47]
    assert graph.run("ASK { ?p a renkei:Prefecture }") is True
    assert graph.run("ASK { ?p a renkei:Prefektur }") is False
    made = graph.run("CONSTRUCT { ?p rdfs:label ?n } WHERE { ?p a renkei:District ; rdfs:label ?n }")
    assert isinstance(made, Statements)
    assert len(made) == 30
    described = graph.run(f"DESCRIBE <{ID}place/JP-07>")
    assert isinstance(described, Statements)
    assert {t.subject for t in described} == {ox.NamedNode(f"{ID}place/JP-07")}


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("# SELECT\nASK {}", "ASK"),
        ("PREFIX select: <http://e.org/ASK> CONSTRUCT WHERE { ?s select:x 'DESCRIBE' }", "CONSTRUCT"),
        ("BASE <http://e.org/select>\nDeScRiBe <x>", "DESCRIBE"),
        ("prefix ask:<http://e.org/> select ?ask { ?ask ask:ask ask:select }", "SELECT"),
    ],
)
def test_the_form_is_found_by_tokens(query: str, form: str) -> None:
    assert form_of(query) == form


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("SELECT * {}", True),
        ("# hubs\nselect ?x where { }", True),
        ("DESCRIBE <http://e.org/>", True),
        ("INSERT DATA { }", True),
        ("LOAD <http://e.org/>", True),
        ("SELEC ?x { ?x ?y ?z }", True),
        ("hubs", False),
        ("select", False),
        ("hosts-of # {", False),
        ("what are the hubs", False),
        ("", False),
    ],
)
def test_sparql_is_told_from_a_name(text: str, meant: bool) -> None:
    assert is_sparql(text) is meant


def test_no_saved_question_has_a_name_that_reads_as_sparql() -> None:
    assert [name for name in questions() if is_sparql(name)] == []


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "INSERT"),
        ("SELECT * { SERVICE <http://e.org/> {} }", "SERVICE"),
        ("SELEC ?x { ?x ?y ?z }", "SELECT, ASK, CONSTRUCT or DESCRIBE"),
        ("", "SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ],
)
def test_what_is_no_query_is_refused_by_name(graph: Graph, query: str, what: str) -> None:
    with pytest.raises(QueryError, match=what):
        graph.run(query)


def test_only_rows_have_sources(graph: Graph) -> None:
    for query in ("ASK { ?s ?p ?o }", f"DESCRIBE <{ID}place/JP-07>"):
        with pytest.raises(QueryError, match="Only the rows of a SELECT"):
            graph.run(query, why=True)
    with pytest.raises(QueryError, match="sources"):
        graph.run("SELECT ?sources { ?sources a renkei:District }", why=True)


# Prefixes


def test_prefixes_are_known_to_every_call(graph: Graph) -> None:
    assert len(graph.select(COUNT)) == 1
    assert graph.boolean("ASK { ?p a renkei:Prefecture }")
    assert len(graph.construct("CONSTRUCT { ?d a skos:Concept } WHERE { ?d a renkei:District }")) == 15
    assert len(graph.select("SELECT ?d { ?d a renkei:District } LIMIT 2", why=True).sources or ()) == 2


def test_a_prefix_that_the_query_declares_is_its_own(graph: Graph) -> None:
    assert graph.boolean("PREFIX renkei: <http://e.org/> ASK { ?p a renkei:Prefecture }") is False
    assert graph.boolean(f"PREFIX r: <{NS}> ASK {{ ?p a r:Prefecture }}") is True


@pytest.mark.parametrize("timeout", [None, 60])
def test_lines_of_errors_are_those_of_the_user(shipped_store: Path, timeout: float | None) -> None:
    with renkei.open(shipped_store, timeout=timeout) as graph, pytest.raises(QueryError) as caught:
        graph.run("SELECT ?x\nWHERE {\n  ?x a renkei:Prefecture : }")
    assert caught.value.line == 3


# What is run


def test_a_question_is_explained_with_its_parameters_bound_and_no_header(graph: Graph) -> None:
    text = graph.explain("institutions-of-prefecture", region="福島県")
    assert f"<{ID}place/JP-07>" in text
    assert "$region" not in text
    assert "#+" not in text
    assert graph.run(text) == graph.run(text + "# again")
    assert isinstance(answer := graph.run(text), Result)
    assert answer.table == graph.query("institutions-of-prefecture", region="福島県").table


def test_a_query_is_explained_with_its_prefixes_in_front(graph: Graph) -> None:
    declared = "PREFIX rdfs: <http://e.org/>\nSELECT ?x\n{ ?x a renkei:Hub ; rdfs:label $name ; foaf:name 'org:x' }\n"
    bound = declared.replace("$name", '"x"')
    text = graph.explain(declared, name=ox.Literal("x"))
    assert text == f"PREFIX foaf: <http://xmlns.com/foaf/0.1/>\nPREFIX renkei: <{NS}>\n{bound}"


def test_explaining_runs_nothing(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(graph.store), "select", pytest.fail)
    assert graph.explain("hubs").startswith("PREFIX ")


def test_what_cannot_be_run_cannot_be_explained(graph: Graph) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        graph.explain("SELECT * { SERVICE <http://e.org/> {} }")
    with pytest.raises(UsageError, match="Did you mean hubs"):
        graph.explain("hub")


# On servers


@pytest.fixture(scope="module")
def remote(pushed_server: Server, module_environment: pytest.MonkeyPatch) -> Graph:
    for name, value in pushed_server.environment.items():
        module_environment.setenv(name, value)
    return open_graph(pushed_server.url)


def test_a_server_answers_each_form_as_the_embedded_store_does(graph: Graph, remote: Graph) -> None:
    for query in (COUNT, "ASK { ?p a renkei:Prefecture }",
                  "CONSTRUCT { ?p rdfs:label ?n } WHERE { ?p a renkei:District ; rdfs:label ?n }"):  # fmt: skip
        assert remote.run(query) == graph.run(query)


def test_what_a_server_is_sent_gives_the_same_answer_again(remote: Graph) -> None:
    text = remote.explain("districts-of-list")
    answer = remote.run(text)
    assert isinstance(answer, Result)
    assert answer.table == remote.query("districts-of-list").table


def test_labels_are_the_same_everywhere(graph: Graph, remote: Graph) -> None:
    things = [f"{ID}place/JP-07", f"{ID}organization-kind/company", f"{ID}place/nowhere"]
    found = graph.labels(things)
    assert {iri: (t.ja, t.en) for iri, t in found.items()} == {
        things[0]: ("福島県", "Fukushima"),
        things[1]: ("企業", "company"),
    }
    assert remote.labels(things) == found
    assert labels_of(graph.store, []) == {}


def test_labels_of_more_things_than_one_query_takes(graph: Graph) -> None:
    named = graph.select("SELECT DISTINCT ?thing { ?thing rdfs:label ?name } ORDER BY ?thing LIMIT 900")
    iris = [row["thing"] for row in named]
    assert graph.labels(iris).keys() == set(iris)


def test_a_list_of_terms_fills_a_block_of_values(graph: Graph, remote: Graph) -> None:
    query = "SELECT ?name { VALUES ?place { $places } ?place rdfs:label ?name . FILTER (lang(?name) = 'ja') } ORDER BY ?place"
    places = [ox.NamedNode(f"{ID}place/JP-{code}") for code in ("35", "07")]
    assert [row["name"] for row in graph.select(query, places=places)] == ["福島県", "山口県"]
    assert remote.select(query, places=places).table == graph.select(query, places=places).table
