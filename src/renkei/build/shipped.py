"""The store of the data that ships with renkei, in the user's cache folder."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def shipped_store() -> Path:
    """The folder of the store, which is built where it is missing or out of date."""
    from renkei.build.datasets import shipped_datasets
    from renkei.build.pipeline import build

    directory = cache_directory() / "shipped"
    build(shipped_datasets(), directory, "public", wait=120)
    return directory


def cache_directory() -> Path:
    """The user's cache folder for renkei (RENKEI_CACHE overrides it)."""
    return Path(os.environ.get("RENKEI_CACHE") or platformdirs.user_cache_dir("renkei", appauthor=False))
