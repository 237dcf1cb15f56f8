"""What an analysis gives: a table with headings in both languages, and notes on how it was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import pyoxigraph as ox

from renkei.errors import Text
from renkei.query.results import Result
from renkei.schema.namespaces import XSD
from renkei.store.protocol import Table, Term
from renkei.text.dates import parse_date

# A thing (by its IRI), a date (a literal of its datatype), words in both languages, a number, a text, or nothing where there
# is no value.
Cell: TypeAlias = ox.NamedNode | ox.Literal | Text | int | float | str | None
Rows: TypeAlias = tuple[tuple[Cell, ...], ...]

# Numbers are told to so many significant digits: solvers of different machines differ in the last ones.
DIGITS = 6


@dataclass(frozen=True)
class Column:
    """A column: its name for programs and its heading for readers."""

    name: str
    heading: Text


@dataclass(frozen=True)
class Analysis:
    """A table of rows in their order, and notes that a reader should know: sums, what was left out, errors of sampling."""

    columns: tuple[Column, ...]
    rows: Rows
    notes: tuple[Text, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        for row in self.rows:
            yield dict(zip((c.name for c in self.columns), row, strict=True))

    def first(self, top: int | None) -> Analysis:
        """The first rows, with a note where there are more; all of them with None."""
        if top is None or len(self.rows) <= top:
            return self
        note = Text(f"{len(self.rows)}行のうち、はじめの{top}行。", f"The first {top} of {len(self.rows)} rows.")
        return replace(self, rows=self.rows[:top], notes=(*self.notes, note))

    def result(self, language: str) -> Result:
        """The same table as an answer, for all the formats of answers; words are in `language` ("ja" or "en")."""
        rows = tuple(tuple(_term(cell, language) for cell in row) for row in self.rows)
        return Result(Table(tuple(c.name for c in self.columns), rows), tuple(c.heading for c in self.columns))


def columns(*told: tuple[str, str, str]) -> tuple[Column, ...]:
    """Columns from name, heading in Japanese, heading in English."""
    return tuple(Column(name, Text(ja, en)) for name, ja, en in told)


def as_date(lexical: str) -> ox.Literal:
    """An ISO date with the datatype that says its precision."""
    return ox.Literal(lexical, datatype=ox.NamedNode(XSD.base + parse_date(lexical).datatype))


def listed(things: Sequence[Text], most: int = 5) -> Text:
    """Names in one cell: the first few, and how many more."""
    left = len(things) - most
    more = Text(f" ほか{left}", f" and {left} more") if left > 0 else Text("", "")
    return Text("、".join(t.ja for t in things[:most]) + more.ja, ", ".join(t.en for t in things[:most]) + more.en)


def _term(cell: Cell, language: str) -> Term | None:
    if cell is None or isinstance(cell, ox.NamedNode | ox.Literal):
        return cell
    if isinstance(cell, Text):
        return ox.Literal(cell.of(language), language=language)
    if isinstance(cell, float):
        return ox.Literal(float(f"{cell:.{DIGITS}g}"))
    return ox.Literal(cell)
