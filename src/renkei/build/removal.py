"""A person or organisation taken out of data sets, of what was decided and reported about them, and of stores made of them.

`plan_removal` says what would go, `remove` does it. What takes a person's judgement (a name inside a longer text) is told and
left.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from renkei.build.datasets import Dataset
from renkei.build.merging import review_folder
from renkei.build.removal_tables import Place, TableRows, rewritten, tables_in
from renkei.build.traces import COPIES, Trace, cleaned
from renkei.errors import Text, UsageError, near_misses
from renkei.schema.namespaces import FOAF, ID, RDFS, RENKEI, SKOS
from renkei.schema.tables import ID as ID_COLUMN
from renkei.schema.tables import SOURCE, Schema, Table
from renkei.store.generations import drop_generations, find_holding
from renkei.store.oxigraph import OxigraphStore
from renkei.tables.filled import is_workbook
from renkei.tables.rows import Row
from renkei.text.folding import fold

# What was removed, when, and how many rows: without names and ids.
NOTE = "removals.json"

_NAMING = {RDFS.label.value, SKOS.altLabel.value, RENKEI.reading.value, RENKEI.likelyName.value}
_SHORTEST_NAME = 2


@dataclass(frozen=True)
class Removal:
    """What goes, or went: rows, values taken out of cells, entries of other files, whole files, generations of stores.

    `left` are places where the name stays and which a person has to look at; `in_use` are generations that are being read.
    """

    iri: str
    name: str
    table: str
    rows: tuple[Place, ...]
    cells: tuple[Place, ...]
    entries: tuple[tuple[str, int], ...]
    files: tuple[str, ...]
    generations: tuple[Path, ...]
    left: tuple[Place, ...]
    in_use: tuple[Path, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left for a person to do."""
        return not self.left and not self.in_use

    def as_dict(self) -> dict[str, object]:
        """The facts, for JSON."""
        places = {
            key: [vars(p) for p in found] for key, found in (("rows", self.rows), ("cells", self.cells), ("left", self.left))
        }
        return {
            "thing": self.iri,
            "table": self.table,
            **places,
            "entries": dict(self.entries),
            "files": list(self.files),
            "generations": list(map(str, self.generations)),
            "in_use": list(map(str, self.in_use)),
        }


@dataclass(frozen=True)
class _Thing:
    """Something that goes: its table, id and names."""

    table: Table
    id: str
    names: tuple[str, ...]

    @property
    def iri(self) -> str:
        return f"{ID}{self.table.id_segment}/{self.id}"


@dataclass(frozen=True)
class _Work:
    """A removal that is worked out: what is told, and the new content of files (None: the file goes)."""

    removal: Removal
    contents: dict[Path, bytes | None]
    folders: dict[Path, dict[str, str]]  # where each data set's note stands, and its tables by the names of their files


def plan_removal(thing: str, datasets: Iterable[Dataset], schema: Schema, stores: Iterable[Path] = ()) -> Removal:
    """What `remove` would take out, without doing it."""
    return _work_out(thing, list(datasets), schema, list(stores)).removal


def remove(
    thing: str, datasets: Iterable[Dataset], schema: Schema, stores: Iterable[Path] = (), today: date | None = None
) -> Removal:
    """Take the person or organisation with this id, IRI or name out of the data sets, and drop generations that hold it.

    Rows that need it go with it, values that name it go out of their cells. Stores have to be built again. A note in each
    data set that lost something says when and how many rows, without the name. Raises UsageError where nothing or more than one
    thing is meant, for a workbook that would lose something by it, and for a file that cannot be written; TableErrors for a
    table that cannot be read.
    """
    given = list(stores)
    work = _work_out(thing, list(datasets), schema, given)
    notes = {folder: _noted(folder, work, today or date.today()) for folder in work.folders}
    for path, data in work.contents.items():
        _write(path, data)
    for folder, text in notes.items():
        folder.mkdir(exist_ok=True)
        _write(folder / NOTE, text)
    in_use: list[Path] = []
    for store in given:
        in_use += drop_generations(store, [g for g in work.removal.generations if g.parent.parent == store])
    return Removal(**(vars(work.removal) | {"in_use": tuple(in_use)}))


