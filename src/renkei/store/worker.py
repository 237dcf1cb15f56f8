"""A store on disk whose queries another process answers, so that one that takes too long or too much memory can be ended.

A running query of the engine cannot be interrupted; its process can. The process starts with the first query (some 0.1 s) and
answers all later ones; after one that was ended, the next starts another.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from renkei.errors import QueryError, StoreError, Text
from renkei.schema.namespaces import PREFIXES
from renkei.store import worker_process
from renkei.store.guard import guard
from renkei.store.oxigraph import OxigraphStore, not_answered, syntax_error, table_of, wrong_form
from renkei.store.protocol import Table
from renkei.store.worker_process import read, write

_START_WITHIN = 30.0  # seconds that a process may take to open the store on a busy machine
MOST_MEMORY = 4 * 2**30


class QueryTimeout(QueryError):
    """A query that was ended because it took longer than `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            Text(
                f"問い合わせを{seconds:g}秒で打ち切りました。条件を絞るか LIMIT を付けるか、--timeout を延ばしてください。",
                f"The query was ended after {seconds:g} s. Narrow it, add a LIMIT, or allow more time with --timeout.",
            )
        )
        self.seconds = seconds


class WorkerStore:
    """A store on disk, read-only, with a deadline of `timeout` seconds for each query and `memory` bytes for its process.

    Several threads may ask; their queries are answered one after the other, and waiting counts for the deadline.
    """

    def __init__(self, path: Path, timeout: float, memory: int = MOST_MEMORY) -> None:
        self.timeout = timeout
        self._path = path
        self._memory = memory
        self._here = OxigraphStore.read_only(path)
        self.beside = self._here.beside
        self._process: _Process | None = None
        self._turn = threading.Lock()

    def load(self, quads: Iterable[ox.Quad]) -> None:
        raise StoreError(Text("このストアは読み取り専用です。", "This store is read-only."))

    def select(self, sparql: str) -> Table:
        kind, content = self._ask(sparql, b"ST", "SELECT")
        form = ox.QueryResultsFormat.TSV if kind == b"T" else ox.QueryResultsFormat.JSON
        found = ox.parse_query_results(content, format=form)
        assert isinstance(found, ox.QuerySolutions)
        return table_of(found)

    def ask(self, sparql: str) -> bool:
        return self._ask(sparql, b"A", "ASK")[1] == b"1"

    def construct(self, sparql: str) -> list[ox.Triple]:
        _, text = self._ask(sparql, b"C", "CONSTRUCT, DESCRIBE")
        return [q.triple for q in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)]

    def quads(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: ox.NamedNode | ox.Literal | None = None,
        graph: ox.NamedNode | ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        return self._here.quads(subject, predicate, object, graph)

    def __len__(self) -> int:
        return len(self._here)

    def close(self) -> None:
        """End the process; the store answers again when it is asked again."""
        if self._process:
            self._process.end()
            self._process = None

    def _ask(self, sparql: str, wanted: bytes, form: str) -> tuple[bytes, bytes]:
        """The letter of the answer, one of those wanted, and its content. Raises QueryError, QueryTimeout among them."""
        guard(sparql)
        graphs: list[list[str] | None] = [None, None]
        if dataset := self._here.dataset(sparql):
            graphs = [[g.value for g in given] for given in (dataset.default, dataset.named)]
            sparql = dataset.text
        due = time.monotonic() + self.timeout
        if not self._turn.acquire(timeout=self.timeout):
            raise QueryTimeout(self.timeout)
        try:
            if self._process is None:
                began = time.monotonic()
                self._process = _Process(self._path, self._memory)
                due += time.monotonic() - began  # starting is no part of answering
            answer = self._process.ask(json.dumps([sparql, *graphs]), max(due - time.monotonic(), 0.0))
        except (_Late, _Gone) as fault:
            self.close()
            if isinstance(fault, _Late):
                raise QueryTimeout(self.timeout) from None
            raise _out_of_memory(self._memory) from None
        finally:
            self._turn.release()
        kind, content = answer[:1], answer[1:]
        if kind == b"X":
            raise syntax_error(content.decode())
        if kind == b"E":
            raise not_answered(content.decode())
        if kind not in wanted:
            raise wrong_form(form)
        return kind, content


class _Late(Exception):
    """No answer came in time."""


class _Gone(Exception):
    """The process ended without an answer."""


class _Process:
    """One process, and a thread that reads what it answers (a pipe cannot be waited for with a limit everywhere)."""

    def __init__(self, path: Path, memory: int) -> None:
        command = [sys.executable, "-P", worker_process.__file__]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.end = weakref.finalize(self, _end, self._process)
        threading.Thread(target=_read_all, args=(self._process.stdout, self._answers), daemon=True).start()
        start = {"path": str(path), "prefixes": dict(PREFIXES), "memory": memory}
        try:
            self.ask(json.dumps(start), _START_WITHIN)
        except (_Late, _Gone) as fault:
            self.end()
            message = Text("問い合わせ用のプロセスを始められません。", "The process that answers queries could not be started.")
            raise StoreError(message) from fault

    def ask(self, text: str, seconds: float) -> bytes:
        """The answer to a message. Raises _Late and _Gone."""
        assert self._process.stdin
        try:
            write(self._process.stdin, text.encode())
        except OSError as error:
            raise _Gone from error
        try:
            answer = self._answers.get(timeout=seconds)
        except queue.Empty as error:
            raise _Late from error
        if answer is None:
            raise _Gone
        return answer


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and wait until it is gone."""
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream:
            with suppress(OSError):  # what was not written yet goes nowhere
                stream.close()


def _read_all(stream: IO[bytes], answers: queue.SimpleQueue[bytes | None]) -> None:
    with suppress(ValueError, OSError):  # closed with its process
        while (answer := read(stream)) is not None:
            answers.put(answer)
    answers.put(None)


def _out_of_memory(memory: int) -> QueryError:
    most = f"{memory / 2**30:.1f} GB"
    return QueryError(
        Text(
            f"問い合わせがメモリー（{most}）を使い切ったため打ち切りました。条件を絞るか、LIMIT を付けてください。",
            f"The query used up its memory ({most}) and was ended. Narrow it, or add a LIMIT.",
        )
    )
