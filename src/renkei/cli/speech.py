"""What the commands say: in the reader's language, progress on stderr, data on stdout."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

from renkei.errors import RenkeiError, TableErrors, Text
from renkei.text.reader import reader_language


def language() -> str:
    """The reader's language, as `text.reader` finds it."""
    return reader_language()


def say(ja: str, en: str) -> str:
    """The words in the reader's language, for help texts."""
    return Text(ja, en).of(language())


def tell(text: Text) -> None:
    """A line for the reader, on stderr."""
    print(text.of(language()), file=sys.stderr)


def progress(text: Text) -> None:
    """One step of a longer work: a spinner line on a terminal, a plain line elsewhere."""
    if sys.stderr.isatty() and "NO_COLOR" not in os.environ:
        print(f"\x1b[2K\r… {text.of(language())}", end="", file=sys.stderr, flush=True)
    else:
        print(f"- {text.of(language())}", file=sys.stderr)


def progress_done() -> None:
    """Wipe the spinner line of a terminal."""
    if sys.stderr.isatty() and "NO_COLOR" not in os.environ:
        print("\x1b[2K\r", end="", file=sys.stderr, flush=True)


def tell_error(error: RenkeiError, as_json: bool = False) -> None:
    """An error in the reader's language, on stderr; with `as_json` the facts in both languages, on stdout."""
    if as_json:
        facts = [e.as_dict() for e in error.errors] if isinstance(error, TableErrors) else []
        print_json({"error": {"ja": error.message.ja, "en": error.message.en}, "cells": facts})
        return
    print(error.message.of(language()), file=sys.stderr)


def print_json(value: object) -> None:
    """A value as JSON on stdout, keys sorted."""
    print(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table for reading; cells are shown as they are, never as markup."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Plain

    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for heading in headings:
        table.add_column(Plain(heading), overflow="fold")
    for row in rows:
        table.add_row(*(Plain(cell) for cell in row))
    width = None if sys.stdout.isatty() else 200
    Console(width=width, emoji=False, markup=False, highlight=False).print(table)
