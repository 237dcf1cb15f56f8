"""Coverage: which lines of the source documents the graph cites, and what it says on the strength of each.

Facts and locators only: no text of a document is read into the result, nor kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from renkei.errors import Text, UsageError
from renkei.schema.namespaces import ID, RDF, RDFS, RENKEI, SKOS
from renkei.schema.tables import Schema
from renkei.sources.passages import line_ranges
from renkei.sources.register import Register, SourceDocument
from renkei.sources.texts import read_texts
from renkei.store.protocol import Store, Term

_NAMES = frozenset({RDFS.label, SKOS.altLabel, RENKEI.reading})


@dataclass(frozen=True)
class LineFact:
    """What some lines say of a thing: a property and its value in words, and the basis on which they do (by its notation).

    `target` is the IRI of the value where it is a thing or concept.
    """

    thing: str
    property: Text
    value: Text
    target: str | None
    basis: str
    basis_label: Text

    def mark(self, language: str) -> str:
        """The basis in words, in brackets; nothing for what is stated."""
        return "" if self.basis == "stated" else f" ({self.basis_label.of(language)})"


@dataclass(frozen=True)
class CitedPassage:
    """Some lines of a document, and what they are cited for: things by IRI with their labels, and facts."""

    lines: str
    things: dict[str, Text]
    facts: tuple[LineFact, ...]


@dataclass(frozen=True)
class DocumentCoverage:
    """The lines (1-based) of a document that passages cite, and those that are left out for a reason.

    `blank` and `problem` are known only where the text was read: the empty lines, and why it could not be read.
    """

    document: SourceDocument
    passages: tuple[CitedPassage, ...]
    blank: frozenset[int] | None = None
    problem: Text | None = None

    @property
    def cited(self) -> dict[int, tuple[CitedPassage, ...]]:
        """The passages that cite each line that any cites, the narrowest first."""
        found: dict[int, list[CitedPassage]] = defaultdict(list)
        for passage in self.passages:
            for line in line_numbers(passage.lines):
                found[line].append(passage)
        return {line: tuple(sorted(found[line], key=lambda p: len(line_numbers(p.lines)))) for line in sorted(found)}

    @property
    def left_out(self) -> dict[int, Text]:
        """The reason for each line that no row should cite."""
        return {line: reason for lines, reason in self.document.left_out.items() for line in line_numbers(lines)}

    @property
    def uncited(self) -> tuple[int, ...]:
        """The lines that are not empty, and neither cited nor left out for a reason; () where the text was not read."""
        if self.blank is None:
            return ()
        accounted = self.blank | self.cited.keys() | self.left_out.keys()
        return tuple(n for n in range(1, self.document.lines + 1) if n not in accounted)

    @property
    def not_left_out(self) -> tuple[int, ...]:
        """The lines that the register says are left out, though a passage cites them or they are empty."""
        return tuple(sorted(self.left_out.keys() & (self.cited.keys() | (self.blank or frozenset()))))

    @property
    def findings(self) -> list[Text]:
        """What is wrong: a text that cannot be read, lines not accounted for, an entry of the register that is not so."""
        number, found = self.document.number, [self.problem] if self.problem else []
        if lines := as_ranges(self.uncited):
            ja = f"引用されず、対象外でもありません（表に加えるか、left_out に理由を書きます）: {number}:{lines}"
            en = f"cited by no row and not left out (give a reason as left_out in sources.toml, or add rows): {number}:{lines}"
            found.append(Text(ja, en))
        if lines := as_ranges(self.not_left_out):
            ja = f"sources.toml の left_out にありますが、引用されているか空行です: {number}:{lines}"
            found.append(Text(ja, f"left_out in sources.toml, yet cited or empty: {number}:{lines}"))
        return found

    def say_lines(self, language: str) -> Iterator[str]:
        """Each cited line with what it is cited for: a thing a line, its facts indented below it."""
        for number, passages in self.cited.items():
            yield f"{self.document.number}:{number}"
            told: dict[str, list[str]] = {}
            for passage in passages:
                for thing, label in passage.things.items():
                    told.setdefault(thing, [f"  {label.of(language)}"])
                for fact in passage.facts:
                    said = f"    {fact.property.of(language)}: {fact.value.of(language)}{fact.mark(language)}"
                    if said not in told[fact.thing]:
                        told[fact.thing].append(said)
            for said_of_one in told.values():
                yield from said_of_one

    def as_dict(self) -> dict[str, Any]:
        """The coverage as plain values, for JSON: each line with the passages and things that cite it."""
        return {
            "document": self.document.number,
            "title": vars(self.document.title),
            "lines": self.document.lines,
            "cited": {n: {p.lines: sorted(p.things) for p in passages} for n, passages in self.cited.items()},
            "left_out": {n: vars(reason) for n, reason in self.left_out.items()},
            "blank": None if self.blank is None else sorted(self.blank),
            "uncited": list(self.uncited),
            "left_out_yet_cited_or_blank": list(self.not_left_out),
            "findings": [vars(f) for f in self.findings],
        }


def line_numbers(lines: str) -> list[int]:
    """The numbers that "9-11,158" writes."""
    return [n for first, last in line_ranges(lines) for n in range(first, last + 1)]


def as_ranges(numbers: Iterable[int]) -> str:
    """Line numbers, in order, written as ranges: "9-11,158"."""
    found = list(numbers)
    starts = found[:1] + [b for a, b in pairwise(found) if b != a + 1]
    ends = [a for a, b in pairwise(found) if b != a + 1] + found[-1:]
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True))


def coverage(
    store: Store, register: Register, schema: Schema, folder: Path | None = None, number: str | None = None
) -> list[DocumentCoverage]:
    """The coverage of every document of the register, or of the one with a number, in the order of their numbers.

    With a `folder` of their texts (`NNN_*.txt`), empty lines are told from lines that no one cites. Raises UsageError where
    the folder is none, or the register has no document of this number.
    """
    numbers = sorted(d.number for d in register.documents.values())
    if number is not None and number not in numbers:
        raise UsageError(
            Text(
                f"文書 {number} は登録されていません。登録されている文書: {', '.join(numbers)}",
                f"The register has no document {number}. Documents of the register: {', '.join(numbers)}",
            )
        )
    texts = read_texts(register, folder) if folder else {}
    cited = _passages(store, _Words(store, schema))
    found = []
    for document in sorted(register.documents.values(), key=lambda d: d.number):
        if number not in (None, document.number):
            continue
        passages = tuple(sorted(cited.get(document.id, ()), key=lambda p: (line_numbers(p.lines), p.lines)))
        text = texts.get(document.number)
        if isinstance(text, list):
            blank = frozenset(n for n, line in enumerate(text, 1) if not line.strip())
            found.append(DocumentCoverage(document, passages, blank))
        else:
            found.append(DocumentCoverage(document, passages, problem=text))
    return found


def _passages(store: Store, words: _Words) -> dict[str, list[CitedPassage]]:
    """What the passages of each document (by its id) are cited for; the graphs of one passage on several bases are one."""
    graphs: dict[tuple[str, str], list[ox.NamedNode]] = defaultdict(list)
    for quad in store.quads(None, RDF.type, RENKEI.Passage, ox.DefaultGraph()):
        if isinstance(quad.subject, ox.NamedNode):
            document = _value(store, quad.subject, RENKEI.document).removeprefix(f"{ID}source/")
            graphs[document, _value(store, quad.subject, RENKEI.lines)].append(quad.subject)
    found: dict[str, list[CitedPassage]] = defaultdict(list)
    for (document, lines), parts in graphs.items():
        things: dict[str, Text] = {}
        facts: set[LineFact] = set()
        for graph in parts:
            basis = ox.NamedNode(_value(store, graph, RENKEI.basis))
            for quad in store.quads(graph=graph):
                thing = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else str(quad.subject)
                things.setdefault(thing, words.of(quad.subject))
                if quad.predicate not in _NAMES and quad.predicate != RDF.type:
                    said = (words.property(thing, quad.predicate), words.of(quad.object))
                    target = quad.object.value if isinstance(quad.object, ox.NamedNode) else None
                    facts.add(LineFact(thing, *said, target, basis.value.rsplit("/", 1)[-1], words.of(basis)))
        order = sorted(facts, key=lambda f: (f.thing, f.property.en, f.value.en, f.basis))
        found[document].append(CitedPassage(lines, dict(sorted(things.items())), tuple(order)))
    return found


def _value(store: Store, node: ox.NamedNode, predicate: ox.NamedNode) -> str:
    """The one value of a property of a graph's description."""
    return next(_texts(store, node, predicate))


