"""What changed from year to year, by the analysis `changes`, and from edition to edition of a strategy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pyoxigraph as ox

from renkei.analysis.changes import BRIDGE, LOST, NEW, ORGANISATION, TIE, changes
from renkei.analysis.report import Cell
from renkei.analysis.ties import ties_of
from renkei.errors import Text
from renkei.network.affiliations import narrowed
from renkei.network.kept import affiliations
from renkei.publish.making import File, Making
from renkei.publish.time_pages.dated import Times
from renkei.publish.words import messages
from renkei.schema.namespaces import PROV, RENKEI

# So many names are told of each change of a year.
MOST_NAMES = 20

_REVISES = f"{PROV.base}wasRevisionOf"


class Changes:
    """Puts the changes into a language."""

    def __init__(self, making: Making, times: Times) -> None:
        self._making = making
        self._catalogue = making.setting.catalogue
        self._known = making.setting.catalogue.known
        self._times = times
        self._analysed = next((a for a in making.contents.analyses if a.name == "changes"), None)
        self._pairs = list(self._compared())
        self._editions = list(self._compared_editions())

    def pages(self, language: str) -> Iterator[File]:
        """The page."""
        analysed = self._analysed
        given = {
            "pairs": [self._pair(before, after, rows, language) for before, after, rows in self._pairs],
            "between": analysed.between if analysed and analysed.made else None,
            "why": analysed.why.of(language) if analysed and analysed.why else "",
            "editions": [self._edition(*found, language) for found in self._editions],
        }
        yield self._making.page(language, "time/changes.html", "changes.html", **given)

    def _compared(self) -> Iterator[tuple[int, int, Sequence[Sequence[Cell]]]]:
        """Each year with the next, and the rows of the analysis."""
        if self._analysed is None or self._analysed.made is None:
            return
        found = affiliations(self._making.contents.store)
        ties = {year: ties_of(narrowed(found, first=year, last=year)) for year in self._analysed.by_year}
        for before, after in pairwise(ties):
            yield before, after, changes(ties[before], ties[after]).rows

    def _pair(self, before: int, after: int, rows: Sequence[Sequence[Cell]], language: str) -> dict[str, Any]:
        assert self._analysed is not None
        cells = [
            self._change([row for row in rows if row[0] is change and row[1] is what], language)
            for what in (ORGANISATION, TIE, BRIDGE)
            for change in (NEW, LOST)
        ]
        return {"before": before, "after": after, "ties": self._analysed.by_year[after], "cells": cells}

    def _change(self, rows: Sequence[Sequence[Cell]], language: str) -> dict[str, Any]:
        """How many rows there are, and the first of their names."""
        names = [
            [self._thing(thing, name, language) for thing, name in ((row[2], row[4]), (row[3], row[5])) if thing is not None]
            for row in rows
        ]
        return {"count": len(rows), "names": names[:MOST_NAMES], "left": max(0, len(names) - MOST_NAMES)}

    def _thing(self, thing: Cell, name: Cell, language: str) -> dict[str, Any]:
        page = self._making.setting.addresses.find(thing.value) if isinstance(thing, ox.NamedNode) else None
        text = name.of(language) if isinstance(name, Text) else str(name or "")
        return {"text": text, "href": f"../{page}" if page else None, "own": None}

    def _compared_editions(self) -> Iterator[tuple[str, str, list[str], list[str]]]:
        """Each edition that has projects with the nearest earlier one that has: both, and their projects."""
        projects: dict[str, list[str]] = {}
        for thing in self._catalogue.things.values():
            if thing.table.name == "projects":
                for whole in self._times.wholes(thing.iri):
                    projects.setdefault(whole, []).append(thing.iri)
        plans = [t.iri for t in self._catalogue.things.values() if t.table.name == "plans" and t.iri in projects]
        for later in sorted(plans):
            earlier, seen = self._earlier(later), {later}
            while earlier and earlier not in projects and earlier not in seen:
                seen.add(earlier)
                earlier = self._earlier(earlier)
            if earlier and earlier in projects and earlier not in seen:
                yield earlier, later, projects[earlier], projects[later]

    def _earlier(self, plan: str) -> str | None:
        return next(iter(self._known.iris(plan, _REVISES)), None)

    def _edition(self, earlier: str, later: str, before: list[str], after: list[str], language: str) -> dict[str, Any]:
        """The projects of two editions: carried on, only in the later, only in the earlier."""
        carried = {project: [one for one in self._known.iris(project, _REVISES) if one in before] for project in after}
        gone = set(before) - {one for found in carried.values() for one in found}
        return {
            "earlier": self._plan(earlier, language),
            "later": self._plan(later, language),
            "carried": [
                self._project(p, language) | {"earlier": [self._project(one, language) for one in found]}
                for p, found in sorted(carried.items())
                if found
            ],
            "only_later": [self._project(p, language) for p, found in sorted(carried.items()) if not found],
            "only_earlier": [self._project(p, language) for p in sorted(gone)],
        }

    def _plan(self, iri: str, language: str) -> dict[str, Any]:
        first, last = self._times.ends(iri)
        period = messages(language)["period"]
        ends = [when.said.of(language) if when else "" for when in (first, last)]
        return self._link(iri, language) | {"when": period.format(start=ends[0], end=ends[1]).strip() if first or last else ""}

    def _project(self, iri: str, language: str) -> dict[str, Any]:
        """A project with what documents say of its change."""
        said = self._known.iris(iri, RENKEI.change.value)
        return self._link(iri, language) | {"earlier": [], "change": [self._known.label(c).of(language) for c in said]}

    def _link(self, iri: str, language: str) -> dict[str, Any]:
        return self._making.setting.addresses.link(iri, language, "../")
