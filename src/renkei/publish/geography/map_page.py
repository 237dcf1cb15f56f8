"""The page of the map: outlines shaded by a count, arcs of ties, the same as tiles and as tables, and what leads abroad."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from renkei.analysis.report import Analysis, Cell, columns
from renkei.errors import Text
from renkei.publish.addresses import Addresses
from renkei.publish.catalogue import Catalogue
from renkei.publish.geography.abroad import JAPAN, Abroad
from renkei.publish.geography.between import Tie
from renkei.publish.geography.counts import OUTLINES, PREFECTURES, Geography, Measure
from renkei.publish.words import heading, messages
from renkei.viz.japan import TILES, Japan, arc, classes, japan, ranges, shade, stroke

# So many arcs are drawn at most, the strongest; so many rows the tables have. The files beside the page have them all.
MOST_ARCS = 40
MOST_ARCS_CHOSEN = 30
MOST_ROWS = 100
MOST_ABROAD = 30
_MOST_ACTIVITIES = 5
_MOST_KINDS = 6
# The box on the map for bodies of no known prefecture: x, y, width, height; arcs end at the middle of its left side.
NATIONAL = (700, 742, 190, 56)
_GROUPS = ("all", "sector", "kind", "more")
_PLACE = (("place", "都道府県", "prefecture"), ("name", "名称", "name"))


class MapPage:
    """Puts the map into one language."""

    def __init__(self, geography: Geography, catalogue: Catalogue, addresses: Addresses, language: str) -> None:
        self._geography = geography
        self._catalogue = catalogue
        self._addresses = addresses
        self._language = language
        self._m = messages(language)
        self._map: Japan = japan()
        self._ends = {m.key: classes(m.counts.values()) for m in geography.measures}
        self._prefectures = [self._prefecture(iri, n) for n, iri in enumerate(PREFECTURES)]

    def context(self) -> dict[str, Any]:
        """What the template is given."""
        told = self._geography
        first = told.measures[0]
        ties = told.between.all
        across = [t for t in ties if t[0] != t[1]]
        return {
            "map": {
                "size": self._map.size,
                "insets": [{"name": i.name.of(self._language), "box": i.box} for i in self._map.insets],
                "notice": self._map.notice.of(self._language),
                "tiles": TILES,
                "national": NATIONAL if self._bodies(JAPAN) else None,
            },
            "prefectures": self._prefectures,
            "legend": self._legend(first),
            "arcs": self._arcs(ties),
            "rows": [self._row(iri, n) for n, iri in enumerate(PREFECTURES)],
            "sectors": [heading(m.name, self._language) for m in self._of("sector")],
            "ties": [self._tie(t) for t in ties[:MOST_ROWS]],
            "ties_left": max(0, len(ties) - MOST_ROWS),
            "arcs_left": max(0, len(across) - MOST_ARCS),
            "abroad": [self._abroad(a) for a in told.abroad[:MOST_ABROAD]],
            "abroad_left": max(0, len(told.abroad) - MOST_ABROAD),
            "totals": self._totals(),
            "choices": self._choices(),
            "data": self._data(),
        }

    # the map

    def _prefecture(self, iri: str, number: int) -> dict[str, Any]:
        outline = OUTLINES[iri]
        measure = self._geography.measures[0]
        hubs = self._geography.measure("hubs").counts[iri]
        name = self._geography.names[iri].of(self._language)
        return {
            "number": number,
            "code": iri.rsplit("-", 1)[-1],
            "name": name,
            "short": outline.short(self._language),
            "href": self._href(iri),
            "path": outline.path,
            "at": outline.at,
            "label": outline.label[self._language],
            "tile": outline.tile,
            "count": measure.counts[iri],
            "shade": shade(measure.counts[iri], self._ends[measure.key]),
            "hubs": hubs,
            "title": self._tip(iri, name, measure.counts[iri]),
        }

    def _tip(self, iri: str, name: str, count: int) -> str:
        if not count:
            return self._m["map_tip_none"].format(name=name)
        return self._m["map_tip"].format(name=name, n=count, more=self._kinds(iri, self._geography.sectors))

    def _arcs(self, ties: tuple[Tie, ...]) -> list[dict[str, Any]]:
        """The strongest ties as curves; those within a prefecture as rings."""
        most = max((n for a, b, n in ties if a != b), default=0)
        found = []
        for a, b, n in [t for t in ties if t[0] != t[1]][:MOST_ARCS]:
            tip = self._m["map_arc"].format(a=self._place(a), b=self._place(b), n=n)
            found.append(
                {
                    "path": arc(self._at(a), self._at(b)),
                    "width": stroke(n, most),
                    "title": tip,
                    "national": JAPAN in self._ends_of(a, b),
                }
            )
        return found

    def _ends_of(self, a: int, b: int) -> tuple[str, str]:
        places = self._geography.between.places
        return places[a], places[b]

    def _at(self, number: int) -> tuple[int, int]:
        iri = self._geography.between.places[number]
        return (NATIONAL[0], NATIONAL[1] + NATIONAL[3] // 2) if iri == JAPAN else OUTLINES[iri].at

    def _place(self, number: int) -> str:
        iri = self._geography.between.places[number]
        return self._m["map_national"] if iri == JAPAN else self._geography.names[iri].of(self._language)

    def _legend(self, measure: Measure) -> list[dict[str, Any]]:
        return [
            {"shade": level, "text": f"{low}" if low == high else f"{low}–{high}"}
            for low, high, level in ranges(self._ends[measure.key])
        ]

    def _href(self, iri: str) -> str | None:
        page = self._addresses.find(iri)
        return f"../{page}" if page else None

    def _of(self, group: str) -> list[Measure]:
        return [m for m in self._geography.measures if m.group == group]

    def _bodies(self, region: str) -> int:
        return sum(r == region for r in self._geography.everybody.organisations.facts["region"])

    # the tables

    def _row(self, iri: str, number: int) -> dict[str, Any]:
        told, prefecture = self._geography, self._prefectures[number]
        return {
            "code": prefecture["code"],
            "name": prefecture["name"],
            "key": self._catalogue.things[iri].reading if iri in self._catalogue.things else "",
            "href": prefecture["href"],
            "all": prefecture["count"],
            "sectors": [m.counts[iri] for m in self._of("sector")],
            "unknown": told.sectors[iri].get("", 0),
            "kinds": self._kinds(iri, told.kinds),
            "more": [m.counts[iri] for m in self._of("more")],
        }

    def _kinds(self, iri: str, counted: Mapping[str, Mapping[str, int]]) -> str:
        """What organisations there are, in words, the most frequent first."""
        found = sorted(((i, n) for i, n in counted[iri].items() if n), key=lambda pair: (-pair[1], pair[0]))
        unknown = self._m["map_unknown"]
        words = [f"{self._geography.label(i).of(self._language) if i else unknown} {n}" for i, n in found[:_MOST_KINDS]]
        if len(found) > _MOST_KINDS:
            words.append(self._m["map_more"].format(n=len(found) - _MOST_KINDS))
        return self._m["separator"].join(words)

    def _tie(self, tie: Tie) -> dict[str, Any]:
        """A tie with its fields and its periods in words."""
        a, b, n = tie
        told = self._geography.between
        fields, periods = {}, {}
        for (field, period), ties in told.ties.items():
            count = next((m for x, y, m in ties if (x, y) == (a, b)), 0)
            if count and field and not period:
                fields[self._geography.label(field).of(self._language)] = count
            if count and period and not field:
                periods[period] = count
        ends = self._ends_of(a, b)
        return {
            "key": f"{a}-{b}",
            "a": {"text": self._place(a), "href": self._href(ends[0])},
            "b": {"text": self._place(b), "href": self._href(ends[1])} if a != b else None,
            "count": n,
            "fields": self._listed(dict(sorted(fields.items(), key=lambda pair: (-pair[1], pair[0])))),
            "periods": self._listed(dict(sorted(periods.items()))),
        }

    def _listed(self, counts: Mapping[str, int]) -> str:
        return self._m["separator"].join(f"{name}: {n}" for name, n in counts.items())

    def _abroad(self, one: Abroad) -> dict[str, Any]:
        things, activities = self._catalogue.things, one.activities
        known = sorted((things[a] for a in activities if a in things), key=lambda t: t.key(self._language))
        return {
            "name": self._geography.label(one.place).of(self._language),
            "href": self._href(one.place),
            "prefectures": [
                {"name": self._home(p), "href": self._href(p), "count": len(a)} for p, a in one.by_prefecture.items()
            ],
            "activities": [{"text": t.label.of(self._language), "href": f"../{t.file}.html"} for t in known[:_MOST_ACTIVITIES]],
            "left": max(0, len(activities) - _MOST_ACTIVITIES),
            "count": len(activities),
        }

    def _home(self, iri: str) -> str:
        return self._m["map_national_box"] if iri == JAPAN else self._geography.names[iri].of(self._language)

    def _totals(self) -> dict[str, int]:
        told = self._geography
        regions = told.everybody.organisations.facts["region"]
        inside = sum(told.measures[0].counts.values())
        ties = told.between.all
        return {
            "bodies": inside,
            "prefectures": sum(bool(n) for n in told.measures[0].counts.values()),
            "national": self._bodies(JAPAN),
            "unknown": sum(not r for r in regions),
            "abroad": len(regions) - inside - self._bodies(JAPAN) - sum(not r for r in regions),
            "within": sum(n for a, b, n in ties if a == b),
            "across": sum(n for a, b, n in ties if a != b and JAPAN not in self._ends_of(a, b)),
            "with_national": sum(n for a, b, n in ties if a != b and JAPAN in self._ends_of(a, b)),
            "all": len(told.ties),
        }

    # what can be chosen, and the data of the script

    def _choices(self) -> dict[str, Any]:
        told = self._geography
        fields = sorted(
            ((told.label(f).of(self._language), f) for f in told.between.fields), key=lambda pair: pair[0].casefold()
        )
        groups = [
            {"key": g, "measures": [{"key": m.key, "name": heading(m.name, self._language)} for m in found]}
            for g in _GROUPS
            if (found := [m for m in self._of(g) if m.key == "all" or any(m.counts.values())])
        ]
        return {
            "measures": groups,
            "fields": [{"key": _end(f), "name": heading(Text(name, name), self._language)} for name, f in fields],
            "fields_left": told.between.fields_left,
            "periods": [{"key": p.key, "name": self._m["map_year"].format(year=p.key)} for p in told.between.periods],
        }

    def _data(self) -> dict[str, Any]:
        """Counts by measure, and the strongest ties by field and period, by the positions of their places."""
        told = self._geography
        return {
            "places": [self._place(n) for n in range(len(told.between.places))],
            "links": [self._href(p) for p in told.between.places],
            "at": [self._at(n) for n in range(len(told.between.places))],
            "measures": {
                m.key: {
                    "counts": [m.counts[p] for p in PREFECTURES],
                    "ends": self._ends[m.key],
                    "name": heading(m.name, self._language),
                }
                for m in told.measures
                if m.key == "all" or any(m.counts.values())
            },
            "ties": {
                f"{_end(f)}|{p}": _strongest(ties, MOST_ARCS_CHOSEN if f or p else MOST_ARCS)
                for (f, p), ties in told.between.ties.items()
                if ties
            },
        }

    # files

    def ties_csv(self) -> str:
        """All ties by field and period; an empty cell is all fields, or all years."""
        told = self._geography
        rows = [
            (
                *self._cells(p),
                *self._cells(q),
                *((ox.NamedNode(field), told.label(field)) if field else (None, None)),
                period,
                n,
            )
            for (field, period), ties in told.between.ties.items()
            for a, b, n in ties
            for p, q in [self._ends_of(a, b)]
        ]
        heads = columns(
            ("place", "場所", "place"),
            ("name", "名称", "name"),
            ("other", "相手の場所", "other place"),
            ("other_name", "相手の名称", "name of the other"),
            ("field", "分野", "field"),
            ("field_name", "分野名", "name of the field"),
            ("period", "期間", "period"),
            ("ties", "つながり", "ties"),
        )
        return Analysis(heads, tuple(rows)).result(self._language).to_csv()

    def counts_csv(self) -> str:
        """All counts of all prefectures."""
        measures = self._geography.measures
        heads = columns(*_PLACE, *((m.key, m.name.ja, m.name.en) for m in measures))
        rows = tuple((*self._cells(p), *(m.counts[p] for m in measures)) for p in PREFECTURES)
        return Analysis(heads, rows).result(self._language).to_csv()

    def abroad_csv(self) -> str:
        """All activities that lead abroad."""
        told, label = self._geography, self._catalogue.known.label
        rows = tuple(
            (*self._cells(p), ox.NamedNode(one.place), told.label(one.place), ox.NamedNode(a), label(a))
            for one in told.abroad
            for p, activities in one.by_prefecture.items()
            for a in activities
        )
        more = (("abroad", "海外の場所", "place abroad"), ("abroad_name", "海外の名称", "name of the place abroad"))
        heads = columns(
            *_PLACE, *more, ("activity", "活動", "activity"), ("activity_name", "活動の名称", "name of the activity")
        )
        return Analysis(heads, rows).result(self._language).to_csv()

    def _cells(self, place: str) -> tuple[Cell, Cell]:
        return ox.NamedNode(place), self._geography.label(place)


def _strongest(ties: tuple[Tie, ...], most: int) -> list[Tie]:
    """The ties within prefectures, and of those across the strongest."""
    return [*[t for t in ties if t[0] != t[1]][:most], *(t for t in ties if t[0] == t[1])]


def _end(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]
