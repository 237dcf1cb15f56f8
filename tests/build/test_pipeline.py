"""Builds come in generations: a failed, killed or simultaneous build leaves the current store in use."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from filelock import FileLock

from renkei import resources
from renkei.build import pipeline
from renkei.build.datasets import read_dataset, shipped_datasets, with_shipped
from renkei.build.export import export
from renkei.build.pipeline import CheckFailed, build
from renkei.build.table_export import export_tables
from renkei.errors import StoreError, UsageError
from renkei.graph import Graph
from renkei.graph import open as open_graph
from renkei.schema.tables import shipped_schema
from renkei.store.generations import FORMAT, get_generation, open_reader

PREFECTURES = "SELECT (COUNT(*) AS ?n) WHERE { ?p a <https://w3id.org/renkei/ns#Prefecture> }"


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A small public data set of a user, with one organisation."""
    folder = tmp_path / "mylist"
    folder.mkdir()
    (folder / "dataset.toml").write_text('visibility = "public"\n', encoding="utf-8")
    (folder / "organizations.csv").write_text(
        "id,label_ja,label_en,kind,place\nmine,株式会社みほん,Mihon Inc.,company,福島県\n", encoding="utf-8"
    )
    return folder


def _manifest(store: Path) -> Path:
    return next(store.glob("stores/*/manifest.json"))


def _overwrite(store: Path, pattern: str) -> None:
    for file in store.glob(f"stores/*/data/{pattern}"):
        file.write_bytes(b"no store")


def _current(store: Path) -> str:
    return (store / "CURRENT").read_text(encoding="ascii").strip()


def _count(store: Path) -> int:
    with open_graph(store) as graph:
        return next(iter(graph.select(PREFECTURES)))["n"]


def test_the_same_input_is_built_once(tmp_path: Path) -> None:
    first = build(shipped_datasets(), tmp_path / "store", "public")
    again = build(shipped_datasets(), tmp_path / "store", "public")
    assert (first.unchanged, again.unchanged) == (False, True)
    assert first.generation.digest == again.generation.digest


def test_a_new_build_replaces_the_old_generation(own_store: Path, dataset: Path) -> None:
    store = own_store
    old = get_generation(store)
    new = build(with_shipped([dataset]), store, "public").generation
    assert _current(store) == new.digest
    assert [p.name for p in (store / "stores").iterdir()] == [new.digest]
    assert not old.path.exists()
    with open_graph(store) as graph:
        found = graph.select("SELECT ?n WHERE { <https://w3id.org/renkei/id/organization/mine> rdfs:label ?n } ORDER BY ?n")
        assert [r["n"] for r in found] == ["Mihon Inc.", "株式会社みほん"]  # fmt: skip


def test_a_reader_is_never_disturbed(own_store: Path, dataset: Path) -> None:
    store = own_store
    with open_graph(store) as reader:
        build(with_shipped([dataset]), store, "public")
        assert next(iter(reader.select(PREFECTURES)))["n"] == 47
        assert len(list((store / "stores").iterdir())) == 2
    build(shipped_datasets(), store, "public")
    assert [p.name for p in (store / "stores").iterdir()] == [_current(store)]


def test_the_lock_of_a_dead_reader_holds_nothing_back(own_store: Path, dataset: Path) -> None:
    store = own_store
    generation = get_generation(store)
    script = "import sys, os, renkei; g = renkei.open(sys.argv[1]); print('open', flush=True); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", script, str(store)], capture_output=True, check=False)
    assert list((generation.path / "readers").glob("*.lock"))
    build(with_shipped([dataset]), store, "public")
    assert not generation.path.exists()


def test_several_processes_read_at_once(shipped_store: Path) -> None:
    script = f"import sys, renkei; print(next(iter(renkei.open(sys.argv[1]).select({PREFECTURES!r})))['n'])"
    running = [subprocess.Popen([sys.executable, "-c", script, str(shipped_store)], stdout=subprocess.PIPE) for _ in range(3)]
    assert [p.communicate()[0].strip() for p in running] == [b"47"] * 3


def test_a_failed_check_leaves_the_current_store(own_store: Path, dataset: Path) -> None:
    store = own_store
    before = _current(store)
    (dataset / "memberships.csv").write_text("member,organization,role\nmine,mine,member\n", encoding="utf-8")
    with pytest.raises(CheckFailed) as caught:
        build(with_shipped([dataset]), store, "public")
    assert [c.name for c in caught.value.failed] == ["self-ties"]
    assert _current(store) == before
    assert _count(store) == 47
    assert [p.name for p in (store / "stores").iterdir()] == [before]


