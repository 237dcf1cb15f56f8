"""What a set of candidates must cover, which of two sets goes before the other, and which candidates are worth trying.

Of sets that are equally small the one whose best answers sum highest comes first, then the one whose answers of all members
do, then the one whose sorted names come first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Flags: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Demand:
    """What `least` members must give; `values` says how well each candidate does, as a whole number of 0 or more."""

    least: int
    values: Mapping[str, int]


@dataclass(frozen=True)
class Problem:
    """What must be covered. `regions` gives the region of each candidate that may count for one; `fixed` are in every set.

    Each demand and the number of regions must be within what the candidates and the fixed can give.
    """

    demands: tuple[Demand, ...]
    regions: Mapping[str, str]
    least_regions: int = 0
    fixed: frozenset[str] = frozenset()

    def meets(self, members: Collection[str]) -> bool:
        """Whether these members cover all of it."""
        enough = all(sum(one in demand.values for one in members) >= demand.least for demand in self.demands)
        return enough and len({self.regions[one] for one in members if one in self.regions}) >= self.least_regions

    def value(self, members: Collection[str]) -> int:
        """The sum over the demands of the best that a member gives."""
        return sum(max((demand.values.get(one, 0) for one in members), default=0) for demand in self.demands)

    def total(self, members: Collection[str]) -> int:
        """The sum of all that all members give."""
        return sum(demand.values.get(one, 0) for one in members for demand in self.demands)


@dataclass(frozen=True)
class Cover:
    """A set that meets a problem: its members, sorted, and how few there could be at best.

    `settled`: proven that of sets so small none answers better, nor equally well with names that come before.
    """

    members: tuple[str, ...]
    bound: int
    settled: bool

    @property
    def proven(self) -> bool:
        """Whether it is proven that no set is smaller."""
        return len(self.members) <= self.bound


def worth_trying(problem: Problem, number: int = 1) -> list[str]:
    """The candidates, sorted, without the fixed and without those that cannot stand in the first `number` sets.

    A set in question has at most as many members beside the fixed as places are left to fill. One that has candidate c could
    have in its stead each of the others that come before c by name and do as well in everything, and would be better. Where
    there are `number` of these at least that the set does not hold already, so many sets are better, and c can go.
    """
    left = [demand for demand in problem.demands if lacking(problem, demand) > 0]
    there = {problem.regions[one] for one in problem.fixed if one in problem.regions}
    more_regions = max(0, problem.least_regions - len(there))
    names = {name for demand in left for name in demand.values}
    if more_regions:
        names |= {name for name, region in problem.regions.items() if region not in there}
    profiles: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for name in sorted(names - problem.fixed):
        region = problem.regions.get(name, "") if more_regions else ""
        region = "" if region in there else region
        profiles[(region, *(demand.values.get(name, -1) for demand in problem.demands))].append(name)
    enough = number - 1 + sum(lacking(problem, demand) for demand in left) + more_regions
    kept = sorted((name, profile) for profile, alike in profiles.items() for name in alike[:enough])
    return [kept[at][0] for at in _undominated([profile for _, profile in kept], enough)]


def _undominated(profiles: Sequence[tuple[Any, ...]], enough: int) -> list[int]:
    """The positions of profiles that fewer than `enough` before them match in everything."""
    codes = {region: code for code, region in enumerate(sorted({profile[0] for profile in profiles}))}
    regions = np.array([codes[profile[0]] for profile in profiles], np.int32)
    width = len(profiles[0]) - 1 if profiles else 0
    values = np.array([profile[1:] for profile in profiles], np.int32).reshape(len(profiles), width)
    no_region = codes.get("", -1)
    kept: list[int] = []
    for at in range(len(profiles)):
        as_good: Flags = np.all(values[:at] >= values[at], axis=1)
        if regions[at] != no_region:
            as_good &= regions[:at] == regions[at]
        if np.count_nonzero(as_good) < enough:
            kept.append(at)
    return kept


def lacking(problem: Problem, demand: Demand) -> int:
    """How many members a demand lacks where the fixed are in."""
    return max(0, demand.least - sum(name in demand.values for name in problem.fixed))
