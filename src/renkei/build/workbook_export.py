"""Tables of a store as a workbook in the form of the template, which a build reads again as the same statements.

Things are named as people name them, where the name means one thing; elsewhere by their id.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from renkei.build.datasets import SHIPPED
from renkei.build.table_export import TableReader
from renkei.errors import Text, UsageError
from renkei.identity.registers import REGISTERS
from renkei.query.lexer import bind
from renkei.rdf.provenance import with_basis
from renkei.schema.namespaces import ID, RDF, RDFS, RENKEI
from renkei.schema.tables import BASES, BASIS, Column, Schema, Table
from renkei.schema.tables import ID as ID_COLUMN
from renkei.store.protocol import Store
from renkei.tables.choices import Choice, read_choices, read_municipalities, read_prefectures
from renkei.tables.forms import DEFAULT_TABLES, NO, YES, fields_of, get_tables
from renkei.tables.template import Form, FormSheet, write_form
from renkei.text.folding import fold

_ROW = re.compile(r"row=(\d+)$")
_NAMES = """SELECT ?thing ?name WHERE {
    VALUES ?naming { rdfs:label skos:altLabel }
    ?thing ?naming ?name FILTER (STRSTARTS(STR(?thing), STR(id:))) }"""
_TOLD_BY_REGISTERS = "SELECT DISTINCT ?thing WHERE { GRAPH ?graph { ?thing a ?class } FILTER (STRSTARTS(STR(?graph), $begin)) }"


def own_datasets(datasets: Iterable[str]) -> tuple[str, ...]:
    """The data sets of a store's manifest that its owner gave, beside those that ship with renkei; () where there is none."""
    return tuple(d for d in datasets if d not in SHIPPED)


def told_by_registers(store: Store, datasets: Iterable[str]) -> int:
    """Of how many things of the data sets registers say something; a workbook holds what its owner says, and none of that."""
    told: set[str] = set()
    for dataset in datasets:
        begin = ox.Literal(f"{ID}file/{dataset}-{REGISTERS}-")
        told |= {str(row[0]) for row in store.select(bind(_TOLD_BY_REGISTERS, {"begin": begin})).rows}
    return len(told)


def export_workbook(
    store: Store,
    schema: Schema,
    path: Path,
    language: str,
    vocabularies: Path,
    places: Path,
    names: Sequence[str] = (),
    datasets: Iterable[str] = (),
) -> dict[str, int]:
    """Write the tables (those named, else all that have rows) to an XLSX file; gives the number of rows of each.

    `names` are names of tables as people write them, `datasets` the ids of the data sets whose rows are wanted (else all).
    `vocabularies` and `places` are the shipped folders with what cells are chosen from. Raises UsageError for a table that
    is none, where there is nothing to write, and for a file that cannot be written.
    """
    chosen = tuple(datasets)
    words = Words(store, schema, language, read_choices(vocabularies), read_municipalities(places))
    sheets, used = [], []
    for table in get_tables(schema, names or dict.fromkeys((*DEFAULT_TABLES, *schema.tables))):
        within = frozenset(_graphs(chosen, table)) if chosen else None
        reader = _Reader(store, table, within, words)
        rows = reader.rows()
        if not rows:
            continue
        used += [(row.get("label_ja", ""), row.get(ID_COLUMN, "")) for row in rows]
        fields = tuple(f for f in fields_of(table) if f.common or any(row.get(f.name) for row in rows))
        sheets.append(FormSheet(table, fields, rows))
    if not sheets:
        raise UsageError(
            Text(
                "書き出す行がありません。表やデータセットの名前を確かめてください。",
                "There are no rows to write. Check the names of tables and data sets.",
            )
        )
    known = tuple(dict.fromkeys((name, thing) for name, thing in used if name and thing))
    write_form(path, Form(schema, tuple(sheets), language, words.choices, read_prefectures(places), known))
    return {sheet.table.name: len(sheet.rows) for sheet in sheets}


def _graphs(datasets: Iterable[str], table: Table) -> Iterable[str]:
    """The graphs in which rows of the table stand that these data sets give, on each basis."""
    for dataset in datasets:
        for basis in BASES:
            yield with_basis(f"{ID}file/{dataset}-{table.name}", basis).value