def _work_out(thing: str, datasets: list[Dataset], schema: Schema, stores: list[Path]) -> _Work:
    files = [file for dataset in datasets for file in tables_in(dataset, schema)]
    target = _meant(thing, files, schema)
    things = _take_out(target, files, schema)
    names = tuple(n for n in target.names if len(n) >= _SHORTEST_NAME)
    trace = Trace(frozenset(x for t in things for x in (t.id, t.iri)), names)
    changed, elsewhere = rewritten(files, trace)
    contents: dict[Path, bytes | None] = {**changed}
    entries, whole, left = [], [], [*_mentions(files, trace), *elsewhere]
    for dataset in datasets:
        for path, name, is_copy in _beside(dataset, {f.path for f in files}):
            found = cleaned(path, is_copy, trace)
            if found is None:
                left += [Place(name)] if trace.is_in_bytes(path.read_bytes()) else []
                continue
            contents[path] = found.data
            if found.data is None:
                whole.append(name)
            else:
                entries.append((name, found.entries))
                left += [Place(name)] if trace.is_in_bytes(found.data) else []
    generations = tuple(g for store in stores for g in find_holding(store, lambda s: _holds(s, things, names)))
    removal = Removal(
        iri=target.iri,
        name=target.names[0] if target.names else target.id,
        table=target.table.name,
        rows=tuple(Place(f.name, n) for f in files for n in sorted(f.gone)),
        cells=tuple(Place(f.name, n, c) for f in files for n, c in sorted(f.cells) if n not in f.gone and c != ID_COLUMN),
        entries=tuple(entries),
        files=tuple(whole),
        generations=generations,
        left=tuple(left),
    )
    last = {f.path for f in files if any(r.number in f.gone and r.id == target.id for r in f.rows)}
    ordered = sorted(contents, key=lambda path: path in last)  # so that a run that breaks off finds the thing again
    touched = [d for d in datasets if any(p.is_relative_to(f) for p in contents for f in (d.path, review_folder(d)))]
    folders = {
        review_folder(d) if is_workbook(d.path) else d.path: {
            f.name: f.table.name for f in files if d.path in (f.path, f.path.parent)
        }
        for d in touched
    }
    return _Work(removal, {path: contents[path] for path in ordered}, folders)


def _beside(dataset: Dataset, tables: set[Path]) -> Iterator[tuple[Path, str, bool]]:
    """The files of a data set beside its tables, with their names, and whether they are copies that renkei writes anew."""
    book = is_workbook(dataset.path)
    folder = review_folder(dataset) if book else dataset.path
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p not in tables and p.name != NOTE):
        parts = path.relative_to(folder).parts
        yield path, f"{folder.resolve().name}/{'/'.join(parts)}", book or (len(parts) > 1 and parts[0] in COPIES)


def _meant(text: str, files: list[TableRows], schema: Schema) -> _Thing:
    """The one person or organisation that `text` means. Raises UsageError with near misses, or with all that it may mean."""
    agents = {t.name for t in schema.tables_of(FOAF.Agent.value)}
    found: dict[str, _Thing] = {}
    places: dict[str, list[str]] = {}
    known: list[str] = []
    for file in (f for f in files if f.table.name in agents):
        for row in file.rows:
            one = _thing_of(row)
            known += [one.id, *one.names] if one else []
            if one and (text in (one.id, one.iri) or fold(text) in map(fold, one.names)):
                names = dict.fromkeys((*(found[one.iri].names if one.iri in found else ()), *one.names))
                found[one.iri] = _Thing(one.table, one.id, tuple(names))
                places.setdefault(one.iri, []).append(f"{file.name}:{row.number}")
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        listed = [f"{one.id}  {'、'.join(one.names[:1])}  {', '.join(places[iri])}" for iri, one in sorted(found.items())]
        lines = "\n" + "\n".join(listed)
        raise UsageError(Text(f"複数あります。id で指定してください。{lines}", f"Several have this name: give the id.{lines}"))
    near = near_misses(text, known)
    hint_ja = f"もしかして: {'、'.join(near)}" if near else ""
    hint_en = f"Did you mean {' or '.join(near)}?" if near else ""
    raise UsageError(
        Text(
            f"この id または名称の人や機関は、指定のデータセットにありません。{hint_ja}",
            f"No person or organisation of these data sets has this id or name. {hint_en}".rstrip(),
        )
    )


