"""Data sets read whole and checked: every row typed, every reference resolved, every passage within its document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from renkei.build.datasets import Audience, Dataset, table_of
from renkei.errors import CellError, TableErrors, Text
from renkei.rdf.provenance import FileGraph, PassageGraph, source_iri
from renkei.rdf.quads import Statement, statements
from renkei.schema.namespaces import RENKEI, SKOS
from renkei.schema.tables import SOURCE, Basis, Schema
from renkei.schema.turtle import TripleIndex
from renkei.sources.passages import Passage, PassageError, line_ranges, parse_passage
from renkei.sources.register import Register, SourceDocument
from renkei.tables.files import RawTable, read_csv
from renkei.tables.references import Thing, ThingIndex, check_ties, index_rows, resolve, row_iri
from renkei.tables.rows import Row, typed_rows
from renkei.text.folding import fold


@dataclass(frozen=True)
class CheckedRow:
    """A row that is right: its IRI, the IRIs its references mean, the passages it cites, and what it may show.

    `hidden` names its private columns, `withheld` the IRIs of private things that it refers to.
    """

    row: Row
    iri: str
    references: dict[tuple[str, str], str]
    passages: tuple[tuple[Passage, SourceDocument], ...]
    dataset: Dataset
    hidden: frozenset[str]
    private: bool
    withheld: frozenset[str] = frozenset()

    def statements(self, audience: Audience) -> list[Statement]:
        """What the row says to `audience`."""
        if audience == "public" and self.private:
            return []
        skip = self.hidden if audience == "public" else frozenset[str]()
        said = statements(self.row, self.iri, self.references, skip)
        return [s for s in said if audience == "owner" or not self._names_withheld(s)]

    def _names_withheld(self, statement: Statement) -> bool:
        return isinstance(statement.triple.object, ox.NamedNode) and statement.triple.object.value in self.withheld


@dataclass(frozen=True)
class Checked:
    """All rows of some data sets, checked; `index` finds things by id or name."""

    rows: tuple[CheckedRow, ...]
    index: ThingIndex
    register: Register
    sections: dict[str, tuple[tuple[int, int, ox.NamedNode], ...]]

    def graphs(self, checked: CheckedRow, basis: Basis) -> list[PassageGraph | FileGraph]:
        """The graphs in which what a row says on `basis` stands: one for each passage, or that of its file."""
        dataset, row = checked.dataset, checked.row
        if checked.passages:
            return [PassageGraph(p, d, basis, self._section(p, d)) for p, d in checked.passages]
        return [FileGraph(dataset.id, dataset.title, f"{row.table.name}.csv", basis, dataset.sources.get(row.table.name, ()))]

    def _section(self, passage: Passage, document: SourceDocument) -> ox.NamedNode | None:
        """The narrowest section around the last range of the passage, where its fact usually stands."""
        line = passage.ranges[-1][0]
        around = [s for s in self.sections.get(document.id, ()) if s[0] <= line <= s[1]]
        return min(around, key=lambda s: s[1] - s[0])[2] if around else None


def load(datasets: Iterable[Dataset], schema: Schema, register: Register, vocabularies: Path) -> Checked:
    """Read and check all tables of the data sets. Raises TableErrors with every problem found; nothing is half taken."""
    errors: list[CellError] = []
    rows: list[tuple[Dataset, Row]] = []
    for dataset in datasets:
        _check_settings(dataset, schema, register, errors)
        for raw in _raw_tables(dataset, schema, errors):
            rows += [(dataset, row) for row in typed_rows(raw, errors)]
    index = ThingIndex(schema)
    for document in register.documents.values():
        names = (document.title.ja, document.title.en)
        index.add(Thing(document.id, source_iri(document.id).value, RENKEI.SourceDocument.value, names, "sources.toml"))
    _index_concepts(index, vocabularies)
    index_rows((row for _, row in rows), index, errors)
    checked = [_checked(dataset, row, index, register, errors) for dataset, row in rows]
    check_ties(((c.row, c.iri) for c in checked), errors)
    if errors:
        raise TableErrors(sorted(errors, key=lambda e: (e.file, e.row or 0)))
    return Checked(tuple(_with_privacy_of_references(checked)), index, register, _sections(checked))


def _with_privacy_of_references(rows: list[CheckedRow]) -> list[CheckedRow]:
    """A row that needs a private thing, as every tie does, is private too; another leaves out what names that thing."""
    private = {r.iri for r in rows if r.private}
    while more := {r.iri for r in rows if r.iri not in private and not private.isdisjoint(_needed(r))}:
        private |= more
    return [replace(r, private=r.iri in private, withheld=frozenset(private.intersection(r.references.values()))) for r in rows]


def _needed(checked: CheckedRow) -> set[str]:
    """The IRIs of the things without which the row says nothing whole."""
    row = checked.row
    return {iri for (name, _), iri in checked.references.items() if row.table.key or row.cells[name].column.minimum}


def _sections(rows: Iterable[CheckedRow]) -> dict[str, tuple[tuple[int, int, ox.NamedNode], ...]]:
    """The sections of each document, by document id: first and last line, IRI."""
    found: dict[str, list[tuple[int, int, ox.NamedNode]]] = {}
    for checked in rows:
        if checked.row.table.name == "sections":
            places = found.setdefault(str(checked.row.values("document")[0]), [])
            ranges = line_ranges(str(checked.row.values("lines")[0]))
            places += [(first, last, ox.NamedNode(checked.iri)) for first, last in ranges]
    return {document: tuple(places) for document, places in found.items()}


def _raw_tables(dataset: Dataset, schema: Schema, errors: list[CellError]) -> Iterator[RawTable]:
    for file in dataset.files():
        try:
            yield read_csv(file, table_of(file, schema), f"{dataset.path.resolve().name}/{file.name}")
        except TableErrors as found:
            errors += found.errors


def _check_settings(dataset: Dataset, schema: Schema, register: Register, errors: list[CellError]) -> None:
    """Tables and sources that `dataset.toml` names must exist."""

    def wrong(value: str, why: Text) -> None:
        errors.append(CellError(file=f"{dataset.path.name}/dataset.toml", row=None, column=None, value=value, why=why))

    for table in sorted({*dataset.sources, *dataset.public_tables}):
        if table not in schema.tables:
            wrong(table, Text("この名前の表はありません。", "There is no table of this name."))
    for source in sorted({s for sources in dataset.sources.values() for s in sources}):
        if source not in register.datasets:
            wrong(source, Text("sources.toml にこの出典はありません。", "sources.toml has no such source."))


def _checked(dataset: Dataset, row: Row, index: ThingIndex, register: Register, errors: list[CellError]) -> CheckedRow:
    references: dict[tuple[str, str], str] = {}
    for name, cell in row.cells.items():
        if cell.column.kind in ("reference", "concept"):
            for value in cell.values:
                iri = resolve(index, row, cell.column, str(value), errors)
                if iri:
                    references[name, str(value)] = iri
    public_table = row.table.visibility == "public" or row.table.name in dataset.public_tables
    return CheckedRow(
        row=row,
        iri=row_iri(row, references),
        references=references,
        passages=tuple(_passages(dataset, row, register, errors)),
        dataset=dataset,
        hidden=frozenset(c.name for c in row.table.columns if c.visibility == "private"),
        private=dataset.visibility == "private" or row.private or not public_table,
    )


def _passages(
    dataset: Dataset, row: Row, register: Register, errors: list[CellError]
) -> Iterator[tuple[Passage, SourceDocument]]:
    if not row.source and dataset.passages:
        why = Text("出典箇所がありません。", "The source passage is missing.")
        errors.append(row.error(SOURCE, "", why, Text("003:154,157 のように書きます。", "Write it like 003:154,157.")))
    for part in filter(None, (p.strip() for p in row.source.split(";"))):
        try:
            yield parse_passage(part, register)
        except PassageError as error:
            errors.append(row.error(SOURCE, part, error.why, error.suggestion))


def _index_concepts(index: ThingIndex, vocabularies: Path) -> None:
    files = TripleIndex(sorted(vocabularies.glob("*.ttl")))
    for concept in files.subjects(SKOS.inScheme.value):
        scheme = files.text(concept, SKOS.inScheme.value) or ""
        names = [files.text(concept, SKOS.notation.value) or ""]
        names += [
            o.value
            for p in (SKOS.prefLabel, SKOS.altLabel)
            for o in files.objects(concept, p.value)
            if isinstance(o, ox.Literal)
        ]
        for name in names:
            index.concepts[scheme].setdefault(fold(name), concept.value)
