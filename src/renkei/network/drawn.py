"""The networks that are drawn: as multigraphs with the same attributes, whichever of them a page shows.

Nodes have the attributes that `network.collaboration` documents, and edges too. Beside them both have `spans`: in which years
they hold, as pairs of first and last year (0 where unknown); None for what lasts. An edge between organisations holds in the
years in which both of some pairs overlap: `spans` has four numbers then. Edges may have `weight` and `shared`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import networkx as nx

from renkei.errors import Text
from renkei.network.affiliations import Affiliations, periods_of
from renkei.network.graphs import one_mode
from renkei.schema.namespaces import ID, ORG, RENKEI
from renkei.store.protocol import Store

Span = tuple[int, ...]

# What activities are called where nothing says it more exactly.
ACTIVITY_NAMES = {
    "council": Text("協議会等", "council or network"),
    "event": Text("イベント・出来事", "event"),
    "plan": Text("計画・施策", "plan or measure"),
    "programme": Text("制度・事業", "programme"),
    "project": Text("プロジェクト", "project"),
}
_DATED = {RENKEI.Participation.value, ORG.Membership.value}
_TOGETHER = f"{ID}relation/together"


def with_spans(graph: nx.MultiGraph[str], network: Affiliations, store: Store) -> nx.MultiGraph[str]:
    """The collaboration network with `spans`: activities hold in their years, taking part in those of the tie."""
    periods = {iri: (first, last) for iri, (first, last) in periods_of(store).items() if iri in graph}
    rows = defaultdict(set)
    for who, what, first, last in zip(
        *(c.tolist() for c in (network.organisation, network.activity, network.first, network.last)), strict=True
    ):
        rows[network.organisations.iris[who], network.activities.iris[what]].add((first, last))
    for node, told in graph.nodes(data=True):
        told["spans"] = (periods.get(node, (0, 0)),) if told["group"] == "activity" else None
    for _, _, told in graph.edges(data=True):
        known = rows.get((told["source"], told["target"]))
        period = periods.get(told["target"])
        told["spans"] = tuple(sorted(known or ({period} if period else {(0, 0)}))) if told["relation"] in _DATED else None
    return graph


def drawn_two_mode(network: Affiliations, known: nx.MultiGraph[str], labels: Mapping[str, Text]) -> nx.MultiGraph[str]:
    """Organisations and what they take part in, an edge for each role; `labels` are those of the roles."""
    made: nx.MultiGraph[str] = nx.MultiGraph()
    spans: dict[str, set[Span]] = defaultdict(set)
    found: dict[tuple[int, int, int], set[Span]] = defaultdict(set)
    columns = (network.organisation, network.activity, network.role, network.first, network.last)
    for who, what, role, first, last in zip(*(column.tolist() for column in columns), strict=True):
        found[who, what, role].add((first, last))
        for iri in (network.organisations.iris[who], network.activities.iris[what]):
            spans[iri].add((first, last))
    _add_nodes(made, network, known, spans)
    for (who, what, role), held in sorted(found.items()):
        source, target = network.organisations.iris[who], network.activities.iris[what]
        relation = network.roles[role]
        label = labels.get(relation, Text("参加", "takes part"))
        made.add_edge(source, target, **_tie(source, target, relation or RENKEI.Participation.value, label), spans=_told(held))
    return made


def drawn_one_mode(network: Affiliations, known: nx.MultiGraph[str]) -> nx.MultiGraph[str]:
    """Organisations, tied where they take part in the same activities: `weight` is Newman's, `shared` their number."""
    made: nx.MultiGraph[str] = nx.MultiGraph()
    spans: dict[str, set[Span]] = defaultdict(set)
    by_activity: dict[int, dict[int, set[Span]]] = defaultdict(lambda: defaultdict(set))
    columns = (network.organisation, network.activity, network.first, network.last)
    for who, what, first, last in zip(*(column.tolist() for column in columns), strict=True):
        spans[network.organisations.iris[who]].add((first, last))
        by_activity[what][who].add((first, last))
    together: dict[tuple[str, str], set[Span]] = defaultdict(set)
    iris = network.organisations.iris
    for members in by_activity.values():
        for a, b in combinations(sorted(members), 2):
            together[iris[a], iris[b]] |= {(*one, *other) for one in members[a] for other in members[b]}
    _add_nodes(made, network, known, spans)
    for source, target, told in one_mode(network).edges(data=True):
        source, target = sorted((source, target))
        number = told["shared"]
        tie = _tie(source, target, _TOGETHER, Text(f"共通の活動 {number}件", f"{number} in common"))
        tie |= {"weight": round(told["weight"], 4), "shared": number, "spans": _told(together[source, target])}
        made.add_edge(source, target, **tie)
    return made


def _add_nodes(
    made: nx.MultiGraph[str], network: Affiliations, known: nx.MultiGraph[str], spans: Mapping[str, set[Span]]
) -> None:
    """The things of the network that have spans, in the order of their IRIs."""
    for iri in sorted(spans):
        if iri in known:
            made.add_node(iri, **{**known.nodes[iri], "spans": _told(spans[iri])})
            continue
        things = network.organisations if iri in network.organisations.position else network.activities
        about = things.about(things.position[iri])
        ja, en = about["label_ja"], about["label_en"]
        activity = things is network.activities
        kind = ACTIVITY_NAMES[about["kind"]] if activity else Text("", "")
        group = about["kind"] if about["kind"] == "council" else "activity" if activity else "other"
        made.add_node(
            iri,
            group=group,
            label_ja=ja or en or iri.removeprefix(ID),
            label_en=en or ja or iri.removeprefix(ID),
            reading="",
            kind_ja=kind.ja,
            kind_en=kind.en,
            hub=False,
            listed=False,
            spans=_told(spans[iri]),
        )


def _tie(source: str, target: str, relation: str, label: Text) -> dict[str, Any]:
    return {
        "source": source,
        "target": target,
        "relation": relation,
        "label_ja": label.ja,
        "label_en": label.en,
        "inferred": False,
    }


def _told(spans: set[Span]) -> tuple[Span, ...]:
    return tuple(sorted(spans))