def _thing_of(row: Row) -> _Thing | None:
    if not row.id:
        return None
    names = dict.fromkeys(str(v) for c in row.cells.values() if c.column.path in _NAMING for v in c.values)
    return _Thing(row.table, row.id, tuple(names))


def _take_out(target: _Thing, files: list[TableRows], schema: Schema) -> list[_Thing]:
    """Mark the rows and values that go; gives all things that go, the target first and what needed it after it."""
    ids = {row.id: row.table for f in files for row in f.rows if row.id}
    things, due = [target], [target]
    while due:
        gone = due.pop()
        names = {fold(name) for name in gone.names}
        for file in files:
            for row in file.left():
                if row.id == gone.id and row.table.id_segment == gone.table.id_segment:
                    file.gone.add(row.number)
                elif _without(row, file, gone, names, ids, schema) and (one := _thing_of(row)):
                    things.append(one)
                    due.append(one)
    return things


def _without(row: Row, file: TableRows, gone: _Thing, names: set[str], ids: dict[str, Table], schema: Schema) -> bool:
    """Take the values that name `gone` out of a row; whether the row, which then lacks what it needs, goes too."""
    for name, cell in row.cells.items():
        column = cell.column
        fits = not column.classes or any(schema.is_a(gone.table.target_class, c) for c in column.classes)
        if column.kind != "reference" or not fits:
            continue
        values = [v for v in file.text(row, name).replace("\n", ";").split(";") if v.strip()]
        kept = [v.strip() for v in values if not (v.strip() == gone.id or (v.strip() not in ids and fold(v) in names))]
        if len(kept) == len(values):
            continue
        if len(kept) < column.minimum or (not kept and any(name in group for group in row.table.one_of)):
            file.gone.add(row.number)
            return True
        file.cells[row.number, name] = ";".join(kept)
        if row.id and name in row.table.identity:  # or the row would describe another thing
            file.cells[row.number, ID_COLUMN] = row.id
    return False


def _mentions(files: list[TableRows], trace: Trace) -> Iterator[Place]:
    """Cells of rows that stay in which a name stands, unless it is part of the name of a thing that stays."""
    staying = {fold(name) for f in files for row in f.left() if (one := _thing_of(row)) for name in (one.id, *one.names)}
    for file in files:
        for row in file.left():
            cells = {name: file.text(row, name) for name in row.cells} | {SOURCE: row.source}
            for name, text in cells.items():
                values = [text] if fold(text) in staying else text.split(";")
                if any(trace.is_in(v) and fold(v) not in staying for v in values):
                    yield Place(file.name, row.number, name)


def _holds(store: OxigraphStore, things: Iterable[_Thing], names: Iterable[str]) -> bool:
    """Whether a store says anything of the things, or holds a text with one of the names."""
    nodes = [ox.NamedNode(t.iri) for t in things]
    if any(True for node in nodes for quads in (store.quads(node), store.quads(None, None, node)) for _ in quads):
        return True
    wanted = list(names)
    texts = (quad.object.value for quad in store.quads() if isinstance(quad.object, ox.Literal))
    return bool(wanted) and any(name in text for text in texts for name in wanted)


def _noted(folder: Path, work: _Work, today: date) -> bytes:
    """The note of a data set with one line more."""
    path = folder / NOTE
    former = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    tables = work.folders[folder]
    rows = Counter(tables[p.file] for p in work.removal.rows if p.file in tables)
    cells = sum(1 for p in work.removal.cells if p.file in tables)
    line = {"when": today.isoformat(), "table": work.removal.table, "rows": dict(sorted(rows.items())), "cells": cells}
    return (json.dumps([*former, line], ensure_ascii=False, indent=1) + "\n").encode()


def _write(path: Path, data: bytes | None) -> None:
    """Write a file whole or not at all; None deletes it."""
    scratch = path.with_name(f".{path.name}.new")
    try:
        if data is None:
            path.unlink()
            return
        scratch.write_bytes(data)
        scratch.replace(path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        why = error.strerror
        message = Text(
            f"{path} に書けません（{why}）。開いていれば閉じて、もう一度実行してください。",
            f"{path} cannot be written ({why}): close it if it is open, and run this again.",
        )
        raise UsageError(message) from error
