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

    Raises RenkeiError where rules feed each other without end.
    """
    rules = list(rules)
    described = [
        t for rule in rules for t in (ox.Triple(rule.graph, RDF.type, RENKEI.Rule), *both(rule.graph, RDFS.label, rule.title))
    ]
    store.load([*map(known, described), *(in_graph(t, REGISTER_GRAPH) for t in described)])
    derived = 0
    changed: set[str] | None = None  # the properties of which the last round derived statements; at first, any
    for _ in range(_MOST_ROUNDS):
        grown: set[str] = set()
        for rule in rules:
            if changed is not None and rule.reads is not None and not rule.reads & (changed | grown):
                continue
            new = [t for t in store.construct(rule.sparql) if not _holds(store, t, rule.graph)]
            if new:
                derived += sum(not _holds(store, t, ox.DefaultGraph()) for t in new)
                store.load([*map(known, new), *(in_graph(t, rule.graph) for t in new)])
                grown |= {t.predicate.value for t in new}
        if not grown:
            return derived
        changed = grown
    raise RenkeiError(Text("規則が収束しません。", f"The rules do not come to an end in {_MOST_ROUNDS} rounds."))


def _holds(store: Store, triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph) -> bool:
    if not isinstance(triple.subject, ox.NamedNode) or not isinstance(triple.object, (ox.NamedNode, ox.Literal)):
        return False
    return next(store.quads(triple.subject, triple.predicate, triple.object, graph), None) is not None
