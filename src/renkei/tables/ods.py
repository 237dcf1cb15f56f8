"""Workbooks of LibreOffice (OpenDocument, ODS): sheets, what is hidden or merged, and how dates are shown.

The content is one XML part; it is walked over once for this, and once more for the rows of each sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from renkei.errors import Text
from renkei.tables.archives import Archive, damaged, each_element, protected, too_large
from renkei.tables.merged import Range, fill_merged, merge_findings, split_wide
from renkei.tables.ods_rows import NUMBER, OFFICE, STYLE, TABLE, OdsPart, Precision, ods_rows
from renkei.tables.sheets import LAST_COLUMN, LAST_ROW, Finding, Limits, Row, Rows, Sheet, Workbook
from renkei.tables.xlsx import column_spans, hidden_columns, hidden_sheet

CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"


@dataclass
class _Table:
    """What is known of a table once the content was walked over."""

    name: str
    style: str
    external: bool = False
    hidden: set[int] = field(default_factory=set)
    defaults: list[tuple[int, str]] = field(default_factory=list)
    ranges: list[Range] = field(default_factory=list)


def read_ods(path: Path, file: str, limits: Limits) -> Workbook:
    """The sheets of a workbook; their rows are read from the file when they are iterated."""
    with Archive(path, file, limits) as archive:
        _check_readable(archive)
        survey = _Survey(archive)
        each_element(archive, CONTENT, survey.start, survey.end, " ")
        macros = any(name.startswith(("basic/", "scripts/")) for name in archive.names)
    precisions = {style: survey.precisions[data] for style, data in survey.data_styles.items() if data in survey.precisions}
    findings: list[Finding] = []
    if macros:
        why = Text("マクロは読まず、実行しません。", "Macros are not read, and never run.")
        findings.append(Finding("macros", "note", why))
    if survey.comments:
        findings.append(Finding("comments", "note", Text("コメントは読みません。", "Comments are not read.")))
    sheets = []
    for index, table in enumerate(survey.tables):
        if table.external:
            continue
        hidden = table.style in survey.hidden_styles
        columns = column_spans(sorted(table.hidden))
        filled, wide = split_wide(table.ranges, limits)
        if hidden:
            findings.append(hidden_sheet(table.name))
        if columns:
            findings.append(hidden_columns(table.name, columns))
        findings += merge_findings(table.name, filled, wide)
        part = OdsPart(table.name, index, precisions, tuple(table.defaults))
        rows = Rows(partial(_rows, path, file, limits, part, tuple(filled)))
        sheets.append(Sheet(table.name, hidden, rows, columns, tuple(map(str, filled))))
    return Workbook(file, "ods", tuple(sheets), tuple(findings))


def _rows(path: Path, file: str, limits: Limits, part: OdsPart, ranges: tuple[Range, ...]) -> Iterator[Row]:
    with Archive(path, file, limits) as archive:
        rows = ods_rows(archive, CONTENT, part)
        yield from fill_merged(rows, ranges, file, part.name, limits) if ranges else rows


def _check_readable(archive: Archive) -> None:
    """Refuse a package whose parts are encrypted: only its list of parts is plain."""
    if "encrypted-package" in archive:
        raise protected(archive.file)
    if _MANIFEST in archive:

        def start(name: str, _: dict[str, str]) -> None:
            if name.endswith("encryption-data"):
                raise protected(archive.file)

        each_element(archive, _MANIFEST, start)
    if CONTENT not in archive:
        raise damaged(archive.file, f"{CONTENT}: missing")


class _Survey:
    """The handlers of the first walk over the content."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.tables: list[_Table] = []
        self.hidden_styles: set[str] = set()
        self.data_styles: dict[str, str] = {}
        self.precisions: dict[str, Precision] = {}
        self.comments = False
        self._style = ""
        self._date_style = ""
        self._level = 0
        self._row = self._column = self._next_column = 0
        self._repeated = 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if space == TABLE.strip():
            self._start_table_element(local, attributes)
        elif name == STYLE + "style":
            self._style = attributes.get(STYLE + "name", "")
            if STYLE + "data-style-name" in attributes:
                self.data_styles[self._style] = attributes[STYLE + "data-style-name"]
        elif name == STYLE + "table-properties":
            if attributes.get(TABLE + "display") == "false":
                self.hidden_styles.add(self._style)
        elif name == NUMBER + "date-style":
            self._date_style = attributes.get(STYLE + "name", "")
            self.precisions[self._date_style] = Precision()
        elif space == NUMBER.strip() and self._date_style and local in ("day", "month", "year", "hours"):
            self.precisions[self._date_style] = self.precisions[self._date_style].showing(local)
        elif name == OFFICE + "annotation":
            self.comments = True

    def _start_table_element(self, local: str, attributes: dict[str, str]) -> None:
        if local in ("table", "dde-link"):
            self._level += 1
            if local == "table" and self._level == 1:
                self.tables.append(_Table(attributes.get(TABLE + "name", ""), attributes.get(TABLE + "style-name", "")))
                self._row = self._next_column = 0
        if self._level != 1 or not self.tables:
            return
        table = self.tables[-1]
        if local == "table-source":
            table.external = True
        elif local == "table-column":
            first = self._next_column + 1
            self._next_column = min(self._next_column + _repeated(attributes, "columns"), LAST_COLUMN)
            if attributes.get(TABLE + "visibility", "visible") != "visible":
                table.hidden.update(range(first, self._next_column + 1))
            table.defaults.append((self._next_column, attributes.get(TABLE + "default-cell-style-name", "")))
            if len(table.defaults) > LAST_COLUMN:
                raise ValueError("columns out of place")
        elif local == "table-row":
            self._row += 1
            self._column = 0
            self._repeated = _repeated(attributes, "rows")
        elif local in ("table-cell", "covered-table-cell"):
            self._start_cell(table, attributes)

    def _start_cell(self, table: _Table, attributes: dict[str, str]) -> None:
        wide = int(attributes.get(TABLE + "number-columns-spanned", "1"))
        high = int(attributes.get(TABLE + "number-rows-spanned", "1"))
        if wide > 1 or high > 1:
            left = self._column + 1
            found = Range(self._row, left, min(self._row + high - 1, LAST_ROW), min(left + wide - 1, LAST_COLUMN))
            table.ranges.append(found)
            if len(table.ranges) > self._archive.limits.merges:
                most = self._archive.limits.merges
                raise too_large(self._archive.file, f"結合セル {most} 超", f"more than {most} merged ranges", CONTENT)
        self._column += _repeated(attributes, "columns")

    def end(self, name: str) -> None:
        if name in (TABLE + "table", TABLE + "dde-link"):
            self._level -= 1
        elif name == TABLE + "table-row" and self._level == 1:
            self._row += self._repeated - 1
        elif name == NUMBER + "date-style":
            self._date_style = ""


def _repeated(attributes: dict[str, str], what: str) -> int:
    number = int(attributes.get(f"{TABLE}number-{what}-repeated", "1"))
    if number < 1:
        raise ValueError(f"repeated {number} times")
    return number
