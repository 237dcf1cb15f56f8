"""The things, places and concepts that a sentence names, by their labels and other names in the store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from unicodedata import normalize

import pyoxigraph as ox

from renkei.query.lexer import bind
from renkei.query.mentions import Meaning, Mention, fiscal_years, written
from renkei.query.piecewise import rows_for
from renkei.query.saved import Parameter, SavedQuery
from renkei.query.wording import Lexicon, Line, Span, singular
from renkei.schema.namespaces import FOAF, ID, RENKEI
from renkei.store.names import NameIndex
from renkei.store.protocol import Store
from renkei.text.folding import OLD_FORMS, fold

# Names shorter than this say too little: one character is a part of too many words. Parts of names are longer.
_SHORTEST, _SHORTEST_PART, _LONGEST_NAME = 2, 5, 80
# A part of a name that is left out at its end or beginning is at most this share of it.
_LEFT_OUT = 0.5

_EDITION = re.compile(r"年?(?:改訂|改定)?版|年|edition|version")

_NAMES = """
SELECT DISTINCT ?thing ?name WHERE {
  { VALUES ?class { $classes } ?thing a ?class } UNION { VALUES ?scheme { $schemes } ?thing skos:inScheme ?scheme }
  ?thing rdfs:label|skos:altLabel ?name
}
"""
_ABOUT = """
SELECT ?thing ?class ?scheme ?from WHERE {
  VALUES ?thing { $things }
  { ?thing a ?class } UNION { ?thing skos:inScheme ?scheme } UNION { ?thing renkei:firstFiscalYear ?from }
}
"""

# Of these no parts of names are looked for.
_WHOLE_ONLY = {
    c.value for c in (RENKEI.Prefecture, RENKEI.District, RENKEI.Area, RENKEI.Municipality, RENKEI.FiscalYear, RENKEI.Event)
}


def find_mentions(
    sentence: Line, words: Lexicon, store: Store, index: NameIndex | None, catalogue: Iterable[SavedQuery]
) -> list[Mention]:
    """The mentions in a sentence, in order; of those of things none lies within another, unless both are concepts.

    `index` is that of the store's names; without it the names of all that the catalogue asks for are read.
    """
    called = [(ID + name, form) for name, forms in words.names.items() for form in forms if not name.startswith("language/")]
    if index:
        whole, parts = _whole([*_indexed(index, sentence), *called], sentence), {}
    else:
        names = _read(store, [p for question in catalogue for p in question.parameters])
        whole, parts = _whole([*names, *called], sentence), _parts(names, sentence)
    about = _about(store, {iri for found in (whole, parts) for iris in found.values() for iri in iris})
    things = [*_mentions(whole, about), *fiscal_years(sentence)]
    things = [m for m in things if not any(_hides(other, m) for other in things)]
    things += [m for m in _mentions(parts, about, part=True) if not _put_together(m, sentence, things, words)]
    return sorted(
        _by_year([*things, *written(sentence, words, things)], sentence), key=lambda m: (m.span[0], -m.span[1], m.kind)
    )


def _mentions(found: Mapping[Span, set[str]], about: Mapping[str, Meaning], part: bool = False) -> Iterator[Mention]:
    for span, iris in found.items():
        meanings = tuple(about[iri] for iri in sorted(iris) if iri in about)
        meanings = tuple(m for m in meanings if not (part and (m.schemes or m.classes & _WHOLE_ONLY)))
        if meanings:
            yield Mention(span, "thing", meanings, part)


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _put_together(part: Mention, sentence: Line, things: list[Mention], words: Lexicon) -> bool:
    """Whether a part of a name is but names and words that are known besides: Yamaguchi Prefecture, of a council there."""
    taken = [t.span for t in things if t.span[0] < part.span[1] and part.span[0] < t.span[1]]
    around = [(0, part.span[0]), (part.span[1], len(sentence.text))]
    return bool(taken) and all(word.meanings is not None for word in words.read(sentence, [*taken, *around]))


def _hides(other: Mention, one: Mention) -> bool:
    return other.span != one.span and _within(one.span, other.span) and (other.individual or one.individual)


def _by_year(found: list[Mention], sentence: Line) -> list[Mention]:
    """Of editions of one name, those whose first years stand in the sentence; the years then say nothing else."""
    years = {year: m.span for m in found for year in (_year_of(m),) if year}
    said = {year: (start, _after(sentence, end)) for year, (start, end) in years.items()}
    taken: set[Span] = set()
    made: list[Mention] = []
    for mention in found:
        editions = {m.year: m for m in mention.meanings if m.year in years}
        if len(mention.meanings) < 2 or not editions:
            made.append(mention)
            continue
        taken |= {years[year] for year in editions if year}
        made += (
            replace(mention, span=said[year], meanings=(editions[year],), beside=mention.span)
            for year in sorted(editions, key=lambda y: y or 0)
            if year
        )
    return [m for m in made if m.span not in taken or m.beside]


def _after(sentence: Line, end: int) -> int:
    """Where a year ends, with the word for an edition after it."""
    edition = _EDITION.match(sentence.text, end)
    return edition.end() if edition else end


def _year_of(mention: Mention) -> int | None:
    """The year that a date or a fiscal year stands for."""
    term = mention.meanings[0].term
    if mention.kind == "date":
        return int(term.value[:4])
    return int(term.value[-4:]) if term.value.startswith(f"{ID}fiscal-year/FY") else None


# Things by name


def _read(store: Store, parameters: Iterable[Parameter]) -> list[tuple[str, str]]:
    """The names of the things that questions ask for, by IRI."""
    known = list(parameters)
    classes = {p.class_iri for p in known if p.class_iri} | {c.value for c in (FOAF.Person, RENKEI.Programme, RENKEI.Event)}
    schemes = {p.scheme for p in known if p.scheme}
    terms = {name: [ox.NamedNode(iri) for iri in sorted(iris)] for name, iris in (("classes", classes), ("schemes", schemes))}
    rows = store.select(bind(_NAMES, terms)).rows
    return [(t.value, n.value) for t, n in rows if isinstance(t, ox.NamedNode) and isinstance(n, ox.Literal)]


def _indexed(index: NameIndex, sentence: Line) -> Iterator[tuple[str, str]]:
    """The names of a large store that stand in the sentence."""
    text = sentence.text
    starts = [start for start in range(len(text)) if sentence.parted(start)]
    pieces = {text[s:e] for s in starts for e in range(s + _SHORTEST, min(len(text), s + _LONGEST_NAME) + 1)}
    yield from ((found.iri, found.name) for found in index.find_any(pieces | {singular(piece) for piece in pieces}))


def _about(store: Store, iris: Iterable[str]) -> dict[str, Meaning]:
    """What the store says of things: their classes, schemes and first years; nothing for those it does not know."""
    told: dict[str, tuple[set[str], set[str], list[int]]] = {}
    for thing, of_class, scheme, year in rows_for(store, _ABOUT, "things", map(ox.NamedNode, iris)):
        classes, schemes, years = told.setdefault(_iri(thing), (set(), set(), []))
        classes |= {_iri(of_class)} if of_class else set()
        schemes |= {_iri(scheme)} if scheme else set()
        years += [int(_iri(year)[-4:])] if year else []
    return {
        iri: Meaning(ox.NamedNode(iri), frozenset(classes), frozenset(schemes), min(years, default=None))
        for iri, (classes, schemes, years) in told.items()
    }


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _whole(names: Iterable[tuple[str, str]], sentence: Line) -> dict[Span, set[str]]:
    """The spans of the sentence that are names, with what bears them."""
    present = set(sentence.text) | ({"y"} if "ies" in sentence.text else set())
    found: dict[Span, set[str]] = {}
    for iri, name in names:
        identifier = iri.rsplit("/", 1)[-1]
        if "-" in identifier and identifier in sentence.text:
            for span in _stands_at(identifier, sentence):
                found.setdefault(span, set()).add(iri)
        folded = fold(name) if _could_be_of(name, present) else ""
        if len(folded) >= _SHORTEST:
            for span in _stands_at(folded, sentence):
                found.setdefault(span, set()).add(iri)
    return found


def _could_be_of(name: str, present: set[str]) -> bool:
    """False where a character of a name that folding keeps is not there: most names need not be folded then."""
    return not any(
        c.isalnum() and c.casefold() not in present and OLD_FORMS.get(c) not in present and normalize("NFKC", c) == c
        for c in name
        if c not in present
    )


def _stands_at(name: str, sentence: Line) -> Iterator[Span]:
    """Where a folded name stands; an English one in the singular or plural."""
    for form in dict.fromkeys((name, singular(name), re.sub(r"(?<=[b-df-hj-np-tv-z])y$", "ies", name))):
        start = sentence.text.find(form)
        while start >= 0:
            end = sentence.ends(start, start + len(form))
            if end is not None:
                yield start, end
            start = sentence.text.find(form, start + 1)


def _parts(names: list[tuple[str, str]], sentence: Line) -> dict[Span, set[str]]:
    """The spans of the sentence that are the beginning or the end of a name, with what bears it."""
    found: dict[Span, set[str]] = {}
    text, backwards = sentence.text, sentence.text[::-1]
    for iri, name in names:
        plain = "".join(name.casefold().split())
        if plain[:_SHORTEST_PART] in text and (length := _shared(fold(name), text)):
            start = text.find(fold(name)[:length])
            found.setdefault((start, start + length), set()).add(iri)
        if plain[-_SHORTEST_PART:] in text and (length := _shared(fold(name)[::-1], backwards)):
            end = len(text) - backwards.find(fold(name)[::-1][:length])
            found.setdefault((end - length, end), set()).add(iri)
    bearers = {span: _bearers(names, text[slice(*span)]) for span in found}
    whole_words = (span for span in found if sentence.parted(span[0]) and sentence.parted(span[1]))
    return {span: found[span] for span in whole_words if bearers[span] <= found[span]}


def _bearers(names: list[tuple[str, str]], piece: str) -> set[str]:
    """All things with the piece in a name: a piece of the names of others too is no part of the name of one."""
    return {iri for iri, name in names if piece in "".join(name.casefold().split())}


def _shared(name: str, text: str) -> int:
    """How much of the beginning of a name stands in a text; 0 where that is too little, or all."""
    length = _SHORTEST_PART
    if name[:length] not in text:
        return 0
    while length < len(name) and name[: length + 1] in text:
        length += 1
    return length if len(name) * _LEFT_OUT <= length < len(name) else 0
