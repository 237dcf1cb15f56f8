"""The review of a data set's organisations: certain pairs are recorded as decisions, doubtful ones listed for a person.

Decisions stand in `review/decisions.csv` of the data set, and every build obeys them (see merging.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from renkei.build.datasets import Dataset, with_shipped
from renkei.build.likeness import find_likeness
from renkei.build.load import Checked
from renkei.build.merging import decisions_of, review_folder
from renkei.build.pipeline import load_shipped
from renkei.errors import Text, UsageError
from renkei.identity import decisions as decided
from renkei.identity.comparison import Organisation
from renkei.identity.decisions import DECISIONS, PairDecision, groups_of_same
from renkei.identity.review import review_rows
from renkei.identity.review_list import read_list, write_list
from renkei.tables.rows import Row

REVIEW = "review.xlsx"


@dataclass(frozen=True)
class Reviewed:
    """How many pairs were joined, how many wait for a person, as `pairs` in the list `path` (None: none), and that in words."""

    joined: int
    waiting: int
    path: Path | None
    pairs: tuple[dict[str, str], ...]
    said: tuple[Text, ...]

    def as_dict(self) -> dict[str, object]:
        """The facts, for JSON."""
        return {"joined": self.joined, "waiting": list(self.pairs), "list": str(self.path) if self.path else None}


def review(paths: Sequence[Path], output: Path | None, language: str) -> Reviewed:
    """Compare the organisations of the data sets at `paths` with each other and with the shipped ones.

    What is certainly one is recorded, with the reason; what may be one is written to `output` (by default `review.xlsx` in the
    first data set) with an empty column for the answer. Raises as `load_shipped` does for tables that cannot be read.
    """
    mine, everything = _datasets(paths)
    known = decisions_of(mine)
    checked = load_shipped(everything)
    found = find_likeness(checked, mine, known)
    if found.certain:
        _record(mine[0], found.certain)
    rows = review_rows(found.doubtful, known, language, _Places(checked, language))
    path = output or review_folder(mine[0]) / REVIEW
    if rows:
        write_list(path, rows, language)
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
    return Reviewed(joined, waiting, path if rows else None, tuple(rows), tuple(said))


def accept_answers(paths: Sequence[Path], answers: Path) -> int:
    """Record the answers of a review list (XLSX, ODS or CSV); gives how many there were.

    Raises as `read_list`, and Contradiction for answers that cannot all hold with what is decided already; nothing is recorded
    then.
    """
    mine, _ = _datasets(paths)
    found = read_list(answers)
    groups_of_same((), decisions_of(mine) | {(d.one, d.other): d for d in found})
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


class _Places:
    """The place of an organisation in words, from the codes that comparison takes."""

    def __init__(self, checked: Checked, language: str) -> None:
        rows = (r.row for r in checked.rows if r.row.table.name in ("prefectures", "municipalities"))
        self._names = {row.id.removeprefix("JP-").removeprefix("city-"): _label(row, language) for row in rows if row.id}

    def __call__(self, organisation: Organisation) -> str:
        codes = (organisation.prefecture or organisation.city[:2], organisation.city)
        return " ".join(self._names.get(code, code) for code in codes if code)


def _label(row: Row, language: str) -> str:
    return next(str(v) for name in (f"label_{language}", "label_ja") for v in row.values(name))
