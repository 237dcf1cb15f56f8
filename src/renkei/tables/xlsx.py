"""Workbooks of Excel (XLSX, XLSM; ECMA-376) read as streams: the parts around the sheets.

Elements are told by their local name, so that both name spaces (transitional, strict) and any prefix are read. Macros,
comments, pictures, links and pivot caches are never opened.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from renkei.errors import Text
from renkei.tables.archives import Archive, Leave, damaged, each_element, too_large
from renkei.tables.merged import Range, fill_merged, merge_findings, read_range, split_wide
from renkei.tables.number_formats import Display, display_of
from renkei.tables.sheets import LAST_COLUMN, Finding, Limits, Row, Rows, Sheet, Workbook, column_letters
from renkei.tables.xlsx_rows import SheetPart, Strings, read_strings, sheet_rows

_MACROS = Text("マクロは読まず、実行しません。", "Macros are not read, and never run.")
_COMMENTS = Text("コメントは読みません。", "Comments are not read.")


_MERGE = re.compile(rb"<(?:[\w.-]+:)?mergeCell\s[^<>]*>")
_REFERENCE = re.compile(rb"""\sref\s*=\s*["']([A-Z0-9:$]+)["']""")
_LONGEST_TAG = 4096


@dataclass(frozen=True)
class _Entry:
    """A sheet as the workbook part lists it."""

    name: str
    hidden: bool
    relation: str


def read_xlsx(path: Path, file: str, limits: Limits) -> Workbook:
    """The sheets of a workbook; their rows are read from the file when they are iterated."""
    with Archive(path, file, limits) as archive:
        root = _relations(archive, "")
        book = next((target for kind, target in root.values() if kind == "officeDocument"), "xl/workbook.xml")
        entries, epoch_1904 = _entries(archive, book)
        relations = _relations(archive, book)
        targets = dict(relations.values())
        strings = (
            read_strings(archive, targets["sharedStrings"]) if targets.get("sharedStrings", "") in archive else Strings((), {})
        )
        displays = _displays(archive, targets["styles"]) if targets.get("styles", "") in archive else {}
        findings = list(_package_findings(archive))
        sheets = []
        for entry in entries:
            kind, target = relations.get(entry.relation, ("", ""))
            if kind != "worksheet":
                if not kind:
                    raise damaged(file, f"{book}: {entry.relation}", entry.name)
                findings.append(_no_table(entry.name))
                continue
            columns, ranges = _frame(archive, target)
            filled, wide = split_wide(ranges, limits)
            findings += _sheet_findings(entry, columns)
            findings += merge_findings(entry.name, filled, wide)
            part = SheetPart(entry.name, target, strings, displays, epoch_1904)
            rows = Rows(partial(_rows, path, file, limits, part, tuple(filled)))
            sheets.append(Sheet(entry.name, entry.hidden, rows, columns, tuple(map(str, filled))))
    macros = any(f.kind == "macros" for f in findings)
    return Workbook(file, "xlsm" if macros else "xlsx", tuple(sheets), tuple(findings))


def _rows(path: Path, file: str, limits: Limits, part: SheetPart, ranges: tuple[Range, ...]) -> Iterator[Row]:
    with Archive(path, file, limits) as archive:
        rows = sheet_rows(archive, part)
        yield from fill_merged(rows, ranges, file, part.name, limits) if ranges else rows


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Kind and target part by id of relation, of a part or (for "") of the package."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], target)

    if relations in archive:
        each_element(archive, relations, start)
    return found


def _entries(archive: Archive, book: str) -> tuple[list[_Entry], bool]:
    entries: list[_Entry] = []
    epoch_1904 = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal epoch_1904
        if _local(name) == "workbookPr":
            epoch_1904 = attributes.get("date1904", "0") in ("1", "true", "on")
        elif _local(name) == "sheet":
            relation = next((v for a, v in attributes.items() if ":" in a and _local(a) == "id"), "")
            hidden = attributes.get("state", "visible") != "visible"
            entries.append(_Entry(attributes.get("name", ""), hidden, relation))

    each_element(archive, book, start)
    return entries, epoch_1904


def _displays(archive: Archive, part: str) -> dict[str, Display]:
    """How the cell styles that do not show the plain number show it, by the index that cells give."""
    codes: dict[int, str] = {}
    numbers: list[int] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        local = _local(name)
        if local == "numFmt" and not inside:
            codes.setdefault(int(attributes["numFmtId"]), attributes.get("formatCode", "")[:1000])
        elif local == "cellXfs":
            inside = True
        elif local == "xf" and inside:
            numbers.append(int(attributes.get("numFmtId", "0")))

    def end(name: str) -> None:
        if _local(name) == "cellXfs":
            raise Leave

    try:
        each_element(archive, part, start, end)
    except KeyError as error:
        raise damaged(archive.file, f"{part}: {error}") from error
    found = {str(index): display_of(number, codes.get(number)) for index, number in enumerate(numbers)}
    return {index: display for index, display in found.items() if display}


def _frame(archive: Archive, part: str) -> tuple[tuple[str, ...], list[Range]]:
    """Hidden columns, which stand before the cells, and merged ranges, which stand after them."""
    hidden: set[int] = set()
    ranges: list[Range] = []
    plain = True

    def merge(reference: str) -> None:
        ranges.append(read_range(reference))
        if len(ranges) > archive.limits.merges:
            most = archive.limits.merges
            raise too_large(archive.file, f"結合セル {most} 超", f"more than {most} merged ranges", part)

    def start(name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "col" and attributes.get("hidden", "0") in ("1", "true"):
            hidden.update(range(int(attributes["min"]), min(int(attributes["max"]), LAST_COLUMN) + 1))
        elif local == "sheetData" and plain:
            raise Leave
        elif local == "mergeCell":
            merge(attributes.get("ref", ""))

    try:
        plain = _scan_merges(archive, part, merge)
        if not plain:
            ranges.clear()
        each_element(archive, part, start)
    except (KeyError, ValueError) as error:
        raise damaged(archive.file, f"{part}: {error}") from error
    return column_spans(sorted(hidden)), sorted(r for r in ranges if (r.top, r.left) != (r.bottom, r.right))


def _scan_merges(archive: Archive, part: str, merge: Callable[[str], None]) -> bool:
    """Find the merged ranges without parsing the cells, which takes longer than all else; unpack to the end, which verifies
    the checksum. Where bytes that look like a tag need not be one (comments, CDATA, UTF-16), give False: parse."""
    kept = b""
    for number, piece in enumerate(archive.pieces(part)):
        text = kept + piece
        if b"<!" in text or b"\0" in text or (number and b"<?" in text) or text.count(b"<?") > 1:
            return False
        if b"mergeCell" in text:
            for tag in _MERGE.finditer(text):
                if not (reference := _REFERENCE.search(tag[0])):
                    return False
                merge(reference[1].decode("ascii"))
        kept = text[text.rfind(b"<") :][:_LONGEST_TAG]
    return True


def column_spans(columns: list[int]) -> tuple[str, ...]:
    """Columns as letters, neighbours joined as in C:E; open to the end of the sheet as in M:XFD."""
    spans: list[tuple[int, int]] = []
    for column in columns:
        if spans and spans[-1][1] == column - 1:
            spans[-1] = (spans[-1][0], column)
        else:
            spans.append((column, column))
    return tuple(column_letters(a) if a == b else f"{column_letters(a)}:{column_letters(b)}" for a, b in spans)


def _package_findings(archive: Archive) -> Iterator[Finding]:
    if any(name.endswith(("vbaproject.bin", "vbaprojectsignature.bin")) or "/macrosheets/" in name for name in archive.names):
        yield Finding("macros", "note", _MACROS)
    if any(re.search(r"(^|/)(threaded)?comments?\w*(/[^/]*)?\.xml$", name) for name in archive.names):
        yield Finding("comments", "note", _COMMENTS)


def _no_table(name: str) -> Finding:
    why = Text(
        "グラフやマクロのシートで、表ではないため読みません。", "A sheet of a chart or of macros is no table and is not read."
    )
    return Finding("no-table", "note", why, None, name)


def _sheet_findings(entry: _Entry, columns: tuple[str, ...]) -> Iterator[Finding]:
    if entry.hidden:
        yield hidden_sheet(entry.name)
    if columns:
        yield hidden_columns(entry.name, columns)


def hidden_sheet(name: str) -> Finding:
    """The note that a sheet is hidden."""
    why = Text("非表示のシートです。", "The sheet is hidden.")
    return Finding("hidden-sheet", "note", why, None, name)


def hidden_columns(name: str, columns: tuple[str, ...]) -> Finding:
    """The note that columns of a sheet are hidden."""
    why = Text("非表示の列があります。", "There are hidden columns.")
    return Finding("hidden-columns", "note", why, None, name, ", ".join(columns))
