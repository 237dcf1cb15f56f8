"""Workbooks to fill in, made from the shapes: headings, notes, drop-downs, an example, and a sheet that explains.

The same form holds the rows of a store that are handed on. What is written depends on the arguments alone, never on the
clock, so that the same call gives the same bytes. Every value is written as text, and none as a formula.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from renkei.errors import Text, UsageError
from renkei.schema.tables import BASES, BASIS, VISIBILITY, Schema, Table
from renkei.tables.choices import Choice, read_choices, read_prefectures
from renkei.tables.examples import example_of
from renkei.tables.form_styles import PRIVATE_TAB, PUBLIC_TAB, STYLES, heading_style, size_of, style_of, width_of
from renkei.tables.forms import (
    LISTS,
    MARK,
    MARK_HEADING,
    MARKED,
    NAMES,
    NO,
    PRIVATE,
    PUBLIC,
    READ_ME,
    YES,
    Field,
    fields_of,
    get_tables,
    sheet_name,
)
from renkei.tables.read_me import explanation
from renkei.tables.saving import save_workbook
from renkei.tables.sheets import LAST_ROW, column_letters

_PREPARED = 2_000  # rows that have drop-downs before any is filled in
_LONGEST_STRING = 32_767  # characters of a cell, as Excel limits them


@dataclass(frozen=True)
class FormSheet:
    """A sheet of a form: the fields from left to right, and the rows, cells by the name of their field."""

    table: Table
    fields: tuple[Field, ...]
    rows: Sequence[Mapping[str, str]] = ()
    example: bool = False


@dataclass(frozen=True)
class Form:
    """What a workbook is made of. `names` are the names of the things in it with their ids, for a form that is handed on."""

    schema: Schema
    sheets: tuple[FormSheet, ...]
    language: str
    choices: Mapping[str, tuple[Choice, ...]]
    prefectures: tuple[Text, ...]
    names: Sequence[tuple[str, str]] = ()


def write_template(
    path: Path, schema: Schema, tables: Iterable[str], language: str, vocabularies: Path, places: Path
) -> tuple[Table, ...]:
    """Write an empty form for `tables` (names, headings or what people call them) in "ja" or "en"; gives the tables.

    `vocabularies` is the folder of the SKOS schemes, `places` that with the table of prefectures. Raises UsageError for a
    table that is none, and a file that is there already or cannot be written: a list is not written over.
    """
    wanted = get_tables(schema, tables)
    if path.exists():
        raise UsageError(
            Text(f"{path} はすでにあります。別の名前にしてください。", f"{path} is there already. Use another name.")
        )
    sheets = tuple(FormSheet(t, tuple(f for f in fields_of(t) if f.common), example=True) for t in wanted)
    write_form(path, Form(schema, sheets, language, read_choices(vocabularies), read_prefectures(places)))
    return tuple(wanted)


def write_form(path: Path, form: Form) -> None:
    """Write a form to an XLSX file, whole or not at all. Raises UsageError as `save_workbook`, and for a table too large for a
    sheet."""
    save_workbook(path, lambda book: _Writer(book, form).write())


@dataclass
class _Writer:
    """Writes the sheets of one form; `lists` are the lists to choose from, with their place on the hidden sheet."""

    book: Any  # xlsxwriter has no types
    form: Form
    lists: dict[str, tuple[list[str], str]] = field(default_factory=dict)
    styles: dict[str, Any] = field(default_factory=dict)

    def write(self) -> None:
        form = self.form
        self.styles = {name: self.book.add_format(style) for name, style in STYLES.items()}
        self._explain(self.book.add_worksheet(READ_ME.of(form.language)))
        sheets = [self.book.add_worksheet(sheet_name(s.table, form.language)) for s in form.sheets]
        for given, sheet in zip(form.sheets, sheets, strict=True):
            self._write_sheet(given, sheet)
        self._write_hidden()

    def _say(self, ja: str, en: str) -> str:
        return ja if self.form.language == "ja" else en

    def _explain(self, sheet: Any) -> None:
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 92)
        sheet.set_tab_color("#7F7F7F")
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        tables = [(s.table, any(f.private for f in s.fields)) for s in self.form.sheets]
        for number, line in enumerate(explanation(tables, self.form.language)):
            if line.style in ("title", "part"):
                sheet.set_row(number, 26)
            for column, text in enumerate(line.cells):
                if text:
                    sheet.write_string(number, column, text, self.styles[line.style if column == line.styled else "plain"])

    def _write_sheet(self, given: FormSheet, sheet: Any) -> None:
        language, table = self.form.language, given.table
        last = max(_PREPARED, len(given.rows) + 1_000)
        if len(given.rows) >= LAST_ROW:
            raise UsageError(
                Text(f"表 {table.heading.ja} は1枚のシートに入りません。", f"The table {table.name} does not fit into a sheet.")
            )
        first = 1 if given.example else 0
        if given.example:
            sheet.set_column(0, 0, 8, self.styles["text"])
            sheet.write_string(0, 0, MARK_HEADING.of(language), self.styles["optional"])
            note = "ここに印のある行は読み込まれません。" if language == "ja" else "Rows marked here are not read."
            sheet.write_comment(0, 0, note, size_of(note))
            sheet.write_string(1, 0, MARKED.of(language), self.styles["example"])
            self._check(sheet, 0, last, {"validate": "list", "source": [MARKED.of(language)], "ignore_blank": True})
        example = example_of(table)
        private = table.visibility == "private"
        for number, known in enumerate(given.fields, start=first):
            self._head(sheet, number, known, table)
            if rule := self._rule(known):
                self._check(sheet, number, last, rule)
            if given.example:
                shown = self._example(known, example.get(known.name))
                sheet.write(1, number, shown or None, self.styles["example"])
            style = self.styles[style_of(known)]
            for place, row in enumerate(given.rows, start=1):
                if text := row.get(known.name):
                    if len(text) > _LONGEST_STRING:
                        raise _too_long(table, known, text)
                    sheet.write_string(place, number, text, style)
        columns = first + len(given.fields)
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, first + 1)
        sheet.autofilter(0, 0, last, columns - 1)
        sheet.set_tab_color(PRIVATE_TAB if private else PUBLIC_TAB)
        sheet.set_landscape()
        sheet.repeat_rows(0)

    def _head(self, sheet: Any, number: int, known: Field, table: Table) -> None:
        heading = known.heading.of(self.form.language) + (" *" if known.required else "")
        sheet.set_column(number, number, width_of(known), self.styles[style_of(known)])
        sheet.write_string(0, number, heading, self.styles[heading_style(known, table)])
        note = self.note(known, table)
        sheet.write_comment(0, number, note, size_of(note))

    def note(self, known: Field, table: Table) -> str:
        """What the heading's comment says: the other language, what the column holds, and how to fill it in."""
        language, column = self.form.language, known.column
        other = known.heading.en if language == "ja" else known.heading.ja
        lines = [other, known.description.of(language)]
        if known.required:
            lines.append(self._say("必須。", "Required."))
        group = next((g for g in table.one_of if known.name in g), ())
        if others := [c.heading.of(language) for c in table.columns if c.name in group and c.name != known.name]:
            joined = self._say("、", ", ").join(others)
            lines.append(self._say(f"{joined} とどちらか一方を記入。", f"Fill in either this or: {joined}."))
        if column and column.kind == "date":
            lines.append(_DATES.of(language))
        if column and column.maximum != 1:
            lines.append(self._say("複数は ; か改行で区切る。", "Several values are joined with ; or line breaks."))
        if column and column.example and column.kind == "string":
            lines.append(self._say(f"例: {column.example}", f"Example: {column.example}"))
        if known.private or table.visibility == "private":
            lines.append(self._say("公開されません。", "It is never made public."))
        return "\n".join(lines)

    def _example(self, known: Field, given: Text | str | None) -> str:
        if isinstance(given, Text):
            return given.of(self.form.language)
        if given and known.column and known.column.scheme:
            concepts = self.form.choices[known.column.scheme]
            return next(c.shown.of(self.form.language) for c in concepts if c.notation == given)
        return given or ""

    # What may be entered

    def _check(self, sheet: Any, number: int, last: int, rule: dict[str, Any]) -> None:
        sheet.data_validation(1, number, last, number, rule)

    def _rule(self, known: Field) -> dict[str, Any] | None:
        """The drop-down or rule of a column, in xlsxwriter's terms."""
        column = known.column
        if column is None:
            if known.name == VISIBILITY:
                return self._strict([w.of(self.form.language) for w in (PUBLIC, PRIVATE)])
            is_basis = known.name == BASIS or known.name.endswith("_basis")
            return self._strict(list(BASES)) if is_basis else None
        match column.kind:
            case "concept":
                words = [c.shown.of(self.form.language) for c in self.form.choices[column.scheme or ""]]
                return self._listed(column.scheme or "", words, column.maximum == 1)
            case "boolean":
                return self._strict([w.of(self.form.language) for w in (YES, NO)])
            case "reference":
                return self._referred(column.classes)
            case "date":
                return {"validate": "any", "input_title": self._say("日付", "Date"), "input_message": self._lines(_DATES)}
            case "day":
                first = datetime.date(1900, 1, 1)
                rule = {"validate": "date", "criteria": ">=", "value": first}
                return rule | self._refusal(
                    "年月日を入力してください（2026-05-12 など）。", "Enter a full date such as 2026-05-12."
                )
            case "integer":
                rule = {"validate": "integer", "criteria": "between", "minimum": -(10**15), "maximum": 10**15}
                return rule | self._refusal("整数を入力してください。", "Enter a whole number.")
            case "decimal":
                rule = {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
                return rule | self._refusal("数を入力してください。", "Enter a number.")
            case _:
                return None

    def _lines(self, text: Text) -> str:
        return text.of(self.form.language)

    def _refusal(self, ja: str, en: str) -> dict[str, Any]:
        return {
            "error_title": self._say("この値は使えません", "Not a value of this column"),
            "error_message": self._say(ja, en),
        }

    def _strict(self, words: list[str]) -> dict[str, Any]:
        return {"validate": "list", "source": words} | self._refusal("一覧から選んでください。", "Choose from the list.")

    def _listed(self, name: str, words: list[str], single: bool) -> dict[str, Any]:
        """A list to choose from, which stands on the hidden sheet; cells for several values take others too."""
        if name not in self.lists:
            letters = column_letters(len(self.lists) + 1)
            self.lists[name] = (words, f"='{LISTS}'!${letters}$2:${letters}${len(words) + 1}")
        rule: dict[str, Any] = {"validate": "list", "source": self.lists[name][1]}
        if single:
            return rule | self._refusal("一覧から選んでください。", "Choose from the list.")
        return rule | {
            "show_error": False,
            "input_title": self._say("一覧から、または入力", "Choose or type"),
            "input_message": self._say("複数は ; で区切って入力します。", "Type several values with ; between them."),
        }

    def _referred(self, classes: tuple[str, ...]) -> dict[str, Any] | None:
        """The prefectures for a place, else the names on the sheet of the things referred to, if the form has it."""
        schema, language = self.form.schema, self.form.language
        if any(schema.is_a(schema.tables["prefectures"].target_class, c) for c in classes):
            return self._listed("prefectures", [p.of(language) for p in self.form.prefectures], False)
        for given in self.form.sheets:
            if any(schema.is_a(given.table.target_class, c) for c in classes):
                name = next((n for n, f in enumerate(given.fields) if f.name == "label_ja"), None)
                if name is not None:
                    letters = column_letters(name + 1 + given.example)
                    place = f"'{sheet_name(given.table, language)}'!${letters}$2"
                    source = f"=OFFSET({place},0,0,MAX(1,COUNTA({place}:${letters}${_PREPARED})),1)"
                    return {
                        "validate": "list",
                        "source": source,
                        "show_error": False,
                        "input_title": self._say("一覧から、または入力", "Choose or type"),
                        "input_message": self._say(
                            "ほかのシートにある名称か、すでに登録のある名称または ID。",
                            "A name on the other sheet, or a name or id that is known already.",
                        ),
                    }
        return None

    def _write_hidden(self) -> None:
        lists = self.book.add_worksheet(LISTS)
        lists.hide()
        for number, (name, (words, _)) in enumerate(self.lists.items()):
            lists.write_string(0, number, name.rsplit("/", 1)[-1])
            for place, word in enumerate(words, start=1):
                lists.write_string(place, number, word)
        if self.form.names:
            names = self.book.add_worksheet(NAMES)
            names.hide()
            for number, row in enumerate(self.form.names):
                for column, text in enumerate(row):
                    names.write_string(number, column, text)


def _too_long(table: Table, known: Field, text: str) -> UsageError:
    return UsageError(
        Text(
            f"表 {table.heading.ja} の {known.heading.ja} に長すぎる値があります（{len(text)}字）。",
            f"The table {table.name} has a value too long for a cell in {known.name} ({len(text)} characters).",
        )
    )


_DATES = Text(
    "2026-05-12、2026-05、2026、R8.5.12、令和8年5月 のように書く。わからない月日は書かない。",
    "Write 2026-05-12, 2026-05, 2026, R8.5.12. Leave out a month or day that is not known.",
)

__all__ = ["MARK", "Form", "FormSheet", "write_form", "write_template"]
