"""Open data in a published form: its files found by their headings, and the tables of a data set that are made of them."""

from __future__ import annotations

import bz2
import csv
import gzip
import lzma
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, cast

from renkei.errors import Text, UsageError
from renkei.importers.spreadsheet import Imported
from renkei.importers.writing import (
    digest,
    former_tables,
    locator,
    write_dataset,
    write_report,
)
from renkei.schema.tables import SOURCE, shipped_schema
from renkei.tables.files import csv_text
from renkei.tables.problems import Problem

_OPENERS: Mapping[str, Callable[..., IO[str]]] = {
    ".gz": cast("Callable[..., IO[str]]", gzip.open),
    ".bz2": cast("Callable[..., IO[str]]", bz2.open),
    ".xz": cast("Callable[..., IO[str]]", lzma.open),
}
_LONGEST_CELL = 1_000_000
# After so many rows the progress is told.
_ROWS_BETWEEN_REPORTS = 50_000

Progress = Callable[[Text], None]


@dataclass(frozen=True)
class SourceFile:
    """A CSV file with its headings, plain or packed (.gz, .bz2, .xz); its cells are separated by commas or semicolons."""

    path: Path

    @cached_property
    def headings(self) -> tuple[str, ...]:
        with self._opened() as file:
            return tuple(next(self._cells(file), ()))

    def has(self, *names: str) -> bool:
        """Whether it has columns of these names."""
        return set(names) <= set(self.headings)

    def rows(self, progress: Progress | None = None) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows with their numbers (the headings are row 1), cells without spaces around them, "" for what is missing.

        Raises UsageError for a file that is no CSV in UTF-8, or is cut off.
        """
        headings = self.headings
        with self._opened() as file:
            cells = self._cells(file)
            next(cells)
            for number, row in enumerate(cells, start=2):
                if row:
                    yield number, dict.fromkeys(headings, "") | {h: c.strip() for h, c in zip(headings, row, strict=False)}
                if progress and number % _ROWS_BETWEEN_REPORTS == 0:
                    progress(Text(f"{self.path.name}: {number}行", f"{self.path.name}: {number} rows"))

    def locator(self, row: int) -> str:
        return locator(self.path.name, "", row)

    def _opened(self) -> IO[str]:
        opener: Callable[..., IO[str]] = _OPENERS.get(self.path.suffix.lower(), open)
        return opener(self.path, "rt", encoding="utf-8-sig", newline="")

    def _cells(self, file: IO[str]) -> Iterator[list[str]]:
        csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
        try:
            first = file.readline()
            separator = ";" if first.count(";") > first.count(",") else ","
            yield [name.strip() for name in next(csv.reader([first], delimiter=separator), [])]
            yield from csv.reader(file, delimiter=separator, strict=True)
        except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError, csv.Error) as error:
            raise UsageError(
                Text(
                    f"{self.path} を読めません（{error}）。もう一度取得してください。",
                    f"{self.path} cannot be read ({error}): fetch it again.",
                )
            ) from error


def source_files(directory: Path) -> list[SourceFile]:
    """The CSV files in a folder, by name. Raises UsageError where there are none."""
    if directory.is_file():
        folder = directory.parent
        raise UsageError(
            Text(
                f"{directory} はファイルです。フォルダー {folder} を指定してください。",
                f"{directory} is a file: name its folder, {folder}.",
            )
        )
    if not directory.is_dir():
        raise UsageError(Text(f"{directory} というフォルダーはありません。", f"There is no folder {directory}."))
    endings = tuple(f".csv{packed}" for packed in ("", *_OPENERS))
    found = [SourceFile(p) for p in sorted(directory.iterdir()) if p.name.lower().endswith(endings) and p.is_file()]
    if not found:
        raise UsageError(
            Text(f"{directory} に CSV がありません（.csv、.csv.gz など）。", f"{directory} holds no CSV (.csv, .csv.gz …).")
        )
    return found


@dataclass
class Made:
    """The tables that are being made, and what could not be taken.

    A row is a mapping of columns to cells; `rows[table]` has them by id, or by what tells a tie apart.
    """

    rows: dict[str, dict[tuple[str, ...], dict[str, str]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    used: dict[SourceFile, str] = field(default_factory=dict)

    def add(self, table: str, key: tuple[str, ...], row: Mapping[str, str], file: SourceFile, number: int) -> bool:
        """Add a row unless there is one of its key; False where there is."""
        rows = self.rows.setdefault(table, {})
        if key in rows:
            return False
        rows[key] = {**row, SOURCE: file.locator(number)}
        return True

    def warn(self, file: SourceFile, number: int, heading: str, value: str, why: Text) -> None:
        """A cell that is left out, or (with an empty value) a row."""
        column = file.headings.index(heading) + 1 if heading in file.headings else None
        self.problems.append(Problem("left-out", "warning", file.path.name, why, "", number, column, heading, value))

    def note(self, file: SourceFile, why: Text) -> None:
        """Something about a file as a whole."""
        self.problems.append(Problem("source", "note", file.path.name, why))


def untaken(file: SourceFile, taken: Collection[str]) -> Text | None:
    """That some columns of a file are not taken; None where all are."""
    left = [heading for heading in file.headings if heading and heading not in taken]
    names = ", ".join(left)
    return Text(f"使わない列: {names}", f"columns that are not taken: {names}") if left else None


def write_made(directory: Path, made: Made, settings: str) -> Imported:
    """Write the tables, with `settings` as their `dataset.toml` where there is none, and the report.

    The folder was checked before (`check_directory`). Raises UsageError where it cannot be written.
    """
    former = former_tables(directory)
    schema = shipped_schema()
    files = {}
    for name, rows in sorted(made.rows.items()):
        table = schema.tables[name]
        used = {heading for row in rows.values() for heading, text in row.items() if text}
        headings = [h for h in table.headings if h in used]
        files[f"{name}.csv"] = csv_text(headings, sorted([row.get(h, "") for h in headings] for row in rows.values()))
    write_dataset(directory, files, former, settings)
    described = tuple({"file": f.path.name, "sha256": digest(f.path), "taken_as": what} for f, what in made.used.items())
    counts = {name: len(rows) for name, rows in sorted(made.rows.items())}
    imported = Imported(directory, counts, tuple(sorted(made.problems, key=Problem.sort_key)), described, (), True)
    write_report(directory, imported.as_dict(), imported.problems)
    return imported
