"""The rows of a sheet made into drafts of rows of our tables, each remembering the row it comes from."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from renkei.errors import RenkeiError, Text
from renkei.importers.heading_map import ColumnMap
from renkei.importers.places import AMBIGUOUS, place_in_row, place_of_address
from renkei.importers.planning import ColumnPlan, SheetPlan
from renkei.schema.tables import Table
from renkei.tables.examples import CLEAR_MARK, NO_EXAMPLE, is_example
from renkei.tables.forms import is_mark
from renkei.tables.problems import Problem, of_finding
from renkei.tables.sheets import Cell, Row, shown_value

_FOOTER = re.compile(r"^(?:[※＊*].*|注[)）:：\d].*|以上|合計.*|総?計|小計.*|凡例.*|\(?注.*)$", re.DOTALL)
_GIVE_HEADING = Text(
    "見出しを付けてください。CSV では、カンマを含む値を二重引用符で囲んでください。",
    "Give it a heading. In a CSV file, put values that hold a comma in double quotes.",
)
_TOTAL = re.compile(r"^(?:合計|総計|計|小計|total)$", re.IGNORECASE)
_EVERY = 2000  # rows between two reports of progress and questions whether to go on


class Cancelled(RenkeiError):
    """The import was stopped; nothing was written."""

    def __init__(self) -> None:
        super().__init__(Text("読み込みを中止しました。何も書いていません。", "The import was stopped; nothing was written."))


@dataclass(slots=True)
class Draft:
    """A row of `table` to be: its cells in canonical form, references still as written. `made` where only a name told of it.

    `group` is the part of the sheet's row it was; `about` the draft of the organisation that a row beside it names.
    """

    table: Table
    cells: dict[str, str]
    plan: SheetPlan
    row: int
    group: int = 0
    made: bool = False
    id: str = ""
    links: dict[str, list[Draft]] = field(default_factory=dict)


@dataclass
class SheetRows:
    """What the rows of a sheet gave: drafts, problems, the numbers of the rows that hold errors, and how many were read."""

    plan: SheetPlan
    drafts: list[Draft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)
    read: int = 0

    def error(self, problem: Problem) -> None:
        """Note a problem; an error makes its row a bad one."""
        self.problems.append(problem)
        if problem.severity == "error" and problem.row is not None:
            self.bad.add(problem.row)

    def passed_over_example(self, row: Row, mark: int) -> None:
        """Note a row that the form marks as an example; one that says something else is an error, since it would be lost."""
        plan = self.plan
        texts = {c.column: cell.text for cell in row.cells if (c := plan.columns.get(cell.column)) and c.group == 0}
        column = ColumnPlan(mark, plan.layout.headings[mark], 0, "", next(iter(plan.columns.values())).reader, ColumnMap(""))
        cell = row.find(mark)
        text = cell.text if cell else ""
        if is_example(plan.table, texts):
            why = Text("記入例の行として読み飛ばしました。", "Passed over as the example of the form.")
            self.problems.append(plan.problem("example", row.number, None, text, why, severity="note"))
        else:
            self.error(plan.problem("no-example", row.number, column, text, NO_EXAMPLE, CLEAR_MARK))


def read_rows(
    plan: SheetPlan, rows: Iterable[Row], progress: Callable[[int], None] | None, cancelled: Callable[[], bool] | None
) -> SheetRows:
    """All rows under the headings, as drafts. Raises Cancelled."""
    found = SheetRows(plan)
    headings = plan.layout.headings
    above: dict[int, Cell] = {}
    ditto = {n for n, c in plan.columns.items() if c.entry.blank_as_above}
    mark = next((n for n, heading in headings.items() if is_mark(heading)), None)
    hidden = 0
    unheaded: dict[int, Cell] = {}
    for row in rows:
        if row.number <= plan.layout.last:
            continue
        if row.findings:
            mine = (of_finding(f, plan.file, headings, plan.sheet) for f in row.findings)
            for problem in mine:
                found.error(problem)
        if mark and row.find(mark):
            found.passed_over_example(row, mark)
            continue
        if reason := _no_entry(row, headings):
            found.problems.append(
                plan.problem("passed-over", row.number, None, row.cells[0].text[:60], reason, severity="note")
            )
            continue
        if found.read % _EVERY == 0:
            if cancelled and cancelled():
                raise Cancelled
            if progress:
                progress(found.read)
        hidden += row.hidden
        found.read += 1
        for cell in row.cells:
            if cell.column not in headings and not cell.merged_from and cell.text.strip():
                unheaded.setdefault(cell.column, cell)
        cells: Iterable[Cell] = row.cells
        if ditto:
            cells = _filled(row, ditto, above)
        _read_row(found, row.number, cells, {f.place for f in row.findings if f.severity == "error"})
    for cell in unheaded.values():
        why = Text("この列には見出しがないため、読んでいません。", "The column is not read: it has no heading.")
        value = shown_value(cell.text)
        found.problems.append(
            Problem("no-heading", "warning", plan.file, why, plan.sheet, cell.row, cell.column, "", value, _GIVE_HEADING)
        )
    if hidden:
        why = Text(f"非表示の{hidden}行も読みました。", f"{hidden} hidden row(s) were read too.")
        found.problems.append(plan.problem("hidden-rows", None, None, "", why, severity="note"))
    return found


def _filled(row: Row, ditto: set[int], above: dict[int, Cell]) -> list[Cell]:
    """The cells of the row, with those of the row above where the map says that blank means the same."""
    cells = list(row.cells)
    here = {c.column for c in cells}
    for column in ditto:
        if column not in here and column in above:
            cells.append(above[column]._replace(row=row.number))
    above.update((c.column, c) for c in cells if c.column in ditto and c.text.strip() not in ("〃", "同上", "々"))
    return [above[c.column]._replace(row=row.number) if c.column in ditto and c.column in above else c for c in cells]


def _no_entry(row: Row, headings: dict[int, str]) -> Text | None:
    """Why the row is no entry of the list: a note under it, a total, a section's name, the headings again; else None."""
    cells = row.cells
    first = cells[0]
    if len(cells) == 1 or cells[-1].merged_from:
        values = {c.value for c in cells}
        if len(values) == 1 and isinstance(first.value, str):
            if _FOOTER.match(first.value.strip()):
                return Text("注記の行として読み飛ばしました。", "Passed over as a note.")
            if len(cells) > 2 and len(cells) >= len(headings) - 1:
                return Text("区切りの行として読み飛ばしました。", "Passed over as the name of a section.")
    text = first.value
    if isinstance(text, str):
        if _TOTAL.match(text.strip()):
            return Text("合計の行として読み飛ばしました。", "Passed over as a total.")
        again = text == headings.get(first.column) and len(cells) > 1
        if again and all(c.text == headings.get(c.column) for c in cells):
            return Text("見出しの繰り返しとして読み飛ばしました。", "Passed over as the headings again.")
    return None


