"""The facts of a thing in words, each with its sources."""

from __future__ import annotations

import pytest

from renkei.graph import Graph
from renkei.schema.namespaces import ID
from renkei.schema.tables import shipped_schema
from renkei.viz.facts import Fact, FactFinder


@pytest.fixture(scope="module")
def finder(graph: Graph) -> FactFinder:
    return FactFinder(graph.store, shipped_schema())


def _told(facts: list[Fact]) -> set[tuple[str, str, str | None]]:
    return {(f.property.ja, f.value.ja, f.date) for f in facts}


def test_a_center_tells_its_kind_place_hosts_and_posts(finder: FactFinder) -> None:
    told = _told(finder.facts(f"{ID}organization/yamaguchi-innovation-promotion-center"))
    assert ("設置・運営者（内に設置）", "山口県産業技術センター", None) in told
    assert ("職（置かれた機関）", "プロジェクトプロデューサー", None) in told
    assert ("機関の種類", "支援機関", None) in told


def test_a_fact_has_both_languages_and_its_passage(finder: FactFinder) -> None:
    facts = finder.facts(f"{ID}organization/fukushima-medical-device-promotion")
    [founded] = [f for f in facts if f.property.en == "founded"]
    assert (founded.property.ja, founded.value.ja) == ("設立", "2013年(平成25年)5月")
    assert any(s.locator.startswith("003:70") and s.rule == "founding-dates" for s in founded.sources)
    [hub] = [f for f in facts if f.property.en == "hub status"]
    assert (hub.value.ja, hub.value.en) == ("地域連携自立化推進拠点", "self-sustaining regional hub")
    assert [s.locator for s in hub.sources] == ["003:150,152,154,158"]


def test_every_alternative_name_is_told_once(finder: FactFinder) -> None:
    facts = finder.facts(f"{ID}organization/fukushima-medical-device-promotion")
    assert [f.value.ja for f in facts if f.property.ja == "別名"] == ["一般財団法人ふくしま医療機器産業推進機構"]


def test_a_likely_name_is_told_as_such_and_not_as_another_name(finder: FactFinder) -> None:
    facts = [(f.property.ja, f.value.ja) for f in finder.facts(f"{ID}organization/kagawa-industry-support-foundation")]
    assert ("推定名称", "かがわ産業支援財団") in facts
    assert ("別名", "かがわ産業支援財団") not in facts


def test_a_council_tells_its_members_by_kind(finder: FactFinder) -> None:
    told = _told(finder.facts(f"{ID}organization/yamaguchi-medical-growth-council"))
    assert ("構成員（会員・構成機関）", "山口県", None) in told
    assert ("主体の種類（会員・構成機関）", "医薬品メーカー", None) in told
    assert ("出来事・催し（対象）", "やまぐち医療関連成長戦略推進協議会の設立", "2013-10") in told


def test_a_thing_without_a_label_is_named_by_its_iri(finder: FactFinder) -> None:
    assert finder.label(f"{ID}organization/nobody").ja == "organization/nobody"
