"""The `$parameters` of a query, and terms put in their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import pyoxigraph as ox

from renkei.errors import QueryError, Text, did_you_mean
from renkei.store.tokens import tokens

# What a parameter stands for: one term, or several, as a block of VALUES takes them.
Bound: TypeAlias = ox.NamedNode | ox.Literal | Sequence[ox.NamedNode | ox.Literal]


def parameters(sparql: str) -> list[str]:
    """The names of the `$parameters` of a query, in order of appearance."""
    return list(dict.fromkeys(t.text[1:] for t in tokens(sparql) if t.kind == "parameter"))


def bind(sparql: str, terms: Mapping[str, Bound]) -> str:
    """`sparql` with each `$name` replaced by its RDF term, written as SPARQL writes it; several terms stand side by side.

    A `$name` without a term stays a variable, as SPARQL has it. Raises QueryError for a term without a parameter,
    something that is no IRI or literal, and a query that uses `$x` and `?x` (SPARQL takes them for one variable).
    """
    found = list(tokens(sparql))
    names = {t.text[1:] for t in found if t.kind == "parameter"}
    both = names & {t.text[1:] for t in found if t.kind == "variable"}
    if both:
        name = sorted(both)[0]
        raise QueryError(Text(f"${name} と ?{name} が両方使われています。", f"The query uses both ${name} and ?{name}."))
    for name in terms:
        if name not in names:
            hint = did_you_mean(name, names)
            raise QueryError(
                Text(
                    f"引数 {name} はこの問い合わせにありません。{hint.ja if hint else ''}",
                    f"The query has no parameter {name}. {hint.en if hint else ''}".rstrip(),
                )
            )
    written = {f"${name}": _written(name, given) for name, given in terms.items()}
    pieces = []
    for n, token in enumerate(found):
        pieces.append(written.get(token.text, token.text) if token.kind == "parameter" else token.text)
        if pieces[-1] != token.text and n + 1 < len(found) and found[n + 1].text == "-":
            pieces.append(" ")  # a minus would go on with a tag of language
    return "".join(pieces)


def _written(name: str, given: Bound) -> str:
    terms = given if isinstance(given, (list, tuple)) else [given]
    for term in terms:
        if not isinstance(term, (ox.NamedNode, ox.Literal)):
            raise QueryError(Text(f"引数 {name} は IRI かリテラルです。", f"The parameter {name} must be an IRI or a literal."))
    return " ".join(map(str, terms))
