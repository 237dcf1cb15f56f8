"""The other side of worker.py: a process that answers SPARQL over a store on disk until its input ends.

It is run as a file, not imported, so that it starts with the engine alone. A message is four bytes of length (big-endian) and
as many of content; the first says in JSON which store, prefixes and bytes of memory, each later one a query. An answer begins
with a letter: S rows (SPARQL results as JSON), A true or false, C triples (N-Triples), X a fault of syntax, E another fault.
"""

from __future__ import annotations

import json
import sys
from typing import IO, Any

import pyoxigraph as ox


def read(stream: IO[bytes]) -> bytes | None:
    """The next message, or None at the end."""
    head = stream.read(4)
    return stream.read(int.from_bytes(head, "big")) if len(head) == 4 else None


def write(stream: IO[bytes], content: bytes) -> None:
    stream.write(len(content).to_bytes(4, "big") + content)
    stream.flush()


def answer(store: ox.Store, sparql: str, prefixes: dict[str, str]) -> bytes:
    """What the store answers, or says is wrong with the query."""
    try:
        found: Any = store.query(sparql, prefixes=prefixes)
        if isinstance(found, ox.QueryBoolean):
            return b"A1" if found else b"A0"
        if isinstance(found, ox.QuerySolutions):
            return b"S" + (found.serialize(format=ox.QueryResultsFormat.JSON) or b"")
        return b"C" + (found.serialize(format=ox.RdfFormat.N_TRIPLES) or b"")
    except SyntaxError as error:
        return b"X" + str(error).encode()
    except (ValueError, RuntimeError, OSError) as error:
        return b"E" + str(error).encode()


def _limit_memory(most: int) -> None:
    """Let the process take so many bytes of address space and no more; Windows has no such limit."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def main() -> None:
    given, back = sys.stdin.buffer, sys.stdout.buffer
    start = json.loads(read(given) or b"{}")
    if start.get("memory"):
        _limit_memory(start["memory"])
    store = ox.Store.read_only(start["path"])
    write(back, b"R")
    while (sparql := read(given)) is not None:
        write(back, answer(store, sparql.decode(), start["prefixes"]))


if __name__ == "__main__":
    main()
