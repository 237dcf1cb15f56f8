"""The pages of partners: of each organisation its best partners with reasons, and one that leads to all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from markupsafe import Markup

from renkei.errors import Text
from renkei.match.ground import Does, Introduction, Item
from renkei.match.introduction_paths import Step
from renkei.match.scoring import FULL
from renkei.publish.known import Said
from renkei.publish.making import File, Making
from renkei.publish.partners.need_index import need_index, need_script
from renkei.publish.partners.partnerships import Partner, Partnerships, Suggested
from renkei.publish.things.thing_pages import Setting
from renkei.publish.words import all_messages, messages, timed

# Of what is offered, sought and can be done so much of each is listed; the lists of things have all of it.
MOST_ITEMS = 200
# So many sources of a reason are named.
_MOST_SAID = 4
_DOES: tuple[Does, ...] = ("seeks", "offers", "has")
_TABLES = {"seeks": "needs", "offers": "offers", "has": "capabilities"}


def partner_pages(making: Making, language: str) -> Iterator[File]:
    """The search by need with all organisations, and the page of each that has partners."""
    pages = PartnerPages(making.partnerships, making.setting, language)
    yield making.page(language, "partners/index.html", "partners.html", **pages.index())
    for suggested in making.partnerships.suggested.values():
        path = f"{making.partnerships.file(suggested.organisation)}.html"
        yield making.page(language, path, "partner.html", **pages.of(suggested))


def partner_data(making: Making) -> Iterator[File]:
    """What the search by need compares, as a script that pages of both languages load."""
    yield "partners/needs.js", need_script(need_index(making.partnerships.matcher, making.setting.catalogue))


class PartnerPages:
    """Puts suggestions into a language."""

    def __init__(self, partnerships: Partnerships, setting: Setting, language: str) -> None:
        self._partnerships = partnerships
        self._setting = setting
        self._language = language
        self._m = messages(language)

    def index(self) -> dict[str, Any]:
        """What the page of all partners is given."""
        known = self._partnerships.matcher.known
        items = {does: sorted(self._open(does), key=lambda i: self._item_order(i)) for does in _DOES}
        return {
            "organisations": [self._row(suggested) for suggested in self._ordered()],
            "left_out": self._partnerships.left_out,
            "most": self._partnerships.most,
            "items": [
                {
                    "does": does,
                    "title": self._m[f"partners_{does}"],
                    "rows": [self._listed(item) for item in found[:MOST_ITEMS]],
                    "total": len(found),
                    "href": f"../list/{_TABLES[does]}.html",
                }
                for does, found in items.items()
                if found
            ],
            "nothing_held": not known.items,
            "need_messages": {k: self._m[k] for k in all_messages() if k.startswith(("need_", "part_"))},
        }

    def of(self, suggested: Suggested) -> dict[str, Any]:
        """What the page of one organisation is given."""
        language = self._language
        thing = self._setting.catalogue.things[suggested.organisation]
        return {
            "thing": {"name": thing.label.of(language), "href": f"../{thing.file}.html"},
            "understood": [told.of(language) for told in self._partnerships.understood(suggested)],
            "new": [self._partner(partner, rank) for rank, partner in enumerate(suggested.new, 1)],
            "linked": [self._partner(partner, rank) for rank, partner in enumerate(suggested.linked, 1)],
            "popular": suggested.popular,
            "command": f"renkei match {thing.short.rsplit('/', 1)[-1]} --top 20 --why",
        }

    def _ordered(self) -> list[Suggested]:
        things = self._setting.catalogue.things
        return sorted(self._partnerships.suggested.values(), key=lambda s: things[s.organisation].key(self._language))

    def _row(self, suggested: Suggested) -> dict[str, Any]:
        thing = self._setting.catalogue.things[suggested.organisation]
        does = Counter(i.does for i in self._partnerships.matcher.known.held.get(thing.iri, ()) if i.is_open)
        best = suggested.new[0].match if suggested.new else None
        return {
            "name": thing.label.of(self._language),
            "key": thing.key(self._language)[1],
            "href": f"../{self._partnerships.file(thing.iri)}.html",
            "kind": thing.kind.of(self._language),
            "region": self._told(self._partnerships.region(thing.iri)),
            "held": [does[name] for name in _DOES],
            "best": {"name": self._name(best.organisation), "score": f"{best.score:.2f}"} if best else None,
        }

    def _partner(self, partner: Partner, rank: int) -> dict[str, Any]:
        match, language = partner.match, self._language
        points = {part.name: part.points for part in match.parts}
        return {
            "rank": rank,
            **self._link(match.organisation),
            "kind": self._kind(match.organisation),
            "region": self._told(self._partnerships.region(match.organisation)),
            "partners": self._partnerships.page_of(match.organisation),
            "score": f"{match.score:.2f}",
            "bar": [{"part": name, "width": round(100 * points[name], 1)} for name in FULL if points.get(name, 0.0) > 0],
            "parts": [
                {
                    "part": part.name,
                    "points": f"{part.points:.2f}",
                    "why": part.why.of(language),
                    "refs": self._refs(said[:_MOST_SAID]),
                    "more": max(0, len(said) - _MOST_SAID),
                }
                for part, said in zip(match.parts, partner.said, strict=True)
            ],
            "ways": [self._way(way) for way in partner.ways if len(way) > 1],
            "introductions": [self._introduced(i) for i in match.introductions],
            "lifts": [{"text": told.of(language), "points": f"{gain:.2f}"} for told, gain in match.lifts],
        }

    def _way(self, way: Sequence[Step]) -> list[dict[str, Any]]:
        """A way as the things it leads over, organisations and what they take part in by turns."""
        found = [self._link(way[0].source)]
        for step in way:
            found += [self._link(step.over), self._link(step.target)]
        return found

    def _refs(self, said: Iterable[Said]) -> list[dict[str, Any]]:
        """Where the statements behind a reason stand, with the page that tells of it."""
        found = []
        for one in said:
            page = self._setting.addresses.passage(one.number, one.lines) if one.number else None
            text = f"{one.number}:{one.lines}" if one.number else one.locator or one.label.of(self._language)
            found.append({"text": text, "href": f"../{page}" if page else None})
        return found

    def _listed(self, item: Item) -> dict[str, Any]:
        names = self._partnerships.matcher.names
        return {
            "item": self._link(item.iri) | {"text": item.label.of(self._language)},
            "holder": self._link(item.holder),
            "partners": self._partnerships.page_of(item.holder),
            "about": sorted(names(iri).of(self._language) for iri in item.kinds | item.fields) + sorted(item.standards),
        }

    def _open(self, does: Does) -> list[Item]:
        known, things = self._partnerships.matcher.known, self._setting.catalogue.things
        return [i for i in known.items if i.does == does and i.is_open and i.iri in things]

    def _item_order(self, item: Item) -> tuple[object, ...]:
        return (*self._setting.catalogue.things[item.iri].key(self._language),)

    def _link(self, iri: str) -> dict[str, Any]:
        return self._setting.addresses.link(iri, self._language, "../")

    def _name(self, iri: str) -> str:
        return self._setting.catalogue.known.label(iri).of(self._language)

    def _kind(self, iri: str) -> str:
        thing = self._setting.catalogue.things.get(iri)
        return "" if thing is None or thing.kind is thing.table.heading else thing.kind.of(self._language)

    def _told(self, text: Text | None) -> str:
        return text.of(self._language) if text else ""

    def _introduced(self, introduction: Introduction) -> Markup:
        """That the two were introduced to each other, when, and what came of it."""
        outcome = self._name(introduction.outcome) if introduction.outcome else self._m["partners_no_outcome"]
        date = timed(introduction.date).of(self._language) if introduction.date else self._m["partners_no_date"]
        return Markup(self._m["partners_introduced"]).format(date=date, outcome=outcome)  # noqa: S704  # a message of ours
