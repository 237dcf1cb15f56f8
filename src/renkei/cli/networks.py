"""The command that writes a network for Gephi and other tools."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from renkei.cli import speech
from renkei.cli.answers import form_of_file
from renkei.cli.narrowing import Activities, Ego, Field, First, Kind, Last, Sector, Steps, Where, narrowing
from renkei.cli.options import Endpoint, IncludePrivate, Store, place
from renkei.cli.speech import say
from renkei.errors import Text


class View(StrEnum):
    affiliations = "affiliations"
    organisations = "organisations"
    regions = "regions"
    fields = "fields"


def export_network(
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", help=say("書き出すファイル（.graphml、.gexf、.csv）。", "File: .graphml, .gexf or .csv.")
        ),
    ],
    view: Annotated[
        View,
        typer.Option(
            help=say(
                "affiliations は機関と活動、organisations は機関どうし、regions は地域どうし、fields は分野と地域。",
                "affiliations: organisations and activities; organisations, regions: with each other; fields: in regions.",
            )
        ),
    ] = View.organisations,
    activities: Activities = None,
    where: Where = None,
    kind: Kind = None,
    sector: Sector = None,
    field: Field = None,
    first: First = None,
    last: Last = None,
    ego: Ego = None,
    steps: Steps = 1,
    include_private: IncludePrivate = False,
    store: Store = None,
    endpoint: Endpoint = None,
) -> None:
    from renkei.graph import open as open_graph
    from renkei.network.graphs import FORMATS, as_file
    from renkei.tables.saving import save_bytes

    form = form_of_file(output, FORMATS)
    with open_graph(**place(store, endpoint)) as graph:
        graph.refuse_private(include_private)
        network = graph.network(view.value, **narrowing(activities, where, kind, sector, field, first, last, ego, steps))
    for part, content in as_file(network, form, speech.language()).items():
        path = output.with_suffix(f".{part}.{form}") if part else output
        save_bytes(path, content)
        speech.tell(Text(f"書き出しました: {path}", f"written: {path}"))
    nodes, edges = network.number_of_nodes(), network.number_of_edges()
    speech.tell(Text(f"節点 {nodes}、つながり {edges}", f"nodes {nodes}, edges {edges}"))
