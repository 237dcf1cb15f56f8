"""The ledger of targets: where an indicator began, what is aimed at, how far it has come, and what documents say of that.

Rates and computed statuses are those that the rule `indicator-status` states; nothing is computed anew here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from renkei.analysis.report import Analysis, Cell, as_date, columns, listed
from renkei.analysis.ties import as_thing
from renkei.errors import Text
from renkei.query.labels import labels_of
from renkei.schema.namespaces import ID
from renkei.store.plain import shipped_answer
from renkei.store.protocol import Store

Row: TypeAlias = dict[str, str]

_STATUS = f"{ID}progress-status/"
MET, MISSED = f"{_STATUS}met", f"{_STATUS}missed"
# The judgements that say whether a target is met, and the computed status that agrees with each. The others (on target by and
# large, progressing …) are about the course: a value below its target neither agrees nor disagrees with them.
SAYS = {
    f"{_STATUS}achieved": MET,
    f"{_STATUS}above": MET,
    f"{_STATUS}below": MISSED,
    f"{_STATUS}far-below": MISSED,
}
AGREE, DIFFER = Text("一致", "agree"), Text("不一致", "differ")


@dataclass(frozen=True)
class Standing:
    """Where an indicator stands: what it measures, the activities among that, the widest plan around it, and its first day."""

    measured: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    plan: str = ""
    begins: str = ""


@dataclass(frozen=True)
class Entry:
    """A target of an indicator, in one plan; rows are those of the queries, with "" for what is not told.

    `baseline` is the last value from before the plan begins, `actual` the last of the others. `rate` and `computed` are
    those of the actual where a rule compares it with this target. `unclear`: it is compared with several targets, and the
    store does not say which rate is of which.
    """

    standing: Standing
    target: Row
    baseline: Row | None = None
    actual: Row | None = None
    rate: str = ""
    computed: str = ""
    stated: tuple[str, ...] = ()
    unclear: bool = False

    @property
    def agreement(self) -> Text | None:
        """Whether the judgements that say if the target is met say what is computed; None where there is nothing to compare."""
        said = {SAYS[status] for status in self.stated if status in SAYS}
        if not said or not self.computed:
            return None
        return AGREE if said == {self.computed} else DIFFER


def entries(store: Store, held: Iterable[Collection[str]] = ()) -> list[Entry]:
    """The targets of a store by plan, the earliest first, then by activity and indicator.

    `held`: sets of IRIs; the indicator, something that it measures, or the plan is in each.
    """
    observations: dict[str, list[list[Row]]] = defaultdict(list)
    for rows in _together(store, "observations", "observation"):
        observations[rows[0]["indicator"]].append(rows)
    judgements: dict[str, list[Row]] = defaultdict(list)
    for rows in _together(store, "judgements", "judged"):
        judgements[rows[0]["judged"]] = sorted(rows, key=lambda row: (row["date"], row["status"]))
    standings, sets = _standings(store), list(held)
    found = []
    for target, *_ in _together(store, "targets", "target"):
        indicator = target["indicator"]
        for standing in standings.get(indicator, [Standing()]):
            if all({indicator, standing.plan, *standing.measured}.intersection(those) for those in sets):
                said = (row["status"] for measured in standing.measured for row in judgements[measured])
                found.append(_entry(standing, target, observations[indicator], tuple(dict.fromkeys(said))))
    return sorted(found, key=_order)


def _order(entry: Entry) -> tuple[object, ...]:
    standing, target = entry.standing, entry.target
    return not standing.plan, standing.begins, standing.plan, standing.activities, target["indicator"], target["target"]


def _entry(standing: Standing, target: Row, observations: list[list[Row]], stated: tuple[str, ...]) -> Entry:
    """The entry of a target; a number is compared with numbers, words with words."""
    like = [rows for rows in observations if bool(rows[0]["value"]) == bool(target["value"])]
    like.sort(key=lambda rows: (_day(rows[0]), rows[0]["observation"]))
    before = [rows for rows in like if _is_before(_day(rows[0]), standing.begins)]
    since = [rows for rows in like if not _is_before(_day(rows[0]), standing.begins)]
    baseline = before[-1][0] if before else None
    if not since:
        return Entry(standing, target, baseline, stated=stated)
    last = since[-1]
    targets = {row["target"] for row in last}
    if target["target"] not in targets:
        return Entry(standing, target, baseline, last[0], stated=stated)
    if len(targets) > 1:
        return Entry(standing, target, baseline, last[0], stated=stated, unclear=True)
    return Entry(standing, target, baseline, last[0], last[0]["rate"], last[0]["computed"], stated)


def _day(observation: Row) -> str:
    """The date, month or year of a value; of a fiscal year, its first day."""
    return observation["date"] or observation["begins"]


def _is_before(day: str, begins: str) -> bool:
    return bool(day and begins) and day < begins[: len(day)]


def _standings(store: Store) -> dict[str, list[Standing]]:
    """For each indicator, where it stands in each of the widest plans that what it measures is part of; projects come first."""
    parts = {rows[0]["part"]: rows for rows in _together(store, "parts", "part")}
    found = {}
    for rows in _together(store, "measured", "indicator"):
        measured = list(dict.fromkeys(row["measured"] for row in sorted(rows, key=_projects_first)))
        activities = [iri for iri in measured if iri in parts]
        others = [iri for iri in measured if iri not in parts]
        around = {iri: _wholes(iri, parts) for iri in activities}
        plans = sorted({whole for wholes in around.values() for whole in wholes if not _wider(whole, parts)})
        made = []
        for plan in plans:
            inside = tuple(iri for iri in activities if plan in around[iri])
            days = {row["begins"] for iri in inside for whole in around[iri] for row in parts.get(whole, ())} - {""}
            made.append(Standing((*inside, *others), inside, plan, min(days, default="")))
        found[rows[0]["indicator"]] = made or [Standing(tuple(measured))]
    return found


def _projects_first(row: Row) -> tuple[bool, str]:
    return not row["activity"].endswith("Project"), row["measured"]


def _wider(part: str, parts: Mapping[str, list[Row]]) -> set[str]:
    return {row["whole"] for row in parts.get(part, ())} - {"", part}


def _wholes(part: str, parts: Mapping[str, list[Row]]) -> set[str]:
    """An activity and all that it is part of, over any number of steps."""
    reached, waiting = {part}, [part]
    while waiting:
        new = _wider(waiting.pop(), parts) - reached
        reached |= new
        waiting += new
    return reached


def indicators(store: Store, held: Iterable[Collection[str]] = ()) -> Analysis:
    """A row for each of the entries, which stand in their order."""
    found = entries(store, held)
    iris = {iri for entry in found for iri in _iris(entry)}
    labels = labels_of(store, iris)
    heads = columns(
        ("indicator", "指標", "indicator"),
        ("name", "名称", "name"),
        ("unit", "単位", "unit"),
        ("baseline", "基準値", "baseline"),
        ("baseline_date", "基準値の時点", "date of the baseline"),
        ("target", "目標値", "target"),
        ("target_date", "目標の時点", "date of the target"),
        ("actual", "実績値", "actual"),
        ("actual_date", "実績値の時点", "date of the actual"),
        ("qualifier", "値の限定", "qualifier"),
        ("rate", "達成率", "rate"),
        ("computed", "計算による状態", "computed status"),
        ("stated", "資料の判断", "stated status"),
        ("agreement", "計算と判断", "agreement"),
        ("project", "プロジェクト", "project"),
        ("measures", "指標の対象", "what it measures"),
        ("plan", "計画", "plan"),
        ("plan_name", "計画名", "name of the plan"),
    )
    return Analysis(heads, tuple(_cells(entry, labels) for entry in found), tuple(_notes(found)))


def _iris(entry: Entry) -> set[str]:
    """What is named in the row of an entry."""
    rows = [row for row in (entry.target, entry.baseline, entry.actual) if row]
    named = {row.get(name, "") for row in rows for name in ("indicator", "unit", "status", "qualifier", "year")}
    return {*named, *entry.standing.measured, entry.standing.plan, entry.computed, *entry.stated} - {""}


def _cells(entry: Entry, labels: Mapping[str, Text]) -> tuple[Cell, ...]:
    def label(iri: str) -> Text | None:
        end = iri.rsplit("/", 1)[-1]
        return labels.get(iri, Text(end, end)) if iri else None

    def names(iris: Iterable[str]) -> Text | None:
        told = [name for iri in iris if (name := label(iri))]
        return listed(told) if told else None

    def reading(row: Row | None) -> tuple[Cell, Cell]:
        if row is None:
            return None, None
        value = _number(row["value"]) if row["value"] else label(row["status"])
        return value, as_date(row["date"]) if row["date"] else label(row["year"])

    standing, target = entry.standing, entry.target
    words = (Text("基準値", "baseline"), Text("目標値", "target"), Text("実績値", "actual"))
    limits = [
        Text(f"{word.ja}: {limit.ja}", f"{word.en}: {limit.en}")
        for word, row in zip(words, (entry.baseline, target, entry.actual), strict=True)
        if row and (limit := label(row["qualifier"]))
    ]
    return (
        as_thing(target["indicator"]),
        label(target["indicator"]),
        label(target["unit"]),
        *reading(entry.baseline),
        *reading(target),
        *reading(entry.actual),
        listed(limits) if limits else None,
        _number(entry.rate) if entry.rate else None,
        label(entry.computed),
        names(entry.stated),
        entry.agreement,
        as_thing(standing.activities[0]) if standing.activities else None,
        names(standing.measured),
        as_thing(standing.plan) if standing.plan else None,
        label(standing.plan),
    )


def _notes(found: list[Entry]) -> list[Text]:
    met, missed = (sum(entry.computed == status for entry in found) for status in (MET, MISSED))
    agree, differ = (sum(entry.agreement == word for entry in found) for word in (AGREE, DIFFER))
    unclear = sum(entry.unclear for entry in found)
    notes = [
        Text(
            f"目標 {len(found)}: 達成 {met}、その時点で未達 {missed}、比べられる値なし {len(found) - met - missed}。",
            f"Targets: {len(found)}; met {met}, missed at that date {missed}, without a value to compare "
            f"{len(found) - met - missed}.",
        ),
        Text(
            "達成率は値÷目標値で、規則 indicator-status が計画の期間内の値について計算したもの（大きいほどよいとする）。"
            "時点のない値は比べない。",
            "Rates are value / target, stated by the rule indicator-status for values of the period of the plan; it takes "
            "higher for better throughout, and compares no value without a date.",
        ),
        Text(
            f"資料の判断は対象の全体についてのもの。達成か未達かを述べる判断との一致 {agree}、不一致 {differ}。",
            f"Judgements are of what is measured as a whole; of those that say whether targets are met, {agree} agree with the "
            f"computed status, {differ} differ.",
        ),
    ]
    if unclear:
        notes.append(
            Text(
                f"複数の目標と比べた値をもつ{unclear}件は、どの達成率がどの目標のものか分からないため空欄。",
                f"{unclear} value(s) are compared with several targets: which rate is of which is not told, so none is shown.",
            )
        )
    return notes


def _number(value: str) -> int | float:
    number = Decimal(value)
    return int(number) if number == number.to_integral_value() else float(number)


def _together(store: Store, name: str, key: str) -> list[list[Row]]:
    """The rows of a query, those with one value of `key` together, in their order."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(shipped_answer(store, f"network/{name}").dicts(), key=lambda row: tuple(row.values())):
        groups[row[key]].append(row)
    return [groups[value] for value in sorted(groups)]
