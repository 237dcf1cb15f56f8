"""What a publisher chooses: languages, the address of the site, data sets; and that a second run touches only what differs."""

from __future__ import annotations

import gzip
import io
import posixpath
import re
import shutil
import xml.etree.ElementTree as ElementTree
import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from typer.testing import CliRunner

from renkei import resources
from renkei.cli.app import app
from renkei.errors import UsageError
from renkei.publish.data.sitemap import sitemap
from renkei.publish.options import Options, read_base_url, read_languages
from renkei.publish.site import _site_digest, publish
from renkei.publish.writing import write_site

BASE = "https://example.org/renkei/"


def stamps(directory: Path) -> dict[str, tuple[int, bytes]]:
    found = (p for p in sorted(directory.rglob("*")) if p.is_file())
    return {p.relative_to(directory).as_posix(): (p.stat().st_mtime_ns, p.read_bytes()) for p in found}


@pytest.fixture(scope="module")
def japanese(once, places_store):
    """A site in Japanese alone that knows its address."""
    options = {"languages": "ja", "base_url": BASE.rstrip("/")}
    return once("japanese-site", lambda folder: publish(folder / "site", places_store, **options)) / "site"


# Languages


def test_a_site_of_one_language_has_no_switch_and_no_page_of_the_other(japanese):
    names = {p.relative_to(japanese).as_posix() for p in japanese.rglob("*.html")}
    assert {name.split("/")[0] for name in names} == {"index.html", "ja"}
    for name in sorted(names):
        html = (japanese / name).read_text(encoding="utf-8")
        assert 'class="languages"' not in html, name
        assert "hreflang" not in html.replace('<link rel="alternate" hreflang="ja"', "").replace('hreflang="ja" data-enter', "")


def test_all_links_of_a_site_of_one_language_lead_somewhere(japanese):
    names = {p.relative_to(japanese).as_posix() for p in japanese.rglob("*") if p.is_file()}
    lost = []
    for page in sorted(n for n in names if n.endswith(".html")):
        html = (japanese / page).read_text(encoding="utf-8")
        for link in {unescape(found) for found in re.findall(r'\s(?:href|src)="([^"]*)"', html)}:
            parts = urlsplit(link)
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
            if not parts.scheme and parts.path and target not in names:
                lost.append((page, link))
    assert lost == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_at_the_root_speaks_the_only_language(tmp_path, places_store, japanese, language):
    site = japanese if language == "ja" else tmp_path / "site"
    if language == "en":
        publish(site, places_store, languages=["en"])
    html = (site / "index.html").read_text(encoding="utf-8")
    assert html.startswith(f'<!DOCTYPE html>\n<html lang="{language}">')
    assert re.findall(r'<a [^>]*href="([^"]*)"', html) == [f"{language}/index.html"]


def test_languages_are_read_in_any_order_and_others_refused():
    assert read_languages("EN, ja") == ("ja", "en")
    assert read_languages(["en"]) == ("en",)
    for wrong in ("fr", "ja,fr", "", "ja,,en"):
        with pytest.raises(UsageError, match="There is no language") as raised:
            read_languages(wrong)
        assert "という言語" in raised.value.message.ja or "言語" in raised.value.message.ja
    with pytest.raises(UsageError, match="No language is given"):
        read_languages([])


# The address of the site


