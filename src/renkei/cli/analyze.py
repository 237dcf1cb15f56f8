"""The command that analyses the network."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from renkei.cli import answers, speech
from renkei.cli.ask import Form, Output
from renkei.cli.narrowing import Activities, Ego, Field, First, Kind, Last, Sector, Steps, Where, narrowing
from renkei.cli.options import Endpoint, Store, place, with_example
from renkei.cli.speech import say

HELP = with_example(
    "ネットワークを分析する。名前を省略すると分析の一覧。",
    "Analyse the network; without a name, list the analyses.",
    "renkei analyze centrality --by betweenness --top 10",
    "renkei analyze regions --activities project -o regions.xlsx",
    "renkei analyze what-if --without 山口市",
)


def analyze(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help=say("分析の名前。省略すると一覧。", "Name of the analysis; without it, a list."),
            show_default=False,
        ),
    ] = None,
    top: Annotated[int, typer.Option(min=0, help=say("行数の上限。0 はすべて。", "So many rows at most; 0 for all."))] = 20,
    by: Annotated[
        str | None,
        typer.Option(
            help=say(
                "centrality を並べ、what-if で比べる指標（betweenness など）、brokerage の分け方（region か sector）。",
                "The measure that orders centrality and that what-if compares (betweenness …); region or sector for brokerage.",
            ),
            show_default=False,
        ),
    ] = None,
    exact: Annotated[
        bool,
        typer.Option("--exact", help=say("大きくても標本にせず厳密に計算する。", "Do not sample, however long it takes.")),
    ] = False,
    between: Annotated[
        tuple[int, int] | None,
        typer.Option(
            metavar="YEAR YEAR",
            help=say("changes で比べる二つの年。", "The two years that changes compares."),
            show_default=False,
        ),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            help=say("changes で比べる前のストア。", "The earlier store that changes compares with."), show_default=False
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ORG", help=say("what-if で外す機関。", "An organisation that what-if leaves out."), show_default=False
        ),
    ] = None,
    tie: Annotated[
        list[Any] | None,
        typer.Option(
            parser=tuple,
            metavar="ORG ORG",
            help=say("what-if で加えるつながりの両端。", "The ends of a tie that what-if adds."),
            show_default=False,
        ),
    ] = None,
    untie: Annotated[
        list[Any] | None,
        typer.Option(
            parser=tuple,
            metavar="ORG ORG",
            help=say("what-if で外すつながりの両端。", "The ends of a tie that what-if takes out."),
            show_default=False,
        ),
    ] = None,
    hub: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PLACE",
            help=say(
                "what-if で拠点を仮定する場所。そこの機関すべてとつながる。",
                "Where what-if assumes a hub, tied to all organisations there.",
            ),
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help=say("乱数の種。", "Seed of what is drawn at random."))] = 1,
    form: Form = None,
    output: Output = None,
    activities: Activities = None,
    where: Where = None,
    kind: Kind = None,
    sector: Sector = None,
    field: Field = None,
    first: First = None,
    last: Last = None,
    ego: Ego = None,
    steps: Steps = 1,
    store: Store = None,
    endpoint: Endpoint = None,
) -> None:
    from renkei.analysis.catalogue import ANALYSES, get_analysis

    words = speech.language()
    if name is None:
        rows = [[known, analysis.title.of(words)] for known, analysis in ANALYSES.items()]
        speech.print_table([say("名前", "name"), say("分析", "analysis")], rows)
        return
    get_analysis(name)
    form = answers.choose_format(form, output)
    from renkei.graph import open as open_graph

    with ExitStack() as opened:
        graph = opened.enter_context(open_graph(**place(store, endpoint)))
        found = graph.analyze(
            name,
            top=top or None,
            by=by,
            exact=exact or None,
            between=between,
            against=None if against is None else opened.enter_context(open_graph(against)),
            seed=seed,
            without=without or None,
            tie=tie or None,
            untie=untie or None,
            hub=hub or None,
            watch=speech.tell,
            **narrowing(activities, where, kind, sector, field, first, last, ego, steps),
        )
        answers.put(found.result(words), form, output, graph.labels)
    for note in found.notes:
        speech.tell(note)
