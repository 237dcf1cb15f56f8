"""What the scripts of a network page are given: nodes with their marks and places, ties, groups, and the words they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from renkei import resources
from renkei.schema.namespaces import ID
from renkei.viz.groupings import UNGROUPED, Grouping
from renkei.viz.layout import MOST_NODES
from renkei.viz.marks import encodings, short
from renkei.viz.network_view import MEASURES, NetworkView

# The scripts of a network page in the order in which they run, after site.js; all are in viz/assets.
SCRIPTS = (
    "vis-network/vis-network.min.js",
    "network-model.js",
    "network-draw.js",
    "picture.js",
    "network-search.js",
    "network-panel.js",
    "network-table.js",
    "network-path.js",
    "network-save.js",
    "network-link.js",
    "network.js",
)


def page_data(view: NetworkView, language: str, messages: Mapping[str, str]) -> dict[str, Any]:
    """The data of the page in a language.

    Lists of words (`kinds`, `places`, `relations`) are named by where they stand; so are `districts`, `fields` and the groups
    of `groupings`. `edges` has columns: the ends are places in `nodes`.
    """
    listing = _Listing(view, language)
    nodes = [listing.node(node) for node in view.graph]
    edges = listing.edges()
    return {
        "nodes": nodes,
        "edges": edges,
        "groups": listing.groups(),
        "hub": {k: encodings()["hub"][k] for k in ("shape", "size")},
        "palette": encodings()["community"]["colors"],
        "kinds": list(listing.kinds),
        "places": list(listing.places),
        "relations": list(listing.relations),
        "districts": [
            {"id": short(iri), "label": name.of(language), "scheme": scheme.of(language)}
            for iri, (name, scheme) in view.where.district_names.items()
            if iri in listing.districts
        ],
        "fields": [{"id": short(iri), "label": view.finder.label(iri).of(language)} for iri in listing.fields],
        "groupings": {name: _groups(grouping, language) for name, grouping in view.groupings.items()},
        "measures": list(MEASURES),
        "years": _range(y for told in (*nodes, edges) for y in _years(told)),
        "weights": _range(edges["weight"]) if edges["weight"] else None,
        "large": view.large,
        "most": MOST_NODES,
        "base": ID,
        "listed": sum(1 for _, told in view.graph.nodes(data=True) if told["listed"]),
        "messages": {key: messages[key] for key in sorted(_said_keys(frozenset(messages)))},
    }


class _Listing:
    """Collects the words that nodes and ties have in common while it goes through them."""

    def __init__(self, view: NetworkView, language: str) -> None:
        self.view = view
        self.language = language
        self.kinds: dict[str, int] = {}
        self.places: dict[str, int] = {}
        self.relations: dict[str, int] = {}
        inside = set(view.graph)
        used = {d for node in inside for d in view.where.districts.get(node, ())}
        self.districts = {d: at for at, d in enumerate(d for d in view.where.district_names if d in used)}
        fields = {f for node in inside for f in view.where.fields.get(node, ())}
        named = sorted(fields, key=lambda f: (view.finder.label(f).of(language).casefold(), f))
        self.fields = {f: at for at, f in enumerate(named)}
        self._group_of = {
            name: {node: at for at, group in enumerate(grouping.groups) for node in group.members}
            for name, grouping in view.groupings.items()
        }

    def node(self, node: str) -> dict[str, Any]:
        """A node; what is empty or false is left out."""
        view, told = self.view, self.view.graph.nodes[node]
        other = told["label_en" if self.language == "ja" else "label_ja"]
        name = told[f"label_{self.language}"]
        place = view.where.places.get(node)
        x, y = view.positions[node] if view.positions is not None else (0, 0)
        kind = told[f"kind_{self.language}"]
        full = {
            "id": short(node),
            "label": name,
            "x": x,
            "y": y,
            "group": told["group"],
            "kind": self._at(self.kinds, kind) if kind else None,
            "hub": bool(told["hub"]),
            "listed": bool(told["listed"]),
            "reading": told["reading"],
            "other": other if other != name else "",
            "place": self._at(self.places, view.finder.label(place).of(self.language)) if place else None,
            "districts": [self.districts[d] for d in view.where.districts.get(node, ())],
            "fields": [self.fields[f] for f in view.where.fields.get(node, ())],
            "m": [_number(view.measures[name][node]) for name in MEASURES],
            "spans": told.get("spans"),
        }
        found = {k: v for k, v in full.items() if v not in (None, "", False, []) or k in ("x", "y")}
        found["in"] = {name: group_of[node] for name, group_of in self._group_of.items()}
        found["at"] = {name: grouping.positions[node] for name, grouping in view.groupings.items()}
        return found

    def edges(self) -> dict[str, list[Any]]:
        """The ties by columns; `weight` is empty where none has one, `spans` where none is dated."""
        number = {node: at for at, node in enumerate(self.view.graph)}
        told = [d for _, _, d in self.view.graph.edges(data=True)]
        dashes = {inferred: encodings()["edge"]["inferred" if inferred else "stated"]["dashes"] for inferred in (True, False)}
        return {
            "from": [number[d["source"]] for d in told],
            "to": [number[d["target"]] for d in told],
            "relation": [self._at(self.relations, d[f"label_{self.language}"]) for d in told],
            "dashes": [int(dashes[bool(d["inferred"])]) for d in told],
            "weight": [d.get("weight", 1) for d in told] if any("weight" in d for d in told) else [],
            "spans": [d.get("spans") for d in told] if any(d.get("spans") is not None for d in told) else [],
        }

    def groups(self) -> list[dict[str, Any]]:
        """The legend: the groups that have nodes."""
        counted = {g["id"]: 0 for g in encodings()["group"]}
        for _, told in self.view.graph.nodes(data=True):
            counted[told["group"]] += 1
        return [
            {
                **{k: g[k] for k in ("id", "color", "shape", "size")},
                "label": g["label"][self.language],
                "count": counted[g["id"]],
            }
            for g in encodings()["group"]
            if counted[g["id"]]
        ]

    @staticmethod
    def _at(words: dict[str, int], word: str) -> int:
        return words.setdefault(word, len(words))


def _number(value: float) -> float:
    return int(value) if value == int(value) else value


def _groups(grouping: Grouping, language: str) -> list[dict[str, Any]]:
    return [
        {
            "key": short(group.key) if group.key != UNGROUPED else "-",
            "label": group.label.of(language) if group.label else "",
            "x": group.x,
            "y": group.y,
            "r": group.radius,
        }
        for group in grouping.groups
    ]


def _years(told: Mapping[str, Any]) -> Iterable[int]:
    for spans in [told.get("spans")] if "id" in told else told["spans"]:
        yield from (year for span in spans or () for year in span if year)


def _range(values: Iterable[float]) -> list[float] | None:
    """The least and the greatest; None where they are the same."""
    found = set(values)
    return [min(found), max(found)] if len(found) > 1 else None


@cache
def _said_keys(known: frozenset[str]) -> frozenset[str]:
    """The keys of the messages that the scripts say; a key put together from parts stands for all that fit."""
    assets = resources.folder("viz") / "assets"
    text = "".join((assets / name).read_text(encoding="utf-8") for name in ("site.js", *SCRIPTS[1:]))
    begun = set(re.findall(r'"(\w+_)" \+', text))
    named = set(re.findall(r'"(\w+)"', text))
    return frozenset(key for key in known if key in named or any(key.startswith(start) for start in begun))