def _read_row(found: SheetRows, number: int, cells: Iterable[Cell], refused: Collection[str | None]) -> None:
    """The drafts that one row gives; of `refused` cells the error is told already."""
    plan = found.plan
    parts: list[dict[str, str]] = [{} for _ in plan.groups]
    columns = plan.columns
    cells = list(cells)
    for cell in cells:
        column = columns.get(cell.column)
        if column is None:
            continue
        reading = None if cell.is_formula or type(cell.value) is not str else column.reader.seen.get(cell.value)
        text, extra, faults = reading or column.reader.read(cell)
        if faults and faults[0].kind == AMBIGUOUS and (place := _place_in_row(cell, cells, column, columns)):
            text, faults = place, ()
        if text:
            part = parts[column.group]
            if column.column in part or column.column == "note":
                _put(part, column, text)
            else:
                part[column.column] = text
        for name, more in extra:
            _put(parts[column.group], column, more, name)
        for fault in faults:
            if refused and fault.severity == "error" and cell.address in refused:
                continue
            found.error(plan.problem(fault.kind, number, column, fault.value, fault.why, fault.suggestion, fault.severity))
    if not any(parts):
        return
    found.drafts += _drafts(plan, number, parts, found)


def _place_in_row(cell: Cell, cells: list[Cell], column: ColumnPlan, columns: Mapping[int, ColumnPlan]) -> str | None:
    """The place that a name of several means, by the prefecture that stands in the places and addresses of its row."""
    beside = (c for c in cells if c is not cell and (p := columns.get(c.column)) and p.group == column.group)
    others = [c.text for c in beside if columns[c.column].column in ("place", "address")]
    return place_in_row(cell.text, others, column.reader.column, column.reader.context.known)


