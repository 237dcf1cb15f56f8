"""Rows of text laid out: delimited, aligned for a terminal, as Markdown."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence


def delimited(rows: Iterable[Sequence[str]], delimiter: str, newline: str) -> str:
    """Rows as CSV (or TSV, by the delimiter), with quotes only where they are needed."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return out.getvalue()


# What a spreadsheet takes for a formula at the beginning of a cell; Japanese Excel takes the wide forms too.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


def begins_formula(text: str) -> bool:
    """Whether a spreadsheet that reads `text` from a CSV file, or has it typed, would run it."""
    return bool(_FORMULA.match(text))


def aligned(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of columns that stand under each other on a terminal; Japanese letters count as two, line breaks show as ↵."""
    lines = [[_one_line(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(c + " " * (w - width(c)) for c, w in zip(row, widths, strict=True)).rstrip() for row in lines]


# So wide a column of Markdown is filled up with spaces; longer cells stand out of line.
_WIDEST_FILLED = 60
_MARKDOWN = re.compile(r"[\\`*_\[\]<>|&~]")
_BREAK = re.compile(r"\r\n|\r|\n")


def markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of GitHub Flavored Markdown whose cells read as they are: no mark-up, entity or HTML in them takes effect."""
    cells = [[_markdown_cell(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(3, *(min(width(c), _WIDEST_FILLED) for c in column)) for column in zip(*cells, strict=True)]
    lines = ["| " + " | ".join(c + " " * (w - width(c)) for c, w in zip(row, widths, strict=True)) + " |" for row in cells]
    lines.insert(1, "| " + " | ".join("-" * w for w in widths) + " |")
    return "\n".join(lines) + "\n"


def _markdown_cell(text: str) -> str:
    return _MARKDOWN.sub(r"\\\g<0>", visible(text)).replace("\n", "<br>")


def with_line_feeds(text: str) -> str:
    """`text` with a line feed for each line break of any kind."""
    return _BREAK.sub("\n", text)


def width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def shortened(text: str, most: int) -> str:
    """`text`, or its beginning and … where it has more than `most` letters."""
    return text if len(text) <= most else text[:most] + "…"


def _one_line(text: str) -> str:
    return _BREAK.sub("↵", text).translate(_CONTROLS)


def visible(text: str) -> str:
    """`text` with pictures (␛) in place of the control characters that would steer a terminal; line breaks stay."""
    return "\n".join(line.translate(_CONTROLS) for line in _BREAK.split(text))


# The pictures of control characters are U+2400 and after.
_CONTROLS = {n: 0x2400 + n for n in range(32)} | {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
