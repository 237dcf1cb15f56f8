"""A national or international register of organisations, read from its own files into an index on disk. Nothing is downloaded.

`add_houjin` reads the CSV of 国税庁法人番号公表サイト (the official layout of 30 columns without heading, full or difference
files, and a folded layout with a heading); `add_ror` two tables of the Research Organization Registry.
The index is one SQLite file.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from renkei import resources
from renkei.errors import RenkeiError, Text, UsageError
from renkei.identity.layouts import Row, houjin_rows, ror_rows
from renkei.identity.ngrams import NgramWriter
from renkei.sources.register import SourceDataset, read_register
from renkei.text.characters import reading_key
from renkei.text.names import parse_name

FORMAT = "3"  # of the index; another one is refused and the register has to be added again
_BATCH = 20_000
IN_KANA = re.compile(r"[ぁ-ゖァ-ヺー]+")  # a core that is its own reading

OFFICIAL, FORMER, ENGLISH, OTHER = 0, 1, 2, 3  # what a name in the index is to its organisation


class Cancelled(RenkeiError):
    """The caller asked to stop; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(Text("中止しました。何も変わっていません。", "Stopped as asked; nothing has changed."))


@dataclass(frozen=True)
class Manifest:
    """What an index holds: `rows` read, `organisations` and `names` kept, the names of the files, terms and attribution."""

    register: str
    title: Text
    attribution: Text
    terms: Text
    url: str
    files: tuple[str, ...]
    rows: int
    left_out: int
    organisations: int
    names: int
    newest: str


# Each register under its id in the register of sources, which has its title and terms.
SOURCES = {"houjin": "houjin-bangou", "ror": "ror"}

# The folder in a data set with what registers say of its organisations, one file a register, and the file with their dates.
REGISTERS, REGISTER_DATES = "registers", "dates.toml"


@cache
def source_of(register: str) -> SourceDataset:
    """What the register of sources says of a register ("houjin" or "ror")."""
    return read_register(resources.folder("data") / "sources.toml").datasets[SOURCES[register]]


