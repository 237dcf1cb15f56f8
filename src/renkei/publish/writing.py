"""Puts the files of a site into their folder: only those that differ, and none before all are made."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from renkei import resources
from renkei.errors import Text, UsageError

_MANIFEST = "site.json"
_BLOCK = 1 << 20


def check_target(directory: Path) -> None:
    """Raise UsageError for a folder that holds something that is no site of ours."""
    if not directory.exists() or (directory.is_dir() and (known_site(directory) or not any(directory.iterdir()))):
        return
    raise UsageError(
        Text(
            f"{directory} には renkei のサイトではないものがあります。空のフォルダーか新しい名前を指定してください。",
            f"{directory} holds something that is no site of renkei. Name an empty or a new folder.",
        )
    )


def known_site(directory: Path) -> dict[str, Any] | None:
    """The manifest of the site in a folder; None where there is none of ours."""
    try:
        found = json.loads((directory / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    ours = isinstance(found, dict) and found.get("generator") == "renkei" and isinstance(found.get("files"), dict)
    return found if ours else None


def is_current(directory: Path, digest: str) -> bool:
    """Whether the folder holds the site of this digest, whole, and its checks had passed."""
    known = known_site(directory)
    if known is None or known.get("digest") != digest or not known.get("ok"):
        return False
    sizes = {name: path.stat().st_size for name in known["files"] if (path := directory / name).is_file()}
    return bool(sizes == known["files"])


def write_site(directory: Path, digest: str, ok: bool, files: Iterable[tuple[str, str | bytes | Path]]) -> dict[str, int]:
    """Write the assets and `files` (a text, bytes, or a file that is moved); gives the size of each by name.

    A file with the same content keeps its bytes and its time. What differs is written beside `directory` and put in its place
    when all is made. Raises UsageError for a folder that cannot be written.
    """
    scratch = directory.resolve().with_name(f".{directory.resolve().name}.{os.getpid()}")
    try:
        writer = _Writer(directory, scratch)
        for path in sorted((resources.folder("viz") / "assets").rglob("*")):
            if path.is_file():
                writer.write(f"assets/{path.relative_to(resources.folder('viz') / 'assets').as_posix()}", path.read_bytes())
        for name, content in files:
            writer.write(name, content)
        known = {"generator": "renkei", "digest": digest, "ok": ok, "files": dict(sorted(writer.sizes.items()))}
        sizes = dict(writer.sizes)
        writer.write(_MANIFEST, json.dumps(known, indent=1) + "\n")
        _replace(directory, scratch, sizes, writer.changed)
    except OSError as error:
        raise UsageError(Text(f"{directory} に書けません: {error}", f"{directory} cannot be written: {error}")) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return sizes


class _Writer:
    """Keeps of each file its size, and in `scratch` those that are not in `directory` already."""

    def __init__(self, directory: Path, scratch: Path) -> None:
        self._directory = directory
        self._scratch = scratch
        self._made: set[Path] = set()
        self.sizes: dict[str, int] = {}
        self.changed: list[str] = []

    def write(self, name: str, content: str | bytes | Path) -> None:
        data = content.encode("utf-8") if isinstance(content, str) else content
        if name in self.sizes:
            raise ValueError(f"two files of the site have the name {name}")
        self.sizes[name] = data.stat().st_size if isinstance(data, Path) else len(data)
        if _same(self._directory / name, data, self.sizes[name]):
            return
        path = self._scratch / name
        if path.parent not in self._made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(path.parent)
        if isinstance(data, Path):
            shutil.move(data, path)
        else:
            path.write_bytes(data)
        self.changed.append(name)


def _same(path: Path, data: bytes | Path, size: int) -> bool:
    """Whether the file is there already, byte for byte."""
    try:
        if path.stat().st_size != size:
            return False
        if isinstance(data, bytes):
            return path.read_bytes() == data
        with path.open("rb") as old, data.open("rb") as new:
            return all(old.read(_BLOCK) == new.read(_BLOCK) for _ in range(0, size, _BLOCK))
    except FileNotFoundError:
        return False


def _replace(directory: Path, scratch: Path, sizes: dict[str, int], changed: list[str]) -> None:
    """Put the new files in place of those of the last publish; what a publisher added beside them stays."""
    gone = set((known_site(directory) or {"files": {}})["files"]) - set(sizes)
    for name in gone:
        (directory / name).unlink(missing_ok=True)
    for folder in sorted({(directory / name).parent for name in gone}, reverse=True):
        while folder != directory and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
    for folder in sorted({(directory / name).parent for name in changed}):
        folder.mkdir(parents=True, exist_ok=True)
    for name in changed:  # the manifest last: until then the site does not count as this one
        (scratch / name).replace(directory / name)
