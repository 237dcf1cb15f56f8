"""What the sections of the site share: the data they are made from, and how a page is made from its template."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2

from renkei.build.checks import CheckResult
from renkei.build.coverage import DocumentCoverage, coverage
from renkei.publish.analyses.analyses import Analysed
from renkei.publish.data.downloads import Downloads
from renkei.publish.geography.counts import Geography
from renkei.publish.lists.lists import Lists
from renkei.publish.networks.networks import Networks
from renkei.publish.ontology_page import OntologyPage
from renkei.publish.options import Options
from renkei.publish.partners.partnerships import Partnerships
from renkei.publish.questions.answer_table import AnswerTables
from renkei.publish.questions.answers import Answered
from renkei.publish.things.portrait import Portrait
from renkei.publish.things.thing_pages import Setting
from renkei.publish.words import messages, page_context
from renkei.schema.tables import Schema
from renkei.sources.register import Register
from renkei.store.protocol import Store
from renkei.viz.network_view import NetworkView

# A file of the site: its path below the folder of the site, and what stands in it; a file on disk is moved there.
File = tuple[str, str | bytes | Path]

# The messages that the scripts of every page say: of tables, and of buttons that copy.
_SCRIPT_MESSAGES = ("sort_by", "sorted_up", "sorted_down", "rows_shown", "rows_none", "question_copied", "question_not_copied")


@dataclass(frozen=True)
class Contents:
    """What the pages are made from."""

    store: Store
    schema: Schema
    manifest: dict[str, Any]
    view: NetworkView
    checks: list[CheckResult]
    register: Register
    answers: list[Answered]
    analyses: list[Analysed]
    options: Options = field(default_factory=Options)


@dataclass(frozen=True)
class Making:
    """The contents, read and arranged once for all sections; a section is a function of this and a language."""

    contents: Contents
    setting: Setting
    portraits: dict[str, Portrait]
    lists: Lists
    ontology: OntologyPage
    geography: Geography
    tables: AnswerTables
    downloads: Downloads
    partnerships: Partnerships
    networks: Networks
    templates: jinja2.Environment

    @cached_property
    def covered(self) -> list[DocumentCoverage]:
        """What of each source document is cited, of those that passages are."""
        contents = self.contents
        return [one for one in coverage(contents.store, contents.register, contents.schema) if one.passages]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the site has."""
        return self.contents.options.languages

    def context(self, language: str, path: str) -> dict[str, Any]:
        """What every page is given."""
        options = self.contents.options
        return page_context(language, path, options.languages, options.address)

    def page(self, language: str, path: str, template: str, **given: Any) -> File:
        """The page at `path` below the folder of the language; `given` adds to what every page has."""
        words = {key: messages(language)[key] for key in _SCRIPT_MESSAGES}
        context = self.context(language, path) | {"table_messages": words} | given
        return f"{language}/{path}", self.templates.get_template(template).render(context)
