"""Store directories in generations: `DIR/stores/<digest>/` and a one-line `CURRENT`, replaced atomically.

A build writes a new generation beside the one in use and then points CURRENT at it; readers hold a lock file of their
generation, and an older generation goes when no reader holds one. A build that dies leaves CURRENT as it was.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from renkei.errors import StoreError, Text
from renkei.store.names import NameIndex
from renkei.store.oxigraph import OxigraphStore

# Version of the layout on disk; a store of another format is refused with the way out.
FORMAT = 1

# The file of the index of names in a generation, and while it is built.
NAMES = "names.sqlite"

_CURRENT, _STORES, _MANIFEST, _DATA, _READERS, _LOCK = (
    "CURRENT",
    "stores",
    "manifest.json",
    "data",
    "readers",
    "build.lock",
)


_DIGEST = re.compile(r"[0-9a-f]{20}")


@dataclass(frozen=True)
class Generation:
    """One finished store: its folder, and the manifest that says what it was built from."""

    path: Path
    manifest: dict[str, Any]

    @property
    def digest(self) -> str:
        return self.path.name

    @property
    def place(self) -> str:
        """Where it is, for people."""
        return str(self.path)

    @property
    def data(self) -> Path:
        return self.path / _DATA

    @property
    def names(self) -> NameIndex | None:
        """The index of names that a large store has."""
        path = self.path / NAMES
        return NameIndex(path) if path.exists() else None


@contextlib.contextmanager
def building(directory: Path, digest: str, wait: float = 0) -> Iterator[Path]:
    """Give a scratch folder to build generation `digest` of `directory` in, holding the directory's build lock.

    Raises StoreError where another build holds the lock for longer than `wait` seconds, or the directory holds something
    that is no store.
    """
    check_target(directory)
    try:
        (directory / _STORES).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = Text(
            f"{directory} を作れません: {error.strerror}。-o または RENKEI_CACHE で書けるフォルダーを指定してください。",
            f"{directory} cannot be made: {error.strerror}. Name a folder that can be written with -o or RENKEI_CACHE.",
        )
        raise StoreError(message) from error
    lock = _build_lock(directory, wait)
    scratch = directory / _STORES / f".building-{digest}"
    try:
        for left in (directory / _STORES).glob(".building-*"):  # of builds that died: we hold the lock, so none runs
            shutil.rmtree(left)
        scratch.mkdir()
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)  # the engine may hold a file yet: the next build clears what is left
        lock.release()


def _build_lock(directory: Path, wait: float) -> FileLock:
    """The held build lock of a store directory. Raises StoreError where another build holds it for longer than `wait`."""
    lock = FileLock(directory / _LOCK)
    try:
        lock.acquire(timeout=wait)
    except Timeout as error:
        message = Text(
            f"{directory} は別のビルドが使用中です。それが終わってから、もう一度実行してください。",
            f"{directory} is locked by another build. Run this again when that one has ended.",
        )
        raise StoreError(message) from error
    return lock


def check_target(directory: Path) -> None:
    """Raise StoreError where a store cannot be built in `directory`, since it holds something else."""
    if directory.exists() and not directory.is_dir():
        raise StoreError(Text(f"{directory} はフォルダーではありません。", f"{directory} is not a directory."))
    if directory.is_dir() and any(directory.iterdir()) and not _is_ours(directory):
        message = Text(
            f"{directory} には別のファイルがあり、ストアではありません。空のフォルダーか新しい名前を指定してください。",
            f"{directory} holds other files and is no store. Name an empty or a new directory.",
        )
        raise StoreError(message)


def _is_ours(directory: Path) -> bool:
    """Whether a folder that is not empty is a store, or what a first build that died left of one."""
    names = {path.name for path in directory.iterdir()}
    return _STORES in names and bool(names & {_CURRENT, _LOCK})


def publish(directory: Path, scratch: Path, digest: str, manifest: dict[str, Any]) -> Generation:
    """Make the finished `scratch` the current generation, inside `building`; then drop generations no one reads."""
    text = json.dumps(manifest | {"format": FORMAT, "digest": digest}, ensure_ascii=False, indent=1, sort_keys=True)
    (scratch / _MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")
    final = directory / _STORES / digest
    if final.exists() and not _opens(final):  # what damage left of a generation with the same content
        shutil.rmtree(final)
    if not final.exists():  # else it is whole, and perhaps being read
        scratch.rename(final)
    _point(directory, digest)
    for other in (directory / _STORES).iterdir():
        if other.name != digest and _DIGEST.fullmatch(other.name) and _manifest_of(other) and not _has_readers(other):
            shutil.rmtree(other, ignore_errors=True)
    return Generation(final, json.loads(text))


def find_holding(directory: Path, holds: Callable[[OxigraphStore], bool]) -> tuple[Path, ...]:
    """The generations of a store directory for which `holds` is true or that cannot be opened, and what died builds left."""
    found = []
    for path in sorted((directory / _STORES).glob("*")) if _is_store(directory) else ():
        left = path.name.startswith(".building-")
        if left or (_DIGEST.fullmatch(path.name) and (not _opens(path) or holds(OxigraphStore.read_only(path / _DATA)))):
            found.append(path)
    return tuple(found)


def drop_generations(directory: Path, generations: Collection[Path], wait: float = 0) -> tuple[Path, ...]:
    """Delete generations, the current one too: the store must then be built again. Gives those that are being read, and stay.

    Raises StoreError while a build is at work.
    """
    lock = _build_lock(directory, wait)
    try:
        kept = []
        for path in generations:
            if _has_readers(path):
                kept.append(path)
                continue
            pointer = directory / _CURRENT
            if pointer.is_file() and pointer.read_bytes().decode("ascii", "replace").strip() == path.name:
                pointer.unlink()
            if path.exists():
                shutil.rmtree(path)
        return tuple(kept)
    finally:
        lock.release()


def _is_store(directory: Path) -> bool:
    return directory.is_dir() and _is_ours(directory)


def _point(directory: Path, digest: str) -> None:
    pointer = directory / f".{_CURRENT}-{uuid.uuid4().hex}"
    with pointer.open("w", encoding="ascii", newline="\n") as out:
        out.write(digest + "\n")
        out.flush()
        os.fsync(out.fileno())
    pointer.replace(directory / _CURRENT)


def find_generation(directory: Path) -> Generation | None:
    """The current generation, or None where there is none.

    Raises StoreError for a damaged store, or one that another version made.
    """
    try:
        digest = (directory / _CURRENT).read_bytes().decode("ascii", "replace").strip()
    except OSError:
        return None
    path = directory / _STORES / digest
    manifest = _manifest_of(path) if _DIGEST.fullmatch(digest) else None
    if manifest is None:
        message = Text(
            f"{directory} のストアは壊れています。renkei build -o {directory} で作り直してください。",
            f"The store in {directory} is damaged. Make it again: renkei build -o {directory}",
        )
        raise StoreError(message)
    if manifest.get("format") != FORMAT:
        message = Text(
            f"{directory} は別の版（形式 {manifest.get('format')}、この版は {FORMAT}）で作られています。"
            f"renkei build -o {directory} で作り直してください。",
            f"{directory} was made by another version (format {manifest.get('format')}, this one has {FORMAT}). "
            f"Make it again: renkei build -o {directory}",
        )
        raise StoreError(message)
    return Generation(path, manifest)


def _manifest_of(path: Path) -> dict[str, Any] | None:
    """The manifest of a generation, or None where it or the engine's data is not there."""
    try:
        manifest = json.loads((path / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(manifest, dict) and (path / _DATA / "CURRENT").is_file()
    return manifest if whole else None


def _opens(path: Path) -> bool:
    try:
        OxigraphStore.read_only(path / _DATA)
    except (OSError, RuntimeError):
        return False
    manifest = _manifest_of(path)
    return manifest is not None and manifest.get("format") == FORMAT


def find_usable(directory: Path, digest: str) -> Generation | None:
    """The current generation where it has this digest and can be opened; else None, and a build will replace it."""
    try:
        found = find_generation(directory)
    except StoreError:
        return None
    return found if found and found.digest == digest and _opens(found.path) else None


def get_generation(directory: Path) -> Generation:
    """The current generation; raises StoreError where the directory is no store."""
    found = find_generation(directory)
    if found is None:
        message = Text(
            f"{directory} はストアではありません。renkei build -o {directory} で作れます。",
            f"{directory} is no store. Make one: renkei build -o {directory}",
        )
        raise StoreError(message)
    return found


@dataclass(frozen=True)
class Reader:
    """An open store and the lock file that keeps its generation from being dropped."""

    generation: Generation
    store: OxigraphStore
    lock: FileLock | None

    @property
    def names(self) -> NameIndex | None:
        return self.generation.names

    def close(self) -> None:
        """Let the generation go; the store must not be used any more."""
        if self.lock is not None:
            self.lock.release()
            with contextlib.suppress(OSError):
                Path(self.lock.lock_file).unlink()


def open_reader(directory: Path) -> Reader:
    """Open the current generation read-only. Raises StoreError like get_generation."""
    while True:
        generation = get_generation(directory)
        lock = _reader_lock(generation.path)
        if (generation.path / _MANIFEST).exists():
            break
        if lock:  # dropped between reading CURRENT and taking the lock: take the newer one
            lock.release()
    try:
        return Reader(generation, OxigraphStore.read_only(generation.data), lock)
    except (OSError, RuntimeError) as error:
        message = Text(
            f"{directory} のストアを開けません（{error}）。renkei build -o {directory} で作り直してください。",
            f"The store in {directory} cannot be opened ({error}). Make it again: renkei build -o {directory}",
        )
        raise StoreError(message) from error


def _reader_lock(path: Path) -> FileLock | None:
    """A held lock file of this reader; None where the folder cannot be written, so no build can drop it either."""
    try:
        (path / _READERS).mkdir(exist_ok=True)
        lock = FileLock(path / _READERS / f"{os.getpid()}-{uuid.uuid4().hex}.lock")
        lock.acquire(timeout=0)
    except OSError:
        return None
    return lock


def _has_readers(path: Path) -> bool:
    """Whether a living reader holds a lock file; those of dead readers can be taken, and are removed."""
    for file in (path / _READERS).glob("*.lock"):
        lock = FileLock(file)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        with contextlib.suppress(OSError):
            file.unlink()
    return False
