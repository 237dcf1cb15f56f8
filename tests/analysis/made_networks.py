"""Networks for the tests of the analyses: small ones written as letters, and random ones."""

from __future__ import annotations

import networkx as nx
import numpy as np

from renkei.analysis.ties import Ties, ties_of_graph

SEEDS = range(12)
SECTORS = ("industry", "academia", "government", "support")


def random_graph(seed: int) -> nx.Graph[str]:
    """Up to 40 nodes in parts, with weights, regions and sectors; the nodes sort as they were made."""
    chance = np.random.default_rng(seed)
    size = 6 + 3 * seed
    bare = nx.gnm_random_graph(size, int(size * chance.uniform(0.8, 2.5)), seed=seed)
    made: nx.Graph[str] = nx.Graph()
    for node in bare:
        made.add_node(f"n{node:02}", region=f"x:{chance.integers(4)}", sector=f"s/{SECTORS[chance.integers(4)]}")
    made.add_edges_from((f"n{a:02}", f"n{b:02}", {"weight": float(chance.uniform(0.1, 2))}) for a, b in bare.edges)
    return made


def graph(edges: str, region: str = "", sector: str = "", **weights: float) -> nx.Graph[str]:
    """A graph of nodes with one letter: "ab bc" are its edges; "abc:x" gives nodes a group."""
    made: nx.Graph[str] = nx.Graph()
    made.add_edges_from((tie[0], tie[1], {"weight": weights.get(tie, 1.0)}) for tie in edges.split())
    for name, told in (("region", region), ("sector", sector)):
        for group in told.split():
            members, _, iri = group.partition(":")
            for node in members:
                made.add_node(node, **{name: f"x:/{iri}"})
    return made


def ties(edges: str, region: str = "", sector: str = "", **weights: float) -> Ties:
    return ties_of_graph(graph(edges, region, sector, **weights))
