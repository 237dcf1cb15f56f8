"""The pages of partners: what the library suggests, with its points, reasons, ways and sources; and nothing that is private."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from page_text import text_of

from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build
from renkei.match.partners import Partners
from renkei.network.affiliations import held_by
from renkei.publish.partners import partnerships
from renkei.publish.site import publish
from renkei.schema.namespaces import ID

MEMBERS = Path(__file__).parents[1] / "query" / "members"
_PLACE, _FIELD, _KIND = f"{ID}place/JP-07", f"{ID}field/medical-industry", f"{ID}organization-kind/company"


def cards(page: str) -> list[dict[str, Any]]:
    """The partners of a page: whether new or linked, rank, page, score, points by part, and all that it says."""
    found = []
    for html in re.findall(r'<li class="partner".*?</li>\s*(?=<li class="partner"|</ol>)', page, re.DOTALL):
        group, rank = re.findall(r'id="(new|linked)-(\d+)"', html)[0]
        points = re.findall(r'part-mark part-(\w+)".*?class="numeric">([\d.]+)<', html, re.DOTALL)
        score = re.findall(r'class="score">.*?</span>([\d.]+)</p>', html)[0]
        told = {"group": group, "rank": int(rank), "href": re.findall(r'</span> <a href="([^"]+)"', html)[0]}
        found.append(told | {"score": score, "points": dict(points), "text": text_of(html)})
    return found


def needs(site: Path) -> Any:
    script = (site / "partners" / "needs.js").read_text(encoding="utf-8")
    return json.loads(script[script.index("(") + 1 : script.rindex(")")])


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("who", ["azuma-seiki", "zao-university", "fukushima-medical-university"])
def test_a_page_tells_what_the_library_suggests(members_site, members, language, who):
    found: Partners = members.match(who, top=1000)
    new = [(m, w) for m, w in zip(found.matches, found.ways, strict=True) if not m.linked][: partnerships.MOST_NEW]
    linked = [(m, w) for m, w in zip(found.matches, found.ways, strict=True) if m.linked][: partnerships.MOST_LINKED]
    page = (members_site / language / "partners" / f"{who}.html").read_text(encoding="utf-8")
    shown = cards(page)
    assert [card["group"] for card in shown] == ["new"] * len(new) + ["linked"] * len(linked)
    for card, (match, ways) in zip(shown, new + linked, strict=True):
        assert card["href"] == f"../thing/{match.organisation.removeprefix(ID)}.html"
        assert card["score"] == f"{match.score:.2f}"
        assert card["points"] == {part.name: f"{part.points:.2f}" for part in match.parts}
        for part in match.parts:
            assert re.sub(r"\s+", "", part.why.of(language)) in re.sub(r"\s+", "", card["text"])
        for lift, points in match.lifts:
            assert f"{lift.of(language)} +{points:.2f}" in card["text"]
        between = [found.names(step.target).of(language) for way in ways[:1] if len(way) > 1 for step in way[:-1]]
        assert all(name in card["text"] for name in between)
    if language == "ja":
        for told in found.understood.ja.splitlines():
            assert told in text_of(page)


def test_reasons_name_the_passages_and_rows_behind_them(members_site):
    page = (members_site / "ja" / "partners" / "azuma-seiki.html").read_text(encoding="utf-8")
    assert re.search(r'<a href="\.\./document/003\.html#L39">003:39-41</a>', page)
    assert "members/capabilities.csv#row=2" in page
    assert "members/needs.csv#row=3" in page
    assert re.search(r'<time datetime="2026-04-20">2026年\(令和8年\)4月20日</time>に紹介済み（面談）', page)


def test_who_has_a_page_of_partners_links_to_it_and_is_listed(members_site):
    index = (members_site / "ja" / "partners" / "index.html").read_text(encoding="utf-8")
    pages = {path.name for path in (members_site / "ja" / "partners").glob("*.html")} - {"index.html"}
    listed = set(re.findall(r'<a href="\.\./partners/([^"]+)">', index.split('id="organisations"')[1].split("</table>")[0]))
    assert listed == pages
    assert {"azuma-seiki.html", "bandai-mold.html", "zao-university.html"} <= pages
    for name in pages:
        thing = (members_site / "ja" / "thing" / "organization" / name).read_text(encoding="utf-8")
        assert f'href="../../partners/{name}"' in thing
    lone = (members_site / "ja" / "thing" / "organization" / "akita-enterprise-vitalization-center.html").read_text("utf-8")
    assert "../../partners/akita" not in lone


def test_needs_offers_and_capabilities_are_listed_with_their_holders(members_site):
    page = text_of((members_site / "ja" / "partners" / "index.html").read_text(encoding="utf-8"))
    assert "樹脂の成形を頼める先 吾妻精機株式会社" in page
    assert "クリーンルームの貸出 蔵王大学" in page
    assert "射出成形 磐梯モールド" in page
    assert "金型の設計" not in page  # a need that is closed


def test_what_is_private_reaches_no_page_and_no_index(tmp_path):
    folder = shutil.copytree(MEMBERS, tmp_path / "members")
    settings = (folder / "dataset.toml").read_text(encoding="utf-8")
    (folder / "dataset.toml").write_text(re.sub(r"(?m)^public_tables.*$", 'public_tables = ["offers"]', settings), "utf-8")
    build(with_shipped([folder]), tmp_path / "store", "public")
    publish(tmp_path / "site", tmp_path / "store")
    written = [path for path in (tmp_path / "site").rglob("*") if path.suffix in (".html", ".js", ".json", ".csv", ".ttl")]
    everything = "\n".join(path.read_text(encoding="utf-8") for path in written)
    assert "クリーンルームの貸出" in everything
    private = ("樹脂の成形を頼める先", "A moulder of resin", "評価試験の場", "need-molding", "2026年(令和8年)4月20日")
    assert [name for name in private if name in everything] == []
    labels = {item[3] for item in needs(tmp_path / "site")["items"]}
    assert labels == {"クリーンルームの貸出", "射出成形", "ISO 13485 認証", "品質マネジメント認証", "動物実験", "創薬の評価"}


def test_the_index_parts_organisations_as_the_library_does(members_site, members):
    index = needs(members_site)
    iris = [f"{ID}{row[0].removeprefix('thing/')}" for row in index["organisations"]]
    held = {(name, choice[0]): {iris[n] for n in choice[2]} for name, choices in index["filters"].items() for choice in choices}
    for name, iri, label in (("place", _PLACE, "福島県"), ("kind", _KIND, "企業"), ("field", _FIELD, "医療関連産業")):
        assert held[name, label] == held_by(members.store, iri) & set(iris), name
        assert held[name, label]


def test_of_many_organisations_those_that_hold_the_most_have_pages(members_store, tmp_path, monkeypatch):
    monkeypatch.setattr(partnerships, "MOST_ORGANISATIONS", 3)
    publish(tmp_path / "site", members_store)
    pages = {path.stem for path in (tmp_path / "site" / "ja" / "partners").glob("*.html")}
    assert pages == {"index", "azuma-seiki", "bandai-mold", "zao-university"}
    index = text_of((tmp_path / "site" / "en" / "partners" / "index.html").read_text(encoding="utf-8"))
    assert re.search(r"renkei match tells of the other \d+\.", index)


def test_an_organisation_called_index_does_not_take_the_place_of_the_page(members_site, tmp_path):
    folder = shutil.copytree(MEMBERS, tmp_path / "members")
    for path in folder.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").replace("bandai-mold", "index"), encoding="utf-8")
    build(with_shipped([folder]), tmp_path / "store", "public")
    publish(tmp_path / "site", tmp_path / "store")
    assert "磐梯モールドの連携相手" in (tmp_path / "site" / "ja" / "partners" / "index~.html").read_text(encoding="utf-8")
    assert "磐梯モールドの連携相手" not in (tmp_path / "site" / "ja" / "partners" / "index.html").read_text(encoding="utf-8")
    assert 'href="../../partners/index~.html"' in (tmp_path / "site/ja/thing/organization/index.html").read_text("utf-8")
