"""Rules: CONSTRUCT queries that derive statements; what a rule derives stands in a graph of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from renkei import resources
from renkei.errors import Text
from renkei.query.saved import read_header
from renkei.schema.namespaces import ID


@dataclass(frozen=True)
class Rule:
    """A derivation rule; `sparql` is a CONSTRUCT over the default graph."""

    name: str
    title: Text
    sparql: str

    @property
    def graph(self) -> ox.NamedNode:
        return ox.NamedNode(f"{ID}rule/{self.name}")


def read_rules(folder: Path) -> list[Rule]:
    """The rules of a folder, by name. Raises ValueError for a file without a header."""
    rules = []
    for path in sorted(folder.glob("*.rq")):
        header, text = read_header(path)
        rules.append(Rule(path.stem, Text(header["title"]["ja"], header["title"]["en"]), text))
    return rules


def shipped_rules() -> list[Rule]:
    """The rules that ship with renkei."""
    return read_rules(resources.folder("queries") / "rules")
