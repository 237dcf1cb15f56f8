"""What is looked for: by an organisation, by a need of the needs table, or in a person's own words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from renkei.errors import Text
from renkei.match.ground import FIELD, KIND, Ground, Item
from renkei.match.words import lines_of
from renkei.text.folding import fold
from renkei.text.standards import standards_in


@dataclass(frozen=True)
class Wanted:
    """One thing that is looked for; `text` is folded, a line for each language.

    `item` is the need or capability it comes from, None for words.
    """

    label: Text
    text: str
    kinds: frozenset[str]
    fields: frozenset[str]
    standards: frozenset[str]
    sought: frozenset[str]  # what answers it: "has" and "offers", or "seeks"
    item: str | None = None

    @property
    def is_text_only(self) -> bool:
        """Whether no concept or standard is known of it, so that only its words can be compared."""
        return not (self.kinds or self.fields or self.standards)


_CAN = frozenset({"has", "offers"})
_NEEDS = frozenset({"seeks"})


def of_item(item: Item) -> Wanted:
    """What answers a need, or whom a capability or an offer answers."""
    return Wanted(
        item.label,
        lines_of(item.label),
        item.kinds,
        item.fields,
        item.standards,
        _CAN if item.does == "seeks" else _NEEDS,
        item.iri,
    )


def of_organisation(known: Ground, organisation: str) -> tuple[Wanted, ...]:
    """What an organisation seeks (open needs), and what others may seek of it."""
    return tuple(of_item(item) for item in known.held.get(organisation, ()) if item.is_open)


def of_words(known: Ground, words: str, *, offered: bool = False) -> Wanted:
    """What a person's own words look for: the fields, kinds and standards whose names stand in them, and the words.

    Of what is `offered`, those are looked for who seek it. A name within a longer one that is found too is passed over: 医療 in
    医療機器.
    """
    text = fold(words)
    found = {(name, c.iri) for c in known.concepts.values() for name in c.names if len(name) > 1 and name in text}
    longest = {(name, iri) for name, iri in found if not any(name != other and name in other for other, _ in found)}
    iris = {iri for _, iri in longest}
    label = Text(words, words)
    return Wanted(
        label,
        lines_of(label),
        _of_scheme(known, iris, KIND),
        _of_scheme(known, iris, FIELD),
        frozenset(standards_in(words)),
        _NEEDS if offered else _CAN,
    )


def holders_of(known: Ground, standard: str) -> frozenset[str]:
    """Those who have a standard, however it is spaced: ISO13485, ISO 13485."""
    wanted = set(standards_in(standard) or [standard])
    return frozenset(item.holder for item in known.items if item.does in _CAN and wanted <= item.standards)


def _of_scheme(known: Ground, iris: Iterable[str], scheme: str) -> frozenset[str]:
    return frozenset(iri for iri in iris if known.concepts[iri].scheme == scheme)
