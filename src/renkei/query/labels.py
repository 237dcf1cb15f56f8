"""The names of things, for those who read them."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from renkei.errors import Text
from renkei.query.piecewise import rows_for
from renkei.store.protocol import Store

_LABELS = """
SELECT ?thing ?name
WHERE { VALUES ?thing { $things } ?thing rdfs:label|skos:prefLabel ?name }
ORDER BY ?thing ?name
"""


def labels_of(store: Store, iris: Iterable[str]) -> dict[str, Text]:
    """The labels of those things that have one; where one language is missing, the other stands for it."""
    found: dict[str, dict[str, str]] = {}
    for thing, name in rows_for(store, _LABELS, "things", map(ox.NamedNode, iris)):
        if isinstance(thing, ox.NamedNode) and isinstance(name, ox.Literal):
            found.setdefault(thing.value, {}).setdefault(name.language or "", name.value)
    return {iri: _text(by_language) for iri, by_language in found.items()}


def _text(by_language: dict[str, str]) -> Text:
    any_of_them = next(iter(by_language.values()))
    ja, en, plain = (by_language.get(tag) for tag in ("ja", "en", ""))
    return Text(ja or plain or en or any_of_them, en or plain or ja or any_of_them)
