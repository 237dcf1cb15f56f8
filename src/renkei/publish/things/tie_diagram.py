"""The core of the ontology as a picture: each kind of tie between the kinds of things that it ties, drawn from the schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from renkei.publish.catalogue import Catalogue
from renkei.publish.things.portraitist import ends_of
from renkei.schema.tables import Column, Table

_BOX, _TIE, _GAP = 236, 196, 138
_LINE, _PAD, _SPACE = 22, 9, 22

Term = Callable[[str, str], dict[str, Any]]


def tie_diagram(catalogue: Catalogue, term: Term, language: str) -> dict[str, Any]:
    """Rows of three boxes, one thing, the tie, another thing, with the properties between them; all sizes in pixels."""
    rows, y = [], 1
    for table in sorted(catalogue.tie_tables, key=lambda t: t.name):
        left, right = _sides(table)
        lines = max(len(_classes(left)), len(_classes(right)), 1)
        height = lines * _LINE + 2 * _PAD
        middle = y + height / 2
        tie = term(table.target_class, language)
        rows.append(
            {
                "left": _box(0, _BOX, middle, _classes(left), term, language),
                "tie": {"x": _BOX + _GAP, "y": middle - 19, "width": _TIE, "height": 38, "center": middle, "term": tie},
                "right": _box(_BOX + 2 * _GAP + _TIE, _BOX, middle, _classes(right), term, language),
                "left_edge": _edge(_BOX + _GAP, _BOX, middle, left, term, language),
                "right_edge": _edge(_BOX + _GAP + _TIE, _BOX + 2 * _GAP + _TIE, middle, right, term, language),
            }
        )
        y += height + _SPACE
    return {"width": 2 * _BOX + 2 * _GAP + _TIE + 2, "height": y - _SPACE + 1, "rows": rows}


def _sides(table: Table) -> tuple[Column | None, Column | None]:
    """The columns of the two ends; of columns that stand for each other, the first."""
    ends = ends_of(table)
    return (ends[0][0] if ends else None), (ends[1][0] if len(ends) > 1 else None)


def _classes(column: Column | None) -> list[str]:
    """What an end may be: classes of things, or nothing where any thing or a value may stand there."""
    return list(column.classes) if column else []


def _box(x: int, width: int, middle: float, classes: list[str], term: Term, language: str) -> dict[str, Any]:
    lines = max(len(classes), 1)
    height = lines * _LINE + 2 * _PAD
    top = middle - height / 2
    texts = [{"term": term(c, language), "y": top + _PAD + _LINE * (n + 0.5)} for n, c in enumerate(classes)]
    return {
        "x": x + 1,
        "y": top,
        "width": width,
        "height": height,
        "texts": texts,
        "center": middle,
        "text_x": x + 1 + width / 2,
    }


def _edge(start: int, end: int, middle: float, column: Column | None, term: Term, language: str) -> dict[str, Any] | None:
    """An arrow from the tie to its end, with the property over it."""
    if column is None:
        return None
    tip = -9 if end > start else 9
    return {
        "path": f"M{start + 1} {middle:g}H{end + 1 + tip}",
        "tip": f"M{end + 1} {middle:g}l{tip} -5v10Z",
        "x": (start + end) / 2 + 1,
        "y": middle - 11,
        "term": term(column.path, language),
        "literal": column.kind not in ("reference", "concept"),
        "concept": column.kind == "concept",
    }
