"""A marked value in every private table, column, row and data set stands in no byte of what the public is given.

The rows are made from the shapes, so that a new table or column is planted by itself. Every free cell of a private row holds a
mark: a word in texts and strings, else a number, day or code that stands nowhere else.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from renkei import resources
from renkei.build.datasets import Dataset, read_dataset, shipped_datasets
from renkei.build.pipeline import build
from renkei.build.plan import plan
from renkei.errors import UsageError
from renkei.graph import open as open_graph
from renkei.publish.site import publish
from renkei.schema.tables import Column, Schema, Table, shipped_schema
from renkei.schema.turtle import TripleIndex
from renkei.tables.files import csv_text

WORD = "zqsecretqz"
# In the forms that columns ask for; the first that fits is planted.
STRINGS = (
    f"{WORD} 一", "9817354098173", "0zqsecr98", "9817354098173540", "981-7354", f"https://{WORD}.example/", f"a@{WORD}.example",
    "9817354",
)  # fmt: skip
NUMBER, DECIMAL, DAY = "98173540", "98173540.5", "1871-08-29"
MARKS = [m.encode() for m in (WORD, "9817354", "981-7354", "0zqsecr98", DAY)]
SCHEMA = shipped_schema()


def notations() -> dict[str, str]:
    """A concept of each vocabulary by its notation."""
    skos = "http://www.w3.org/2004/02/skos/core#"
    index = TripleIndex(resources.files("ontology", "vocabularies/*.ttl"))
    return {
        index.text(c, skos + "inScheme") or "": index.text(c, skos + "notation") or ""
        for c in index.subjects(skos + "inScheme")
    }


@dataclass(frozen=True)
class Planter:
    """Makes rows whose free cells hold marks; the things they refer to are the rows `base` of this planter."""

    schema: Schema
    name: str
    concepts: dict[str, str]

    def thing(self, table: Table, which: str) -> str:
        return f"{WORD}-{self.name}-{table.name.replace('_', '-')}-{which}"

    def cell(self, column: Column, number: int) -> str:
        match column.kind:
            case "text":
                return f"{WORD} {self.name} {column.name}"
            case "string":
                return next(s for s in STRINGS if re.search(column.pattern or "", s))
            case "concept":
                return self.concepts[column.scheme or ""]
            case "reference":
                return self.referred(column, number)
            case "boolean":
                return "true"
            case kind:
                return {"integer": NUMBER, "decimal": DECIMAL, "day": DAY, "date": DAY}[kind]

    def referred(self, column: Column, number: int) -> str:
        """A private thing; of two references of one row to organisations, two of them."""
        tables = [t for c in column.classes for t in self.schema.tables_of(c) if not t.key]
        tables = tables or ([] if column.classes else [self.schema.tables["organizations"]])
        if not tables:
            return "doc-003"
        return self.thing(tables[0], ("base", "other")[number % 2])

    def row(self, table: Table, which: str) -> dict[str, str]:
        """A row of all columns; one that others refer to has those that it needs, and all that can hold a mark."""
        left_out = {name for group in table.one_of for name in group[1:]}
        filled = [c for c in table.columns if c.name not in left_out]
        if which != "full":
            filled = [c for c in filled if c.minimum or c.kind not in ("reference", "concept")]
        cells = {} if table.key else {"id": self.thing(table, which)}
        source = {"source": f"{WORD}.xlsx#sheet={WORD}&row=9817354"}
        said = {c.name: self.cell(c, n) for n, c in enumerate(filled)}
        if table.scheme:  # a vocabulary has each name once
            said = {name: f"{text} {which}" if name.startswith(("label", "alt")) else text for name, text in said.items()}
        return cells | source | said

    def tables(self) -> dict[str, list[dict[str, str]]]:
        """Rows of every table: those that are referred to, and one of all columns."""
        kinds = {t.name: ("full",) if t.key else ("base", "other", "full") for t in self.schema.tables.values()}
        return {t.name: [self.row(t, which) for which in kinds[t.name]] for t in self.schema.tables.values()}


def write(folder: Path, settings: str, tables: dict[str, list[dict[str, str]]]) -> Path:
    folder.mkdir(parents=True)
    (folder / "dataset.toml").write_text(settings, encoding="utf-8")
    for name, rows in tables.items():
        headings = [h for h in SCHEMA.tables[name].headings if any(h in row for row in rows)]
        text = csv_text(headings, [[row.get(h, "") for h in headings] for row in rows])
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def private_rows() -> dict[str, list[dict[str, str]]]:
    """Of every table private rows; those of tables that are private by their shape need not say so."""
    tables = Planter(SCHEMA, "row", notations()).tables()
    return {
        name: [row if SCHEMA.tables[name].visibility == "private" else row | {"visibility": "private"} for row in rows]
        for name, rows in tables.items()
    }


def public_rows() -> dict[str, list[dict[str, str]]]:
    """Of every public table with private columns a public row that has them filled, and references to what is private."""
    planter = Planter(SCHEMA, "row", notations())
    found: dict[str, list[dict[str, str]]] = {
        "organizations": [{"id": "open", "label_ja": "公開社", "kind": "company", "place": "JP-07"}],
        "capabilities": [{"id": "open-capability", "label_ja": "公開の技術", "organization": "open", "kind": "process"}],
    }
    for name, rows in found.items():
        for n, column in enumerate(SCHEMA.tables[name].columns):
            hides = column.visibility == "private" or (column.kind == "reference" and not column.minimum)
            if hides:
                rows[0][column.name] = ";".join(filter(None, [rows[0].get(column.name), planter.cell(column, n)]))
    return found


@dataclass(frozen=True)
class Planted:
    """The data sets, and a folder for what is made of them."""

    datasets: list[Dataset]
    folder: Path


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    folder = tmp_path_factory.mktemp("private")
    opened = public_rows()
    mixed = {name: [*opened.get(name, []), *rows] for name, rows in private_rows().items()}
    title = f'title = {{ ja = "{WORD} 名簿", en = "{WORD} list" }}\n'
    write(folder / "open", 'id = "open-list"\nvisibility = "public"\n', mixed)
    write(folder / WORD, f'id = "{WORD}-set"\n{title}', Planter(SCHEMA, "set", notations()).tables())
    (folder / "open" / "review").mkdir()
    decided = f"one,other,same,reason,who,when\nopen,{WORD}-row-organizations-other,yes,{WORD},{WORD},{DAY}\n"
    (folder / "open" / "review" / "decisions.csv").write_text(decided, encoding="utf-8")
    places = next(d for d in shipped_datasets() if d.id == "places")
    return Planted([places, read_dataset(folder / "open"), read_dataset(folder / WORD)], folder)


@pytest.fixture(scope="module")
def public(planted: Planted) -> Path:
    directory = planted.folder / "public"
    build(planted.datasets, directory, "public")
    return directory


@pytest.fixture(scope="module")
def owner(planted: Planted) -> Path:
    directory = planted.folder / "owner"
    build(planted.datasets, directory, "owner")
    return directory


def marked(path: Path) -> list[str]:
    """The files at or under `path` whose names or bytes, or those of what they pack, hold a mark."""
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    return [str(p.relative_to(path.parent)) for p in files if any(m in text for text in texts(p, path) for m in MARKS)]


def texts(file: Path, under: Path) -> Iterator[bytes]:
    yield str(file.relative_to(under.parent)).lower().encode()
    yield file.read_bytes().lower()
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            yield from (archive.read(name).lower() for name in archive.namelist())


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"RENKEI_LANG": "en", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "renkei.cli", *map(str, words)]
    return subprocess.run(command, env=env, capture_output=True, text=True, encoding="utf-8", check=False)


EXPORTS = [
    *(("graph", "--format", form) for form in ("nquads", "trig", "turtle", "jsonld")),
    ("graph", "--format", "nquads", "--graph", "default"),
    ("tables",),
    ("workbook",),
]


def test_the_owners_store_holds_every_value_that_was_planted(owner: Path, planted: Planted) -> None:
    """Or the test below would say nothing."""
    assert any(name.endswith((".sst", ".log")) for name in marked(owner))
    with open_graph(owner) as graph:
        values = {q.object.value for q in graph.store.quads() if isinstance(q.object, (ox.NamedNode, ox.Literal))}
    rows = [(t, row) for tables in (public_rows(), private_rows()) for t, found in tables.items() for row in found]
    free = ("text", "string", "integer", "decimal", "day", "date")
    cells = [(c, row[c.name]) for t, row in rows for c in SCHEMA.tables[t].columns if c.name in row and c.kind in free]
    assert {f"{c.name}: {text}" for c, text in cells if text not in values} == set()
    assert any(f"{WORD}.xlsx" in value for value in values)
    planted_columns = {(t, c.name) for t, row in rows for c in SCHEMA.tables[t].columns if c.name in row}
    alternatives = {(t.name, name) for t in SCHEMA.tables.values() for group in t.one_of for name in group[1:]}
    assert {(t.name, c.name) for t in SCHEMA.tables.values() for c in t.columns} - planted_columns == alternatives


def test_no_byte_of_a_public_store_holds_a_mark(public: Path) -> None:
    assert marked(public) == []
    with open_graph(public) as graph:
        assert [str(q) for q in graph.store.quads() if any(m.decode() in str(q).lower() for m in MARKS)] == []
        labels = {q.object.value for q in graph.store.quads() if isinstance(q.object, ox.Literal)}
    assert {"公開社", "公開の技術"} <= labels


def test_no_byte_of_a_site_holds_a_mark(public: Path, planted: Planted) -> None:
    publish(planted.folder / "site", public)
    assert marked(planted.folder / "site") == []
    assert any("公開社".encode() in p.read_bytes() for p in (planted.folder / "site").rglob("*.html"))


@pytest.mark.parametrize("words", EXPORTS, ids=" ".join)
def test_no_byte_of_an_export_holds_a_mark(public: Path, planted: Planted, tmp_path: Path, words: tuple[str, ...]) -> None:
    target = tmp_path / ("out.xlsx" if words == ("workbook",) else "out")
    done = run("export", *words, "-o", target, "--store", public)
    assert (done.returncode, [m for m in MARKS if m in (done.stdout + done.stderr).lower().encode()]) == (0, [])
    assert target.exists()
    assert marked(target) == []


def test_no_byte_of_a_public_plan_holds_a_mark(public: Path, planted: Planted, tmp_path: Path) -> None:
    new = plan(planted.datasets, tmp_path / "none", "public")
    again = plan([planted.datasets[0]], public, "public")
    assert (new.counts["added"] > 0, again.counts["removed"]) == (True, 2)
    for found in (new, again):
        said = json.dumps(found.as_dict(), ensure_ascii=False).lower().encode()
        assert [m for m in MARKS if m in said + str(found).lower().encode()] == []


def test_a_public_plan_against_an_owners_store_is_refused(owner: Path, planted: Planted) -> None:
    with pytest.raises(UsageError) as caught:
        plan(planted.datasets, owner, "public")
    assert [m for m in MARKS if m in caught.value.message.en.lower().encode()] == []


def test_no_byte_of_what_a_public_build_says_and_keeps_holds_a_mark(planted: Planted, tmp_path: Path) -> None:
    words = ["build", planted.folder / "open", "-o", tmp_path / "store", "--audience", "public"]
    said = [run(*words, "--plan"), run(*words), run(*words, "--json"), run("info", "--store", tmp_path / "store")]
    assert [done.returncode for done in said] == [0, 0, 0, 0]
    assert [m for m in MARKS for done in said if m in (done.stdout + done.stderr).lower().encode()] == []
    assert marked(tmp_path / "store") == []
    assert marked(Path(os.environ["RENKEI_CACHE"])) == []


@pytest.mark.parametrize("words", EXPORTS, ids=" ".join)
def test_an_export_of_an_owners_store_is_refused(owner: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = run("export", *words, "-o", tmp_path / "out", "--store", owner)
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
    assert "--include-private" in done.stderr
    meant = run("export", *words, "-o", tmp_path / "out.xlsx", "--store", owner, "--include-private")
    assert (meant.returncode, marked(tmp_path) != []) == (0, True)


def test_a_site_of_an_owners_store_is_refused(owner: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--include-private"):
        publish(tmp_path / "site", owner)
    assert not (tmp_path / "site").exists()


def test_the_marks_stand_nowhere_else() -> None:
    files = [p for name in ("data", "ontology", "viz") for p in resources.files(name, "**/*") if p.is_file()]
    assert [str(p) for p in files if any(m in p.read_bytes().lower() for m in MARKS)] == []
    assert len(files) > 50


def everything(directory: Path) -> tuple[str, str, bytes]:
    """A store's digest, its manifest, and all that it says."""
    with open_graph(directory) as graph:
        lines = sorted(str(quad) for quad in graph.store.quads())
        generation = graph.generation
    return generation.digest, (generation.path / "manifest.json").read_text(encoding="utf-8"), "\n".join(lines).encode()


