"""Small tables of the shipped schema, read from text, and a few things to refer to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from renkei.build.load import load
from renkei.build.pipeline import shipped_register
from renkei.errors import CellError, TableErrors
from renkei.schema.tables import shipped_schema
from renkei.tables.files import RawTable, read_csv

Read = Callable[[str, bytes | str], RawTable]
ErrorsOf = Callable[..., list[CellError]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads text or bytes as a table of that name."""

    def read_table(table: str, content: bytes | str) -> RawTable:
        path = tmp_path / f"{table}.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_csv(path, shipped_schema().tables[table])

    return read_table


@pytest.fixture
def errors_of(tmp_path: Path) -> ErrorsOf:
    """The errors of a data set with these tables (name=text), loaded on top of the shipped places."""

    def found(**tables: str) -> list[CellError]:
        from renkei.build.datasets import read_dataset, shipped_datasets
        from renkei.resources import folder

        mine = tmp_path / "mine"
        mine.mkdir()
        for name, text in tables.items():
            (mine / f"{name}.csv").write_text(text, encoding="utf-8")
        places = next(d for d in shipped_datasets() if d.id == "places")
        try:
            load([places, read_dataset(mine)], shipped_schema(), shipped_register(), folder("ontology") / "vocabularies")
        except TableErrors as error:
            return list(error.errors)
        return []

    return found
