"""Answers as networks: the rows of a table that has two columns of things, and statements between things."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

import networkx as nx
import pyoxigraph as ox

from renkei.errors import Text, UsageError
from renkei.query.results import Result
from renkei.query.statements import Statements
from renkei.query.values import Kind, full_text, kind_of, python_value
from renkei.schema.namespaces import RDF, compact

Network = nx.MultiDiGraph
_INSTEAD = Text("--format json にするか、REPLACE で除いてください。", "Use --format json, or take it out with REPLACE.")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def network_of_rows(result: Result) -> Network[str]:
    """A node for each thing (IRI) of the first two columns of things, and an edge from the first to the second for each row.

    Edges have the number of their row as key, and the other columns as attributes: whole numbers, numbers, booleans, else
    text; unbound is left out. A row that lacks an end gives the node of the other one, and no edge. Raises UsageError where
    there are no two such columns.
    """
    told = result.with_sources()
    source_at, target_at = _ends(told)
    kinds = [kind_of(row[at] for row in told.table.rows) for at in range(len(told.columns))]
    made: Network[str] = nx.MultiDiGraph()
    for number, row in enumerate(told.table.rows, 1):
        source, target = (None if row[at] is None else full_text(row[at]) for at in (source_at, target_at))
        made.add_nodes_from(end for end in (source, target) if end is not None)
        if source is None or target is None:
            continue
        made.add_edge(source, target, number)
        made.edges[source, target, number].update(
            (name, _fact(kinds[at], term))
            for at, (name, term) in enumerate(zip(told.columns, row, strict=True))
            if at not in (source_at, target_at) and term is not None
        )
    return made


def rows_without_edge(result: Result) -> int:
    """How many rows lack an end, so that `network_of_rows` has no edge for them."""
    ends = _ends(result)
    return sum(any(row[at] is None for at in ends) for row in result.table.rows)


def _ends(result: Result) -> tuple[int, int]:
    """The first two columns of things; of a table without rows, the first two."""
    columns = range(len(result.columns))
    things = [at for at in columns if not len(result) or kind_of(row[at] for row in result.table.rows) is Kind.THING]
    if len(things) < 2:
        raise UsageError(
            Text(
                "ネットワーク（GraphML や図）には、もの（IRI）の列が2つ必要です（1つ目から2つ目へ線を引きます）。"
                "SELECT で両方の列を選ぶか、CONSTRUCT を使ってください。",
                "A network (GraphML, a picture) needs two columns of things (IRIs): edges run from the first to the second. "
                "Select both, or use CONSTRUCT.",
            )
        )
    return things[0], things[1]


def _fact(kind: Kind, term: Any) -> int | float | bool | str:
    if kind is Kind.NUMBER:
        return float(python_value(term))
    value: int | bool | str = python_value(term) if kind in (Kind.INTEGER, Kind.BOOLEAN) else full_text(term)
    return int(value) if kind is Kind.INTEGER else value


def network_of_statements(statements: Statements) -> Network[str]:
    """A node for each thing that is told of, and an edge for each statement between two, with the property as `property`.

    A node has its literals as attributes, by property and language (`rdfs:label@ja`), and its classes as `rdf:type`; several
    values of one are joined by "; ".
    """
    made: Network[str] = nx.MultiDiGraph()
    facts: dict[str, dict[str, list[str]]] = {}
    number = 0
    for t in statements.in_order():
        subject = full_text(t.subject)
        made.add_node(subject)
        if t.predicate == RDF.type and isinstance(t.object, ox.NamedNode):
            facts.setdefault(subject, {}).setdefault("rdf:type", []).append(compact(t.object.value))
        elif isinstance(t.object, ox.Literal):
            name = compact(t.predicate.value) + (f"@{t.object.language}" if t.object.language else "")
            facts.setdefault(subject, {}).setdefault(name, []).append(t.object.value)
        else:
            number += 1
            made.add_edge(subject, full_text(t.object), number, property=compact(t.predicate.value))
    for node, told in facts.items():
        made.nodes[node].update({name: "; ".join(values) for name, values in told.items()})
    return made


def graphml(network: Network[str], labels: Mapping[str, Text], language: str) -> bytes:
    """A network as GraphML, the same bytes for the same network; nodes have `label` in `language`, `label_ja`, `label_en`.

    A node that `labels` does not know has its IRI for a label. Raises UsageError for characters that XML cannot hold.
    """
    for node, facts in network.nodes(data=True):
        label = labels.get(node, Text(node, node))
        facts |= {"label": label.of(language), "label_ja": label.ja, "label_en": label.en}
    check_xml(network, _INSTEAD)
    return graphml_of(network)


def graphml_of(network: nx.Graph[str]) -> bytes:
    """A network as GraphML, as networkx writes it."""
    out = io.BytesIO()
    nx.write_graphml_xml(network, out)
    return out.getvalue() + b"\n"


def check_xml(network: nx.Graph[str], instead: Text) -> None:
    """Raise UsageError where an attribute has a character that XML cannot hold; `instead` says what to do."""
    for facts in (*(f for _, f in network.nodes(data=True)), *(f for _, _, f in network.edges(data=True))):
        for name, value in facts.items():
            if isinstance(value, str) and (wrong := _NOT_IN_XML.search(value)):
                shown = f"U+{ord(wrong[0]):04X}"
                raise UsageError(
                    Text(
                        f"{name} の「{value[:40]}」には、XML に書けない文字（{shown}）があります。{instead.ja}",
                        f'{name}, "{value[:40]}", has a character that XML cannot hold ({shown}). {instead.en}',
                    )
                )
