"""How the brackets of a query stand in one another, and which of them hold data or a template and no pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from renkei.errors import Text
from renkei.store.tokens import Token, refused

DEEPEST_NESTING = 60


@dataclass(frozen=True)
class Brackets:
    """For each token `within` has the index of the innermost bracket that is open before it, or -1.

    `data` are the indices of the braces of VALUES and of the template of CONSTRUCT; `opening` has the index of the bracket
    that each one closes.
    """

    texts: tuple[str, ...]
    within: tuple[int, ...]
    opening: dict[int, int]
    data: frozenset[int]
    deepest: int

    def in_parentheses(self, n: int) -> bool:
        """Whether a token stands directly in parentheses that are no row of VALUES."""
        around = self.within[n]
        return around >= 0 and self.texts[around] == "(" and self.within[around] not in self.data

    def group(self, n: int) -> int:
        """The index of the innermost brace that is open before a token, or -1."""
        around = self.within[n]
        while around >= 0 and self.texts[around] != "{":
            around = self.within[around]
        return around


def brackets(sparql: str, found: Sequence[Token]) -> Brackets:
    """The brackets of the tokens of a query. Raises QueryError where they are nested too deep."""
    stack: list[int] = []
    within: list[int] = []
    opening: dict[int, int] = {}
    data: set[int] = set()
    deepest = 0
    for n, token in enumerate(found):
        if token.kind != "other":
            within.append(stack[-1] if stack else -1)
            continue
        if token.text in (")", "}", "]") and stack:
            opening[n] = stack.pop()
        within.append(stack[-1] if stack else -1)
        if token.text in ("(", "{", "["):
            if token.text == "{" and _holds_data(found, n, opening):
                data.add(n)
            stack.append(n)
            deepest = max(deepest, len(stack))
            if deepest > DEEPEST_NESTING:
                most = DEEPEST_NESTING
                why = Text(f"入れ子が深すぎます（上限{most}）", f"the nesting is too deep (at most {most})")
                raise refused(sparql, token.start, why)
    return Brackets(tuple(t.text for t in found), tuple(within), opening, frozenset(data), deepest)


def _holds_data(found: Sequence[Token], n: int, opening: dict[int, int]) -> bool:
    """Whether the brace at `n` opens the rows of VALUES or the template of CONSTRUCT."""
    before = n - 1
    if before >= 0 and found[before].text == ")":
        before = opening.get(before, 0)
    word = found[before - 1].text.upper() if before >= 1 else ""
    return word == "VALUES" or (n >= 1 and found[n - 1].text.upper() == "CONSTRUCT")
