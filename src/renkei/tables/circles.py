"""Things that would be part of themselves: a → b → a. What belongs to a could then not be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from renkei.errors import CellError, Text
from renkei.schema.namespaces import DCTERMS, ORG
from renkei.schema.tables import Column
from renkei.tables.rows import Row

# Properties that lead from a part to its whole, of those in queries/checks/circles.rq.
_WHOLES = frozenset({ORG.subOrganizationOf.value, DCTERMS.isPartOf.value})


def names_whole(column: Column) -> bool:
    """Whether the column says what the thing of its row is part of."""
    return column.kind == "reference" and column.path in _WHOLES


def find_circles(above: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """The circles among parts and their wholes, each thing in one of them at most, from the least thing on.

    >>> list(find_circles({"b": ["c"], "a": ["b"], "c": ["a"], "d": ["d"], "e": ["a"], "f": ["g"]}))
    [('a', 'b', 'c'), ('d',)]
    """
    wholes = {part: {w for w in above[part] if w in above} for part in sorted(above)}
    parts: dict[str, list[str]] = defaultdict(list)
    for part, found in wholes.items():
        for whole in found:
            parts[whole].append(part)
    free = [part for part, found in wholes.items() if not found]
    while wholes:
        while free:
            wholes.pop(gone := free.pop())
            for part in parts[gone]:
                if part in wholes and gone in wholes[part]:
                    wholes[part].remove(gone)
                    if not wholes[part]:
                        free.append(part)
        if wholes:  # all that is left leads into a circle
            node = next(iter(wholes))
            path = {node: None}
            while (node := min(wholes[node])) not in path:
                path[node] = None
            way = list(path)
            circle = way[way.index(node) :]
            least = circle.index(min(circle))
            yield (*circle[least:], *circle[:least])
            for node in circle:
                wholes[node] = set()
            free += circle


def circle_text(names: Iterable[str]) -> Text:
    """What is wrong, with the names of the circle: 甲 → 乙 → 甲."""
    way = list(names)
    shown = " → ".join([*way[:5], *(["…"] if len(way) > 5 else []), way[0]])
    return Text(f"自らに含まれることになります（{shown}）。", f"It would be part of itself ({shown}).")


CIRCLE_ADVICE = Text("どれか1つの行で、上位を直してください。", "Correct what one of the rows is part of.")


class Parts:
    """What rows say of parts and wholes, so that the circles among them can be told with their cells."""

    def __init__(self) -> None:
        self._above: dict[str, dict[str, tuple[str, int, str, str]]] = defaultdict(dict)
        self._names: dict[str, str] = {}

    def add(self, row: Row, iri: str, references: Mapping[tuple[str, str], str]) -> None:
        """Note what the thing of the row is part of; `references` maps (column, value) to IRIs."""
        for (name, value), whole in references.items():
            if names_whole(row.cells[name].column):
                self._above[iri].setdefault(whole, (row.file, row.number, name, value))
                label = row.values("label_ja") or row.values("label_en")
                self._names.setdefault(iri, str(label[0]) if label else row.id or "")

    def errors(self) -> Iterator[CellError]:
        """An error for each circle, at the last of its rows."""
        for circle in find_circles(self._above):
            told = zip(circle, (*circle[1:], circle[0]), strict=True)
            file, number, column, value = max(self._above[part][whole] for part, whole in told)
            why = circle_text(self._names[part] for part in circle)
            yield CellError(file=file, row=number, column=column, value=value, why=why, suggestion=CIRCLE_ADVICE)
