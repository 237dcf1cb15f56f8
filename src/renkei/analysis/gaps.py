"""What is missing where: prefectures and fields without hub, council, university, hospital or tie; capabilities by region."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

import pyoxigraph as ox

from renkei.analysis.report import Analysis, Cell, columns, listed
from renkei.analysis.ties import Ties
from renkei.errors import Text
from renkei.network.affiliations import Affiliations, held_by
from renkei.query.labels import labels_of
from renkei.schema.namespaces import ID
from renkei.store.plain import shipped_answer
from renkei.store.protocol import Store

# What a prefecture or field should have: kinds of organisation, those under them included.
KINDS = {
    "council": Text("協議会", "council"),
    "university": Text("大学", "university"),
    "hospital": Text("病院", "hospital"),
}
WANTED = {"hub": Text("拠点", "hub"), **KINDS, "link": Text("つながり", "link")}


def prefecture_gaps(store: Store, everybody: Affiliations, ties: Ties) -> Analysis:
    """A row for each prefecture, the most missing first: its organisations, what it should have, and its ties to other regions.

    `everybody` are all organisations of the store, `ties` those that count as links.
    """
    things = everybody.organisations
    inside: dict[str, set[str]] = defaultdict(set)
    for iri, region in zip(things.iris, things.facts["region"], strict=True):
        inside[region].add(iri)
    abroad: dict[str, int] = defaultdict(int)
    regions = ties.organisations.facts["region"]
    for a, b in zip(ties.source.tolist(), ties.target.tolist(), strict=True):
        if regions[a] != regions[b]:
            abroad[regions[a]] += bool(regions[b])
            abroad[regions[b]] += bool(regions[a])
    prefectures = _asked(store, "prefectures")
    labels = labels_of(store, prefectures)
    having = _having(store)
    told = [(p, labels.get(p, Text(p, p)), inside[p], _linked(ties), (abroad[p],)) for p in prefectures]
    return _gaps(
        ("prefecture", "都道府県", "prefecture"),
        told,
        having,
        (("other_regions", "他地域とのつながり", "ties to other regions"),),
    )


def field_gaps(store: Store, everybody: Affiliations, ties: Ties) -> Analysis:
    """A row for each field, the most missing first: organisations of it or of a field under it, and what it should have."""
    fields = _asked(store, "all-fields")
    labels = labels_of(store, fields)
    known = set(everybody.organisations.iris)
    told = [(f, labels.get(f, Text(f, f)), held_by(store, f) & known, _linked(ties), ()) for f in fields]
    return _gaps(("field", "分野", "field"), told, _having(store), ())


_Told = tuple[str, Text, Collection[str], Collection[str], tuple[Cell, ...]]


def _gaps(
    head: tuple[str, str, str],
    told: Sequence[_Told],
    having: dict[str, frozenset[str]],
    more: tuple[tuple[str, str, str], ...],
) -> Analysis:
    rows = []
    for iri, name, members, linked, others in told:
        counts = {what: len(having[what].intersection(members)) for what in having}
        counts["link"] = len(set(members).intersection(linked))
        missing = [word for what, word in WANTED.items() if not counts[what]]
        cells = (len(members), *(counts[what] for what in WANTED), *others, listed(missing) if missing else None)
        rows.append((-len(missing), iri, (ox.NamedNode(iri), name, *cells)))
    heads = columns(
        head,
        ("name", "名称", "name"),
        ("organisations", "機関数", "organisations"),
        ("hubs", "拠点", "hubs"),
        ("councils", "協議会", "councils"),
        ("universities", "大学", "universities"),
        ("hospitals", "病院", "hospitals"),
        ("linked", "つながりのある機関", "organisations with a tie"),
        *more,
        ("missing", "ないもの", "missing"),
    )
    complete = sum(not lacking for lacking, _, _ in rows)
    note = Text(f"{len(rows)}件のうち、すべてそろうのは{complete}件。", f"{complete} of {len(rows)} have all of them.")
    return Analysis(heads, tuple(row for _, _, row in sorted(rows, key=lambda r: r[:2])), (note,))


def capability_gaps(store: Store, everybody: Affiliations) -> Analysis:
    """A row for each capability, by its name, that somebody has: how many, in which regions, and in which nobody.

    The regions are those of all organisations of the store; the rarest capabilities come first.
    """
    of_organisation = dict(zip(everybody.organisations.iris, everybody.organisations.facts["region"], strict=True))
    regions = sorted({region for region in of_organisation.values() if region})
    labels = labels_of(store, regions)
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for holder, ja, en in shipped_answer(store, "network/capabilities").rows:
        if ja or en:
            holders[ja or en, en or ja].add(holder)
    rows: list[tuple[Cell, ...]] = []
    for (ja, en), who in sorted(holders.items(), key=lambda pair: (len(pair[1]), pair[0])):
        there = {of_organisation.get(iri, "") for iri in who} - {""}
        names = [[labels.get(r, Text(r, r)) for r in regions if (r in there) is found] for found in (True, False)]
        told = [listed(found, 10) if found else None for found in names]
        rows.append((Text(ja, en), len(who), len(there), told[0], len(regions) - len(there), told[1]))
    heads = columns(
        ("capability", "できること", "capability"),
        ("holders", "もつ機関数", "holders"),
        ("regions", "ある地域数", "regions with it"),
        ("where", "ある地域", "where"),
        ("empty", "ない地域数", "regions without it"),
        ("missing", "ない地域", "missing"),
    )
    notes = () if rows else (Text("データに「できること」がありません。", "The data tells of no capabilities."),)
    return Analysis(heads, tuple(rows), notes)


def _linked(ties: Ties) -> frozenset[str]:
    """The organisations that have a tie."""
    return frozenset(iri for iri, degree in zip(ties.organisations.iris, ties.degree.tolist(), strict=True) if degree)


def _having(store: Store) -> dict[str, frozenset[str]]:
    """For what a prefecture or field should have, the things that are it."""
    kinds = {kind: held_by(store, f"{ID}organization-kind/{kind}") for kind in KINDS}
    return {"hub": frozenset(_asked(store, "hubs")), **kinds}


def _asked(store: Store, name: str) -> list[str]:
    """The IRIs that a query of one column gives, in order."""
    return sorted({iri for (iri,) in shipped_answer(store, f"network/{name}").rows})
