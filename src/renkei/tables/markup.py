"""A copy of a list with its bad cells coloured and commented, for correcting in a spreadsheet program."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from renkei.errors import Text, UsageError
from renkei.tables.form_styles import STYLES, size_of
from renkei.tables.problems import Problem
from renkei.tables.sheets import Cell, Row, value_text
from renkei.text.dates import PartialDate

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

PROBLEM_SHEET = "renkei"
"""The name of the sheet that lists the problems; it is not read when the workbook is imported again."""

_COLOURS = {"error": "#FFC7CE", "warning": "#FFEB9C", "note": "#DDEBF7"}
_LONGEST_CELL, _LONGEST_NAME, _MOST_COMMENTS = 32_767, 31, 2_000
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONG = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class MarkedSheet:
    """A sheet to copy: its rows, of which only those that `keep` takes, and the problems with its cells.

    `headings` are the numbers of the rows of headings, which stay in sight with as many of the first columns as `beside`; a
    heading has the style of its column in `styles` (a name of `form_styles.STYLES`), a column its width in `widths`.
    """

    name: str
    rows: Iterable[Row]
    problems: tuple[Problem, ...]
    keep: Callable[[int], bool] = lambda _: True
    headings: tuple[int, ...] = ()
    beside: int = 0
    styles: Mapping[int, str] = field(default_factory=dict)
    widths: Mapping[int, int] = field(default_factory=dict)


def write_marked(path: Path, sheets: Sequence[MarkedSheet], language: str, closed_up: bool = False) -> None:
    """Write the sheets with their problems marked, and a sheet that lists all problems.

    It opens at the first sheet with a problem. Every cell stands where it stood; with `closed_up` the rows left out leave no
    gap. Text stays text: what begins with = + - @ is no formula. The same sheets always give the same bytes. Raises UsageError
    where the file cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(path, options)
    book.set_properties({"created": _LONG})
    plain = {"text_wrap": True, "valign": "top"}
    formats = {None: book.add_format(plain)} | {s: book.add_format({**plain, "bg_color": c}) for s, c in _COLOURS.items()}
    formats |= {name: book.add_format(style) for name, style in STYLES.items() if name.startswith(("required", "optional"))}
    names: list[str] = []
    for sheet in sheets:
        names.append(_sheet_name(sheet.name, [*names, PROBLEM_SHEET]))
        out = book.add_worksheet(names[-1])
        _write_sheet(out, sheet, formats, language, closed_up)
        if sheet.problems and not any(s.problems for s in sheets[: len(names) - 1]):
            out.activate()
    _list_problems(book.add_worksheet(PROBLEM_SHEET), sheets, names, formats, language, closed_up)
    try:
        book.close()
    except FileCreateError as error:
        raise UsageError(
            Text(
                f"{path} に書けません。Excel などで開いていれば閉じてください。",
                f"{path} cannot be written: close it in Excel or any other program.",
            )
        ) from error


def _write_sheet(out: Worksheet, sheet: MarkedSheet, formats: dict[str | None, Format], language: str, closed_up: bool) -> None:
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for problem in sheet.problems:
        if problem.row is not None:
            by_row[problem.row].append(problem)
    at, comments, width = 0, 0, 1
    for row in sheet.rows:
        if not sheet.keep(row.number):
            continue
        line = at if closed_up else row.number - 1
        at += 1
        width = max(width, row.cells[-1].column)
        marked: dict[int, list[Problem]] = defaultdict(list)
        for problem in by_row.get(row.number, ()):
            marked[problem.column or row.cells[0].column].append(problem)
        for cell in row.cells:
            found = marked.get(cell.column)
            usual = sheet.styles.get(cell.column, "optional") if row.number in sheet.headings else None
            _write_cell(out, line, cell, formats[_worst(found) if found else usual])
        filled = {c.column for c in row.cells}
        for column, found in marked.items():
            if column not in filled:
                out.write_blank(line, column - 1, None, formats[_worst(found)])
            if comments < _MOST_COMMENTS:
                text = _writable("\n".join(_said(p, language) for p in found))
                out.write_comment(line, column - 1, text, size_of(text))
                comments += 1
        if row.number in sheet.headings:
            out.set_row(line, 32)
            out.freeze_panes(line + 1, sheet.beside)
    out.set_column(0, min(width, 200) - 1, 16)
    for column, wide in sheet.widths.items():
        out.set_column(column - 1, column - 1, wide)


