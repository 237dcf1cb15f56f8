"""`renkei match`: partners with reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from renkei.cli import speech
from renkei.cli.answers import choose_format, put
from renkei.cli.ask import Form, Output
from renkei.cli.narrowing import Kind, Sector, Where
from renkei.cli.options import FINDINGS, Endpoint, Store, place, with_example
from renkei.cli.speech import say
from renkei.errors import Text, UsageError
from renkei.query.formats import Format
from renkei.schema.namespaces import ID

if TYPE_CHECKING:
    from pathlib import Path

    from renkei.graph import Graph
    from renkei.match.partners import Partners

HELP = with_example(
    "連携の相手を、理由とともに探す。得点は内容、つながり、部門、実績、地域の合計。",
    "Find partners, with reasons. The score is the sum of content, network, sector, record and region.",
    "renkei match ふくしま医療機器産業推進機構",
    'renkei match --need "樹脂成形 ISO13485 OEM" --place 福島県 --store store/',
)


def match(
    organisation: Annotated[
        str | None,
        typer.Argument(
            help=say("相手を探す機関（名称、id、IRI）。", "Who looks for partners (name, id, IRI)."), show_default=False
        ),
    ] = None,
    need: Annotated[
        str | None,
        typer.Option(
            help=say("探すもの: 言葉か、ニーズの id。", "What is looked for: words, or the id of a need."), show_default=False
        ),
    ] = None,
    offer: Annotated[
        str | None,
        typer.Option(
            help=say(
                "提供するもの: 言葉か、提供・できることの id。それを探す相手を示す。",
                "What is offered: words, or the id of an offer or capability; found are those who seek it.",
            ),
            show_default=False,
        ),
    ] = None,
    where: Where = None,
    kind: Kind = None,
    sector: Sector = None,
    field: Annotated[str | None, typer.Option(help=say("相手の分野。", "Field of the partner."), show_default=False)] = None,
    certificate: Annotated[
        list[str] | None,
        typer.Option(help=say("必要な規格（ISO 13485 など）。", "A standard it must have (ISO 13485 …)."), show_default=False),
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(help=say("除く機関。", "An organisation to leave out."), show_default=False)
    ] = None,
    cross_region: Annotated[
        float,
        typer.Option(
            "--cross-region",
            help=say("別の地域の相手に加える点（0 以上）。", "Points for a partner in another region (0 or more)."),
        ),
    ] = 0.0,
    new_only: Annotated[
        bool, typer.Option("--new-only", help=say("既に連携している相手を除く。", "Leave out those it works with already."))
    ] = False,
    most_popular: Annotated[
        float | None,
        typer.Option(
            "--most-popular",
            help=say(
                "つながりの最も多い機関（5%）に充てる割合の上限（0 から 1）。",
                "The share (0 to 1) that may go to the best connected, the 5 % with the most ties.",
            ),
            show_default=False,
        ),
    ] = None,
    outcomes: Annotated[
        bool,
        typer.Option(
            "--outcomes",
            help=say(
                "これまでの紹介の結果と、得点の各部分の当たり方を示す。",
                "Show what came of past introductions, by the parts of the score that spoke for them.",
            ),
        ),
    ] = False,
    top: Annotated[int, typer.Option(min=1, help=say("何件まで。", "How many at most."))] = 10,
    why: Annotated[bool, typer.Option("--why", help=say("理由のもとの出典も示す。", "Show the sources behind, too."))] = False,
    form: Form = None,
    output: Output = None,
    store: Store = None,
    endpoint: Endpoint = None,
) -> None:
    from renkei.graph import open as open_graph
    from renkei.match.partners import Conditions

    chosen = choose_format(form, output)
    conditions = Conditions(where, kind, sector, field, tuple(certificate or ()), tuple(exclude or ()))
    with open_graph(**place(store, endpoint)) as graph:
        if outcomes:
            _outcomes(graph, chosen, output, given=(organisation, need, offer))
            return
        found = graph.match(
            organisation,
            need=need,
            offer=offer,
            conditions=conditions,
            cross_region=cross_region,
            new_only=new_only,
            most_popular=most_popular,
            top=top,
            why=why,
        )
        speech.tell(found.understood)
        if chosen is None and output is None:
            _print(found)
            if found.matches and organisation is not None:
                speech.tell(found.exposure)
        else:
            put(found.to_result(), chosen, output, graph.labels)
    if not found.matches:
        speech.tell(
            Text(
                "合う相手は見つかりません。条件を減らすか、言葉を変えてください。",
                "No partner was found: ask for less, or in other words.",
            )
        )
        raise typer.Exit(FINDINGS)


def _outcomes(graph: Graph, chosen: Format | None, output: Path | None, given: tuple[str | None, ...]) -> None:
    """The hit rates of the parts; exit code 1 where of no introduction it is known what came of it."""
    if any(given):
        raise UsageError(
            Text(
                "--outcomes は全ての紹介についてです。機関や --need、--offer は付けません。",
                "--outcomes is about all introductions: name no organisation, need or offer.",
            )
        )
    found = graph.hit_rates()
    put(found, chosen, output, graph.labels)
    if not int(next(iter(found))["with_points"]):
        speech.tell(Text("結果の分かる紹介がありません。", "No introduction says what came of it."))
        raise typer.Exit(FINDINGS)


def _print(found: Partners) -> None:
    """The partners one under the other, new ones first: score, the points and reason of each part, the way, the sources."""
    from renkei.match.partners import told_way
    from renkei.match.reasons import of_introduction

    words = speech.language()
    groups = {False: say("新しい相手", "New partners"), True: say("既に連携している相手", "Partners it works with already")}
    result = found.to_result()
    for rank, (match, ways) in enumerate(zip(found.matches, found.ways, strict=True), 1):
        if rank == 1 or match.linked != found.matches[rank - 2].linked:
            print(f"{'' if rank == 1 else chr(10)}■ {groups[match.linked]}")
        name, short = found.names(match.organisation).of(words), match.organisation.removeprefix(ID)
        print(f"\n{rank}. {name}  {match.score:.2f}  (id:{short})")
        for part in match.parts:
            heading = result.headings[result.columns.index(part.name)].of(words)
            print(f"   {heading} {part.points:.2f}: {part.why.of(words)}")
        for way in ways[:1]:
            print(f"   {say('経路', 'through')}: {told_way(way, found.names).of(words)}")
        for introduction in match.introductions:
            print(f"   {of_introduction(found.names, introduction).of(words)}")
        for lift, points in match.lifts:
            print(f"   {say('上がる条件', 'would rise')}: {lift.of(words)} +{points:.2f}")
        if found.sources is not None:
            print(f"   {say('出典', 'sources')}: {'; '.join(map(str, found.sources[rank - 1]))}")
