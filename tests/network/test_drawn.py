"""The networks that are drawn: the same nodes and ties as those of the network room, with the years in which they hold."""

from __future__ import annotations

import networkx as nx
import pytest

from renkei.graph import Graph
from renkei.network.affiliations import Affiliations, narrowed, periods_of, read_affiliations
from renkei.network.collaboration import collaboration_network
from renkei.network.drawn import drawn_one_mode, drawn_two_mode, with_spans
from renkei.network.graphs import one_mode, two_mode


@pytest.fixture(scope="module")
def rows(graph: Graph) -> Affiliations:
    return read_affiliations(graph.store)


@pytest.fixture(scope="module")
def known(graph: Graph) -> nx.MultiGraph[str]:
    return collaboration_network(graph.store)


def _holds(spans: tuple[tuple[int, ...], ...], first: int, last: int) -> bool:
    """Whether some span begins by `last` and has not ended before `first`, in each of its pairs of years."""
    return any(
        all(s[at] and s[at] <= last and (not s[at + 1] or s[at + 1] >= first) for at in range(0, len(s), 2)) for s in spans
    )


def test_organisations_and_activities_are_those_of_the_network_room(rows: Affiliations, known: nx.MultiGraph[str]) -> None:
    drawn, wanted = drawn_two_mode(rows, known, {}), two_mode(rows)
    assert sorted(drawn) == sorted(wanted)
    assert {frozenset(pair) for pair in drawn.edges()} == {frozenset(pair) for pair in wanted.edges}
    assert drawn.number_of_edges() == len(
        {(w, a, r) for w, a, r in zip(rows.organisation, rows.activity, rows.role, strict=True)}
    )


def test_organisations_with_each_other_are_those_of_the_network_room(rows: Affiliations, known: nx.MultiGraph[str]) -> None:
    drawn, wanted = drawn_one_mode(rows, known), one_mode(rows)
    assert sorted(drawn) == sorted(wanted)
    found = {frozenset((a, b)): (told["shared"], told["weight"]) for a, b, told in drawn.edges(data=True)}
    assert found == {frozenset((a, b)): (t["shared"], round(t["weight"], 4)) for a, b, t in wanted.edges(data=True)}


@pytest.mark.parametrize(("first", "last"), [(2018, 2018), (2010, 2015), (2025, 2030)])
def test_spans_leave_what_narrowing_leaves(rows: Affiliations, known: nx.MultiGraph[str], first: int, last: int) -> None:
    left = narrowed(rows, first=first, last=last)
    for drawn, wanted in (
        (drawn_two_mode(rows, known, {}), two_mode(left)),
        (drawn_one_mode(rows, known), one_mode(left)),
    ):
        nodes = {node for node, told in drawn.nodes(data=True) if _holds(told["spans"], first, last)}
        ties = {frozenset((a, b)) for a, b, told in drawn.edges(data=True) if _holds(told["spans"], first, last)}
        assert nodes == set(wanted)
        assert ties == {frozenset(pair) for pair in wanted.edges}


def test_activities_of_the_collaboration_network_have_their_years_and_the_rest_lasts(graph: Graph, rows: Affiliations) -> None:
    drawn = with_spans(collaboration_network(graph.store), rows, graph.store)
    periods = periods_of(graph.store)
    told = {node: data["spans"] for node, data in drawn.nodes(data=True) if data["group"] == "activity"}
    assert told == {node: (periods.get(node, (0, 0)),) for node in told}
    assert any(first for ((first, _),) in told.values())
    assert {data["spans"] for _, data in drawn.nodes(data=True) if data["group"] != "activity"} == {None}
    located = [d for _, _, d in drawn.edges(data=True) if d["relation"] == "https://schema.org/location"]
    assert {d["spans"] for d in located} == {None}
