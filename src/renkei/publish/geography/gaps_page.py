"""The page of gaps: what the data does not tell of, by prefecture, district, field and capability, and what it cannot tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyoxigraph as ox

from renkei.analysis.gaps import prefecture_gaps
from renkei.analysis.report import Analysis, columns
from renkei.errors import Text
from renkei.network.affiliations import UNKNOWN, Affiliations, fields_of, held_by, narrowed
from renkei.publish.addresses import Addresses
from renkei.publish.geography.counts import OUTLINES, PREFECTURES, Geography
from renkei.publish.geography.districts import Scheme, schemes
from renkei.publish.known import Known
from renkei.publish.words import heading, messages
from renkei.query.labels import labels_of
from renkei.store.plain import shipped_answer
from renkei.store.protocol import Store

# What is looked for, as columns of the analysis `gaps`.
WANTED = ("hubs", "councils", "universities", "hospitals", "linked")
# So many rows the tables of fields and capabilities have at most: those that most organisations have.
MOST_ROWS = 60


@dataclass(frozen=True)
class Row:
    """A field or capability (its IRI, or nothing), and how many organisations have it in each district."""

    iri: str | None
    name: Text
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Gaps:
    """`prefectures` has what is wanted by prefecture, `fields` and `capabilities` have a row for each that anybody has.

    `empty` are the fields that no organisation of known prefecture has. `unknown` counts the organisations of which something
    is not told, and the takings part of no known year.
    """

    prefectures: Mapping[str, Mapping[str, int]]
    schemes: tuple[Scheme, ...]
    fields: tuple[Row, ...]
    empty: tuple[Text, ...]
    capabilities: tuple[Row, ...]
    unknown: Mapping[str, int]
    organisations: int


def gaps(store: Store, geography: Geography, known: Known) -> Gaps:
    """Everything that the page tells, counted once for both languages."""
    everybody = geography.everybody
    table = prefecture_gaps(store, everybody, geography.ties)
    by_prefecture = {
        row["prefecture"].value: {what: int(str(row[what])) for what in WANTED}
        for row in table
        if isinstance(row["prefecture"], ox.NamedNode)
    }
    found = schemes(known)
    of = _prefecture_of(everybody)
    fields = [f for (f,) in shipped_answer(store, "network/all-fields").rows]
    labels = labels_of(store, fields)
    told = [Row(f, labels.get(f, Text(f, f)), _places(_having(store, everybody, f), of)) for f in sorted(fields)]
    capabilities = _capabilities(store, of)
    things = everybody.organisations
    unknown = {
        "place": sum(not region for region in things.facts["region"]),
        "field": len(things) - len({at for at, _ in fields_of(store, everybody)}),
        "capability": len(things) - len({holder for holder, *_ in shipped_answer(store, "network/capabilities").rows}),
        "year": int((everybody.first == UNKNOWN).sum()),
    }
    return Gaps(
        {p: by_prefecture.get(p, dict.fromkeys(WANTED, 0)) for p in PREFECTURES},
        found,
        tuple(row for row in told if row.counts),
        tuple(row.name for row in told if not row.counts),
        capabilities,
        unknown,
        len(things),
    )


def _prefecture_of(everybody: Affiliations) -> dict[str, str]:
    """The prefecture of each organisation that is known to be in one."""
    things, known = everybody.organisations, frozenset(PREFECTURES)
    return {iri: place for iri, place in zip(things.iris, things.facts["region"], strict=True) if place in known}


def _having(store: Store, everybody: Affiliations, field: str) -> set[str]:
    """The organisations of a field or of one under it, and those that take part in an activity of it."""
    held = held_by(store, field)
    taking = np.unique(narrowed(everybody, about=held).organisation).tolist()
    return {everybody.organisations.iris[at] for at in taking} | held


def _places(bodies: Iterable[str], of: Mapping[str, str]) -> Counter[str]:
    return Counter(of[body] for body in bodies if body in of)


def _capabilities(store: Store, of: Mapping[str, str]) -> tuple[Row, ...]:
    """Capabilities by their names, those with most holders first."""
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for holder, ja, en in shipped_answer(store, "network/capabilities").rows:
        if ja or en:
            holders[ja or en, en or ja].add(holder)
    ordered = sorted(holders.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return tuple(Row(None, Text(ja, en), _places(who, of)) for (ja, en), who in ordered)


class GapsPage:
    """Puts the gaps into one language."""

    def __init__(self, found: Gaps, known: Known, addresses: Addresses, language: str) -> None:
        self._found = found
        self._known = known
        self._addresses = addresses
        self._language = language
        self._m = messages(language)

    def context(self) -> dict[str, Any]:
        """What the template is given."""
        found = self._found
        first = found.schemes[0] if found.schemes else None
        return {
            "wanted": [self._wanted(what) for what in WANTED],
            "schemes": [self._scheme(one) for one in found.schemes],
            "districts": [self._link(d) for d in first.districts] if first else [],
            "fields": self._rows(found.fields, first),
            "fields_left": max(0, len(found.fields) - MOST_ROWS),
            "empty": sorted((name.of(self._language) for name in found.empty), key=str.casefold)[:MOST_ROWS],
            "empty_left": max(0, len(found.empty) - MOST_ROWS),
            "capabilities": self._rows(found.capabilities, first),
            "capabilities_left": max(0, len(found.capabilities) - MOST_ROWS),
            "unknown": found.unknown,
            "organisations": found.organisations,
        }

    def _wanted(self, what: str) -> dict[str, Any]:
        """One thing that is wanted: where the data tells of it, as tiles and in words."""
        there = {p: n for p, n in ((p, self._found.prefectures[p][what]) for p in PREFECTURES) if n}
        tiles = []
        for iri in PREFECTURES:
            outline = OUTLINES[iri]
            tiles.append({"at": outline.tile, "name": outline.short(self._language), "count": there.get(iri, 0)})
        return {
            "key": what,
            "tiles": tiles,
            "there": [self._prefecture(p) | {"count": n} for p, n in there.items()],
            "missing": [self._prefecture(p) for p in PREFECTURES if p not in there],
        }

    def _prefecture(self, iri: str) -> dict[str, Any]:
        return {"text": OUTLINES[iri].short(self._language), "href": self._link(iri)["href"]}

    def _link(self, iri: str) -> dict[str, Any]:
        return self._addresses.link(iri, self._language, "../")

    def _scheme(self, scheme: Scheme) -> dict[str, Any]:
        """What is wanted by district: sums over its prefectures."""
        sums: dict[str, Counter[str]] = {district: Counter() for district in scheme.districts}
        for prefecture, district in scheme.of.items():
            sums[district].update(self._found.prefectures[prefecture])
        rows = [{"place": self._link(d), "counts": [sums[d][what] for what in WANTED]} for d in scheme.districts]
        return {"key": scheme.key, "name": heading(scheme.name, self._language), "rows": rows}

    def _rows(self, rows: Sequence[Row], scheme: Scheme | None) -> list[dict[str, Any]]:
        """The rows with most organisations, with their counts by district."""
        ordered = sorted(rows, key=lambda row: -sum(row.counts.values()))[:MOST_ROWS]
        return [
            {
                "name": heading(row.name, self._language),
                "href": self._href(row.iri),
                "counts": _sums(row.counts, scheme) if scheme else [],
                "total": sum(row.counts.values()),
            }
            for row in ordered
        ]

    def _href(self, iri: str | None) -> str | None:
        page = self._addresses.find(iri) if iri else None
        return f"../{page}" if page else None

    # files

    def fields_csv(self) -> str:
        """Fields by prefecture, with those that nobody has."""
        return self._csv(self._found.fields, ("field", "分野", "field"))

    def capabilities_csv(self) -> str:
        """Capabilities by prefecture."""
        return self._csv(self._found.capabilities, ("capability", "できること", "capability"))

    def _csv(self, rows: Collection[Row], head: tuple[str, str, str]) -> str:
        places = ((iri.rsplit("/", 1)[-1], outline.name.ja, outline.name.en) for iri, outline in OUTLINES.items())
        heads = columns(head, ("name", "名称", "name"), *places)
        cells = tuple(
            (ox.NamedNode(r.iri) if r.iri else None, r.name, *(r.counts.get(p, 0) for p in PREFECTURES)) for r in rows
        )
        return Analysis(heads, cells).result(self._language).to_csv()


def _sums(counts: Mapping[str, int], scheme: Scheme) -> list[int]:
    """Counts by prefecture summed for the districts of a scheme."""
    sums: Counter[str] = Counter()
    for prefecture, n in counts.items():
        if prefecture in scheme.of:
            sums[scheme.of[prefecture]] += n
    return [sums[d] for d in scheme.districts]
