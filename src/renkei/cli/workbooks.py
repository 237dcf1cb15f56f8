"""Commands about workbooks: an empty form to fill in, and the tables of a store as a form that is filled in."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from renkei.cli import speech
from renkei.cli.options import Endpoint, IncludePrivate, Store, place
from renkei.cli.speech import say
from renkei.errors import Text


class Language(StrEnum):
    ja = "ja"
    en = "en"


Lang = Annotated[
    Language | None,
    typer.Option("--lang", help=say("見出しの言語。", "Language of the headings."), show_default=False),
]


def template(
    file: Annotated[Path, typer.Argument(help=say("作るブック（.xlsx）。", "The workbook to make (.xlsx)."))],
    tables: Annotated[
        str | None,
        typer.Option(
            help=say("表の名前をカンマで区切って。例: companies,needs", "Names of tables with commas: companies,needs"),
            show_default=False,
        ),
    ] = None,
    lang: Lang = None,
) -> None:
    from renkei.resources import folder
    from renkei.schema.tables import shipped_schema
    from renkei.tables.forms import DEFAULT_TABLES
    from renkei.tables.template import write_template

    names = [name.strip() for name in tables.split(",") if name.strip()] if tables else DEFAULT_TABLES
    language = lang.value if lang else speech.language()
    places, vocabularies = folder("data") / "places", folder("ontology") / "vocabularies"
    made = write_template(file, shipped_schema(), names, language, vocabularies, places)
    listed = [t.heading.of(speech.language()) for t in made]
    speech.tell(Text(f"{file}: {'、'.join(listed)}", f"{file}: {', '.join(listed)}"))


def export_workbook(
    output: Annotated[Path, typer.Option("-o", "--output", help=say("書き出すブック（.xlsx）。", "The workbook to write."))],
    names: Annotated[
        list[str] | None, typer.Argument(help=say("表の名前。省略すると全て。", "Names of tables; without any, all."))
    ] = None,
    dataset: Annotated[
        list[str] | None,
        typer.Option(
            help=say(
                "このデータセットの行だけ。省略すると、自分のデータセット（なければ全て）。",
                "Only rows of this data set; without it those of your own, or all where there is none.",
            ),
            show_default=False,
        ),
    ] = None,
    lang: Lang = None,
    include_private: IncludePrivate = False,
    store: Store = None,
    endpoint: Endpoint = None,
) -> None:
    from renkei.build.workbook_export import export_workbook as write_workbook
    from renkei.build.workbook_export import own_datasets, told_by_registers
    from renkei.graph import open_whole
    from renkei.resources import folder
    from renkei.schema.tables import shipped_schema

    language = lang.value if lang else speech.language()
    places, vocabularies = folder("data") / "places", folder("ontology") / "vocabularies"
    with open_whole(**place(store, endpoint), watch=speech.progress) as opened:
        opened.refuse_private(include_private)
        datasets = dataset or own_datasets(opened.generation.manifest["datasets"])
        schema = shipped_schema()
        written = write_workbook(opened.store, schema, output, language, vocabularies, places, names or (), datasets)
        registered = told_by_registers(opened.store, datasets)
    speech.print_table([say("表", "table"), say("行", "rows")], [[k, str(v)] for k, v in written.items()])
    if registered:
        speech.tell(
            Text(
                f"登録簿が伝える値（{registered}件の機関の番号、正式名称など）は、このブックに入りません。"
                "データセットのフォルダーも渡すか、renkei import で読み込めば、もう一度登録簿から入ります。",
                f"What registers say of {registered} organisation(s), such as numbers and official names, is not in this "
                "workbook: hand on the data set's folder too, or read the workbook with renkei import, which asks the "
                "registers again.",
            )
        )
