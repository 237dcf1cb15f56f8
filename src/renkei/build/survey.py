"""The first reading of data sets: ids and names of all rows, which is all that references need. Rows are not held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from renkei.build.datasets import Dataset, raw_tables
from renkei.build.merging import Told, decisions_of, replacements, single_values
from renkei.errors import CellError, Findings, TableErrors, Text
from renkei.rdf.provenance import source_iri
from renkei.schema.namespaces import ID, RENKEI, SKOS
from renkei.schema.tables import ID as ID_COLUMN
from renkei.schema.tables import VISIBILITY, Schema, Table
from renkei.schema.turtle import TripleIndex
from renkei.sources.passages import line_ranges
from renkei.sources.register import Register
from renkei.tables.files import RawTable, TableFile
from renkei.tables.references import Thing, ThingIndex, resolve, row_iri
from renkei.tables.rows import Row, RowReader, typed_rows
from renkei.text.folding import fold

# Told how far the work is; it raises Cancelled where the work is to end.
Watch: TypeAlias = Callable[[Text], None]

# First and last line of a section, and its IRI.
Section: TypeAlias = tuple[int, int, ox.NamedNode]

# After so many rows the progress is told.
ROWS_BETWEEN_REPORTS = 20_000


@dataclass(frozen=True)
class Surveyed:
    """Data sets read once: their tables, how many rows these have, what rows may refer to, and sections by document id.

    `told` says which properties of one value those things have that take the place of others (see merging.py). `on_demand` are
    the IRIs of things that a store holds only where something in it refers to them. `added` are the ids of things of which a
    register says more.
    """

    tables: tuple[tuple[Dataset, RawTable | TableFile], ...]
    number: int
    index: ThingIndex
    register: Register
    sections: dict[str, tuple[Section, ...]]
    told: dict[str, set[Told]]
    on_demand: frozenset[str]
    added: frozenset[str]


@dataclass(frozen=True)
class _Named:
    """A table read for the first time: things and whether each is private, the number of rows, rows that need other things.

    `kept` are the rows of things about which there is a decision, by id; `whole` are the ids of added rows that have all
    that is required, and so describe a thing that no other row need describe.
    """

    things: list[tuple[Thing, bool]]
    number: int
    needing: list[tuple[Row, str]]
    kept: dict[str, Row]
    whole: set[str]


def survey(
    datasets: Iterable[Dataset], schema: Schema, register: Register, vocabularies: Path, errors: Findings, watch: Watch
) -> Surveyed:
    """Read the ids and names of all rows. Files that cannot be read are left out, with their problems in `errors`."""
    datasets = list(datasets)
    index = ThingIndex(schema)
    for document in register.documents.values():
        names = (document.title.ja, document.title.en)
        index.add(Thing(document.id, source_iri(document.id).value, RENKEI.SourceDocument.value, names, "sources.toml"))
    _index_concepts(index, vocabularies)
    tables: list[tuple[Dataset, RawTable | TableFile]] = []
    needing: list[tuple[Row, str]] = []
    decisions = decisions_of(datasets)
    decided = frozenset(i for d in decisions.values() if d.same for i in (d.one, d.other))
    kept: dict[str, Row] = {}
    sections: dict[str, tuple[Section, ...]] = {}
    number = 0
    on_demand: set[str] = set()
    added: set[str] = set()
    for dataset in datasets:
        _check_settings(dataset, schema, register, errors)
        before = len(errors)
        for raw in raw_tables(dataset, schema, errors):
            try:
                named = _read_names(dataset, raw, decided, watch)
            except TableErrors as found:
                errors += found.errors
                errors.unlisted += found.unlisted
                index.unread.add(raw.table.target_class)
                continue
            tables.append((dataset, raw))
            if isinstance(raw, RawTable) and any(not r.wrong.isdisjoint((ID_COLUMN, *raw.table.identity)) for r in raw.rows):
                index.unread.add(raw.table.target_class)
            number += named.number
            for thing, private in named.things:
                if raw.added and (thing.id in index.by_id or thing.id not in named.whole):
                    added.add(thing.id)
                elif index.add(thing) is None:
                    if private:
                        index.private.add(thing.iri)
                    if raw.table.scheme:
                        _add_concept(index, raw.table.scheme, thing, errors)
            if raw.table.name in dataset.on_demand:
                on_demand.update(thing.iri for thing, _ in named.things)
            needing += named.needing
            kept = {**named.kept, **kept} if raw.added else {**kept, **named.kept}
            if raw.table.name == "sections":
                for name, more in _sections(raw).items():
                    sections[name] = (*sections.get(name, ()), *more)
        if any(e.row is None for e in errors[before:]):  # a file or a sheet of which it is not known which table it is
            index.unread |= {t.target_class for t in schema.tables.values()}
    _withhold(index, needing)
    replaced = replacements(decisions, {i: index.by_id[i].iri in index.private for i in kept if i in index.by_id})
    index.merged.update((index.by_id[one].iri, index.by_id[other].iri) for one, other in replaced.items())
    told = {index.by_id[i].iri: single_values(kept[i]) for i in set(replaced.values())}
    return Surveyed(tuple(tables), number, index, register, sections, told, frozenset(on_demand), frozenset(added))


def _read_names(dataset: Dataset, raw: RawTable | TableFile, decided: frozenset[str], watch: Watch) -> _Named:
    table, reader = raw.table, RowReader(raw.table, raw.file, Findings(), raw.added)
    base = f"{ID}{table.id_segment}/"
    needs = any(c.minimum and c.kind == "reference" for c in table.columns)
    required = [c.name for c in table.columns if c.minimum]
    found = _Named([], 0, [], {}, set())
    number = 0
    for number, row in enumerate(raw.rows, start=1):
        if named := reader.named(row):
            identifier, names = named
            thing = Thing(identifier, base + identifier, table.target_class, names, raw.file, row.number)
            private = is_private(dataset, table, row.cells.get(VISIBILITY) == "private")
            found.things.append((thing, private))
            if raw.added and all(row.cells.get(name) for name in required):
                found.whole.add(identifier)
            if identifier in decided:
                found.kept[identifier] = reader.read(row)
            if needs and not private:
                found.needing.append((reader.read(row), thing.iri))
        if number % ROWS_BETWEEN_REPORTS == 0:
            watch(Text(f"{raw.file}: {number}行を読みました", f"{raw.file}: {number} rows read"))
    return _Named(found.things, number, found.needing, found.kept, found.whole)


def is_private(dataset: Dataset, table: Table, said: bool) -> bool:
    """Whether a row is private by itself: its own cell says so (`said`), or its data set, or its table and not its data set."""
    public_table = table.visibility == "public" or table.name in dataset.public_tables
    return dataset.visibility == "private" or said or not public_table


def _withhold(index: ThingIndex, needing: list[tuple[Row, str]]) -> None:
    """A thing that needs a private thing is private too, and so are those that need it; nothing needs a tie."""
    quiet = Findings()
    needed = [(iri, needed_by(row, references_of(row, index, quiet))) for row, iri in needing]
    while more := {iri for iri, others in needed if iri not in index.private and not index.private.isdisjoint(others)}:
        index.private |= more


def needed_by(row: Row, references: Mapping[tuple[str, str], str]) -> set[str]:
    """The IRIs of the things without which the row says nothing whole: both ends of a tie, what a thing must refer to."""
    return {iri for (name, _), iri in references.items() if row.table.key or row.cells[name].column.minimum}


def references_of(row: Row, index: ThingIndex, errors: list[CellError]) -> dict[tuple[str, str], str]:
    """What the references and concepts of a row mean, by column and value; what means nothing is appended to `errors`."""
    references: dict[tuple[str, str], str] = {}
    for name, cell in row.cells.items():
        if cell.column.kind in ("reference", "concept"):
            for value in cell.values:
                iri = resolve(index, row, cell.column, str(value), errors)
                if iri:
                    references[name, str(value)] = iri
    return references


def _sections(raw: RawTable | TableFile) -> dict[str, list[Section]]:
    found: dict[str, list[Section]] = {}
    for row in typed_rows(raw, Findings()):
        if row.values("document") and row.values("lines"):
            node = ox.NamedNode(row_iri(row, {}))
            ranges = line_ranges(str(row.values("lines")[0]))
            found.setdefault(str(row.values("document")[0]), []).extend((first, last, node) for first, last in ranges)
    return found


def _check_settings(dataset: Dataset, schema: Schema, register: Register, errors: list[CellError]) -> None:
    """Tables and sources that `dataset.toml` names must exist."""

    def wrong(value: str, why: Text) -> None:
        errors.append(CellError(file=f"{dataset.path.name}/dataset.toml", row=None, column=None, value=value, why=why))

    for table in sorted({*dataset.sources, *dataset.public_tables, *dataset.on_demand}):
        if table not in schema.tables:
            wrong(table, Text("この名前の表はありません。", "There is no table of this name."))
    for source in sorted({s for sources in dataset.sources.values() for s in sources}):
        if source not in register.datasets:
            wrong(source, Text("sources.toml にこの出典はありません。", "sources.toml has no such source."))


def _add_concept(index: ThingIndex, scheme: str, thing: Thing, errors: list[CellError]) -> None:
    """A row that adds a concept to a vocabulary; one that the vocabulary has already is an error."""
    if other := index.add_concept(scheme, thing):
        notation = other.rsplit("/", 1)[-1]
        why = Text(
            f"語彙に同じ id か名称の語があります（{notation}）。",
            f"The vocabulary has a concept of this id or name: {notation}.",
        )
        advice = Text("その語を使うか、別の名称にしてください。", "Use that concept, or give another name.")
        errors.append(CellError(file=thing.file, row=thing.row, column=ID_COLUMN, value=thing.id, why=why, suggestion=advice))


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
