"""References between rows: an id, or a name that only one thing has, resolved to the IRI of that thing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from renkei.errors import CellError, Text, near_misses
from renkei.schema.namespaces import ID as ID_BASE
from renkei.schema.namespaces import RDFS, SKOS
from renkei.schema.tables import ID, Column, Schema
from renkei.tables.rows import Row
from renkei.text.folding import fold


@dataclass(frozen=True)
class Thing:
    """What a reference may point to: its IRI, class and names."""

    id: str
    iri: str
    class_iri: str
    names: tuple[str, ...]
    where: str


@dataclass
class ThingIndex:
    """Things by id and by folded name, and the concepts of each vocabulary by notation and name."""

    schema: Schema
    by_id: dict[str, Thing] = field(default_factory=dict)
    by_name: dict[str, list[Thing]] = field(default_factory=lambda: defaultdict(list))
    concepts: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, thing: Thing) -> Thing | None:
        """Add `thing`; gives the thing that has its id already, or None."""
        if thing.id in self.by_id:
            return self.by_id[thing.id]
        self.by_id[thing.id] = thing
        for name in {fold(n) for n in thing.names}:
            self.by_name[name].append(thing)
        return None

    def candidates(self, column: Column) -> list[Thing]:
        return [t for t in self.by_id.values() if self._fits(t, column)]

    def _fits(self, thing: Thing, column: Column) -> bool:
        return not column.classes or any(self.schema.is_a(thing.class_iri, c) for c in column.classes)

    def find(self, text: str, column: Column) -> list[Thing]:
        """The things that `text` may mean in `column`: the one with that id, else those with that name."""
        found = self.by_id.get(text)
        if found and self._fits(found, column):
            return [found]
        return [t for t in self.by_name.get(fold(text), []) if self._fits(t, column)]


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


def index_rows(rows: Iterable[Row], index: ThingIndex, errors: list[CellError]) -> None:
    """Add the things that the rows describe; an id that stands twice is an error."""
    for row in rows:
        if row.id:
            names = [str(v) for c in row.cells.values() if c.column.path in _NAMES for v in c.values]
            thing = Thing(row.id, row_iri(row, {}), row.table.target_class, tuple(names), f"{row.file}:{row.number}")
            other = index.add(thing)
            if other:
                why = Text(f"この id は {other.where} で使われています。", f"The id stands at {other.where} already.")
                advice = Text("id は全ての表を通じて1つです。", "An id stands once in all tables together.")
                errors.append(row.error(ID, row.id, why, advice))


def check_ties(rows: Iterable[tuple[Row, str]], errors: list[CellError]) -> None:
    """Rows without an id whose key, and so whose IRI, stands twice are errors."""
    places: dict[str, str] = {}
    for row, iri in rows:
        where = f"{row.file}:{row.number}"
        if row.table.key and iri in places:
            column = row.table.key[0]
            why = Text(f"同じ内容の行が {places[iri]} にあります。", f"A row with the same key stands at {places[iri]}.")
            errors.append(row.error(column, row.cells[column].raw if column in row.cells else "", why))
        places.setdefault(iri, where)


def resolve(index: ThingIndex, row: Row, column: Column, text: str, errors: list[CellError]) -> str | None:
    """The IRI that `text` refers to in `column` of `row`; what is unknown or ambiguous is appended to `errors`."""
    if column.kind == "concept":
        return _concept(index, row, column, text, errors)
    found = index.find(text, column)
    if len(found) == 1:
        return found[0].iri
    if found:
        ids = "、".join(sorted(t.id for t in found))
        why = Text("この名称のものが複数あります。", "Several things have this name.")
        errors.append(row.error(column.name, text, why, Text(f"id で書いてください: {ids}", f"Write the id: {ids}")))
        return None
    known = index.candidates(column)
    near = near_misses(text, [t.id for t in known] + [n for t in known for n in t.names])
    if text in index.by_id or fold(text) in index.by_name:
        why = Text("この列に書ける種類のものではありません。", "This is not the kind of thing that the column takes.")
    else:
        why = Text("この id または名称のものはありません。", "Nothing has this id or name.")
    hint = Text("もしかして: " + "、".join(near), "Did you mean " + " or ".join(near) + "?") if near else None
    errors.append(row.error(column.name, text, why, hint))
    return None


def _concept(index: ThingIndex, row: Row, column: Column, text: str, errors: list[CellError]) -> str | None:
    known = index.concepts[column.scheme or ""]
    iri = known.get(fold(text))
    if iri is None:
        near = near_misses(fold(text), known)
        words = sorted({iri.rsplit("/", 1)[-1] for iri in known.values()})
        scheme = (column.scheme or "").rsplit("/", 1)[-1]
        why = Text(f"語彙 {scheme} にこの語はありません。", f"The vocabulary {scheme} has no such concept.")
        if near:
            hint = Text("もしかして: " + "、".join(near), "Did you mean " + " or ".join(near) + "?")
        else:
            hint = Text("この語彙の語: " + "、".join(words), "Its concepts: " + ", ".join(words))
        errors.append(row.error(column.name, text, why, hint))
    return iri


_NAMES = {RDFS.label.value, SKOS.altLabel.value}
