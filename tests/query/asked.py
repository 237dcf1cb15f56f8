"""Paraphrases of the saved questions, and how they are understood: right, unsure or wrong.

They were written by another person than the rules, who had not seen them. A row has a sentence, the questions that are right
for it, and the parameters that are right (of each question those that it has, `|` between values that are as good); without
a question, to be unsure is right.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from renkei.graph import Graph
from renkei.query.ask import Reading
from renkei.query.resolve import term_for

FOLDER = Path(__file__).parent / "paraphrases"
PARTS = ("dev", "test")


@dataclass(frozen=True)
class Paraphrase:
    sentence: str
    language: str
    questions: tuple[str, ...]
    parameters: dict[str, str]


def paraphrases(part: str) -> list[Paraphrase]:
    """The paraphrases of a part: `dev`, by which the rules were tuned, or `test`, by which they were measured."""
    with (FOLDER / f"{part}.csv").open(encoding="utf-8", newline="") as file:
        return [
            Paraphrase(
                row["sentence"],
                row["language"],
                tuple(name for name in row["questions"].split("|") if name),
                dict(setting.split("=", 1) for setting in row["parameters"].split(";") if setting),
            )
            for row in csv.DictReader(file)
        ]


def outcome(graph: Graph, paraphrase: Paraphrase) -> str:
    """`right`, `unsure` or `wrong`; to answer what no question is meant by is wrong, to be unsure of it right."""
    understood = graph.understand(paraphrase.sentence)
    if not understood.sure:
        return "unsure" if paraphrase.questions else "right"
    reading = understood.readings[0]
    meant = reading.question.name in paraphrase.questions
    return "right" if meant and is_right(graph, reading, paraphrase) else "wrong"


def is_right(graph: Graph, reading: Reading, paraphrase: Paraphrase) -> bool:
    """Whether those parameters that the question has, and no others, are given one of their right values."""
    known = {p.name: p for p in reading.question.parameters if p.name in paraphrase.parameters}
    right = {
        name: {term_for(parameter, value, graph.store).value for value in paraphrase.parameters[name].split("|")}
        for name, parameter in known.items()
    }
    return right.keys() == reading.terms.keys() and all(reading.terms[name].value in right[name] for name in right)


def measured(graph: Graph, part: str) -> Counter[tuple[str, str]]:
    """How many paraphrases of a part have which outcome, by language."""
    return Counter((p.language, outcome(graph, p)) for p in paraphrases(part))
