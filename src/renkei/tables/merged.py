"""Merged ranges filled: every cell of a range reads as the one that was merged over it, and says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from renkei.errors import Text
from renkei.tables.archives import too_large
from renkei.tables.sheets import LAST_ROW, Cell, Finding, Limits, Row, column_letters, column_number

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")


@dataclass(frozen=True, order=True)
class Range:
    """A rectangle of cells, first and last row and column included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{column_letters(self.left)}{self.top}:{column_letters(self.right)}{self.bottom}"


def read_range(text: str) -> Range:
    """The range that `text` (A1:B2) writes. Raises ValueError."""
    match = _RANGE.fullmatch(text)
    if not match:
        raise ValueError(text[:40])
    found = Range(int(match[2]), column_number(match[1]), int(match[4]), column_number(match[3]))
    if not (1 <= found.top <= found.bottom <= LAST_ROW and found.left <= found.right):
        raise ValueError(text[:40])
    return found


def split_wide(ranges: Sequence[Range], limits: Limits) -> tuple[list[Range], list[Range]]:
    """The ranges to fill, and those too wide to be anything but a mistake."""
    return (
        [r for r in ranges if r.right - r.left < limits.merge_width],
        [r for r in ranges if r.right - r.left >= limits.merge_width],
    )


def merge_findings(sheet: str, filled: Sequence[Range], wide: Sequence[Range]) -> Iterator[Finding]:
    """A note of the ranges that are filled, a warning for each that is not."""
    if filled:
        shown = ", ".join(map(str, filled[:10])) + ("…" if len(filled) > 10 else "")
        why = Text(
            f"結合されたセル{len(filled)}か所を、左上の値で埋めて読みます。",
            f"{len(filled)} merged range(s) are read with the value of their first cell in every cell.",
        )
        yield Finding("merged", "note", why, None, sheet, shown)
    for found in wide:
        width = found.right - found.left + 1
        why = Text(f"結合の幅が{width}列あるため、埋めずに読みます。", f"The range is {width} columns wide and is not filled.")
        yield Finding("merged-too-wide", "warning", why, None, sheet, str(found))


def fill_merged(rows: Iterator[Row], ranges: Sequence[Range], file: str, sheet: str, limits: Limits) -> Iterator[Row]:
    """The rows with their merged cells filled; an empty row stays empty, and a value under a merge stays as it is.

    Raises WorkbookError where filling adds more than `limits.filled` cells.
    """
    waiting = sorted(ranges, reverse=True)
    active: list[tuple[Range, Cell | None]] = []
    filled = 0
    for row in rows:
        while waiting and waiting[-1].top <= row.number:
            found = waiting.pop()
            active.append((found, row.find(found.left) if found.top == row.number else None))
        active = [(r, c) for r, c in active if r.bottom >= row.number and c is not None]
        if not active:
            yield row
            continue
        cells = {cell.column: cell for cell in row.cells}
        before = len(cells)
        for found, origin in active:
            if origin is None:
                continue
            for column in range(found.left, found.right + 1):
                if column not in cells:
                    cells[column] = origin._replace(row=row.number, column=column, merged_from=origin.address)
            filled += found.right - found.left + 1
            if filled > limits.filled:
                raise too_large(
                    file,
                    f"結合セルを埋めると {limits.filled} セル超",
                    f"filling merged cells adds more than {limits.filled} cells",
                    str(found),
                )
        yield replace(row, cells=tuple(cells[c] for c in sorted(cells))) if len(cells) > before else row
