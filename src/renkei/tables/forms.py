"""The form of a workbook that people fill in: names of sheets and headings, in Japanese and in English.

Whoever writes such a workbook and whoever reads it take the names from here, and these take them from the shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from renkei.errors import Text, UsageError, did_you_mean
from renkei.schema.namespaces import RENKEI, SCHEMA
from renkei.schema.tables import BASIS, ID, SOURCE, VISIBILITY, Column, Schema, Table
from renkei.text.folding import fold

DEFAULT_TABLES = (
    *("organizations", "capabilities", "needs", "offers", "memberships"),
    *("projects", "participations", "events", "introductions", "persons"),
)

# What people call a table besides its name and headings.
ALIASES = {
    **dict.fromkeys(("companies", "company", "firms", "organizations", "企業", "会社", "企業一覧"), "organizations"),
    **dict.fromkeys(("members", "membership", "会員", "委員"), "memberships"),
    **dict.fromkeys(("people", "contacts", "人物", "担当者"), "persons"),
    **dict.fromkeys(("capability", "シーズ", "技術"), "capabilities"),
    **dict.fromkeys(("need", "ニーズ"), "needs"),
    **dict.fromkeys(("offer", "オファー"), "offers"),
    **dict.fromkeys(("participants", "参加"), "participations"),
    **dict.fromkeys(("催し", "イベント"), "events"),
    **dict.fromkeys(("introduction", "マッチング"), "introductions"),
}

# The sheet that explains, and the hidden one with the lists to choose from. Sheets named with "_" in front are not read.
READ_ME = Text("説明", "Read me")
LISTS = "_lists"
NAMES = "_names"

# The column whose cell marks a row as an example, and what stands in it. Marked rows are not read.
MARK = "example"
MARK_HEADING = Text("記入例", "example")
MARKED = Text("例", "example")

YES, NO = Text("はい", "yes"), Text("いいえ", "no")
PUBLIC, PRIVATE = Text("公開", "public"), Text("非公開", "private")
_VISIBILITIES = {fold(w): name for text, name in ((PUBLIC, "public"), (PRIVATE, "private")) for w in (text.ja, text.en)}

# What only those fill in who take data from documents, and what registers say.
_OF_CURATORS = {RENKEI.likelyName.value, RENKEI.reviewNote.value}
_OF_REGISTERS = {
    RENKEI.formerName.value,
    RENKEI.successor.value,
    RENKEI.joinReason.value,
    SCHEMA.dissolutionDate.value,
}

_LONGEST_NAME = 31  # characters of the name of a sheet


@dataclass(frozen=True)
class Field:
    """A column of a form. `name` is that of the table's column; `column` is None for ids, passages, bases and visibility.

    `common` fields stand in every empty form, the others only where there is something to write in them.
    """

    name: str
    heading: Text
    description: Text
    column: Column | None = None
    required: bool = False
    private: bool = False
    common: bool = True


_ABOUT_ROWS = {
    ID: (
        Text("ID", "ID"),
        Text(
            "英数字の番号。空欄なら自動で付く。公開しても困らない文字にする。",
            "Letters and digits. Made where it is empty. It should give nothing away.",
        ),
    ),
    SOURCE: (Text("出典箇所", "passage"), Text("003:154,157 のように書く。", "Written like 003:154,157.")),
    BASIS: (Text("根拠", "basis"), Text("その行の根拠の種類。", "On what the row is based.")),
    VISIBILITY: (
        Text("公開範囲", "visibility"),
        Text("この行だけを非公開にするとき「非公開」。", "Say “private” to keep this row private."),
    ),
}


def fields_of(table: Table) -> tuple[Field, ...]:
    """The fields of a form for `table`: what the shape defines in its order, then id, visibility and provenance."""
    needs_id = not table.key and not table.identity
    fields = [
        Field(
            column.name,
            column.heading,
            column.description,
            column,
            column.minimum > 0,
            column.visibility == "private",
            column.path not in _OF_CURATORS | _OF_REGISTERS,
        )
        for column in table.columns
    ]
    about = [ID, VISIBILITY, SOURCE, BASIS] if not table.key else [VISIBILITY, SOURCE, BASIS]
    for name in about:
        heading, description = _ABOUT_ROWS[name]
        fields.append(Field(name, heading, description, None, name == ID and needs_id, False, name in (ID, VISIBILITY)))
    for column in table.columns:
        if column.basis_column:
            heading = Text(f"{column.heading.ja}の根拠", f"basis of {column.heading.en}")
            what = Text("その列の根拠が行と違うときに書く。", "Filled in where the basis differs from that of the row.")
            fields.append(Field(column.basis_column, heading, what, common=False))
    return tuple(sorted(fields, key=lambda f: not (f.name == ID and needs_id)))


def find_field(table: Table, heading: str) -> Field | None:
    """The field that a heading means: its name, or its heading in Japanese or English, with or without the mark *."""
    wanted = fold(heading)
    return next((f for f in fields_of(table) if wanted in {fold(f.name), fold(f.heading.ja), fold(f.heading.en)}), None)


def is_passed_over(sheet: str) -> bool:
    """Whether a sheet of a form holds no table: the one that explains, and those whose names begin with "_"."""
    return sheet.startswith("_") or fold(sheet) in {fold(READ_ME.ja), fold(READ_ME.en)}


def visibility_in(text: str) -> str:
    """What a cell of the column of visibility says, as the tables have it; other text as it stands."""
    return _VISIBILITIES.get(fold(text), text)


def is_mark(heading: str) -> bool:
    """Whether a heading is that of the column that marks examples."""
    return fold(heading) in {fold(MARK_HEADING.ja), fold(MARK_HEADING.en)}


def known_headings(table: Table) -> list[str]:
    """All headings that a sheet of `table` may have, for near misses."""
    return [word for f in fields_of(table) for word in (f.heading.ja, f.heading.en, f.name)]


def near_heading(table: Table, heading: str) -> Text | None:
    """A suggestion of headings like `heading`."""
    return did_you_mean(heading, known_headings(table))


def sheet_name(table: Table, language: str) -> str:
    """The name of the table's sheet, without the signs that no sheet may have."""
    return re.sub(r"[\[\]:*?/\\]", "-", table.heading.of(language))[:_LONGEST_NAME].strip("' ")


def find_table(schema: Schema, word: str) -> Table | None:
    """The table that `word` names: its name, its heading in Japanese or English, or a word people use for it."""
    wanted = fold(word)
    for table in schema.tables.values():
        if wanted in {fold(table.name), *(fold(n) for n in (table.heading.ja, table.heading.en))}:
            return table
        if wanted in {fold(sheet_name(table, language)) for language in ("ja", "en")}:
            return table
    name = next((name for alias, name in ALIASES.items() if fold(alias) == wanted), None)
    return schema.tables.get(name) if name else None


def get_tables(schema: Schema, words: Iterable[str]) -> list[Table]:
    """The tables that the words name, each once. Raises UsageError for a word that names none, with near misses."""
    tables: dict[str, Table] = {}
    for word in words:
        table = find_table(schema, word)
        if table is None:
            hint = near_table(schema, word) or Text("", "")
            raise UsageError(Text(f"表 {word} はありません。{hint.ja}", f"There is no table {word}. {hint.en}".rstrip()))
        tables[table.name] = table
    return list(tables.values())


def near_table(schema: Schema, word: str) -> Text | None:
    """A suggestion of names of tables like `word`."""
    return did_you_mean(word, [*ALIASES, *(n for t in schema.tables.values() for n in (t.name, t.heading.ja, t.heading.en))])
