"""The `renkei` command. Heavy imports happen inside the commands, so that `renkei --help` starts at once."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from renkei.cli import (
    analyze,
    ask,
    consortium,
    data,
    draw,
    identity,
    importing,
    match,
    networks,
    push,
    sources,
    speech,
    workbooks,
)
from renkei.cli.options import FINDINGS, USAGE, Endpoint, IncludePrivate, Store, WithPairs, place, typed, with_example
from renkei.cli.speech import say
from renkei.errors import QueryError, RenkeiError, UsageError

_ASK_FUKUSHIMA = "renkei query institutions-of-prefecture --set region=福島県"

app = typer.Typer(
    name="renkei",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=with_example(
        "産学官連携の知識グラフ: 出典つきのデータを問い、調べ、ページにします。",
        "Knowledge graph of industry-academia-government networks: ask cited data, check it, publish pages.",
        _ASK_FUKUSHIMA,
    ),
)


def _version(wanted: bool) -> None:
    if wanted:
        from renkei.resources import VERSION

        print(f"renkei {VERSION}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=say("版を表示する。", "Show the version."))
    ] = False,
) -> None:
    """Options of the command itself."""


def publish(
    directory: Annotated[Path, typer.Argument(help=say("サイトを置くフォルダー。", "Folder for the site."))],
    include_private: IncludePrivate = False,
    report_url: Annotated[
        str | None,
        typer.Option(
            "--report-url",
            help=say(
                "誤りの連絡先（mailto: か https:）。{iri} と {label} に対象が入る。",
                "Where readers report errors (mailto: or https:); {iri} and {label} become the thing.",
            ),
            show_default=False,
        ),
    ] = None,
    languages: Annotated[
        str, typer.Option("--lang", metavar="ja,en", help=say("サイトの言語。", "Languages of the site."))
    ] = "ja,en",
    base_url: Annotated[
        str | None,
        typer.Option(
            "--base-url",
            metavar="URL",
            help=say(
                "サイトを置くアドレス。正規リンクとサイトマップに使う。",
                "The address that the site will have, for canonical links and the sitemap.",
            ),
            show_default=False,
        ),
    ] = None,
    datasets: Annotated[
        list[Path] | None,
        typer.Option(
            "--dataset",
            help=say(
                "載せるデータセットのフォルダー（複数可）。非公開の行は載らない。",
                "Folder of a data set to publish (several may be given); private rows are left out.",
            ),
            show_default=False,
        ),
    ] = None,
    store: Store = None,
    endpoint: Endpoint = None,
) -> None:
    from renkei.publish.site import publish as publish_site

    chosen = typed(store, endpoint) if datasets else place(store, endpoint)
    report = publish_site(
        directory,
        chosen["path"],
        speech.progress,
        include_private=include_private,
        report_url=report_url,
        endpoint=chosen["endpoint"],
        languages=languages,
        base_url=base_url,
        datasets=datasets or (),
    )
    speech.progress_done()
    print(report.summary.of(speech.language()))
    if not report.ok:
        raise typer.Exit(FINDINGS)


app.command(
    help=with_example(
        "保存された質問か SPARQL に答える。",
        "Answer a saved question, or SPARQL.",
        f"{_ASK_FUKUSHIMA} --why",
        "renkei query hubs -o hubs.xlsx",
        "renkei query 'SELECT ?name { ?x a renkei:Council ; rdfs:label ?name }'",
    )
)(ask.query)
app.command(
    help=with_example(
        "日本語か英語の質問に答える。どの質問と見たかを示し、確かでなければ近い質問を挙げる。",
        "Answer a question in plain Japanese or English: it says which saved question it took it for, and asks where unsure.",
        'renkei ask "東北で医療機器の支援をしている機関は？"',
    )
)(ask.ask)
app.command(
    help=with_example(
        "保存された質問の一覧、または語や分類による検索。",
        "List the saved questions, or look for some by words or group.",
        "renkei questions --search 協議会",
    )
)(ask.questions)
app.command(name="analyze", cls=WithPairs, help=analyze.HELP)(analyze.analyze)
app.command(
    help=with_example("データセットからストアを作る。", "Build a store from data sets.", "renkei build mylist/ -o store/")
)(data.build)
app.command(
    help=with_example(
        "グラフを検査する（SHACL、検査質問、オントロジー）。",
        "Check the graph: SHACL, check queries, ontology.",
        "renkei check",
    )
)(data.check)
app.add_typer(sources.sources, name="sources")
app.add_typer(data.exports, name="export")
data.exports.command(
    name="workbook",
    help=with_example(
        "表を、直して読み直せるブックに書き出す。",
        "Write the tables as a workbook that can be corrected and built again.",
        "renkei export workbook -o list.xlsx --store store/ --include-private",
    ),
)(workbooks.export_workbook)
data.exports.command(
    name="network",
    help=with_example(
        "ネットワークを Gephi などで開けるファイルに書き出す。",
        "Write a network for Gephi and other tools.",
        "renkei export network -o pairs.graphml",
        "renkei export network --view regions --activities project -o regions.gexf",
    ),
)(networks.export_network)
app.command(
    help=with_example(
        "記入用のブックを作る。",
        "Make a workbook to fill in.",
        "renkei template list.xlsx --tables companies,needs --lang ja",
    )
)(workbooks.template)
app.command(name="import", help=importing.HELP)(importing.import_)
app.command(
    help=with_example(
        "人や機関をデータセットとストアから消す。",
        "Take a person or organisation out of data sets and stores.",
        "renkei remove 山田太郎 --from mylist/ --store store/ --dry-run",
    )
)(data.remove)
app.command(help=match.HELP)(match.match)
app.command(help=consortium.HELP)(consortium.consortium)
app.add_typer(identity.register, name="register")
app.command(
    help=with_example(
        "同じ機関かもしれない組を調べ、判断を記録する。",
        "Find organisations that may be one, and record what you decide.",
        "renkei review mylist/",
    )
)(identity.review)
app.command(
    help=with_example(
        "サイトを作る。",
        "Write the site.",
        "renkei publish site/",
        "renkei publish site/ --lang ja --base-url https://example.org/renkei/",
    )
)(publish)
app.command(name="draw", help=draw.HELP)(draw.draw)
app.command(name="push", help=push.HELP)(push.push)
app.command(help=with_example("版、ストア、データの概要。", "Version, store and data at a glance.", "renkei info"))(data.info)


def main() -> None:
    """Run the command; errors of ours are told in the reader's language with exit code 1 (findings) or 2 (usage)."""
    # Our matrices are small, and threads for them only wait; one thread adds in the same order on every machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(50_000)  # what a command makes, it needs to its end: to look for garbage often is a tenth of its time
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except RenkeiError as error:
        speech.progress_done()
        speech.tell_error(error, "--json" in sys.argv)
        raise SystemExit(USAGE if isinstance(error, (UsageError, QueryError)) else FINDINGS) from error
    except BrokenPipeError:
        raise SystemExit(0) from None
