"""The command that writes a network for Gephi and other tools."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from renkei.cli import speech
from renkei.cli.answers import check_place
from renkei.cli.options import Endpoint, IncludePrivate, Store, place
from renkei.cli.speech import say
from renkei.errors import Text, UsageError


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
    activities: Annotated[
        str | None,
        typer.Option(
            help=say(
                "活動の種類（コンマで区切る）: council,event,plan,programme,project。",
                "Kinds of activity, with commas: council,event,plan,programme,project.",
            ),
            show_default=False,
        ),
    ] = None,
    where: Annotated[
        str | None, typer.Option("--place", help=say("機関の場所。", "Place of the organisations."), show_default=False)
    ] = None,
    kind: Annotated[
        str | None, typer.Option(help=say("機関の種類。", "Kind of the organisations."), show_default=False)
    ] = None,
    sector: Annotated[
        str | None, typer.Option(help=say("機関の部門（産学官など）。", "Sector of the organisations."), show_default=False)
    ] = None,
    field: Annotated[
        str | None, typer.Option(help=say("機関か活動の分野。", "Field of organisation or activity."), show_default=False)
    ] = None,
    first: Annotated[
        int | None, typer.Option("--from", help=say("この年から。", "From this year on."), show_default=False)
    ] = None,
    last: Annotated[int | None, typer.Option("--to", help=say("この年まで。", "Up to this year."), show_default=False)] = None,
    ego: Annotated[
        str | None, typer.Option(help=say("この機関のまわりだけ。", "Only around this organisation."), show_default=False)
    ] = None,
    steps: Annotated[int, typer.Option(min=1, help=say("そこから何歩まで。", "How many ties away from it."))] = 1,
    include_private: IncludePrivate = False,
    store: Store = None,
    endpoint: Endpoint = None,
) -> None:
    from renkei.graph import open as open_graph
    from renkei.network.affiliations import ACTIVITIES
    from renkei.network.graphs import FORMATS, as_file
    from renkei.tables.saving import save_bytes

    form = output.suffix.removeprefix(".").lower()
    if form not in FORMATS:
        endings = "、".join(f".{name}" for name in FORMATS)
        raise UsageError(
            Text(
                f"{output}: 名前の終わりは {endings} のどれかです。",
                f"{output}: the name ends in one of {endings.replace('、', ', ')}.",
            )
        )
    check_place(output)
    with open_graph(**place(store, endpoint)) as graph:
        graph.refuse_private(include_private)
        network = graph.network(
            view.value,
            activities=ACTIVITIES if activities is None else tuple(a.strip() for a in activities.split(",") if a.strip()),
            place=where,
            kind=kind,
            sector=sector,
            field=field,
            first=first,
            last=last,
            ego=ego,
            steps=steps,
        )
    for part, content in as_file(network, form, speech.language()).items():
        path = output.with_suffix(f".{part}.{form}") if part else output
        save_bytes(path, content)
        speech.tell(Text(f"書き出しました: {path}", f"written: {path}"))
    nodes, edges = network.number_of_nodes(), network.number_of_edges()
    speech.tell(Text(f"節点 {nodes}、つながり {edges}", f"nodes {nodes}, edges {edges}"))
