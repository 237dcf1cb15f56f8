"""The table under the picture of a network: the same nodes, each with what it is tied to.

Of a network of more than FULL_ROWS nodes it lists the regions, as the page does before they are opened; the scripts make the
rows of nodes there as they are needed.
"""

from __future__ import annotations

from typing import Any

from renkei.viz.marks import short
from renkei.viz.network_view import NetworkView

FULL_ROWS = 1_000


def table_rows(view: NetworkView, language: str, data: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of the table, those with a reading first, by it; none for a network of more than FULL_ROWS nodes."""
    if len(view.graph) > FULL_ROWS:
        return []
    group_names = {g["id"]: g["label"] for g in data["groups"]}
    separator = data["messages"]["separator"]
    communities = [group["key"].removeprefix("-") for group in data["groupings"]["community"]]
    nodes = data["nodes"]
    neighbours: list[list[dict[str, str]]] = [[] for _ in nodes]
    edges = data["edges"]
    for one, other, relation in zip(edges["from"], edges["to"], edges["relation"], strict=True):
        for here, there in ((one, other), (other, one)):
            told = {"id": nodes[there]["id"], "name": nodes[there]["label"], "relation": data["relations"][relation]}
            neighbours[here].append(told)
    rows = [
        {
            "id": node["id"],
            "name": node["label"],
            "reading": node.get("reading", ""),
            "kind": data["kinds"][node["kind"]] if "kind" in node else "",
            "group": group_names[node["group"]],
            "place": data["places"][node["place"]] if "place" in node else "",
            "district": separator.join(data["districts"][at]["label"] for at in node.get("districts", ())),
            "community": communities[node["in"]["community"]],
            "degree": len(neighbours[at]),
            "neighbours": neighbours[at],
        }
        for at, node in enumerate(nodes)
    ]
    return sorted(rows, key=lambda r: sort_key(r, language))


def group_rows(view: NetworkView, language: str, unknown: str) -> list[dict[str, Any]]:
    """The regions with their members, and ties within and outward: what stands in the table of a large network at first."""
    if len(view.graph) <= FULL_ROWS:
        return []
    grouping = view.groupings["region"]
    of = {node: at for at, group in enumerate(grouping.groups) for node in group.members}
    inside, outside = [0] * len(grouping.groups), [0] * len(grouping.groups)
    for _, _, told in view.graph.edges(data=True):
        one, other = of[told["source"]], of[told["target"]]
        if one == other:
            inside[one] += 1
        else:
            outside[one] += 1
            outside[other] += 1
    return [
        {
            "id": short(group.key),
            "name": group.label.of(language) if group.label else unknown,
            "members": len(group.members),
            "inside": inside[at],
            "outside": outside[at],
        }
        for at, group in enumerate(grouping.groups)
    ]


def sort_key(row: dict[str, Any], language: str) -> tuple[bool, str, str]:
    """Order of lists: in Japanese by reading, what has none after the rest by code point; in English by name."""
    key = row["reading"] if language == "ja" else str(row["name"]).casefold()
    return (not key, key, row["name"])
