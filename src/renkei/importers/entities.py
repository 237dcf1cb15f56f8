"""Things that lists tell of, each once: rows that name the same thing are joined, rows that contradict are errors."""

from __future__ import annotations

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from renkei.errors import Text
from renkei.importers.drafts import Draft
from renkei.importers.known import Known
from renkei.importers.planning import SheetPlan
from renkei.schema.tables import ID, Column, Table
from renkei.tables.problems import Problem
from renkei.tables.sheets import Severity
from renkei.text.folding import fold
from renkei.text.names import parse_name

_NUMBERS = ("corporate_number", "ror", "isni")


@dataclass(eq=False)
class Entity:
    """A thing: its cells, and all drafts that tell of it."""

    table: Table
    cells: dict[str, str]
    drafts: list[Draft]
    id: str = ""

    @property
    def name(self) -> str:
        return self.cells.get("label_ja", "")

    def teller(self, column: str) -> Draft:
        """The first draft that told the value of a column."""
        return next((d for d in self.drafts if d.cells.get(column)), self.drafts[0])

    @property
    def made(self) -> bool:
        """Whether only references tell of it."""
        return all(d.made for d in self.drafts)


@dataclass
class Entities:
    """All things of an import, by number, by folded name, and by normal form of the name (filled when first asked for)."""

    known: Known
    found: list[Entity] = field(default_factory=list)
    by_number: dict[tuple[str, str, str], Entity] = field(default_factory=dict)
    by_name: dict[str, list[Entity]] = field(default_factory=lambda: defaultdict(list))
    by_id: dict[str, Entity] = field(default_factory=dict)
    entity_of: dict[int, Entity | str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    _normal: dict[str, list[Entity]] | None = None

    def printed(self, text: str, tables: Iterable[str]) -> list[Entity]:
        """The things of `tables` that have that name as printed."""
        return [e for e in self.by_name.get(_folded(text), ()) if e.table.name in tables]

    def named(self, text: str, tables: Iterable[str]) -> list[Entity]:
        """The things of `tables` that have that name, as printed or in another spelling of its legal form."""
        names = set(tables)
        found = self.printed(text, names)
        if found or "organizations" not in names:
            return found
        if self._normal is None:
            self._normal = defaultdict(list)
            for entity in self.found:
                if entity.table.name == "organizations" and entity.name:
                    self._normal[parse_name(entity.name).core].append(entity)
        told = parse_name(text)
        return [e for e in self._normal.get(told.core, ()) if _same_form(told.legal_form, parse_name(e.name).legal_form)]

    def add(self, entity: Entity) -> None:
        self.found.append(entity)
        for name in {_folded(n) for c in ("label_ja", "label_en", "alt_ja", "alt_en") for n in _split(entity.cells.get(c))}:
            self.by_name[name].append(entity)
        if self._normal is not None and entity.table.name == "organizations":
            self._normal[parse_name(entity.name).core].append(entity)
        self._number(entity)

    def _number(self, entity: Entity) -> None:
        for column in _NUMBERS:
            if number := entity.cells.get(column):
                self.by_number.setdefault((entity.table.name, column, number), entity)
        if given := entity.cells.get(ID):
            self.by_number.setdefault((entity.table.name, ID, given), entity)


_folded = lru_cache(maxsize=2**16)(fold)


def _same_form(first: str | None, second: str | None) -> bool:
    return first is None or second is None or first == second


def _split(text: str | None) -> list[str]:
    return [p for p in (text or "").split(";") if p]


def place_drafts(drafts: Iterable[Draft], cells_of: dict[int, dict[str, str]], entities: Entities) -> None:
    """Give every draft its thing: the one with its number, the one with its name that nothing speaks against, or a new one.

    The fullest come first, so that the order of the rows does not matter.
    """

    for draft in _fullest_first(drafts, cells_of):
        cells = cells_of[id(draft)]
        entity = _with_number(draft, cells, entities)
        if entity is None:
            find = entities.named if draft.made else entities.printed
            candidates = [e for e in find(cells.get("label_ja", ""), (draft.table.name,)) if _fits(e, cells)]
            if len(candidates) > 1:
                candidates = [e for e in candidates if e.cells.get("place") == cells.get("place")] or candidates
            if len(candidates) > 1 and draft.made:
                _ambiguous(draft, candidates, entities)
                continue
            entity = candidates[0] if candidates else None
        if entity is None:
            if draft.made and set(cells) <= {"label_ja"} and (shipped := _shipped(draft, cells, entities.known)):
                entities.entity_of[id(draft)] = shipped
                continue
            if draft.made and fold(cells.get("label_ja", "")) in entities.missing:
                _left_out(draft, entities)
                continue
            entity = Entity(draft.table, dict(cells), [draft])
            entities.add(entity)
        else:
            _join(entity, draft, cells, entities)
        entities.entity_of[id(draft)] = entity


def _fullest_first(drafts: Iterable[Draft], cells_of: dict[int, dict[str, str]]) -> Iterator[Draft]:
    """The drafts in an order that only their cells decide, and their places where the cells are the same."""

    def roughly(draft: Draft) -> tuple[bool, int, str]:
        cells = cells_of[id(draft)]
        return draft.made, -len(cells), cells.get("label_ja", "")

    def exactly(draft: Draft) -> tuple[object, ...]:
        return sorted(cells_of[id(draft)].items()), draft.plan.file, draft.plan.sheet, draft.row

    for _, alike in itertools.groupby(sorted(drafts, key=roughly), key=roughly):
        first, *others = alike
        yield from sorted([first, *others], key=exactly) if others else (first,)


def _with_number(draft: Draft, cells: dict[str, str], entities: Entities) -> Entity | None:
    for column in (ID, *_NUMBERS):
        if (number := cells.get(column)) and (found := entities.by_number.get((draft.table.name, column, number))):
            return found
    return None


def _fits(entity: Entity, cells: dict[str, str]) -> bool:
    """Whether nothing that tells things apart speaks against their being one."""
    apart = (ID, *_NUMBERS, *(c for c in entity.table.identity if c not in ("label_ja", "corporate_number")))
    return all(
        not (mine := entity.cells.get(c)) or not (its := cells.get(c)) or mine == its or (c == "affiliation" and its in mine)
        for c in apart
    )


def _shipped(draft: Draft, cells: dict[str, str], known: Known) -> str | None:
    """The id of the one thing of the shipped data that has the name."""
    column = Column("", "", "reference", Text("", ""), Text("", ""), 0, classes=(draft.table.target_class,))
    found = known.things.find(cells.get("label_ja", ""), column)
    return found[0].id if len(found) == 1 else None


def _ambiguous(draft: Draft, candidates: list[Entity], entities: Entities) -> None:
    places = [f"{e.drafts[0].plan.sheet}!{e.drafts[0].row}" for e in candidates]
    why = Text("この名称のものが複数の行にあります。", "Several rows have this name.")
    advice = Text(
        f"所在か法人番号も書いて区別してください（{'、'.join(places)}）。",
        f"Tell them apart by place or corporate number ({', '.join(places)}).",
    )
    entities.problems.append(problem_of(draft, "label_ja", "ambiguous", why, advice))


def _left_out(draft: Draft, entities: Entities) -> None:
    why = Text("誤りのため入れなかった行のものです。", "The row that tells of it has errors and is left out.")
    entities.problems.append(problem_of(draft, "label_ja", "left-out", why, None))


def _join(entity: Entity, draft: Draft, cells: dict[str, str], entities: Entities) -> None:
    """Let the draft tell of the entity; values of cells that hold one and differ are a contradiction."""
    before, contradictions = entity.drafts[0], len(entities.problems)
    for name, text in cells.items():
        mine = entity.cells.get(name)
        if mine is None or mine == text:
            entity.cells.setdefault(name, text)
            continue
        column = entity.table.find_column(name)
        if name == "label_ja":
            if fold(mine) != fold(text):
                if not (draft.made or before.made):
                    entities.problems.append(_other_name(draft, before, cells, entity))
                entity.cells["alt_ja"] = ";".join(sorted({*_split(entity.cells.get("alt_ja")), text.replace(";", "；")}))
        elif column is not None and column.maximum != 1:
            entity.cells[name] = ";".join(sorted({*_split(mine), *_split(text)}))
        elif name == "note":
            entity.cells[name] = "\n".join(dict.fromkeys(sorted({*mine.split("\n"), *text.split("\n")})))
        elif column is None and name != ID:
            entity.cells[name] = min(mine, text)
        else:
            entities.problems.append(_contradiction(draft, entity.teller(name), name, text, mine))
    entity.drafts.append(draft)
    entities._number(entity)
    if not draft.made and not before.made and contradictions == len(entities.problems):
        where = f"{before.plan.sheet or before.plan.file} {before.row}"
        why = Text(
            f"{where}行目と同じものとして、1つにまとめました。",
            f"The same as in row {before.row} of {before.plan.sheet or before.plan.file}: joined.",
        )
        entities.problems.append(problem_of(draft, "label_ja", "joined", why, None, severity="note"))


def _other_name(draft: Draft, before: Draft, cells: dict[str, str], entity: Entity) -> Problem:
    """Two rows with one id or number and two names: an id that a list gave to two things, or a spelling or a former name."""
    where = f"{before.plan.sheet or before.plan.file} {before.row}"
    if cells.get(ID) and cells.get(ID) == entity.cells.get(ID):
        why = Text(
            f"同じ ID が {where}行目の「{entity.name}」にもあります。",
            f'The id stands in row {where} too, with "{entity.name}".',
        )
        advice = Text("別のものなら ID を変えてください。", "Give another id if they are two things.")
        return problem_of(draft, ID, "duplicate-id", why, advice)
    why = Text(
        f"番号が同じなので、{where}行目の「{entity.name}」とまとめ、この名称は別名としました。",
        f'It has the number of "{entity.name}" in row {where}: joined, and this is another name of it.',
    )
    advice = Text("別のものなら番号を直してください。", "Correct the number if they are two things.")
    return problem_of(draft, "label_ja", "joined", why, advice, severity="warning")


def _contradiction(one: Draft, other: Draft, name: str, mine: str, its: str) -> Problem:
    """The error, at the later of the two rows."""

    def position(draft: Draft) -> tuple[str, str, int]:
        return draft.plan.file, draft.plan.sheet, draft.row

    later, earlier, text, against = (one, other, mine, its) if position(one) >= position(other) else (other, one, its, mine)
    where = f"{earlier.plan.sheet or earlier.plan.file}"
    why = Text(
        f"同じものについて、{where} の{earlier.row}行目には「{against}」とあります。",
        f'Row {earlier.row} of {where} says "{against}" of the same thing.',
    )
    advice = Text("どちらかに合わせるか、別のものなら所在か法人番号で区別してください。",
                  "Make them agree, or tell them apart by place or corporate number.")  # fmt: skip
    return problem_of(later, name, "contradiction", why, advice, text)


def problem_of(
    draft: Draft,
    column: str,
    kind: str,
    why: Text,
    advice: Text | None,
    value: str | None = None,
    severity: Severity = "error",
) -> Problem:
    """A problem with a cell of the row that a draft comes from."""
    plan: SheetPlan = draft.plan
    group = plan.groups[draft.group]
    found = plan.find(column, draft.group) or (plan.find(group.reference) if group.place == "named" else None)
    if found is None and draft.made and plan.about:
        found = plan.find(plan.about)
    shown = draft.cells.get(column, "") if value is None else value
    return plan.problem(kind, draft.row, found, shown, why, advice, severity)


def give_ids(entities: Iterable[Entity], index: dict[str, Entity]) -> None:
    """Let every thing have the id that its row would be given: its own, its number, or a digest of its identity."""
    columns: dict[str, dict[str, Column]] = {}
    for entity in entities:
        if not entity.id:
            table = entity.table
            if table.name not in columns:
                columns[table.name] = {c.name: c for c in table.columns}
            entity.id = made_id(table, entity.cells, columns[table.name])
            index.setdefault(entity.id, entity)


def made_id(table: Table, cells: Mapping[str, str], columns: Mapping[str, Column]) -> str:
    """The id of a row by its own, or as `tables.rows` makes it of the identity columns, without typing the row first."""
    if given := cells.get(ID):
        return given
    said = []
    for name in table.identity:
        if text := cells.get(name):
            column = columns[name]
            if column.kind == "string":
                return f"{name.replace('_', '-')}-{text}"
            parts = [text] if column.maximum == 1 else text.split(";")
            said.append(f"{name}={';'.join(sorted(_folded(p) for p in parts))}")
    return f"x-{hashlib.sha256(chr(10).join(said).encode()).hexdigest()[:16]}"
