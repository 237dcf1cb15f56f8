"""Pictures of tables: where each shape is, what it says, and what is left out."""

from __future__ import annotations

import pytest

from renkei.viz.charts import (
    MOST_BARS,
    MOST_CELLS,
    Drawing,
    Pair,
    Shape,
    Target,
    bars,
    board,
    columns,
    dots,
    matrix,
    number,
    segments,
    wrapped,
)


def _of(drawing: Drawing | None, tag: str, style: str | None = None) -> list[Shape]:
    assert drawing is not None
    return [s for s in drawing.shapes if s.tag == tag and style in (None, s.style)]


def test_a_bar_is_as_long_as_its_value_and_says_it() -> None:
    drawing = bars([("アルファ", 8), ("Beta", 2), ("none", 0)], "ties")
    assert [s.place["width"] for s in _of(drawing, "rect")] == ["82%", "20.5%"]
    assert [s.tip for s in _of(drawing, "rect")] == ["ties 8: アルファ", "ties 2: Beta"]
    assert [s.text for s in _of(drawing, "text", "value")] == ["8", "2"]
    assert [s.text for s in _of(drawing, "text", "label")] == ["アルファ", "Beta"]
    assert drawing is not None
    assert (drawing.drawn, drawing.total, drawing.legend) == (2, 2, ())


def test_of_many_bars_the_first_are_drawn_and_all_are_counted() -> None:
    drawing = bars([(str(n), n) for n in range(100, 0, -1)], "ties")
    assert drawing is not None
    assert (len(_of(drawing, "rect")), drawing.drawn, drawing.total) == (MOST_BARS, MOST_BARS, 100)


def test_segments_stand_one_behind_the_other_and_their_sum_behind_them() -> None:
    drawing = segments([("all", (3, 1)), ("one", (0, 2))], ("within", "outward"))
    placed = [(s.style, s.place["x"], s.place["width"], s.tip) for s in _of(drawing, "rect")]
    assert placed == [
        ("s1", "0%", "61.5%", "within 3: all"),
        ("s2", "61.5%", "20.5%", "outward 1: all"),
        ("s2", "0%", "41%", "outward 2: one"),
    ]
    assert [s.text for s in _of(drawing, "text", "inside")] == ["3", "1", "2"]
    assert [s.text for s in _of(drawing, "text", "value")] == ["4", "2"]
    assert drawing is not None
    assert drawing.legend == (("s1", "within"), ("s2", "outward"))
    assert _of(segments([("all", (3, 1))], ("within", "outward"), sums=False), "text", "value") == []


@pytest.mark.parametrize(
    "drawing",
    [
        bars([], "x"),
        bars([("a", 0)], "x"),
        segments([("a", (0, 0))], ("x", "y")),
        columns({2013: 0}),
        dots([(0, 3)], "x", "y"),
        board([], *"abc"),
    ],
)
def test_nothing_is_drawn_of_nothing(drawing: Drawing | None) -> None:
    assert drawing is None
    assert matrix({}, {}, *"abcd") is None


def test_a_column_stands_for_each_year_and_of_many_not_all_are_named() -> None:
    drawing = columns({2013: 4, 2014: 0, 2015: 1})
    placed = [(s.place["x"], s.place["y"], s.place["height"], s.tip) for s in _of(drawing, "rect")]
    assert placed == [("6.13%", "30", "190", "2013: 4"), ("68.8%", "172.5", "47.5", "2015: 1")]
    assert [s.text for s in _of(drawing, "text", "found")] == ["4", "0", "1"]
    many = _of(columns(dict.fromkeys(range(2000, 2020), 1)), "text", "tick middle")
    assert [s.text for s in many] == ["2000", "2003", "2006", "2009", "2012", "2015", "2018"]


def test_dots_stand_on_logarithmic_axes_that_begin_at_one() -> None:
    drawing = dots([(0, 9), (1, 10), (10, 1)], "ties", "organisations")
    assert [(s.place["cx"], s.place["cy"]) for s in _of(drawing, "circle")] == [("9%", "40"), ("95%", "300")]
    assert [s.tip for s in _of(drawing, "circle")] == ["ties 1, organisations 10", "ties 10, organisations 1"]
    assert [s.text for s in _of(drawing, "text", "tick middle")] == ["1", "2", "5", "10"]
    assert drawing is not None
    assert (drawing.drawn, drawing.total) == (2, 3)
    wide = dots([(1, 1), (123456, 1)], "ties", "organisations")
    assert [s.text for s in _of(wide, "text", "tick middle")] == [f"{10**n:,}" for n in range(7)]


def test_a_matrix_has_each_pair_twice_and_says_what_was_expected() -> None:
    pairs = {("a", "a"): Pair(3, 0.5, 4.0, "over"), ("a", "b"): Pair(0, 4.25, -2.0, "under")}
    drawing = matrix({"b": "Beta", "a": "Alpha"}, pairs, "ties", "expected", "more", "fewer")
    cells = [(s.style, s.place["x"], s.place["y"], s.place["fill-opacity"], s.tip) for s in _of(drawing, "rect")]
    assert cells == [
        ("over", "97", "47", "0.5", "ties 3, expected 0.5, over: Alpha, Alpha"),
        ("under", "173", "47", "0.25", "ties 0, expected 4.25, under: Alpha, Beta"),
        ("under", "97", "101", "0.25", "ties 0, expected 4.25, under: Beta, Alpha"),
    ]
    assert [s.text for s in _of(drawing, "text", "found")] == ["▲ 3", "▼ 0", "▼ 0"]


def test_of_many_groups_those_with_most_found_are_in_the_matrix() -> None:
    names = {f"{n:02}": f"group {n}" for n in range(20)}
    drawing = matrix(names, {(k, k): Pair(int(k), 1.0, 0.0) for k in names}, *"abcd")
    assert drawing is not None
    assert (drawing.drawn, drawing.total) == (MOST_CELLS, 20)
    heads = [s.text for s in _of(drawing, "text", "label middle")]
    assert heads == [f"group {n}" for n in range(20 - MOST_CELLS, 20)]


def test_the_board_has_the_target_in_one_place_and_cuts_what_is_far_beyond() -> None:
    drawing = board(
        [Target("A", "22 / 30", 0.733, "missed"), Target("B", "30 / 30", 1.0, "met"), Target("C", "9 / 3", 3.0, "met")], *"xyz"
    )
    assert [(s.style, s.place["width"]) for s in _of(drawing, "rect")] == [("s2", "26.39%"), ("s1", "36%"), ("s1", "72%")]
    assert {s.place["x1"] for s in _of(drawing, "line")} == {"36%"}
    assert [s.text for s in _of(drawing, "text", "value")] == ["✗ 73.3%", "✓ 100%", "✓ 300% →"]


def test_long_names_take_two_lines_and_are_then_cut() -> None:
    assert wrapped("医療機器" * 20, 10) == ["医療機器医", "療機器医…"]
    assert wrapped("a\u0301b c", 4) == ["a\u0301b c"]
    assert wrapped("") == [""]


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0"), (12345, "12,345"), (0.00101, "0.00101"), (1234.5, "1,234"), (-0.5, "-0.5")]
)
def test_numbers_are_short(value: float, said: str) -> None:
    assert number(value) == said
