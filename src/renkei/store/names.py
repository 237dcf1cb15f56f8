"""The names of a large store in an index on disk, so that a name is found, or its like, without reading all names.

A name is found by its folded form. Those like a misspelt one share its beginning or its end as far as any name does; only
the nearest of them in the order of the alphabet are looked at, so the time does not grow with the number of names.
"""

from __future__ import annotations

import csv
import io
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from renkei.schema.namespaces import ID
from renkei.store.oxigraph import OxigraphStore
from renkei.text.folding import fold

# Names looked at on each side of where a misspelt one would stand, by beginning and by end.
_NEIGHBOURS = 200
# Things of one name that are told apart; a thousand homonyms are ambiguous anyway.
_MOST = 1_000
# Words looked up in one statement; SQLite takes at least 999.
_AT_ONCE = 500

_NAMES = "SELECT ?thing ?name WHERE { ?thing rdfs:label|skos:altLabel ?name }"

_MAKE = (
    "CREATE TABLE names (folded TEXT, reversed TEXT, name TEXT, thing TEXT)",
    "CREATE TABLE things (id TEXT, thing TEXT, name TEXT, PRIMARY KEY (id, thing)) WITHOUT ROWID",
)
_ORDER = ("CREATE INDEX by_beginning ON names (folded)", "CREATE INDEX by_end ON names (reversed)")

# The names from a word on, and those before it, from near to far.
_BY_BEGINNING = (
    "SELECT name, thing FROM names WHERE folded >= ? ORDER BY folded, thing LIMIT ?",
    "SELECT name, thing FROM names WHERE folded < ? ORDER BY folded DESC, thing LIMIT ?",
)
_BY_END = (
    "SELECT name, thing FROM names WHERE reversed >= ? ORDER BY reversed, thing LIMIT ?",
    "SELECT name, thing FROM names WHERE reversed < ? ORDER BY reversed DESC, thing LIMIT ?",
)


@dataclass(frozen=True)
class Named:
    """A name of a thing, as it is written in the store, and the thing's IRI."""

    name: str
    iri: str


@dataclass(frozen=True)
class NameIndex:
    """The index in a file; it is opened for each question, and so may be used from any thread."""

    path: Path

    def with_id(self, text: str) -> list[Named]:
        """The things whose id, the end of their IRI, is `text`, each with a name."""
        query = "SELECT name, thing FROM things WHERE id = ? ORDER BY thing LIMIT ?"
        return self._rows(query, text, _MOST)

    def find(self, text: str) -> list[Named]:
        """The things whose name is the same as `text` after folding."""
        return self._rows("SELECT name, thing FROM names WHERE folded = ? ORDER BY thing, name LIMIT ?", fold(text), _MOST)

    def find_any(self, folded: Iterable[str]) -> list[Named]:
        """The names that are one of many folded words, in their order; of one name at most so many as are told apart."""
        words = sorted(set(folded))
        found: dict[Named, None] = {}
        with self._opened() as database:
            for start in range(0, len(words), _AT_ONCE):
                some = words[start : start + _AT_ONCE]
                marks = ",".join("?" * len(some))
                query = f"SELECT name, thing FROM names WHERE folded IN ({marks}) ORDER BY folded, thing LIMIT ?"  # noqa: S608
                found |= dict.fromkeys(Named(name, iri) for name, iri in database.execute(query, (*some, _MOST)))
        return list(found)

    def neighbours(self, text: str) -> list[Named]:
        """The names that stand next to `text` in the order of their beginnings, and of their ends."""
        folded = fold(text)
        found: dict[Named, None] = {}
        for queries, word in ((_BY_BEGINNING, folded), (_BY_END, folded[::-1])):
            for query in queries:
                found |= dict.fromkeys(self._rows(query, word, _NEIGHBOURS))
        return list(found)

    def _rows(self, query: str, word: str, limit: int) -> list[Named]:
        with self._opened() as database:
            return [Named(name, iri) for name, iri in database.execute(query, (word, limit))]

    def _opened(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True))


def write_names(store: OxigraphStore, path: Path) -> None:
    """Make the index of all labels and other names of the things of a store."""
    with closing(sqlite3.connect(path)) as database:
        for setting in ("journal_mode = OFF", "synchronous = OFF"):  # a build that breaks off leaves no store
            database.execute(f"PRAGMA {setting}")
        for table in _MAKE:
            database.execute(table)
        database.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", _names_of(store))
        named = database.execute("SELECT thing, min(name) FROM names GROUP BY thing")
        database.executemany("INSERT INTO things VALUES (?, ?, ?)", [(i.rsplit("/", 1)[-1], i, name) for i, name in named])
        for index in _ORDER:
            database.execute(index)
        database.commit()


def _names_of(store: OxigraphStore) -> Iterator[tuple[str, str, str, str]]:
    """The rows of the index. The engine writes its answer as text: a term of ours for each would take most of the time."""
    folded_once = lru_cache(maxsize=10_000)(fold)  # many things share a reading
    with tempfile.TemporaryFile() as answer:
        store.select_csv(_NAMES, answer)
        answer.seek(0)
        rows = csv.reader(io.TextIOWrapper(answer, encoding="utf-8", newline=""))
        next(rows)
        for thing, name in rows:
            if thing.startswith(ID):
                folded = folded_once(name)
                yield folded, folded[::-1], name, thing
