"""What every store does. The contract suite in the tests runs on each implementation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import pyoxigraph as ox

Term: TypeAlias = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple


@dataclass(frozen=True)
class Table:
    """The answer to a SELECT: the variables in order, and rows of terms (None where unbound)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


class Store(Protocol):
    """A set of quads that answers SPARQL; the prefixes of the project need not be declared.

    The default graph holds what is known, each statement once.
    """

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads; a quad that is there already stays once."""
        ...

    def select(self, sparql: str) -> Table:
        """The answer to a SELECT query. Raises QueryError for bad syntax or another form of query."""
        ...

    def ask(self, sparql: str) -> bool:
        """The answer to an ASK query. Raises QueryError likewise."""
        ...

    def construct(self, sparql: str) -> list[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE, each once, in any order. Raises QueryError likewise."""
        ...

    def quads(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: ox.NamedNode | ox.Literal | None = None,
        graph: ox.NamedNode | ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads that match; None matches anything."""
        ...

    def __len__(self) -> int:
        """The number of quads, in all graphs together."""
        ...
