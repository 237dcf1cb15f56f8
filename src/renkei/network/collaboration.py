"""The collaboration network: organisations, councils, activities and places, and the ties between them."""

from __future__ import annotations

from collections import defaultdict

import networkx as nx

from renkei.store.plain import shipped_answer
from renkei.store.protocol import Store

# What counts as said by a source; ties that stand on none of these are drawn as inferred.
_SAID = {"stated", "named", "external"}


def collaboration_network(store: Store) -> nx.MultiGraph[str]:
    """The network of all organisations, councils, activities and places with their ties.

    Activities are projects, programmes, strategies, concepts and mid-term plans. A measure or action under one of them is no
    node: its ties are drawn to what it is part of; those of a person who was introduced, to the organisation of that person.

    Nodes are IRIs with the attributes `group` (council, activity, place, the notation of a sector, or other), `label_ja`,
    `label_en` (the Japanese one where it is missing), `reading`, `kind_ja`, `kind_en` (empty where unknown), `hub` (bool) and
    `listed` (bool: a list, not only a document, tells of it). Edges run from `source` to `target` (attributes, since the graph
    is undirected) with `relation` (IRI of the tie's class or property), `label_ja`, `label_en`, and `inferred` (True where no
    source says so in words). Of the places, only those are nodes that something is tied to, prefectures, and what contains
    them. Nodes and edges come in the order of their IRIs.
    """
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    listed = {row["node"] for row in shipped_answer(store, "network/listed").dicts()}
    for row in shipped_answer(store, "network/nodes").dicts():
        node = row["node"]
        if node in graph and row["group"] != "council":
            continue  # a council is also an organisation of some sector: the first row, council, wins
        told = {k: v for k, v in row.items() if k not in ("node", "hub")}
        told["label_en"] = told["label_en"] or told["label_ja"]
        graph.add_node(node, **told, hub=bool(row["hub"]), listed=node in listed)
    wholes = {row["part"]: row["whole"] for row in shipped_answer(store, "network/parents").dicts()}
    bases: dict[tuple[str, str, str, str, str], set[str]] = defaultdict(set)
    for row in shipped_answer(store, "network/ties").dicts():
        source, target = (_drawn(graph, wholes, row[end]) for end in ("source", "target"))
        if source and target and source != target:
            key = (source, target, row["relation"], row["label_ja"], row["label_en"])
            bases[key].add(row["basis"] or "derived")
    for (source, target, relation, label_ja, label_en), found in sorted(bases.items()):
        graph.add_edge(
            source,
            target,
            source=source,
            target=target,
            relation=relation,
            label_ja=label_ja,
            label_en=label_en,
            inferred=not found & _SAID,
        )
    _drop_idle_places(graph)
    return graph


def _drawn(graph: nx.MultiGraph[str], wholes: dict[str, str], thing: str) -> str | None:
    """`thing`, or the nearest whole around it that is a node; None where there is none."""
    while thing not in graph:
        if thing not in wholes:
            return None
        thing = wholes[thing]
    return thing


def _drop_idle_places(graph: nx.MultiGraph[str]) -> None:
    """Take out places to which nothing is tied, prefectures excepted: a prefecture without a tie is a finding."""
    idle = [n for n, data in graph.nodes(data=True) if data["group"] == "place" and graph.degree(n) == 0]
    graph.remove_nodes_from(n for n in idle if "/place/JP-" not in n)
