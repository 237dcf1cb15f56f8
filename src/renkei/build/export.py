"""The graph written to a file, the same bytes for the same store."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pyoxigraph as ox

from renkei.errors import Text, UsageError
from renkei.rdf.canonical import write_nquads, write_turtle
from renkei.store.protocol import Store


def export(store: Store, output: Path, form: str, which: str | None) -> int:
    """Write `form` (nquads, turtle) of the default graph or of all graphs; gives the number of statements.

    `which` is "default", "all", or None for what the format can hold. Raises UsageError for Turtle of all graphs, or a file
    that cannot be written; a file that is there stays until the new one is whole.
    """
    if form == "turtle" and which == "all":
        raise UsageError(
            Text(
                "Turtle は1つのグラフしか持てません。--format nquads を使ってください。",
                "Turtle holds one graph only: use --format nquads.",
            )
        )
    everything = which == "all" or (which is None and form == "nquads")
    quads = store.quads() if everything else store.quads(graph=ox.DefaultGraph())
    if output.is_dir():
        raise UsageError(Text(f"{output} はフォルダーです。", f"{output} is a folder."))
    scratch = output.resolve().with_name(f".{output.name}.{os.getpid()}")
    try:
        with scratch.open("wb") as out:
            if form == "nquads":
                number = write_nquads(quads, out)
            else:
                number = write_turtle((ox.Triple(q.subject, q.predicate, q.object) for q in quads), out)
        scratch.replace(output)
    except OSError as error:
        with contextlib.suppress(OSError):
            scratch.unlink()
        raise UsageError(
            Text(f"{output} に書けません: {error.strerror}", f"{output} cannot be written: {error.strerror}")
        ) from error
    return number
