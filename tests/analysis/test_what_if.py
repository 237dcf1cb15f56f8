"""What would change: small networks counted by eye, random ones as networkx has them, and what is said of what does not fit."""

from __future__ import annotations

from dataclasses import asdict

import networkx as nx
import numpy as np
import pyoxigraph as ox
import pytest
from made_networks import SEEDS, random_graph, ties

from renkei.analysis import centrality as central
from renkei.analysis.report import Analysis
from renkei.analysis.scenario import Scenario, altered
from renkei.analysis.structure import component_of
from renkei.analysis.ties import Ties, ties_of_graph
from renkei.analysis.what_if import FIGURES, STANDINGS, apart, figures, standings, what_if
from renkei.errors import Text, UsageError
from renkei.graph import Graph

# Triangle a-b-c, d and e in a row on c; f alone. a, b are of region r, c, d, e of s.
ROW = "ab ac bc cd de"


def row() -> Ties:
    return ties(ROW, region="ab:r cde:s f:r")


def told(found: Analysis, what: str) -> list[tuple[object, ...]]:
    """The rows of one kind: the end of the IRI or the name, before, after."""
    return [
        (str(r["thing"] or r["name"].en).strip("<>").rsplit("/", 1)[-1], r["before"], r["after"])  # type: ignore[union-attr]
        for r in found
        if r["what"].en == what  # type: ignore[union-attr]
    ]


def test_figures_of_a_row_on_a_triangle() -> None:
    # Distances in a..e: 5 pairs of 1, 3 of 2, 2 of 3. E-I: ab, cd, de within, ac, bc between.
    assert asdict(figures(row())) == {
        "organisations": 6,
        "ties": 5,
        "components": 1,
        "largest": pytest.approx(5 / 6),
        "isolated": 1,
        "density": pytest.approx(5 / 15),
        "bridges": 2,
        "cut_points": 2,
        "region_pairs": 1,
        "distance": pytest.approx(17 / 10),
        "ei_index": pytest.approx(-1 / 5),
    }
    assert list(FIGURES) == list(asdict(figures(row())))


def test_an_empty_network_has_no_shares() -> None:
    found = asdict(figures(ties_of_graph(nx.Graph())))
    assert found == {**dict.fromkeys(found, 0), **dict.fromkeys(("largest", "density", "distance", "ei_index"))}


def test_ties_are_taken_out_and_added() -> None:
    found = altered(
        ties("ab bc cd", bc=2.0, cd=3.0, region="abcd:r"),
        Scenario(
            without=frozenset("a"),
            added=frozenset({("b", "d"), ("d", "e")}),
            removed=frozenset({("c", "d")}),
            newcomers={"e": {"region": "x:/s", "label_ja": "五"}},
        ),
    )
    assert found.organisations.iris == ("b", "c", "d", "e")
    assert list(zip(found.source.tolist(), found.target.tolist(), found.weight.tolist(), strict=True)) == [
        (0, 1, 2.0),
        (0, 2, 1.0),
        (2, 3, 1.0),
    ]
    assert (found.organisations.facts["region"], found.name(3).ja) == (("x:/r", "x:/r", "x:/r", "x:/s"), "五")


def test_without_the_one_in_the_middle() -> None:
    found = what_if(row(), altered(row(), Scenario(without=frozenset("c"))))
    assert told(found, "network") == [
        ("organisations", 6, 5),
        ("ties", 5, 2),
        ("components of two or more", 1, 2),
        ("share in the largest component", pytest.approx(5 / 6), pytest.approx(2 / 5)),
        ("organisations without a tie", 1, 1),
        ("density", pytest.approx(1 / 3), pytest.approx(1 / 5)),
        ("bridges", 2, 2),
        ("articulation points", 2, 0),
        ("pairs of regions tied", 1, 0),
        ("mean distance in the largest component", pytest.approx(1.7), pytest.approx(1)),
        ("E-I index by region", pytest.approx(-1 / 5), pytest.approx(-1)),
    ]
    # Of two equal parts the first by IRI stays.
    assert told(found, "cut off") == [("d", 4, 1), ("e", 4, 1)]
    assert told(found, "regions parted") == [("r", 2, 0)]
    # c was between a, b and d, e (4 of 10 pairs), d between e and the three others (3 of 10).
    assert told(found, "betweenness") == [("c", pytest.approx(0.4), None), ("d", pytest.approx(0.3), 0)]
    assert [n.en for n in found.notes] == [
        "Cut off: 2 (d, e).",
        "Joined: 0.",
        "Regions parted: 1 (r and s).",
        "Regions linked: 0.",
    ]
    assert [r["difference"] for r in found][:2] == [-1, -3]


