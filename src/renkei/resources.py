"""Where the files that ship with renkei are, in an editable install and in a wheel alike."""

from __future__ import annotations

from importlib.metadata import version as _installed
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]

VERSION = _installed("renkei")


def folder(name: str) -> Path:
    """The shipped folder `name`: ontology, data, queries or viz.

    Raises FileNotFoundError where the installation lacks it, which is a fault of the package.
    """
    inside = _PACKAGE / name if name != "viz" else _PACKAGE / "viz" / "shipped"
    for candidate in (inside, _CHECKOUT / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"the installation lacks its folder {name!r}: looked at {inside} and {_CHECKOUT / name}")


def files(name: str, pattern: str) -> list[Path]:
    """The files of a shipped folder that match `pattern`, sorted by path."""
    return sorted(folder(name).glob(pattern))
