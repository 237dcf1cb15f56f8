"""Layouts: the same positions each time, nothing on top of another, regions where the map has them."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
from scipy.spatial import cKDTree

from renkei.viz.layout import positions


def _two_stars() -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    for center in ("north", "south"):
        graph.add_edges_from((center, f"{center}-{n}") for n in range(6))
    graph.add_edge("north-0", "south-0")
    graph.add_edge("loose-a", "loose-b")
    graph.add_node("alone")
    return graph


ANCHORS = {"north": (140.0, 43.0), "south": (130.0, 32.0)}


def test_every_node_has_a_position_of_whole_pixels() -> None:
    found = positions(_two_stars(), ["north", "south"], ANCHORS)
    assert set(found) == set(_two_stars())
    assert all(isinstance(x, int) and isinstance(y, int) for x, y in found.values())


def test_no_two_nodes_overlap() -> None:
    found = positions(_two_stars(), ["north", "south"], ANCHORS)
    assert min(math.dist(a, b) for a, b in itertools.combinations(found.values(), 2)) > 30


def test_north_is_up_and_east_is_right() -> None:
    found = positions(_two_stars(), ["north", "south"], ANCHORS)
    assert found["north"][1] < found["south"][1]
    assert found["north"][0] > found["south"][0]


def test_clusters_stay_together_and_loose_parts_lie_below() -> None:
    found = positions(_two_stars(), ["north", "south"], ANCHORS)
    assert all(
        math.dist(found["north"], found[f"north-{n}"]) < math.dist(found["south"], found[f"north-{n}"]) for n in range(6)
    )
    lowest = max(y for node, (_, y) in found.items() if not node.startswith(("loose", "alone")))
    assert all(found[n][1] > lowest for n in ("loose-a", "loose-b", "alone"))


def test_the_same_graph_and_seed_give_the_same_positions() -> None:
    shuffled: nx.Graph[str] = nx.Graph()
    shuffled.add_nodes_from(sorted(_two_stars(), reverse=True))
    shuffled.add_edges_from(sorted(_two_stars().edges, reverse=True))
    assert positions(_two_stars(), ["north", "south"], ANCHORS) == positions(shuffled, ["north", "south"], ANCHORS)


def _villages() -> tuple[nx.Graph[str], dict[str, str]]:
    """Six groups of twenty that hang together loosely, a road from each to the next, and one node of no group."""
    graph: nx.Graph[str] = nx.Graph()
    for village in range(6):
        graph.add_edges_from((f"{village}-{n}", f"{village}-{(n * 7 + 1) % 20}") for n in range(20))
        graph.add_edge(f"{village}-0", f"{(village + 1) % 6}-0")
    graph.add_edge("0-1", "traveller")
    return graph, {node: node[0] for node in graph if node != "traveller"}


def test_groups_are_kept_together_and_apart_from_each_other() -> None:
    graph, groups = _villages()
    found = positions(graph, groups=groups)
    assert set(found) == set(graph)
    circles = {}
    for village in set(groups.values()):
        inside = [found[n] for n in graph if groups.get(n) == village]
        middle = (sum(x for x, _ in inside) / len(inside), sum(y for _, y in inside) / len(inside))
        circles[village] = inside, middle
    for one, (inside, middle) in circles.items():
        for other, (_, away) in circles.items():
            assert one == other or all(math.dist(p, middle) < math.dist(p, away) for p in inside)


def test_groups_with_ties_stand_beside_each_other() -> None:
    graph, groups = _villages()
    found = positions(graph, groups=groups)
    near = [math.dist(found[f"{n}-0"], found[f"{(n + 1) % 6}-0"]) for n in range(6)]
    across = [math.dist(found[f"{n}-0"], found[f"{(n + 3) % 6}-0"]) for n in range(6)]
    assert max(near) < min(across)


def test_groups_in_another_order_give_the_same_positions() -> None:
    graph, groups = _villages()
    shuffled: nx.Graph[str] = nx.Graph()
    shuffled.add_nodes_from(sorted(graph, reverse=True))
    shuffled.add_edges_from(sorted(graph.edges, reverse=True))
    turned = dict(sorted(groups.items(), reverse=True))
    assert positions(graph, groups=groups) == positions(shuffled, groups=turned)


def test_a_large_network_has_no_two_nodes_on_one_place() -> None:
    graph = nx.relabel_nodes(nx.barabasi_albert_graph(1_500, 3, seed=1), str)
    found = np.array(list(positions(graph).values()))
    nearest, _ = cKDTree(found).query(found, k=2)
    assert nearest[:, 1].min() > 24


def test_an_empty_network_and_one_without_centers() -> None:
    assert positions(nx.Graph(), [], {}) == {}
    assert set(positions(nx.path_graph(["a", "b", "c"]), [], {})) == {"a", "b", "c"}
