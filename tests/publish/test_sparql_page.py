"""SPARQL in the browser, as files: the data that the engine loads, what the editor offers, and the vendored scripts."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyoxigraph as ox
import pytest

from renkei import resources
from renkei.graph import Graph
from renkei.publish.questions import sparql_page
from renkei.publish.site import publish
from renkei.query.saved import questions
from renkei.schema.namespaces import ID, NS, PREFIXES

ASSETS = resources.folder("viz") / "assets"
LANGUAGES = ("ja", "en")


def _script(path: Path, name: str) -> Any:
    """The value that a script gives a variable."""
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"var {name} = ")
    return json.loads(text.removeprefix(f"var {name} = ").removesuffix(";\n"))


def _unpacked(letters: str) -> bytes:
    packed = base64.b64decode(letters)
    assert packed[4:10] == b"\0\0\0\0\x02\xff"  # no time, no system
    return gzip.decompress(packed)


@pytest.fixture(scope="module")
def data(site: Path) -> dict[str, str]:
    found: dict[str, str] = _script(site / "sparql" / "data.js", "renkeiData")
    return found


@pytest.fixture(scope="module")
def offered(site: Path) -> dict[str, Any]:
    found: dict[str, Any] = _script(site / "sparql" / "offered.js", "renkeiOffered")
    return found


@pytest.mark.parametrize("folder", ["codemirror", "oxigraph"])
def test_vendored_scripts_are_those_that_their_versions_tell_of(folder: str) -> None:
    told = (ASSETS / folder / "VERSION.txt").read_text(encoding="utf-8")
    files = re.findall(r"^file: +(\S+)$", told, re.MULTILINE)
    sums = re.findall(r"^sha256: +(\w{64})$", told, re.MULTILINE)
    assert dict(zip(files, sums, strict=True)) == {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (ASSETS / folder).glob("*.js")
    }
    for path in (ASSETS / folder).glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|\beval\(|new Function|sourceMappingURL", text) == []


def test_the_engine_is_the_published_one() -> None:
    told = (ASSETS / "oxigraph" / "VERSION.txt").read_text(encoding="utf-8")
    (wanted,) = re.findall(r"web_bg\.wasm in it: +(\w{64})$", told, re.MULTILINE)
    module = _unpacked(_script(ASSETS / "oxigraph" / "oxigraph-wasm.js", "oxigraphWasm"))
    assert hashlib.sha256(module).hexdigest() == wanted


def test_the_data_is_every_quad_of_the_store_in_one_order(data: dict[str, str], graph: Graph) -> None:
    text = _unpacked(data["quads"])
    lines = text.splitlines(keepends=True)
    assert lines == sorted(set(lines))
    found = set(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    assert found == set(graph.store.quads())


def test_addresses_lead_to_pages_that_are_there(data: dict[str, str], site: Path, graph: Graph) -> None:
    pages = json.loads(_unpacked(data["pages"]))
    assert pages[f"{ID}place/JP-07"] == "thing/place/JP-07.html"
    assert pages[f"{NS}participant"] == "ontology.html#participant"
    assert pages[f"{ID}passage/003-L112-113"] == "document/003.html#L112"
    texts: dict[str, str] = {}
    missing = []
    for iri, address in pages.items():
        path, _, fragment = address.partition("#")
        for language in LANGUAGES:
            name = f"{language}/{path}"
            if name not in texts:
                texts[name] = unescape((site / name).read_text(encoding="utf-8")) if (site / name).is_file() else ""
            if not texts[name] or (fragment and f' id="{fragment}"' not in texts[name]):
                missing.append((iri, name, fragment))
    assert missing == []


def test_terms_are_offered_with_names_in_both_languages(offered: dict[str, Any]) -> None:
    assert offered["prefixes"] == PREFIXES
    terms = {iri: (kind, ja, en) for iri, kind, ja, en in offered["terms"]}
    assert terms[f"{NS}participant"] == ("property", "参画者", "participant")
    assert terms[f"{PREFIXES['org']}Organization"][0] == "class"
    assert terms[f"{ID}organization-kind/support-center"] == ("concept", "支援機関", "support center")
    own = [iri for iri, (_, ja, en) in terms.items() if iri.startswith(NS) and not (ja and en)]
    assert own == []


def test_every_saved_question_is_an_example_and_leads_to_the_editor(offered: dict[str, Any], site: Path) -> None:
    assert offered["questions"].keys() == questions().keys()
    for name, sparql in offered["questions"].items():
        assert (site / "questions" / f"{name}.rq").read_text(encoding="utf-8").endswith(sparql)
        for language in LANGUAGES:
            html = (site / language / "questions" / f"{name}.html").read_text(encoding="utf-8")
            (link,) = re.findall(r'href="\.\./sparql\.html#query=([^"]*)"', html)
            assert unquote(link) == sparql
    for language in LANGUAGES:
        html = (site / language / "sparql.html").read_text(encoding="utf-8")
        options = html.split('<select id="example"')[1].split("</select>")[0]
        assert sorted(re.findall(r'<option value="([\w-]+)">', options)) == sorted(questions())


def test_only_questions_that_the_data_answers_are_offered(small_site: Path) -> None:
    offered = _script(small_site / "sparql" / "offered.js", "renkeiOffered")
    assert "label-in-language" not in offered["questions"]
    assert "organisations-without-identifier" in offered["questions"]
    assert "sparql.html#query" not in (small_site / "ja" / "questions" / "label-in-language.html").read_text(encoding="utf-8")


def test_without_javascript_the_page_points_to_the_questions(site: Path) -> None:
    html = (site / "en" / "sparql.html").read_text(encoding="utf-8")
    (told,) = re.findall(r"<noscript>(.*?)</noscript>", html, re.DOTALL)
    assert "needs JavaScript and WebAssembly" in told
    assert 'href="questions/index.html"' in told


def test_a_site_too_large_for_a_browser_says_so_and_carries_no_data(
    places_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparql_page, "MOST_STATEMENTS", 10)
    publish(tmp_path / "site", places_store)
    assert not (tmp_path / "site" / "sparql").exists()
    html = (tmp_path / "site" / "en" / "sparql.html").read_text(encoding="utf-8")
    assert "more than a browser is given (10)" in html
    assert re.findall(r"<script[^>]* src=\"([^\"]*)\"", html) == ["../assets/site.js"]
    assert 'id="query"' not in html
    assert [p for p in (tmp_path / "site").rglob("*.html") if "#query=" in p.read_text(encoding="utf-8")] == []
