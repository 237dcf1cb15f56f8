"""The layouts in which registers are published, read row by row, whatever the packing and the encoding."""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, cast

from renkei.errors import Text, UsageError
from renkei.identity.places import prefecture_code

# key, kind, name, reading, english, prefecture, city, place, url, opened, closed, cause, successor, updated, state, others
Row = tuple[str, ...]

_FOLDED = (
    "corporate_number", "kind", "name", "furigana", "pref_code", "city_code", "process", "change_date", "assignment_date",
    "close_date", "close_cause", "successor_number", "en_name",
)  # fmt: skip
_OFFICIAL = 30  # columns of 基本3情報
_SNIFFED = 1 << 20
_DELETED = "99"  # 処理区分: 削除


def houjin_rows(files: Sequence[Path]) -> Iterator[Row]:
    """The rows of the corporate-number register, one a row of the files. Raises UsageError for another layout."""
    for path in files:
        for name, lines in _tables(path):
            first = next(lines, None)
            if first is None:
                continue
            if tuple(first) == _FOLDED:
                yield from _all(name, lines, _FOLDED, _from_folded)
            elif len(first) == _OFFICIAL and len(first[1]) == 13 and first[1].isdigit():
                yield _from_official(first)
                yield from _all(name, lines, first, _from_official)
            else:
                raise UsageError(
                    Text(
                        f"{name}: 法人番号公表サイトのCSV（基本3情報、30列、見出しなし）ではありません（{len(first)}列）。",
                        f"{name}: not a CSV of the corporate-number site (30 columns, no heading): {len(first)} columns.",
                    )
                )


def _all(name: str, lines: Iterator[list[str]], first: Sequence[str], row: Callable[[list[str]], Row]) -> Iterator[Row]:
    for number, line in enumerate(lines, 2):
        if len(line) != len(first):
            raise UsageError(
                Text(
                    f"{name}: {number}行目: {len(first)}列のはずが{len(line)}列です。",
                    f"{name}: row {number}: {len(line)} columns instead of {len(first)}.",
                )
            )
        yield row(line)


def _from_folded(line: list[str]) -> Row:
    number, kind, name, reading, prefecture, city, process, changed, opened, closed, cause, successor, english = line
    state = "deleted" if process == _DELETED else ""
    place = prefecture + city if city else ""
    return (
        number, kind, name, reading, english, prefecture, place, "", "", opened, closed, cause, successor, changed, state, "",
    )  # fmt: skip


def _from_official(line: list[str]) -> Row:
    """Columns of 基本3情報, counted from 0: 1 number, 2 process, 4 updated, 6 name, 8 kind, 10 city, 13-14 codes, 18-20 closing
    and successor, 22 assigned, 23 whether the row is the newest, 24 English, 28 reading, 29 left out of searches."""
    state = "deleted" if line[2] == _DELETED or line[29] == "1" else ""
    city = line[13] + line[14] if line[14] else ""
    updated = line[4] + ("" if line[23] == "0" else "+")  # of rows of one day, that marked as the newest comes last
    return (
        line[1], line[8], line[6], line[28], line[24], line[13], city, line[10], "",
        line[22], line[18], line[19], line[20], updated, state, "",
    )  # fmt: skip


def ror_rows(organizations: Path, names: Path) -> Iterator[Row]:
    """The rows of ROR's organisations; the name is the first Japanese label, else the display name. Raises UsageError."""
    labels: dict[str, list[tuple[bool, str]]] = defaultdict(list)
    english: dict[str, str] = {}
    for row in _records(names, ("ror_id", "name", "lang", "types")):
        labels[row["ror_id"]].append((row["lang"] == "ja" and "label" in row["types"], row["name"]))
        if row["lang"] == "en" and "label" in row["types"]:
            english.setdefault(row["ror_id"], row["name"])
    wanted = ("ror_id", "name", "types", "status", "country", "subdivision", "city", "website")
    for row in _records(organizations, wanted):
        key, display = row["ror_id"], row["name"]
        known = english.get(key, "")
        every = list(
            dict.fromkeys([*(name for is_label, name in labels[key] if is_label), display, *(n for _, n in labels[key])])
        )
        prefecture = (
            (prefecture_code(row["subdivision"]) or prefecture_code(row["city"]) or "") if row["country"] == "JP" else ""
        )
        yield (
            key, row["types"], every[0], "", known, prefecture, "", row["city"], row["website"],
            row.get("established", ""), "", row["status"] if row["status"] != "active" else "", "", "",
            "deleted" if row["status"] == "withdrawn" else "", "\n".join(name for name in every[1:] if name != known),
        )  # fmt: skip


def _records(path: Path, wanted: Sequence[str]) -> Iterator[dict[str, str]]:
    for name, lines in _tables(path):
        heading = next(lines, [])
        if missing := [column for column in wanted if column not in heading]:
            raise UsageError(
                Text(f"{name}: 列がありません: {'、'.join(missing)}", f"{name}: lacks the columns {', '.join(missing)}")
            )
        for line in lines:
            yield dict(zip(heading, line, strict=True))


def _tables(path: Path) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """Each CSV table in a file or archive: its name, and its lines."""
    if not path.is_file():
        raise UsageError(Text(f"ファイルがありません: {path}", f"no such file: {path}"))
    with ExitStack() as stack:
        if path.suffix.lower() != ".zip":
            yield path.name, _lines(path.name, partial(_unpacked, path))
            return
        with _damage_told(path.name):
            archive = stack.enter_context(zipfile.ZipFile(path))
        members = sorted(name for name in archive.namelist() if name.lower().endswith(".csv"))
        if not members:
            raise UsageError(Text(f"{path.name}: CSVが入っていません。", f"{path.name}: holds no CSV."))
        for member in members:
            yield f"{path.name}: {member}", _lines(f"{path.name}: {member}", partial(archive.open, member))


@contextmanager
def _damage_told(name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, lzma.LZMAError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise UsageError(
            Text(f"{name}: 壊れているため展開できません。", f"{name}: damaged, it cannot be unpacked: {error}")
        ) from error


def _unpacked(path: Path) -> IO[bytes]:
    match path.suffix.lower():
        case ".gz":
            return cast(IO[bytes], gzip.open(path, "rb"))
        case ".xz":
            return lzma.open(path, "rb")
    return path.open("rb")


def _lines(name: str, open_it: Callable[[], IO[bytes]]) -> Iterator[list[str]]:
    with _damage_told(name):
        with open_it() as raw:
            encoding = _encoding(raw.read(_SNIFFED))
        with open_it() as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
            try:
                yield from csv.reader(text, strict=True)
            except (UnicodeDecodeError, csv.Error) as error:
                raise UsageError(
                    Text(
                        f"{name}: CSV（UTF-8またはShift_JIS）として読めません: {error}",
                        f"{name}: not CSV in UTF-8 or Shift_JIS: {error}",
                    )
                ) from error


def _encoding(head: bytes) -> str:
    """UTF-8 where the beginning is valid UTF-8, else CP932; both are then read strictly."""
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end < len(head) or error.reason != "unexpected end of data":
            return "cp932"
    return "utf-8-sig"
