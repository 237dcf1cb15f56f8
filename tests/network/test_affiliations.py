"""The affiliation network and its projections, on a hand-made store whose figures can be counted by eye."""

from __future__ import annotations

import io

import networkx as nx
import numpy as np
import pyoxigraph as ox
import pytest
from networkx.algorithms import bipartite

from renkei.errors import Text, UsageError
from renkei.network.affiliations import Affiliations, held_by, narrowed
from renkei.network.graphs import FORMATS, as_file, one_mode, two_mode
from renkei.network.kept import affiliations
from renkei.network.projection import pairs, regions
from renkei.network.views import Narrowing, network_of
from renkei.schema.namespaces import ID
from renkei.store.oxigraph import OxigraphStore

# Firms a and b and university c in two projects and a council; unit d of c takes part with c; firm e is alone in an event.
#   p1 (2010 to 2012): a coordinator, b, c      p2 (from 2015): a twice, b, d      council: a, c, d      e1 (2013): e
TURTLE = """
PREFIX : <https://w3id.org/renkei/id/>
PREFIX k: <https://w3id.org/renkei/id/organization-kind/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX place: <https://w3id.org/renkei/id/place/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX renkei: <https://w3id.org/renkei/ns#>
PREFIX role: <https://w3id.org/renkei/id/role/>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sector: <https://w3id.org/renkei/id/sector/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

place:JP-07 a renkei:Prefecture, schema:Place ; rdfs:label "福島県"@ja, "Fukushima"@en .
place:JP-35 a renkei:Prefecture, schema:Place ; rdfs:label "山口県"@ja, "Yamaguchi"@en .
place:town a renkei:Municipality ; renkei:within place:JP-07 .
<https://w3id.org/renkei/id/field/medical-devices> skos:broader <https://w3id.org/renkei/id/field/medical-industry> .

<organization/a> a org:Organization ; rdfs:label "甲社"@ja, "A"@en ; org:classification k:company ;
  renkei:sector sector:industry ; schema:location place:town ; renkei:field <field/medical-devices> .
<organization/b> a org:Organization ; rdfs:label "乙社"@ja ; org:classification k:company ; renkei:sector sector:industry ;
  schema:location place:JP-35 .
<organization/c> a org:Organization ; rdfs:label "丙大学"@ja, "C"@en ; renkei:sector sector:academia ;
  schema:location place:JP-35 .
<organization/d> a org:Organization ; rdfs:label "丙大学医学部"@ja ; org:subOrganizationOf <organization/c> .
<organization/e> a org:Organization ; rdfs:label "=戊社"@ja ; schema:location place:JP-07 .

<project/p1> a renkei:Project ; rdfs:label "事業一"@ja ; schema:startDate "2010"^^xsd:gYear ;
  schema:endDate "2012-03"^^xsd:gYearMonth ; renkei:field <field/medical-industry> .
<project/p2> a renkei:Project ; rdfs:label "事業二"@ja ; renkei:firstFiscalYear <fiscal-year/FY2015> .
<fiscal-year/FY2015> schema:startDate "2015-04-01"^^xsd:date .
<organization/council> a renkei:Council, org:Organization ; rdfs:label "会"@ja .
<event/e1> a renkei:Event ; rdfs:label "催し"@ja ; schema:startDate "2013-05-01"^^xsd:date .

<t/1> renkei:participant <organization/a> ; renkei:activity <project/p1> ; renkei:role role:coordinator .
<t/2> renkei:participant <organization/b> ; renkei:activity <project/p1> ; renkei:role role:partner .
<t/3> renkei:participant <organization/c> ; renkei:activity <project/p1> .
<t/4> renkei:participant <organization/a> ; renkei:activity <project/p2> ; renkei:role role:coordinator .
<t/5> renkei:participant <organization/a> ; renkei:activity <project/p2> ; renkei:role role:funder .
<t/6> renkei:participant <organization/b> ; renkei:activity <project/p2> ; renkei:role role:partner .
<t/7> renkei:participant <organization/d> ; renkei:activity <project/p2> ; renkei:role role:partner .
<t/8> org:member <organization/a> ; org:organization <organization/council> ; org:role role:member .
<t/9> org:member <organization/c> ; org:organization <organization/council> ; org:role role:member .
<t/10> org:member <organization/d> ; org:organization <organization/council> ; org:role role:member ;
  schema:startDate "2018"^^xsd:gYear ; schema:endDate "2019"^^xsd:gYear .
<t/11> renkei:participant <organization/e> ; renkei:activity <event/e1> .
"""


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    made = OxigraphStore.in_memory()
    made.load(ox.parse(TURTLE, format=ox.RdfFormat.TURTLE, base_iri=ID))
    return made


