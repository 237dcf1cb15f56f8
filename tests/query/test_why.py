"""Why a row is in the answer: through plain patterns, options, aggregates and rules."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from renkei.graph import Graph
from renkei.query.results import Result

IWATE = "https://w3id.org/renkei/id/organization/iwate-industry-promotion-center"


def _locators(result: Result) -> list[set[str]]:
    assert result.sources is not None
    return [{str(s) for s in found} for found in result.sources]


def test_a_stated_value_has_its_passage(graph: Graph) -> None:
    result = graph.select(
        "SELECT ?post WHERE { ?post <http://www.w3.org/ns/org#postIn> ?c . "
        "?post <https://w3id.org/renkei/ns#task> ?t FILTER (?t = '全体のマネジメント'@ja) }",
        why=True,
    )
    assert len(result) == 1
    [sources] = _locators(result)
    assert {s.split(":")[0] for s in sources} == {"000"}


def test_a_derived_statement_is_traced_through_its_rules_to_a_passage(graph: Graph) -> None:
    result = graph.select(
        "SELECT ?date WHERE { ?body <https://schema.org/foundingDate> ?date ; "
        "<http://www.w3.org/2000/01/rdf-schema#label> 'やまぐち医療関連成長戦略推進協議会'@ja }",
        why=True,
    )
    assert [r["date"] for r in result] == ["2013-10"]
    [sources] = _locators(result)
    assert any(s.startswith("000:") and "156" in s and "rule founding-dates" in s for s in sources)


def test_rows_of_an_aggregate_have_the_sources_of_their_group(graph: Graph) -> None:
    result = graph.query("districts-without-hub", why=True)
    chubu, shikoku = _locators(result)
    assert "003:150,160,162 [stated]" in chubu
    assert "003:150,198,200 [stated]" in shikoku
    assert not any("200" in s for s in chubu)


def test_what_a_sub_query_counts_has_the_sources_of_what_is_counted(graph: Graph) -> None:
    result = graph.query("support-by-sector", why=True)
    keys = [tuple(row[c] for c in ("giver", "receiver", "form", "ties")) for row in result]
    found = dict(zip(keys, _locators(result), strict=True))
    assert all(found.values())
    assert found["支援機関", "企業", "マッチング支援", 3] == {
        "000:263,267 [stated]",
        "001:416 [inferred]",
        "001:469 [inferred]",
    }
    # Whom no document names is no other's supporter: only its own passage is given.
    assert found[None, None, "補助・助成", 1] == {"002:192,194 [stated]"}


def test_a_sub_query_that_is_taken_away_is_no_source(graph: Graph) -> None:
    query = """PREFIX org: <http://www.w3.org/ns/org#> PREFIX renkei: <https://w3id.org/renkei/ns#>
        SELECT ?tie WHERE { ?tie a renkei:Hosting MINUS { { SELECT ?tie WHERE { ?tie a org:Membership } } } }
        ORDER BY ?tie LIMIT 1"""
    [sources] = _locators(graph.select(query, why=True))
    assert len(sources) == 1


def test_a_sub_query_of_another_alternative_is_no_source(graph: Graph) -> None:
    prefixes = "PREFIX org: <http://www.w3.org/ns/org#> PREFIX renkei: <https://w3id.org/renkei/ns#>"
    body = "<https://w3id.org/renkei/id/organization/gov-yamaguchi-pref>"
    alone = f"{prefixes} SELECT ?body WHERE {{ VALUES ?body {{ {body} }} ?body a org:Organization }}"
    either = f"""{prefixes} SELECT ?body ?role WHERE {{
        VALUES ?body {{ {body} }}
        {{ ?body a org:Organization }}
        UNION {{ {{ SELECT DISTINCT ?body ?role WHERE {{ ?tie renkei:participant ?body ; renkei:role ?role }} }} }}
    }} ORDER BY ?role"""
    first, *others = _locators(graph.select(either, why=True))
    assert [first] == _locators(graph.select(alone, why=True))
    assert others
    assert all(found and not found <= first for found in others)


def test_a_constant_row_has_no_source(graph: Graph) -> None:
    assert _locators(graph.select("SELECT (1 AS ?one) WHERE {}", why=True)) == [set()]


def test_ontology_statements_are_no_source(graph: Graph) -> None:
    result = graph.select("SELECT ?c WHERE { ?c a <http://www.w3.org/2002/07/owl#Class> } LIMIT 1", why=True)
    assert _locators(result) == [set()]


def test_translations_of_ours_are_no_source(graph: Graph) -> None:
    result = graph.select("SELECT ?l WHERE { $x <http://www.w3.org/2000/01/rdf-schema#label> ?l } ORDER BY ?l", why=True,
                          x=ox.NamedNode(IWATE))  # fmt: skip
    assert [r["l"] for r in result] == ["Iwate Industry Promotion Center", "いわて産業振興センター"]
    assert _locators(result) == [set(), {"003:150,157 [stated]"}]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_sources_travel_with_the_rows(graph: Graph, form: str) -> None:
    result = graph.query("hosts-of", why=True, center="イノベーション推進センター")
    text = result.to_csv() if form == "csv" else result.to_json()
    assert "000:" in text
    assert "sources" in text
