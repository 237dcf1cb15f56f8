"""What a build left out of a store for the public because it is private, told by table."""

from __future__ import annotations

from collections.abc import Mapping

from renkei.build.pipeline import Built
from renkei.errors import Text
from renkei.schema.tables import Schema


def withheld_text(built: Built, schema: Schema) -> Text | None:
    """The number of rows, and of cells in rows that are there, for each table; None where nothing was left out."""
    parts = [
        _by_table(built.withheld_rows, schema, Text("行", " rows")),
        _by_table(built.withheld_cells, schema, Text("セル", " cells")),
    ]
    ja, en = "、".join(p.ja for p in parts if p.ja), ", ".join(p.en for p in parts if p.en)
    return Text(ja, en) if ja else None


def _by_table(counts: Mapping[str, int], schema: Schema, unit: Text) -> Text:
    found = [(schema.tables[name].heading, number) for name, number in sorted(counts.items()) if number]
    return Text(
        "、".join(f"{heading.ja} {number:,}{unit.ja}" for heading, number in found),
        ", ".join(f"{heading.en} {number:,}{_one(unit.en, number)}" for heading, number in found),
    )


def _one(unit: str, number: int) -> str:
    return unit.removesuffix("s") if number == 1 else unit
