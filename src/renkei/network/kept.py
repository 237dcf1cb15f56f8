"""The affiliations of a large store kept beside it by columns, so that they are read once and then mapped into memory."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import uuid
from pathlib import Path

import numpy as np

from renkei import resources
from renkei.network.affiliations import Affiliations, Things, read_affiliations
from renkei.store.generations import open_reader
from renkei.store.oxigraph import OxigraphStore
from renkei.store.protocol import Store
from renkei.store.worker import WorkerStore

_COLUMNS = ("organisation", "activity", "role", "first", "last")
_NAMES, _KIN = "names.json", "kin"
# Fewer rows are read from the store in no time; a store of fewer statements has no more of them.
LEAST_KEPT = 10_000
LEAST_STATEMENTS = 100_000


def affiliations(store: Store) -> Affiliations:
    """The affiliations of all organisations of a store, as `read_affiliations` gives them."""
    beside = store.beside if isinstance(store, (OxigraphStore, WorkerStore)) else None
    if beside and (kept := load(beside)):
        return kept
    found = read_affiliations(store)
    if beside:
        save(beside, found)
    return found


def keep(directory: Path) -> None:
    """Keep the affiliations of the store in `directory`, so that the first who asks need not wait for them."""
    reader = open_reader(directory)
    try:
        affiliations(reader.store)
    finally:
        reader.close()


def load(beside: Path) -> Affiliations | None:
    """What was kept of a store beside it; None where nothing was, or by another version."""
    folder = beside / _version()
    if not folder.is_dir():
        return None
    names = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
    columns = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _COLUMNS}
    kin = frozenset((int(unit), int(whole)) for unit, whole in np.load(folder / f"{_KIN}.npy"))
    sides = _things(names["organisations"]), _things(names["activities"])
    return Affiliations(*sides, tuple(names["roles"]), **columns, kin=kin)


def save(beside: Path, network: Affiliations) -> None:
    """Keep a large network; a store that cannot be written beside is read again each time."""
    folder = beside / _version()
    if len(network) < LEAST_KEPT or folder.exists():
        return
    scratch = beside / f".{uuid.uuid4().hex}"
    with contextlib.suppress(OSError):  # a medium for reading only, or another process was faster
        scratch.mkdir(parents=True)
        for name in _COLUMNS:
            np.save(scratch / f"{name}.npy", getattr(network, name))
        np.save(scratch / f"{_KIN}.npy", np.array(sorted(network.kin), np.int32).reshape(-1, 2))
        sides = {"organisations": network.organisations, "activities": network.activities}
        names = {side: {"iris": things.iris, "facts": dict(things.facts)} for side, things in sides.items()}
        (scratch / _NAMES).write_text(json.dumps(names | {"roles": network.roles}, ensure_ascii=False), encoding="utf-8")
        scratch.rename(folder)
    shutil.rmtree(scratch, ignore_errors=True)


def _things(told: dict[str, object]) -> Things:
    facts: dict[str, list[str]] = told["facts"]  # type: ignore[assignment]
    return Things(tuple(told["iris"]), {name: tuple(column) for name, column in facts.items()})  # type: ignore[arg-type]


def _version() -> str:
    """A name that changes with what is asked of the store, and how it is read."""
    hasher = hashlib.sha256()
    for path in (*resources.files("queries", "network/*.rq"), Path(__file__), Path(__file__).with_name("affiliations.py")):
        hasher.update(path.read_bytes())
    return f"network-{hasher.hexdigest()[:12]}"
