"""The saved questions asked once for a site, with the values of their examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from renkei.errors import UsageError
from renkei.query.as_rdf import without_header
from renkei.query.lexer import bind
from renkei.query.resolve import terms_for
from renkei.query.results import Result
from renkei.query.saved import SavedQuery
from renkei.query.search import find_questions
from renkei.store.protocol import Store


@dataclass(frozen=True)
class Answered:
    """A question with its SPARQL and its answer; without one (`result` None) where the data lacks what the example names."""

    question: SavedQuery
    terms: Mapping[str, ox.NamedNode | ox.Literal]
    sparql: str
    result: Result | None

    @property
    def things(self) -> set[str]:
        """The IRIs that the answer names or that the question is asked of."""
        cells = (term for row in self.result.table.rows for term in row) if self.result is not None else ()
        return {t.value for t in (*self.terms.values(), *cells) if isinstance(t, ox.NamedNode)}


def answer_all(store: Store, ask: bool) -> list[Answered]:
    """All saved questions in the order of their groups; without `ask` their texts alone."""
    return [_answer(store, question) if ask else _unanswered(question) for question in find_questions()]


def _answer(store: Store, question: SavedQuery) -> Answered:
    try:
        terms = terms_for(question, {p.name: p.example for p in question.parameters}, store)
    except UsageError:  # a store of one's own need not hold what the examples name
        return _unanswered(question)
    sparql = bind(question.sparql, terms)
    table = store.select(sparql)
    headings = {c.name: c.heading for c in question.columns}
    return Answered(question, terms, without_header(sparql), Result(table, tuple(headings[c] for c in table.columns)))


def _unanswered(question: SavedQuery) -> Answered:
    return Answered(question, {}, without_header(question.sparql), None)


def asked_of(answers: Iterable[Answered]) -> dict[str, list[SavedQuery]]:
    """The questions in whose answers each thing is named, by IRI, in the order of the questions."""
    found: dict[str, list[SavedQuery]] = defaultdict(list)
    for answered in answers:
        for iri in answered.things:
            found[iri].append(answered.question)
    return dict(found)


def query_file(answered: Answered) -> str:
    """The SPARQL as a file that runs anywhere, with title and question as comments."""
    question = answered.question
    said = [question.title.ja, question.question.ja, question.title.en, question.question.en]
    return "".join(f"# {line}\n" for line in said) + answered.sparql