def _texts(store: Store, node: ox.NamedNode, predicate: ox.NamedNode) -> Iterator[str]:
    for quad in store.quads(node, predicate, None, ox.DefaultGraph()):
        if isinstance(quad.object, (ox.NamedNode, ox.Literal)):
            yield quad.object.value


class _Words:
    """The labels of the store, read once, and the headings under which a table's columns give a property."""

    def __init__(self, store: Store, schema: Schema) -> None:
        self._headings = {
            (table.id_segment, column.path): Text(column.heading.ja, column.heading.en.removesuffix(" (ja)"))
            for table in schema.tables.values()
            for column in reversed(table.columns)
        }
        self._found: dict[str, dict[str, str]] = defaultdict(dict)
        for quad in store.quads(None, RDFS.label, None, ox.DefaultGraph()):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                self._found[quad.subject.value][quad.object.language or ""] = quad.object.value

    def of(self, term: Term) -> Text:
        """A literal as it is written; a thing by its label, else by the end of its IRI."""
        if isinstance(term, ox.Literal):
            return Text(term.value, term.value)
        iri = term.value if isinstance(term, ox.NamedNode) else str(term)
        found = self._found.get(iri, {})
        other = next(iter(found.values()), iri.removeprefix(ID).rsplit("#", 1)[-1].rsplit("/", 1)[-1])
        return Text(found.get("ja", other), found.get("en", other))

    def property(self, thing: str, predicate: ox.NamedNode) -> Text:
        """What a property of a thing is called: as in the thing's table, else by its label."""
        segment = thing.removeprefix(ID).split("/", 1)[0]
        return self._headings.get((segment, predicate.value)) or self.of(predicate)
