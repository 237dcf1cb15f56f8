"""What people write for the parameters of a question: what is said where it is not understood."""

from __future__ import annotations

import pytest

from renkei.errors import UsageError
from renkei.graph import Graph


def said(graph: Graph, name: str, **given: object) -> tuple[str, str]:
    with pytest.raises(UsageError) as caught:
        graph.query(name, **given)
    return caught.value.message.ja, caught.value.message.en


def test_a_thing_of_another_kind_is_told_with_what_is_wanted(graph: Graph) -> None:
    ja, en = said(graph, "institutions-of-prefecture", region="東北")
    assert "region（都道府県）: 「東北」は「都道府県」ではありません:\n  id:place/region-tohoku  東北地方（八地方区分）" in ja
    assert 'region (prefecture): "東北" is no Prefecture:\n  id:place/region-tohoku  Tohoku region' in en
    _, en = said(graph, "partners-of", organisation="id:place/JP-07")
    assert '"id:place/JP-07" is no Organization:\n  id:place/JP-07  Fukushima' in en
    _, en = said(graph, "organisations-of-field", field="山口大学")
    assert '"山口大学" is no ' in en
    assert "id:organization/yamaguchi-university  Yamaguchi University" in en


@pytest.mark.parametrize("text", ["福鳥健", "福島県> } DROP", "\x00", "x" * 100_000])
def test_what_is_not_known_is_told_shortly_with_an_example(graph: Graph, text: str) -> None:
    ja, en = said(graph, "institutions-of-prefecture", region=text)
    assert ja.endswith("例: --set region=福島県")
    assert en.endswith("Example: --set region=福島県")
    assert ("NUL 文字" if text == "\x00" else "見つかりません") in ja
    assert len(en) < 250


def test_several_things_of_one_name_are_listed_with_the_parameter(graph: Graph) -> None:
    ja, en = said(graph, "everything-about", thing="山口県")
    assert ja.startswith("thing（対象）: 「山口県」は複数あります")
    assert "id:organization/gov-yamaguchi-pref  Yamaguchi Prefectural Government (Yamaguchi, prefectural government)" in en
    assert "id:place/JP-35  Yamaguchi" in en


def test_what_is_no_character_is_refused(graph: Graph) -> None:
    _, en = said(graph, "partners-of", organisation="山\ud800")
    assert "no character" in en


def test_none_is_not_given(graph: Graph) -> None:
    _, en = said(graph, "institutions-of-prefecture", region=None)
    assert "needs the parameter region" in en
    assert graph.query("facets-of-organisations", kind=None).table == graph.query("facets-of-organisations").table


def test_an_unknown_parameter_is_told_with_those_there_are(graph: Graph) -> None:
    ja, en = said(graph, "institutions-of-prefecture", zzzz="x")
    assert "引数は次のとおりです: region" in ja
    assert "Its parameters: region" in en