def _put(part: dict[str, str], column: ColumnPlan, text: str, name: str | None = None) -> None:
    """Add a value to a part of the row; several columns may share a note, a place or a column of several values."""
    to = name or column.column
    before = part.get(to)
    if before is None:
        part[to] = text if to != "note" or name or column.heading in _PLAIN_NOTES else f"{column.heading}: {text}"
    elif to == "note":
        part[to] = f"{before}\n{text if name else f'{column.heading}: {text}'}"
    elif to == "place":
        part[to] = _narrower(before, text, column)
    elif to == "address":
        part[to] = before if text in before else before + text if before not in text else text
    elif name is None and column.reader.column.maximum != 1:
        part[to] = ";".join(sorted({*before.split(";"), *text.split(";")}))


_PLAIN_NOTES = ("備考", "note", "メモ", "remarks", "備考欄")


def _narrower(before: str, after: str, column: ColumnPlan) -> str:
    """Of a prefecture and a place within it the place; else both."""
    known = column.reader.context.known
    if before in known.around(after) or before == after:
        return after
    return before if after in known.around(before) else ";".join(sorted({before, after}))


def _drafts(plan: SheetPlan, number: int, parts: list[dict[str, str]], found: SheetRows) -> list[Draft]:
    """The parts of a row as drafts: its own, what its references name, and what stands beside."""
    own = parts[0]
    for column, text in plan.entry.constants.items():
        own.setdefault(column, text)
    main = Draft(plan.table, own, plan, number)
    drafts = [main]
    for n, group in enumerate(plan.groups[1:], start=1):
        if group.place == "named" and (name := own.get(group.reference)):
            named = Draft(group.table, {"label_ja": name, **parts[n]}, plan, number, n, True)
            main.links[group.reference] = [named]
            drafts.append(named)
    subject = main if plan.about is None else next(iter(main.links.get(plan.about, [])), None)
    if subject is None and plan.about and own.get(plan.about) and any(g.place == "beside" for g in plan.groups):
        subject = Draft(_table_of(plan), {"label_ja": own[plan.about]}, plan, number, 0, True)
        main.links[plan.about] = [subject]
        drafts.append(subject)
    for n, group in enumerate(plan.groups):
        if group.place == "beside" and parts[n]:
            drafts += _beside(plan, number, n, parts[n], subject, found)
    for draft in drafts:
        _locate(draft)
    return drafts


def _table_of(plan: SheetPlan) -> Table:
    context: Any = next(iter(plan.columns.values())).reader.context
    return next((g.table for g in plan.groups if g.place == "named"), context.schema.tables["organizations"])


def _beside(
    plan: SheetPlan, number: int, n: int, part: dict[str, str], subject: Draft | None, found: SheetRows
) -> Iterator[Draft]:
    group = plan.groups[n]
    if "label_ja" not in part or subject is None:
        column = next((c for c in plan.columns.values() if c.group == n), None)
        why = Text("名前がないため、入れていません。", "Not taken, since there is no name with it.")
        found.problems.append(plan.problem("no-name", number, column, "、".join(part.values()), why, None, "warning"))
        return
    several = group.table.name != "persons"
    names = re.split(r"[、;；／\n]+", part["label_ja"]) if several else part["label_ja"].split("\n")
    for name in dict.fromkeys(p for p in (p.strip() for p in names) if p):
        cells = {**dict(group.given), **part, "label_ja": name}
        draft = Draft(group.table, cells, plan, number, n)
        draft.links[group.reference] = [subject]
        yield draft


def _locate(draft: Draft) -> None:
    """The place with which the address begins, where no place is told."""
    address = draft.cells.get("address")
    if not address or draft.cells.get("place"):
        return
    if column := draft.table.find_column("place"):
        known = next(iter(draft.plan.columns.values())).reader.context.known
        if found := place_of_address(address, column, known):
            draft.cells["place"] = found
