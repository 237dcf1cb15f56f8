"""Drafts of all sheets joined into the rows of a data set: references made ids, what is missing told, nothing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from renkei.errors import Text
from renkei.importers.drafts import Draft
from renkei.importers.entities import Entities, Entity, give_ids, place_drafts, problem_of
from renkei.importers.kinds import UNTOLD, kind_of_capability, kind_of_organisation, kind_within
from renkei.importers.known import Known
from renkei.schema.tables import ID, Column, Schema, Table
from renkei.tables.circles import CIRCLE_ADVICE, circle_text, find_circles, names_whole
from renkei.tables.problems import Problem
from renkei.text.folding import fold

# Tables whose rows others name, in the order in which they are made; the rest follow.
_FIRST = ("organizations", "programmes", "plans", "projects", "events", "facilities", "persons")
# Tables that a mere name makes a row of, where a column takes things of their class.
_MADE_BY_NAME = ("organizations", "projects")
_MOST_LOCATORS = 50


@dataclass
class FinishedRow:
    """A row of a data set: its cells, and the drafts it comes from."""

    table: Table
    cells: dict[str, str]
    drafts: list[Draft]


@dataclass
class Joined:
    """The rows of all tables, and what was found while they were joined."""

    rows: dict[str, list[FinishedRow]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def join(drafts: list[Draft], missing: set[str], known: Known, schema: Schema) -> Joined:
    """All drafts as rows; `missing` are folded names of things whose rows are left out, which nothing may name."""
    entities = Entities(known, missing=missing)
    by_table: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_table[draft.table.name].append(draft)
    cells_of = {id(d): {c: t for c, t in d.cells.items() if t} for d in drafts}
    order = [*(n for n in _FIRST if n in by_table), *sorted(set(by_table) - set(_FIRST))]
    for name in order:
        table, mine = schema.tables[name], by_table[name]
        for column in (c for c in table.columns if c.kind == "reference"):
            if name != "organizations":
                _resolve_column(table, column, mine, cells_of, entities, schema)
        for draft in mine:
            _tell_kind(draft, cells_of[id(draft)], known)
        if not table.key:
            place_drafts(mine, cells_of, entities)
            give_ids((e for e in entities.found if e.table is table), entities.by_id)
    if "organizations" in by_table:
        table = schema.tables["organizations"]
        for entity in [e for e in entities.found if e.table is table and e.cells.get("parent")]:
            teller = entity.teller("parent")
            found = _resolved(entity.cells["parent"], schema_column(table, "parent"), teller, entities, schema)
            entity.cells["parent"] = found or ""
    joined = Joined()
    _finish_ties([(t, by_table[t.name]) for t in schema.tables.values() if t.key and t.name in by_table], cells_of, joined)
    for entity in entities.found:
        if not entity.id:
            give_ids([entity], entities.by_id)
        cells = {**entity.cells, ID: entity.id}
        joined.rows.setdefault(entity.table.name, []).append(FinishedRow(entity.table, cells, entity.drafts))
    for rows in joined.rows.values():
        needed = [c for c in rows[0].table.columns if c.minimum] if rows else []
        for row in rows:
            _complete(row, needed, joined.problems)
    joined.problems += _circles(entities)
    told = {(p.file, p.sheet, p.row, p.column) for p in entities.problems}
    left = [p for p in joined.problems if p.kind != "missing" or (p.file, p.sheet, p.row, p.column) not in told]
    joined.problems = left + entities.problems
    return joined


def _tell_kind(draft: Draft, cells: dict[str, str], known: Known) -> None:
    """The kind of a capability or an event that its name tells; a certificate under a heading of techniques is one."""
    table, name = draft.table, cells.get("label_ja", "")
    if table.name in ("capabilities", "needs", "offers"):
        told = kind_of_capability(name)
        if told and (not cells.get("kind") or (told == "certificate" and draft.group and cells["kind"] == "process")):
            cells["kind"] = told
    elif table.name == "events" and not cells.get("kind"):
        column = table.find_column("kind")
        if column and (found := kind_within(name, column.scheme or "", known)):
            cells["kind"] = found


def schema_column(table: Table, name: str) -> Column:
    column = table.find_column(name)
    assert column is not None
    return column


def _resolve_column(
    table: Table, column: Column, drafts: list[Draft], cells_of: dict[int, dict[str, str]], entities: Entities, schema: Schema
) -> None:
    """Write ids for the names in a column of references; places have theirs already."""
    if any(schema.is_a(c, _PLACE) for c in column.classes):
        return
    for draft in drafts:
        cells = cells_of[id(draft)]
        if links := draft.links.get(column.name):
            ids = [_id(entities, link) for link in links]
            cells[column.name] = ";".join(sorted(i for i in ids if i))
        elif text := cells.get(column.name):
            parts = [text] if column.maximum == 1 else text.split(";")
            found = {_resolved(part, column, draft, entities, schema) for part in parts}
            cells[column.name] = ";".join(sorted(i for i in found if i))
        if column.name in cells and not cells[column.name]:
            del cells[column.name]


_PLACE = "https://schema.org/Place"


def _id(entities: Entities, draft: Draft) -> str:
    found = entities.entity_of.get(id(draft))
    if isinstance(found, Entity):
        if not found.id:
            give_ids([found], entities.by_id)
        return found.id
    return found or ""


def _resolved(text: str, column: Column, draft: Draft, entities: Entities, schema: Schema) -> str | None:
    """The id of what `text` names: of this import, of the shipped data, or of a new row where a name is enough."""
    fitting = [t for t in schema.tables.values() if not t.key and _takes(column, t, schema)]
    if (found := entities.by_id.get(text)) and found.table in fitting:
        return text
    named = entities.named(text, (t.name for t in fitting))
    if len(named) == 1:
        return named[0].id
    shipped = entities.known.things.find(text, column)
    if not named and len(shipped) == 1:
        return shipped[0].id
    if named or shipped:
        ids = "、".join(sorted([e.id for e in named] + [t.id for t in shipped]))
        why = Text("この名称のものが複数あります。", "Several things have this name.")
        entities.problems.append(
            problem_of(draft, column.name, "ambiguous", why, Text(f"id で書いてください: {ids}", f"Write the id: {ids}"), text)
        )
        return None
    if fold(text) in entities.missing:
        why = Text("誤りのため入れなかった行のものです。", "The row that tells of it has errors and is left out.")
        entities.problems.append(problem_of(draft, column.name, "left-out", why, None, text))
        return None
    table = next((t for name in _MADE_BY_NAME for t in fitting if t.name == name), None)
    if table is None or not column.classes:
        entities.problems.append(_unknown(draft, column, text, fitting, entities))
        return None
    made = Draft(table, {"label_ja": text}, draft.plan, draft.row, 0, True)
    if column.name in draft.plan.entry.constants:
        made.row = 0
    entity = Entity(table, {"label_ja": text}, [made])
    entities.add(entity)
    give_ids([entity], entities.by_id)
    return entity.id


def _circles(entities: Entities) -> Iterable[Problem]:
    """An error for each circle of things that are part of one another, at the last of the rows that say so."""
    above: dict[str, dict[str, tuple[Entity, str]]] = defaultdict(dict)
    for entity in entities.found:
        for column in (c for c in entity.table.columns if names_whole(c) and entity.cells.get(c.name)):
            above[entity.id] |= dict.fromkeys(entity.cells[column.name].split(";"), (entity, column.name))
    for circle in find_circles(above):
        told = [above[part][whole] for part, whole in zip(circle, (*circle[1:], circle[0]), strict=True)]
        why = circle_text(entity.name for entity, _ in told)
        tellers = [(entity.teller(name), name) for entity, name in told]
        draft, name = max(tellers, key=lambda t: (t[0].plan.file, t[0].plan.sheet, t[0].row))
        yield problem_of(draft, name, "circle", why, CIRCLE_ADVICE)


def _takes(column: Column, table: Table, schema: Schema) -> bool:
    return not column.classes or any(schema.is_a(table.target_class, c) for c in column.classes)


def _unknown(draft: Draft, column: Column, text: str, fitting: list[Table], entities: Entities) -> Problem:
    from rapidfuzz import fuzz, process

    names = [e.name for e in entities.found if e.table in fitting]
    names += [t.names[0] for t in entities.known.things.candidates(column) if t.names]
    near = [name for name, _, _ in process.extract(text, sorted(set(names)), scorer=fuzz.ratio, limit=3, score_cutoff=50)]
    why = Text("この名称のものはありません。", "Nothing has this name.")
    advice = Text("もしかして: " + "、".join(near), "Did you mean " + " or ".join(near) + "?") if near else None
    return problem_of(draft, column.name, "unknown", why, advice, text)


def _finish_ties(tables: Iterable[tuple[Table, list[Draft]]], cells_of: dict[int, dict[str, str]], joined: Joined) -> None:
    """Rows without an id: the same tie told twice is one; told differently it is a contradiction."""
    for table, drafts in tables:
        seen: dict[tuple[str, ...], FinishedRow] = {}
        rows = joined.rows.setdefault(table.name, [])
        for draft in sorted(drafts, key=lambda d: (d.plan.file, d.plan.sheet, d.row)):
            cells = cells_of[id(draft)]
            if table.name == "memberships":
                cells.setdefault("role", "member")
            key = tuple(cells.get(c, "") for c in table.key)
            before = seen.get(key)
            if before is None:
                seen[key] = row = FinishedRow(table, cells, [draft])
                rows.append(row)
                continue
            first = before.drafts[0]
            differing = next((c for c in cells if before.cells.get(c, cells[c]) != cells[c] and c != "note"), None)
            if differing:
                other = before.cells[differing]
                why = Text(
                    f"{first.row}行目には同じことについて「{other}」とあります。",
                    f'Row {first.row} says "{other}" of the same.',
                )
                joined.problems.append(problem_of(draft, differing, "contradiction", why, None, cells[differing]))
                continue
            before.cells |= cells
            before.drafts.append(draft)
            why = Text(f"{first.row}行目と同じ内容です。1つにまとめました。", f"The same as row {first.row}: joined.")
            joined.problems.append(problem_of(draft, table.key[0], "joined", why, None, severity="note"))


def _complete(row: FinishedRow, needed: Iterable[Column], problems: list[Problem]) -> None:
    """Fill in what a name tells, and tell what is still missing."""
    cells, table, draft = row.cells, row.table, row.drafts[0]
    name = cells.get("label_ja", "")
    if table.name == "organizations":
        if cells.get("kind"):
            cells["kind_basis"] = "stated"
        elif name:
            cells["kind"] = kind_of_organisation(name) or UNTOLD
            if cells["kind"] == UNTOLD:
                cells["kind_basis"] = "inferred"
                why = Text(
                    "機関の種類が分からないため「関係機関」としました。", "Its kind is not told: taken as a related body."
                )
                advice = Text("「種類」の列に書いてください。", "Write it in a column for the kind.")
                column = "kind" if draft.plan.find("kind", draft.group) else "label_ja"
                problems.append(problem_of(draft, column, "kind-untold", why, advice, name, severity="warning"))
    for needs in needed:
        if not cells.get(needs.name) and (name or needs.name != "kind"):
            why = Text(f"{needs.heading.ja}がありません。", f"The {needs.heading.en} is missing.")
            problems.append(problem_of(draft, needs.name, "missing", why, _example(needs), ""))
    for group in table.one_of:
        filled = [name for name in group if cells.get(name)]
        if len(filled) != 1:
            why = Text(f"{'、'.join(group)} のうち、ちょうど1つが必要です。", f"Exactly one of {' or '.join(group)} is needed.")
            problems.append(problem_of(draft, group[0], "missing", why, None, ""))


def _example(column: Column) -> Text | None:
    return Text(f"例: {column.example}", f"Example: {column.example}") if column.example else None
