"""The picture of the timeline: a lane for each kind, years from left to right, above them the eras to the day.

A moment stands where its date may lie: a dot for a day or a month, an open box over the whole of a year or fiscal year. A
period is a bar; an end that nobody tells runs out into an arrow. Where there are too many things for marks, each lane has the
numbers of its years.
"""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from renkei.publish.time_pages.dated import LANES, Dated
from renkei.text.eras import ERAS
from renkei.viz.charts import Drawing, Shape

MOST_MARKS = 300

_LEFT, _RIGHT, _TOP = 12, 60, 52
_WIDEST, _NARROWEST, _WANTED = 64, 22, 1100
_ROW, _HEAD, _AFTER = 17, 24, 12
_DOT, _BAR = 5.5, 10
_ARROW = 34


class _Scale:
    """Days to pixels, the years of equal width."""

    def __init__(self, dated: Sequence[Dated]) -> None:
        ends = [end for d in dated for end in (d.first, d.last) if end]
        self.first = min(end.first for end in ends).year
        self.last = max(end.last for end in ends).year
        self.year = min(_WIDEST, max(_NARROWEST, _WANTED // (self.last - self.first + 1)))
        self.width = _LEFT + (self.last - self.first + 1) * self.year + _RIGHT

    def at(self, day: datetime.date) -> float:
        """Where a day begins."""
        days = (datetime.date(day.year + 1, 1, 1) if day.year < 9999 else day) - datetime.date(day.year, 1, 1)
        part = (day - datetime.date(day.year, 1, 1)).days / max(days.days, 1)
        return round(_LEFT + (day.year - self.first + part) * self.year, 1)


class _Shapes(list[Shape]):
    def put(self, tag: str, style: str, tip: str = "", text: str = "", **place: float | str) -> None:
        said = {name: v if isinstance(v, str) else f"{v:g}" for name, v in place.items()}
        self.append(Shape(tag, said, style, tip, text))


def lanes(dated: Sequence[Dated], names: Mapping[str, str], tell: Callable[[Dated], str], language: str) -> Drawing | None:
    """The picture of all that is given, or None where that is nothing; `names` are those of the lanes, `tell` words a mark."""
    if not dated:
        return None
    scale, shapes = _Scale(dated), _Shapes()
    filled = [(lane, [d for d in dated if d.lane == lane]) for lane in LANES]
    filled = [(lane, found) for lane, found in filled if found]
    y, bodies = float(_TOP), list[_Shapes]()
    draw = _marks if len(dated) <= MOST_MARKS else _counts
    for lane, found in filled:
        body = _Shapes()
        rows = draw(body, found, y + _HEAD, scale, tell)
        height = _HEAD + rows * _ROW + _AFTER
        shapes.put("rect", f"lane {'even' if len(bodies) % 2 else 'odd'}", x=0, y=y, width=scale.width, height=height)
        body.insert(
            0, Shape("text", {"x": f"{_LEFT}", "y": f"{y + 17:g}"}, "lane-name", text=f"{names[lane]} ({len(found):,})")
        )
        bodies.append(body)
        y += height
    _axis(shapes, scale, y, language)
    shapes.extend(shape for body in bodies for shape in body)
    return Drawing(tuple(shapes), math.ceil(y), len(dated), len(dated), width=scale.width)


def _axis(shapes: _Shapes, scale: _Scale, bottom: float, language: str) -> None:
    """The eras, with their borders to the day, the years below them, and lines down to the last lane."""
    start, end = datetime.date(scale.first, 1, 1), datetime.date(min(scale.last + 1, 9999), 1, 1)
    for number, era in enumerate(ERAS):
        first, last = max(era.first, start), min(era.last or end, end)
        if first >= last:
            continue
        x, width = scale.at(first), scale.at(last) - scale.at(first)
        shapes.put("rect", f"era {'even' if number % 2 else 'odd'}", x=x, y=0, width=round(width, 1), height=24)
        if width > 34:
            name = era.name if language == "ja" else era.roman
            shapes.put("text", "era-name", text=name, x=x + 6, y=17)
    step = next(s for s in (1, 2, 5, 10, 50, 100, 1000) if s * scale.year >= 38 or s == 1000)
    for year in range(scale.first, scale.last + 1):
        x = _LEFT + (year - scale.first) * scale.year
        shapes.put("line", "year-line", x1=x, x2=x, y1=26, y2=bottom)
        if year % step == 0 or step == 1:
            shapes.put("text", "year-name", text=str(year), x=x + 3, y=42)


def _marks(shapes: _Shapes, found: Sequence[Dated], top: float, scale: _Scale, tell: Callable[[Dated], str]) -> int:
    """One mark for each thing, in rows in which none touches another; the number of rows."""
    free: list[float] = []
    for one in found:
        left, right = _extent(one, scale)
        row = next((n for n, until in enumerate(free) if until + 3 <= left), len(free))
        free[row : row + 1] = [right]
        _mark(shapes, one, left, right, top + row * _ROW + _ROW / 2, tell(one))
    return len(free)


def _extent(one: Dated, scale: _Scale) -> tuple[float, float]:
    """Where a mark begins and ends, with the arrows of open ends."""
    if one.point:
        when = one.when
        left, right = scale.at(when.first), scale.at(when.last)
        if when.precision in ("day", "month"):
            middle = round((left + right) / 2, 1)
            return middle - _DOT, middle + _DOT
        return left + 1, right
    left = scale.at(one.first.first) if one.first else scale.at(one.when.first) - _ARROW
    right = scale.at(one.last.last) if one.last else scale.at(one.when.last) + _ARROW
    return round(left, 1), round(right, 1)


def _mark(shapes: _Shapes, one: Dated, left: float, right: float, y: float, tip: str) -> None:
    style = f"moment {one.lane}{' planned' if one.planned else ''}"
    if one.point and one.when.precision in ("day", "month"):
        shapes.put("circle", style, tip, cx=round((left + right) / 2, 1), cy=y, r=_DOT)
        return
    top, width = y - _BAR / 2, round(right - left, 1)
    if one.point:
        shapes.put("rect", f"{style} somewhere", tip, x=left, y=top, width=width, height=_BAR, rx=5)
        return
    if one.first and one.last:
        shapes.put("rect", f"{style} period", tip, x=left, y=top, width=width, height=_BAR)
        return
    tail = left if one.first else left + 8
    head = right if one.last else right - 8
    begin = f"M{tail:g} {top:g}" if one.first else f"M{tail:g} {top:g}L{left:g} {y:g}L{tail:g} {top + _BAR:g}M{tail:g} {top:g}"
    end = f"H{head:g}V{top + _BAR:g}" if one.last else f"H{head:g}L{right:g} {y:g}L{head:g} {top + _BAR:g}"
    shapes.put("path", f"{style} open", tip, d=f"{begin}{end}H{tail:g}{'Z' if one.first else ''}")


def _counts(shapes: _Shapes, found: Sequence[Dated], top: float, scale: _Scale, _tell: Callable[[Dated], str]) -> int:
    """How many things of a lane begin in each year, the darker the more; one row."""
    counted = Counter(d.when.first.year for d in found)
    most = max(counted.values())
    for year, count in sorted(counted.items()):
        x, shade = _LEFT + (year - scale.first) * scale.year, 1 + math.floor(3 * (count - 1) / most)
        shapes.put("rect", f"cell c{shade}", f"{year}: {count:,}", x=x + 1, y=top, width=scale.year - 2, height=_ROW)
        shapes.put("text", f"cell-count c{shade}", text=f"{count:,}", x=x + scale.year / 2, y=top + 13)
    return 1
