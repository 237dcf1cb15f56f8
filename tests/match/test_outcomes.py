"""What came of introductions, by the parts of the score that spoke for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build
from renkei.graph import Graph
from renkei.graph import open as open_graph
from renkei.match.outcomes import hit_rates
from renkei.match.scoring import FULL
from renkei.query.results import Result


@pytest.fixture(scope="module")
def told(members: Graph) -> Result:
    return members.hit_rates()


def test_rates_are_counted_with_and_without_the_points_of_each_part(told: Result) -> None:
    rows = {row["part"]: row for row in told}
    assert list(rows) == ["all", *FULL]
    # Two of three came to something: those between firms that answer each other's needs; the third had no such answer.
    assert [rows["all"][n] for n in ("with_points", "with_hits", "without_points")] == [3, 2, 0]
    assert [rows["content"][n] for n in ("with_points", "with_hits", "without_points", "without_hits")] == [2, 2, 1, 0]
    assert float(str(rows["content"]["with_rate"])) == 1.0
    assert rows["all"]["without_rate"] is None
    for row in rows.values():
        assert (row["with_points"] + row["without_points"], row["with_hits"] + row["without_hits"]) == (3, 2)


def test_what_is_pending_or_not_told_does_not_count(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    bodies = "id,label_ja,kind\na,甲商会,company\nb,乙商会,company\nc,丙商会,company\n"
    (folder / "organizations.csv").write_text(bodies, encoding="utf-8")
    lines = "introducer,introduced,introduced_to,date,outcome\nc,a,b,2026-01-01,pending\nc,b,a,2026-02-01,\n"
    (folder / "introductions.csv").write_text(lines, encoding="utf-8")
    build(with_shipped([folder]), tmp_path / "store", "owner")
    with open_graph(tmp_path / "store") as graph:
        matcher = graph._matcher
        assert len(matcher.known.introductions) == 2
        assert {rate.with_points + rate.without_points for rate in hit_rates(matcher.known, matcher.scorer)} == {0}
