"""Saved queries: SPARQL files with a header in lines that begin with `#+` (YAML), runnable anywhere.

The header has `title`, `question` (with its `$parameters`), `tags` and `columns`, each in `ja` and `en`; `group`, one of
`groups.GROUPS`; and `parameters`. A parameter has a `label`, an `example`, a `type`, one of `KINDS`, and for things the
`class` (or for concepts the `scheme`, a vocabulary of the project) to which they belong. One with `optional: true` that is
not given is the empty string: the query says `{ FILTER (isLiteral($name)) } UNION { … $name … }` where it filters by it.
Under `asked` stand other ways to ask the question, in `ja` and `en`, by which `renkei ask` knows it.

A query that counts says `HAVING (COUNT(*) > 0)`: where nothing is found, rdflib has a group all the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from renkei import resources
from renkei.errors import Text, UsageError, did_you_mean
from renkei.query.groups import GROUPS
from renkei.query.lexer import parameters
from renkei.schema.namespaces import ID, PREFIXES

# A parameter in a title, a question or a way to ask it.
PARAMETER = re.compile(r"\$([a-z_]+)")

# What a parameter may be; things, places, fields and kinds are given by label, id or IRI.
THINGS = ("thing", "place", "field", "kind")
KINDS = (*THINGS, "date", "number", "integer", "language", "identifier", "string")


@dataclass(frozen=True)
class Parameter:
    """What a `$parameter` takes: a thing of `class_iri` or a concept of `scheme` (by label or IRI), or a literal of a kind."""

    name: str
    heading: Text
    class_iri: str | None
    kind: str
    example: str
    scheme: str | None = None
    optional: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The facts of the parameter, for JSON."""
        return {
            "name": self.name,
            "label": vars(self.heading),
            "class": self.class_iri,
            "scheme": self.scheme,
            "type": self.kind,
            "example": self.example,
            "optional": self.optional,
        }


@dataclass(frozen=True)
class Tags:
    """Words under which people look for a question, in both languages."""

    ja: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True)
class Phrases:
    """Ways in which people ask a question, with `$parameters`, in both languages."""

    ja: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


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
    tags: Tags
    parameters: tuple[Parameter, ...]
    columns: tuple[ResultColumn, ...]
    sparql: str
    path: Path
    asked: Phrases = Phrases()

    @property
    def body(self) -> str:
        """The query without the lines of its header."""
        return "\n".join(line for line in self.sparql.splitlines() if not line.startswith("#+"))

    def as_dict(self) -> dict[str, Any]:
        """The facts of the question, for JSON."""
        return {
            "name": self.name,
            "group": self.group,
            "title": vars(self.title),
            "question": vars(self.question),
            "tags": {"ja": list(self.tags.ja), "en": list(self.tags.en)},
            "parameters": [p.as_dict() for p in self.parameters],
            "columns": [{"name": c.name, "label": vars(c.heading)} for c in self.columns],
        }

    def parameter(self, name: str) -> Parameter:
        """The parameter `name`; raises UsageError with near misses."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        names = [p.name for p in self.parameters]
        listed = ", ".join(names) or "-"
        hint = did_you_mean(name, names) or Text(f"引数は次のとおりです: {listed}", f"Its parameters: {listed}")
        raise UsageError(
            Text(
                f"質問 {self.name} に引数 {name} はありません。{hint.ja}",
                f"The question {self.name} has no parameter {name}. {hint.en}",
            )
        )


def read_yaml(text: str) -> Any:
    """A YAML document, by the parser in C where PyYAML was built with it: the same answer, ten times sooner."""
    # Both loaders are safe ones.
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def read_header(path: Path) -> tuple[dict[str, Any], str]:
    """The header of a query file and its whole text. Raises ValueError for a header that is no YAML mapping."""
    text = path.read_text(encoding="utf-8")
    header = "\n".join(line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+"))
    try:
        found = read_yaml(header)
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
    if header["group"] not in GROUPS:
        raise ValueError(f"{path.name}: there is no group {header['group']}: the groups are {', '.join(GROUPS)}")
    columns = header["columns"]
    return SavedQuery(
        name=path.stem,
        title=_text(header["title"]),
        question=_text(header["question"]),
        group=header["group"],
        tags=Tags(tuple(header["tags"]["ja"]), tuple(header["tags"]["en"])),
        parameters=tuple(_parameter(path, name, spec) for name, spec in given.items()),
        columns=tuple(ResultColumn(name, _text(heading)) for name, heading in columns.items()),
        sparql=text,
        path=path,
        asked=_phrases(path, header.get("asked") or {}, given),
    )


def _phrases(path: Path, asked: Mapping[str, Any], given: Mapping[str, Any]) -> Phrases:
    phrases = Phrases(tuple(asked.get("ja", ())), tuple(asked.get("en", ())))
    needed = {name for name, spec in given.items() if not spec.get("optional", False)}
    for phrase in (*phrases.ja, *phrases.en):
        named = set(PARAMETER.findall(phrase))
        if not needed <= named <= set(given):
            raise ValueError(f'{path.name}: "{phrase}" is to name the parameters {sorted(needed)} (may name {sorted(given)})')
    return phrases


def _parameter(path: Path, name: str, spec: Mapping[str, Any]) -> Parameter:
    wanted = spec.get("class")
    kind = spec.get("type", "thing" if wanted else "string")
    if kind not in KINDS:
        raise ValueError(f"{path.name}: the parameter {name} has the type {kind}: the types are {', '.join(KINDS)}")
    scheme = spec.get("scheme", {"field": "field", "kind": "organization-kind"}.get(kind))
    wanted = wanted or ("schema:Place" if kind == "place" else None)
    return Parameter(
        name=name,
        heading=_text(spec["label"]),
        class_iri=expand(wanted) if wanted else None,
        kind=kind,
        example=str(spec["example"]),
        scheme=f"{ID}scheme/{scheme}" if scheme else None,
        optional=spec.get("optional", False),
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
