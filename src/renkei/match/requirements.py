"""What a consortium must cover, from words to demands: needs, sectors, kinds and regions, and what nobody covers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

import pyoxigraph as ox

from renkei.errors import Text, UsageError
from renkei.match.answers import LEAST_LIKE, Answer
from renkei.match.asking import Wanted
from renkei.match.covering import Demand, Problem
from renkei.match.explaining import Matcher
from renkei.match.partners import Conditions, find_organisation, needed, under
from renkei.match.reasons import Names
from renkei.match.scoring import BY_FIELDS, Wish
from renkei.network.affiliations import held_by
from renkei.query.labels import labels_of
from renkei.query.resolve import find_thing
from renkei.schema.namespaces import ID, SKOS
from renkei.store.names import NameIndex
from renkei.store.protocol import Store

# Likeness counts in so many parts of 1, so that sums of it are exact.
PARTS = 10_000
# What answers a need by less does not cover it, unless it is said otherwise: the same field does, one above it does not.
LEAST_COVERING = 0.3
_NUMBERED = re.compile(r"(?P<name>.*\S)\s*:\s*(?P<number>[+-]?\d+)\s*")
# Of who is in Japan, without more, the prefecture is not known.
_NO_REGION = {"", f"{ID}place/JP"}

What: TypeAlias = Literal["need", "sector", "kind"]


@dataclass(frozen=True)
class Requirement:
    """What is required; things are given by name, id or IRI.

    `needs` are ids of needs, or words; `sectors` and `kinds` those that must have a member, or as many as stand behind a
    colon (`company:2`); `regions` is the least number of prefectures (abroad: countries). `fixed` are in every consortium,
    others only under the `conditions` (place, field, standards, exclude); `most` members at most. An organisation covers a
    need where what it can do or offers answers it by `least` (0.15 to 1), or where its fields do.
    """

    needs: Sequence[str] = ()
    sectors: Sequence[str] = ()
    kinds: Sequence[str] = ()
    regions: int = 0
    fixed: Sequence[str] = ()
    conditions: Conditions = field(default_factory=Conditions)
    most: int | None = None
    least: float = LEAST_COVERING


@dataclass(frozen=True)
class Required:
    """One thing that must be covered. `values` are those of a Demand, of the candidates and the fixed.

    Of a need `wanted` is what is looked for, `answers` what of whom answers it (None: its fields do), and `short_of` how well
    those do who answer it too little; of a sector or kind `concept` is its IRI.
    """

    what: What
    label: Text
    least: int
    values: Mapping[str, int]
    wanted: Wanted | None = None
    answers: Mapping[str, Answer | None] = field(default_factory=dict)
    concept: str = ""
    short_of: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Uncovered:
    """What is left uncovered ("need", "sector", "kind" or "region"), and why."""

    what: str
    label: Text
    why: Text


@dataclass(frozen=True)
class Given:
    """A requirement whose words are understood: what can be covered (`problem`), and what cannot."""

    required: tuple[Required, ...]
    problem: Problem
    uncovered: tuple[Uncovered, ...]


def given(store: Store, matcher: Matcher, requirement: Requirement, index: NameIndex | None = None) -> Given:
    """What a requirement asks of the organisations of a store.

    Raises UsageError where nothing is required, for an empty need, for names that nothing or several things have, for one that
    is both fixed and excluded, and for numbers that cannot be.
    """
    _check(requirement)
    known, names = matcher.known, matcher.names
    conditions = requirement.conditions
    wish = under(store, known, Wish(None, ()), conditions, index)
    fixed = frozenset(find_organisation(store, name, index) for name in requirement.fixed)
    _check_members(fixed, wish, requirement, names)
    everyone = known.network.organisations.iris
    open_to = {iri for iri in everyone if (wish.among is None or iri in wish.among) and iri not in wish.excluded} | fixed
    every = [_need(matcher, need, requirement.least) for need in dict.fromkeys(requirement.needs)]
    every += _of_concepts(store, matcher, "sector", requirement.sectors, index)
    every += _of_concepts(store, matcher, "kind", requirement.kinds, index)
    required = tuple(replace(one, values={iri: v for iri, v in one.values.items() if iri in open_to}) for one in every)
    uncovered = [
        _uncovered(names, before, now, requirement.least, open_to)
        for before, now in zip(every, required, strict=True)
        if len(now.values) < now.least
    ]
    useful = {iri for one in required for iri in one.values} | fixed if every else open_to
    regions = {iri: region for iri in useful if (region := known.fact(iri, "region")) not in _NO_REGION}
    there = len(set(regions.values()))
    _check_regions(requirement.regions, len({*known.network.organisations.facts["region"]} - _NO_REGION))
    if there < requirement.regions:
        uncovered.append(_too_few_regions(requirement.regions, there))
    demands = tuple(Demand(min(one.least, len(one.values)), one.values) for one in required if one.values)
    return Given(required, Problem(demands, regions, min(requirement.regions, there), fixed), tuple(uncovered))


def _need(matcher: Matcher, need: str, least: float) -> Required:
    """Who covers a need, and how well. The one who has it, and its units, are none of them."""
    known = matcher.known
    (wanted,), holder = needed(known, need)
    own = {holder, *known.kin.get(holder, ())} if holder else set()
    by_fields = BY_FIELDS * matcher.scorer.fields.coverage(wanted.fields)
    values, answers, short = dict[str, int](), dict[str, Answer | None](), dict[str, float]()
    for iri, fields in zip(known.network.organisations.iris, by_fields.tolist(), strict=True):
        if iri in own:
            continue
        answer = matcher.scorer.answer(wanted, iri)
        like = answer.like.value if answer else 0.0
        if answer and like >= least:
            values[iri], answers[iri] = round(PARTS * like), answer
        elif fields >= least:
            values[iri], answers[iri] = round(PARTS * fields), None
        elif max(like, fields) >= LEAST_LIKE:
            short[iri] = max(like, fields)
    return Required("need", wanted.label, 1, values, wanted, answers, short_of=short)


def _of_concepts(store: Store, matcher: Matcher, what: What, given: Sequence[str], index: NameIndex | None) -> list[Required]:
    """What sectors or kinds demand, with a number or without."""
    scheme = f"{ID}scheme/{'sector' if what == 'sector' else 'organization-kind'}"
    found: dict[str, Required] = {}
    for text in given:
        name, least = _numbered(text)
        concept = _concept(store, what, name, scheme, index)
        if concept in found:
            raise UsageError(
                Text(
                    f"「{name}」が2回指定されています。複数の機関が要るなら {name}:2 のように書いてください。",
                    f'"{name}" is given twice: write {name}:2 for two members.',
                )
            )
        label = labels_of(store, [concept]).get(concept, Text(name, name))
        held = held_by(store, concept) & matcher.known.network.organisations.position.keys()
        found[concept] = Required(what, label, least, dict.fromkeys(sorted(held), 0), concept=concept)
    return list(found.values())


def _concept(store: Store, what: What, name: str, scheme: str, index: NameIndex | None) -> str:
    """The sector or kind that a name means; of one that is not known the sectors are listed, or kinds that are near."""
    try:
        return find_thing(store, None, name, scheme, index)
    except UsageError as error:
        there = store.quads(None, SKOS.inScheme, ox.NamedNode(scheme), ox.DefaultGraph()) if what == "sector" else ()
        iris = sorted(quad.subject.value for quad in there if isinstance(quad.subject, ox.NamedNode))
        labels = labels_of(store, iris).values()
        ja, en = "、".join(label.ja for label in labels), ", ".join(label.en for label in labels)
        raise UsageError(
            Text(
                f"--{what}: {error.message.ja}" + (f"部門は {ja} です。" if iris else ""),
                f"--{what}: {error.message.en}" + (f" The sectors are {en}." if iris else ""),
            )
        ) from error


def _numbered(text: str) -> tuple[str, int]:
    """A name and the least number behind its colon, 1 where there is none."""
    numbered = _NUMBERED.fullmatch(unicodedata.normalize("NFKC", text))
    if not numbered:
        return text, 1
    number = int(numbered["number"])
    if number < 1:
        raise UsageError(
            Text(
                f"「{text}」: 数は1以上です。例: {numbered['name']}:2",
                f'"{text}": the number is 1 or more, as in {numbered["name"]}:2.',
            )
        )
    return numbered["name"], number


def _check(requirement: Requirement) -> None:
    for name in ("needs", "sectors", "kinds", "fixed"):
        if isinstance(getattr(requirement, name), str):
            raise UsageError(Text(f"{name} は文字列の並びです。", f"{name} is a list of words, not one word."))
    if not (requirement.needs or requirement.sectors or requirement.kinds or requirement.regions):
        raise UsageError(
            Text(
                "必要なものがありません。--need、--sector、--kind、--regions のどれかを指定してください。",
                "Nothing is required: say what is needed with --need, --sector, --kind or --regions.",
            )
        )
    if requirement.regions < 0:
        raise UsageError(
            Text(
                f"地域の数は1以上です: {requirement.regions}",
                f"The number of regions is 1 or more, not {requirement.regions}.",
            )
        )
    if not LEAST_LIKE <= requirement.least <= 1.0:
        raise UsageError(
            Text(
                f"合う度合いの下限は {LEAST_LIKE} から 1 までです: {requirement.least}",
                f"How well a need must be answered is {LEAST_LIKE} to 1, not {requirement.least}.",
            )
        )


def _check_members(fixed: frozenset[str], wish: Wish, requirement: Requirement, names: Names) -> None:
    for iri in sorted(fixed & set(wish.excluded)):
        name = names(iri)
        raise UsageError(
            Text(
                f"「{name.ja}」は --with と --exclude の両方にあります。どちらかを消してください。",
                f'"{name.en}" is both in --with and in --exclude: take it out of one.',
            )
        )
    least = max(1, len(fixed))
    if requirement.most is not None and requirement.most < least:
        of_them = Text("（--with の数）", ", as many as are named by --with") if fixed else Text("", "")
        raise UsageError(
            Text(
                f"--most {requirement.most}: 機関の数の上限は{least}以上です{of_them.ja}。",
                f"--most {requirement.most}: at most so many members must be {least} or more{of_them.en}.",
            )
        )


def _check_regions(wanted: int, known: int) -> None:
    if wanted > known:
        raise UsageError(
            Text(
                f"{wanted}地域は指定できません。機関のある地域（都道府県、海外は国）は{known}です。",
                f"{wanted} regions cannot be: organisations are known in {known} (prefectures; abroad, countries).",
            )
        )


def _uncovered(names: Names, every: Required, now: Required, least: float, open_to: Collection[str]) -> Uncovered:
    """Why too few cover something: none at all, or none that may be a member; of a need, who comes closest."""
    left_out = sorted(set(every.values) - set(now.values), key=lambda iri: (-every.values[iri], iri))
    closest_by = sorted((-like, iri) for iri, like in every.short_of.items() if iri in open_to)[:1]
    ja, en = [], []
    if now.least > 1:
        ja.append(f"{now.least}機関のうち{len(now.values)}機関だけ")
        en.append(f"only {len(now.values)} of {now.least}")
    elif every.wanted:
        ja.append(f"{least:g} 以上で合う機関が{'条件の中に' if left_out else ''}ない")
        en.append(f"nobody {'under the conditions ' if left_out else ''}answers it by {least:g}")
    else:
        ja.append(f"該当する機関が{'条件の中に' if left_out else ''}ない")
        en.append(f"there is no such organisation{' under the conditions' if left_out else ''}")
    if left_out:
        shown = [names(iri) for iri in left_out[:3]]
        more = len(left_out) - len(shown)
        ja.append(f"外れた機関: {'、'.join(t.ja for t in shown)}{f'、ほか{more}' if more else ''}")
        en.append(f"left out: {', '.join(t.en for t in shown)}{f' and {more} more' if more else ''}")
    for minus, iri in closest_by:
        ja.append(f"最も近いのは {names(iri).ja}（{-minus:.2f}）")
        en.append(f"closest is {names(iri).en} ({-minus:.2f})")
    return Uncovered(now.what, now.label, Text("。".join(ja), "; ".join(en)))


def _too_few_regions(wanted: int, there: int) -> Uncovered:
    return Uncovered(
        "region",
        Text(f"{wanted}地域", f"{wanted} regions"),
        Text(
            f"必要なものを担える機関があるのは{there}地域だけ",
            f"those who cover something of the rest are in {there} only",
        ),
    )
