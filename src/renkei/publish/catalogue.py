"""What the site has pages for: the things of each table, their order in lists, and their addresses."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from renkei.errors import Borrowed, Text
from renkei.publish.known import Known
from renkei.schema.namespaces import ID, ORG, RENKEI, SKOS
from renkei.schema.tables import Schema, Table
from renkei.text.characters import to_hiragana

# Names that Windows keeps for devices, whatever their ending.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


@dataclass(frozen=True)
class Thing:
    """A thing with a page; `file` is the path of the page below the folder of a language, without its ending."""

    iri: str
    table: Table
    label: Text
    reading: str
    kind: Text
    file: str

    @property
    def short(self) -> str:
        """Its kind and id, without the base."""
        return self.iri.removeprefix(ID)

    @property
    def one_name(self) -> bool:
        """Whether its name is known in one language only."""
        return isinstance(self.label.ja, Borrowed) or isinstance(self.label.en, Borrowed)

    def key(self, language: str) -> tuple[bool, str, str, str]:
        """Order of lists: in Japanese by reading, what has none after the rest by code point; in English by name, what has
        none there last."""
        key = to_hiragana(self.reading) if language == "ja" else _without_accents(self.label.en).casefold()
        return (not key or (language == "en" and isinstance(self.label.en, Borrowed)), key, self.label.of(language), self.iri)


class Catalogue:
    """All things that have pages, by IRI, and the rows of ties between them."""

    def __init__(self, known: Known, schema: Schema) -> None:
        self.known = known
        self.schema = schema
        self.tie_tables = [t for t in schema.tables.values() if t.key]
        self._tables = [t for t in schema.tables.values() if not t.key]
        self.things: dict[str, Thing] = {}
        self.ties: dict[str, Table] = {}
        self._cited: dict[str, list[Thing]] = {}
        taken: Counter[str] = Counter()
        for iri in known.subjects():
            if iri.startswith(ID) and (table := self._table_of(iri)):
                if table.key:
                    self.ties[iri] = table
                else:
                    self.things[iri] = self._thing(iri, table, taken)

    @cached_property
    def tables(self) -> list[Table]:
        """The tables that hold things, in the order of their headings."""
        filled = {t.table.name for t in self.things.values()}
        return [t for t in self._tables if t.name in filled]

    def listed(self, table: Table, language: str) -> list[Thing]:
        """The things of a table in the order of its list."""
        return sorted((t for t in self.things.values() if t.table is table), key=lambda t: t.key(language))

    def scheme_of(self, iri: str) -> str | None:
        """The vocabulary that a concept is of, where it is one."""
        return next((s for s in self.known.iris(iri, SKOS.inScheme.value) if s.startswith(f"{ID}scheme/")), None)

    def _table_of(self, iri: str) -> Table | None:
        """The table of which a thing is a row, by the kind in its IRI and its class; the narrowest where several fit."""
        segment = iri.removeprefix(ID).split("/", 1)[0]
        fitting = [t for t in (*self._tables, *self.tie_tables) if t.id_segment == segment]
        if not fitting:
            return None
        types = self.known.types(iri)
        found = [t for t in fitting if t.target_class in types]
        narrow = [t for t in found if not any(o is not t and self.schema.is_a(o.target_class, t.target_class) for o in found)]
        return next(iter(narrow or found), None)

    def _thing(self, iri: str, table: Table, taken: Counter[str]) -> Thing:
        kind = self.known.one(iri, ORG.classification.value)
        return Thing(
            iri,
            table,
            self.known.label(iri),
            self.known.text(iri, RENKEI.reading.value),
            self.known.label(kind.value) if isinstance(kind, ox.NamedNode) else table.heading,
            _file(iri.removeprefix(ID), taken),
        )


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _file(short: str, taken: Counter[str]) -> str:
    """A path for a thing that every file system keeps: no name of a device, none that differs from another by case only."""
    segment, _, name = short.partition("/")
    if name.split(".", 1)[0].casefold() in _DEVICES:
        name = f"{name}_"
    path = f"thing/{segment}/{name}"
    taken[path.casefold()] += 1
    return path if taken[path.casefold()] == 1 else f"{path}~{taken[path.casefold()]}"
