"""One picture of a network: as SVG, PNG or GEXF, and in notebooks in a frame of its own.

picture(graph.network("organisations", place="福島県"))    # the last line of a cell shows it
picture(graph.network("regions")).save("regions.svg")
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
from markupsafe import escape

from renkei.errors import Text, UsageError, not_among
from renkei.network.graphs import as_file
from renkei.tables.saving import save_bytes
from renkei.text.reader import reader_language
from renkei.viz.drawable import drawable
from renkei.viz.kept_layout import kept_positions
from renkei.viz.layout import MOST_NODES, Positions, with_neighbours
from renkei.viz.marks import encodings
from renkei.viz.png import png
from renkei.viz.svg import network_svg

if TYPE_CHECKING:
    Base = nx.Graph[str]
else:
    Base = nx.Graph

# The endings of files that a picture is saved in.
ENDINGS = ("svg", "png", "gexf")

# What nodes can be kept together by.
TOGETHER = ("region", "community")

# How high a picture is shown in a notebook, in pixels at most.
_HIGHEST = 640


class Network(Base):
    """A `networkx.Graph` that shows itself in notebooks, and is otherwise one like any other."""

    def _repr_html_(self) -> str:
        """Its picture in a frame; where it is empty or too large, what to do."""
        try:
            return picture(self)._repr_html_()
        except UsageError as error:
            return f"<p>{escape(error.message.of(reader_language()))}</p>"


@dataclass(frozen=True)
class Picture:
    """A network to be drawn.

    `graph` is what was given, `drawn` the same as `viz.drawable` makes it, `title` what stands over it, and `groups` says
    which nodes are kept together, if any are.
    """

    graph: nx.Graph[Any]
    drawn: nx.MultiGraph[str]
    title: Text
    groups: Mapping[str, str] | None = None

    @cached_property
    def positions(self) -> Positions:
        """Where the nodes stand. Raises UsageError for more than MOST_NODES."""
        _refuse_too_large(len(self.drawn))
        return kept_positions(nx.Graph(self.drawn), groups=self.groups)

    def svg(self, language: str | None = None, links: Mapping[str, str] | None = None) -> str:
        """The picture as SVG that needs nothing else; `links` are addresses that nodes lead to."""
        chosen = language or reader_language()
        return network_svg(self.drawn, self.positions, chosen, self.title.of(chosen), links)

    def gexf(self, language: str | None = None) -> bytes:
        """The network for Gephi, with colours, sizes and places of the picture. Raises UsageError for what XML cannot hold."""
        styles = {g["id"]: g for g in encodings()["group"]}
        placed: nx.Graph[str] = self.graph.__class__() if self.graph.is_multigraph() or self.graph.is_directed() else nx.Graph()
        for node, name in zip(self.graph, self.drawn, strict=True):
            told = self.drawn.nodes[name]
            style, (x, y) = styles[told["group"]], self.positions[name]
            red, green, blue = (int(style["color"][at : at + 2], 16) for at in (1, 3, 5))
            look = {"color": {"r": red, "g": green, "b": blue, "a": 1.0}, "position": {"x": x, "y": -y, "z": 0}}
            own = {k: v for k, v in self.graph.nodes[node].items() if isinstance(v, str | int | float)}
            own = {k: told[k] for k in ("label_ja", "label_en", "group")} | own
            placed.add_node(name, **own, viz={**look, "size": style["size"]})
        names = dict(zip(self.graph, self.drawn, strict=True))
        for one, other, facts in self.graph.edges(data=True):
            placed.add_edge(names[one], names[other], **{k: v for k, v in facts.items() if isinstance(v, str | int | float)})
        return as_file(placed, "gexf", language or reader_language())[""]

    def content(self, form: str, language: str | None = None) -> bytes:
        """The picture in one of ENDINGS. Raises UsageError for another, and as `png` and `gexf` do."""
        if form == "svg":
            return self.svg(language).encode()
        if form == "png":
            return png(self.svg(language))
        if form == "gexf":
            return self.gexf(language)
        raise not_among(form, ENDINGS, Text("図の形", "form of a picture"))

    def save(self, path: str | Path, language: str | None = None) -> None:
        """Write a file whose ending is one of ENDINGS. Raises UsageError as `content` does, and where it cannot be written."""
        save_bytes(Path(path), self.content(Path(path).suffix.removeprefix(".").lower(), language))

    def _repr_html_(self) -> str:
        """The picture in a frame that runs no script and loads nothing, for notebooks."""
        svg = self.svg()
        page = (
            '<!DOCTYPE html><meta charset="utf-8">'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
            f"<style>body{{margin:0}}svg{{display:block;width:100%;height:auto;max-height:{_HIGHEST}px}}</style>{svg}"
        )
        height = min(_HIGHEST, 60 + 8 * len(self.drawn) + 240)
        title = escape(self.title.of(reader_language()))
        return (
            f'<iframe sandbox srcdoc="{escape(page)}" title="{title}" loading="lazy" '
            f'style="width:100%;height:{height}px;border:1px solid #d3dbe3;background:#fff"></iframe>'
        )


def picture(
    graph: nx.Graph[Any],
    title: Text | str | None = None,
    *,
    together: str | None = None,
    known: nx.MultiGraph[str] | None = None,
    labels: Mapping[str, Text] | None = None,
) -> Picture:
    """A picture of a network: one of `graph.network`, or any of one's own.

    `together` keeps the nodes of a `region` or `community` together. `known` and `labels` are as `drawable` takes them. Raises
    UsageError for a network without nodes, and for regions where no node tells its own.
    """
    if graph.number_of_nodes() == 0:
        raise UsageError(
            Text(
                "ネットワークに節点がありません。絞り込みを外すか、問い合わせを確かめてください。",
                "The network has no nodes: narrow less, or look at the query.",
            )
        )
    drawn = drawable(graph, known, labels)
    groups = None if together is None else _groups(graph, drawn, together)
    words = title if isinstance(title, Text) else Text(title, title) if title else Text("ネットワーク", "Network")
    return Picture(graph, drawn, words, groups)


def _refuse_too_large(count: int) -> None:
    if count > MOST_NODES:
        raise UsageError(
            Text(
                f"節点が{count:,}あり、1枚の図には多すぎます（{MOST_NODES:,}まで）。--place、--field、--ego などで絞るか、"
                "地域やまとまりごとに開ける -o 名前.html にしてください。",
                f"{count:,} nodes are too many for one picture ({MOST_NODES:,} at most). Narrow it (--place, --field, --from, "
                "--ego), or write -o NAME.html, which opens by region or community.",
            )
        )


def _groups(graph: nx.Graph[Any], drawn: nx.MultiGraph[str], together: str) -> dict[str, str]:
    """The group of each node that has one: its region, that of most of its neighbours, or its community."""
    if together not in TOGETHER:
        raise not_among(together, TOGETHER, Text("まとめ方", "way to keep nodes together"))
    if together == "community":
        plain: nx.Graph[str] = nx.Graph(drawn)
        found = nx.community.louvain_communities(plain, weight=None, seed=7)
        return {n: f"{number:06}" for number, members in enumerate(sorted(map(sorted, found))) for n in members}
    names = dict(zip(graph, drawn, strict=True))
    regions = {names[n]: str(facts["region"]) for n, facts in graph.nodes(data=True) if facts.get("region")}
    if not regions:
        raise UsageError(
            Text(
                "このネットワークの節点には地域がありません。--together community なら、つながりの濃いまとまりで並べます。",
                "The nodes of this network have no region. --together community keeps together what is closely tied.",
            )
        )
    return with_neighbours(drawn, regions)
