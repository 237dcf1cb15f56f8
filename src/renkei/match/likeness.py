"""How well what one has answers what another wants: standards, fields through their hierarchy, kinds, words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from renkei.match.asking import Wanted
from renkei.match.ground import Ground, Item

# How much a criterion counts among those that the one who asks has named; words always count.
WEIGHTS = {"standard": 3.0, "field": 2.0, "kind": 1.0, "words": 2.0}
# How much it counts that all things of one holder together say what is wanted, beside the best of them.
TOGETHER = 0.3

Share = TypeVar("Share", float, npt.NDArray[np.float64])


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


def facts_alike(
    known: Ground, wanted: Wanted, standards: frozenset[str], fields: frozenset[str], kinds: frozenset[str]
) -> dict[str, float]:
    """How well what a thing is about answers what is wanted, by those criteria besides words that were named."""
    told: dict[str, float] = {}
    if wanted.standards:
        told["standard"] = len(wanted.standards & standards) / len(wanted.standards)
    if wanted.fields:
        told["field"] = closest(known, wanted.fields, fields)
    if wanted.kinds:
        told["kind"] = closest(known, wanted.kinds, kinds)
    return told


def together(found: Mapping[Item, Likeness], said: float) -> tuple[Likeness, tuple[Item, ...]]:
    """How well several items of one holder answer together: of each criterion the best, and the items that give it.

    `said` is the share of the words that stand in any of them. An item is left out where another one is as good in
    everything; the best in all comes first, ties by IRI.
    """
    ranked = sorted(found, key=lambda item: (-found[item].value, item.iri))
    best = {name: max(like.by_criterion[name] for like in found.values()) for name in found[ranked[0]].by_criterion}
    giving: list[Item] = []
    for name, value in best.items():
        if value and not any(found[item].by_criterion[name] == value for item in giving):
            giving.append(next(item for item in ranked if found[item].by_criterion[name] == value))
    answered = Likeness.of({**best, "words": said_together(best["words"], said)})
    return answered, tuple(item for item in ranked if item in giving)


def said_together(best: Share, said: Share) -> Share:
    """How well the words of several items answer: mostly the best of them, and partly what is said in any."""
    return (1.0 - TOGETHER) * best + TOGETHER * said


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
