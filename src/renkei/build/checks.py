"""Checks of a built store: queries that give offenders, pySHACL over the whole graph, and the style of the ontology."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from renkei import resources
from renkei.errors import Text, UsageError
from renkei.query.saved import read_header
from renkei.query.values import cell_text
from renkei.schema.namespaces import NS, OWL, RDF, RDFS, SKOS
from renkei.store.oxigraph import OxigraphStore
from renkei.store.protocol import Store, Term

if TYPE_CHECKING:
    import rdflib

# What pySHACL needs, rounded up from a store of 20,000 organisations (700,000 quads: 47 s of processor time, 470 MB).
_QUADS_A_MINUTE, _BYTES_A_QUAD = 800_000, 700

_KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "property",
    OWL.DatatypeProperty: "property",
    OWL.AnnotationProperty: "property",
}


# Every statement of a named graph stands in the default graph too, so looking there is enough.
_BLANK_NODES = "SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER (isBlank(?s) || isBlank(?o)) }"
_PROPERTIES = "SELECT ?term (COUNT(*) AS ?number) WHERE { ?s ?term ?o } GROUP BY ?term"
_CLASSES = "SELECT ?term (COUNT(*) AS ?number) WHERE { ?s a ?term } GROUP BY ?term"


@dataclass(frozen=True)
class CheckResult:
    """What one check found; no offenders means that it passed."""

    name: str
    title: Text
    offenders: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.offenders


@dataclass(frozen=True)
class Usage:
    """How many statements of the default graph use each property, and how many things are of each class, by IRI."""

    properties: dict[str, int]
    classes: dict[str, int]


def usage(store: Store) -> Usage:
    """Count what the default graph uses, in two passes over it."""
    return Usage(_counted(store, _PROPERTIES), _counted(store, _CLASSES))


def _counted(store: Store, sparql: str) -> dict[str, int]:
    rows = store.select(sparql).rows
    return {t.value: int(n.value) for t, n in rows if isinstance(t, ox.NamedNode) and isinstance(n, ox.Literal)}


# What `no_blank_nodes` gives where all is well.
NO_BLANK_NODES = CheckResult("blank-nodes", Text("空白ノードがない", "no blank nodes in the data"), ())


def query_checks(store: Store, folder: Path | None = None) -> Iterator[CheckResult]:
    """The checks of `queries/checks/`: each row that a query gives is an offender. Oxigraph answers two of them at a time."""
    paths = sorted((folder or resources.folder("queries") / "checks").glob("*.rq"))
    with ThreadPoolExecutor(2 if isinstance(store, OxigraphStore) else 1) as pool:
        yield from pool.map(lambda path: _query_check(store, path), paths)


def _query_check(store: Store, path: Path) -> CheckResult:
    header, sparql = read_header(path)
    rows = store.select(sparql).rows
    title = Text(header["title"]["ja"], header["title"]["en"])
    return CheckResult(path.stem, title, tuple(sorted("\t".join(cell_text(t) for t in row) for row in rows)))


def no_blank_nodes(store: Store) -> CheckResult:
    """Data has no blank nodes, so that a statement can be named and compared."""
    rows = store.select(_BLANK_NODES).rows
    found = sorted(" ".join(str(t) for t in row) for row in rows)
    return replace(NO_BLANK_NODES, offenders=tuple(found))


def ontology_style(store: Store, used: Usage | None = None) -> CheckResult:
    """Every term of ours has a label and a definition in ja and en, a fitting name, and stands under a reused class.

    A term of ours that is used in the data and not in the ontology is an offender too; `used` tells what is, where it was
    counted before.
    """
    terms = {
        q.subject.value: name
        for kind, name in _KINDS.items()
        for q in store.quads(None, RDF.type, kind, ox.DefaultGraph())
        if isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(NS)
    }
    offenders = [o for term, kind in terms.items() for o in _term_offences(store, ox.NamedNode(term), kind)]
    used = used or usage(store)
    named = used.properties.keys() | used.classes.keys()
    offenders += [f"{t}: not in the ontology" for t in named if t.startswith(NS) and t not in terms]
    return CheckResult("ontology-style", Text("オントロジーの書き方", "style of the ontology"), tuple(sorted(offenders)))


def _term_offences(store: Store, term: ox.NamedNode, kind: str) -> Iterator[str]:
    name = term.value.removeprefix(NS)
    for predicate, what in ((RDFS.label, "label"), (SKOS.definition, "definition")):
        languages = {
            q.object.language for q in store.quads(term, predicate, None, ox.DefaultGraph()) if isinstance(q.object, ox.Literal)
        }
        for missing in sorted({"ja", "en"} - {language or "" for language in languages}):
            yield f"{name}: no {what} in {missing}"
    if not re.fullmatch(r"[A-Z][A-Za-z0-9]*" if kind == "class" else r"[a-z][A-Za-z0-9]*", name):
        yield f"{name}: a {kind} is named in {'UpperCamelCase' if kind == 'class' else 'lowerCamelCase'}"
    if kind == "class" and not _reused_above(store, term, set()):
        yield f"{name}: stands under no class of another vocabulary"


def _reused_above(store: Store, term: ox.NamedNode, seen: set[Term]) -> bool:
    for quad in store.quads(term, RDFS.subClassOf, None, ox.DefaultGraph()):
        above = quad.object
        if not isinstance(above, ox.NamedNode) or above in seen:
            continue
        if not above.value.startswith(NS) or _reused_above(store, above, seen | {above}):
            return True
    return False


def shacl(store: Store, shapes: Path | None = None) -> CheckResult:
    """pySHACL over the default graph with the shapes of the ontology.

    Raises UsageError naming the extra where pySHACL is not installed.
    """
    try:
        import pyshacl
    except ImportError as error:
        raise UsageError(
            Text(
                "pySHACL がありません: pip install 'renkei[validate]'",
                "pySHACL is not installed: pip install 'renkei[validate]'",
            )
        ) from error
    import rdflib

    from renkei.store.memory import to_rdflib

    data = rdflib.Graph()
    term = cache(to_rdflib)
    data.addN((term(q.subject), term(q.predicate), term(q.object), data) for q in store.quads(graph=ox.DefaultGraph()))
    rules = rdflib.Graph()
    for path in sorted((shapes or resources.folder("ontology") / "shapes").glob("*.ttl")):
        rules.parse(path, format="turtle")
    target_properties(rules)
    _, report, _ = pyshacl.validate(data, shacl_graph=rules, advanced=False, inplace=True)
    return CheckResult(
        "shacl", Text("形状（SHACL）との適合", "conformance with the shapes (SHACL)"), tuple(sorted(_violations(report)))
    )


def target_properties(rules: rdflib.Graph) -> None:
    """Give each property shape the classes of the node shapes that have it, in place of `sh:property`.

    It finds the same violations (SHACL, 2.1.3 and 4.7.1), and pySHACL then looks at all things of a class at once, which takes
    less than half the time. Shapes that others refer to, or that are switched off, stay as they are.
    """
    import rdflib

    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    for node in set(rules.subjects(sh.targetClass)):
        if (None, None, node) in rules or (node, sh.deactivated, None) in rules:
            continue
        for shape in rules.objects(node, sh.property):
            rules.addN((shape, sh.targetClass, target, rules) for target in list(rules.objects(node, sh.targetClass)))
        rules.remove((node, sh.property, None))


def _violations(report: object) -> Iterator[str]:
    import rdflib

    assert isinstance(report, rdflib.Graph)
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        parts = [report.value(result, p) for p in (sh.focusNode, sh.resultPath, sh.value)]
        constraint = str(report.value(result, sh.sourceConstraintComponent)).rsplit("#", 1)[-1]
        yield " ".join([*(str(p) for p in parts if p is not None), constraint])


def all_checks(store: Store, progress: Callable[[Text], None] | None = None, *, shapes: bool = True) -> list[CheckResult]:
    """Every check there is, with `shapes` pySHACL too; `progress` is told each step. Raises UsageError like `shacl`."""

    def tell(ja: str, en: str) -> None:
        if progress:
            progress(Text(ja, en))

    tell("グラフを検査しています", "checking the graph")
    found = [*query_checks(store), no_blank_nodes(store), ontology_style(store)]
    if shapes:
        quads = len(store)
        minutes, megabytes = -(-quads // _QUADS_A_MINUTE), quads * _BYTES_A_QUAD // 10**6
        tell(
            f"SHACL で検査しています（約{minutes}分、メモリー約{megabytes} MB）",
            f"validating with SHACL (about {minutes} min and {megabytes:,} MB)",
        )
        found.append(shacl(store))
    return found
