"""What the shipped files and the rows say, as N-Quads, and the count of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from renkei import resources
from renkei.build.consequences import Consequences
from renkei.build.datasets import Audience
from renkei.build.load import Checked, CheckedRow
from renkei.identity.registers import SOURCES
from renkei.rdf.provenance import REGISTER_GRAPH, FileGraph, PassageGraph, describe_register
from renkei.rdf.quads import locators, row_lines, triple_lines
from renkei.schema.namespaces import ID, NS
from renkei.schema.tables import Basis
from renkei.sources.register import Register

Graphs = Callable[[CheckedRow, Basis], list[PassageGraph | FileGraph]]


@dataclass
class Tally:
    """What was written: rows by table, document and data set, statements of the data by basis; and what is withheld.

    Of what is withheld, `withheld` counts the rows by table, and `hidden` the cells of rows that are given, by table.
    A statement that several passages give is counted once. Each thing and tie is described by one row, so that the rows can
    be counted one after the other.
    """

    tables: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    datasets: set[str] = field(default_factory=set)
    statements: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)


def ontology_lines(consequences: Consequences | None = None) -> Iterator[str]:
    """Ontology and vocabularies, in the default graph and in the graph of their file, with what they entail; no shapes."""
    for path in [*resources.files("ontology", "*.ttl"), *resources.files("ontology", "vocabularies/*.ttl")]:
        name = f"{ID}file/ontology-{path.stem}" if path.stem != "renkei" else NS.rstrip("#")
        quads = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        yield from _entailing((ox.Triple(q.subject, q.predicate, q.object) for q in quads), ox.NamedNode(name), consequences)


def data_lines(
    rows: Iterable[CheckedRow],
    graphs_of: Graphs,
    register: Register,
    audience: Audience,
    tally: Tally,
    consequences: Consequences | None = None,
) -> Iterator[list[str]]:
    """The register, the rows one after the other, and the descriptions of the graphs that the rows stand in.

    With `consequences` what each of these entails stands beside it.
    """
    yield _entailing(describe_register(register), REGISTER_GRAPH, consequences)
    described: dict[str, PassageGraph | FileGraph] = {}
    for row in _with_called(rows, audience):
        given = row.statements(audience)
        if not given:
            tally.withheld[row.row.table.name] += 1
            continue
        if audience == "public" and (hidden := row.hidden_cells()):
            tally.hidden[row.row.table.name] += hidden
        bases = {s.basis for s in given}
        graphs = {basis: graphs_of(row, basis) for basis in {row.row.basis, *bases}}
        located = [] if row.passages else locators(row.row, row.iri)
        yield row_lines(given, located, row.row, graphs)
        if consequences:
            yield consequences.lines([*(s.text for s in given if s.known), *located], alone=row.alone)
        for basis in bases:
            for graph in graphs[basis]:
                described[graph.term] = graph
        _count(tally, row)
        for _, basis in {(s.text, s.basis) for s in given}:
            tally.statements[basis] += 1
        if not row.passages:
            tally.statements[row.row.basis] += 1  # where in its file the row stands
    yield _entailing((triple for graph in described.values() for triple in graph.describe()), REGISTER_GRAPH, consequences)


def _entailing(triples: Iterable[ox.Triple], graph: ox.NamedNode, consequences: Consequences | None) -> list[str]:
    """The lines of `triples` in a graph, and of what they entail."""
    given = list(triples)
    return [*triple_lines(given, graph), *(consequences.lines(map(str, given)) if consequences else ())]


def _with_called(rows: Iterable[CheckedRow], audience: Audience) -> Iterator[CheckedRow]:
    """The rows, and at their end those on demand that a row given to `audience` refers to, and those that these refer to."""
    waiting: dict[str, CheckedRow] = {}
    called: set[str] = set()
    for row in rows:
        if row.on_demand:
            waiting[row.iri] = row
            continue
        if row.calls and (audience == "owner" or not row.private):
            called |= row.called(audience)
        yield row
    while due := sorted(called & waiting.keys()):
        for iri in due:
            row = waiting.pop(iri)
            called |= row.called(audience)
            yield row


def _count(tally: Tally, row: CheckedRow) -> None:
    table = row.row.table.name
    tally.datasets.add(row.dataset.id)
    if row.register:
        tally.sources[SOURCES[row.register]] += 1
        return
    tally.tables[table] += 1
    if row.passages:
        tally.documents.update(document.id for _, document in row.passages)
    else:
        for source in row.dataset.sources.get(table, ()):
            tally.sources[source] += 1


def ontology_quads() -> Iterator[ox.Quad]:
    """`ontology_lines` as quads."""
    return ox.parse("".join(ontology_lines()), ox.RdfFormat.N_QUADS)


def data_quads(checked: Checked, audience: Audience) -> Iterator[ox.Quad]:
    """`data_lines` of rows that are held, as quads."""
    for lines in data_lines(checked.rows, checked.graphs, checked.register, audience, Tally()):
        yield from ox.parse("".join(lines), ox.RdfFormat.N_QUADS)
