"""What a sheet is: which table, where its headings stand and what they mean; what is open is asked or told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from renkei.errors import Text
from renkei.importers.heading_map import HeadingMap, SheetMap
from renkei.importers.layout import Layout, choose_table, council_named, entry_in_headings, find_layout
from renkei.importers.planning import Ask, Group, Question, SheetPlan, map_columns, place_columns
from renkei.importers.values import Context
from renkei.tables.forms import is_passed_over
from renkei.tables.headings import organisation_column
from renkei.tables.markup import PROBLEM_SHEET
from renkei.tables.problems import Problem
from renkei.tables.sheets import Row, Sheet, Workbook


@dataclass(frozen=True)
class Options:
    """How lists are read: `sheets` names those to read (all), `table` the table that they are, `accept_valid` takes the rows
    without errors though there are errors, `language` is that of comments in the files written, `encoding` that of text files,
    `registers` the folder with the indexes of registers to ask (None: none is asked, and nothing that one said stays).
    """

    sheets: tuple[str, ...] = ()
    table: str | None = None
    map_file: Path | None = None
    language: str = "ja"
    accept_valid: bool = False
    encoding: str | None = None
    registers: Path | None = None


def wanted_sheets(book: Workbook, options: Options, remembered: HeadingMap, problems: list[Problem]) -> Iterator[Sheet]:
    """The sheets to read; one that is hidden or not read is named."""
    for sheet in book.sheets:
        if sheet.name == PROBLEM_SHEET or is_passed_over(sheet.name) or (options.sheets and sheet.name not in options.sheets):
            continue
        if sheet.hidden and not options.sheets and remembered.find_sheet(book.file, sheet.name) is None:
            why = Text("非表示のシートです。読んでいません。", "The sheet is hidden, and was not read.")
            advice = Text("読むには --sheet で名前を指定してください。", "Name it with --sheet to read it.")
            problems[:] = [p for p in problems if (p.kind, p.file, p.sheet) != ("hidden-sheet", book.file, sheet.name)]
            problems.append(Problem("hidden-sheet", "note", book.file, why, sheet.name, suggestion=advice))
            continue
        yield sheet


def plan_sheet(
    book: Workbook,
    sheet: Sheet,
    entry: SheetMap,
    first: list[Row],
    options: Options,
    remembered: HeadingMap,
    context: Context,
    known: set[str],
    problems: list[Problem],
    ask: Ask | None,
) -> SheetPlan | None:
    """How the rows of a sheet are read, and its entry in the heading map; None, with a problem, where that is not plain."""
    schema = context.schema

    def tell(kind: str, severity: Any, why: Text, advice: Text | None = None) -> None:
        problems.append(Problem(kind, severity, book.file, why, sheet.name, suggestion=advice))

    layout = find_layout(first, known, entry.heading_row)
    told = options.table or (entry.table if not entry.ask else None) or None
    if told and told not in schema.tables:
        tell("no-table", "error", Text(f"対応表の表 {told} はありません。", f"The heading map says {told}, which is no table."))
        return None
    choice = choose_table(sheet.name, layout, schema, told, _before(layout, remembered)) if layout else None
    if layout is None or choice is None or choice.table is None or not choice.sure:
        candidates = choice.candidates if choice else ()
        answer = ask(Question("table", book.file, sheet.name, "", candidates)) if ask and layout else None
        if answer in schema.tables and layout:
            choice = choose_table(sheet.name, layout, schema, answer)
        elif answer == "-":
            remembered.put(replace(entry, table="-", ask=False))
            return None
        else:
            likely = choice.table.name if choice and choice.table else ""
            remembered.put(replace(entry, table=likely, ask=True, candidates=list(candidates)))
            why = Text("どの表か分からないため、読んでいません。", "Not read: it is not plain which table it is.")
            advice = Text(
                "headings.toml の table を直すか、--table で指定してください。", "Put it in headings.toml, or use --table."
            )
            tell("table-unknown", "warning", why, advice)
            return None
    if entry.heading_row is None and (value := entry_in_headings(layout, first, known)):
        why = Text(
            f"見出しの行がないようです（{layout.first}行目の「{value}」は下の行にもあります）。",
            f'There seems to be no row of headings ("{value}" of row {layout.first} stands in a row below it too).',
        )
        advice = Text(
            "1行目に見出しを付けるか、見出しの行なら headings.toml に heading_row を書いてください。",
            "Put headings above the rows, or, if it is the row of headings, write heading_row in headings.toml.",
        )
        tell("no-headings", "error", why, advice)
        return None
    table, names = choice.table, choice.names
    assert table is not None and names is not None and layout is not None
    entry.table, entry.ask, entry.candidates = table.name, False, []
    about = organisation_column(table, schema)
    plan = SheetPlan(book.file, sheet.name, table, layout, entry, [Group("own", table)], about.name if about else None)
    maps = []
    for (number, heading), (column, _) in zip(
        layout.headings.items(), map_columns(layout, names, entry, remembered, ask), strict=True
    ):
        maps.append(column)
        if column.ask:
            likely = f"{column.to}？" if column.to else ""
            why = Text(
                f"見出しの意味が分からないため、この列は読んでいません。{likely}",
                "The column is not read: its heading is not known.",
            )
            advice = Text(
                'headings.toml の to を直し、ask の行を消してください（読まない列は "-"、メモなら "note"）。',
                'Put its column in `to` of headings.toml and delete the ask line ("-" for none, "note" for a note).',
            )
            problems.append(
                Problem("ask", "warning", book.file, why, sheet.name, layout.last, number, heading, column.to, advice)
            )
        elif column.similar:
            why = Text(f"見出しを {column.to} とみなしました。", f"The heading is taken for {column.to}.")
            problems.append(Problem("similar", "warning", book.file, why, sheet.name, layout.last, number, heading, heading))
    entry.columns = maps + [c for c in entry.columns if c.heading not in {m.heading for m in maps}]
    problems += place_columns(plan, maps, context)
    _fill_constants(plan, entry, context, tell)
    remembered.put(entry)
    return plan


def _before(layout: Layout, remembered: HeadingMap) -> dict[str, float]:
    """Points for each table of which a sheet had the headings before."""
    found: dict[str, float] = {}
    for sheet in (s for s in remembered.sheets if s.table and not s.ask):
        known = sum(1 for h in layout.headings.values() if (c := sheet.find(h)) and c.meaning)
        found[sheet.table] = max(found.get(sheet.table, 0), known * 0.5)
    return found


def _fill_constants(plan: SheetPlan, entry: SheetMap, context: Context, tell: Callable[..., None]) -> None:
    """Values of all rows: the council that the title names, and concepts by their notation."""
    council = council_named((*plan.layout.titles, plan.sheet)) if plan.table.name == "memberships" else None
    if council and not plan.find("organization") and entry.constants.setdefault("organization", council) == council:
        tell(
            "title",
            "note",
            Text(f"題名から、属する組織を「{council}」としました。", f"By its title a list of members of {council}."),
        )
    for name, text in list(entry.constants.items()):
        column = plan.table.find_column(name)
        if column is None:
            tell(
                "no-column",
                "error",
                Text(f"constants の {name} という列はありません。", f"constants names {name}, which is no column."),
            )
        elif column.kind == "concept":
            notation = context.known.concept(column.scheme or "", text)
            if notation is None:
                tell(
                    "vocabulary",
                    "error",
                    Text(f"constants の「{text}」は語彙にありません。", f"{text} in constants is no concept."),
                )
            entry.constants[name] = notation or text
