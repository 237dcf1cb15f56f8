"""Names that the things of an exported workbook had, so that a reference follows a name that its owner corrects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from renkei.schema.namespaces import RDFS, SKOS
from renkei.schema.tables import ID
from renkei.tables.files import RawRow
from renkei.tables.forms import NAMES
from renkei.tables.sheets import Workbook
from renkei.text.folding import fold

if TYPE_CHECKING:
    from renkei.tables.filled import FilledSheet

_NAMING = {RDFS.label.value, SKOS.altLabel.value}


def names_in(book: Workbook) -> dict[str, str]:
    """The names that the things of an exported workbook had then, with their ids."""
    names: dict[str, str] = {}
    for sheet in book.sheets:
        if sheet.name == NAMES:
            for row in sheet.rows:
                name, thing = row.find(1), row.find(2)
                if name and thing:
                    names[fold(name.text)] = thing.text
    return names


def with_former_names(sheets: list[FilledSheet], former: Mapping[str, str]) -> list[FilledSheet]:
    """References by a name that is no more, because its owner corrected it, as ids."""
    if not former:
        return sheets
    ids = {row.cells[ID] for sheet in sheets for row in sheet.rows if ID in row.cells}
    naming = [(s, [c.name for c in s.table.columns if c.path in _NAMING]) for s in sheets]
    names = {
        fold(part)
        for sheet, columns in naming
        for row in sheet.rows
        for name in columns
        for part in row.cells.get(name, "").split(";")
    }
    gone = {name: thing for name, thing in former.items() if thing in ids and name not in names}
    return [_renamed(sheet, gone) for sheet in sheets] if gone else sheets


def _renamed(sheet: FilledSheet, gone: Mapping[str, str]) -> FilledSheet:
    references = {c.name for c in sheet.table.columns if c.kind == "reference"}

    def cells(row: RawRow) -> Iterable[tuple[str, str]]:
        for name, text in row.cells.items():
            if name in references:
                yield name, ";".join(gone.get(fold(part), part) for part in text.split(";"))
            else:
                yield name, text

    rows = tuple(RawRow(row.number, dict(cells(row)), row.wrong) for row in sheet.rows)
    return replace(sheet, rows=rows)
