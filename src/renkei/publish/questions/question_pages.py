"""The pages of the catalogue of questions: all of them by group, and each with its parameters, answer, SPARQL and commands."""

from __future__ import annotations

import json
import re
from typing import Any

import pyoxigraph as ox
from markupsafe import Markup

from renkei.publish.questions.answer_table import AnswerTables
from renkei.publish.questions.answers import Answered
from renkei.publish.words import heading, lang_attr, messages
from renkei.query.groups import GROUPS
from renkei.query.saved import SavedQuery
from renkei.store.tokens import tokens

_PARAMETER = re.compile(r"\$(\w+)")
_PLAIN = re.compile(r"[^\s\"'$&|<>;()*?!`\\#~^%]+")

# What the tokens of a query are shown as; a prefixed name and a sign are shown as they are.
_CLASSES = {
    "comment": "comment",
    "iri": "iri",
    "long": "string",
    "string": "string",
    "parameter": "variable",
    "variable": "variable",
    "word": "keyword",
}


class QuestionPages:
    """Puts the questions into a language."""

    def __init__(self, answers: list[Answered], tables: AnswerTables) -> None:
        self.answers = answers
        self._tables = tables

    def index(self, language: str) -> dict[str, Any]:
        """What the page of all questions is given."""
        groups = [
            {"id": name, "title": GROUPS[name].of(language), "questions": [self._line(a, language) for a in members]}
            for name in GROUPS
            if (members := [a for a in self.answers if a.question.group == name])
        ]
        return {"groups": groups, "total": len(self.answers)}

    def page(self, number: int, language: str) -> dict[str, Any]:
        """What the page of one question is given; those before and after it in the catalogue stand beside it."""
        answered = self.answers[number]
        question = answered.question
        return {
            "question": {
                "name": question.name,
                "title": heading(question.title, language),
                "group": {"id": question.group, "title": GROUPS[question.group].of(language)},
                "tags": question.tags.ja if language == "ja" else question.tags.en,
            },
            "asked": self._asked(answered, language),
            "parameters": self._parameters(answered, language),
            "answer": self._tables.table(answered.result, language, "../") if answered.result is not None else None,
            "columns": [{"name": c.name, "heading": c.heading.of(language)} for c in question.columns],
            "sparql": highlighted(answered.sparql, language),
            "command": command_line(question),
            "python": python_lines(question),
            "files": {ending: f"../../questions/{question.name}.{ending}" for ending in ("rq", "csv", "json")},
            "before": self._beside(number - 1, language),
            "after": self._beside(number + 1, language),
        }

    def _line(self, answered: Answered, language: str) -> dict[str, Any]:
        """A question in the list of all; `words` are those of both languages, for the search."""
        question = answered.question
        tags = (*question.tags.ja, *question.tags.en)
        return {
            "name": question.name,
            "title": heading(question.title, language),
            "asked": self._asked(answered, language),
            "rows": None if answered.result is None else len(answered.result),
            "tags": question.tags.ja if language == "ja" else question.tags.en,
            "words": " ".join([question.name, *vars(question.title).values(), *vars(question.question).values(), *tags]),
        }

    def _asked(self, answered: Answered, language: str) -> list[dict[str, Any]]:
        """The question as a sentence in parts: its words, and the values of its examples in their places."""
        parts = _PARAMETER.split(answered.question.question.of(language))
        return [
            {"text": self._example(answered, part, language)["text"], "given": True}
            if i % 2
            else {"text": part, "given": False}
            for i, part in enumerate(parts)
            if part
        ]

    def _example(self, answered: Answered, name: str, language: str) -> dict[str, Any]:
        term = answered.terms.get(name)
        if isinstance(term, ox.NamedNode):
            return self._tables.value(term, language, "../")
        return {"text": answered.question.parameter(name).example, "href": None, "own": None}

    def _parameters(self, answered: Answered, language: str) -> list[dict[str, Any]]:
        m = messages(language)
        return [
            {
                "name": p.name,
                "heading": heading(p.heading, language),
                "type": m[f"type_{p.kind}"],
                "optional": p.optional,
                "example": p.example,
                "means": self._example(answered, p.name, language) if p.name in answered.terms else None,
            }
            for p in answered.question.parameters
        ]

    def _beside(self, number: int, language: str) -> dict[str, Any] | None:
        if not 0 <= number < len(self.answers):
            return None
        question = self.answers[number].question
        return {"text": heading(question.title, language), "href": f"{question.name}.html"}


def highlighted(sparql: str, language: str) -> Markup:
    """A query with its keywords, variables, texts and comments told apart; everything in it is escaped."""
    parts = []
    for token in tokens(sparql.rstrip()):
        kind = _CLASSES.get(token.kind)
        marked = lang_attr(token.text, language)
        parts.append(
            Markup('<span class="{}"{}>{}</span>').format(f"q-{kind}", marked, token.text)
            if kind
            else Markup.escape(token.text)
        )
    return Markup("").join(parts)


def command_line(question: SavedQuery) -> str:
    """What to type to ask a question with the values of its examples.

    >>> from renkei.query.saved import get_question
    >>> command_line(get_question("institutions-of-prefecture"))
    'renkei query institutions-of-prefecture --set region=福島県'
    """
    given = (f"{p.name}={p.example}" for p in question.parameters)
    return " ".join([f"renkei query {question.name}", *(f"--set {s if _PLAIN.fullmatch(s) else _quoted(s)}" for s in given)])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def python_lines(question: SavedQuery) -> str:
    """The same in Python."""
    given = "".join(f", {p.name}={_quoted(p.example)}" for p in question.parameters)
    return f'import renkei\n\nwith renkei.open() as graph:\n    print(graph.query("{question.name}"{given}))'
