"""The index of names: what it holds, the keys by which names are the same, and how a large site parts it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from renkei.build.datasets import Dataset, read_dataset
from renkei.build.pipeline import build
from renkei.publish import name_index
from renkei.publish.name_index import bare_name, search_key, shard_of
from renkei.publish.site import publish

_NAMES = """id,label_ja,label_en,alt_ja,reading,former_ja,kind,place
techno,株式会社テクノ,Techno Ltd,テクノ,てくの,髙﨑工業株式会社,company,JP-07
mutou,武藤商会,Muto Trading,,むとうしょうかい,,company,JP-07
script,</script><script>alert(1)</script>,"<img src=x onerror=alert(2)>",,,,company,JP-07
"""


def read(script: str) -> dict[str, Any]:
    """What a script of the index hands to the page."""
    assert script.startswith("renkei.names")
    found: dict[str, Any] = json.loads(script[script.index("(") + 1 : script.rindex(")")])
    return found


@pytest.fixture(scope="module")
def named_store(places: list[Dataset], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("named") / "names"
    folder.mkdir()
    (folder / "organizations.csv").write_text(_NAMES, encoding="utf-8")
    (folder / "dataset.toml").write_text('id = "names"\nvisibility = "public"\n', encoding="utf-8")
    build([*places, read_dataset(folder)], folder.parent / "store", "public")
    return folder.parent / "store"


@pytest.fixture(scope="module")
def named_site(named_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("named-site") / "site"
    publish(site, named_store)
    return site


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﾔﾏｸﾞﾁ・センター", "やまぐちせんたー"),
        ("ヤマグチ　センタ", "やまぐちせんたー"),
        ("髙﨑商店", "高崎商店"),
        ("霞ヶ関", "霞が関"),
        ("Éta Ltd.", "eta ltd"),
        ("ＡＢＣ－１２", "abc12"),
        ("きょう", "きよう"),
    ],
)
def test_names_that_writers_write_differently_have_one_key(one, other):
    assert search_key(one) == search_key(other)


def test_names_that_differ_keep_their_keys():
    assert len({search_key(name) for name in ("かき", "がき", "ガキ大将", "福島", "福嶋県", "※", "★", "")}) == 8


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("㈱テクノ", "テクノ"),
        ("テクノ（株）", "テクノ"),
        ("テクノ株式会社", "テクノ"),
        ("カブシキガイシャテクノ", "テクノ"),
        ("福島商工会議所", "福島商工会議所"),
        ("株木建設", "株木建設"),
        ("株式会社", "株式会社"),
    ],
)
def test_the_legal_form_goes_and_the_name_stays(name, bare):
    assert bare_name(name) == bare


def test_the_index_has_every_thing_with_all_its_names(named_site):
    index = read((named_site / "search" / "names.js").read_text(encoding="utf-8"))
    rows = {row[1]: row for row in index["rows"]}
    kind = index["kinds"].index(["企業", "company"])
    assert rows["thing/organization/techno"] == [
        kind, "thing/organization/techno", "株式会社テクノ", "Techno Ltd", "てくの", ["テクノ", "髙﨑工業株式会社"],
    ]  # fmt: skip
    assert rows["thing/organization/script"][2:4] == ["</script><script>alert(1)</script>", "<img src=x onerror=alert(2)>"]
    assert index["shards"] == 0
    pages = {path.relative_to(named_site / "ja").as_posix() for path in (named_site / "ja").rglob("*.html")}
    assert [row[1] for row in index["rows"] if f"{row[1].split('#')[0]}.html" not in pages] == []
    things = {page.removesuffix(".html") for page in pages if page.startswith("thing/")}
    assert things == {row[1] for row in index["rows"] if row[1].startswith("thing/")}


def test_a_large_site_has_a_file_for_the_names_that_begin_alike(named_store, tmp_path, monkeypatch):
    monkeypatch.setattr(name_index, "MOST_WHOLE", 10)
    publish(tmp_path / "site", named_store)
    folder = tmp_path / "site" / "search"
    head = read((folder / "names.js").read_text(encoding="utf-8"))
    assert (head["shards"], head["rows"]) == (name_index.SHARDS, [])
    for name in ("テクノ", "株式会社テクノ", "techno", "てくの", "高崎工業", "むとう", "Muto"):
        shard = read((folder / f"names-{shard_of(search_key(name))}.js").read_text(encoding="utf-8"))
        wanted = "mutou" if name in ("むとう", "Muto") else "techno"
        assert f"thing/organization/{wanted}" in [row[1] for row in shard["rows"]], name
        assert shard["shard"] == shard_of(search_key(name))