@pytest.fixture(scope="module")
def network(store: OxigraphStore) -> Affiliations:
    return affiliations(store)


def o(name: str) -> str:
    return f"{ID}organization/{name}"


def test_rows_are_ties_by_role_with_years(network: Affiliations) -> None:
    rows = [
        (network.organisations.iris[who][-1], network.activities.iris[what].rsplit("/")[-1], network.roles[role][-6:], *years)
        for who, what, role, *years in zip(
            network.organisation, network.activity, network.role, network.first, network.last, strict=True
        )
    ]
    assert sorted(rows) == [
        ("a", "council", "member", 0, 0),
        ("a", "p1", "inator", 2010, 2012),
        ("a", "p2", "funder", 2015, 0),
        ("a", "p2", "inator", 2015, 0),
        ("b", "p1", "artner", 2010, 2012),
        ("b", "p2", "artner", 2015, 0),
        ("c", "council", "member", 0, 0),
        ("c", "p1", "", 2010, 2012),
        ("d", "council", "member", 2018, 2019),
        ("d", "p2", "artner", 2015, 0),
        ("e", "e1", "", 2013, 2013),
    ]


def test_facts_of_things(network: Affiliations) -> None:
    at = network.organisations.position[o("a")]
    assert network.organisations.about(at) == {
        "label_ja": "甲社",
        "label_en": "A",
        "kind": f"{ID}organization-kind/company",
        "sector": f"{ID}sector/industry",
        "region": f"{ID}place/JP-07",
    }
    assert network.activities.facts["kind"] == ("event", "council", "project", "project")


def test_pairs_with_counts_and_newman_weights(network: Affiliations) -> None:
    found = pairs(network)
    names = [iri[-1] for iri in network.organisations.iris]
    told = {
        (names[s], names[t]): (n, w)
        for s, t, n, w in zip(found.source, found.target, found.shared, found.weight.tolist(), strict=True)
    }
    # p1, p2 and the council have three organisations each, so each gives 1/2; c and its unit d are no pair.
    assert told == {
        ("a", "b"): (2, 1.0),
        ("a", "c"): (2, 1.0),
        ("a", "d"): (2, 1.0),
        ("b", "c"): (1, 0.5),
        ("b", "d"): (1, 0.5),
    }


def test_the_projection_is_that_of_networkx(network: Affiliations) -> None:
    both = two_mode(network)
    organisations = [node for node, side in both.nodes(data="bipartite") if side == 0]
    for name, oracle in (
        ("weight", bipartite.collaboration_weighted_projected_graph(both, organisations)),
        ("shared", bipartite.weighted_projected_graph(both, organisations)),
    ):
        oracle.remove_edge(o("c"), o("d"))
        ours = one_mode(network)
        assert set(ours.nodes) == set(oracle.nodes)
        assert {frozenset(e[:2]): e[2] for e in ours.edges(data=name)} == {
            frozenset(e[:2]): e[2] for e in oracle.edges(data="weight")
        }


def test_region_by_region(network: Affiliations) -> None:
    found = regions(network)
    assert found.rows == ("", f"{ID}place/JP-07", f"{ID}place/JP-35")
    # d has no region: with a and b; a (Fukushima) with b and c (Yamaguchi); b with c within Yamaguchi.
    assert found.counts.tolist() == [[0, 1, 1], [1, 0, 2], [1, 2, 1]]


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"activities": ("council",)}, "acd"),
        ({"activities": ("project",), "first": 2013}, "aabd"),  # p1 ended in 2012, p2 has no known end
        ({"first": 2011, "last": 2011}, "abc"),  # memberships without a known beginning are left out
        ({"last": 2013}, "abce"),
        ({"first": 2019}, "aabdd"),
        ({"organisations_in": [{o("b"), o("c")}]}, "bbcc"),
        ({"organisations_in": [{o("b"), o("c")}, {o("c")}]}, "cc"),
        ({"about": {f"{ID}project/p1", o("d")}}, "abcdd"),
        ({"about": set()}, ""),
    ],
)
def test_narrowed(network: Affiliations, given: dict[str, object], left: str) -> None:
    found = narrowed(network, **given)  # type: ignore[arg-type]
    assert "".join(sorted(network.organisations.iris[at][-1] for at in found.organisation)) == left


def test_what_a_place_or_field_holds(store: OxigraphStore) -> None:
    assert held_by(store, f"{ID}place/JP-07") == {o("a"), o("e")}
    assert held_by(store, f"{ID}field/medical-industry") == {o("a"), f"{ID}project/p1"}


