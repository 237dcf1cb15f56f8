"""The small map on the page of a place: the coast of Japan with the place filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from renkei.publish.catalogue import Catalogue, Thing
from renkei.publish.geography.counts import OUTLINES, PREFECTURES
from renkei.schema.namespaces import RENKEI
from renkei.viz.japan import japan


class Locators:
    """The small maps of prefectures, of what lies in one, and of districts, which hold several."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._known = catalogue.known
        held: dict[str, list[str]] = {p: [p] for p in PREFECTURES}
        for prefecture in PREFECTURES:
            for place in self._known.iris(prefecture, RENKEI.within.value):
                if RENKEI.District.value in self._known.types(place):
                    held.setdefault(place, []).append(prefecture)
        self._held: Mapping[str, list[str]] = held

    def find(self, thing: Thing) -> dict[str, Any] | None:
        """What the template draws for a place; None for everything else, and for places that lie in no prefecture."""
        marked = self._held.get(thing.iri)
        inner = marked is None and thing.short.startswith("place/")
        if inner:
            marked = [p for p in self._known.iris(thing.iri, RENKEI.within.value) if p in PREFECTURES][:1]
        if not marked:
            return None
        whole = japan()
        return {
            "size": [n // whole.coast_scale for n in whole.size],
            "scale": f"{1 / whole.coast_scale:g}",
            "coast": whole.coast,
            "insets": [inset.box for inset in whole.insets],
            "paths": [OUTLINES[p].path for p in marked],
            "inner": inner,
            "notice": whole.notice,
        }