def add_houjin(
    files: Sequence[Path],
    folder: Path,
    *,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Manifest:
    """Read CSV files of the corporate-number register (.csv, .csv.gz, .csv.xz or .zip; Unicode or Shift_JIS) into `folder`.

    Of several rows of one number the newest is kept, and the names of the others as former names. `progress` is told the rows
    read so far; `cancelled` is asked every few thousand rows. An index that is there is replaced at the end, at once.
    Raises UsageError for a file that is no such register, Cancelled.
    """
    return _add("houjin", files, houjin_rows(files), folder, progress, cancelled)


def add_ror(
    organizations: Path,
    names: Path,
    folder: Path,
    *,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Manifest:
    """Read the tables `organizations` and `names` of ROR (.csv, .csv.gz, .csv.xz or .zip) into `folder`; as `add_houjin`."""
    return _add("ror", [organizations, names], ror_rows(organizations, names), folder, progress, cancelled)


def index_path(folder: Path, register: str) -> Path:
    """Where the index of a register ("houjin" or "ror") stands in `folder`."""
    return folder / f"{register}.sqlite"


def _add(
    register: str,
    files: Sequence[Path],
    rows: Iterable[Row],
    folder: Path,
    progress: Callable[[int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Manifest:
    folder.mkdir(parents=True, exist_ok=True)
    target = index_path(folder, register)
    beside = target.with_suffix(f".{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(beside, isolation_level=None)) as database:
            # Nobody reads the file before it is whole and in its place: no journal, no waiting for the disk.
            database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536")
            database.execute("BEGIN")
            number = _write_rows(database, rows, progress, cancelled)
            left_out, names = _write_names(database, cancelled)
            manifest = _write_manifest(database, register, files, number, left_out, names)
            database.execute("COMMIT")
        try:
            beside.replace(target)
        except PermissionError as error:  # Windows: the index is open somewhere
            raise UsageError(
                Text(
                    f"{target} は使用中のため置き換えられません。renkei を使っている他の窓を閉じて、もう一度実行してください。",
                    f"{target} is in use and cannot be replaced: close what else uses renkei and try again.",
                )
            ) from error
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
    return manifest


_COLUMNS = (
    "key", "kind", "name", "reading", "english", "prefecture", "city", "place", "url",
    "opened", "closed", "cause", "successor", "updated", "state", "others",
)  # fmt: skip


def _write_rows(
    database: sqlite3.Connection,
    rows: Iterable[Row],
    progress: Callable[[int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> int:
    columns = ", ".join(f"{column} TEXT NOT NULL" for column in _COLUMNS)
    database.execute(f"CREATE TABLE entry (id INTEGER PRIMARY KEY, {columns})")
    insert = f"INSERT INTO entry ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
    number = 0
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        _stop_if(cancelled)
        database.executemany(insert, batch)
        number += len(batch)
        if progress:
            progress(number)
    database.execute("CREATE INDEX entry_key ON entry (key, updated)")
    return number


def _write_names(database: sqlite3.Connection, cancelled: Callable[[], bool] | None) -> tuple[int, int]:
    """One entry a key stays, with the former names of the others; returns the rows left out and the names written.

    Registers give readings without the legal form, so the key of the characters is the normal reading. A name in kana is its
    own reading and has no second row.
    """
    database.execute(
        "CREATE TABLE name (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL, type INTEGER NOT NULL, core TEXT NOT NULL)"
    )
    database.execute("CREATE TABLE reading (core TEXT NOT NULL, entry INTEGER NOT NULL)")
    database.execute("CREATE TABLE former (entry INTEGER NOT NULL, name TEXT NOT NULL, until TEXT NOT NULL)")
    database.execute("CREATE TABLE dropped (id INTEGER PRIMARY KEY)")
    grams = NgramWriter(database)
    number = 0
    found = database.execute(
        "SELECT id, key, name, reading, english, updated, state, others FROM entry ORDER BY key, updated, id"
    )
    groups = _current(found)
    while batch := list(islice(groups, _BATCH)):
        _stop_if(cancelled)
        names: list[tuple[int, int, int, str]] = []
        readings: list[tuple[str, int]] = []
        former: list[tuple[int, str, str]] = []
        dropped: list[tuple[int]] = []
        for group in batch:
            dropped += [(row,) for row in group.dropped]
            if group.entry is None:
                continue
            former += [(group.entry, name, until) for name, until in group.former]
            cores: dict[str, int] = {}
            for type_, text in group.names:
                cores.setdefault(parse_name(text).core, type_)
            for core, type_ in cores.items():
                grams.add(core)
                names.append((number, group.entry, type_, core))
                number += 1
            if group.reading and not IN_KANA.fullmatch(next(iter(cores))):
                readings.append((reading_key(group.reading), group.entry))
        database.executemany("INSERT INTO name VALUES (?, ?, ?, ?)", names)
        database.executemany("INSERT INTO reading VALUES (?, ?)", readings)
        database.executemany("INSERT INTO former VALUES (?, ?, ?)", former)
        database.executemany("INSERT INTO dropped VALUES (?)", dropped)
    grams.flush()
    left_out = int(database.execute("SELECT count(*) FROM dropped").fetchone()[0])
    for statement in (
        "DELETE FROM entry WHERE id IN (SELECT id FROM dropped)",
        "DROP TABLE dropped",
        "CREATE INDEX name_core ON name (core, entry, type)",
        "CREATE INDEX reading_core ON reading (core, entry)",
        "CREATE INDEX former_entry ON former (entry)",
        # Names of municipalities: as the official layout gives them, and those of municipalities that are entries
        "CREATE TABLE city AS SELECT DISTINCT city AS code, place AS name FROM entry WHERE city <> '' AND place <> '' UNION"
        " SELECT city, name FROM entry WHERE kind = '201' AND city <> '' AND substr(name, -1) IN ('市', '町', '村', '区')",
        "CREATE INDEX entry_successor ON entry (successor) WHERE successor <> ''",
    ):
        database.execute(statement)
    return left_out, number


_Read = tuple[int, str, str, str, str, str, str, str]  # id, key, name, reading, english, updated, state, others


class _Group(NamedTuple):
    """The rows of one key: the entry that is current, its names, and the rows that are dropped."""

    entry: int | None
    names: list[tuple[int, str]]
    reading: str
    former: list[tuple[str, str]]
    dropped: list[int]


def _current(rows: Iterable[_Read]) -> Iterator[_Group]:
    for _, same in groupby(rows, key=itemgetter(1)):
        *older, (entry, _, name, reading, english, updated, state, others) = same
        if state == "deleted":
            yield _Group(None, [], "", [], [entry, *(row[0] for row in older)])
            continue
        names = [(OFFICIAL, name)]
        former: dict[str, str] = {}
        if older:
            for row, until in zip(older, [*(row[5] for row in older[1:]), updated], strict=True):  # until the next row begins
                if row[2] != name and row[6] != "deleted":
                    former[row[2]] = until
            names += [(FORMER, was) for was in former]
        if english:
            names.append((ENGLISH, english))
        if others:
            names += [(OTHER, other) for other in others.split("\n")]
        yield _Group(entry, names, reading, list(former.items()), [row[0] for row in older])


def _write_manifest(
    database: sqlite3.Connection, register: str, files: Sequence[Path], rows: int, left_out: int, names: int
) -> Manifest:
    if not rows:
        raise UsageError(Text("登録簿に1行もありません。", "The register has no rows."))
    organisations, newest = database.execute("SELECT count(*), max(updated) FROM entry").fetchone()
    values = {
        "format": FORMAT,
        "register": register,
        "files": "\n".join(path.name for path in files),
        "rows": str(rows),
        "left_out": str(left_out),
        "organisations": str(organisations),
        "names": str(names),
        "newest": (newest or "")[:10],
    }
    database.execute("CREATE TABLE manifest (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    database.executemany("INSERT INTO manifest VALUES (?, ?)", values.items())
    return read_manifest(database)


def read_manifest(database: sqlite3.Connection) -> Manifest:
    """The manifest in an open index. Raises UsageError for a file of another format."""
    try:
        values = dict(database.execute("SELECT name, value FROM manifest"))
    except sqlite3.DatabaseError:
        values = {}
    if values.get("format") != FORMAT:
        raise UsageError(
            Text(
                "登録簿の索引が壊れているか、別の版の renkei のものです。renkei register add でもう一度読み込んでください。",
                "The index of the register is damaged or of another version of renkei: read it again with renkei register add.",
            )
        )
    about = source_of(values["register"])
    return Manifest(
        values["register"],
        about.title,
        about.attribution,
        about.terms,
        about.url or "",
        tuple(values["files"].split("\n")),
        int(values["rows"]),
        int(values["left_out"]),
        int(values["organisations"]),
        int(values["names"]),
        values["newest"],
    )


def _stop_if(cancelled: Callable[[], bool] | None) -> None:
    if cancelled and cancelled():
        raise Cancelled
