"""Consortia: the fewest organisations that cover what is required, what each is in for, and what stays uncovered."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from renkei.errors import Text, UsageError
from renkei.match.covering import Cover
from renkei.match.evidence import sources_behind
from renkei.match.explaining import Evidence, Matcher, Part
from renkei.match.partners import both, decimal, understood_of
from renkei.match.reasons import Names
from renkei.match.requirements import PARTS, Given, Required, Requirement, Uncovered, given
from renkei.match.solving import covers
from renkei.query.results import Result, Source
from renkei.schema.namespaces import ORG, SKOS
from renkei.store.names import NameIndex
from renkei.store.protocol import Store, Table, Term

_HEADINGS = {
    "consortium": Text("案", "consortium"),
    "members": Text("機関の数", "members"),
    "proven": Text("確認済み", "proven"),
    "answered": Text("合う度合いの合計", "how well needs are answered, in all"),
    "organisation": Text("機関", "organisation"),
    "name": Text("名称", "name"),
    "name_en": Text("英語名", "name in English"),
    "fixed": Text("指定", "fixed"),
    "region": Text("地域", "region"),
    "region_en": Text("地域（英語）", "region, in English"),
    "in_for": Text("担うもの", "what it is in for"),
    "in_for_en": Text("担うもの（英語）", "what it is in for, in English"),
    "alone": Text("ほかに担う機関のないもの", "what it alone covers"),
    "alone_en": Text("ほかに担う機関のないもの（英語）", "what it alone covers, in English"),
}


@dataclass(frozen=True)
class Role(Part):
    """What a member is in for: `label` of the need, sector, kind or region (as `name` says); points are the likeness.

    `alone`: without this member it would be uncovered, or covered by too few.
    """

    label: Text
    alone: bool


@dataclass(frozen=True)
class Member:
    """A member of a consortium; `fixed`: it was asked for; `region` is an IRI, "" where unknown."""

    organisation: str
    fixed: bool
    region: str
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Consortium:
    """Organisations that together cover what can be covered. `answered` is the sum of the best answer to each need.

    No consortium has fewer members than `bound`. `settled`: of consortia so small, none answers better.
    """

    members: tuple[Member, ...]
    answered: float
    bound: int
    settled: bool

    @property
    def proven(self) -> bool:
        """Whether it is proven that none is smaller, those aside that come before it."""
        return len(self.members) <= self.bound

    def told(self, rank: int) -> Text:
        """How many members it has, and what is proven of that; the best has rank 0, alternatives 1 and more."""
        number = len(self.members)
        if not self.proven:
            return Text(
                f"{number}機関（時間内で見つかった最少。少なくとも{self.bound}は要る）",
                f"{number} member(s), the fewest found in the time; at least {self.bound} are needed",
            )
        if not self.settled:
            return Text(
                f"{number}機関（これより少ないものがないことは確認。同じ数でよりよいものがないかは時間内に確認できず）",
                f"{number} member(s), no smaller one is left; that none so small answers better was not proven in the time",
            )
        if rank:
            return Text(f"{number}機関（次によいと確認）", f"{number} member(s), proven next best")
        return Text(f"{number}機関（最少と確認）", f"{number} member(s), proven smallest")


@dataclass(frozen=True, eq=False)
class Consortia:
    """The best consortium and its next best alternatives, in their order; what was required; what nobody covers.

    `sources` are where the statements behind each member stand, in the order of the rows, None where not asked for.
    """

    found: tuple[Consortium, ...]
    required: tuple[Required, ...]
    uncovered: tuple[Uncovered, ...]
    names: Names
    sources: tuple[tuple[Source, ...], ...] | None = None

    @property
    def understood(self) -> Text:
        """What the needs were understood as, a line for each."""
        told = [understood_of(one.wanted, self.names) for one in self.required if one.wanted]
        return Text("\n".join(t.ja for t in told), "\n".join(t.en for t in told))

    @property
    def left(self) -> Text:
        """What stays uncovered and why, a line for each."""
        whats = {name: _WHATS[name] for name in ("need", "sector", "kind", "region")}
        return Text(
            "\n".join(f"{whats[one.what].ja}「{one.label.ja}」: {one.why.ja}" for one in self.uncovered),
            "\n".join(f'{whats[one.what].en} "{one.label.en}": {one.why.en}' for one in self.uncovered),
        )

    @property
    def no_more(self) -> Text:
        """Why there are fewer consortia than were asked for."""
        number = len(self.found)
        if not number:
            return Text("組める機関がありません。", "There is no consortium.")
        if not self.found[-1].settled:
            return Text("ほかの案は時間内に探せません。", "The time was too short for alternatives.")
        return Text(f"条件に合う案は{number}つだけです。", f"{number} consortium(s) found, and no more that fit.")

    def to_result(self) -> Result:
        """A table with a row for each member of each consortium; the best is consortium 1."""
        rows = [
            self._row(rank, consortium, member)
            for rank, consortium in enumerate(self.found, 1)
            for member in consortium.members
        ]
        return Result(Table(tuple(_HEADINGS), tuple(rows)), tuple(_HEADINGS.values()), self.sources)

    def _row(self, rank: int, consortium: Consortium, member: Member) -> tuple[Term | None, ...]:
        name = self.names(member.organisation)
        return (
            ox.Literal(rank),
            ox.Literal(len(consortium.members)),
            ox.Literal(consortium.proven),
            decimal(consortium.answered),
            ox.NamedNode(member.organisation),
            ox.Literal(name.ja, language="ja"),
            ox.Literal(name.en, language="en"),
            ox.Literal(member.fixed),
            *both([self.names(member.region)] if member.region else []),
            *both([role.why for role in member.roles]),
            *both([role.label for role in member.roles if role.alone]),
        )


_WHATS = {
    "need": Text("ニーズ", "need"),
    "sector": Text("部門", "sector"),
    "kind": Text("種類", "kind"),
    "region": Text("地域", "region"),
}


def consortia(
    store: Store,
    matcher: Matcher,
    requirement: Requirement,
    alternatives: int = 0,
    seconds: float = 60.0,
    why: bool = False,
    index: NameIndex | None = None,
) -> Consortia:
    """The fewest organisations that cover a requirement, and at most so many `alternatives`, the best first.

    Fewer members go first; of equally few those that answer the needs best (the sum of the best answer to each, then that of
    all answers of all members), then those whose IRIs come first. An alternative holds no consortium that came before it.
    What nobody can cover is told and the rest is covered. A region counts where its member is fixed or covers something else
    that is required. Within `seconds` the smallest is proven; else the best found is given, with a bound.

    `why` looks up where the statements behind each member stand. Raises UsageError as `requirements.given` does, where more
    members are needed than are allowed, and where nothing is found in the time.
    """
    if alternatives < 0 or not (seconds > 0 and math.isfinite(seconds)):
        raise UsageError(
            Text(
                f"ほかの案の数は0以上、秒数は0より大きい数です: {alternatives}、{seconds}",
                f"Alternatives are 0 or more and seconds above 0, not {alternatives} and {seconds}.",
            )
        )
    asked = given(store, matcher, requirement, index)
    covered = list(covers(asked.problem, alternatives + 1, seconds))
    if not covered:
        raise _out_of_time(seconds)
    if requirement.most is not None:
        _check_size(covered[0], requirement.most)
        covered = [cover for cover in covered if len(cover.members) <= requirement.most]
    found = tuple(_consortium(store, matcher, asked, cover) for cover in covered if cover.members)
    roles = [member.roles for consortium in found for member in consortium.members]
    return Consortia(found, asked.required, asked.uncovered, matcher.names, sources_behind(store, roles) if why else None)


def _consortium(store: Store, matcher: Matcher, asked: Given, cover: Cover) -> Consortium:
    members = tuple(
        Member(
            iri,
            iri in asked.problem.fixed,
            matcher.known.fact(iri, "region"),
            tuple(_roles(store, matcher, asked, cover, iri)),
        )
        for iri in cover.members
    )
    return Consortium(members, asked.problem.value(cover.members) / PARTS, cover.bound, cover.settled)


def _roles(store: Store, matcher: Matcher, asked: Given, cover: Cover, member: str) -> Iterator[Role]:
    """What a member covers, in the order in which it was required, then its region where regions are required."""
    for one in asked.required:
        if member in one.values:
            alone = sum(other in one.values for other in cover.members) <= one.least
            why, evidence = _reason(store, matcher, one, member)
            yield Role(one.what, one.values[member] / PARTS, why, evidence, one.label, alone)
    region, least = asked.problem.regions.get(member), asked.problem.least_regions
    if region and least:
        there = [asked.problem.regions.get(other, "") for other in cover.members]
        alone = there.count(region) == 1 and len({*there} - {""}) <= least
        name = matcher.names(region)
        yield Role("region", 0.0, Text(f"地域: {name.ja}", f"region: {name.en}"), (), name, alone)


def _reason(store: Store, matcher: Matcher, one: Required, member: str) -> tuple[Text, Evidence]:
    """How a member covers a need, sector or kind, and what says so."""
    if one.wanted:
        if answer := one.answers[member]:
            return matcher.by_things(answer)
        why, evidence = matcher.by_fields(one.wanted.fields, member)
        return Text(f"「{one.label.ja}」に{why.ja}", f'for "{one.label.en}": {why.en}'), evidence
    what = _WHATS[one.what]
    why = Text(f"{what.ja}: {one.label.ja}", f"{what.en}: {one.label.en}")
    if one.what == "sector":
        return why, ((member, one.concept),)
    return why, tuple((member, kind) for kind in _kinds(store, member, one.concept))


def _kinds(store: Store, member: str, under: str) -> list[str]:
    """The kinds that an organisation is said to be of, those that are a kind or stand under it."""
    said = [q.object for q in store.quads(ox.NamedNode(member), ORG.classification, None, ox.DefaultGraph())]
    return sorted(kind.value for kind in said if isinstance(kind, ox.NamedNode) and under in _with_broader(store, kind.value))


def _with_broader(store: Store, concept: str) -> set[str]:
    found, step = {concept}, {concept}
    while step:
        over = [q.object for one in step for q in store.quads(ox.NamedNode(one), SKOS.broader, None, ox.DefaultGraph())]
        step = {one.value for one in over if isinstance(one, ox.NamedNode)} - found
        found |= step
    return found


def _check_size(cover: Cover, most: int) -> None:
    """Raise UsageError where the smallest that is known has more members than are allowed."""
    if len(cover.members) <= most:
        return
    needed = cover.bound
    if needed > most:
        raise UsageError(
            Text(
                f"{most}機関では足りません: 少なくとも{needed}機関が要ります。上限を上げるか、必要なものを減らしてください。",
                f"{most} member(s) are too few: at least {needed} are needed. Allow more, or require less.",
            )
        )
    raise UsageError(
        Text(
            f"{most}機関以内の案は時間内に見つかりません（最少は{len(cover.members)}）。--timeout を長くしてください。",
            f"No consortium of {most} member(s) was found in the time (the fewest: {len(cover.members)}): give more --timeout.",
        )
    )


def _out_of_time(seconds: float) -> UsageError:
    return UsageError(
        Text(
            f"{seconds:g}秒では見つかりません。--timeout を長くするか、必要なものを減らしてください。",
            f"Nothing was found in {seconds:g} s: give more --timeout, or require less.",
        )
    )
