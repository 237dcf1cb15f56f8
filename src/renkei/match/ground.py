"""What a store knows that matching rests on: who can do, offers and seeks what, in which fields, and who works with whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from scipy import sparse

from renkei.errors import Text
from renkei.network.affiliations import Affiliations
from renkei.network.kept import affiliations
from renkei.network.projection import incidence, pairs
from renkei.schema.namespaces import ID
from renkei.store.plain import shipped_answer
from renkei.store.protocol import Store
from renkei.text.folding import fold
from renkei.text.standards import standards_in

Does = Literal["has", "offers", "seeks"]
FIELD, KIND = f"{ID}scheme/field", f"{ID}scheme/capability-kind"
# A need in one of these states looks for nothing any more.
_SETTLED = {f"{ID}need-status/matched", f"{ID}need-status/closed"}


@dataclass(frozen=True)
class Item:
    """A capability ("has"), an offer or a need ("seeks"), with what it is about; kinds and fields are IRIs of concepts."""

    iri: str
    does: Does
    holder: str
    label: Text
    kinds: frozenset[str]
    fields: frozenset[str]
    standards: frozenset[str]
    is_open: bool = True


@dataclass(frozen=True)
class Concept:
    """A field or kind of capability, with all names that it goes by (folded) and the concepts right above it."""

    iri: str
    scheme: str
    names: frozenset[str]
    broader: frozenset[str]


@dataclass(frozen=True)
class Introduction:
    """That one organisation was introduced to another; `outcome` is the IRI of a concept, "" where unknown."""

    iri: str
    introduced: str
    to: str
    date: str
    outcome: str


@dataclass(frozen=True, eq=False)
class Ground:
    """The parts of a store that matching reads, once; of organisations and activities by their IRIs."""

    network: Affiliations
    items: tuple[Item, ...]
    concepts: Mapping[str, Concept]
    own_fields: Mapping[str, frozenset[str]]
    activity_fields: Mapping[str, frozenset[str]]
    introductions: tuple[Introduction, ...]

    @cached_property
    def held(self) -> dict[str, list[Item]]:
        """The items of each organisation."""
        found: dict[str, list[Item]] = defaultdict(list)
        for item in self.items:
            found[item.holder].append(item)
        return found

    @cached_property
    def activities(self) -> dict[str, set[str]]:
        """What each organisation takes part in."""
        found: dict[str, set[str]] = defaultdict(set)
        names, what = self.network.organisations.iris, self.network.activities.iris
        for who, at in zip(self.network.organisation.tolist(), self.network.activity.tolist(), strict=True):
            found[names[who]].add(what[at])
        return found

    @cached_property
    def sizes(self) -> Counter[str]:
        """How many organisations take part in each activity."""
        return Counter(activity for taken_part in self.activities.values() for activity in taken_part)

    @cached_property
    def incidence(self) -> sparse.csr_array:
        """1 where one takes part in the other, shape (organisations, activities)."""
        return incidence(self.network)

    @cached_property
    def ties(self) -> sparse.csr_array:
        """How much organisations take part in together, shape (organisations, organisations), symmetric: Newman's weights."""
        found = pairs(self.network)
        ends = np.concatenate([found.source, found.target]), np.concatenate([found.target, found.source])
        size = len(self.network.organisations)
        return sparse.csr_array((np.concatenate([found.weight, found.weight]), ends), shape=(size, size))

    @cached_property
    def _partners(self) -> dict[str, frozenset[str]]:
        return {}

    def partners_of(self, organisation: str) -> frozenset[str]:
        """Those that take part in something together with an organisation; none for one that is not known."""
        if organisation not in self._partners:
            at = self.network.organisations.position.get(organisation)
            row = [] if at is None else self.ties.indices[self.ties.indptr[at] : self.ties.indptr[at + 1]].tolist()
            self._partners[organisation] = frozenset(self.network.organisations.iris[n] for n in row)
        return self._partners[organisation]

    @cached_property
    def worked_in(self) -> dict[str, frozenset[str]]:
        """The fields that each organisation works in: its own, and those of what it takes part in."""
        found: dict[str, set[str]] = {who: set(fields) for who, fields in self.own_fields.items()}
        for who, taken_part in self.activities.items():
            if through := [self.activity_fields[activity] for activity in taken_part & self.activity_fields.keys()]:
                found[who] = found.get(who, set()).union(*through)
        return {who: frozenset(fields) for who, fields in found.items()}

    def through(self, organisation: str, field: str) -> list[str]:
        """What an organisation takes part in that is in a field."""
        taken_part = self.activities.get(organisation, set())
        return sorted(activity for activity in taken_part if field in self.activity_fields.get(activity, ()))

    def fact(self, organisation: str | None, name: str) -> str:
        """What is known of an organisation under a name of `affiliations`, "" where nothing is."""
        things = self.network.organisations
        at = things.position.get(organisation or "")
        return "" if at is None else things.facts[name][at]

    @cached_property
    def kin(self) -> dict[str, set[str]]:
        """The units of each organisation and the organisations that it is part of."""
        found: dict[str, set[str]] = defaultdict(set)
        names = self.network.organisations.iris
        for unit, whole in self.network.kin:
            found[names[unit]].add(names[whole])
            found[names[whole]].add(names[unit])
        return found

    @cached_property
    def _introduced(self) -> dict[frozenset[str], list[Introduction]]:
        found: dict[frozenset[str], list[Introduction]] = defaultdict(list)
        for introduction in sorted(self.introductions, key=lambda i: (i.date, i.iri)):
            found[frozenset({introduction.introduced, introduction.to})].append(introduction)
        return found

    def introduced(self, one: str, other: str) -> list[Introduction]:
        """The introductions of one of two organisations to the other, the oldest first."""
        return self._introduced.get(frozenset({one, other}), [])

    @cached_property
    def latest(self) -> dict[str, int]:
        """The last year in which each organisation is known to have begun or ended taking part in something."""
        found: dict[str, int] = {}
        names = self.network.organisations.iris
        years = zip(self.network.organisation.tolist(), self.network.first.tolist(), self.network.last.tolist(), strict=True)
        for who, first, last in years:
            found[names[who]] = max(found.get(names[who], 0), first, last)
        return {name: year for name, year in found.items() if year}

    @cached_property
    def _above(self) -> dict[str, list[set[str]]]:
        return {}

    def above(self, concept: str) -> list[set[str]]:
        """The concepts one step above, two steps above and so on; each once, however it is reached."""
        if concept not in self._above:
            seen, steps, step = {concept}, list[set[str]](), {concept}
            while step := {b for c in step if c in self.concepts for b in self.concepts[c].broader} - seen:
                seen |= step
                steps.append(step)
            self._above[concept] = steps
        return self._above[concept]


