"""Every term of the ontology has a use: in the graph, or in what defines the tables; or a note in it says why it is there."""

from __future__ import annotations

import re

import pyoxigraph as ox

from renkei import resources
from renkei.graph import Graph
from renkei.schema.namespaces import NS, OWL, RDF, RENKEI
from renkei.schema.turtle import TripleIndex
from renkei.store.protocol import Store

_NOTE = "http://www.w3.org/2004/02/skos/core#editorialNote"
_IN_THE_GRAPH = """SELECT DISTINCT ?term WHERE {
  { SELECT DISTINCT ?term WHERE { ?s ?term ?o } } UNION { SELECT DISTINCT ?term WHERE { ?s a ?term } }
  UNION { ?kind renkei:denotes ?term }
}"""


def index() -> TripleIndex:
    return TripleIndex([resources.folder("ontology") / "renkei.ttl"])


def of_ours(terms: set[str]) -> set[str]:
    return {term.removeprefix(NS) for term in terms if term.startswith(NS)}


def in_the_graph(store: Store) -> set[str]:
    """The terms that the data has as a property or a class."""
    return of_ours({row[0].value for row in store.select(_IN_THE_GRAPH).rows if isinstance(row[0], ox.NamedNode)})


def in_the_shapes() -> set[str]:
    """The terms by which the shapes define tables and columns: those that stand as a property there."""
    shapes = resources.files("ontology", "shapes/*.ttl")
    return of_ours({quad.predicate.value for path in shapes for quad in ox.parse(path=str(path))})


def in_the_queries() -> set[str]:
    text = "".join(p.read_text(encoding="utf-8") for p in resources.files("queries", "**/*.rq"))
    return set(re.findall(r"\brenkei:(\w+)", text))


def noted() -> set[str]:
    """The terms whose note in the ontology, in ja and en, says why nothing has them yet."""
    known = index()
    found = {s.value: known.by_language(s, _NOTE) for s in known.subjects(_NOTE) if isinstance(s, ox.NamedNode)}
    assert {term for term, said in found.items() if set(said) != {"ja", "en"}} == set()
    return of_ours(set(found))


def unused(terms: set[str], store: Store) -> set[str]:
    """Terms that nothing has: no thing of the graph, and for annotations no shape. A query that asks for one is no use."""
    annotations = of_ours(
        {s.value for s in index().subjects(RDF.type.value, OWL.AnnotationProperty) if isinstance(s, ox.NamedNode)}
    )
    return terms - in_the_graph(store) - (annotations & in_the_shapes())


def test_every_term_is_used_or_its_note_says_why_not(graph: Graph) -> None:
    found = unused(set(RENKEI.terms), graph.store)
    assert found - noted() == set(), (
        "take the term out of ontology/renkei.ttl, or add a skos:editorialNote (ja, en) with the reason"
    )


def test_a_note_goes_when_its_term_is_used(graph: Graph) -> None:
    assert noted() - unused(set(RENKEI.terms), graph.store) == set(), "take the skos:editorialNote out: the term is used now"


def test_every_term_that_a_query_names_is_in_the_ontology() -> None:
    assert in_the_queries() - RENKEI.terms == set()


def test_an_unused_term_is_seen(graph: Graph) -> None:
    assert unused({"Project", "column", "notYetThere"}, graph.store) == {"notYetThere"}
