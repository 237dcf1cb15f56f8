"""What the folder of a data set holds beside its tables: decisions, reports, marked workbooks. Traces of a thing in it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from renkei.text.folding import fold

# Folders with what an import or a review writes anew: a workbook in them that holds a trace goes whole.
COPIES = ("report", "review")

# A part of a workbook that unpacks to more bytes than this is not looked into.
_LARGEST_PART = 200_000_000

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


@dataclass(frozen=True)
class Trace:
    """By what things are recognised: their ids and IRIs, as whole values, and names, also inside a longer text."""

    ids: frozenset[str]
    names: tuple[str, ...]

    def is_in(self, text: str) -> bool:
        """Whether a value is one of the ids or holds one of the names, however printed."""
        if text.strip() in self.ids:
            return True
        folded = fold(text)
        return any(fold(name) in folded for name in self.names)

    def is_exactly(self, text: str) -> bool:
        """Whether a value is one of the ids or one of the names."""
        return text.strip() in self.ids or fold(text) in map(fold, self.names)

    def is_in_bytes(self, data: bytes) -> bool:
        """Whether a name stands in a file as it is written, or in one of the parts that a workbook packs."""
        written = {w for name in self.names for encoding in ("utf-8", "utf-16-le", "cp932") if (w := _encoded(name, encoding))}
        return any(name in part for part in _parts(data) for name in written)


def _encoded(name: str, encoding: str) -> bytes | None:
    try:
        return name.encode(encoding)
    except UnicodeEncodeError:
        return None


def _parts(data: bytes) -> Iterator[bytes]:
    yield data
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(part) for part in archive.infolist() if part.file_size <= _LARGEST_PART)


@dataclass(frozen=True)
class Cleaned:
    """A file without the traces: its new bytes (None: the file goes whole), and how many entries went."""

    data: bytes | None
    entries: int


def cleaned(path: Path, is_copy: bool, trace: Trace) -> Cleaned | None:
    """A file beside the tables without the traces; None where there are none that can be taken out.

    A CSV file loses the records about the things, and the cells of others that hold a name; a JSON file loses the innermost
    entries that hold one. Another file goes whole where it is a copy, which renkei wrote from the lists.
    """
    data = path.read_bytes()
    found: Cleaned | None = None
    if path.suffix.lower() == ".csv":
        found = _cleaned_csv(data, trace)
    elif path.suffix.lower() == ".json":
        found = _cleaned_json(data, trace)
    if found is None and is_copy and trace.is_in_bytes(data):
        found = Cleaned(None, 1)
    return found


def _cleaned_csv(data: bytes, trace: Trace) -> Cleaned | None:
    try:
        text = data.decode("utf-8-sig")
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    kept = [records[0]] if records else []
    changed = 0
    for record in records[1:]:
        emptied = ["" if trace.is_in(cell) else cell for cell in record]
        changed += emptied != record
        if not any(map(trace.is_exactly, record)):
            kept.append(emptied)
    return Cleaned(csv_bytes(data, kept), changed) if changed else None


def csv_bytes(former: bytes, records: list[list[str]]) -> bytes:
    """Records written as the file was: with its byte order mark and line ends."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n" if b"\r\n" in former else "\n").writerows(records)
    return (b"\xef\xbb\xbf" if former.startswith(b"\xef\xbb\xbf") else b"") + out.getvalue().encode()


def _cleaned_json(data: bytes, trace: Trace) -> Cleaned | None:
    try:
        value: Json = json.loads(data)
    except ValueError:
        return None
    counted = [0]
    kept = _pruned(value, trace, counted)
    if not counted[0]:
        return None
    return Cleaned((json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode(), counted[0])


def _pruned(value: Json, trace: Trace, counted: list[int]) -> Json:
    """The value without the innermost lists' entries, and keys, that hold a trace; a lone text becomes empty."""
    if isinstance(value, list):
        kept = [entry for entry in value if not _entry_holds(entry, trace)]
        counted[0] += len(value) - len(kept)
        return [_pruned(entry, trace, counted) for entry in kept]
    if isinstance(value, dict):
        named = {key: inner for key, inner in value.items() if not trace.is_in(key)}
        counted[0] += len(value) - len(named)
        return {key: _pruned(inner, trace, counted) for key, inner in named.items()}
    if isinstance(value, str) and trace.is_in(value):
        counted[0] += 1
        return ""
    return value


def _entry_holds(entry: Json, trace: Trace) -> bool:
    """Whether an entry of a list holds a trace in a text of its own, or of its texts in both languages."""
    if isinstance(entry, str):
        return trace.is_in(entry)
    if not isinstance(entry, dict):
        return False
    inner = (v for value in entry.values() for v in (value.values() if isinstance(value, dict) else (value,)))
    return any(isinstance(v, str) and trace.is_in(v) for v in inner)
