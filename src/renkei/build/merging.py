"""Merges: ids that decisions say are one thing stand under one IRI; the others are replaced by it, and say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from renkei.build.datasets import Dataset
from renkei.identity.decisions import DECISIONS, REVIEW, PairDecision, groups_of_same, read_decisions
from renkei.tables.rows import Row

# A property and the language of its value.
Told: TypeAlias = tuple[str, str | None]


def review_folder(dataset: Dataset) -> Path:
    """Where the decisions and review lists of a data set stand: a folder in its own, or beside its workbook."""
    return dataset.path / REVIEW if dataset.path.is_dir() else dataset.path.with_name(f"{dataset.path.stem}-review")


def decisions_of(datasets: Iterable[Dataset]) -> dict[tuple[str, str], PairDecision]:
    """The decisions of all data sets, by pair; of two about one pair that of the later data set stands.

    Raises TableErrors for a file that cannot be read.
    """
    found: dict[tuple[str, str], PairDecision] = {}
    for dataset in datasets:
        found |= read_decisions(review_folder(dataset) / DECISIONS)
    return found


def single_values(row: Row) -> set[Told]:
    """The properties that a row states and that can have one value."""
    return {(c.column.path, c.column.language) for c in row.cells.values() if c.values and c.column.maximum == 1}


def replacements(decisions: Mapping[tuple[str, str], PairDecision], private: Mapping[str, bool]) -> dict[str, str]:
    """The id that takes the place of each id that is replaced.

    `private` says of each id that exists whether it is private: of a group a public one stands, of equals the first; an id
    that no row has any more is passed over. Raises Contradiction as `groups_of_same` does.
    """
    found: dict[str, str] = {}
    for group in groups_of_same((), decisions).values():
        there = sorted((i for i in group if i in private), key=lambda i: (private[i], i))
        found |= dict.fromkeys(there[1:], there[0]) if there else {}
    return found
