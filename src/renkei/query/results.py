"""Result tables: what a question answers, and the forms in which people take it away."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from renkei.errors import Text
from renkei.query.layouts import aligned, delimited, shortened
from renkei.query.values import cell_text, full_text, python_value
from renkei.store.protocol import Table, Term

if TYPE_CHECKING:
    import pandas
    import polars

# Rows that print() and a notebook show, and letters of a cell.
MOST_SHOWN = 20
_LONGEST_SHOWN = 300

SOURCES = "sources"
_SOURCES_HEADING = Text("出典", "sources")


@dataclass(frozen=True)
class Source:
    """Where a statement behind a row stands: a passage of a document, or a table file.

    `locator` is short (003:150,158, or the file's name), `document` the number of the document if it is a passage, `rule` the
    name of the rule that derived the statement, if any.
    """

    iri: str
    locator: str
    label: Text
    basis: str
    rule: str | None = None
    document: str | None = None

    def __str__(self) -> str:
        return f"{self.locator} [{self.basis}{f', rule {self.rule}' if self.rule else ''}]"


@dataclass(frozen=True)
class Result:
    """The answer to a question: rows of RDF terms, columns with headings, and (where asked) the sources of each row.

    Iterating gives dictionaries of Python values: IRIs and texts as str, numbers as int or float, unbound as None.
    """

    table: Table
    headings: tuple[Text, ...]
    sources: tuple[tuple[Source, ...], ...] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return self.table.columns

    def __len__(self) -> int:
        return len(self.table.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self.table.rows:
            yield {name: python_value(term) for name, term in zip(self.columns, row, strict=True)}

    def with_sources(self) -> Result:
        """The same rows with their sources, if they have any, as one more column of text."""
        if self.sources is None:
            return self
        told = ("; ".join(map(str, found)) for found in self.sources)
        rows = tuple((*row, ox.Literal(text)) for row, text in zip(self.table.rows, told, strict=True))
        return Result(Table((*self.columns, SOURCES), rows), (*self.headings, _SOURCES_HEADING))

    def __str__(self) -> str:
        """The first rows as aligned columns; Japanese letters count as two."""
        lines = aligned(self.columns, [_shown(row) for row in self.table.rows[:MOST_SHOWN]])
        left = len(self) - MOST_SHOWN
        return "\n".join([*lines, *([f"… {left} more rows"] if left > 0 else [])])

    def __repr__(self) -> str:
        return f"<Result: {len(self)} rows, columns {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """The first rows as HTML, for notebooks."""
        shown = self.with_sources()
        words = (dict.fromkeys((h.ja, h.en)) for h in shown.headings)  # the name of a variable stands once
        head = "".join(f"<th>{'<br>'.join(map(html.escape, both))}</th>" for both in words)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in _shown(row)) + "</tr>"
            for row in shown.table.rows[:MOST_SHOWN]
        )
        caption = f"{len(self)}行 / {len(self)} row{'' if len(self) == 1 else 's'}"
        if len(self) > MOST_SHOWN:
            caption += f"（はじめの{MOST_SHOWN}行 / the first {MOST_SHOWN}）"
        return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def to_csv(self) -> str:
        """CSV (RFC 4180 quoting, LF) with the column names as heading; IRIs in full, unbound as nothing."""
        return delimited(self.with_sources().texts(), ",", "\n")

    def texts(self) -> list[list[str]]:
        """The names of the columns, then the rows, all written out."""
        return [list(self.columns), *([full_text(term) for term in row] for row in self.table.rows)]

    def to_json(self) -> str:
        """A JSON array of objects, with `sources` in each where they were asked for."""
        rows: list[dict[str, Any]] = list(self)
        if self.sources is not None:
            for row, sources in zip(rows, self.sources, strict=True):
                row[SOURCES] = [
                    {
                        "iri": s.iri,
                        "locator": s.locator,
                        "label": {"ja": s.label.ja, "en": s.label.en},
                        "basis": s.basis,
                        "rule": s.rule,
                    }
                    for s in sources
                ]
        return json.dumps(rows, ensure_ascii=False, indent=1)

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas DataFrame with a typed column for each of the answer: Int64, Float64, boolean, datetime64, else string.

        A column has a type if all its bound values have it; years are integers, months are text. With `why` there is a column
        `sources`. Raises ImportError naming the extra where pandas is missing.
        """
        from renkei.query.frames import pandas_frame

        return pandas_frame(self.with_sources().table)

    def to_polars(self) -> polars.DataFrame:
        """A polars DataFrame, typed as `to_pandas` says: Int64, Float64, Boolean, Date, Datetime, else String.

        Raises ImportError naming the extra where polars is missing.
        """
        from renkei.query.frames import polars_frame

        return polars_frame(self.with_sources().table)


def _shown(row: tuple[Term | None, ...]) -> list[str]:
    return [shortened(cell_text(term), _LONGEST_SHOWN) for term in row]
