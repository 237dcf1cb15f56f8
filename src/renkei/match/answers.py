"""What of whom answers one thing that is wanted: everything that organisations can do, offer and seek, compared at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from renkei.match.asking import Wanted
from renkei.match.ground import Ground, Item
from renkei.match.likeness import WEIGHTS, Likeness, facts_alike, said_together, together
from renkei.match.words import Column, Words, lines_of

# What answers less of what is wanted than this is no answer.
LEAST_LIKE = 0.15
# So many things wanted are kept with their answers.
_KEPT = 16
_ROUNDING = 1e-9

# Standards, fields and kinds of an item.
Profile: TypeAlias = tuple[frozenset[str], frozenset[str], frozenset[str]]


@dataclass(frozen=True)
class Answer:
    """What of a candidate answers best what is wanted, and how well."""

    like: Likeness
    wanted: Wanted
    items: tuple[Item, ...]


class Answers:
    """Compares what is wanted with all items of a store; the answers to what was asked last are kept."""

    def __init__(self, known: Ground) -> None:
        self._known = known
        self.to = lru_cache(maxsize=_KEPT)(self._to)

    def _to(self, wanted: Wanted) -> Mapping[str, Answer]:
        """The answer of each holder of whom something open, of the kind sought, answers by `LEAST_LIKE`."""
        items = self._known.items
        among = np.array([item.is_open and item.does in wanted.sought for item in items], bool)
        alike = {"words": np.where(among, self._words.shares(wanted.text), 0.0)}
        profiles, profile = self._profiles
        facts = [facts_alike(self._known, wanted, *told) for told in profiles]
        for criterion in facts[0] if facts else ():
            alike[criterion] = np.where(among, np.array([told[criterion] for told in facts])[profile], 0.0)
        in_all = self._words.together(wanted.text, among)
        best = {name: self._best(column) for name, column in alike.items()}
        best["words"] = said_together(best["words"], in_all)
        value = sum(WEIGHTS[name] * column for name, column in best.items()) / sum(WEIGHTS[name] for name in best)
        some = np.any(list(alike.values()), axis=0)  # what is alike in nothing adds nothing
        found: dict[str, dict[Item, Likeness]] = {}
        said: dict[str, float] = {}
        for at in np.flatnonzero(some & (value >= LEAST_LIKE - _ROUNDING)).tolist():
            item = items[at]
            like = Likeness.of({name: float(column[at]) for name, column in alike.items()})
            found.setdefault(item.holder, {})[item] = like
            said[item.holder] = float(in_all[at])
        answers = {who: _answer(wanted, likes, said[who]) for who, likes in found.items()}
        return {who: answer for who, answer in answers.items() if answer.like.value >= LEAST_LIKE}

    def _best(self, column: Column) -> Column:
        """For each item the greatest value among those of its holder."""
        best: Column = np.zeros(len(self._holders))
        np.maximum.at(best, self._holder, column)
        return best[self._holder]

    @cached_property
    def _words(self) -> Words:
        """The words of everything that organisations can do, offer and seek."""
        return Words([lines_of(item.label) for item in self._known.items], [item.holder for item in self._known.items])

    @cached_property
    def _holders(self) -> dict[str, int]:
        return {who: at for at, who in enumerate(self._known.held)}

    @cached_property
    def _holder(self) -> npt.NDArray[np.int64]:
        return np.array([self._holders[item.holder] for item in self._known.items], np.int64)

    @cached_property
    def _profiles(self) -> tuple[list[Profile], npt.NDArray[np.int64]]:
        """What items are known to be about, each once, and which of it each item has: many have the same."""
        told = [(item.standards, item.fields, item.kinds) for item in self._known.items]
        at = {profile: n for n, profile in enumerate(dict.fromkeys(told))}
        return list(at), np.array([at[profile] for profile in told], np.int64)


def _answer(wanted: Wanted, likes: Mapping[Item, Likeness], said: float) -> Answer:
    like, items = together(likes, said)
    return Answer(like, wanted, items)
