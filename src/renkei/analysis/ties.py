"""Who works with whom: the undirected graph that the analyses of organisations take, by columns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pyoxigraph as ox
from scipy import sparse

from renkei.errors import Text, UsageError
from renkei.network.affiliations import Affiliations, Positions, Things
from renkei.network.projection import pairs

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

# Facts by which organisations are grouped.
GROUPINGS = {"region": Text("地域", "region"), "sector": Text("セクター", "sector")}
UNGROUPED = -1


@dataclass(frozen=True, eq=False)
class Groups:
    """The groups of one fact in the order of their IRIs; `code` (organisations,) is where one's group stands, or UNGROUPED."""

    iris: tuple[str, ...]
    code: Positions

    @property
    def unknown(self) -> int:
        """How many organisations have no known group."""
        return int((self.code == UNGROUPED).sum())


@dataclass(frozen=True, eq=False)
class Ties:
    """A tie for each pair of organisations, once, with `source` < `target`; the columns have shape (ties,).

    `organisations` stand in the order of their IRIs and may have no tie. `weight` is Newman's (see `network.projection.pairs`)
    where the ties come from a store. `labels` are those of regions and sectors. `self_ties` were told and left out.
    """

    organisations: Things
    source: Positions
    target: Positions
    weight: Numbers
    labels: Mapping[str, Text] = field(default_factory=dict)
    self_ties: int = 0

    def __len__(self) -> int:
        return len(self.source)

    @cached_property
    def adjacency(self) -> sparse.csr_array:
        """The weights, shape (organisations, organisations), symmetric, indices in order."""
        size = len(self.organisations)
        ends = np.concatenate([self.source, self.target]), np.concatenate([self.target, self.source])
        made = sparse.csr_array((np.concatenate([self.weight, self.weight]), ends), shape=(size, size))
        made.sort_indices()
        return made

    @cached_property
    def degree(self) -> Counts:
        """The number of ties of each organisation."""
        degree: Counts = np.diff(self.adjacency.indptr).astype(np.int64)
        return degree

    def groups(self, by: str) -> Groups:
        """The organisations by one of GROUPINGS."""
        told = self.organisations.facts[by]
        iris = tuple(sorted(set(filter(None, told))))
        at = {iri: n for n, iri in enumerate(iris)}
        return Groups(iris, np.array([at.get(iri, UNGROUPED) for iri in told], np.int32))

    def thing(self, at: int) -> ox.NamedNode | str:
        """An organisation as a cell of a table."""
        return as_thing(self.organisations.iris[at])

    def name(self, at: int) -> Text:
        """The name of an organisation; where one language is missing, the other stands for it."""
        facts = self.organisations.facts
        ja, en = facts["label_ja"][at], facts["label_en"][at]
        return Text(ja or en or self.organisations.iris[at], en or ja or self.organisations.iris[at])

    def label(self, iri: str) -> Text:
        """The name of a region or sector, else the end of its IRI."""
        end = iri.rsplit("/", 1)[-1]
        return self.labels.get(iri, Text(end, end))


def as_thing(name: str) -> ox.NamedNode | str:
    """The IRI that a name is; the name itself where it is none, as nodes of a networkx graph may be."""
    try:
        return ox.NamedNode(name)
    except ValueError:
        return name


def ties_of(network: Affiliations, labels: Mapping[str, Text] | None = None) -> Ties:
    """The ties of an affiliation network; of the organisations, those that take part in something."""
    kept = np.unique(network.organisation)
    found = pairs(network)
    source, target = (np.searchsorted(kept, ends).astype(np.int32) for ends in (found.source, found.target))
    return Ties(_only(network.organisations, kept), source, target, found.weight, labels or {})


def around(ties: Ties, centre: str, steps: int) -> Ties:
    """The ties among the organisations that are within `steps` ties of the organisation `centre` (an IRI that is there)."""
    reached = np.zeros(len(ties.organisations), bool)
    reached[ties.organisations.position[centre]] = True
    for _ in range(steps):
        wider = reached | (ties.adjacency.astype(bool) @ reached)
        if (wider == reached).all():
            break
        reached = wider
    kept = np.flatnonzero(reached)
    inside = reached[ties.source] & reached[ties.target]
    source, target = (np.searchsorted(kept, ends[inside]).astype(np.int32) for ends in (ties.source, ties.target))
    return Ties(_only(ties.organisations, kept), source, target, ties.weight[inside], ties.labels)


def ties_of_graph(graph: nx.Graph[Any], labels: Mapping[str, Text] | None = None) -> Ties:
    """The ties of a networkx graph whose nodes are IRIs or names, and may have `label_ja`, `label_en`, `region`, `sector`.

    An edge without `weight` weighs 1; ties of a node with itself are left out and counted. Raises UsageError for a directed
    graph or a multigraph, and for a weight that is negative, zero or no number.
    """
    if graph.is_directed() or graph.is_multigraph():
        raise UsageError(
            Text(
                "向きのない単純なグラフ（networkx.Graph）を渡してください。",
                "The analyses take undirected simple graphs (networkx.Graph): convert it first.",
            )
        )
    iris = tuple(sorted(map(str, graph)))
    at = {iri: n for n, iri in enumerate(iris)}
    rows = sorted(
        (*sorted((at[str(a)], at[str(b)])), _weight(a, b, told))
        for a, b, told in graph.edges(data="weight", default=1)
        if a != b
    )
    by_iri = {str(node): told for node, told in graph.nodes(data=True)}
    names = ("label_ja", "label_en", *GROUPINGS)
    facts = {name: tuple(str(by_iri[iri].get(name) or "") for iri in iris) for name in names}
    source, target = (np.array([row[n] for row in rows], np.int32) for n in (0, 1))
    weight = np.array([row[2] for row in rows], np.float64)
    return Ties(Things(iris, facts), source, target, weight, labels or {}, nx.number_of_selfloops(graph))


def _weight(source: object, target: object, told: Any) -> float:
    number = isinstance(told, (int, float)) and not isinstance(told, bool)
    if not (number and math.isfinite(told) and told > 0):
        raise UsageError(
            Text(
                f"{source} と {target} のつながりの重み {told!r} は使えません。0より大きい数にしてください。",
                f"The tie of {source} and {target} has the weight {told!r}: weights are numbers above 0.",
            )
        )
    return float(told)


def _only(things: Things, kept: npt.NDArray[np.integer[Any]]) -> Things:
    positions = kept.tolist()
    facts = {name: tuple(column[at] for at in positions) for name, column in things.facts.items()}
    return Things(tuple(things.iris[at] for at in positions), facts)