@pytest.mark.slow
def test_kill_9_at_any_moment_leaves_a_whole_store(tmp_path: Path, dataset: Path) -> None:
    """With the shipped places alone: it is the moments that count, and a small build has the same."""
    store, places = tmp_path / "store", resources.folder("data") / "places"
    digests = {build([read_dataset(places)], store, "public").generation.digest}
    script = (
        "import sys, pathlib; from renkei.build.datasets import read_dataset; from renkei.build.pipeline import build;"
        "build([read_dataset(pathlib.Path(p)) for p in sys.argv[2:]], pathlib.Path(sys.argv[1]), 'public')"
    )
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "other"), str(places), str(dataset)], check=True)
    whole = time.monotonic() - began
    finished = 0
    for step in range(12):
        (dataset / "organizations.csv").write_text(
            f"id,label_ja,label_en,kind\nmine,株式会社みほん{step},Mihon Inc. {step},company\n", encoding="utf-8"
        )
        running = subprocess.Popen([sys.executable, "-c", script, str(store), str(places), str(dataset)])
        time.sleep(whole * (step + 1) / 11)
        running.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        finished += running.wait() == 0
        assert _count(store) == 47, f"killed after {step + 1}/11 of a build"
        digests.add(_current(store))
    assert len(digests) >= finished
    final = build(
        [read_dataset(places), read_dataset(dataset)], store, "public"
    ).generation  # the next build is not hindered by what was left
    assert _count(store) == 47
    assert sorted(p.name for p in (store / "stores").iterdir()) == [final.digest]


def test_two_builds_at_once_are_told_apart(tmp_path: Path) -> None:
    store = tmp_path / "store"
    (store / "stores").mkdir(parents=True)
    with FileLock(store / "build.lock"), pytest.raises(StoreError) as caught:
        build(shipped_datasets(), store, "public")
    assert "別のビルド" in caught.value.message.ja
    assert "locked by another build" in caught.value.message.en


def test_a_folder_with_other_files_is_not_built_into(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(StoreError, match="is no store"):
        build(shipped_datasets(), tmp_path, "public")
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_a_folder_that_happens_to_hold_stores_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "stores" / "tokyo" / "sales.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("keep me", encoding="utf-8")
    with pytest.raises(StoreError, match="is no store"):
        build(shipped_datasets(), tmp_path, "public")
    assert kept.read_text(encoding="utf-8") == "keep me"


def test_what_a_person_put_beside_the_generations_stays(own_store: Path, dataset: Path) -> None:
    store = own_store
    kept = store / "stores" / "tokyo" / "sales.txt"
    kept.parent.mkdir()
    kept.write_text("keep me", encoding="utf-8")
    build(with_shipped([dataset]), store, "public")
    assert kept.read_text(encoding="utf-8") == "keep me"


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda s: (s / "CURRENT").write_text("nothing\n", encoding="ascii"), "damaged"),
        (lambda s: _manifest(s).write_text("{", encoding="utf-8"), "damaged"),
        (lambda s: _manifest(s).write_text(json.dumps({"format": FORMAT + 1}), encoding="utf-8"), "another version"),
        (lambda s: shutil.rmtree(next(s.glob("stores/*/data"))), "damaged"),
        (lambda s: _overwrite(s, "MANIFEST-*"), "cannot be opened"),
        (lambda s: (s / "CURRENT").unlink(), "is no store"),
    ],
)  # fmt: skip
def test_a_store_that_cannot_be_used_says_so_with_the_way_out(own_store: Path, damage: object, says: str) -> None:
    store = own_store
    damage(store)  # type: ignore[operator]
    with pytest.raises(StoreError) as caught:
        open_reader(store)
    assert says in caught.value.message.en
    assert f"renkei build -o {store}" in caught.value.message.en
    assert f"renkei build -o {store}" in caught.value.message.ja
    build(shipped_datasets(), store, "public")
    assert _count(store) == 47


