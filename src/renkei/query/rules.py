"""Rules: CONSTRUCT queries that derive statements; what a rule derives stands in a graph of its own."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox

from renkei import resources
from renkei.errors import Text
from renkei.query.saved import expand, read_header
from renkei.schema.namespaces import ID, RDF
from renkei.store.tokens import tokens


@dataclass(frozen=True)
class Rule:
    """A derivation rule; `sparql` is a CONSTRUCT over the default graph.

    `any_property` says that its pattern has a variable in place of a property; `properties_with` names the property that all
    these have, where there is one. What a `closed` rule derives lets it derive nothing more. A rule that gives much, and waits
    for what many others give, is run `last`: when these have nothing more to give. The pattern of a rule of `one_statement`
    takes one statement of the data, and finds the rest of what it asks for in the ontology's own files.
    """

    name: str
    title: Text
    sparql: str
    any_property: bool
    closed: bool = False
    last: bool = False
    one_statement: bool = False
    properties_with: str | None = None

    @property
    def reads(self) -> frozenset[str] | None:
        """The IRIs of the properties and classes that its pattern names; None where it may read any property.

        rdf:type is among them where the pattern asks for things of a class that it does not name.
        """
        if self.any_property:
            return None
        words = [t for t in tokens(self.sparql) if t.kind not in ("space", "comment")]
        where = next((n for n, t in enumerate(words) if t.text.upper() == "WHERE"), 0)
        words = words[where:]
        found = {expand(t.text) for t in words if t.kind == "pname" and not t.text.endswith(":")}
        found |= {t.text[1:-1] for t in words if t.kind == "iri"}
        after_a = {following.kind for word, following in pairwise(words) if word.text == "a" and word.kind == "word"}
        return frozenset(found | ({RDF.type.value} if after_a - {"pname", "iri"} else set()))

    @property
    def graph(self) -> ox.NamedNode:
        return ox.NamedNode(f"{ID}rule/{self.name}")


def read_rules(folder: Path) -> list[Rule]:
    """The rules of a folder, by name. Raises ValueError for a file without a header."""
    rules = []
    for path in sorted(folder.glob("*.rq")):
        header, text = read_header(path)
        title = Text(header["title"]["ja"], header["title"]["en"])
        link = header.get("properties_with")
        rules.append(
            Rule(
                path.stem,
                title,
                text,
                any_property=bool(header.get("any_property")) or bool(link),
                closed=bool(header.get("closed")),
                last=bool(header.get("last")),
                one_statement=bool(header.get("one_statement")),
                properties_with=expand(link) if link else None,
            )
        )
    return rules


def shipped_rules() -> list[Rule]:
    """The rules that ship with renkei."""
    return read_rules(resources.folder("queries") / "rules")
