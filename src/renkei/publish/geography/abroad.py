"""Activities that link a prefecture, or Japan, with places abroad, found as the saved question `overseas-links` finds them.

The question asks for one prefecture; here all are joined at once from plain relations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from renkei.schema.namespaces import ID
from renkei.store.plain import shipped_answer
from renkei.store.protocol import Store

JAPAN = f"{ID}place/JP"


@dataclass(frozen=True)
class Abroad:
    """A country, or an area that lies in no country of the data, with the activities that link a prefecture with it.

    Those of bodies that are known to be in Japan, and of no prefecture, stand under Japan.
    """

    place: str
    by_prefecture: Mapping[str, tuple[str, ...]]

    @property
    def activities(self) -> tuple[str, ...]:
        return tuple(sorted({a for found in self.by_prefecture.values() for a in found}))


class _Relations:
    """The relations of the store, and what follows from them."""

    def __init__(self, store: Store, organisations: Collection[str]) -> None:
        self.of: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for relation, one, other in shipped_answer(store, "network/abroad").rows:
            self.of[relation][one].add(other)
        self.organisations = frozenset(organisations)
        self.members: dict[str, set[str]] = defaultdict(set)
        for body, activities in self.of["takes part in"].items():
            for activity in activities:
                self.members[activity].add(body)
        kinds = self.of["is"]
        self.homes = {place for place, of in kinds.items() if "prefecture" in of} | {JAPAN}
        self.countries = {place for place, of in kinds.items() if "country" in of}
        self.abroad = {
            place
            for place, of in kinds.items()
            if of & {"country", "area"} and place != JAPAN and JAPAN not in self.of["within"].get(place, ())
        }

    def said(self, relation: str, thing: str) -> set[str]:
        return self.of[relation].get(thing, set())

    def home(self, thing: str) -> set[str]:
        """The prefectures that a thing is in, and Japan."""
        places = self.said("location", thing)
        return {up for place in places for up in (place, *self.said("within", place)) if up in self.homes}

    def wholes(self, thing: str) -> set[str]:
        """A thing and all that it is part of."""
        found, waiting = {thing}, [thing]
        while waiting:
            new = self.said("part of", waiting.pop()) - found
            found |= new
            waiting += new
        return found

    def places(self, activity: str) -> set[str]:
        """The places abroad where an activity is, that it is about, or where bodies are that take part or that it is about."""
        concerned = self.said("concerns", activity)
        found = self.said("location", activity) | self.said("area served", activity) | concerned
        for body in self.members.get(activity, set()) | concerned:
            found = found | self.said("location", body)
        return found & self.abroad

    def homes_of(self, activity: str) -> set[str]:
        """Where an activity, or what it is part of, is, or a body that takes part in it or that it is about."""
        bodies = self.members.get(activity, set()) | (self.said("concerns", activity) & self.organisations)
        return {home for thing in self.wholes(activity) | bodies for home in self.home(thing)}


def links_abroad(store: Store, organisations: Collection[str]) -> tuple[Abroad, ...]:
    """The places abroad, those with most activities first; Japan links only what no prefecture does."""
    told = _Relations(store, organisations)
    activities = {*told.of["location"], *told.of["area served"], *told.of["concerns"], *told.members}
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for activity in activities:
        if not (places := told.places(activity)):
            continue
        homes = told.homes_of(activity)
        for place in places:
            country = min((told.said("within", place) & told.countries), default=place)
            for home in homes - {JAPAN} or homes:
                found[country][home].add(activity)
    made = [Abroad(place, {p: tuple(sorted(a)) for p, a in sorted(by.items())}) for place, by in found.items()]
    return tuple(sorted(made, key=lambda a: (-len(a.activities), a.place)))
