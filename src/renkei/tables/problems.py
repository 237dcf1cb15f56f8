"""Problems of a list: where (file, sheet, cell), what stands there, why it cannot be taken, what to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from renkei.errors import Text
from renkei.tables.sheets import Finding, Severity, WorkbookError, column_letters

_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]+)")
_ROW = re.compile(r"(?:row|line) ([0-9]+)")
_SEVERITIES = {"error": Text("誤り", "error"), "warning": Text("注意", "warning"), "note": Text("お知らせ", "note")}
_ORDER = {severity: number for number, severity in enumerate(_SEVERITIES)}


@dataclass(frozen=True)
class Problem:
    """One problem with one place of a list. An error keeps its row from being taken; a warning and a note do not.

    `kind` is a fixed word for programs; `row` and `column` (a number, from 1) are those of the sheet, `heading` is what stands
    above the column; `sheet` is empty for a text file, and `row` None where the problem is one of the whole sheet or file.
    """

    kind: str
    severity: Severity
    file: str
    why: Text
    sheet: str = ""
    row: int | None = None
    column: int | None = None
    heading: str = ""
    value: str = ""
    suggestion: Text | None = None

    @property
    def cell(self) -> str | None:
        """The address of the cell, such as B3."""
        return f"{column_letters(self.column)}{self.row}" if self.column and self.row else None

    def severity_text(self) -> Text:
        return _SEVERITIES[self.severity]

    def say(self, language: str) -> str:
        """The problem in a line, without its file."""
        ja = language == "ja"
        row = f"{self.row}行目" if ja else f"row {self.row}"
        where = self.cell or (row if self.row else "")
        parts = [part for part in (self.sheet, where, self.heading) if part]
        text = ("、" if ja else ", ").join(parts)
        if self.value:
            text += f"「{self.value}」" if ja else f' "{self.value}"'
        text += (": " if text else "") + self.why.of(language)
        return text + ((" → " if ja else " ") + self.suggestion.of(language) if self.suggestion else "")

    def as_dict(self) -> dict[str, object]:
        """The facts, for JSON."""
        return {
            "kind": self.kind,
            "severity": self.severity,
            "file": self.file,
            "sheet": self.sheet or None,
            "row": self.row,
            "cell": self.cell,
            "column": self.heading or None,
            "value": self.value,
            "why": {"ja": self.why.ja, "en": self.why.en},
            "suggestion": {"ja": self.suggestion.ja, "en": self.suggestion.en} if self.suggestion else None,
        }

    def sort_key(self) -> tuple[object, ...]:
        """Problems stand in the order of file, sheet, row, column."""
        return (self.file, self.sheet, self.row or 0, self.column or 0, _ORDER[self.severity], self.kind, self.value)


def of_finding(finding: Finding, file: str, headings: dict[int, str] | None = None, sheet: str | None = None) -> Problem:
    """What a reader of workbooks found, as a problem; `headings` names the columns of its sheet."""
    row, column = place_of(finding.place)
    heading = (headings or {}).get(column or 0, "")
    name = sheet if sheet is not None else finding.sheet or ""
    return Problem(finding.kind, finding.severity, file, finding.why, name, row, column, heading, finding.value, finding.advice)


def of_error(error: WorkbookError) -> Problem:
    """A file that is not read, as a problem."""
    row, column = place_of(error.place)
    return Problem(error.kind, "error", error.file, error.why, error.sheet or "", row, column, suggestion=error.advice)


def place_of(place: str | None) -> tuple[int | None, int | None]:
    """Row and column of a place as readers name it (B3, row 3, line 3)."""
    if m := _ADDRESS.fullmatch(place or ""):
        column = 0
        for letter in m[1]:
            column = column * 26 + ord(letter) - 64
        return int(m[2]), column
    m = _ROW.fullmatch(place or "")
    return (int(m[1]) if m else None), None


@dataclass(frozen=True)
class Told:
    """A problem as a screen tells it: `times` it stands in the list alike, `like` it are others of its kind in the column."""

    problem: Problem
    times: int = 1
    like: int = 0


def summarised(problems: Iterable[Problem], most: int = 5) -> list[Told]:
    """The problems, worst first: those with one value once, and of one kind in one column `most`, the last with the rest.

    A column in which every row is wrong for the same reason fills a few lines instead of thousands.
    """
    alike: dict[tuple[object, ...], dict[tuple[object, ...], list[Problem]]] = {}
    for problem in sorted(problems, key=lambda p: _ORDER[p.severity]):
        column = (problem.severity, problem.file, problem.sheet, problem.kind, problem.column)
        alike.setdefault(column, {}).setdefault((problem.value, problem.why), []).append(problem)
    found = []
    for groups in alike.values():
        shown = [Told(same[0], len(same)) for same in list(groups.values())[:most]]
        rest = sum(map(len, list(groups.values())[most:]))
        found += [*shown[:-1], replace(shown[-1], like=rest)]
    return found


def count(problems: Iterable[Problem]) -> dict[str, int]:
    """How many errors, warnings and notes there are."""
    found = Counter(p.severity for p in problems)
    return {severity: found[severity] for severity in ("error", "warning", "note")}
