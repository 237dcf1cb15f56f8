"""The map of a small data set of ties across prefectures and abroad, whose names would run if they were no text."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from renkei.build.datasets import Dataset, read_dataset
from renkei.build.pipeline import build
from renkei.graph import open as open_graph
from renkei.publish.geography.abroad import links_abroad
from renkei.publish.geography.between import Period, between
from renkei.publish.geography.counts import PREFECTURES, geography
from renkei.publish.site import publish
from renkei.schema.namespaces import ID

EVIL = "</script><script>alert(5)</script>"
_TABLES = {
    "organizations": f"""id,label_ja,label_en,kind,place
f-one,{EVIL},{EVIL},company,JP-07
f-two,福島の会社,Fukushima company,company,JP-07
t-one,東京の大学,University of Tokyo,university,JP-13
o-one,沖縄の病院,Hospital of Okinawa,hospital,JP-47
n-one,国の機関,National body,ministry,JP
de-one,ドイツの会社,German company,company,DE
""",
    "fields": f"id,label_ja,label_en\nevil,{EVIL},{EVIL}\n",
    "projects": f"""id,label_ja,label_en,field,start,end
p-one,{EVIL},{EVIL},evil,2020-04,2021-03
p-two,共同研究,Joint research,,2021-04,2022-03
""",
    "participations": """participant,activity,role
f-one,p-one,partner
t-one,p-one,partner
o-one,p-one,partner
de-one,p-one,partner
f-one,p-two,partner
f-two,p-two,partner
t-one,p-two,partner
n-one,p-two,partner
""",
    "capabilities": f"id,label_ja,label_en,organization,kind\ncap,{EVIL},{EVIL},f-one,process\n",
}
FUKUSHIMA, TOKYO, OKINAWA, NATIONAL = 6, 12, 46, 47


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, places: list[Dataset]) -> Path:
    folder = tmp_path_factory.mktemp("ties")
    (folder / "data").mkdir()
    for name, text in _TABLES.items():
        (folder / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
    settings = 'id = "ties"\nvisibility = "public"\ntitle = { ja = "試験", en = "trial" }\n'
    (folder / "data" / "dataset.toml").write_text(settings, encoding="utf-8")
    build([*places, read_dataset(folder / "data")], folder / "store", "public")
    return folder / "store"


@pytest.fixture(scope="module")
def site_of_ties(tmp_path_factory: pytest.TempPathFactory, store: Path) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    publish(folder, store)
    return folder


def test_ties_by_field_and_period(store: Path) -> None:
    """p-one: 07-13, 07-47, 13-47; p-two: 07-07, 07-13 twice (once more the same pair), 07-JP twice, 13-JP."""
    with open_graph(store) as graph:
        everybody = geography(graph.store).everybody
        found = between(graph.store, everybody, (*PREFECTURES, f"{ID}place/JP"))
        evil = f"{ID}field/evil"
        one = {(FUKUSHIMA, TOKYO): 1, (FUKUSHIMA, OKINAWA): 1, (TOKYO, OKINAWA): 1}
        two = {(FUKUSHIMA, FUKUSHIMA): 1, (FUKUSHIMA, TOKYO): 2, (FUKUSHIMA, NATIONAL): 2, (TOKYO, NATIONAL): 1}
        told = {key: {(a, b): n for a, b, n in ties} for key, ties in found.ties.items()}
        assert found.periods == (Period(2020, 2020), Period(2021, 2021), Period(2022, 2022))
        assert told["", ""] == {**one, **two}
        assert told["", "2020"] == told[evil, "2020"] == told[evil, ""] == one
        assert told["", "2021"] == told["", ""]
        assert told["", "2022"] == two
        assert told[evil, "2022"] == {}
        assert (found.within(FUKUSHIMA), found.outward(FUKUSHIMA), found.outward(TOKYO)) == (1, 5, 4)


def test_what_is_abroad_is_linked_with_every_prefecture_that_takes_part(store: Path) -> None:
    with open_graph(store) as graph:
        (germany,) = links_abroad(graph.store, geography(graph.store).everybody.organisations.iris)
        assert germany.place == f"{ID}place/DE"
        project = (f"{ID}project/p-one",)
        assert germany.by_prefecture == {f"{ID}place/JP-{code}": project for code in ("07", "13", "47")}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_names_that_would_run_stay_text(site_of_ties: Path, language: str) -> None:
    for name in ("index", "regions", "gaps"):
        page = (site_of_ties / language / "map" / f"{name}.html").read_text(encoding="utf-8")
        assert "<script>alert" not in page
        assert page.count("</script>") == len(re.findall(r"<script\b", page))
    index = (site_of_ties / language / "map" / "index.html").read_text(encoding="utf-8")
    gaps = (site_of_ties / language / "map" / "gaps.html").read_text(encoding="utf-8")
    assert EVIL in unescape(index)
    assert unescape(gaps).count(EVIL) == 2  # the field and the capability
    data = re.search(r'<script type="application/json">(.*?)</script>', index, re.DOTALL)
    assert data
    assert json.loads(data[1])["ties"]["evil|2020"] == [[6, 12, 1], [6, 46, 1], [12, 46, 1]]
