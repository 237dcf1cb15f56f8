"""Answers as RDF: the vocabulary for result sets of the W3C's Data Access Working Group (`rs:`), as other engines write it.

https://www.w3.org/2001/sw/DataAccess/tests/result-set
"""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox

from renkei.schema.namespaces import XSD
from renkei.store.protocol import Table, Term

_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"


def turtle_result_set(answer: Table | bool) -> str:
    """Rows in their order, or true or false, as one rs:ResultSet in Turtle."""
    lines = [f"@prefix rs: <{_RS}> .", "", "[] a rs:ResultSet ;"]
    if isinstance(answer, bool):
        return "\n".join([*lines, f"  rs:boolean {str(answer).lower()} .", ""])
    names = _Names()
    if answer.columns:
        lines.append(f"  rs:resultVariable {', '.join(str(ox.Literal(name)) for name in answer.columns)} ;")
    for number, row in enumerate(answer.rows, 1):
        lines.append(f"  rs:solution [ rs:index {number}" + (" ;" if any(t is not None for t in row) else ""))
        bound = [(name, term) for name, term in zip(answer.columns, row, strict=True) if term is not None]
        told = [f"[ rs:variable {ox.Literal(name)} ; rs:value {names.named(term)} ]" for name, term in bound]
        lines += ["    rs:binding " + ",\n      ".join(told)] if told else []
        lines.append("  ] ;")
    return "\n".join([*lines, f"  rs:size {len(answer.rows)} .", ""])


def jsonld_result_set(answer: Table | bool) -> str:
    """The same in JSON-LD."""
    made: dict[str, Any] = {"@context": {"rs": _RS, "xsd": XSD.base}, "@type": "rs:ResultSet"}
    if isinstance(answer, bool):
        made["rs:boolean"] = answer
    else:
        names = _Names()
        made["rs:resultVariable"] = list(answer.columns)
        made["rs:size"] = len(answer.rows)
        made["rs:solution"] = [
            {
                "rs:index": number,
                "rs:binding": [
                    {"rs:variable": name, "rs:value": names.value(term)}
                    for name, term in zip(answer.columns, row, strict=True)
                    if term is not None
                ],
            }
            for number, row in enumerate(answer.rows, 1)
        ]
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


class _Names:
    """Names for the blank nodes of an answer, by the order in which they come."""

    def __init__(self) -> None:
        self._given: dict[ox.BlankNode, ox.BlankNode] = {}

    def named(self, term: Term) -> Term:
        if isinstance(term, ox.BlankNode):
            return self._given.setdefault(term, ox.BlankNode(f"b{len(self._given) + 1}"))
        return term

    def value(self, term: Term) -> dict[str, str]:
        term = self.named(term)
        if isinstance(term, ox.Literal):
            if term.language:
                return {"@value": term.value, "@language": term.language}
            return {"@value": term.value} | ({} if term.datatype == XSD.string else {"@type": term.datatype.value})
        if isinstance(term, ox.Triple):
            raise TypeError(f"JSON-LD has no triple terms: {term}")
        return {"@id": term.value if isinstance(term, ox.NamedNode) else str(term)}
