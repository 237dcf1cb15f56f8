"""Consortia of the members' list: members, what they are in for, what stays uncovered, bad input."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renkei.errors import UsageError
from renkei.graph import Graph
from renkei.match.consortium import Consortia, Role
from renkei.match.evidence import statements_behind
from renkei.match.partners import Conditions
from renkei.schema.namespaces import ID

ISO, ANIMALS, ROOM = "ISO 13485", "動物実験", "クリーンルーム"


def names(found: Consortia) -> list[list[str]]:
    return [[found.names(member.organisation).ja for member in consortium.members] for consortium in found.found]


def roles(found: Consortia, of: str) -> list[Role]:
    return [role for m in found.found[0].members if found.names(m.organisation).ja == of for role in m.roles]


def test_the_fewest_that_cover_all_needs_with_what_each_is_in_for(members: Graph) -> None:
    found = members.consortium(needs=[ISO, ANIMALS, ROOM])
    assert names(found) == [["磐梯モールド", "蔵王大学"]]
    best = found.found[0]
    assert (best.proven, best.settled, best.bound, best.told(0).en) == (True, True, 2, "2 member(s), proven smallest")
    told = [(role.label.ja, round(role.points, 4), role.why.en) for role in roles(found, "蔵王大学")]
    assert told == [
        (ANIMALS, 1.0, 'can do "Animal testing", which fits "動物実験" (by its words)'),
        (ROOM, 0.9033, 'offers "Clean room for hire", which fits "クリーンルーム" (by its words)'),
    ]
    assert best.answered == pytest.approx(2.8778)


def test_alternatives_are_the_next_best_and_hold_none_before_them(members: Graph) -> None:
    found = members.consortium(needs=[ISO, ANIMALS], alternatives=5)
    assert names(found) == [["磐梯モールド", "蔵王大学"], ["吾妻精機株式会社", "蔵王大学"]]
    assert [round(c.answered, 2) for c in found.found] == [1.97, 1.6]
    assert found.found[1].told(1).en == "2 member(s), proven next best"
    assert found.no_more.en == "2 consortium(s) found, and no more that fit."


def test_sectors_kinds_and_regions_are_covered_too(members: Graph) -> None:
    found = members.consortium(needs=[ISO], sectors=["産：２", "学"], kinds=["病院"], regions=2)
    assert names(found) == [["吾妻精機株式会社", "磐梯モールド", "福島県立医科大学", "蔵王大学附属病院"]]
    (best,) = found.found
    sectors = [role.label.ja for m in best.members for role in m.roles if role.name == "sector"]
    assert sorted(sectors) == ["学", "産", "産"]
    assert len({m.region for m in best.members} - {""}) >= 2
    assert [role.label.en for role in roles(found, "蔵王大学附属病院")] == ["hospital", "Yamagata"]


def test_of_those_of_a_sector_the_one_that_answers_a_need_too_is_taken(members: Graph) -> None:
    found = members.consortium(needs=[ISO], sectors=["産:2"])
    assert names(found) == [["吾妻精機株式会社", "磐梯モールド"]]  # both have the standard
    iso, *_ = roles(found, "吾妻精機株式会社")
    assert (iso.alone, iso.points) == (False, 0.6)


def test_fixed_members_count_and_are_in_every_consortium(members: Graph) -> None:
    found = members.consortium(needs=[ISO, ANIMALS], fixed=["吾妻精機株式会社"], alternatives=3)
    assert names(found) == [["吾妻精機株式会社", "蔵王大学"]]
    assert [m.fixed for m in found.found[0].members] == [True, False]
    everything = members.consortium(needs=[ISO], fixed=["磐梯モールド"], conditions=Conditions(place="山形県"))
    assert names(everything) == [["磐梯モールド"]]  # conditions are for those who are added


def test_fields_cover_where_nothing_that_is_recorded_does_and_that_is_said(members: Graph) -> None:
    able = ["蔵王大学", "吾妻精機株式会社", "磐梯モールド"]  # what they can do stands in this field or under it
    found = members.consortium(needs=["医療機器の滅菌"], conditions=Conditions(exclude=able), alternatives=1)
    assert [round(c.answered, 1) for c in found.found] == [0.5, 0.5]
    (role,) = found.found[0].members[0].roles
    assert role.why.en.startswith('for "医療機器の滅菌": works in medical devices')


def test_the_one_who_has_a_need_does_not_cover_it(members: Graph) -> None:
    found = members.consortium(needs=["need-certified"])
    assert names(found) == [["磐梯モールド"]]
    none = members.consortium(needs=["need-certified"], conditions=Conditions(exclude=["磐梯モールド"]), least=0.6)
    assert (none.found, none.left.en) == (
        (),
        'need "A partner with ISO 13485": nobody under the conditions answers it by 0.6; left out: Bandai Mold; '
        "closest is Fukushima Medical Device Development Support Center (0.50)",
    )


def test_what_nobody_covers_is_told_and_the_rest_is_solved(members: Graph) -> None:
    found = members.consortium(needs=[ISO, "宇宙の暗黒物質"], sectors=["金"], kinds=["病院:9"])
    assert [(one.what, one.label.en) for one in found.uncovered] == [
        ("need", "宇宙の暗黒物質"),
        ("sector", "finance"),
        ("kind", "hospital"),
    ]
    assert found.left.en.splitlines()[1:] == [
        'sector "finance": there is no such organisation',
        'kind "hospital": only 1 of 9',
    ]
    assert names(found) == [["磐梯モールド", "蔵王大学附属病院"]]


def test_the_closest_is_named_for_what_is_not_covered(members: Graph) -> None:
    found = members.consortium(needs=[f"{ISO} の溶接"], least=1.0)
    assert "closest is " in found.left.en
    assert found.found == ()


def test_a_region_counts_for_members_that_cover_something_else(members: Graph) -> None:
    found = members.consortium(needs=[ANIMALS], regions=2)
    assert names(found) == [["蔵王大学"]]
    assert found.left.en == 'region "2 regions": those who cover something of the rest are in 1 only'
    assert len(members.consortium(regions=3).found[0].members) == 3


def test_statements_and_sources_stand_behind_a_member(members: Graph) -> None:
    found = members.consortium(needs=["need-molding"], sectors=["医"], kinds=["医療機関"], why=True)
    assert found.sources is not None
    behind = {
        role.name: {str(t.subject.value).removeprefix(ID) for t in statements_behind(members.store, role)}  # type: ignore[union-attr]
        for member in found.found[0].members
        for role in member.roles
    }
    assert behind == {
        "need": {"capability/cap-molding", "need/need-molding"},
        "sector": {"organization/zao-hospital"},
        "kind": {"organization/zao-hospital"},
    }
    assert all(found.sources)


def test_a_row_for_each_member_of_each_consortium(members: Graph) -> None:
    rows = list(members.consortium(needs=[ISO, ANIMALS], regions=2, alternatives=1).to_result())
    assert [(r["consortium"], r["members"], r["proven"], r["name_en"], r["region_en"]) for r in rows] == [
        (1, 2, True, "Bandai Mold", "Fukushima"),
        (1, 2, True, "Zao University", "Yamagata"),
        (2, 2, True, "Azuma Seiki", "Fukushima"),
        (2, 2, True, "Zao University", "Yamagata"),
    ]
    assert rows[1]["alone_en"] == "動物実験; Yamagata"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Nothing is required"),
        ({"needs": ["成形", " "]}, "What is looked for is empty."),
        ({"needs": "成形"}, "needs is a list of words"),
        ({"sectors": ["歯"]}, '--sector: "歯" is not known. The sectors are academia, finance'),
        ({"sectors": ["産", "industry"]}, "given twice: write industry:2"),
        ({"sectors": ["産:0"]}, "1 or more, as in 産:2"),
        ({"kinds": ["大学院"]}, "Did you mean 大学"),
        ({"regions": -1}, "1 or more, not -1"),
        ({"regions": 900}, "900 regions cannot be: organisations are known in"),
        ({"needs": [ISO], "least": 0.1}, "0.15 to 1, not 0.1"),
        ({"needs": [ISO], "least": float("nan")}, "0.15 to 1, not nan"),
        ({"needs": [ISO], "fixed": ["磐梯モールト"]}, "Did you mean 磐梯モールド"),
        ({"needs": [ISO], "fixed": ["磐梯モールド"], "conditions": Conditions(exclude=["Bandai Mold"])}, "both in --with and"),
        ({"needs": [ISO, ANIMALS], "most": 1}, "1 member.* too few: at least 2 are needed"),
        ({"needs": [ISO], "most": 0}, "must be 1 or more"),
        ({"needs": [ISO], "most": 1, "fixed": ["磐梯モールド", "蔵王大学"]}, "2 or more, as many as are named by --with"),
        ({"needs": [ISO], "alternatives": -1}, "0 or more"),
        ({"needs": [ISO], "seconds": 0.0}, "above 0"),
        ({"needs": [ISO], "seconds": 1e-9}, "Nothing was found in 1e-09 s"),
    ],
)
def test_bad_input_is_told(members: Graph, given: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        members.consortium(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("bound", "settled", "told"),
    [
        (1, False, "2 member(s), the fewest found in the time; at least 1 are needed"),
        (2, False, "2 member(s), no smaller one is left; that none so small answers better was not proven in the time"),
    ],
)
def test_what_is_not_proven_is_not_called_so(members: Graph, bound: int, settled: bool, told: str) -> None:
    (best,) = members.consortium(needs=[ISO, ANIMALS]).found
    assert replace(best, bound=bound, settled=settled).told(0).en == told
    assert "確認" not in replace(best, bound=1, settled=False).told(0).ja


def test_a_member_that_was_asked_for_and_covers_nothing_is_there_without_a_role(members: Graph) -> None:
    found = members.consortium(needs=[ANIMALS], fixed=["独り工房"])
    assert names(found) == [["独り工房", "蔵王大学"]]
    assert roles(found, "独り工房") == []
