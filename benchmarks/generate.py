"""A graph of any size for the benchmarks: organisations, projects and participations with labels in ja and en, and provenance.

The same number and seed give the same bytes. Participation follows a power law, as it does in real programmes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

ID = "https://w3id.org/renkei/id/"
NS = "https://w3id.org/renkei/ns#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


def statements(number: int, seed: int = 1) -> Iterator[str]:
    """`number` lines of N-Quads: about two thirds in the default graph, one third again in a graph of their source."""
    random_ = random.Random(seed)
    made = 0
    thing = 0
    while made < number:
        for line in _organization(thing, random_) if thing % 3 == 0 else _participation(thing, random_):
            yield line
            made += 1
            if made == number:
                return
        thing += 1


def _organization(n: int, random_: random.Random) -> Iterator[str]:
    node, source = f"<{ID}organization/o{n}>", f"<{ID}passage/p{n % 997}>"
    triples = [
        f"{node} {TYPE} <http://www.w3.org/ns/org#Organization>",
        f'{node} {LABEL} "第{n}機械工業株式会社"@ja',
        f'{node} {LABEL} "Machine Works No. {n}"@en',
        f"{node} <https://schema.org/location> <{ID}place/JP-{random_.randint(1, 47):02}>",
    ]
    yield from (f"{t} .\n" for t in triples)
    yield from (f"{t} {source} .\n" for t in triples[1:3])


def _participation(n: int, random_: random.Random) -> Iterator[str]:
    node, source = f"<{ID}participation/t{n}>", f"<{ID}passage/p{n % 997}>"
    organization = 3 * int(n / 3 * random_.random() ** 3)
    triples = [
        f"{node} {TYPE} <{NS}Participation>",
        f"{node} <{NS}participant> <{ID}organization/o{organization}>",
        f"{node} <{NS}activity> <{ID}project/j{random_.randint(0, n // 5)}>",
    ]
    yield from (f"{t} .\n" for t in triples)
    yield from (f"{t} {source} .\n" for t in triples[1:])


def write(path: Path, number: int, seed: int = 1) -> None:
    """Write `number` statements as N-Quads."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(statements(number, seed))
