"""The names of things, for those who read them."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from renkei.errors import Text
from renkei.store.protocol import Store

_LABELS = """
SELECT ?thing ?name
WHERE { VALUES ?thing { $things } ?thing rdfs:label|skos:prefLabel ?name }
ORDER BY ?thing ?name
"""
# So many things in one query: a server takes no text without end.
_AT_ONCE = 200


def labels_of(store: Store, iris: Iterable[str]) -> dict[str, Text]:
    """The labels of those things that have one; where one language is missing, the other stands for it."""
    found: dict[str, dict[str, str]] = {}
    things = sorted(set(iris))
    for start in range(0, len(things), _AT_ONCE):
        listed = " ".join(str(ox.NamedNode(iri)) for iri in things[start : start + _AT_ONCE])
        for thing, name in store.select(_LABELS.replace("$things", listed)).rows:
            if isinstance(thing, ox.NamedNode) and isinstance(name, ox.Literal):
                found.setdefault(thing.value, {}).setdefault(name.language or "", name.value)
    return {iri: _text(by_language) for iri, by_language in found.items()}


def _text(by_language: dict[str, str]) -> Text:
    any_of_them = next(iter(by_language.values()))
    ja, en, plain = (by_language.get(tag) for tag in ("ja", "en", ""))
    return Text(ja or plain or en or any_of_them, en or plain or ja or any_of_them)
