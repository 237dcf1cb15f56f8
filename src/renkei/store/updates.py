"""SPARQL Update texts that add quads or clear graphs, in batches that servers take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from renkei.errors import StoreError, Text

# Statements, and characters, of one update. Virtuoso refuses texts of more than about 10,000 lines.
_STATEMENTS = 1_000
_CHARACTERS = 400_000
_GRAPHS = 200


def insertions(quads: Iterable[ox.Quad], default_graph: ox.NamedNode | None) -> Iterator[str]:
    """INSERT DATA texts for quads; those of the unnamed graph go to `default_graph` where there is one.

    Raises StoreError for a blank node.
    """
    batch: dict[str, list[str]] = {}
    size = number = 0
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            raise blank_node_refused()
        graph = default_graph if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name
        text = f"{quad.subject} {quad.predicate} {quad.object} ."
        batch.setdefault(str(graph) if graph else "", []).append(text)
        size += len(text)
        number += 1
        if number >= _STATEMENTS or size > _CHARACTERS:
            yield _insertion(batch)
            batch, size, number = {}, 0, 0
    if batch:
        yield _insertion(batch)


def blank_node_refused() -> StoreError:
    """The error for a blank node, which each part that is sent would make anew."""
    why = Text(
        "空白ノードはサーバーに分けて送れません。IRI を付けてください。",
        "A blank node cannot be sent to a server in parts: give it an IRI.",
    )
    return StoreError(why)


def _insertion(batch: dict[str, list[str]]) -> str:
    groups = (
        "\n".join(lines) if not graph else f"GRAPH {graph} {{\n" + "\n".join(lines) + "\n}" for graph, lines in batch.items()
    )
    return "INSERT DATA {\n" + "\n".join(groups) + "\n}"


def clearings(graphs: Iterable[ox.NamedNode | None]) -> Iterator[str]:
    """DROP texts for graphs; None is the unnamed one."""
    texts = [f"DROP SILENT GRAPH {graph}" if graph else "CLEAR SILENT DEFAULT" for graph in graphs]
    for start in range(0, len(texts), _GRAPHS):
        yield " ;\n".join(texts[start : start + _GRAPHS])