def test_pages_know_their_address_and_that_of_the_other_language(tmp_path, places_store, japanese):
    page = (japanese / "ja/list/index.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{BASE}ja/list/">' in page
    assert "hreflang" not in page
    publish(tmp_path / "site", places_store, base_url=BASE)
    page = (tmp_path / "site/en/thing/place/JP-07.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{BASE}en/thing/place/JP-07.html">' in page
    alternates = re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)"', page)
    assert alternates == [(code, f"{BASE}{code}/thing/place/JP-07.html") for code in ("ja", "en")]


def test_without_an_address_nothing_is_absolute(small_site):
    for path in small_site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert 'rel="canonical"' not in html
        assert [h for h in re.findall(r'hreflang="\w+" href="([^"]+)"', html) if "://" in h] == []
    assert not (small_site / "sitemap.xml").exists()


def test_the_sitemap_lists_every_page_once(japanese):
    tree = ElementTree.parse(japanese / "sitemap.xml")
    listed = [e.text for e in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    pages = [BASE + p.relative_to(japanese).as_posix().removesuffix("index.html") for p in japanese.rglob("*.html")]
    assert sorted(listed) == sorted(pages)


def test_a_sitemap_of_too_many_pages_is_split():
    pages = [f"ja/thing/a/{n}.html" for n in range(50_001)]
    made = dict(sitemap(Options(base_url=BASE), pages))
    assert list(made) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert [made[name].count("<loc>") for name in made] == [50_000, 1, 2]
    assert f"<sitemap><loc>{BASE}sitemap-2.xml</loc></sitemap>" in made["sitemap.xml"]


@pytest.mark.parametrize(
    "url",
    [
        "example.org", "ftp://example.org/", "javascript:alert(1)", "https://", "https:///x", "https://example.org/?q=1",
        "https://example.org/#x", "https://a b.org/", "https://example.org/日本/", 'https://example.org/"', "https://u:p@example.org/",
        "https://example.org/index.html", "https://example.org/../x/", "https://example.org/%zz/", "https://[::1/", "https://a.org:99999/",
        "",
    ],
)  # fmt: skip
def test_what_cannot_be_an_address_is_refused(url):
    with pytest.raises(UsageError, match="cannot be the address of the site") as raised:
        read_base_url(url)
    assert "サイトのアドレス" in raised.value.message.ja


def test_what_can_be_an_address_ends_with_a_slash():
    assert read_base_url("https://example.org") == "https://example.org/"
    assert read_base_url("http://example.org:8080/~a/%E6%97%A5/") == "http://example.org:8080/~a/%E6%97%A5/"


# A second run


def test_a_second_run_touches_only_what_differs(tmp_path, places_store):
    site = tmp_path / "site"
    publish(site, places_store)
    before = stamps(site)
    publish(site, places_store, base_url=BASE)  # other pages, the same data
    other = stamps(site)
    kept = [name for name in before if before[name] == other.get(name)]
    assert "thing/place/JP-07.ttl" in kept
    assert "assets/renkei.css" in kept
    assert "ja/index.html" not in kept
    assert {name for name in before if before[name][1] == other[name][1]} == set(kept)
    publish(site, places_store)
    assert {n: b for n, (_, b) in stamps(site).items()} == {n: b for n, (_, b) in before.items()}
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_folder_that_becomes_empty_goes_and_what_is_the_publishers_stays(tmp_path):
    site = tmp_path / "site"
    write_site(site, "a", True, [("x/y/1.html", "1"), ("x/2.html", "2"), ("z/3.html", "3")])
    (site / "z" / "mine.txt").write_text("mine", encoding="utf-8")
    write_site(site, "b", True, [("x/2.html", "2")])
    names = {p.relative_to(site).as_posix() for p in site.rglob("*") if not p.relative_to(site).as_posix().startswith("assets")}
    assert names == {"site.json", "x", "x/2.html", "z", "z/mine.txt"}


def test_a_file_on_disk_is_moved_into_the_site_only_where_it_differs(tmp_path):
    site = tmp_path / "site"
    for turn, content in enumerate((b"one", b"one", b"two")):
        made = tmp_path / f"made{turn}"
        made.write_bytes(content)
        if turn:
            stamp = (site / "data/x.bin").stat().st_mtime_ns
        write_site(site, str(turn), True, [("data/x.bin", made)])
        assert (site / "data/x.bin").read_bytes() == content
        if turn == 1:
            assert (site / "data/x.bin").stat().st_mtime_ns == stamp


def test_two_files_of_one_name_are_a_fault(tmp_path):
    with pytest.raises(ValueError, match=r"two files of the site have the name a\.html"):
        write_site(tmp_path / "site", "a", True, [("a.html", "1"), ("a.html", "2")])
    assert list(tmp_path.iterdir()) == []


# Data sets of one's own: what is private is nowhere

SECRET = "zqxsecretzqx"
ORGANISATIONS = f"""id,label_ja,label_en,kind,place,parent,url,visibility
open-works,公開製作所,Open Works,company,JP-07,{SECRET}-works,https://open.example.org/,
{SECRET}-works,{SECRET}製作所,{SECRET} Works,company,JP-07,,https://{SECRET}.example.org/,private
"""
PERSONS = f"""id,label_ja,label_en,affiliation
{SECRET}-person,{SECRET}太郎,{SECRET} Taro,open-works
"""
CAPABILITIES = f"""id,label_ja,label_en,kind,organization,note,visibility
cutting,切削加工,Cutting,process,open-works,{SECRET}のメモ,public
"""
PARTNERSHIPS = f"""id,label_ja,label_en,kind
{SECRET}-all,{SECRET}全社,{SECRET} All,company
"""


WORKS = 'id = "works"\nvisibility = "public"\npublic_tables = ["capabilities"]\n'


def dataset(folder: Path, settings: str, **tables: str) -> Path:
    folder.mkdir()
    (folder / "dataset.toml").write_text(settings, encoding="utf-8")
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """A public data set with a private row, a private column and a private table; and a private data set."""
    folder = tmp_path_factory.mktemp("given")
    return [
        dataset(folder / "works", WORKS, organizations=ORGANISATIONS, persons=PERSONS, capabilities=CAPABILITIES),
        dataset(folder / f"{SECRET}-list", f'id = "{SECRET}-list"\n', organizations=PARTNERSHIPS),
    ]


@pytest.fixture(scope="module")
def published(once, given):
    """What `renkei publish --dataset` says, and the site."""

    def make(folder: Path) -> None:
        report = publish(folder / "site", datasets=given)
        (folder / "said.txt").write_text(f"{report.summary.ja}\n{report.summary.en}", encoding="utf-8")

    folder = once("published-datasets", make)
    return (folder / "said.txt").read_text(encoding="utf-8"), folder / "site"


def test_the_public_rows_of_data_sets_are_published_with_the_shipped_data(published):
    _, site = published
    assert "公開製作所" in (site / "ja/thing/organization/open-works.html").read_text(encoding="utf-8")
    assert (site / "ja/thing/capability/cutting.html").exists()
    assert (site / "ja/thing/organization/fukushima-medical-device-promotion.html").exists()


def test_what_was_left_out_is_told_by_table(published):
    said, _ = published
    assert "private, and left out: organisations 2 rows, persons 1 row, capabilities 1 cell, organisations 1 cell" in said
    assert "非公開のため載せないもの：" in said


def unpacked(data: bytes) -> list[bytes]:
    """The bytes, and those within, as often as they are packed."""
    if data[:2] == b"\x1f\x8b":
        return [data, *unpacked(gzip.decompress(data))]
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [data, *(part for name in archive.namelist() for part in [name.encode(), *unpacked(archive.read(name))])]
    return [data]


def test_nothing_private_is_in_any_byte_of_the_site(published):
    said, site = published
    assert SECRET not in said
    for path in site.rglob("*"):
        assert SECRET not in path.name
        if path.is_file():
            found = [part for part in unpacked(path.read_bytes()) if SECRET.encode() in part]
            assert found == [], path


def test_data_sets_that_are_private_throughout_are_refused(tmp_path, given):
    with pytest.raises(UsageError, match=r"so there is nothing to publish.*visibility = \"public\"") as raised:
        publish(tmp_path / "site", datasets=given[1:])
    assert "全て非公開" in raised.value.message.ja
    assert not (tmp_path / "site").exists()


def test_data_sets_go_with_no_other_store_and_never_with_private_rows(tmp_path, given, places_store):
    with pytest.raises(UsageError, match="without --store and --endpoint"):
        publish(tmp_path / "site", places_store, datasets=given)
    with pytest.raises(UsageError, match="no private row is published"):
        publish(tmp_path / "site", datasets=given, include_private=True)
    with pytest.raises(UsageError, match="no file or folder"):
        publish(tmp_path / "site", datasets=[tmp_path / "nowhere"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--lang", "fr"], "There is no language 'fr'"),
        (["--base-url", "example.org"], "cannot be the address of the site"),
        (["--dataset", "nowhere"], "There is no file or folder nowhere"),
        (["--dataset", "nowhere", "--store", "store"], "without --store and --endpoint"),
    ],
)
def test_the_command_refuses_what_cannot_be_used(tmp_path, options, said):
    with pytest.raises(UsageError, match=said):
        CliRunner().invoke(app, ["publish", str(tmp_path / "site"), *options], catch_exceptions=False)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    "name",
    ["queries/match/items.rq", "queries/rules/within.rq", "queries/words.yaml", "viz/templates/map.html", "data/sources.toml"],
)
def test_a_shipped_file_that_differs_makes_another_site(tmp_path, monkeypatch, name):
    """The digest that says whether a site is up to date depends on every file that pages are made from."""
    before, shipped, copied = _site_digest("store", Options()), resources.folder, name.split("/")[0]
    shutil.copytree(shipped(copied), tmp_path / copied)
    monkeypatch.setattr(resources, "folder", lambda folder: tmp_path / folder if folder == copied else shipped(folder))
    assert _site_digest("store", Options()) == before
    with (tmp_path / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert _site_digest("store", Options()) != before
