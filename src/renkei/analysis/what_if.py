"""What would change: figures of two states of a network side by side, who is cut off or joined, and whose standing changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from renkei.analysis import centrality as central
from renkei.analysis.bridges import bridge_ties, cut_points, pair
from renkei.analysis.holes import structural_holes
from renkei.analysis.mixing import between_groups, ei_index, mixing_of
from renkei.analysis.report import Analysis, Cell, columns, listed
from renkei.analysis.structure import component_of
from renkei.analysis.ties import Numbers, Ties, as_thing
from renkei.errors import Text, not_among

NETWORK = Text("ネットワーク", "network")
CUT_OFF, JOINED = Text("切り離される機関", "cut off"), Text("新たにつながる機関", "joined")
PARTED, LINKED = Text("結ばれなくなる地域", "regions parted"), Text("新たに結ばれる地域", "regions linked")

# The measures of standing: where one is in the network.
STANDINGS = {
    **{name: central.MEASURES[name] for name in ("betweenness", "degree", "pagerank")},
    "constraint": Text("拘束度", "constraint"),
}
# Values that differ by less are the same.
SAME = 1e-9
# Half the 95 % interval of a sampled mean distance, as a share of it: twice the standard deviation over six seeds, for random
# graphs of 5,000 and 20,000 nodes and a scale-free one of 6,000, was 0.2 to 0.4 %.
DISTANCE_ERROR = 0.004


@dataclass(frozen=True)
class Figures:
    """What is measured of a network as a whole; shares are 0 to 1, None where there is nothing to measure.

    `components` are those of at least two organisations; `largest` is the share of the organisations in the largest;
    `distance` the mean number of ties between two organisations of it; `region_pairs` the pairs of regions that are tied.
    """

    organisations: int
    ties: int
    components: int
    largest: float | None
    isolated: int
    density: float | None
    bridges: int
    cut_points: int
    region_pairs: int
    distance: float | None
    ei_index: float | None


FIGURES = {
    "organisations": Text("機関数", "organisations"),
    "ties": Text("つながり", "ties"),
    "components": Text("連結成分（2機関以上）", "components of two or more"),
    "largest": Text("最大成分の割合", "share in the largest component"),
    "isolated": Text("つながりのない機関", "organisations without a tie"),
    "density": Text("密度", "density"),
    "bridges": Text("橋", "bridges"),
    "cut_points": Text("関節点", "articulation points"),
    "region_pairs": Text("結ばれた地域の組", "pairs of regions tied"),
    "distance": Text("最大成分の平均距離", "mean distance in the largest component"),
    "ei_index": Text("E-I指数（地域）", "E-I index by region"),
}


def figures(ties: Ties, *, seed: int = 1, exact: bool | None = None) -> Figures:
    """The figures of a network; the mean distance is sampled as closeness is."""
    size = len(ties.organisations)
    sizes = np.bincount(component_of(ties))
    mixed = mixing_of(ties, "region")
    return Figures(
        size,
        len(ties),
        int((sizes > 1).sum()),
        int(sizes[0]) / size if size else None,
        int((ties.degree == 0).sum()),
        len(ties) / (size * (size - 1) / 2) if size > 1 else None,
        len(bridge_ties(ties)),
        len(cut_points(ties)),
        len(region_pairs(ties)),
        mean_distance(ties, None if central.is_exact(ties, exact) else central.PIVOTS, seed),
        ei_index(int(mixed.internal.sum()), int(mixed.external.sum()) // 2),
    )


def mean_distance(ties: Ties, pivots: int | None, seed: int) -> float | None:
    """The mean distance between two organisations of the largest component, read off `centrality.closeness`."""
    inside = np.flatnonzero(component_of(ties) == 0)
    if len(inside) < 2:
        return None
    near = central.closeness(ties, pivots, seed)[inside]
    return float(((len(inside) - 1) / (near * (len(ties.organisations) - 1))).mean())


def region_pairs(ties: Ties) -> dict[tuple[str, str], int]:
    """The pairs of different regions that are tied, and by how many ties."""
    groups = ties.groups("region")
    counts = np.triu(between_groups(ties, groups)[0], 1)
    return {(groups.iris[a], groups.iris[b]): int(counts[a, b]) for a, b in np.argwhere(counts).tolist()}


def apart(one: Ties, other: Ties) -> list[str]:
    """The organisations of both networks that hang together with others in `one`, and in `other` with nobody, or not with the
    largest part of what is left of their component (of equal parts, the first by IRI)."""
    here, there = component_of(one), component_of(other)
    parts: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    ends = one.organisations.position, other.organisations.position
    common = sorted(set(ends[0]) & set(ends[1]))
    for iri in common:
        parts[here[ends[0][iri]]][there[ends[1][iri]]].append(iri)
    kept = {iri for pieces in parts.values() for iri in max(pieces.values(), key=len)}
    return [iri for iri in common if iri not in kept or (one.degree[ends[0][iri]] and not other.degree[ends[1][iri]])]


def standings(ties: Ties, by: str, *, seed: int = 1, exact: bool = True) -> tuple[Numbers, Numbers]:
    """One of STANDINGS for each organisation, and its error where it is sampled; nan where there is no value."""
    none = np.zeros(len(ties.organisations))
    if by == "betweenness":
        return (central.exact_betweenness(ties), none) if exact else central.sampled_betweenness(ties, seed)
    if by == "degree":
        return ties.degree.astype(np.float64), none
    return (central.pagerank(ties) if by == "pagerank" else structural_holes(ties).constraint), none


def what_if(
    before: Ties,
    after: Ties,
    *,
    by: str | None = None,
    seed: int = 1,
    exact: bool | None = None,
    watch: Callable[[Text], None] = lambda _: None,
) -> Analysis:
    """A row for each figure of the network, then for each organisation that is cut off or joined (the figures are how many
    others it reaches), each pair of regions that is parted or linked (how many ties), and each organisation whose standing
    `by` (one of STANDINGS) changes, the most first. `watch` is told how long exact values of each state take about, where they
    were asked for and take long. Raises UsageError for another measure."""
    by = by or "betweenness"
    if by not in STANDINGS:
        raise not_among(by, STANDINGS, Text("指標", "measure"))
    for ties in (before, after):
        if exact and not central.is_exact(ties):
            watch(central.how_long(ties))
    exactly = central.is_exact(before, exact) and central.is_exact(after, exact)
    old, new = (figures(ties, seed=seed, exact=exactly) for ties in (before, after))
    rows = [_row(NETWORK, None, None, word, getattr(old, name), getattr(new, name)) for name, word in FIGURES.items()]
    notes = []
    reached = _reach(before), _reach(after)
    for what, iris in ((CUT_OFF, apart(before, after)), (JOINED, apart(after, before))):
        rows += [_row(what, as_thing(iri), None, _name(iri, after), *(others[iri] for others in reached)) for iri in iris]
        notes.append(_counted(what, [_name(iri, after) for iri in iris]))
    tied = region_pairs(before), region_pairs(after)
    for what, pairs in ((PARTED, tied[0].keys() - tied[1]), (LINKED, tied[1].keys() - tied[0])):
        names = {ends: pair(*(_label(iri, before, after) for iri in ends)) for ends in sorted(pairs)}
        rows += [
            _row(what, as_thing(ends[0]), as_thing(ends[1]), name, *(counts.get(ends, 0) for counts in tied))
            for ends, name in names.items()
        ]
        notes.append(_counted(what, list(names.values())))
    rows += _changed(before, after, by, seed, exactly)
    if not exactly:
        notes.append(
            Text(
                f"媒介中心性と平均距離は{central.PIVOTS}機関からの推定です（シード {seed}）。"
                f"媒介中心性は誤差を超える変化だけを示し、平均距離の誤差は約{DISTANCE_ERROR:.1%}です。"
                "--exact で厳密に計算します。",
                f"Betweenness and mean distance are estimated from {central.PIVOTS} organisations (seed {seed}): "
                f"changes of betweenness within its error are left out; that of the distance is about {DISTANCE_ERROR:.1%}. "
                "--exact computes them exactly.",
            )
        )
    heads = columns(
        ("what", "何が", "what"),
        ("thing", "対象", "thing"),
        ("other", "相手", "other"),
        ("name", "名称", "name"),
        ("before", "前", "before"),
        ("after", "後", "after"),
        ("difference", "差", "difference"),
    )
    return Analysis(heads, tuple(rows), tuple(notes))


def _changed(before: Ties, after: Ties, by: str, seed: int, exact: bool) -> list[tuple[Cell, ...]]:
    """A row for each organisation whose standing changes by more than its error, and who is in one of the two only."""
    told: list[dict[str, tuple[float, float]]] = []
    for ties in (before, after):
        values, errors = standings(ties, by, seed=seed, exact=exact)
        pairs = zip(values.tolist(), errors.tolist(), strict=True)
        told.append({iri: found for iri, found in zip(ties.organisations.iris, pairs, strict=True) if found[0] == found[0]})
    ranked = []
    for iri in {*told[0], *told[1]}:
        (old, error), (new, other_error) = (values.get(iri, (None, 0.0)) for values in told)
        step = abs((new or 0.0) - (old or 0.0))
        if step > error + other_error + SAME or (old is None) != (new is None):
            ranked.append((-round(step, 9), iri, _count(old, by), _count(new, by)))
    return [
        _row(STANDINGS[by], as_thing(iri), None, _name(iri, before, after), old, new) for _, iri, old, new in sorted(ranked)
    ]


def _count(value: float | None, by: str) -> int | float | None:
    return int(value) if value is not None and by == "degree" else value


def _row(
    what: Text, thing: Cell, other: Cell, name: Text, before: int | float | None, after: int | float | None
) -> tuple[Cell, ...]:
    difference = None if before is None or after is None else after - before
    return what, thing, other, name, before, after, difference


def _reach(ties: Ties) -> dict[str, int]:
    """How many others each organisation is connected with."""
    code = component_of(ties)
    return dict(zip(ties.organisations.iris, (np.bincount(code)[code] - 1).tolist(), strict=True))


def _name(iri: str, *states: Ties) -> Text:
    ties = next(t for t in states if iri in t.organisations.position)
    return ties.name(ties.organisations.position[iri])


def _label(iri: str, *states: Ties) -> Text:
    return next((t.labels[iri] for t in states if iri in t.labels), states[0].label(iri))


def _counted(what: Text, names: list[Text]) -> Text:
    which = listed(names)
    told = Text(f"（{which.ja}）", f" ({which.en})") if names else Text("", "")
    return Text(f"{what.ja}: {len(names)}{told.ja}。", f"{what.en.capitalize()}: {len(names)}{told.en}.")
