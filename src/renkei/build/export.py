"""The graph written to a file, the same bytes for the same store.

Statements are read subject by subject, so what is held in memory is the names of the subjects and not the statements.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from renkei.errors import Text, UsageError
from renkei.rdf.jsonld import write_jsonld
from renkei.schema.namespaces import PREFIXES
from renkei.store.protocol import Store

Graphs = list[ox.NamedNode | ox.DefaultGraph]

_DEFAULT = ox.DefaultGraph()
_NAMED_GRAPHS = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }"


def export(store: Store, output: Path, form: str, which: str | None) -> int:
    """Write `form` (nquads, trig, turtle, jsonld) of the default graph or of all graphs; gives the number of statements.

    `which` is "default", "all", or None for what the format can hold. Raises UsageError for Turtle of all graphs, or a file
    that cannot be written; a file that is there stays until the new one is whole.
    """
    if form == "turtle" and which == "all":
        raise UsageError(
            Text(
                "Turtle は1つのグラフしか持てません。--format trig か nquads を使ってください。",
                "Turtle holds one graph only: use --format trig or nquads.",
            )
        )
    everything = which == "all" or (which is None and form != "turtle")
    if output.is_dir():
        raise UsageError(Text(f"{output} はフォルダーです。", f"{output} is a folder."))
    scratch = output.resolve().with_name(f".{output.name}.{os.getpid()}")
    try:
        with scratch.open("wb") as out:
            number = _write(store, out, form, everything)
        scratch.replace(output)
    except OSError as error:
        with contextlib.suppress(OSError):
            scratch.unlink()
        raise UsageError(
            Text(f"{output} に書けません: {error.strerror}", f"{output} cannot be written: {error.strerror}")
        ) from error
    return number


def _write(store: Store, out: BinaryIO, form: str, everything: bool) -> int:
    if form == "nquads":
        return _write_nquads(store, out, everything)
    quads = graph_by_graph(store, everything)
    if form == "jsonld":
        return write_jsonld(quads, out)
    counted = _Counted(quads)
    if form == "trig":
        ox.serialize(counted, output=out, format=ox.RdfFormat.TRIG, prefixes=PREFIXES)
    else:
        triples = (ox.Triple(q.subject, q.predicate, q.object) for q in counted)
        ox.serialize(triples, output=out, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    return counted.number


class _Counted:
    """An iterator that counts what it gave."""

    def __init__(self, quads: Iterator[ox.Quad]) -> None:
        self._quads = quads
        self.number = 0

    def __iter__(self) -> Iterator[ox.Quad]:
        for quad in self._quads:
            self.number += 1
            yield quad


def _write_nquads(store: Store, out: BinaryIO, everything: bool) -> int:
    """The lines in order. Subjects in order give lines in order, since a line begins with its subject."""
    number = 0
    graph = None if everything else _DEFAULT
    for subject in _subjects(store, graph):
        lines = sorted(f"{quad} .\n".encode() for quad in store.quads(subject, graph=graph))
        out.writelines(lines)
        number += len(lines)
    return number


def graph_by_graph(store: Store, everything: bool) -> Iterator[ox.Quad]:
    """The quads by graph (the default graph first), subject, property and value."""
    graphs: Graphs = [_DEFAULT]
    if everything:
        named = [row[0] for row in store.select(_NAMED_GRAPHS).rows if isinstance(row[0], ox.NamedNode)]
        graphs += sorted(named, key=str)
    for graph in graphs:
        for subject in _subjects(store, graph):
            yield from sorted(store.quads(subject, graph=graph), key=lambda q: (str(q.predicate), str(q.object)))


def _subjects(store: Store, graph: ox.NamedNode | ox.DefaultGraph | None) -> list[ox.NamedNode]:
    """The subjects of a graph, or of all graphs (None), in order. A built store has no blank nodes (a check says so)."""
    known, named = "{ ?s ?p ?o }", f"{{ GRAPH {graph or '?g'} {{ ?s ?p ?o }} }}"
    where = known if graph == _DEFAULT else f"{{ {known} UNION {named} }}" if graph is None else named
    found = [row[0] for row in store.select(f"SELECT DISTINCT ?s WHERE {where}").rows]  # the engine is quick at this
    subjects = [s for s in found if isinstance(s, ox.NamedNode)]
    if len(subjects) < len(found):
        raise TypeError(f"a subject is not an IRI in {graph or 'the store'}")
    return sorted(subjects, key=str)
