"""The data that a site is made from: a store, or data sets from which a store for the public is built in the cache."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from renkei.build.datasets import SHIPPED, Dataset, with_shipped
from renkei.build.pipeline import build
from renkei.build.shipped import cache_directory
from renkei.build.withheld import withheld_text
from renkei.errors import Text, UsageError
from renkei.schema.tables import shipped_schema


@dataclass(frozen=True)
class Given:
    """A store for the public, and what its build left out, in words."""

    store: Path
    withheld: Text | None


def built_for_the_public(paths: Sequence[Path], progress: Callable[[Text], None]) -> Given:
    """The store of the shipped data and the data sets at `paths` with what is private left out, built where it is not current.

    Raises UsageError for a path that is no data set, and where all of the given rows are private; TableErrors and CheckFailed
    as a build does.
    """
    datasets = with_shipped(paths)
    built = build(datasets, _folder(paths), "public", progress, wait=120)
    own = [d for d in datasets if d.id not in SHIPPED or d.path.resolve() in {p.resolve() for p in paths}]
    if own and not any(d.id in built.generation.manifest["datasets"] for d in own):
        raise _all_private(own)
    return Given(_folder(paths), withheld_text(built, shipped_schema()))


def _folder(paths: Sequence[Path]) -> Path:
    """A folder of the cache for these data sets; its name tells nothing of theirs."""
    names = "\n".join(sorted(str(p.resolve()) for p in paths))
    return cache_directory() / f"public-{hashlib.sha256(names.encode()).hexdigest()[:16]}"


def _all_private(own: Sequence[Dataset]) -> UsageError:
    names = ", ".join(str(d.path) for d in own)
    return UsageError(
        Text(
            f"{names} の行は全て非公開のため、載せるものがありません。公開してよい一覧のフォルダーの dataset.toml に "
            'visibility = "public" と書いてください（ブックは非公開です。renkei export tables で表にできます）。',
            f"All rows of {names} are private, so there is nothing to publish. Where they may be seen, write "
            'visibility = "public" in the dataset.toml of the folder (a workbook is private; renkei export tables makes '
            "tables of it).",
        )
    )