def ground(store: Store) -> Ground:
    """Read what matching rests on. Raises nothing for a store without capabilities or needs: there is less to go by."""
    own, of_activities = _fields(store, "own-fields"), _fields(store, "activity-fields")
    return Ground(affiliations(store), _items(store), _concepts(store), own, of_activities, _introductions(store))


def _rows(store: Store, name: str) -> list[dict[str, str]]:
    """The rows of a query of queries/match, sorted."""
    return sorted(shipped_answer(store, f"match/{name}").dicts(), key=lambda row: tuple(row.values()))


def _items(store: Store) -> tuple[Item, ...]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows(store, "items"):
        found[row["item"]].append(row)
    return tuple(
        Item(
            iri,
            rows[0]["does"],  # type: ignore[arg-type]  # one of Does, by the query
            rows[0]["holder"],
            Text(rows[0]["label_ja"] or rows[0]["label_en"], rows[0]["label_en"] or rows[0]["label_ja"]),
            _all(rows, "kind"),
            _all(rows, "field"),
            _standards(rows),
            not any(r["status"] in _SETTLED for r in rows),
        )
        for iri, rows in found.items()
    )


def _standards(rows: list[dict[str, str]]) -> frozenset[str]:
    """The standards of an item, in one spelling: those of their column, and those that its name tells."""
    told = (r[name] for r in rows for name in ("standard", "label_ja", "label_en"))
    others = (r["standard"] for r in rows if r["standard"] and not standards_in(r["standard"]))
    return frozenset([*(s for text in told for s in standards_in(text)), *others])


def _all(rows: list[dict[str, str]], name: str) -> frozenset[str]:
    return frozenset(row[name] for row in rows if row[name])


def _concepts(store: Store) -> dict[str, Concept]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows(store, "concepts"):
        found[row["concept"]].append(row)
    return {
        iri: Concept(
            iri,
            rows[0]["scheme"],
            frozenset(fold(r["name"]) for r in rows),
            _all(rows, "broader"),
        )
        for iri, rows in found.items()
    }


def _fields(store: Store, name: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in _rows(store, name):
        found[row["thing"]].add(row["field"])
    return {thing: frozenset(fields) for thing, fields in found.items()}


def _introductions(store: Store) -> tuple[Introduction, ...]:
    rows = _rows(store, "introductions")
    return tuple(Introduction(r["introduction"], r["introduced"], r["to"], r["date"], r["outcome"]) for r in rows)
