"""Data sets checked: every row typed, every reference resolved, every passage within its document.

Data sets are read twice: `survey` reads ids and names, then rows are typed and resolved one after the other. Large tables are
therefore never held; `load` holds the rows for those who look at them again and again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from renkei.build.datasets import Audience, Dataset, located
from renkei.build.merging import single_values
from renkei.build.survey import ROWS_BETWEEN_REPORTS, Surveyed, Watch, is_private, needed_by, references_of, survey
from renkei.errors import CellError, Findings, TableErrors, Text
from renkei.identity.registers import REGISTERS, SOURCES, source_of
from renkei.rdf.provenance import FileGraph, PassageGraph
from renkei.rdf.quads import Statement, statements
from renkei.schema.namespaces import DCTERMS, RDFS, SKOS
from renkei.schema.tables import SOURCE, Basis, Schema
from renkei.sources.passages import Passage, PassageError, parse_passage
from renkei.sources.register import Register, SourceDocument
from renkei.tables.circles import Parts
from renkei.tables.references import ThingIndex, Ties, check_id, row_iri
from renkei.tables.rows import Row, typed_rows


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row that is right: its IRI, the IRIs its references mean, the passages it cites, and what it may show.

    `hidden` names its private columns, `withheld` the IRIs of private things that it refers to. A row that was merged into
    another `replaces` its own IRI; `second` names the columns in which the other has a value already and there can be one.
    `calls` names things, with the column that does, that a store holds only where something refers to them; the row is about
    one of those if it is `on_demand`. A row that stands `alone` is the only one to tell of its thing. A row of a `register`
    tells more of a thing that another row describes, or describes what such a row names.
    """

    row: Row
    iri: str
    references: dict[tuple[str, str], str]
    passages: tuple[tuple[Passage, SourceDocument], ...]
    dataset: Dataset
    hidden: frozenset[str]
    private: bool
    withheld: frozenset[str] = frozenset()
    replaces: str | None = None
    second: frozenset[str] = frozenset()
    calls: tuple[tuple[str, str], ...] = ()
    on_demand: bool = False
    alone: bool = True
    register: str | None = None

    def called(self, audience: Audience) -> set[str]:
        """The things that are held only where something refers to them, and that the row refers to for `audience`."""
        return {iri for column, iri in self.calls if audience == "owner" or column not in self.hidden}

    def statements(self, audience: Audience) -> list[Statement]:
        """What the row says to `audience`."""
        if audience == "owner":
            said = statements(self.row, self.iri, self.references, frozenset())
        elif self.private:
            return []
        else:
            said = statements(self.row, self.iri, self.references, self.hidden, self.withheld)
        if self.second or self.replaces:
            said = [self._beside(statement) for statement in said]
        return [*said, self._replacement()] if self.replaces else said

    def hidden_cells(self) -> int:
        """How many of its cells the public is not given: those of private columns, and those that name private things."""
        if not self.hidden and not self.withheld:
            return 0
        hidden = self.hidden & self.row.cells.keys()
        return len(hidden | {column for (column, _), iri in self.references.items() if iri in self.withheld})

    def _beside(self, statement: Statement) -> Statement:
        """A statement of a merged row: its name is another name, and a second value is what this row alone says."""
        column = statement.column
        if self.replaces and column is not None and column.path == RDFS.label.value:
            return statement._replace(text=statement.text.replace(f"<{RDFS.label.value}>", f"<{SKOS.altLabel.value}>", 1))
        return statement._replace(known=False) if column is not None and column.name in self.second else statement

    def _replacement(self) -> Statement:
        return Statement(f"<{self.replaces}> <{DCTERMS.isReplacedBy.value}> <{self.iri}>", self.row.basis, None)


