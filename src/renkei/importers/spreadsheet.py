"""Lists as people have them (XLSX, XLSM, ODS, CSV, TSV) made into a data set: tables, heading map, report.

Nothing is guessed silently and nothing is lost silently: what a heading may mean is asked or written to the heading map, what
cannot be taken is a problem with its cell, and where there is an error no data is written unless the rest is wanted.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from renkei.errors import Text, UsageError, did_you_mean
from renkei.identity.decisions import DECISIONS, REVIEW, read_decisions
from renkei.importers.drafts import Cancelled, Draft, SheetRows, read_rows
from renkei.importers.heading_map import FILE as MAP_FILE
from renkei.importers.heading_map import HeadingMap, SheetMap, read_map
from renkei.importers.interpreting import Options, plan_sheet, wanted_sheets
from renkei.importers.joining import Joined, join
from renkei.importers.known import shipped_known
from renkei.importers.layout import LOOKED_THROUGH, all_headings
from renkei.importers.marking import write_marked_copies
from renkei.importers.planning import Ask
from renkei.importers.registered import Asked, Registered, ask_registers, read_answers, write_registered
from renkei.importers.values import Context
from renkei.importers.writing import (
    REPORT,
    check_directory,
    digest,
    former_tables,
    table_files,
    write_dataset,
    write_map,
    write_report,
)
from renkei.schema.tables import Schema, shipped_schema
from renkei.tables.headings import folded_heading
from renkei.tables.problems import Problem, count, of_error, of_finding
from renkei.tables.sheets import Sheet, Workbook, WorkbookError
from renkei.tables.workbooks import read_workbook
from renkei.text.folding import fold

Progress = Callable[[Text], None]


@dataclass(frozen=True)
class Imported:
    """What an import gave: rows of each table written, all problems, the workbooks with marked cells, the registers asked."""

    directory: Path
    tables: dict[str, int]
    problems: tuple[Problem, ...]
    files: tuple[dict[str, Any], ...]
    marked: tuple[Path, ...]
    written: bool
    asked: tuple[Asked, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many errors, warnings and notes."""
        return count(self.problems)

    def as_dict(self) -> dict[str, Any]:
        """The report, without places on this machine and without a time."""
        return {
            "tables": self.tables,
            "written": self.written,
            "counts": self.counts,
            "files": list(self.files),
            "registers": [a.as_dict() for a in self.asked],
            "problems": [p.as_dict() for p in self.problems],
            "marked": [p.name for p in self.marked],
        }


