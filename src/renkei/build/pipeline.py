"""The build: data sets to checked rows, quads, rules, checks, and a store generation that is then the current one."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from renkei import resources
from renkei.build.checks import CheckResult, no_blank_nodes, ontology_style, query_checks
from renkei.build.datasets import Audience, Dataset
from renkei.build.load import Checked, load
from renkei.build.rules import apply_rules
from renkei.errors import RenkeiError, Text
from renkei.query.rules import shipped_rules
from renkei.rdf.provenance import REGISTER_GRAPH, FileGraph, PassageGraph, describe_register
from renkei.rdf.quads import in_graph, known, row_quads
from renkei.schema.namespaces import ID, NS, RDF, RENKEI
from renkei.schema.tables import shipped_schema
from renkei.sources.register import Register, read_register
from renkei.store.generations import Generation, building, find_usable, publish
from renkei.store.oxigraph import OxigraphStore
from renkei.store.protocol import Store

Progress = Callable[[Text], None]


# Rules and checks run about twice as fast on a graph in memory; at 460 bytes a quad this many rows need some 500 MB.
MOST_ROWS_IN_MEMORY = 20_000


class CheckFailed(RenkeiError):
    """Checks that found offenders; the current store stays as it was."""

    def __init__(self, failed: list[CheckResult]) -> None:
        self.failed = failed
        rows_ja = [f"検査 {c.name}（{c.title.ja}）: {o}" for c in failed for o in c.offenders]
        rows_en = [f"check {c.name} ({c.title.en}): {o}" for c in failed for o in c.offenders]
        super().__init__(Text("\n".join(rows_ja), "\n".join(rows_en)))


@dataclass(frozen=True)
class Built:
    """A build's outcome: the generation, and whether it was there already."""

    generation: Generation
    unchanged: bool


def shipped_register() -> Register:
    """The register of sources that ships with renkei."""
    return read_register(resources.folder("data") / "sources.toml")


def load_shipped(datasets: Iterable[Dataset]) -> Checked:
    """The data sets read and checked against the shipped ontology and register."""
    vocabularies = resources.folder("ontology") / "vocabularies"
    return load(datasets, shipped_schema(), shipped_register(), vocabularies)


def build(
    datasets: list[Dataset], directory: Path, audience: Audience, progress: Progress | None = None, wait: float = 0
) -> Built:
    """Build the data sets into a generation of the store in `directory`, and make it the current one.

    Where the current generation was made from the same input, nothing is done; where another build is at work, this one
    waits for up to `wait` seconds. Raises TableErrors for bad rows, CheckFailed
    for checks that find offenders, StoreError for a directory that cannot be used; the current store then stays in use.
    """
    say = progress or (lambda _: None)
    digest = input_digest(datasets, audience)
    if current := find_usable(directory, digest):
        return Built(current, unchanged=True)
    say(Text("表を読み、検査しています", "reading and checking the tables"))
    checked = load_shipped(datasets)
    with building(directory, digest, wait) as scratch:
        if current := find_usable(directory, digest):  # what we waited for was this very build
            return Built(current, unchanged=True)
        say(Text(f"{len(checked.rows)}行からグラフを作っています", f"making the graph from {len(checked.rows)} rows"))
        in_memory = len(checked.rows) <= MOST_ROWS_IN_MEMORY
        store = OxigraphStore.in_memory() if in_memory else OxigraphStore.create(scratch / "data")
        store.load(itertools.chain(ontology_quads(), data_quads(checked, audience)))
        say(Text("規則を適用しています", "applying the rules"))
        derived = apply_rules(store, shipped_rules())
        say(Text("グラフを検査しています", "checking the graph"))
        results = [*query_checks(store), no_blank_nodes(store), ontology_style(store)]
        if failed := [r for r in results if not r.ok]:
            raise CheckFailed(failed)
        manifest = _manifest(store, checked, datasets, audience, derived, results)
        if in_memory:
            made, store = store, OxigraphStore.create(scratch / "data")
            store.load(made.quads())
        store.finish()
        del store  # the engine keeps its files open as long as the object lives
        return Built(publish(directory, scratch, digest, manifest), unchanged=False)


