"""How well `renkei match` foretells whom the coordinators of projects will work with, beside other ways to rank.

    renkei import --from cordis DIR -o cordis/ && renkei build cordis/ -o store/
    python benchmarks/partner_ranking.py store/ --cut 2019 [--until 2019] [--queries 1500] [--parts]

Known is what began before the year `--cut`; asked are the coordinators of projects that begin from then on (before `--until`,
where it is given), a sample with a fixed seed; candidates are the organisations that had a partner before; those that count are
the coordinator's partners in that project. All figures are means over the queries: MRR@100, Hit@10, Recall@50; once with all
candidates, once with those only that are new to the coordinator. Weights are chosen on an earlier cut (known before 2018, asked
in 2018). `--parts` leaves out the parts of the score one after the other. Random negatives are not used: degree alone does well
on them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

import renkei
from renkei.match.ground import Ground, ground
from renkei.match.scoring import UNASKED, Scorer, Wish
from renkei.network.affiliations import UNKNOWN, Affiliations, narrowed
from renkei.schema.namespaces import ID

Column = npt.NDArray[np.float64]
Rank = Callable[[int], Column]  # the scores of all organisations for the one at a position

_SEED = 1
_FIRST, _HIT, _RECALLED = 100, 10, 50
_COORDINATOR = f"{ID}role/coordinator"
# The share of the suggestions that goes to the best connected.
_POPULAR = 0.05


@dataclass(frozen=True)
class Query:
    """A coordinator and its partners in a project, by their positions."""

    coordinator: int
    partners: frozenset[int]


@dataclass(frozen=True)
class Figures:
    """Means over the queries, and how many these are; `popular` is the share of the best connected among the first ten."""

    queries: int
    mrr: float
    hit: float
    recall: float
    popular: float


def queries(network: Affiliations, candidates: npt.NDArray[np.bool_], cut: int, until: int | None, number: int) -> list[Query]:
    """A sample of the projects that begin in the years asked about, with one coordinator and a partner among the candidates."""
    asked = (network.first >= cut) & (network.first < (until or np.iinfo(np.int16).max))
    partners: dict[int, set[int]] = {}
    coordinators: dict[int, int] = {}
    role = network.roles.index(_COORDINATOR)
    rows = zip(network.organisation[asked], network.activity[asked], network.role[asked], strict=True)
    for who, what, how in rows:
        partners.setdefault(int(what), set()).add(int(who))
        if how == role:
            coordinators.setdefault(int(what), int(who))
    found = [
        Query(coordinators[what], frozenset(p for p in partners[what] - {coordinators[what]} if candidates[p]))
        for what in sorted(partners.keys() & coordinators.keys())
        if len(partners[what]) > 1 and candidates[coordinators[what]]
    ]
    if len(found) > number:
        found = [found[at] for at in np.random.default_rng(_SEED).choice(len(found), number, replace=False)]
    return [query for query in found if query.partners]


def figures(rank: Rank, asked: list[Query], candidates: npt.NDArray[np.bool_], ties: sparse.csr_array, new: bool) -> Figures:
    degree = np.diff(ties.indptr)
    best = np.zeros(len(degree), bool)
    best[np.argsort(-degree, kind="stable")[: int(_POPULAR * candidates.sum())]] = True
    told = []
    for query in asked:
        past = ties.indices[ties.indptr[query.coordinator] : ties.indptr[query.coordinator + 1]]
        wanted = query.partners - set(past.tolist()) if new else query.partners
        if not wanted:
            continue
        score = np.where(candidates, rank(query.coordinator), -np.inf)
        score[query.coordinator] = -np.inf
        if new:
            score[past] = -np.inf
        first = np.argsort(-score, kind="stable")[:_FIRST]
        ranks = [n for n, at in enumerate(first, 1) if int(at) in wanted and np.isfinite(score[at])]
        recalled = sum(n <= _RECALLED for n in ranks) / len(wanted)
        told.append((1 / ranks[0] if ranks else 0.0, bool(ranks) and ranks[0] <= _HIT, recalled, best[first[:_HIT]].mean()))
    if not told:
        sys.exit("none of these coordinators has a partner of this kind in its project: ask more, or of other years")
    mrr, hit, recall, popular = np.mean(told, axis=0)
    return Figures(len(told), float(mrr), float(hit), float(recall), float(popular))


def ours(known: Ground, without: str | None = None) -> Rank:
    """The product's own scores of those who may be suggested, without one of the parts where it is named."""
    scorer, iris = Scorer(known), known.network.organisations.iris

    def rank(at: int) -> Column:
        found = scorer.scores(Wish(iris[at], ()))
        total = found.total if without is None else found.total - found.points[without]
        return np.where(found.suggested, total, -1.0)

    return rank