def test_a_statement_stands_once_in_the_default_graph_and_in_the_graph_of_its_passage(graph: Graph) -> None:
    label = ox.Literal("ノーステック財団", language="ja")
    [known] = graph.store.quads(None, None, label, ox.DefaultGraph())
    graphs = sorted(q.graph_name.value for q in graph.store.quads(None, None, label) if isinstance(q.graph_name, ox.NamedNode))
    assert known.predicate.value == "http://www.w3.org/2000/01/rdf-schema#label"
    assert graphs == ["https://w3id.org/renkei/id/passage/003-L150_156"]


def test_derived_statements_stand_in_the_graph_of_their_rule(graph: Graph) -> None:
    node = ox.NamedNode("https://w3id.org/renkei/id/place/JP-07")
    within = ox.NamedNode("https://w3id.org/renkei/ns#within")
    rule = ox.NamedNode("https://w3id.org/renkei/id/rule/within")
    outer = {
        q.object.value.rsplit("/", 1)[-1]
        for q in graph.store.quads(node, within, None, rule)
        if isinstance(q.object, ox.NamedNode)
    }
    assert outer == {"JP", "region-tohoku", "list-hokkaido-tohoku"}


def test_superclasses_are_materialised(graph: Graph) -> None:
    rows = graph.select("SELECT ?c WHERE { ?x a ?c . ?x rdfs:label 'やまぐち産業戦略研究開発等補助金'@ja } ORDER BY ?c")
    names = {r["c"].rsplit("#", 1)[-1].rsplit("/", 1)[-1] for r in rows}
    assert names == {"Subsidy", "Programme", "FundingScheme", "Thing"}


def test_every_rule_derives_something(graph: Graph) -> None:
    rules = [p.stem for p in resources.files("queries", "rules/*.rq")]
    idle = [
        r for r in rules if next(graph.store.quads(graph=ox.NamedNode(f"https://w3id.org/renkei/id/rule/{r}")), None) is None
    ]
    assert idle == []


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the exports of another build in another process, named by their formats."""
    folder = tmp_path_factory.mktemp("elsewhere")
    script = (
        "import sys, pathlib; from renkei.build.datasets import shipped_datasets; from renkei.build.pipeline import build;"
        "from renkei.build.export import export; import renkei; d = pathlib.Path(sys.argv[1]);"
        "build(shipped_datasets(), d / 'store', 'public');"
        "[export(renkei.open(d / 'store').store, d / form, form, None) for form in sys.argv[2:]]"
    )
    command = [sys.executable, "-c", script, str(folder), "nquads", "turtle"]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    return folder


@pytest.mark.parametrize("form", ["nquads", "turtle"])
def test_an_export_is_the_same_bytes_from_another_build_in_another_process(
    graph: Graph, elsewhere: Path, tmp_path: Path, form: str
) -> None:
    here = tmp_path / "here"
    number = export(graph.store, here, form, None)
    assert here.read_bytes() == (elsewhere / form).read_bytes()
    read = list(ox.parse(path=str(here), format=ox.RdfFormat.N_QUADS if form == "nquads" else ox.RdfFormat.TURTLE))
    assert len(read) == number
    expected = graph.store.quads() if form == "nquads" else graph.store.quads(graph=ox.DefaultGraph())
    assert set(read) == set(expected)


def test_a_build_too_large_for_memory_gives_the_same_graph(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "MOST_ROWS_IN_MEMORY", 0)
    built = pipeline.build(shipped_datasets(), tmp_path / "store", "public")
    with open_graph(tmp_path / "store") as on_disk:
        assert set(on_disk.store.quads()) == set(graph.store.quads())
    assert built.generation.manifest == graph.generation.manifest


def test_turtle_of_all_graphs_is_refused(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="one graph only"):
        export(graph.store, tmp_path / "x.ttl", "turtle", "all")
    assert not (tmp_path / "x.ttl").exists()


def test_exported_tables_are_the_tables_again(graph: Graph, tmp_path: Path) -> None:
    written = export_tables(graph.store, shipped_schema(), tmp_path)
    assert written["list_entries"] == 64
    shipped = (resources.folder("data") / "curated" / "list_entries.csv").read_text(encoding="utf-8").splitlines()
    found = (tmp_path / "list_entries.csv").read_text(encoding="utf-8").splitlines()
    assert shipped[0].split(",") == found[0].split(",")
    assert len(found) == len(shipped)
    assert found[1].split(",")[:4] == shipped[1].split(",")[:4]
    with pytest.raises(UsageError, match="Did you mean posts"):
        export_tables(graph.store, shipped_schema(), tmp_path, ["post"])
