"""The list of doubtful pairs that a person looks through, and the answers read back from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from renkei.errors import CellError, TableErrors, Text
from renkei.identity.comparison import Comparison, Decision, Organisation
from renkei.identity.decisions import PairDecision, answer_in, pair


@dataclass(frozen=True)
class Column:
    """A column of the review list."""

    id: str
    heading: Text


ANSWER = "same"
COLUMNS = (
    Column(ANSWER, Text("同じ組織か（はい／いいえ）", "Same organisation? (yes/no)")),
    Column("one_name", Text("名称1", "Name 1")),
    Column("one_place", Text("所在地1", "Place 1")),
    Column("other_name", Text("名称2", "Name 2")),
    Column("other_place", Text("所在地2", "Place 2")),
    Column("percent", Text("確からしさ（%）", "Probability (%)")),
    Column("why", Text("根拠", "Why")),
    Column("reason", Text("判断の理由（任意）", "Reason (optional)")),
    Column("one", Text("ID1", "Id 1")),
    Column("other", Text("ID2", "Id 2")),
)


@dataclass(frozen=True)
class DoubtfulPair:
    """Two things, by id, with what is known of them and how they compare."""

    one_id: str
    one: Organisation
    other_id: str
    other: Organisation
    comparison: Comparison


def review_rows(
    pairs: Iterable[DoubtfulPair],
    decisions: Mapping[tuple[str, str], PairDecision],
    language: str,
    place: Callable[[Organisation], str] = lambda organisation: organisation.city or organisation.prefecture,
) -> list[dict[str, str]]:
    """One row a doubtful pair that nobody has decided, likeliest first, by the ids of COLUMNS; the answer is empty."""
    rows = []
    undecided = (p for p in pairs if p.comparison.decision == Decision.DOUBTFUL)
    for p in sorted(undecided, key=lambda p: (-p.comparison.probability, p.one_id, p.other_id)):
        first, second = sorted((p.one_id, p.other_id))
        if (first, second) in decisions:
            continue
        separator = "、" if language == "ja" else "; "
        rows.append(
            {
                ANSWER: "",
                "one_name": p.one.name,
                "one_place": place(p.one),
                "other_name": p.other.name,
                "other_place": place(p.other),
                "percent": f"{100 * p.comparison.probability:.0f}",
                "why": separator.join(reason.of(language) for reason in p.comparison.reasons),
                "reason": "",
                "one": p.one_id,
                "other": p.other_id,
            }
        )
    return rows


def read_answers(
    rows: Iterable[tuple[int, Mapping[str, str]]], file: str, sheet: str | None = None, who: str = "", when: str = ""
) -> list[PairDecision]:
    """The decisions in an answered review list, given as rows with their numbers; a row without an answer stays undecided.

    Raises TableErrors for answers that are neither yes nor no, for rows whose ids are gone, and for two answers about a pair
    that contradict.
    """
    found: dict[tuple[str, str], PairDecision] = {}
    errors: list[CellError] = []
    for number, row in rows:
        written = row.get(ANSWER, "").strip()
        if not written:
            continue
        answer = answer_in(written)
        one, other = row.get("one", "").strip(), row.get("other", "").strip()
        if answer is None:
            why = Text(
                "「はい」か「いいえ」を書いてください。空欄なら保留です。", "write yes or no; an empty cell leaves it open."
            )
            errors.append(CellError(file=file, sheet=sheet, row=number, column=ANSWER, value=written, why=why))
        elif not one or not other or one == other:
            why = Text(
                "どの組か分かりません。ID1とID2の列は変えないでください。",
                "which pair this is has been lost: leave Id 1 and Id 2 as they are.",
            )
            errors.append(CellError(file=file, sheet=sheet, row=number, column="one", value=one, why=why))
        else:
            made = pair(one, other, answer, row.get("reason", "").strip(), who, when)
            if found.setdefault((made.one, made.other), made).same != answer:
                why = Text("同じ組に「はい」と「いいえ」の両方があります。", "the same pair is answered yes and no.")
                errors.append(CellError(file=file, sheet=sheet, row=number, column=ANSWER, value=written, why=why))
    if errors:
        raise TableErrors(errors)
    return list(found.values())
