"""Values that a person gives for parameters, made into RDF terms: a label, an id or an IRI becomes the thing it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

import pyoxigraph as ox

from renkei.errors import Text, UsageError, near_misses
from renkei.query.labels import labels_of
from renkei.query.layouts import shortened
from renkei.query.lexer import bind
from renkei.query.saved import THINGS, Parameter, SavedQuery
from renkei.schema.namespaces import ID, RDF, RDFS, SKOS, XSD, compact
from renkei.store.names import NameIndex
from renkei.store.protocol import Store
from renkei.text.dates import DateError, parse_date
from renkei.text.folding import fold
from renkei.text.names import normal_form, normal_reading

# The property and the class or vocabulary that things are to have; None: any.
_Of: TypeAlias = tuple[ox.NamedNode, ox.NamedNode] | None

_NAMES = "SELECT ?thing ?name WHERE { ?thing $of $what ; rdfs:label|skos:altLabel ?name }"
_ALL_NAMES = "SELECT ?thing ?name WHERE { ?thing rdfs:label|skos:altLabel ?name }"

# What tells things of one name apart: their names, kinds and places, in both languages.
_ABOUT = """
SELECT ?thing ?name ?about
WHERE {
  VALUES ?thing { $things }
  ?thing rdfs:label ?name .
  OPTIONAL {
    ?thing org:classification|schema:location|skos:inScheme|dcterms:isPartOf|renkei:firstFiscalYear ?other .
    ?other rdfs:label ?about .
    FILTER (lang(?about) = lang(?name))
  }
}
ORDER BY ?thing ?name ?about
"""

# Languages that labels of the project are in; a country's code is what people write by mistake.
LANGUAGES = ("ja", "en", "ja-Hira")
_COUNTRIES = {"jp": "ja", "jpn": "ja", "us": "en", "uk": "en", "gb": "en", "eng": "en"}


def terms_for(
    query: SavedQuery, given: Mapping[str, object], store: Store, index: NameIndex | None = None
) -> dict[str, ox.NamedNode | ox.Literal]:
    """The terms of all parameters of `query`; one that is optional and not given (or None) is the empty string.

    Raises UsageError for unknown, missing or ambiguous ones.
    """
    for name in given:
        query.parameter(name)
    given = {name: value for name, value in given.items() if value is not None}
    missing = [p for p in query.parameters if p.name not in given and not p.optional]
    if missing:
        first = missing[0]
        example = f"--set {first.name}={first.example}"
        raise UsageError(
            Text(
                f"質問 {query.name} には引数 {first.name}（{first.heading.ja}）が必要です。例: {example}",
                f"The question {query.name} needs the parameter {first.name} ({first.heading.en}). Example: {example}",
            )
        )
    return {p.name: term_for(p, given[p.name], store, index) if p.name in given else ox.Literal("") for p in query.parameters}


def term_for(parameter: Parameter, value: object, store: Store, index: NameIndex | None = None) -> ox.NamedNode | ox.Literal:
    """The term that `value` means for `parameter`. Raises UsageError where it means nothing or several things."""
    if isinstance(value, (ox.NamedNode, ox.Literal)):
        return value
    text = str(value)
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        raise _unfit(
            parameter, text, Text("文字でない値（サロゲート）があります。", "it holds a surrogate, which is no character.")
        )
    if "\0" in text:
        raise _unfit(parameter, text, Text("NUL 文字（U+0000）があります。", "it holds the character NUL (U+0000)."))
    if parameter.kind in THINGS:
        try:
            return ox.NamedNode(find_thing(store, parameter.class_iri, text, parameter.scheme, index))
        except UsageError as error:
            raise _named_by(parameter, error.message) from error
    match parameter.kind:
        case "date":
            try:
                date = parse_date(text)
            except DateError as error:
                raise _unfit(parameter, text, error.why) from error
            return ox.Literal(str(date), datatype=ox.NamedNode(XSD.base + date.datatype))
        case "integer":
            if not text.removeprefix("-").isdecimal():
                raise _unfit(parameter, text, Text("整数ではありません。", "not a whole number."))
            return ox.Literal(int(text))
        case "number":
            return _number(parameter, text)
        case "language":
            return _language(parameter, text)
        case _:
            if not text.strip():
                raise _unfit(parameter, text, Text("空です。", "it is empty."))
            return ox.Literal(text)


def _named_by(parameter: Parameter, message: Text) -> UsageError:
    """What is wrong with the thing that was named, with the parameter before it, and its example after it."""
    example = f"--set {parameter.name}={parameter.example}"
    return UsageError(
        Text(
            f"{parameter.name}（{parameter.heading.ja}）: {message.ja}\n例: {example}",
            f"{parameter.name} ({parameter.heading.en}): {message.en}\nExample: {example}",
        )
    )


def _unfit(parameter: Parameter, text: str, why: Text) -> UsageError:
    example = f"--set {parameter.name}={parameter.example}"
    return UsageError(
        Text(
            f"{parameter.name}={text}: {why.ja.rstrip('。')}。例: {example}",
            f"{parameter.name}={text}: {why.en.rstrip('.')}. Example: {example}",
        )
    )


def _number(parameter: Parameter, text: str) -> ox.Literal:
    """A decimal, whichever digits (half or full width) and commas it is written with."""
    try:
        number = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation as error:
        raise _unfit(parameter, text, Text("数ではありません。", "not a number.")) from error
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise _unfit(parameter, text, Text("扱える数ではありません。", "not a number that can be compared."))
    return ox.Literal(f"{number:f}", datatype=XSD.decimal)


def _language(parameter: Parameter, text: str) -> ox.Literal:
    for tag in LANGUAGES:
        if text.casefold() == tag.casefold():
            return ox.Literal(tag)
    meant = _COUNTRIES.get(text.casefold())
    listed = ", ".join(LANGUAGES)
    raise _unfit(
        parameter,
        text,
        Text(
            f"言語は {listed} のどれかです。" + (f"もしかして: {meant}" if meant else ""),
            f"a language is one of {listed}." + (f" Did you mean {meant}?" if meant else ""),
        ),
    )


def find_thing(
    store: Store, class_iri: str | None, text: str, scheme: str | None = None, index: NameIndex | None = None
) -> str:
    """The IRI of the one thing of a class or vocabulary (None: of any) that `text` names: its IRI, the end of its IRI, or
    a name. A name that is exactly the text goes before one that is so after folding, and that before one that is so
    without legal forms, points and spaces, or in kana. Without the `index` of the store's names all are read; with it, those
    next to the text in the order of the alphabet.

    Raises UsageError with near misses, or with ids, kinds and places where several things have the name.
    """
    if not text.strip():
        raise UsageError(Text("名称が空です。名称か id を書いてください。", "The name is empty: write a name or an id."))
    of = (SKOS.inScheme, ox.NamedNode(scheme)) if scheme else (RDF.type, ox.NamedNode(class_iri)) if class_iri else None
    short = text.removeprefix("id:").removeprefix(ID)
    if _WHOLE_ID.fullmatch(short) and _is_of(store, ox.NamedNode(ID + short), of):
        return ID + short
    exact = _named(store, of, text)
    if len(exact) == 1:
        return exact.pop()
    names = _near(index, store, of, text) if index else _all_names(store, of)
    ending = "/" + text.removeprefix("id:").removeprefix(ID)
    found = {iri for iri, _ in names if text == iri or iri.endswith(ending)}
    for form in _FORMS:
        wanted = form(text)
        found = found or {iri for iri, name in names if form(name) == wanted}
    if len(found) == 1:
        return next(iter(found))
    shown = shortened(text, _LONGEST_SHOWN)
    if found:
        listed = _listed(store, found)
        raise UsageError(
            Text(
                f"「{shown}」は複数あります。どれかを指定してください:{listed.ja}",
                f'"{shown}" names several things. Give one:{listed.en}',
            )
        )
    near = _near_misses(text, {name for _, name in names})
    elsewhere = _of_any_class(store, text) if of else set()
    if elsewhere and of:
        meant, listed = _words_for(store, of), _listed(store, elsewhere)
        unknown = Text(f"「{shown}」は「{meant.ja}」ではありません:{listed.ja}\n", f'"{shown}" is no {meant.en}:{listed.en}\n')
    else:
        unknown = Text(f"「{shown}」は見つかりません。", f'"{shown}" is not known. ')
    raise UsageError(
        Text(
            (unknown.ja + (f"もしかして: {'、'.join(near)}" if near else "")).rstrip(),
            (unknown.en + (f"Did you mean {' or '.join(near)}?" if near else "")).rstrip(),
        )
    )


_WHOLE_ID = re.compile(r"[a-z][a-z-]*/[\w./-]+", re.ASCII)  # with its kind: no other thing has it, so no names are read


# Of what is not known so many letters are told.
_LONGEST_SHOWN = 60


def _near_misses(text: str, labels: set[str]) -> list[str]:
    """The names most like a text, or such as hold it."""
    if len(text) > 10 * _LONGEST_SHOWN:
        return []  # no name is so long
    return near_misses(text, labels) or [n for n in sorted(labels) if fold(text) in fold(n)][:3]


def _of_any_class(store: Store, text: str) -> set[str]:
    """The things, of whichever class, that have exactly this name or id."""
    id_or_iri = ID + text.removeprefix("id:").removeprefix(ID)
    try:
        of_id = {id_or_iri} if _is_of(store, ox.NamedNode(id_or_iri), None) else set()
    except ValueError:  # no IRI has such characters
        of_id = set()
    return of_id | _named(store, None, text)


def _words_for(store: Store, of: tuple[ox.NamedNode, ox.NamedNode]) -> Text:
    """What a class or vocabulary is called."""
    name = compact(of[1].value)
    return labels_of(store, [of[1].value]).get(of[1].value, Text(name, name))


_FORMS: tuple[Callable[[str], str], ...] = (fold, normal_form, normal_reading)


def _all_names(store: Store, of: _Of) -> list[tuple[str, str]]:
    """The IRIs and names of the things of a class or vocabulary."""
    known = store.select(bind(_NAMES, {"of": of[0], "what": of[1]}) if of else _ALL_NAMES).rows
    return [
        (thing.value, name.value)
        for thing, name in known
        if isinstance(thing, ox.NamedNode) and isinstance(name, ox.Literal) and thing.value.startswith(ID)
    ]


def _near(index: NameIndex, store: Store, of: _Of, text: str) -> list[tuple[str, str]]:
    """Those of `_all_names` that have the text as their id, or a name that is next to a form of it."""
    found = [*index.with_id(text.rsplit("/", 1)[-1].removeprefix("id:"))]
    for word in dict.fromkeys(form(text) for form in _FORMS):
        found += [*index.find(word), *index.neighbours(word)]
    fits = {n.iri: _is_of(store, ox.NamedNode(n.iri), of) for n in found}
    return [(n.iri, n.name) for n in dict.fromkeys(found) if fits[n.iri]]


# So many things of one name are listed; of more, the others are counted.
_MOST_LISTED = 20


def _listed(store: Store, iris: set[str]) -> Text:
    """A line for each thing: its id, name, kind and place."""
    shown = sorted(iris)[:_MOST_LISTED]
    rows = store.select(bind(_ABOUT, {"things": [ox.NamedNode(iri) for iri in shown]})).rows
    lines = {"ja": "", "en": ""}
    for iri in shown:
        lines["ja"] += f"\n  id:{iri.removeprefix(ID)}"
        lines["en"] += f"\n  id:{iri.removeprefix(ID)}"
        mine = [(name, about) for thing, name, about in rows if thing == ox.NamedNode(iri)]
        for language in lines:
            said = [(n, a) for n, a in mine if isinstance(n, ox.Literal) and n.language == language]
            about = [a.value for _, a in said if isinstance(a, ox.Literal)]
            aside = f"（{'、'.join(about)}）" if language == "ja" else f" ({', '.join(about)})"
            lines[language] += f"  {said[0][0].value}{aside if about else ''}" if said else ""
    if more := len(iris) - len(shown):
        lines["ja"] += f"\n  ほか{more}件"
        lines["en"] += f"\n  and {more} more"
    return Text(lines["ja"], lines["en"])


def _named(store: Store, of: _Of, text: str) -> set[str]:
    """The things of a class or vocabulary that have exactly this label or other name; found without reading all names."""
    found = {
        quad.subject
        for predicate in (RDFS.label, SKOS.altLabel)
        for language in LANGUAGES
        for quad in store.quads(None, predicate, ox.Literal(text, language=language), ox.DefaultGraph())
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ID)
    }
    return {s.value for s in found if _is_of(store, s, of)}


def _is_of(store: Store, thing: ox.NamedNode, of: _Of) -> bool:
    predicate, wanted = of or (RDF.type, None)
    return next(store.quads(thing, predicate, wanted, ox.DefaultGraph()), None) is not None