def import_lists(
    files: Sequence[Path],
    directory: Path,
    options: Options | None = None,
    *,
    ask: Ask | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Imported:
    """Make a data set in `directory` of the lists in `files`.

    Where there are errors, no table is written or changed unless `accept_valid`; the heading map, the report and a copy of the
    lists with marked cells are. `ask` answers what the heading map leaves open. Raises UsageError for a call that cannot be
    followed, and Cancelled.
    """
    options = options or Options()
    schema = shipped_schema()
    _check_call(files, directory, options, schema)
    remembered = read_map(options.map_file or directory / MAP_FILE)
    context = Context(schema, shipped_known())
    known = all_headings(schema) | {folded_heading(c.heading) for s in remembered.sheets for c in s.columns}
    books: list[tuple[Path, Workbook]] = []
    found: list[SheetRows] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for path in files:
        try:
            book = read_workbook(path, encoding=options.encoding)
            books.append((path, book))
            problems += [of_finding(f, book.file) for f in book.findings]
            seen |= {s.name for s in book.sheets}
            for sheet in wanted_sheets(book, options, remembered, problems):
                read = _read_sheet(book, sheet, options, remembered, context, known, problems, ask, progress, cancelled)
                found += [read] if read else []
        except WorkbookError as error:
            problems.append(of_error(error))
    if unknown := sorted(set(options.sheets) - seen):
        near = did_you_mean(unknown[0], seen) or Text("", "")
        raise UsageError(
            Text(f"「{unknown[0]}」というシートはありません。{near.ja}", f"There is no sheet {unknown[0]}. {near.en}".rstrip())
        )
    if not found and not any(p.severity == "error" for p in problems):
        why = Text("読み込める表がありません。", "No sheet could be read as a table.")
        advice = Text(
            "--table か headings.toml の table で表を指定してください。",
            "Say which table it is: --table, or table in headings.toml.",
        )
        problems.append(Problem("no-table", "error", files[0].name, why, suggestion=advice))
    if found and not any(rows.read or rows.bad for rows in found):
        why = Text("見出しの下に行がありません。", "There are no rows under the headings.")
        problems.append(Problem("no-rows", "warning", found[0].plan.file, why, found[0].plan.sheet))
    if progress:
        progress(Text("行を突き合わせています", "joining the rows"))
    joined, left_out = _joined(found, context, options.accept_valid)
    of_cells = [p for rows in found for p in rows.problems]
    refused = {(p.file, p.sheet, p.row, p.column) for p in of_cells if p.severity == "error"}
    problems += of_cells
    problems += [
        p for p in left_out if p.kind not in ("missing", "kind-untold") or (p.file, p.sheet, p.row, p.column) not in refused
    ]
    answers = read_answers(directory)
    registered = Registered()
    if options.registers and _is_written(problems, options):
        decisions = read_decisions(directory / REVIEW / DECISIONS) | {(d.one, d.other): d for d in answers}
        rows = joined.rows.get("organizations", [])
        registered = ask_registers(options.registers, rows, decisions, context.known, options.language, progress, cancelled)
        problems += registered.problems
    problems = sorted(set(problems), key=Problem.sort_key)
    if cancelled and cancelled():
        raise Cancelled
    imported = _write(directory, options, books, found, joined, problems, remembered, registered)
    if imported.written:
        write_registered(directory, schema, registered, answers, options)
    return imported


def _check_call(files: Sequence[Path], directory: Path, options: Options, schema: Schema) -> None:
    if not files:
        raise UsageError(Text("読み込むファイルを指定してください。", "Name the files to import."))
    names = [p.name for p in files]
    if twice := next((n for n in names if names.count(n) > 1), None):
        raise UsageError(
            Text(
                f"同じ名前のファイルが2つあります（{twice}）。名前を変えてください。",
                f"Two files are named {twice}: rename one.",
            )
        )
    if options.table and options.table not in schema.tables:
        near = did_you_mean(options.table, schema.tables) or Text("", "")
        raise UsageError(
            Text(f"表 {options.table} はありません。{near.ja}", f"There is no table {options.table}. {near.en}".rstrip())
        )
    if options.map_file and not options.map_file.exists():
        raise UsageError(Text(f"{options.map_file} がありません。", f"There is no {options.map_file}."))
    check_directory(directory)


def _read_sheet(
    book: Workbook,
    sheet: Sheet,
    options: Options,
    remembered: HeadingMap,
    context: Context,
    known: set[str],
    problems: list[Problem],
    ask: Ask | None,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> SheetRows | None:
    """The rows of a sheet; None, with a problem, where it is not plain what they are."""
    name = sheet.name or book.file
    rows = iter(sheet.rows)
    first = list(itertools.islice(rows, LOOKED_THROUGH))
    if not first:
        return None
    old = remembered.find_sheet(book.file, sheet.name)
    entry = replace(old, file=book.file, columns=list(old.columns)) if old else SheetMap(book.file, sheet.name)
    if entry.table == "-" and not entry.ask:
        return None
    plan = plan_sheet(book, sheet, entry, first, options, remembered, context, known, problems, ask)
    if plan is None:
        return None

    def say(number: int) -> None:
        if progress:
            progress(Text(f"{name}: {number}行", f"{name}: {number} rows"))

    return read_rows(plan, itertools.chain(first, rows), say, cancelled)


def _joined(found: list[SheetRows], context: Context, accept_valid: bool) -> tuple[Joined, list[Problem]]:
    """All rows joined. With `accept_valid` those with errors are left out, and so are rows that need what they told."""
    every = [d for rows in found for d in rows.drafts]
    left_out: list[Problem] = []
    bad = {(rows.plan.file, rows.plan.sheet, n) for rows in found for n in rows.bad}
    while True:
        good = [d for d in every if (d.plan.file, d.plan.sheet, d.row) not in bad] if accept_valid else every
        missing = _missing(every, bad) if accept_valid and bad else set()
        joined = join(good, missing - {""}, context.known, context.schema)
        left_out += joined.problems
        more = {(p.file, p.sheet, p.row) for p in joined.problems if p.severity == "error" and p.row is not None} - bad
        if not accept_valid or not more:
            return joined, left_out
        bad |= more


def _missing(drafts: Iterable[Draft], bad: set[tuple[str, str, int]]) -> set[str]:
    """The folded names of things of which only rows with errors tell."""
    names: dict[bool, set[str]] = {True: set(), False: set()}
    for draft in drafts:
        if not draft.made:
            names[(draft.plan.file, draft.plan.sheet, draft.row) in bad].add(fold(draft.cells.get("label_ja", "")))
    return names[True] - names[False]


def _is_written(problems: Iterable[Problem], options: Options) -> bool:
    """Whether the tables are written: there is no error, or only those of rows that are left out."""
    errors = [p for p in problems if p.severity == "error"]
    return not errors or (options.accept_valid and all(p.row is not None for p in errors))


def _write(
    directory: Path,
    options: Options,
    books: Iterable[tuple[Path, Workbook]],
    found: list[SheetRows],
    joined: Joined,
    problems: list[Problem],
    remembered: HeadingMap,
    registered: Registered,
) -> Imported:
    errors = any(p.severity == "error" for p in problems)
    former = former_tables(directory)
    files = table_files(joined.rows) if _is_written(problems, options) else {}
    written = bool(files)
    marked = write_marked_copies(directory / REPORT, books, found, problems, options.language, errors, written)
    described = [_described(path, book, found) for path, book in books]
    if written:
        write_dataset(directory, files, former)
    tables = {n: len(r) for n, r in sorted(joined.rows.items()) if r} if written else {}
    imported = Imported(directory, tables, tuple(problems), tuple(described), tuple(marked), written, tuple(registered.asked))
    write_map(directory, remembered, options.language)
    write_report(directory, imported.as_dict() | {"tables": tables if written else dict.fromkeys(former, 0)}, problems)
    return imported


def _described(path: Path, book: Workbook, found: list[SheetRows]) -> dict[str, Any]:
    """A file that was read: its digest and form, and what its sheets are."""
    sheets = [
        {"sheet": r.plan.sheet, "table": r.plan.table.name, "heading_row": r.plan.layout.last, "rows": r.read}
        for r in found
        if r.plan.file == book.file
    ]
    facts: dict[str, Any] = {"file": book.file, "sha256": digest(path), "format": book.format, "sheets": sheets}
    return facts | ({"encoding": book.encoding} if book.encoding else {})
