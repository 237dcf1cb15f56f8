"""The fields that organisations work in, all at once: how well they cover those asked for, and how alike two of them are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from renkei.match.ground import Ground
from renkei.match.likeness import closeness

Column = npt.NDArray[np.float64]


class FieldProfiles:
    """How often each organisation works in each field: for itself, and through each activity that it takes part in."""

    def __init__(self, known: Ground) -> None:
        self._known = known
        things, activities = known.network.organisations, known.network.activities
        self._fields = sorted({f for fields in (*known.own_fields.values(), *known.activity_fields.values()) for f in fields})
        self._position = {field: at for at, field in enumerate(self._fields)}
        through = self._matrix(known.activity_fields, activities.position, len(activities))
        own = self._matrix(known.own_fields, things.position, len(things))
        self._counts = sparse.csr_array(known.incidence @ through + own)

    def _matrix(self, told: Mapping[str, frozenset[str]], position: dict[str, int], size: int) -> sparse.csr_array:
        ends = [(position[one], self._position[field]) for one, fields in told.items() if one in position for field in fields]
        rows, columns = np.array(ends, np.int64).reshape(-1, 2).T
        return sparse.csr_array((np.ones(len(ends)), (rows, columns)), shape=(size, len(self._fields)))

    def coverage(self, asked: Iterable[str]) -> Column:
        """The mean over the fields asked of how close the closest field of each organisation is (see `likeness.closest`)."""
        given = sorted(asked)
        total = np.zeros(self._counts.shape[0])
        if not given or not self._fields:
            return total
        ends = self._counts.indices, self._counts.indptr
        there = sparse.csr_array((np.ones_like(self._counts.data), *ends), shape=self._counts.shape)
        for field in given:
            close = np.array([closeness(self._known, field, had) for had in self._fields])
            total += (there @ sparse.diags_array(close)).max(axis=1).toarray().ravel()
        return total / len(given)

    def resemblance(self, at: int) -> Column:
        """How alike the profile of each organisation is to that of the one at `at`: their cosine, 0 to 1.

        A field counts less the more activities are in it (inverse document frequency, Sparck Jones, 1972); who works in a field
        works in those above it too, by 1 / (1 + n) where they are n steps above.
        """
        profiles = self._profiles
        alike: Column = profiles @ profiles[[at]].toarray().ravel()
        return alike

    @cached_property
    def _profiles(self) -> sparse.csr_array:
        """The counts by rarity of the field, each row of length 1."""
        counts = self._counts @ self._above
        total = counts.sum(axis=0)
        rarity = np.log1p(self._counts.sum() / (1.0 + total))
        weighed = sparse.csr_array(counts @ sparse.diags_array(rarity))
        length = np.sqrt(weighed.multiply(weighed).sum(axis=1))
        return sparse.csr_array(
            sparse.diags_array(np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)) @ weighed
        )

    @cached_property
    def _above(self) -> sparse.csr_array:
        """What working in a field says of all fields in use, shape (fields, fields)."""
        shares = np.eye(len(self._fields))
        for at, field in enumerate(self._fields):
            for steps, concepts in enumerate(self._known.above(field), 1):
                for concept in concepts & self._position.keys():
                    shares[at, self._position[concept]] = 1.0 / (1 + steps)
        return sparse.csr_array(shares)
