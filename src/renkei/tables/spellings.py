"""One spelling of what may be written in several: places and concepts that ship with renkei, by id, notation or any name.

Ids made of the columns of a row stand on it, so that 福島県, Fukushima and JP-07 make one id.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache

import pyoxigraph as ox

from renkei import resources
from renkei.schema.namespaces import SKOS
from renkei.schema.tables import ID, Column, shipped_schema
from renkei.schema.turtle import TripleIndex
from renkei.text.folding import fold

_NAMES = ("label_ja", "label_en", "alt_ja", "alt_en")


def one_spelling(column: Column, text: str) -> str:
    """The id of the one place, or the notation of the concept, that `text` means in `column`; any other text as it is."""
    if column.kind == "concept":
        return concept_notations().get(column.scheme or "", {}).get(fold(text), text)
    if column.kind != "reference" or not column.classes:
        return text
    classes, ids, names = _places()
    if text in ids or not classes.issuperset(column.classes):
        return text
    found = names.get(fold(text), set())
    return next(iter(found)) if len(found) == 1 else text


@cache
def concept_notations() -> dict[str, dict[str, str]]:
    """The notation of each concept by its scheme and folded notation, label or other name."""
    files = TripleIndex(resources.files("ontology", "vocabularies/*.ttl"))
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for concept in files.subjects(SKOS.inScheme.value):
        scheme = files.text(concept, SKOS.inScheme.value) or ""
        if notation := files.text(concept, SKOS.notation.value):
            words = [o for p in (SKOS.prefLabel, SKOS.altLabel) for o in files.objects(concept, p.value)]
            for name in (notation, *(o.value for o in words if isinstance(o, ox.Literal))):
                found[scheme].setdefault(fold(name), notation)
    return found


@cache
def _places() -> tuple[frozenset[str], frozenset[str], dict[str, set[str]]]:
    """The classes of places, and the shipped places: all ids, and ids by folded name."""
    schema = shipped_schema()
    place = "https://schema.org/Place"
    classes = {place} | {t.target_class for t in schema.tables.values() if schema.is_a(t.target_class, place)}
    ids: set[str] = set()
    names: dict[str, set[str]] = defaultdict(set)
    for path in resources.files("data", "places/*.csv"):
        if schema.tables[path.stem].target_class not in classes:
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                ids.add(row[ID])
                for name in (n for column in (ID, *_NAMES) for n in (row.get(column) or "").split(";") if n):
                    names[fold(name)].add(row[ID])
    return frozenset(classes), frozenset(ids), names
