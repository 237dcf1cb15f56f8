"""Text files of values (CSV, TSV) read as one sheet, row by row, with memory that does not grow with the file.

The delimiter is found strictly: it is the one that splits the first rows evenly; where two do, it is asked for. Every cell is
text, just as it stands; a row number counts as a spreadsheet does, so a quoted line break does not make a row.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from renkei.errors import Text
from renkei.tables.encodings import Encoding, find_encoding
from renkei.tables.sheets import (
    LAST_COLUMN,
    Cell,
    Finding,
    Limits,
    Row,
    Rows,
    Sheet,
    Workbook,
    WorkbookError,
    any_odd,
    changed,
    column_letters,
    text_findings,
)

DELIMITERS = (",", "\t", ";")
_NAMES = {",": Text("コンマ", "comma"), "\t": Text("タブ", "tab"), ";": Text("セミコロン", "semicolon")}
_SAMPLE = 100  # rows
_WRONG_QUOTES = Text("二重引用符の付け方が正しくありません。", "The double quotes are not right.")
_QUOTES = Text(
    "値の中の引用符は2つ重ね、値の前後を引用符で閉じてください。",
    "Double a quote inside a value, and close the quotes around it.",
)


def read_delimited(
    path: Path, file: str, limits: Limits, encoding: str | None = None, delimiter: str | None = None
) -> Workbook:
    """A text file as a workbook of one sheet. Raises WorkbookError where encoding or delimiter cannot be told."""
    # The limit is one of the whole process: it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), limits.cell))
    found = find_encoding(path, file, limits, encoding)
    if delimiter is None:
        delimiter = "\t" if path.suffix.lower() in (".tsv", ".tab") else _find_delimiter(path, file, found)
    elif delimiter not in DELIMITERS:
        why = Text(f"区切り文字 {delimiter!r} は扱えません。", f"The delimiter {delimiter!r} is not supported.")
        advice = Text("コンマ、タブ、セミコロンのどれかにしてください。", "Use a comma, a tab or a semicolon.")
        raise WorkbookError("delimiter", file, why, advice)
    name = _NAMES[delimiter]
    why = Text(
        f"文字コードは {found.name}、区切りは{name.ja}です。", f"The encoding is {found.name}, the delimiter a {name.en}."
    )
    rows = Rows(partial(_rows, path, file, limits, found, delimiter))
    sheet = Sheet("", False, rows)
    note = Finding("encoding", "note", why, value=found.name)
    return Workbook(file, "tsv" if delimiter == "\t" else "csv", (sheet,), (note,), found.name, delimiter)


def _rows(path: Path, file: str, limits: Limits, encoding: Encoding, delimiter: str) -> Iterator[Row]:
    number = 0
    letters: list[str] = []
    try:
        with path.open(encoding=encoding.codec, errors="strict", newline="") as stream:
            for number, record in enumerate(csv.reader(stream, delimiter=delimiter, strict=True), start=1):
                cells = tuple(
                    [Cell(number, column, text) for column, text in enumerate(record, 1) if text and not text.isspace()]
                )
                if not cells:
                    continue
                if len(record) > LAST_COLUMN:
                    why = Text(
                        f"{len(record)}列あります（上限{LAST_COLUMN}列）。",
                        f"There are {len(record)} columns (at most {LAST_COLUMN}).",
                    )
                    raise WorkbookError("too-large", file, why, None, place=f"row {number}")
                findings: tuple[Finding, ...] = ()
                if any_odd(record):
                    letters += map(column_letters, range(len(letters) + 1, len(record) + 1))
                    findings = tuple(
                        f for c in cells for f in text_findings(str(c.value), "", f"{letters[c.column - 1]}{number}")
                    )
                yield Row(number, cells, False, findings)
    except csv.Error as error:
        raise _not_csv(file, number + 1, limits, error) from error
    except UnicodeDecodeError as error:
        raise changed(file) from error


def _not_csv(file: str, row: int, limits: Limits, error: csv.Error) -> WorkbookError:
    if "field limit" in str(error):
        why = Text(f"{limits.cell} 字を超える値があります。", f"There is a value of more than {limits.cell} characters.")
    else:
        why = _WRONG_QUOTES
    return WorkbookError("quotes", file, why, _QUOTES, place=f"row {row}")


def _find_delimiter(path: Path, file: str, encoding: Encoding) -> str:
    """The delimiter that gives most of the first rows the same number of columns, two at least."""
    shares: dict[str, float] = {}
    failed = 0
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        read = 0
        try:
            with path.open(encoding=encoding.codec, errors="strict", newline="") as stream:
                reader = csv.reader(stream, delimiter=delimiter, strict=True)
                for record in islice(reader, _SAMPLE):
                    read += 1
                    widths[len(record)] += any(record)
        except csv.Error:
            failed = failed or read + 1
            continue
        except UnicodeDecodeError as error:
            raise changed(file) from error
        split = sum(number for width, number in widths.items() if width > 1)
        if split * 2 >= widths.total() > 0:
            shares[delimiter] = max(number for width, number in widths.items() if width > 1) / widths.total()
    if not shares:
        if failed:
            raise WorkbookError("quotes", file, _WRONG_QUOTES, _QUOTES, place=f"row {failed}")
        return ","  # one column
    best = max(shares.values())
    left = [delimiter for delimiter, share in shares.items() if share == best]
    if len(left) > 1:
        ja, en = "、".join(_NAMES[d].ja for d in left), ", ".join(_NAMES[d].en for d in left)
        why = Text(f"区切り文字を決められません（候補: {ja}）。", f"The delimiter cannot be told (possible: {en}).")
        advice = Text("区切り文字を指定するか、XLSX で保存してください。", "Say which it is, or save the file as XLSX.")
        raise WorkbookError("ambiguous-delimiter", file, why, advice)
    return left[0]
