"""Through whom: the best ways from one organisation to another over what they take part in."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from renkei.match.ground import Ground

# A way over more organisations than this is no introduction.
MOST_BETWEEN = 3
# Of so many shortest ways the best are chosen.
_MOST_LOOKED_AT = 1_000


@dataclass(frozen=True)
class Step:
    """From one organisation to the next, over an activity or council that both take part in."""

    source: str
    over: str
    target: str


def ways(known: Ground, source: str, target: str, most: int = 3) -> list[tuple[Step, ...]]:
    """The shortest ways from `source` to `target`, at most so many; [] where there is none over few enough organisations.

    Of ways of the same length, those over organisations with more partners come first: they know more people. Ties by IRI.
    """

    def known_least(path: tuple[str, ...]) -> int:
        return min((len(known.partners_of(between)) for between in path[1:-1]), default=0)

    ranked = sorted(_shortest(known, source, target), key=lambda path: (-known_least(path), path))
    return [tuple(_step(known, *ends) for ends in itertools.pairwise(path)) for path in ranked[:most]]


def _shortest(known: Ground, source: str, target: str) -> list[tuple[str, ...]]:
    """Shortest paths over few enough organisations, in the order of their IRIs; breadth first, from `target`."""
    near = known.partners_of(source)
    steps, reached = [frozenset({target})], {target}
    while not steps[-1] & near:
        around = frozenset(other for one in steps[-1] for other in known.partners_of(one) if other not in reached)
        if not around or len(steps) > MOST_BETWEEN:
            return []
        steps.append(around)
        reached |= around
    paths: list[tuple[str, ...]] = [(source,)]
    for step in reversed(steps):
        paths = [(*path, there) for path in paths for there in sorted(known.partners_of(path[-1]) & step)][:_MOST_LOOKED_AT]
    return paths


def _step(known: Ground, source: str, target: str) -> Step:
    """Over the smallest of the common activities, where the two are likeliest to have met."""
    shared = known.activities[source] & known.activities[target]
    return Step(source, min(shared, key=lambda activity: (known.sizes[activity], activity)), target)
