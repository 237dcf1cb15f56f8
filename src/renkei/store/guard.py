"""What a query may not do: reach the network, change data, exhaust the engine's parser, or say it so that readers differ.

The engine needs no space around keywords and takes `<` for an operator where an operand stands before it; the guard refuses
what the engine could read otherwise than the tokens of SPARQL say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from renkei.errors import QueryError, Text
from renkei.store.brackets import Brackets, brackets
from renkei.store.limits import LONGEST_QUERY, check_limits
from renkei.store.tokens import FORMS, Token, refused, significant

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})")
_NUL = re.compile(r"\0|(?<!\\)(?:\\\\)*\\(?:u0000|U00000000)")
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])

_SERVICE = Text("SERVICE は使えません（外部への接続）", "SERVICE is not allowed: it reaches the network")
_DEFINE = Text("DEFINE は使えません（サーバーの動作の変更）", "DEFINE is not allowed: it changes what a server does")
_FROM_APART = Text("FROM の前後には空白を入れてください", "write FROM as a word of its own, with a space on both sides")
_FROM_INSIDE = Text("FROM は問い合わせの最初の { より前に書きます", "FROM belongs before the first { of a query")
_LESS_THAN = Text(
    "比較か IRI か曖昧です。比較なら < の後に空白を入れてください",
    "this may be a comparison or an IRI: for a comparison, write a space after <",
)
_NO_END = Text("ここから始まる文字列が閉じていません", "the string that begins here has no end")
_ESCAPED = Text(
    "\\u の表記で SPARQL の記号を書くことはできません。文字をそのまま書いてください",
    "an escape with \\u stands for a part of SPARQL here: write the character itself",
)

# An IRI that cannot be read as a comparison and what follows it.
_PLAIN_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:(?://.*|[\w:./~%@-]*)>", re.DOTALL)
_OPERANDS = frozenset(["iri", "long", "string", "parameter", "variable", "number", "blank", "pname", "lang"])


@lru_cache(maxsize=128)
def guard(sparql: str) -> None:
    """Refuse what a query may not do. Raises QueryError naming what was refused, with line and column."""
    _check_characters(sparql)
    found = list(significant(sparql))
    _check_tokens(sparql, found)
    decoded = decode(sparql)
    if decoded != sparql:  # the standard decodes escapes before there are tokens, the engine within strings and IRIs only
        others = list(significant(decoded))
        _check_tokens(decoded, others)
        for one, other in zip(found, others, strict=False):
            if one.kind != other.kind or (one.kind in ("word", "other") and one.text != other.text):
                raise refused(sparql, one.start, _ESCAPED)
        if len(found) != len(others):
            raise refused(sparql, found[-1].start, _ESCAPED)


def decode(sparql: str) -> str:
    """A query with its escapes of the form `\\uXXXX` decoded, as SPARQL 1.1, section 19.2, has it."""
    return _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)), sparql)


def _check_characters(sparql: str) -> None:
    try:
        size = len(sparql.encode("utf-8"))
    except UnicodeEncodeError as error:
        code = f"U+{ord(sparql[error.start]):04X}"
        why = Text(
            f"壊れた文字（{code}）があります。UTF-8 の文字列にしてください",
            f"a broken character ({code}): the text is not valid UTF-8",
        )
        raise refused(sparql, error.start, why) from error
    if size > LONGEST_QUERY:
        raise QueryError(
            Text(
                f"問い合わせが長すぎます（{size:,} バイト、上限64KB）。",
                f"The query is too long ({size:,} bytes, at most 64 KB).",
            )
        )
    if found := _NUL.search(sparql):
        raise refused(
            sparql, found.start(), Text("NUL 文字（U+0000）は使えません", "the character NUL (U+0000) is not allowed")
        )


def _check_tokens(sparql: str, found: Sequence[Token]) -> None:
    nested = brackets(sparql, found)
    prefixes = {found[n + 1].text for n in range(len(found) - 1) if found[n].text.upper() == "PREFIX"}
    form = next((t.text.upper() for t in found if t.text.upper() in FORMS), "")
    for n, token in enumerate(found):
        match token.kind:
            case "open":
                raise refused(sparql, token.start, _NO_END)
            case "bad":
                raise refused(sparql, token.start, _unknown(token.text))
            case "word":
                _check_word(sparql, token, inside=nested.within[n] >= 0)
            case "pname":
                following = found[n + 1].text if n + 1 < len(found) else ""
                before = found[n - 1].text.upper() if n else ""
                declared = form == "DESCRIBE" and token.text.partition(":")[0] + ":" in prefixes
                _check_name(sparql, token, before, following, alone=nested.within[n] >= 0 or declared)
            case "iri":
                _check_iri(sparql, found, n, nested)
    check_limits(sparql, found, nested)


def _check_word(sparql: str, token: Token, *, inside: bool) -> None:
    word = token.text.upper()
    if "SERVICE" in word:
        raise refused(sparql, token.start, _SERVICE)
    if word in _UPDATES:
        why = Text(f"{word} は使えません（データの変更）", f"{word} is not allowed: it changes data")
        raise refused(sparql, token.start, why)
    if word == "DEFINE":
        raise refused(sparql, token.start, _DEFINE)
    if "FROM" in word and word != "FROM":
        raise refused(sparql, token.start, _FROM_APART)
    if word == "FROM" and inside:
        raise refused(sparql, token.start, _FROM_INSIDE)


def _check_name(sparql: str, token: Token, before: str, following: str, *, alone: bool) -> None:
    """Refuse a prefixed name that the engine may read as a keyword and a name; `alone` where there is no FROM."""
    prefix = token.text.partition(":")[0].upper()
    if "SERVICE" in prefix and following == "{" and before not in ("GRAPH", "FROM", "NAMED"):
        raise refused(sparql, token.start, _SERVICE)
    if "FROM" in prefix and not alone and before not in ("PREFIX", "FROM", "NAMED"):
        raise refused(sparql, token.start, _FROM_APART)


def _check_iri(sparql: str, found: Sequence[Token], n: int, nested: Brackets) -> None:
    """Refuse an IRI after an operand in an expression, which the engine reads as a comparison."""
    if n == 0 or _PLAIN_IRI.fullmatch(found[n].text) or not nested.in_parentheses(n):
        return
    before = found[n - 1]
    if before.kind in _OPERANDS or before.text in (")", "]", "}") or before.text.lower() in ("true", "false"):
        raise refused(sparql, found[n].start, _LESS_THAN)


def _unknown(character: str) -> Text:
    code = f"U+{ord(character):04X}"
    shown = f"{character} {code}" if character.isprintable() and not character.isspace() else code
    return Text(
        f"文字 {shown} は文字列、IRI、コメントの外では使えません",
        f"the character {shown} may stand in strings, IRIs and comments only",
    )
