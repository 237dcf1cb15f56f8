"""What an organisation reaches in two steps, as an inline SVG of links drawn without any script, and as lists of the same.

Steps run over the network, but not through places: all that stands in one prefecture is not tied by that.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import networkx as nx

from renkei.publish.catalogue import Catalogue, Thing
from renkei.publish.things.neighbourhood import mark_of
from renkei.schema.namespaces import ORG
from renkei.viz.svg import shortened, width_of

# So many of the things one step away are drawn, and of those two steps away.
MOST_NEAR, MOST_FAR = 10, 16
_WIDTH, _ROW, _MARGIN = 760, 34, 10
_HUB_X, _NEAR_X, _TURN_X, _FAR_X, _TEXT = 16, 96, 372, 470, 18
_MOST_LETTERS = 34


def two_steps(
    center: Thing, ties: nx.MultiGraph[str], groups: dict[str, str], catalogue: Catalogue, language: str
) -> dict[str, Any] | None:
    """What the template draws; None for what is no organisation, and for one that reaches nothing in two steps."""
    if center.iri not in ties or not catalogue.schema.is_a(center.table.target_class, ORG.Organization.value):
        return None
    near = _around(center.iri, ties, catalogue)
    farther = {one: [n for n in _around(one, ties, catalogue) if n != center.iri and n not in near] for one in near}
    shown = sorted(near, key=lambda n: (-len(farther[n]), n))[:MOST_NEAR]
    reached = Counter(n for one in shown for n in farther[one])
    far = sorted(reached, key=lambda n: (-reached[n], -ties.degree(n), n))[:MOST_FAR]
    if not far:
        return None
    shown, far = _untangled(shown, far, farther)
    height = max(len(shown), len(far)) * _ROW + 2 * _MARGIN
    levels = {n: height / 2 + (at - (len(column) - 1) / 2) * _ROW for column in (shown, far) for at, n in enumerate(column)}

    def row(node: str, x: int) -> dict[str, Any]:
        thing = catalogue.things[node]
        name = thing.label.of(language)
        told = {"name": shortened(name, _MOST_LETTERS), "full": name, "href": f"{thing.file}.html"}
        return {"x": x, "y": levels[node]} | told | mark_of(thing, groups, catalogue)

    rows = {n: row(n, _NEAR_X) for n in shown} | {n: row(n, _FAR_X) for n in far}
    paths = [f"M{_HUB_X} {height / 2:g}{_bend(_HUB_X, height / 2, _NEAR_X, levels[n])}" for n in shown]
    for one in shown:
        end = _NEAR_X + _TEXT + 6 + round(width_of(rows[one]["name"]) * 6.7)
        turn = max(end, _TURN_X)
        for other in (n for n in far if n in farther[one]):
            paths.append(f"M{end} {levels[one]:g}H{turn}{_bend(turn, levels[one], _FAR_X, levels[other])}")
    return {
        "width": _WIDTH,
        "height": height,
        "hub_x": _HUB_X,
        "text": _TEXT,
        "center": mark_of(center, groups, catalogue),
        "paths": paths,
        "rows": list(rows.values()),
        "lists": [(rows[one], [rows[n] for n in far if n in farther[one]]) for one in shown],
        "near": len(shown),
        "all_near": len(near),
        "far": len(far),
        "all_far": len({n for found in farther.values() for n in found}),
    }


def _around(node: str, ties: nx.MultiGraph[str], catalogue: Catalogue) -> list[str]:
    """What a node is tied to and has a page of its own, but for places."""
    return [n for n in sorted(ties[node]) if n != node and n in catalogue.things and ties.nodes[n]["group"] != "place"]


def _untangled(near: list[str], far: list[str], farther: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    """Both columns in an order in which few lines cross: each at the middle of what it is tied to (Sugiyama et al. 1981)."""
    for _ in range(4):
        at = {n: number for number, n in enumerate(near)}
        middle = {n: [at[one] for one in near if n in farther[one]] for n in far}
        far = sorted(far, key=lambda n: (sum(middle[n]) / len(middle[n]), n))
        at = {n: number for number, n in enumerate(far)}
        back = {one: [at[n] for n in farther[one] if n in at] or [len(far)] for one in near}
        near = sorted(near, key=lambda n: (sum(back[n]) / len(back[n]), n))
    return near, far


def _bend(x: int, y: float, to_x: int, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"C{middle:g} {y:g} {middle:g} {to_y:g} {to_x} {to_y:g}"
