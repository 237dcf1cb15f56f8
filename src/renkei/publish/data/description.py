"""The data described for machines: VoID with counts by class and property, DCAT with each file to download.

Addresses are relative to the file, so that they hold wherever the site is put; with an address of the site they are absolute.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from renkei.build.checks import usage
from renkei.errors import Text
from renkei.publish.data.citation import LICENCE, TITLE, edition_of, is_shipped, newest_date
from renkei.publish.data.downloads import MEDIA_TYPES, Download
from renkei.publish.options import Options
from renkei.rdf.jsonld import Writer, bundled_context, nodes
from renkei.schema.namespaces import DCTERMS, ID, PREFIXES, RDF, XSD
from renkei.sources.register import Register
from renkei.store.protocol import Store

VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
SPDX = "http://spdx.org/rdf/terms#"
FOAF = "http://xmlns.com/foaf/0.1/"
_OWL = "http://www.w3.org/2002/07/owl#"
_DCTERMS = DCTERMS.base
_MEDIA = "https://www.iana.org/assignments/media-types/"
_W3C_FORMATS = "http://www.w3.org/ns/formats/"
_FORMATS = {"nquads": "N-Quads", "turtle": "Turtle", "jsonld": "JSON-LD"}

# Stands for the address of the site while statements are made; it is written as a relative address, or as that of the site.
_PLACE = "https://site.invalid/"

_SUBJECTS = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }"
_OBJECTS = "SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE { ?s ?p ?o }"
_ENTITIES = f'SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s ?p ?o FILTER (STRSTARTS(STR(?s), "{ID}")) }}'

_DESCRIPTION = Text(
    "組織、事業、地域、計画とそれらの間の関係を、出典とともに収めた知識グラフ。",
    "Organisations, activities, places and plans, and the ties between them, each statement with its sources.",
)


def description(
    store: Store, manifest: Mapping[str, Any], register: Register, files: Iterable[Download], options: Options
) -> list[ox.Triple]:
    """The statements of the description, without blank nodes."""
    return list(_dataset(store, manifest, register, options)) + [t for d in files for t in _distribution(d, manifest)]


def as_turtle(triples: Iterable[ox.Triple], options: Options) -> str:
    """As Turtle, the same bytes for the same statements."""
    out = io.BytesIO()
    ordered = sorted(set(triples), key=_order)
    ox.serialize(ordered, output=out, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES | _prefixes())
    return _placed(out.getvalue().decode("utf-8"), "<", options)


def as_jsonld(triples: Iterable[ox.Triple], options: Options) -> str:
    """As JSON-LD, with the context in the file."""
    writer = Writer({**bundled_context(), **_prefixes()})
    found = list(nodes(writer, sorted(set(triples), key=_order)))
    text = json.dumps({"@context": writer.part(found), "@graph": found}, ensure_ascii=False, indent=1) + "\n"
    return _placed(text, '"', options)


def _order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    return (str(triple.subject), triple.predicate != RDF.type, str(triple.predicate), str(triple.object))


def _prefixes() -> dict[str, str]:
    return {"void": VOID, "dcat": DCAT, "spdx": SPDX}


def _placed(text: str, mark: str, options: Options) -> str:
    """The text with the addresses of the site; `mark` stands before an address. The files stand in `data/`."""
    if options.base_url:
        return text.replace(f"{mark}{_PLACE}", f"{mark}{options.base_url}")
    return text.replace(f"{mark}{_PLACE}data/", f"{mark}./").replace(f"{mark}{_PLACE}", f"{mark}../")


def _here(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{_PLACE}data/{name}")


def _node(base: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(base + name)


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=XSD.integer)


_DATASET = _here("#dataset")


def _dataset(store: Store, manifest: Mapping[str, Any], register: Register, options: Options) -> Iterator[ox.Triple]:
    def said(predicate: ox.NamedNode, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(_DATASET, predicate, value)

    yield said(RDF.type, _node(VOID, "Dataset"))
    yield said(RDF.type, _node(DCAT, "Dataset"))
    for code in ("ja", "en"):
        yield said(DCTERMS.title, ox.Literal(TITLE.of(code), language=code))
        yield said(_node(_DCTERMS, "description"), ox.Literal(_DESCRIPTION.of(code), language=code))
    yield said(_node(_OWL, "versionInfo"), ox.Literal(edition_of(manifest)))
    yield said(DCTERMS.identifier, ox.Literal(manifest["digest"]))
    for code in options.languages:
        yield said(_node(DCAT, "landingPage"), ox.NamedNode(f"{_PLACE}{code}/data/index.html"))
    yield said(_node(FOAF, "homepage"), ox.NamedNode(f"{_PLACE}index.html"))
    if is_shipped(manifest):
        yield said(DCTERMS.license, ox.NamedNode(LICENCE))
    yield said(DCTERMS.rights, _here("ATTRIBUTION.txt"))
    if date := newest_date(manifest, register):  # of what it is taken from: the description knows no clock
        datatype = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}[len(date)]
        yield said(_node(_DCTERMS, "date"), ox.Literal(date, datatype=datatype))
    for source in sorted({*manifest["rows_by_source"], *manifest["rows_by_dataset"]}):
        yield said(DCTERMS.source, ox.NamedNode(f"{ID}source/{source}"))
    yield said(_node(VOID, "uriSpace"), ox.Literal(ID))
    used = usage(store)
    for base in sorted({_base(iri) for iri in (*used.classes, *used.properties)}):
        yield said(_node(VOID, "vocabulary"), ox.NamedNode(base))
    counts = {
        "triples": manifest["statements"],
        "classes": len(used.classes),
        "properties": len(used.properties),
        "distinctSubjects": _counted(store, _SUBJECTS),
        "distinctObjects": _counted(store, _OBJECTS),
        "entities": _counted(store, _ENTITIES),
    }
    for name, count in counts.items():
        yield said(_node(VOID, name), _number(count))
    parts = (("class", "entities", used.classes), ("property", "triples", used.properties))
    for kind, unit, found in parts:
        for iri, count in sorted(found.items()):
            part = _here(f"#{kind}-{_short(iri)}")
            yield said(_node(VOID, f"{kind}Partition"), part)
            yield ox.Triple(part, RDF.type, _node(VOID, "Dataset"))
            yield ox.Triple(part, _node(VOID, kind), ox.NamedNode(iri))
            yield ox.Triple(part, _node(VOID, unit), _number(count))


def _distribution(file: Download, manifest: Mapping[str, Any]) -> Iterator[ox.Triple]:
    node, address, checksum = _here(f"#{file.name}"), _here(file.name), _here(f"#{file.name}-sha256")
    yield ox.Triple(_DATASET, _node(DCAT, "distribution"), node)
    if file.form in _FORMATS:
        yield ox.Triple(_DATASET, _node(VOID, "dataDump"), address)
        yield ox.Triple(_DATASET, _node(VOID, "feature"), _node(_W3C_FORMATS, _FORMATS[file.form]))
    yield ox.Triple(node, RDF.type, _node(DCAT, "Distribution"))
    yield ox.Triple(node, DCTERMS.title, ox.Literal(file.name))
    yield ox.Triple(node, _node(DCAT, "downloadURL"), address)
    yield ox.Triple(node, _node(DCAT, "mediaType"), _node(_MEDIA, MEDIA_TYPES[file.form]))
    if file.name.endswith(".gz"):
        yield ox.Triple(node, _node(DCAT, "compressFormat"), _node(_MEDIA, "application/gzip"))
    if file.name.endswith(".zip"):
        yield ox.Triple(node, _node(DCAT, "packageFormat"), _node(_MEDIA, "application/zip"))
    yield ox.Triple(node, _node(DCAT, "byteSize"), ox.Literal(str(file.size), datatype=_node(XSD.base, "decimal")))
    if is_shipped(manifest):
        yield ox.Triple(node, DCTERMS.license, ox.NamedNode(LICENCE))
    yield ox.Triple(node, _node(SPDX, "checksum"), checksum)
    yield ox.Triple(checksum, RDF.type, _node(SPDX, "Checksum"))
    yield ox.Triple(checksum, _node(SPDX, "algorithm"), _node(SPDX, "checksumAlgorithm_sha256"))
    yield ox.Triple(checksum, _node(SPDX, "checksumValue"), ox.Literal(file.sha256, datatype=_node(XSD.base, "hexBinary")))


def _counted(store: Store, sparql: str) -> int:
    value = store.select(sparql).rows[0][0]
    return int(value.value) if isinstance(value, ox.Literal) else 0


def _base(iri: str) -> str:
    """The namespace of a term."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def _short(iri: str) -> str:
    """A term as part of an address: its prefixed name with a dash, where it has a prefix."""
    for prefix, base in (PREFIXES | _prefixes()).items():
        if iri.startswith(base):
            return f"{prefix}-{iri.removeprefix(base)}"
    return "".join(c if c.isalnum() else "-" for c in iri)
