"""The smallest sets that cover what is demanded: set cover with least numbers and regions, by integer programming (HiGHS)."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from renkei.match.covering import Cover, Problem, lacking, worth_trying

Numbers: TypeAlias = npt.NDArray[np.float64]
# That a sum of columns, each times a number, is a number at least.
Row: TypeAlias = tuple[dict[int, float], float]


def covers(problem: Problem, number: int = 1, seconds: float = 60.0) -> Iterator[Cover]:
    """The best sets in their order, at most `number`; none holds one that came before, so none has a member to spare.

    Ends early where there are no more, or where nothing was found within `seconds`; a set found by then is told with `bound`.
    """
    until = time.monotonic() + seconds
    program = _Program(problem, worth_trying(problem, number))
    bound = len(problem.fixed)
    for _ in range(number):
        found = program.best(until, bound)
        if found is None:
            return
        yield found
        bound = found.bound
        if set(found.members) <= problem.fixed or not found.settled:
            return  # what comes next is known only behind a set that is settled
        program.forbid(set(found.members) - problem.fixed)


class _Program:
    """The integer program of a problem: a column for each candidate, for each region, and for each grade of each demand.

    A grade counts what an answer adds to the next lower one; it may count where a member answers so well at least.
    """

    def __init__(self, problem: Problem, names: Sequence[str]) -> None:
        self.problem = problem
        self.names = names
        self._rows: list[Row] = []
        self._worth: dict[int, float] = {}
        self._totals = {at: float(total) for at, name in enumerate(names) if (total := problem.total([name]))}
        self._columns = len(names)
        self._demand()
        self._spread()

    def forbid(self, members: Collection[str]) -> None:
        """Leave out the sets that hold all of these."""
        columns: dict[int, float] = {at: -1.0 for at, name in enumerate(self.names) if name in members}
        self._rows.append((columns, 1.0 - len(columns)))

    def best(self, until: float, bound: int) -> Cover | None:
        """The best set that is not forbidden, None where there is none or none was found in time."""
        every = dict.fromkeys(range(len(self.names)), 1.0)
        done = self._least(every, until)
        if done is None or done.x is None:
            return None
        chosen = self._chosen(done)
        fixed = len(self.problem.fixed)
        least = len(chosen) if done.status == 0 else math.ceil((done.mip_dual_bound or 0.0) - 1e-6)
        bound = max(bound, fixed + least)
        if len(chosen) + fixed > bound:
            return self._cover(self._without_spare(chosen), False, bound)
        alike: list[Row] = [(dict.fromkeys(every, -1.0), -float(len(chosen)))]
        hopeless: set[int] = set()
        for worth in (self._worth, self._totals):
            if worth:
                costs = {at: -value for at, value in worth.items()}
                done = self._least(costs, until, alike, dict.fromkeys(hopeless, 0.0))
                if done is None or done.x is None:
                    return self._cover(chosen, False, bound)
                chosen = self._chosen(done)
                if done.status != 0:
                    return self._cover(chosen, False, bound)
                hopeless |= self._hopeless(costs, alike, round(done.fun))
                alike.append((worth, round(-done.fun) - 0.5))
        return self._cover(*self._first_by_name(chosen, until, alike, hopeless), bound=bound)

    def _without_spare(self, chosen: list[int]) -> list[int]:
        """The candidates of a set that is not proven, without those it can do without, the last by name first."""
        for at in reversed(chosen):
            others = [other for other in chosen if other != at]
            if self.problem.meets({*(self.names[other] for other in others), *self.problem.fixed}):
                chosen = others
        return chosen

    def _hopeless(self, costs: Mapping[int, float], rows: Sequence[Row], least: int) -> set[int]:
        """The candidates that no set has that costs `least`: what a set with them costs is bounded by the dual prices.

        The bound is that of Lagrange for any prices of 0 or more, so it holds whatever the solver's rounding; costs are whole.
        """
        matrix, needed = self._matrix([*self._rows, *rows])
        cost = _column(costs, self._columns)
        relaxed = optimize.linprog(cost, A_ub=-matrix, b_ub=-needed, bounds=(0.0, 1.0), method="highs")
        if relaxed.status != 0:
            return set()
        prices = np.maximum(-relaxed.ineqlin.marginals, 0.0)
        reduced = cost - matrix.T @ prices
        at_least = prices @ needed + np.minimum(reduced, 0.0).sum() + np.maximum(reduced, 0.0)
        return set(np.flatnonzero(at_least[: len(self.names)] > least + 0.5).tolist())

    def _first_by_name(
        self, chosen: list[int], until: float, alike: Sequence[Row], hopeless: Collection[int]
    ) -> tuple[list[int], bool]:
        """Of the sets that are as good, the first by name, one member after the other; and whether that is proven."""
        begun: list[int] = []
        for place in range(len(chosen)):
            after = begun[-1] + 1 if begun else 0
            open_to = [at for at in range(after, chosen[place] + 1) if at not in hopeless]
            if open_to[0] < chosen[place]:
                # A weight of 1 is spread over these candidates; it is cheapest on the first that is a member.
                weights = dict(enumerate(open_to, self._columns))
                rows: list[Row] = [*alike, (dict.fromkeys(weights, 1.0), 1.0)]
                rows += [({at: 1.0, column: -1.0}, 0.0) for column, at in weights.items()]
                settled = {at: float(at in begun) for at in (*range(after), *hopeless)}
                done = self._least({column: float(at) for column, at in weights.items()}, until, rows, settled, len(weights))
                if done is None or done.x is None or done.status != 0:
                    return chosen, False
                chosen = self._chosen(done)
            begun.append(chosen[place])
        return begun, True

    def _cover(self, chosen: Sequence[int], settled: bool, bound: int) -> Cover:
        members = tuple(sorted({*(self.names[at] for at in chosen), *self.problem.fixed}))
        return Cover(members, bound, settled)

    def _demand(self) -> None:
        """The rows of the demands, and the grades of their answers."""
        for demand in self.problem.demands:
            given = {at: demand.values[name] for at, name in enumerate(self.names) if name in demand.values}
            if missing := lacking(self.problem, demand):
                self._rows.append((dict.fromkeys(given, 1.0), float(missing)))
            below = max((demand.values.get(name, 0) for name in self.problem.fixed), default=0)
            for grade in sorted({value for value in given.values() if value > below}):
                self._worth[self._columns] = grade - below
                self._rows.append(({**{at: 1.0 for at, v in given.items() if v >= grade}, self._columns: -1.0}, 0.0))
                self._columns += 1
                below = grade

    def _spread(self) -> None:
        """The rows of the regions."""
        there = {self.problem.regions[name] for name in self.problem.fixed if name in self.problem.regions}
        if (missing := self.problem.least_regions - len(there)) <= 0:
            return
        others: dict[str, list[int]] = defaultdict(list)
        for at, name in enumerate(self.names):
            if (region := self.problem.regions.get(name, "")) and region not in there:
                others[region].append(at)
        self._rows.append(({self._columns + n: 1.0 for n in range(len(others))}, float(missing)))
        for places in others.values():
            self._rows.append(({**dict.fromkeys(places, 1.0), self._columns: -1.0}, 0.0))
            self._columns += 1

    def _chosen(self, done: Any) -> list[int]:
        return np.flatnonzero(done.x[: len(self.names)] > 0.5).tolist()

    def _matrix(self, rows: Sequence[Row], more: int = 0) -> tuple[Any, Numbers]:
        """Rows as a matrix, and what each must be at least."""
        entries = [(n, at, value) for n, (row, _) in enumerate(rows) for at, value in row.items()]
        rows_at, columns_at, values = zip(*entries, strict=True) if entries else ((), (), ())
        matrix = sparse.csr_array((values, (rows_at, columns_at)), shape=(len(rows), self._columns + more))
        return matrix, np.array([least for _, least in rows])

    def _least(
        self,
        costs: Mapping[int, float],
        until: float,
        rows: Sequence[Row] = (),
        settled: Mapping[int, float] | None = None,
        more: int = 0,
    ) -> Any:
        """The cheapest choice under the rows and `rows`, with some columns `settled` and `more` added; None out of time."""
        left = until - time.monotonic()
        if left <= 0:
            return None
        columns, every = self._columns + more, [*self._rows, *rows]
        if not columns:  # the solver takes no empty program; the fixed cover all of it
            return optimize.OptimizeResult(x=np.zeros(0), status=0, fun=0.0, mip_dual_bound=0.0)
        low, high = _column(settled or {}, columns), np.ones(columns)
        for at, value in (settled or {}).items():
            high[at] = value
        matrix, needed = self._matrix(every, more)
        return optimize.milp(
            _column(costs, columns),
            integrality=np.arange(columns) < len(self.names),
            bounds=optimize.Bounds(low, high),
            constraints=optimize.LinearConstraint(matrix, needed) if every else (),
            options={"time_limit": left, "mip_rel_gap": 0.0},
        )


def _column(values: Mapping[int, float], size: int) -> Numbers:
    """Some numbers by their positions among `size`, the others 0."""
    column = np.zeros(size)
    for at, value in values.items():
        column[at] = value
    return column
