"""Where the nodes of networks are, and what fields they are of: what a page of a network filters and groups by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from renkei.errors import Text
from renkei.schema.namespaces import ID, RDF, RENKEI, SCHEMA, SKOS
from renkei.store.protocol import Store
from renkei.viz.facts import FactFinder

# The districts by which nodes are grouped into regions; elsewhere it is the country.
_REGION = f"{ID}place/region-"


@dataclass(frozen=True)
class Whereabouts:
    """Where nodes are, by IRI.

    `places`: what each is located in. `around`: that place, the node itself and all places around it. `districts`: those of
    these that are districts, in every scheme. `district_names`: the name of each district with that of its scheme, in order.
    `regions`: the district of the eight regions, else the country; without those whose place is unknown. `fields`: the fields
    of each and the broader ones. `anchors`: longitude and latitude of places.
    """

    places: dict[str, str]
    around: dict[str, frozenset[str]]
    districts: dict[str, list[str]]
    district_names: dict[str, tuple[Text, Text]]
    regions: dict[str, str]
    fields: dict[str, list[str]]
    anchors: dict[str, tuple[float, float]]


def whereabouts(store: Store, nodes: Iterable[str], finder: FactFinder) -> Whereabouts:
    """Where some nodes of a store are."""
    scheme_of = {inner: scheme for inner, scheme in _pairs(store, None, SKOS.inScheme) if "/district-scheme/" in scheme}
    countries = _countries(store)
    broader = dict(_pairs(store, None, SKOS.broader))
    places: dict[str, str] = {}
    around: dict[str, frozenset[str]] = {}
    fields: dict[str, list[str]] = {}
    within: dict[str, set[str]] = {}
    for node in nodes:
        located = {place for _, place in _pairs(store, node, SCHEMA.location)}
        if located:
            places[node] = min(located)
        found = {node, *located}
        for place in sorted(found):
            if place not in within:
                within[place] = {outer for _, outer in _pairs(store, place, RENKEI.within)}
            found |= within[place]
        around[node] = frozenset(found)
        if own := {field for _, field in _pairs(store, node, RENKEI.field)}:
            fields[node] = sorted(own | {outer for field in own for outer in _broader(field, broader)})
    districts = {node: sorted(found & scheme_of.keys()) for node, found in around.items()}
    used = sorted({d for found in districts.values() for d in found}, key=lambda d: (scheme_of[d], d))
    regions = {}
    for node, own_places in around.items():
        region = [d for d in districts[node] if d.startswith(_REGION)] or sorted(own_places & countries)
        if region:
            regions[node] = region[0]
    names = {d: (finder.label(d), finder.label(scheme_of[d])) for d in used}
    return Whereabouts(places, around, districts, names, regions, fields, _coordinates(store))


def _pairs(store: Store, subject: str | None, predicate: ox.NamedNode) -> Iterable[tuple[str, str]]:
    node = ox.NamedNode(subject) if subject else None
    for quad in store.quads(node, predicate, None, ox.DefaultGraph()):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            yield quad.subject.value, quad.object.value


def _countries(store: Store) -> set[str]:
    quads = store.quads(None, RDF.type, ox.NamedNode(f"{SCHEMA.base}Country"), ox.DefaultGraph())
    return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}


def _broader(field: str, broader: dict[str, str]) -> set[str]:
    """The fields above a field."""
    found: set[str] = set()
    while (field := broader.get(field, "")) and field not in found:
        found.add(field)
    return found


def _coordinates(store: Store) -> dict[str, tuple[float, float]]:
    found: dict[str, dict[str, float]] = {}
    for name, predicate in (("x", SCHEMA.longitude), ("y", SCHEMA.latitude)):
        for quad in store.quads(None, predicate, None, ox.DefaultGraph()):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                found.setdefault(quad.subject.value, {})[name] = float(quad.object.value)
    return {iri: (point["x"], point["y"]) for iri, point in found.items() if len(point) == 2}