def test_two_mode_tells_roles_and_years(network: Affiliations) -> None:
    both = two_mode(network)
    assert both.edges[o("a"), f"{ID}project/p2"] == {"roles": "coordinator; funder", "first": 2015}
    assert both.edges[o("c"), f"{ID}project/p1"] == {"roles": "", "first": 2010, "last": 2012}
    assert both.nodes[o("b")] == {
        "bipartite": 0,
        "label_ja": "乙社",
        "label_en": "乙社",
        "kind": "company",
        "sector": "industry",
        "region": "JP-35",
    }


def test_views_by_name(store: OxigraphStore) -> None:
    assert sorted(network_of(store, "organisations", Narrowing(place="福島県"))) == [o("a"), o("e")]
    around = network_of(store, "organisations", Narrowing(ego="乙社"))
    assert sorted(around) == [o("a"), o("b"), o("c"), o("d")]
    region = network_of(store, "regions", Narrowing())
    assert dict(region.edges) == {
        (f"{ID}place/JP-07", f"{ID}place/JP-35"): {"pairs": 2, "weight": 2},
        (f"{ID}place/JP-35", f"{ID}place/JP-35"): {"pairs": 1, "weight": 1},
    }
    assert region.nodes[f"{ID}place/JP-07"] == {"label_ja": "福島県", "label_en": "Fukushima"}
    fields = network_of(store, "fields", Narrowing())
    assert list(fields.edges(data="organisations")) == [(f"{ID}field/medical-devices", f"{ID}place/JP-07", 1)]


@pytest.mark.parametrize(
    ("view", "narrowing", "said"),
    [
        ("matrix", Narrowing(), 'There is no network "matrix": affiliations, organisations, regions, fields.'),
        ("regions", Narrowing(activities=("projects",)), 'There is no kind of activity "projects"'),
        ("regions", Narrowing(first=2020, last=2010), "The period begins \\(2020\\) after it ends \\(2010\\)."),
        ("regions", Narrowing(ego="甲社"), "ego goes with affiliations or organisations"),
        ("organisations", Narrowing(ego="甲社", activities=("event",)), "甲社 is not in this network"),
        ("organisations", Narrowing(ego="甲杜"), "Did you mean 甲社"),
        ("organisations", Narrowing(place="福鳥県"), "Did you mean 福島県"),
    ],
)
def test_what_is_not_there_is_told(store: OxigraphStore, view: str, narrowing: Narrowing, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        network_of(store, view, narrowing)


def test_an_empty_store_has_empty_networks() -> None:
    empty = OxigraphStore.in_memory()
    for view in ("affiliations", "organisations", "regions", "fields"):
        assert len(network_of(empty, view, Narrowing())) == 0


def test_files_are_read_back(network: Affiliations) -> None:
    made = one_mode(network)
    files = {form: as_file(made, form, "ja") for form in FORMATS}
    assert files == {form: as_file(one_mode(network), form, "ja") for form in FORMATS}
    for read in (nx.read_graphml(io.BytesIO(files["graphml"][""])), nx.read_gexf(io.BytesIO(files["gexf"][""]))):
        assert set(read.nodes) == set(made.nodes)
        assert {frozenset(e[:2]): float(e[2]) for e in read.edges(data="weight")} == {
            frozenset(e[:2]): e[2] for e in made.edges(data="weight")
        }
        assert read.nodes[o("a")]["label"] == "甲社"
    assert b"lastmodified" not in files["gexf"][""]
    assert files["csv"][""].decode().splitlines()[:2] == [
        "Source,Target,Type,shared,weight",
        f"{o('a')},{o('b')},Undirected,2,1.0",
    ]
    assert files["csv"]["nodes"].decode().splitlines()[0] == "Id,Label,kind,label_en,label_ja,region,sector"


def test_a_label_that_xml_cannot_hold_is_told() -> None:
    made: nx.Graph[str] = nx.Graph()
    made.add_node("x", label_ja="あ\x01", label_en="a")
    with pytest.raises(UsageError, match=r"U\+0001.*-o NAME\.csv"):
        as_file(made, "gexf", "en")
    assert "あ\x01".encode() in as_file(made, "csv", "ja")["nodes"]


def test_regions_carry_labels_or_their_iris() -> None:
    from renkei.network.graphs import region_network

    things = affiliations(OxigraphStore.in_memory())
    assert len(region_network(things, {"x": Text("え", "x")})) == 0
    assert np.issubdtype(things.first.dtype, np.int16)
