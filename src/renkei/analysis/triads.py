"""Triples of industry, academia and government in which each works with both others.

The triple helix: Etzkowitz and Leydesdorff, The dynamics of innovation, Research Policy 29, 2000.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from renkei.analysis.report import Analysis, columns
from renkei.analysis.ties import Counts, Numbers, Ties
from renkei.analysis.triangles import masked_sums, row_blocks
from renkei.errors import Text

# The ends of the IRIs of the three sectors.
SECTORS = ("industry", "academia", "government")


@dataclass(frozen=True, eq=False)
class TripleHelix:
    """Triangles across the three sectors: how many there are, and those listed, the heaviest first.

    `triples` has shape (listed, 3), positions in the order of SECTORS; `weight` (listed,) is the sum of the weights of
    their three ties.
    """

    number: int
    triples: npt.NDArray[np.int64]
    weight: Numbers


def triple_helix(ties: Ties, top: int | None = None) -> TripleHelix:
    """The triangles of which one end is of industry, one of academia, one of government; equally heavy ones by IRI."""
    sector = [iri.rsplit("/", 1)[-1] for iri in ties.organisations.facts["sector"]]
    firms, schools, offices = (np.flatnonzero([s == name for s in sector]) for name in SECTORS)
    weights = ties.adjacency
    firm_school = weights[firms][:, schools].tocsr()
    firm_office, office_school = weights[firms][:, offices].tocsr(), weights[offices][:, schools].tocsr()
    number = round(masked_sums(_ones(firm_office), _ones(office_school), _ones(firm_school)).sum())
    kept, heavy = np.zeros((0, 3), np.int64), np.zeros(0)
    for begin, end in row_blocks(firm_office, office_school):
        found, weight = _closed(firm_school[begin:end], firm_office[begin:end], office_school)
        found += [begin, 0, 0]
        kept, heavy = np.concatenate([kept, found]), np.concatenate([heavy, weight])
        order = np.lexsort((kept[:, 2], kept[:, 1], kept[:, 0], -np.round(heavy, 9)))[:top]
        kept, heavy = kept[order], heavy[order]
    triples = np.stack([firms[kept[:, 0]], schools[kept[:, 1]], offices[kept[:, 2]]], axis=1)
    return TripleHelix(number, triples, heavy)


def _closed(
    firm_school: sparse.csr_array, firm_office: sparse.csr_array, office_school: sparse.csr_array
) -> tuple[Counts, Numbers]:
    """The triangles of some firms, shape (found, 3), and the sums of their weights."""
    two = firm_office.tocoo()
    firm, office = (np.asarray(ends, np.int64) for ends in two.coords)
    steps = np.diff(office_school.indptr)[office]
    first = np.repeat(np.arange(len(firm)), steps)
    within = np.arange(len(first)) - np.repeat(np.cumsum(steps) - steps, steps)
    entry = office_school.indptr[office][first] + within
    school = np.asarray(office_school.indices[entry], np.int64)
    # The weight of the third tie, 0 where there is none, looked up by firm and school in order.
    third = firm_school.tocoo()
    width = max(firm_school.shape[1], 1)
    keys = np.asarray(third.coords[0], np.int64) * width + third.coords[1]
    wanted = firm[first] * width + school
    at = np.searchsorted(keys, wanted)
    closed = np.zeros(len(wanted), bool)
    inside = at < len(keys)
    closed[inside] = keys[at[inside]] == wanted[inside]
    weight = two.data[first][closed] + office_school.data[entry][closed] + third.data[at[closed]]
    return np.stack([firm[first][closed], school[closed], office[first][closed]], axis=1), weight


def _ones(matrix: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)


def triads(ties: Ties, *, top: int | None = None) -> Analysis:
    """A row for each triple, the heaviest first; with `top` so many at most are listed."""
    found = triple_helix(ties, top)
    rows = tuple(
        (*map(ties.thing, triple), *map(ties.name, triple), weight)
        for triple, weight in zip(found.triples.tolist(), found.weight.tolist(), strict=True)
    )
    heads = columns(
        ("industry", "産", "industry"),
        ("academia", "学", "academia"),
        ("government", "官・公", "government"),
        ("industry_name", "産の名称", "name (industry)"),
        ("academia_name", "学の名称", "name (academia)"),
        ("government_name", "官・公の名称", "name (government)"),
        ("weight", "重み", "weight"),
    )
    more_ja, more_en = (
        ("", "") if len(rows) == found.number else (f"。重いものから{len(rows)}組", f"; the {len(rows)} heaviest")
    )
    note = Text(
        f"産学官の三者が互いにつながる組: {found.number}{more_ja}。",
        f"Triples of industry, academia and government that are all tied: {found.number}{more_en}.",
    )
    return Analysis(heads, rows, (note,))
