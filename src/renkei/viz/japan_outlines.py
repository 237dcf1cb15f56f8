"""How the outlines of the map of Japan are made from GeoJSON: projected, rounded to whole units, far islands in insets.

    python -m renkei.viz.japan_outlines prefectures.geojson viz/map/japan.json

The GeoJSON has a feature for each prefecture with the properties `code` (JIS), `name_ja` and `name_en`. Points are rounded
each for itself, so that neighbours keep the border that they share. Projection: Lambert's conformal conic with two standard
parallels (Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, 1987, chapter 15), on a sphere.
"""

from __future__ import annotations

import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

Point: TypeAlias = tuple[float, float]
Place: TypeAlias = tuple[int, int]
Ring: TypeAlias = list[Place]

WIDTH, HEIGHT = 1000, 1000
# Kilometres a unit; the coast beside the facts of a place is drawn at a quarter of it.
_SCALE = 1.78
_COARSE = 4
_RADIUS = 6371.0

NOTICE = {
    "ja": "出典：国土地理院ウェブサイト（地球地図日本）。都道府県の輪郭を加工して作成。小さな島は省いてあります。",
    "en": "Source: website of the Geospatial Information Authority of Japan (Global Map Japan); outlines of prefectures "
    "processed by renkei. Small islands are left out.",
}


@dataclass(frozen=True)
class _Part:
    """A part of the map: which points it holds, where it is drawn, and how much larger than the rest."""

    holds: Callable[[Point], bool]
    meridian: float
    parallel: float
    at: Place
    larger: float = 1.0


def _is_southwest(point: Point) -> bool:
    return point[1] < 29.9 and point[0] < 132


def _is_ogasawara(point: Point) -> bool:
    return point[1] < 29 and point[0] > 139


# The Nansei Islands stand in the Sea of Japan, as on most maps; Ogasawara in the Pacific.
_PARTS = (
    _Part(_is_southwest, 127.3, 26.8, (240, 222)),
    _Part(_is_ogasawara, 142.2, 27.1, (905, 918), 3.0),
    _Part(lambda _: True, 137.6, 38.3, (478, 492)),
)
INSETS = (
    {"name": {"ja": "南西諸島", "en": "Nansei Islands"}, "box": [10, 50, 395, 340]},
    {"name": {"ja": "小笠原諸島（拡大）", "en": "Ogasawara (enlarged)"}, "box": [820, 872, 170, 92]},
)


def projected(point: Point, meridian: float, parallel: float) -> Point:
    """Kilometres east and south of a place, by the conic projection with standard parallels at 33 and 44 degrees.

    >>> [round(v) for v in projected((137.6, 38.3), 137.6, 38.3)]
    [0, 0]
    """
    first, second = math.radians(33), math.radians(44)
    cone = math.log(math.cos(first) / math.cos(second)) / math.log(_stretch(second) / _stretch(first))
    factor = math.cos(first) * _stretch(first) ** cone / cone
    radius, middle = (_RADIUS * factor / _stretch(math.radians(at)) ** cone for at in (point[1], parallel))
    turned = cone * math.radians(point[0] - meridian)
    return radius * math.sin(turned), radius * math.cos(turned) - middle


def _stretch(latitude: float) -> float:
    return math.tan(math.pi / 4 + latitude / 2)


def placed(ring: Iterable[Point]) -> Ring:
    """A ring on the map, in whole units; the whole ring stands in the part that holds its first point."""
    points = list(ring)
    part = next(p for p in _PARTS if p.holds(points[0]))
    found: Ring = []
    for point in points:
        x, y = projected(point, part.meridian, part.parallel)
        unit = part.larger / _SCALE
        here = (round(part.at[0] + x * unit), round(part.at[1] + y * unit))
        if not found or here != found[-1]:
            found.append(here)
    return found


def path(rings: Iterable[Ring]) -> str:
    """Closed rings as the data of an SVG path, each point relative to the one before.

    >>> path([[(5, 5), (8, 5), (8, 4), (5, 5)]])
    'M5 5l3 0 0-1z'
    """
    return "".join(f"M{ring[0][0]} {ring[0][1]}l{_steps(ring)}z" for ring in rings)


def _steps(ring: Ring) -> str:
    """The steps from point to point, but the last, which closing the path takes."""
    numbers = [n for (x, y), (nx, ny) in pairwise(ring[:-1]) for n in (nx - x, ny - y)]
    return "".join(f"{n}" if at == 0 or n < 0 else f" {n}" for at, n in enumerate(numbers))


