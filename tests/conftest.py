"""Fixtures that all tests share: the shipped store, built once into a folder of this run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from local_servers import Server, oxigraph, virtuoso

from renkei.build.datasets import shipped_datasets
from renkei.build.pipeline import build
from renkei.build.push import push
from renkei.graph import Graph
from renkei.graph import open as open_graph
from renkei.store.endpoint import endpoint
from renkei.store.remote import RemoteStore

SOURCES = Path(os.environ.get("RENKEI_SOURCES") or Path(__file__).parents[2] / "shared" / "sources")


@pytest.fixture(scope="session")
def shipped_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the shipped data."""
    directory = tmp_path_factory.mktemp("shipped") / "store"
    build(shipped_datasets(), directory, "public")
    return directory


@pytest.fixture(scope="session")
def graph(shipped_store: Path) -> Iterator[Graph]:
    """The shipped data, open for reading."""
    with open_graph(shipped_store) as opened:
        yield opened


@pytest.fixture(scope="session", autouse=True)
def _no_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the reader's own store, cache and language out of the tests."""
    kept = dict(os.environ)
    os.environ["RENKEI_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    for name in ("STORE", "ENDPOINT", "ENDPOINT_USER", "ENDPOINT_PASSWORD", "ENDPOINT_TOKEN"):
        os.environ.pop(f"RENKEI_{name}", None)
    os.environ["RENKEI_LANG"] = "en"
    yield
    os.environ.clear()
    os.environ.update(kept)


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder with the texts of the source documents; a test that needs it is skipped where it is not there."""
    if not SOURCES.is_dir():
        pytest.skip("the texts of the source documents are not here: set RENKEI_SOURCES to their folder")
    return SOURCES


# Servers, started when the first test asks for them. A session serves one run, or one process of a run on all processors.


@pytest.fixture(scope="session")
def oxigraph_server() -> Iterator[Server]:
    with oxigraph() as server:
        yield server


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


@pytest.fixture(scope="session", params=["oxigraph", "virtuoso"])
def pushed_server(request: pytest.FixtureRequest, graph: Graph) -> Server:
    """Each real server in turn, with the shipped data pushed to it."""
    server: Server = request.getfixturevalue(f"{request.param}_server")
    place = endpoint(server.url, environment=server.environment)
    push(graph.store, graph.generation.manifest, RemoteStore(place, timeout=600))
    return server


@pytest.fixture(scope="module")
def module_environment() -> Iterator[pytest.MonkeyPatch]:
    """Variables of the environment for the tests of one module."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch
