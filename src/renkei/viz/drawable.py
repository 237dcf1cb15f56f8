"""Any network as one that can be drawn: with the attributes that pictures and network pages read.

They are those of `network.collaboration`: nodes have `group`, `label_ja`, `label_en`, `reading`, `kind_ja`, `kind_en`, `hub`,
`listed`; edges have `source`, `target`, `relation`, `label_ja`, `label_en`, `inferred`, and `weight` where one is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx

from renkei.errors import Text
from renkei.network.affiliations import ACTIVITIES
from renkei.schema.namespaces import ID
from renkei.viz.marks import group_names

_NO_WORDS = Text("", "")


def drawable(
    graph: nx.Graph[Any], known: nx.MultiGraph[str] | None = None, labels: Mapping[str, Text] | None = None
) -> nx.MultiGraph[str]:
    """A network that can be drawn, in the order of `graph`.

    What `known` (a collaboration network) tells of a node is taken from it; `labels` are those of other nodes. Of a graph of
    one's own, `label`, `label_ja`, `label_en`, `group` and `weight` are used where they are there; else the node itself is
    its label.
    """
    names = _names(graph)
    made: nx.MultiGraph[str] = nx.MultiGraph()
    for node, facts in graph.nodes(data=True):
        name = names[node]
        told = known.nodes[name] if known is not None and name in known else _told(name, facts, labels or {})
        made.add_node(name, **{**told, "spans": None})
    directed = graph.is_directed()
    for one, other, facts in graph.edges(data=True):
        source, target = names[one], names[other]
        if not directed and source > target:
            source, target = target, source
        made.add_edge(source, target, **_tie(source, target, facts))
    return made


def _names(graph: nx.Graph[Any]) -> dict[Any, str]:
    """Each node as text, with its number where two would be the same."""
    names = {node: str(node) for node in graph}
    if len(set(names.values())) < len(names):
        return {node: f"{name} ({number})" for number, (node, name) in enumerate(names.items(), 1)}
    return names


def _told(name: str, facts: Mapping[str, Any], labels: Mapping[str, Text]) -> dict[str, Any]:
    own = labels.get(name) or _own_label(name, facts)
    return {
        "group": _group(name, facts),
        "label_ja": own.ja,
        "label_en": own.en,
        "reading": "",
        "kind_ja": "",
        "kind_en": "",
        "hub": False,
        "listed": False,
    }


def _own_label(name: str, facts: Mapping[str, Any]) -> Text:
    plain = str(facts.get("label") or facts.get("rdfs:label") or "")
    ja, en = (str(facts.get(f"label_{code}") or facts.get(f"rdfs:label@{code}") or "") for code in ("ja", "en"))
    fallback = plain or ja or en or name.removeprefix(ID)
    return Text(ja or fallback, en or fallback)


def _group(name: str, facts: Mapping[str, Any]) -> str:
    """The group of a node by its facts: its own, its sector, or what it is."""
    groups = group_names()
    kind, sector = str(facts.get("kind", "")), str(facts.get("sector", ""))
    if (own := str(facts.get("group", ""))) in groups:
        return own
    if name.startswith(f"{ID}place/"):
        return "place"
    if kind == "council":
        return "council"
    if facts.get("bipartite") == 1 and kind in ACTIVITIES:
        return "activity"
    return sector if sector in groups else "other"


def _tie(source: str, target: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    label = _said(facts)
    weight = facts.get("weight")
    tie: dict[str, Any] = {
        "source": source,
        "target": target,
        "relation": str(facts.get("relation") or facts.get("property") or ""),
    }
    tie |= {"label_ja": label.ja, "label_en": label.en, "inferred": bool(facts.get("inferred", False))}
    if isinstance(weight, int | float) and not isinstance(weight, bool) and weight > 0:
        tie["weight"] = round(float(weight), 4)
    return tie


def _said(facts: Mapping[str, Any]) -> Text:
    """What an edge is called: by its own words, its property, or what it counts."""
    if "label_ja" in facts or "label_en" in facts:
        ja, en = str(facts.get("label_ja", "")), str(facts.get("label_en", ""))
        return Text(ja or en, en or ja)
    for name, ja, en in (
        ("shared", "共通の活動 {}件", "{} in common"),
        ("pairs", "機関の組 {}", "{} pairs of organisations"),
        ("organisations", "機関 {}", "{} organisations"),
    ):
        if name in facts:
            return Text(ja.format(facts[name]), en.format(facts[name]))
    plain = str(facts.get("label") or facts.get("property") or facts.get("roles") or "")
    return Text(plain, plain) if plain else _NO_WORDS
