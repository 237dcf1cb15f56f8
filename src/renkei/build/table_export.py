"""A table written back from a store: the rows, with ids, bases and passages, as a build would read them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from renkei.errors import Text, UsageError, did_you_mean
from renkei.rdf.provenance import with_basis
from renkei.schema.namespaces import ID, RDF, RENKEI, SKOS
from renkei.schema.tables import BASES, BASIS, SOURCE, VISIBILITY, Basis, Column, Schema, Table
from renkei.schema.tables import ID as ID_COLUMN
from renkei.store.protocol import Store
from renkei.tables.files import csv_text


def export_tables(
    store: Store, schema: Schema, directory: Path, names: Iterable[str] = (), private: bool = False
) -> dict[str, int]:
    """Write the tables (all that have rows, or those named) as CSV files; gives the number of rows of each.

    With `private` (an owner's store) every row is marked private, since the store does not tell which were.

    Raises UsageError for a table that is none, with near misses.
    """
    for name in names:
        if name not in schema.tables:
            hint = did_you_mean(name, schema.tables) or Text("", "")
            raise UsageError(Text(f"表 {name} はありません。{hint.ja}", f"There is no table {name}. {hint.en}".rstrip()))
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror
        raise UsageError(Text(f"{directory} を作れません: {reason}", f"{directory} cannot be made: {reason}")) from error
    written = {}
    for table in [schema.tables[n] for n in names] or schema.tables.values():
        rows = TableReader(store, table).rows()
        if private:
            rows = [row | {VISIBILITY: "private"} for row in rows]
        if rows:
            headings = [h for h in table.headings if any(row.get(h) for row in rows)]
            text = csv_text(headings, [[row.get(h, "") for h in headings] for row in rows])
            (directory / f"{table.name}.csv").write_text(text, encoding="utf-8", newline="\n")
            written[table.name] = len(rows)
    return written


class TableReader:
    """Reads the rows of one table out of a store: all of them, or what the graphs `within` say of those that stand there."""

    def __init__(self, store: Store, table: Table, within: frozenset[str] | None = None) -> None:
        self._store = store
        self._table = table
        self._within = within
        self._bases: dict[str, Basis | None] = {}
        self._passages: dict[str, str | None] = {}
        self._subject: ox.NamedNode | None = None
        self._about: dict[str, list[ox.Quad]] = {}

    def rows(self) -> list[dict[str, str]]:
        """The rows in the order of `place`, or of their place in the list where they have one."""
        typed = self._store.quads(None, RDF.type, ox.NamedNode(self._table.target_class), ox.DefaultGraph())
        segment = f"{ID}{self._table.id_segment}/"
        subjects = {q.subject.value for q in typed if isinstance(q.subject, ox.NamedNode)}
        own = sorted((s for s in subjects if s.startswith(segment) and self._stands(s)), key=self.place)
        rows = [self._row(ox.NamedNode(s)) for s in own]
        return sorted(rows, key=lambda r: int(r["position"])) if self._table.find_column("position") else rows

    def place(self, subject: str) -> tuple[float, str]:
        """What the rows are sorted by: their IRIs."""
        return 0, subject

    def _stands(self, subject: str) -> bool:
        """Whether the row itself, which is its type, is said in the graphs that are wanted."""
        if self._within is None:
            return True
        typed = ox.Quad(ox.NamedNode(subject), RDF.type, ox.NamedNode(self._table.target_class), ox.DefaultGraph())
        return any(True for _ in self._graphs(typed))

    def _row(self, subject: ox.NamedNode) -> dict[str, str]:
        row_basis, passages = self._said(subject)
        row = {SOURCE: ";".join(passages), BASIS: row_basis, VISIBILITY: ""}
        if not self._table.key:
            row[ID_COLUMN] = subject.value.rsplit("/", 1)[-1]
        for column in self._table.columns:
            quads = [q for q in self._quads(subject, column) if self._belongs(subject, column, q)]
            if not quads:
                continue
            row[column.name] = ";".join(sorted(self.text(q.object, column) for q in quads))
            basis = self._basis_of(quads[0])
            if column.basis_column and basis != (column.basis or row_basis):
                row[column.basis_column] = basis
        return row

    def _of(self, subject: ox.NamedNode, property_: str) -> list[ox.Quad]:
        """What all graphs say of a property of a subject; of each subject everything is read at once."""
        if subject != self._subject:
            self._subject, self._about = subject, defaultdict(list)
            for quad in self._store.quads(subject):
                self._about[quad.predicate.value].append(quad)
        return self._about.get(property_, [])

    def _quads(self, subject: ox.NamedNode, column: Column) -> list[ox.Quad]:
        return [q for q in self._of(subject, column.path) if isinstance(q.graph_name, ox.DefaultGraph)]

    def _belongs(self, subject: ox.NamedNode, column: Column, quad: ox.Quad) -> bool:
        """Whether a value is one of the column's own: said by a source, in the column's language."""
        if isinstance(quad.object, ox.Literal) and (column.language or "").lower() != (quad.object.language or "").lower():
            return False  # the engine keeps language tags in lower case
        return any(True for _ in self._graphs(quad))

    def _graphs(self, quad: ox.Quad) -> Iterable[tuple[ox.NamedNode, Basis]]:
        """The passage and file graphs that hold a statement, with their basis; graphs of rules have none."""
        if isinstance(quad.subject, ox.NamedNode):
            for found in self._of(quad.subject, quad.predicate.value):
                name = found.graph_name
                if (
                    found.object == quad.object
                    and isinstance(name, ox.NamedNode)
                    and (self._within is None or name.value in self._within)
                ):
                    basis = self._basis_of_graph(name)
                    if basis:
                        yield name, basis

    def _basis_of(self, quad: ox.Quad) -> Basis:
        return min((basis for _, basis in self._graphs(quad)), key=BASES.index)

    def _basis_of_graph(self, graph: ox.NamedNode) -> Basis | None:
        if graph.value not in self._bases:
            found = next(iter(self._store.quads(graph, RENKEI.basis, None, ox.DefaultGraph())), None)
            told = found.object.value.rsplit("/", 1)[-1] if found and isinstance(found.object, ox.NamedNode) else None
            self._bases[graph.value] = next((b for b in BASES if b == told), None)
        return self._bases[graph.value]

    def _said(self, subject: ox.NamedNode) -> tuple[Basis, list[str]]:
        """The basis of the row and the passages it cites, the one that states most first."""
        typed = ox.Quad(subject, RDF.type, ox.NamedNode(self._table.target_class), ox.DefaultGraph())
        graphs = dict(self._graphs(typed))
        basis: Basis = min(graphs.values(), key=BASES.index)
        weight = {g: sum(self._held(subject, g, b) for b in BASES) for g in graphs}
        passages = [p for g in sorted(graphs, key=lambda g: (-weight[g], g.value)) if (p := self._passage(g))]
        return basis, passages

    def _held(self, subject: ox.NamedNode, graph: ox.NamedNode, basis: Basis) -> int:
        """How many statements about `subject` stand in the graph of the same passage on another basis."""
        base = graph.value
        for known in BASES:
            base = base.removesuffix(f"-{known}")
        wanted = with_basis(base, basis)
        self._of(subject, RDF.type.value)
        return sum(quad.graph_name == wanted for quads in self._about.values() for quad in quads)

    def _passage(self, graph: ox.NamedNode) -> str | None:
        """The passage of a graph as a table cites it; None where the graph is that of a file."""
        if graph.value not in self._passages:
            self._passages[graph.value] = self._read_passage(graph)
        return self._passages[graph.value]

    def _read_passage(self, graph: ox.NamedNode) -> str | None:
        values = {}
        for quad in self._store.quads(graph, None, None, ox.DefaultGraph()):
            values[quad.predicate.value] = quad.object
        document, lines = values.get(RENKEI.document.value), values.get(RENKEI.lines.value)
        if not isinstance(document, ox.NamedNode) or not isinstance(lines, ox.Literal):
            return None
        number = next(iter(self._store.quads(document, RENKEI.number, None, ox.DefaultGraph()))).object
        return f"{number.value}:{lines.value}" if isinstance(number, ox.Literal) else None

    def text(self, term: object, column: Column) -> str:
        """A value as it stands in a cell."""
        if isinstance(term, ox.Literal):
            return term.value
        if not isinstance(term, ox.NamedNode):
            raise TypeError(f"no value of a table: {term}")
        if column.kind == "concept":
            found = next(iter(self._store.quads(term, SKOS.notation, None, ox.DefaultGraph())), None)
            if found and isinstance(found.object, ox.Literal):
                return found.object.value  # a field of one's own has none: it is named by its id
        return term.value.rsplit("/", 1)[-1]
