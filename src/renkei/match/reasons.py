"""The reasons for a match in Japanese and English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from renkei.errors import Text
from renkei.match.asking import Wanted
from renkei.match.ground import Introduction, Item
from renkei.match.likeness import Likeness

# Gives the label of a thing, a concept or a place by its IRI.
Names: TypeAlias = Callable[[str], Text]

# So many fields are named.
_NAMED = 5
_DOES = {
    "has": Text("できること", "can do"),
    "offers": Text("提供", "offers"),
    "seeks": Text("ニーズ", "seeks"),
}


def of_content(names: Names, like: Likeness, wanted: Wanted, items: Sequence[Item]) -> Text:
    """Which things answer what is wanted, and in what they are alike."""
    alike = _alike(names, like, wanted, items)
    had = Text(
        "、".join(f"{_DOES[i.does].ja}「{i.label.ja}」" for i in items),
        ", ".join(f'{_DOES[i.does].en} "{i.label.en}"' for i in items),
    )
    by = Text("、".join(a.ja for a in alike), ", ".join(a.en for a in alike)) if alike else Text("語が似ている", "by its words")
    return Text(
        f"{had.ja}が「{wanted.label.ja}」に合う（{by.ja}）",
        f'{had.en}, which fits "{wanted.label.en}" ({by.en})',
    )


def _alike(names: Names, like: Likeness, wanted: Wanted, items: Sequence[Item]) -> list[Text]:
    told: list[Text] = []
    if like.by_criterion.get("standard"):
        standards = sorted(wanted.standards & {s for item in items for s in item.standards})
        told.append(Text(f"規格 {'、'.join(standards)}", f"standard {', '.join(standards)}"))
    if like.by_criterion.get("field"):
        told.append(_listed(Text("分野", "field"), map(names, sorted({f for i in items for f in i.fields}))))
    if like.by_criterion.get("kind"):
        told.append(_listed(Text("種類", "kind"), map(names, sorted({k for i in items for k in i.kinds}))))
    return told


def _listed(what: Text, found: Iterable[Text]) -> Text:
    listed = list(found)
    return Text(f"{what.ja} {'、'.join(t.ja for t in listed)}", f"{what.en} {', '.join(t.en for t in listed)}")


def of_fields(names: Names, fields: Sequence[str], *, recorded: bool) -> Text:
    listed = _listed(Text("分野が合う:", "works in"), map(names, fields[:_NAMED]))
    if (more := len(fields) - _NAMED) > 0:
        listed = Text(f"{listed.ja}、ほか{more}", f"{listed.en} and {more} more")
    if recorded:
        return Text(f"{listed.ja}（登録されたものに合うものはない）", f"{listed.en} (nothing recorded of it fits)")
    return Text(f"{listed.ja}（できることは登録がない）", f"{listed.en} (what it can do is not recorded)")


def of_network(names: Names, together: int, shown: Iterable[str], shared: int, between: Iterable[str]) -> Text:
    """How the two hang together: what both take part in, their common partners, or else the organisations between them."""
    told: list[Text] = []
    if together:
        told.append(Text(f"共に参加した活動が{together}", f"take part in {together} of the same"))
    if shared:
        listed = [names(iri) for iri in shown]
        more = shared - len(listed)
        ja = f"共通の相手が{shared}（{'、'.join(t.ja for t in listed)}{f'、ほか{more}' if more else ''}）"
        en = f"{shared} common partner(s): {', '.join(t.en for t in listed)}{f' and {more} more' if more else ''}"
        told.append(Text(ja, en))
    if not told:
        listed = [names(iri) for iri in between]
        told.append(Text(f"{'、'.join(t.ja for t in listed)}を通じて届く", f"reached over {', '.join(t.en for t in listed)}"))
    return Text("、".join(t.ja for t in told), "; ".join(t.en for t in told))


def of_sector(names: Names, one: str, other: str) -> Text:
    here, there = names(one), names(other)
    return Text(f"異なる部門（{here.ja}と{there.ja}）", f"another sector ({here.en} and {there.en})")


def of_record(number: int, last: int) -> Text:
    return Text(
        f"参加した活動が{number}{f'、{last}年まで' if last else ''}",
        f"takes part in {number} activity(ies){f', up to {last}' if last else ''}",
    )


def of_region(names: Names, region: str, *, same: bool) -> Text:
    place = names(region)
    if same:
        return Text(f"同じ地域（{place.ja}）", f"the same region ({place.en})")
    return Text(f"別の地域（{place.ja}）", f"another region ({place.en})")


def of_introduction(names: Names, introduction: Introduction) -> Text:
    """That the two were introduced, when, and what came of it."""
    outcome = names(introduction.outcome) if introduction.outcome else Text("結果の記録なし", "no outcome recorded")
    date = introduction.date
    return Text(
        f"{date}に紹介済み: {outcome.ja}" if date else f"紹介済み: {outcome.ja}",
        f"introduced{f' on {date}' if date else ''}: {outcome.en}",
    )


def lift(names: Names, criterion: str, wanted: Wanted, items: Sequence[Item]) -> Text:
    """What would make what is had answer better."""
    if criterion == "standard":
        missing = sorted(wanted.standards - {s for item in items for s in item.standards})
        return Text(f"規格 {'、'.join(missing)} があれば", f"with the standard {', '.join(missing)}")
    concepts = wanted.fields if criterion == "field" else wanted.kinds
    what = Text("分野", "field") if criterion == "field" else Text("種類", "kind")
    listed = _listed(what, map(names, sorted(concepts)))
    return Text(f"{listed.ja} なら", f"in the {listed.en}" if criterion == "field" else f"of the {listed.en}")
