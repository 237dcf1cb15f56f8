"""A store pushed to a SPARQL server: what renkei had there goes, the store comes, and both are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

from renkei.errors import StoreError, Text, UsageError
from renkei.store.endpoint import KEPT, MANIFEST, OURS
from renkei.store.protocol import Store, Term
from renkei.store.pushed import has_note, is_pushed, note, sizes
from renkei.store.remote import RemoteStore
from renkei.store.writing import writer

Graph = ox.NamedNode | ox.DefaultGraph
Watch = Callable[[Text], None]

_DEFAULT = ox.DefaultGraph()
_GRAPHS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
_KNOWN = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
# So many values are read back and compared.
_SAMPLES = 200
_STEP = 10_000
_NUMBERS = frozenset(f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("integer", "decimal"))


@dataclass(frozen=True)
class PushReport:
    """What a push did, or would do: statements and graphs written, graphs of an earlier store that go, values compared."""

    place: str
    profile: str
    statements: int
    graphs: int
    leftover: tuple[str, ...]
    unchanged: bool
    compared: int


def push(
    store: Store,
    manifest: dict[str, Any],
    server: RemoteStore,
    *,
    replace: bool = False,
    dry_run: bool = False,
    watch: Watch = lambda _: None,
) -> PushReport:
    """Make a server hold this store, and nothing else of renkei; what others have in named graphs there stays.

    Nothing is written where the server holds the store already, nor with `dry_run`. Raises UsageError for a default graph
    with statements that renkei did not push, unless `replace`; StoreError where the server then holds something else.
    """
    wanted = _sizes(store)
    way = writer(server)
    there = sizes(server)
    known = has_note(server)
    if there.get(_DEFAULT) and not known and not replace:
        number = there[_DEFAULT]
        raise UsageError(
            Text(
                f"{server.endpoint.shown} の既定グラフに、renkei が入れたものではない {number:,} 文があります。"
                "消して置き換えてよければ --replace を付けてください。",
                f"The default graph of {server.endpoint.shown} holds {number:,} statements that renkei did not push. "
                "If they may go, use --replace.",
            )
        )
    gone = tuple(sorted(graph.value for graph in there if isinstance(graph, ox.NamedNode) and graph not in wanted))
    unchanged = wanted == there and is_pushed(server, manifest) and not _differing(server, store, wanted)
    report = PushReport(
        place=server.endpoint.shown,
        profile=server.profile.name,
        statements=sum(wanted.values()),
        graphs=sum(isinstance(graph, ox.NamedNode) for graph in wanted),
        leftover=gone,
        unchanged=unchanged,
        compared=0 if dry_run else _SAMPLES,
    )
    if unchanged or dry_run:
        return report
    way.clear([MANIFEST])
    way.insert([note(manifest, complete=False)])
    watch(Text("前の内容を消しています", "taking out what was there"))
    way.clear(there)
    way.insert(_told(_ordered(store, wanted), report.statements, watch))
    watch(Text("数と値を照合しています", "comparing counts and values"))
    _verify(server, store, wanted)
    way.clear([MANIFEST])
    way.insert([note(manifest, complete=True)])
    return report


def _sizes(store: Store) -> dict[Graph, int]:
    """The number of statements in each graph. Raises UsageError for a graph outside renkei's own names."""
    [[known]] = store.select(_KNOWN).rows
    found: dict[Graph, int] = {_DEFAULT: _number(known)} if _number(known) else {}
    for graph, number in store.select(_GRAPHS).rows:
        if not isinstance(graph, ox.NamedNode) or not graph.value.startswith(OURS) or graph.value.startswith(KEPT):
            raise UsageError(
                Text(f"グラフ {graph} は {OURS} の下にありません。", f"The graph {graph} does not stand under {OURS}.")
            )
        found[graph] = _number(number)
    return found


def _verify(server: RemoteStore, store: Store, wanted: dict[Graph, int]) -> None:
    there = sizes(server)
    wrong = [graph for graph in {**wanted, **there} if wanted.get(graph, 0) != there.get(graph, 0)]
    if wrong:
        first = min(wrong, key=str)
        want, have = wanted.get(first, 0), there.get(first, 0)
        raise StoreError(
            Text(
                f"{server.endpoint.shown}: {len(wrong)} グラフの文の数が違います（例 {first}: {want:,} に対し {have:,}）。"
                "もう一度 push してください。",
                f"{server.endpoint.shown}: {len(wrong)} graph(s) hold another number of statements (such as {first}: {have:,} "
                f"for {want:,}). Push again.",
            )
        )
    if wrong_values := _differing(server, store, wanted):
        raise StoreError(
            Text(
                f"{server.endpoint.shown}: 値が違います: {wrong_values[0]}。もう一度 push してください。",
                f"{server.endpoint.shown}: a value differs: {wrong_values[0]}. Push again.",
            )
        )


def _differing(server: RemoteStore, store: Store, wanted: dict[Graph, int]) -> list[ox.Quad]:
    """The sampled statements whose subject and property have other values on the server."""
    return [quad for quad in _samples(store, wanted) if _values(store, quad) != _values(server, quad)]


def _samples(store: Store, wanted: dict[Graph, int]) -> Iterator[ox.Quad]:
    """Statements at even steps through all graphs; the same for the same store."""
    step = max(1, sum(wanted.values()) // _SAMPLES)
    for number, quad in enumerate(_ordered(store, wanted)):
        if number % step == 0:
            yield quad


def _values(store: Store, quad: ox.Quad) -> set[object]:
    found = store.quads(quad.subject, quad.predicate, None, quad.graph_name)  # type: ignore[arg-type]
    return {_value(other.object) for other in found}


def _value(term: Term) -> object:
    """A term, or its value where engines write numbers differently."""
    if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS:
        return Decimal(term.value)
    return term


def _ordered(store: Store, graphs: dict[Graph, int]) -> Iterator[ox.Quad]:
    for graph in graphs:
        yield from store.quads(graph=graph)


def _told(quads: Iterator[ox.Quad], total: int, watch: Watch) -> Iterator[ox.Quad]:
    for number, quad in enumerate(quads):
        if number % _STEP == 0:
            watch(Text(f"送っています {number:,}/{total:,} 文", f"sending {number:,} of {total:,} statements"))
        yield quad


def _number(term: object) -> int:
    if not isinstance(term, ox.Literal):
        raise TypeError(f"no count: {term}")
    return int(term.value)
