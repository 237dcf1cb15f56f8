"""Canonical output: the same statements in any order give the same bytes."""

from __future__ import annotations

import io
import random

import pyoxigraph as ox

from renkei.rdf.canonical import write_nquads, write_turtle
from renkei.rdf.quads import in_graph, known

EX = "https://example.org/"
TRIPLES = [
    ox.Triple(ox.NamedNode(EX + s), ox.NamedNode(EX + p), o)
    for s in "ba"
    for p in "qp"
    for o in (ox.NamedNode(EX + "o"), ox.Literal("福\n島", language="ja"), ox.Literal(10), ox.Literal(9))
]


def nquads(quads: list[ox.Quad]) -> bytes:
    out = io.BytesIO()
    assert write_nquads(quads, out) == len(quads)
    return out.getvalue()


def turtle(triples: list[ox.Triple]) -> bytes:
    out = io.BytesIO()
    assert write_turtle(triples, out) == len(triples)
    return out.getvalue()


def test_nquads_are_lines_in_order() -> None:
    graph = ox.NamedNode(EX + "g")
    quads = [in_graph(TRIPLES[1], graph), known(TRIPLES[1]), known(TRIPLES[0])]
    assert nquads(quads).decode() == (
        f'<{EX}b> <{EX}q> "福\\n島"@ja .\n<{EX}b> <{EX}q> "福\\n島"@ja <{EX}g> .\n<{EX}b> <{EX}q> <{EX}o> .\n'
    )


def test_the_order_of_the_input_changes_no_byte() -> None:
    shuffled = TRIPLES.copy()
    random.Random(7).shuffle(shuffled)
    assert shuffled != TRIPLES
    assert nquads([known(t) for t in shuffled]) == nquads([known(t) for t in TRIPLES])
    assert turtle(shuffled) == turtle(TRIPLES)


def test_what_is_written_is_what_was_given() -> None:
    parsed = {q.triple for q in ox.parse(turtle(TRIPLES), format=ox.RdfFormat.TURTLE)}
    assert parsed == set(TRIPLES)
    quads = {known(t) for t in TRIPLES} | {in_graph(t, ox.NamedNode(EX + "g")) for t in TRIPLES}
    assert set(ox.parse(nquads(list(quads)), format=ox.RdfFormat.N_QUADS)) == quads
