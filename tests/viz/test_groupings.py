"""Groups of nodes on the picture: whom they hold, where they stand, and that no two overlap."""

from __future__ import annotations

import math
from itertools import combinations

import networkx as nx

from renkei.analysis.ties import ties_of_graph
from renkei.errors import Text
from renkei.viz.groupings import Grouping, by_community, by_region
from renkei.viz.whereabouts import Whereabouts

NORTH, SOUTH = "place/region-north", "place/region-south"
WHERE = Whereabouts(
    places={},
    around={n: frozenset({n, NORTH if n in "abc" else SOUTH}) for n in "abcdef"},
    districts={},
    district_names={},
    regions={"a": NORTH, "b": NORTH, "d": SOUTH, "e": SOUTH, "f": SOUTH},
    fields={},
    anchors={NORTH: (140.0, 40.0), SOUTH: (131.0, 33.0)},
)


def _network() -> nx.Graph[str]:
    """Two triangles with a tie between them, and a node alone; of c no place is known."""
    made: nx.Graph[str] = nx.Graph()
    made.add_edges_from([("a", "b"), ("b", "c"), ("a", "c"), ("d", "e"), ("e", "f"), ("d", "f"), ("c", "d")])
    made.add_node("z")
    return made


def _check(grouping: Grouping) -> None:
    """Every node stands in the disc of its group, and discs do not overlap."""
    assert sorted(n for group in grouping.groups for n in group.members) == sorted(grouping.positions)
    for group in grouping.groups:
        for node in group.members:
            x, y = grouping.positions[node]
            assert math.hypot(x - group.x, y - group.y) <= group.radius
    for one, other in combinations(grouping.groups, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius


def test_regions_lie_as_on_the_map_and_take_in_what_is_tied_to_them() -> None:
    grouping = by_region(_network(), WHERE, {NORTH: Text("北", "north"), SOUTH: Text("南", "south")})
    _check(grouping)
    found = {group.key: set(group.members) for group in grouping.groups}
    assert found == {NORTH: {"a", "b", "c"}, SOUTH: {"d", "e", "f"}, "": {"z"}}
    at = {group.key: group for group in grouping.groups}
    assert at[NORTH].y < at[SOUTH].y
    assert at[NORTH].x > at[SOUTH].x
    assert (at[NORTH].label, at[""].label) == (Text("北", "north"), None)


def test_communities_are_named_after_their_most_tied_member() -> None:
    network = _network()
    names = {n: Text(n, n.upper()) for n in network}
    grouping = by_community(network, ties_of_graph(network), names)
    _check(grouping)
    found = {group.key: (set(group.members), group.label) for group in grouping.groups}
    assert found == {"1": ({"a", "b", "c"}, Text("c", "C")), "2": ({"d", "e", "f"}, Text("d", "D")), "": ({"z"}, None)}


def test_the_same_network_stands_the_same_way() -> None:
    shuffled: nx.Graph[str] = nx.Graph()
    shuffled.add_nodes_from(sorted(_network(), reverse=True))
    shuffled.add_edges_from(sorted(_network().edges, reverse=True))
    assert by_region(_network(), WHERE, {}) == by_region(shuffled, WHERE, {})


def test_an_empty_network_has_no_groups() -> None:
    empty: nx.Graph[str] = nx.Graph()
    assert by_region(empty, WHERE, {}).groups == ()
    assert by_community(empty, ties_of_graph(empty), {}).groups == ()
