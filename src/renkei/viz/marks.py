"""What a node looks like: colour, shape and size of each group, read from one file that templates and scripts share."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from renkei import resources
from renkei.errors import Text
from renkei.schema.namespaces import ID


@cache
def encodings() -> dict[str, Any]:
    """Colour, shape and size of each group of nodes."""
    return tomllib.loads((resources.folder("viz") / "encodings" / "network.toml").read_text(encoding="utf-8"))


@cache
def group_names() -> dict[str, Text]:
    """The names of the groups of nodes, in the order of the legend."""
    return {g["id"]: Text(g["label"]["ja"], g["label"]["en"]) for g in encodings()["group"]}


def short(iri: str) -> str:
    """The id of a node on the page: its kind and id, without the base."""
    return iri.removeprefix(ID)
