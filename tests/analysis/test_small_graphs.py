"""Analyses of graphs of at most eight nodes, whose figures can be counted by eye."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pyoxigraph as ox
import pytest
from made_networks import graph, ties

from renkei.analysis import centrality as central
from renkei.analysis.bridges import CutPoint, bridge_ties, cut_points, holders
from renkei.analysis.brokerage import roles
from renkei.analysis.catalogue import ANALYSES, Settings, analyze_graph
from renkei.analysis.changes import changes
from renkei.analysis.communities import adjusted_rand, find_communities
from renkei.analysis.holes import structural_holes
from renkei.analysis.mixing import mixing_of
from renkei.analysis.regions import region_matrix
from renkei.analysis.structure import component_of, components, core_numbers, degrees
from renkei.analysis.ties import around
from renkei.analysis.triads import triple_helix
from renkei.errors import Text, UsageError

OF_TIES = [name for name, analysis in ANALYSES.items() if analysis.run]


#   a - b - c   with a, b, c each with each, d on c, e alone.
PAN = "ab ac bc cd"


def test_centralities_of_a_pan() -> None:
    found = central.centralities(ties(PAN, region="e:r", ab=3.0))
    assert found.degree.tolist() == [2, 2, 3, 1, 0]
    assert found.weighted_degree.tolist() == [4, 4, 3, 1, 0]
    # c is between a and d, b and d: 2 of the 6 pairs of the four others.
    assert found.betweenness.tolist() == pytest.approx([0, 0, 1 / 3, 0, 0])
    # a reaches three at 1, 1, 2: 3/4 of the inverse mean distance, times 3 of 4 others.
    assert found.closeness.tolist() == pytest.approx([9 / 16, 9 / 16, 3 / 4, 9 / 20, 0])
    assert (found.error.tolist(), found.pivots) == ([0] * 5, None)
    assert found.eigenvector[4] == 0
    assert found.pagerank.sum() == pytest.approx(1)


def test_sampled_values_come_with_their_error_and_are_the_same_each_time() -> None:
    pan = ties(PAN)
    found, again = (central.centralities(pan, seed=7, exact=False) for _ in range(2))
    assert found.pivots == 500
    assert found.betweenness.tolist() == again.betweenness.tolist()
    assert abs(found.betweenness[2] - 2 / 3) <= found.error[2]
    assert 0 < found.error[2] < 0.1
    assert found.closeness.tolist() == pytest.approx([3 / 4, 3 / 4, 1, 3 / 5])  # fewer than 500: measured from all


def test_mixing_by_region() -> None:
    # Two regions: a, b, c with three ties; d, e with one; c-d across; f of no region.
    found = mixing_of(ties("ab ac bc cd de ef", region="abc:r de:s"), "region")
    assert (found.members.tolist(), found.internal.tolist(), found.external.tolist()) == ([3, 2], [3, 1], [1, 1])
    assert found.left_out == 1
    # Ends of ties: 7 of r, 3 of s. Within: 8/10; by chance 0.49 + 0.09.
    assert found.assortativity == pytest.approx((0.8 - 0.58) / 0.42)
    # Of 10 pairs, 4 within and 6 between.
    assert found.expected == pytest.approx(0.2)


def test_ei_index_of_all_and_of_each() -> None:
    table = analyze_graph(graph("ab ac bc cd de ef", region="abc:r de:s"), "mixing", Settings())
    rows = [(r["by"], r["group"], r["ei_index"]) for r in table]
    region, sector = Text("地域", "region"), Text("セクター", "sector")
    assert rows == [
        (region, None, pytest.approx(-3 / 5)),
        (region, ox.NamedNode("x:/r"), -0.5),
        (region, ox.NamedNode("x:/s"), 0),
        (sector, None, None),
    ]


def test_triples_across_the_three_sectors() -> None:
    # Firms a, b, school c, offices d, e: a-c-d and b-c-e are closed, a-c-e is not; a-b-c is no triple.
    sectors = "ab:industry c:academia de:government"
    found = triple_helix(ties("ac ad cd bc be ce ab", sector=sectors, be=2.0))
    assert found.number == 2
    assert found.triples.tolist() == [[1, 2, 4], [0, 2, 3]]
    assert found.weight.tolist() == [4, 3]
    assert triple_helix(ties("ac ad cd bc be ce", sector=sectors), top=1).triples.tolist() == [[0, 2, 3]]


def test_roles_of_gould_and_fernandez() -> None:
    # b stands between all pairs of a, c (its own region), d, e (region s) and f (region t), but a-c and d-f are tied.
    found = roles(ties("ab bc bd be bf ac df", region="abc:r de:s f:t"), "region")
    assert found.coordinator.tolist() == [0] * 6
    assert found.itinerant[1] == 1  # d, e
    assert found.gatekeeper[1] == found.representative[1] == 6  # a or c with d, e or f
    assert found.liaison[1] == 1  # e, f; d and f are tied
    assert found.total.tolist() == [0, 8, 0, 0, 0, 0]


def test_a_coordinator_is_among_its_own() -> None:
    found = roles(ties("ab bc", region="abc:r"), "region")
    assert (found.coordinator.tolist(), found.total.tolist()) == ([0, 1, 0], [0, 1, 0])
    nobody = roles(ties("ab bc"), "region")
    assert nobody.total.tolist() == [0, 0, 0]


def test_structural_holes_of_a_star_and_a_triangle() -> None:
    star = structural_holes(ties("ab ac ad", region="e:r"))
    assert star.constraint.tolist()[:4] == pytest.approx([1 / 3, 1, 1, 1])
    assert star.effective_size.tolist()[:4] == [3, 1, 1, 1]
    assert np.isnan([star.constraint[4], star.effective_size[4], star.efficiency[4]]).all()
    triangle = structural_holes(ties("ab ac bc"))
    assert triangle.constraint.tolist() == pytest.approx([2 * (1 / 2 + 1 / 4) ** 2] * 3)
    assert triangle.effective_size.tolist() == [1, 1, 1]


def test_articulation_points_and_bridges() -> None:
    # Triangles a-b-c and d-e-f joined by c-d; g hangs on d, h is alone.
    found = ties("ab ac bc cd de df ef dg", region="h:r")
    assert bridge_ties(found) == [(2, 3), (3, 6)]
    assert cut_points(found) == [CutPoint(2, 2, 2), CutPoint(3, 3, 3)]


def test_who_alone_ties_two_regions() -> None:
    # All ties of r and s run through c; r and t are tied by a single tie, whose ends both hold it; s and t by two ties apart.
    found = holders(ties("cd ce af dg eh", region="abc:r de:s fgh:t"))
    assert found == {0: [("x:/r", "x:/t")], 2: [("x:/r", "x:/s")], 5: [("x:/r", "x:/t")]}


def test_regions_against_chance() -> None:
    # Ends of ties: r 5, s 3; m = 4. Within r: 2 ties of 3 pairs; between 1 of 6; within s 1 of 1.
    found = region_matrix(ties("ab bc cd de", region="abc:r de:s"))
    assert found.ties.tolist() == [[2, 1], [1, 1]]
    assert found.possible.tolist() == [[3, 6], [6, 1]]
    assert found.density.tolist() == [[2 / 3, 1 / 6], [1 / 6, 1]]
    assert found.expected.tolist() == [
        [pytest.approx(10 / 7), pytest.approx(15 / 7)],
        [pytest.approx(15 / 7), pytest.approx(3 / 7)],
    ]
    assert np.triu(found.expected).sum() == pytest.approx(4)


def test_around_an_organisation() -> None:
    found = around(ties("ab bc cd de"), "b", 1)
    assert (found.organisations.iris, found.source.tolist(), found.target.tolist()) == (("a", "b", "c"), [0, 1], [1, 2])


def test_components_cores_and_degrees() -> None:
    # A triangle with a tail (a, b, c, d), a pair e-f, and g alone.
    found = ties("ab ac bc cd ef", region="ab:r cd:s g:t")
    assert component_of(found).tolist() == [0, 0, 0, 0, 1, 1, 2]
    assert core_numbers(found).tolist() == [2, 2, 2, 1, 1, 1, 0]
    rows = [tuple(row.values())[:5] for row in components(found)]
    assert rows == [(1, 4, 4, pytest.approx(4 / 6), 2), (2, 2, 1, 1, 0)]
    assert [tuple(row.values()) for row in degrees(found)] == [
        (0, 1, pytest.approx(1 / 7), 1),
        (1, 3, pytest.approx(3 / 7), pytest.approx(6 / 7)),
        (2, 2, pytest.approx(2 / 7), pytest.approx(3 / 7)),
        (3, 1, pytest.approx(1 / 7), pytest.approx(1 / 7)),
    ]
    assert degrees(found).notes[0].en == "Mean 1.43, median 1, most 3."


def test_communities_are_two_triangles_and_all_seeds_agree() -> None:
    found = find_communities(ties("ab ac bc de df ef cd", region="g:r"))
    assert found.code.tolist() == [0, 0, 0, 1, 1, 1, -1]
    # 6 of 7 ties within; each has half of the ends.
    assert (found.modularity, found.stability) == (pytest.approx(6 / 7 - 1 / 2), 1)
    nobody = find_communities(ties("", region="ab:r"))
    assert (nobody.code.tolist(), nobody.modularity, nobody.stability) == ([-1, -1], None, None)


def test_adjusted_rand_index() -> None:
    def rand(one: str, other: str) -> float:
        return adjusted_rand(np.array([*map(int, one)]), np.array([*map(int, other)]))

    assert rand("0011", "1100") == rand("0000", "0000") == rand("0123", "3210") == 1
    # Of 15 pairs, 6 are together in one, 3 in the other, 2 in both.
    assert rand("000111", "001122") == pytest.approx((2 - 18 / 15) / (4.5 - 18 / 15))
    assert rand("0011", "0101") == pytest.approx((0 - 4 / 6) / (2 - 4 / 6))


def test_changes_of_organisations_ties_and_bridges() -> None:
    found = changes(ties("ab bc"), ties("ab ad bd"))
    told = [(row["change"].en, row["what"].en, row["organisation"], row["other"]) for row in found]  # type: ignore[union-attr]
    assert told == [
        ("new", "organisation", "d", None),
        ("lost", "organisation", "c", None),
        ("new", "tie", "a", "d"),
        ("new", "tie", "b", "d"),
        ("lost", "tie", "b", "c"),
        ("lost", "bridge", "a", "b"),
        ("lost", "bridge", "b", "c"),
    ]
    assert [n.en for n in found.notes] == ["Organisations: 1 new, 1 lost.", "Ties: 2 new, 1 lost.", "Bridges: 0 new, 2 lost."]
    assert len(changes(ties("ab"), ties("ab"))) == 0


# --- what is not as it should be


@pytest.mark.parametrize("name", OF_TIES)
def test_an_empty_network_has_an_empty_table_and_says_so(name: str) -> None:
    found = analyze_graph(nx.Graph(), name, Settings())
    assert [row for row in found if "name" not in row or row["name"] != Text("全体", "all")] == []
    assert "The network is empty" in found.notes[0].en


@pytest.mark.parametrize("name", OF_TIES)
def test_isolated_organisations_and_a_single_region_are_no_trouble(name: str) -> None:
    found = analyze_graph(graph("", region="abc:r"), name, Settings())
    assert found.notes[0].en == "Organisations: 3; ties: 0; organisations without a tie: 3."
    found.result("ja").to_json()


def test_a_single_region_is_told() -> None:
    for name in ("mixing", "regions"):
        assert "nothing to compare" in " ".join(n.en for n in analyze_graph(graph("ab", region="ab:r"), name, Settings()).notes)


def test_ties_of_a_node_with_itself_are_left_out_and_told() -> None:
    found = analyze_graph(graph("aa ab"), "centrality", Settings())
    assert found.notes[1] == Text("自分自身とのつながり1本は除きました。", "1 tie(s) of a node with itself are left out.")
    assert [row["degree"] for row in found] == [1, 1]


@pytest.mark.parametrize("weight", [-1.0, 0.0, float("nan"), None, "2"])
def test_weights_are_numbers_above_0(weight: Any) -> None:
    with pytest.raises(UsageError, match="The tie of a and b has the weight"):
        analyze_graph(graph("ab", ab=weight), "holes", Settings())


@pytest.mark.parametrize("made", [nx.DiGraph([("a", "b")]), nx.MultiGraph([("a", "b")])])
def test_graphs_are_undirected_and_simple(made: Any) -> None:
    with pytest.raises(UsageError, match="undirected simple graphs"):
        analyze_graph(made, "holes", Settings())


@pytest.mark.parametrize(
    ("name", "settings", "said"),
    [
        ("centralty", Settings(), "Did you mean centrality"),
        ("centrality", Settings(by="betweeness"), "Did you mean betweenness"),
        ("brokerage", Settings(by="place"), 'Groups are by region, sector, not by "place"'),
        ("holes", Settings(by="region"), "by goes with centrality, brokerage, what-if, not with holes"),
        ("regions", Settings(exact=True), "exact goes with centrality, what-if, not with regions"),
        ("holes", Settings(between=(2010, 2020)), "between goes with changes, not with holes"),
        ("gaps", Settings(), "gaps is an analysis of a store"),
        ("regions", Settings(top=0), "top is 1 or more"),
    ],
)
def test_unknown_names_and_settings(name: str, settings: Settings, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        analyze_graph(graph("ab"), name, settings)


def test_exact_values_of_a_large_network_say_how_long_and_offer_sampling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(central, "EXACT_UP_TO", 1)
    told: list[Text] = []
    found = central.centrality(ties(PAN), exact=True, watch=told.append)
    [said] = told
    assert said.en == (
        "Exact values for 4 organisations and 4 ties take about 0 seconds. "
        "Without --exact they are sampled, each with its error."
    )
    assert [row["error"] for row in found] == [0] * 4
    sampled = central.centrality(ties(PAN))
    assert "Exact values (--exact) take about 0 seconds." in sampled.notes[0].en


def test_more_rows_than_wanted_are_told_and_words_are_in_the_language_asked_for() -> None:
    found = analyze_graph(graph("ab bc", region="abc:r"), "brokerage", Settings(top=1))
    assert found.result("en").to_csv() == (
        "organisation,name,region,coordinator,itinerant,gatekeeper,representative,liaison,total\nb,b,r,1,0,0,0,0,1\n"
    )
    first = analyze_graph(graph("ab bc"), "centrality", Settings(top=1))
    assert first.notes[-1].en == "The first 1 of 3 rows."
    assert [h.ja for h in first.result("ja").headings[:3]] == ["機関", "名称", "つながりの数"]
