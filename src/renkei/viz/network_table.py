"""The table under the picture of a network: the same nodes, each with what it is tied to."""

from __future__ import annotations

from typing import Any

from renkei.viz.marks import short
from renkei.viz.network_view import NetworkView


def table_rows(view: NetworkView, language: str, data: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of the table, those with a reading first, by it; `data` is what the page is given."""
    group_names = {g["id"]: g["label"] for g in data["groups"]}
    neighbours: dict[str, list[dict[str, str]]] = {short(n): [] for n in view.graph}
    names = {short(n): d[f"label_{language}"] for n, d in view.graph.nodes(data=True)}
    for edge in data["edges"]:
        for here, there in ((edge["from"], edge["to"]), (edge["to"], edge["from"])):
            neighbours[here].append({"id": there, "name": names[there], "relation": edge["label"]})
    rows = []
    for node, attributes in view.graph.nodes(data=True):
        place = view.where.places.get(node)
        rows.append(
            {
                "id": short(node),
                "name": names[short(node)],
                "reading": attributes["reading"] or "",
                "kind": attributes[f"kind_{language}"] or "",
                "group": group_names[attributes["group"]],
                "place": view.finder.label(place).of(language) if place else "",
                "district": data["messages"]["separator"].join(
                    view.where.district_names[d][0].of(language) for d in view.where.districts[node]
                ),
                "degree": len(neighbours[short(node)]),
                "neighbours": neighbours[short(node)],
            }
        )
    return sorted(rows, key=lambda r: sort_key(r, language))


def sort_key(row: dict[str, Any], language: str) -> tuple[bool, str, str]:
    """Order of lists: in Japanese by reading, what has none after the rest by code point; in English by name."""
    key = row["reading"] if language == "ja" else str(row["name"]).casefold()
    return (not key, key, row["name"])
