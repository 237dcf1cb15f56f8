"""What is known before a list is read: the concepts of the vocabularies, and the things of the data that ships with renkei."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import pyoxigraph as ox

from renkei import resources
from renkei.schema.namespaces import SKOS
from renkei.schema.tables import Schema, shipped_schema
from renkei.schema.turtle import TripleIndex
from renkei.tables.files import read_csv
from renkei.tables.references import Thing, ThingIndex
from renkei.tables.spellings import concept_notations
from renkei.text.folding import fold


@dataclass
class Known:
    """`things` finds what ships by id or name; `concepts` maps scheme -> folded name -> notation."""

    things: ThingIndex
    concepts: dict[str, dict[str, str]]
    labels: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    prefectures: dict[str, str] = field(default_factory=dict)
    within: dict[str, str] = field(default_factory=dict)

    def concept(self, scheme: str, text: str) -> str | None:
        """The notation of the concept that `text` names, or None."""
        return self.concepts.get(scheme, {}).get(fold(text))

    def around(self, place: str) -> list[str]:
        """The places around a place, the nearest first."""
        found: list[str] = []
        while (place := self.within.get(place, "")) and place not in found:
            found.append(place)
        return found

    def full_name(self, place: Thing) -> str:
        """The name of a place, after that of its prefecture."""
        names = {identifier: name for name, identifier in self.prefectures.items()}
        prefecture = next((names[p] for p in self.around(place.id) if p in names), "")
        name = place.names[0] if place.names else place.id
        return name if name.startswith(prefecture) else prefecture + name


@cache
def shipped_known() -> Known:
    """The vocabularies and the data that ship with renkei."""
    schema = shipped_schema()
    known = Known(ThingIndex(schema), concept_notations())
    _add_concepts(known)
    _add_things(known, schema, ("places", "curated"))
    return known


def _add_concepts(known: Known) -> None:
    files = TripleIndex(resources.files("ontology", "vocabularies/*.ttl"))
    for concept in files.subjects(SKOS.inScheme.value):
        scheme = files.text(concept, SKOS.inScheme.value) or ""
        notation = files.text(concept, SKOS.notation.value)
        if not notation:
            continue
        labels = [o for o in files.objects(concept, SKOS.prefLabel.value) if isinstance(o, ox.Literal)]
        known.labels[scheme][notation] = next((o.value for o in labels if o.language == "ja"), notation)


def _add_things(known: Known, schema: Schema, datasets: Iterable[str]) -> None:
    data = resources.folder("data")
    for path in (p for name in datasets for p in sorted((data / name).glob("*.csv"))):
        table = schema.tables[path.stem]
        if table.key:
            continue
        names = [c.name for c in table.columns if c.name in ("label_ja", "label_en", "alt_ja", "alt_en")]
        for row in read_csv(path, table).rows:
            found = [n.strip() for column in names for n in row.cells.get(column, "").split(";") if n.strip()]
            identifier = row.cells["id"]
            known.things.add(Thing(identifier, identifier, table.target_class, tuple(found), table.name))
            if within := row.cells.get("within"):
                known.within[identifier] = within
            if table.name == "prefectures":
                known.prefectures[row.cells["label_ja"]] = identifier
