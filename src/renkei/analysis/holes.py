"""Structural holes: whose partners are not partners of each other.

Constraint: Burt, Structural Holes, 1992, chapter 2. Effective size as Borgatti (Structural holes: unpacking Burt's
redundancy measures, Connections 20, 1997) simplifies it for ties that are there or not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from renkei.analysis.report import Analysis, Rows, columns
from renkei.analysis.ties import Numbers, Ties
from renkei.analysis.triangles import masked_products, masked_sums


@dataclass(frozen=True, eq=False)
class Holes:
    """Values for each organisation, shape (organisations,), nan where it has no tie.

    `constraint`, by weight: low where one stands between partners that are apart. `effective_size`: number of partners
    less the mean number of ties that each has to the others; `efficiency`: that by the number of partners.
    """

    constraint: Numbers
    effective_size: Numbers
    efficiency: Numbers


def structural_holes(ties: Ties) -> Holes:
    weights, degree = ties.adjacency, ties.degree.astype(np.float64)
    strength = np.asarray(weights.sum(axis=1)).ravel()
    tied = degree > 0
    share = sparse.diags_array(np.divide(1.0, strength, out=np.zeros_like(strength), where=tied)) @ weights
    there = weights.copy()
    there.data[:] = 1.0
    invested = share.tocsr() + masked_products(share.tocsr(), share.tocsr(), there)
    constraint = np.asarray((invested * invested).sum(axis=1)).ravel()
    redundant = np.divide(masked_sums(there, there, there), degree, out=np.zeros_like(degree), where=tied)
    effective = np.where(tied, degree - redundant, np.nan)
    efficiency = np.divide(effective, degree, out=np.full_like(degree, np.nan), where=tied)
    return Holes(np.where(tied, constraint, np.nan), effective, efficiency)


def holes(ties: Ties) -> Analysis:
    """A row for each organisation with a tie, the greatest effective size first, ties by IRI."""
    found = structural_holes(ties)
    order = np.lexsort((np.arange(len(ties.organisations)), -np.round(found.effective_size, 9)))
    rows: Rows = tuple(
        (
            ties.thing(at),
            ties.name(at),
            int(ties.degree[at]),
            *(float(values[at]) for values in (found.effective_size, found.efficiency, found.constraint)),
        )
        for at in order.tolist()
        if ties.degree[at]
    )
    heads = columns(
        ("organisation", "機関", "organisation"),
        ("name", "名称", "name"),
        ("degree", "つながりの数", "ties"),
        ("effective_size", "実効規模", "effective size"),
        ("efficiency", "効率", "efficiency"),
        ("constraint", "拘束度", "constraint"),
    )
    return Analysis(heads, rows)
