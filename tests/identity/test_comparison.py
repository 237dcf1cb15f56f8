"""Pairs of organisations compared: weights computed by hand, decisions, reasons in both languages."""

from __future__ import annotations

from math import log2

import pytest

from renkei.identity.comparison import Decision, Organisation, compare, host_of, probability_of
from renkei.identity.places import city_code, prefecture_code, same_city
from renkei.identity.rarity import others_expected


def test_the_weights_of_the_fields_add_up() -> None:
    one = Organisation("㈱郡山医療機器", city="07203")
    found = compare(one, Organisation("株式会社郡山医療機器", city="07203"))
    # six kanji: 2 x 0.066 others; form same 0.975/0.381; city same 0.80/0.025
    assert found.weight == pytest.approx(-log2(0.132) + log2(0.975 / 0.381) + log2(0.80 / 0.025))
    assert found.probability == pytest.approx(1 - 1 / (1 + 2**found.weight))
    assert found.decision == Decision.CERTAIN
    assert [r.ja for r in found.reasons] == ["市区町村が同じ", "名称が同じ（珍しい名称）", "法人格が同じ"]
    assert [r.en for r in found.reasons] == ["same municipality", "same name (a rare one)", "same legal form"]


@pytest.mark.parametrize(
    ("one", "other", "decision"),
    [
        (Organisation("株式会社テクノ"), Organisation("株式会社テクノ"), Decision.DOUBTFUL),
        (Organisation("株式会社テクノ", city="07203"), Organisation("テクノ株式会社", city="07203"), Decision.DOUBTFUL),
        (Organisation("(株)テクノ", prefecture="07"), Organisation("テクノ(株)", prefecture="27"), Decision.DIFFERENT),
        (Organisation("(一財)郡山健康協会", "", "07"), Organisation("(公財)郡山健康協会", "", "07"), Decision.CERTAIN),
        (Organisation("医療法人郡山会", "", "07"), Organisation("株式会社郡山会", "", "07"), Decision.DOUBTFUL),
        (Organisation("第一精密工業", city="07203"), Organisation("第二精密工業", city="07203"), Decision.DIFFERENT),
        (Organisation("東京大学宇宙線研究所", "", "13"), Organisation("東京大学", "", "13"), Decision.DOUBTFUL),
        (Organisation("日本電気"), Organisation("福島県産業振興センター"), Decision.DIFFERENT),
        (Organisation("甲", number="7000012050002"), Organisation("乙", number="7000012050002"), Decision.CERTAIN),
        (Organisation("郡山", number="7000012050002"), Organisation("郡山", number="2010001033475"), Decision.DIFFERENT),
        (
            Organisation("会津マテリアル", url="https://www.example.jp/a"),
            Organisation("会津マテリアル", url="http://example.jp"),
            Decision.CERTAIN,
        ),
        (Organisation("新社名精密", "", "07", others=("旧社名精密",)), Organisation("旧社名精密", "", "07"), Decision.DOUBTFUL),
        (Organisation("ＩＨＩ", "アイエイチアイ", "07"), Organisation("アイ・エイチ・アイ", "", "07"), Decision.DOUBTFUL),
    ],
)  # fmt: skip
def test_decisions(one: Organisation, other: Organisation, decision: Decision) -> None:
    assert (compare(one, other).decision, compare(other, one).decision) == (decision, decision)


def test_a_common_name_weighs_less() -> None:
    one = Organisation("株式会社郡山医療機器", prefecture="07")
    assert compare(one, one).decision == Decision.CERTAIN
    assert compare(one, one, bearers=30).decision == Decision.DOUBTFUL


def test_rivals_share_the_probability() -> None:
    assert (probability_of(0.0), probability_of(0.0, rivals=2.0), probability_of(500.0)) == (0.5, 0.25, pytest.approx(1.0))


def test_a_longer_name_has_fewer_other_bearers() -> None:
    kanji = [others_expected("福" * n) for n in (1, 2, 4, 8, 14, 40)]
    assert kanji == [1.536, 0.668, 0.364, 0.072, 0.012, 0.012]
    assert (others_expected("テクノ"), others_expected("abc"), others_expected("")) == (0.904, 1.676, 1e6)


def test_places_in_every_spelling() -> None:
    spellings = ["福島県", "福島", "Fukushima", "Fukushima-ken", "7", "07", "０７", "JP-07"]
    assert {prefecture_code(s) for s in spellings} == {"07"}
    assert [prefecture_code(s) for s in ("大阪府", "Ōsaka", "東京", "福", "48", "", None)] == [
        "27",
        "27",
        "13",
        None,
        None,
        None,
        None,
    ]
    assert [city_code(s) for s in ("7203", "07203", "072036", "存在しない市", None)] == ["07203", "07203", "07203", None, None]
    assert [same_city("27100", "27128"), same_city("27100", "27141"), same_city("13101", "13102")] == [True, False, False]


def test_hosts() -> None:
    addresses = ("https://www.example.jp/x", "EXAMPLE.jp", "http://[", "")
    assert [host_of(a) for a in addresses] == ["example.jp", "example.jp", "", ""]
