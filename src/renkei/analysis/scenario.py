"""The network as it would be: organisations and ties taken out or added, hubs assumed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np

from renkei.analysis.report import listed
from renkei.analysis.ties import Ties
from renkei.errors import Text, UsageError
from renkei.network.affiliations import Affiliations, Things, held_by
from renkei.network.kept import affiliations
from renkei.network.views import Narrowing, holders_of, organisation_in
from renkei.query.labels import labels_of
from renkei.query.resolve import find_thing
from renkei.schema.namespaces import ORG, SCHEMA
from renkei.store.names import NameIndex
from renkei.store.protocol import Store

Pair: TypeAlias = tuple[str, str]

# What a tie weighs that is added: as much as one activity of the two alone.
ADDED_WEIGHT = 1.0


@dataclass(frozen=True)
class Scenario:
    """What is different in a network; organisations are IRIs, and a pair of them stands in their order.

    `newcomers` are the facts of organisations that are not there since they have no tie, by IRI, `assumed` those of nodes that
    the data does not know; both have the ties that are added only. `labels` are those of their regions. `notes` tell what is
    assumed.
    """

    without: frozenset[str] = frozenset()
    added: frozenset[Pair] = frozenset()
    removed: frozenset[Pair] = frozenset()
    newcomers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    assumed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    labels: Mapping[str, Text] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()

    @property
    def beginning(self) -> Scenario:
        """What the scenario is compared with: the newcomers are there, still without a tie."""
        return Scenario(newcomers=self.newcomers, labels=self.labels)


def altered(ties: Ties, scenario: Scenario) -> Ties:
    """The ties as a scenario makes them; the ties of an organisation that is left out go with it."""
    old, new = ties.organisations, {**scenario.newcomers, **scenario.assumed}
    iris = tuple(sorted({*old.iris, *new} - scenario.without))
    at = {iri: n for n, iri in enumerate(iris)}
    known = {name: dict(zip(old.iris, column, strict=True)) for name, column in old.facts.items()}
    facts = {
        name: tuple(values[iri] if iri in values else new[iri].get(name, "") for iri in iris) for name, values in known.items()
    }
    moved = np.array([at.get(iri, -1) for iri in old.iris], np.int32)
    source, target = moved[ties.source], moved[ties.target]
    untied = {(at[a], at[b]) for a, b in scenario.removed}
    kept = (source >= 0) & (target >= 0)
    kept &= [ends not in untied for ends in zip(source.tolist(), target.tolist(), strict=True)]
    added = np.array([(at[a], at[b]) for a, b in sorted(scenario.added)], np.int32).reshape(-1, 2)
    source, target = np.concatenate([source[kept], added[:, 0]]), np.concatenate([target[kept], added[:, 1]])
    weight = np.concatenate([ties.weight[kept], np.full(len(added), ADDED_WEIGHT)])
    order = np.lexsort((target, source))
    labels = {**scenario.labels, **ties.labels}
    return replace(
        ties, organisations=Things(iris, facts), source=source[order], target=target[order], weight=weight[order], labels=labels
    )


def scenario_of(
    store: Store,
    ties: Ties,
    narrowing: Narrowing,
    *,
    without: Iterable[str] = (),
    tie: Iterable[Pair] = (),
    untie: Iterable[Pair] = (),
    hub: Iterable[str] = (),
    index: NameIndex | None = None,
) -> Scenario:
    """The scenario that a person asks for by names, ids or IRIs.

    An organisation that is in the store, but not in the network, may be tied. A hub is a node of ours, tied to all of the
    store's organisations in a place that the narrowing leaves; with `ego`, to those of the network only. Raises UsageError
    where nothing is asked, for names that nothing has or several things have, an organisation that is not in the network, a
    tie that is there already, and one that is not there.
    """
    there = ties.organisations.position
    left_out = {organisation_in(store, name, there, index): name for name in without}
    told = {(ties.organisations.iris[a], ties.organisations.iris[b]) for a, b in zip(ties.source, ties.target, strict=True)}
    removed = {}
    for pair in untie:
        ends = _pair(pair, [organisation_in(store, name, there, index) for name in pair], left_out)
        if ends not in told:
            raise UsageError(
                Text(
                    f"{pair[0]} と {pair[1]} のつながりはこのネットワークにないので、外せません。",
                    f"{pair[0]} and {pair[1]} have no tie in this network that could be taken out.",
                )
            )
        removed[ends] = pair
    made = Scenario(frozenset(left_out), removed=frozenset(removed))
    ties_to_add, places = list(tie), list(dict.fromkeys(hub))
    if ties_to_add or places:
        everybody = affiliations(store)
        made = _with_ties(store, everybody, made, told, ties_to_add, index)
        for place in places:
            made = _with_hub(store, ties, everybody, narrowing, made, place, index)
        made = _with_newcomers(store, ties, everybody, made)
    if not (made.without or made.added or made.removed):
        raise UsageError(
            Text(
                "what-if には、外す機関（--without）、加えるつながり（--tie）、外すつながり（--untie）、"
                "仮定する拠点の場所（--hub）のどれかを指定してください。",
                "what-if asks what changes: name an organisation to leave out (--without), a tie to add (--tie) or to take out "
                "(--untie), or the place of an assumed hub (--hub).",
            )
        )
    return made


def _with_ties(
    store: Store,
    everybody: Affiliations,
    made: Scenario,
    told: Collection[Pair],
    asked: Iterable[Pair],
    index: NameIndex | None,
) -> Scenario:
    """The scenario with ties added."""
    added = set()
    for pair in asked:
        iris = [find_thing(store, ORG.Organization.value, name, None, index) for name in pair]
        ends = _pair(pair, iris, made.without)
        if ends in told:
            raise UsageError(
                Text(
                    f"{pair[0]} と {pair[1]} はすでにつながっています。",
                    f"{pair[0]} and {pair[1]} have a tie already.",
                )
            )
        _refuse_kin(everybody, pair, ends)
        added.add(ends)
    note = Text(
        f"加えたつながりの重みは{ADDED_WEIGHT:g}（二者だけの活動一つと同じ）。",
        f"A tie that is added weighs {ADDED_WEIGHT:g}, as one activity of the two alone.",
    )
    return replace(made, added=frozenset(added), notes=(note,) if added else ())


def _with_hub(
    store: Store,
    ties: Ties,
    everybody: Affiliations,
    narrowing: Narrowing,
    made: Scenario,
    place: str,
    index: NameIndex | None,
) -> Scenario:
    """The scenario with a hub assumed, tied to all organisations of a place."""
    iri = find_thing(store, SCHEMA.Place.value, place, None, index)
    there = {*everybody.organisations.iris} if narrowing.ego is None else {*ties.organisations.iris}
    members = there.intersection(held_by(store, iri), *holders_of(store, narrowing, index)) - made.without
    if not members:
        raise UsageError(
            Text(
                f"{place} には（絞り込みの中に）機関がないので、拠点と結ぶ相手がありません。",
                f"No organisation of {place} is left: a hub there would have nobody to be tied to.",
            )
        )
    end = iri.rsplit("/", 1)[-1]
    name = labels_of(store, [iri]).get(iri, Text(end, end))
    hub = f"assumed-hub-{end}"
    facts = {
        "label_ja": f"仮定の拠点（{name.ja}）",
        "label_en": f"assumed hub ({name.en})",
        "region": iri if iri in everybody.organisations.facts["region"] else "",
    }
    note = Text(
        f"仮定: {name.ja}に拠点があり、そこの{len(members)}機関すべてと結ぶ（重み{ADDED_WEIGHT:g}）。データにない拠点です。",
        f"Assumed, not in the data: a hub in {name.en} with a tie (weight {ADDED_WEIGHT:g}) to each of the {len(members)} "
        "organisation(s) there.",
    )
    return replace(
        made,
        added=made.added | {(hub, member) if hub < member else (member, hub) for member in members},
        assumed={**made.assumed, hub: facts},
        notes=(*made.notes, note),
    )


def _with_newcomers(store: Store, ties: Ties, everybody: Affiliations, made: Scenario) -> Scenario:
    """The scenario with what is known of the organisations that are tied and were not in the network."""
    ends = {iri for pair in made.added for iri in pair}
    known = everybody.organisations
    new = {iri: known.about(known.position[iri]) for iri in sorted(ends - {*made.assumed, *ties.organisations.iris})}
    if not new:
        return made
    names = listed([Text(facts["label_ja"] or iri, facts["label_en"] or iri) for iri, facts in new.items()])
    note = Text(
        f"このネットワークになかった{len(new)}機関（前は、つながりのない機関として数える）: {names.ja}。",
        f"Not in this network, and counted before as without a tie: {len(new)} organisation(s): {names.en}.",
    )
    labels = labels_of(store, {facts["region"] for facts in new.values() if facts["region"]})
    return replace(made, newcomers=new, labels=labels, notes=(*made.notes, note))


def _pair(names: Pair, iris: list[str], left_out: Collection[str]) -> Pair:
    """The IRIs in their order. Raises UsageError for one organisation named twice, and one that is left out."""
    one, other = sorted(iris)
    if one == other:
        raise UsageError(
            Text(
                f"{names[0]} と {names[1]} は同じ機関です。別の二つの機関を指定してください。",
                f"{names[0]} and {names[1]} are one organisation: a tie is between two.",
            )
        )
    for name, iri in zip(names, iris, strict=True):
        if iri in left_out:
            raise UsageError(
                Text(
                    f"{name} は --without で外しているので、つながりを変えられません。",
                    f"{name} is left out (--without): its ties go with it.",
                )
            )
    return one, other


def _refuse_kin(everybody: Affiliations, names: Pair, ends: Pair) -> None:
    one, other = (everybody.organisations.position[iri] for iri in ends)
    if everybody.kin & {(one, other), (other, one)}:
        raise UsageError(
            Text(
                f"{names[0]} と {names[1]} は組織とその一部なので、つながりとして数えません。",
                f"Of {names[0]} and {names[1]}, one is part of the other: such a pair has no tie.",
            )
        )
