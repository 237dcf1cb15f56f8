"""What the tokens of a query tell: the parameters to bind, and what a query may not do."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyoxigraph as ox

from renkei.errors import QueryError, Text, did_you_mean
from renkei.store.tokens import Token, tokens

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00[01][0-9A-Fa-f]{5})")

LONGEST_QUERY = 64 * 1024
MOST_TOKENS = 5_000
DEEPEST_NESTING = 60

_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])


def parameters(sparql: str) -> list[str]:
    """The names of the `$parameters` of a query, in order of appearance."""
    return list(dict.fromkeys(t.text[1:] for t in tokens(sparql) if t.kind == "parameter"))


def bind(sparql: str, terms: Mapping[str, ox.NamedNode | ox.Literal]) -> str:
    """`sparql` with each `$name` replaced by its RDF term, written as SPARQL writes it.

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
    for name, term in terms.items():
        if not isinstance(term, (ox.NamedNode, ox.Literal)):
            raise QueryError(Text(f"引数 {name} は IRI かリテラルです。", f"The parameter {name} must be an IRI or a literal."))
    return "".join(str(terms[t.text[1:]]) if t.kind == "parameter" and t.text[1:] in terms else t.text for t in found)


def guard(sparql: str) -> None:
    """Refuse what a query may not do here: reach the network, change data, or exhaust the parser.

    Raises QueryError naming what was refused and where.
    """
    if len(sparql.encode("utf-8", "replace")) > LONGEST_QUERY:
        raise QueryError(Text("問い合わせが長すぎます（上限64KB）。", "The query is too long (at most 64 KB)."))
    # The engine decodes escapes after it has found the tokens, or before, depending on where they stand: look at both.
    for text in {sparql, _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)), sparql)}:
        _guard_tokens(text)


def _guard_tokens(sparql: str) -> None:
    depth = number = 0
    for token in tokens(sparql):
        number += token.kind not in ("space", "comment")
        if number > MOST_TOKENS:
            raise _refused(sparql, token, Text("問い合わせが長すぎます", "the query has too many parts"))
        if token.text in ("(", "{", "["):
            depth += 1
            if depth > DEEPEST_NESTING:
                raise _refused(sparql, token, Text("入れ子が深すぎます", "the nesting is too deep"))
        elif token.text in (")", "}", "]"):
            depth -= 1
        elif token.kind in ("word", "pname"):
            _guard_word(sparql, token)


def _guard_word(sparql: str, token: Token) -> None:
    """Refuse a keyword, also where it runs into its neighbours: the engine needs no space around keywords."""
    word = token.text.upper().partition(":")[0]
    if "SERVICE" in word:
        why = Text("SERVICE は使えません（外部への接続）", "SERVICE is not allowed: it reaches the network")
    elif word in _UPDATES and token.kind == "word":
        why = Text(f"{word} は使えません（データの変更）", f"{word} is not allowed: it changes data")
    elif word.startswith("FROM") or (token.kind == "word" and "FROM" in word):
        why = Text("FROM は使えません。GRAPH を使ってください", "FROM is not allowed: use GRAPH")
    else:
        return
    raise _refused(sparql, token, why)


def _refused(sparql: str, token: Token, why: Text) -> QueryError:
    line = sparql.count("\n", 0, token.start) + 1
    column = token.start - (sparql.rfind("\n", 0, token.start) + 1) + 1
    return QueryError(Text(f"{line}行{column}桁: {why.ja}。", f"Line {line}, column {column}: {why.en}."), line, column)
