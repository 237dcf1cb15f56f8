"""The network page: pyvis holds the nodes and edges, and renders our template with positions computed beforehand."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import jinja2
import networkx as nx
import pyoxigraph as ox
from pyvis.network import Network

from renkei import resources
from renkei.errors import Text, UsageError
from renkei.query.results import Source
from renkei.schema.namespaces import DCTERMS, ID, RENKEI, SCHEMA
from renkei.store.protocol import Store
from renkei.viz.facts import Fact, FactFinder
from renkei.viz.layout import Positions, positions

# More than this is not drawn at once: a larger network is opened by region or community.
MOST_NODES = 5_000


@dataclass(frozen=True)
class NetworkView:
    """All that a network page shows, before it is put in a language."""

    graph: nx.MultiGraph[str]
    positions: Positions
    facts: dict[str, list[Fact]]
    districts: dict[str, list[str]]
    district_names: dict[str, tuple[Text, Text]]
    places: dict[str, str]
    sources: dict[str, dict[str, Any]]
    finder: FactFinder

    @property
    def group_names(self) -> dict[str, Text]:
        """The names of the groups of nodes, in the order of the legend."""
        return {g["id"]: Text(g["label"]["ja"], g["label"]["en"]) for g in encodings()["group"]}


def refuse_too_large(graph: nx.MultiGraph[str]) -> None:
    """Raise UsageError for a network of more than MOST_NODES nodes."""
    if len(graph) > MOST_NODES:
        raise UsageError(
            Text(
                f"節点が{len(graph)}あります。1ページに描けるのは{MOST_NODES}までです。"
                "表の一部（1つの県や分野など）からストアを作り、それを公開してください。",
                f"The network has {len(graph)} nodes; a page draws {MOST_NODES} at most. "
                "Build a store of a part of the tables (a prefecture, a field) and publish that.",
            )
        )


def network_view(store: Store, graph: nx.MultiGraph[str], finder: FactFinder) -> NetworkView:
    """The view of a collaboration network. Raises UsageError like `refuse_too_large`."""
    refuse_too_large(graph)
    anchors = _coordinates(store)
    districts, names = _districts(store, graph, finder)
    facts = {node: finder.facts(node) for node in graph}
    used = {s for found in facts.values() for fact in found for s in fact.sources}
    return NetworkView(
        graph=graph,
        positions=_positions(graph, anchors),
        facts=facts,
        districts=districts,
        district_names=names,
        places=_places(graph),
        sources={iri: _source(store, iri, finder) for iri in sorted({s.iri for s in used})},
        finder=finder,
    )


@cache
def encodings() -> dict[str, Any]:
    """Colour, shape and size of each group of nodes."""
    return tomllib.loads((resources.folder("viz") / "encodings" / "network.toml").read_text(encoding="utf-8"))


def render_network(view: NetworkView, environment: jinja2.Environment, language: str, context: dict[str, Any]) -> str:
    """The HTML of the page in a language; `context` holds what every page of the site is given."""
    data = _page_data(view, language, context["m"])
    network = Network(cdn_resources="remote")  # no resource of pyvis is used: the template is ours and loads our own
    network.nodes, network.edges = data["nodes"], data["edges"]  # add_edge would compare each edge with all others
    network.set_options(json.dumps(data["options"]))
    network.templateEnv = environment
    network.path = "network.html"
    table = _table(view, language, data)
    environment.globals.update(
        context | {k: data[k] for k in ("groups", "districts", "details", "sources", "listed")} | {"table": table, "data": data}
    )
    html = network.generate_html()
    assert isinstance(html, str)
    return html


def short(iri: str) -> str:
    """The id of a node on the page: its kind and id, without the base."""
    return iri.removeprefix(ID)


def _page_data(view: NetworkView, language: str, messages: dict[str, str]) -> dict[str, Any]:
    encoding = encodings()
    groups = {g["id"]: g for g in encoding["group"]}
    nodes = []
    for node, data in view.graph.nodes(data=True):
        style = encoding["hub"] if data["hub"] else groups[data["group"]]
        x, y = view.positions[node]
        color = groups[data["group"]]["color"]
        label = data[f"label_{language}"]
        nodes.append(
            {
                "id": short(node),
                "label": label,
                "x": x,
                "y": y,
                "shape": style["shape"],
                "color": color,
                "size": style["size"],
                "group": data["group"],
                "listed": data["listed"],
            }
        )
    edges = [
        {
            "id": number,
            "from": short(data["source"]),
            "to": short(data["target"]),
            "kind": data["relation"].rsplit("#", 1)[-1].rsplit("/", 1)[-1],
            "label": data[f"label_{language}"],
            "dashes": encoding["edge"]["inferred" if data["inferred"] else "stated"]["dashes"],
        }
        for number, (_, _, data) in enumerate(view.graph.edges(data=True))
    ]
    counted = {g: sum(1 for _, d in view.graph.nodes(data=True) if d["group"] == g) for g in groups}
    source_numbers = {iri: number for number, iri in enumerate(view.sources)}
    return {
        "nodes": nodes,
        "edges": edges,
        "options": {"physics": {"enabled": False}},
        "details": {short(n): _details(view, n, language, source_numbers) for n in view.graph},
        "sources": [_said_in(source, language) for source in view.sources.values()],
        "groups": [
            {"id": g, "label": e["label"][language], "color": e["color"], "shape": e["shape"], "count": counted[g]}
            for g, e in groups.items()
            if counted[g]
        ],
        "districts": [
            {"id": short(iri), "label": name.of(language), "scheme": scheme.of(language)}
            for iri, (name, scheme) in view.district_names.items()
        ],
        "listed": sum(1 for _, d in view.graph.nodes(data=True) if d["listed"]),
        "messages": messages,
    }


def _details(view: NetworkView, node: str, language: str, source_numbers: dict[str, int]) -> dict[str, Any]:
    data = view.graph.nodes[node]
    other = "en" if language == "ja" else "ja"
    return {
        "name": data[f"label_{language}"],
        "other_name": data[f"label_{other}"] if data["label_ja"] != data["label_en"] else None,
        "reading": data["reading"] or None,
        "iri": node,
        "kind": data[f"kind_{language}"] or "",
        "group": data["group"],
        "districts": [short(d) for d in view.districts[node]],
        "facts": [
            {
                "property": fact.property.of(language),
                "value": fact.value.of(language),
                "target": short(fact.target) if fact.target and fact.target in view.graph else None,
                "date": fact.date,
                "derived": _derived(view, fact.sources, language),
                "sources": [{"source": source_numbers[s.iri], "basis": s.basis} for s in fact.sources],
            }
            for fact in view.facts[node]
        ],
    }


def _derived(view: NetworkView, sources: Iterable[Source], language: str) -> str | None:
    """The titles of the rules by which a fact was derived, or None."""
    rules = sorted({s.rule for s in sources if s.rule})
    return " / ".join(view.finder.label(f"{ID}rule/{rule}").of(language) for rule in rules) or None


def _said_in(source: dict[str, Any], language: str) -> dict[str, Any]:
    return {k: v.of(language) if isinstance(v, Text) else v for k, v in source.items()}


def _source(store: Store, iri: str, finder: FactFinder) -> dict[str, Any]:
    """What the page tells of a source: its document, publisher, date, section and lines; a file has only a name."""
    node = ox.NamedNode(iri)

    def one(subject: ox.NamedNode, predicate: ox.NamedNode) -> Any:
        return next((q.object for q in store.quads(subject, predicate, None, ox.DefaultGraph())), None)

    document, lines, section = one(node, RENKEI.document), one(node, RENKEI.lines), one(node, DCTERMS.isPartOf)
    empty = {"publisher": "", "date": "", "section": "", "lines": "", "number": "", "href": None}
    if not isinstance(document, ox.NamedNode):
        return {"document": finder.label(iri), **empty}
    publishers = {
        q.object.language: q.object.value
        for q in store.quads(document, DCTERMS.publisher, None, ox.DefaultGraph())
        if isinstance(q.object, ox.Literal)
    }
    issued, number = one(document, DCTERMS.issued), one(document, RENKEI.number)
    return {
        "document": finder.label(document.value),
        "publisher": Text(publishers["ja"], publishers["en"]),
        "date": issued.value if issued else "",
        "section": finder.label(section.value) if section else "",
        "lines": lines.value,
        "number": number.value,
        "href": f"index.html#source-{number.value}",
    }


def _positions(graph: nx.MultiGraph[str], anchors: dict[str, tuple[float, float]]) -> Positions:
    """Clusters round the districts of the list, and round the country for national bodies."""
    centers = [n for n in graph if "/place/list-" in n or n == f"{ID}place/JP"]
    return positions(nx.Graph(graph), centers, anchors)


def _coordinates(store: Store) -> dict[str, tuple[float, float]]:
    found: dict[str, dict[str, float]] = {}
    for name, predicate in (("x", SCHEMA.longitude), ("y", SCHEMA.latitude)):
        for quad in store.quads(None, predicate, None, ox.DefaultGraph()):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                found.setdefault(quad.subject.value, {})[name] = float(quad.object.value)
    return {iri: (point["x"], point["y"]) for iri, point in found.items() if len(point) == 2}


def _places(graph: nx.MultiGraph[str]) -> dict[str, str]:
    """The place that each node is located in, where one is."""
    located = SCHEMA.location.value
    return {d["source"]: d["target"] for _, _, d in graph.edges(data=True) if d["relation"] == located}


def _districts(
    store: Store, graph: nx.MultiGraph[str], finder: FactFinder
) -> tuple[dict[str, list[str]], dict[str, tuple[Text, Text]]]:
    """The districts of each node in every scheme, and the districts' names with those of their schemes, in order."""
    scheme_of: dict[str, str] = {}
    for quad in store.quads(None, ox.NamedNode("http://www.w3.org/2004/02/skos/core#inScheme"), None, ox.DefaultGraph()):
        if (
            isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.object, ox.NamedNode)
            and "/district-scheme/" in quad.object.value
        ):
            scheme_of[quad.subject.value] = quad.object.value
    districts: dict[str, list[str]] = {}
    for node in graph:
        places = {
            d["target"]
            for _, _, d in graph.edges(node, data=True)
            if d["source"] == node and d["relation"] == SCHEMA.location.value
        }
        around = {node, *places}
        for place in sorted(places | {node}):
            around |= {
                q.object.value
                for q in store.quads(ox.NamedNode(place), RENKEI.within, None, ox.DefaultGraph())
                if isinstance(q.object, ox.NamedNode)
            }
        districts[node] = sorted(around & scheme_of.keys())
    used = sorted({d for found in districts.values() for d in found}, key=lambda d: (scheme_of[d], d))
    return districts, {d: (finder.label(d), finder.label(scheme_of[d])) for d in used}


def _table(view: NetworkView, language: str, data: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of the table under the picture: the same nodes, those with a reading first, by it."""
    group_names = {g["id"]: g["label"] for g in data["groups"]}
    neighbours: dict[str, list[dict[str, str]]] = {short(n): [] for n in view.graph}
    names = {short(n): d[f"label_{language}"] for n, d in view.graph.nodes(data=True)}
    for edge in data["edges"]:
        for here, there in ((edge["from"], edge["to"]), (edge["to"], edge["from"])):
            neighbours[here].append({"id": there, "name": names[there], "relation": edge["label"]})
    rows = []
    for node, attributes in view.graph.nodes(data=True):
        place = view.places.get(node)
        rows.append(
            {
                "id": short(node),
                "name": names[short(node)],
                "reading": attributes["reading"] or "",
                "kind": attributes[f"kind_{language}"] or "",
                "group": group_names[attributes["group"]],
                "place": view.finder.label(place).of(language) if place else "",
                "district": data["messages"]["separator"].join(
                    view.district_names[d][0].of(language) for d in view.districts[node]
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
