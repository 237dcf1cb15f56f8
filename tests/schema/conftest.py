"""A copy of the ontology that a test may change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from renkei import resources
from renkei.schema.tables import Schema, read_schema


class Ontology:
    """A copy of the shipped ontology folder; `change` edits one of its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = shutil.copytree(resources.folder("ontology"), folder)

    def change(self, file: str, old: str, new: str, count: int = 1) -> None:
        """Replace the first `count` places of `old`, which must stand in the file."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r}"
        path.write_text(text.replace(old, new, count), encoding="utf-8")

    def add(self, file: str, turtle: str) -> None:
        path = self.folder / file
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{turtle}\n", encoding="utf-8")

    def schema(self) -> Schema:
        return read_schema(self.folder)


@pytest.fixture
def ontology(tmp_path: Path) -> Ontology:
    return Ontology(tmp_path / "ontology")
