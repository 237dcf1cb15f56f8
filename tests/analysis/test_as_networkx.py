"""Random graphs: what the fast paths give is what networkx gives, or what counting one by one gives."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from made_networks import SECTORS, SEEDS, random_graph

from renkei.analysis.bridges import bridge_ties, cut_points
from renkei.analysis.brokerage import roles
from renkei.analysis.centrality import centralities
from renkei.analysis.communities import find_communities
from renkei.analysis.holes import structural_holes
from renkei.analysis.mixing import mixing_of
from renkei.analysis.structure import component_of, core_numbers
from renkei.analysis.ties import Ties, ties_of_graph
from renkei.analysis.triads import triple_helix


@pytest.fixture(params=SEEDS)
def pair(request: pytest.FixtureRequest) -> tuple[nx.Graph[str], Ties]:
    made = random_graph(request.param)
    return made, ties_of_graph(made)


def test_centralities(pair: tuple[nx.Graph[str], Ties]) -> None:
    graph, ties = pair
    found, nodes = centralities(ties), list(graph)
    for ours, theirs, near in (
        (found.betweenness, nx.betweenness_centrality(graph), 1e-12),
        (found.closeness, nx.closeness_centrality(graph), 1e-12),
        (found.weighted_degree, dict(graph.degree(weight="weight")), 1e-12),
        # networkx stops where the change in sum is below n x tol, we below 1e-12.
        (found.pagerank, nx.pagerank(graph, alpha=0.85, tol=1e-14, max_iter=10_000), 1e-10),
    ):
        assert ours.tolist() == pytest.approx([theirs[n] for n in nodes], abs=near)
    largest = max(sorted(nx.connected_components(graph), key=min), key=len)
    leading = nx.eigenvector_centrality_numpy(graph.subgraph(largest), weight="weight")
    assert found.eigenvector.tolist() == pytest.approx([abs(leading.get(n, 0.0)) for n in nodes], abs=1e-6)


def test_closeness_from_some_is_near_that_from_all() -> None:
    from renkei.analysis.centrality import closeness

    ties = ties_of_graph(nx.relabel_nodes(nx.barabasi_albert_graph(400, 3, seed=1), lambda n: f"{n:03}"))
    exact = closeness(ties, None, 1)
    assert np.abs(closeness(ties, 200, 1) / exact - 1).max() < 0.08
    assert closeness(ties, 400, 1).tolist() == pytest.approx(exact.tolist())


def test_assortativity(pair: tuple[nx.Graph[str], Ties]) -> None:
    graph, ties = pair
    for by in ("region", "sector"):
        assert mixing_of(ties, by).assortativity == pytest.approx(nx.attribute_assortativity_coefficient(graph, by))


def test_constraint_and_effective_size(pair: tuple[nx.Graph[str], Ties]) -> None:
    graph, ties = pair
    found = structural_holes(ties)
    for ours, theirs in (
        (found.constraint, nx.constraint(graph, weight="weight")),
        (found.effective_size, nx.effective_size(graph)),
    ):
        assert ours.tolist() == pytest.approx([theirs[n] for n in graph], nan_ok=True)


def test_articulation_points_and_bridges(pair: tuple[nx.Graph[str], Ties]) -> None:
    graph, ties = pair
    nodes = list(graph)
    assert {frozenset((nodes[a], nodes[b])) for a, b in bridge_ties(ties)} == {frozenset(e) for e in nx.bridges(graph)}
    found = cut_points(ties)
    assert [nodes[cut.organisation] for cut in found] == sorted(nx.articulation_points(graph))
    for cut in found:
        whole = nx.node_connected_component(graph, nodes[cut.organisation])
        left = graph.subgraph(whole - {nodes[cut.organisation]})
        sizes = sorted(map(len, nx.connected_components(left)))
        assert (cut.pieces, cut.cut_off) == (len(sizes), sum(sizes[:-1]))


def test_components_cores_and_modularity(pair: tuple[nx.Graph[str], Ties]) -> None:
    graph, ties = pair
    nodes = list(graph)
    code = component_of(ties)
    assert {frozenset(np.array(nodes)[code == n].tolist()) for n in set(code.tolist())} == set(
        map(frozenset, nx.connected_components(graph))
    )
    assert core_numbers(ties).tolist() == [nx.core_number(graph)[n] for n in nodes]
    found = find_communities(ties, seed=3)
    parts = [{n for n, at in zip(nodes, found.code, strict=True) if at == c} for c in range(found.code.max() + 1)]
    parts += [{n} for n in nx.isolates(graph)]
    assert found.modularity == pytest.approx(nx.community.modularity(graph, parts), abs=1e-9)
    best = max(nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=s)) for s in range(5))
    assert found.modularity > best - 0.03
    assert find_communities(ties, seed=3).code.tolist() == found.code.tolist()


def test_roles_counted_one_by_one(pair: tuple[nx.Graph[str], Ties]) -> None:
    graph, ties = pair
    found = roles(ties, "region")
    group = dict(graph.nodes(data="region"))
    for at, broker in enumerate(graph):
        counted = dict.fromkeys(("coordinator", "itinerant", "gatekeeper", "liaison"), 0)
        for a, c in combinations(graph[broker], 2):
            if not graph.has_edge(a, c):
                three = group[a], group[broker], group[c]
                kind = (
                    "coordinator"
                    if len(set(three)) == 1
                    else "itinerant"
                    if three[0] == three[2]
                    else "gatekeeper"
                    if three[1] in (three[0], three[2])
                    else "liaison"
                )
                counted[kind] += 1
        assert {kind: int(getattr(found, kind)[at]) for kind in counted} == counted


def test_triples_counted_one_by_one(pair: tuple[nx.Graph[str], Ties]) -> None:
    graph, ties = pair
    nodes = list(graph)
    sector = {n: s.removeprefix("s/") for n, s in graph.nodes(data="sector")}
    wanted = {
        frozenset(c) for c in nx.enumerate_all_cliques(graph) if len(c) == 3 and {sector[n] for n in c} == set(SECTORS[:3])
    }
    found = triple_helix(ties)
    assert {frozenset(nodes[at] for at in triple) for triple in found.triples.tolist()} == wanted
    assert found.number == len(found.triples) == len(wanted)
    for triple, weight in zip(found.triples.tolist(), found.weight.tolist(), strict=True):
        assert weight == pytest.approx(graph.subgraph([nodes[at] for at in triple]).size(weight="weight"))


def test_long_products_are_made_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    from renkei.analysis import triangles

    ties = ties_of_graph(random_graph(11))
    whole = roles(ties, "region"), structural_holes(ties), triple_helix(ties, 3)
    monkeypatch.setattr(triangles, "_AT_ONCE", 7)
    parts = roles(ties, "region"), structural_holes(ties), triple_helix(ties, 3)
    assert parts[0].total.tolist() == whole[0].total.tolist()
    assert parts[1].constraint.tolist() == pytest.approx(whole[1].constraint.tolist(), nan_ok=True)
    assert (parts[2].number, parts[2].triples.tolist()) == (whole[2].number, whole[2].triples.tolist())