def input_digest(datasets: Iterable[Dataset], audience: Audience) -> str:
    """A digest of all that a store is made from: data, ontology, rules, checks, version, audience."""
    hasher = hashlib.sha256(f"{resources.VERSION}\n{audience}\n".encode())
    shipped = [("ontology", "**/*.ttl"), ("queries", "rules/*.rq"), ("queries", "checks/*.rq"), ("data", "sources.toml")]
    for name, pattern in shipped:
        for path in resources.files(name, pattern):
            _digest_file(hasher, f"{name}/{path.name}", path)
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        _digest_file(hasher, path.name, path)
    for dataset in datasets:
        for path in [*dataset.files(), dataset.path / "dataset.toml"]:
            if path.exists():
                _digest_file(hasher, f"{dataset.id}/{path.name}", path)
    return hasher.hexdigest()[:20]


def _digest_file(hasher: hashlib._Hash, name: str, path: Path) -> None:
    data = path.read_bytes()
    hasher.update(f"{name}\n{len(data)}\n".encode())
    hasher.update(data)


def ontology_quads() -> Iterator[ox.Quad]:
    """Ontology and vocabularies, in the default graph and in the graph of their file. The shapes stay outside."""
    for path in [*resources.files("ontology", "*.ttl"), *resources.files("ontology", "vocabularies/*.ttl")]:
        name = f"{ID}file/ontology-{path.stem}" if path.stem != "renkei" else NS.rstrip("#")
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            triple = ox.Triple(quad.subject, quad.predicate, quad.object)
            yield known(triple)
            yield in_graph(triple, ox.NamedNode(name))


def data_quads(checked: Checked, audience: Audience) -> Iterator[ox.Quad]:
    """The register, the rows, and the descriptions of the graphs the rows stand in."""
    for triple in describe_register(checked.register):
        yield known(triple)
        yield in_graph(triple, REGISTER_GRAPH)
    described: dict[ox.NamedNode, PassageGraph | FileGraph] = {}
    for row in checked.rows:
        given = row.statements(audience)
        graphs = {basis: checked.graphs(row, basis) for basis in {row.row.basis, *(s.basis for s in given)}}
        yield from row_quads(given, row.row, graphs)
        for basis in {s.basis for s in given}:
            described.update((graph.iri, graph) for graph in graphs[basis])
    for graph in described.values():
        for triple in graph.describe():
            yield known(triple)
            yield in_graph(triple, REGISTER_GRAPH)


def _by_basis(store: Store) -> dict[str, int]:
    """How many statements of the data stand on each basis; one that several sources give is counted once for each basis."""
    graphs = {
        q.subject: q.object.value.rsplit("/", 1)[-1]
        for q in store.quads(None, RENKEI.basis, None, ox.DefaultGraph())
        if isinstance(q.subject, ox.NamedNode) and isinstance(q.object, ox.NamedNode)
    }
    given: dict[str, set[ox.Triple]] = {}
    for graph, basis in graphs.items():
        triples = given.setdefault(basis, set())
        triples.update(ox.Triple(q.subject, q.predicate, q.object) for q in store.quads(graph=graph))
    return {basis: len(triples) for basis, triples in sorted(given.items())}


def _statements(store: Store) -> int:
    """How many statements the default graph holds."""
    (count,) = store.select("SELECT (COUNT(*) AS ?statements) WHERE { ?thing ?property ?value }").rows[0]
    assert isinstance(count, ox.Literal)
    return int(count.value)


def _manifest(
    store: Store,
    checked: Checked,
    datasets: Iterable[Dataset],
    audience: Audience,
    derived: int,
    results: list[CheckResult],
) -> dict[str, Any]:
    shown = [r for r in checked.rows if r.statements(audience)]
    tables = Counter(r.row.table.name for r in shown)
    sources = Counter(d.id for r in shown for _, d in r.passages)
    datasets_used = Counter(source for r in shown if not r.passages for source in r.dataset.sources.get(r.row.table.name, ()))
    things = Counter(
        q.object.value
        for q in store.quads(None, RDF.type, None, ox.DefaultGraph())
        if isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(ID) and isinstance(q.object, ox.NamedNode)
    )
    return {
        "version": resources.VERSION,
        "audience": audience,
        "datasets": [d.id for d in datasets if any(r.dataset.id == d.id for r in shown)],
        "withheld": len(checked.rows) - len(shown),
        "rows": dict(sorted(tables.items())),
        "rows_by_source": dict(sorted(sources.items())),
        "rows_by_dataset": dict(sorted(datasets_used.items())),
        "things": dict(sorted(things.items())),
        "statements_by_basis": _by_basis(store) | {"derived": derived},
        "statements": _statements(store),
        "quads": len(store),
        "derived": derived,
        "checks": {r.name: len(r.offenders) for r in results},
    }
