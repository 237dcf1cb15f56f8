"""What a network page shows, before it is put in a language: the network, where its nodes stand, and what is told of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import networkx as nx

from renkei.errors import Text, UsageError
from renkei.schema.namespaces import ID
from renkei.store.protocol import Store
from renkei.viz.facts import Fact, FactFinder
from renkei.viz.layout import Positions, positions
from renkei.viz.node_sources import told_sources
from renkei.viz.whereabouts import Whereabouts, whereabouts

# More than this is not drawn at once: a larger network is opened by region or community.
MOST_NODES = 5_000


@dataclass(frozen=True)
class NetworkView:
    """All that a network page shows, before it is put in a language."""

    graph: nx.MultiGraph[str]
    positions: Positions
    where: Whereabouts
    facts: dict[str, list[Fact]]
    sources: dict[str, dict[str, Any]]
    finder: FactFinder


def refuse_too_large(graph: nx.MultiGraph[str]) -> None:
    """Raise UsageError for a network of more than MOST_NODES nodes."""
    if len(graph) > MOST_NODES:
        raise UsageError(
            Text(
                f"節点が{len(graph)}あります。1ページに描けるのは{MOST_NODES}までです。"
                "表の一部（1つの県や分野など）からストアを作り、それを公開してください。",
                f"The network has {len(graph)} nodes; a page draws {MOST_NODES} at most. "
                "Build a store of a part of the tables (a prefecture, a field) and publish that.",
            )
        )


def network_view(store: Store, graph: nx.MultiGraph[str], finder: FactFinder) -> NetworkView:
    """The view of a collaboration network. Raises UsageError like `refuse_too_large`."""
    refuse_too_large(graph)
    where = whereabouts(store, graph, finder)
    facts = {node: finder.facts(node) for node in graph}
    return NetworkView(
        graph=graph,
        positions=_positions(graph, where.anchors),
        where=where,
        facts=facts,
        sources=told_sources(store, facts.values(), finder),
        finder=finder,
    )


def _positions(graph: nx.MultiGraph[str], anchors: dict[str, tuple[float, float]]) -> Positions:
    """Clusters round the districts of the list, and round the country for national bodies."""
    centers = [n for n in graph if "/place/list-" in n or n == f"{ID}place/JP"]
    return positions(nx.Graph(graph), centers, anchors)
