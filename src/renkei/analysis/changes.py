"""What is new and what is gone between two states of the network: organisations, ties, and ties that are bridges."""

from __future__ import annotations

from renkei.analysis.bridges import bridge_ties
from renkei.analysis.report import Analysis, Cell, columns
from renkei.analysis.ties import Ties
from renkei.errors import Text

NEW, LOST = Text("新規", "new"), Text("なくなった", "lost")
ORGANISATION, TIE, BRIDGE = Text("機関", "organisation"), Text("つながり", "tie"), Text("橋", "bridge")


def changes(before: Ties, after: Ties) -> Analysis:
    """A row for each organisation, tie and bridge that only one of the two has, in this order, the new before the lost.

    Organisations are the same where their IRIs are.
    """
    rows: list[tuple[Cell, ...]] = []
    sums = []
    told = ((ORGANISATION, _organisations), (TIE, _ties), (BRIDGE, _bridges))
    for what, of in told:
        old, new = of(before), of(after)
        for change, ties, found in ((NEW, after, new - old), (LOST, before, old - new)):
            rows += (_row(change, what, ties, ends) for ends in sorted(found))
        sums.append((what, len(new - old), len(old - new)))
    heads = columns(
        ("change", "変化", "change"),
        ("what", "何が", "what"),
        ("organisation", "機関", "organisation"),
        ("other", "相手", "other"),
        ("name", "名称", "name"),
        ("other_name", "相手の名称", "name of the other"),
    )
    notes = [
        Text(f"{w.ja}: 新規 {new}、なくなった {lost}。", f"{w.en.capitalize()}s: {new} new, {lost} lost.")
        for w, new, lost in sums
    ]
    return Analysis(heads, tuple(rows), tuple(notes))


def _organisations(ties: Ties) -> set[tuple[str, ...]]:
    return {(iri,) for iri in ties.organisations.iris}


def _ties(ties: Ties) -> set[tuple[str, ...]]:
    iris = ties.organisations.iris
    return {(iris[a], iris[b]) for a, b in zip(ties.source.tolist(), ties.target.tolist(), strict=True)}


def _bridges(ties: Ties) -> set[tuple[str, ...]]:
    iris = ties.organisations.iris
    return {(iris[a], iris[b]) for a, b in bridge_ties(ties)}


def _row(change: Text, what: Text, ties: Ties, ends: tuple[str, ...]) -> tuple[Cell, ...]:
    at = [ties.organisations.position[iri] for iri in ends]
    things, names = [ties.thing(n) for n in at], [ties.name(n) for n in at]
    return change, what, things[0], things[1] if len(at) > 1 else None, names[0], names[1] if len(at) > 1 else None
