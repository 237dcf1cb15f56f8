"""All files of the site but its assets, one after the other: pages in both languages, and each thing as RDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jinja2
import pyoxigraph as ox

from renkei.build.checks import CheckResult
from renkei.build.coverage import coverage
from renkei.publish.addresses import Addresses
from renkei.publish.analyses import Analysed
from renkei.publish.analysis_pages import AnalysisPages
from renkei.publish.answer_table import AnswerTables
from renkei.publish.answers import Answered, asked_of, query_file
from renkei.publish.catalogue import Catalogue, Thing
from renkei.publish.document_page import document_context
from renkei.publish.front import front_page, listed_sources
from renkei.publish.known import Known
from renkei.publish.lists import Lists
from renkei.publish.ontology_page import OntologyPage
from renkei.publish.portrait import Portrait
from renkei.publish.portraitist import Portraitist
from renkei.publish.question_pages import QuestionPages
from renkei.publish.thing_pages import Setting, ThingPage
from renkei.publish.words import LANGUAGES, environment, messages, page_context
from renkei.query.as_rdf import catalogue_jsonld, catalogue_triples, catalogue_turtle
from renkei.query.describe import Describer
from renkei.schema.tables import Schema
from renkei.sources.register import Register
from renkei.store.protocol import Store
from renkei.viz.network_page import NetworkView, render_network

# The messages that the script of tables says.
_TABLE_MESSAGES = ("sort_by", "sorted_up", "sorted_down", "rows_shown", "rows_none")
_COPY_MESSAGES = ("question_copied", "question_not_copied")


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
    report_url: str | None = None


def files(contents: Contents) -> Iterator[tuple[str, str]]:
    """The path and the text of each file, below the folder of the site."""
    catalogue = Catalogue(Known(contents.store), contents.schema)
    portraitist = Portraitist(catalogue)
    setting = _setting(contents, catalogue)
    lists = Lists(setting, portraitist, contents.view)
    ontology = OntologyPage(setting, portraitist)
    tables = AnswerTables(catalogue, setting.addresses, portraitist, ontology.find)
    questions, analyses = QuestionPages(contents.answers, tables), AnalysisPages(contents.analyses, tables)
    templates = environment()
    portraits = {iri: portraitist.portrait(thing) for iri, thing in catalogue.things.items()}
    landing = {key: {code: messages(code)[key] for code in LANGUAGES} for key in messages("ja") if key.startswith("landing_")}
    yield "index.html", templates.get_template("landing.html").render(messages=landing)
    covered = [c for c in coverage(contents.store, contents.register, contents.schema) if c.passages]
    for language in LANGUAGES:
        yield from _general(contents, templates, language, lists, ontology)
        yield from _questions(questions, templates, language)
        yield from _analyses(analyses, templates, language)
        for one in covered:
            path = f"document/{one.document.number}.html"
            given = document_context(one, setting.addresses, language)
            yield f"{language}/{path}", templates.get_template("document.html").render(page_context(language, path) | given)
        yield from _things(portraits, setting, templates, language)
    describer = Describer(contents.store)
    for iri, thing in catalogue.things.items():
        found = describer.describe(ox.NamedNode(iri))
        yield f"{thing.file}.ttl", found.turtle()
        yield f"{thing.file}.jsonld", found.jsonld()
    yield from _question_data(contents.answers)


def _setting(contents: Contents, catalogue: Catalogue) -> Setting:
    listed = {s["number"] for s in listed_sources(contents.register, contents.manifest, "ja")}
    documents = {d.number for d in contents.register.documents.values()} & listed
    edition = f"{contents.manifest['version']} ({contents.manifest['digest']})"
    groups = {node: data["group"] for node, data in contents.view.graph.nodes(data=True)}
    addresses = Addresses(catalogue, listed, documents)
    return Setting(catalogue, addresses, groups, edition, contents.report_url, asked_of(contents.answers))


def _general(
    contents: Contents, templates: jinja2.Environment, language: str, lists: Lists, ontology: OntologyPage
) -> Iterator[tuple[str, str]]:
    """The pages that there is one of, and the lists."""
    words = {"table_messages": {key: messages(language)[key] for key in _TABLE_MESSAGES}}

    def page(path: str, template: str, **given: Any) -> tuple[str, str]:
        html = templates.get_template(template).render(**page_context(language, path), **words, **given)
        return f"{language}/{path}", html

    yield page(
        "index.html", "index.html", **front_page(language, contents.manifest, contents.view, contents.checks, contents.register)
    )
    # The network page puts what it is given into the globals of its templates, so it has its own.
    pages = {thing.short: f"{thing.file}.html" for thing in lists.things()}
    given = page_context(language, "network.html") | {"thing_pages": pages}
    yield f"{language}/network.html", render_network(contents.view, environment(), language, given)
    yield page("ontology.html", "ontology.html", **ontology.context(language))
    yield page("list/index.html", "lists.html", **lists.index(language))
    for table in lists.tables():
        yield page(f"list/{table.name}.html", "list.html", **lists.of(table, language))


def _questions(questions: QuestionPages, templates: jinja2.Environment, language: str) -> Iterator[tuple[str, str]]:
    """The page of all questions, and that of each."""
    said = {key: messages(language)[key] for key in (*_TABLE_MESSAGES, *_COPY_MESSAGES)}
    path = "questions/index.html"
    given = page_context(language, path) | {"table_messages": said} | questions.index(language)
    yield f"{language}/{path}", templates.get_template("questions.html").render(given)
    template = templates.get_template("question.html")
    for number, answered in enumerate(questions.answers):
        path = f"questions/{answered.question.name}.html"
        given = page_context(language, path) | {"table_messages": said} | questions.page(number, language)
        yield f"{language}/{path}", template.render(given)


def _analyses(analyses: AnalysisPages, templates: jinja2.Environment, language: str) -> Iterator[tuple[str, str]]:
    """The page of all analyses, and that of each with its table as a file."""
    said = {key: messages(language)[key] for key in (*_TABLE_MESSAGES, *_COPY_MESSAGES)}
    path = "analyses/index.html"
    yield (
        f"{language}/{path}",
        templates.get_template("analyses.html").render(page_context(language, path) | analyses.index(language)),
    )
    template = templates.get_template("analysis.html")
    for number, analysed in enumerate(analyses):
        path = f"analyses/{analysed.name}.html"
        given = page_context(language, path) | {"table_messages": said} | analyses.page(number, language)
        yield f"{language}/{path}", template.render(given)
        yield f"{language}/analyses/{analysed.name}.csv", analyses.csv(number, language)


def _question_data(answers: list[Answered]) -> Iterator[tuple[str, str]]:
    """Each question and its whole answer as files, and the catalogue as RDF."""
    for answered in answers:
        path = f"questions/{answered.question.name}"
        yield f"{path}.rq", query_file(answered)
        if answered.result is not None:
            yield f"{path}.csv", answered.result.to_csv()
            yield f"{path}.json", answered.result.to_json() + "\n"
    triples = catalogue_triples(a.question for a in answers)
    yield "questions/catalogue.ttl", catalogue_turtle(triples)
    yield "questions/catalogue.jsonld", catalogue_jsonld(triples)


def _things(
    portraits: dict[str, Portrait], setting: Setting, templates: jinja2.Environment, language: str
) -> Iterator[tuple[str, str]]:
    """The page of each thing, with links to those that stand before and after it in its list."""
    template = templates.get_template("thing.html")
    for table in setting.catalogue.tables:
        ordered: list[Thing | None] = [None, *setting.catalogue.listed(table, language), None]
        for before, thing, after in zip(ordered, ordered[1:], ordered[2:], strict=False):
            assert thing is not None
            path = f"{thing.file}.html"
            own = ThingPage(portraits[thing.iri], setting, language).context(before, after)
            yield f"{language}/{path}", template.render(page_context(language, path) | own)
