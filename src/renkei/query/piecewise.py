"""One query about many terms, asked in pieces: neither the guard nor a server takes a text without end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from renkei.query.lexer import bind
from renkei.store.protocol import Store, Term

_AT_ONCE = 200


def rows_for(store: Store, sparql: str, name: str, terms: Iterable[ox.NamedNode]) -> Iterator[tuple[Term | None, ...]]:
    """The rows of a SELECT in which `VALUES ?x { $name }` takes the terms; those of a term come together."""
    wanted = sorted(set(terms), key=str)
    for start in range(0, len(wanted), _AT_ONCE):
        yield from store.select(bind(sparql, {name: wanted[start : start + _AT_ONCE]})).rows
