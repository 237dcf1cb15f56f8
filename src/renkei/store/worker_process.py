"""The other side of worker.py: a process that answers SPARQL over a store on disk until its input ends.

It is run as a file, not imported, so that it starts with the engine alone. A message is four bytes of length (big-endian) and
as many of content, in JSON; the first says which store, prefixes and bytes of memory, each later one is a query, and the graphs
that are merged for it and named in it. An answer begins with a letter: T rows (SPARQL results as TSV), S rows of one column or
none (as JSON), A true or false, C triples (N-Triples), X a fault of syntax, E another fault.
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


def merged(store: ox.Store, default: list[ox.NamedNode], named: list[ox.NamedNode]) -> ox.Store:
    """A store in memory whose default graph is the merge of graphs of another, and that has `named` graphs of it.

    The engine itself gives a statement that stands in several graphs several times.
    """
    made = ox.Store()
    for graph in default:
        made.extend(ox.Quad(q.subject, q.predicate, q.object) for q in store.quads_for_pattern(None, None, None, graph))
    for graph in named:
        made.extend(store.quads_for_pattern(None, None, None, graph))
    return made


def query(
    store: ox.Store,
    sparql: str,
    prefixes: dict[str, str],
    default: list[ox.NamedNode] | None,
    named: list[ox.NamedNode] | None,
) -> Any:
    """The engine's answer: over the whole store, or over the merge of `default` and the `named` graphs."""
    if default is None or named is None:
        return store.query(sparql, prefixes=prefixes)
    if len(default) > 1:
        return merged(store, default, named).query(sparql, prefixes=prefixes)
    return store.query(sparql, prefixes=prefixes, default_graph=list(default), named_graphs=list(named))


def answer(store: ox.Store, sparql: str, prefixes: dict[str, str], *graphs: list[str] | None) -> bytes:
    """What the store answers, or says is wrong with the query."""
    try:
        default, named = (None if given is None else [ox.NamedNode(graph) for graph in given] for given in graphs)
        found = query(store, sparql, prefixes, default, named)
        if isinstance(found, ox.QueryBoolean):
            return b"A1" if found else b"A0"
        if isinstance(found, ox.QuerySolutions):
            if len(found.variables) > 1:
                return b"T" + (found.serialize(format=ox.QueryResultsFormat.TSV) or b"")
            return b"S" + (found.serialize(format=ox.QueryResultsFormat.JSON) or b"")  # TSV cannot tell an empty row from none
        return b"C" + (found.serialize(format=ox.RdfFormat.N_TRIPLES) or b"")
    except SyntaxError as error:
        return b"X" + str(error).encode()
    except (ValueError, RuntimeError, OSError) as error:
        return b"E" + str(error).encode()


def _limit_memory(most: int) -> None:
    """Let the process take so many bytes of memory and no more; Windows has no such limit.

    Not its address space, which is larger by what threads reserve and never use: half a gigabyte, and never twice the same.
    """
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def main() -> None:
    given, back = sys.stdin.buffer, sys.stdout.buffer
    start = json.loads(read(given) or b"{}")
    if start.get("memory"):
        _limit_memory(start["memory"])
    store = ox.Store.read_only(start["path"])
    write(back, b"R")
    while (message := read(given)) is not None:
        text, *graphs = json.loads(message)
        write(back, answer(store, text, start["prefixes"], *graphs))


if __name__ == "__main__":
    main()