def _said(problem: Problem, language: str) -> str:
    advice = f"\n→ {problem.suggestion.of(language)}" if problem.suggestion else ""
    return f"{problem.severity_text().of(language)}: {problem.why.of(language)}{advice}"


def _worst(problems: Iterable[Problem]) -> str:
    found = {p.severity for p in problems}
    return next(s for s in _COLOURS if s in found)


def _write_cell(out: Worksheet, line: int, cell: Cell, style: Format) -> None:
    """A value as it stood; a number that a spreadsheet cannot hold exactly, and a date that is no day, as text."""
    value, column = cell.value, cell.column - 1
    if isinstance(value, bool):
        out.write_boolean(line, column, value, style)
    elif isinstance(value, int) and abs(value) < 10**15:
        out.write_number(line, column, value, style)
    elif isinstance(value, Decimal) and len(value.as_tuple().digits) <= 15 and abs(value.adjusted()) < 300:
        out.write_number(line, column, float(value), style)
    else:
        text = value_text(value) if not isinstance(value, PartialDate) or not value.qualifier else f"{value} {value.qualifier}"
        out.write_string(line, column, _writable(text), style)


def _writable(text: str) -> str:
    shown = _UNWRITABLE.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
    return shown if len(shown) <= _LONGEST_CELL else shown[: _LONGEST_CELL - 1] + "…"


def _sheet_name(name: str, taken: Sequence[str]) -> str:
    """A name that a workbook may have: without its forbidden signs, of 31 characters at most, and not there yet."""
    base = _NO_NAME.sub("_", name).strip("' ")[:_LONGEST_NAME] or "list"
    found, number = base, 1
    while found.casefold() in {t.casefold() for t in taken} or found.casefold() == "history":
        number += 1
        found = f"{base[: _LONGEST_NAME - 4]} ({number})"
    return found


def _list_problems(
    out: Worksheet,
    sheets: Sequence[MarkedSheet],
    names: list[str],
    formats: dict[str | None, Format],
    language: str,
    closed_up: bool,
) -> None:
    """All problems in a table; each address leads to its cell where the cells stand as they stood."""
    headings = [
        Text("重さ", "severity"), Text("ファイル", "file"), Text("シート", "sheet"), Text("セル", "cell"), Text("列", "column"),
        Text("値", "value"), Text("理由", "why"), Text("直し方", "suggestion"),
    ]  # fmt: skip
    for column, heading in enumerate(headings):
        out.write_string(0, column, heading.of(language), formats["optional"])
    line = 0
    for sheet, name in zip(sheets, names, strict=True):
        for problem in sheet.problems:
            line += 1
            style = formats[problem.severity]
            cells = [problem.severity_text().of(language), problem.file, problem.sheet, problem.cell or str(problem.row or "")]
            cells += [problem.heading, problem.value, problem.why.of(language)]
            cells.append(problem.suggestion.of(language) if problem.suggestion else "")
            for column, text in enumerate(cells):
                out.write_string(line, column, _writable(text), style if column == 0 else formats[None])
            if problem.cell and not closed_up and line < 60_000:
                quoted = name.replace("'", "''")
                out.write_url(line, 3, f"internal:'{quoted}'!{problem.cell}", formats[None], problem.cell)
    out.set_column(0, 5, 14)
    out.set_column(6, 7, 50)
    out.freeze_panes(1, 0)
