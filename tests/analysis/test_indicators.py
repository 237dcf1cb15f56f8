"""The ledger of targets: the shipped one beside the saved questions, and a hand-made store for what it does not have."""

from __future__ import annotations

import csv
from pathlib import Path

import pyoxigraph as ox
import pytest

from renkei import resources
from renkei.analysis.indicators import AGREE, DIFFER, SAYS, Entry, Standing, entries
from renkei.analysis.report import Analysis
from renkei.errors import UsageError
from renkei.graph import Graph
from renkei.schema.namespaces import ID
from renkei.store.oxigraph import OxigraphStore

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="module")
def ledger(graph: Graph) -> Analysis:
    return graph.analyze("indicators")


def golden(name: str) -> list[dict[str, str]]:
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(ledger: Analysis) -> dict[str, dict[str, str]]:
    """The rows as CSV in Japanese, by indicator."""
    rows = list(csv.DictReader(ledger.result("ja").to_csv().splitlines()))
    assert len(rows) == len({row["indicator"] for row in rows})
    return {row["indicator"]: row for row in rows}


def test_actuals_rates_and_statuses_are_those_of_the_saved_question(ledger: Analysis) -> None:
    found, known = told(ledger), golden("targets-met-or-missed")
    names = {"actual": "actual", "actual_date": "as_of", "target": "target", "target_date": "until"}
    names |= {"rate": "ratio", "computed": "result", "project": "project"}
    assert [{n: found[row["indicator"]][n] for n in names} for row in known] == [
        {ours: row[theirs] for ours, theirs in names.items()} for row in known
    ]
    assert {i for i, row in found.items() if row["computed"]} == {row["indicator"] for row in known if row["result"]}


def test_targets_are_those_of_the_strategy_and_what_was_known_before_it_is_the_baseline(ledger: Analysis) -> None:
    found, strategy = told(ledger), f"{ID}plan/yamaguchi-innovation-strategy-2024"
    known = golden("targets-of-strategy")
    ours = {
        i: (row["target"], row["target_date"], row["baseline"] or row["actual"])
        for i, row in found.items()
        if row["plan"] == strategy
    }
    assert ours == {row["indicator"]: (row["target"], row["until"], row["present"]) for row in known}
    dated = {row["indicator"] for row in known if row["as_of"]}
    assert {i for i in ours if found[i]["baseline"]} == dated
    assert {found[i]["baseline_date"] for i in dated} == {"2022年度（令和4年度）"}


def test_judgements_stand_beside_the_figures(ledger: Analysis) -> None:
    found = told(ledger)
    said: dict[str, list[str]] = {}
    for row in golden("judgements-and-figures"):
        said.setdefault(row["judged"], []).append(row["judgement"])
    assert {(r["project"], r["stated"]) for r in found.values() if r["stated"]} == {
        (project, "、".join(words)) for project, words in said.items() if "/project/" in project
    }
    agreements = {i.rsplit("/", 1)[-1]: row["agreement"] for i, row in found.items() if row["agreement"]}
    assert agreements == {
        "ind2018-4-driving-plans-approved": "一致",
        "ind2018-4-value-added": "不一致",
        "ind2018-5-growth-field-companies-attracted": "一致",
        "ind2018-6-scholarship-employed": "一致",
        "ind2018-6-system-companies": "一致",
        "ind2018-8-iot-introductions": "一致",
        "ind2018-8-iot-rate": "一致",
        "ind2018-9-startups-attracted": "一致",
    }
    assert ledger.notes[0].en == "Targets: 32; met 5, missed at that date 10, without a value to compare 17."
    assert "7 agree with the computed status, 1 differ." in ledger.notes[2].en


