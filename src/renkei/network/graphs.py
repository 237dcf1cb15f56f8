"""Networks as plain `networkx` graphs with documented attributes, and as files that Gephi and other tools open.

Every node has `label` (in the reader's language where a file is written), `label_ja` and `label_en`. Nodes and edges come in
the order of their IRIs, so that the same store gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping

import networkx as nx

from renkei.errors import Text, UsageError
from renkei.network.affiliations import UNKNOWN, Affiliations
from renkei.network.projection import Matrix, pairs, regions
from renkei.query.edges import check_xml, graphml_of


def two_mode(network: Affiliations) -> nx.Graph[str]:
    """Organisations and what they take part in.

    Nodes: `bipartite` (0 organisation, 1 activity), `kind`, and of organisations `sector` and `region`. Edges: `roles` (the
    ends of their IRIs, joined by "; "), `first` and `last` (years, left out where unknown).
    """
    made: nx.Graph[str] = nx.Graph()
    organisations, activities = network.organisations, network.activities
    for side, things, column in ((0, organisations, network.organisation), (1, activities, network.activity)):
        for at in sorted(set(column.tolist())):
            made.add_node(things.iris[at], bipartite=side, **_short(things.about(at)))
    columns = (network.organisation, network.activity, network.role, network.first, network.last)
    for who, what, role, first, last in zip(*(column.tolist() for column in columns), strict=True):
        ends = organisations.iris[who], activities.iris[what]
        told = made.edges[ends] if made.has_edge(*ends) else {}
        roles = [*filter(None, [told.get("roles")]), _end(network.roles[role])]
        years = {name: year for name, year in (("first", first), ("last", last)) if year != UNKNOWN}
        made.add_edge(*ends, **{**told, "roles": "; ".join(filter(None, roles)), **years})
    return made


def one_mode(network: Affiliations) -> nx.Graph[str]:
    """Organisations, tied where they take part in the same activities; those that take part in something alone have no tie.

    Nodes: `kind`, `sector`, `region`. Edges: `shared` (number of common activities), `weight` (Newman's, see `pairs`).
    """
    made: nx.Graph[str] = nx.Graph()
    things = network.organisations
    for at in sorted(set(network.organisation.tolist())):
        made.add_node(things.iris[at], **_short(things.about(at)))
    found = pairs(network)
    columns = (found.source, found.target, found.shared, found.weight)
    for source, target, shared, weight in zip(*(column.tolist() for column in columns), strict=True):
        made.add_edge(things.iris[source], things.iris[target], shared=shared, weight=weight)
    return made


def region_network(network: Affiliations, labels: Mapping[str, Text]) -> nx.Graph[str]:
    """Regions, tied where organisations in them take part in the same activities.

    Edges: `pairs` (number of pairs of organisations) and, the same, `weight`; pairs within a region are an edge from it to
    itself. `labels` are those of the regions; organisations without a known region are left out.
    """
    return _network(regions(network), labels)


def field_network(network: Affiliations, fields: Iterable[tuple[int, str]], labels: Mapping[str, Text]) -> nx.Graph[str]:
    """Fields and regions: a field is tied to each region with organisations in it.

    Nodes: `bipartite` (0 field, 1 region). Edges: `organisations` (their number) and, the same, `weight`. `fields` are those
    of organisations by position; organisations without a known region are left out.
    """
    region = network.organisations.facts["region"]
    counts = Counter((field, region[at]) for at, field in set(fields) if region[at])
    made: nx.Graph[str] = nx.Graph()
    for side in (0, 1):
        for name in sorted({pair[side] for pair in counts}):
            label = labels.get(name, Text(name, name))
            made.add_node(name, bipartite=side, label_ja=label.ja, label_en=label.en)
    for (field, place), number in sorted(counts.items()):
        made.add_edge(field, place, organisations=number, weight=number)
    return made


def _network(matrix: Matrix, labels: Mapping[str, Text]) -> nx.Graph[str]:
    made: nx.Graph[str] = nx.Graph()
    for name in filter(None, matrix.rows):
        label = labels.get(name, Text(name, name))
        made.add_node(name, label_ja=label.ja, label_en=label.en)
    for n, row in enumerate(matrix.rows):
        for m, column in enumerate(matrix.columns[: n + 1]):
            if row and column and (count := int(matrix.counts[n, m])):
                made.add_edge(column, row, pairs=count, weight=count)
    return made


def _short(facts: Mapping[str, str]) -> dict[str, str]:
    """The attributes of a node that are known; kinds, sectors and regions by the ends of their IRIs."""
    told = {name: value if name.startswith("label") else _end(value) for name, value in facts.items() if value}
    return {"label_ja": told.get("label_en", ""), "label_en": told.get("label_ja", ""), **told}


def _end(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


# --- as files

FORMATS = ("graphml", "gexf", "csv")
_CLOCK = re.compile(r' lastmodifieddate="[^"]*"')


def as_file(network: nx.Graph[str], form: str, language: str) -> dict[str, bytes]:
    """A network in one of FORMATS: the contents of the file by "", and with "csv" the nodes by "nodes" beside the edges.

    GraphML and GEXF as networkx writes them, without the time of writing. Raises UsageError for another format and for
    characters that XML cannot hold.
    """
    labelled = network.copy()
    for _, facts in labelled.nodes(data=True):
        facts["label"] = facts[f"label_{language}"]
    if form == "csv":
        return {"": _edges_csv(labelled), "nodes": _nodes_csv(labelled)}
    check_xml(labelled, Text("CSV で書き出してください（-o 名前.csv）。", "Write CSV: -o NAME.csv."))
    if form == "graphml":
        return {"": graphml_of(labelled)}
    if form == "gexf":
        text = "\n".join(nx.generate_gexf(labelled, version="1.2draft"))
        return {"": (_CLOCK.sub("", text) + "\n").encode()}
    listed = ", ".join(FORMATS)
    raise UsageError(Text(f"形式は {listed} のどれかです: {form}", f"The formats are {listed}, not {form}."))


def _nodes_csv(network: nx.Graph[str]) -> bytes:
    names = sorted({name for _, facts in network.nodes(data=True) for name in facts} - {"label"})
    rows = [[node, facts["label"], *(facts.get(n, "") for n in names)] for node, facts in network.nodes(data=True)]
    return _csv(["Id", "Label", *names], rows)


def _edges_csv(network: nx.Graph[str]) -> bytes:
    names = sorted({name for _, _, facts in network.edges(data=True) for name in facts})
    rows = [
        [source, target, "Undirected", *(facts.get(n, "") for n in names)] for source, target, facts in network.edges(data=True)
    ]
    return _csv(["Source", "Target", "Type", *names], rows)


def _csv(headings: list[str], rows: list[list[object]]) -> bytes:
    """CSV in UTF-8 with the headings that Gephi knows its columns by."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")
