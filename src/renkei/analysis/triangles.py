"""Closed triples counted along ties: for sparse matrices A, B, M, the sums of A @ B where M has an entry."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from renkei.analysis.ties import Numbers

# So many products are held at once.
_AT_ONCE = 20_000_000


def row_blocks(left: sparse.csr_array, right: sparse.csr_array) -> Iterator[tuple[int, int]]:
    """Ranges of rows of `left` whose product with `right` stays small."""
    sizes = np.diff(right.indptr).astype(np.int64)
    work = np.concatenate([[0], np.cumsum(sizes[left.indices])])[left.indptr]
    begin = 0
    while begin < left.shape[0]:
        end = int(np.searchsorted(work, work[begin] + _AT_ONCE, side="right")) - 1
        end = min(max(end, begin + 1), left.shape[0])
        yield begin, end
        begin = end


def masked_products(left: sparse.csr_array, right: sparse.csr_array, mask: sparse.csr_array) -> sparse.csr_array:
    """left @ right where `mask` has an entry, times that entry."""
    blocks = [(left[a:b] @ right).multiply(mask[a:b]).tocsr() for a, b in row_blocks(left, right)]
    return sparse.vstack(blocks, format="csr") if blocks else sparse.csr_array(left.shape)


def masked_sums(left: sparse.csr_array, right: sparse.csr_array, mask: sparse.csr_array) -> Numbers:
    """The sums of the rows of `masked_products`, which are not kept."""
    sums = np.zeros(left.shape[0])
    for begin, end in row_blocks(left, right):
        sums[begin:end] = (left[begin:end] @ right).multiply(mask[begin:end]).sum(axis=1)
    return sums
