"""Text written into an Oxigraph store while more of it is made: the engine loads one piece as the next is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

import pyoxigraph as ox

from renkei.store.oxigraph import OxigraphStore

# Characters of a piece. The bulk loader holds some eight times as much while it sorts; smaller pieces take more time in all.
_PIECE = 64_000_000


class BulkWriter:
    """Writes lines of N-Quads into a store; leaving the context waits until all are loaded.

    `maybe_blank` says whether anything that was written may be a blank node, `digest` is that of all that was written.
    """

    def __init__(self, store: OxigraphStore) -> None:
        self._store = store
        self._texts: list[str] = []
        self._size = 0
        self._pool = ThreadPoolExecutor(1, "bulk-loader")
        self._loading: Future[None] | None = None
        self.maybe_blank = False
        self._hasher = hashlib.sha256()

    @property
    def digest(self) -> str:
        return self._hasher.hexdigest()

    def write(self, lines: Iterable[str]) -> None:
        """Add lines, each with its line feed. Raises what the loading of an earlier piece raised."""
        text = "".join(lines)
        self._texts.append(text)
        self._size += len(text)
        if self._size > _PIECE:
            self._flush()

    def _flush(self) -> None:
        text = "".join(self._texts).encode()
        self._texts, self._size = [], 0
        self.maybe_blank = self.maybe_blank or may_be_blank(text)
        self._hasher.update(text)
        if self._loading:
            self._loading.result()
        self._loading = self._pool.submit(self._store.load_text, text)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._flush()
            if self._loading:
                self._loading.result()
        finally:
            self._pool.shutdown()


def may_be_blank(text: bytes) -> bool:
    """Whether N-Quads or N-Triples may hold a blank node; a literal that looks like one counts."""
    return text.startswith(b"_:") or b"\n_:" in text or b"> _:" in text


def load_pieces(store: OxigraphStore, path: Path, graph: ox.NamedNode | ox.DefaultGraph) -> None:
    """Load a file of N-Triples into a graph, in pieces."""
    for piece in pieces(path):
        store.raw.bulk_load(input=piece, format=ox.RdfFormat.N_TRIPLES, to_graph=graph)


def pieces(path: Path) -> Iterator[bytes]:
    """The lines of a file in pieces of whole lines."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece + file.readline()
