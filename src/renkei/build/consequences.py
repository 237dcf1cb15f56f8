"""What single statements entail, found as they are written: rules of one statement need no look at the whole store.

Such a rule (see query/rules.py) is asked once, over the ontology and a probe for each statement that it might take: a property
with some value, or with a concept or class that the ontology describes. What it derives from a probe it derives from every
statement like it. So most of what rules give for a large table is written with its rows, in one pass.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from renkei.query.rules import Rule
from renkei.schema.namespaces import RDF
from renkei.store.oxigraph import OxigraphStore

_PROBE = "urn:x-renkei-probe:"
_VALUE = ox.NamedNode(f"{_PROBE}value")


class _Conclusion(NamedTuple):
    """What follows from a statement of its subject: property and value (None: the statement's own), by the rule of a graph."""

    property: str
    value: str | None
    graph: str


class Consequences:
    """What rules of one statement derive.

    Terms and statements are text as N-Triples write them.
    """

    def __init__(self, rules: Iterable[Rule], ontology: Iterable[ox.Quad]) -> None:
        self._alone = 0
        self._said: set[str] = set()
        self._derived: set[str] = set()
        self._described: set[str] = set()
        self._by_value: set[str] = set()
        self._direct: dict[tuple[str, str | None], list[_Conclusion]] = {}
        self._all: dict[tuple[str, str | None], tuple[_Conclusion, ...]] = {}
        self._probe([r for r in rules if r.one_statement], list(ontology))

    @property
    def number(self) -> int:
        """How many statements only these rules gave so far."""
        return self._alone + len(self._derived - self._said)

    def lines(self, statements: Iterable[str], *, alone: bool = False) -> list[str]:
        """The lines of N-Quads of what `statements` entail, in the default graph and in the graphs of the rules.

        Where they are all that is said of their subjects they stand `alone`, and nothing is kept of them.
        """
        given = dict.fromkeys(statements)
        entailed: dict[str, None] = {}
        lines: list[str] = []
        for statement in given:
            subject, property_, value = statement.split(" ", 2)
            if property_ not in self._taken:
                continue
            for conclusion in self._entailed(property_, value):
                said = f"{subject} {conclusion.property} {conclusion.value or value}"
                lines.append(f"{said} {conclusion.graph} .\n")
                if said not in given:
                    entailed[said] = None
        if alone:
            self._alone += len(entailed)
        else:
            self._said.update(given)
            self._derived.update(entailed)
        return lines + [f"{said} .\n" for said in entailed]

    def _entailed(self, property_: str, value: str) -> tuple[_Conclusion, ...]:
        """All that follows from a statement, in one step or several."""
        key = self._key(property_, value)
        if key not in self._all:
            self._all[key] = tuple(dict.fromkeys(self._closure(key)))
        return self._all[key]

    def _closure(self, key: tuple[str, str | None]) -> Iterator[_Conclusion]:
        """What follows from a statement, and from what follows."""
        seen, due = {key}, [key]
        while due:
            property_, value = due.pop()
            for found in self._direct.get(self._key(property_, value), ()):
                conclusion = found if found.value else found._replace(value=value)
                yield conclusion
                if (new := (conclusion.property, conclusion.value)) not in seen:
                    seen.add(new)
                    due.append(new)

    def _key(self, property_: str, value: str | None) -> tuple[str, str | None]:
        """The statement as rules see it: a value counts where one asks for the property, and the ontology describes it."""
        return property_, value if property_ in self._by_value and value in self._described else None

    @cached_property
    def _taken(self) -> frozenset[str]:
        """The properties of the statements that a rule takes."""
        return frozenset(property_ for property_, _ in self._direct)

    def _probe(self, rules: list[Rule], ontology: list[ox.Quad]) -> None:
        """Ask every rule what it derives from each statement that it might take."""
        things = {q.subject for q in ontology if isinstance(q.subject, ox.NamedNode)}
        read = {RDF.type}.union(*(map(ox.NamedNode, r.reads or ()) for r in rules))
        self._described, self._by_value = set(map(str, things)), set(map(str, read))
        keys = [*((p, _VALUE) for p in things | read), *itertools.product(read, things)]
        nodes = {ox.NamedNode(f"{_PROBE}{number}"): key for number, key in enumerate(keys)}
        store = OxigraphStore.in_memory()
        store.load(ontology)
        store.load(ox.Quad(node, *key) for node, key in nodes.items())
        for rule in rules:
            for triple in store.construct(rule.sparql):
                if isinstance(triple.subject, ox.NamedNode) and triple.subject in nodes:
                    property_, value = (None if term == _VALUE else str(term) for term in nodes[triple.subject])
                    own = None if triple.object == _VALUE else str(triple.object)
                    found = _Conclusion(str(triple.predicate), own, str(rule.graph))
                    self._direct.setdefault((str(property_), value), []).append(found)
