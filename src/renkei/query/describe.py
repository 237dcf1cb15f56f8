"""All that is known of one thing: its statements, its ties, and the names of what they point to."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from renkei.rdf.canonical import write_turtle
from renkei.rdf.jsonld import jsonld
from renkei.schema.namespaces import ORG, RDF, RDFS, SCHEMA
from renkei.store.protocol import Store

_DEFAULT = ox.DefaultGraph()
# Nodes that stand for a tie between things, or for a place in a list.
_TIES = (SCHEMA.Role, SCHEMA.ListItem, ORG.Membership)
TIES = frozenset(kind.value for kind in _TIES)


@dataclass(frozen=True)
class Description:
    """What is known of `thing`, each statement once."""

    thing: ox.NamedNode
    triples: tuple[ox.Triple, ...]

    def turtle(self) -> str:
        """As Turtle, the same bytes for the same statements."""
        out = io.BytesIO()
        write_turtle(self.triples, out)
        return out.getvalue().decode("utf-8")

    def jsonld(self) -> str:
        """As JSON-LD, with the part of the bundled context that it needs; the same bytes for the same statements."""
        return jsonld(self.triples)


class Describer:
    """Describes things of one store; keeps names and kinds of nodes, since things share neighbours."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._labels: dict[ox.NamedNode, tuple[ox.Triple, ...]] = {}
        self._are_ties: dict[ox.NamedNode, bool] = {}

    def describe(self, thing: ox.NamedNode) -> Description:
        """The statements of `thing` and those that point to it, the statements of its ties, and the labels of all else.

        A tie is a membership, participation, hosting, support, designation or list entry. A thing that the store does not
        know has no statements.
        """
        found = dict.fromkeys(self._about(thing))
        for quad in self._store.quads(None, None, thing, _DEFAULT):
            found[ox.Triple(quad.subject, quad.predicate, quad.object)] = None
            if isinstance(quad.subject, ox.NamedNode) and self._is_tie(quad.subject):
                found.update(dict.fromkeys(self._about(quad.subject)))
        for node in {n for t in found for n in (t.subject, t.object) if isinstance(n, ox.NamedNode)}:
            found.update(dict.fromkeys(self._label(node)))
        return Description(thing, tuple(sorted(found, key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))))

    def _about(self, node: ox.NamedNode) -> Iterator[ox.Triple]:
        for quad in self._store.quads(node, None, None, _DEFAULT):
            yield ox.Triple(quad.subject, quad.predicate, quad.object)

    def _is_tie(self, node: ox.NamedNode) -> bool:
        if node not in self._are_ties:
            kinds = (self._store.quads(node, RDF.type, kind, _DEFAULT) for kind in _TIES)
            self._are_ties[node] = any(next(quads, None) is not None for quads in kinds)
        return self._are_ties[node]

    def _label(self, node: ox.NamedNode) -> tuple[ox.Triple, ...]:
        if node not in self._labels:
            quads = self._store.quads(node, RDFS.label, None, _DEFAULT)
            self._labels[node] = tuple(ox.Triple(q.subject, q.predicate, q.object) for q in quads)
        return self._labels[node]


def describe(store: Store, thing: ox.NamedNode) -> Description:
    """What a store knows of one thing; for many, keep a `Describer`."""
    return Describer(store).describe(thing)
