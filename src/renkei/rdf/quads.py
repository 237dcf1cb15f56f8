"""Rows made into quads: each statement in the default graph and in the graph of who says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox

from renkei.rdf.provenance import FileGraph, PassageGraph
from renkei.schema.namespaces import RDF, RDFS, RENKEI, SKOS, XSD
from renkei.schema.tables import Basis, Column, Table
from renkei.tables.rows import Row, Value
from renkei.text.dates import PartialDate

_DEFAULT = ox.DefaultGraph()

# Properties by which a passage names a thing.
NAMES = frozenset({RDFS.label.value, SKOS.altLabel.value})


@dataclass(frozen=True)
class Statement:
    """A triple that a row gives, the basis on which it does, and the column it comes from (None: the row's type)."""

    triple: ox.Triple
    basis: Basis
    column: Column | None


def literal(value: Value, column: Column) -> ox.Literal:
    """The RDF literal of a cell's value."""
    match value:
        case PartialDate():
            return ox.Literal(str(value), datatype=ox.NamedNode(XSD.base + value.datatype))
        case bool():
            return ox.Literal(value)
        case int():
            return ox.Literal(str(value), datatype=XSD.integer)
        case Decimal():
            return ox.Literal(format(value, "f"), datatype=XSD.decimal)
        case str() if column.language:
            return ox.Literal(value, language=column.language)
        case _:
            return ox.Literal(value)


def statements(row: Row, iri: str, references: dict[tuple[str, str], str], skip: frozenset[str]) -> Iterator[Statement]:
    """What `row` says of the thing `iri`; `references` maps (column, cell value) to IRIs, `skip` names columns left out."""
    subject = ox.NamedNode(iri)
    yield Statement(ox.Triple(subject, RDF.type, ox.NamedNode(row.table.target_class)), row.basis, None)
    for name, cell in row.cells.items():
        if name in skip:
            continue
        predicate = ox.NamedNode(cell.column.path)
        for value in cell.values:
            obj: ox.NamedNode | ox.Literal
            if cell.column.kind in ("reference", "concept"):
                obj = ox.NamedNode(references[name, str(value)])
            else:
                obj = literal(value, cell.column)
            yield Statement(ox.Triple(subject, predicate, obj), cell.basis, cell.column)


def row_quads(given: list[Statement], row: Row, graphs: Mapping[Basis, list[PassageGraph | FileGraph]]) -> Iterator[ox.Quad]:
    """The quads of a row's statements in the default graph and in the graphs of those who say so.

    The first passage of a row states it all. Further passages of a tie state the tie too; those of a thing only name it, so
    they hold its type and names. A row of a file also says where in the file it stands.
    """
    for statement in given:
        yield known(statement.triple)
        said_by = graphs[statement.basis]
        for graph in said_by if in_every_passage(row.table, statement.column) else said_by[:1]:
            yield in_graph(statement.triple, graph.iri)
    if given:
        subject = given[0].triple.subject
        for graph in graphs[row.basis]:
            if isinstance(graph, FileGraph):
                located = ox.Triple(subject, RENKEI.locator, ox.Literal(f"{row.file}#row={row.number}"))
                yield known(located)
                yield in_graph(located, graph.iri)


def in_every_passage(table: Table, column: Column | None) -> bool:
    """Whether each passage that a row cites states the column (None: the type), or only the first does."""
    return bool(table.key) or column is None or column.path in NAMES


def known(triple: ox.Triple) -> ox.Quad:
    """`triple` in the default graph, which holds what is known."""
    return ox.Quad(triple.subject, triple.predicate, triple.object, _DEFAULT)


def in_graph(triple: ox.Triple, graph: ox.NamedNode) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)
