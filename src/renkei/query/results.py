"""Result tables: what a question answers, and the forms in which people take it away."""

from __future__ import annotations

import csv
import html
import io
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from renkei.errors import Text
from renkei.schema.namespaces import ID, compact
from renkei.store.protocol import Table, Term

if TYPE_CHECKING:
    import pandas

_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
_DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"
_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"


# Rows that print() and a notebook show.
_MOST_PRINTED = 20


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

    def __str__(self) -> str:
        """The first rows as aligned columns; Japanese letters count as two."""
        rows = [list(self.columns), *([cell_text(t) for t in row] for row in self.table.rows[:_MOST_PRINTED])]
        widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(c + " " * (w - _width(c)) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]
        left = len(self) - _MOST_PRINTED
        return "\n".join([*lines, *([f"… {left} more rows"] if left > 0 else [])])

    def __repr__(self) -> str:
        return f"<Result: {len(self)} rows, columns {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(h.ja)}<br>{html.escape(h.en)}</th>" for h in self.headings)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell_text(t))}</td>" for t in row) + "</tr>"
            for row in self.table.rows[:_MOST_PRINTED]
        )
        return f"<table><caption>{len(self)} rows</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def to_csv(self) -> str:
        """CSV (RFC 4180 quoting, LF) with the column names as heading; IRIs in full, unbound as nothing."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*self.columns, *(["sources"] if self.sources is not None else [])])
        for number, row in enumerate(self.table.rows):
            cells = ["" if t is None else t.value if isinstance(t, (ox.NamedNode, ox.Literal)) else str(t) for t in row]
            if self.sources is not None:
                cells.append("; ".join(map(str, self.sources[number])))
            writer.writerow(cells)
        return out.getvalue()

    def to_json(self) -> str:
        """A JSON array of objects, with `sources` in each where they were asked for."""
        rows: list[dict[str, Any]] = list(self)
        if self.sources is not None:
            for row, sources in zip(rows, self.sources, strict=True):
                row["sources"] = [
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
        """A pandas DataFrame with the columns of the answer. Raises ImportError naming the extra where pandas is missing."""
        try:
            import pandas
        except ImportError as error:
            raise ImportError("pandas is not installed: pip install 'renkei[frames]'") from error
        return pandas.DataFrame(list(self), columns=list(self.columns))


def _width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def python_value(term: Term | None) -> Any:
    """A term as a Python value: numbers and booleans as such, everything else as its text."""
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value
        if datatype == _INTEGER:
            return int(term.value)
        if datatype == _DECIMAL:
            return float(term.value)
        if datatype == _BOOLEAN:
            return term.value in ("true", "1")
        return term.value
    if isinstance(term, ox.NamedNode):
        return term.value
    return None if term is None else str(term)


def cell_text(term: Term | None) -> str:
    """A term for reading: prefixed names, short ids, plain text."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return "id:" + term.value.removeprefix(ID) if term.value.startswith(ID) else compact(term.value)
    return term.value if isinstance(term, (ox.Literal, ox.BlankNode)) else str(term)
