"""Stores that answer in processes of their own, so that a query that does not end can be ended: the other side of a benchmark.

`Asked` starts a process for a contender and asks it one query after the other. Seconds of processor time are those of the
process that answers, its threads included; for a server they are those of the server and of the client together. The answer is
read whole; bringing it into a form that can be compared is not counted.

Contenders are named `rdflib` (rdflib's own memory store and evaluator), `memory` and `disk` (renkei.open with and without
`memory`), `raw memory` and `raw disk` (pyoxigraph with the same file), and `http` (a SPARQL server, through renkei).
"""

from __future__ import annotations

import hashlib
import json
import os
import queue
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

import renkei
from renkei.query.results import Result
from renkei.schema.namespaces import PREFIXES
from renkei.store.memory import RdflibStore, from_rdflib

Request = Mapping[str, Any]

# Seconds that a contender may take to load its data, and how much later than it should a process is ended from outside.
_LOADING = 3600.0
_GRACE = 1.1


@dataclass(frozen=True)
class Answer:
    """Medians over the runs, in seconds of processor time and of wall clock; how many rows, and a digest of them as a set."""

    seconds: float
    wall: float
    rows: int
    digest: str


@dataclass(frozen=True)
class Place:
    """What the contenders read: a store of ours, the same as N-Quads, or a server (with the number of its process)."""

    store: str = ""
    quads: str = ""
    url: str = ""
    server: int = 0


