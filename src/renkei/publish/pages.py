"""All files of the site but its assets, one after the other: pages in both languages, and each thing as RDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from renkei.publish.addresses import Addresses
from renkei.publish.analyses.analysis_pages import AnalysisPages
from renkei.publish.catalogue import Catalogue
from renkei.publish.data.data_page import data_files, data_pages
from renkei.publish.data.downloads import Downloads
from renkei.publish.data.sitemap import sitemap
from renkei.publish.document_page import document_context
from renkei.publish.front import front_page, listed_sources
from renkei.publish.geography.counts import geography
from renkei.publish.geography.section import map_pages
from renkei.publish.known import Known
from renkei.publish.lists.list_pages import list_data, list_pages
from renkei.publish.lists.lists import Lists
from renkei.publish.making import Contents, File, Making
from renkei.publish.name_index import name_files, search_page
from renkei.publish.networks.network_pages import network_facts, network_pages
from renkei.publish.networks.networks import Networks
from renkei.publish.ontology_page import OntologyPage
from renkei.publish.partners.partner_pages import partner_data, partner_pages
from renkei.publish.partners.partnerships import Partnerships
from renkei.publish.questions.answer_table import AnswerTables
from renkei.publish.questions.answers import asked_of, query_file
from renkei.publish.questions.question_pages import QuestionPages
from renkei.publish.questions.sparql_page import link, sparql_data, sparql_pages
from renkei.publish.target_pages import target_pages
from renkei.publish.things.portraitist import Portraitist
from renkei.publish.things.term_pages import term_files
from renkei.publish.things.thing_files import thing_files
from renkei.publish.things.thing_pages import Setting
from renkei.publish.time_pages import time_pages
from renkei.publish.words import LANGUAGES, environment, messages
from renkei.query.as_rdf import catalogue_jsonld, catalogue_triples, catalogue_turtle
from renkei.viz.network_page import MOST_WITH_FACTS


def files(contents: Contents) -> Iterator[File]:
    """The path and the text or bytes of each file, below the folder of the site."""
    making = _making(contents)
    pages = ["index.html"]
    yield "index.html", _landing(making)
    sections = (section(making, language) for section in SECTIONS for language in making.languages)
    for made in chain(sections, (data(making) for data in DATA)):
        for name, content in made:
            if name.endswith(".html"):
                pages.append(name)
            yield name, content
    yield from sitemap(contents.options, pages)


def _landing(making: Making) -> str:
    """The page at the root, which leads to the front page of each language."""
    options, languages = making.contents.options, making.languages
    words = {key: {code: messages(code)[key] for code in LANGUAGES} for key in messages("ja") if key.startswith("landing_")}
    fronts = [(code, options.address(f"{code}/index.html") or f"{code}/index.html") for code in languages]
    return making.templates.get_template("landing.html").render(
        messages=words, languages=languages, first=languages[0], alternates=fronts, canonical=options.address("index.html")
    )


def _making(contents: Contents) -> Making:
    """Everything that more than one section needs, made once."""
    catalogue = Catalogue(Known(contents.store), contents.schema)
    portraitist = Portraitist(catalogue)
    partnerships = Partnerships(contents.store, catalogue)
    setting = _setting(contents, catalogue, partnerships)
    ontology = OntologyPage(setting, portraitist)
    return Making(
        contents=contents,
        setting=setting,
        portraits={iri: portraitist.portrait(thing) for iri, thing in catalogue.things.items()},
        lists=Lists(setting, portraitist, contents.view),
        ontology=ontology,
        geography=geography(contents.store),
        tables=AnswerTables(catalogue, setting.addresses, portraitist, ontology.find),
        downloads=Downloads(contents.store, contents.schema, contents.manifest, contents.register, contents.options),
        partnerships=partnerships,
        networks=Networks(contents.store, contents.view, len(contents.view.graph) <= MOST_WITH_FACTS),
        templates=environment(),
    )


def _setting(contents: Contents, catalogue: Catalogue, partnerships: Partnerships) -> Setting:
    listed = {s["number"] for s in listed_sources(contents.register, contents.manifest, "ja")}
    documents = {d.number for d in contents.register.documents.values()} & listed
    edition = f"{contents.manifest['version']} ({contents.manifest['digest']})"
    groups = {node: data["group"] for node, data in contents.view.graph.nodes(data=True)}
    addresses = Addresses(catalogue, listed, documents)
    asked, partners = asked_of(contents.answers), partnerships.pages()
    ties = contents.view.graph
    return Setting(catalogue, addresses, groups, edition, contents.options.report_url, asked, partners, ties)


def _front(making: Making, language: str) -> Iterator[File]:
    """The front page."""
    contents = making.contents
    given = front_page(language, contents.manifest, contents.view, contents.checks, contents.register)
    yield making.page(language, "index.html", "index.html", **given)


def _questions(making: Making, language: str) -> Iterator[File]:
    """The page of all questions, and that of each."""
    questions = QuestionPages(making.contents.answers, making.tables)
    yield making.page(language, "questions/index.html", "questions.html", **questions.index(language))
    for number, answered in enumerate(questions.answers):
        path = f"questions/{answered.question.name}.html"
        given = questions.page(number, language) | {"try_it": link(answered, making.contents)}
        yield making.page(language, path, "question.html", **given)


def _analyses(making: Making, language: str) -> Iterator[File]:
    """The page of all analyses, and that of each with its table as a file."""
    analyses = AnalysisPages(making.contents.analyses, making.tables)
    yield making.page(language, "analyses/index.html", "analyses.html", **analyses.index(language))
    for number, analysed in enumerate(analyses):
        path = f"analyses/{analysed.name}"
        yield making.page(language, f"{path}.html", "analysis.html", **analyses.page(number, language))
        yield f"{language}/{path}.csv", analyses.csv(number, language)


def _documents(making: Making, language: str) -> Iterator[File]:
    """The page of each source document that passages are cited from."""
    for one in making.covered:
        path = f"document/{one.document.number}.html"
        yield making.page(language, path, "document.html", **document_context(one, making.setting.addresses, language))


def _question_data(making: Making) -> Iterator[File]:
    """Each question and its whole answer as files, and the catalogue as RDF."""
    answers = making.contents.answers
    for answered in answers:
        path = f"questions/{answered.question.name}"
        yield f"{path}.rq", query_file(answered)
        if answered.result is not None:
            yield f"{path}.csv", answered.result.to_csv()
            yield f"{path}.json", answered.result.to_json() + "\n"
    triples = catalogue_triples(a.question for a in answers)
    yield "questions/catalogue.ttl", catalogue_turtle(triples)
    yield "questions/catalogue.jsonld", catalogue_jsonld(triples)


# What the site is made of: the pages of each section in a language, and what belongs to no single one.
SECTIONS: tuple[Callable[[Making, str], Iterator[File]], ...] = (
    _front,
    network_pages,
    map_pages,
    list_pages,
    _questions,
    sparql_pages,
    _analyses,
    time_pages,
    target_pages,
    _documents,
    data_pages,
    partner_pages,
    search_page,
)
DATA: tuple[Callable[[Making], Iterator[File]], ...] = (
    network_facts,
    thing_files,
    term_files,
    list_data,
    _question_data,
    data_files,
    partner_data,
    sparql_data,
    name_files,
)
