"""The review of a data set's organisations: certain pairs are recorded as decisions, doubtful ones listed for a person.

Decisions stand in `review/decisions.csv` of the data set, and every build obeys them (see merging.py).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from renkei.build.datasets import Dataset, with_shipped
from renkei.build.likeness import find_likeness
from renkei.build.merging import DECISIONS, decisions_of, review_folder
from renkei.build.pipeline import load_shipped
from renkei.errors import Text, UsageError
from renkei.identity import decisions as decided
from renkei.identity.decisions import PairDecision
from renkei.identity.review import COLUMNS, read_answers, review_rows

REVIEW = "review.csv"


@dataclass(frozen=True)
class Reviewed:
    """How many pairs were joined, how many wait for a person in `path` (None: none), and that in words."""

    joined: int
    waiting: int
    path: Path | None
    said: tuple[Text, ...]


def review(paths: Sequence[Path], output: Path | None, language: str) -> Reviewed:
    """Compare the organisations of the data sets at `paths` with each other and with the shipped ones.

    What is certainly one is recorded, with the reason; what may be one is written to `output` (by default `review.csv` in the
    first data set) with an empty column for the answer. Raises as `load_shipped` does for tables that cannot be read.
    """
    mine, everything = _datasets(paths)
    known = decisions_of(mine)
    found = find_likeness(load_shipped(everything), mine, known)
    if found.certain:
        _record(mine[0], found.certain)
    rows = review_rows(found.doubtful, known, language)
    path = output or review_folder(mine[0]) / REVIEW
    if rows:
        _write(path, rows, language)
    joined, waiting = len(found.certain), len(rows)
    said = [
        Text(f"同じ機関と判定した組: {joined}（{DECISIONS} に記録）", f"pairs joined: {joined} (recorded in {DECISIONS})"),
        Text(f"確認が必要な組: {waiting}", f"pairs to look at: {waiting}"),
    ]
    if rows:
        said.append(
            Text(
                f"{path} の1列目に「はい」か「いいえ」を書き、--answers {path} で読み込んでください。",
                f"Write yes or no into the first column of {path}, then: --answers {path}",
            )
        )
    said += [
        Text(
            f"同じ手がかりの機関が多すぎて比べていない組があります: {key}（{size}機関）",
            f"not compared, for too many share one key: {key} ({size} organisations)",
        )
        for key, size in found.too_large
    ]
    return Reviewed(joined, waiting, path if rows else None, tuple(said))


def accept_answers(paths: Sequence[Path], answers: Path) -> int:
    """Record the answers of a review list (CSV); gives how many there were. Raises TableErrors for answers that are none."""
    mine, _ = _datasets(paths)
    if not answers.is_file():
        raise UsageError(Text(f"{answers} というファイルはありません。", f"There is no file {answers}."))
    by_heading = {heading: c.id for c in COLUMNS for heading in (c.id, c.heading.ja, c.heading.en)}
    with answers.open(encoding="utf-8-sig", newline="") as file:
        rows = [{by_heading.get((k or "").strip(), k or ""): v or "" for k, v in row.items()} for row in csv.DictReader(file)]
    found = read_answers(rows, answers.name)
    _record(mine[0], found)
    return len(found)


def take_back(paths: Sequence[Path], one: str, other: str) -> PairDecision:
    """Undo the decision about two ids. Raises UsageError where there is none."""
    mine, _ = _datasets(paths)
    for dataset in mine:
        if found := decided.take_back(review_folder(dataset) / DECISIONS, one, other):
            return found
    raise UsageError(Text(f"{one} と {other} についての決定はありません。", f"There is no decision about {one} and {other}."))


def _datasets(paths: Sequence[Path]) -> tuple[list[Dataset], list[Dataset]]:
    everything = with_shipped(paths)
    given = {path.resolve() for path in paths}
    return [d for d in everything if d.path.resolve() in given], everything


def _record(dataset: Dataset, decisions: Sequence[PairDecision]) -> None:
    folder = review_folder(dataset)
    folder.mkdir(exist_ok=True)
    decided.record(folder / DECISIONS, decisions)


def _write(path: Path, rows: Sequence[dict[str, str]], language: str) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([c.heading.of(language) for c in COLUMNS])
        writer.writerows([row[c.id] for c in COLUMNS] for row in rows)
