"""How a sheet is read: what each of its columns is, in which table, by the heading map, by the headings, or by asking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from renkei.errors import Text
from renkei.importers.heading_map import ColumnMap, HeadingMap, SheetMap
from renkei.importers.layout import Layout
from renkei.importers.values import ColumnReader, Context
from renkei.schema.tables import VISIBILITY, Column, Schema, Table
from renkei.tables.forms import find_field, is_mark
from renkei.tables.headings import IGNORED, HeadingNames, Match, Meaning, match_heading, organisation_column
from renkei.tables.problems import Problem

# Columns of one table that several columns of a list may fill, one after the other.
SHARED = ("note", "place", "address")


@dataclass(frozen=True)
class Question:
    """Something only the owner of the list knows: which table a sheet is, or which column a heading means."""

    about: Literal["table", "column"]
    file: str
    sheet: str
    heading: str
    candidates: tuple[str, ...]
    samples: tuple[str, ...] = ()


Ask: TypeAlias = Callable[[Question], str | None]
"""Answers with one of the candidates, any other column or table, "-" for not read, or None for not now."""


@dataclass
class Group:
    """The part of a row that becomes a row of `table`: the row's own, what a reference of it names, or something beside.

    `reference` is the column of the sheet's table that names it ("named"), or the column of `table` that names the
    organisation of the row ("beside"). `given` are values that go with it.
    """

    place: Literal["own", "named", "beside"]
    table: Table
    reference: str = ""
    given: tuple[tuple[str, str], ...] = ()


@dataclass
class ColumnPlan:
    """One column of a sheet: the group and column it fills, and its reader; `end` is the column of a span's end."""

    number: int
    heading: str
    group: int
    column: str
    reader: ColumnReader
    entry: ColumnMap


@dataclass
class SheetPlan:
    """How a sheet is read; `about` is the column of its table that names the organisation a row is about."""

    file: str
    sheet: str
    table: Table
    layout: Layout
    entry: SheetMap
    groups: list[Group]
    about: str | None
    columns: dict[int, ColumnPlan] = field(default_factory=dict)

    def find(self, column: str, group: int = 0) -> ColumnPlan | None:
        """The column of the sheet that fills a column of a group."""
        return next((c for c in self.columns.values() if c.group == group and c.column == column), None)

    def problem(self, kind: str, row: int | None, column: ColumnPlan | None, value: str, why: Text, advice: Text | None = None,
                severity: Literal["error", "warning", "note"] = "error") -> Problem:  # fmt: skip
        """A problem with a place of this sheet."""
        number, heading = (column.number, column.heading) if column else (None, "")
        shown = value if len(value) <= 200 else value[:199] + "…"
        return Problem(kind, severity, self.file, why, self.sheet, row, number, heading, shown, advice)


def map_columns(
    layout: Layout, names: HeadingNames, entry: SheetMap, remembered: HeadingMap, ask: Ask | None
) -> Iterator[tuple[ColumnMap, Match | None]]:
    """What each heading means: as the map of the sheet says, as other sheets of the table did, or by its own words.

    The match is None for what was remembered.
    """
    taken: set[str] = set()
    for heading in layout.headings.values():
        if is_mark(heading):
            yield ColumnMap(heading, IGNORED), None
            continue
        if (known := find_field(names.table, heading)) and known.name == VISIBILITY:
            yield ColumnMap(heading, VISIBILITY), None
            continue
        old = entry.find(heading) or remembered.find_heading(names.table.name, heading)
        if old and not old.ask:
            taken.add(old.to)
            yield (old if old.heading == heading else ColumnMap(heading, old.to, dict(old.given), old.table)), None
            continue
        match = match_heading(heading, names)
        meaning = match.meaning
        twice = meaning is not None and meaning.to in taken and not _may_repeat(meaning)
        if match.how == "ask" or meaning is None or twice:
            answer = _asked(ask, entry, heading, match)
            if answer:
                yield ColumnMap(heading, answer.to, dict(answer.given), answer.table), None
                continue
            to = meaning.to if meaning and not twice else ""
            given = dict(meaning.given) if meaning and to else {}
            yield ColumnMap(heading, to, given, ask=True, candidates=list(match.candidates)), match
            continue
        taken.add(meaning.to)
        similar = match.how == "similar"
        yield ColumnMap(heading, meaning.to, dict(meaning.given), meaning.table, similar=similar), match


