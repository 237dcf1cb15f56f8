"""Verification: stated values, folded, must stand in the lines of the documents that their rows cite."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from renkei.build.load import Checked, CheckedRow
from renkei.errors import Text
from renkei.rdf.quads import in_every_passage
from renkei.sources.passages import Passage
from renkei.sources.texts import read_texts
from renkei.tables.references import ThingIndex
from renkei.tables.rows import Cell, Value
from renkei.text.dates import PartialDate, stands_in
from renkei.text.folding import fold


@dataclass(frozen=True)
class Finding:
    """Something that does not stand where a row says: what was looked for, in which lines, from which cell."""

    file: str
    row: int | None
    column: str | None
    passage: str
    sought: str
    why: Text

    def say(self, language: str) -> str:
        where = f"{self.file}" + (f":{self.row}" if self.row else "") + (f" {self.column}" if self.column else "")
        sought = f"「{self.sought}」" if language == "ja" else f'"{self.sought}"'
        return f"{where}: {self.passage}: {sought if self.sought else ''} {self.why.of(language)}"


@dataclass
class ColumnCount:
    """How many values of a column were checked and found, could not be checked, and were not found."""

    table: str
    column: str
    checked: int = 0
    unchecked: int = 0
    missing: int = 0


@dataclass
class Report:
    rows: int = 0
    counts: dict[tuple[str, str], ColumnCount] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def columns(self) -> list[ColumnCount]:
        return [self.counts[key] for key in sorted(self.counts)]

    @property
    def summary(self) -> Text:
        checked = sum(c.checked for c in self.columns)
        unchecked = sum(c.unchecked for c in self.columns)
        n = len(self.findings)
        return Text(
            f"{self.rows}行: 照合できた値 {checked}、照合の対象でない値 {unchecked}、問題 {n}",
            f"{self.rows} rows: {checked} values found in their lines, {unchecked} not to be checked, {n} problem(s)",
        )

    def count(self, table: str, column: str) -> ColumnCount:
        return self.counts.setdefault((table, column), ColumnCount(table, column))

    def as_dict(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "columns": [vars(c) for c in self.columns],
            "findings": [vars(f) | {"why": {"ja": f.why.ja, "en": f.why.en}} for f in self.findings],
        }


# A separator of thousands: 2,521 is the number 2521.
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")

_NOT_THERE = Text("は挙げた行にありません。", "does not stand in the cited lines.")
_NOTHING = Text("この行の値は1つも挙げた行にありません。", "No value of this row stands in the cited lines.")


def verify(checked: Checked, folder: Path) -> Report:
    """Compare every row that cites a passage with the texts in `folder` (files named `NNN_*.txt`).

    A stated value that is not in the cited lines is a finding; so is a row or passage of which nothing was found, and a text
    that is missing or differs from the registered digest. Raises UsageError where the folder is none.
    """
    report = Report()
    texts: dict[str, list[str]] = {}
    for number, found in read_texts(checked.register, folder).items():
        if isinstance(found, Text):
            document = checked.register.document(number)
            report.findings.append(Finding("sources.toml", None, document.id if document else None, number, "", found))
        else:
            texts[number] = found
    names = _names_by_iri(checked.index)
    for row in checked.rows:
        if row.passages:
            report.rows += 1
            _verify_row(row, texts, names, report)
    return report


def _names_by_iri(index: ThingIndex) -> dict[str, list[str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for thing in index.by_id.values():
        names[thing.iri] += thing.names
    for concepts in index.concepts.values():
        for name, iri in concepts.items():
            names[iri].append(name)
    return names


def _verify_row(checked: CheckedRow, texts: dict[str, list[str]], names: dict[str, list[str]], report: Report) -> None:
    row = checked.row
    cited = {p: _cited_text(p, texts[p.number]) for p, _ in checked.passages if p.number in texts}
    if not cited:
        return
    stood: set[Passage] = set()
    for cell, value in _values(checked):
        count = report.count(row.table.name, cell.column.name)
        needles = _needles(checked, cell, value, names)
        everywhere = in_every_passage(row.table, cell.column)
        where = cited if everywhere else {p: cited[p] for p, _ in checked.passages[:1] if p in cited}
        found = {p for p, text in where.items() if any(_stands(n, text) for n in needles)}
        stood |= found
        must = cell.basis == "stated" and cell.column.kind not in ("concept", "boolean")
        if found and cell.basis in ("stated", "named"):
            count.checked += 1
        elif must:
            count.missing += 1
            passages = "; ".join(map(str, where))
            report.findings.append(Finding(row.file, row.number, cell.column.name, passages, str(value), _NOT_THERE))
        else:
            count.unchecked += 1
    for passage in cited.keys() - stood:
        report.findings.append(Finding(row.file, row.number, None, str(passage), "", _NOTHING))


def _cited_text(passage: Passage, lines: list[str]) -> str:
    """The cited lines, folded; a line break stands for text left out, so that nothing is found across it."""
    parts = [""]
    previous = passage.ranges[0][0] - 1
    for first, last in passage.ranges:
        if any(line.strip() for line in lines[previous : first - 1]):
            parts.append("")
        parts[-1] += "".join(lines[first - 1 : last])
        previous = last
    return "\n".join(map(fold, parts))


def _values(checked: CheckedRow) -> Iterator[tuple[Cell, Value]]:
    for cell in checked.row.cells.values():
        for value in cell.values:
            yield cell, value


def _needles(checked: CheckedRow, cell: Cell, value: Value, names: dict[str, list[str]]) -> list[str | PartialDate]:
    """What to look for: a date in all its printed forms, the names of the thing referred to, or the text itself."""
    if isinstance(value, PartialDate):
        return [value]
    if cell.column.kind in ("reference", "concept"):
        found = names.get(checked.references[cell.column.name, str(value)], [])
        return [n for n in found if len(n) > 1 or cell.column.kind == "reference"]  # 産 or 学 stands anywhere
    return [str(value)]


def _stands(needle: str | PartialDate, text: str) -> bool:
    if isinstance(needle, PartialDate):
        return stands_in(needle, text)
    folded = fold(needle)
    if folded.replace(".", "", 1).isdigit():
        text = _THOUSANDS.sub("", text)
    if folded[:1].isdigit() or folded[-1:].isdigit():  # a number must not be cut out of a longer one
        return re.search(rf"(?<!\d){re.escape(folded)}(?!\d)", text) is not None
    return bool(folded) and folded in text
