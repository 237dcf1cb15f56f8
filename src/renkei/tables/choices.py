"""What a cell may be chosen from: the concepts of the vocabularies in words, the 47 prefectures, and the municipalities."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from renkei.errors import Text
from renkei.schema.namespaces import SKOS
from renkei.schema.turtle import TripleIndex
from renkei.text.folding import fold


@dataclass(frozen=True)
class Choice:
    """A concept as people choose it; `shown` is its label, or its notation where the label means another one too."""

    iri: str
    notation: str
    shown: Text


def read_choices(vocabularies: Path) -> dict[str, tuple[Choice, ...]]:
    """The concepts of each scheme, by the IRI of the scheme, in the order in which the files give them."""
    paths = sorted(vocabularies.glob("*.ttl"))
    index = TripleIndex(paths)
    order: dict[str, list[ox.NamedNode]] = {}
    for path in paths:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            member = quad.predicate == SKOS.inScheme
            if member and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                order.setdefault(quad.object.value, []).append(quad.subject)
    return {scheme: tuple(_choices(index, concepts)) for scheme, concepts in order.items()}


def _choices(index: TripleIndex, concepts: list[ox.NamedNode]) -> list[Choice]:
    names: Counter[str] = Counter()
    for concept in concepts:
        words = [o for p in (SKOS.notation, SKOS.prefLabel, SKOS.altLabel) for o in index.objects(concept, p.value)]
        names.update({fold(w.value) for w in words if isinstance(w, ox.Literal)})
    found = []
    for concept in concepts:
        notation = index.text(concept, SKOS.notation.value) or ""
        labels = index.by_language(concept, SKOS.prefLabel.value)
        shown = {language: label if names[fold(label)] == 1 else notation for language, label in labels.items()}
        found.append(Choice(concept.value, notation, Text(shown["ja"], shown["en"])))
    return found


def read_prefectures(places: Path) -> tuple[Text, ...]:
    """The names of the 47 prefectures, in the order of their codes."""
    with (places / "prefectures.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["jis_code"])
    return tuple(Text(row["label_ja"], row["label_en"]) for row in rows)


def read_municipalities(places: Path) -> dict[str, tuple[str, ...]]:
    """The names of every municipality by its id: the Japanese label, the English one, the other names."""
    with (places / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["id"]: tuple(n for n in (row["label_ja"], row["label_en"], *row["alt_ja"].split(";")) if n)
            for row in csv.DictReader(file)
        }
