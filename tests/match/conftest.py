"""The members as their owner sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build
from renkei.graph import Graph
from renkei.graph import open as open_graph

Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def members(once: Once) -> Iterator[Graph]:
    data = [Path(__file__).parents[1] / "query" / "members"]
    store = once("members-owner", lambda folder: build(with_shipped(data), folder / "store", "owner")) / "store"
    with open_graph(store) as graph:
        yield graph