def area(ring: Ring) -> float:
    """The area of a closed ring, without its sign."""
    return abs(sum(x * ny - nx * y for (x, y), (nx, ny) in pairwise(ring))) / 2


def middle(ring: Ring) -> Place:
    """The centre of gravity of a closed ring."""
    crossed = [(x * ny - nx * y, x + nx, y + ny) for (x, y), (nx, ny) in pairwise(ring)]
    total = 3 * sum(c for c, _, _ in crossed)
    if not total:
        return ring[0]
    return round(sum(c * x for c, x, _ in crossed) / total), round(sum(c * y for c, _, y in crossed) / total)


def coast(regions: Iterable[list[Ring]]) -> list[Ring]:
    """The outlines of all regions together: the edges that no two of them share, joined to rings."""
    edges: dict[tuple[Place, Place], int] = defaultdict(int)
    for rings in regions:
        for ring in rings:
            for a, b in pairwise(ring):
                edges[a, b] += 1
    after: dict[Place, list[Place]] = defaultdict(list)
    for a, b in sorted(edges):
        if (b, a) not in edges:
            after[a].append(b)
    rings = []
    while after:
        start = min(after)
        ring = [start]
        while ring[-1] in after:
            nexts = after[ring[-1]]
            step = nexts.pop(0)
            if not nexts:
                del after[ring[-1]]
            ring.append(step)
        if ring[-1] == start and len(ring) > 3:
            rings.append(ring)
    return rings


def thinned(ring: Ring, tolerance: float) -> Ring:
    """A closed ring with fewer points, none of those left out farther than `tolerance` from it (Douglas and Peucker, 1973)."""
    half = max(range(len(ring)), key=lambda at: math.dist(ring[0], ring[at]))
    return _line(ring[: half + 1], tolerance)[:-1] + _line(ring[half:], tolerance)


def _line(points: Ring, tolerance: float) -> Ring:
    if len(points) < 3:
        return points
    (x, y), (ex, ey) = points[0], points[-1]
    length = math.dist(points[0], points[-1]) or 1.0
    far = [abs((ex - x) * (y - py) - (x - px) * (ey - y)) / length for px, py in points[1:-1]]
    at = max(range(len(far)), key=far.__getitem__) + 1
    if far[at - 1] <= tolerance:
        return [points[0], points[-1]]
    return _line(points[: at + 1], tolerance)[:-1] + _line(points[at:], tolerance)


def make(collection: dict[str, Any]) -> dict[str, Any]:
    """What the map is drawn from: a path and the centre of the largest part for each prefecture, and the coast, smaller."""
    found: dict[str, list[Ring]] = {}
    names: dict[str, dict[str, str]] = {}
    for feature in collection["features"]:
        shape, told = feature["geometry"], feature["properties"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        rings = [placed(map(tuple, ring)) for polygon in polygons for ring in polygon[:1]]
        found[told["code"]] = [ring for ring in rings if len(ring) > 3]
        names[told["code"]] = {"ja": told["name_ja"], "en": told["name_en"]}
    small = [thinned(ring, _COARSE * 0.9) for ring in coast(found[code] for code in sorted(found))]
    coarse = [[(round(x / _COARSE), round(y / _COARSE)) for x, y in ring] for ring in small if len(ring) > 3]
    return {
        "notice": NOTICE,
        "size": [WIDTH, HEIGHT],
        "insets": list(INSETS),
        "coast": {"scale": _COARSE, "path": path(coarse)},
        "prefectures": {
            f"JP-{code}": {"name": names[code], "at": list(middle(max(rings, key=area))), "path": path(rings)}
            for code, rings in sorted(found.items())
        },
    }


def written(made: dict[str, Any]) -> str:
    """The file, a line for each prefecture."""
    lines = [
        f"  {json.dumps(c)}: {json.dumps(p, ensure_ascii=False, separators=(',', ':'))}" for c, p in made["prefectures"].items()
    ]
    head = json.dumps({k: v for k, v in made.items() if k != "prefectures"}, ensure_ascii=False, indent=1)
    return f'{head[:-2]},\n "prefectures": {{\n' + ",\n".join(lines) + "\n }\n}\n"


def main(source: str, target: str) -> None:
    """Write the outlines of a GeoJSON file."""
    made = make(json.loads(Path(source).read_text(encoding="utf-8")))
    Path(target).write_bytes(written(made).encode("utf-8"))


if __name__ == "__main__":
    main(*sys.argv[1:])
