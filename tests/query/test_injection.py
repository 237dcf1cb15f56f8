"""What a parameter holds never becomes SPARQL: 500 strings that try to leave their place, and any that hypothesis finds."""

from __future__ import annotations

from itertools import product

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.errors import QueryError, RenkeiError, UsageError
from renkei.graph import Graph
from renkei.store.oxigraph import OxigraphStore

# How a string may try to end the place in which it stands: quotes, escapes that are quotes or end a line elsewhere, brackets of
# IRIs, line ends, comments, tags, and characters that look like quotes or are one in another reading.
BREAKERS = (
    *("", "'", '"', "'''", '"""', "\\", '\\"', "\\\\'", "\\u0022", "\\U00000022", "\\u005C", "\\n", "\n", "\r\n", "\u2028"),
    *(">", "<", "> ", "^^<urn:t>", "@ja ", "#", "\n#", "}", "' }", '" . }', "$value", "?value", "＂", "’", "\u0085"),
)
# What they would then say: to read elsewhere, to write, to see more, to end early, to crash; in SPARQL and in other languages.
PAYLOADS = (
    "SERVICE <http://example.org/> { ?s ?p ?o }",
    "LOAD <http://example.org/>",
    "; DROP ALL",
    "; INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "} ; DELETE WHERE { ?s ?p ?o } #",
    "} UNION { ?s ?p ?value",
    ") || (1=1",
    "FROM <urn:g> WHERE { ?s ?p ?o }",
    " . ?s ?p ?o . ",
    "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((",
    "BIND (<http://example.org/f>() AS ?x)",
    "GRAPH ?g { ?s ?p ?value }",
    "VALUES ?value { 1 }",
    "' OR '1'='1'; --",
    "${jndi:ldap://example.org/}{{7*7}}<script>alert(1)</script>",
    "$secret ?secret \\u0024secret",
    "PREFIX x: <urn:x> BASE <urn:y>",
)
STRINGS = [breaker + payload for breaker, payload in product(BREAKERS, PAYLOADS)]

A, P, SECRET = (ox.NamedNode("http://example.org/" + n) for n in ("a", "p", "secret"))
QUADS = {ox.Quad(A, P, ox.Literal("kept"), ox.DefaultGraph()), ox.Quad(A, SECRET, ox.Literal("secret"), SECRET)}
# The places in which a parameter may stand.
BOUND = "SELECT ?value WHERE { BIND ($given AS ?value) } # $given"
COMPARED = "SELECT ?s ?value WHERE { ?s ?p ?value FILTER (?value = $given || '$given' = ?value) }"
LISTED = "SELECT ?value WHERE { VALUES ?value { $given } }"
LOOKED_UP = "SELECT ?s WHERE { ?s <http://example.org/p> $given }"


def made() -> Graph:
    store = OxigraphStore.in_memory()
    store.load(QUADS)
    return Graph(store, None, None)


@pytest.fixture(scope="module")
def small() -> Graph:
    return made()


def check(graph: Graph, value: ox.Literal) -> None:
    """A value comes back as it is, finds nothing that it is not, and leaves the store as it was."""
    assert graph.select(BOUND, given=value).table.rows == ((value,),)
    assert graph.select(LISTED, given=value).table.rows == ((value,),)
    assert graph.select(COMPARED, given=value).table.rows == ()
    assert graph.select(LOOKED_UP, given=value).table.rows == ()
    assert graph.boolean("ASK { FILTER (STR($given) = STR($given)) }", given=value) is True
    assert set(graph.store.quads()) == QUADS


def test_there_are_500_strings_of_which_none_is_another() -> None:
    assert len(STRINGS) >= 500
    assert len(set(STRINGS)) == len(STRINGS)


@pytest.mark.parametrize("breaker", BREAKERS, ids=range(len(BREAKERS)))
def test_a_string_that_tries_to_leave_its_place_changes_nothing(small: Graph, breaker: str) -> None:
    for payload in PAYLOADS:
        check(small, ox.Literal(breaker + payload))
        check(small, ox.Literal(payload + breaker, language="ja"))
        check(small, ox.Literal(breaker + payload + breaker, datatype=ox.NamedNode("http://example.org/type")))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80))
def test_any_string_comes_back_as_it_is(text: str) -> None:
    if text != "kept":
        check(made(), ox.Literal(text))


def test_saved_questions_take_them_as_names(graph: Graph) -> None:
    before = len(graph.store)
    for text in STRINGS[::25]:
        with pytest.raises(UsageError, match="is not known"):
            graph.query("partners-of", organisation=text)
    assert len(graph.store) == before


@pytest.mark.parametrize("text", ["urn:x> } ; DROP ALL #", "urn:x y", 'urn:"', "urn:\n", "urn:{x}", "urn:\\u003E"])
def test_an_iri_that_is_none_is_refused_before_it_is_bound(small: Graph, text: str) -> None:
    with pytest.raises(ValueError, match="IRI"):
        small.select(LOOKED_UP, given=ox.NamedNode(text))


@pytest.mark.parametrize("value", ["'text'", 1, None, ["x"], ox.BlankNode("x"), ox.DefaultGraph()])
def test_what_is_no_term_is_refused(small: Graph, value: object) -> None:
    with pytest.raises(QueryError, match="must be an IRI or a literal") as caught:
        small.select(LOOKED_UP, given=value)  # type: ignore[arg-type]
    assert "IRI かリテラル" in caught.value.message.ja


def test_a_nul_in_a_value_is_told(small: Graph) -> None:
    with pytest.raises(QueryError, match="NUL") as caught:
        small.select(BOUND, given=ox.Literal("a\0b"))
    assert "NUL" in caught.value.message.ja


@pytest.mark.parametrize(("text", "ja", "en"), [("福島\udcff", "サロゲート", "surrogate"), ("福島\0", "NUL", "NUL")])
@pytest.mark.parametrize(("name", "parameter"), [("partners-of", "organisation"), ("organisations-named", "words")])
def test_a_character_that_is_none_is_told(graph: Graph, name: str, parameter: str, text: str, ja: str, en: str) -> None:
    with pytest.raises(RenkeiError, match=en) as caught:
        graph.query(name, **{parameter: text})
    assert ja in caught.value.message.ja
