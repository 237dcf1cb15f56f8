"""Through whom: the best ways from one organisation to another over what they take part in."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import networkx as nx

from renkei.match.ground import Ground

# A way over more organisations than this is no introduction.
MOST_BETWEEN = 3


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
    network: nx.Graph[str] = nx.Graph()
    for who, partners in known.partners.items():
        network.add_edges_from((who, other) for other in partners)
    if source not in network or target not in network or not nx.has_path(network, source, target):
        return []
    length = nx.shortest_path_length(network, source, target)
    if length > MOST_BETWEEN + 1:
        return []
    found = itertools.islice(nx.all_shortest_paths(network, source, target), 1000)
    ranked = sorted(found, key=lambda path: (-min((len(known.partners[n]) for n in path[1:-1]), default=0), path))
    return [tuple(_step(known, *ends) for ends in itertools.pairwise(path)) for path in ranked[:most]]


def _step(known: Ground, source: str, target: str) -> Step:
    """Over the smallest of the common activities, where the two are likeliest to have met."""
    size: dict[str, int] = {}
    for taken_part in known.activities.values():
        for activity in taken_part:
            size[activity] = size.get(activity, 0) + 1
    shared = known.activities[source] & known.activities[target]
    return Step(source, min(shared, key=lambda activity: (size[activity], activity)), target)
