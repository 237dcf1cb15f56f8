"""Options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from renkei.cli.speech import say

FINDINGS, USAGE = 1, 2

Store = Annotated[
    Path | None,
    typer.Option(
        "--store", envvar="RENKEI_STORE", help=say("ストアのフォルダー。", "Folder of the store."), show_default=False
    ),
]
Endpoint = Annotated[
    str | None,
    typer.Option(
        "--endpoint",
        envvar="RENKEI_ENDPOINT",
        metavar="URL",
        help=say("--store の代わりに読む SPARQL サーバー。", "A SPARQL server to read instead of --store."),
        show_default=False,
    ),
]
IncludePrivate = Annotated[
    bool,
    typer.Option(
        "--include-private", help=say("非公開のデータがあっても書き出す。", "Write even what the store keeps private.")
    ),
]
Align = Annotated[
    list[str] | None,
    typer.Option(
        "--align",
        metavar="NAME",
        help=say("他のオントロジーの語も使う（eurio）。", "Speak the terms of another ontology too (eurio)."),
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help=say("JSON で出力する。", "Print JSON."))]


class WithPairs(TyperCommand):
    """A command whose options --tie and --untie take two values each and may be repeated, which typer has no annotation for."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for parameter in self.params:
            if parameter.name in ("tie", "untie"):
                parameter.nargs = 2


def place(store: Path | None, endpoint: str | None) -> dict[str, Any]:
    """Which store to open; of one that is typed and one from the environment, the one that is typed."""
    if store and endpoint:
        store_typed = str(store) != os.environ.get("RENKEI_STORE")
        endpoint_typed = endpoint != os.environ.get("RENKEI_ENDPOINT")
        if store_typed != endpoint_typed:
            store, endpoint = (store, None) if store_typed else (None, endpoint)
    return {"path": store, "endpoint": endpoint}


def typed(store: Path | None, endpoint: str | None) -> dict[str, Any]:
    """The store or server that is typed; those of the environment are left aside."""
    return {
        "path": store if store and str(store) != os.environ.get("RENKEI_STORE") else None,
        "endpoint": endpoint if endpoint != os.environ.get("RENKEI_ENDPOINT") else None,
    }


def group(help_text: str) -> typer.Typer:
    """A group of commands."""
    return typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=help_text)


def with_example(ja: str, en: str, *examples: str) -> str:
    """A help text in the reader's language, with examples that can be typed as they are."""
    return say("\n\n".join([ja, *(f"例: {e}" for e in examples)]), "\n\n".join([en, *(f"Example: {e}" for e in examples)]))


Datasets = Annotated[
    list[Path] | None,
    typer.Argument(help=say("表のフォルダー。省略すると同梱データのみ。", "Folders of tables; without any, the shipped data.")),
]
