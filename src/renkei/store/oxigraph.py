"""The store on Oxigraph, on disk or in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, TypeAlias

import pyoxigraph as ox

from renkei.errors import QueryError, Text
from renkei.schema.namespaces import PREFIXES
from renkei.store.dataset import Dataset, check_held, dataset_of
from renkei.store.guard import guard
from renkei.store.protocol import Table
from renkei.store.worker_process import query

# Up to here a transaction is quicker than the bulk loader (measured: a round of the rules 0.9 against 1.6 s).
_FEW = 10_000

_Found: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_AT = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


class OxigraphStore:
    """Oxigraph behind the store protocol; the engine's own store is `raw`.

    `beside` is a folder that goes when the store goes, in which may be kept what was read from it; None for one that changes.
    """

    def __init__(self, raw: ox.Store, beside: Path | None = None) -> None:
        self.raw = raw
        self.beside = beside

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
        return cls(ox.Store.read_only(str(path)), path.parent / "kept")

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
        with told_by_engine():
            answer = self._query(sparql)
            if not isinstance(answer, ox.QuerySolutions):
                raise wrong_form("SELECT")
            return table_of(answer)

    def ask(self, sparql: str) -> bool:
        with told_by_engine():
            answer = self._query(sparql)
            if not isinstance(answer, ox.QueryBoolean):
                raise wrong_form("ASK")
            return bool(answer)

    def construct(self, sparql: str) -> list[ox.Triple]:
        with told_by_engine():
            answer = self._query(sparql)
            if not isinstance(answer, ox.QueryTriples):
                raise wrong_form("CONSTRUCT, DESCRIBE")
            return list(answer)  # the engine gives each once

    def select_csv(self, sparql: str, output: IO[bytes]) -> None:
        """Write the answer to a SELECT as CSV; for answers too large to hold."""
        with told_by_engine():
            answer = self._query(sparql)
            if not isinstance(answer, ox.QuerySolutions):
                raise wrong_form("SELECT")
            answer.serialize(output, ox.QueryResultsFormat.CSV)

    def construct_file(self, sparql: str, path: Path) -> None:
        """Write what a CONSTRUCT gives to a file of N-Triples; for answers too large to hold."""
        with told_by_engine():
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

    def dataset(self, sparql: str, prefixes: Mapping[str, str] = PREFIXES) -> Dataset | None:
        """The dataset that a query names with FROM. Raises QueryError for a graph that is not here."""
        found = dataset_of(sparql, prefixes)
        if found:
            check_held(found, lambda g: next(self.quads(None, None, None, g), None) is not None, self.raw.named_graphs)
        return found

    def _query(self, sparql: str) -> _Found:
        guard(sparql)
        if dataset := self.dataset(sparql):
            graphs = list(dataset.default), list(dataset.named)
            found: _Found = query(self.raw, dataset.text, PREFIXES, *graphs)
            return found
        return self.raw.query(sparql, prefixes=PREFIXES)


@contextmanager
def told_by_engine() -> Iterator[None]:
    """Complaints of the engine, while it parses or answers, in words of ours."""
    try:
        yield
    except SyntaxError as error:
        raise syntax_error(str(error)) from error
    except RuntimeError as error:  # a function that there is not, and the like
        raise not_answered(str(error)) from error


def not_answered(said: str) -> QueryError:
    """The error for a query that is read and cannot be answered."""
    return QueryError(Text(f"問い合わせに答えられません: {said}", f"The query cannot be answered: {said}"))


def table_of(answer: ox.QuerySolutions) -> Table:
    """The answer of the engine as a table."""
    return Table(tuple(v.value for v in answer.variables), tuple(map(tuple, answer)))


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
