"""Closed namespaces: what the vocabulary lacks cannot be named."""

from __future__ import annotations

import pytest

from renkei import resources
from renkei.schema.namespaces import FOAF, NS, PREFIXES, RDF, RDFS, RENKEI, SKOS, ClosedNamespace, compact
from renkei.schema.turtle import TripleIndex


def test_a_term_is_its_iri() -> None:
    assert RENKEI.Participation.value == "https://w3id.org/renkei/ns#Participation"
    assert SKOS.prefLabel.value == "http://www.w3.org/2004/02/skos/core#prefLabel"


@pytest.mark.parametrize(
    ("namespace", "misspelt", "near"),
    [
        (RENKEI, "Particpation", "Participation"),
        (RENKEI, "locater", "locator"),
        (FOAF, "Persn", "Person"),
        (RDF, "typ", "type"),
    ],
)
def test_a_misspelt_term_raises_with_the_near_miss(namespace: ClosedNamespace, misspelt: str, near: str) -> None:
    with pytest.raises(AttributeError, match=rf"no term '{misspelt}'\. Did you mean .*\b{near}\b"):
        getattr(namespace, misspelt)


@pytest.mark.parametrize("name", ["", "xyzzy123", "__wrapped__", "__len__"])
def test_a_word_like_no_term_raises_too(name: str) -> None:
    with pytest.raises(AttributeError, match="no term"):
        getattr(RENKEI, name)


def test_the_terms_of_renkei_are_those_of_the_ontology_file() -> None:
    index = TripleIndex([resources.folder("ontology") / "renkei.ttl"])
    labelled = {s.value.removeprefix(NS) for s in index.subjects(RDFS.label.value) if s.value.startswith(NS)}
    assert labelled == RENKEI.terms


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (NS + "Company", "renkei:Company"),
        ("https://schema.org/location", "schema:location"),
        ("https://w3id.org/renkei/id/place/JP-07", "https://w3id.org/renkei/id/place/JP-07"),
        ("https://example.org/x", "https://example.org/x"),
    ],
)
def test_iris_are_shortened_where_a_prefix_fits(iri: str, short: str) -> None:
    assert compact(iri) == short


def test_no_two_prefixes_stand_for_one_namespace() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)
