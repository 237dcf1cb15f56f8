"""Who stands in the middle: centralities of organisations.

Betweenness: Freeman, A set of measures of centrality based on betweenness, Sociometry 40, 1977; sampled as in Brandes and
Pich, Centrality estimation in large networks, 2007, by products of matrices as in Robinson, Complex graph algorithms, in
Kepner and Gilbert, Graph algorithms in the language of linear algebra, 2011. PageRank: Brin and Page, The anatomy of a
large-scale hypertextual web search engine, 1998. Eigenvector: Bonacich, Factoring and weighting approaches, 1972. Closeness:
Wasserman and Faust, Social Network Analysis, 1994, section 5.2.2; sampled as in Eppstein and Wang, Fast approximation of
centrality, 2004.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import networkit as nk
import numpy as np
from scipy import sparse
from scipy.sparse import csgraph, linalg

from renkei.analysis.engine import fast_graph
from renkei.analysis.report import Analysis, columns
from renkei.analysis.ties import Counts, Numbers, Ties
from renkei.errors import Text, not_among

# What exact betweenness and closeness may take, in organisations x (organisations + ties), before they are sampled.
EXACT_UP_TO = 100_000_000
# The same that one second gets through, measured on two cores.
PER_SECOND = 10_000_000
# Sampled values are estimated from so many organisations; betweenness in so many samples of equal size, whose differences give
# the error, with the factor of Student's t for 95 % and one sample less.
PIVOTS, SAMPLES, STUDENT = 500, 10, 2.262
DAMPING, TOLERANCE = 0.85, 1e-12
_AT_ONCE = 128
_MOST_CELLS = 2_000_000  # of a matrix of organisations by sources


@dataclass(frozen=True, eq=False)
class Centralities:
    """A value for each organisation, shape (organisations,).

    `degree`: number of ties. `weighted_degree`: sum of their weights. `betweenness`: share of the shortest paths between two
    others that lead through one (0 to 1; paths count ties, not weights); `error` is half the 95 % confidence interval of each
    (over 100 seeds it held 91 % of the highest 50 of a random graph of 1,500, and 84 % of all), 0 where it is exact.
    `pagerank`: damping 0.85, by weight; sums to 1. `eigenvector`: by weight, within the largest component, length 1, 0 outside.
    `closeness`: 0 to 1; `pivots` is None where it is exact, else the number of organisations of a component from which it is
    estimated.
    """

    degree: Counts
    weighted_degree: Numbers
    betweenness: Numbers
    pagerank: Numbers
    eigenvector: Numbers
    closeness: Numbers
    error: Numbers
    pivots: int | None


def centralities(ties: Ties, *, seed: int = 1, exact: bool | None = None) -> Centralities:
    """All centralities; with `exact` None betweenness and closeness are sampled above EXACT_UP_TO."""
    exactly = is_exact(ties, exact)
    betweenness, error = (
        (exact_betweenness(ties), np.zeros(len(ties.organisations))) if exactly else sampled_betweenness(ties, seed)
    )
    return Centralities(
        ties.degree,
        np.asarray(ties.adjacency.sum(axis=1)).ravel(),
        betweenness,
        pagerank(ties),
        eigenvector(ties),
        closeness(ties, None if exactly else PIVOTS, seed),
        error,
        None if exactly else PIVOTS,
    )


def is_exact(ties: Ties, exact: bool | None = None) -> bool:
    """Whether nothing is sampled: as `exact` says, with None up to EXACT_UP_TO."""
    return work_of(ties) <= EXACT_UP_TO if exact is None else exact


def work_of(ties: Ties) -> int:
    """Organisations x (organisations + ties): what exact betweenness grows with."""
    return len(ties.organisations) * (len(ties.organisations) + len(ties))


def exact_betweenness(ties: Ties) -> Numbers:
    if len(ties.organisations) < 3 or not len(ties):
        return np.zeros(len(ties.organisations))
    graph = fast_graph(ties)
    return np.array(nk.centrality.Betweenness(graph, normalized=True).run().scores())


def sampled_betweenness(ties: Ties, seed: int) -> tuple[Numbers, Numbers]:
    """Betweenness from the shortest paths of PIVOTS random organisations, and half the 95 % interval of each value."""
    if len(ties.organisations) < 3 or not len(ties):
        return np.zeros(len(ties.organisations)), np.zeros(len(ties.organisations))
    size = len(ties.organisations)
    drawn = np.random.default_rng(seed).integers(size, size=(SAMPLES, PIVOTS // SAMPLES))
    links = sparse.csr_array((np.ones(len(ties.adjacency.data)), ties.adjacency.indices, ties.adjacency.indptr))
    links.resize(size, size)
    scale = size / drawn.shape[1] / ((size - 1) * (size - 2))
    found = np.array([_dependencies(links, sources) for sources in drawn]) * scale
    return found.mean(axis=0), STUDENT * found.std(axis=0, ddof=1) / np.sqrt(SAMPLES)


def _dependencies(links: sparse.csr_array, sources: Counts) -> Numbers:
    """How much the shortest paths from some organisations depend on each: the sum over the sources, shape (organisations,)."""
    at_once = max(1, _MOST_CELLS // links.shape[0])
    parts = (sources[start : start + at_once] for start in range(0, len(sources), at_once))
    total: Numbers = sum((_dependencies_of(links, part) for part in parts), np.zeros(links.shape[0]))
    return total


def _dependencies_of(links: sparse.csr_array, sources: Counts) -> Numbers:
    """The same for so many sources at once: breadth first, level by level, a column for each source; then back."""
    begin = np.zeros((links.shape[0], len(sources)))
    begin[sources, np.arange(len(sources))] = 1.0
    paths, levels = begin.copy(), [begin]
    while (reached := (links @ levels[-1]) * (paths == 0.0)).any():
        paths += reached
        levels.append(reached)
    share = np.divide(1.0, paths, out=np.zeros_like(paths), where=paths > 0.0)
    depends = np.zeros_like(paths)
    for near, far in zip(reversed(levels[:-1]), reversed(levels[1:]), strict=True):
        depends += (links @ ((1.0 + depends) * share * (far > 0.0))) * near
    depends[sources, np.arange(len(sources))] = 0.0
    total: Numbers = depends.sum(axis=1)
    return total


def pagerank(ties: Ties) -> Numbers:
    """By power iteration until the values change by less than TOLERANCE in sum; who has no tie gives to all alike."""
    size = len(ties.organisations)
    if not size:
        return np.zeros(0)
    strength = np.asarray(ties.adjacency.sum(axis=1)).ravel()
    share = np.divide(1.0, strength, out=np.zeros(size), where=strength > 0)
    given = (sparse.diags_array(share) @ ties.adjacency).T.tocsr()
    rank = np.full(size, 1 / size)
    while True:
        new = DAMPING * (given @ rank + rank[strength == 0].sum() / size) + (1 - DAMPING) / size
        if np.abs(new - rank).sum() < TOLERANCE:
            return np.asarray(new / new.sum())
        rank = new


def eigenvector(ties: Ties) -> Numbers:
    """The leading eigenvector of the weights in the largest component; of equally large ones, the first by IRI."""
    values = np.zeros(len(ties.organisations))
    if not len(ties):
        return values
    _, component = csgraph.connected_components(ties.adjacency, directed=False)
    inside = np.flatnonzero(component == np.bincount(component).argmax())
    weights = ties.adjacency[inside][:, inside]
    if len(inside) <= 50:
        leading = np.linalg.eigh(weights.toarray())[1][:, -1]
    else:
        leading = linalg.eigsh(weights, k=1, which="LA", v0=np.ones(len(inside)), tol=1e-12)[1][:, 0]
    values[inside] = np.abs(leading)
    return values


def closeness(ties: Ties, pivots: int | None, seed: int) -> Numbers:
    """The inverse mean distance to those that can be reached, times their share of all others.

    With `pivots`, distances are measured to so many random organisations of each component that has more.
    """
    size = len(ties.organisations)
    number, component = csgraph.connected_components(ties.adjacency, directed=False)
    sizes = np.bincount(component, minlength=number)
    order = np.random.default_rng(seed).permutation(size)
    rank = np.empty(size, np.int64)  # the place of each in a random order of its component
    grouped = order[np.argsort(component[order], kind="stable")]
    rank[grouped] = np.arange(size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    chosen = np.flatnonzero((sizes[component] > 1) & (rank < (size if pivots is None else pivots)))
    total, counted = np.zeros(size), np.zeros(size)
    graph = fast_graph(ties)
    for begin in range(0, len(chosen), _AT_ONCE):
        run = nk.distance.SPSP(graph, chosen[begin : begin + _AT_ONCE].tolist()).run()
        distance = np.asarray(run.getDistances(asarray=True))
        reached = distance <= size
        total += np.where(reached, distance, 0).sum(axis=0)
        counted += reached.sum(axis=0)
    others = sizes[component] - 1.0
    mean = np.divide(total, counted, out=np.zeros(size), where=counted > 0) * sizes[component]
    found: Numbers = np.divide(others * others, mean * max(size - 1, 1), out=np.zeros(size), where=mean > 0)
    return found


MEASURES = {
    "degree": Text("つながりの数", "ties"),
    "weighted_degree": Text("重み付き次数", "weighted degree"),
    "betweenness": Text("媒介中心性", "betweenness"),
    "pagerank": Text("PageRank", "PageRank"),
    "eigenvector": Text("固有ベクトル中心性", "eigenvector"),
    "closeness": Text("近接中心性", "closeness"),
}


def centrality(
    ties: Ties,
    *,
    seed: int = 1,
    exact: bool | None = None,
    by: str | None = None,
    watch: Callable[[Text], None] = lambda _: None,
) -> Analysis:
    """A row for each organisation, the highest `by` (one of MEASURES) first, ties by IRI.

    `watch` is told how long exact values take about, where they were asked for and take long. Raises UsageError for another
    measure.
    """
    by = by or "degree"
    if by not in MEASURES:
        raise not_among(by, MEASURES, Text("指標", "measure"))
    if exact and not is_exact(ties):
        watch(how_long(ties))
    found = centralities(ties, seed=seed, exact=exact)
    order = np.lexsort((np.arange(len(ties.organisations)), -getattr(found, by)))
    rows = tuple(
        (ties.thing(at), ties.name(at), *(getattr(found, name)[at].item() for name in (*MEASURES, "error")))
        for at in order.tolist()
    )
    notes = () if found.pivots is None else (_sampled(ties, float(found.error.max()), seed),)
    heads = columns(("organisation", "機関", "organisation"), ("name", "名称", "name"))
    measures = columns(*((n, t.ja, t.en) for n, t in MEASURES.items()), ("error", "媒介中心性の誤差", "error of betweenness"))
    return Analysis((*heads, *measures), rows, notes)


def _minutes(ties: Ties) -> Text:
    seconds = work_of(ties) / PER_SECOND
    if seconds < 90:
        return Text(f"約{seconds:.0f}秒", f"about {seconds:.0f} seconds")
    return Text(f"約{seconds / 60:.0f}分", f"about {seconds / 60:.0f} minutes")


def how_long(ties: Ties) -> Text:
    """What a person who asked for exact values of a large network is told."""
    nodes, edges, time = len(ties.organisations), len(ties), _minutes(ties)
    return Text(
        f"機関 {nodes}、つながり {edges} の厳密な計算には{time.ja}かかります。--exact を外すと、標本から誤差つきで求めます。",
        f"Exact values for {nodes} organisations and {edges} ties take {time.en}. "
        "Without --exact they are sampled, each with its error.",
    )


def _sampled(ties: Ties, error: float, seed: int) -> Text:
    time = _minutes(ties)
    return Text(
        f"媒介中心性と近接中心性は{PIVOTS}機関からの推定です（媒介中心性の誤差は95%で最大 {error:.2g}、シード {seed}）。"
        f"厳密な値（--exact）には{time.ja}かかります。",
        f"Betweenness and closeness are estimated from {PIVOTS} organisations (error of betweenness at 95 %: at "
        f"most {error:.2g}, seed {seed}). Exact values (--exact) take {time.en}.",
    )
