"""Values that a person gives for parameters, made into RDF terms: a label, an id or an IRI becomes the thing it names."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from renkei.errors import Text, UsageError, near_misses
from renkei.query.lexer import bind
from renkei.query.saved import Parameter, SavedQuery
from renkei.schema.namespaces import ID, RDF, RDFS, SKOS, XSD
from renkei.store.protocol import Store
from renkei.text.dates import DateError, parse_date
from renkei.text.folding import fold

_NAMES = "SELECT ?thing ?name WHERE { ?thing a $class ; rdfs:label|skos:altLabel ?name }"
_ALL_NAMES = "SELECT ?thing ?name WHERE { ?thing rdfs:label|skos:altLabel ?name }"


def terms_for(query: SavedQuery, given: Mapping[str, object], store: Store) -> dict[str, ox.NamedNode | ox.Literal]:
    """The terms of all parameters of `query`. Raises UsageError for unknown, missing or ambiguous ones."""
    for name in given:
        query.parameter(name)
    missing = [p for p in query.parameters if p.name not in given]
    if missing:
        first = missing[0]
        example = f"--set {first.name}={first.example}"
        raise UsageError(
            Text(
                f"質問 {query.name} には引数 {first.name}（{first.heading.ja}）が必要です。例: {example}",
                f"The question {query.name} needs the parameter {first.name} ({first.heading.en}). Example: {example}",
            )
        )
    return {p.name: term_for(p, given[p.name], store) for p in query.parameters}


def term_for(parameter: Parameter, value: object, store: Store) -> ox.NamedNode | ox.Literal:
    """The term that `value` means for `parameter`. Raises UsageError where it means nothing or several things."""
    if isinstance(value, (ox.NamedNode, ox.Literal)):
        return value
    text = str(value)
    if parameter.kind == "thing":
        return ox.NamedNode(find_thing(store, parameter.class_iri, text))
    match parameter.kind:
        case "date":
            try:
                date = parse_date(text)
            except DateError as error:
                raise UsageError(
                    Text(f"{parameter.name}={text}: {error.why.ja}", f"{parameter.name}={text}: {error.why.en}")
                ) from error
            return ox.Literal(str(date), datatype=ox.NamedNode(XSD.base + date.datatype))
        case "integer":
            if not text.lstrip("-").isdigit():
                raise UsageError(
                    Text(
                        f"{parameter.name}={text}: 整数ではありません。",
                        f"{parameter.name}={text}: not a whole number.",
                    )
                )
            return ox.Literal(int(text))
        case _:
            return ox.Literal(text)


def find_thing(store: Store, class_iri: str | None, text: str) -> str:
    """The IRI of the one thing of a class (None: of any) that `text` names: its IRI, the end of its IRI, or a label
    (one that is exactly the text before one that is so only after folding).

    Raises UsageError with near misses, or with the IRIs where several things have the name.
    """
    if not text.strip():
        raise UsageError(Text("名称が空です。名称か id を書いてください。", "The name is empty: write a name or an id."))
    exact = _named(store, class_iri, text)
    if len(exact) == 1:
        return exact.pop()
    known = store.select(bind(_NAMES, {"class": ox.NamedNode(class_iri)}) if class_iri else _ALL_NAMES).rows
    iris: set[str] = set()
    names: dict[str, set[str]] = {}
    labels: set[str] = set()
    for thing, name in known:
        if isinstance(thing, ox.NamedNode) and isinstance(name, ox.Literal) and thing.value.startswith(ID):
            iris.add(thing.value)
            labels.add(name.value)
            names.setdefault(fold(name.value), set()).add(thing.value)
    ending = "/" + text.removeprefix("id:").removeprefix(ID)
    found = {iri for iri in iris if text == iri or iri.endswith(ending)}
    found = found or names.get(fold(text), set())
    if len(found) == 1:
        return next(iter(found))
    if found:
        listed = "\n  ".join(f"id:{iri.removeprefix(ID)}" for iri in sorted(found))
        raise UsageError(
            Text(
                f"「{text}」は複数あります。どれかを指定してください:\n  {listed}",
                f'"{text}" names several things. Give one:\n  {listed}',
            )
        )
    near = near_misses(text, labels) or [n for n in sorted(labels) if fold(text) in fold(n)][:3]
    raise UsageError(
        Text(
            f"「{text}」は見つかりません。" + (f"もしかして: {'、'.join(near)}" if near else ""),
            f'"{text}" is not known.' + (f" Did you mean {' or '.join(near)}?" if near else ""),
        )
    )


def _named(store: Store, class_iri: str | None, text: str) -> set[str]:
    """The things of a class that have exactly this label or other name; found without reading all names."""
    found = {
        quad.subject
        for predicate in (RDFS.label, SKOS.altLabel)
        for language in ("ja", "en")
        for quad in store.quads(None, predicate, ox.Literal(text, language=language), ox.DefaultGraph())
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ID)
    }
    wanted = ox.NamedNode(class_iri) if class_iri else None
    return {s.value for s in found if next(store.quads(s, RDF.type, wanted, ox.DefaultGraph()), None)}
