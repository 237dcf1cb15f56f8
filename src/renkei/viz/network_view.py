"""What a network page shows, before it is put in a language: the network, where its nodes stand, and what is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np

from renkei.analysis.centrality import exact_betweenness, pagerank, sampled_betweenness, work_of
from renkei.analysis.ties import Ties, ties_of_graph
from renkei.errors import Text
from renkei.query.labels import labels_of
from renkei.schema.namespaces import ID
from renkei.store.protocol import Store
from renkei.viz.facts import FactFinder
from renkei.viz.groupings import Grouping, by_community, by_region
from renkei.viz.kept_layout import kept_positions
from renkei.viz.layout import MOST_NODES, Positions
from renkei.viz.whereabouts import Whereabouts, whereabouts

# Above this, in nodes x (nodes + ties), betweenness is sampled: a page need not wait for more than a second.
_EXACT_UP_TO = 10_000_000

MEASURES = ("degree", "weighted_degree", "betweenness", "pagerank")


@dataclass(frozen=True)
class NetworkView:
    """All that a network page shows, before it is put in a language.

    `graph` has the attributes that `network.collaboration` documents, and those of `network.drawn` where they are known.
    `positions` is None for a network of more than MOST_NODES nodes, which is drawn by groups. `measures` has a value for each
    node, by the names of MEASURES.
    """

    graph: nx.MultiGraph[str]
    positions: Positions | None
    groupings: Mapping[str, Grouping]
    measures: Mapping[str, Mapping[str, float]]
    where: Whereabouts
    finder: FactFinder

    @property
    def large(self) -> bool:
        """Whether it is too large to be drawn at once."""
        return self.positions is None


def network_view(store: Store, graph: nx.MultiGraph[str], finder: FactFinder, where: Whereabouts | None = None) -> NetworkView:
    """The view of a network of a store; `where` is looked up where it is not given, and may tell of more nodes."""
    where = where or whereabouts(store, graph, finder)
    plain = _plain(graph)
    ties = ties_of_graph(plain)
    labels = labels_of(store, {where.regions[n] for n in graph if n in where.regions})
    names = {node: Text(told["label_ja"], told["label_en"]) for node, told in graph.nodes(data=True)}
    return NetworkView(
        graph=graph,
        positions=_positions(plain, where.anchors) if len(graph) <= MOST_NODES else None,
        groupings={"region": by_region(plain, where, labels), "community": by_community(plain, ties, names)},
        measures=_measures(ties),
        where=where,
        finder=finder,
    )


def _plain(graph: nx.MultiGraph[str]) -> nx.Graph[str]:
    """The same with one edge for each pair, whose weight is the sum of theirs (1 where an edge has none)."""
    made: nx.Graph[str] = nx.Graph()
    made.add_nodes_from(graph)
    for one, other, told in graph.edges(data=True):
        if one != other:
            before = made.edges[one, other]["weight"] if made.has_edge(one, other) else 0.0
            made.add_edge(one, other, weight=before + told.get("weight", 1))
    return made


def _measures(ties: Ties) -> dict[str, dict[str, float]]:
    between = exact_betweenness(ties) if work_of(ties) <= _EXACT_UP_TO else sampled_betweenness(ties, 1)[0]
    strength = np.asarray(ties.adjacency.sum(axis=1)).ravel()
    columns = {"degree": ties.degree, "weighted_degree": strength, "betweenness": between, "pagerank": pagerank(ties)}
    iris = ties.organisations.iris
    return {
        name: {iri: float(f"{value:.4g}") for iri, value in zip(iris, column.tolist(), strict=True)}
        for name, column in columns.items()
    }


def _positions(graph: nx.Graph[str], anchors: dict[str, tuple[float, float]]) -> Positions:
    """Clusters round the districts of the list, and round the country for national bodies."""
    centers = [n for n in graph if "/place/list-" in n or n == f"{ID}place/JP"]
    return kept_positions(graph, centers, anchors)
