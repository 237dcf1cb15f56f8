"""Layouts are computed once: the same network has the same positions from the cache folder, another one has its own."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from renkei.viz import kept_layout
from renkei.viz.kept_layout import kept_positions
from renkei.viz.layout import positions


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RENKEI_CACHE", str(tmp_path))
    monkeypatch.setattr(kept_layout, "LEAST_KEPT", 10)
    return tmp_path / "layouts"


def ring(nodes: int) -> nx.Graph[str]:
    return nx.relabel_nodes(nx.cycle_graph(nodes), lambda n: f"node-{n}")


def test_a_layout_is_computed_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept_positions(ring(20))
    assert first == positions(ring(20))
    (file,) = cache.iterdir()
    assert b"node" not in file.read_bytes()
    monkeypatch.setattr(kept_layout, "positions", lambda *_: pytest.fail("computed again"))
    assert kept_positions(ring(20)) == first


def test_another_network_groups_or_seed_have_their_own(cache: Path) -> None:
    halves = {f"node-{n}": str(n // 10) for n in range(20)}
    found = [kept_positions(ring(20)), kept_positions(ring(21)), kept_positions(ring(20), groups=halves)]
    found.append(kept_positions(ring(20), seed=8))
    assert len(list(cache.iterdir())) == len(found)
    assert kept_positions(ring(20), groups=halves) == found[2] != found[0]


def test_a_small_network_and_a_broken_file_are_computed(cache: Path) -> None:
    kept_positions(ring(5))
    assert not cache.exists()
    first = kept_positions(ring(20))
    (file,) = cache.iterdir()
    file.write_bytes(file.read_bytes()[:40])
    assert kept_positions(ring(20)) == first


def test_only_the_last_are_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_layout, "MOST_KEPT", 3)
    for nodes in range(12, 18):
        kept_positions(ring(nodes))
    assert len(list(cache.iterdir())) == 3


def test_a_folder_that_cannot_be_written_to_keeps_none(cache: Path) -> None:
    cache.write_bytes(b"a file where the folder should be")
    assert kept_positions(ring(20)) == positions(ring(20))
