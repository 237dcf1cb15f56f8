"""One-mode projections of the affiliation network: who works with whom, region with region, fields in regions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from renkei.network.affiliations import Affiliations, Positions


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of organisations that take part in the same activities, each once with `source` < `target`; shape (pairs,).

    `shared` is the number of activities that both take part in. `weight` is the sum of 1 / (n - 1) over these, n being the
    number of organisations in the activity (Newman, Scientific collaboration networks II, Physical Review E 64, 016132, 2001).
    """

    source: Positions
    target: Positions
    shared: Positions
    weight: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.source)


def incidence(network: Affiliations) -> sparse.csr_array:
    """Organisations x activities, shape (organisations, activities): 1 where one takes part in the other in any role."""
    shape = len(network.organisations), len(network.activities)
    ones = np.ones(len(network), np.float64)
    matrix = sparse.csr_array((ones, (network.organisation, network.activity)), shape=shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


def pairs(network: Affiliations) -> Pairs:
    """The projection on the organisations. A unit and the organisation that it is part of are no pair."""
    taking_part = incidence(network)
    size = taking_part.sum(axis=0)
    share = np.divide(1.0, size - 1.0, out=np.zeros_like(size), where=size > 1)
    shared = sparse.triu(taking_part @ taking_part.T, k=1, format="csr")
    weight = sparse.triu(taking_part @ sparse.diags_array(share) @ taking_part.T, k=1, format="csr")
    shared.sort_indices()
    weight.sort_indices()
    found = shared.tocoo()
    source, target = (found.coords[at].astype(np.int32) for at in (0, 1))
    kept = _unrelated(network, source, target)
    return Pairs(source[kept], target[kept], found.data[kept].astype(np.int32), weight.data[kept])


def _unrelated(network: Affiliations, source: Positions, target: Positions) -> npt.NDArray[np.bool_]:
    """The pairs that are no unit and its organisation."""
    size = np.int64(len(network.organisations))
    kin = np.array([min(pair) * size + max(pair) for pair in network.kin], np.int64)
    return ~np.isin(source * size + target, kin)


@dataclass(frozen=True, eq=False)
class Matrix:
    """Counts by row and column, shape (rows, columns); the names are IRIs, "" for what is unknown."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: npt.NDArray[np.int64]


def regions(network: Affiliations) -> Matrix:
    """Region x region: how many pairs of organisations take part in the same activities, symmetric, within a region on the
    diagonal. Organisations without a known region stand under ""."""
    found = pairs(network)
    of_organisation = network.organisations.facts["region"]
    names = tuple(sorted({of_organisation[at] for at in np.unique(network.organisation)}))
    at = {name: n for n, name in enumerate(names)}
    code = np.array([at.get(name, 0) for name in of_organisation], np.int64)
    counts = np.zeros((len(names), len(names)), np.int64)
    np.add.at(counts, (code[found.source], code[found.target]), 1)
    return Matrix(names, names, counts + counts.T - np.diag(np.diag(counts)))
