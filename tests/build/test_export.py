"""The graph in every format: the same statements again, read by rdflib and by Oxigraph, and the same bytes each time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from renkei.build.export import export
from renkei.graph import Graph
from renkei.rdf.jsonld import bundled_context
from renkei.rdf.quads import in_graph, known
from renkei.schema.namespaces import ID, PREFIXES
from renkei.store.memory import RdflibStore, from_rdflib
from renkei.store.oxigraph import OxigraphStore

FORMATS = {
    "nquads": (ox.RdfFormat.N_QUADS, "nquads"),
    "trig": (ox.RdfFormat.TRIG, "trig"),
    "turtle": (ox.RdfFormat.TURTLE, "turtle"),
    "jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
}


@pytest.fixture(scope="module")
def expected(graph: Graph) -> dict[str, frozenset[ox.Quad]]:
    """The statements of the shipped graph that each format can hold."""
    every, known = frozenset(graph.store.quads()), frozenset(graph.store.quads(graph=ox.DefaultGraph()))
    return {form: known if form == "turtle" else every for form in FORMATS}


@pytest.fixture(scope="module")
def written(graph: Graph, expected: dict[str, frozenset[ox.Quad]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The shipped graph in each format, all of it where the format can hold it."""
    folder = tmp_path_factory.mktemp("written")
    for form in FORMATS:
        number = export(graph.store, folder / form, form, None)
        assert number == len(expected[form])
    return {form: folder / form for form in FORMATS}


@pytest.mark.parametrize("form", FORMATS)
def test_oxigraph_reads_the_same_statements(
    expected: dict[str, frozenset[ox.Quad]], written: dict[str, Path], form: str
) -> None:
    assert set(ox.parse(path=str(written[form]), format=FORMATS[form][0])) == expected[form]


@pytest.mark.parametrize("form", ["trig", "jsonld"])
def test_rdflib_reads_the_same_statements(expected: dict[str, frozenset[ox.Quad]], written: dict[str, Path], form: str) -> None:
    dataset = rdflib.Dataset(default_union=False)
    dataset.parse(written[form], format=FORMATS[form][1])
    found = set()
    for s, p, o, name in dataset.quads():
        where = ox.DefaultGraph() if name in (None, DATASET_DEFAULT_GRAPH_ID) else ox.NamedNode(str(name))
        found.add(ox.Quad(from_rdflib(s), from_rdflib(p), from_rdflib(o), where))  # type: ignore[arg-type]
    assert found == expected[form]


@pytest.mark.slow
def test_the_bytes_are_the_same_in_another_process_from_a_store_in_memory(
    shipped_store: Path, written: dict[str, Path], tmp_path: Path
) -> None:
    script = (
        "import sys, pathlib, renkei; from renkei.build.export import export;"
        "graph = renkei.open(sys.argv[1], memory=True);"
        "[export(graph.store, pathlib.Path(sys.argv[2]) / form, form, None) for form in sys.argv[3:]]"
    )
    command = [sys.executable, "-c", script, str(shipped_store), str(tmp_path), *FORMATS]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    assert [form for form in FORMATS if (tmp_path / form).read_bytes() != written[form].read_bytes()] == []


@pytest.mark.parametrize("form", ["trig", "jsonld", "nquads"])
def test_the_default_graph_alone(graph: Graph, expected: dict[str, frozenset[ox.Quad]], tmp_path: Path, form: str) -> None:
    export(graph.store, tmp_path / form, form, "default")
    found = set(ox.parse(path=str(tmp_path / form), format=FORMATS[form][0]))
    assert found == expected["turtle"]


def test_trig_has_the_prefixes_and_a_block_for_each_graph(graph: Graph, written: dict[str, Path]) -> None:
    lines = written["trig"].read_text(encoding="utf-8").splitlines()
    assert {f"@prefix {name}: <{base}> ." for name, base in PREFIXES.items()} == {x for x in lines if x.startswith("@prefix")}
    blocks = [line for line in lines if line.endswith(" {")]
    (number,) = graph.store.select("SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }").rows[0]
    assert len(blocks) == len(set(blocks)) == int(number.value)  # type: ignore[union-attr]


def test_jsonld_holds_its_context_and_lists_the_named_graphs_after_the_things(written: dict[str, Path]) -> None:
    document = json.loads(written["jsonld"].read_text(encoding="utf-8"))
    assert document["@context"] == bundled_context()
    assert list(document) == ["@context", "@graph"]
    named = ["@graph" in node for node in document["@graph"]]
    assert named == sorted(named)
    (place,) = [n for n in document["@graph"] if n["@id"] == "id:place/JP-07" and "@graph" not in n]
    assert place["rdfs:label"] == {"en": "Fukushima", "ja": "福島県"}
    assert "schema:AdministrativeArea" in place["@type"]


THING, PASSAGE = ox.NamedNode(f"{ID}organization/a"), ox.NamedNode(f"{ID}passage/p")
LABEL = ox.Triple(THING, ox.NamedNode(PREFIXES["rdfs"] + "label"), ox.Literal("甲\n{ }", language="ja"))


@pytest.mark.parametrize("form", FORMATS)
def test_every_store_gives_the_same_bytes(tmp_path: Path, form: str) -> None:
    made = []
    for store in (OxigraphStore.in_memory(), RdflibStore()):
        store.load([in_graph(LABEL, PASSAGE), known(LABEL), known(ox.Triple(PASSAGE, LABEL.predicate, LABEL.object))])
        export(store, tmp_path / form, form, None)
        made.append((tmp_path / form).read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("form", FORMATS)
def test_a_blank_node_is_never_dropped_in_silence(tmp_path: Path, form: str) -> None:
    store = OxigraphStore.in_memory()
    store.load([ox.Quad(ox.BlankNode("b"), LABEL.predicate, LABEL.object, ox.DefaultGraph())])
    with pytest.raises(TypeError, match="not an IRI"):
        export(store, tmp_path / "out", form, None)