def test_a_tie_joins_and_who_loses_the_last_is_cut_off() -> None:
    joined = what_if(row(), altered(row(), Scenario(added=frozenset({("e", "f")}))), by="degree")
    assert told(joined, "joined") == [("f", 0, 5)]
    assert told(joined, "ties") == [("e", 1, 2), ("f", 0, 1)]
    star = ties("ab ac ad", region="abcd:r")
    assert apart(star, altered(star, Scenario(without=frozenset("a")))) == ["b", "c", "d"]
    assert apart(star, star) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_network_without_some_and_with_others_is_as_networkx_has_it(seed: int) -> None:
    chance = np.random.default_rng(seed)
    made = random_graph(seed)
    before, nodes = ties_of_graph(made), list(made)
    gone = set(chance.choice(nodes, 2, replace=False).tolist())
    left = made.subgraph(set(nodes) - gone).copy()
    untied = next(iter(sorted(left.edges)))
    new = next(pair for pair in sorted(nx.non_edges(left)) if set(pair) != set(untied))
    left.remove_edge(*untied)
    left.add_edge(*new, weight=1.0)
    scenario = Scenario(frozenset(gone), frozenset({_sorted(new)}), frozenset({_sorted(untied)}))
    after = altered(before, scenario)
    _same_figures(after, left)
    names = list(after.organisations.iris)
    for by, theirs in (
        ("betweenness", nx.betweenness_centrality(left)),
        ("degree", dict(left.degree)),
        ("pagerank", nx.pagerank(left, tol=1e-14, max_iter=10_000)),
        ("constraint", nx.constraint(left, weight="weight")),
    ):
        assert standings(after, by)[0].tolist() == pytest.approx([theirs[n] for n in names], abs=1e-9, nan_ok=True)
    assert apart(before, after) == _apart(made, left)
    assert apart(after, before) == _apart(left, made)


def _sorted(pair: tuple[str, str]) -> tuple[str, str]:
    return min(pair), max(pair)


def _same_figures(found: Ties, theirs: nx.Graph[str]) -> None:
    parts = sorted(nx.connected_components(theirs), key=lambda part: (-len(part), min(part)))
    region = dict(theirs.nodes(data="region"))
    crossing = [(a, b) for a, b in theirs.edges if region[a] != region[b]]
    largest = theirs.subgraph(parts[0])
    assert asdict(figures(found)) == pytest.approx(
        {
            "organisations": len(theirs),
            "ties": theirs.number_of_edges(),
            "components": sum(len(part) > 1 for part in parts),
            "largest": len(parts[0]) / len(theirs),
            "isolated": nx.number_of_isolates(theirs),
            "density": nx.density(theirs),
            "bridges": len(list(nx.bridges(theirs))),
            "cut_points": len(list(nx.articulation_points(theirs))),
            "region_pairs": len({frozenset((region[a], region[b])) for a, b in crossing}),
            "distance": nx.average_shortest_path_length(largest),
            "ei_index": (2 * len(crossing) - theirs.number_of_edges()) / theirs.number_of_edges(),
        }
    )


def _apart(one: nx.Graph[str], other: nx.Graph[str]) -> list[str]:
    found: list[str] = []
    for part in nx.connected_components(one):
        pieces = [there for c in nx.connected_components(other) if (there := part & c)]
        kept = min(pieces, key=lambda piece: (-len(piece), min(piece)), default=set())
        found += [n for piece in pieces for n in piece if piece is not kept or (one.degree[n] and not other.degree[n])]
    return sorted(found)


