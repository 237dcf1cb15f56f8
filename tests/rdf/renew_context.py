"""Write `ontology/context.jsonld` anew from the ontology, the shapes and what the shipped graph says.

    python tests/rdf/renew_context.py

Read the difference before you keep it: a term that is not there any more, or is read otherwise, breaks what others have built
on the context.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox

import renkei
from renkei import resources
from renkei.query.alignments import alignments
from renkei.schema.namespaces import OWL, PREFIXES, RDF, RDFS, XSD, compact
from renkei.schema.tables import Kind, shipped_schema
from renkei.schema.turtle import TripleIndex
from renkei.store.protocol import Store

PATH = Path(__file__).parents[2] / "ontology" / "context.jsonld"
LANGUAGE = "@language"
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
LANG_STRING = RDF.langString.value
DATES = (XSD.date.value, XSD.gYearMonth.value, XSD.gYear.value)
KINDS: dict[Kind, str | None] = {
    "text": LANG_STRING,
    "string": XSD.string.value,
    "integer": XSD.integer.value,
    "decimal": XSD.decimal.value,
    "boolean": XSD.boolean.value,
    "day": XSD.date.value,
    "date": None,
    "concept": "@id",
    "reference": "@id",
}


def context(store: Store) -> dict[str, Any]:
    """The context: prefixes, and for each property how its values are read.

    What the ontology or a shape says decides; a property of another vocabulary is read as the graph has it, where all its
    values are alike. Dates are never assumed: their datatype is their precision.
    """
    kinds: dict[str, str | None] = {}
    for row in store.select("SELECT DISTINCT ?p ?k { ?s ?p ?o BIND (if(isIRI(?o), '@id', str(datatype(?o))) AS ?k) }").rows:
        iri, kind = row
        assert isinstance(iri, ox.NamedNode)
        assert isinstance(kind, ox.Literal)
        alike = kinds.get(iri.value, kind.value) == kind.value and kind.value not in DATES
        kinds[iri.value] = kind.value if alike else None
    kinds |= from_shapes()
    declared = from_ontology()
    kinds |= {iri: kind for iri, kind in declared.items() if kind or iri not in kinds}
    del kinds[RDF.type.value]  # @type in JSON-LD
    terms = {compact(iri): term(compact(iri), kind) for iri, kind in kinds.items()}
    return {"@version": 1.1, **PREFIXES, **dict(sorted(terms.items()))}


def from_ontology() -> dict[str, str | None]:
    """What the ontology and the alignments declare: object properties, and ranges of the others."""
    index = TripleIndex([*resources.files("ontology", "*.ttl"), *alignments().values()])
    found: dict[str, str | None] = {}
    for declared in PROPERTIES:
        for subject in index.subjects(RDF.type.value, declared):
            assert isinstance(subject, ox.NamedNode)
            found[subject.value] = "@id" if declared == OWL.ObjectProperty else index.text(subject, RDFS.range.value)
    return found


def from_shapes() -> dict[str, str | None]:
    """What the shapes say of the columns."""
    found: dict[str, str | None] = {}
    for table in shipped_schema().tables.values():
        for column in table.columns:
            kind = KINDS[column.kind]
            found[column.path] = kind if found.get(column.path, kind) == kind else None
    return found


def term(name: str, kind: str | None) -> dict[str, str]:
    """The entry of a property."""
    if kind == LANG_STRING:
        return {"@id": name, "@container": LANGUAGE}
    if kind is None or kind == XSD.string.value:
        return {"@id": name}
    return {"@id": name, "@type": compact(kind)}


def text(store: Store) -> str:
    """The file's text: one term a line."""
    lines = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in context(store).items()]
    return '{\n "@context": {\n' + ",\n".join(lines) + "\n }\n}\n"


if __name__ == "__main__":
    with renkei.open(align=alignments()) as graph:
        PATH.write_text(text(graph.store), encoding="utf-8", newline="\n")
