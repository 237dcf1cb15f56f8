"""What one cell says, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from renkei.errors import Text
from renkei.tables.sheets import Severity


class Fault(NamedTuple):
    """Something wrong with a value; `kind` is a fixed word for programs."""

    kind: str
    severity: Severity
    value: str
    why: Text
    suggestion: Text | None = None


class Reading(NamedTuple):
    """The cell in canonical form, values for other columns of its row, and what is wrong with it."""

    text: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    faults: tuple[Fault, ...] = ()


FAULTLESS = Reading()


def error(kind: str, value: str, why: Text, suggestion: Text | None = None) -> Reading:
    """A cell that cannot be taken."""
    return Reading("", (), (Fault(kind, "error", value, why, suggestion),))


def warning(
    text: str, kind: str, value: str, why: Text, suggestion: Text | None = None, extra: Iterable[tuple[str, str]] = ()
) -> Reading:
    """A cell that is taken as `text`, which its owner should look at."""
    return Reading(text, tuple(extra), (Fault(kind, "warning", value, why, suggestion),))


def alike(suggestion: str | None) -> Text | None:
    """The suggestion in words."""
    return Text(f"もしかして: {suggestion}", f"Did you mean {suggestion}?") if suggestion else None
