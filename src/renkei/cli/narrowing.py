"""Options that say which part of the network is meant, for the commands that draw or analyse it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from renkei.cli.speech import say

if TYPE_CHECKING:
    from collections.abc import Collection

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


def kinds_of_activity(given: str | None) -> Collection[str]:
    """The kinds of activity that an option names; all without it."""
    from renkei.network.affiliations import ACTIVITIES

    return ACTIVITIES if given is None else tuple(a.strip() for a in given.split(",") if a.strip())
