"""Every saved question has an exact golden answer, the same on the engine and on rdflib."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from renkei.graph import Graph
from renkei.query.saved import questions
from renkei.store.memory import RdflibStore

GOLDEN = Path(__file__).parents[1] / "golden"
RENEW = "look at the difference, and if it is right: python tests/golden/renew.py"


@pytest.fixture(scope="module")
def oracle(graph: Graph) -> RdflibStore:
    store = RdflibStore()
    store.load(graph.store.quads())
    return store


def test_every_question_has_a_golden_answer_and_every_answer_a_question() -> None:
    assert sorted(p.stem for p in GOLDEN.glob("*.csv")) == sorted(questions())


@pytest.mark.parametrize("name", sorted(questions()))
def test_the_answer_is_the_golden_one(graph: Graph, name: str) -> None:
    question = questions()[name]
    found = graph.query(name, **{p.name: p.example for p in question.parameters}).to_csv()
    assert found == (GOLDEN / f"{name}.csv").read_text(encoding="utf-8"), RENEW


@pytest.mark.parametrize("name", sorted(questions()))
def test_rdflib_gives_the_same_rows(graph: Graph, oracle: RdflibStore, name: str) -> None:
    question = questions()[name]
    sparql = graph.bound(question, **{p.name: p.example for p in question.parameters})
    assert oracle.select(sparql) == graph.store.select(sparql)


@pytest.mark.parametrize("name", sorted(questions()))
def test_each_column_has_a_heading_in_both_languages(graph: Graph, name: str) -> None:
    question = questions()[name]
    result = graph.query(name, **{p.name: p.example for p in question.parameters})
    assert result.columns == tuple(c.name for c in question.columns)
    assert all(h.ja and h.en and h.ja != h.en for h in result.headings)


def test_the_list_has_64_institutions_in_7_districts_and_6_hubs(graph: Graph) -> None:
    found = [(r["name"], r["institutions"], r["hubs"]) for r in graph.query("districts-of-list")]
    assert found == [
        ("北海道・東北地区", 8, 2),
        ("中部地区", 5, 0),
        ("中国地区", 6, 1),
        ("九州地区", 8, 1),
        ("関東地区", 19, 1),
        ("近畿地区", 14, 1),
        ("四国地区", 4, 0),
    ]


def test_only_nagasaki_has_no_institution(graph: Graph) -> None:
    assert [r["name"] for r in graph.query("prefectures-without-institution")] == ["長崎県"]


def test_each_institution_of_the_list_is_in_the_answers_of_its_prefecture(graph: Graph) -> None:
    prefectures = [f"JP-{n:02}" for n in range(1, 48)]
    answers = [r["institution"] for p in prefectures for r in graph.query("institutions-of-prefecture", region=p)]
    with (Path(__file__).parents[2] / "data/curated/list_entries.csv").open(encoding="utf-8", newline="") as file:
        listed = [f"https://w3id.org/renkei/id/organization/{row['item']}" for row in csv.DictReader(file)]
    assert sorted(answers) == sorted(listed)


def test_golden_answers_have_been_read_with_lines_of_the_documents(graph: Graph) -> None:
    """The hubs' rows rest on the lines that print the star."""
    result = graph.query("hubs", why=True)
    assert result.sources is not None
    lines = [sorted({s.locator for s in found if s.locator.startswith("003:150,152,")}) for found in result.sources]
    assert lines == [
        ["003:150,152,154,157"],
        ["003:150,152,154,158"],
        ["003:150,152,166,170"],
        ["003:150,152,175,177"],
        ["003:150,152,183,188"],
        ["003:150,152,191,194"],
    ]
