"""What the scripts of a network page are given: nodes with their marks and places, ties, names, facts, words."""

from __future__ import annotations

from typing import Any

from renkei.viz.marks import encodings, short
from renkei.viz.network_view import NetworkView
from renkei.viz.node_sources import said_facts, said_source


def page_data(view: NetworkView, language: str, messages: dict[str, str], *, linked: bool = True) -> dict[str, Any]:
    """The data of the page in a language; `linked` where the other pages of the site stand beside it."""
    groups = {g["id"]: g for g in encodings()["group"]}
    counted = {g: sum(1 for _, d in view.graph.nodes(data=True) if d["group"] == g) for g in groups}
    numbers = {iri: number for number, iri in enumerate(view.sources)}
    return {
        "nodes": [_node(view, node, language) for node in view.graph],
        "edges": [_edge(number, told, language) for number, (_, _, told) in enumerate(view.graph.edges(data=True))],
        "options": {"physics": {"enabled": False}},
        "details": {short(n): _details(view, n, language, numbers) for n in view.graph},
        "sources": [said_source(source, language, linked=linked) for source in view.sources.values()],
        "groups": [
            {"id": g, "label": e["label"][language], "color": e["color"], "shape": e["shape"], "count": counted[g]}
            for g, e in groups.items()
            if counted[g]
        ],
        "districts": [
            {"id": short(iri), "label": name.of(language), "scheme": scheme.of(language)}
            for iri, (name, scheme) in view.where.district_names.items()
        ],
        "listed": sum(1 for _, d in view.graph.nodes(data=True) if d["listed"]),
        "messages": messages,
    }


def _node(view: NetworkView, node: str, language: str) -> dict[str, Any]:
    told = view.graph.nodes[node]
    group = next(g for g in encodings()["group"] if g["id"] == told["group"])
    style = encodings()["hub"] if told["hub"] else group
    x, y = view.positions[node]
    return {
        "id": short(node),
        "label": told[f"label_{language}"],
        "x": x,
        "y": y,
        "shape": style["shape"],
        "color": group["color"],
        "size": style["size"],
        "group": told["group"],
        "listed": told["listed"],
    }


def _edge(number: int, told: dict[str, Any], language: str) -> dict[str, Any]:
    return {
        "id": number,
        "from": short(told["source"]),
        "to": short(told["target"]),
        "kind": told["relation"].rsplit("#", 1)[-1].rsplit("/", 1)[-1],
        "label": told[f"label_{language}"],
        "dashes": encodings()["edge"]["inferred" if told["inferred"] else "stated"]["dashes"],
    }


def _details(view: NetworkView, node: str, language: str, numbers: dict[str, int]) -> dict[str, Any]:
    data = view.graph.nodes[node]
    other = "en" if language == "ja" else "ja"
    return {
        "name": data[f"label_{language}"],
        "other_name": data[f"label_{other}"] if data["label_ja"] != data["label_en"] else None,
        "reading": data["reading"] or None,
        "iri": node,
        "kind": data[f"kind_{language}"] or "",
        "group": data["group"],
        "districts": [short(d) for d in view.where.districts[node]],
        "facts": said_facts(view.facts[node], view.graph, numbers, view.finder, language),
    }