class Asked:
    """A contender in a process of its own, started when it is asked, and again after a query that was ended."""

    def __init__(self, contender: str, place: Place, deadline: float = 100.0) -> None:
        self.contender = contender
        self.deadline = deadline
        self.loading = 0.0
        self._place = place
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def ask(self, request: Request) -> Answer | None:
        """The answer, or None where it took more than `deadline` seconds of processor time (of wall clock, except on Linux).

        A request has `sparql`, or `question` and `parameters`; and how many `runs` are counted, after one that is not (0: the
        first one is counted). Raises RuntimeError with what the process said where it fails.
        """
        process = self._process or self._started()
        assert process.stdin
        limit = {"deadline": self.deadline} if self.contender == "rdflib" else {}
        process.stdin.write(json.dumps({**request, **limit}) + "\n")
        process.stdin.flush()
        found = self._line(self.deadline * (request.get("runs", 0) + 1), process.pid)
        if found is None:
            self.close()
            return None
        if "failed" in found:
            raise RuntimeError(f"{self.contender}: {found['failed']}")
        return None if found.get("late") else Answer(**found)

    def close(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> Asked:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _started(self) -> subprocess.Popen[str]:
        command = [sys.executable, str(Path(__file__).resolve()), self.contender, json.dumps(vars(self._place))]
        self._lines = queue.SimpleQueue()
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        threading.Thread(target=_read, args=(process, self._lines), daemon=True).start()
        self._process = process
        ready = self._line(_LOADING, process.pid)
        if ready is None:
            raise RuntimeError(f"{self.contender} does not start")
        self.loading = ready["loading"]
        return process

    def _line(self, seconds: float, process: int) -> dict[str, Any] | None:
        """The next line of the process, or None where it does not come within so many seconds."""
        began = _spent(process)
        while True:
            try:
                line = self._lines.get(timeout=0.2)
            except queue.Empty:
                if _spent(process) - began > seconds * _GRACE:
                    return None
                continue
            if line is None:
                raise RuntimeError(f"{self.contender}: the process ended")
            found: dict[str, Any] = json.loads(line)
            return found


def _spent(process: int) -> float:
    """The processor time of a process, or the time of the clock where that is not known."""
    return processor_time(process) or time.monotonic()


def _read(process: subprocess.Popen[str], lines: queue.SimpleQueue[str | None]) -> None:
    assert process.stdout
    for line in process.stdout:
        lines.put(line)
    lines.put(None)


# --- in the process that answers

Rows = Iterable[tuple[Any, ...]]


class _Late(BaseException):
    """The time of a query is up; no handler of a library is to take it for an error of its own."""


def _opened(contender: str, place: Place) -> tuple[Callable[[Request], Any], Callable[[Any], Rows]]:
    """How a contender is asked, and how the rows are read out of what it gives."""
    if contender == "rdflib":
        oracle = RdflibStore()
        oracle.load(ox.parse(path=place.quads, format=ox.RdfFormat.N_QUADS))
        return lambda request: _rdflib(oracle, request["sparql"]), _rdflib_rows
    if contender.startswith("raw"):
        store = renkei.open(place.store, memory=contender == "raw memory").store
        raw = store.raw  # type: ignore[attr-defined]
        return lambda request: _raw(raw, request["sparql"]), _plain_rows
    if contender == "http":
        graph = renkei.open(endpoint=place.url, timeout=1000)
    else:
        graph = renkei.open(place.store, memory=contender == "memory")
    return lambda request: _ours(graph, request), _plain_rows


def _ours(graph: renkei.Graph, request: Request) -> Result | list[ox.Triple]:
    if "question" in request:
        return graph.query(request["question"], **request["parameters"])
    return graph.construct(request["sparql"]) if _constructs(request["sparql"]) else graph.select(request["sparql"])


def _constructs(sparql: str) -> bool:
    return any(line.startswith("CONSTRUCT") for line in sparql.splitlines())


def _raw(store: ox.Store, sparql: str) -> list[Any]:
    """What the engine answers, all terms of all rows read."""
    found = store.query(sparql, prefixes=PREFIXES)
    return list(found) if isinstance(found, ox.QueryTriples) else list(map(tuple, found))  # type: ignore[arg-type]


def _plain_rows(found: Any) -> Rows:
    return found.table.rows if isinstance(found, Result) else map(tuple, found)


def _rdflib(store: RdflibStore, sparql: str) -> tuple[list[Any], list[Any]]:
    answer = store.dataset.query(sparql, initNs=PREFIXES)
    return (list(answer.vars or []), list(answer.bindings)) if answer.type == "SELECT" else ([], list(answer.graph or ()))


def _rdflib_rows(found: tuple[list[Any], list[Any]]) -> Rows:
    names, rows = found
    for row in rows:
        terms = [row.get(name) for name in names] if names else row
        yield tuple(None if term is None else from_rdflib(term) for term in terms)


def _digest(rows: Rows) -> tuple[int, str]:
    """The number of rows and a digest of them, in whatever order: numbers by value, to nine digits."""
    texts = sorted("\t".join(map(_text, row)) for row in rows)
    return len(texts), hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def _text(term: Any) -> str:
    if isinstance(term, ox.Literal) and term.datatype.value.rsplit("#", 1)[-1] in ("integer", "decimal", "double"):
        return f"{float(term.value):.9g}"
    return "" if term is None else str(term)


def _timed(ask: Callable[[Request], Any], request: Request, server: int) -> tuple[float, float, Any]:
    _set_alarm(request.get("deadline", 0))
    try:
        wall, processor = time.perf_counter(), time.process_time() + processor_time(server)
        found = ask(request)
        seconds = time.process_time() + processor_time(server) - processor
        return seconds, time.perf_counter() - wall, found
    finally:
        _set_alarm(0)


def _set_alarm(seconds: float) -> None:
    """Raise _Late after so many seconds of processor time, where the system can (what is not Python is not interrupted).

    While the alarm is set, Linux tells the processor time of the process to some 4 ms only.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def processor_time(process: int) -> float:
    """The seconds of processor time that another process has used, on Linux; 0 for no process, or where it is not known."""
    path = Path(f"/proc/{process}/stat")
    if not process or not path.exists():
        return 0.0
    fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def answered(
    ask: Callable[[Request], Any], rows_of: Callable[[Any], Rows], request: Request, server: int = 0
) -> dict[str, object]:
    """The facts of Answer, or that it was late."""
    taken = []
    try:
        for number in range(request.get("runs", 0) + 1):
            seconds, wall, found = _timed(ask, request, server)
            if number or not request.get("runs"):
                taken.append((seconds, wall))
    except _Late:
        return {"late": True}
    rows, digest = _digest(rows_of(found))
    columns: Sequence[Sequence[float]] = list(zip(*taken, strict=True))
    return {
        "seconds": statistics.median(columns[0]),
        "wall": statistics.median(columns[1]),
        "rows": rows,
        "digest": digest,
    }


def main() -> None:
    contender, place = sys.argv[1], Place(**json.loads(sys.argv[2]))
    if hasattr(signal, "SIGPROF"):
        signal.signal(signal.SIGPROF, _raise_late)
    began = time.process_time()
    ask, rows_of = _opened(contender, place)
    print(json.dumps({"loading": time.process_time() - began}), flush=True)
    for line in sys.stdin:
        try:
            found = answered(ask, rows_of, json.loads(line), place.server)
        except renkei.RenkeiError as error:
            found = {"failed": str(error)}
        print(json.dumps(found), flush=True)


def _raise_late(*_: object) -> None:
    raise _Late


if __name__ == "__main__":
    main()
