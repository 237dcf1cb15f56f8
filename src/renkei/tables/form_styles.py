"""How a form looks: colours, widths and formats of its columns, and the size of its comments."""

from __future__ import annotations

from typing import Any

from renkei.schema.tables import Table
from renkei.tables.forms import Field

_FONT = {"font_name": "Yu Gothic", "font_size": 10, "valign": "top"}
_HEADING = _FONT | {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": "#8EA9C1"}
STYLES: dict[str, dict[str, Any]] = {
    "required": _HEADING | {"bg_color": "#1F4E79", "font_color": "#FFFFFF"},
    "optional": _HEADING | {"bg_color": "#DDEBF7", "font_color": "#1F3044"},
    "required-private": _HEADING | {"bg_color": "#A6370F", "font_color": "#FFFFFF"},
    "optional-private": _HEADING | {"bg_color": "#FBE0D2", "font_color": "#7A2507"},
    "example": _FONT | {"italic": True, "font_color": "#6B6B6B", "bg_color": "#F5F5F5", "num_format": "@"},
    "text": _FONT | {"num_format": "@"},
    "wrapped": _FONT | {"num_format": "@", "text_wrap": True},
    "integer": _FONT | {"num_format": "0"},
    "decimal": _FONT | {"num_format": "General"},
    "day": _FONT | {"num_format": "yyyy-mm-dd"},
    "title": _FONT | {"bold": True, "font_size": 16},
    "part": _FONT | {"bold": True, "font_size": 12, "valign": "vcenter", "bottom": 1, "border_color": "#8EA9C1"},
    "plain": _FONT | {"text_wrap": True},
    "command": _FONT | {"font_name": "Consolas", "bg_color": "#F5F5F5"},
}
PRIVATE_TAB, PUBLIC_TAB = "#C55A11", "#1F4E79"
_WIDTHS = {"text": 26, "string": 18, "integer": 10, "decimal": 12, "boolean": 10, "day": 13, "date": 13}
_WIDTHS |= {"concept": 18, "reference": 26}


def heading_style(known: Field, table: Table) -> str:
    """The name of the style of a column's heading."""
    private = known.private or table.visibility == "private"
    return ("required" if known.required else "optional") + ("-private" if private else "")


def style_of(known: Field) -> str:
    """The name of the style in which the cells of a column stand."""
    kind = known.column.kind if known.column else "text"
    if kind in ("integer", "decimal", "day"):
        return kind
    return "wrapped" if _is_long(known) else "text"


def _is_long(known: Field) -> bool:
    return known.column is not None and known.column.kind == "text" and known.name in ("note", "address")


def width_of(known: Field) -> int:
    """The width of a column, in narrow characters."""
    if _is_long(known):
        return 36
    if known.column is None:
        return 12 if known.name != "id" else 20
    return _WIDTHS[known.column.kind]


def size_of(note: str) -> dict[str, Any]:
    """The size of a comment in which all of its text is seen."""
    lines = sum(1 + _cells(line) // 34 for line in note.split("\n"))
    return {"author": "renkei", "font_name": "Yu Gothic", "font_size": 9, "width": 260, "height": 20 * lines + 8}


def _cells(line: str) -> int:
    """The width of a line in narrow characters."""
    return sum(1 if c.isascii() else 2 for c in line)
