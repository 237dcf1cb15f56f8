"""Rows made into statements: each in the default graph and in the graph of who says so, written as N-Quads.

A large table gives millions of statements, and the engine reads text faster than Python makes objects, so statements are text
from here on; `Statement.triple` is there for those who look at single ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox

from renkei.rdf.provenance import FileGraph, PassageGraph
from renkei.schema.namespaces import RDF, RDFS, RENKEI, SKOS, XSD
from renkei.schema.tables import Basis, Column, Table
from renkei.tables.rows import Row, Value
from renkei.text.dates import PartialDate

_DEFAULT = ox.DefaultGraph()

# Properties by which a passage names a thing.
NAMES = frozenset({RDFS.label.value, SKOS.altLabel.value})

_TO_ESCAPE = re.compile(r"[\\\"\n\r]")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


class Statement(NamedTuple):
    """A triple that a row gives as N-Triples text, the basis on which it does, and the column (None: the row's type).

    One that is not `known` stands only in the graph of who says so: a second value where there can be one.
    """

    text: str
    basis: Basis
    column: Column | None
    known: bool = True

    @property
    def triple(self) -> ox.Triple:
        (quad,) = ox.parse(f"{self.text} .", ox.RdfFormat.N_TRIPLES)
        return ox.Triple(quad.subject, quad.predicate, quad.object)


def literal(value: Value, column: Column) -> ox.Literal:
    """The RDF literal of a cell's value."""
    (quad,) = ox.parse(f"<x:s> <x:p> {_written(value, column)} .", ox.RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, ox.Literal)
    return quad.object


def _written(value: Value, column: Column) -> str:
    """The literal of a cell's value as N-Triples text."""
    match value:
        case str():
            quoted = f'"{value.translate(_ESCAPES)}"' if _TO_ESCAPE.search(value) else f'"{value}"'
            return f"{quoted}@{column.language}" if column.language else quoted
        case PartialDate():
            return f'"{value}"^^<{XSD.base}{value.datatype}>'
        case bool():
            return f'"{str(value).lower()}"^^{_iri(XSD.boolean.value)}'
        case int():
            return f'"{value}"^^{_iri(XSD.integer.value)}'
        case Decimal():
            return f'"{value:f}"^^{_iri(XSD.decimal.value)}'


@cache
def _iri(iri: str) -> str:
    return f"<{iri}>"


def statements(
    row: Row,
    iri: str,
    references: Mapping[tuple[str, str], str],
    skip: Set[str],
    withheld: Set[str] = frozenset(),
) -> list[Statement]:
    """What `row` says of the thing `iri`; `references` maps (column, cell value) to IRIs.

    Left out are the columns that `skip` names and the values whose IRIs are `withheld`.
    """
    said = [Statement(f"<{iri}> {_iri(RDF.type.value)} {_iri(row.table.target_class)}", row.basis, None)]
    for name, cell in row.cells.items():
        if name in skip:
            continue
        column = cell.column
        begin = f"<{iri}> {_iri(column.path)} "
        if column.kind in ("reference", "concept"):
            meant = [references[name, str(value)] for value in cell.values]
            said += [Statement(f"{begin}<{m}>", cell.basis, column) for m in meant if m not in withheld]
        else:
            said += [Statement(begin + _written(value, column), cell.basis, column) for value in cell.values]
    return said


def locators(row: Row, iri: str) -> list[str]:
    """Where in its file or files a row stands, as N-Triples text about the thing `iri`."""
    places = row.source.split(";") if "#" in row.source else (f"{row.file}#row={row.number}",)
    return [f'<{iri}> {_iri(RENKEI.locator.value)} "{place.translate(_ESCAPES)}"' for place in places]


def row_lines(
    given: list[Statement], located: list[str], row: Row, graphs: Mapping[Basis, list[PassageGraph | FileGraph]]
) -> list[str]:
    """The lines of N-Quads of a row's statements in the default graph and in the graphs of those who say so.

    The first passage of a row states it all. Further passages of a tie state the tie too; those of a thing only name it, so
    they hold its type and names. `located` says where in a file the row stands, in the graphs of its basis.
    """
    lines: list[str] = []
    for statement in given:
        text, said_by = statement.text, graphs[statement.basis]
        if statement.known:
            lines.append(f"{text} .\n")
        if len(said_by) > 1 and not in_every_passage(row.table, statement.column):
            said_by = said_by[:1]
        lines += [f"{text} {graph.term} .\n" for graph in said_by]
    for place in located:
        lines += [f"{place} .\n", *(f"{place} {graph.term} .\n" for graph in graphs[row.basis])]
    return lines


def in_every_passage(table: Table, column: Column | None) -> bool:
    """Whether each passage that a row cites states the column (None: the type), or only the first does."""
    return bool(table.key) or column is None or column.path in NAMES


def triple_lines(triples: Iterable[ox.Triple], graph: ox.NamedNode) -> Iterator[str]:
    """The lines of N-Quads of `triples` in the default graph and in `graph`."""
    for triple in triples:
        yield f"{triple} .\n"
        yield f"{triple} {graph} .\n"


def known(triple: ox.Triple) -> ox.Quad:
    """`triple` in the default graph, which holds what is known."""
    return ox.Quad(triple.subject, triple.predicate, triple.object, _DEFAULT)


def in_graph(triple: ox.Triple, graph: ox.NamedNode) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)
