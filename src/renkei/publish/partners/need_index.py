"""What the search by need compares in the browser: everything that organisations can do, offer and seek, and the terms.

It holds what `match.partners` compares for a need in words without an organisation that asks, so that `assets/partners.js` can
give the same points for content and record. Lists stand for objects, and numbers for what is said often: it is read by one
script only.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from renkei.errors import Text
from renkei.match.answers import LEAST_LIKE
from renkei.match.explaining import Matcher
from renkei.match.ground import FIELD, Concept, Ground
from renkei.match.likeness import TOGETHER, WEIGHTS
from renkei.match.scoring import BY_FIELDS, FULL, Wish
from renkei.match.words import BESIDES
from renkei.publish.catalogue import Catalogue
from renkei.schema.namespaces import ORG, RENKEI, SCHEMA, SKOS
from renkei.text.folding import OLD_FORMS

# So many organisations and things are compared; of a larger store the first, and the page says so.
MOST_ORGANISATIONS = 20_000
MOST_ITEMS = 20_000
_DOES = ("has", "offers", "seeks")
_PLACES = ("districts", "prefectures", "countries")


def need_index(matcher: Matcher, catalogue: Catalogue) -> dict[str, Any]:
    """The index of a store, with the same bytes for the same store."""
    known = matcher.known
    telling = _organisations(known, catalogue, [item.holder for item in known.items])
    of = {iri: number for number, iri in enumerate(telling[:MOST_ORGANISATIONS])}
    items = [item for item in known.items if item.holder in of][:MOST_ITEMS]
    concepts = sorted(known.concepts.values(), key=lambda c: c.iri)
    at = {concept.iri: number for number, concept in enumerate(concepts)}
    standards = sorted({s for item in items for s in item.standards})
    texts = _Numbered()
    record = matcher.scorer.scores(Wish(None, ())).points["record"]  # it does not depend on what is asked
    position = known.network.organisations.position
    return {
        "organisations": [
            [
                *_named(iri, matcher, catalogue, texts),
                round(float(record[position[iri]]), 9) if iri in position else 0,
                len(known.activities.get(iri, ())),
                known.latest.get(iri, 0),
                sorted(at[f] for f in known.worked_in.get(iri, ()) if f in at),
            ]
            for iri in of
        ],
        "items": [
            [
                of[item.holder],
                _DOES.index(item.does),
                int(item.is_open),
                item.label.ja,
                item.label.en,
                sorted(at[k] for k in item.kinds if k in at),
                sorted(at[f] for f in item.fields if f in at),
                [standards.index(s) for s in sorted(item.standards)],
                catalogue.things[item.iri].file if item.iri in catalogue.things else "",
            ]
            for item in items
        ],
        "concepts": [_concept(concept, catalogue, at) for concept in concepts],
        "standards": standards,
        "texts": texts.pairs,
        "filters": _filters(of, known, catalogue),
        "folding": ["".join(OLD_FORMS), "".join(OLD_FORMS.values())],
        "weights": {
            "content": FULL["content"],
            "criteria": WEIGHTS,
            "besides": BESIDES,
            "together": TOGETHER,
            "least": LEAST_LIKE,
            "by_fields": BY_FIELDS,
        },
        "left_out": [len(telling) - len(of), len(known.items) - len(items)],
    }


def need_script(index: Mapping[str, Any]) -> str:
    """The index as a classic script, which pages opened as files may load."""
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return f"renkei.needs({text});\n"


class _Numbered:
    """Pairs of texts, each once, by number."""

    def __init__(self) -> None:
        self._at: dict[tuple[str, str], int] = {}

    def at(self, text: Text) -> int:
        return self._at.setdefault((text.ja, text.en), len(self._at))

    @property
    def pairs(self) -> list[list[str]]:
        return [list(pair) for pair in self._at]


def _organisations(known: Ground, catalogue: Catalogue, holders: Iterable[str]) -> list[str]:
    """Those that can answer or hold something: first those with a page, in the order of their IRIs, which decides ties."""
    telling = {*holders, *(iri for iri in known.network.organisations.iris if known.worked_in.get(iri))}
    return sorted(telling, key=lambda iri: (iri not in catalogue.things, iri))


def _named(iri: str, matcher: Matcher, catalogue: Catalogue, texts: _Numbered) -> list[Any]:
    """Page, names, kind and region of an organisation; no page for one that the network does not have: it is not suggested."""
    thing, label = catalogue.things.get(iri), catalogue.known.label(iri)
    region = matcher.known.fact(iri, "region")
    return [
        thing.file if thing and iri in matcher.known.network.organisations.position else "",
        label.ja,
        label.en if label.en != label.ja else "",
        texts.at(thing.kind) if thing and thing.kind is not thing.table.heading else -1,
        texts.at(matcher.names(region)) if region else -1,
    ]


def _concept(concept: Concept, catalogue: Catalogue, at: Mapping[str, int]) -> list[Any]:
    """Names to show, whether it is a field, the folded names by which words find it, and what stands right above it."""
    label = catalogue.known.label(concept.iri)
    return [
        label.ja,
        label.en if label.en != label.ja else "",
        int(concept.scheme == FIELD),
        sorted(name for name in concept.names if len(name) > 1),
        sorted(at[b] for b in concept.broader if b in at),
    ]


def _filters(of: Mapping[str, int], known: Ground, catalogue: Catalogue) -> dict[str, list[list[Any]]]:
    """The choices of each filter that hold an organisation: names, and the organisations by number."""
    told = catalogue.known
    found: dict[str, dict[str, set[int]]] = {name: defaultdict(set) for name in ("place", "sector", "kind", "field")}
    for iri, number in of.items():
        for place in told.iris(iri, SCHEMA.location.value):
            for one in {place, *told.iris(place, RENKEI.within.value)}:
                found["place"][one].add(number)
        for name, concepts in (
            ("kind", told.iris(iri, ORG.classification.value)),
            ("sector", told.iris(iri, RENKEI.sector.value)),
            ("field", known.own_fields.get(iri, frozenset())),
        ):
            for concept in _with_broader(concepts, catalogue):
                found[name][concept].add(number)
    things = catalogue.things
    order = {table: n for n, table in enumerate(_PLACES)}
    places = [iri for iri in found["place"] if iri in things and things[iri].table.name in order]
    listed = {name: sorted(held, key=lambda iri: (-len(found[name][iri]), iri)) for name, held in found.items()}
    listed["place"] = sorted(places, key=lambda iri: (order[things[iri].table.name], iri))
    return {
        name: [[told.label(iri).ja, told.label(iri).en, sorted(found[name][iri])] for iri in iris]
        for name, iris in listed.items()
    }


def _with_broader(concepts: Iterable[str], catalogue: Catalogue) -> set[str]:
    """Concepts with all that stand above them."""
    found, left = set[str](), list(concepts)
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += catalogue.known.iris(one, SKOS.broader.value)
    return found
