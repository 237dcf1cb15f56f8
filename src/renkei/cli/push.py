"""The command that loads a store into a SPARQL server."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from renkei.cli import speech
from renkei.cli.options import IncludePrivate, Json, Store, with_example
from renkei.cli.speech import say
from renkei.errors import Text

# An update of a thousand statements may wait for others on a busy server.
_TIMEOUT = 600.0

HELP = with_example(
    "ストアを SPARQL サーバーに入れる。前に入れたものは置き換わり、数と値を照合します。"
    "認証情報は環境変数 RENKEI_ENDPOINT_USER と RENKEI_ENDPOINT_PASSWORD、または RENKEI_ENDPOINT_TOKEN から。",
    "Load a store into a SPARQL server. What was pushed before is replaced; counts and values are compared. "
    "Credentials come from the environment: RENKEI_ENDPOINT_USER and RENKEI_ENDPOINT_PASSWORD, or RENKEI_ENDPOINT_TOKEN.",
    "renkei push --endpoint https://example.org/sparql --dry-run",
)


class ProfileName(StrEnum):
    oxigraph = "oxigraph"
    virtuoso = "virtuoso"
    generic = "generic"


def push(
    url: Annotated[
        str,
        typer.Option(
            "--endpoint", envvar="RENKEI_ENDPOINT", help=say("サーバーの SPARQL の URL。", "SPARQL URL of the server.")
        ),
    ],
    update: Annotated[
        str | None,
        typer.Option("--update-endpoint", help=say("更新用の URL。", "URL for SPARQL Update."), show_default=False),
    ] = None,
    graph_store: Annotated[
        str | None,
        typer.Option("--graph-store", help=say("Graph Store Protocol の URL。", "URL of the graph store."), show_default=False),
    ] = None,
    profile: Annotated[
        ProfileName | None,
        typer.Option(
            help=say("サーバーの種類。省略すると調べる。", "Make of the server; found out if not given."), show_default=False
        ),
    ] = None,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help=say("既定グラフにあるほかのデータを消してよい。", "Other data in the server's default graph may go."),
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help=say("何をするかを示すだけで、書き込まない。", "Show what would be done, and write nothing.")
        ),
    ] = False,
    include_private: IncludePrivate = False,
    store: Store = None,
    as_json: Json = False,
) -> None:
    from renkei.build.push import push as push_store
    from renkei.build.shipped import shipped_store
    from renkei.graph import open as open_graph
    from renkei.store.endpoint import endpoint as server_at
    from renkei.store.remote import RemoteStore

    place = server_at(url, update=update, graph_store=graph_store, profile=profile.value if profile else None)
    with open_graph(store or shipped_store()) as graph:
        graph.refuse_private(include_private)
        server = RemoteStore(place, timeout=_TIMEOUT)
        manifest = graph.generation.manifest
        done = push_store(graph.store, manifest, server, replace=replace, dry_run=dry_run, watch=speech.progress)
    speech.progress_done()
    if as_json:
        speech.print_json(asdict(done))
        return
    said = f"{done.statements:,}", f"{done.graphs:,}", len(done.leftover)
    print(say(f"{done.place}（{done.profile}）", f"{done.place} ({done.profile})"))
    if done.unchanged:
        same = Text(
            f"変更はありません: {said[0]} 文、{said[1]} グラフ",
            f"nothing has changed: {said[0]} statements in {said[1]} named graphs",
        )
        print(same.of(speech.language()))
        return
    would = Text("入れます", "would be written") if dry_run else Text("入れました", "written")
    gone = (
        Text("消えるグラフ", "graphs of an earlier store that would go")
        if dry_run
        else Text("消したグラフ", "graphs of an earlier store taken out")
    )
    print(
        say(
            f"{said[0]} 文、{said[1]} グラフを{would.ja}。{gone.ja}: {said[2]}",
            f"{said[0]} statements in the default and {said[1]} named graphs {would.en}; {gone.en}: {said[2]}",
        )
    )
    if not dry_run:
        print(say(f"照合: 全グラフの数と {done.compared} の値", f"compared: counts of all graphs, {done.compared} values"))
