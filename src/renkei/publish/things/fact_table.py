"""The facts of a thing as a table: a row for each fact and each source that says it, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from renkei.errors import Text
from renkei.publish.known import Said
from renkei.publish.things.portrait import GROUPS, Line, Portrait, Value
from renkei.tables.files import csv_text

HEADINGS = (
    "property_ja",
    "property_en",
    "value_ja",
    "value_en",
    "value_iri",
    "details_ja",
    "details_en",
    "start",
    "end",
    "basis",
    "source",
    "place",
    "source_title_ja",
    "source_title_en",
)
_NOBODY = Said("", "", Text("", ""))


def fact_table(portrait: Portrait) -> str:
    """CSV in UTF-8.

    `source` is the number of a document and `place` its lines, or a data set and the row of its file; a rule has its IRI.
    """
    return csv_text(HEADINGS, list(dict.fromkeys(_rows(portrait))))


def _rows(portrait: Portrait) -> Iterator[tuple[str, ...]]:
    for group in GROUPS:
        for fact in portrait.facts[group]:
            for told in fact.values:
                yield from _row(fact.heading, (told.value,), Text("", ""), ("", ""), told.said)
    for series in portrait.series:
        for cells, said in series.rows:
            pairs = [(h, v) for h, values in zip(series.columns, cells, strict=True) for v in values]
            yield from _row(series.heading, (), _details(pairs), ("", ""), said)
    for heading, lines in portrait.ties:
        for line in lines:
            yield from _row(heading, line.partners, _of_line(line), (_literal(line.start), _literal(line.end)), line.said)
    for pointing in portrait.pointing:
        relation = Text(
            f"{pointing.table.heading.ja}（{pointing.column.heading.ja}）",
            f"{pointing.table.heading.en} ({pointing.column.heading.en})",
        )
        for thing, said in pointing.things:
            for one in said or (_NOBODY,):
                yield _line(relation, thing.label, thing.iri, Text("", ""), ("", ""), one)


def _row(
    heading: Text, values: tuple[Value, ...], details: Text, period: tuple[str, str], said: Iterable[Said]
) -> Iterator[tuple[str, ...]]:
    words = [_words(v) for v in values]
    text = Text(" – ".join(w.ja for w in words), " – ".join(w.en for w in words))
    iri = " ".join(v.iri for v in values if v.iri)
    for one in list(said) or [_NOBODY]:
        yield _line(heading, text, iri, details, period, one)


def _line(heading: Text, value: Text, iri: str, details: Text, period: tuple[str, str], said: Said) -> tuple[str, ...]:
    source = said.number or (said.graph if said.basis == "derived" else " ".join(filter(None, said.sources)))
    place = said.lines or said.locator
    words = (heading.ja, heading.en, value.ja, value.en, iri, details.ja, details.en, *period)
    return (*words, said.basis, source, place, said.label.ja, said.label.en)


def _of_line(line: Line) -> Text:
    how = [_words(v) for v in line.how]
    rest = _details(line.details)
    return Text(
        "; ".join([*(h.ja for h in how), *filter(None, [rest.ja])]), "; ".join([*(h.en for h in how), *filter(None, [rest.en])])
    )


def _details(pairs: Iterable[tuple[Text, Value]]) -> Text:
    found = [(heading, _words(value)) for heading, value in pairs]
    return Text("; ".join(f"{h.ja}: {v.ja}" for h, v in found), "; ".join(f"{h.en}: {v.en}" for h, v in found))


def _words(value: Value) -> Text:
    """A value as data has it: dates in ISO form, numbers without marks between the thousands; the unit follows."""
    if not isinstance(value.term, ox.Literal):
        return value.label
    unit = value.unit or Text("", "")
    return Text(f"{value.term.value}{unit.ja}", f"{value.term.value} {unit.en}".rstrip() if unit.en else value.term.value)


def _literal(value: Value | None) -> str:
    return _words(value).en if value else ""
