"""Binding puts terms where parameters stand and nowhere else; the guard refuses by name."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.errors import QueryError
from renkei.query.lexer import DEEPEST_NESTING, bind, guard, parameters, tokens
from renkei.query.saved import questions

THING = ox.NamedNode("http://example.org/x")


@given(st.text())
def test_tokens_joined_are_the_text(text: str) -> None:
    assert "".join(t.text for t in tokens(text)) == text


def test_parameters_in_strings_comments_and_iris_are_none() -> None:
    query = """SELECT * WHERE { # $a
      ?s <http://example.org/$b> "$c", '$d', \"\"\"$e "$f\"\"\", $g . FILTER (?x < $h) }"""
    assert parameters(query) == ["g", "h"]


def test_a_term_is_written_as_sparql_writes_it() -> None:
    assert bind("$a $b", {"a": THING, "b": ox.Literal('"\n\\', language="ja")}) == '<http://example.org/x> "\\"\\n\\\\"@ja'


@given(st.text(max_size=60))
def test_whatever_a_literal_holds_it_stays_one_literal(text: str) -> None:
    try:
        literal = ox.Literal(text)
    except UnicodeEncodeError:
        return  # a lone surrogate is no text at all
    store = ox.Store()
    bound = bind("SELECT ?v WHERE { BIND ($a AS ?v) }", {"a": literal})
    solutions = store.query(bound)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [s["v"] for s in solutions] == [literal]


def test_a_parameter_without_a_term_stays_a_variable() -> None:
    assert bind("SELECT $x WHERE { $x ?p $y }", {"y": THING}) == "SELECT $x WHERE { $x ?p <http://example.org/x> }"


@pytest.mark.parametrize(
    ("query", "terms", "what"),
    [
        ("SELECT * { $place ?p ?o }", {"plaze": THING}, "Did you mean place"),
        ("SELECT * { $x ?p ?x }", {"x": THING}, r"both \$x and \?x"),
        ("SELECT * { $x ?p ?o }", {"x": ox.BlankNode()}, "must be an IRI or a literal"),
    ],
)
def test_a_binding_that_cannot_be_is_refused(query: str, terms: dict[str, ox.NamedNode], what: str) -> None:
    with pytest.raises(QueryError, match=what):
        bind(query, terms)


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { SeRvIcE?s{ ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { # c\nservice # d\n<http://example.org/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { \\u0053ERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE"),
        ("PREFIX : <http://example.org/> SELECT * { SERVICE:x { ?s ?p ?o } }", "SERVICE"),
        ('SELECT * { BIND ("\\u0022#" AS ?q) SERVICE <http://example.org/> {} }', "SERVICE"),
        ("SELECT * { SERVICESILENT <http://example.org/> {} }", "SERVICE"),
        ("SELECT * { ?s ?p trueSERVICE <http://example.org/> {} }", "SERVICE"),
        ("SELECT * { ?s ?p 1.0E5SERVICE <http://example.org/> {} }", "SERVICE"),
        ("LOAD <http://example.org/>", "LOAD"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "INSERT"),
        ("SELECT * FROM <http://example.org/> { ?s ?p ?o }", "FROM"),
        ("PREFIX : <http://example.org/> SELECT * FROM:x { ?s ?p ?o }", "FROM"),
    ],
)
def test_what_reaches_out_or_changes_data_is_refused_by_name(query: str, what: str) -> None:
    with pytest.raises(QueryError, match=what):
        guard(query)


def test_the_refusal_says_where() -> None:
    with pytest.raises(QueryError) as caught:
        guard("SELECT *\n{ ?a ?b ?c .\n  SERVICE <http://example.org/> {} }")
    assert (caught.value.line, caught.value.column) == (3, 3)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "SERVICE" }',
        "SELECT * { ?service <http://example.org/SERVICE> ex:SERVICE } # SERVICE",
        "SELECT ?load { ?load a ex:LOAD . '''FROM INSERT''' }",
    ],
)
def test_the_same_letters_elsewhere_are_no_offence(query: str) -> None:
    guard(query)


def test_deep_nesting_and_long_text_are_refused_before_parsing() -> None:
    guard("(" * DEEPEST_NESTING + ")" * DEEPEST_NESTING)
    with pytest.raises(QueryError, match="nesting"):
        guard("(" * (DEEPEST_NESTING + 1))
    for long in ("SELECT * { FILTER (" + "!" * 20_000 + "1) }", "SELECT (1" + "+1" * 20_000 + " AS ?n) {}"):
        with pytest.raises(QueryError, match="too many parts"):
            guard(long)
    with pytest.raises(QueryError, match="64 KB"):
        guard("#" + "x" * 65536)


def test_every_saved_question_passes_the_guard() -> None:
    for question in questions().values():
        guard(question.sparql)
