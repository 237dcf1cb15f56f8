"""The W3C test suite of SPARQL 1.1 queries through renkei's own door: how many cases pass, and why the others do not.

    python benchmarks/w3c.py SUITE [--all]

SUITE is a checkout of github.com/w3c/rdf-tests, or its archive (.tar.gz). Each case is asked of a store in memory made from the
case's data, by `Graph.run`. Rows and graphs are compared by value, blank nodes by isomorphism. Left out are the cases that need
an entailment regime or SERVICE, which renkei refuses, and updates. `--all` lists the cases that pass too.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.collection import Collection
from rdflib.compare import isomorphic

from renkei.errors import QueryError
from renkei.graph import Graph
from renkei.query.results import Result
from renkei.store.dataset import dataset_of
from renkei.store.guard import guard
from renkei.store.memory import to_rdflib
from renkei.store.oxigraph import OxigraphStore
from renkei.store.protocol import Table

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
BASE = "https://w3c.github.io/rdf-tests/"
KINDS = ("QueryEvaluationTest", "CSVResultFormatTest", "PositiveSyntaxTest11", "NegativeSyntaxTest11")
# Manifests whose cases need what renkei refuses, does not have, or are no queries.
LEFT_OUT = ("entailment", "service", "syntax-fed", "delete-insert")

# Why a case fails that does. Each was looked at with pyoxigraph alone: the engine (Oxigraph 0.5) gives the same.
_SCOPE = "GRAPH ?g binds ?g within its pattern instead of joining it afterwards (oxigraph#1905, mended after 0.5)"
_PATH = "a path of length zero from or to a constant that is in no statement finds nothing (on a list of oxigraph's tests)"
_CONCAT = "GROUP_CONCAT keeps a language that all its members share, as SPARQL 1.2 has it"
REASONS = {
    "aggregates/agg-empty-group-count-graph": _SCOPE,
    "aggregates/agg-groupconcat-04": _CONCAT,
    "aggregates/agg-groupconcat-06": _CONCAT,
    "bindings/graph": _SCOPE,
    "functions/bnode01": "BNODE gives the same node for a string in all rows instead of a new one for each row",
    "negation/graph-minus": _SCOPE,
    "property-path/zero_or_more_set_end": _PATH,
    "property-path/zero_or_more_set_start": _PATH,
    "property-path/zero_or_one_set_end": _PATH,
    "property-path/zero_or_one_set_start": _PATH,
}
_INTEGERS = frozenset(
    rdflib.XSD[name]
    for name in [
        "integer",
        "nonPositiveInteger",
        "negativeInteger",
        "long",
        "int",
        "short",
        "byte",
        "nonNegativeInteger",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
        "positiveInteger",
    ]
)

_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES}
_RESULTS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}


@dataclass(frozen=True)
class Case:
    """One case of a manifest; `name` begins with that of the manifest."""

    name: str
    kind: str
    query: Path
    data: tuple[Path, ...]
    graphs: tuple[tuple[str, Path], ...]
    result: Path | None


@dataclass(frozen=True)
class Outcome:
    """What became of a case; `why` is empty where it passes."""

    case: Case
    why: str


@contextmanager
def suite(path: Path) -> Iterator[Path]:
    """The folder of the suite, unpacked for the time where `path` is its archive."""
    if path.is_dir():
        yield path
        return
    with tempfile.TemporaryDirectory() as folder, tarfile.open(path) as archive:
        archive.extractall(folder, filter="data")
        yield Path(folder)


def cases(folder: Path) -> list[Case]:
    """The cases of the query part of the suite, by name."""
    found = []
    for manifest in sorted((folder / "sparql" / "sparql11").glob("*/manifest.ttl")):
        if manifest.parent.name in LEFT_OUT:
            continue
        graph = rdflib.Graph()
        graph.parse(manifest, publicID=manifest.as_uri())
        for entries in graph.objects(predicate=MF.entries):
            found += [case for node in Collection(graph, entries) if (case := _case(graph, node, manifest.parent))]
    return sorted(found, key=lambda case: case.name)


def _case(graph: rdflib.Graph, node: rdflib.term.Node, folder: Path) -> Case | None:
    kind = str(graph.value(node, rdflib.RDF.type)).rsplit("#", 1)[-1]
    if kind not in KINDS:
        return None
    action, result = graph.value(node, MF.action), graph.value(node, MF.result)
    query = graph.value(action, QT.query) or action
    named = [(g, graph.value(g, QT.graph) or g) for g in graph.objects(action, QT.graphData)]
    return Case(
        name=f"{folder.name}/{str(node).rsplit('#', 1)[-1]}",
        kind=kind,
        query=_path(query),
        data=tuple(_path(d) for d in graph.objects(action, QT.data)),
        graphs=tuple((_iri(_path(g)), _path(g)) for _, g in named),
        result=_path(result) if result else None,
    )


def _path(node: object) -> Path:
    return Path(rdflib.URIRef(str(node)).removeprefix("file://"))


def _iri(path: Path) -> str:
    """The address that the suite gives a file, from its folder on."""
    parts = path.parts
    return BASE + "/".join(parts[parts.index("sparql11") - 1 :])


def run(case: Case) -> Outcome:
    """Ask a case, and compare."""
    text = case.query.read_text(encoding="utf-8")
    text = f"BASE <{_iri(case.query)}>\n{text}"
    store = OxigraphStore.in_memory()
    for path in case.data:
        store.load(_quads(path, ox.DefaultGraph()))
    for iri, path in case.graphs:
        store.load(_quads(path, ox.NamedNode(iri)))
    graph = Graph(store, None, None)
    try:
        if case.kind.endswith("SyntaxTest11"):
            _hold(store, text)
        found = graph.run(text)
    except QueryError as error:
        read = case.kind == "PositiveSyntaxTest11" and str(error).startswith("The query cannot be answered")
        return Outcome(case, "" if read or case.kind == "NegativeSyntaxTest11" else str(error))
    if case.kind == "NegativeSyntaxTest11":
        return Outcome(case, "bad syntax is accepted")
    if case.result is None:
        return Outcome(case, "")
    return Outcome(case, _compared(found, case.result))


def _hold(store: OxigraphStore, text: str) -> None:
    """Let a store hold the graphs that a query names, so that only its syntax counts."""
    guard(text)
    if dataset := dataset_of(text):
        here = ox.NamedNode(BASE)
        store.load(ox.Quad(here, here, here, graph) for graph in dataset.places)


def _quads(path: Path, graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
    for quad in ox.parse(path=str(path), format=_FORMATS[path.suffix], base_iri=_iri(path)):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _compared(found: object, expected: Path) -> str:
    if isinstance(found, bool):
        said = ox.parse_query_results(path=str(expected), format=_RESULTS[expected.suffix])
        return "" if isinstance(said, ox.QueryBoolean) and bool(said) == found else f"{found}, expected {said}"
    if isinstance(found, Result):
        wanted = _table(expected)
        if expected.suffix == ".csv":
            return _same(_rows(_as_csv(found.table)), _rows(wanted), found.table.columns, wanted.columns)
        return _same(_rows(found.table), _rows(wanted), found.table.columns, wanted.columns)
    made, wanted_graph = rdflib.Graph(), rdflib.Graph()
    for t in found:  # type: ignore[attr-defined]
        made.add((_term(t.subject), _term(t.predicate), _term(t.object)))
    for q in _quads(expected, ox.DefaultGraph()):
        wanted_graph.add((_term(q.subject), _term(q.predicate), _term(q.object)))
    return "" if isomorphic(made, wanted_graph) else f"{len(made)} statements, expected {len(wanted_graph)}: not isomorphic"


def _same(found: rdflib.Graph, expected: rdflib.Graph, columns: tuple[str, ...], wanted: tuple[str, ...]) -> str:
    if set(columns) != set(wanted):
        return f"columns {' '.join(columns)}, expected {' '.join(wanted)}"
    if isomorphic(found, expected):
        return ""
    return f"rows {_shown(found)}, expected {_shown(expected)}"


def _shown(rows: rdflib.Graph) -> str:
    """The first rows of a table, for a message."""
    cells = [[f"{p.removeprefix('column:')}={o.n3()}" for p, o in rows[row]] for row in set(rows.subjects())]
    texts = sorted(" ".join(sorted(c for c in row if not c.startswith("http"))) for row in cells)
    return f"{len(texts)}: " + " | ".join(texts)[:300]


def _table(path: Path) -> Table:
    """The table in a file of results."""
    if path.suffix == ".csv":
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        cells = [tuple(ox.BlankNode("b" + c[2:]) if c.startswith("_:") else _cell(c) for c in row) for row in rows[1:]]
        return Table(tuple(rows[0]), tuple(cells))
    if path.suffix in _RESULTS:
        found = ox.parse_query_results(path=str(path), format=_RESULTS[path.suffix])
        assert isinstance(found, ox.QuerySolutions)
        names = [v.value for v in found.variables]
        return Table(tuple(names), tuple(tuple(solution[n] for n in names) for solution in found))
    graph = rdflib.Graph()
    graph.parse(path, publicID=_iri(path))
    columns = tuple(sorted(str(v) for v in graph.objects(predicate=RS.resultVariable)))
    rows = []
    for solution in graph.objects(predicate=RS.solution):
        bound = {str(graph.value(b, RS.variable)): graph.value(b, RS.value) for b in graph.objects(solution, RS.binding)}
        rows.append(tuple(bound.get(c) for c in columns))
    return Table(columns, tuple(rows))  # type: ignore[arg-type]


def _as_csv(table: Table) -> Table:
    """The cells of a table as SPARQL's CSV has them, which keeps neither datatype nor language."""
    rows = [
        tuple(t if isinstance(t, ox.BlankNode) else _cell("" if t is None else t.value) for t in row)  # type: ignore[union-attr]
        for row in table.rows
    ]
    return Table(table.columns, tuple(rows))


