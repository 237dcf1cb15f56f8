"""How well what one has answers what another wants: standards, fields through their hierarchy, kinds, words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from renkei.match.asking import Wanted
from renkei.match.ground import Ground, Item
from renkei.text.folding import fold

# How much a criterion counts among those that the one who asks has named; words always count.
WEIGHTS = {"standard": 3.0, "field": 2.0, "kind": 1.0, "words": 2.0}
_WORD = re.compile(r"[a-z0-9à-ɏ]+|[぀-ヿ㐀-鿿豈-﫿々ー]+")


@dataclass(frozen=True)
class Likeness:
    """How well a thing answers, in all (0 to 1) and by criterion; `asked` are the criteria that were named."""

    value: float
    by_criterion: Mapping[str, float]

    @staticmethod
    def of(by_criterion: Mapping[str, float]) -> Likeness:
        """The mean of the criteria by their weights."""
        total = sum(WEIGHTS[name] for name in by_criterion)
        return Likeness(sum(WEIGHTS[name] * value for name, value in by_criterion.items()) / total, by_criterion)

    def gain(self, criterion: str) -> float:
        """How much `value` would rise if the criterion were met in full."""
        total = sum(WEIGHTS[name] for name in self.by_criterion)
        return WEIGHTS[criterion] * (1.0 - self.by_criterion[criterion]) / total


class Words:
    """The grams of all texts and how rare each is: inverse document frequency (Sparck Jones, Journal of Documentation, 1972).

    A gram is a word in Latin letters or digits, or two Japanese characters in a row.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        known = [grams(text) for text in texts]
        counts = Counter(gram for found in known for gram in found)
        self._most = math.log(1 + len(known)) + 1.0
        self._rare = {gram: math.log((1 + len(known)) / (1 + n)) + 1.0 for gram, n in counts.items()}

    def share(self, wanted: str, had: str) -> float:
        """The share of what is wanted that stands in what is had, by rarity; 0 to 1."""
        asked, there = grams(wanted), grams(had)
        total = sum(self._rare.get(gram, self._most) for gram in asked)
        return sum(self._rare.get(gram, self._most) for gram in asked & there) / total if total else 0.0


@lru_cache(maxsize=100_000)
def grams(text: str) -> frozenset[str]:
    """The grams of a folded text.

    >>> sorted(grams("oem 樹脂成形"))
    ['oem', '成形', '樹脂', '脂成']
    """
    found: set[str] = set()
    for word in _WORD.findall(text):
        found |= {word} if word.isascii() or len(word) < 2 else {word[n : n + 2] for n in range(len(word) - 1)}
    return frozenset(found)


@lru_cache(maxsize=100_000)
def text_of(item: Item) -> str:
    """The folded words of an item."""
    return fold(f"{item.label.ja} {item.label.en}")


def likeness(known: Ground, words: Words, wanted: Wanted, item: Item) -> Likeness:
    """How well an item answers what is wanted, by the criteria that were named."""
    told: dict[str, float] = {"words": words.share(wanted.text, text_of(item))}
    if wanted.standards:
        told["standard"] = len(wanted.standards & item.standards) / len(wanted.standards)
    if wanted.fields:
        told["field"] = closest(known, wanted.fields, item.fields)
    if wanted.kinds:
        told["kind"] = closest(known, wanted.kinds, item.kinds)
    return Likeness.of(told)


def together(found: Mapping[Item, Likeness]) -> tuple[Likeness, tuple[Item, ...]]:
    """How well several items of one holder answer together: of each criterion the best, and the items that give it.

    An item is left out where another one is as good in everything; the best in all comes first, ties by IRI.
    """
    ranked = sorted(found, key=lambda item: (-found[item].value, item.iri))
    best = {name: max(like.by_criterion[name] for like in found.values()) for name in found[ranked[0]].by_criterion}
    giving: list[Item] = []
    for name, value in best.items():
        if value and not any(found[item].by_criterion[name] == value for item in giving):
            giving.append(next(item for item in ranked if found[item].by_criterion[name] == value))
    return Likeness.of(best), tuple(item for item in ranked if item in giving)


def closest(known: Ground, asked: Iterable[str], had: Iterable[str]) -> float:
    """The mean over the concepts asked of how close the closest one had is; 0 where nothing is asked or had."""
    given, there = list(asked), list(had)
    if not given or not there:
        return 0.0
    return sum(max(closeness(known, one, other) for other in there) for one in given) / len(given)


def closeness(known: Ground, asked: str, had: str) -> float:
    """How far a concept that is had answers the one that is asked.

    1 for the same and for one under it; 1 / (1 + n) for one that is n steps above it, and half of that for another one that
    stands under the same. A measure of ours, after the path lengths of Rada et al. (1989), with a direction: who works in
    medical devices works in the medical industry, not the other way round.
    """
    if asked == had or any(asked in step for step in known.above(had)):
        return 1.0
    over = known.above(had)
    for n, step in enumerate(known.above(asked), 1):
        if had in step:
            return 1.0 / (1 + n)
        if any(step & other for other in over):
            return 0.5 / (1 + n)
    return 0.0
