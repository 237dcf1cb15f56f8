"""How large a query may be: what would exhaust the engine's stack, or keep its planner busy for minutes.

Measured with Oxigraph 0.5.13: a level of nesting takes up to 10 KB of stack, an OPTIONAL, MINUS or AS
3.3 KB, an operator, FILTER or UNION 1.3 KB; planning a group of n patterns takes time with the cube of n, 2 s for 100 of them.
Threads have 2 MB of stack on Windows, more elsewhere. Rows of VALUES and members of IN cost little and are not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from renkei.errors import Text
from renkei.store.brackets import Brackets
from renkei.store.tokens import FORMS, Token, refused

LONGEST_QUERY = 64 * 1024
MOST_STACK = 1_500  # in KB
MOST_TOGETHER = 100
MOST_PATTERNS = 500

_LEVEL, _LARGE, _SMALL = 10.0, 3.3, 1.3
_LARGE_WORDS = frozenset(["OPTIONAL", "MINUS", "AS"])
_SMALL_WORDS = frozenset(["FILTER", "UNION", "EXISTS", "GRAPH", "SELECT", "VALUES", "HAVING", "IN"])
_TERMS = frozenset(["iri", "long", "string", "parameter", "variable", "number", "blank", "pname"])
# After these a group stands for itself: it is not joined with what stands around it.
_APART = frozenset(["OPTIONAL", "UNION", "MINUS", "EXISTS"])


def check_limits(sparql: str, found: Sequence[Token], nested: Brackets) -> None:
    """Raise QueryError for a query that is too large to be parsed or planned, at the token that is too much."""
    _check_stack(sparql, found, nested)
    _check_patterns(sparql, found, nested)


def _check_stack(sparql: str, found: Sequence[Token], nested: Brackets) -> None:
    used = nested.deepest * _LEVEL
    forms = (n for n, token in enumerate(found) if token.text.upper() in FORMS)
    prologue = next(forms, len(found))
    for n, token in enumerate(found):
        opening = nested.within[n]
        if token.kind == "word":
            word = token.text.upper()
            used += _LARGE if word in _LARGE_WORDS else _SMALL if word in _SMALL_WORDS else 0
        elif token.kind == "other":
            if token.text == "(":
                used += 0 if opening in nested.data else _SMALL
            elif token.text not in ".,;)[]{}":
                twice = n > 0 and found[n - 1].text == token.text and found[n - 1].start + 1 == token.start
                used += 0 if twice and token.text in "|&" else _SMALL
        elif token.kind in _TERMS and opening < 0 and n > prologue:
            used += 1
        if used > MOST_STACK:
            raise refused(sparql, token.start, Text("問い合わせの部品が多すぎます", "the query has too many parts"))


def _check_patterns(sparql: str, found: Sequence[Token], nested: Brackets) -> None:
    together: defaultdict[int, int] = defaultdict(int)
    total = 0
    for n, token in enumerate(found):
        group = nested.group(n)
        if group in nested.data:
            continue
        cost = _cost(found, n, nested)
        total += cost
        together[group] += cost
        if token.text == "}" and (opened := nested.opening.get(n)) is not None:
            together[group] += _joined(found, opened, n, together[opened])
        if together[group] > MOST_TOGETHER or total > MOST_PATTERNS:
            why = Text(
                f"パターンが多すぎます（1つの {{ }} に{MOST_TOGETHER}、全体で{MOST_PATTERNS}まで）。"
                "OPTIONAL や副問い合わせに分けてください",
                f"too many patterns (at most {MOST_TOGETHER} in a group, {MOST_PATTERNS} in all):"
                " divide them with OPTIONAL or sub-queries",
            )
            raise refused(sparql, token.start, why)


def _cost(found: Sequence[Token], n: int, nested: Brackets) -> int:
    """How many patterns a token adds to its group."""
    token, before = found[n], found[n - 1]
    if nested.in_parentheses(n):
        if token.text == "/":  # of a path
            return int(before.kind in ("iri", "pname") or before.text in ")+*?")
        return 2 * int(n > 0 and token.kind in _TERMS and before.kind in _TERMS)  # a member of a list
    if token.text.upper() == "VALUES":
        return 1
    return int(token.text in (".", ";", ",", "[", "/") and token.kind == "other" and nested.within[n] >= 0)


def _joined(found: Sequence[Token], opening: int, closing: int, patterns: int) -> int:
    """How many patterns a group that has closed adds to the one around it."""
    before = found[opening - 1].text.upper() if opening else ""
    after = found[closing + 1].text.upper() if closing + 1 < len(found) else ""
    inner = found[opening + 1].text.upper()
    if before in _APART or after == "UNION":
        return 0
    return 1 if inner == "SELECT" else patterns + 1