class RowChecker:
    """Checks rows against what a survey found; graphs and passages that rows share are made once."""

    def __init__(self, surveyed: Surveyed) -> None:
        self._surveyed = surveyed
        tables = surveyed.index.schema.tables.values()
        self._merged = frozenset(surveyed.index.merged.values())
        self._hidden = {t.name: frozenset(c.name for c in t.columns if c.visibility == "private") for t in tables}
        self._cited: dict[str, tuple[tuple[Passage, SourceDocument], ...]] = {}
        self._graphs: dict[tuple[str, str, Basis], list[PassageGraph | FileGraph]] = {}

    def rows(self, errors: list[CellError], watch: Watch) -> Iterator[CheckedRow]:
        """The rows of all tables, typed and resolved, one after the other; what is wrong is appended to `errors`."""
        ties, parts, number, total = Ties(), Parts(), 0, self._surveyed.number
        for dataset, raw in self._surveyed.tables:
            register = dataset.register_of(raw.file) if raw.added else None
            for row in typed_rows(raw, errors):
                if register is None or row.id in self._surveyed.index.by_id:  # else its thing was taken out since
                    checked = self._checked(dataset, row, register, ties, errors)
                    parts.add(row, checked.iri, checked.references)
                    yield checked
                number += 1
                if number % ROWS_BETWEEN_REPORTS == 0:
                    watch(Text(f"{total}行のうち{number}行を検査しました", f"checked {number} of {total} rows"))
        errors += parts.errors()

    def graphs(self, checked: CheckedRow, basis: Basis) -> list[PassageGraph | FileGraph]:
        """The graphs in which what a row says on `basis` stands: one for each passage, or that of its file."""
        dataset, row, name = checked.dataset, checked.row, checked.row.table.name
        register = checked.register
        key = (
            ("", row.source, basis)
            if checked.passages
            else (dataset.id, f"{REGISTERS}-{register}" if register else name, basis)
        )
        if key not in self._graphs:
            if checked.passages:
                self._graphs[key] = [PassageGraph(p, d, basis, self._section(p, d)) for p, d in checked.passages]
            elif register:
                self._graphs[key] = [_register_graph(dataset, register, basis)]
            else:
                label, sources = dataset.file_label(row.table), dataset.sources.get(name, ())
                self._graphs[key] = [FileGraph(dataset.id, name, label, basis, sources)]
        return self._graphs[key]

    def _section(self, passage: Passage, document: SourceDocument) -> ox.NamedNode | None:
        """The narrowest section around the last range of the passage, where its fact usually stands."""
        line = passage.ranges[-1][0]
        around = [s for s in self._surveyed.sections.get(document.id, ()) if s[0] <= line <= s[1]]
        return min(around, key=lambda s: s[1] - s[0])[2] if around else None

    def _checked(self, dataset: Dataset, row: Row, register: str | None, ties: Ties, errors: list[CellError]) -> CheckedRow:
        index = self._surveyed.index
        more = register is not None and row.id in self._surveyed.added
        if not more:
            check_id(row, index, errors)
        references = references_of(row, index, errors)
        if dataset.passages:
            _check_both_languages(row, errors)
        own, private = row_iri(row, references), is_private(dataset, row.table, row.private)
        private = private or (register is not None and own in index.private)  # what a register says of a private row
        iri = index.merged.get(own, own)
        if register is None and row.id in self._surveyed.added:
            self._surveyed.told.setdefault(iri, set()).update(single_values(row))
        withheld = frozenset(index.private.intersection(references.values()))
        of_merged = not self._merged.isdisjoint(references.values())
        found = CheckedRow(
            row=row,
            iri=iri,
            references=references,
            passages=self._passages(dataset, row, errors),
            dataset=dataset,
            hidden=self._hidden[row.table.name],
            private=private or (bool(withheld) and not withheld.isdisjoint(needed_by(row, references))),
            withheld=withheld,
            replaces=own if own != iri else None,
            second=self._second(row, iri) if own != iri or more else frozenset(),
            calls=tuple((c, i) for (c, _), i in references.items() if i in self._surveyed.on_demand),
            on_demand=own in self._surveyed.on_demand,
            alone=not of_merged and iri not in self._merged and row.id not in self._surveyed.added,
            register=register,
        )
        if not of_merged:  # ties of what became one thing may become one tie
            ties.check(row, iri, errors)
        return found

    def _second(self, row: Row, iri: str) -> frozenset[str]:
        """The columns in which the thing that a row was merged into has a value already, where there can be one."""
        told = self._surveyed.told.setdefault(iri, set())
        second = {n for n, c in row.cells.items() if c.column.maximum == 1 and (c.column.path, c.column.language) in told}
        told |= single_values(row)
        return frozenset(second)

    def _passages(self, dataset: Dataset, row: Row, errors: list[CellError]) -> tuple[tuple[Passage, SourceDocument], ...]:
        """The passages of the source cell; a cell that is right is read once."""
        if not row.source and not dataset.passages:
            return ()
        if row.source and row.source in self._cited:
            return self._cited[row.source]
        wrong: list[CellError] = []
        cited = tuple(_passages(dataset, row, self._surveyed.register, wrong))
        errors += wrong
        if row.source and not wrong:
            self._cited[row.source] = cited
        return cited


