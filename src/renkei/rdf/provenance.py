"""Named graphs: who says a statement. Curated rows stand in the graph of their passage, other rows in that of their file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from renkei.errors import Text
from renkei.schema.namespaces import DCTERMS, FOAF, ID, PROV, RDF, RDFS, RENKEI, XSD
from renkei.schema.tables import BASES, Basis
from renkei.sources.passages import Passage
from renkei.sources.register import Register, SourceDataset, SourceDocument

REGISTER_GRAPH = ox.NamedNode(f"{ID}file/source-register")


def source_iri(source_id: str) -> ox.NamedNode:
    return ox.NamedNode(f"{ID}source/{source_id}")


def basis_iri(basis: str) -> ox.NamedNode:
    return ox.NamedNode(f"{ID}basis/{basis}")


def with_basis(base: str, basis: Basis) -> ox.NamedNode:
    """The graph of what `base` gives on `basis`; what it states outright stands in `base` itself."""
    return ox.NamedNode(base if basis == "stated" else f"{base}-{basis}")


def of_one_file(graph: str) -> frozenset[str]:
    """The graphs of the file that a graph is of, on every basis; where in the file a row stands is said in one of them."""
    base = next((graph.removesuffix(f"-{basis}") for basis in BASES if graph.endswith(f"-{basis}")), graph)
    return frozenset(with_basis(base, basis).value for basis in BASES)


def both(subject: ox.NamedNode, predicate: ox.NamedNode, text: Text) -> Iterator[ox.Triple]:
    """The two statements of a text in ja and en."""
    yield ox.Triple(subject, predicate, ox.Literal(text.ja, language="ja"))
    yield ox.Triple(subject, predicate, ox.Literal(text.en, language="en"))


@dataclass(frozen=True)
class PassageGraph:
    """The graph of what a passage of a document gives, on one basis."""

    passage: Passage
    document: SourceDocument
    basis: Basis
    section: ox.NamedNode | None

    @cached_property
    def iri(self) -> ox.NamedNode:
        return with_basis(f"{ID}passage/{self.passage.id}", self.basis)

    @cached_property
    def term(self) -> str:
        """The IRI as N-Quads write it."""
        return str(self.iri)

    def describe(self) -> Iterator[ox.Triple]:
        yield ox.Triple(self.iri, RDF.type, RENKEI.Passage)
        yield ox.Triple(self.iri, RENKEI.document, source_iri(self.document.id))
        yield ox.Triple(self.iri, RENKEI.lines, ox.Literal(self.passage.lines))
        yield ox.Triple(self.iri, RENKEI.basis, basis_iri(self.basis))
        yield ox.Triple(self.iri, PROV.wasDerivedFrom, source_iri(self.document.id))
        title, lines = self.document.title, self.passage.lines
        yield from both(self.iri, RDFS.label, Text(f"{title.ja}（{lines}行）", f"{title.en} (lines {lines})"))
        if self.section:
            yield ox.Triple(self.iri, DCTERMS.isPartOf, self.section)


@dataclass(frozen=True)
class FileGraph:
    """The graph of what a table gives, on one basis; `label` names the file for people, `sources` are ids of the register.

    `date` is that of the source where it is known.
    """

    dataset: str
    table: str
    label: Text
    basis: Basis
    sources: tuple[str, ...]
    date: str = ""

    @property
    def base(self) -> str:
        return f"{ID}file/{self.dataset}-{self.table}"

    @cached_property
    def iri(self) -> ox.NamedNode:
        return with_basis(self.base, self.basis)

    @cached_property
    def term(self) -> str:
        """The IRI as N-Quads write it."""
        return str(self.iri)

    def describe(self) -> Iterator[ox.Triple]:
        yield ox.Triple(self.iri, RDF.type, RENKEI.TableFile)
        yield ox.Triple(self.iri, RENKEI.basis, basis_iri(self.basis))
        yield from both(self.iri, RDFS.label, self.label)
        if self.date:
            yield ox.Triple(self.iri, DCTERMS.issued, ox.Literal(self.date, datatype=XSD.date))
        for source in self.sources:
            yield ox.Triple(self.iri, PROV.wasDerivedFrom, source_iri(source))


def describe_register(register: Register) -> Iterator[ox.Triple]:
    """The statements about the documents and data sets of the register."""
    for document in register.documents.values():
        node = source_iri(document.id)
        yield ox.Triple(node, RDF.type, RENKEI.SourceDocument)
        yield from _describe_source(node, document)
        yield ox.Triple(node, RENKEI.number, ox.Literal(document.number))
        yield ox.Triple(node, RENKEI.sha256, ox.Literal(document.sha256))
        yield from both(node, RENKEI.howMade, document.how_made)
        if document.date:
            yield ox.Triple(node, DCTERMS.issued, ox.Literal(document.date, datatype=XSD.date))
        if document.date_note:
            yield from both(node, DCTERMS.temporal, document.date_note)
    for dataset in register.datasets.values():
        node = source_iri(dataset.id)
        yield ox.Triple(node, RDF.type, RENKEI.SourceDataset)
        yield from _describe_source(node, dataset)


def _describe_source(node: ox.NamedNode, source: SourceDocument | SourceDataset) -> Iterator[ox.Triple]:
    yield from both(node, RDFS.label, source.title)
    yield from both(node, DCTERMS.publisher, source.publisher)
    yield from both(node, DCTERMS.rights, source.terms)
    yield from both(node, DCTERMS.bibliographicCitation, source.attribution)
    if source.url:
        yield ox.Triple(node, FOAF.page, ox.NamedNode(source.url))
