"""Where the headings of a sheet stand under its titles, and which of our tables its rows are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from renkei.schema.tables import Schema, Table
from renkei.tables.headings import IGNORED, HeadingNames, folded_heading, heading_names, shipped_words
from renkei.tables.sheets import Row

# Rows that are looked through for headings, and tables that a list may be, in the order in which they are preferred.
LOOKED_THROUGH = 40
LISTS = (
    "organizations", "memberships", "capabilities", "needs", "offers", "projects", "participations", "events",
    "introductions", "persons",
)  # fmt: skip
# Without these columns the headings are not those of the table (others can be told for the whole sheet, or read off a name).
_CORE: dict[str, tuple[str, ...]] = {
    "memberships": ("member",),
    "participations": ("participant",),
    "introductions": ("introduced", "introduced_to"),
    "capabilities": ("label_ja", "organization"),
    "needs": ("label_ja", "organization"),
    "offers": ("label_ja", "organization"),
}
_NAMED_SO = 3.0  # points for a sheet or a title that says which table it is
_COUNCIL = re.compile(
    r"^(.{2,60}?)[\s　]*(?:の)?(?:会員|構成員|委員|構成機関|構成団体|参加機関|参画機関|正会員)"
    r"(?:企業|機関)?(?:名簿|一覧表?|リスト)"
)


@dataclass(frozen=True)
class Layout:
    """`headings` by column number; `first` and `last` are the rows of the headings, `titles` what stands above them."""

    headings: dict[int, str]
    first: int
    last: int
    titles: tuple[str, ...]


def find_layout(rows: Sequence[Row], known: Iterable[str], heading_row: int | None = None) -> Layout | None:
    """The headings among the first rows of a sheet: the row with most of the `known` folded headings, or `heading_row`.

    A second row of headings under merged ones belongs to them. None where no row can be one of headings.
    """
    if not rows:
        return None
    known = set(known)
    best, most = None, 0
    for n, row in enumerate(rows[:LOOKED_THROUGH]):
        texts = {folded_heading(c.text) for c in row.cells if len(c.text) <= 60}
        hits = len(texts & known)
        if row.number == heading_row:
            best = n
            break
        if heading_row is None and hits > most and (hits > 1 or len(texts) < 3):
            best, most = n, hits
    if best is None:
        widths = [len({c.text for c in row.cells if isinstance(c.value, str)}) for row in rows[:LOOKED_THROUGH]]
        best = widths.index(max(widths))
        if widths[best] < 2 or heading_row is not None:
            return None
    top = rows[best]
    headings = {c.column: " ".join(c.text.split()) for c in top.cells}
    below = rows[best + 1] if best + 1 < len(rows) else None
    last = top.number
    if below is not None and (second := _second_row(top, below)):
        headings = {n: _joined(headings.get(n, ""), second.get(n, "")) for n in sorted({*headings, *second})}
        last = below.number
    titles = tuple(dict.fromkeys(c.text for row in rows[:best] for c in row.cells if isinstance(c.value, str)))
    return Layout(_told_apart(headings), top.number, last, titles)


def _joined(above: str, below: str) -> str:
    return above if not below or below == above else f"{above} {below}".strip()


def _second_row(top: Row, below: Row) -> dict[int, str] | None:
    """The headings of the row below, where each stands under a heading merged over it or over several columns."""
    if below.number != top.number + 1:
        return None
    wide = {c.column for c in top.cells if c.merged_from and not c.merged_from.startswith(_letters(c.address))}
    wide |= {c.column - 1 for c in top.cells if c.column in wide}
    above = {c.address for c in top.cells} | {c.merged_from for c in top.cells}
    under = [c for c in below.cells if c.merged_from is None or c.merged_from not in above]
    if not under or not all(c.column in wide and isinstance(c.value, str) for c in under):
        return None
    return {c.column: " ".join(c.text.split()) for c in below.cells}


def entry_in_headings(layout: Layout, rows: Iterable[Row], known: Iterable[str]) -> str | None:
    """A known heading that stands as a value below itself, so that its row is an entry and not one of headings; else None.

    Headings that are printed again on a later page are none.
    """
    known = set(known)
    for row in rows:
        same = [c.text for c in row.cells if c.text == layout.headings.get(c.column)]
        told = next((text for text in same if folded_heading(text) in known), None)
        if told and row.number > layout.last and len(same) < len(row.cells):
            return told
    return None


def _letters(address: str) -> str:
    return address.rstrip("0123456789")


def _told_apart(headings: dict[int, str]) -> dict[int, str]:
    """The headings, a repeated one with its number: 電話, 電話 (2)."""
    seen: dict[str, int] = {}
    found = {}
    for column, heading in sorted(headings.items()):
        seen[heading] = seen.get(heading, 0) + 1
        found[column] = heading if seen[heading] == 1 else f"{heading} ({seen[heading]})"
    return found


@dataclass(frozen=True)
class TableChoice:
    """Which table a sheet is: `sure` or to be asked about; `names` are its headings."""

    table: Table | None
    names: HeadingNames | None
    sure: bool
    candidates: tuple[str, ...]


def all_headings(schema: Schema) -> set[str]:
    """Every heading that any list may have, folded."""
    found = {h for name in LISTS for h in heading_names(schema.tables[name], schema).folded}
    return found | set(_of_members().folded)


def _of_members() -> HeadingNames:
    from renkei.schema.tables import shipped_schema

    schema = shipped_schema()
    return heading_names(schema.tables["memberships"], schema, "persons")


def choose_table(
    sheet: str, layout: Layout, schema: Schema, told: str | None = None, before: Mapping[str, float] | None = None
) -> TableChoice:
    """The table whose columns the headings name best; the name of the sheet and its title count too.

    `before` are points for tables whose sheets had such headings before.
    """
    if told:
        table = schema.tables[told]
        return TableChoice(table, names_of(table, layout, schema), True, (told,))
    named = [t for t in schema.tables.values() if sheet in (t.name, t.heading.ja, t.heading.en)]
    if len(named) == 1:
        return TableChoice(named[0], names_of(named[0], layout, schema), True, (named[0].name,))
    titles = {folded_heading(t) for t in (sheet, *layout.titles)}
    scores: list[tuple[float, int, str, HeadingNames]] = []
    for order, name in enumerate(LISTS):
        table = schema.tables[name]
        names = names_of(table, layout, schema)
        points, whole = _points(table, names, layout)
        if any(title == word or title.endswith(word) for word in _sheet_words(table) for title in titles):
            points += _NAMED_SO
        points += (before or {}).get(name, 0)
        if whole:
            scores.append((-points, order, name, names))
    scores.sort(key=lambda s: s[:2])
    if not scores or -scores[0][0] < 2:
        return TableChoice(None, None, False, ())
    _, _, best, names = scores[0]
    sure = len(scores) == 1 or scores[1][0] - scores[0][0] >= 0.3
    return TableChoice(schema.tables[best], names, sure, tuple(s[2] for s in scores[:3]))


def names_of(table: Table, layout: Layout, schema: Schema) -> HeadingNames:
    """The headings of `table`; those of a list of members are persons where it names persons and no bodies."""
    if table.name == "memberships":
        found = {folded_heading(h) for h in layout.headings.values()}
        bodies = {h for h, m in heading_names(table, schema).folded.items() if m.to == "member"}
        if found & {folded_heading(h) for h in shipped_words()["members"]["member"]} and not found & bodies:
            return heading_names(table, schema, "persons")
    return heading_names(table, schema)


def _sheet_words(table: Table) -> list[str]:
    words = [table.name, table.heading.ja, table.heading.en, *shipped_words()["sheets"].get(table.name, [])]
    return [folded_heading(w) for w in words]


def _points(table: Table, names: HeadingNames, layout: Layout) -> tuple[float, bool]:
    """How well the headings fit the table, and whether its core columns are there."""
    meant = {m.to for h in layout.headings.values() if (m := names.folded.get(folded_heading(h))) and m.to != IGNORED}
    weighty = {*table.key, *table.identity, *(c.name for c in table.columns if c.minimum), *_CORE.get(table.name, ())}
    points = 0.0
    for to in meant:
        own = table.find_column(to.split("..")[0]) if "." not in to.replace("..", "") else None
        points += 0.4 if own is None else 2 if to in weighty else 1
    return points, all(core in meant for core in _CORE.get(table.name, ("label_ja",)))


def council_named(titles: Iterable[str]) -> str | None:
    """The body whose members a title lists: ○○協議会 in ○○協議会会員名簿.

    >>> council_named(["令和6年度", "ふくしま医療機器協議会　会員名簿（令和6年4月1日現在）"])
    'ふくしま医療機器協議会'
    """
    for title in titles:
        if m := _COUNCIL.match(" ".join(title.split())):
            name = re.sub(r"^(?:令和|平成|昭和|[RHS])?[0-9０-９元]{1,4}年度?\s*", "", m[1]).strip()
            if len(name) > 1:
                return name
    return None
