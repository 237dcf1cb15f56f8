"""The heading map of a data set: what each sheet and each heading of its lists means, remembered and open to editing.

It is a TOML file, `headings.toml`. What it says is obeyed; what is new is added; an entry with `ask = true` is only a proposal.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from renkei.errors import Text, UsageError, did_you_mean
from renkei.sources.register import read_toml
from renkei.tables.headings import IGNORED, Meaning, folded_heading

FILE = "headings.toml"

_HEAD = Text(
    "# 見出しの対応表。書き直せば、次の読み込みから従います。\n"
    '# to: 表の列（"start"）、期間（"start..end"）、相手の列（"member.phone"）、\n'
    '# 別の表の列（"persons.label_ja"）、"-" は読まない。\n'
    "# ask = true は確認待ちで、まだ使いません。to を直し、ask の行を消してください。\n"
    "# similar = true は似た見出しとみなしたもので、正しければその行を消してください。\n"
    "# ほかに: table、heading_row、constants（全ての行の値）、列の split（区切り）、\n"
    "# blank_as_above、values（値の読み替え）。\n",
    "# What the headings mean. Edit it: the next import obeys it.\n"
    '# to: a column of the table ("start"), a span ("start..end"), a column of what a reference names ("member.phone"),\n'
    '# a column of another table ("persons.label_ja"), or "-" for a column that is not read.\n'
    "# ask = true awaits an answer and is not used: put the right column in `to` and delete the ask line.\n"
    "# similar = true was taken for a heading that is like it: delete that line if it is right.\n"
    "# Also: table, heading_row, constants (values of all rows); split, blank_as_above and values (other words) of a column.\n",
)


@dataclass
class ColumnMap:
    """What one heading of a sheet means; `ask` marks a proposal that is not used, `similar` one that is used and warned of.

    `split` are signs that part values, `values` other words for some.
    """

    heading: str
    to: str = ""
    given: dict[str, str] = field(default_factory=dict)
    table: str | None = None
    ask: bool = False
    similar: bool = False
    candidates: list[str] = field(default_factory=list)
    split: str | None = None
    blank_as_above: bool = False
    values: dict[str, str] = field(default_factory=dict)

    @property
    def meaning(self) -> Meaning | None:
        """What the column is read as, or None where that is open."""
        return None if self.ask or not self.to else Meaning(self.to, tuple(sorted(self.given.items())), self.table)


@dataclass
class SheetMap:
    """What one sheet holds: `table` "-" for a sheet that is not read; `constants` are values of all its rows."""

    file: str
    sheet: str
    table: str = ""
    ask: bool = False
    candidates: list[str] = field(default_factory=list)
    heading_row: int | None = None
    constants: dict[str, str] = field(default_factory=dict)
    columns: list[ColumnMap] = field(default_factory=list)

    def find(self, heading: str) -> ColumnMap | None:
        """The entry of a heading, however it is spaced."""
        folded = folded_heading(heading)
        return next((c for c in self.columns if c.heading == heading), None) or next(
            (c for c in self.columns if folded_heading(c.heading) == folded), None
        )


@dataclass
class HeadingMap:
    """The sheets that were ever imported into a data set."""

    sheets: list[SheetMap] = field(default_factory=list)

    def find_sheet(self, file: str, sheet: str) -> SheetMap | None:
        """The entry of a sheet: of this file, else of another file with a sheet of that name."""
        named = [s for s in self.sheets if s.sheet == sheet]
        return next((s for s in named if s.file == file), None) or (named[-1] if sheet and named else None)

    def find_heading(self, table: str, heading: str) -> ColumnMap | None:
        """What a heading was said to mean in any sheet of `table`."""
        found = (s.find(heading) for s in self.sheets if s.table == table and not s.ask)
        return next((c for c in found if c and c.meaning), None)

    def put(self, sheet: SheetMap) -> None:
        """Take the place of the entry of that sheet of that file."""
        self.sheets = [s for s in self.sheets if (s.file, s.sheet) != (sheet.file, sheet.sheet)] + [sheet]


_TRUTH, _WORD, _NUMBER, _WORDS, _PAIRS = bool, str, int, list, dict
_OF_SHEET: dict[str, type] = {
    "file": _WORD, "sheet": _WORD, "table": _WORD, "ask": _TRUTH, "candidates": _WORDS, "heading_row": _NUMBER,
    "constants": _PAIRS, "column": _WORDS,
}  # fmt: skip
_OF_COLUMN: dict[str, type] = {
    "heading": _WORD, "to": _WORD, "with": _PAIRS, "table": _WORD, "ask": _TRUTH, "similar": _TRUTH, "candidates": _WORDS,
    "split": _WORD, "blank_as_above": _TRUTH, "values": _PAIRS,
}  # fmt: skip


def read_map(path: Path) -> HeadingMap:
    """The heading map in a file; an empty one where there is no file. Raises UsageError for what cannot be read."""
    if not path.exists():
        return HeadingMap()
    data = read_toml(path)
    _check(path, data, {"sheet": _WORDS})
    return HeadingMap([_sheet(path, entry) for entry in data.get("sheet", [])])


def _sheet(path: Path, entry: Any) -> SheetMap:
    _check(path, entry, _OF_SHEET)
    columns = [_column(path, c) for c in entry.get("column", [])]
    plain = {k: v for k, v in entry.items() if k != "column"}
    return SheetMap(**({"file": "", "sheet": ""} | plain), columns=columns)


def _column(path: Path, entry: Any) -> ColumnMap:
    _check(path, entry, _OF_COLUMN)
    if "heading" not in entry:
        raise UsageError(Text(f"{path}: heading のない列があります。", f"{path}: a column has no heading."))
    return ColumnMap(given=entry.get("with", {}), **{k: v for k, v in entry.items() if k != "with"})


def _check(path: Path, entry: Any, kinds: dict[str, type]) -> None:
    if not isinstance(entry, dict):
        raise UsageError(Text(f"{path}: {entry!r} は表ではありません。", f"{path}: {entry!r} is no table."))
    for key, value in entry.items():
        if key not in kinds:
            near = did_you_mean(key, kinds) or Text("", "")
            raise UsageError(
                Text(
                    f"{path}: {key} という設定はありません。{near.ja}", f"{path}: there is no setting {key}. {near.en}".rstrip()
                )
            )
        words = isinstance(value, dict) and not all(isinstance(v, str) for v in value.values())
        if type(value) is not kinds[key] or words:
            raise UsageError(Text(f"{path}: {key} の値 {value!r} は使えません。", f"{path}: {key} cannot be {value!r}."))


def map_text(found: HeadingMap, language: str) -> str:
    """The map as TOML, in the order of file and sheet; the same map always gives the same text."""
    lines = [_HEAD.of(language)]
    for sheet in sorted(found.sheets, key=lambda s: (s.file, s.sheet)):
        lines += ["[[sheet]]", f"file = {_quoted(sheet.file)}", f"sheet = {_quoted(sheet.sheet)}"]
        lines.append(f"table = {_quoted(sheet.table)}")
        lines += ["ask = true"] if sheet.ask else []
        lines += [f"candidates = {_listed(sheet.candidates)}"] if sheet.ask and sheet.candidates else []
        lines += [f"heading_row = {sheet.heading_row}"] if sheet.heading_row is not None else []
        lines += [f"constants = {_paired(sheet.constants)}"] if sheet.constants else []
        for column in sheet.columns:
            lines += ["", "[[sheet.column]]", f"heading = {_quoted(column.heading)}", f"to = {_quoted(column.to)}"]
            lines += [f"with = {_paired(column.given)}"] if column.given else []
            lines += [f"table = {_quoted(column.table)}"] if column.table else []
            lines += ["ask = true"] if column.ask else []
            lines += ["similar = true"] if column.similar else []
            lines += [f"candidates = {_listed(column.candidates)}"] if column.ask and column.candidates else []
            lines += [f"split = {_quoted(column.split)}"] if column.split is not None else []
            lines += ["blank_as_above = true"] if column.blank_as_above else []
            lines += [f"values = {_paired(column.values)}"] if column.values else []
        lines.append("")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _listed(words: list[str]) -> str:
    return "[" + ", ".join(map(_quoted, words)) + "]"


def _paired(pairs: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{_quoted(k)} = {_quoted(v)}" for k, v in sorted(pairs.items())) + " }"


def ignored(column: ColumnMap) -> bool:
    """Whether the column is not to be read."""
    return column.to == IGNORED and not column.ask
