"""What the headings of a list mean: columns of our tables, in Japanese, English, or words that people use for them.

A heading is looked up as it stands, then folded; a likely misspelling is taken and told; what is merely alike is asked about
and never guessed. The words people use stand in `ontology/headings.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, TypeAlias

from renkei import resources
from renkei.schema.namespaces import FOAF, ORG
from renkei.schema.tables import Column, Schema, Table
from renkei.text.folding import fold

How: TypeAlias = Literal["exact", "folded", "similar", "ask"]

IGNORED = "-"
# A spelling as like as this (0 to 100) is a slip of the pen and taken, with a warning; one as like as that is asked about.
TAKEN, ASKED = 90.0, 55.0
_BRACKETED = re.compile(r"[(\[【〔（［][^)\]】〕）］]*[)\]】〕）］]")
_POLITE = re.compile(r"^[ご御](?=[一-鿿]{2})")
_ORNAMENT = re.compile(r"[\s*＊※★☆●○◎◆■□▼▲・･／/,，、。:：;；.．_\-‐―ー~〜]+$|^[\s*＊※★☆●○◎◆■□▼▲・\d①-⑳.．]+(?=\D)")
_INNER = re.compile(r"[\s・･／/,，、_‐\-]+")


@dataclass(frozen=True)
class Meaning:
    """What the cells of a column of a list hold.

    `to` is a column of the sheet's table ("start"); two of them for a span ("start..end"); a column of what a reference names
    ("member.phone"); a column of another table that tells of the same organisation ("persons.label_ja"); or "-" for nothing.
    `given` are values that go with it (kind = process); `table` names the table of what a reference names.
    """

    to: str
    given: tuple[tuple[str, str], ...] = ()
    table: str | None = None


@dataclass(frozen=True)
class Match:
    """What a heading may mean; with `how` "ask", `meaning` is the likeliest, or None, and not to be used unasked."""

    heading: str
    meaning: Meaning | None
    how: How
    likeness: float = 0.0
    candidates: tuple[str, ...] = ()


@dataclass
class HeadingNames:
    """The headings that a sheet of `table` may have, as they stand and folded, with their meaning."""

    table: Table
    exact: dict[str, Meaning] = field(default_factory=dict)
    folded: dict[str, Meaning] = field(default_factory=dict)

    def add(self, names: Iterable[str], meaning: Meaning) -> None:
        """Let `names` have `meaning` unless they have one."""
        for name in names:
            self.exact.setdefault(name, meaning)
            self.folded.setdefault(folded_heading(name), meaning)


def folded_heading(text: str) -> str:
    """A heading for comparison: without width, case, spaces, brackets and what stands in them, and without a polite ご.

    >>> folded_heading("電話番号\\n（代表）※"), folded_heading("ご住所")
    ('電話番号', '住所')
    """
    folded = fold(_ORNAMENT.sub("", _BRACKETED.sub("", text).strip()))
    plain = _INNER.sub("", _ORNAMENT.sub("", folded)) or fold(text)
    return _POLITE.sub("", plain)


@cache
def shipped_words() -> dict[str, Any]:
    """`ontology/headings.toml`."""
    return tomllib.loads((resources.folder("ontology") / "headings.toml").read_text(encoding="utf-8"))


def organisation_column(table: Table, schema: Schema) -> Column | None:
    """The column of `table` that names the organisation which a row is about (member, organization, affiliation)."""
    for name in ("member", "participant", "organization", "affiliation", "host", "supporter"):
        column = table.find_column(name)
        if column and column.kind == "reference" and any(c in (_ORGANIZATION, _AGENT) for c in column.classes):
            return column
    return None


_ORGANIZATION, _AGENT = ORG.Organization.value, FOAF.Agent.value


def heading_names(table: Table, schema: Schema, members: str = "organizations") -> HeadingNames:
    """All headings that a sheet of `table` may have; `members` is the table of those that a list of members names."""
    words = shipped_words()
    found = HeadingNames(table)
    found.add(words["ignore"], Meaning(IGNORED))
    about = organisation_column(table, schema)
    of_members = words["members"] if table.name == "memberships" and members == "persons" else {}
    for to, names in of_members.items():
        found.add(names, Meaning(to, table="persons" if to == "member" else None))
    _add_columns(found, table, "", words)
    if about and table.name != "persons":
        named = schema.tables[members]
        skip = {"label_ja", *(c.name for c in named.columns if c.name.startswith("review"))}
        _add_columns(found, named, f"{about.name}.", words, skip)
    if table.name == "organizations" or about:
        for also in words["also"]:
            other, _, column = also["to"].partition(".")
            if other != table.name and not (other == "persons" and members == "persons" and of_members):
                found.add(also["headings"], Meaning(f"{other}.{column}", tuple(also.get("with", {}).items())))
    return found


def _add_columns(found: HeadingNames, table: Table, prefix: str, words: Mapping[str, Any], skip: Iterable[str] = ()) -> None:
    """The columns of `table`: their own names and headings before what people call them, its own words before all tables'."""
    columns = [c for c in table.columns if c.name not in set(skip)]
    for column in columns:
        found.add((column.name, column.heading.ja, column.heading.en), Meaning(prefix + column.name))
    if not prefix:
        found.add(("id", "ID"), Meaning("id" if not table.key else IGNORED))
    for group in (words.get(table.name, {}), words["any"]):
        for name, synonyms in group.items():
            ends = name.split("..")
            if all(any(c.name == end for c in columns) for end in ends):
                found.add(synonyms, Meaning("..".join(prefix + end for end in ends)))


def match_heading(heading: str, names: HeadingNames) -> Match:
    """What `heading` means among `names`: exactly, folded, as a likely misspelling, or something to ask about."""
    if meaning := names.exact.get(heading.strip()):
        return Match(heading, meaning, "exact", 100)
    folded = folded_heading(heading)
    if meaning := names.folded.get(folded):
        return Match(heading, meaning, "folded", 100)
    from rapidfuzz import fuzz, process

    near = process.extract(folded, names.folded.keys(), scorer=fuzz.ratio, limit=5, score_cutoff=ASKED)
    ranked = sorted(((score, name) for name, score, _ in near), key=lambda n: (-n[0], n[1]))
    if not ranked:
        return Match(heading, None, "ask")
    meanings = list(dict.fromkeys(names.folded[name] for _, name in ranked))
    best = ranked[0][0]
    candidates = tuple(dict.fromkeys(m.to for m in meanings if m.to != IGNORED))
    sure = best >= TAKEN and not any(score >= TAKEN and names.folded[n] != meanings[0] for score, n in ranked)
    return Match(heading, meanings[0], "similar" if sure else "ask", best, candidates)