def _cell(text: str) -> ox.Literal:
    """A cell of CSV by value: 1000000 and 1.0E6 are the same."""
    try:
        return ox.Literal(float(text))
    except ValueError:
        return ox.Literal(text)


def _rows(table: Table) -> rdflib.Graph:
    """A table as a graph: a blank node for each row, a property for each column."""
    graph = rdflib.Graph()
    for row in table.rows:
        node = rdflib.BNode()
        graph.add((node, rdflib.RDF.type, RS.ResultSet))
        for column, term in zip(table.columns, row, strict=True):
            if term is not None:
                graph.add((node, rdflib.URIRef(f"column:{column}"), _term(term)))
    return graph


def _term(term: object) -> rdflib.term.Identifier:
    """A term by value: `1.50` and `1.5`, or -3 as integer and as negativeInteger, are the same; the engine keeps values."""
    made = term if isinstance(term, rdflib.term.Identifier) else to_rdflib(term)  # type: ignore[arg-type]
    if not isinstance(made, rdflib.Literal) or made.datatype is None:
        return made
    try:
        if made.datatype in (rdflib.XSD.double, rdflib.XSD.float):
            return rdflib.Literal(repr(float(made)), datatype=made.datatype, normalize=False)
        if made.datatype == rdflib.XSD.decimal or made.datatype in _INTEGERS:
            datatype = rdflib.XSD.decimal if made.datatype == rdflib.XSD.decimal else rdflib.XSD.integer
            return rdflib.Literal(f"{Decimal(str(made)).normalize():f}", datatype=datatype, normalize=False)
        if made.datatype == rdflib.XSD.boolean and str(made) in ("0", "1"):
            return rdflib.Literal("true" if str(made) == "1" else "false", datatype=made.datatype, normalize=False)
    except (ValueError, ArithmeticError):
        return made
    plain = made.datatype == rdflib.XSD.string
    return rdflib.Literal(str(made), datatype=None if plain else made.datatype, normalize=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("suite", type=Path)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    with suite(options.suite) as folder:
        outcomes = [run(case) for case in cases(folder)]
    failed = [o for o in outcomes if o.why]
    for outcome in outcomes if options.all else failed:
        print(outcome.case.name, outcome.why or "passes", sep="\n    ")
        if outcome.why:
            print("    " + REASONS.get(outcome.case.name, "NOT KNOWN"))
    print(f"{len(outcomes) - len(failed)} of {len(outcomes)} cases pass")
    sys.exit(bool({o.case.name for o in failed} - set(REASONS)))


if __name__ == "__main__":
    main()
