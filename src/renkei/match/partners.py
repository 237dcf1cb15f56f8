"""Partner matching by names: who is asked for, under which conditions, and the answer as a table."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from renkei.errors import Text, UsageError
from renkei.match.asking import Wanted, holders_of, of_item, of_organisation, of_words
from renkei.match.evidence import sources_behind
from renkei.match.explaining import Match, Matcher
from renkei.match.ground import FIELD, Does, Ground, Item, ground
from renkei.match.introduction_paths import Step, ways
from renkei.match.reasons import Names, of_introduction
from renkei.match.scoring import FULL, POPULAR, Wish
from renkei.network.affiliations import held_by
from renkei.query.labels import labels_of
from renkei.query.resolve import find_thing
from renkei.query.results import Result, Source
from renkei.schema.namespaces import ID, ORG, SCHEMA, XSD
from renkei.store.names import NameIndex
from renkei.store.protocol import Store, Table, Term

_HEADINGS = {
    "rank": Text("順位", "rank"),
    "organisation": Text("機関", "organisation"),
    "name": Text("名称", "name"),
    "name_en": Text("英語名", "name in English"),
    "score": Text("得点", "score"),
    "content": Text("内容", "content"),
    "network": Text("つながり", "network"),
    "sector": Text("部門", "sector"),
    "record": Text("実績", "record"),
    "region": Text("地域", "region"),
    "linked": Text("既に連携", "linked"),
    "introduced": Text("紹介の記録", "introductions"),
    "introduced_en": Text("紹介の記録（英語）", "introductions, in English"),
    "why": Text("理由", "why"),
    "why_en": Text("理由（英語）", "why in English"),
    "through": Text("紹介の経路", "through whom"),
    "through_en": Text("紹介の経路（英語）", "through whom, in English"),
    "lifts": Text("上がる条件", "what would lift it"),
    "lifts_en": Text("上がる条件（英語）", "what would lift it, in English"),
}


@dataclass(frozen=True)
class Conditions:
    """Which organisations may be suggested; things are given by name, id or IRI. None: no condition.

    `standards` are such as "ISO 13485": all of them must be among what the organisation can do.
    """

    place: str | None = None
    kind: str | None = None
    sector: str | None = None
    field: str | None = None
    standards: Collection[str] = ()
    exclude: Collection[str] = ()


@dataclass(frozen=True, eq=False)
class Partners:
    """The matches, the best first; what was looked for; the ways to each (with one who asks); the names of things.

    `sources` are where the statements behind each match stand, None where they were not asked for. `popular` is the share of
    the matches that are among the best connected organisations, the 5 % with the most ties.
    """

    matches: tuple[Match, ...]
    wanted: tuple[Wanted, ...]
    ways: tuple[tuple[tuple[Step, ...], ...], ...]
    names: Names
    sources: tuple[tuple[Source, ...], ...] | None = None
    popular: float = 0.0

    @property
    def exposure(self) -> Text:
        """How much of what is suggested goes to the best connected, in words."""
        number = round(self.popular * len(self.matches))
        return Text(
            f"{len(self.matches)}件のうち{number}件は、つながりの最も多い{POPULAR:.0%}の機関。",
            f"{number} of these {len(self.matches)} are among the {POPULAR:.0%} best connected organisations.",
        )

    @property
    def understood(self) -> Text:
        """What was looked for, in words: the concepts and standards found in it, or that its words alone are compared."""
        told = [understood_of(wanted, self.names) for wanted in self.wanted]
        if not told:
            return Text(
                "探すものの登録がないため、分野とつながりで比べます", "nothing it seeks is recorded: by fields and ties"
            )
        return Text("\n".join(t.ja for t in told), "\n".join(t.en for t in told))

    def to_result(self) -> Result:
        """A table with a row for each match: the points of each part, which sum to the score, and the reasons."""
        rows = [self._row(rank, match, ways) for rank, (match, ways) in enumerate(zip(self.matches, self.ways, strict=True), 1)]
        return Result(Table(tuple(_HEADINGS), tuple(rows)), tuple(_HEADINGS.values()), self.sources)

    def _row(self, rank: int, match: Match, ways: Sequence[tuple[Step, ...]]) -> tuple[Term | None, ...]:
        name = self.names(match.organisation)
        why = [part.why for part in match.parts]
        points = {part.name: part.points for part in match.parts}
        through = [told_way(way, self.names) for way in ways[:1]]
        lifts = [Text(f"{t.ja} +{p:.2f}", f"{t.en} +{p:.2f}") for t, p in match.lifts]
        return (
            ox.Literal(rank),
            ox.NamedNode(match.organisation),
            ox.Literal(name.ja, language="ja"),
            ox.Literal(name.en, language="en"),
            decimal(match.score),
            *(decimal(points.get(name, 0.0)) for name in FULL),
            ox.Literal(match.linked),
            *both([of_introduction(self.names, i) for i in match.introductions]),
            *both(why),
            *both(through),
            *both(lifts),
        )


def matcher(store: Store) -> Matcher:
    """Read what matching rests on, once for any number of calls of `partners` on the same store."""
    known = ground(store)
    return Matcher(known, _names(store, known))


def partners(
    store: Store,
    matcher: Matcher,
    *,
    organisation: str | None = None,
    need: str | None = None,
    offer: str | None = None,
    conditions: Conditions | None = None,
    cross_region: float = 0.0,
    new_only: bool = False,
    most_popular: float | None = None,
    top: int = 20,
    why: bool = False,
    index: NameIndex | None = None,
) -> Partners:
    """Whom an organisation should work with, who can meet a need, or who seeks what is offered, at most `top`.

    A need or an offer is an id, an IRI or a name of the tables, or words.
    `why` looks up where the statements behind each match stand; `most_popular` is the share (0 to 1) of those suggested that
    may be among the best connected.

    Raises UsageError where none of them is given, or both a need and an offer, for names that nothing or several things have,
    and for a weight that is no number of 0 or more.
    """
    if organisation is None and need is None and offer is None:
        en = "Name an organisation, or what is looked for with --need, or what is offered with --offer."
        raise UsageError(Text("機関、--need、--offer のどれかを指定してください。", en))
    if need is not None and offer is not None:
        raise UsageError(Text("--need と --offer は一方だけ指定してください。", "Give --need or --offer, not both."))
    if not (cross_region >= 0.0 and math.isfinite(cross_region)):
        raise UsageError(
            Text(f"広域の重みは0以上です: {cross_region}", f"The weight of other regions is 0 or more, not {cross_region}.")
        )
    if most_popular is not None and not 0.0 <= most_popular <= 1.0:
        ja, en = "--most-popular は0から1の割合です", "--most-popular is a share from 0 to 1"
        raise UsageError(Text(f"{ja}: {most_popular}", f"{en}, not {most_popular}."))
    known, names = matcher.known, matcher.names
    asker = None if organisation is None else find_organisation(store, organisation, index)
    wanted, holder = (of_organisation(known, asker) if asker else ()), None
    if need is not None:
        wanted, holder = needed(known, need)
    elif offer is not None:
        wanted, holder = offered(known, offer)
    wish = Wish(asker or holder, wanted, cross_region=cross_region, new_only=new_only, most_popular=most_popular)
    wish = under(store, known, wish, conditions or Conditions(), index)
    matches = matcher.best(wish, top)
    asks = wish.organisation
    through = tuple(tuple(ways(known, asks, m.organisation)) if asks else () for m in matches)
    sources = sources_behind(store, (m.parts for m in matches)) if why else None
    best = [matcher.scorer.popular[known.network.organisations.position[m.organisation]] for m in matches]
    return Partners(matches, wanted, through, names, sources, sum(best) / len(best) if best else 0.0)


def needed(known: Ground, need: str) -> tuple[tuple[Wanted, ...], str | None]:
    """What is looked for, and who looks for it: a need by its name, a need, capability or offer by its id; else words."""
    if item := _item(known, need, "seeks"):
        return (of_item(item),), item.holder
    if not need.strip():
        raise UsageError(Text("探すものが空です。", "What is looked for is empty."))
    return (of_words(known, need),), None


def offered(known: Ground, offer: str) -> tuple[tuple[Wanted, ...], str | None]:
    """Who seeks what is offered, and by whom it is: an offer by its name, an offer or capability by its id; else words."""
    if item := _item(known, offer, "offers"):
        return (of_item(item),), item.holder
    if not offer.strip():
        raise UsageError(Text("提供するものが空です。", "What is offered is empty."))
    return (of_words(known, offer, offered=True),), None


def _item(known: Ground, text: str, named: Does) -> Item | None:
    """The item with an id or IRI, or the first of one sort with a name."""
    ending = "/" + text.removeprefix("id:").removeprefix(ID)
    for item in known.items:
        if (item.does == named and text in (item.label.ja, item.label.en)) or text == item.iri or item.iri.endswith(ending):
            return item
    return None


def under(store: Store, known: Ground, wish: Wish, conditions: Conditions, index: NameIndex | None) -> Wish:
    held = [
        held_by(store, find_thing(store, of_class, name, scheme, index))
        for name, of_class, scheme in (
            (conditions.place, SCHEMA.Place.value, None),
            (conditions.kind, None, f"{ID}scheme/organization-kind"),
            (conditions.sector, None, f"{ID}scheme/sector"),
            (conditions.field, None, FIELD),
        )
        if name is not None
    ]
    for standard in conditions.standards:
        if not standard.strip():
            raise UsageError(Text("--certificate の規格が空です。", "--certificate names no standard."))
        held.append(holders_of(known, standard))
    excluded = [find_organisation(store, name, index) for name in conditions.exclude]
    return replace(wish, among=frozenset.intersection(*held) if held else None, excluded=excluded)


def find_organisation(store: Store, name: str, index: NameIndex | None) -> str:
    return find_thing(store, ORG.Organization.value, name, None, index)


def _names(store: Store, known: Ground) -> Names:
    """Names of things: of organisations and activities as they were read, of others looked up once."""
    facts = [iri for name in ("sector", "region") for iri in set(known.network.organisations.facts[name]) if iri]
    looked_up = labels_of(store, {*known.concepts, *facts, *(i.outcome for i in known.introductions if i.outcome)})

    def name(iri: str) -> Text:
        for things in (known.network.organisations, known.network.activities):
            if iri in things.position:
                told = things.about(things.position[iri])
                return Text(told["label_ja"] or told["label_en"] or iri, told["label_en"] or told["label_ja"] or iri)
        return looked_up.get(iri, Text(iri, iri))

    return name


def told_way(way: Sequence[Step], names: Names) -> Text:
    """A way in words: A –(activity)– B –(activity)– C."""
    first = names(way[0].source)
    ja, en = first.ja, first.en
    for step in way:
        over, there = names(step.over), names(step.target)
        ja += f" →（{over.ja}）→ {there.ja}"
        en += f" -> ({over.en}) -> {there.en}"
    return Text(ja, en)


def understood_of(wanted: Wanted, names: Names) -> Text:
    concepts = [names(iri) for iri in sorted(wanted.fields | wanted.kinds)]
    standards = [Text(s, s) for s in sorted(wanted.standards)]
    found = concepts + standards
    if not found:
        return Text(
            f"「{wanted.label.ja}」: 語彙にある語はなく、言葉だけで比べます",
            f'"{wanted.label.en}": no term of the vocabularies, compared by its words alone',
        )
    ja, en = "、".join(t.ja for t in found), ", ".join(t.en for t in found)
    return Text(f"「{wanted.label.ja}」: {ja}", f'"{wanted.label.en}": {en}')


def decimal(points: float) -> ox.Literal:
    """A number as a cell, to four places."""
    return ox.Literal(f"{points:.4f}", datatype=XSD.decimal)


def both(texts: Sequence[Text]) -> tuple[ox.Literal | None, ox.Literal | None]:
    """Texts as two cells, one for each language; nothing where there are none."""
    if not texts:
        return None, None
    return ox.Literal("。".join(t.ja for t in texts), language="ja"), ox.Literal("; ".join(t.en for t in texts), language="en")
