"""JSON-LD with the project's own context, which is bundled and never fetched (W3C JSON-LD 1.1).

A key is the property's compact IRI, and the context says how its values are to be read: an IRI, a text by language, a number.
A value that does not fit what the context says of its property stands under the property's full IRI, where nothing is
assumed. So what is read back is what was written, with any context.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, BinaryIO

import pyoxigraph as ox

from renkei import resources
from renkei.schema.namespaces import RDF, XSD

_TYPE, _STRING, _BOOLEAN, _INTEGER = RDF.type, XSD.string, XSD.boolean, XSD.integer
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,14}")  # what every reader of JSON keeps exactly


@cache
def bundled_context() -> dict[str, Any]:
    """The terms of `ontology/context.jsonld`; it must not be changed."""
    text = (resources.folder("ontology") / "context.jsonld").read_text(encoding="utf-8")
    terms: dict[str, Any] = json.loads(text)["@context"]
    return terms


class Writer:
    """Writes statements as node objects under a context; by default the bundled one."""

    def __init__(self, context: Mapping[str, Any] | None = None) -> None:
        self.context = bundled_context() if context is None else context
        self._prefixes = {base: name for name, base in self.context.items() if isinstance(base, str)}
        longest_first = sorted(self._prefixes, key=len, reverse=True)
        self._base = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
        self._schemes = tuple(f"{name}:" for name in self._prefixes.values())
        self.compact = lru_cache(maxsize=100_000)(self._compact)

    def _compact(self, iri: str) -> str:
        """`iri` with its prefix where one fits. Raises ValueError for an IRI that would be read as a compact one."""
        if match := self._base.match(iri):
            return f"{self._prefixes[match[0]]}:{iri[match.end() :]}"
        if iri.startswith(self._schemes):
            raise ValueError(f"{iri}: its scheme is a prefix of the JSON-LD context")
        return iri

    def node(self, subject: ox.NamedNode | ox.BlankNode, statements: Iterable[ox.Triple | ox.Quad]) -> dict[str, Any]:
        """The node object of what is said of `subject`: keys by name, the values of a key in the order given."""
        values: dict[str, list[Any]] = {}
        texts: dict[str, dict[str, list[str]]] = {}
        for said in statements:
            self._put(said.predicate, said.object, values, texts)
        made = {key: _one_or_all(found) for key, found in values.items()}
        made |= {key: {tag: _one_or_all(found) for tag, found in by_tag.items()} for key, by_tag in texts.items()}
        return {"@id": self._name(subject), **dict(sorted(made.items()))}

    def _put(
        self,
        predicate: ox.NamedNode,
        value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple,
        values: dict[str, list[Any]],
        texts: dict[str, dict[str, list[str]]],
    ) -> None:
        if isinstance(value, ox.Triple):
            raise TypeError(f"JSON-LD has no triple terms: {value}")
        if predicate == _TYPE and isinstance(value, ox.NamedNode):
            values.setdefault("@type", []).append(self.compact(value.value))
            return
        key = self.compact(predicate.value)
        term = self.context.get(key)
        assumed: dict[str, str] = term if isinstance(term, dict) else {}
        if assumed.get("@container") == "@language":
            if isinstance(value, ox.Literal) and value.language:
                texts.setdefault(key, {}).setdefault(value.language, []).append(value.value)
                return
            key, assumed = predicate.value, {}
        values.setdefault(key, []).append(self._value(value, assumed.get("@type")))

    def _value(self, value: ox.NamedNode | ox.BlankNode | ox.Literal, assumed: str | None) -> Any:
        if not isinstance(value, ox.Literal):
            name = self._name(value)
            return name if assumed == "@id" else {"@id": name}
        if value.language:
            return {"@value": value.value, "@language": value.language}
        datatype = self.compact(value.datatype.value)
        if value.datatype == _STRING:
            return value.value if assumed is None else {"@value": value.value}
        if assumed in (None, datatype):
            if value.datatype == _BOOLEAN and value.value in ("true", "false"):
                return value.value == "true"
            if value.datatype == _INTEGER and _WHOLE_NUMBER.fullmatch(value.value):
                return int(value.value)
        return value.value if assumed == datatype else {"@value": value.value, "@type": datatype}

    def _name(self, term: ox.NamedNode | ox.BlankNode) -> str:
        return self.compact(term.value) if isinstance(term, ox.NamedNode) else str(term)

    def part(self, nodes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """The part of the context that `nodes` need: the terms of their keys, and the prefixes."""
        keys = {key for node in nodes for key in node}
        return {name: term for name, term in self.context.items() if isinstance(term, (str, float)) or name in keys}


def _one_or_all(found: list[Any]) -> Any:
    return found[0] if len(found) == 1 else found


def write_jsonld(quads: Iterable[ox.Quad], out: BinaryIO, writer: Writer | None = None) -> int:
    """Write quads, which must come sorted by graph (the default graph first), subject, property and value; gives their number.

    The context stands in the file. A node stands on a line of its own, and no more than one is held in memory.
    """
    writer = writer or Writer()
    number = 0
    context = json.dumps(writer.context, ensure_ascii=False, indent=1)
    out.write(f'{{"@context": {context},\n"@graph": ['.encode())
    first = True
    for graph, members in groupby(quads, key=lambda q: q.graph_name):
        named = isinstance(graph, ox.NamedNode)
        if named:
            opening = {"@id": writer.compact(graph.value)}
            out.write(f'{"" if first else ","}\n{_line(opening)[:-1]}, "@graph": ['.encode())
            first = True
        for subject, said in groupby(members, key=lambda q: q.subject):
            if isinstance(subject, ox.Triple):
                raise TypeError(f"JSON-LD has no triple terms: {subject}")
            statements = list(said)
            number += len(statements)
            out.write(f"{'' if first else ','}\n{_line(writer.node(subject, statements))}".encode())
            first = False
        if named:
            out.write(b"\n]}")
    out.write(b"\n]}\n")
    return number


def jsonld(triples: Iterable[ox.Triple]) -> str:
    """A few triples as one JSON-LD document, with the part of the context that they need."""
    writer = Writer()
    ordered = sorted(triples, key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))
    found = list(nodes(writer, ordered))
    document = {"@context": writer.part(found), "@graph": found}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def nodes(writer: Writer, ordered: Iterable[ox.Triple]) -> Iterator[dict[str, Any]]:
    """The node object of each subject of triples that come sorted by subject."""
    for subject, said in groupby(ordered, key=lambda t: t.subject):
        if isinstance(subject, ox.Triple):
            raise TypeError(f"JSON-LD has no triple terms: {subject}")
        yield writer.node(subject, said)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
