"""Problems that are alike are told once, with how many more there are."""

from __future__ import annotations

from renkei.errors import Text
from renkei.tables.problems import Problem, Told, summarised

NO_WORD, NO_NAME = Text("語がない", "no such word"), Text("名称がない", "no name")


def problem(row: int, value: str, column: int = 2) -> Problem:
    return Problem("vocabulary", "error", "a.csv", NO_WORD, row=row, column=column, heading="種別", value=value)


def short(told: Told) -> tuple[str | None, str, int, int]:
    return told.problem.cell, told.problem.value, told.times, told.like


def test_one_value_is_told_once_and_the_rest_of_a_column_is_counted() -> None:
    note = Problem("encoding", "note", "a.csv", Text("UTF-8", "UTF-8"))
    nameless = Problem("missing", "error", "a.csv", NO_NAME, row=9, column=1)
    found = [note, *(problem(n, str(n % 4)) for n in range(2, 12)), nameless]
    assert [short(told) for told in summarised(found, most=3)] == [
        ("B2", "2", 3, 0),
        ("B3", "3", 3, 0),
        ("B4", "0", 2, 2),
        ("A9", "", 1, 0),
        (None, "", 1, 0),
    ]
    assert sum(told.times + told.like for told in summarised(found, most=3)) == len(found)


def test_problems_of_two_columns_stand_apart() -> None:
    assert [short(told) for told in summarised([problem(2, "x"), problem(2, "x", 3), problem(3, "x")])] == [
        ("B2", "x", 2, 0),
        ("C2", "x", 1, 0),
    ]
