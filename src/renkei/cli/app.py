"""The `renkei` command. Heavy imports happen inside the commands, so that `renkei --help` starts at once."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from renkei.cli import speech
from renkei.cli.speech import say
from renkei.errors import RenkeiError, Text

_FINDINGS, _USAGE = 1, 2

app = typer.Typer(
    name="renkei",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=say(
        "産学官連携の知識グラフ: 出典つきのデータを問い、調べ、ページにします。\n\n"
        "例: renkei query institutions-of-prefecture --set prefecture=福島県",
        "Knowledge graph of industry-academia-government networks: ask cited data, check it, publish pages.\n\n"
        "Example: renkei query institutions-of-prefecture --set prefecture=福島県",
    ),
)
sources_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help=say("出典文書とのつき合わせ。", "Compare the data with the source documents."),
)
export_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=say("データの書き出し。", "Write the data out."))
app.add_typer(sources_app, name="sources")
app.add_typer(export_app, name="export")


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


class Form(StrEnum):
    table = "table"
    csv = "csv"
    json = "json"


class Audience(StrEnum):
    public = "public"
    owner = "owner"


class GraphFormat(StrEnum):
    nquads = "nquads"
    turtle = "turtle"


class Which(StrEnum):
    default = "default"
    all = "all"


Store = Annotated[
    Path | None,
    typer.Option(
        "--store", envvar="RENKEI_STORE", help=say("ストアのフォルダー。", "Folder of the store."), show_default=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help=say("JSON で出力する。", "Print JSON."))]


@app.command(
    help=say(
        "データセットからストアを作る。\n\n例: renkei build mylist/ -o store/",
        "Build a store from data sets.\n\nExample: renkei build mylist/ -o store/",
    )
)
def build(
    datasets: Annotated[
        list[Path] | None,
        typer.Argument(
            help=say("表のフォルダー。省略すると同梱データのみ。", "Folders of tables; without any, the shipped data.")
        ),
    ] = None,
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
    if as_json:
        print(json.dumps(built.generation.manifest, ensure_ascii=False, indent=1, sort_keys=True))
        return
    _tell_built(built.generation.manifest, built.unchanged, target)


def _tell_built(manifest: dict[str, object], unchanged: bool, target: Path) -> None:
    if unchanged:
        speech.tell(Text(f"変更はありません: {target}", f"Nothing has changed: {target}"))
    rows = manifest["rows"]
    assert isinstance(rows, dict)
    speech.print_table([say("表", "table"), say("行", "rows")], [[k, str(v)] for k, v in rows.items()])
    print(
        say("文", "statements"),
        manifest["statements"],
        say("（うち導出", "(derived"),
        f"{manifest['derived']}{say('）', ')')}",
    )
    print(say("ストア", "store"), target)


@app.command(
    help=say(
        "グラフを検査する（SHACL、検査質問、オントロジー）。\n\n例: renkei check",
        "Check the graph: SHACL, check queries, ontology.\n\nExample: renkei check",
    )
)
def check(store: Store = None, as_json: Json = False) -> None:
    from renkei.build.checks import all_checks
    from renkei.graph import open as open_graph

    with open_graph(store) as graph:
        results = all_checks(graph.store)
    if as_json:
        found = [{"check": r.name, "title": {"ja": r.title.ja, "en": r.title.en}, "offenders": r.offenders} for r in results]
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        words = speech.language()
        mark = {True: "OK", False: "NG"}
        speech.print_table(
            [say("検査", "check"), "", say("該当", "offenders")],
            [[r.title.of(words), mark[r.ok], str(len(r.offenders))] for r in results],
        )
        for result in results:
            for offender in result.offenders:
                print(f"{result.name}: {offender}")
    if not all(r.ok for r in results):
        raise typer.Exit(_FINDINGS)


@sources_app.command(
    help=say(
        "表の値が出典文書の行にあるか確かめる。\n\n例: renkei sources verify documents/",
        "Verify that the values of the tables stand in the cited lines.\n\nExample: renkei sources verify documents/",
    )
)
def verify(
    folder: Annotated[
        Path, typer.Argument(help=say("文書の文字起こしのフォルダー。", "Folder with the texts of the documents."))
    ],
    datasets: Annotated[list[Path] | None, typer.Argument(help=say("表のフォルダー。", "Folders of tables."))] = None,
    as_json: Json = False,
) -> None:
    from renkei.build.datasets import with_shipped
    from renkei.build.pipeline import load_shipped
    from renkei.build.verify import verify as verify_sources

    report = verify_sources(load_shipped(with_shipped(datasets or [])), folder)
    if as_json:
        print(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    else:
        speech.print_table(
            [
                say("表", "table"),
                say("列", "column"),
                say("照合", "checked"),
                say("未照合", "unchecked"),
                say("不一致", "not found"),
            ],
            [[c.table, c.column, str(c.checked), str(c.unchecked), str(c.missing)] for c in report.columns],
        )
        for finding in report.findings:
            print(finding.say(speech.language()))
        speech.tell(report.summary)
    if report.findings:
        raise typer.Exit(_FINDINGS)


@app.command(
    help=say("保存された質問の一覧。\n\n例: renkei questions", "List the saved questions.\n\nExample: renkei questions")
)
def questions(as_json: Json = False) -> None:
    from renkei.query.saved import questions as saved_questions

    known = saved_questions()
    if as_json:
        print(json.dumps([_question_facts(q) for q in known.values()], ensure_ascii=False, indent=1))
        return
    words = speech.language()
    rows = [
        [q.name, q.question.of(words), " ".join(f"--set {p.name}={p.example}" for p in q.parameters)] for q in known.values()
    ]
    speech.print_table([say("名前", "name"), say("質問", "question"), say("引数の例", "parameters, by example")], rows)


def _question_facts(question: object) -> dict[str, object]:
    from renkei.query.saved import SavedQuery

    assert isinstance(question, SavedQuery)
    return {
        "name": question.name,
        "group": question.group,
        "title": {"ja": question.title.ja, "en": question.title.en},
        "question": {"ja": question.question.ja, "en": question.question.en},
        "parameters": [
            {
                "name": p.name,
                "label": {"ja": p.heading.ja, "en": p.heading.en},
                "class": p.class_iri,
                "type": p.kind,
                "example": p.example,
            }
            for p in question.parameters
        ],
        "columns": [{"name": c.name, "label": {"ja": c.heading.ja, "en": c.heading.en}} for c in question.columns],
    }


@app.command(
    help=say(
        "質問に答える。\n\n例: renkei query institutions-of-prefecture --set prefecture=福島県 --why",
        "Answer a question.\n\nExample: renkei query institutions-of-prefecture --set prefecture=福島県 --why",
    )
)
def query(
    name: Annotated[
        str | None,
        typer.Argument(help=say("質問の名前（renkei questions）。", "Name of the question (renkei questions).")),
    ] = None,
    given: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=say("引数の値。", "Value of a parameter."))
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", exists=True, dir_okay=False, help=say("SPARQL のファイル。", "A file with SPARQL.")),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help=say("出力の形。", "Form of the output."))] = Form.table,
    why: Annotated[
        bool, typer.Option("--why", help=say("各行の出典箇所も示す。", "Give the source passages of each row too."))
    ] = False,
    store: Store = None,
) -> None:
    from renkei.graph import open as open_graph

    if (name is None) == (file is None):
        raise typer.BadParameter(say("質問の名前か --file のどちらかを指定します。", "Give the name of a question, or --file."))
    parameters = dict(_assignment(text) for text in given or [])
    with open_graph(store) as graph:
        result = graph.query(name, why=why, **parameters) if name else graph.select(_read(file), why=why)
        speech.print_result(result, form.value)


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise typer.BadParameter(say(f"--set は 名前=値 の形です: {text}", f"--set takes NAME=VALUE: {text}"))
    return name, value


def _read(file: Path | None) -> str:
    from renkei.errors import UsageError

    assert file is not None
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(Text(f"{file}: UTF-8 ではありません。", f"{file}: not UTF-8.")) from error


@export_app.command(
    name="graph",
    help=say(
        "グラフを N-Quads か Turtle で書き出す。\n\n例: renkei export graph --format turtle -o renkei.ttl",
        "Write the graph as N-Quads or Turtle.\n\nExample: renkei export graph --format turtle -o renkei.ttl",
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
                "default は知られていること、all は出典のグラフも。",
                "default: what is known; all: the graphs of the sources too.",
            ),
            show_default=False,
        ),
    ] = None,
    store: Store = None,
) -> None:
    from renkei.build.export import export
    from renkei.graph import open as open_graph

    with open_graph(store) as opened:
        number = export(opened.store, output, form.value, graph.value if graph else None)
    speech.tell(Text(f"{output}: {number}文", f"{output}: {number} statements"))


@export_app.command(
    name="tables",
    help=say(
        "表を CSV で書き出す。\n\n例: renkei export tables -o tables/",
        "Write the tables as CSV files.\n\nExample: renkei export tables -o tables/",
    ),
)
def export_tables_command(
    output: Annotated[Path, typer.Option("-o", "--output", help=say("書き出すフォルダー。", "The folder to write."))],
    names: Annotated[
        list[str] | None, typer.Argument(help=say("表の名前。省略すると全て。", "Names of tables; without any, all."))
    ] = None,
    store: Store = None,
) -> None:
    from renkei.build.table_export import export_tables
    from renkei.graph import open as open_graph
    from renkei.schema.tables import shipped_schema

    with open_graph(store) as opened:
        written = export_tables(opened.store, shipped_schema(), output, names or [])
    speech.print_table([say("表", "table"), say("行", "rows")], [[k, str(v)] for k, v in written.items()])


@app.command(help=say("サイトを作る。\n\n例: renkei publish site/", "Write the site.\n\nExample: renkei publish site/"))
def publish(
    directory: Annotated[Path, typer.Argument(help=say("サイトを置くフォルダー。", "Folder for the site."))],
    store: Store = None,
) -> None:
    from renkei.publish.site import publish as publish_site

    report = publish_site(directory, store, speech.progress)
    speech.progress_done()
    print(report.summary.of(speech.language()))
    if not report.ok:
        raise typer.Exit(_FINDINGS)


@app.command(
    help=say("版、ストア、データの概要。\n\n例: renkei info", "Version, store and data at a glance.\n\nExample: renkei info")
)
def info(store: Store = None, as_json: Json = False) -> None:
    from renkei import resources
    from renkei.graph import open as open_graph

    with open_graph(store) as graph:
        manifest, path = graph.generation.manifest, graph.generation.path
    if as_json:
        print(json.dumps({"store": str(path), **manifest}, ensure_ascii=False, indent=1, sort_keys=True))
        return
    rows = [[key, str(manifest[key])] for key in ("audience", "datasets", "statements", "quads", "derived", "digest")]
    speech.print_table(["renkei", resources.VERSION], [["store", str(path)], *rows])


def main() -> None:
    """Run the command; errors of ours are told in both languages with exit code 1 (findings) or 2 (usage)."""
    from renkei.errors import QueryError, UsageError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except RenkeiError as error:
        speech.progress_done()
        speech.tell_error(error, "--json" in sys.argv)
        raise SystemExit(_USAGE if isinstance(error, (UsageError, QueryError)) else _FINDINGS) from error
    except BrokenPipeError:
        raise SystemExit(0) from None
