"""The answer to a question as a table to read: what names a thing is its link, and each language has its own columns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from renkei.errors import Text
from renkei.publish.addresses import Addresses
from renkei.publish.catalogue import Catalogue
from renkei.publish.things.portraitist import Portraitist
from renkei.publish.words import heading, messages, said_value
from renkei.query.results import Result
from renkei.query.values import cell_text
from renkei.schema.namespaces import ID, RDFS, SKOS
from renkei.store.protocol import Term

MOST_ROWS = 200

_LINES = re.compile(r"\d+(-\d+)?(,\d+(-\d+)?)*")
_NUMBERS = ("#integer", "#decimal", "#double")

Row = tuple[Term | None, ...]


class AnswerTables:
    """Puts answers into a language; keeps what labels mean, since answers share them."""

    def __init__(
        self, catalogue: Catalogue, addresses: Addresses, portraitist: Portraitist, term: Callable[[str], str | None]
    ) -> None:
        self._catalogue = catalogue
        self._addresses = addresses
        self._portraitist = portraitist
        self._term = term
        self._named: dict[str, frozenset[str]] = {}

    def table(self, result: Result, language: str, top: str) -> dict[str, Any]:
        """Headings and the first rows; `top` leads from the page to the folder of its language.

        A column that only repeats the names of things of the same row is left out: the link bears the name. Of two columns
        for two languages (`name`, `name_en`) the page has one, with the value of the other where its own is missing.
        """
        columns, rows = result.columns, result.table.rows[:MOST_ROWS]
        headings = dict(zip(columns, result.headings, strict=True))
        shown = [c for c in columns if not self._is_other(c, columns, rows) and not self._repeats(columns.index(c), rows)]
        made = [self._column(c, columns, rows, language) for c in shown]
        numeric = [any(_is_number(t) for t, _ in column) for column in made]
        return {
            "heads": [{"label": heading(headings[c], language), "numeric": n} for c, n in zip(shown, numeric, strict=True)],
            "rows": [
                [
                    self._cell(term, text, self._place(name, row, columns), language, top)
                    for name, (term, text) in zip(shown, cells, strict=True)
                ]
                for row, cells in zip(rows, zip(*made, strict=True) if made else (), strict=bool(made))
            ],
            "total": len(result),
            "left": max(0, len(result) - MOST_ROWS),
        }

    def value(self, term: Term, language: str, top: str) -> dict[str, Any]:
        """One term in words, with the address of its page."""
        return self._cell(term, None, None, language, top)

    def _is_other(self, name: str, columns: tuple[str, ...], rows: Sequence[Row]) -> bool:
        """Whether a column is the English twin of a column of texts."""
        twin = name.removesuffix("_en")
        if twin == name or twin not in columns:
            return False
        at = columns.index(twin)
        return not any(isinstance(row[at], ox.NamedNode) for row in rows)

    def _repeats(self, at: int, rows: Sequence[Row]) -> bool:
        """Whether every value of a column is a name of a thing in its row."""
        told = [row for row in rows if row[at] is not None]
        return bool(told) and all(
            isinstance(row[at], ox.Literal)
            and any(row[at].value in self._names(t.value) for t in row if isinstance(t, ox.NamedNode))  # type: ignore[union-attr]
            for row in told
        )

    def _names(self, iri: str) -> frozenset[str]:
        if iri not in self._named:
            known = self._catalogue.known
            labels = (*known.values(iri, RDFS.label.value), *known.values(iri, SKOS.prefLabel.value))
            self._named[iri] = frozenset(t.value for t in labels if isinstance(t, ox.Literal))
        return self._named[iri]

    def _column(
        self, name: str, columns: tuple[str, ...], rows: Sequence[Row], language: str
    ) -> list[tuple[Term | None, str | None]]:
        """The terms of a column in a language, each with the words for it where they are not its own."""
        own = [row[columns.index(name)] for row in rows]
        twin = f"{name}_en"
        if twin in columns and self._is_other(twin, columns, rows):
            english = [row[columns.index(twin)] for row in rows]
            first, second = (own, english) if language == "ja" else (english, own)
            return [(a if a is not None else b, None) for a, b in zip(first, second, strict=True)]
        if name == "basis" and all(
            isinstance(t, ox.Literal) and f"basis_{t.value}" in messages(language) for t in own if t is not None
        ):
            return [(t, messages(language)[f"basis_{t.value}"] if isinstance(t, ox.Literal) else None) for t in own]
        if language == "en" and all(t is None or _japanese(t) in self._english for t in own):  # kinds, not names of all sorts
            return [(t, self._english[_japanese(t)] if t is not None else None) for t in own]
        return [(t, None) for t in own]

    @cached_property
    def _english(self) -> dict[str, str | None]:
        """The English names of concepts, places and years by their Japanese ones; None for a word that has several."""
        found: dict[str, set[str]] = defaultdict(set)
        known = self._catalogue.known
        for iri in known.subjects():
            if iri.startswith((f"{ID}place/", f"{ID}fiscal-year/")) or self._catalogue.scheme_of(iri):
                label = known.label(iri)
                found[label.ja].add(label.en)
        return {ja: next(iter(names)) if len(names) == 1 else None for ja, names in found.items()}

    def _place(self, name: str, row: Row, columns: tuple[str, ...]) -> str | None:
        """The page that a number of a document, or lines of it, leads to."""
        if name not in ("document", "lines") or "document" not in columns:
            return None
        number = row[columns.index("document")]
        lines = row[columns.index("lines")] if name == "lines" else None
        if not isinstance(number, ox.Literal):
            return None
        if not isinstance(lines, ox.Literal):
            return self._addresses.source(number.value)
        return self._addresses.passage(number.value, lines.value) if _LINES.fullmatch(lines.value) else None

    def _cell(self, term: Term | None, text: str | None, href: str | None, language: str, top: str) -> dict[str, Any]:
        own = None
        if isinstance(term, ox.NamedNode):
            href = self._addresses.find(term.value) or self._term(term.value)
            label = said_value(self._portraitist.value(term)) if self._names(term.value) else Text(*[cell_text(term)] * 2)
            text = label.of(language)
        elif isinstance(term, ox.Literal) and text is None:
            own = term.language[:2] if term.language else None
            text = said_value(self._portraitist.value(term)).of(language)
        return {
            "text": text if text is not None else cell_text(term),
            "href": f"{top}{href}" if href else None,
            "own": own,
        }


def _japanese(term: Term) -> str:
    """The text of a term in Japanese, or nothing."""
    return term.value if isinstance(term, ox.Literal) and term.language == "ja" else ""


def _is_number(term: Term | None) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value.endswith(_NUMBERS)
