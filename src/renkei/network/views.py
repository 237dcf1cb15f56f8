"""The networks that people ask for by name, narrowed to what they want to see."""

from __future__ import annotations

from collections.abc import Collection, Container
from dataclasses import dataclass

import networkx as nx

from renkei.errors import Text, UsageError, not_among
from renkei.network.affiliations import ACTIVITIES, Affiliations, fields_of, held_by, narrowed
from renkei.network.graphs import field_network, one_mode, region_network, two_mode
from renkei.network.kept import affiliations
from renkei.query.labels import labels_of
from renkei.query.resolve import find_thing
from renkei.schema.namespaces import ID, ORG, SCHEMA
from renkei.store.names import NameIndex
from renkei.store.protocol import Store

# What can be drawn: organisations and what they take part in; organisations with each other; regions; fields in regions.
VIEWS = ("affiliations", "organisations", "regions", "fields")


@dataclass(frozen=True)
class Narrowing:
    """What a network is narrowed to; things are given by name, id or IRI, years as numbers. None: not narrowed.

    `activities` are some of ACTIVITIES. `place`, `kind` and `sector` are of organisations; `field` of an organisation or an
    activity. With `ego`, only that organisation and those that are within `steps` ties of it are kept.
    """

    activities: Collection[str] = ACTIVITIES
    place: str | None = None
    kind: str | None = None
    sector: str | None = None
    field: str | None = None
    first: int | None = None
    last: int | None = None
    ego: str | None = None
    steps: int = 1


def network_of(store: Store, view: str, narrowing: Narrowing, index: NameIndex | None = None) -> nx.Graph[str]:
    """The network `view` (one of VIEWS) of a store; its attributes are those told in `network.graphs`.

    Raises UsageError for an unknown view or kind of activity, and for names that nothing has or several things have.
    """
    _check(view, VIEWS, Text("ネットワーク", "network"))
    if narrowing.ego is not None and view not in ("affiliations", "organisations"):
        raise UsageError(
            Text(
                f"ego は affiliations か organisations で使います（{view} の節点は機関ではありません）。",
                f"ego goes with affiliations or organisations: the nodes of {view} are no organisations.",
            )
        )
    found, holders = _narrowed(store, narrowing, index)
    if view == "fields":
        fields = [
            (at, field)
            for at, field in fields_of(store, found)
            if all(found.organisations.iris[at] in held for held in holders)
        ]
        return field_network(found, fields, labels_of(store, {*_regions(found), *(field for _, field in fields)}))
    if view == "regions":
        return region_network(found, labels_of(store, _regions(found)))
    made = two_mode(found) if view == "affiliations" else one_mode(found)
    if narrowing.ego is None:
        return made
    around: nx.Graph[str] = nx.ego_graph(made, centre_of(store, narrowing, made, index), radius=narrowing.steps)
    return around


def affiliations_of(store: Store, narrowing: Narrowing, index: NameIndex | None = None) -> Affiliations:
    """The affiliations that are left; `ego` is for `centre_of`. Raises UsageError as `network_of` does."""
    return _narrowed(store, narrowing, index)[0]


def _narrowed(store: Store, narrowing: Narrowing, index: NameIndex | None) -> tuple[Affiliations, list[frozenset[str]]]:
    """The affiliations that are left, and the sets of organisations that each narrowing of organisations holds."""
    for kind in narrowing.activities:
        _check(kind, ACTIVITIES, Text("活動の種類", "kind of activity"))
    if narrowing.first is not None and narrowing.last is not None and narrowing.first > narrowing.last:
        raise UsageError(
            Text(
                f"期間の始まり（{narrowing.first}）が終わり（{narrowing.last}）より後です。",
                f"The period begins ({narrowing.first}) after it ends ({narrowing.last}).",
            )
        )

    holders = holders_of(store, narrowing, index)
    about = field_holder(store, narrowing, index)
    rows = narrowed(
        affiliations(store),
        activities=narrowing.activities,
        organisations_in=holders,
        about=about,
        first=narrowing.first,
        last=narrowing.last,
    )
    return rows, holders


def holders_of(store: Store, narrowing: Narrowing, index: NameIndex | None = None) -> list[frozenset[str]]:
    """What the place, kind and sector of a narrowing hold, those that are given; an organisation that is left is in all."""
    found = (
        _held(store, narrowing.place, SCHEMA.Place.value, None, index),
        _held(store, narrowing.kind, None, f"{ID}scheme/organization-kind", index),
        _held(store, narrowing.sector, None, f"{ID}scheme/sector", index),
    )
    return [held for held in found if held is not None]


def field_holder(store: Store, narrowing: Narrowing, index: NameIndex | None = None) -> frozenset[str] | None:
    """What the field of a narrowing holds; None without one."""
    return _held(store, narrowing.field, None, f"{ID}scheme/field", index)


def _held(
    store: Store, name: str | None, class_iri: str | None, scheme: str | None, index: NameIndex | None
) -> frozenset[str] | None:
    return None if name is None else held_by(store, find_thing(store, class_iri, name, scheme, index))


def centre_of(store: Store, narrowing: Narrowing, there: Container[str], index: NameIndex | None = None) -> str:
    """The IRI of the organisation `ego`. Raises UsageError where it is not among those that are `there`."""
    return organisation_in(store, str(narrowing.ego), there, index)


def organisation_in(store: Store, name: str, there: Container[str], index: NameIndex | None = None) -> str:
    """The IRI of an organisation by name, id or IRI. Raises UsageError where it is not among those that are `there`."""
    found = find_thing(store, ORG.Organization.value, name, None, index)
    if found not in there:
        raise UsageError(
            Text(
                f"{name} はこのネットワークにありません（絞り込みを外すか、活動や協議会への参加を確かめてください）。",
                f"{name} is not in this network: it takes part in nothing that is left. Narrow less.",
            )
        )
    return found


def _regions(network: Affiliations) -> set[str]:
    return set(filter(None, network.organisations.facts["region"]))


def _check(given: str, known: Collection[str], what: Text) -> None:
    if given not in known:
        raise not_among(given, known, what)
