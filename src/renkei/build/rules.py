"""Rules run to a fixpoint: what they derive stands in the default graph and in the graph of the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from renkei.build.consequences import Consequences
from renkei.errors import RenkeiError, Text
from renkei.query.rules import Rule
from renkei.rdf.provenance import REGISTER_GRAPH, both
from renkei.rdf.quads import in_graph, known
from renkei.schema.namespaces import RDF, RDFS, RENKEI
from renkei.store.bulk import load_pieces, pieces
from renkei.store.oxigraph import OxigraphStore
from renkei.store.protocol import Store

_MOST_ROUNDS = 12


# A rule that gives more bytes of N-Triples than this has its statements loaded as text, and not looked at one by one.
_MUCH = 2_000_000


@dataclass
class _Run:
    """What is kept of a rule between its runs: what it gave (where that is little), and what became known since the last."""

    rule: Rule
    given: set[ox.Triple] = field(default_factory=set)
    fresh: set[str] | None = None  # None: it never ran


def apply_rules(store: Store, rules: Iterable[Rule], consequences: Consequences | None = None) -> int:
    """Apply all rules until none derives anything new; gives the number of statements that only rules give.

    With `consequences`, which every statement of the store has already, the rules of one statement are not run: what follows
    by them is added to what the others derive. A rule is run again only where, since its last run, something that it reads
    became known (semi-naive evaluation by property and class). Raises RenkeiError where rules feed each other without end.
    """

    def derive(run: _Run) -> tuple[int, set[str]]:
        return _derive(store, run, store.construct(run.rule.sparql), consequences)

    return _applied(store, rules, derive, consequences)


def apply_rules_in_bulk(
    store: OxigraphStore, rules: Iterable[Rule], scratch: Path, watch: Callable[[Text], None], consequences: Consequences
) -> int:
    """`apply_rules` for a large store: what a rule gives goes through a file in the folder `scratch`."""

    def derive(run: _Run) -> tuple[int, set[str]]:
        watch(Text(f"規則: {run.rule.title.ja}", f"rule: {run.rule.title.en}"))
        path = scratch / "derived.nt"
        store.construct_file(run.rule.sparql, path)
        if path.stat().st_size <= _MUCH:
            quads = list(ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES))
            path.unlink()
            triples = (ox.Triple(q.subject, q.predicate, q.object) for q in quads)
            return _derive(store, run, triples, consequences)
        load_pieces(store, path, run.rule.graph)
        before = len(store)
        load_pieces(store, path, ox.DefaultGraph())
        number = len(store) - before
        grown = _terms_in(store, run.rule.graph) if number else set()
        for piece in pieces(path):
            more, terms = _follow(store, _statements(piece), consequences)
            number, grown = number + more, grown | terms
        path.unlink()
        return number, grown

    return _applied(store, rules, derive, consequences)


def _applied(
    store: Store,
    rules: Iterable[Rule],
    derive: Callable[[_Run], tuple[int, set[str]]],
    consequences: Consequences | None,
) -> int:
    """Run rules to the fixpoint; `derive` runs one and gives how many statements are new, of what properties and classes."""
    given = list(rules)
    described = [
        triple
        for rule in given
        for triple in (ox.Triple(rule.graph, RDF.type, RENKEI.Rule), *both(rule.graph, RDFS.label, rule.title))
    ]
    store.load([*map(known, described), *(in_graph(t, REGISTER_GRAPH) for t in described)])
    derived, _ = _follow(store, map(str, described), consequences)
    runs = [_Run(rule) for rule in given if not (consequences and rule.one_statement)]
    for _ in range(_MOST_ROUNDS):
        if not any(_is_due(store, run) for run in runs):
            return derived
        first = [run for run in runs if not run.rule.last]
        for run in first if any(_is_due(store, run) for run in first) else runs:
            if not _is_due(store, run):
                continue
            run.fresh = set()
            number, grown = derive(run)
            derived += number
            for other in runs:
                if other.fresh is not None and not (other is run and run.rule.closed):
                    other.fresh |= grown
    raise RenkeiError(Text("規則が収束しません。", f"The rules do not come to an end in {_MOST_ROUNDS} rounds."))


def _derive(store: Store, run: _Run, given: Iterable[ox.Triple], consequences: Consequences | None) -> tuple[int, set[str]]:
    """Put what a rule gave into the store; how many statements of it are new, of what properties and classes."""
    found = set(given) - run.given
    new = [t for t in found if not _is_known(store, t)]
    store.load([*map(known, new), *(in_graph(t, run.rule.graph) for t in found)])
    run.given |= found
    followed, terms = _follow(store, map(str, new), consequences)
    return len(new) + followed, _terms_of(new) | terms


def _follow(store: Store, statements: Iterable[str], consequences: Consequences | None) -> tuple[int, set[str]]:
    """Put what follows from single statements into the store; how many statements are new, of what properties and classes."""
    lines = consequences.lines(statements, alone=True) if consequences else []
    quads = list(ox.parse("".join(lines), ox.RdfFormat.N_QUADS))
    of_rules = {ox.Triple(q.subject, q.predicate, q.object) for q in quads}
    new = [t for t in of_rules if not _is_known(store, t)]
    store.load(quads)
    return len(new), _terms_of(new)


def _statements(text: bytes) -> Iterator[str]:
    """The statements of N-Triples text as the engine writes it, without the full stops."""
    return (line.removesuffix(" .") for line in text.decode().split("\n") if line)


def _terms_of(triples: Iterable[ox.Triple]) -> set[str]:
    """The properties and classes of statements."""
    given = list(triples)
    return {t.predicate.value for t in given} | {_name(t.object) for t in given if t.predicate == RDF.type}


def _terms_in(store: Store, graph: ox.NamedNode) -> set[str]:
    """The properties and classes of the statements of a graph."""
    queries = (f"SELECT DISTINCT ?term WHERE {{ GRAPH {graph} {{ ?thing {said} }} }}" for said in ("?term ?value", "a ?term"))
    return {term.value for query in queries for (term,) in store.select(query).rows if isinstance(term, ox.NamedNode)}


def _is_due(store: Store, run: _Run) -> bool:
    """Whether a rule never ran, or reads something that became known since; a type counts by its class."""
    if run.fresh is None:
        return True
    if not run.fresh:
        return False
    reads: Set[str] | None = run.rule.reads
    if run.rule.properties_with:
        link = ox.NamedNode(run.rule.properties_with)
        reads = {link.value, *(_name(q.subject) for q in store.quads(None, link, None, ox.DefaultGraph()))}
    return reads is None or not run.fresh.isdisjoint(reads)


def _name(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _is_known(store: Store, triple: ox.Triple) -> bool:
    if not isinstance(triple.subject, ox.NamedNode) or not isinstance(triple.object, (ox.NamedNode, ox.Literal)):
        return False
    return next(store.quads(triple.subject, triple.predicate, triple.object, ox.DefaultGraph()), None) is not None
