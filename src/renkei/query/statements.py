"""The triples that a CONSTRUCT or DESCRIBE gives, and the forms in which people take them away."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

import pyoxigraph as ox

from renkei.errors import Text
from renkei.query.results import MOST_SHOWN, Result
from renkei.schema.namespaces import PREFIXES, XSD
from renkei.store.protocol import Table

if TYPE_CHECKING:
    import rdflib

_COLUMNS = {"subject": Text("主語", "subject"), "predicate": Text("述語", "predicate"), "object": Text("目的語", "object")}


@dataclass(frozen=True, eq=False)
class Statements(Sequence[ox.Triple]):
    """Triples, each once, in the order in which the store gives them; what is made of them is sorted.

    The names of their blank nodes depend on nothing but the triples. Two of the same triples are equal, whatever their order.
    """

    triples: tuple[ox.Triple, ...]

    @overload
    def __getitem__(self, at: int) -> ox.Triple: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[ox.Triple, ...]: ...
    def __getitem__(self, at: int | slice) -> ox.Triple | tuple[ox.Triple, ...]:
        return self.triples[at]

    def __len__(self) -> int:
        return len(self.triples)

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self.triples)

    def __eq__(self, other: object) -> bool:
        return frozenset(self.triples) == frozenset(other.triples) if isinstance(other, Statements) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self.triples))

    def in_order(self) -> list[ox.Triple]:
        """The triples, sorted by subject, predicate and object."""
        return sorted(self.triples, key=str)

    def __str__(self) -> str:
        return self.to_turtle()

    def __repr__(self) -> str:
        return f"<Statements: {len(self)} triples>"

    def _repr_html_(self) -> str:
        """The first statements as Turtle in HTML, for notebooks."""
        caption = f"{len(self)}件の文 / {len(self)} statements"
        if len(self) > MOST_SHOWN:
            caption += f"（はじめの{MOST_SHOWN}件 / the first {MOST_SHOWN}）"
        return f"<p>{caption}</p><pre>{html.escape(Statements(tuple(self.in_order()[:MOST_SHOWN])).to_turtle())}</pre>"

    def to_turtle(self) -> str:
        """Turtle with those prefixes of the project that are used; the same text for the same statements."""
        iris = {node.value for t in self for node in (t.subject, t.predicate, t.object) if isinstance(node, ox.NamedNode)}
        iris |= {
            o.datatype.value for _, _, o in self if isinstance(o, ox.Literal) and not (o.language or o.datatype == XSD.string)
        }
        used = {p: base for p, base in PREFIXES.items() if any(iri.startswith(base) for iri in iris)}
        text = ox.serialize(self.in_order(), format=ox.RdfFormat.TURTLE, prefixes=used)
        return (text or b"").decode("utf-8")

    def to_jsonld(self) -> str:
        """JSON-LD with the part of the bundled context that it needs."""
        from renkei.rdf.jsonld import jsonld

        return jsonld(self.in_order())

    def to_rdflib(self) -> rdflib.Graph:
        """An rdflib.Graph of its own, with the prefixes of the project; it can be changed."""
        import rdflib

        from renkei.store.memory import to_rdflib

        made = rdflib.Graph()
        for prefix, base in PREFIXES.items():
            made.bind(prefix, base)
        for t in self:
            made.add((to_rdflib(t.subject), to_rdflib(t.predicate), to_rdflib(t.object)))
        return made

    def to_result(self) -> Result:
        """A table with the columns subject, predicate and object."""
        rows = tuple((t.subject, t.predicate, t.object) for t in self.in_order())
        return Result(Table(tuple(_COLUMNS), rows), tuple(_COLUMNS.values()))


def statements(triples: Sequence[ox.Triple]) -> Statements:
    """Triples with their blank nodes named anew (RDF Dataset Canonicalization 1.0, W3C 2024)."""
    if any(isinstance(node, ox.BlankNode) for t in triples for node in (t.subject, t.object)):
        found = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
        found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        triples = [ox.Triple(q.subject, q.predicate, q.object) for q in found]
    return Statements(tuple(triples))