def test_a_row_by_hand(ledger: Analysis) -> None:
    row = told(ledger)[f"{ID}indicator/ind2018-9-startups-attracted"]
    assert row == {
        "indicator": f"{ID}indicator/ind2018-9-startups-attracted",
        "name": "スタートアップ（研究開発型）企業の誘致件数",
        "unit": "社",
        "baseline": "",
        "baseline_date": "",
        "target": "5",
        "target_date": "2020年度（令和2年度）",
        "actual": "0",
        "actual_date": "2020-03",
        "qualifier": "目標値: 以上",
        "rate": "0",
        "computed": "その時点で未達（計算）",
        "stated": "目標を大幅に下回る",
        "agreement": "一致",
        "project": f"{ID}project/proj2018-9",
        "measures": "スタートアップ企業立地促進・育成プロジェクト",
        "plan": f"{ID}plan/yamaguchi-innovation-strategy-2018",
        "plan_name": "やまぐち産業イノベーション戦略",
    }


def test_place_and_field_narrow_by_indicator_activity_and_plan(graph: Graph, ledger: Analysis) -> None:
    everything = told(ledger)
    assert set(told(graph.analyze("indicators", place="山口県"))) == set(everything) - {f"{ID}indicator/ind-electrified-share"}
    medical = graph.query("indicators-of-field", field="field/medical-industry")
    with_target = {row["indicator"] for row in medical if row["targets"]}
    assert set(told(graph.analyze("indicators", field="field/medical-industry"))) == with_target
    assert len(graph.analyze("indicators", place="福島県")) == 0
    assert len(graph.analyze("indicators", top=3)) == 3


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"sector": "academia"}, "indicators takes place and field, not sector"),
        ({"first": 2020}, "not from"),
        ({"activities": ["project"]}, "not activities"),
        ({"ego": "jica"}, "not ego"),
        ({"by": "rate"}, "not with indicators"),
        ({"place": "山口縣県"}, "山口"),
    ],
)
def test_what_does_not_fit_is_refused(graph: Graph, asked: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        graph.analyze("indicators", **asked)  # type: ignore[arg-type]


# --- by hand

# Plan A of fiscal year 2018 holds project p; indicators x, y, z of it. Indicator w belongs to nothing.
TURTLE = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX renkei: <https://w3id.org/renkei/ns#>
PREFIX schema: <https://schema.org/>
PREFIX status: <https://w3id.org/renkei/id/progress-status/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

<fy/2017> schema:startDate "2017-04-01"^^xsd:date . <fy/2018> schema:startDate "2018-04-01"^^xsd:date .
<plan/a> a renkei:Plan ; renkei:firstFiscalYear <fy/2018> .
<project/p> a renkei:Project ; dcterms:isPartOf <plan/a> .
<measure/m> a renkei:Plan ; dcterms:isPartOf <project/p> .
<council/c> rdfs:label "会"@ja .
<indicator/x> a renkei:Indicator ; renkei:indicatorOf <measure/m>, <project/p>, <council/c> .
<indicator/y> a renkei:Indicator ; renkei:indicatorOf <project/p> .
<indicator/z> a renkei:Indicator ; renkei:indicatorOf <project/p> .
<indicator/w> a renkei:Indicator .
<target/x> a renkei:Target ; renkei:indicator <indicator/x> ; renkei:value 10 ; renkei:asOf "2020"^^xsd:gYear .
<target/y1> a renkei:Target ; renkei:indicator <indicator/y> ; renkei:value 10 .
<target/y2> a renkei:Target ; renkei:indicator <indicator/y> ; renkei:value 20 .
<target/z> a renkei:Target ; renkei:indicator <indicator/z> ; renkei:value 0 .
<target/w> a renkei:Target ; renkei:indicator <indicator/w> ; renkei:progressStatus status:realised .
<o/x1> a renkei:Observation ; renkei:indicator <indicator/x> ; renkei:value 1 .
<o/x2> a renkei:Observation ; renkei:indicator <indicator/x> ; renkei:value 2 ; renkei:fiscalYear <fy/2017> .
<o/x3> a renkei:Observation ; renkei:indicator <indicator/x> ; renkei:value 3 ; renkei:asOf "2018-03"^^xsd:gYearMonth .
<o/x4> a renkei:Observation ; renkei:indicator <indicator/x> ; renkei:value 12.5 ; renkei:asOf "2019-01-31"^^xsd:date .
<o/x5> a renkei:Observation ; renkei:indicator <indicator/x> ; renkei:value 4 ; renkei:fiscalYear <fy/2018> .
<o/y> a renkei:Observation ; renkei:indicator <indicator/y> ; renkei:value 15 ; renkei:asOf "2019"^^xsd:gYear .
<o/z> a renkei:Observation ; renkei:indicator <indicator/z> ; renkei:value 0 ; renkei:asOf "2019"^^xsd:gYear .
<o/w1> a renkei:Observation ; renkei:indicator <indicator/w> ; renkei:value 5 .
<o/w2> a renkei:Observation ; renkei:indicator <indicator/w> ; renkei:progressStatus status:implemented .
<j/1> a renkei:Judgement ; renkei:concerns <project/p> ; renkei:progressStatus status:below .
<j/2> a renkei:Judgement ; renkei:concerns <measure/m> ; renkei:progressStatus status:advancing .
"""


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    made = OxigraphStore.in_memory()
    made.load(ox.parse(TURTLE, format=ox.RdfFormat.TURTLE, base_iri=ID))
    rule = (resources.folder("queries") / "rules" / "indicator-status.rq").read_text(encoding="utf-8")
    made.load(ox.Quad(t.subject, t.predicate, t.object) for t in made.construct(rule))
    return made


def by_target(store: OxigraphStore) -> dict[str, Entry]:
    return {entry.target["target"].rsplit("/", 1)[-1]: entry for entry in entries(store)}


def ends(*rows: dict[str, str] | None) -> list[str | None]:
    return [row and row["observation"].rsplit("/", 1)[-1] for row in rows]


def test_the_last_value_before_the_plan_and_the_last_of_the_others(store: OxigraphStore) -> None:
    found = by_target(store)
    x = found["x"]
    assert ends(x.baseline, x.actual) == ["x3", "x4"]
    assert (x.rate, x.computed.rsplit("/", 1)[-1]) == ("1.25", "met")
    measured = tuple(f"{ID}{name}" for name in ("project/p", "measure/m", "council/c"))
    assert x.standing == Standing(measured, measured[:2], f"{ID}plan/a", "2018-04-01")
    assert [status.rsplit("/", 1)[-1] for status in x.stated] == ["below", "advancing"]
    assert x.agreement == DIFFER


def test_what_no_rule_compares_has_no_rate(store: OxigraphStore) -> None:
    found = by_target(store)
    assert (ends(found["z"].baseline, found["z"].actual), found["z"].rate, found["z"].agreement) == ([None, "z"], "", None)
    # Words are compared with words.
    assert (ends(found["w"].baseline, found["w"].actual), found["w"].standing) == ([None, "w2"], Standing())


def test_a_value_that_is_compared_with_two_targets_is_told(store: OxigraphStore) -> None:
    from renkei.analysis.indicators import indicators

    found = by_target(store)
    assert [(found[t].unclear, found[t].rate, ends(found[t].actual)) for t in ("y1", "y2")] == [(True, "", ["y"])] * 2
    assert indicators(store).notes[-1].en.startswith("2 value(s) are compared with several targets")


def test_plans_come_first_and_nothing_gives_nothing(store: OxigraphStore) -> None:
    assert list(by_target(store)) == ["y1", "y2", "z", "x", "w"]
    assert (entries(OxigraphStore.in_memory()), entries(store, [set()])) == ([], [])
    assert [e.target["target"] for e in entries(store, [{f"{ID}council/c"}])] == [f"{ID}target/x"]


def test_judgements_are_statuses_of_the_vocabulary() -> None:
    vocabulary = (resources.folder("ontology") / "vocabularies" / "progress-status.ttl").read_text(encoding="utf-8")
    for status in {*SAYS, *SAYS.values()}:
        assert f"progress-status:{status.rsplit('/', 1)[-1]} a skos:Concept" in vocabulary
    assert AGREE != DIFFER
