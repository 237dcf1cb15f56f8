"""The collaboration network: what is a node, what is a tie, and where each comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import networkx as nx
import pyoxigraph as ox
import pytest

from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build
from renkei.graph import Graph
from renkei.graph import open as open_graph
from renkei.network.collaboration import collaboration_network
from renkei.schema.namespaces import ID, ORG, RDF, RENKEI, SCHEMA

# Tables of a list: the introduction leads to a person, whose ties are drawn to the firm.
LIST = {
    "organizations": "id,label_ja,label_en,kind,place\n"
    "mould,例示精密樹脂,,company,JP-07\n"
    "plate,例示めっき,Reiji Plating,company,JP-07\n",
    "persons": "id,label_ja,affiliation\nhanako,例示 花子,mould\n",
    "memberships": "member,organization,role\nmould,fukushima-medical-welfare-device-council,member\n",
    "introductions": "introducer,introduced,introduced_to\nfukushima-medical-device-promotion,plate,hanako\n",
}


@pytest.fixture(scope="module")
def network(graph: Graph) -> nx.MultiGraph[str]:
    return collaboration_network(graph.store)


def _instances(graph: Graph, class_: ox.NamedNode) -> set[str]:
    quads = graph.store.quads(None, RDF.type, class_, ox.DefaultGraph())
    return {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}


def test_all_organisations_councils_and_activities_are_nodes(graph: Graph, network: nx.MultiGraph[str]) -> None:
    wanted = set().union(*(_instances(graph, c) for c in (ORG.Organization, RENKEI.Project, RENKEI.Programme)))
    for kind in ("strategy", "concept", "mid-term-plan"):
        node = ox.NamedNode(f"{ID}plan-kind/{kind}")
        wanted |= {
            q.subject.value for q in graph.store.quads(None, ORG.classification, node) if isinstance(q.subject, ox.NamedNode)
        }
    drawn = {n for n, d in network.nodes(data=True) if d["group"] != "place"}
    assert drawn == wanted


def test_a_tie_of_a_measure_is_drawn_to_its_project(network: nx.MultiGraph[str]) -> None:
    assert not any("/plan/m2024-" in node for node in network)
    ties = network.get_edge_data(f"{ID}project/proj2024-2", f"{ID}organization/yamaguchi-automotive-innovation-council")
    assert RENKEI.Participation.value in {tie["relation"] for tie in ties.values()}


def test_all_47_prefectures_are_nodes_and_nagasaki_is_tied_to_nothing(network: nx.MultiGraph[str]) -> None:
    prefectures = {f"{ID}place/JP-{n:02}" for n in range(1, 48)}
    assert prefectures <= set(network)
    assert [p for p in sorted(prefectures) if network.degree(p) == 0] == [f"{ID}place/JP-42"]


def test_hubs_are_marked(network: nx.MultiGraph[str]) -> None:
    assert sum(1 for _, d in network.nodes(data=True) if d["hub"]) == 6


def test_councils_are_councils_and_bodies_have_the_sector_of_their_kind(network: nx.MultiGraph[str]) -> None:
    groups = {d["label_ja"]: d["group"] for _, d in network.nodes(data=True)}
    assert groups["やまぐち医療関連成長戦略推進協議会"] == "council"
    assert groups["九州ヘルスケア産業推進協議会"] == "council"
    assert groups["福島県立医科大学"] == "academia"
    assert groups["大阪商工会議所"] == "industry"
    assert groups["ふくしま医療機器産業推進機構"] == "support"


def test_a_tie_is_named_and_says_whether_it_is_inferred(network: nx.MultiGraph[str]) -> None:
    council, prefecture = f"{ID}organization/yamaguchi-medical-growth-council", f"{ID}organization/gov-yamaguchi-pref"
    ties = network.get_edge_data(council, prefecture)
    [membership] = [t for t in ties.values() if t["relation"] == ORG.Membership.value]
    assert (membership["source"], membership["target"]) == (prefecture, council)
    assert (membership["label_ja"], membership["label_en"], membership["inferred"]) == ("会員・構成機関", "member", False)


def test_districts_of_the_list_are_tied_to_their_prefectures_by_rule(network: nx.MultiGraph[str]) -> None:
    contained = [d for _, _, d in network.edges(data=True) if d["relation"] == SCHEMA.containedInPlace.value]
    counted = Counter(d["target"].rsplit("/", 1)[-1] for d in contained if "/list-" in d["target"])
    assert counted == {
        "list-hokkaido-tohoku": 7,
        "list-chubu": 5,
        "list-chugoku": 5,
        "list-kyushu": 7,
        "list-kanto": 11,
        "list-kinki": 7,
        "list-shikoku": 4,
    }
    assert all(d["inferred"] for d in contained if "/list-" in d["target"])


def test_the_network_is_the_same_each_time(graph: Graph, network: nx.MultiGraph[str]) -> None:
    again = collaboration_network(graph.store)
    assert list(again.nodes(data=True)) == list(network.nodes(data=True))
    assert list(again.edges(data=True)) == list(network.edges(data=True))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[nx.MultiGraph[str]]:
    """The network of the shipped data with a list: two firms, one of a shipped council, and who introduced whom."""
    folder = tmp_path_factory.mktemp("own") / "mylist"
    folder.mkdir()
    for name, text in LIST.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    build(with_shipped([folder]), folder.parent / "store", "owner")
    with open_graph(folder.parent / "store") as opened:
        yield collaboration_network(opened.store)


def test_organisations_of_a_list_are_drawn_without_an_english_name_and_are_marked(own: nx.MultiGraph[str]) -> None:
    listed = {n: (d["label_ja"], d["label_en"], d["group"]) for n, d in own.nodes(data=True) if d["listed"]}
    assert listed == {
        f"{ID}organization/mould": ("例示精密樹脂", "例示精密樹脂", "industry"),
        f"{ID}organization/plate": ("例示めっき", "Reiji Plating", "industry"),
    }


def test_nothing_of_the_shipped_data_is_marked_as_of_a_list(network: nx.MultiGraph[str]) -> None:
    assert not any(d["listed"] for _, d in network.nodes(data=True))


def test_memberships_and_introductions_of_a_list_are_stated_ties(own: nx.MultiGraph[str]) -> None:
    ties = sorted(
        (d["source"].removeprefix(ID), d["target"].removeprefix(ID), d["label_en"], d["inferred"])
        for _, _, d in own.edges(data=True)
        if "organization/mould" in d["source"] + d["target"] and d["label_en"] != "located in"
    )
    support = "organization/fukushima-medical-device-promotion"
    council = "organization/fukushima-medical-welfare-device-council"
    assert ties == [
        (support, "organization/mould", "introducer", False),
        ("organization/mould", council, "member", False),
        ("organization/plate", "organization/mould", "introduced to", False),
    ]
