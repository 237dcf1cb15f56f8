"""Pairs worth comparing, within a list and between two."""

from __future__ import annotations

import time

from renkei.identity.blocking import candidate_pairs
from renkei.identity.comparison import Organisation


def test_pairs_within_a_list() -> None:
    organisations = [
        Organisation("㈱テクノ高崎"),
        Organisation("テクノ高﨑株式会社"),
        Organisation("東京大学"),
        Organisation("東京大学宇宙線研究所"),
        Organisation("ふくしま産業振興センター"),
        Organisation("ふくしま産業復興センター"),
        Organisation("新社名", others=("旧社名",)),
        Organisation("旧社名"),
        Organisation("甲", number="7000012050002"),
        Organisation("乙", number="7000012050002"),
        Organisation("丙", url="https://www.example.jp/"),
        Organisation("丁", url="http://example.jp/about"),
        Organisation("ＩＨＩ", reading="アイエイチアイ"),
        Organisation("石播", reading="あいえいちあい"),
    ]
    found = candidate_pairs(organisations)
    assert found.pairs == tuple((n, n + 1) for n in range(0, 14, 2))
    assert found.too_large == ()


def test_pairs_between_two_lists_are_of_one_from_each() -> None:
    mine = [Organisation("テクノ"), Organisation("㈱テクノ"), Organisation("別")]
    theirs = [Organisation("株式会社テクノ"), Organisation("無関係")]
    assert candidate_pairs(mine, theirs).pairs == ((0, 0), (1, 0))


def test_a_large_block_is_divided_by_place_or_told_of() -> None:
    shrines = [Organisation("八幡神社", prefecture=f"{n % 47 + 1:02}") for n in range(188)]
    found = candidate_pairs(shrines)
    assert (len(found.pairs), found.too_large) == (47 * 6, ())  # four in each prefecture
    placeless = candidate_pairs([Organisation("八幡神社") for _ in range(101)])
    assert (placeless.pairs, placeless.too_large) == ((), (("name 八幡神社", 101),))


def test_time_does_not_grow_with_the_square() -> None:
    def seconds(number: int) -> float:
        names = [Organisation(f"株式会社{n:06x}{n * 7919 % 1000003:x}製作所") for n in range(number)]
        began = time.process_time()
        candidate_pairs(names)
        return time.process_time() - began

    seconds(1000)
    assert seconds(16_000) < 10 * seconds(4_000)
