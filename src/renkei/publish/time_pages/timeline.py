"""The timeline in a language: its picture, and the list that holds the same by year; a page for each year where it is long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from renkei.publish.making import File, Making
from renkei.publish.things.cited import cited
from renkei.publish.time_pages.dated import LANES, Dated, Times
from renkei.publish.time_pages.lanes import lanes
from renkei.publish.words import heading, messages
from renkei.text.date_words import eras_of_year

# So many rows stand on one page: what is longer has a page for each year, and so many of each.
MOST_ROWS = 1000


class Timeline:
    """Puts the timeline into a language."""

    def __init__(self, making: Making, times: Times) -> None:
        self._making = making
        self._known = making.setting.catalogue.known
        self._dated = times.dated()
        self._undated = times.undated_events()
        self._long = len(self._dated) > MOST_ROWS

    def pages(self, language: str) -> Iterator[File]:
        """The page of the whole time, and those of its years where it is long."""
        by_year = {y: list(found) for y, found in groupby(self._dated, lambda d: d.when.first.year)}
        years = [{"year": self._year(y, language), "count": len(found), "href": f"{y}.html"} for y, found in by_year.items()]
        given = self._given([] if self._long else self._dated, language)
        picture = lanes(self._dated, lane_names(language), lambda d: self._told(d, language), language)
        whole = {"years": years if self._long else [], "picture": picture, "year": None}
        yield self._making.page(language, "time/index.html", "time.html", **given, **whole)
        if self._long:
            for number, (year, found) in enumerate(by_year.items()):
                beside = {"before": self._beside(years, number - 1), "after": self._beside(years, number + 1)}
                own = self._given(found, language) | beside
                yield self._making.page(
                    language, f"time/{year}.html", "time.html", **own, years=[], picture=None, year=self._year(year, language)
                )

    def _beside(self, years: Sequence[dict[str, Any]], number: int) -> dict[str, str] | None:
        return {"text": years[number]["year"], "href": years[number]["href"]} if 0 <= number < len(years) else None

    def _given(self, dated: Sequence[Dated], language: str) -> dict[str, Any]:
        shown = dated[:MOST_ROWS]
        groups = [
            {"year": self._year(year, language), "id": f"y{year}", "rows": [self._row(d, language) for d in found]}
            for year, found in groupby(shown, lambda d: d.when.first.year)
        ]
        return {
            "groups": groups,
            "total": len(self._dated),
            "shown": len(shown),
            "left": len(dated) - len(shown),
            "undated": self._undated,
            "filters": self._filters(shown, language),
            "before": None,
            "after": None,
        }

    def _year(self, year: int, language: str) -> str:
        """A year with those of the eras beside it."""
        eras = [era.of(language) for era in eras_of_year(year)]
        if language == "ja":
            return f"{year}年" + (f"({'・'.join(f'{era}年' for era in eras)})" if eras else "")
        return f"{year}" + (f" ({' / '.join(eras)})" if eras else "")

    def _row(self, one: Dated, language: str) -> dict[str, Any]:
        setting = self._making.setting
        return {
            "name": one.label.of(language),
            "href": f"../{one.page}",
            "when": self._when(one, language),
            "key": f"{one.when.first} {one.when.last}",
            "lane": one.lane,
            "kind": heading(one.kind, language),
            "status": one.status.of(language) if one.status else "",
            "planned": one.planned,
            "about": [setting.addresses.link(iri, language, "../") for iri in one.about if iri != one.iri],
            "fields": [iri.rsplit("/", 1)[-1] for iri in one.fields],
            "field_names": [self._known.label(iri).of(language) for iri in one.fields],
            "places": [iri.rsplit("/", 1)[-1] for iri in one.places],
            "place_names": [self._known.label(iri).of(language) for iri in one.places],
            "said": cited(one.said, setting.addresses, language, "../"),
        }

    def _when(self, one: Dated, language: str) -> Markup:
        """The date; of a period both ends, an open one left open."""
        if one.point:
            return escape(one.when.said.of(language))
        start, end = (escape(when.said.of(language)) if when else "" for when in (one.first, one.last))
        return escape(messages(language)["period"]).format(start=start, end=end).strip()

    def _told(self, one: Dated, language: str) -> str:
        """What a pointer is told of a mark: the name, and when."""
        return f"{one.label.of(language)} ({self._when(one, language).striptags()})"

    def _filters(self, dated: Sequence[Dated], language: str) -> list[dict[str, Any]]:
        """What rows can be narrowed by: only values that some row has, each with the number of its rows."""
        m, names, label = messages(language), lane_names(language), self._known.label
        of_lanes = Counter(d.lane for d in dated)
        kinds = [_Option(lane, names[lane], of_lanes[lane]) for lane in LANES if of_lanes[lane]]
        found: list[dict[str, Any]] = [{"name": "lane", "label": m["column_kind"], "options": kinds}]
        for name, key, values in (
            ("field", m["time_field"], [iri for d in dated for iri in d.fields]),
            ("place", m["column_place"], [iri for d in dated for iri in d.places]),
        ):
            options = [_Option(i.rsplit("/", 1)[-1], label(i).of(language), n) for i, n in Counter(values).items()]
            found.append({"name": name, "label": key, "options": sorted(options, key=lambda o: (-o.count, o.value))})
        return found


@dataclass(frozen=True)
class _Option:
    value: str
    text: str
    count: int


def lane_names(language: str) -> dict[str, str]:
    """The lanes in words."""
    m = messages(language)
    return {
        "founding": m["time_founding"],
        "law": m["time_law"],
        "plan": m["time_plan"],
        "programme": m["time_programme"],
        "designation": m["time_designation"],
        "event": m["time_event"],
    }