def _register_graph(dataset: Dataset, register: str, basis: Basis) -> FileGraph:
    """The graph of what a register says of the organisations of a data set; its name is that of the register."""
    title, date = source_of(register).title, dataset.register_dates.get(register, "")
    of_date = Text(f"（{date}）", f" ({date})") if date else Text("", "")
    label = Text(f"{title.ja}{of_date.ja}", f"{title.en}{of_date.en}")
    return FileGraph(dataset.id, f"{REGISTERS}-{register}", label, basis, (SOURCES[register],), date)


@dataclass(frozen=True)
class Checked:
    """All rows of some data sets, checked; `index` finds things by id or name."""

    rows: tuple[CheckedRow, ...]
    index: ThingIndex
    register: Register
    checker: RowChecker = field(repr=False)

    def graphs(self, checked: CheckedRow, basis: Basis) -> list[PassageGraph | FileGraph]:
        """The graphs in which what a row says on `basis` stands."""
        return self.checker.graphs(checked, basis)


def load(datasets: Iterable[Dataset], schema: Schema, register: Register, vocabularies: Path) -> Checked:
    """Read and check all tables of the data sets, and hold their rows.

    Raises TableErrors with the problems found; nothing is half taken.
    """
    datasets, errors = list(datasets), Findings()
    surveyed = survey(datasets, schema, register, vocabularies, errors, _unwatched)
    checker = RowChecker(surveyed)
    rows = tuple(checker.rows(errors, _unwatched))
    refuse(errors, datasets, surveyed.index.schema)
    return Checked(rows, surveyed.index, register, checker)


def refuse(errors: Findings, datasets: Iterable[Dataset], schema: Schema) -> None:
    """Raise TableErrors where there are errors, in the order of reading."""
    if errors:
        raise TableErrors(located(errors, datasets, schema), errors.unlisted)


def _unwatched(_: Text) -> None:
    """Tells nobody."""


def _check_both_languages(row: Row, errors: list[CellError]) -> None:
    """Rows taken from documents have their names in Japanese and English; lists of users may have one of them only."""
    named = {c.language for c in row.table.columns if c.path == RDFS.label.value}
    given = {cell.column.language for cell in row.cells.values() if cell.column.path == RDFS.label.value}
    for language in sorted(filter(None, named - given)):
        column = next(c for c in row.table.columns if c.path == RDFS.label.value and c.language == language)
        if not column.minimum:  # else it was said when the row was read
            errors.append(row.error(column.name, "", Text("必要な値がありません。", "A required value is missing.")))


def _passages(
    dataset: Dataset, row: Row, register: Register, errors: list[CellError]
) -> Iterator[tuple[Passage, SourceDocument]]:
    if not dataset.passages and "#" in row.source:
        return  # an imported row, which says where in its file it stood
    if not row.source and dataset.passages:
        why = Text("出典箇所がありません。", "The source passage is missing.")
        errors.append(row.error(SOURCE, "", why, Text("003:154,157 のように書きます。", "Write it like 003:154,157.")))
    for part in filter(None, (p.strip() for p in row.source.split(";"))):
        try:
            yield parse_passage(part, register)
        except PassageError as error:
            errors.append(row.error(SOURCE, part, error.why, error.suggestion))
