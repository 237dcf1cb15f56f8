"""CSV files read into raw rows, and written back in canonical form."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from renkei.errors import CellError, Findings, TableErrors, Text, did_you_mean, unlisted_of
from renkei.schema.tables import Table

# A cell longer than this is a mistake (a whole document pasted in), and refused.
LONGEST_CELL = 10_000

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one row by heading; `number` counts as a spreadsheet does, the heading being row 1.

    `wrong` names columns whose value was refused, and told: that it is missing is not told too.
    """

    number: int
    cells: dict[str, str]
    wrong: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RawTable:
    file: str
    table: Table
    rows: Sequence[RawRow]
    added: bool = False


@dataclass(frozen=True)
class TableFile:
    """A CSV file whose rows are read from the disk each time they are asked for, so that a large one is never held.

    One that is `added` says more of things that other rows describe, from outside: it needs no required columns.
    """

    path: Path
    table: Table
    file: str
    added: bool = False

    @property
    def rows(self) -> Iterator[RawRow]:
        """The rows; raises TableErrors like `read_csv`, in part only at the end."""
        errors: list[CellError] = Findings()
        yield from _scanned(self.path, self.table, self.file, errors, self.added)
        if errors:
            raise TableErrors(errors, unlisted_of(errors))


def read_csv(path: Path, table: Table, name: str | None = None, added: bool = False) -> RawTable:
    """The rows of a CSV file (UTF-8, with or without BOM) whose headings are columns of `table`.

    A row that ends early is filled up, since Excel leaves out empty cells at the end. Raises TableErrors for an encoding that
    is not UTF-8, unknown, repeated or missing headings, rows longer than the heading, and quotes that do not close.
    """
    found = TableFile(path, table, name or path.name, added)
    return RawTable(found.file, table, tuple(found.rows), added)


def _scanned(path: Path, table: Table, file: str, errors: list[CellError], added: bool = False) -> Iterator[RawRow]:
    """The rows without fault; faults are appended to `errors`, and those that leave nothing to read are raised."""
    csv.field_size_limit(max(csv.field_size_limit(), path.stat().st_size + 1))
    records = _records(path, file)
    first = next(records, None)
    if first is None:
        raise TableErrors([_error(file, 1, None, "", Text("表が空です。", "The table is empty."))])
    headings = [h.strip() for h in first]
    errors += _heading_errors(file, table, headings, added)
    width = len(headings)
    for number, record in enumerate(records, start=2):
        said = "".join(record)
        if not said or said.isspace():
            continue
        if len(record) > width:
            why = Text(
                f"見出しは{width}列ですが、この行には{len(record)}個の値があります。",
                f"The heading has {width} columns, this row has {len(record)} values.",
            )
            advice = Text("カンマを含む値は二重引用符で囲んでください。", "Put values that hold a comma in double quotes.")
            errors.append(_error(file, number, None, record[width], why, advice))
            continue
        if len(said) > LONGEST_CELL or _CONTROL.search(said):
            for heading, cell in zip(headings, record, strict=False):
                errors += _cell_errors(file, number, heading, cell)
        if len(record) < width:
            record += [""] * (width - len(record))
        yield RawRow(number, dict(zip(headings, map(str.strip, record), strict=True)))


def _records(path: Path, file: str) -> Iterator[list[str]]:
    """The records of the file, the heading among them. Raises TableErrors for bytes that are not UTF-8 and open quotes."""
    number = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            for record in csv.reader(text, strict=True):
                yield record
                number += 1
    except csv.Error as error:
        _refuse_other_encodings(path, file)
        why = Text("二重引用符の付け方が正しくありません。", "The double quotes are not right.")
        advice = Text(
            "値の中の引用符は2つ重ね、値の前後を引用符で閉じてください。",
            "Double a quote inside a value, and close the quotes around it.",
        )
        raise TableErrors([_error(file, number, None, "", why, advice)]) from error
    except UnicodeDecodeError:
        _refuse_other_encodings(path, file)
        raise


def _refuse_other_encodings(path: Path, file: str) -> None:
    data = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        row = sum(1 for _ in csv.reader(io.StringIO(before + "?", newline="")))
        why = Text("UTF-8 として読めない文字があります。", "There are bytes that are not UTF-8.")
        advice = Text("「CSV UTF-8」で保存し直してください。", "Save the file again as CSV UTF-8.")
        raise TableErrors([_error(file, row, None, "", why, advice)]) from error


def _heading_errors(file: str, table: Table, headings: list[str], added: bool) -> list[CellError]:
    errors = []
    known = set(table.headings)
    for number, heading in enumerate(headings):
        if not heading:
            why = Text(f"{number + 1}番目の列に見出しがありません。", f"Column number {number + 1} has no heading.")
            errors.append(_error(file, 1, None, "", why))
        elif heading not in known:
            why = Text(f"表 {table.name} にこの列はありません。", f"The table {table.name} has no such column.")
            errors.append(_error(file, 1, heading, heading, why, did_you_mean(heading, known)))
        elif heading in headings[:number]:
            errors.append(_error(file, 1, heading, heading, Text("列が重複しています。", "The column stands twice.")))
    required = [c.name for c in table.columns if c.minimum and not added and not _other_column(table, c.name, headings)]
    if added or (not table.key and not table.identity):
        required.insert(0, "id")
    for name in required:
        if name not in headings:
            errors.append(_error(file, 1, name, "", Text("必要な列がありません。", "A required column is missing.")))
    return errors


def _other_column(table: Table, name: str, headings: Sequence[str]) -> bool:
    """Whether another column of the file writes the same property in the same language."""
    column = table.find_column(name)
    return column is not None and any(
        c.name in headings and c.name != name and (c.path, c.language) == (column.path, column.language) for c in table.columns
    )


def _cell_errors(file: str, number: int, heading: str, cell: str) -> list[CellError]:
    if len(cell) > LONGEST_CELL:
        why = Text(
            f"値が長すぎます（{len(cell)}字、上限{LONGEST_CELL}字）。",
            f"The value is too long ({len(cell)} characters, at most {LONGEST_CELL}).",
        )
        return [_error(file, number, heading, cell[:40] + "…", why)]
    if _CONTROL.search(cell):
        why = Text("制御文字が含まれています。", "There is a control character in the value.")
        return [_error(file, number, heading, repr(cell)[:60], why)]
    return []


def _error(file: str, row: int, column: str | None, value: str, why: Text, advice: Text | None = None) -> CellError:
    return CellError(file=file, row=row, column=column, value=value, why=why, suggestion=advice)


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV text in canonical form: LF, quotes only where needed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue()
