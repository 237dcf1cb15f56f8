"""The statements that a part of a match rests on, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from renkei.match.explaining import Part
from renkei.query.results import Source
from renkei.query.rules import shipped_rules
from renkei.query.why import Tracer
from renkei.schema.namespaces import ORG, RENKEI
from renkei.store.protocol import Store

# A tie says with the first property who takes part, with the second in what.
TIES = ((RENKEI.participant, RENKEI.activity), (ORG.member, ORG.organization))


def statements_behind(store: Store, part: Part) -> list[ox.Triple]:
    """The statements of a part's evidence, each once."""
    return list(dict.fromkeys(triple for pair in part.evidence for triple in _statements(store, *pair)))


def sources_behind(store: Store, parts: Iterable[Iterable[Part]]) -> tuple[tuple[Source, ...], ...]:
    """Where the statements behind the parts of each match or member stand: passages of documents, and tables."""
    tracer = Tracer(store, shipped_rules())
    found = [{s for part in told for s in tracer.sources(statements_behind(store, part))} for told in parts]
    return tuple(tuple(sorted(sources, key=lambda s: (s.locator, s.basis, s.rule or ""))) for sources in found)


def _statements(store: Store, subject: str, other: str) -> Iterator[ox.Triple]:
    one = ox.NamedNode(subject)
    if not other:
        yield from (quad.triple for quad in store.quads(one, None, None, ox.DefaultGraph()))
        return
    two = ox.NamedNode(other)
    yield from (quad.triple for quad in store.quads(one, None, two, ox.DefaultGraph()))
    for who, what in TIES:
        for tie in store.quads(None, who, one, ox.DefaultGraph()):
            if isinstance(tie.subject, ox.NamedNode):
                over = [quad.triple for quad in store.quads(tie.subject, what, two, ox.DefaultGraph())]
                yield from ([tie.triple, *over] if over else [])
