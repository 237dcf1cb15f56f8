"""The dataset that a query names with FROM and FROM NAMED (SPARQL 1.1, section 13.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from renkei.errors import Text, near_misses
from renkei.schema.namespaces import PREFIXES
from renkei.store.tokens import FORMS, Token, refused, significant

_NO_IRI = Text(
    "FROM の後にはグラフの IRI を書きます（接頭辞は宣言し、相対 IRI には BASE を付けます）",
    "after FROM there is the IRI of a graph: declare its prefix, or give a relative IRI a BASE",
)


@dataclass(frozen=True)
class Dataset:
    """The graphs that a query names: the merge of those in `default` is its default graph, GRAPH sees those in `named`.

    `query` is the whole text, `text` the query without its FROM clauses, of the same length; `places` has where each graph
    is named.
    """

    default: tuple[ox.NamedNode, ...]
    named: tuple[ox.NamedNode, ...]
    query: str
    text: str
    places: Mapping[ox.NamedNode, int]


@dataclass(frozen=True)
class _Clause:
    start: int
    named: bool
    name: Token


def dataset_of(sparql: str, prefixes: Mapping[str, str] = PREFIXES) -> Dataset | None:
    """The dataset that a query, which the guard has seen, names; None where it names none.

    Raises QueryError for a FROM without an IRI.
    """
    found = _clauses(sparql)
    if not found:
        return None
    prologue = sparql[: next(t.start for t in significant(sparql) if t.text.upper() in FORMS)]
    text = sparql
    default: dict[ox.NamedNode, int] = {}
    named: dict[ox.NamedNode, int] = {}
    for clause in found:
        graph = _resolved(sparql, prologue, clause.name, prefixes)
        (named if clause.named else default).setdefault(graph, clause.name.start)
        end = clause.name.start + len(clause.name.text)
        blank = "".join(c if c in "\r\n" else " " for c in sparql[clause.start : end])
        text = text[: clause.start] + blank + text[end:]
    return Dataset(tuple(default), tuple(named), sparql, text, {**named, **default})


def clauses(sparql: str) -> str:
    """The FROM clauses of a query, as they are written."""
    return " ".join(f"FROM {'NAMED ' if c.named else ''}{c.name.text}" for c in _clauses(sparql))


def check_held(
    dataset: Dataset, holds: Callable[[ox.NamedNode], bool], known: Callable[[], Iterable[ox.NamedNode | ox.BlankNode]]
) -> None:
    """Raise QueryError, with near misses among the `known` graphs, for a graph that a store does not hold."""
    for graph, start in dataset.places.items():
        if not holds(graph):
            near = near_misses(graph.value, [g.value for g in known()])
            ja, en = ("。もしかして: " + "、".join(near), ". Did you mean " + " or ".join(near)) if near else ("", "")
            why = Text(
                f"FROM: グラフ {graph.value} はこのストアにありません{ja}",
                f"FROM: this store holds no graph {graph.value}{en}",
            )
            raise refused(dataset.query, start, why)


@lru_cache(maxsize=256)
def _clauses(sparql: str) -> tuple[_Clause, ...]:
    found = list(significant(sparql))
    clauses = []
    depth = 0
    for n, token in enumerate(found):
        depth += (token.text == "{") - (token.text == "}")
        if depth or token.kind != "word" or token.text.upper() != "FROM":  # CONSTRUCT has a template before it
            continue
        named = n + 1 < len(found) and found[n + 1].text.upper() == "NAMED"
        at = n + 1 + named
        if at >= len(found) or found[at].kind not in ("iri", "pname"):
            raise refused(sparql, token.start, _NO_IRI)
        clauses.append(_Clause(token.start, named, found[at]))
    return tuple(clauses)


def _resolved(sparql: str, prologue: str, name: Token, prefixes: Mapping[str, str]) -> ox.NamedNode:
    """The IRI that a name means after the prologue of its query, as the engine resolves it."""
    try:
        found = ox.Store().query(f"{prologue} SELECT ({name.text} AS ?g) {{}}", prefixes=dict(prefixes))
    except SyntaxError as error:
        raise refused(sparql, name.start, _NO_IRI) from error
    assert isinstance(found, ox.QuerySolutions)
    graph = next(iter(found))["g"]
    assert isinstance(graph, ox.NamedNode)
    return graph
