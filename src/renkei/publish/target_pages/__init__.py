"""The section of targets: the board of all, and the same on the page of each indicator."""

from __future__ import annotations

from collections.abc import Iterator

from renkei.publish.making import File, Making
from renkei.publish.target_pages.board import Board


def target_pages(making: Making, language: str) -> Iterator[File]:
    """The board, and its table as a file."""
    board = Board(making)
    yield making.page(language, "targets/index.html", "targets.html", **board.context(language))
    yield f"{language}/targets/targets.csv", board.csv(language)
