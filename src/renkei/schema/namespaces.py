"""Closed namespaces: a term that the vocabulary does not have raises when it is named.

The terms of renkei are read from the ontology file itself, so there is no second list to keep.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox

from renkei import resources
from renkei.errors import did_you_mean
from renkei.schema.turtle import TripleIndex

ID = "https://w3id.org/renkei/id/"
NS = "https://w3id.org/renkei/ns#"


class ClosedNamespace:
    """Terms under one base IRI; an attribute that is no term raises AttributeError with near misses."""

    def __init__(self, base: str, terms: frozenset[str]) -> None:
        self.base = base
        self.terms = terms

    def __getattr__(self, name: str) -> ox.NamedNode:
        if name.startswith("__") or name not in self.terms:
            near = did_you_mean(name, self.terms)
            raise AttributeError(f"{self.base} has no term {name!r}. {near.en if near else ''}")
        term = self.__dict__[name] = ox.NamedNode(self.base + name)
        return term


def _ontology_terms(path: Path, base: str) -> frozenset[str]:
    subjects = TripleIndex([path]).subjects("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    return frozenset(s.value.removeprefix(base) for s in subjects if s.value.startswith(base))


def _terms(base: str, names: str) -> ClosedNamespace:
    return ClosedNamespace(base, frozenset(names.split()))


RENKEI = ClosedNamespace(NS, _ontology_terms(resources.folder("ontology") / "renkei.ttl", NS))
RDF = _terms("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type first rest nil langString")
RDFS = _terms("http://www.w3.org/2000/01/rdf-schema#", "label comment subClassOf subPropertyOf isDefinedBy domain range")
OWL = _terms(
    "http://www.w3.org/2002/07/owl#",
    "Class ObjectProperty DatatypeProperty AnnotationProperty Ontology equivalentClass equivalentProperty",
)
XSD = _terms("http://www.w3.org/2001/XMLSchema#", "string integer decimal boolean date gYearMonth gYear anyURI")
SKOS = _terms(
    "http://www.w3.org/2004/02/skos/core#",
    "Concept ConceptScheme inScheme notation prefLabel altLabel broader definition example",
)
DCTERMS = _terms(
    "http://purl.org/dc/terms/",
    "isPartOf isReplacedBy publisher issued rights bibliographicCitation source title temporal license "
    "identifier type conformsTo",
)
PROV = _terms("http://www.w3.org/ns/prov#", "Entity wasDerivedFrom")
ORG = _terms(
    "http://www.w3.org/ns/org#",
    "Organization Membership member organization role classification postIn subOrganizationOf memberOf",
)
FOAF = _terms("http://xmlns.com/foaf/0.1/", "Agent Person Project page")
SCHEMA = _terms(
    "https://schema.org/",
    "Place Role ListItem location areaServed containedInPlace startDate endDate item position foundingDate url latitude "
    "longitude dissolutionDate postalCode address telephone email validThrough keywords target",
)
SH = _terms(
    "http://www.w3.org/ns/shacl#",
    "NodeShape targetClass property path name description datatype minCount maxCount order node nodeKind hasValue or "
    "xone qualifiedValueShape qualifiedMinCount qualifiedMaxCount languageIn pattern IRI class "
    "rule construct declare prefix namespace prefixes select parameter Parameter optional "
    "SPARQLExecutable SPARQLSelectExecutable",
)

PREFIXES: dict[str, str] = {
    "renkei": NS,
    "id": ID,
    "dcterms": DCTERMS.base,
    "eurio": "http://data.europa.eu/s66#",
    "foaf": FOAF.base,
    "org": ORG.base,
    "owl": OWL.base,
    "prov": PROV.base,
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": RDF.base,
    "rdfs": RDFS.base,
    "schema": SCHEMA.base,
    "skos": SKOS.base,
    "xsd": XSD.base,
}


@cache
def compact(iri: str) -> str:
    """`iri` with its prefix where one fits, for reading: renkei:Company."""
    for prefix, base in PREFIXES.items():
        if iri.startswith(base) and prefix != "id":
            return f"{prefix}:{iri.removeprefix(base)}"
    return iri
