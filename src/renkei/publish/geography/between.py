"""Ties between prefectures: pairs of organisations that take part in the same activity, by field and by period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from renkei.network.affiliations import UNKNOWN, Affiliations, held_by, narrowed
from renkei.network.projection import regions
from renkei.store.plain import shipped_answer
from renkei.store.protocol import Store

# So many fields and periods can be chosen from at most: those with most ties; longer times are cut in longer periods.
MOST_FIELDS = 12
MOST_PERIODS = 24

# Two places, by their position in `Between.places` (the same twice: within one), and how many pairs of organisations.
Tie = tuple[int, int, int]


@dataclass(frozen=True)
class Period:
    """Some years, the first and the last included."""

    first: int
    last: int

    @property
    def key(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True)
class Between:
    """Ties by field and period: `ties` has the keys (field, period), "" for all; most ties first.

    `places` are the prefectures and, as the last, Japan: where bodies stand that are known to be of no prefecture. Of the
    `fields_left` fields with ties and fewer of them, there is nothing. Ties of no known year are in no period.
    """

    places: tuple[str, ...]
    fields: tuple[str, ...]
    fields_left: int
    periods: tuple[Period, ...]
    ties: Mapping[tuple[str, str], tuple[Tie, ...]]

    @property
    def all(self) -> tuple[Tie, ...]:
        return self.ties["", ""]

    def within(self, at: int) -> int:
        """How many ties there are within a place."""
        return sum(n for a, b, n in self.all if a == b == at)

    def outward(self, at: int) -> int:
        """How many ties lead from a place to another one of these."""
        return sum(n for a, b, n in self.all if (a == at) != (b == at))


def between(store: Store, everybody: Affiliations, places: Sequence[str]) -> Between:
    """The ties among the organisations of some places."""
    held = set(places)
    inside = {
        iri
        for iri, region in zip(everybody.organisations.iris, everybody.organisations.facts["region"], strict=True)
        if region in held
    }
    here = narrowed(everybody, organisations_in=[inside])
    position = {iri: at for at, iri in enumerate(places)}
    fields = _fields(store, here, position)
    chosen = sorted(sorted(fields, key=lambda f: (-_sum(fields[f]), f))[:MOST_FIELDS])
    periods = _periods(here)
    found: dict[tuple[str, str], tuple[Tie, ...]] = {("", ""): _ties(here, position)}
    about = {field: held_by(store, field) for field in chosen}
    for period in periods:
        then = narrowed(here, first=period.first, last=period.last)
        found["", period.key] = _ties(then, position)
        for field in chosen:
            found[field, period.key] = _ties(narrowed(then, about=about[field]), position)
    found |= {(field, ""): fields[field] for field in chosen}
    periods = tuple(p for p in periods if found["", p.key])
    kept = {p.key for p in periods} | {""}
    ties = {key: told for key, told in found.items() if key[1] in kept}
    return Between(tuple(places), tuple(chosen), len(fields) - len(chosen), periods, ties)


def _fields(store: Store, here: Affiliations, position: Mapping[str, int]) -> dict[str, tuple[Tie, ...]]:
    """The fields that have ties, those of the fields under them included."""
    found = {}
    for (field,) in shipped_answer(store, "network/all-fields").rows:
        if ties := _ties(narrowed(here, about=held_by(store, field)), position):
            found[field] = ties
    return found


def _sum(ties: Sequence[Tie]) -> int:
    return sum(n for _, _, n in ties)


def _ties(network: Affiliations, position: Mapping[str, int]) -> tuple[Tie, ...]:
    """The upper half of the region x region matrix, without what is 0."""
    if not len(network):
        return ()
    found = regions(network)
    at = [position.get(name) for name in found.rows]
    ties = []
    for n, one in enumerate(at):
        for m, other in enumerate(at[n:], n):
            if one is not None and other is not None and (count := int(found.counts[n, m])):
                ties.append((min(one, other), max(one, other), count))
    return tuple(sorted(ties, key=lambda t: (-t[2], t)))


def _periods(here: Affiliations) -> tuple[Period, ...]:
    """The years from the first to the last that is known, singly, or by five, ten … where there are many."""
    years = {*here.first.tolist(), *here.last.tolist()} - {UNKNOWN}
    if not years:
        return ()
    first, last = min(years), max(years)
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1000, 10000) if last // s - first // s < MOST_PERIODS)
    starts = range(first // step * step, last + 1, step)
    return tuple(Period(start, start + step - 1) for start in starts)