def _may_repeat(meaning: Meaning) -> bool:
    """Whether a second column may mean the same: what is shared, holds several values, or tells of one more thing beside."""
    head, _, column = meaning.to.rpartition(".")
    return (
        meaning.to == IGNORED or column in (*SHARED, "phone", "mail") or head in ("persons", "capabilities", "needs", "offers")
    )


def _asked(ask: Ask | None, entry: SheetMap, heading: str, match: Match) -> Meaning | None:
    if ask is None:
        return None
    answer = ask(Question("column", entry.file, entry.sheet, heading, match.candidates))
    if answer and match.meaning and answer == match.meaning.to:
        return match.meaning
    return Meaning(answer) if answer else None


def place_columns(plan: SheetPlan, maps: list[ColumnMap], context: Context) -> Iterator[Problem]:
    """Give every mapped column of the sheet its group and reader; what the map says wrongly is a problem."""
    schema = context.schema
    wanted = next((c.table for c in maps if c.meaning and c.to == plan.about and c.table), None)
    member = schema.tables[wanted] if wanted in schema.tables else schema.tables["organizations"]
    for (number, heading), entry in zip(plan.layout.headings.items(), maps, strict=True):
        meaning = entry.meaning
        if meaning is None or meaning.to == IGNORED:
            continue
        first, _, second = meaning.to.partition("..")
        group = _group(plan, first, meaning, member, schema)
        column = group.table.find_column(first.rpartition(".")[2]) if group else None
        if group and first == "id" and not group.table.key:
            column = _ID
        if group and first == VISIBILITY:
            column = _VISIBILITY
        end = group.table.find_column(second.rpartition(".")[2]) if group and second else None
        if group is None or column is None or (second and end is None):
            why = Text(
                f"対応表の {meaning.to} という列はありません。", f"The heading map says {meaning.to}, which is no column."
            )
            yield Problem("no-column", "error", plan.file, why, plan.sheet, plan.layout.last, number, heading)
            continue
        if group not in plan.groups:
            plan.groups.append(group)
        reader = ColumnReader(context, group.table, column, end, entry.split, entry.values)
        at = _index(plan, group, column.name)
        plan.columns[number] = ColumnPlan(number, heading, at, column.name, reader, entry)


_ID = Column(
    "id",
    "",
    "string",
    Text("id", "id"),
    Text("", ""),
    0,
    maximum=1,
    pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$",
)

_VISIBILITY = Column(
    VISIBILITY, "", "string", Text("公開範囲", "visibility"), Text("", ""), 0, maximum=1, pattern="^(?:public|private)$"
)


def _group(plan: SheetPlan, to: str, meaning: Meaning, member: Table, schema: Schema) -> Group | None:
    """The group that a column belongs to: (None for a table or reference that is not there)."""
    if "." not in to:
        return plan.groups[0]
    head = to.partition(".")[0]
    if reference := plan.table.find_column(head):
        named = member if head == plan.about else schema.tables["organizations"]
        return Group("named", named, head) if reference.kind == "reference" else None
    other = schema.tables.get(head)
    if other is None or not (plan.about or plan.table.name == "organizations"):
        return None
    refers = organisation_column(other, schema)
    return Group("beside", other, refers.name, meaning.given) if refers else None


def _index(plan: SheetPlan, group: Group, column: str) -> int:
    """The index of the group that takes the column: a second name beside starts a group of its own, later columns join it."""
    same = [n for n, g in enumerate(plan.groups) if g == group]
    if group.place == "beside":
        filled = {c.column for c in plan.columns.values() if c.group == same[-1]}
        if column in filled and (column == "label_ja" or column not in SHARED):
            plan.groups.append(Group(group.place, group.table, group.reference, group.given))
            return len(plan.groups) - 1
    return same[-1]
