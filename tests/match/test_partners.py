"""Partners for organisations and needs of the members' list: ranks, parts, reasons, evidence, ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build
from renkei.errors import UsageError
from renkei.graph import Graph
from renkei.graph import open as open_graph
from renkei.match.evidence import statements_behind
from renkei.match.partners import Conditions, Partners
from renkei.schema.namespaces import ID


def names(found: Partners, most: int = 5) -> list[str]:
    return [found.names(match.organisation).ja for match in found.matches[:most]]


def part(found: Partners, name: str, of: str) -> tuple[float, str]:
    (match,) = (m for m in found.matches if found.names(m.organisation).ja == of)
    told = next((p for p in match.parts if p.name == name), None)
    return (round(told.points, 4), told.why.en) if told else (0.0, "")


def test_words_find_who_can_and_say_what_was_understood(members: Graph) -> None:
    found = members.match(need="樹脂成形 ISO13485 OEM")
    assert found.understood.en == '"樹脂成形 ISO13485 OEM": ISO 13485'
    # Both have the standard; Bandai Mold has 射出成形 beside it, which shares 成形.
    assert names(found) == ["磐梯モールド", "吾妻精機株式会社"]
    points, why = part(found, "content", "磐梯モールド")
    assert points > 0.3
    had = 'can do "ISO 13485 certificate", can do "Injection moulding"'
    assert why == f'{had}, which fits "樹脂成形 ISO13485 OEM" (standard ISO 13485)'
    assert part(found, "content", "吾妻精機株式会社")[0] == 0.3  # 3 of 5: the standard of standard and words


def test_a_need_of_the_table_is_asked_for_who_has_it(members: Graph) -> None:
    found = members.match(need="need-molding", new_only=False)
    best = {found.names(m.organisation).ja: m for m in found.matches}
    assert best["磐梯モールド"].linked
    assert not best["福島県"].linked
    order = [m.linked for m in found.matches]
    assert order == sorted(order)  # those it works with already come after the others
    assert "吾妻精機株式会社" not in names(found, 100)  # who asks
    assert "吾妻精機 山形工場" not in names(found, 100)  # its own unit
    assert not any(m.linked for m in members.match(need="need-molding", new_only=True).matches)


def test_an_offer_finds_who_seeks_it(members: Graph) -> None:
    found = members.match(offer="樹脂の射出成形")
    assert names(found, 1) == ["吾妻精機株式会社"]
    assert part(found, "content", "吾妻精機株式会社")[1].startswith('seeks "A moulder of resin", which fits "樹脂の射出成形"')
    for offer in ("クリーンルームの貸出", "offer-cleanroom"):
        found = members.match(offer=offer, top=100)
        assert found.understood.en == '"Clean room for hire": measurement and testing, medical devices'
        assert part(found, "content", "磐梯モールド")[1].startswith('seeks "A place for testing"')
        assert "蔵王大学" not in names(found, 100)  # whose offer it is


def test_parts_sum_to_the_score_and_stay_within_their_full_points(members: Graph) -> None:
    from renkei.match.scoring import FULL

    found = members.match("吾妻精機株式会社", cross_region=0.3, top=100)
    assert len(found.matches) > 10
    for match, row in zip(found.matches, found.to_result(), strict=True):
        assert match.score == pytest.approx(sum(p.points for p in match.parts))
        assert row["score"] == pytest.approx(sum(row[name] for name in FULL), abs=0.0003)
        assert all(0 < p.points <= (0.3 if p.name == "region" else FULL[p.name]) for p in match.parts)


def test_more_weight_of_other_regions_lowers_none_of_them(members: Graph) -> None:
    def ranks(weight: float) -> dict[str, int]:
        found = members.match("吾妻精機株式会社", cross_region=weight, top=1000)
        return {m.organisation: rank for rank, m in enumerate(found.matches)}

    known = members.network("affiliations")
    elsewhere = {o for o, region in known.nodes(data="region") if region and region != "JP-07"}
    before = ranks(0.0)
    for weight in (0.05, 0.2, 1.0):
        after = ranks(weight)
        assert all(after[o] <= before[o] for o in elsewhere & set(before))
        before = after


def test_what_would_lift_a_match(members: Graph) -> None:
    found = members.match("吾妻精機株式会社", top=100)
    (zao,) = (m for m in found.matches if found.names(m.organisation).ja == "蔵王大学")
    assert [(t.en, round(p, 4)) for t, p in zao.lifts] == [
        ("with the standard ISO 13485", 0.1875),  # half of 3 of the 8 weights
        ("of the kind certificate", 0.0625),
    ]


def test_through_whom(members: Graph) -> None:
    found = members.match("磐梯モールド", top=100)
    at = names(found, 100).index("日大工")
    (way, *_) = found.ways[at]
    assert [(found.names(s.source).ja, found.names(s.over).ja, found.names(s.target).ja) for s in way] == [
        ("磐梯モールド", "細径カテーテルの開発", "福島県立医科大学"),
        ("福島県立医科大学", "地元日大工と県立医大との医工連携", "日大工"),
    ]


def test_how_much_goes_to_the_best_connected_is_told_and_capped(members: Graph) -> None:
    scorer, iris = members._matcher.scorer, members._matcher.known.network.organisations.iris
    best = {iri for iri, popular in zip(iris, scorer.popular.tolist(), strict=True) if popular}
    assert 0 < len(best) < 10
    free = members.match("磐梯モールド", top=10)
    among = [m.organisation for m in free.matches if m.organisation in best]
    assert among
    assert free.popular == len(among) / len(free.matches)
    assert free.exposure.en.startswith(f"{len(among)} of these {len(free.matches)} are among the 5% best connected")
    none = members.match("磐梯モールド", top=10, most_popular=0.0)
    assert (none.popular, best & {m.organisation for m in none.matches}) == (0.0, set())
    kept = [m.organisation for m in free.matches if m.organisation not in best]
    assert [m.organisation for m in none.matches][: len(kept)] == kept


def test_statements_and_sources_stand_behind_a_match(members: Graph) -> None:
    found = members.match("吾妻精機株式会社", top=100, why=True)
    assert found.sources is not None
    at = names(found, 100).index("磐梯モールド")
    (content,) = (p for p in found.matches[at].parts if p.name == "content")
    statements = {str(t.subject.value).removeprefix(ID) for t in statements_behind(members.store, content)}  # type: ignore[union-attr]
    assert statements == {"capability/cap-iso", "need/need-certified"}
    assert "members/capabilities.csv#row=2" in {s.locator for s in found.sources[at]}
    every = [p for m in found.matches for p in m.parts if p.name in ("content", "network", "sector", "record")]
    assert all(statements_behind(members.store, p) for p in every)


def test_introductions_of_the_pair_are_told_with_their_outcome(members: Graph) -> None:
    found = members.match("吾妻精機株式会社", top=100)
    told = {row["name"]: row["introduced_en"] for row in found.to_result() if row["introduced_en"]}
    assert told == {"磐梯モールド": "introduced on 2026-04-20: meeting"}


@pytest.mark.parametrize(
    ("conditions", "left"),
    [
        (Conditions(standards=["ISO13485"]), ["磐梯モールド"]),
        (Conditions(place="山形県"), ["蔵王大学"]),
        (Conditions(kind="大学", place="福島県"), ["福島県立医科大学", "日大工"]),
        (Conditions(sector="産", exclude=["磐梯モールド"], field="医療機器"), []),
    ],
)
def test_conditions(members: Graph, conditions: Conditions, left: list[str]) -> None:
    found = members.match("吾妻精機株式会社", conditions=conditions, top=100)
    assert sorted(n for n in names(found, 100)) == sorted(left)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Name an organisation, or what is looked for with --need, or what is offered with --offer."),
        ({"need": "成形", "offer": "成形"}, "Give --need or --offer, not both."),
        ({"offer": " "}, "What is offered is empty."),
        ({"need": "  "}, "What is looked for is empty."),
        ({"organisation": "磐梯モールト"}, "Did you mean 磐梯モールド"),
        ({"need": "成形", "cross_region": -0.1}, "0 or more, not -0.1"),
        ({"need": "成形", "cross_region": float("nan")}, "0 or more, not nan"),
        ({"need": "成形", "conditions": Conditions(standards=[" "])}, "names no standard"),
        ({"need": "成形", "most_popular": 1.5}, "a share from 0 to 1, not 1.5"),
        ({"need": "成形", "conditions": Conditions(place="福鳥県")}, "Did you mean .*福島県"),
    ],
)
def test_bad_input_is_told(members: Graph, given: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        members.match(**given)  # type: ignore[arg-type]


def test_words_without_a_term_are_compared_as_words_and_that_is_said(members: Graph) -> None:
    found = members.match(need="宇宙の暗黒物質")
    assert (found.matches, found.understood.en) == (
        (),
        '"宇宙の暗黒物質": no term of the vocabularies, compared by its words alone',
    )


def test_private_needs_count_in_the_owners_store_only(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "organizations.csv").write_text("id,label_ja,kind\na,秘密商会,company\n", encoding="utf-8")
    (folder / "capabilities.csv").write_text("label_ja,organization,kind\n超音波溶着,a,process\n", encoding="utf-8")
    for audience, count in (("owner", 1), ("public", 0)):
        build(with_shipped([folder]), tmp_path / audience, audience)  # type: ignore[arg-type]
        with open_graph(tmp_path / audience) as graph:
            assert len(graph.match(need="超音波溶着").matches) == count
