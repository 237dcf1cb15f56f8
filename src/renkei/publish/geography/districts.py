"""The districts of each scheme, which prefectures lie in them, and ties regrouped by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from renkei.analysis.ties import Ties
from renkei.errors import Text
from renkei.network.affiliations import Things
from renkei.publish.geography.counts import PREFECTURES
from renkei.publish.known import Known
from renkei.schema.namespaces import RENKEI, SKOS


@dataclass(frozen=True)
class Scheme:
    """A division of Japan: its districts from north to south, and the district of each prefecture that lies in one."""

    iri: str
    name: Text
    districts: tuple[str, ...]
    of: Mapping[str, str]

    @property
    def key(self) -> str:
        return self.iri.rsplit("/", 1)[-1]


def schemes(known: Known) -> tuple[Scheme, ...]:
    """The schemes whose districts hold prefectures of the data."""
    found: dict[str, dict[str, str]] = {}
    for prefecture in PREFECTURES:
        for place in known.iris(prefecture, RENKEI.within.value):
            if RENKEI.District.value in known.types(place):
                for scheme in known.iris(place, SKOS.inScheme.value):
                    found.setdefault(scheme, {}).setdefault(prefecture, place)
    return tuple(
        Scheme(iri, known.label(iri), tuple(dict.fromkeys(of[p] for p in PREFECTURES if p in of)), of)
        for iri, of in sorted(found.items())
    )


def regrouped(ties: Ties, scheme: Scheme, known: Known) -> Ties:
    """The same ties with the districts of a scheme as regions; organisations outside of them have none."""
    facts = dict(ties.organisations.facts)
    facts["region"] = tuple(scheme.of.get(region, "") for region in facts["region"])
    labels = {district: known.label(district) for district in scheme.districts}
    return replace(ties, organisations=Things(ties.organisations.iris, facts), labels=labels)
