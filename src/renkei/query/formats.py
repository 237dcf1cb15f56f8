"""The formats that answers are written in, and the endings of files that name them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from renkei.errors import Text, UsageError


class Format(StrEnum):
    table = "table"
    csv = "csv"
    excel_csv = "excel-csv"
    tsv = "tsv"
    json = "json"
    xlsx = "xlsx"
    md = "md"
    ttl = "ttl"
    jsonld = "jsonld"
    graphml = "graphml"


ENDINGS = {
    ".txt": Format.table,
    ".csv": Format.csv,
    ".tsv": Format.tsv,
    ".json": Format.json,
    ".xlsx": Format.xlsx,
    ".md": Format.md,
    ".ttl": Format.ttl,
    ".jsonld": Format.jsonld,
    ".graphml": Format.graphml,
}


def get_format(path: Path) -> Format:
    """The format that the ending of a file names. Raises UsageError for one that names none."""
    found = ENDINGS.get(path.suffix.lower())
    if found is None:
        listed = " ".join(ENDINGS)
        raise UsageError(
            Text(
                f"{path}: 名前の終わりから出力の形が分かりません（{listed}）。--format でも指定できます。",
                f"{path}: its ending names no format (these do: {listed}). Or say --format.",
            )
        )
    return found


def check_fit(path: Path, form: Format) -> None:
    """Raise UsageError where `path` has the ending of a workbook and `form` is none, or the other way round.

    Excel refuses to open either.
    """
    if (path.suffix.lower() == ".xlsx") != (form is Format.xlsx):
        raise UsageError(
            Text(
                f"{path}: .xlsx は --format xlsx と、ほかの形はほかの名前と組み合わせてください（指定は {form}）。",
                f"{path}: .xlsx goes with --format xlsx only, and that with no other ending (the format is {form}).",
            )
        )
