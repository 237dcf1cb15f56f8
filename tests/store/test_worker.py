"""Queries with a deadline: what takes too long or too much is really ended, and the next query is answered."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from renkei.errors import QueryError, StoreError
from renkei.store.oxigraph import OxigraphStore
from renkei.store.worker import QueryTimeout, WorkerStore

P = ox.NamedNode("http://example.org/p")
# Four free patterns over 300 statements: some 8,000,000,000 combinations.
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h FILTER (?b != ?d && ?f != ?h) }"
LARGE = "SELECT * WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("worker") / "data"
    store = OxigraphStore.create(data)
    store.load(ox.Quad(ox.NamedNode(f"http://example.org/{n}"), P, ox.Literal(n)) for n in range(300))
    store.finish()
    return data


@pytest.fixture
def store(path: Path) -> Iterator[WorkerStore]:
    made = WorkerStore(path, timeout=30)
    yield made
    made.close()


def processes() -> set[str]:
    """The processes of this one that answer queries, as the system lists them."""
    command = ["ps", "-ww", "--ppid", str(os.getpid()), "-o", "pid,stat,args"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return {line.split()[0] for line in listed if "worker_process" in line and " Z" not in line}


def test_it_answers_as_the_engine_does(store: WorkerStore, path: Path) -> None:
    here = OxigraphStore.read_only(path)
    query = 'SELECT ?s ?o ("火"@ja AS ?l) ?none (1.50 AS ?d) WHERE { ?s ?p ?o } ORDER BY DESC(?o) LIMIT 3'
    assert store.select(query) == here.select(query)
    construct = "CONSTRUCT { ?s <http://example.org/q> ?o } WHERE { ?s ?p ?o FILTER (?o < 5) }"
    assert store.construct(construct) == here.construct(construct)
    assert (store.ask("ASK { ?s ?p 7 }"), store.ask("ASK { ?s ?p 700 }")) == (True, False)
    assert (len(store), len(list(store.quads(None, P, ox.Literal(7))))) == (300, 1)


@pytest.mark.parametrize(
    "query", ["SELECT * {}", "SELECT * { FILTER (false) }", "SELECT ?x {}", 'SELECT ("" AS ?x) ?y {}', "SELECT ?x ?y {}"]
)
def test_empty_rows_are_rows(store: WorkerStore, path: Path, query: str) -> None:
    assert store.select(query) == OxigraphStore.read_only(path).select(query)


@pytest.mark.parametrize("wrong", ["SELECT ?x WHERE {", "ASK {}", "SELECT (<http://example.org/f>(1) AS ?x) {}"])
def test_what_is_wrong_is_told_and_the_process_goes_on(store: WorkerStore, path: Path, wrong: str) -> None:
    with pytest.raises(QueryError) as caught:
        store.select(wrong)
    with pytest.raises(QueryError) as expected:
        OxigraphStore.read_only(path).select(wrong)
    assert caught.value.message == expected.value.message
    assert (caught.value.line, caught.value.column) == (expected.value.line, expected.value.column)
    assert store.ask("ASK {}")


def test_a_query_that_exceeds_its_time_is_really_ended(path: Path) -> None:
    before = processes()
    store = WorkerStore(path, timeout=1.0)
    assert store.ask("ASK {}")
    (mine,) = processes() - before
    began = time.monotonic()
    with pytest.raises(QueryTimeout, match="ended after 1 s") as caught:
        store.select(ENDLESS)
    assert time.monotonic() - began < 3  # 1.2 s on a machine that has nothing else to do: benchmarks/deadline.py
    assert "--timeout" in caught.value.message.ja
    assert mine not in processes()
    assert store.select("SELECT (1 AS ?x) {}").rows == ((ox.Literal(1),),)
    store.close()
    assert processes() - before == set()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of memory for a process")
def test_a_query_that_takes_too_much_memory_is_ended(path: Path) -> None:
    store = WorkerStore(path, timeout=60, memory=600 * 2**20)
    with pytest.raises(QueryError, match="used up its memory"):
        store.select(LARGE)
    assert store.ask("ASK {}")
    store.close()


def test_a_process_that_was_killed_is_started_again(store: WorkerStore) -> None:
    before = processes()
    assert store.ask("ASK {}")
    (mine,) = processes() - before
    subprocess.run(["kill", "-9", mine], check=True)
    with pytest.raises(QueryError):
        store.ask("ASK {}")
    assert store.ask("ASK {}")
    assert len(processes() - before) == 1


def test_threads_ask_one_after_the_other_and_waiting_counts(path: Path) -> None:
    store = WorkerStore(path, timeout=1.0)
    store.ask("ASK {}")
    faults: list[type[BaseException]] = []

    def ask() -> None:
        try:
            store.select(ENDLESS)
        except QueryTimeout as fault:
            faults.append(type(fault))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == [QueryTimeout] * 3
    assert time.monotonic() - began < 6
    store.close()


def test_it_cannot_be_written_to_and_not_opened_where_nothing_is(store: WorkerStore, tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        store.load([])
    with pytest.raises(OSError, match=r"."):
        WorkerStore(tmp_path / "none", timeout=1)
