"""Canonical output: the same statements give the same bytes, in any process."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import pyoxigraph as ox

from renkei.schema.namespaces import PREFIXES


def write_nquads(quads: Iterable[ox.Quad], out: BinaryIO) -> int:
    """Write sorted N-Quads; gives the number of quads. There are no blank nodes in the data, so order is all."""
    lines = sorted(f"{quad} .\n".encode() for quad in quads)
    out.writelines(lines)
    return len(lines)


def write_turtle(triples: Iterable[ox.Triple], out: BinaryIO) -> int:
    """Write Turtle sorted by subject, predicate, object, with the prefixes of the project; gives the number of triples."""
    ordered = sorted(triples, key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))
    ox.serialize(ordered, output=out, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    return len(ordered)
