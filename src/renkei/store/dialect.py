"""A query written so that a server understands it as the embedded store does: prefixes declared, graphs of others left out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from renkei.errors import QueryError, Text
from renkei.schema.namespaces import PREFIXES
from renkei.store.endpoint import KEPT, OURS
from renkei.store.tokens import FORMS, Token, tokens


@lru_cache(maxsize=256)
def form_of(sparql: str) -> str:
    """The form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE. Raises QueryError where there is none."""
    for token in tokens(sparql):
        if token.kind == "word" and token.text.upper() in FORMS:
            return token.text.upper()
    raise QueryError(
        Text(
            "SPARQL の文法の誤り: SELECT、ASK、CONSTRUCT、DESCRIBE のどれもありません。",
            "SPARQL syntax error: there is no SELECT, ASK, CONSTRUCT or DESCRIBE.",
        )
    )


_BEGINNINGS = {*FORMS, "PREFIX", "BASE", "INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}


def is_sparql(text: str) -> bool:
    """Whether a text is meant as SPARQL, right or wrong, and not as the name of something: it has a brace, or begins with a
    keyword that something follows.
    """
    words = [t for t in tokens(text) if t.kind not in ("space", "comment")]
    begins = len(words) > 1 and words[0].kind == "word" and words[0].text.upper() in _BEGINNINGS
    return begins or any(t.kind == "other" and t.text == "{" for t in words)


@lru_cache(maxsize=256)
def for_server(sparql: str) -> tuple[str, int]:
    """`sparql` with the prefixes of the project that it uses declared before it, on its first line; and their length."""
    found = list(tokens(sparql))
    used = {t.text.partition(":")[0] for t in found if t.kind == "pname"}
    words = [t for t in found if t.kind not in ("space", "comment")]
    declared = {
        following.text.partition(":")[0]
        for word, following in pairwise(words)
        if word.kind == "word" and word.text.upper() == "PREFIX"
    }
    wanted = sorted(used - declared)
    prologue = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in wanted if prefix in PREFIXES)
    return prologue + sparql, len(prologue)


# A variable that stands for a graph named in a query; it is left out of the answer.
GRAPH_VARIABLE = "renkei_graph_"


@lru_cache(maxsize=256)
def within_ours(sparql: str, *, by_variable: bool) -> str:
    """`sparql` with each `GRAPH ?g { … }` kept to the named graphs of renkei.

    A server may hold graphs of others, and has graphs for itself (the manifest, and on some what is known). `by_variable`
    makes a variable of a graph that is named too: Virtuoso, given a default graph, finds nothing in a graph by its name.
    """
    found = list(tokens(sparql))
    changed: dict[int, str] = {}
    words = [n for n, t in enumerate(found) if t.kind not in ("space", "comment")]
    for n, at, opening in zip(words, words[1:], words[2:], strict=False):
        if found[n].kind != "word" or found[n].text.upper() != "GRAPH" or found[opening].text != "{":
            continue
        closing = _closing(found, opening)
        name = found[at].text
        if closing is None:
            continue
        if found[at].kind in ("variable", "parameter"):
            among = f'STRSTARTS(STR({name}), "{OURS}") && !STRSTARTS(STR({name}), "{KEPT}")'
            changed[closing] = f"}} FILTER ({among})"
        elif by_variable:
            variable = f"?{GRAPH_VARIABLE}{at}"
            changed |= {at: variable, closing: f"}} FILTER ({variable} = {name})"}
    return "".join(changed.get(n, token.text) for n, token in enumerate(found))


@dataclass(frozen=True)
class Ordered:
    """A SELECT whose rows have a given order: its prologue, and the rest."""

    prologue: str
    text: str


def in_order(sparql: str, columns: tuple[str, ...]) -> Ordered | None:
    """A SELECT ordered by all its columns; None for one that has an order or a limit of its own."""
    found = list(tokens(sparql))
    words = {t.text.upper() for t in found if t.kind == "word"}
    if words & {"ORDER", "LIMIT", "OFFSET"} or not columns:
        return None
    start = next(t.start for t in found if t.kind == "word" and t.text.upper() == "SELECT")
    return Ordered(sparql[:start] + "\n", f"{sparql[start:]}\nORDER BY {' '.join(f'?{name}' for name in columns)}")


def has_dataset(sparql: str) -> bool:
    """Whether a query names its own dataset with FROM."""
    return any(t.kind == "word" and t.text.upper() == "FROM" for t in tokens(sparql))


def _closing(found: list[Token], opening: int) -> int | None:
    """The index of the brace that closes the one at `opening`."""
    depth = 0
    for n in range(opening, len(found)):
        if found[n].kind == "other":
            depth += (found[n].text == "{") - (found[n].text == "}")
            if depth == 0:
                return n
    return None
