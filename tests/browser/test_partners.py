"""The search by need: it ranks as the library does, says why, and works by keyboard, from a link, and at every width."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build
from renkei.graph import Graph
from renkei.graph import open as open_graph
from renkei.publish.site import publish

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MEMBERS = Path(__file__).parents[1] / "query" / "members"
PAGE = "ja/partners/index.html"


@pytest.fixture(scope="module")
def members_site(once) -> Path:
    """The site of the shipped data with the members, their needs and what they can do."""

    def make(folder: Path) -> None:
        build(with_shipped([MEMBERS]), folder / "store", "public")
        publish(folder / "site", folder / "store")

    return once("members", make) / "site"


@pytest.fixture(scope="module")
def members(members_site: Path) -> Iterator[Graph]:
    with open_graph(members_site.parent / "store") as graph:
        yield graph


@pytest.fixture
def page(visit, members_site):
    opened = visit(members_site, PAGE)
    opened.run("new Promise(done => renkei.needSearch.load(done))")
    return opened


NEEDS = [
    "樹脂成形 ISO13485 OEM",
    "ＩＳＯ　１３４８５：２０１６",
    "射出成形",
    "医療機器の評価試験",
    "動物実験",
    "clean room for testing",
    "クリーンルーム",
    "医療機器",
    "水素エネルギー",
    "health care",
    "設計・開発",
    "医療機器の部材の加工・製造技術",
    "髙度な醫療",
    "測定",
    "ﾍﾙｽｹｱ",
    "創薬 評価",
]


@pytest.mark.parametrize("need", NEEDS)
def test_the_browser_ranks_as_the_library_does(page, members, need):
    found = members.match(need=need, top=100)
    wanted = [
        (found.names(m.organisation).ja, round(m.score, 6), {p.name: round(p.points, 6) for p in m.parts})
        for m in found.matches
    ]
    ranked = page.run(
        """need => { const index = renkei.needSearch.index(), r6 = n => Math.round(n * 1e6) / 1e6;
        return renkei.needSearch.rank(need).found.map(one => [index.organisations[one.at][1], r6(one.score),
          Object.fromEntries([["content", r6(one.content)], ["record", r6(one.record)]].filter(p => p[1]))]) }""",
        need,
    )
    assert [tuple(row) for row in ranked] == wanted
