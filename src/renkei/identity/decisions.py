"""What people decided about pairs of organisations: a CSV file of its own, obeyed at every build; a line can be taken back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from renkei.errors import CellError, RenkeiError, TableErrors, Text

# Where decisions stand in the folder of a data set.
REVIEW, DECISIONS = "review", "decisions.csv"

COLUMNS = ("one", "other", "same", "reason", "who", "when")

_YES = {"yes", "y", "true", "1", "same", "はい", "同じ", "同一", "○", "〇", "◯"}
_NO = {"no", "n", "false", "0", "different", "いいえ", "違う", "別", "×", "✕", "✗"}


@dataclass(frozen=True, order=True)
class PairDecision:
    """That the things `one` and `other` (their ids, one < other) are the same, or are not. `who` and `when` may be empty."""

    one: str
    other: str
    same: bool
    reason: str = ""
    who: str = ""
    when: str = ""


class Contradiction(RenkeiError):
    """Things that decisions or comparisons say are the same, and of which a decision says that two are not."""

    def __init__(self, one: str, other: str, group: tuple[str, ...]) -> None:
        self.one, self.other, self.group = one, other, group
        chain_ja, chain_en = "、".join(group), ", ".join(group)
        super().__init__(
            Text(
                f"{one} と {other} は「別」と決められていますが、同じとされる組（{chain_ja}）に両方が入っています。"
                "どれかの決定を取り消してください。",
                f"{one} and {other} are decided to be different, but stand in one group of the same ({chain_en}): "
                "take one decision back.",
            )
        )


def pair(one: str, other: str, same: bool, reason: str = "", who: str = "", when: str = "") -> PairDecision:
    """A decision, its two ids in order. Raises ValueError for one id twice."""
    if one == other:
        raise ValueError(f"one id twice: {one}")
    first, second = sorted((one, other))
    return PairDecision(first, second, same, reason, who, when)


def read_decisions(path: Path) -> dict[tuple[str, str], PairDecision]:
    """The decisions in a file, by pair; none where there is no file. Raises TableErrors with all cells that are wrong."""
    if not path.is_file():
        return {}
    found: dict[tuple[str, str], PairDecision] = {}
    errors: list[CellError] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            one, other = (row.get("one") or "").strip(), (row.get("other") or "").strip()
            same = answer_in(row.get("same") or "")
            wrong = _wrong(one, other, same, found)
            if wrong:
                column, why = wrong
                errors.append(CellError(file=path.name, row=number, column=column, value=row.get(column) or "", why=why))
                continue
            decision = pair(one, other, bool(same), *((row.get(name) or "").strip() for name in COLUMNS[3:]))
            found[decision.one, decision.other] = decision
    if errors:
        raise TableErrors(errors)
    return found


def _wrong(one: str, other: str, same: bool | None, found: Mapping[tuple[str, str], PairDecision]) -> tuple[str, Text] | None:
    if not one or not other:
        return ("one" if not one else "other"), Text("IDがありません。", "there is no id.")
    if one == other:
        return "other", Text("同じIDが2つ並んでいます。", "the same id stands twice.")
    if same is None:
        return "same", Text("yes か no を書いてください。", "write yes or no.")
    first, second = sorted((one, other))
    if (known := found.get((first, second))) and known.same != same:
        return "same", Text("同じ組に yes と no の両方があります。", "the same pair has both yes and no.")
    return None


def write_decisions(path: Path, decisions: Iterable[PairDecision]) -> None:
    """Write the file anew, in the order of the ids, beside and then in its place; UTF-8 with a byte order mark, for Excel."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for d in sorted(decisions):
        writer.writerow((d.one, d.other, "yes" if d.same else "no", d.reason, d.who, d.when))
    beside = path.with_suffix(".part")
    beside.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    beside.replace(path)


def record(path: Path, decisions: Iterable[PairDecision]) -> None:
    """Add decisions to a file; of two about one pair the later stands."""
    known = read_decisions(path)
    known.update({(d.one, d.other): d for d in decisions})
    write_decisions(path, known.values())


def take_back(path: Path, one: str, other: str) -> PairDecision | None:
    """Undo the decision about a pair: the next build knows nothing of it. Returns it, or None where there is none."""
    first, second = sorted((one, other))
    known = read_decisions(path)
    found = known.pop((first, second), None)
    if found:
        write_decisions(path, known.values())
    return found


def answer_in(text: str) -> bool | None:
    """Yes, no or neither, as people write it.

    >>> answer_in("はい"), answer_in("×"), answer_in("")
    (True, False, None)
    """
    word = text.strip().casefold()
    return True if word in _YES else False if word in _NO else None


def groups_of_same(
    certain: Iterable[tuple[str, str]], decisions: Mapping[tuple[str, str], PairDecision]
) -> dict[str, tuple[str, ...]]:
    """Ids that are one thing, by the first id of each group of two or more.

    `certain` are the pairs joined by comparison; a decision goes before it. Raises Contradiction where a pair decided to be
    different is held together by others.
    """
    parent: dict[str, str] = {}

    def root(one: str) -> str:
        while (above := parent.setdefault(one, one)) != one:
            parent[one] = parent.setdefault(above, above)
            one = parent[one]
        return one

    joined = {(d.one, d.other) for d in decisions.values() if d.same}
    joined |= {(a, b) for a, b in (sorted(found) for found in certain) if (a, b) not in decisions}
    for one, other in sorted(joined):
        first, second = sorted((root(one), root(other)))
        parent[second] = first
    groups: dict[str, list[str]] = {}
    for one in sorted(parent):
        groups.setdefault(root(one), []).append(one)
    for d in sorted(decisions.values()):
        if not d.same and d.one in parent and d.other in parent and root(d.one) == root(d.other):
            raise Contradiction(d.one, d.other, tuple(groups[root(d.one)]))
    return {first: tuple(group) for first, group in groups.items() if len(group) > 1}
