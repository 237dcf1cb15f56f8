"""The whole data as files: they say what the store says, in every format; the page and the description tell of them truly."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from html import unescape
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest
import yaml

from renkei.build.checks import usage
from renkei.build.datasets import read_dataset
from renkei.build.pipeline import build, shipped_register
from renkei.publish.data.citation import bibtex
from renkei.publish.site import publish

VOID, DCAT, SPDX = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#", "http://spdx.org/rdf/terms#"
FILES = ["renkei.nq.gz", "renkei.ttl.gz", "renkei.jsonld.gz", "renkei-tables.zip", "renkei-ja.xlsx", "renkei-en.xlsx"]
COUNTED = ("triples", "distinctSubjects", "distinctObjects", "classes", "properties", "entities")
VOCABULARIES = Path(os.environ.get("RENKEI_VOCABULARIES") or Path(__file__).parents[3] / "shared" / "data" / "vocabularies")


@pytest.fixture(scope="module")
def data(site):
    return site / "data"


def statements(path: Path, form: ox.RdfFormat) -> set[str]:
    return {str(quad) for quad in ox.parse(gzip.decompress(path.read_bytes()), form)}


def described(data: Path, name: str = "void.ttl") -> set[ox.Triple]:
    form = ox.RdfFormat.TURTLE if name.endswith("ttl") else ox.RdfFormat.JSON_LD
    quads = ox.parse((data / name).read_bytes(), form, base_iri=f"https://example.org/data/{name}")
    return {quad.triple for quad in quads}


# The files


def test_the_graph_is_whole_in_every_format(data, graph):
    everything = {str(quad) for quad in graph.store.quads()}
    known = {str(q) for q in graph.store.quads(graph=ox.DefaultGraph())}
    assert statements(data / "renkei.nq.gz", ox.RdfFormat.N_QUADS) == everything
    assert statements(data / "renkei.jsonld.gz", ox.RdfFormat.JSON_LD) == everything
    assert statements(data / "renkei.ttl.gz", ox.RdfFormat.TURTLE) == known


def test_the_tables_are_those_of_the_manifest(data, graph):
    rows = graph.generation.manifest["rows"]
    with zipfile.ZipFile(data / "renkei-tables.zip") as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert sorted(archive.namelist()) == ["ATTRIBUTION.txt", *(f"tables/{name}.csv" for name in sorted(rows))]
        for name, number in rows.items():
            text = archive.read(f"tables/{name}.csv").decode("utf-8-sig")
            assert len(list(csv.DictReader(io.StringIO(text)))) == number, name
        assert archive.read("ATTRIBUTION.txt") == (data / "ATTRIBUTION.txt").read_bytes()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_workbook_holds_every_row(data, graph, language):
    book = openpyxl.load_workbook(data / f"renkei-{language}.xlsx", read_only=True)
    assert sum(graph.generation.manifest["rows"].values()) == 1877
    assert len(book.sheetnames) > len(graph.generation.manifest["rows"])  # with those that explain and those to choose from


def test_checksums_are_those_of_the_files(data):
    lines = (data / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = dict(reversed(line.split("  ")) for line in lines)
    assert sorted(listed) == sorted(FILES)
    for name, digest in listed.items():
        assert hashlib.sha256((data / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_tells_name_size_and_checksum_of_each_file(data, language):
    html = (data.parent / language / "data" / "index.html").read_text(encoding="utf-8")
    table = html.split('class="data files"')[1].split("</table>")[0]
    assert re.findall(r'href="../../data/([^"]+)" download', table) == FILES
    digests = [hashlib.sha256((data / name).read_bytes()).hexdigest() for name in FILES]
    assert re.findall(r"<code>([0-9a-f]{64})</code>", table) == digests


def snippets(site: Path) -> dict[str, str]:
    html = (site / "en" / "data" / "index.html").read_text(encoding="utf-8")
    found = re.findall(r'<h3 id="load-\d-title">(\w+)</h3>.*?<code id="load-\d">(.*?)</code>', html, re.DOTALL)
    return {name: unescape(code) for name, code in found}


@pytest.mark.parametrize(
    ("name", "counted", "wanted"),
    [
        ("rdflib", "sum(1 for _ in graph.quads((None, None, None, None)))", "quads"),
        ("Oxigraph", "len(store)", "quads"),
        ("pandas", "len(table)", "organisations"),
    ],
)
def test_what_the_page_says_to_run_loads_the_data(data, graph, monkeypatch, name, counted, wanted):
    manifest = graph.generation.manifest
    monkeypatch.chdir(data)
    names: dict[str, object] = {}
    exec(snippets(data.parent)[name], names)
    numbers = {"quads": manifest["quads"], "organisations": manifest["rows"]["organizations"]}
    assert eval(counted, names) == numbers[wanted]


def test_the_command_that_checks_the_files_finds_them_whole(data):
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=data, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count(": OK")) == (0, len(FILES))


# The description


def test_the_description_is_the_same_in_both_formats(data):
    assert described(data, "void.jsonld") == described(data)


def test_the_description_counts_what_the_store_has(data, graph):
    found = described(data)
    node = ox.NamedNode("https://example.org/data/#dataset")
    numbers = {t.predicate.value.removeprefix(VOID): t.object.value for t in found if t.subject == node}
    known = list(graph.store.quads(graph=ox.DefaultGraph()))
    used = usage(graph.store)
    ours = {q.subject for q in known if str(q.subject).startswith("<https://w3id.org/renkei/id/")}
    assert {name: int(numbers[name]) for name in COUNTED} == {
        "triples": len(known),
        "distinctSubjects": len({q.subject for q in known}),
        "distinctObjects": len({q.object for q in known}),
        "classes": len(used.classes),
        "properties": len(used.properties),
        "entities": len(ours),
    }
    for kind, unit, wanted in (("class", "entities", used.classes), ("property", "triples", used.properties)):
        of = {t.subject: t.object.value for t in found if t.predicate.value == VOID + kind}
        count = {t.subject: int(t.object.value) for t in found if t.predicate.value == VOID + unit}
        parts = {t.object for t in found if t.subject == node and t.predicate.value == f"{VOID}{kind}Partition"}
        assert set(of) == parts
        assert {of[part]: count[part] for part in parts} == dict(wanted)


def test_the_description_gives_address_size_and_checksum_of_each_file(data):
    found = described(data)
    value = {(t.subject.value.rsplit("#")[-1], t.predicate.value): t.object for t in found}
    for name in FILES:
        assert value[name, f"{DCAT}downloadURL"].value == f"https://example.org/data/{name}"
        assert value[name, f"{DCAT}byteSize"].value == str((data / name).stat().st_size)
        digest = hashlib.sha256((data / name).read_bytes()).hexdigest()
        assert value[f"{name}-sha256", f"{SPDX}checksumValue"].value.lower() == digest
    dumps = sorted(t.object.value.rsplit("/")[-1] for t in found if t.predicate.value == f"{VOID}dataDump")
    assert dumps == ["renkei.jsonld.gz", "renkei.nq.gz", "renkei.ttl.gz"]


def test_the_description_has_no_blank_node_and_names_no_address_of_its_own(data):
    assert [t for t in described(data) if isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)] == []
    for name in ("void.ttl", "void.jsonld"):
        text = (data / name).read_text(encoding="utf-8")
        assert "site.invalid" not in text


def test_the_description_uses_only_terms_that_its_vocabularies_have(data):
    if not VOCABULARIES.is_dir():
        pytest.skip("the vocabularies are not here: set RENKEI_VOCABULARIES to the folder of their N-Quads")
    defined = set()
    for name in ("void", "dcat", "dcterms", "foaf"):
        defined |= {q.subject.value for q in ox.parse(path=VOCABULARIES / f"{name}.nq", format=ox.RdfFormat.N_QUADS)}
    found = described(data)
    used = {t.predicate.value for t in found} | {t.object.value for t in found if t.predicate.value.endswith("#type")}
    foreign = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2002/07/owl#", SPDX)
    assert sorted(term for term in used - defined if not term.startswith(foreign)) == []
    assert sorted(term for term in used if term.startswith(SPDX)) == [
        f"{SPDX}{name}" for name in ("Checksum", "algorithm", "checksum", "checksumValue")
    ]


def test_with_an_address_everything_in_the_description_is_absolute(tmp_path, places_store):
    publish(tmp_path / "site", places_store, base_url="https://data.example.org/x/")
    data = tmp_path / "site" / "data"
    found = described(data)
    assert described(data, "void.jsonld") == found
    links = {t.object.value for t in found if t.predicate.value == f"{DCAT}downloadURL"}
    assert "https://data.example.org/x/data/renkei.nq.gz" in links
    assert all(link.startswith("https://data.example.org/x/data/") for link in links)
    assert "https://data.example.org/x/" in (data / "CITATION.cff").read_text(encoding="utf-8")
    page = (tmp_path / "site/en/data/index.html").read_text(encoding="utf-8")
    assert "url = {https://data.example.org/x/}" in page


# Citing


def test_the_citation_file_has_what_its_format_requires_and_names_every_source(data, graph):
    found = yaml.safe_load((data / "CITATION.cff").read_text(encoding="utf-8"))
    manifest = graph.generation.manifest
    assert {"cff-version", "message", "title", "authors"} <= found.keys()
    assert (found["cff-version"], found["type"], found["license"]) == ("1.2.0", "dataset", "CC-BY-4.0")
    assert (found["version"], found["identifiers"][0]["value"]) == (manifest["version"], manifest["digest"])
    register = shipped_register()
    titles = {d.title.en for d in register.documents.values() if d.id in manifest["rows_by_source"]}
    titles |= {s.title.en for s in register.datasets.values() if s.id in manifest["rows_by_dataset"]}
    assert {r["title"] for r in found["references"]} == titles
    for reference in found["references"]:
        assert reference["type"] in ("report", "data")
        assert [set(a) for a in reference["authors"]] == [{"name"}]


def test_the_attribution_says_what_every_source_asks_in_both_languages(data, graph):
    text = (data / "ATTRIBUTION.txt").read_text(encoding="utf-8")
    rows = graph.generation.manifest["rows_by_source"]
    for source in shipped_register().documents.values():
        if source.id in rows:
            assert source.attribution.ja in text
            assert source.attribution.en in text
            assert source.terms.ja in text


def test_licence_and_authors_are_claimed_for_the_shipped_data_alone(tmp_path, places):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "organizations.csv").write_text("id,label_ja,label_en,kind\nko,甲社,Ko,company\n", encoding="utf-8")
    (tmp_path / "own" / "dataset.toml").write_text('id = "own"\nvisibility = "public"\n', encoding="utf-8")
    build([*places, read_dataset(tmp_path / "own")], tmp_path / "store", "public")
    publish(tmp_path / "site", tmp_path / "store")
    data = tmp_path / "site" / "data"
    found = yaml.safe_load((data / "CITATION.cff").read_text(encoding="utf-8"))
    assert "license" not in found
    assert [a["name"] for a in found["authors"]] == ["the renkei authors", "the authors of the data set own"]
    assert [t for t in described(data) if t.predicate.value == "http://purl.org/dc/terms/license"] == []
    page = (tmp_path / "site/en/data/index.html").read_text(encoding="utf-8")
    assert "Ask the publisher of this site for the terms of the other data sets." in page


def test_bibtex_takes_every_sign():
    entry = bibtex("a/b c", r"\{50%} of A & B_1 #2 ~ $x^2$", "1", None)
    assert entry.startswith("@misc{renkei-a-b-c,")
    assert r"{{\textbackslash{}\{50\%\} of A \& B\_1 \#2 \textasciitilde{} \$x\textasciicircum{}2\$}}" in entry


# The same bytes


@pytest.mark.slow
def test_the_files_are_the_same_bytes_from_another_process(data, shipped_store, tmp_path):
    code = "import sys; from pathlib import Path; from renkei.publish.site import publish; publish(*map(Path, sys.argv[1:]))"
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", code, str(tmp_path / "site"), str(shipped_store)]
    subprocess.run(command, env=environment, check=True)
    for path in sorted(data.iterdir()):
        assert (tmp_path / "site" / "data" / path.name).read_bytes() == path.read_bytes(), path.name
