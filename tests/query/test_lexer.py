"""Binding puts terms where parameters stand and nowhere else."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.errors import QueryError
from renkei.query.lexer import bind, parameters

THING = ox.NamedNode("http://example.org/x")


def test_parameters_in_strings_comments_and_iris_are_none() -> None:
    query = """SELECT * WHERE { # $a
      ?s <http://example.org/$b> "$c", '$d', \"\"\"$e "$f\"\"\", $g . FILTER (?x < $h) }"""
    assert parameters(query) == ["g", "h"]


def test_a_term_is_written_as_sparql_writes_it() -> None:
    assert bind("$a $b", {"a": THING, "b": ox.Literal('"\n\\', language="ja")}) == '<http://example.org/x> "\\"\\n\\\\"@ja'


def test_several_terms_stand_side_by_side_for_values() -> None:
    bound = bind("SELECT ?x { VALUES ?x { $things } }", {"things": [THING, ox.Literal("} #"), ox.Literal(1)]})
    solutions = ox.Store().query(bound)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [s["x"] for s in solutions] == [THING, ox.Literal("} #"), ox.Literal(1)]


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


def test_a_tag_of_language_ends_where_its_literal_does() -> None:
    assert bind("STRLEN($a)-1 $a-b", {"a": ox.Literal("x", language="ja")}) == 'STRLEN("x"@ja)-1 "x"@ja -b'


def test_a_parameter_without_a_term_stays_a_variable() -> None:
    assert bind("SELECT $x WHERE { $x ?p $y }", {"y": THING}) == "SELECT $x WHERE { $x ?p <http://example.org/x> }"


@pytest.mark.parametrize(
    ("query", "terms", "what"),
    [
        ("SELECT * { $place ?p ?o }", {"plaze": THING}, "Did you mean place"),
        ("SELECT * { $x ?p ?x }", {"x": THING}, r"both \$x and \?x"),
        ("SELECT * { $x ?p ?o }", {"x": ox.BlankNode()}, "must be an IRI or a literal"),
        ("SELECT * { VALUES ?s { $x } }", {"x": [THING, ox.BlankNode()]}, "must be an IRI or a literal"),
        ("SELECT * { VALUES ?s { $x } }", {"x": "<a>"}, "must be an IRI or a literal"),
    ],
)
def test_a_binding_that_cannot_be_is_refused(query: str, terms: dict[str, ox.NamedNode], what: str) -> None:
    with pytest.raises(QueryError, match=what):
        bind(query, terms)
