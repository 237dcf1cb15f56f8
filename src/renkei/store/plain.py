"""Answers as plain texts, for those who read many rows and need no terms."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import dataclass

from renkei import resources
from renkei.store.oxigraph import OxigraphStore
from renkei.store.protocol import Store


@dataclass(frozen=True)
class PlainTable:
    """The rows of an answer as texts: IRIs and lexical forms, "" for what is unbound."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]

    def dicts(self) -> list[dict[str, str]]:
        """The rows by columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def plain_table(store: Store, sparql: str) -> PlainTable:
    """The answer to a SELECT, in its order; one of a single column must have a value in every row.

    The engine writes it as text where it can: a term of ours for each cell would take most of the time.
    """
    if not isinstance(store, OxigraphStore):
        table = store.select(sparql)
        rows = [tuple("" if term is None else term.value for term in row) for row in table.rows]  # type: ignore[union-attr]
        return PlainTable(table.columns, rows)
    with tempfile.TemporaryFile() as answer:
        store.select_csv(sparql, answer)
        answer.seek(0)
        found = csv.reader(io.TextIOWrapper(answer, encoding="utf-8", newline=""))
        return PlainTable(tuple(next(found)), list(map(tuple, found)))


def shipped_answer(store: Store, name: str) -> PlainTable:
    """The answer to a shipped query without parameters, by its folder and name: `network/nodes`."""
    folder, _, query = name.partition("/")
    return plain_table(store, (resources.folder("queries") / folder / f"{query}.rq").read_text(encoding="utf-8"))
