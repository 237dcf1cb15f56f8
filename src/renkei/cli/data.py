"""Commands about the data: build, check, write out, take out."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from renkei.cli import speech
from renkei.cli.options import FINDINGS, Align, Datasets, Endpoint, IncludePrivate, Json, Store, group, place, with_example
from renkei.cli.speech import say
from renkei.errors import TableErrors, Text, UsageError

if TYPE_CHECKING:
    from renkei.build.plan import Plan
    from renkei.build.removal import Removal


class Audience(StrEnum):
    public = "public"
    owner = "owner"


class GraphFormat(StrEnum):
    nquads = "nquads"
    trig = "trig"
    turtle = "turtle"
    jsonld = "jsonld"


class Which(StrEnum):
    default = "default"
    all = "all"


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
    plan: Annotated[
        bool,
        typer.Option("--plan", help=say("何が変わるかを示すだけで、作らない。", "Show what would change, and build nothing.")),
    ] = False,
    as_json: Json = False,
) -> None:
    from renkei.build.datasets import with_shipped
    from renkei.build.marked import mark_errors
    from renkei.build.pipeline import build as build_store
    from renkei.build.shipped import cache_directory
    from renkei.build.withheld import withheld_text
    from renkei.network.kept import LEAST_STATEMENTS, keep
    from renkei.schema.tables import shipped_schema

    if datasets and output is None:
        raise typer.BadParameter(say("データセットを指定するときは -o も必要です。", "With data sets, -o is needed too."))
    for_owner = audience is Audience.owner or (audience is None and bool(datasets))
    target = output or cache_directory() / "shipped"
    if plan:
        from renkei.build.plan import plan as plan_build

        planned = plan_build(with_shipped(datasets or []), target, "owner" if for_owner else "public", speech.progress)
        speech.progress_done()
        _print_plan(planned, as_json)
        return
    chosen = with_shipped(datasets or [])
    try:
        built = build_store(chosen, target, "owner" if for_owner else "public", speech.progress)
    except TableErrors as errors:
        try:
            for path in mark_errors(errors.errors, chosen, speech.language()):
                speech.tell(Text(f"印を付けたブック: {path}", f"marked workbook: {path}"))
        except UsageError as unwritten:  # beside the errors themselves, which are what matters
            speech.tell(unwritten.message)
        raise
    if not built.unchanged and built.generation.manifest["statements"] >= LEAST_STATEMENTS:
        speech.progress(
            Text("ストアはできました。関係網を用意しています", "the store is ready; keeping its network for analyses")
        )
        keep(target)
    speech.progress_done()
    for warning in built.warnings:
        speech.tell(Text(f"注意: {warning.message.ja}", f"warning: {warning.message.en}"))
    manifest = built.generation.manifest
    if as_json:
        by_table = {"rows": dict(built.withheld_rows), "cells": dict(built.withheld_cells)}
        speech.print_json({**manifest, "withheld": built.withheld, "withheld_by_table": by_table})
        return
    if built.unchanged:
        speech.tell(Text(f"変更はありません: {target}", f"Nothing has changed: {target}"))
    speech.print_table([say("表", "table"), say("行", "rows")], [[k, str(v)] for k, v in manifest["rows"].items()])
    if withheld := withheld_text(built, shipped_schema()):
        speech.tell(
            Text(
                f"非公開のため入っていません: {withheld.ja}（dataset.toml と表の visibility）。",
                f"private, and left out: {withheld.en} (visibility in dataset.toml and in the tables).",
            )
        )
    n, derived = manifest["statements"], manifest["derived"]
    print(say(f"文 {n}（うち導出 {derived}）\nストア {target}", f"statements {n} (derived {derived})\nstore {target}"))


# How many changes `build --plan` lists on a screen; --json gives all.
_LISTED = 200


def _print_plan(planned: Plan, as_json: bool) -> None:
    if as_json:
        speech.print_json(planned.as_dict())
        return
    words = speech.language()
    said = {
        "added": say("追加", "added"),
        "changed": say("変更", "changed"),
        "removed": say("削除", "removed"),
        "merged": say("統合", "merged"),
    }
    rows: list[list[str]] = []
    for change in planned.changes[:_LISTED]:
        name = f"{change.name.of(words)} ({change.thing.rsplit('/', 1)[-1]})"
        into = [["", "", "→", change.into.rsplit("/", 1)[-1], ""]] if change.into else []
        cells = [
            ["", "", d.heading.of(words), *("; ".join(v.of(words) for v in values) for values in (d.old, d.new))]
            for d in change.differences
        ] + into
        cells[0][:2] = [said[change.kind], name]
        rows += cells
    if rows:
        headings = [say("変更", "change"), say("対象", "thing"), say("項目", "property"), say("前", "old"), say("後", "new")]
        speech.print_table(headings, rows)
    if (more := len(planned.changes) - _LISTED) > 0:
        speech.tell(Text(f"ほかに{more}件（--json で全て）", f"and {more} more (--json lists all)"))
    print(planned.summary.of(words))


def check(
    store: Store = None,
    endpoint: Endpoint = None,
    shapes: Annotated[
        bool,
        typer.Option(
            "--shacl/--no-shacl",
            help=say(
                "SHACL の検査も行う（大きなストアでは数分かかる。行の検査は build が済ませている）。",
                "Validate with SHACL too (minutes for a large store, whose rows build has checked).",
            ),
        ),
    ] = True,
    as_json: Json = False,
) -> None:
    from renkei.build.checks import all_checks
    from renkei.graph import open_whole

    with open_whole(**place(store, endpoint), watch=speech.progress) as graph:
        results = all_checks(graph.store, speech.progress, shapes=shapes)
    speech.progress_done()
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


@exports.command(
    name="graph",
    help=with_example(
        "グラフを N-Quads、TriG、Turtle、JSON-LD で書き出す。",
        "Write the graph as N-Quads, TriG, Turtle or JSON-LD.",
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
    align: Align = None,
    include_private: IncludePrivate = False,
    store: Store = None,
    endpoint: Endpoint = None,
) -> None:
    from renkei.build.export import export
    from renkei.graph import open_whole

    with open_whole(**place(store, endpoint), align=align or (), watch=speech.progress) as opened:
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
    endpoint: Endpoint = None,
) -> None:
    from renkei.build.table_export import export_tables as write_tables
    from renkei.graph import open_whole
    from renkei.schema.tables import shipped_schema

    with open_whole(**place(store, endpoint), watch=speech.progress) as opened:
        opened.refuse_private(include_private)
        for_owner = opened.generation.manifest["audience"] == "owner"
        written = write_tables(opened.store, shipped_schema(), output, names or [], private=for_owner)
    speech.print_table([say("表", "table"), say("行", "rows")], [[k, str(v)] for k, v in written.items()])


def remove(
    thing: Annotated[
        str, typer.Argument(help=say("人または機関の id、IRI、名称。", "The id, IRI or name of a person or organisation."))
    ],
    datasets: Annotated[
        list[Path],
        typer.Option(
            "--from",
            help=say(
                "データセットのフォルダーかブック（複数可）。", "Folder or workbook of a data set (several may be given)."
            ),
        ),
    ],
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help=say("何が消えるかを示すだけで、消さない。", "Show what would go, and take nothing out.")
        ),
    ] = False,
    store: Store = None,
    as_json: Json = False,
) -> None:
    from renkei.build.datasets import read_dataset
    from renkei.build.removal import plan_removal
    from renkei.build.removal import remove as take_out
    from renkei.build.shipped import cache_directory
    from renkei.schema.tables import shipped_schema

    cached = sorted(p for p in cache_directory().glob("*") if p.is_dir())
    stores = [*([store] if store else []), *cached]
    done = (plan_removal if dry_run else take_out)(thing, [read_dataset(p) for p in datasets], shipped_schema(), stores)
    if as_json:
        speech.print_json(done.as_dict())
    else:
        _print_removal(done, dry_run)
    if not done.is_complete:
        raise typer.Exit(FINDINGS)


def _print_removal(done: Removal, dry_run: bool) -> None:
    words = speech.language()
    row, cell, left = say("行", "row"), say("セルの値", "value in a cell"), say("残る（確認）", "left: look at it")
    rows = [[what, place.say(words)] for what, places in ((row, done.rows), (cell, done.cells)) for place in places]
    rows += [[say(f"記録{n}件", f"{n} entries"), file] for file, n in done.entries]
    rows += [[say("ファイル", "file"), file] for file in done.files]
    rows += [[say("ストア", "store"), str(path)] for path in done.generations if path not in done.in_use]
    rows += [[say("使用中のストア", "store in use: close it"), str(path)] for path in done.in_use]
    rows += [[left, place.say(words)] for place in done.left]
    heading = say("消えるもの", "what goes") if dry_run else say("消したもの", "what went")
    speech.print_table([heading, say("場所", "where")], rows)
    if not dry_run and done.generations:
        speech.tell(Text("ストアを renkei build で作り直してください。", "Build the store again: renkei build"))
    speech.tell(
        Text(
            "読み込みの元にした別の表計算ファイルと、前に作ったサイトや書き出しは変わりません。",
            "Other spreadsheets that it was imported from, and sites and exports made before, are as they were.",
        )
    )


def info(store: Store = None, endpoint: Endpoint = None, as_json: Json = False) -> None:
    from renkei import resources
    from renkei.graph import open as open_graph

    with open_graph(**place(store, endpoint)) as graph:
        manifest, where = graph.generation.manifest, graph.generation.place
    if as_json:
        speech.print_json({"store": where, **manifest})
        return
    rows = [[key, json.dumps(manifest[key])] for key in ("audience", "datasets", "statements", "quads", "derived", "digest")]
    speech.print_table(["renkei", resources.VERSION], [["store", where], *rows])
