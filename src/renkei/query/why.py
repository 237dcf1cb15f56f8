"""Why a row is in the answer: the passages, files and rules behind the statements that the row rests on.

This is why-provenance (Buneman, Khanna and Tan, 2001) by re-evaluation: the query's pattern is solved again with the row's
values given, its triple patterns are filled in, and each triple is looked up in the named graphs. A derived statement is
traced on through the pattern of its rule, and what a sub-query counts through its own pattern. Negation and longer property
paths are not traced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import pyoxigraph as ox
import rdflib
from pyparsing.exceptions import ParseException
from rdflib.paths import AlternativePath, InvPath, Path
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from renkei.errors import QueryError, Text
from renkei.query.results import Source
from renkei.query.rules import Rule
from renkei.rdf.provenance import of_one_file
from renkei.schema.namespaces import PREFIXES, RDFS, RENKEI
from renkei.store.dataset import clauses
from renkei.store.memory import from_rdflib
from renkei.store.protocol import Store, Table, Term
from renkei.store.tokens import Token, tokens

_DEEPEST = 5

Pattern = tuple[object, object, object]


@dataclass(frozen=True)
class _Query:
    """A query taken apart: what stands before its form, its FROM clauses, the variables it projects plainly, its pattern."""

    prologue: str
    dataset: str
    plain: tuple[str, ...]
    everything: bool
    body: str
    inner: tuple[_Query, ...] = ()


def sources_of(store: Store, sparql: str, answer: Table, rules: Iterable[Rule]) -> tuple[tuple[Source, ...], ...]:
    """For each row of `answer` (to the bound SELECT `sparql`), the sources of the statements behind it, sorted."""
    tracer = Tracer(store, rules)
    query = _taken_apart(sparql, "SELECT")
    shared = [c for c in answer.columns if query.everything or c in query.plain]
    patterns = _patterns_of(query)
    found = []
    for row in answer.rows:
        given = {c: t for c, t in zip(answer.columns, row, strict=True) if c in shared and t is not None}
        empty = [c for c, t in zip(answer.columns, row, strict=True) if c in shared and t is None]
        triples = tracer.instances(query, patterns, given, empty)
        found.append(tuple(sorted(tracer.sources(triples), key=lambda s: (s.iri, s.rule or "", len(s.locator), s.locator))))
    return tuple(found)


class Tracer:
    """Traces triples to their graphs; keeps what it has found, since rows share statements."""

    def __init__(self, store: Store, rules: Iterable[Rule]) -> None:
        self._store = store
        self._rules = {rule.graph.value: rule for rule in rules}
        self._described: dict[str, Source | None] = {}
        self._traced: dict[ox.Triple, frozenset[Source]] = {}

    def instances(
        self, query: _Query, patterns: list[Pattern], given: Mapping[str, Term], empty: Iterable[str] = ()
    ) -> set[ox.Triple]:
        """The triples that the patterns become in each solution that agrees with `given` and binds none of `empty`."""
        names = " ".join(f"?{n}" for n in given)
        values = " ".join(str(t) for t in given.values())
        data = f"VALUES ({names}) {{ ({values}) }}" if given else ""
        unbound = "".join(f" FILTER (!BOUND(?{n}))" for n in empty)
        group = f"{{ {{ {query.body} }} {data}{unbound} }}"
        solved = self._store.select(f"{query.prologue} SELECT * {query.dataset} WHERE {group}")
        triples: set[ox.Triple] = set()
        asked: set[tuple[_Query, tuple[tuple[str, Term], ...], tuple[str, ...]]] = set()
        for row in solved.rows:
            bound = {n: t for n, t in zip(solved.columns, row, strict=True) if t is not None}
            for pattern in patterns:
                triples.update(_filled(pattern, bound))
            for inner in query.inner:
                unbound_there = tuple(n for n in inner.plain if n not in bound)
                asked.add((inner, tuple((n, bound[n]) for n in inner.plain if n in bound), unbound_there))
        # Where the row lacks what a sub-query binds, it comes from another alternative.
        for inner, chosen, without in asked:
            triples |= self.instances(inner, _patterns_of(inner), dict(chosen), without)
        return triples

    def sources(self, triples: Iterable[ox.Triple], depth: int = 0) -> set[Source]:
        found: set[Source] = set()
        for triple in triples:
            if triple not in self._traced:
                self._traced[triple] = frozenset()  # a statement that rests on itself adds nothing
                self._traced[triple] = frozenset(self._trace(triple, depth))
            found |= self._traced[triple]
        return found

    def _trace(self, triple: ox.Triple, depth: int) -> Iterator[Source]:
        subject, predicate, obj = triple.subject, triple.predicate, triple.object
        if not isinstance(subject, ox.NamedNode) or not isinstance(obj, (ox.NamedNode, ox.Literal)):
            return
        for quad in self._store.quads(subject, predicate, obj):
            graph = quad.graph_name
            if not isinstance(graph, ox.NamedNode):
                continue
            rule = self._rules.get(graph.value)
            if rule and depth < _DEEPEST:
                for source in self.sources(self._premises(rule, triple), depth + 1):
                    yield replace(source, rule=source.rule or rule.name)
            elif source_here := self._describe(graph):
                rows = self._rows(subject, graph) if not source_here.document else []
                yield from (replace(source_here, locator=row) for row in rows)
                if not rows:
                    yield source_here

    def _premises(self, rule: Rule, triple: ox.Triple) -> set[ox.Triple]:
        query = _taken_apart(rule.sparql, "CONSTRUCT")
        patterns = _patterns_of(query)
        found: set[ox.Triple] = set()
        for template in _template(rule.sparql):
            given = _unified(template, triple)
            if given is not None:
                found |= self.instances(query, patterns, given)
        return found - {triple}

    def _describe(self, graph: ox.NamedNode) -> Source | None:
        """The source that a graph stands for.

        None for the graphs of ontology, vocabularies and our own translations, which are the source of no fact.
        """
        if graph.value not in self._described:
            basis = self._one(graph, RENKEI.basis)
            self._described[graph.value] = None
            if isinstance(basis, ox.NamedNode) and not basis.value.endswith("/translated"):
                self._described[graph.value] = self._source(graph, basis.value.rsplit("/", 1)[-1])
        return self._described[graph.value]

    def _source(self, graph: ox.NamedNode, basis: str) -> Source:
        document = self._one(graph, RENKEI.document)
        named = document if isinstance(document, ox.NamedNode) else graph
        quads = self._store.quads(named, RDFS.label, None, ox.DefaultGraph())
        labels = {q.object.language: q.object.value for q in quads if isinstance(q.object, ox.Literal)}
        label = Text(labels.get("ja", graph.value), labels.get("en", graph.value))
        number, lines = (self._one(n, p) for n, p in ((named, RENKEI.number), (graph, RENKEI.lines)))
        if isinstance(number, ox.Literal) and isinstance(lines, ox.Literal):
            return Source(graph.value, f"{number.value}:{lines.value}", label, basis, document=number.value)
        return Source(graph.value, graph.value.rsplit("/", 1)[-1], label, basis)

    def _rows(self, subject: ox.NamedNode, graph: ox.NamedNode) -> list[str]:
        """Where in the file of a graph the thing stands: in several rows if they were joined; none where that is not said."""
        graphs = of_one_file(graph.value)
        quads = self._store.quads(subject, RENKEI.locator)
        there = (q.object for q in quads if isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value in graphs)
        return sorted({o.value for o in there if isinstance(o, ox.Literal)})

    def _one(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> object:
        return next((q.object for q in self._store.quads(subject, predicate, None, ox.DefaultGraph())), None)


@lru_cache(maxsize=256)
def _taken_apart(sparql: str, form: str, dataset: str | None = None) -> _Query:
    found = list(tokens(sparql))
    start = next((i for i, t in enumerate(found) if t.kind == "word" and t.text.upper() == form), None)
    if start is None:
        raise QueryError(
            Text(f"{form} の問い合わせだけ出典をたどれます。", f"Only a {form} query can be traced to its sources.")
        )
    braces = [(a, b) for a, b in _groups(found) if a > start]
    opening, closing = braces[0] if form == "SELECT" else braces[1]
    head = found[start + 1 : opening]
    depth, plain, star = 0, [], False
    for token in head:
        depth += (token.text == "(") - (token.text == ")")
        if token.kind == "variable" and depth == 0:
            plain.append(token.text[1:])
        star = star or (token.text == "*" and depth == 0)
    prologue = "".join(t.text for t in found[:start] if t.kind != "comment")
    body = found[opening + 1 : closing]
    chosen = clauses(sparql) if dataset is None else dataset
    return _Query(prologue, chosen, tuple(plain), star, _text(body), tuple(_inner(prologue, chosen, body)))


def _inner(prologue: str, dataset: str, body: list[Token]) -> Iterator[_Query]:
    """The sub-queries of a pattern, however deep in its groups, without those of a pattern that is negated."""
    for opening, closing in _groups(body):
        before = next((t.text.upper() for t in reversed(body[:opening]) if t.kind not in ("space", "comment")), "")
        if before in ("MINUS", "EXISTS"):
            continue
        inside = body[opening + 1 : closing]
        first = next((t.text.upper() for t in inside if t.kind not in ("space", "comment")), "")
        if first == "SELECT":
            yield _taken_apart(f"{prologue} {_text(inside)}", "SELECT", dataset)
        else:
            yield from _inner(prologue, dataset, inside)


def _text(found: list[Token]) -> str:
    return "".join(t.text + ("\n" if t.kind == "comment" else "") for t in found)


def _patterns_of(query: _Query) -> list[Pattern]:
    return _patterns(f"{query.prologue} SELECT * WHERE {{ {query.body} }}")


def _groups(found: list[Token]) -> list[tuple[int, int]]:
    """The outermost brace groups, as indices of their braces."""
    groups, depth, opening = [], 0, 0
    for i, token in enumerate(found):
        if token.kind == "other" and token.text == "{":
            if depth == 0:
                opening = i
            depth += 1
        elif token.kind == "other" and token.text == "}":
            depth -= 1
            if depth == 0:
                groups.append((opening, i))
    return groups


@lru_cache(maxsize=256)
def _patterns(sparql: str) -> list[Pattern]:
    """The triple patterns a solution must or may match, negated ones left out."""
    found: list[Pattern] = []

    def walk(node: object) -> None:
        if not isinstance(node, CompValue):
            return
        if node.name == "BGP":
            found.extend(node.triples)
        for key in ("p", "p1") if node.name == "Minus" else ("p", "p1", "p2"):
            walk(node.get(key))

    try:
        parsed = parseQuery(sparql)
    except ParseException as error:
        message = Text(
            "この問い合わせの出典はたどれません（SPARQL 1.1 ではありません）。",
            "Its sources cannot be traced: it is not SPARQL 1.1.",
        )
        raise QueryError(message) from error
    walk(translateQuery(parsed, initNs=PREFIXES).algebra)
    return found


@lru_cache(maxsize=256)
def _template(sparql: str) -> list[Pattern]:
    return list(translateQuery(parseQuery(sparql), initNs=PREFIXES).algebra.template)


def _filled(pattern: Pattern, bound: Mapping[str, Term]) -> Iterator[ox.Triple]:
    """The triples that a pattern becomes; none where a variable is unbound, one for each arm of an alternative path."""
    subject, predicate, obj = pattern
    if isinstance(predicate, AlternativePath):
        for arm in predicate.args:
            yield from _filled((subject, arm, obj), bound)
        return
    if isinstance(predicate, InvPath):
        yield from _filled((obj, predicate.arg, subject), bound)
        return
    if isinstance(predicate, Path):
        return
    s, p, o = (_term(t, bound) for t in (subject, predicate, obj))
    if isinstance(s, ox.NamedNode) and isinstance(p, ox.NamedNode) and o is not None:
        yield ox.Triple(s, p, o)


def _term(term: object, bound: Mapping[str, Term]) -> Term | None:
    if isinstance(term, rdflib.Variable):
        return bound.get(str(term))
    if isinstance(term, rdflib.BNode):
        return None
    return from_rdflib(term)


def _unified(template: Pattern, triple: ox.Triple) -> dict[str, Term] | None:
    """The bindings under which `template` becomes `triple`, or None."""
    bound: dict[str, Term] = {}
    for part, actual in zip(template, (triple.subject, triple.predicate, triple.object), strict=True):
        if isinstance(part, rdflib.Variable):
            if bound.setdefault(str(part), actual) != actual:
                return None
        elif from_rdflib(part) != actual:
            return None
    return bound
