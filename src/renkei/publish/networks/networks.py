"""The networks that have pages: the whole, and of each region, prefecture, council, field and large project, in three views."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import networkx as nx
import numpy as np

from renkei.errors import Text
from renkei.network.affiliations import Affiliations, held_by, narrowed
from renkei.network.drawn import drawn_one_mode, drawn_two_mode, with_spans
from renkei.network.kept import affiliations
from renkei.query.labels import labels_of
from renkei.schema.namespaces import ID
from renkei.store.plain import shipped_answer
from renkei.store.protocol import Store
from renkei.text.characters import to_hiragana
from renkei.viz.facts import FactFinder
from renkei.viz.network_view import NetworkView, network_view
from renkei.viz.whereabouts import Whereabouts, whereabouts

# The views of a network: all ties; organisations and what they take part in; organisations with each other.
VIEWS = ("ties", "activities", "organisations")
# The kinds of networks that have pages, in the order of the index.
KINDS = ("whole", "region", "prefecture", "council", "field", "project")

# What is enough for a page: members of a region, prefecture, council or field that are no places, and organisations that an
# activity has; nodes of the view of activities, ties of the view of organisations.
_LEAST_MEMBERS, _LARGE_PROJECT, _LEAST_NODES, _LEAST_TIES = 3, 4, 4, 2
# A view with more ties than this has no page: it would take longer to open than anybody waits.
_MOST_TIES = 100_000
# So many networks of a kind have pages, the largest; the rest is on the page of the whole network.
MOST_OF_A_KIND = 100
# A part with more nodes than this has no page of its own: the page of the whole network, filtered, shows it.
MOST_IN_A_PART = 2_000
# Around a council or project it shows two steps, or one where two lead to more nodes than this.
_NEAR = 300
_FACTS_IN_A_FILE = 40


@dataclass(frozen=True)
class Drawn:
    """A network with pages: what it is of (None for the whole), and the graph of each of VIEWS that is worth a page."""

    kind: str
    iri: str | None
    label: Text
    reading: str
    name: str
    graphs: dict[str, nx.MultiGraph[str]]

    def path(self, view: str) -> str:
        """The path of the page of a view below the folder of the language."""
        if self.iri is None:
            return "network.html" if view == "ties" else f"networks/{view}.html"
        return f"networks/{self.name}.html" if view == "ties" else f"networks/{self.name}.{view}.html"


class Networks:
    """Finds the networks of a store, and lays each out when its page is made."""

    def __init__(self, store: Store, whole: NetworkView, with_facts: bool) -> None:
        self._store = store
        self._whole = whole
        self._with_facts = with_facts
        self._finder = whole.finder
        self._views: dict[tuple[str, str], NetworkView] = {}
        self.left: dict[str, int] = {}

    @property
    def finder(self) -> FactFinder:
        return self._finder

    @cached_property
    def affiliations(self) -> Affiliations:
        return affiliations(self._store)

    @cached_property
    def all(self) -> list[Drawn]:
        """All networks with pages, by KINDS and then by label; of each kind the largest that are not too large."""
        ties = with_spans(self._whole.graph, self.affiliations, self._store)
        found = [Drawn("whole", None, Text("", ""), "", "", self._graphs(ties, self.affiliations, least=0))]
        for kind in KINDS[1:]:
            candidates = self._candidates(kind)
            self.left[kind] = max(0, len(candidates) - MOST_OF_A_KIND)
            drawn = [d for iri in candidates[:MOST_OF_A_KIND] if (d := self._drawn(kind, iri)) is not None]
            found += sorted(drawn, key=lambda d: (to_hiragana(d.reading) or d.label.ja, d.iri or ""))
        return found

    def view(self, drawn: Drawn, name: str) -> NetworkView:
        """A network of one of VIEWS, laid out."""
        key = drawn.path(name)
        if drawn.iri is None and name == "ties":
            return self._whole
        if (key, name) not in self._views:
            self._views[key, name] = network_view(self._store, drawn.graphs[name], self._finder, self.where)
        return self._views[key, name]

    @cached_property
    def nodes(self) -> list[str]:
        """All nodes of all networks, in the order of their IRIs."""
        return sorted({node for drawn in self.all[:1] for graph in drawn.graphs.values() for node in graph})

    @cached_property
    def where(self) -> Whereabouts:
        return whereabouts(self._store, self.nodes, self._finder)

    @cached_property
    def fact_files(self) -> list[list[str]]:
        """The nodes whose facts stand in one file; none for a large store."""
        if not self._with_facts:
            return []
        return [self.nodes[at : at + _FACTS_IN_A_FILE] for at in range(0, len(self.nodes), _FACTS_IN_A_FILE)]

    def _candidates(self, kind: str) -> list[str]:
        """The things of a kind that have enough for a network of their own, the largest first."""
        ties, where = self._whole.graph, self._whole.where
        told = [node for node in ties if not self._is_place(node)]
        if kind == "field":
            sizes = Counter(field for node in told for field in where.fields.get(node, ()))
        elif kind in ("region", "prefecture"):
            places = set(self._places(kind))
            sizes = Counter(place for node in told for place in where.around.get(node, ()) if place in places)
        else:
            group, least = ("council", 0) if kind == "council" else ("activity", _LARGE_PROJECT)
            nodes = [node for node in told if ties.nodes[node]["group"] == group]
            around = {node: sum(1 for n in ties[node] if self._is_organisation(n)) for node in nodes}
            large = {node for node, number in around.items() if number >= least}
            sizes = Counter({node: len(ties[node]) + _LEAST_MEMBERS for node in large})
        return sorted((iri for iri, size in sizes.items() if size >= _LEAST_MEMBERS), key=lambda iri: (-sizes[iri], iri))

    def _places(self, kind: str) -> list[str]:
        if kind == "region":
            return list(self._whole.where.district_names)
        return [row[0] for row in shipped_answer(self._store, "network/prefectures").rows]

    def _drawn(self, kind: str, iri: str) -> Drawn | None:
        """The network of one thing, unless it is too small or too large."""
        ties = self._whole.graph
        shown = self._shown(kind, iri)
        if len(shown) > MOST_IN_A_PART:
            self.left[kind] += 1
            return None
        if sum(1 for n in shown if not self._is_place(n)) < _LEAST_MEMBERS:
            return None
        if kind == "field":
            rows = narrowed(self.affiliations, about=held_by(self._store, iri))
        elif kind in ("region", "prefecture"):
            rows = self._in_place(shown & self._inside(iri))
        else:
            rows = self._of_members({iri})
        told = ties.nodes[iri] if iri in ties else {}
        name = iri.removeprefix(ID).replace("/", "-")
        graphs = self._graphs(_part(ties, shown), rows, least=1)
        return Drawn(kind, iri, self._finder.label(iri), told.get("reading") or "", name, graphs)

    def _shown(self, kind: str, iri: str) -> set[str]:
        """The nodes of the network of one thing: what is in it or of it, and what that is tied to."""
        ties = self._whole.graph
        if kind in ("council", "project"):
            return self._around(iri)
        fields = self._whole.where.fields
        members = {n for n in ties if iri in fields.get(n, ())} if kind == "field" else self._inside(iri)
        near = {n for m in members if not self._is_place(m) for n in ties[m]}
        return members | {n for n in near if kind == "field" or not self._is_place(n)}

    def _inside(self, place: str) -> set[str]:
        return {n for n in self._whole.graph if place in self._whole.where.around.get(n, ())}

    def _graphs(self, ties: nx.MultiGraph[str], rows: Affiliations, least: int) -> dict[str, nx.MultiGraph[str]]:
        """The graph of each view; of the others than all ties those that have enough (with `least` 0, those that have any)."""
        graphs = {"ties": ties}
        labels = labels_of(self._store, {role for role in rows.roles if role})
        two = drawn_two_mode(rows, self._whole.graph, labels)
        if len(two) >= (_LEAST_NODES if least else 1):
            graphs["activities"] = two
        one = drawn_one_mode(rows, self._whole.graph)
        if one.number_of_edges() >= (_LEAST_TIES if least else 1):
            graphs["organisations"] = one
        most = MOST_IN_A_PART if least else len(two) + len(one)
        return {
            name: graph
            for name, graph in graphs.items()
            if name == "ties" or (graph.number_of_edges() <= _MOST_TIES and len(graph) <= most)
        }

    def _in_place(self, members: set[str]) -> Affiliations:
        """What organisations in a place take part in."""
        iris = self.affiliations.organisations.iris
        marked = np.fromiter((iri in members for iri in iris), np.bool_, len(iris))
        return self.affiliations.kept(marked[self.affiliations.organisation])

    def _of_members(self, activities: set[str]) -> Affiliations:
        """All that the members of some activities take part in."""
        rows = self.affiliations
        iris = rows.activities.iris
        there = np.fromiter((iri in activities for iri in iris), np.bool_, len(iris))[rows.activity]
        members = np.unique(rows.organisation[there])
        return rows.kept(np.isin(rows.organisation, members))

    def _around(self, node: str) -> set[str]:
        """The nodes within two steps that lead over no place, or within one where these are too many."""
        ties = self._whole.graph
        near = {node, *ties[node]}
        wider = near | {n for m in near if not self._is_place(m) for n in ties[m] if not self._is_place(n)}
        return wider if len(wider) <= _NEAR else near

    def _is_place(self, node: str) -> bool:
        return bool(self._whole.graph.nodes[node]["group"] == "place")

    def _is_organisation(self, node: str) -> bool:
        return self._whole.graph.nodes[node]["group"] not in ("place", "activity")


def _part(graph: nx.MultiGraph[str], nodes: set[str]) -> nx.MultiGraph[str]:
    """The nodes and the ties among them, in the order of the whole."""
    made: nx.MultiGraph[str] = nx.MultiGraph()
    made.add_nodes_from((n, told) for n, told in graph.nodes(data=True) if n in nodes)
    made.add_edges_from((a, b, told) for a, b, told in graph.edges(data=True) if a in nodes and b in nodes)
    return made
