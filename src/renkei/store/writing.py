"""How a server is written to: by SPARQL Update where an address for it is known, else by the Graph Store Protocol."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Protocol
from urllib.parse import urlencode

import pyoxigraph as ox

from renkei.errors import Text, UsageError
from renkei.store.endpoint import beside
from renkei.store.remote import RemoteStore
from renkei.store.updates import blank_node_refused, clearings, insertions

Graph = ox.NamedNode | ox.DefaultGraph

# Statements of one request to a graph store.
_STATEMENTS = 20_000


class Writer(Protocol):
    """Writes to a server, whose unnamed graph may be a named one."""

    def clear(self, graphs: Iterable[Graph]) -> None:
        """Take out all statements of graphs."""
        ...

    def insert(self, quads: Iterable[ox.Quad]) -> None:
        """Add statements, those of a graph one after the other."""
        ...


def writer(store: RemoteStore) -> Writer:
    """The way to write to a server. Raises UsageError where no address for it is given or known from the profile."""
    update, graph_store = beside(store.endpoint, store.profile)
    if update is not None:
        return ByUpdate(store)
    if graph_store is not None:
        return ByGraphStore(store, graph_store)
    raise UsageError(
        Text(
            "書き込み用の URL が分かりません。--update-endpoint か --graph-store で指定してください。",
            "The address for writing is not known: give it with --update-endpoint or --graph-store.",
        )
    )


@dataclass(frozen=True)
class ByUpdate:
    """Writes by SPARQL Update, in batches."""

    store: RemoteStore

    def clear(self, graphs: Iterable[Graph]) -> None:
        for text in clearings(_named(graph, self.store) for graph in graphs):
            self.store.update(text)

    def insert(self, quads: Iterable[ox.Quad]) -> None:
        for text in insertions(quads, self.store.profile.default_graph):
            self.store.update(text)


@dataclass(frozen=True)
class ByGraphStore:
    """Writes by the Graph Store Protocol, graph by graph."""

    store: RemoteStore
    address: str

    def clear(self, graphs: Iterable[Graph]) -> None:
        for graph in graphs:
            self.store.send(self._request(graph, "DELETE", None), missing_is_well=True)

    def insert(self, quads: Iterable[ox.Quad]) -> None:
        for graph, found in groupby(quads, key=lambda quad: quad.graph_name):
            for lines in _parts(found):
                self.store.send(self._request(graph, "POST", "".join(lines).encode()))

    def _request(self, graph: Graph, method: str, body: bytes | None) -> urllib.request.Request:
        named = _named(graph, self.store)
        which = urlencode({"graph": named.value}) if named else "default"
        address = f"{self.address}{'&' if '?' in self.address else '?'}{which}"
        headers = {"Content-Type": "application/n-triples"} if body is not None else {}
        return urllib.request.Request(address, body, headers, method=method)  # noqa: S310 - http or https: it was checked


def _parts(quads: Iterator[ox.Quad]) -> Iterator[list[str]]:
    while part := list(islice(quads, _STATEMENTS)):
        if any(isinstance(term, ox.BlankNode) for quad in part for term in (quad.subject, quad.object)):
            raise blank_node_refused()
        yield [f"{quad.triple} .\n" for quad in part]


def _named(graph: Graph, store: RemoteStore) -> ox.NamedNode | None:
    return graph if isinstance(graph, ox.NamedNode) else store.profile.default_graph
