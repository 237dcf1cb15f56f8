"""The outlines of the map of Japan: neighbours keep the border that they share, and the file that ships can be made again."""

from __future__ import annotations

import json
import os
import re
from itertools import pairwise
from pathlib import Path

import pytest

from renkei import resources
from renkei.viz.japan import japan
from renkei.viz.japan_outlines import coast, make, placed, projected, thinned, written

SOURCE = Path(os.environ.get("RENKEI_OUTLINES") or Path(__file__).parents[3] / "shared" / "data" / "jp-geo")


def test_borders_stay_shared() -> None:
    west = placed([(136.0, 36.0), (137.0, 36.0), (137.0, 37.0), (136.0, 37.0), (136.0, 36.0)])
    east = placed([(137.0, 36.0), (138.0, 36.0), (138.0, 37.0), (137.0, 37.0), (137.0, 36.0)])
    assert set(pairwise(west)) & {(b, a) for a, b in pairwise(east)}
    (ring,) = coast([[west], [east]])
    assert len(ring) == 7
    assert set(ring) == {*west, *east}


def test_north_is_up_and_far_islands_stand_in_their_frames() -> None:
    x, y = projected((137.6, 40.0), 137.6, 38.3)
    assert (round(x), y < 0) == (0, True)
    for point, inset in (((127.7, 26.2), japan().insets[0]), ((142.2, 27.1), japan().insets[1])):
        left, top, width, height = inset.box
        ((px, py),) = placed([point])
        assert left < px < left + width
        assert top < py < top + height


def test_thinning_keeps_corners() -> None:
    square = [(0, 0), (5, 0), (10, 0), (10, 10), (5, 11), (0, 10), (0, 0)]
    assert thinned(square, 2) == [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]


def test_every_outline_stands_on_the_map() -> None:
    assert list(japan().outlines) == [f"JP-{n:02}" for n in range(1, 48)]
    width, height = japan().size
    for outline in japan().outlines.values():
        for x, y in [outline.at, *outline.label.values(), *_starts(outline.path)]:
            assert 0 <= x <= width
            assert 0 <= y <= height


def _starts(path: str) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)", path)]


def test_the_shipped_outlines_can_be_made_again() -> None:
    source = SOURCE / "prefectures_simplified_gsi.geojson"
    if not source.is_file():
        pytest.skip("the GeoJSON of the outlines is not here: set RENKEI_OUTLINES to its folder")
    shipped = (resources.folder("viz") / "map" / "japan.json").read_text(encoding="utf-8")
    assert written(make(json.loads(source.read_text(encoding="utf-8")))) == shipped
