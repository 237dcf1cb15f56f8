"""The pages below map/, in a language, with their files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from renkei.publish.geography.gaps_page import GapsPage, gaps
from renkei.publish.geography.map_page import MapPage
from renkei.publish.geography.matrices import RegionsPage, matrices
from renkei.publish.words import messages

if TYPE_CHECKING:
    from renkei.publish.making import File, Making

# What map.js says.
_SPOKEN = ("map_arc", "map_tip_count", "map_ties_shown", "map_ties_none", "map_zoomed", "map_partners", "map_no_partners")


def map_pages(making: Making, language: str) -> Iterator[File]:
    """The map, the matrices of regions and the gaps."""
    page = MapPage(making.geography, making.setting.catalogue, making.setting.addresses, language)
    words = {key: messages(language)[key] for key in _SPOKEN}
    analysed = {one.name for one in making.contents.analyses if one.made is not None}
    yield making.page(language, "map/index.html", "map.html", **page.context(), map_messages=words, analysed=analysed)
    yield f"{language}/map/counts.csv", page.counts_csv()
    yield f"{language}/map/ties.csv", page.ties_csv()
    yield f"{language}/map/abroad.csv", page.abroad_csv()
    known, addresses = making.setting.catalogue.known, making.setting.addresses
    regions = RegionsPage(matrices(making.geography, known), known, addresses, language)
    yield making.page(language, "map/regions.html", "map_regions.html", **regions.context(), analysed=analysed)
    for name, text in regions.files():
        yield f"{language}/map/{name}", text
    missing = GapsPage(gaps(making.contents.store, making.geography, known), known, addresses, language)
    yield making.page(language, "map/gaps.html", "map_gaps.html", **missing.context(), analysed=analysed)
    yield f"{language}/map/gaps-fields.csv", missing.fields_csv()
    yield f"{language}/map/gaps-capabilities.csv", missing.capabilities_csv()
