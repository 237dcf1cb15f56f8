"""References between rows: an id, or a name that only one thing has, resolved to the IRI of that thing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from renkei.errors import MOST_LISTED, CellError, Text, near_misses
from renkei.schema.namespaces import ID as ID_BASE
from renkei.schema.tables import ID, Column, Schema
from renkei.tables.rows import Row
from renkei.text.folding import fold

# Meanings of cells that are remembered; a table in which more different things are named gains little by it.
_MOST_REMEMBERED = 100_000

# Where a column takes more things than this, looking for near misses takes a second, and is done for the first problems only.
_MANY_WORDS, _MOST_SUGGESTED = 50_000, 50

# Of the things that share a name, so many ids are told.
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Thing:
    """What a reference may point to: its IRI, class and names, and the file and row (0: none) that describe it."""

    id: str
    iri: str
    class_iri: str
    names: tuple[str, ...]
    file: str
    row: int = 0

    @property
    def where(self) -> str:
        return _place(self.file, self.row)


def _place(file: str, row: int) -> str:
    """A row of a table (mine/needs.csv:3) or of a sheet, which stands for the file of its rows (list.xlsx 機関:3)."""
    return f"{file.replace('#', ' ', 1)}:{row}" if row else file


@dataclass
class ThingIndex:
    """Things by id and by folded name, and the concepts of each vocabulary by notation and name.

    `private` holds the IRIs of things that the public may not see, `merged` the IRIs in whose place others stand, `unread`
    the classes of tables that could not be read: what refers to their things may be right and is no error. Names are
    folded when the first reference by name asks for things of their class, and what a cell means in a column is remembered: a
    large table refers to a few things many times.
    """

    schema: Schema
    by_id: dict[str, Thing] = field(default_factory=dict)
    concepts: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    private: set[str] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    _of_class: dict[str, _Named] = field(default_factory=lambda: defaultdict(_Named))
    _meant: dict[tuple[str, str | None, tuple[str, ...], str], str] = field(default_factory=dict)
    _known: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def add(self, thing: Thing) -> Thing | None:
        """Add `thing`; gives the thing that has its id already, or None."""
        other = self.by_id.setdefault(thing.id, thing)
        if other is not thing:
            return other
        self._of_class[thing.class_iri].things.append(thing)
        self._meant.clear()
        self._known.clear()
        return None

    def add_concept(self, scheme: str, thing: Thing) -> str | None:
        """Add `thing` to a vocabulary; gives the IRI of the concept that has its id or one of its names already, or None."""
        words = self.concepts[scheme]
        folded = [fold(name) for name in (thing.id, *thing.names) if name]
        if other := next((words[name] for name in folded if name in words), None):
            return other
        words.update(dict.fromkeys(folded, thing.iri))
        return None

    def candidates(self, column: Column) -> list[Thing]:
        return [t for named in self._fitting(column) for t in named.things]

    def words(self, column: Column) -> list[str]:
        """The ids and names of the things that `column` takes."""
        if column.classes not in self._known:
            known = self.candidates(column)
            self._known[column.classes] = [t.id for t in known] + [n for t in known for n in t.names]
        return self._known[column.classes]

    def _fitting(self, column: Column) -> Iterator[_Named]:
        return (named for class_iri, named in self._of_class.items() if self._fits(class_iri, column))

    def _fits(self, class_iri: str, column: Column) -> bool:
        return not column.classes or any(self.schema.is_a(class_iri, c) for c in column.classes)

    def find(self, text: str, column: Column) -> list[Thing]:
        """The things that `text` may mean in `column`: the one with that id, else those with that name."""
        found = self.by_id.get(text)
        if found and self._fits(found.class_iri, column):
            return [found]
        folded = fold(text)
        return [t for named in self._fitting(column) for t in named.find(folded)]

    def is_whole(self, column: Column) -> bool:
        """Whether all tables of things that `column` takes could be read."""
        return not any(self._fits(class_iri, column) for class_iri in self.unread)

    def is_known(self, text: str) -> bool:
        """Whether anything, of whatever class, has this id or name."""
        return text in self.by_id or any(named.find(fold(text)) for named in self._of_class.values())

    def meaning(self, column: Column, text: str) -> str | None:
        """The IRI of the one thing or concept that `text` means in `column`; None where it is not one."""
        key = (column.kind, column.scheme, column.classes, text)
        iri = self._meant.get(key)
        if iri is None:
            if column.kind == "concept":
                iri = self.concepts[column.scheme or ""].get(fold(text))
            elif len(found := {self.merged.get(t.iri, t.iri) for t in self.find(text, column)}) == 1:
                (iri,) = found
            if iri is not None:
                if len(self._meant) >= _MOST_REMEMBERED:
                    self._meant.clear()
                self._meant[key] = iri
        return iri


@dataclass
class _Named:
    """The things of one class, and those of them that were asked for by name, by folded name."""

    things: list[Thing] = field(default_factory=list)
    folded: int = 0
    by_name: dict[str, list[Thing]] = field(default_factory=lambda: defaultdict(list))

    def find(self, folded: str) -> Sequence[Thing]:
        for thing in islice(self.things, self.folded, None):
            for name in {fold(n) for n in thing.names}:
                self.by_name[name].append(thing)
        self.folded = len(self.things)
        return self.by_name.get(folded, ())


def row_iri(row: Row, references: Mapping[tuple[str, str], str]) -> str:
    """The IRI of the thing or tie that the row describes: by its id, else by a digest of what its key means.

    A tie keeps its IRI however its references and dates are written; `references` maps (column, cell value) to IRIs.
    """
    if row.id:
        return f"{ID_BASE}{row.table.id_segment}/{row.id}"
    key = "\n".join(f"{name}={_meaning(row, name, references)}" for name in row.table.key)
    return f"{ID_BASE}{row.table.id_segment}/{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def _meaning(row: Row, column: str, references: Mapping[tuple[str, str], str]) -> str:
    values = map(str, row.values(column))
    return ";".join(sorted(references.get((column, v), v).rsplit("/", 1)[-1] for v in values))


def check_id(row: Row, index: ThingIndex, errors: list[CellError]) -> None:
    """An id that stands twice is an error of the later row."""
    other = index.by_id.get(row.id) if row.id else None
    if not other or (other.file, other.row) == (row.file, row.number):
        return
    if row.made_of:
        why = Text(f"同じものの行が {other.where} にあります。", f"A row of the same thing stands at {other.where}.")
        advice = Text(
            "1行にまとめるか、別のものなら ID の列で区別してください。",
            "Make them one row, or tell them apart by a column ID if they are two things.",
        )
        errors.append(row.error(row.made_of, row.cells[row.made_of].raw, why, advice))
    else:
        why = Text(f"この id は {other.where} で使われています。", f"The id stands at {other.where} already.")
        advice = Text("id は全ての表を通じて1つです。", "An id stands once in all tables together.")
        errors.append(row.error(ID, row.id or "", why, advice))


class Ties:
    """The ties met so far; one whose key, and so whose IRI, stands twice is an error of the later row."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[str, int]] = {}

    def check(self, row: Row, iri: str, errors: list[CellError]) -> None:
        if not row.table.key:
            return
        file, number = self._places.setdefault(iri, (row.file, row.number))
        if (file, number) != (row.file, row.number):
            column = row.table.key[0]
            where = _place(file, number)
            why = Text(f"同じ内容の行が {where} にあります。", f"A row with the same key stands at {where}.")
            errors.append(row.error(column, row.cells[column].raw if column in row.cells else "", why))


