"""The map of Japan: outlines of the prefectures, where each stands on a map of tiles, arcs between them, classes of counts."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from renkei import resources
from renkei.errors import Text

# So many shades a map has at most; 0 has none.
SHADES = 5
# Columns and rows of the map of tiles.
TILES = (12, 12)
# The least weight that makes the heaviest arc as wide as arcs may be.
_WIDE = 12


@dataclass(frozen=True)
class Outline:
    """A prefecture on the map: its names, its outline as an SVG path, where arcs end, its tile, and where its name stands."""

    name: Text
    path: str
    at: tuple[int, int]
    tile: tuple[int, int]
    label: Mapping[str, tuple[int, int]]

    def short(self, language: str) -> str:
        """The name as maps write it, without 都, 府 or 県."""
        ja = self.name.ja
        return self.name.en if language != "ja" else ja if ja == "北海道" else ja[:-1]


@dataclass(frozen=True)
class Inset:
    """A frame in which islands stand that lie elsewhere: x, y, width, height."""

    name: Text
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class Japan:
    """The whole map; `size` in units of the paths, `coast` a coarser path in units `coast_scale` times as large."""

    size: tuple[int, int]
    insets: tuple[Inset, ...]
    coast: str
    coast_scale: int
    notice: Text
    outlines: Mapping[str, Outline]


@cache
def japan() -> Japan:
    """The outlines that ship with renkei, by the end of the IRI of each prefecture (JP-07), in the order of JIS X 0401."""
    folder = resources.folder("viz") / "map"
    told = json.loads((folder / "japan.json").read_text(encoding="utf-8"))
    layout = tomllib.loads((folder / "layout.toml").read_text(encoding="utf-8"))
    outlines = {}
    for code, one in told["prefectures"].items():
        place = layout[code]
        label = {"ja": _pair(place["label"]), "en": _pair(place.get("label_en", place["label"]))}
        at = _pair(place.get("at", one["at"]))
        outlines[code] = Outline(Text(**one["name"]), one["path"], at, _pair(place["tile"]), label)
    insets = tuple(Inset(Text(**i["name"]), (i["box"][0], i["box"][1], i["box"][2], i["box"][3])) for i in told["insets"])
    coast = told["coast"]
    return Japan(_pair(told["size"]), insets, coast["path"], coast["scale"], Text(**told["notice"]), outlines)


def _pair(two: Sequence[int]) -> tuple[int, int]:
    return int(two[0]), int(two[1])


def arc(start: tuple[int, int], end: tuple[int, int]) -> str:
    """A curve from one place to another, bent to the left of the way from west to east; map.js bends in the same way.

    >>> arc((0, 0), (100, 0))
    'M0 0Q50 -22 100 0'
    """
    (x, y), (ex, ey) = sorted((start, end))
    middle = _half_up((x + ex) / 2 + 0.22 * (ey - y)), _half_up((y + ey) / 2 - 0.22 * (ex - x))
    return f"M{x} {y}Q{middle[0]} {middle[1]} {ex} {ey}"


def _half_up(value: float) -> int:
    """Rounded as scripts round: a half goes up."""
    return math.floor(value + 0.5)


def stroke(weight: float, most: float) -> float:
    """The width of an arc, by the square root of its weight; where the heaviest is light, none is wide.

    >>> stroke(1, 4), stroke(25, 100), stroke(100, 100)
    (4.6, 6.5, 11.0)
    """
    return round(2 + 9 * math.sqrt(weight / max(most, _WIDE)), 1)


def classes(values: Iterable[int]) -> list[int]:
    """The upper ends of up to SHADES classes of counts above 0, with about as many different counts in each.

    Most prefectures often have the same small count: classes of as many prefectures would not tell the large ones apart.

    >>> classes([0, 1, 1, 2, 9]), classes([1, 1, 1, 1, 2, 3, 4, 5, 9, 24])
    ([1, 2, 9], [2, 3, 5, 9, 24])
    """
    distinct = sorted({v for v in values if v > 0})
    if len(distinct) <= SHADES:
        return distinct
    return sorted({distinct[math.ceil(len(distinct) * n / SHADES) - 1] for n in range(1, SHADES + 1)})


def shade(value: int, ends: Sequence[int]) -> int:
    """The shade of a count, 1 for the lightest; 0 for none. Few classes take shades that are far apart.

    >>> [shade(v, [1, 2, 9]) for v in (0, 1, 2, 9)]
    [0, 1, 3, 5]
    """
    if value <= 0:
        return 0
    at = next(n for n, end in enumerate(ends) if value <= end)
    return SHADES if len(ends) == 1 else 1 + _half_up(at * (SHADES - 1) / (len(ends) - 1))


def ranges(ends: Sequence[int]) -> list[tuple[int, int, int]]:
    """Each class as its first and last count and its shade.

    >>> ranges([1, 3])
    [(1, 1, 1), (2, 3, 5)]
    """
    return [(1 if at == 0 else ends[at - 1] + 1, end, shade(end, ends)) for at, end in enumerate(ends)]
