"""SPARQL text as tokens: the terminals of SPARQL 1.1, section 19.8, and what is none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from renkei.errors import QueryError, Text

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = f"{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040"
_LOCAL = rf"[{_NAME}:-]|%[0-9A-Fa-f]{{2}}|\\[-_~.!$&'()*+,;=/?\#@%]"

# A prefix of more than 100 characters, which would have to be looked for from each of its dots, is read as words.
# What is common and tells itself at once comes first. A prefix of more than 100 characters is read as words.
_TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\n\r]+)
  | (?P<variable>\?[{_BASE}_0-9][{_NAME}]*+)
  | (?P<word>[A-Za-z][A-Za-z0-9_]*+(?![:.\-\u00b7-\U000effff]))
  | (?P<comment>\#[^\n\r]*+)
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*+>)
  | (?P<pname>(?:[{_BASE}](?:[{_NAME}.-]{{0,100}}[{_NAME}-])?)?:
      (?:(?!-|[\u00b7\u0300-\u036f\u203f-\u2040])(?:{_LOCAL})(?:{_LOCAL}|\.+(?={_LOCAL}))*)?)
  | (?P<long>\"\"\"(?:\"{{0,2}}(?:[^"\\]|\\.))*+\"\"\"|'''(?:'{{0,2}}(?:[^'\\]|\\.))*+''')
  | (?P<string>(?!\"\"\"|''')(?:"(?:[^"\\\n\r]|\\.)*+"|'(?:[^'\\\n\r]|\\.)*+'))
  | (?P<open>["'].*)
  | (?P<parameter>\$[{_BASE}_0-9][{_NAME}]*+)
  | (?P<number>(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)
  | (?P<blank>_:[{_BASE}_0-9](?:[{_NAME}-]|\.+(?=[{_NAME}-]))*)
  | (?P<lang>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
  | (?P<more>[A-Za-z][A-Za-z0-9_]*+)
  | (?P<other>[][{{}}()<>=!|&+\-*/^.,;?~])
  | (?P<bad>.)
    """,
    re.VERBOSE | re.DOTALL,
)

# The forms of a query.
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


class Token(NamedTuple):
    """A piece of SPARQL text. `kind` is the name of a terminal; `open` is a string without an end, and all
    that follows; `bad` is nothing that SPARQL has.
    """

    kind: str
    text: str
    start: int


def tokens(sparql: str) -> Iterator[Token]:
    """The tokens of a query, white space and comments included, so that their texts joined are the query."""
    for match in _TOKEN.finditer(sparql):
        kind = match.lastgroup or "bad"
        yield Token("word" if kind == "more" else kind, match.group(), match.start())


def significant(sparql: str) -> Iterator[Token]:
    """The tokens of a query without white space and comments."""
    return (token for token in tokens(sparql) if token.kind not in ("space", "comment"))


def refused(sparql: str, start: int, why: Text) -> QueryError:
    """The error for what stands at `start`, with its line and column; `why` is without its full stop."""
    line, column = sparql.count("\n", 0, start) + 1, start - sparql.rfind("\n", 0, start)
    return QueryError(Text(f"{line}行{column}桁: {why.ja}。", f"Line {line}, column {column}: {why.en}."), line, column)
