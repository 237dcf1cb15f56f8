"""Answers of any form, printed or written to a file."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from renkei.cli import speech
from renkei.errors import Text, UsageError, near_misses
from renkei.query.formats import Format, check_fit, get_format

if TYPE_CHECKING:
    from renkei.query.rendering import Answer, Labels
    from renkei.query.results import Result


def choose_format(form: Format | None, output: Path | None) -> Format | None:
    """The format for an answer, found before anything is asked; None: the one for its form, on the terminal.

    Raises UsageError where the file cannot be written, its ending names no format, or a workbook would go to a terminal.
    """
    if output is None:
        if form is Format.xlsx and sys.stdout.isatty():
            raise UsageError(
                Text(
                    "xlsx は端末に表示できません。-o 名前.xlsx でファイルに書いてください。",
                    "A workbook (xlsx) cannot be shown on a terminal: write it to a file with -o NAME.xlsx.",
                )
            )
        return form
    check_place(output)
    form = form or get_format(output)
    check_fit(output, form)
    return form


def check_place(output: Path) -> None:
    """Raise UsageError where a file is to be written into a folder that is not there, or in place of a folder."""
    if not output.parent.is_dir():
        missing = output.parent
        raise UsageError(
            Text(
                f"{output} に書けません: フォルダー {missing} がありません。先に作ってください。",
                f"{output} cannot be written: there is no folder {missing}. Make it first.",
            )
        )
    if output.is_dir():
        raise UsageError(
            Text(f"{output} はフォルダーです。ファイルの名前を指定してください。", f"{output} is a folder: name a file in it.")
        )


def form_of_file(output: Path, endings: Collection[str]) -> str:
    """The form that the ending of a file names. Raises UsageError for none of `endings`, and where it cannot be written."""
    form = output.suffix.removeprefix(".").lower()
    if form not in endings:
        near, listed = near_misses(form, endings), [f".{name}" for name in endings]
        said = Text(f" もしかして: .{near[0]}", f" Did you mean .{near[0]}?") if near else Text("", "")
        raise UsageError(
            Text(
                f"{output}: 名前の終わりは {'、'.join(listed)} のどれかです。{said.ja}",
                f"{output}: the name ends in one of {', '.join(listed)}.{said.en}",
            )
        )
    check_place(output)
    return form


def put(answer: Answer, form: Format | None, output: Path | None, labels: Labels) -> None:
    """Print an answer, or write it to a file and say so."""
    from renkei.query.rendering import rendered
    from renkei.query.results import Result
    from renkei.query.statements import Statements
    from renkei.tables.saving import save_bytes

    if form is None:
        form = Format.ttl if isinstance(answer, Statements) else Format.table
    if output is None and form is Format.table:
        if isinstance(answer, bool):
            print(str(answer).lower())
            return
        if isinstance(answer, Result):
            _print_rows(answer)
            return
    if isinstance(answer, Result):
        _tell_of(form, answer)
    content = rendered(answer, form, speech.language(), labels)
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        save_bytes(output, content)
        told = _size(answer)
        speech.tell(Text(f"{output}: {told.ja}", f"{output}: {told.en}"))


def _tell_of(form: Format, result: Result) -> None:
    """What a reader should know of rows in a format that is not one of rows."""
    if form in (Format.ttl, Format.jsonld):
        speech.tell(
            Text(
                "SELECT の行は W3C の rs:ResultSet として書きます。文そのものには CONSTRUCT か DESCRIBE を使います。",
                "The rows of a SELECT are written as a W3C rs:ResultSet. For statements use CONSTRUCT or DESCRIBE.",
            )
        )
    elif form is Format.graphml:
        from renkei.query.edges import rows_without_edge

        if without := rows_without_edge(result):
            speech.tell(
                Text(f"{without}行には片方の端がなく、線になりません。", f"{without} row(s) lack an end, and have no edge.")
            )


def put_text(text: str, output: Path | None) -> None:
    """Print a text, or write it to a file."""
    from renkei.tables.saving import save_bytes

    if output is None:
        sys.stdout.write(text)
    else:
        check_place(output)
        save_bytes(output, text.encode("utf-8"))
        speech.tell(Text(f"{output} に書きました。", f"{output} is written."))


def _size(answer: Answer) -> Text:
    from renkei.query.statements import Statements

    if isinstance(answer, bool):
        return Text(str(answer).lower(), str(answer).lower())
    number = len(answer)
    return Text(f"{number}件の文", f"{number} statement(s)") if isinstance(answer, Statements) else _rows(number)


def _rows(number: int) -> Text:
    return Text(f"{number}行", f"{number} row(s)")


def _print_rows(result: Result) -> None:
    from renkei.query.layouts import visible
    from renkei.query.values import cell_text

    words = speech.language()
    headings = [h.of(words) for h in result.headings]
    rows = [[visible(cell_text(t)) for t in row] for row in result.table.rows]
    if result.sources is not None:
        headings.append(Text("出典", "sources").of(words))
        rows = [[*r, "\n".join(map(str, found))] for r, found in zip(rows, result.sources, strict=True)]
    speech.print_table(headings, rows)
    for document in sorted({f"{s.document}: {s.label.of(words)}" for r in result.sources or () for s in r if s.document}):
        print(document)
    speech.tell(_rows(len(result)))