def test_a_public_store_is_the_same_with_and_without_private_rows(tmp_path: Path) -> None:
    """Its name, manifest, statements, site and exports: nothing in it tells even that there is something private."""
    open_rows = {
        "organizations": [{"id": "open", "label_ja": "公開社", "kind": "company", "place": "JP-07"}],
        "capabilities": [{"id": "open-capability", "label_ja": "公開の技術", "organization": "open", "kind": "process"}],
    }
    settings = 'id = "open-list"\nvisibility = "public"\n'
    without = write(tmp_path / "without" / "open", settings, open_rows)
    private = private_rows()
    mixed = write(tmp_path / "with" / "open", settings, {n: [*open_rows.get(n, []), *rows] for n, rows in private.items()})
    places = next(d for d in shipped_datasets() if d.id == "places")
    secret = read_dataset(write(tmp_path / "set", f'id = "{WORD}-set"\n', Planter(SCHEMA, "set", notations()).tables()))
    built = [
        build([places, read_dataset(without)], tmp_path / "a", "public"),
        build([places, read_dataset(mixed), secret], tmp_path / "b", "public"),
    ]
    assert built[0].withheld == 0
    planted = [*private.values(), *Planter(SCHEMA, "set", notations()).tables().values()]
    assert built[1].withheld == sum(map(len, planted))
    assert everything(tmp_path / "a") == everything(tmp_path / "b")
    again = build([places, read_dataset(without)], tmp_path / "b", "public")
    assert (again.unchanged, again.generation.digest) == (True, built[0].generation.digest)
    sites = []
    for name in ("a", "b"):
        publish(tmp_path / f"site-{name}", tmp_path / name)
        files = (p for p in (tmp_path / f"site-{name}").rglob("*") if p.is_file())
        sites.append({p.relative_to(tmp_path / f"site-{name}").as_posix(): p.read_bytes() for p in files})
    assert sites[0] == sites[1]


