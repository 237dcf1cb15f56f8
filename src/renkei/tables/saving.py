"""Workbooks written whole or not at all, the same bytes from the same call, with no cell that is a formula or a link."""

from __future__ import annotations

import contextlib
import datetime
import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

from renkei.errors import Text, UsageError

_MADE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def save_workbook(path: Path, fill: Callable[[Any], None]) -> None:
    """Write the XLSX file that `fill` makes of an empty xlsxwriter.Workbook.

    Raises UsageError for a name that does not end in .xlsx, and for a file that cannot be written, as while it is open.
    """
    if path.suffix.lower() != ".xlsx":
        raise UsageError(
            Text(f"{path}: 名前の終わりは .xlsx にしてください。", f"{path}: the name of the file must end in .xlsx.")
        )
    save_bytes(path, workbook_bytes(fill))


def workbook_bytes(fill: Callable[[Any], None]) -> bytes:
    """The XLSX file that `fill` makes of an empty xlsxwriter.Workbook."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "renkei", "created": _MADE})
        book.set_size(2400, 1400)
        fill(book)
    return content.getvalue()


def make_folder(path: Path) -> None:
    """Make a folder and those above it, unless it is there. Raises UsageError where that fails."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            Text(f"{path} を作れません: {error.strerror}。", f"{path} cannot be made: {error.strerror}.")
        ) from error


def save_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; what is no file, as a pipe or /dev/null, is written to. Raises UsageError where that
    fails, as while another program has it open, and for a file that is protected against writing.
    """
    target = path.resolve()
    scratch = target.with_name(f".{path.name}.{os.getpid()}")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        scratch.write_bytes(data)
        scratch.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            scratch.unlink()
        raise UsageError(
            Text(
                f"{path} に書けません: {error.strerror}。Excel で開いていれば閉じてください。",
                f"{path} cannot be written: {error.strerror}. Close it if it is open in Excel.",
            )
        ) from error
