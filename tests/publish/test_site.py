"""The site as files: what is written, what is refused, and that pages, messages, styles and data agree."""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from renkei import resources
from renkei.build.datasets import Dataset, read_dataset, shipped_datasets
from renkei.build.pipeline import build, shipped_register
from renkei.errors import UsageError
from renkei.graph import open as open_graph
from renkei.network.collaboration import collaboration_network
from renkei.publish import site as site_module
from renkei.publish.data.citation import LICENCE
from renkei.publish.site import publish
from renkei.publish.words import NAVIGATION, all_messages

GENERAL = ("index", "network", "ontology", "list/index", "list/organizations", "list/plans")
SAMPLE = (*GENERAL, "thing/organization/fukushima-medical-device-promotion", "thing/list/national-support-institutions")
PAGES = [f"{language}/{page}.html" for language in ("ja", "en") for page in SAMPLE]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)
# The page that runs the engine for SPARQL, and no other, may compile it and start a worker.
ENGINE = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'; worker-src blob:")
DATA_BLOCKS = ("application/json", "application/ld+json")  # which run nothing
VIZ = resources.folder("viz")
SOURCE = Path(resources.__file__).parent


class _Elements(HTMLParser):
    """All start tags with their attributes, and the text of the cells of all tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.rows: list[list[str]] = []
        self._open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data


@pytest.fixture(scope="module")
def every_page(site: Path) -> dict[str, str]:
    """All pages of the site, by their path."""
    return {p.relative_to(site).as_posix(): p.read_text(encoding="utf-8") for p in sorted(site.rglob("*.html"))}


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, str]:
    return {path: (site / path).read_text(encoding="utf-8") for path in ["index.html", *PAGES]}


def _files(directory: Path) -> dict[str, bytes]:
    return {p.relative_to(directory).as_posix(): p.read_bytes() for p in sorted(directory.rglob("*")) if p.is_file()}


def _links(html: str) -> Iterator[str]:
    for _, attributes in _Elements(html).tags:
        yield from (attributes[name] for name in ("href", "src") if name in attributes)


def test_second_publish_changes_nothing(site, shipped_store):
    before = _files(site)
    report = publish(site, shipped_store)
    assert report.unchanged
    assert report.summary.en.splitlines()[0] == "Nothing has changed."
    assert _files(site) == before


@pytest.mark.slow
def test_another_publish_of_the_same_data_gives_the_same_bytes(site, tmp_path):
    """In another process, whose sets come in another order."""
    build(shipped_datasets(), tmp_path / "store", "public")
    command = [sys.executable, "-m", "renkei.cli", "publish", str(tmp_path / "site"), "--store", str(tmp_path / "store")]
    subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": "1"}, capture_output=True, check=True)
    assert _files(tmp_path / "site") == _files(site)


def test_damaged_site_is_written_again(tmp_path, small_store, small_site, address):
    shutil.copytree(small_site, tmp_path / "site")
    (tmp_path / "site" / "en" / "thing" / "place" / "JP-07.html").unlink()
    assert not publish(tmp_path / "site", small_store, report_url=address).unchanged
    assert _files(tmp_path / "site") == _files(small_site)
    assert [p.name for p in tmp_path.iterdir()] == ["site"]  # nothing left over beside it


def test_pages_of_things_that_are_gone_are_taken_away_and_other_files_stay(tmp_path, small_site, places_store):
    shutil.copytree(small_site, tmp_path / "site")
    (tmp_path / "site" / "logo.png").write_bytes(b"mine")
    publish(tmp_path / "site", places_store)
    left = _files(tmp_path / "site")
    assert left.pop("logo.png") == b"mine"
    (tmp_path / "other").mkdir()  # an empty folder is taken
    publish(tmp_path / "other", places_store)
    assert left == _files(tmp_path / "other")


def test_a_large_store_is_published_without_shacl_and_told_so(tmp_path, places_store, monkeypatch):
    monkeypatch.setattr(site_module, "_MOST_VALIDATED", 1)
    report = publish(tmp_path / "site", places_store)
    assert report.ok
    assert "SHACL not run, since it takes long: renkei check" in report.summary.en
    assert "SHACL" not in (tmp_path / "site" / "en" / "index.html").read_text(encoding="utf-8").split('id="checks"')[1]


def test_folder_with_other_files_is_refused_and_left_as_it_was(tmp_path, shipped_store):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="holds something that is no site of renkei"):
        publish(tmp_path, shipped_store)
    assert _files(tmp_path) == {"notes.txt": b"mine"}
    with pytest.raises(UsageError, match="holds something that is no site of renkei"):
        publish(tmp_path / "notes.txt", shipped_store)
    assert _files(tmp_path) == {"notes.txt": b"mine"}


PRIVATE = (
    "id,label_ja,label_en,kind,place,visibility\n"
    "secret-works,秘密製作所,Secret Works,company,JP-07,private\n"
    "open-works,公開製作所,Open Works,company,JP-07,\n"
)


@pytest.fixture(scope="module")
def private_dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("data") / "works"
    folder.mkdir()
    (folder / "organizations.csv").write_text(PRIVATE, encoding="utf-8")
    (folder / "dataset.toml").write_text('id = "works"\nvisibility = "public"\n', encoding="utf-8")
    return read_dataset(folder)


def test_owner_store_is_published_only_when_asked(places, private_dataset, tmp_path):
    build([*places, private_dataset], tmp_path / "store", "owner")
    with pytest.raises(UsageError, match="--include-private"):
        publish(tmp_path / "site", tmp_path / "store")
    assert not (tmp_path / "site").exists()
    publish(tmp_path / "site", tmp_path / "store", include_private=True)
    assert "秘密製作所" in (tmp_path / "site" / "ja" / "network.html").read_text(encoding="utf-8")
    assert "秘密製作所" in (tmp_path / "site" / "thing" / "organization" / "secret-works.ttl").read_text(encoding="utf-8")


def test_public_store_shows_no_private_row(places, private_dataset, tmp_path):
    build([*places, private_dataset], tmp_path / "store", "public")
    publish(tmp_path / "site", tmp_path / "store")
    files = _files(tmp_path / "site")
    assert "ja/thing/organization/open-works.html" in files
    assert [name for name in files if "secret-works" in name] == []
    written = b"".join(files.values()).decode("utf-8", "replace")
    assert "公開製作所" in written
    assert [name for name in ("秘密製作所", "Secret Works", "secret-works") if name in written] == []


def _addresses(html: str) -> Iterator[str]:
    """What links and scripts of a page point to. Texts are escaped, so no other quote follows these names."""
    yield from (unescape(found) for found in re.findall(r'\s(?:href|src)="([^"]*)"', html))


def test_every_address_within_the_site_exists(site, every_page):
    files = set(_files(site))
    ids = {path: set(map(unescape, re.findall(r'\sid="([^"]*)"', html))) for path, html in every_page.items()}
    missing = []
    for path, html in every_page.items():
        folder = path.rpartition("/")[0]
        for link in set(_addresses(html)):
            parts = urlsplit(link)
            if parts.scheme:
                continue
            name = posixpath.normpath(posixpath.join(folder, parts.path)) if parts.path else path
            asked = name.endswith("/sparql.html") and parts.fragment.startswith("query=")  # a query, not a place on the page
            if name not in files or (parts.fragment and not asked and unquote(parts.fragment) not in ids[name]):
                missing.append((path, link))
    assert missing == []


def test_no_page_has_an_id_twice(every_page):
    twice = {path: found for path, html in every_page.items() if (found := _repeated(re.findall(r'\sid="([^"]*)"', html)))}
    assert twice == {}


def _repeated(names: list[str]) -> list[str]:
    return sorted(name for name, count in Counter(names).items() if count > 1)


def test_nothing_but_the_sources_and_the_licence_lies_outside_the_site(every_page):
    register = shipped_register()
    known = {LICENCE} | {d.url for d in (*register.documents.values(), *register.datasets.values()) if d.url}
    assert {link for html in every_page.values() for link in _addresses(html) if urlsplit(link).scheme} <= known


def test_no_page_or_style_loads_from_outside(site):
    for path in [*site.rglob("*.html"), *site.rglob("*.css")]:
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"https?://[^\"'\s]+\.(?:js|css|woff2?)\b|@import|url\(\s*['\"]?https?:", text) == []


def test_every_page_carries_the_policy_and_its_language(pages):
    for path, html in pages.items():
        tags = _Elements(html).tags
        metas = [a for tag, a in tags if tag == "meta"]
        assert [a["content"] for a in metas if a.get("http-equiv") == "Content-Security-Policy"] == [POLICY]
        assert next(a for tag, a in tags if tag == "html")["lang"] == (path[:2] if "/" in path else "ja")
        inline = [a for tag, a in tags if tag == "script" and "src" not in a and a.get("type") not in DATA_BLOCKS]
        assert inline == []
        assert [name for _, a in tags for name in a if name.startswith("on")] == []


def test_all_pages_carry_the_policy_their_language_and_no_code(every_page):
    for path, html in every_page.items():
        policy = ENGINE if path in ("ja/sparql.html", "en/sparql.html") else POLICY
        assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in html, path
        assert html.startswith(f'<!DOCTYPE html>\n<html lang="{path[:2] if "/" in path else "ja"}">'), path
        scripts = re.findall(r"<script\b([^>]*)>", html)
        assert [a for a in scripts if "src=" not in a and not any(f'type="{kind}"' in a for kind in DATA_BLOCKS)] == [], path
        assert re.findall(r"<[^>]*\son\w+=", html) == [], path


def test_vis_network_is_there_once_with_its_licences(site):
    names = [p.relative_to(site).as_posix() for p in site.rglob("*") if "vis-network" in p.name and p.is_file()]
    assert names == ["assets/vis-network/vis-network.min.js"]
    assert {p.name for p in (site / "assets" / "vis-network").iterdir()} == {
        "LICENSE-APACHE-2.0", "LICENSE-MIT", "VERSION.txt", "vis-network.min.js",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
def test_index_lists_every_source_with_its_attribution(pages, shipped_store, language):
    register = shipped_register()
    with open_graph(shipped_store) as graph:
        manifest = graph.generation.manifest
    rows = {row[0]: row for row in _Elements(pages[f"{language}/index.html"]).rows}
    shown = {d.number: (d, manifest["rows_by_source"].get(d.id)) for d in register.documents.values()}
    shown |= {s.id: (s, manifest["rows_by_dataset"].get(s.id)) for s in register.datasets.values()}
    for number, (source, count) in shown.items():
        assert (number in rows) is (count is not None)
        if count is not None:
            assert rows[number][1:3] == [source.title.of(language), source.publisher.of(language)]
            assert rows[number][4] == str(count)
            assert rows[number][5] == f"{source.terms.of(language)} {source.attribution.of(language)}"
    assert {"000", "003", "004"} <= rows.keys()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_counts_of_the_index_are_those_of_network_and_manifest(pages, shipped_store, language):
    with open_graph(shipped_store) as graph:
        manifest = graph.generation.manifest
        network = collaboration_network(graph.store)
    groups = [d["group"] for _, d in network.nodes(data=True)]
    wanted = [
        sum(1 for g in groups if g not in ("activity", "place")),
        groups.count("activity"),
        groups.count("place"),
        network.number_of_edges(),
        manifest["statements"],
        len(manifest["rows_by_source"]),
    ]
    numbers = pages[f"{language}/index.html"].split('class="numbers"')[1].split("</dl>")[0]
    assert [int(n.replace(",", "")) for n in re.findall(r"<dd>([\d,]+)</dd>", numbers)] == wanted


def _messages() -> dict[str, dict[str, str]]:
    return all_messages()


def _used() -> set[str]:
    """The keys that templates, scripts and the site writer name; a key put together from parts stands for all that fit."""
    keys = set(_messages())
    used: set[str] = set()
    for path in VIZ.glob("templates/*.html"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"\bm\.(\w+)", text)) | set(re.findall(r"\bmessages\.(\w+)\.", text))
        used |= set(re.findall(r"\bmessages\.(\w+)\[", text))
        for start, end in re.findall(r'm\["(\w+)" ~ \w+(?: ~ "(\w+)")?\]', text):
            used |= {k for k in keys if k.startswith(start) and k.endswith(end)}
    for path in VIZ.glob("assets/*.js"):
        text = path.read_text(encoding="utf-8")
        for call in re.findall(r"say\(([^)]*)", text):
            used |= {k for k in re.findall(r'(?<!=== )"(\w+)"', call.split("{")[0]) if not k.endswith("_")}
            used |= {k for start in re.findall(r'"(\w+_)" \+', call) for k in keys if k.startswith(start)}
    used |= {key for name, pages in NAVIGATION for key in (name, *pages.values())}
    for path in [*SOURCE.glob("publish/**/*.py"), *SOURCE.glob("viz/*.py")]:
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'(?:\bm|_m|messages"?\]|messages\(\w+\))\["(\w+)"\]', text))
        used |= set(re.findall(r'"[01a-z]+": "(yes|no)"', text))
        used |= {k for start in re.findall(r'f"(facts_|basis_|inverse_|type_)\{', text) for k in keys if k.startswith(start)}
    return used


def test_every_message_is_used_and_every_message_used_is_there():
    assert _used() == set(_messages())


def test_every_message_has_both_languages_and_the_same_places_to_fill():
    for key, text in _messages().items():
        assert set(text) == {"ja", "en"}, key
        assert sorted(re.findall(r"\{(\w+)\}", text["ja"])) == sorted(re.findall(r"\{(\w+)\}", text["en"])), key


def test_outline_of_the_style_sheet_is_that_of_the_encodings():
    css = (VIZ / "assets" / "renkei.css").read_text(encoding="utf-8")
    outline = tomllib.loads((VIZ / "encodings" / "network.toml").read_text(encoding="utf-8"))["outline"]
    assert re.findall(r"--canvas-outline: (#\w+)", css) == [
        outline["light"],
        outline["dark"],
        outline["dark"],
        outline["light"],
    ]


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_outline_stands_out_from_the_ground():
    """WCAG 1.4.11 asks 3:1 of graphics; the fills alone do not reach it."""
    outline = tomllib.loads((VIZ / "encodings" / "network.toml").read_text(encoding="utf-8"))["outline"]
    for color, ground in ((outline["light"], "#ffffff"), (outline["dark"], "#10161d")):
        low, high = sorted((_luminance(color), _luminance(ground)))
        assert (high + 0.05) / (low + 0.05) >= 3


def test_every_group_has_a_shape_of_its_own_that_the_templates_draw():
    encodings = tomllib.loads((VIZ / "encodings" / "network.toml").read_text(encoding="utf-8"))
    drawn = set(re.findall(r'id="shape-(\w+)"', (VIZ / "templates" / "shapes.html").read_text(encoding="utf-8")))
    shapes = [g["shape"] for g in encodings["group"]] + [encodings["hub"]["shape"]]
    assert len(set(shapes)) == len(shapes)
    assert set(shapes) <= drawn
