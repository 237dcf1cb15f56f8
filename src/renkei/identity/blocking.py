"""Pairs of organisations worth comparing, within one list or between two, without comparing all with all.

Two organisations are paired where they share a corporate number, a normal name or alias, a reading, a web site, or one of the
rarest trigrams of their names and most of the letters. Large blocks are divided by place, and told of where that is not enough.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from rapidfuzz.distance import Indel

from renkei.identity.comparison import PART, Organisation, host_of
from renkei.text.names import OrganisationName, normal_reading, parse_name

_LARGEST = 100  # organisations in a block; a larger one is divided by prefecture, then by municipality
_RARE = 60  # a trigram in more names than this tells nothing
_RAREST = 3  # trigrams a name is blocked by
_ALIKE = 0.75  # similarity of names paired by a trigram


@dataclass(frozen=True)
class Pairs:
    """Positions (one, other), ascending; within one list one < other. `too_large`: blocks left out, with their sizes."""

    pairs: tuple[tuple[int, int], ...]
    too_large: tuple[tuple[str, int], ...]


def candidate_pairs(organisations: Sequence[Organisation], others: Sequence[Organisation] | None = None) -> Pairs:
    """The pairs to compare within `organisations`, or between them and `others`.

    100,000 names take some seconds and their keys' memory.

    >>> candidate_pairs([Organisation("㈱テクノ"), Organisation("日本電気"), Organisation("株式会社　テクノ")]).pairs
    ((0, 2),)
    """
    second = len(organisations)
    everyone = [*organisations, *(others or ())]
    parsed = [parse_name(organisation.name) for organisation in everyone]
    found: set[tuple[int, int]] = set()
    too_large: list[tuple[str, int]] = []
    for key, block in _blocks(everyone, parsed).items():
        for part in _divided(key, block, everyone, too_large):
            found.update(_paired(part, second, others is not None))
    for block in _near(parsed):
        for one, other in _paired(block, second, others is not None):
            if Indel.normalized_similarity(parsed[one].core, parsed[other].core) >= _ALIKE:
                found.add((one, other))
    between = others is not None
    return Pairs(tuple(sorted((a, b - second if between else b) for a, b in found)), tuple(sorted(too_large)))


def _blocks(everyone: Sequence[Organisation], parsed: Sequence[OrganisationName]) -> dict[str, list[int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    cores = {name.core for name in parsed}
    for at, (organisation, name) in enumerate(zip(everyone, parsed, strict=True)):
        keys = {f"name {name.core}"}
        keys |= {f"name {parse_name(alias).core}" for alias in (*organisation.others, *name.former, *name.aside)}
        if organisation.number:
            keys.add(f"number {organisation.number}")
        if organisation.reading:
            keys.add(f"reading {normal_reading(organisation.reading)}")
        if organisation.url and (host := host_of(organisation.url)):
            keys.add(f"site {host}")
        # 東京大学宇宙線研究所 stands in the block of 東京大学 where there is one
        core = name.core
        keys |= {f"name {core[:n]}" for n in range(2, len(core)) if core[:n] in cores and PART.fullmatch(core[n:])}
        for key in keys:
            blocks[key].append(at)
    return {key: block for key, block in sorted(blocks.items()) if len(block) > 1}


def _divided(
    key: str, block: list[int], everyone: Sequence[Organisation], too_large: list[tuple[str, int]]
) -> Iterator[list[int]]:
    if len(block) <= _LARGEST:
        yield block
        return
    for place in ("prefecture", "city"):
        parts: dict[str, list[int]] = defaultdict(list)
        for at in block:
            parts[getattr(everyone[at], place)].append(at)
        yield from (part for _, part in sorted(parts.items()) if 1 < len(part) <= _LARGEST)
        block = [at for part in parts.values() if len(part) > _LARGEST for at in part]
    if block:
        too_large.append((key, len(block)))


def _near(parsed: Sequence[OrganisationName]) -> Iterator[list[int]]:
    """Blocks of names that share one of the rarest trigrams of either; a trigram of one name alone pairs nothing."""
    frequency: Counter[str] = Counter()
    for name in parsed:
        frequency.update(_trigrams(name.core))
    blocks: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(parsed):
        shared = [gram for gram in _trigrams(name.core) if 1 < frequency[gram] <= _RARE]
        for gram in sorted(shared, key=lambda gram: (frequency[gram], gram))[:_RAREST]:
            blocks[gram].append(at)
    yield from (block for block in blocks.values() if len(block) > 1)


def _trigrams(core: str) -> set[str]:
    padded = f"\x02{core}\x03"
    return {padded[n : n + 3] for n in range(len(padded) - 2)}


def _paired(block: Sequence[int], second: int, between: bool) -> Iterable[tuple[int, int]]:
    if not between:
        return combinations(block, 2)
    return product([at for at in block if at < second], [at for at in block if at >= second])