def resolve(index: ThingIndex, row: Row, column: Column, text: str, errors: list[CellError]) -> str | None:
    """The IRI that `text` refers to in `column` of `row`; what is unknown or ambiguous is appended to `errors`."""
    iri = index.meaning(column, text)
    if iri is None:
        _report(index, row, column, text, errors)
    return iri


def _report(index: ThingIndex, row: Row, column: Column, text: str, errors: list[CellError]) -> None:
    if column.kind == "concept":
        _report_concept(index, row, column, text, errors)
        return
    if found := index.find(text, column):
        ids, more = sorted(t.id for t in found)[:_MOST_NAMED], "…" if len(found) > _MOST_NAMED else ""
        why = Text("この名称のものが複数あります。", "Several things have this name.")
        advice = Text(f"id で書いてください: {'、'.join(ids)}{more}", f"Write the id: {', '.join(ids)}{more}")
        errors.append(row.error(column.name, text, why, advice))
        return
    if not index.is_whole(column):
        return
    words = index.words(column)
    most = MOST_LISTED if len(words) <= _MANY_WORDS else _MOST_SUGGESTED
    near = near_misses(text, words) if len(errors) < most else []
    if index.is_known(text):
        why = Text("この列に書ける種類のものではありません。", "This is not the kind of thing that the column takes.")
    else:
        why = Text("この id または名称のものはありません。", "Nothing has this id or name.")
    hint = Text("もしかして: " + "、".join(near), "Did you mean " + " or ".join(near) + "?") if near else None
    errors.append(row.error(column.name, text, why, hint))


def _report_concept(index: ThingIndex, row: Row, column: Column, text: str, errors: list[CellError]) -> None:
    known = index.concepts[column.scheme or ""]
    near = near_misses(fold(text), known) if len(errors) < MOST_LISTED else []
    words = sorted({iri.rsplit("/", 1)[-1] for iri in known.values()})
    scheme = (column.scheme or "").rsplit("/", 1)[-1]
    why = Text(f"語彙 {scheme} にこの語はありません。", f"The vocabulary {scheme} has no such concept.")
    if near:
        hint = Text("もしかして: " + "、".join(near), "Did you mean " + " or ".join(near) + "?")
    else:
        hint = Text("この語彙の語: " + "、".join(words), "Its concepts: " + ", ".join(words))
    errors.append(row.error(column.name, text, why, hint))