def rivals(known: Ground) -> dict[str, Rank]:
    """The other ways to rank: by counts, by neighbourhoods, by fields, and recommenders of the library implicit."""
    shared = sparse.csr_array(known.incidence @ known.incidence.T)
    shared.setdiag(0)
    shared.eliminate_zeros()
    linked = shared.astype(bool).astype(np.float64)
    degree = linked.sum(axis=1)

    def by_common(weight: Column) -> Rank:
        weighed = sparse.csr_array(sparse.diags_array(weight) @ linked)
        return lambda at: (linked[[at]] @ weighed).toarray().ravel()

    adamic_adar = np.divide(1.0, np.log(np.maximum(degree, 2.0)), out=np.zeros_like(degree), where=degree > 1)
    allocation = np.divide(1.0, degree, out=np.zeros_like(degree), where=degree > 0)
    fields = Scorer(known).fields
    return {
        "popularity": lambda at: degree,
        "past partners": lambda at: shared[[at]].toarray().ravel() + 1e-6 * degree,
        "Adamic-Adar": by_common(adamic_adar),
        "resource allocation": by_common(allocation),
        "fields alone": fields.resemblance,
        **_recommenders(shared),
    }


def _recommenders(shared: sparse.csr_array) -> dict[str, Rank]:
    """Item-based nearest neighbours and matrix factorisation, of organisations by the organisations that they work with."""
    from implicit.als import AlternatingLeastSquares
    from implicit.nearest_neighbours import CosineRecommender

    matrix = sparse.csr_matrix(shared)
    items = CosineRecommender(K=200, num_threads=1)
    items.fit(matrix, show_progress=False)
    factors = AlternatingLeastSquares(factors=64, random_state=_SEED, num_threads=1)
    factors.fit(matrix, show_progress=False)
    similar = sparse.csr_array(items.similarity)
    return {
        "item-based (implicit)": lambda at: (shared[[at]] @ similar).toarray().ravel(),
        "factorisation (implicit)": lambda at: (factors.item_factors @ factors.user_factors[at]).astype(np.float64),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("store", type=Path)
    parser.add_argument("--cut", type=int, default=2019)
    parser.add_argument("--until", type=int)
    parser.add_argument("--queries", type=int, default=1500)
    parser.add_argument("--parts", action="store_true")
    given = parser.parse_args()
    with renkei.open(given.store) as graph:
        whole = ground(graph.store)
    network = narrowed(whole.network, activities=["project"])
    before = (network.first != UNKNOWN) & (network.first < given.cut)
    known = replace(whole, network=network.kept(before))
    shared = sparse.csr_array(known.incidence @ known.incidence.T)
    shared.setdiag(0)
    shared.eliminate_zeros()
    candidates = np.diff(shared.indptr) > 0
    asked = queries(network, candidates, given.cut, given.until, given.queries)
    if not asked:
        sys.exit("no project of these years has a coordinator and a partner that were known before")
    ways = rivals(known) | {"renkei match": ours(known)}
    if given.parts:
        ways |= {f"  without {part}": ours(known, part) for part in UNASKED}
    print(f"known before {given.cut}: {candidates.sum()} organisations with a partner; {len(asked)} coordinators asked")
    for new in (False, True):
        print(f"\n{'new partners' if new else 'all partners':<27}MRR@100  Hit@10  Rec.@50  popular")
        for name, rank in ways.items():
            found = figures(rank, asked, candidates, shared, new)
            told = (found.mrr, found.hit, found.recall, found.popular)
            print(f"{name:<26}" + "".join(f"{value:8.4f}" for value in told) + f"   ({found.queries} queries)", flush=True)


if __name__ == "__main__":
    main()
