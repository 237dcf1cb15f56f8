"""What is kept beside a store is what the store says, goes with it, and may be missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from renkei.graph import open as open_graph
from renkei.network import kept
from renkei.network.affiliations import Affiliations, read_affiliations


@pytest.fixture
def copied(shipped_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of one's own, whose network counts as large."""
    monkeypatch.setattr(kept, "LEAST_KEPT", 1)
    shutil.copytree(shipped_store, tmp_path / "store", ignore=shutil.ignore_patterns("kept"))
    return tmp_path / "store"


def facts(network: Affiliations) -> tuple[object, ...]:
    columns = [np.asarray(getattr(network, name)).tolist() for name in ("organisation", "activity", "role", "first", "last")]
    sides = [(things.iris, dict(things.facts)) for things in (network.organisations, network.activities)]
    return columns, sides, network.roles, network.kin


def test_it_is_read_once_and_the_same_after_that(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_graph(copied) as graph:
        said = facts(read_affiliations(graph.store))
        assert facts(kept.affiliations(graph.store)) == said
    monkeypatch.setattr(kept, "read_affiliations", lambda _: pytest.fail("read again"))
    for timeout in (None, 60.0):
        with open_graph(copied, timeout=timeout) as graph:
            assert facts(kept.affiliations(graph.store)) == said
    (folder,) = copied.glob("stores/*/kept/*")
    assert folder.name.startswith("network-")


def test_it_is_kept_before_anyone_asks(copied: Path) -> None:
    kept.keep(copied)
    (folder,) = copied.glob("stores/*/kept/network-*")
    with open_graph(copied) as graph:
        assert facts(kept.affiliations(graph.store)) == facts(read_affiliations(graph.store))
    assert folder.is_dir()


def test_a_small_network_and_one_that_is_another_version_are_read(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_graph(copied) as graph:
        kept.affiliations(graph.store)
        monkeypatch.setattr(kept, "_version", lambda: "network-other")
        kept.affiliations(graph.store)
        assert {p.name for p in copied.glob("stores/*/kept/*")} > {"network-other"}
        monkeypatch.setattr(kept, "_version", lambda: "network-small")
        monkeypatch.setattr(kept, "LEAST_KEPT", 1_000_000)
        kept.affiliations(graph.store)
        assert not list(copied.glob("stores/*/kept/network-small"))


def test_a_store_that_cannot_be_written_beside_is_read_each_time(copied: Path) -> None:
    (generation,) = copied.glob("stores/*")
    (generation / "kept").write_text("in the way", encoding="utf-8")
    with open_graph(copied) as graph:
        assert len(kept.affiliations(graph.store)) > 100
    with open_graph(copied, memory=True) as graph:
        assert len(kept.affiliations(graph.store)) > 100
