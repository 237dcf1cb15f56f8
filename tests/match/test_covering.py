"""The smallest sets: against all sets of small problems, and what is said where time runs out."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest
from scipy import optimize

from renkei.match import solving
from renkei.match.covering import Cover, Demand, Problem, worth_trying
from renkei.match.solving import covers


def made_up(chance: random.Random) -> Problem:
    """A problem of up to 9 candidates that can be met; values are alike in many of them, so that names decide."""
    names = [f"o{n}" for n in range(chance.randint(1, 9))]
    highest = chance.choice([1, 3, 10_000])
    demands = []
    for _ in range(chance.randint(0, 4)):
        able = [name for name in names if chance.random() < chance.choice([0.3, 0.6])]
        graded = chance.random() < 0.7
        if able:
            values = {name: chance.randint(1, highest) if graded else 0 for name in able}
            demands.append(Demand(chance.randint(1, min(2, len(able))), values))
    regions = {name: chance.choice("ABC") for name in names if chance.random() < 0.8}
    least_regions = chance.randint(0, len(set(regions.values())))
    fixed = frozenset(name for name in names if chance.random() < 0.1)
    return Problem(tuple(demands), regions, least_regions, fixed)


def by_trying_all(problem: Problem) -> list[tuple[str, ...]]:
    """All sets that meet a problem and have no member to spare, the best first."""
    names = {*problem.regions, *(name for demand in problem.demands for name in demand.values)} - problem.fixed
    found = []
    for size in range(len(names) + 1):
        for added in combinations(sorted(names), size):
            members = {*added, *problem.fixed}
            if problem.meets(members) and not any(problem.meets(members - {name}) for name in added):
                found.append((size, -problem.value(members), -problem.total(members), tuple(sorted(members))))
    return [members for *_, members in sorted(found)]


@pytest.mark.parametrize("seed", range(6))
def test_the_sets_and_their_order_are_those_found_by_trying_all(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        problem, number = made_up(chance), chance.randint(1, 4)
        found = list(covers(problem, number))
        assert [cover.members for cover in found] == by_trying_all(problem)[:number]
        assert all(cover.proven and cover.settled for cover in found)


def test_of_equally_few_the_best_answers_go_before_all_answers_and_these_before_names() -> None:
    need = Demand(1, {"a": 5, "b": 9, "c": 9, "d": 3})
    sector = Demand(1, {"a": 0, "d": 0, "x": 0})
    found = [cover.members for cover in covers(Problem((need, sector), {}), 9)]
    # One is enough: a answers better than d. Then two: b or c with x; a and d would make the other one idle.
    assert found == [("a",), ("d",), ("b", "x"), ("c", "x")]
    both = Problem((need, Demand(1, {"x": 0, "y": 0}), Demand(1, {"y": 2, "z": 2})), {})
    assert next(covers(both)).members == ("b", "y")


def test_the_fixed_are_in_every_set_and_are_not_chosen_again() -> None:
    problem = Problem((Demand(2, dict.fromkeys("abcd", 1)),), {"a": "N", "b": "N", "c": "S"}, 2, frozenset("a"))
    assert [cover.members for cover in covers(problem, 3)] == [("a", "c"), ("a", "b", "c")][:1]
    assert [cover.members for cover in covers(Problem(problem.demands, {}, 0, frozenset("ab")), 3)] == [("a", "b")]
    assert [cover.members for cover in covers(Problem((), {}), 3)] == [()]


def test_only_the_first_of_many_alike_are_tried() -> None:
    many = {f"o{n:04}": 5 for n in range(2000)}
    problem = Problem((Demand(2, many),), {})
    assert worth_trying(problem) == ["o0000", "o0001"]
    assert worth_trying(problem, 3) == ["o0000", "o0001", "o0002", "o0003"]
    better_at_the_end = Problem((Demand(1, {**many, "z": 6}),), {})
    assert worth_trying(better_at_the_end) == ["o0000", "z"]


def test_a_large_problem_is_proven() -> None:
    chance = random.Random(1)
    names = [f"o{n:04}" for n in range(3000)]
    demands = [Demand(1, {name: chance.randint(3000, 9999) for name in chance.sample(names, 60)}) for _ in range(8)]
    problem = Problem(tuple(demands), {name: str(chance.randint(1, 47)) for name in names}, 6)
    (found,) = covers(problem)
    assert (found.proven, found.settled, problem.meets(found.members)) == (True, True, True)


def test_no_time_gives_nothing() -> None:
    assert list(covers(Problem((Demand(1, {"a": 1}),), {}), 1, 0.0)) == []


@pytest.mark.parametrize(
    ("ended_in", "told"),
    [
        (1, Cover(("b", "c"), 1, False)),  # the smallest is not proven: without d, which it can do without, and with the bound
        (2, Cover(("a",), 1, False)),  # it is, but not that a answers best
    ],
)
def test_where_time_runs_out_the_best_found_is_told(monkeypatch: pytest.MonkeyPatch, ended_in: int, told: Cover) -> None:
    calls = []

    def ends_early(costs: object, **given: object) -> optimize.OptimizeResult:
        calls.append(costs)
        if len(calls) < ended_in:
            return milp(costs, **given)
        x = {1: [0, 1, 1, 1, 0, 0], 2: [1, 0, 0, 0, 0, 0]}[ended_in]  # a, b, c, d and the two grades
        return optimize.OptimizeResult(x=np.array(x), status=1, fun=2.0, mip_dual_bound=0.4)

    milp = optimize.milp
    monkeypatch.setattr(solving.optimize, "milp", ends_early)
    problem = Problem((Demand(1, {"a": 5, "b": 9}), Demand(1, {"a": 0, "c": 0, "d": 0})), {})
    assert list(covers(problem, 2)) == [told]
