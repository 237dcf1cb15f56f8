"""The border to networkit: ties as its graphs, and runs that give the same result each time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import networkit as nk
import numpy as np

from renkei.analysis.ties import Ties


def fast_graph(ties: Ties, weighted: bool = False) -> Any:
    """The ties as a networkit graph; its nodes are the positions of the organisations."""
    size = len(ties.organisations)
    ends = ties.source.astype(np.uint64), ties.target.astype(np.uint64)
    if not len(ties):
        return nk.Graph(size, weighted=weighted)
    weights = ties.weight if weighted else np.ones(len(ties))
    return nk.GraphFromCoo((weights, ends), n=size, weighted=weighted, directed=False)


@contextmanager
def one_thread() -> Iterator[None]:
    """Let networkit work on one core: what depends on the order of threads differs from run to run."""
    before = nk.getMaxNumberOfThreads()
    nk.setNumberOfThreads(1)
    try:
        yield
    finally:
        nk.setNumberOfThreads(before)


def seeded(seed: int) -> None:
    """Start networkit's random numbers at `seed`; they are the same from run to run on one thread only."""
    nk.setSeed(seed, False)
