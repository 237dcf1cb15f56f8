"""Saved queries: SPARQL files with a header in lines that begin with `#+` (YAML), runnable anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from renkei import resources
from renkei.errors import Text, UsageError, did_you_mean
from renkei.query.lexer import parameters
from renkei.schema.namespaces import PREFIXES


@dataclass(frozen=True)
class Parameter:
    """What a `$parameter` takes: a thing of `class_iri` (by label or IRI), or a literal of a kind."""

    name: str
    heading: Text
    class_iri: str | None
    kind: str
    example: str


@dataclass(frozen=True)
class ResultColumn:
    """A variable of the answer and its heading."""

    name: str
    heading: Text


@dataclass(frozen=True)
class SavedQuery:
    name: str
    title: Text
    question: Text
    group: str
    parameters: tuple[Parameter, ...]
    columns: tuple[ResultColumn, ...]
    sparql: str
    path: Path

    def as_dict(self) -> dict[str, Any]:
        """The facts of the question, for JSON."""
        return {
            "name": self.name,
            "group": self.group,
            "title": vars(self.title),
            "question": vars(self.question),
            "parameters": [
                {"name": p.name, "label": vars(p.heading), "class": p.class_iri, "type": p.kind, "example": p.example}
                for p in self.parameters
            ],
            "columns": [{"name": c.name, "label": vars(c.heading)} for c in self.columns],
        }

    def parameter(self, name: str) -> Parameter:
        """The parameter `name`; raises UsageError with near misses."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        hint = did_you_mean(name, [p.name for p in self.parameters]) or Text("", "")
        raise UsageError(
            Text(
                f"質問 {self.name} に引数 {name} はありません。{hint.ja}",
                f"The question {self.name} has no parameter {name}. {hint.en}".rstrip(),
            )
        )


def read_header(path: Path) -> tuple[dict[str, Any], str]:
    """The header of a query file and its whole text. Raises ValueError for a header that is no YAML mapping."""
    text = path.read_text(encoding="utf-8")
    header = "\n".join(line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+"))
    try:
        found = yaml.safe_load(header)
    except yaml.YAMLError as error:
        raise ValueError(f"{path.name}: the header is not YAML: {error}") from error
    if not isinstance(found, dict):
        raise ValueError(f"{path.name}: there is no header in lines that begin with #+")
    return found, text


def read_saved(path: Path) -> SavedQuery:
    """The saved query in a file. Raises ValueError for a header that does not fit its query."""
    header, text = read_header(path)
    given = header.get("parameters") or {}
    if set(given) != set(parameters(text)):
        raise ValueError(f"{path.name}: the header has parameters {sorted(given)}, the query {sorted(parameters(text))}")
    columns = header["columns"]
    return SavedQuery(
        name=path.stem,
        title=_text(header["title"]),
        question=_text(header["question"]),
        group=header["group"],
        parameters=tuple(_parameter(name, spec) for name, spec in given.items()),
        columns=tuple(ResultColumn(name, _text(heading)) for name, heading in columns.items()),
        sparql=text,
        path=path,
    )


def _parameter(name: str, spec: Mapping[str, Any]) -> Parameter:
    wanted = spec.get("class")
    return Parameter(
        name=name,
        heading=_text(spec["label"]),
        class_iri=expand(wanted) if wanted else None,
        kind=spec.get("type", "thing" if wanted else "string"),
        example=str(spec["example"]),
    )


def _text(value: Mapping[str, str]) -> Text:
    return Text(value["ja"], value["en"])


def expand(name: str) -> str:
    """The IRI of a prefixed name with a prefix of the project."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


@cache
def questions() -> dict[str, SavedQuery]:
    """The saved questions that ship with renkei, by name."""
    return {q.name: q for q in map(read_saved, resources.files("queries", "questions/*.rq"))}


def get_question(name: str) -> SavedQuery:
    """The saved question `name`; raises UsageError with near misses."""
    known = questions()
    if name in known:
        return known[name]
    hint = did_you_mean(name, known) or Text("renkei questions で一覧を表示します。", "renkei questions lists them.")
    raise UsageError(
        Text(f"質問 {name} はありません。{hint.ja}", f"There is no question {name}. {hint.en}"),
    )