def test_sampled_values_say_so_and_leave_out_changes_within_the_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(central, "EXACT_UP_TO", 1)
    before = ties_of_graph(nx.relabel_nodes(nx.barabasi_albert_graph(60, 2, seed=1), lambda n: f"{n:03}"))
    after = altered(before, Scenario(without=frozenset({"000"})))
    found = what_if(before, after, seed=3)
    assert found.notes[-1].en.startswith("Betweenness and mean distance are estimated from 500 organisations (seed 3)")
    assert what_if(before, after, seed=3).rows == found.rows
    told_first: list[Text] = []
    exact = what_if(before, after, exact=True, watch=told_first.append)
    assert [t.en.split(" take")[0] for t in told_first] == [
        f"Exact values for {len(state.organisations)} organisations and {len(state)} ties" for state in (before, after)
    ]
    assert "estimated" not in exact.notes[-1].en
    assert len(told(found, "betweenness")) < len(told(exact, "betweenness"))


def test_the_mean_distance_from_some_is_near_that_from_all() -> None:
    from renkei.analysis.what_if import mean_distance

    found = ties_of_graph(nx.relabel_nodes(nx.barabasi_albert_graph(400, 3, seed=1), lambda n: f"{n:03}"))
    assert component_of(found).max() == 0
    assert mean_distance(found, 200, 1) == pytest.approx(mean_distance(found, None, 1), rel=0.01)


def test_an_unknown_measure_is_refused() -> None:
    assert list(STANDINGS) == ["betweenness", "degree", "pagerank", "constraint"]
    with pytest.raises(UsageError, match="Did you mean betweenness"):
        what_if(row(), row(), by="betweeness")


# --- of a store


def test_an_organisation_without_a_tie_is_tied(graph: Graph) -> None:
    found = graph.analyze("what-if", tie=[("姫路商工会議所", "jica")])
    assert told(found, "network")[:2] == [("organisations", 47, 47), ("ties", 39, 40)]
    assert told(found, "joined") == [("himeji-chamber-of-commerce", 0, 13)]
    assert found.notes[2].en == (
        "Not in this network, and counted before as without a tie: 1 organisation(s): Himeji Chamber of Commerce and Industry."
    )


def test_a_hub_is_assumed_and_said_to_be(graph: Graph) -> None:
    network = graph.network("organisations", place="山口県")
    found = graph.analyze("what-if", hub=["山口県"], place="山口県", by="degree")
    inside = graph.select(
        "SELECT DISTINCT ?x { ?x a org:Organization ; schema:location/renkei:within? $place }",
        place=ox.NamedNode("https://w3id.org/renkei/id/place/JP-35"),
    )
    size = len(inside)
    assert told(found, "network")[:2] == [
        ("organisations", size, size + 1),
        ("ties", network.number_of_edges(), network.number_of_edges() + size),
    ]
    assert told(found, "network")[4] == ("organisations without a tie", told(found, "network")[4][1], 0)
    assert told(found, "ties")[0] == ("assumed-hub-JP-35", None, size)
    assert found.notes[1].en == (
        f"Assumed, not in the data: a hub in Yamaguchi with a tie (weight 1) to each of the {size} organisation(s) there."
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "name an organisation to leave out"),
        ({"without": ["JICAA"]}, "Did you mean JICA"),
        ({"without": ["姫路商工会議所"]}, "is not in this network"),
        ({"tie": [("jica", "gov-japan")]}, "jica and gov-japan have a tie already"),
        ({"tie": [("jica", "jica")]}, "are one organisation"),
        ({"tie": [("jica", "nobody-at-all")]}, "nobody-at-all"),
        ({"without": ["jica"], "tie": [("jica", "fukushima-trc")]}, "jica is left out"),
        ({"untie": [("jica", "fukushima-trc")]}, "have no tie in this network"),
        ({"untie": [("jica", "姫路商工会議所")]}, "is not in this network"),
        ({"hub": ["長崎県"], "sector": "academia"}, "nobody to be tied to"),
        ({"without": ["jica"], "by": "closeness"}, 'no measure "closeness"'),
        ({"without": ["jica"], "between": (2010, 2020)}, "between goes with changes, not with what-if"),
    ],
)
def test_what_does_not_fit_is_refused(graph: Graph, asked: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        graph.analyze("what-if", **asked)  # type: ignore[arg-type]
    assert raised.value.message.ja != raised.value.message.en


def test_a_unit_is_not_tied_to_its_whole(graph: Graph) -> None:
    from renkei.network.kept import affiliations

    everybody = affiliations(graph.store)
    unit, whole = (everybody.organisations.iris[at] for at in min(everybody.kin))
    with pytest.raises(UsageError, match="one is part of the other"):
        graph.analyze("what-if", tie=[(unit, whole)])