@dataclass
class Words:
    """How values are written for people: the words of vocabularies, and the names of things.

    `municipalities` are the names of them all by id: a store holds only those that it tells of, a build reads every one.
    """

    store: Store
    schema: Schema
    language: str
    choices: Mapping[str, tuple[Choice, ...]]
    municipalities: Mapping[str, tuple[str, ...]]
    _things: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _shown: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._concepts = {c.iri: c.shown.of(self.language) for concepts in self.choices.values() for c in concepts}
        self._ids = set(self.municipalities)
        table = self.schema.tables["municipalities"]
        self._municipality, self._place = table.target_class, f"{ID}{table.id_segment}/"
        for identifier, names in self.municipalities.items():
            for word in names:
                self._things[fold(word)].add(self._place + identifier)
        for thing, name in self.store.select(_NAMES).rows:
            if isinstance(thing, ox.NamedNode) and isinstance(name, ox.Literal):
                self._things[fold(name.value)].add(thing.value)
                self._ids.add(thing.value.rsplit("/", 1)[-1])

    def concept(self, iri: str) -> str | None:
        return self._concepts.get(iri)

    def thing(self, iri: str, column: Column) -> str:
        """The name of a thing where it means no other that the column takes, else its id."""
        key = iri, column.classes
        if key not in self._shown:
            own = iri.rsplit("/", 1)[-1]
            names = [name for name in self._labels(iri) if self._means(name, iri, column)]
            self._shown[key] = names[0] if names else own
        return self._shown[key]

    def _labels(self, iri: str) -> list[str]:
        """The labels of a thing, in the form's language first, then the other names of a municipality (福島県伊達市)."""
        found = {
            quad.object.language: quad.object.value
            for quad in self.store.quads(ox.NamedNode(iri), RDFS.label, None, ox.DefaultGraph())
            if isinstance(quad.object, ox.Literal)
        }
        order = ("ja", "en") if self.language == "ja" else ("en", "ja")
        others = self.municipalities.get(iri.removeprefix(self._place), ())
        return list(dict.fromkeys([*(found[language] for language in order if language in found), *others]))

    def _means(self, name: str, iri: str, column: Column) -> bool:
        """Whether a cell with `name` is read as `iri`: it is one value, no id, and the name of nothing else that fits."""
        if re.search("[;；\n]", name) or name != name.strip() or name in self._ids:
            return False
        others = self._things[fold(name)] - {iri}
        return not any(self._fits(other, column) for other in others)

    def _fits(self, iri: str, column: Column) -> bool:
        if not column.classes:
            return True
        if iri.removeprefix(self._place) in self.municipalities:
            return any(self.schema.is_a(self._municipality, wanted) for wanted in column.classes)
        types = self.store.quads(ox.NamedNode(iri), RDF.type, None, ox.DefaultGraph())
        kinds = [q.object.value for q in types if isinstance(q.object, ox.NamedNode)]
        return any(self.schema.is_a(kind, wanted) for kind in kinds for wanted in column.classes)


class _Reader(TableReader):
    """Reads the rows of a table as people write them, in the order of the file they came from."""

    def __init__(self, store: Store, table: Table, within: frozenset[str] | None, words: Words) -> None:
        super().__init__(store, table, within)
        self._words = words

    def rows(self) -> list[dict[str, str]]:
        """The rows; bases and visibilities that go without saying are empty."""
        return [{n: v for n, v in row.items() if v and (n, v) != (BASIS, "stated")} for row in super().rows()]

    def place(self, subject: str) -> tuple[float, str]:
        """Where a row goes: by its number in the file, then by its IRI."""
        found = self._store.quads(ox.NamedNode(subject), RENKEI.locator, None, ox.DefaultGraph())
        numbers = [int(m[1]) for q in found if isinstance(q.object, ox.Literal) and (m := _ROW.search(q.object.value))]
        return min(numbers, default=float("inf")), subject

    def text(self, term: object, column: Column) -> str:
        """A value in the words of the form's language."""
        if isinstance(term, ox.NamedNode):
            if column.kind == "concept":
                return self._words.concept(term.value) or super().text(term, column)
            return self._words.thing(term.value, column)
        if isinstance(term, ox.Literal) and column.kind == "boolean":
            return (YES if term.value == "true" else NO).of(self._words.language)
        return super().text(term, column)
