"""Deadlines: when a query that would run for minutes really ends, and what the process that can be ended costs.

    python benchmarks/deadline.py [--statements 200000] [--runs 15]

A store on disk is made for the run: people, each with a name in ja and en, a place and a few acquaintances, from a fixed seed.

Ends: a query of four free patterns, asked of `WorkerStore` with timeouts of 1, 5 and 20 s; the limit is 1.2
of the timeout. Overhead: the same SPARQL by pyoxigraph alone (the answer made into rows), by `OxigraphStore` in the same
process (limit 5 % and 1 ms) and by `WorkerStore` (limit 10 % and 5 ms), in turn; medians of wall-clock time, and the best of
all runs, which other work on the machine disturbs least. Each text is a new one, so that nothing is remembered.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import harness
import pyoxigraph as ox

from renkei.schema.namespaces import PREFIXES
from renkei.store.oxigraph import OxigraphStore
from renkei.store.worker import QueryTimeout, WorkerStore

EX = "http://example.org/"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h FILTER (?b != ?d && ?f != ?h) }"
QUERIES = {
    "one row": f"SELECT ?name {{ <{EX}p7> <{EX}name> ?name }}",
    "a count of all": f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}knows> ?o }}",
    "counts by place": f"SELECT ?place (COUNT(?s) AS ?n) {{ ?s <{EX}place> ?place }} GROUP BY ?place ORDER BY ?place",
    "two steps": f"SELECT (COUNT(*) AS ?n) {{ ?a <{EX}place> <{EX}place7> ; <{EX}knows> ?b . ?b <{EX}knows> ?c }}",
    "a look through names": f'SELECT ?s {{ ?s <{EX}name> ?n FILTER CONTAINS(?n, "99") }} ORDER BY ?s LIMIT 100',
    "10,000 rows": f"SELECT ?s ?name {{ ?s <{EX}name> ?name }} LIMIT 10000",
}


def quads(number: int) -> Iterator[ox.Quad]:
    """About `number` statements."""
    chance = random.Random(7)
    default = ox.DefaultGraph()
    name, place, knows = (ox.NamedNode(EX + p) for p in ("name", "place", "knows"))
    people = number // 6
    for n in range(people):
        person = ox.NamedNode(f"{EX}p{n}")
        yield ox.Quad(person, name, ox.Literal(f"人物{n}", language="ja"), default)
        yield ox.Quad(person, name, ox.Literal(f"Person {n}", language="en"), default)
        yield ox.Quad(person, place, ox.NamedNode(f"{EX}place{n % 47}"), default)
        for _ in range(3):
            yield ox.Quad(person, knows, ox.NamedNode(f"{EX}p{chance.randrange(people)}"), default)


def raw_rows(store: ox.Store, sparql: str) -> list[tuple[object, ...]]:
    """The rows of a SELECT by pyoxigraph alone."""
    answer = store.query(sparql, prefixes=PREFIXES)
    assert isinstance(answer, ox.QuerySolutions)
    return list(map(tuple, answer))


def ended(path: Path, timeout: float) -> float:
    """Seconds after which a query without end is over."""
    store = WorkerStore(path, timeout)
    store.ask("ASK {}")  # the process starts with the first query
    began = time.perf_counter()
    try:
        store.select(ENDLESS)
    except QueryTimeout:
        return time.perf_counter() - began
    finally:
        store.close()
    raise AssertionError("the query came to its end")


def timed(ask: Callable[[str], object], sparql: str) -> float:
    began = time.perf_counter()
    ask(sparql)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--statements", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data"
        made = OxigraphStore.create(path)
        made.load(quads(options.statements))
        made.finish()
        del made
        print(harness.machine(), "", "| timeout s | ended after s | ratio | limit |", "|---|---|---|---|", sep="\n")
        for timeout in (1.0, 5.0, 20.0):
            seconds = ended(path, timeout)
            print(f"| {timeout:g} | {seconds:.2f} | {seconds / timeout:.3f} | 1.2 |", flush=True)
        raw, here, worker = ox.Store.read_only(str(path)), OxigraphStore.read_only(path), WorkerStore(path, 600)
        heads = "| query | pyoxigraph ms (best) | in process ms (best) | limit | worker ms (best) | limit |"
        print("", heads, "|---|---|---|---|---|---|", sep="\n")
        for name, sparql in QUERIES.items():
            taken: dict[str, list[float]] = {"raw": [], "here": [], "worker": []}
            for number in range(options.runs + 1):
                text = f"{sparql} # {number}"
                found = [timed(lambda q: raw_rows(raw, q), text), timed(here.select, text), timed(worker.select, text)]
                if number:
                    for key, seconds in zip(taken, found, strict=True):
                        taken[key].append(seconds * 1000)
            cells = [f"{statistics.median(t):.2f} ({min(t):.2f})" for t in taken.values()]
            base = statistics.median(taken["raw"])
            limits = [f"{base * 1.05 + 1:.2f}", f"{base * 1.1 + 5:.2f}"]
            cells = [cells[0], cells[1], limits[0], cells[2], limits[1]]
            print(f"| {name} | {' | '.join(cells)} |", flush=True)
        worker.close()


if __name__ == "__main__":
    main()
