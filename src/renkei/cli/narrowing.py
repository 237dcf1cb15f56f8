"""Options that say which part of the network is meant, for the commands that draw or analyse it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from renkei.cli.speech import say

Activities = Annotated[
    str | None,
    typer.Option(
        help=say(
            "活動の種類（コンマで区切る）: council,event,plan,programme,project。",
            "Kinds of activity, with commas: council,event,plan,programme,project.",
        ),
        show_default=False,
    ),
]
Where = Annotated[
    str | None, typer.Option("--place", help=say("機関の場所。", "Place of the organisations."), show_default=False)
]
Kind = Annotated[str | None, typer.Option(help=say("機関の種類。", "Kind of the organisations."), show_default=False)]
Sector = Annotated[
    str | None, typer.Option(help=say("機関の部門（産学官など）。", "Sector of the organisations."), show_default=False)
]
Field = Annotated[
    str | None, typer.Option(help=say("機関か活動の分野。", "Field of organisation or activity."), show_default=False)
]
First = Annotated[int | None, typer.Option("--from", help=say("この年から。", "From this year on."), show_default=False)]
Last = Annotated[int | None, typer.Option("--to", help=say("この年まで。", "Up to this year."), show_default=False)]
Ego = Annotated[
    str | None, typer.Option(help=say("この機関のまわりだけ。", "Only around this organisation."), show_default=False)
]
Steps = Annotated[int, typer.Option(min=1, help=say("そこから何歩まで。", "How many ties away from it."))]


def narrowing(
    activities: str | None,
    where: str | None,
    kind: str | None,
    sector: str | None,
    field: str | None,
    first: int | None,
    last: int | None,
    ego: str | None,
    steps: int,
) -> dict[str, Any]:
    """What the options above narrow a network to, by the names of `network.views.Narrowing`; of those that are given."""
    kinds = None if activities is None else tuple(a.strip() for a in activities.split(",") if a.strip())
    told = {"activities": kinds, "place": where, "kind": kind, "sector": sector, "field": field, "first": first, "last": last}
    told |= {} if ego is None else {"ego": ego, "steps": steps}
    return {name: value for name, value in told.items() if value is not None}
