"""Where the nodes of a network are: the places and districts of each, and points on the map."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import pyoxigraph as ox

from renkei.errors import Text
from renkei.schema.namespaces import RENKEI, SCHEMA, SKOS
from renkei.store.protocol import Store
from renkei.viz.facts import FactFinder


@dataclass(frozen=True)
class Whereabouts:
    """Where nodes are, by IRI.

    `places`: what each is located in. `districts`: those of each, in every scheme. `district_names`: the name of each district
    with that of its scheme, in order. `anchors`: longitude and latitude of places.
    """

    places: dict[str, str]
    districts: dict[str, list[str]]
    district_names: dict[str, tuple[Text, Text]]
    anchors: dict[str, tuple[float, float]]


def whereabouts(store: Store, graph: nx.MultiGraph[str], finder: FactFinder) -> Whereabouts:
    """Where the nodes of the collaboration network of a store are."""
    districts, names = _districts(store, graph, finder)
    located = SCHEMA.location.value
    places = {d["source"]: d["target"] for _, _, d in graph.edges(data=True) if d["relation"] == located}
    return Whereabouts(places, districts, names, _coordinates(store))


def _coordinates(store: Store) -> dict[str, tuple[float, float]]:
    found: dict[str, dict[str, float]] = {}
    for name, predicate in (("x", SCHEMA.longitude), ("y", SCHEMA.latitude)):
        for quad in store.quads(None, predicate, None, ox.DefaultGraph()):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                found.setdefault(quad.subject.value, {})[name] = float(quad.object.value)
    return {iri: (point["x"], point["y"]) for iri, point in found.items() if len(point) == 2}


def _districts(
    store: Store, graph: nx.MultiGraph[str], finder: FactFinder
) -> tuple[dict[str, list[str]], dict[str, tuple[Text, Text]]]:
    """The districts of each node in every scheme, and the districts' names with those of their schemes, in order."""
    scheme_of = {
        quad.subject.value: quad.object.value
        for quad in store.quads(None, SKOS.inScheme, None, ox.DefaultGraph())
        if isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
        and "/district-scheme/" in quad.object.value
    }
    districts: dict[str, list[str]] = {}
    for node in graph:
        places = {
            d["target"]
            for _, _, d in graph.edges(node, data=True)
            if d["source"] == node and d["relation"] == SCHEMA.location.value
        }
        around = {node, *places}
        for place in sorted(places | {node}):
            around |= {
                q.object.value
                for q in store.quads(ox.NamedNode(place), RENKEI.within, None, ox.DefaultGraph())
                if isinstance(q.object, ox.NamedNode)
            }
        districts[node] = sorted(around & scheme_of.keys())
    used = sorted({d for found in districts.values() for d in found}, key=lambda d: (scheme_of[d], d))
    return districts, {d: (finder.label(d), finder.label(scheme_of[d])) for d in used}