@pytest.mark.slow
def test_no_byte_of_an_answer_or_of_a_cache_holds_a_mark(planted: Planted, public: Path, tmp_path: Path) -> None:
    """Every statement asked for in each form, with its sources; the folders for caches and passing files stay clean too."""
    scratch = {name: tmp_path / name for name in ("RENKEI_CACHE", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TMPDIR")}
    for folder in scratch.values():
        folder.mkdir()
    (tmp_path / "all.rq").write_text(
        "SELECT ?s ?p ?o ?g WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } ORDER BY ?s ?p ?o ?g", encoding="utf-8"
    )
    env = os.environ | {"RENKEI_LANG": "ja", "NO_COLOR": "1"} | {name: str(path) for name, path in scratch.items()}

    def call(*words: str | Path) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "renkei.cli", *map(str, words)]
        return subprocess.run(command, env=env, capture_output=True, check=False)

    commands: list[tuple[str | Path, ...]] = [
        ("query", "--file", tmp_path / "all.rq", "--format", form, "--store", public, "-o", tmp_path / f"all.{form}")
        for form in ("csv", "json")
    ]
    commands += [
        ("query", "organisations-of-kind", "--set", "kind=company", "--set", "region=福島県", "--why", "--store", public),
        ("query", "persons", "--format", "json", "--store", public),
        ("build", planted.folder / "open", "-o", tmp_path / "store", "--audience", "public"),
        ("publish", tmp_path / "site", "--store", public),
        ("export", "workbook", "-o", tmp_path / "out.xlsx", "--store", public),
    ]
    for words in commands:
        done = call(*words)
        assert done.returncode == 0, done.stderr.decode()
        assert [m for m in MARKS if m in (done.stdout + done.stderr).lower()] == [], words
    assert "公開社".encode() in (tmp_path / "all.csv").read_bytes()
    assert marked(tmp_path) == []


def names_and_numbers(directory: Path) -> set[str]:
    """What a store tells of these: a person's name, mail and telephone, and those of an organisation."""
    with open_graph(directory) as graph:
        told = " ".join(str(q) for q in graph.store.quads())
    return {
        w for w in ("秘田密子", "hida@example.jp", "81-24-111-1111", "公開社", "info@example.jp", "81-24-222-2222") if w in told
    }


@pytest.mark.parametrize(
    ("more", "told"),
    [("", {"公開社"}), ('public_tables = ["persons"]\n', {"公開社", "秘田密子"})],
)
def test_personal_data_is_private_in_a_public_data_set(tmp_path: Path, more: str, told: set[str]) -> None:
    """Names of contacts until their owner says otherwise, mail and telephone always."""
    tables = {
        "organizations": [{"id": "open", "label_ja": "公開社", "kind": "company", "place": "JP-07", "mail": "info@example.jp",
                           "phone": "+81-24-222-2222"}],
        "persons": [{"id": "hida", "label_ja": "秘田密子", "affiliation": "open", "mail": "hida@example.jp",
                     "phone": "+81-24-111-1111"}],
        "memberships": [{"member": "hida", "organization": "open", "role": "member"}],
    }  # fmt: skip
    folder = write(tmp_path / "list", f'id = "list"\nvisibility = "public"\n{more}', tables)
    places = next(d for d in shipped_datasets() if d.id == "places")
    build([places, read_dataset(folder)], tmp_path / "public", "public")
    build([places, read_dataset(folder)], tmp_path / "owner", "owner")
    assert names_and_numbers(tmp_path / "public") == told
    assert len(names_and_numbers(tmp_path / "owner")) == 6
