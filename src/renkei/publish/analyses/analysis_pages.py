"""The pages of the analyses: all of them with a sentence each, and each with its notes, its pictures and its table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from renkei.analysis.report import Analysis
from renkei.publish.analyses.analyses import Analysed
from renkei.publish.analyses.pictures import BY_YEAR
from renkei.publish.questions.answer_table import AnswerTables
from renkei.publish.words import heading, messages
from renkei.viz import charts


class AnalysisPages:
    """Puts the analyses into a language."""

    def __init__(self, analyses: list[Analysed], tables: AnswerTables) -> None:
        self._analyses = analyses
        self._with_page = [a for a in analyses if a.made is not None]
        self._tables = tables

    def __iter__(self) -> Iterator[Analysed]:
        """The analyses that have a page of their own."""
        return iter(self._with_page)

    def index(self, language: str) -> dict[str, Any]:
        """What the page of all analyses is given."""
        return {
            "analyses": [
                {
                    "name": a.name,
                    "title": a.told.title.of(language),
                    "tells": a.told.tells.of(language),
                    "rows": None if a.made is None else len(a.made),
                    "why": a.why.of(language) if a.why else None,
                    "command": a.command,
                }
                for a in self._analyses
            ]
        }

    def page(self, number: int, language: str) -> dict[str, Any]:
        """What the page of one analysis is given; those before and after it in the catalogue stand beside it."""
        one = self._with_page[number]
        assert one.made is not None
        return {
            "analysis": {"name": one.name, "title": one.told.title.of(language), "tells": one.told.tells.of(language)},
            "notes": [note.of(language) for note in one.made.notes],
            "sources": one.sources,
            "pictures": self._pictures(one, one.made, language),
            "answer": self._tables.table(one.made.result(language), language, "../"),
            "columns": [{"name": c.name, "heading": heading(c.heading, language)} for c in one.made.columns],
            "command": one.command,
            "python": one.python,
            "csv": f"{one.name}.csv",
            "before": self._beside(number - 1, language),
            "after": self._beside(number + 1, language),
        }

    def _pictures(self, one: Analysed, made: Analysis, language: str) -> list[dict[str, Any]]:
        """The pictures of the table, and that of the years which it compares; the values of these are told in words too."""
        found = [
            {"heading": p.heading.of(language), "kind": p.kind, "said": "", "drawing": p.draw(made, language)}
            for p in one.told.pictures
        ]
        if one.by_year:
            said = messages(language)["separator"].join(f"{year}: {count}" for year, count in one.by_year.items())
            drawing = charts.columns(one.by_year)
            found.append({"heading": BY_YEAR.of(language), "kind": "columns", "said": said, "drawing": drawing})
        return found

    def csv(self, number: int, language: str) -> str:
        """The whole table of one analysis, with its words in a language."""
        made = self._with_page[number].made
        assert made is not None
        return made.result(language).to_csv()

    def _beside(self, number: int, language: str) -> dict[str, Any] | None:
        if not 0 <= number < len(self._with_page):
            return None
        one = self._with_page[number]
        return {"text": one.told.title.of(language), "href": f"{one.name}.html"}
