"""The catalogue of questions as RDF: each question a `sh:SPARQLExecutable` of SHACL, with names, words, and parameters.

The form is the one in which SIB publishes its examples (https://github.com/sib-swiss/sparql-examples), which query editors
read; what that form lacks, the parameters, are `sh:Parameter`s (SHACL Advanced Features) with DCTERMS and SKOS. No blank nodes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

import pyoxigraph as ox

from renkei.query.groups import GROUPS
from renkei.query.saved import Parameter, SavedQuery
from renkei.rdf.jsonld import Writer, bundled_context, nodes
from renkei.schema.namespaces import DCTERMS, ID, OWL, PREFIXES, RDF, RDFS, SCHEMA, SH, SKOS, XSD

QUESTION = f"{ID}question/"
_PREFIXES = ox.NamedNode(f"{ID}question-prefixes")
_DECLARED = PREFIXES | {"sh": SH.base}

# The datatype of what a parameter takes, where it takes a literal of one datatype; a date may be of three.
_DATATYPES = {
    "number": XSD.decimal,
    "integer": XSD.integer,
    "language": XSD.string,
    "identifier": XSD.string,
    "string": XSD.string,
}


def catalogue_triples(questions: Iterable[SavedQuery], target: str | None = None) -> list[ox.Triple]:
    """The statements of a catalogue; with `target`, the URL of a SPARQL server on which its questions can be asked.

    `sh:select` is the query with its `$parameters`: to be bound first, as SHACL has it, or run with them as variables.
    """
    listed = sorted(questions, key=lambda q: q.name)
    found = list(_prefixes())
    for group in dict.fromkeys(q.group for q in listed):
        iri = ox.NamedNode(f"{ID}question-group/{group}")
        found += [ox.Triple(iri, RDFS.label, ox.Literal(GROUPS[group].of(code), language=code)) for code in ("ja", "en")]
    for question in listed:
        found += _question(question, target)
    return found


def _question(question: SavedQuery, target: str | None) -> Iterator[ox.Triple]:
    node = ox.NamedNode(f"{QUESTION}{question.name}")
    yield ox.Triple(node, RDF.type, SH.SPARQLExecutable)
    yield ox.Triple(node, RDF.type, SH.SPARQLSelectExecutable)
    for code in ("ja", "en"):
        yield ox.Triple(node, RDFS.label, ox.Literal(question.title.of(code), language=code))
        yield ox.Triple(node, RDFS.comment, ox.Literal(question.question.of(code), language=code))
    for code, tags in (("ja", question.tags.ja), ("en", question.tags.en)):
        for tag in tags:
            yield ox.Triple(node, SCHEMA.keywords, ox.Literal(tag, language=code))
    yield ox.Triple(node, DCTERMS.identifier, ox.Literal(question.name))
    yield ox.Triple(node, DCTERMS.isPartOf, ox.NamedNode(f"{ID}question-group/{question.group}"))
    yield ox.Triple(node, SH.prefixes, _PREFIXES)
    yield ox.Triple(node, SH.select, ox.Literal(without_header(question.sparql)))
    if target:
        yield ox.Triple(node, SCHEMA.target, ox.NamedNode(target))
    for parameter in question.parameters:
        yield from _parameter(node, parameter)


def _parameter(question: ox.NamedNode, parameter: Parameter) -> Iterator[ox.Triple]:
    node = ox.NamedNode(f"{question.value}/parameter/{parameter.name}")
    yield ox.Triple(question, SH.parameter, node)
    yield ox.Triple(node, RDF.type, SH.Parameter)
    yield ox.Triple(node, SH.path, ox.NamedNode(f"{ID}question-parameter/{parameter.name}"))  # its local name is the $name
    yield ox.Triple(node, DCTERMS.identifier, ox.Literal(parameter.name))
    yield ox.Triple(node, DCTERMS.type, ox.Literal(parameter.kind))
    for code in ("ja", "en"):
        yield ox.Triple(node, SH.name, ox.Literal(parameter.heading.of(code), language=code))
    yield ox.Triple(node, SKOS.example, ox.Literal(parameter.example))
    yield ox.Triple(node, SH.optional, ox.Literal(parameter.optional))
    if datatype := _DATATYPES.get(parameter.kind):
        yield ox.Triple(node, SH.datatype, datatype)
    if parameter.class_iri:
        yield ox.Triple(node, ox.NamedNode(f"{SH.base}class"), ox.NamedNode(parameter.class_iri))
    if parameter.scheme:
        yield ox.Triple(node, DCTERMS.conformsTo, ox.NamedNode(parameter.scheme))


def _prefixes() -> Iterator[ox.Triple]:
    """The prefixes of the project, declared as SHACL declares them."""
    yield ox.Triple(_PREFIXES, RDF.type, OWL.Ontology)
    for prefix, base in PREFIXES.items():
        node = ox.NamedNode(f"{_PREFIXES.value}/{prefix}")
        yield ox.Triple(_PREFIXES, SH.declare, node)
        yield ox.Triple(node, SH.prefix, ox.Literal(prefix))
        yield ox.Triple(node, SH.namespace, ox.Literal(base, datatype=XSD.anyURI))


def without_header(sparql: str) -> str:
    """A query without the lines of its header, whose facts stand elsewhere."""
    return "\n".join(line for line in sparql.splitlines() if not line.startswith("#+")) + "\n"


def catalogue_turtle(triples: Iterable[ox.Triple]) -> str:
    """As Turtle to read: by subject, types and names first, queries over several lines; the same bytes on every run."""
    parts = [f"@prefix {prefix}: <{base}> .\n" for prefix, base in sorted(_DECLARED.items())]
    ordered = sorted(set(triples), key=_order)
    for subject, said in groupby(ordered, key=lambda t: t.subject):
        lines = [
            f"{'a' if predicate == RDF.type else _name(predicate)} {', '.join(_turtle(t.object) for t in values)}"
            for predicate, values in groupby(said, key=lambda t: t.predicate)
        ]
        parts.append(f"\n{_turtle(subject)} " + " ;\n    ".join(lines) + " .\n")
    return "".join(parts)


def catalogue_jsonld(triples: Iterable[ox.Triple]) -> str:
    """As JSON-LD, with the context in the file; the same bytes on every run."""
    writer = Writer({**bundled_context(), "sh": SH.base})
    found = list(nodes(writer, sorted(set(triples), key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))))
    return json.dumps({"@context": writer.part(found), "@graph": found}, ensure_ascii=False, indent=1) + "\n"


_FIRST = [p.value for p in (RDF.type, DCTERMS.identifier, RDFS.label, SH.name, RDFS.comment)]


def _order(triple: ox.Triple) -> tuple[object, ...]:
    """Questions and what they refer to by name; of each, what it is and how it is called first, the query last."""
    predicate = triple.predicate.value
    place = _FIRST.index(predicate) if predicate in _FIRST else len(_FIRST) + (predicate == SH.select.value)
    return (str(triple.subject).strip("<>").split("/"), place, predicate, str(triple.object))


def _name(term: ox.NamedNode) -> str:
    """A prefixed name where one can be written without escapes, else the IRI."""
    for prefix, base in _DECLARED.items():
        if term.value.startswith(base) and re.fullmatch(r"[A-Za-z_][\w-]*", local := term.value.removeprefix(base), re.ASCII):
            return f"{prefix}:{local}"
    return str(term)


def _turtle(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return _name(term)
    if isinstance(term, ox.Literal):
        if term.datatype == XSD.boolean:
            return term.value
        if "\n" in term.value:
            escaped = term.value.replace("\\", "\\\\").replace('"""', '""\\"')
            return f'"""{escaped}"""'
        if not term.language and term.datatype != XSD.string:
            return f"{ox.Literal(term.value)}^^{_name(term.datatype)}"
    return str(term)
