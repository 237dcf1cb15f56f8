"""Where on the site a thing, a concept, a term or a source is told; the lead of every link."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from renkei.publish.catalogue import Catalogue
from renkei.schema.namespaces import ID, NS, compact
from renkei.sources.passages import line_ranges


class Addresses:
    """Paths below the folder of a language; None for what the site does not tell of."""

    def __init__(self, catalogue: Catalogue, sources: Collection[str], documents: Collection[str]) -> None:
        self._catalogue = catalogue
        self._sources = frozenset(sources)
        self._documents = frozenset(documents)

    def find(self, iri: str) -> str | None:
        """The page of a thing, that of a concept, or the place of a source."""
        if thing := self._catalogue.things.get(iri):
            return f"{thing.file}.html"
        if self._catalogue.scheme_of(iri):
            return f"{term_file(iri)}.html"
        if iri.startswith(f"{ID}source/"):
            number = self._catalogue.known.text(iri, f"{NS}number") or iri.rsplit("/", 1)[-1]
            return self.source(number)
        return None

    def link(self, iri: str, language: str, top: str) -> dict[str, Any]:
        """What templates make a link of: a name, and the page, seen from one with `top` before the folder of the language."""
        page = self.find(iri)
        text = self._catalogue.known.label(iri).of(language)
        return {"text": text, "href": f"{top}{page}" if page else None, "own": None}

    def source(self, number: str) -> str | None:
        """Where a source document (by number) or data set (by id) is told of: its page, or its row on the front page."""
        if number in self._documents:
            return f"document/{number}.html"
        return f"index.html#source-{number}" if number in self._sources else None

    def passage(self, number: str, lines: str) -> str | None:
        """The first line of a passage ("9-11,158") on the page of its document."""
        return f"document/{number}.html#L{line_ranges(lines)[0][0]}" if number in self._documents else None


def term_file(iri: str) -> str:
    """The path of the page of a concept, without its ending."""
    return f"term/{iri.removeprefix(ID)}"


def concept_anchor(iri: str) -> str:
    """The id of a concept on the page of the ontology."""
    return iri.removeprefix(ID)


def term_anchor(iri: str) -> str:
    """The id of a class or property on the page of the ontology: that of a redirected https://w3id.org/renkei/ns#term."""
    return iri.removeprefix(NS) if iri.startswith(NS) else compact(iri)
