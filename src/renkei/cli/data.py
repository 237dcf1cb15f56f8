"""Commands about the data: build, check, verify against the sources, write out."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from renkei.cli import speech
from renkei.cli.options import FINDINGS, IncludePrivate, Json, Store, group, with_example
from renkei.cli.speech import say
from renkei.errors import Text


class Audience(StrEnum):
    public = "public"
    owner = "owner"


class GraphFormat(StrEnum):
    nquads = "nquads"
    turtle = "turtle"


class Which(StrEnum):
    default = "default"
    all = "all"


Datasets = Annotated[
    list[Path] | None,
    typer.Argument(help=say("表のフォルダー。省略すると同梱データのみ。", "Folders of tables; without any, the shipped data.")),
]

sources = group(say("出典文書とのつき合わせ。", "Compare the data with the source documents."))
exports = group(say("データの書き出し。", "Write the data out."))


def build(
    datasets: Datasets = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help=say("ストアを置くフォルダー。", "Folder for the store."), show_default=False),
    ] = None,
    audience: Annotated[
        Audience | None, typer.Option(help=say("誰のためのストアか。", "Whom the store is for."), show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    from renkei.build.datasets import with_shipped
    from renkei.build.pipeline import build as build_store
    from renkei.graph import cache_directory

    if datasets and output is None:
        raise typer.BadParameter(say("データセットを指定するときは -o も必要です。", "With data sets, -o is needed too."))
    for_owner = audience is Audience.owner or (audience is None and bool(datasets))
    target = output or cache_directory() / "shipped"
    built = build_store(with_shipped(datasets or []), target, "owner" if for_owner else "public", speech.progress)
    speech.progress_done()
    manifest = built.generation.manifest
    if as_json:
        speech.print_json(manifest)
        return
    if built.unchanged:
        speech.tell(Text(f"変更はありません: {target}", f"Nothing has changed: {target}"))
    speech.print_table([say("表", "table"), say("行", "rows")], [[k, str(v)] for k, v in manifest["rows"].items()])
    if withheld := manifest["withheld"]:
        speech.tell(
            Text(
                f"{withheld}行は非公開のため入っていません（dataset.toml の visibility）。",
                f"{withheld} row(s) are private and left out (visibility in dataset.toml).",
            )
        )
    n, derived = manifest["statements"], manifest["derived"]
    print(say(f"文 {n}（うち導出 {derived}）\nストア {target}", f"statements {n} (derived {derived})\nstore {target}"))


def check(store: Store = None, as_json: Json = False) -> None:
    from renkei.build.checks import all_checks
    from renkei.graph import open as open_graph

    with open_graph(store) as graph:
        results = all_checks(graph.store)
    if as_json:
        titled = ({"check": r.name, "title": vars(r.title), "offenders": r.offenders} for r in results)
        speech.print_json(list(titled))
    else:
        words = speech.language()
        rows = [[r.title.of(words), "OK" if r.ok else "NG", str(len(r.offenders))] for r in results]
        speech.print_table([say("検査", "check"), "", say("該当", "offenders")], rows)
        for result in results:
            for offender in result.offenders:
                print(f"{result.name}: {offender}")
    if not all(r.ok for r in results):
        raise typer.Exit(FINDINGS)


@sources.command(
    help=with_example(
        "表の値が出典文書の行にあるか確かめる。",
        "Verify that the values of the tables stand in the cited lines.",
        "renkei sources verify documents/",
    )
)
def verify(
    folder: Annotated[
        Path, typer.Argument(help=say("文書の文字起こしのフォルダー。", "Folder with the texts of the documents."))
    ],
    datasets: Datasets = None,
    as_json: Json = False,
) -> None:
    from renkei.build.datasets import with_shipped
    from renkei.build.pipeline import load_shipped
    from renkei.build.verify import verify as verify_sources

    report = verify_sources(load_shipped(with_shipped(datasets or [])), folder)
    if as_json:
        speech.print_json(report.as_dict())
    else:
        headings = [say("表", "table"), say("列", "column"), say("照合", "checked"), say("対象外", "unchecked")]
        rows = [[c.table, c.column, str(c.checked), str(c.unchecked), str(c.missing)] for c in report.columns]
        speech.print_table([*headings, say("不一致", "not found")], rows)
        for finding in report.findings:
            print(finding.say(speech.language()))
        speech.tell(report.summary)
    if report.findings:
        raise typer.Exit(FINDINGS)


@exports.command(
    name="graph",
    help=with_example(
        "グラフを N-Quads か Turtle で書き出す。",
        "Write the graph as N-Quads or Turtle.",
        "renkei export graph --format turtle -o renkei.ttl",
    ),
)
def export_graph(
    output: Annotated[Path, typer.Option("-o", "--output", help=say("書き出すファイル。", "The file to write."))],
    form: Annotated[GraphFormat, typer.Option("--format", help=say("形式。", "Format."))] = GraphFormat.nquads,
    graph: Annotated[
        Which | None,
        typer.Option(
            "--graph",
            help=say(
                "default は知られていること、all は出典のグラフも。", "default: what is known; all: the sources' graphs too."
            ),
            show_default=False,
        ),
    ] = None,
    include_private: IncludePrivate = False,
    store: Store = None,
) -> None:
    from renkei.build.export import export
    from renkei.graph import open as open_graph

    with open_graph(store) as opened:
        opened.refuse_private(include_private)
        number = export(opened.store, output, form.value, graph.value if graph else None)
    speech.tell(Text(f"{output}: {number}文", f"{output}: {number} statements"))


@exports.command(
    name="tables",
    help=with_example("表を CSV で書き出す。", "Write the tables as CSV files.", "renkei export tables -o tables/"),
)
def export_tables(
    output: Annotated[Path, typer.Option("-o", "--output", help=say("書き出すフォルダー。", "The folder to write."))],
    names: Annotated[
        list[str] | None, typer.Argument(help=say("表の名前。省略すると全て。", "Names of tables; without any, all."))
    ] = None,
    include_private: IncludePrivate = False,
    store: Store = None,
) -> None:
    from renkei.build.table_export import export_tables as write_tables
    from renkei.graph import open as open_graph
    from renkei.schema.tables import shipped_schema

    with open_graph(store) as opened:
        opened.refuse_private(include_private)
        for_owner = opened.generation.manifest["audience"] == "owner"
        written = write_tables(opened.store, shipped_schema(), output, names or [], private=for_owner)
    speech.print_table([say("表", "table"), say("行", "rows")], [[k, str(v)] for k, v in written.items()])


def info(store: Store = None, as_json: Json = False) -> None:
    from renkei import resources
    from renkei.graph import open as open_graph

    with open_graph(store) as graph:
        manifest, path = graph.generation.manifest, graph.generation.path
    if as_json:
        speech.print_json({"store": str(path), **manifest})
        return
    rows = [[key, json.dumps(manifest[key])] for key in ("audience", "datasets", "statements", "quads", "derived", "digest")]
    speech.print_table(["renkei", resources.VERSION], [["store", str(path)], *rows])
