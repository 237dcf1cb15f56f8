"""What a server holds of renkei: the manifest that `renkei push` leaves there, the sizes of the graphs, a copy of all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from renkei.errors import Text
from renkei.store.dialect import Ordered, in_order
from renkei.store.endpoint import KEPT, MANIFEST, OURS
from renkei.store.oxigraph import OxigraphStore
from renkei.store.remote import RemoteStore
from renkei.store.transport import told

Graph = ox.NamedNode | ox.DefaultGraph
Watch = Callable[[Text], None]

_VALUE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#value")
_DEFAULT = ox.DefaultGraph()
_ANY = "{ ?s ?p ?o }"
# Graphs whose sizes are asked for at once.
_GRAPHS = 5_000


@dataclass(frozen=True)
class Pushed:
    """A store that renkei pushed to a server: where it is, and the manifest of the store it was made from."""

    place: str
    manifest: dict[str, Any]

    @property
    def digest(self) -> str:
        return str(self.manifest["digest"])


def find_pushed(store: RemoteStore) -> Pushed | None:
    """What was pushed to a server, or None. Raises EndpointError where a push did not come to its end."""
    found = _note(store)
    if found is None:
        return None
    if found["state"] != "complete":
        why = Text(
            "前回の renkei push が終わっていません。もう一度 push してください。",
            "a renkei push to this server has not come to its end. Push again.",
        )
        raise told(store.endpoint, "incomplete", why)
    return Pushed(store.endpoint.shown, found["manifest"])


def has_note(store: RemoteStore) -> bool:
    """Whether renkei has pushed to a server, or began to."""
    return store.ask(f"ASK {{ GRAPH {MANIFEST} {{ {MANIFEST} {_VALUE} ?text }} }}")


def is_pushed(store: RemoteStore, manifest: dict[str, Any]) -> bool:
    """Whether the last push to a server was of this store, and came to its end."""
    return _texts(store) == [_text(manifest, complete=True)]


def _texts(store: RemoteStore) -> list[str]:
    rows = store.select(f"SELECT ?text WHERE {{ GRAPH {MANIFEST} {{ {MANIFEST} {_VALUE} ?text }} }}").rows
    return [text.value for (text,) in rows if isinstance(text, ox.Literal)]


def _note(store: RemoteStore) -> dict[str, Any] | None:
    texts = _texts(store)
    if not texts:
        return None
    try:
        found = json.loads(texts[0])
    except ValueError:
        found = None
    if len(texts) > 1 or not isinstance(found, dict) or not {"state", "manifest"} <= found.keys():
        why = Text(
            f"グラフ {MANIFEST.value} が壊れています。renkei push で入れ直してください。",
            f"the graph {MANIFEST.value} is damaged. Push the store again with renkei push.",
        )
        raise told(store.endpoint, "incomplete", why)
    return found


def note(manifest: dict[str, Any], *, complete: bool) -> ox.Quad:
    """The statement that tells what is pushed to a server, and whether all of it is there."""
    return ox.Quad(MANIFEST, _VALUE, ox.Literal(_text(manifest, complete=complete)), MANIFEST)


def _text(manifest: dict[str, Any], *, complete: bool) -> str:
    state = {"manifest": manifest, "state": "complete" if complete else "pushing"}
    return json.dumps(state, ensure_ascii=False, sort_keys=True)


def sizes(store: RemoteStore) -> dict[Graph, int]:
    """The number of statements in each graph of renkei on a server, the default graph first; empty ones are left out."""
    [[known]] = store.select(f"SELECT (COUNT(*) AS ?n) WHERE {_ANY}").rows
    found: dict[Graph, int] = {_DEFAULT: _number(known)} if _number(known) else {}
    ours = f'STRSTARTS(STR(?g), "{OURS}") && !STRSTARTS(STR(?g), "{KEPT}")'
    counting = f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {_ANY} FILTER ({ours}) }} GROUP BY ?g ORDER BY ?g"
    for row in store.pages(Ordered("", counting), ("g", "n"), _GRAPHS):
        if isinstance(row[0], ox.NamedNode):
            found[row[0]] = _number(row[1])
    return found


def copied(store: RemoteStore, watch: Watch) -> OxigraphStore:
    """All that renkei pushed to a server, in memory. Raises EndpointError where the server gives less than it counts."""
    expected = sizes(store)
    copy = OxigraphStore.in_memory()
    total, page = sum(expected.values()), store.profile.rows
    for graphs in _gathered(expected, page):
        copy.load(_statements(store, graphs, sum(expected[g] for g in graphs), page))
        watch(Text(f"サーバーから読んでいます {len(copy):,}/{total:,}", f"reading from the server {len(copy):,}/{total:,}"))
    if len(copy) != total:
        why = Text(
            f"サーバーにある {total:,} 文のうち {len(copy):,} 文しか読めませんでした。サーバーの行数の上限を上げてください。",
            f"only {len(copy):,} of its {total:,} statements could be read. Raise the server's limit of rows.",
        )
        raise told(store.endpoint, "truncated", why)
    return copy


def _gathered(expected: dict[Graph, int], page: int) -> Iterator[list[Graph]]:
    """The graphs in groups that fit into one page; the default graph, and one that is larger, by itself."""
    group: list[Graph] = []
    size = 0
    for graph, number in expected.items():
        if group and (size + number > page or group[0] == _DEFAULT or len(group) >= _GRAPHS // 10):
            yield group
            group, size = [], 0
        group.append(graph)
        size += number
    if group:
        yield group


def _statements(store: RemoteStore, graphs: list[Graph], number: int, page: int) -> Iterator[ox.Quad]:
    columns: tuple[str, ...] = ("s", "p", "o")
    query = f"SELECT ?s ?p ?o WHERE {_ANY}"
    if graphs != [_DEFAULT]:
        columns = ("s", "p", "o", "g")
        query = f"SELECT ?s ?p ?o ?g WHERE {{ VALUES ?g {{ {' '.join(map(str, graphs))} }} GRAPH ?g {_ANY} }}"
    ordered = in_order(query, columns)
    rows = store.table(query).rows if number <= page or ordered is None else store.pages(ordered, columns, page)
    for row in rows:
        subject, predicate, value, *graph = row
        yield ox.Quad(subject, predicate, value, graph[0] if graph else _DEFAULT)  # type: ignore[arg-type]


def _number(term: object) -> int:
    if not isinstance(term, ox.Literal) or not term.value.isdigit():
        raise TypeError(f"no count: {term}")
    return int(term.value)
