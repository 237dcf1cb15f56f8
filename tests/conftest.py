"""Fixtures that all tests share: the shipped store and its site, made once in a run, whichever of its processes asks first."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

# The processes of a run keep all processors at work; threads of linear algebra beside them, for small matrices, only wait.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import pytest
from filelock import FileLock
from installing import BIN, Installed, Offline, install, make_wheel
from local_servers import Server, oxigraph, virtuoso

from renkei.build.datasets import shipped_datasets, with_shipped
from renkei.build.pipeline import build
from renkei.build.push import push
from renkei.graph import Graph
from renkei.graph import open as open_graph
from renkei.publish.site import publish
from renkei.store.endpoint import endpoint
from renkei.store.remote import RemoteStore

SOURCES = Path(os.environ.get("RENKEI_SOURCES") or Path(__file__).parents[2] / "shared" / "sources")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The modules with slow tests come first, so that no process is left with a long one when the others are done."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """`once(name, make)` is a folder that `make` fills the first time in a run; tests read it and change nothing there."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder, done = shared / "once" / name, shared / "once" / f"{name}.done"
        folder.parent.mkdir(exist_ok=True)
        with FileLock(folder.with_name(f"{name}.lock")):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def shipped_store(once: Once) -> Path:
    """A store of the shipped data."""
    return once("shipped", lambda folder: build(shipped_datasets(), folder / "store", "public")) / "store"


@pytest.fixture
def own_store(shipped_store: Path, tmp_path: Path) -> Path:
    """A store of the shipped data that a test may change."""
    return shutil.copytree(shipped_store, tmp_path / "store", ignore=shutil.ignore_patterns("readers"))


@pytest.fixture(scope="session")
def site(once: Once, shipped_store: Path) -> Path:
    """The site of the shipped data."""

    def make(folder: Path) -> None:
        report = publish(folder / "site", shipped_store)
        assert (report.ok, report.unchanged) == (True, False)

    return once("published", make) / "site"


@pytest.fixture(scope="session")
def graph(shipped_store: Path) -> Iterator[Graph]:
    """The shipped data, open for reading."""
    with open_graph(shipped_store) as opened:
        yield opened


@pytest.fixture(scope="session")
def members_store(once: Once) -> Path:
    """A store of the shipped data and a made-up list of members with what they can do, need and offer."""
    data = [Path(__file__).parent / "query" / "members"]
    return once("members", lambda folder: build(with_shipped(data), folder / "store", "public")) / "store"


@pytest.fixture(scope="session")
def members_site(once: Once, members_store: Path) -> Path:
    return once("members-site", lambda folder: publish(folder / "site", members_store)) / "site"


@pytest.fixture(scope="session")
def members(members_store: Path) -> Iterator[Graph]:
    with open_graph(members_store) as opened:
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


# Servers, started when the first test asks for them. Those of a module are empty at first, and its tests may write to them.


@pytest.fixture(scope="module")
def oxigraph_server() -> Iterator[Server]:
    with oxigraph() as server:
        yield server


@pytest.fixture(scope="module")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


@pytest.fixture(scope="session", params=["oxigraph", "virtuoso"])
def pushed_server(request: pytest.FixtureRequest, graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Each real server in turn, with the shipped data pushed to it; tests read from it only."""
    with oxigraph() if request.param == "oxigraph" else virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        place = endpoint(server.url, environment=server.environment)
        push(graph.store, graph.generation.manifest, RemoteStore(place, timeout=600))
        yield server


@pytest.fixture(scope="session")
def wheel(once: Once) -> Path:
    (built,) = once("dist", make_wheel).glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed_online(once: Once, wheel: Path) -> Installed | str:
    """The wheel in an environment of its own; where pip cannot fetch what it needs, the command for that."""

    def make(folder: Path) -> None:
        try:
            install(wheel, folder / "env")
        except Offline as error:
            (folder / "offline").write_text(str(error), encoding="utf-8")

    folder = once("installed", make)
    offline = folder / "offline"
    return offline.read_text(encoding="utf-8") if offline.exists() else Installed(folder / "env" / BIN)


@pytest.fixture(scope="session")
def installed(installed_online: Installed | str) -> Installed:
    """The same; without a network, tests that need it are skipped."""
    if isinstance(installed_online, str):
        pytest.skip(f"pip cannot fetch what the wheel needs; when online: {installed_online}")
    return installed_online


@pytest.fixture(scope="module")
def module_environment() -> Iterator[pytest.MonkeyPatch]:
    """Variables of the environment for the tests of one module."""
    with pytest.MonkeyPatch.context() as patch:
        yield patch
