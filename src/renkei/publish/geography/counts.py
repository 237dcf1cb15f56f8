"""What the map of Japan counts: organisations by kind, hubs, ties and links abroad, for each prefecture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from renkei.analysis.ties import Ties, ties_of
from renkei.errors import Text
from renkei.network.affiliations import Affiliations
from renkei.network.kept import affiliations
from renkei.publish.geography.abroad import JAPAN, Abroad, links_abroad
from renkei.publish.geography.between import Between, between
from renkei.query.labels import labels_of
from renkei.schema.namespaces import ID
from renkei.store.plain import shipped_answer
from renkei.store.protocol import Store
from renkei.viz.japan import japan

# The outlines of the prefectures by their IRIs, in the order of JIS X 0401.
OUTLINES = {f"{ID}place/{code}": outline for code, outline in japan().outlines.items()}
PREFECTURES = tuple(OUTLINES)
# So many kinds of organisations can be chosen from: those that most organisations have.
MOST_KINDS = 12


@dataclass(frozen=True)
class Measure:
    """Something that is counted for each prefecture; those of one `group` stand together in the choice."""

    key: str
    name: Text
    group: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Geography:
    """Who is where. `kinds` and `sectors` count the organisations of each prefecture, "" for what is not known."""

    names: Mapping[str, Text]
    measures: tuple[Measure, ...]
    kinds: Mapping[str, Mapping[str, int]]
    sectors: Mapping[str, Mapping[str, int]]
    between: Between
    abroad: tuple[Abroad, ...]
    everybody: Affiliations
    ties: Ties
    labels: Mapping[str, Text]

    def measure(self, key: str) -> Measure:
        return next(m for m in self.measures if m.key == key)

    def label(self, iri: str) -> Text:
        end = iri.rsplit("/", 1)[-1]
        return self.labels.get(iri, Text(end, end))


def geography(store: Store) -> Geography:
    """All that the pages of the map tell, counted once for both languages."""
    everybody = affiliations(store)
    things = everybody.organisations
    region = dict(zip(things.iris, things.facts["region"], strict=True))
    of = {name: dict(zip(things.iris, things.facts[name], strict=True)) for name in ("kind", "sector")}
    counted: dict[str, dict[str, Counter[str]]] = {name: {p: Counter() for p in PREFECTURES} for name in of}
    for iri, place in region.items():
        for name in of:
            if place in counted[name]:
                counted[name][place][of[name][iri]] += 1
    tied = between(store, everybody, (*PREFECTURES, JAPAN))
    abroad = links_abroad(store, things.iris)
    iris = {*PREFECTURES, JAPAN, *things.facts["kind"], *things.facts["sector"], *things.facts["region"], *tied.fields}
    iris |= {a.place for a in abroad} - {""}
    labels = labels_of(store, sorted(iris - {""}))
    names = {p: labels.get(p, OUTLINES[p].name) for p in PREFECTURES}
    measures = _measures(store, region, counted, tied, abroad, labels)
    return Geography(names, measures, counted["kind"], counted["sector"], tied, abroad, everybody, ties_of(everybody), labels)


def _measures(
    store: Store,
    region: Mapping[str, str],
    counted: Mapping[str, Mapping[str, Mapping[str, int]]],
    tied: Between,
    abroad: tuple[Abroad, ...],
    labels: Mapping[str, Text],
) -> tuple[Measure, ...]:
    def of(key: str, ja: str, en: str, group: str, counts: Mapping[str, int]) -> Measure:
        return Measure(key, Text(ja, en), group, {p: counts.get(p, 0) for p in PREFECTURES})

    by_kind, by_sector = counted["kind"], counted["sector"]
    found = [of("all", "機関（すべて）", "all organisations", "all", {p: sum(c.values()) for p, c in by_kind.items()})]
    for name, by in (("sector", by_sector), ("kind", by_kind)):
        total: Counter[str] = Counter()
        for one in by.values():
            total.update(one)
        for iri in sorted(filter(None, total), key=lambda i: (-total[i], i))[:MOST_KINDS]:
            end = iri.rsplit("/", 1)[-1]
            label = labels.get(iri, Text(end, end))
            found.append(of(f"{name}-{end}", label.ja, label.en, name, {p: c[iri] for p, c in by.items()}))
    hubs = Counter(region[iri] for (iri,) in shipped_answer(store, "network/hubs").rows if iri in region)
    linked: Counter[str] = Counter()
    for place in abroad:
        linked.update({p: len(a) for p, a in place.by_prefecture.items()})
    found += [
        of("hubs", "自立化推進拠点", "self-sustaining hubs", "more", hubs),
        of(
            "within",
            "県内のつながり",
            "ties within the prefecture",
            "more",
            {p: tied.within(n) for n, p in enumerate(PREFECTURES)},
        ),
        of("outward", "県外とのつながり", "ties outward", "more", {p: tied.outward(n) for n, p in enumerate(PREFECTURES)}),
        of("abroad", "海外と結ぶ活動", "activities abroad", "more", linked),
    ]
    return tuple(found)
