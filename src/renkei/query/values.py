"""RDF terms as the values that tables, programs and people take: numbers, dates, texts, and what a column of them holds."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from enum import Enum
from typing import Any

import pyoxigraph as ox

from renkei.schema.namespaces import ID, XSD, compact
from renkei.store.protocol import Term

_SIGNED = ("integer", "int", "long", "short", "byte", "negativeInteger", "nonPositiveInteger")
_UNSIGNED = ("nonNegativeInteger", "positiveInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte")
_INTEGERS = frozenset(XSD.base + name for name in (*_SIGNED, *_UNSIGNED))
_NUMBERS = frozenset(XSD.base + name for name in ("decimal", "double", "float"))
_BOOLEAN = XSD.boolean.value
_DATE, _YEAR, _TIME = XSD.base + "date", XSD.base + "gYear", XSD.base + "dateTime"

# What numbers of 64 bits hold.
_LEAST, _MOST = -(2**63), 2**63 - 1


class Kind(Enum):
    """What all bound values of a column are."""

    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    THING = "thing"
    TEXT = "text"


def python_value(term: Term | None) -> Any:
    """A term as a Python value: finite numbers and booleans as such, everything else as its text."""
    if isinstance(term, ox.Literal):
        return _literal_value(term)
    if isinstance(term, ox.NamedNode):
        return term.value
    return None if term is None else str(term)


def _literal_value(term: ox.Literal) -> Any:
    datatype = term.datatype.value
    try:
        if datatype in _INTEGERS:
            return int(term.value)
        if datatype in _NUMBERS:
            number = float(term.value)
            return number if math.isfinite(number) else term.value
    except ValueError:  # a server may give what is no number: it is told as it stands
        return term.value
    if datatype == _BOOLEAN:
        return term.value in ("true", "1")
    return term.value


def typed_value(term: Term | None) -> Any:
    """A term as a Python value, as `python_value`, and moreover dates as `date`, times as `datetime` and years as int.

    A month (xsd:gYearMonth) stays a text: a date would claim a day that nobody gave.
    """
    if isinstance(term, ox.Literal):
        try:
            match term.datatype.value:
                case datatype if datatype == _DATE:
                    return datetime.date.fromisoformat(term.value)
                case datatype if datatype == _TIME:
                    return datetime.datetime.fromisoformat(term.value)
                case datatype if datatype == _YEAR:
                    return int(term.value)
        except ValueError:  # a year before 1 or with a time zone is no date of Python
            return term.value
    return python_value(term)


def kind_of(terms: Iterable[Term | None]) -> Kind:
    """What the bound terms of a column are; a text where they differ, or where there are none."""
    bound = [t for t in terms if t is not None]
    if bound and all(isinstance(t, ox.NamedNode) for t in bound):
        return Kind.THING
    found = [typed_value(t) for t in bound]
    kinds = {type(v) for v in found}
    if kinds == {int}:
        return Kind.INTEGER if all(_LEAST <= v <= _MOST for v in found) else Kind.TEXT
    if kinds <= {int, float} and kinds:
        return Kind.NUMBER
    if kinds == {datetime.datetime}:
        return Kind.TIME if len({v.tzinfo is None for v in found}) == 1 else Kind.TEXT
    return {frozenset([bool]): Kind.BOOLEAN, frozenset([datetime.date]): Kind.DATE}.get(frozenset(kinds), Kind.TEXT)


def full_text(term: Term | None) -> str:
    """A term written out: IRIs in full, literals without their datatype or language, unbound as nothing."""
    if term is None:
        return ""
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else str(term)


def cell_text(term: Term | None) -> str:
    """A term for reading: prefixed names, short ids, plain text."""
    if isinstance(term, ox.NamedNode):
        return "id:" + term.value.removeprefix(ID) if term.value.startswith(ID) else compact(term.value)
    return term.value if isinstance(term, ox.BlankNode) else full_text(term)
