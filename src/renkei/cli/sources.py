"""`renkei sources`: the tables beside the documents that they cite."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from renkei.cli import speech
from renkei.cli.options import FINDINGS, Datasets, Endpoint, Json, Store, group, place, with_example
from renkei.cli.speech import say

sources = group(say("出典文書とのつき合わせ。", "Compare the data with the source documents."))


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


@sources.command(
    help=with_example(
        "文書の各行を、どの事実が出典としているか。",
        "Which facts cite each line of the documents.",
        "renkei sources coverage documents/ --document 003 --lines",
    )
)
def coverage(
    folder: Annotated[
        Path, typer.Argument(help=say("文書の文字起こしのフォルダー。", "Folder with the texts of the documents."))
    ],
    document: Annotated[
        str | None, typer.Option(help=say("この番号の文書だけ。", "Only the document of this number."), show_default=False)
    ] = None,
    lines: Annotated[bool, typer.Option("--lines", help=say("行ごとの事実も。", "The facts of each line too."))] = False,
    store: Store = None,
    endpoint: Endpoint = None,
    as_json: Json = False,
) -> None:
    from renkei.build.coverage import as_ranges
    from renkei.build.coverage import coverage as cover
    from renkei.build.pipeline import shipped_register
    from renkei.graph import open_whole
    from renkei.schema.tables import shipped_schema

    with open_whole(**place(store, endpoint), watch=speech.progress) as graph:
        found = cover(graph.store, shipped_register(), shipped_schema(), folder, document)
    if as_json:
        speech.print_json([c.as_dict() for c in found])
    else:
        for line in (line for c in found if lines for line in c.say_lines(speech.language())):
            print(line)
        headings = [say("文書", "document"), say("行", "lines"), say("引用", "cited"), say("対象外", "left out")]
        rows = [[c.document.number, *map(str, (c.document.lines, len(c.cited), len(c.left_out)))] for c in found]
        empty = [["" if c.blank is None else str(len(c.blank)), as_ranges(c.uncited)] for c in found]
        headings += [say("空行", "empty"), say("引用のない行", "not cited")]
        speech.print_table(headings, [row + more for row, more in zip(rows, empty, strict=True)])
        for finding in (f for c in found for f in c.findings):
            print(finding.of(speech.language()))
    if any(c.findings for c in found):
        raise typer.Exit(FINDINGS)
