"""A small line of values over time."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from renkei.text.dates import parse_date

WIDTH, HEIGHT, _EDGE = 132, 36, 6


@dataclass(frozen=True)
class Spark:
    """The points of the line in pixels, and the values in words."""

    points: tuple[tuple[float, float], ...]
    said: str
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def line(self) -> str:
        """The points as an SVG polyline has them."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


def sparkline(values: Sequence[tuple[str, str]], said: str) -> Spark:
    """The line of dates (ISO, of any precision: its middle) with their values, the earliest first."""
    days = [_middle(day) for day, _ in values]
    numbers = [float(value) for _, value in values]
    first, across = min(days), max(days) - min(days) or 1
    low, up = min(numbers), max(numbers) - min(numbers)
    points = tuple(
        (
            round(_EDGE + (day - first) / across * (WIDTH - 2 * _EDGE), 1),
            round(HEIGHT - _EDGE - ((number - low) / up if up else 0.5) * (HEIGHT - 2 * _EDGE), 1),
        )
        for day, number in zip(days, numbers, strict=True)
    )
    return Spark(points, said)


def _middle(iso: str) -> int:
    date = parse_date(iso)
    first: datetime.date = date.first_day
    return (first.toordinal() + date.last_day.toordinal()) // 2
