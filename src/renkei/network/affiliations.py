"""The affiliation network: which organisation takes part in which activity or council, by columns.

It is a two-mode network (Wasserman and Faust, Social Network Analysis, 1994, chapter 8): organisations stand on one side,
projects, programmes, plans, events and councils on the other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyoxigraph as ox

from renkei import resources
from renkei.query.lexer import bind
from renkei.store.plain import PlainTable, shipped_answer
from renkei.store.protocol import Store

Positions: TypeAlias = npt.NDArray[np.int32]
Years: TypeAlias = npt.NDArray[np.int16]

# What organisations take part in.
ACTIVITIES = ("council", "event", "plan", "programme", "project")
UNKNOWN = 0


@dataclass(frozen=True, eq=False)
class Things:
    """The nodes of one side, in the order of their IRIs; `facts` has a column for each attribute, "" where it is unknown."""

    iris: tuple[str, ...]
    facts: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.iris)

    @cached_property
    def position(self) -> dict[str, int]:
        """Where the IRI of a thing stands."""
        return {iri: at for at, iri in enumerate(self.iris)}

    def about(self, at: int) -> dict[str, str]:
        """The attributes of one thing."""
        return {name: column[at] for name, column in self.facts.items()}


@dataclass(frozen=True, eq=False)
class Affiliations:
    """A row for each organisation, activity and role; all columns have shape (rows,).

    `organisation`, `activity` and `role` are positions in `organisations`, `activities` and `roles`. `first` and `last` are the
    years in which it begins and ends: those of the tie, else of the activity; 0 where unknown.
    An event ends in the year in which it begins, unless another is told. `kin` are the pairs of a unit
    and the organisation that it is part of, as positions.
    """

    organisations: Things
    activities: Things
    roles: tuple[str, ...]
    organisation: Positions
    activity: Positions
    role: Positions
    first: Years
    last: Years
    kin: frozenset[tuple[int, int]]

    def __len__(self) -> int:
        return len(self.organisation)

    def kept(self, rows: npt.NDArray[np.bool_]) -> Affiliations:
        """The rows that are marked; the things and their positions stay as they are."""
        columns = {name: getattr(self, name)[rows] for name in ("organisation", "activity", "role", "first", "last")}
        return replace(self, **columns)


def read_affiliations(store: Store) -> Affiliations:
    """The affiliations of all organisations of a store.

    The facts of organisations are `label_ja`, `label_en`, `kind`, `sector` and `region` (IRIs; of several the first in their
    order; the region is a prefecture, abroad the country), those of activities `kind` (one of ACTIVITIES) and the labels.
    """
    organisations, _ = _things(shipped_answer(store, "network/organisations"))
    activities, periods = _things(shipped_answer(store, "network/activities"))
    found = sorted(
        {
            (organisations.position[who], activities.position[what], role, start, end)
            for who, what, role, start, end in shipped_answer(store, "network/affiliations").rows
            if who in organisations.position and what in activities.position
        }
    )
    once = {row[:3]: row for row in reversed(found)}  # of two periods of one tie, the earlier
    rows = sorted(once.values())
    roles = tuple(sorted({row[2] for row in rows}))
    role_at = {role: at for at, role in enumerate(roles)}
    begun, ended = _years(activities, periods)
    units = shipped_answer(store, "network/kin").rows
    known = organisations.position
    return Affiliations(
        organisations,
        activities,
        roles,
        np.array([row[0] for row in rows], np.int32),
        np.array([row[1] for row in rows], np.int32),
        np.array([role_at[row[2]] for row in rows], np.int32),
        np.array([_year(row[3]) or begun[row[1]] for row in rows], np.int16),
        np.array([_year(row[4]) or ended[row[1]] for row in rows], np.int16),
        frozenset((known[unit], known[whole]) for unit, whole in units if unit in known and whole in known),
    )


def periods_of(store: Store) -> dict[str, tuple[int, int]]:
    """The years in which each activity of a store begins and ends, by IRI; 0 where unknown."""
    activities, periods = _things(shipped_answer(store, "network/activities"))
    return dict(zip(activities.iris, zip(*_years(activities, periods), strict=True), strict=True))


def narrowed(
    network: Affiliations,
    *,
    activities: Collection[str] = ACTIVITIES,
    organisations_in: Iterable[Collection[str]] = (),
    about: Collection[str] | None = None,
    first: int | None = None,
    last: int | None = None,
) -> Affiliations:
    """The affiliations in activities of some kinds, of organisations that each of some sets of IRIs holds, in some years.

    `about`: the organisation or the activity is among these IRIs. With `first` or `last`, what ended before or began after is
    left out, and what has no known beginning; what has no known end goes on.
    """
    kinds = network.activities.facts["kind"]
    rows = _marked(network.activity, len(network.activities), lambda at: kinds[at] in activities)
    for held in organisations_in:
        rows &= _marked(network.organisation, len(network.organisations), lambda at, held=held: _iri(network, at) in held)  # type: ignore[misc]
    if about is not None:
        iris = network.activities.iris
        rows &= _marked(network.organisation, len(network.organisations), lambda at: _iri(network, at) in about) | _marked(
            network.activity, len(network.activities), lambda at: iris[at] in about
        )
    if first is not None or last is not None:
        rows &= network.first != UNKNOWN
        rows &= network.first <= (last if last is not None else np.iinfo(np.int16).max)
        rows &= (network.last >= (first or UNKNOWN)) | (network.last == UNKNOWN)
    return network.kept(rows)


def held_by(store: Store, holder: str) -> frozenset[str]:
    """The IRIs of the things that a place, kind, sector or field holds, those of what is within or under it included."""
    text = (resources.folder("queries") / "network" / "held.rq").read_text(encoding="utf-8")
    rows = store.select(bind(text, {"holder": ox.NamedNode(holder)})).rows
    return frozenset(thing.value for (thing,) in rows if isinstance(thing, ox.NamedNode))


def fields_of(store: Store, network: Affiliations) -> list[tuple[int, str]]:
    """The organisations of a network, by their positions, and the fields that are said of themselves."""
    known = network.organisations.position
    return sorted((known[who], field) for who, field in shipped_answer(store, "network/fields").rows if who in known)


def _iri(network: Affiliations, at: int) -> str:
    return network.organisations.iris[at]


def _marked(column: Positions, size: int, wanted: Callable[[int], bool]) -> npt.NDArray[np.bool_]:
    """The rows whose thing is wanted; each thing is looked at once."""
    return np.fromiter(map(wanted, range(size)), np.bool_, size)[column]


def _things(table: PlainTable) -> tuple[Things, list[tuple[str, str]]]:
    """The things of a table, each once with the first of several values, and the start and end of each."""
    names = [name for name in table.columns[1:] if name not in ("start", "end")]
    firsts: dict[str, dict[str, str]] = {}
    for iri, *values in sorted(table.rows):
        told = firsts.setdefault(iri, {})
        for name, value in zip(table.columns[1:], values, strict=True):
            told[name] = told.get(name) or value
    facts = {name: tuple(told[name] for told in firsts.values()) for name in names}
    return Things(tuple(firsts), facts), [(told.get("start", ""), told.get("end", "")) for told in firsts.values()]


def _years(activities: Things, periods: list[tuple[str, str]]) -> tuple[list[int], list[int]]:
    """The years in which activities begin and end; an event ends in the year in which it begins, unless another is told."""
    begun = [_year(start) for start, _ in periods]
    kinds = activities.facts["kind"]
    return begun, [_year(end) or (begun[at] if kinds[at] == "event" else UNKNOWN) for at, (_, end) in enumerate(periods)]


def _year(date: str) -> int:
    """The year of a date, a month or a year; of a fiscal year, the one in which it begins."""
    return int(date[:4]) if date[:4].isdecimal() else UNKNOWN
