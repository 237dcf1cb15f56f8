"""The store on Oxigraph, on disk or in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from renkei.errors import QueryError, Text
from renkei.schema.namespaces import PREFIXES
from renkei.store.guard import guard
from renkei.store.protocol import Table

# Up to here a transaction is quicker than the bulk loader (measured: a round of the rules 0.9 against 1.6 s).
_FEW = 10_000

_AT = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class OxigraphStore:
    """Oxigraph behind the store protocol; the engine's own store is `raw`."""

    def __init__(self, raw: ox.Store) -> None:
        self.raw = raw

    @classmethod
    def in_memory(cls) -> OxigraphStore:
        return cls(ox.Store())

    @classmethod
    def create(cls, path: Path) -> OxigraphStore:
        """A store on disk that can be written, in a new or existing folder."""
        return cls(ox.Store(str(path)))

    @classmethod
    def read_only(cls, path: Path) -> OxigraphStore:
        """A store on disk that several processes may read at once."""
        return cls(ox.Store.read_only(str(path)))

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads: a few in one transaction, many through the bulk loader, which writes a file of its own each time."""
        rest = iter(quads)
        first = list(islice(rest, _FEW))
        if len(first) < _FEW:
            self.raw.extend(first)
        else:
            self.raw.bulk_extend(chain(first, rest))

    def load_text(self, text: bytes) -> None:
        """Add N-Quads through the bulk loader. Other threads may run meanwhile."""
        self.raw.bulk_load(input=text, format=ox.RdfFormat.N_QUADS)

    def load_file(self, path: Path) -> None:
        """Load an N-Quads file, parsed by the engine itself."""
        self.raw.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)

    def finish(self) -> None:
        """Compact and flush what was loaded; do this once before the store is read."""
        self.raw.optimize()
        self.raw.flush()

    def select(self, sparql: str) -> Table:
        answer = self._query(sparql)
        if not isinstance(answer, ox.QuerySolutions):
            raise wrong_form("SELECT")
        return table_of(answer)

    def ask(self, sparql: str) -> bool:
        answer = self._query(sparql)
        if not isinstance(answer, ox.QueryBoolean):
            raise wrong_form("ASK")
        return bool(answer)

    def construct(self, sparql: str) -> list[ox.Triple]:
        answer = self._query(sparql)
        if not isinstance(answer, ox.QueryTriples):
            raise wrong_form("CONSTRUCT, DESCRIBE")
        return sorted(set(answer), key=str)

    def select_csv(self, sparql: str, output: IO[bytes]) -> None:
        """Write the answer to a SELECT as CSV; for answers too large to hold."""
        answer = self._query(sparql)
        if not isinstance(answer, ox.QuerySolutions):
            raise wrong_form("SELECT")
        answer.serialize(output, ox.QueryResultsFormat.CSV)

    def construct_file(self, sparql: str, path: Path) -> None:
        """Write what a CONSTRUCT gives to a file of N-Triples; for answers too large to hold."""
        answer = self._query(sparql)
        if not isinstance(answer, ox.QueryTriples):
            raise wrong_form("CONSTRUCT, DESCRIBE")
        answer.serialize(str(path), ox.RdfFormat.N_TRIPLES)

    def text(self) -> bytes:
        """All quads as N-Quads."""
        return self.raw.dump(format=ox.RdfFormat.N_QUADS) or b""

    def quads(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: ox.NamedNode | ox.Literal | None = None,
        graph: ox.NamedNode | ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        return self.raw.quads_for_pattern(subject, predicate, object, graph)

    def __len__(self) -> int:
        return len(self.raw)

    def _query(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        guard(sparql)
        try:
            return self.raw.query(sparql, prefixes=PREFIXES)
        except SyntaxError as error:
            raise syntax_error(str(error)) from error


def table_of(answer: ox.QuerySolutions) -> Table:
    """The answer of the engine as a table."""
    names = [v.value for v in answer.variables]
    return Table(tuple(names), tuple(tuple(solution[n] for n in names) for solution in answer))


def syntax_error(said: str) -> QueryError:
    """The engine's complaint with line and column taken out."""
    match = _AT.search(said)
    if not match:
        return QueryError(Text(f"SPARQL の文法の誤り: {said}", f"SPARQL syntax error: {said}"))
    line, column, what = int(match[1]), int(match[2]), match[3].strip()
    return QueryError(
        Text(
            f"SPARQL の文法の誤り（{line}行{column}桁）: {what}",
            f"SPARQL syntax error at line {line}, column {column}: {what}",
        ),
        line,
        column,
    )


def wrong_form(wanted: str) -> QueryError:
    return QueryError(Text(f"{wanted} の問い合わせではありません。", f"The query is not of the form {wanted}."))
