"""What the page of a thing tells, in words of both languages: facts, ties with their partners, and what points to it."""

from __future__ import annotations

from dataclasses import dataclass

from renkei.errors import Text
from renkei.publish.catalogue import Thing
from renkei.publish.known import Said
from renkei.schema.tables import Column, Table
from renkei.store.protocol import Term

# The groups of facts, in the order of the page.
GROUPS = ("names", "identity", "when", "relations", "figures")


@dataclass(frozen=True)
class Value:
    """A value in words: a thing or concept (`iri`), or a literal; `unit` belongs to a number."""

    term: Term
    label: Text
    iri: str | None = None
    unit: Text | None = None


@dataclass(frozen=True)
class Told:
    """A value with those who say it."""

    value: Value
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Fact:
    """A property in words with its values."""

    heading: Text
    values: tuple[Told, ...]


@dataclass(frozen=True)
class Line:
    """A tie told in one line: its partners, how they are tied, when, and what else its row says."""

    partners: tuple[Value, ...]
    how: tuple[Value, ...]
    start: Value | None
    end: Value | None
    details: tuple[tuple[Text, Value], ...]
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Series:
    """The rows of a tie with figures, as a table: the headings, and the cells of each row with those who say it."""

    heading: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[tuple[tuple[Value, ...], ...], tuple[Said, ...]], ...]


@dataclass(frozen=True)
class Pointing:
    """What points to the thing by one column of one table."""

    table: Table
    column: Column
    things: tuple[tuple[Thing, tuple[Said, ...]], ...]


@dataclass(frozen=True)
class Portrait:
    """All that the page of a thing tells, in both languages."""

    thing: Thing
    facts: dict[str, list[Fact]]
    review: tuple[Text, tuple[Said, ...]] | None
    series: list[Series]
    ties: list[tuple[Text, list[Line]]]
    pointing: list[Pointing]
