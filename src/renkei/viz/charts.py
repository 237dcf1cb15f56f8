"""Pictures of tables: bars, segmented bars, a matrix, dots on logarithmic axes, a board of targets.

Each function takes rows whose words are in one language already and gives shapes that the template `drawing.html` draws as SVG.
Lengths that end in % are shares of the width, so that letters keep their size on every screen; the others are pixels.
Series differ by hatching as well as by colour, and everything filled has an outline.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from renkei.query.layouts import width

# So many bars, and so many rows of a matrix, are drawn at most; the table beside the picture has them all.
MOST_BARS = 20
MOST_CELLS = 12

# Columns of letters (Japanese ones count as two) that fit a line on a telephone.
_LINE = 50
_TEXT, _SMALL, _BAR, _GAP = 20, 18, 16, 14
# The share of the width that the longest bar takes: its value stands behind it.
_LONGEST = 82.0
_CELL, _HEAD, _CELL_HEIGHT = 76, 96, 54


@dataclass(frozen=True)
class Shape:
    """A rectangle, circle, line or text: its SVG attributes, its classes, what a pointer is told, and its letters."""

    tag: str
    place: Mapping[str, str]
    style: str = ""
    tip: str = ""
    text: str = ""


@dataclass(frozen=True)
class Drawing:
    """Shapes and their height; `width` in pixels, None where the picture takes the width that it is given.

    `legend` names the series by their style; `drawn` of `total` rows are in the picture.
    """

    shapes: tuple[Shape, ...]
    height: int
    drawn: int
    total: int
    legend: tuple[tuple[str, str], ...] = ()
    width: int | None = None


@dataclass(frozen=True)
class Target:
    """A line of the board: what is aimed at, `said` beneath it, the rate (1 is the target), and the status in words."""

    label: str
    said: str
    rate: float
    status: str


@dataclass
class _Column:
    """Shapes one under the other."""

    y: float = 0
    shapes: list[Shape] = field(default_factory=list)

    def add(self, tag: str, style: str = "", tip: str = "", text: str = "", **place: float | str) -> None:
        said = {name.replace("_", "-"): v if isinstance(v, str) else f"{v:g}" for name, v in place.items()}
        self.shapes.append(Shape(tag, said, style, tip, text))

    def label(self, text: str) -> None:
        for line in wrapped(text):
            self.add("text", "label", text=line, x=0, y=self.y + _TEXT / 2)
            self.y += _TEXT
        self.y += 2

    def height(self) -> int:
        return math.ceil(self.y)


def number(value: float) -> str:
    """A number as short as a picture needs it.

    >>> number(1234), number(0.0156566), number(3.0)
    ('1,234', '0.0157', '3')
    """
    return f"{value:,}" if isinstance(value, int) else f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def wrapped(text: str, columns: int = _LINE, most: int = 2) -> list[str]:
    """A text in so many lines at most, broken at spaces where there are any; what does not fit is cut with …

    >>> wrapped("Council for growth", columns=12), wrapped("医療関連成長戦略推進協議会", columns=12, most=1)
    (['Council for', 'growth'], ['医療関連成…'])
    """
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest and len(lines) < most:
        at = _fitting(rest, columns)
        if at < len(rest) and len(lines) == most - 1:
            lines.append(rest[: _fitting(rest, columns - 1)].rstrip() + "…")
            break
        if at < len(rest) and (space := rest.rfind(" ", 0, at + 1)) > at / 2:
            at = space
        lines.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return lines or [""]


def _fitting(text: str, columns: int) -> int:
    """How many letters fit into so many columns."""
    taken = 0
    for at, letter in enumerate(text):
        taken += width(letter)
        if taken > columns:
            return at
    return len(text)


def bars(rows: Iterable[tuple[str, float]], heading: str) -> Drawing | None:
    """A bar for each label, in the order of the rows; those of no length are left out."""
    return segments(((label, (value,)) for label, value in rows), (heading,), legend=False)


def segments(
    rows: Iterable[tuple[str, Sequence[float]]], series: Sequence[str], legend: bool = True, sums: bool = True
) -> Drawing | None:
    """A bar for each label, put together from a value for each of up to four series; `sums`: their sum stands behind."""
    told = [(label, values) for label, values in rows if sum(values) > 0]
    if not told:
        return None
    most = max(sum(values) for _, values in told)
    column = _Column()
    for label, values in told[:MOST_BARS]:
        column.label(label)
        x = 0.0
        for at, value in enumerate(values):
            if not value:
                continue
            share = _LONGEST * value / most
            tip = f"{series[at]} {number(value)}: {label}"
            column.add("rect", f"s{at + 1}", tip, x=_percent(x), y=column.y, width=_percent(share), height=_BAR)
            if legend and share > 1.2 + 1.6 * len(number(value)):
                column.add("text", "inside", text=number(value), x=_percent(x + share / 2), y=column.y + _BAR / 2)
            x += share
        if sums:
            column.add("text", "value", text=number(sum(values)), x=_percent(x), dx="6", y=column.y + _BAR / 2)
        column.y += _BAR + _GAP
    named = tuple((f"s{at + 1}", name) for at, name in enumerate(series)) if legend else ()
    return Drawing(tuple(column.shapes), column.height(), min(len(told), MOST_BARS), len(told), named)


def board(targets: Sequence[Target], met: str, missed: str, aim: str) -> Drawing | None:
    """A bar for each rate, with a line where the target is; rates over twice the target are cut, and say so by an arrow."""
    if not targets:
        return None
    most = min(2.0, max(1.0, *(t.rate for t in targets)))
    scale = 72.0 / most
    column = _Column()
    for target in targets:
        column.label(target.label)
        for line in wrapped(target.said, most=1):
            column.add("text", "soft", text=line, x=0, y=column.y + _SMALL / 2 - 2)
        column.y += _SMALL
        percent = f"{100 * target.rate:.4g}%"
        style = "s1" if target.rate >= 1 else "s2"
        tip = f"{percent} {target.status}: {target.label}"
        drawn = max(min(target.rate, most), 0.0) * scale
        column.add("rect", style, tip, x="0", y=column.y, width=_percent(drawn), height=_BAR)
        column.add("line", "aim", x1=_percent(scale), x2=_percent(scale), y1=column.y - 4, y2=column.y + _BAR + 4)
        mark = "✓" if target.rate >= 1 else "✗"
        arrow = " →" if target.rate > most else ""
        end = _percent(max(drawn, scale))
        column.add("text", "value", text=f"{mark} {percent}{arrow}", x=end, dx="8", y=column.y + _BAR / 2)
        column.y += _BAR + _GAP + 4
    legend = (("s1", met), ("s2", missed), ("aim", aim))
    return Drawing(tuple(column.shapes), column.height(), len(targets), len(targets), legend)


def columns(years: Mapping[int, int]) -> Drawing | None:
    """A column for each year, its value above it; where there are many, not every year is named."""
    if not any(years.values()):
        return None
    bottom, most = 220, max(years.values())
    step, every = 94 / len(years), 1 + len(years) // 9
    column = _Column(y=bottom + 30)
    column.add("line", "grid", x1="3%", x2="97%", y1=bottom, y2=bottom)
    for at, (year, value) in enumerate(years.items()):
        height, middle = (bottom - 30) * value / most, _percent(3 + step * (at + 0.5))
        if value:
            place = {"x": _percent(3 + step * (at + 0.1)), "width": _percent(step * 0.8)}
            column.add("rect", "s1", f"{year}: {number(value)}", y=bottom - height, height=height, **place)
        column.add("text", "found", text=number(value), x=middle, y=bottom - height - 12)
        if at % every == 0:
            column.add("text", "tick middle", text=str(year), x=middle, y=bottom + 16)
    return Drawing(tuple(column.shapes), column.height(), len(years), len(years))


def dots(points: Sequence[tuple[int, int]], across: str, up: str) -> Drawing | None:
    """Points on two logarithmic axes that begin at 1; what is less has no place there and is left out."""
    told = [(x, y) for x, y in points if x >= 1 and y >= 1]
    if not told:
        return None
    left, right, top, bottom = 9.0, 95.0, 40, 300
    wide, high = _ticks(max(x for x, _ in told)), _ticks(max(y for _, y in told))

    def across_at(value: float) -> float:
        return left + (right - left) * math.log(value) / math.log(wide[-1])

    def up_at(value: float) -> float:
        return bottom - (bottom - top) * math.log(value) / math.log(high[-1])

    column = _Column(y=bottom + 54)
    column.add("text", "soft", text=up, x="0", y=12)
    for tick in high:
        y = up_at(tick)
        column.add("line", "grid", x1=_percent(left), x2=_percent(right), y1=y, y2=y)
        column.add("text", "tick end", text=number(tick), x=_percent(left), dx="-8", y=y)
    for tick in wide:
        x = _percent(across_at(tick))
        column.add("line", "grid", x1=x, x2=x, y1=top, y2=bottom)
        column.add("text", "tick middle", text=number(tick), x=x, y=bottom + 16)
    column.add("text", "soft end", text=across, x=_percent(right), y=bottom + 40)
    for x_value, y_value in told:
        place, height = _percent(across_at(x_value)), up_at(y_value)
        tip = f"{across} {number(x_value)}, {up} {number(y_value)}"
        column.add("circle", "s1", tip, cx=place, cy=height, r=6)
        if len(told) <= MOST_BARS:
            column.add("text", "near", text=number(y_value), x=place, dx="9", y=height - 9)
    return Drawing(tuple(column.shapes), column.height(), len(told), len(points))


def _ticks(most: float) -> list[int]:
    """1, 2, 5, 10 … up to the first that is not less than `most`; powers of ten alone where those are many."""
    ticks = [1, 2]
    while ticks[-1] < most:
        ticks.append(ticks[-1] * 5 // 2 if str(ticks[-1])[0] == "2" else ticks[-1] * 2)
    if len(ticks) <= 8:
        return ticks
    tens = [t for t in ticks if str(t)[0] == "1"]
    return tens if tens[-1] >= most else [*tens, tens[-1] * 10]


@dataclass(frozen=True)
class Pair:
    """What is found between two groups and what was expected; `residual` is how far they are apart, in standard deviations."""

    found: float
    expected: float | None
    residual: float | None
    standing: str = ""


def matrix(
    names: Mapping[str, str], pairs: Mapping[tuple[str, str], Pair], found: str, expected: str, over: str, under: str
) -> Drawing | None:
    """Groups by groups: in each cell what is found above what was expected, the darker the farther they are apart.

    `names` are by the keys of the groups; of a pair, one order is enough. Of many groups those with most found are drawn.
    """
    sums = {key: sum(p.found for ends, p in pairs.items() if key in ends) for key in names}
    keys = sorted(sorted(names, key=lambda k: (-sums[k], k))[:MOST_CELLS])
    if not keys:
        return None
    head = 46
    column = _Column()
    for at, key in enumerate(keys):
        x = _HEAD + _CELL * (at + 0.5)
        lines = wrapped(names[key], 11)
        for line, text in enumerate(lines):
            column.add("text", "label middle", text=text, x=x, y=head - 12 - 18 * (len(lines) - 1 - line))
    for down, row in enumerate(keys):
        y = head + _CELL_HEIGHT * down
        lines = wrapped(names[row], 14)
        for line, text in enumerate(lines):
            column.add("text", "label", text=text, x=0, y=y + _CELL_HEIGHT / 2 + 18 * (line - (len(lines) - 1) / 2))
        for at, other in enumerate(keys):
            pair = pairs.get((row, other)) or pairs.get((other, row))
            if pair:
                _cell(column, pair, _HEAD + _CELL * at, y, f"{names[row]}, {names[other]}", found, expected)
    column.y = head + _CELL_HEIGHT * len(keys) + 2
    legend = (("over", f"▲ {over}"), ("under", f"▼ {under}"), ("", f"{found} / {expected}"))
    return Drawing(tuple(column.shapes), column.height(), len(keys), len(names), legend, width=_HEAD + _CELL * len(keys) + 2)


def _cell(column: _Column, pair: Pair, x: float, y: float, where: str, found: str, expected: str) -> None:
    far = min(abs(pair.residual or 0), 4) / 4
    side = "over" if (pair.residual or 0) > 0 else "under"
    chance = "–" if pair.expected is None else number(pair.expected)
    mark = ("▲ " if side == "over" else "▼ ") if pair.standing else ""
    tip = f"{found} {number(pair.found)}, {expected} {chance}{f', {pair.standing}' if pair.standing else ''}: {where}"
    opacity, wide, high = round(0.5 * far, 3), _CELL - 2, _CELL_HEIGHT - 2
    column.add("rect", side, tip, fill_opacity=opacity, x=x + 1, y=y + 1, width=wide, height=high)
    column.add("text", "found", text=f"{mark}{number(pair.found)}", x=x + _CELL / 2, y=y + 19)
    column.add("text", "soft middle", text=f"/ {chance}", x=x + _CELL / 2, y=y + 38)


def _percent(share: float) -> str:
    return f"{share:.2f}".rstrip("0").rstrip(".") + "%"
