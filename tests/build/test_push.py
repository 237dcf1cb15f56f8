"""A store on a real server: pushed again without leftovers, safe for what others have there, and read like one on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from local_servers import Server

from renkei.build.push import push
from renkei.errors import EndpointError, UsageError
from renkei.graph import Graph
from renkei.graph import open as open_graph
from renkei.store.endpoint import Endpoint, endpoint
from renkei.store.oxigraph import OxigraphStore
from renkei.store.pushed import find_pushed, note
from renkei.store.remote import RemoteStore
from renkei.store.writing import writer

FILE = "https://w3id.org/renkei/id/file/"
A, P = ox.NamedNode("http://example.org/a"), ox.NamedNode("http://example.org/p")
MANIFEST = {"digest": "0" * 20, "audience": "public", "statements": 1}


def _small(name: str, values: int) -> OxigraphStore:
    store = OxigraphStore.in_memory()
    store.load(ox.Quad(A, P, ox.Literal(n), g) for n in range(values) for g in (ox.DefaultGraph(), ox.NamedNode(FILE + name)))
    return store


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(f"{request.param}_server")
    return found


@pytest.fixture
def place(server: Server) -> Endpoint:
    return endpoint(server.url, environment=server.environment)


def test_a_push_replaces_what_was_pushed_before(place: Endpoint) -> None:
    server = RemoteStore(place)
    push(_small("old", 5), MANIFEST, server, replace=True)
    done = push(_small("new", 3), MANIFEST | {"digest": "1" * 20}, server)
    assert (done.leftover, done.unchanged, done.statements, done.graphs) == ((FILE + "old",), False, 6, 1)
    assert {str(q) for q in server.quads()} == {str(q) for q in _small("new", 3).quads()}
    again = push(_small("new", 3), MANIFEST | {"digest": "1" * 20}, server)
    assert again.unchanged is True
    pushed = find_pushed(server)
    assert pushed is not None
    assert pushed.digest == "1" * 20


def test_a_changed_value_is_found_and_mended(place: Endpoint) -> None:
    server = RemoteStore(place)
    push(_small("new", 3), MANIFEST, server, replace=True)
    graph = ox.NamedNode(FILE + "new")
    writer(server).clear([graph])
    writer(server).insert(ox.Quad(A, P, ox.Literal(n), graph) for n in (0, 1, 99))
    assert push(_small("new", 3), MANIFEST, server).unchanged is False
    assert {q.object for q in server.quads(A, P, None, graph)} == {ox.Literal(n) for n in range(3)}


def test_a_dry_run_writes_nothing(place: Endpoint) -> None:
    server = RemoteStore(place)
    push(_small("old", 2), MANIFEST, server, replace=True)
    assert push(_small("new", 3), MANIFEST, server, dry_run=True).leftover == (FILE + "old",)
    assert len(server) == 4


def test_named_graphs_of_others_stay(place: Endpoint) -> None:
    server = RemoteStore(place)
    theirs = ox.NamedNode("http://example.org/theirs")
    writer(server).insert([ox.Quad(A, P, A, theirs)])
    push(_small("new", 3), MANIFEST, server, replace=True)
    assert list(server.quads(None, None, None, theirs)) == [ox.Quad(A, P, A, theirs)]
    assert len(server) == 6
    writer(server).clear([theirs])


def test_a_push_that_broke_off_is_told_to_readers_and_mended_by_the_next(place: Endpoint) -> None:
    server = RemoteStore(place)
    push(_small("new", 3), MANIFEST, server, replace=True)
    writer(server).clear([ox.NamedNode("https://w3id.org/renkei/graph/manifest")])
    writer(server).insert([note(MANIFEST, complete=False)])
    with pytest.raises(EndpointError, match="Push again") as caught:
        find_pushed(server)
    assert caught.value.reason == "incomplete"
    assert push(_small("new", 3), MANIFEST, server).unchanged is False
    assert find_pushed(server) is not None


def test_the_default_graph_of_others_is_not_replaced_unasked(place: Endpoint) -> None:
    server = RemoteStore(place)
    push(_small("new", 1), MANIFEST, server, replace=True)
    writer(server).clear([ox.NamedNode("https://w3id.org/renkei/graph/manifest")])
    with pytest.raises(UsageError, match="--replace"):
        push(_small("new", 3), MANIFEST, server)
    assert len(server) == 2


def test_the_graph_store_protocol_writes_the_same(place: Endpoint) -> None:
    server = RemoteStore(place)
    profile = server.profile
    path = place.url.removesuffix(profile.query) + profile.graph_store
    by_graph_store = RemoteStore(replace(place, graph_store=path, profile=replace(profile, query="")))
    push(_small("old", 2), MANIFEST, server, replace=True)
    push(_small("new", 3), MANIFEST, by_graph_store, replace=True)
    assert {str(q) for q in server.quads()} == {str(q) for q in _small("new", 3).quads()}


@pytest.mark.slow
def test_a_pushed_store_is_read_into_memory_whole(server: Server, graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    push(graph.store, graph.generation.manifest, RemoteStore(endpoint(server.url)), replace=True)
    with open_graph(server.url, memory=True) as copy:
        assert set(copy.store.quads()) == set(graph.store.quads())
        assert copy.generation.manifest == graph.generation.manifest


def test_a_server_of_others_can_be_queried_and_nothing_else(oxigraph_server: Server, tmp_path: Path) -> None:
    server = RemoteStore(endpoint(oxigraph_server.url, environment={}))
    push(_small("new", 1), MANIFEST, server, replace=True)
    writer(server).clear([ox.NamedNode("https://w3id.org/renkei/graph/manifest")])
    with open_graph(oxigraph_server.url) as opened:
        assert opened.boolean("ASK { ?s ?p 0 }") is True
        with pytest.raises(UsageError, match="renkei pushed"):
            _ = opened.generation
    with pytest.raises(UsageError, match="renkei pushed"):
        open_graph(oxigraph_server.url, memory=True)
