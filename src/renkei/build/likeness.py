"""Organisations of data sets compared with each other and with those that are known: which are one, which may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from renkei.build.datasets import Dataset
from renkei.build.load import Checked, CheckedRow
from renkei.identity.blocking import candidate_pairs
from renkei.identity.comparison import Comparison, Decision, Organisation, compare
from renkei.identity.decisions import PairDecision, pair
from renkei.identity.places import prefecture_code
from renkei.identity.review import DoubtfulPair
from renkei.schema.namespaces import ORG, RDFS, SKOS


@dataclass(frozen=True)
class Likeness:
    """What comparing found: pairs of ids that are certainly one (with the reasons as a decision), and doubtful pairs.

    `too_large` names the blocks of equal keys that were left out, with their sizes.
    """

    certain: tuple[PairDecision, ...]
    doubtful: tuple[DoubtfulPair, ...]
    too_large: tuple[tuple[str, int], ...]


def find_likeness(checked: Checked, mine: Iterable[Dataset], decided: Mapping[tuple[str, str], PairDecision]) -> Likeness:
    """Compare the organisations of the data sets `mine` among themselves and with those of all others in `checked`.

    A pair that somebody `decided` is left alone. Both reasons of a certain pair are given, in Japanese and English.
    """
    wanted = {dataset.id for dataset in mine}
    rows: dict[str, CheckedRow] = {}
    numbers: dict[str, str] = {}  # those that registers give
    for r in checked.rows:
        if r.row.table.target_class == ORG.Organization.value and r.row.id:
            rows.setdefault(r.row.id, r)
            if r.register:
                numbers[r.row.id] = next(iter(map(str, r.row.values("corporate_number"))), "")
    ids = sorted(rows)
    told = [as_organisation(rows[i]) for i in ids]
    known = [o if o.number else replace(o, number=numbers.get(i, "")) for i, o in zip(ids, told, strict=True)]
    found = candidate_pairs(known)
    certain, doubtful = [], []
    for one, other in found.pairs:
        key = (ids[one], ids[other])
        if key in decided or not wanted & {rows[i].dataset.id for i in key}:
            continue
        comparison = compare(known[one], known[other])
        if comparison.decision is Decision.CERTAIN:
            certain.append(pair(*key, same=True, reason=said(comparison), who="renkei"))
        elif comparison.decision is Decision.DOUBTFUL:
            doubtful.append(DoubtfulPair(key[0], known[one], key[1], known[other], comparison))
    return Likeness(tuple(certain), tuple(doubtful), found.too_large)


def said(comparison: Comparison) -> str:
    """The reasons of a comparison, in Japanese and English."""
    return " / ".join(
        separator.join(reason.of(language) for reason in comparison.reasons)
        for language, separator in (("ja", "、"), ("en", "; "))
    )


def as_organisation(checked: CheckedRow) -> Organisation:
    """What a row tells of its organisation, in the codes that comparison takes."""
    row = checked.row
    names = [str(v) for c in row.cells.values() if c.column.path == RDFS.label.value for v in c.values]
    others = [str(v) for c in row.cells.values() if c.column.path == SKOS.altLabel.value for v in c.values]
    places = [iri.rsplit("/", 1)[-1] for (column, _), iri in sorted(checked.references.items()) if column == "place"]
    cities = [place.removeprefix("city-") for place in places if place.startswith("city-")]
    prefectures = [code for place in places if (code := prefecture_code(place))]
    city = cities[0] if cities else ""
    return Organisation(
        name=names[0] if names else "",
        reading=next(iter(map(str, row.values("reading"))), ""),
        prefecture=prefectures[0] if prefectures else city[:2],
        city=city,
        number=next(iter(map(str, row.values("corporate_number"))), ""),
        url=next(iter(map(str, row.values("url"))), ""),
        others=(*names[1:], *others),
    )
