"""Answers as plain texts, for those who read many rows and need no terms."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import dataclass

from renkei.store.oxigraph import OxigraphStore
from renkei.store.protocol import Store


@dataclass(frozen=True)
class PlainTable:
    """The rows of an answer as texts: IRIs and lexical forms, "" for what is unbound."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


def plain_table(store: Store, sparql: str) -> PlainTable:
    """The answer to a SELECT of two columns or more.

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
