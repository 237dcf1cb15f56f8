"""A small index over Turtle files: the objects of a subject, and RDF lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

Node: TypeAlias = ox.NamedNode | ox.BlankNode
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class TripleIndex:
    """The statements of some Turtle files, looked up by subject and predicate IRI."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._store = ox.Store()
        for number, path in enumerate(paths):
            graph = ox.NamedNode(f"urn:file:{number}")
            quads = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
            self._store.bulk_extend(ox.Quad(q.subject, q.predicate, q.object, graph) for q in quads)

    def subjects(self, predicate: str, value: ox.NamedNode | None = None) -> list[Node]:
        """The subjects that have `predicate` (with `value`), each once, sorted."""
        found = {q.subject for q in self._store.quads_for_pattern(None, ox.NamedNode(predicate), value, None)}
        return sorted((s for s in found if not isinstance(s, ox.Triple)), key=str)

    def objects(self, subject: Node, predicate: str) -> list[Term]:
        quads = self._store.quads_for_pattern(subject, ox.NamedNode(predicate), None, None)
        return sorted((q.object for q in quads), key=str)

    def predicates(self, subject: Node) -> set[str]:
        """The IRIs of the predicates that `subject` has."""
        return {q.predicate.value for q in self._store.quads_for_pattern(subject, None, None, None)}

    def value(self, subject: Node, predicate: str) -> Term | None:
        """The one object, or None; several are an error of the file."""
        found = self.objects(subject, predicate)
        if len(found) > 1:
            raise ValueError(f"{subject} has {len(found)} values of {predicate}; one is allowed")
        return found[0] if found else None

    def text(self, subject: Node, predicate: str) -> str | None:
        """The lexical form of the one literal or IRI, or None."""
        found = self.value(subject, predicate)
        return found.value if isinstance(found, (ox.Literal, ox.NamedNode)) else None

    def by_language(self, subject: Node, predicate: str) -> dict[str, str]:
        """The literals by language tag."""
        return {o.language: o.value for o in self.objects(subject, predicate) if isinstance(o, ox.Literal) and o.language}

    def items(self, head: Term | None) -> Iterator[Term]:
        """The items of an RDF list."""
        while isinstance(head, (ox.NamedNode, ox.BlankNode)) and head.value != RDF + "nil":
            first = self.value(head, RDF + "first")
            if first is None:
                return
            yield first
            head = self.value(head, RDF + "rest")
