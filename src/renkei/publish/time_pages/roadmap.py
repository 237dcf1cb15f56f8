"""The roadmap: plans, programmes and projects by fiscal year, each under what it is part of, with milestones and judgements."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
from markupsafe import Markup, escape

from renkei.analysis.report import Analysis, columns
from renkei.publish.judged import judged
from renkei.publish.known import Said
from renkei.publish.making import File, Making
from renkei.publish.things.cited import cited
from renkei.publish.time_pages.dated import Times, When
from renkei.publish.words import heading, messages
from renkei.schema.namespaces import DCTERMS, ID, RENKEI
from renkei.text.date_words import era_of_fiscal_year

# So many lines are drawn at most, and so many rows stand in the table; the file has all.
MOST_LINES = 400
MOST_ROWS = 1000

_TABLES = ("plans", "programmes", "projects")
_PART = DCTERMS.isPartOf.value


@dataclass(frozen=True)
class _Milestone:
    """An event that is about something, or part of it."""

    iri: str
    when: When
    status: str


@dataclass(frozen=True)
class _Line:
    """A plan, programme or project, and how deep it lies in what it is part of."""

    iri: str
    depth: int
    first: When | None
    last: When | None
    milestones: tuple[_Milestone, ...]

    @property
    def dated(self) -> bool:
        return self.first is not None or self.last is not None

    @property
    def years(self) -> Iterator[int]:
        """The fiscal years that it touches."""
        for when in (self.first, self.last, *(m.when for m in self.milestones)):
            if when:
                yield from (fiscal_year(when.first), fiscal_year(when.last))


def fiscal_year(day: datetime.date) -> int:
    """The fiscal year of a day: it begins in April."""
    return day.year if day.month >= 4 else day.year - 1


class Roadmap:
    """Puts the roadmap into a language."""

    def __init__(self, making: Making, times: Times) -> None:
        self._making = making
        self._catalogue = making.setting.catalogue
        self._known = making.setting.catalogue.known
        self._times = times
        self._milestones = self._events()
        self._groups = self._grouped()

    def pages(self, language: str) -> Iterator[File]:
        """The page, and the table as a file."""
        lines = [line for group in self._groups for line in group]
        dated = [(group[0], line) for group in self._groups for line in group if line.dated]
        left, groups = MOST_LINES, []
        for group in self._groups:
            if left > 0:
                groups.append(self._chart(group[:left], language))
            left -= len(group)
        rows = [self._row(top, line, language) for top, line in dated[:MOST_ROWS]]
        given = {
            "groups": groups,
            "drawn": min(len(lines), MOST_LINES),
            "lines": len(lines),
            "rows": rows,
            "total": len(dated),
            "filters": self._filters(dated[:MOST_ROWS], language),
        }
        yield self._making.page(language, "time/roadmap.html", "roadmap.html", **given)
        yield f"{language}/time/roadmap.csv", self._table(dated).result(language).to_csv()

    def _events(self) -> dict[str, list[_Milestone]]:
        """The dated events by what they are about or part of."""
        found: dict[str, list[_Milestone]] = defaultdict(list)
        for thing in self._catalogue.things.values():
            first, _ = self._times.ends(thing.iri)
            if thing.table.name != "events" or first is None:
                continue
            status = self._known.one(thing.iri, RENKEI.status.value)
            mark = _Milestone(thing.iri, first, status.value.rsplit("/", 1)[-1] if isinstance(status, ox.NamedNode) else "")
            for path in (RENKEI.concerns.value, _PART):
                for about in self._known.iris(thing.iri, path):
                    if mark not in found[about]:
                        found[about].append(mark)
        return {iri: sorted(marks, key=lambda m: (*m.when.order, m.iri)) for iri, marks in found.items()}

    def _grouped(self) -> list[list[_Line]]:
        """The lines under each of the widest plans or projects, the earliest first."""
        activities = {iri for iri, t in self._catalogue.things.items() if t.table.name in _TABLES}
        dated = [iri for iri in activities if self._times.ends(iri) != (None, None)]
        needed = {*dated, *(w for iri in dated for w in self._times.wholes(iri) if w in activities)}
        children: dict[str, list[str]] = defaultdict(list)
        tops = []
        for iri in sorted(needed):
            parents = [whole for whole in self._known.iris(iri, _PART) if whole in needed]
            near = next((p for p in parents if p != iri and iri not in self._times.wholes(p)), None)
            if near:
                children[near].append(iri)
            else:
                tops.append(iri)
        groups = [list(self._below(top, children, 0)) for top in tops]
        return sorted(groups, key=lambda group: (min(y for line in group for y in line.years), group[0].iri))

    def _below(self, iri: str, children: dict[str, list[str]], depth: int) -> Iterator[_Line]:
        first, last = self._times.ends(iri)
        yield _Line(iri, depth, first, last, tuple(self._milestones.get(iri, ())))
        for child in sorted(children[iri], key=self._order):
            yield from self._below(child, children, depth + 1)

    def _order(self, iri: str) -> tuple[object, ...]:
        """Parts by number, then by when they begin."""
        number = self._known.text(iri, RENKEI.number.value)
        first, last = self._times.ends(iri)
        when = first or last
        return not number, number.zfill(4), when is None, when.order if when else (), iri

    def _chart(self, group: list[_Line], language: str) -> dict[str, Any]:
        """The lines of a group with a cell for each fiscal year."""
        years = [y for line in group for y in line.years]
        span = range(min(years), max(years) + 1)
        top = self._catalogue.things[group[0].iri]
        return {
            "id": top.short.replace("/", "-"),
            "name": top.label.of(language),
            "when": self._when(group[0], language),
            "years": [self._year(y, language) for y in span],
            "lines": [
                {
                    **self._link(line.iri, language),
                    "depth": min(line.depth, 4),
                    "when": self._when(line, language),
                    "judged": judged(self._making.setting, line.iri, language, "../"),
                    "cells": [self._cell(line, y, language) for y in span],
                }
                for line in group
            ],
        }

    def _year(self, year: int, language: str) -> dict[str, str]:
        """A fiscal year in both calendars."""
        era = era_of_fiscal_year(year)
        unit = "年度" if language == "ja" else ""
        return {"year": f"{'' if language == 'ja' else 'FY'}{year}{unit}", "era": f"{era.of(language)}{unit}" if era else ""}

    def _cell(self, line: _Line, year: int, language: str) -> dict[str, Any]:
        """How a line stands in a fiscal year: within its period, perhaps (by a date that may lie in two years), or outside."""
        marks = [
            self._link(m.iri, language) | {"status": m.status, "when": escape(m.when.said.of(language)).striptags()}
            for m in line.milestones
            if fiscal_year(m.when.first) == year
        ]
        return {"style": _style(line, year), "marks": marks}

    def _row(self, top: _Line, line: _Line, language: str) -> dict[str, Any]:
        """A line of the table that holds the same as the charts."""
        when = line.first or line.last
        assert when is not None
        return {
            **self._link(line.iri, language),
            "kind": heading(self._catalogue.things[line.iri].kind, language),
            "group": self._link(top.iri, language),
            "top": _short(top.iri),
            "table": self._catalogue.things[line.iri].table.name,
            "when": self._when(line, language),
            "key": f"{when.first} {when.last}",
            "judged": judged(self._making.setting, line.iri, language, "../"),
            "marks": [self._link(m.iri, language) | {"when": escape(m.when.said.of(language))} for m in line.milestones],
            "said": cited(self._times.said(line.iri), self._making.setting.addresses, language, "../"),
        }

    def _when(self, line: _Line, language: str) -> Markup:
        """The period; an end that nobody tells is left open."""
        if not line.dated:
            return Markup("")
        start, end = (escape(when.said.of(language)) if when else "" for when in (line.first, line.last))
        return escape(messages(language)["period"]).format(start=start, end=end).strip()

    def _link(self, iri: str, language: str) -> dict[str, Any]:
        return self._making.setting.addresses.link(iri, language, "../")

    def _filters(self, dated: list[tuple[_Line, _Line]], language: str) -> list[dict[str, Any]]:
        m = messages(language)
        tops: dict[str, list[str]] = defaultdict(list)
        tables: dict[str, list[str]] = defaultdict(list)
        for top, line in dated:
            tops[top.iri].append(line.iri)
            tables[self._catalogue.things[line.iri].table.name].append(line.iri)
        return [
            {
                "name": "top",
                "label": m["roadmap_group"],
                "options": [
                    {"value": _short(iri), "text": self._said_top(iri, language), "count": len(n)} for iri, n in tops.items()
                ],
            },
            {
                "name": "table",
                "label": m["column_kind"],
                "options": [
                    {"value": t, "text": heading(self._catalogue.schema.tables[t].heading, language), "count": len(n)}
                    for t, n in sorted(tables.items())
                ],
            },
        ]

    def _said_top(self, iri: str, language: str) -> str:
        """The name of a plan or project with its period: editions of one strategy share a name."""
        first, last = self._times.ends(iri)
        when = self._when(_Line(iri, 0, first, last, ()), language).striptags()
        return f"{self._catalogue.things[iri].label.of(language)} {when}".strip()

    def _table(self, dated: list[tuple[_Line, _Line]]) -> Analysis:
        heads = columns(
            ("id", "ID", "id"),
            ("name", "名称", "name"),
            ("kind", "種類", "kind"),
            ("group", "計画・プロジェクト", "plan or project"),
            ("first", "始まり", "start"),
            ("last", "終わり", "end"),
            ("sources", "出典", "sources"),
        )
        rows = tuple(
            (
                _short(line.iri),
                self._catalogue.things[line.iri].label,
                self._catalogue.things[line.iri].kind,
                self._catalogue.things[top.iri].label,
                line.first.lexical if line.first else None,
                line.last.lexical if line.last else None,
                "; ".join(_place(s) for s in self._times.said(line.iri)),
            )
            for top, line in dated
        )
        return Analysis(heads, rows, ())


def _style(line: _Line, year: int) -> str:
    if not line.dated:
        return ""
    begins = (fiscal_year(line.first.first), fiscal_year(line.first.last)) if line.first else None
    ends = (fiscal_year(line.last.first), fiscal_year(line.last.last)) if line.last else None
    if (begins and year < begins[0]) or (ends and year > ends[1]):
        return ""
    if (begins and year < begins[1]) or (ends and year > ends[0]):
        return "maybe"
    style = "on"
    if begins and year == begins[1]:
        style += " starts"
    if ends and year == ends[0]:
        style += " ends"
    if not begins and ends and year == ends[0]:
        style += " from-before"
    if not ends and begins and year >= begins[1]:
        style += " open"
    return style


def _place(said: Said) -> str:
    return f"{said.number}:{said.lines}" if said.number else f"{said.label.en} {said.locator}".strip()


def _short(iri: str) -> str:
    return iri.removeprefix(ID)
