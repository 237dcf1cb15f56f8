"""Lists as coordinators have them, written by the tests, and what importing them gives."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from renkei.importers.interpreting import Options
from renkei.importers.spreadsheet import Imported, import_lists

Write = Callable[..., Path]
Import = Callable[..., "Outcome"]

MEMBERS: list[list[Any]] = [
    ["ふくしま医療機器開発協議会　会員名簿"],
    [None, None, None, None, None, None, None, "令和6年4月1日現在"],
    [],
    ["No.", "会員名", "種別", "所在地", "電話番号\n（代表）", "入会年月", "保有技術", "担当者", "備考"],
    [1, "㈱テクノ", "企業", "福島県郡山市富久山町1-2", "０２４－９５４－４０１１", "H25.10", "樹脂成形、切削加工", "山田太郎"],
    [2, "国立大学法人福島大学", "大学", "福島県福島市金谷川1", "024-548-8006", "平成26年4月", None, "鈴木花子", "産学連携室"],
    [3, "福島県ハイテクプラザ", None, "福島県", None, "R元.12", "ISO 13485"],
    ["※ 順不同"],
]


@dataclass(frozen=True)
class Outcome:
    """What an import gave, with the rows of each table written."""

    done: Imported
    folder: Path

    def rows(self, table: str, *columns: str) -> list[tuple[str, ...]]:
        """The values of some columns, sorted."""
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return sorted(tuple(row.get(c) or "" for c in columns) for row in csv.DictReader(file))

    def problems(self, *severities: str) -> list[tuple[str, str | None, str]]:
        """Kind, cell and value of the problems of these severities."""
        return [(p.kind, p.cell, p.value) for p in self.done.problems if p.severity in (severities or ("error", "warning"))]

    def texts(self) -> dict[str, bytes]:
        """Every file of the data set."""
        found = sorted(p for p in self.folder.rglob("*") if p.is_file())
        return {p.relative_to(self.folder).as_posix(): p.read_bytes() for p in found}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes sheets (name=rows) as a workbook; `merge` are ranges of the first sheet."""

    def write_workbook(sheets: dict[str, Sequence[Sequence[Any]]], name: str = "list.xlsx", merge: Sequence[str] = ()) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path) as book:
            for number, (title, rows) in enumerate(sheets.items()):
                sheet = book.add_worksheet(title)
                for r, row in enumerate(rows):
                    for c, value in enumerate(row):
                        if isinstance(value, str) and value.startswith("="):
                            sheet.write_formula(r, c, value, None, "計算値")
                        elif value is not None:
                            sheet.write(r, c, value)
                for area in merge if number == 0 else ():
                    first = rows[int(area.split(":")[0][1:]) - 1][ord(area[0]) - 65]
                    sheet.merge_range(area, first)
        return path

    return write_workbook


@pytest.fixture
def load(tmp_path: Path) -> Import:
    """Imports files into a folder of the test."""

    def call(*files: Path, folder: str = "data", ask: Any = None, **options: Any) -> Outcome:
        return Outcome(import_lists(files, tmp_path / folder, Options(**options), ask=ask), tmp_path / folder)

    return call


@pytest.fixture
def members() -> list[list[Any]]:
    """A council's list of members: a title, a date, headings, three members, a note."""
    return [list(row) for row in MEMBERS]
