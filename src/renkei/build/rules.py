"""Rules run to a fixpoint: what they derive stands in the default graph and in the graph of the rule."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from renkei.errors import RenkeiError, Text
from renkei.query.rules import Rule
from renkei.rdf.provenance import REGISTER_GRAPH, both
from renkei.rdf.quads import in_graph, known
from renkei.schema.namespaces import RDF, RDFS, RENKEI
from renkei.store.protocol import Store

_MOST_ROUNDS = 12


def apply_rules(store: Store, rules: Iterable[Rule]) -> int:
    """Apply all rules until none derives anything new; gives the number of statements that only rules give.

    A rule is run again only where, since its last run, something that it reads became known (semi-naive evaluation by
    property and class). Raises RenkeiError where rules feed each other without end.
    """
    rules = list(rules)
    described = [
        t for rule in rules for t in (ox.Triple(rule.graph, RDF.type, RENKEI.Rule), *both(rule.graph, RDFS.label, rule.title))
    ]
    store.load([*map(known, described), *(in_graph(t, REGISTER_GRAPH) for t in described)])
    given: dict[str, set[ox.Triple]] = {rule.name: set() for rule in rules}
    fresh: dict[str, set[str] | None] = dict.fromkeys(given)  # what became known since a rule last ran; None: it never ran
    derived = 0
    for _ in range(_MOST_ROUNDS):
        due = False
        for rule in rules:
            if not _is_due(rule, fresh[rule.name]):
                continue
            due, fresh[rule.name] = True, set()
            found = set(store.construct(rule.sparql)) - given[rule.name]
            new = [t for t in found if not _is_known(store, t)]
            store.load([*map(known, new), *(in_graph(t, rule.graph) for t in found)])
            given[rule.name] |= found
            derived += len(new)
            grown = {t.predicate.value for t in new} | {_name(t.object) for t in new if t.predicate == RDF.type}
            for seen in fresh.values():
                if seen is not None:
                    seen |= grown
        if not due:
            return derived
    raise RenkeiError(Text("規則が収束しません。", f"The rules do not come to an end in {_MOST_ROUNDS} rounds."))


def _is_due(rule: Rule, fresh: set[str] | None) -> bool:
    """Whether a rule never ran, or reads something that became known since; a type counts by its class."""
    if fresh is None or rule.reads is None:
        return fresh is None or bool(fresh)
    return not rule.reads.isdisjoint(fresh)


def _name(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _is_known(store: Store, triple: ox.Triple) -> bool:
    if not isinstance(triple.subject, ox.NamedNode) or not isinstance(triple.object, (ox.NamedNode, ox.Literal)):
        return False
    return next(store.quads(triple.subject, triple.predicate, triple.object, ox.DefaultGraph()), None) is not None
