"""The command that draws one picture: of a network, of the answer to a saved question, or of a query in a file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from renkei.cli import speech
from renkei.cli.answers import form_of_file
from renkei.cli.ask import read_assignments, read_file
from renkei.cli.narrowing import Activities, Ego, Field, First, Kind, Last, Sector, Steps, Where, narrowing
from renkei.cli.options import Endpoint, IncludePrivate, Store, place, with_example
from renkei.cli.speech import say
from renkei.errors import Text, UsageError

if TYPE_CHECKING:
    from renkei.graph import Graph
    from renkei.viz.picture import Picture

ENDINGS = ("html", "svg", "png", "gexf")

HELP = with_example(
    "ネットワークや質問の答えを1枚の図にする（.html は操作できる1ファイルのページ）。",
    "Draw a network, or the answer to a question, as one picture (.html: a page in one file that can be explored).",
    "renkei draw organisations --place 福島県 -o fukushima.svg",
    "renkei draw affiliations --ego 山口大学 --steps 2 -o yamaguchi.html",
    "renkei draw pairs-with-joint-work -o pairs.png",
    "renkei draw mine.rq -o mine.gexf",
)


class Together(StrEnum):
    region = "region"
    community = "community"


def draw(
    asked: Annotated[
        str,
        typer.Argument(
            metavar="NETWORK|QUERY",
            help=say(
                "affiliations、organisations、regions、fields のどれか、質問の名前、または SPARQL のファイル（.rq）。",
                "affiliations, organisations, regions or fields; the name of a question; or a file with SPARQL (.rq).",
            ),
            show_default=False,
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            help=say("書き出すファイル（.html、.svg、.png、.gexf）。", "File: .html, .svg, .png or .gexf."),
            show_default=False,
        ),
    ],
    given: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=say("引数の値。", "Value of a parameter."))
    ] = None,
    title: Annotated[
        str | None, typer.Option(help=say("図の見出し。", "What stands over the picture."), show_default=False)
    ] = None,
    together: Annotated[
        Together | None,
        typer.Option(
            help=say("地域かまとまりごとに節点をまとめて置く。", "Keep the nodes of a region or community together."),
            show_default=False,
        ),
    ] = None,
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
    from renkei.tables.saving import save_bytes

    form = form_of_file(output, ENDINGS)
    narrowed = narrowing(activities, where, kind, sector, field, first, last, ego, steps)
    text = _query_in(asked)
    parameters = _parameters(text or asked, narrowed, read_assignments(given or []))
    with open_graph(**place(store, endpoint)) as graph:
        graph.refuse_private(include_private)
        words = title or (Path(asked).stem if text else None)
        made = graph.picture(text or asked, title=words, together=together.value if together else None, **parameters)
        content = _page(graph, made) if form == "html" else made.content(form, speech.language())
    save_bytes(output, content)
    nodes, edges = made.drawn.number_of_nodes(), made.drawn.number_of_edges()
    told = f"節点 {nodes}、つながり {edges}", f"{nodes} nodes, {edges} ties"
    speech.tell(Text(f"書き出しました: {output}（{told[0]}）", f"written: {output} ({told[1]})"))


def _query_in(asked: str) -> str | None:
    """The SPARQL in a file, where a file is named. Raises UsageError where it is not there."""
    if not asked.endswith((".rq", ".sparql")):
        return None
    from renkei.store.dialect import form_of

    text = read_file(Path(asked))
    form_of(text)
    return text


def _parameters(asked: str, narrowed: dict[str, Any], given: dict[str, str]) -> dict[str, Any]:
    """What the picture is narrowed to, or the question's parameters. Raises UsageError where they are mixed up."""
    from renkei.viz.pictured import is_view

    if is_view(asked):
        if given:
            raise UsageError(
                Text(
                    "--set は質問で使います。ネットワークは --place や --field で絞ります。",
                    "--set goes with a question; a network is narrowed by --place, --field and the like.",
                )
            )
        return narrowed
    if narrowed:
        raise UsageError(
            Text(
                "--place や --ego などはネットワークで使います。質問には --set 名前=値 を使ってください。",
                "--place, --ego and the like go with a network; a question takes --set NAME=VALUE.",
            )
        )
    return dict(given)


def _page(graph: Graph, made: Picture) -> bytes:
    from renkei.publish.networks.single import single_page

    return single_page(graph.store, made, speech.language()).encode()
