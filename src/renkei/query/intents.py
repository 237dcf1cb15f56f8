"""Which saved question a sentence asks, and for what: its words and mentions against the ways in which each question is asked.

A way to ask a question (its title, the question itself, what stands under `asked` in its file) is a set of words and of slots
for parameters. How like it a sentence is, is the ratio model of A. Tversky (Features of similarity, Psychological Review 84,
1977): what both have, over that plus all that only the sentence has and a part of what only the way to ask has. A word weighs
the more the fewer questions are asked with it (inverse document frequency: K. Sparck Jones, A statistical interpretation of
term specificity, Journal of Documentation 28, 1972); a word that no question is asked with weighs as much as the rarest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, combinations, product
from math import log

from renkei.query.mentions import BODIES, PLACE, Meaning, Mention
from renkei.query.saved import PARAMETER, Parameter, SavedQuery, questions
from renkei.query.wording import Lexicon, Line, Span, line, made_of, shipped_lexicon, singular

Meanings = frozenset[str]

# What a filled slot weighs, by the type of its parameter; the rarest word weighs 4.3.
_SLOTS = {"thing": 4.0, "place": 2.5, "field": 3.0, "kind": 3.0, "date": 3.5, "language": 3.0, "number": 2.5, "identifier": 4.0}
_LEAST, _MORE = 0.8, 0.8  # a word weighs so much, and so much more for each factor of e by which it is rarer
_QUOTED, _UNQUOTED = 4.0, 1.5  # words looked for as they are
_USED = 0.15  # of likeness, that an optional parameter makes up for
_UNUSED = 4.0  # a thing, place or date that is named and not used
_PART_OF_NAME = 0.7  # of the weight, where only a part of a name is given
_UNSAID = 0.5  # of the weight of what the way to ask has and the sentence has not
_BESIDE = 0.7  # what stands beside a slot, a particle or an English word
_OTHER_POLARITY = 0.6  # of the likeness, where one of them says that something is not there
_NONE = "none"
_SLOT = "◯"  # stands for a parameter in a phrase
_TAKEN_AS_TEXT = 0.8  # of the likeness, where the name of a thing is taken as words to look for
_SAID_WITH_TEXT, _TOO_LITTLE = 2.2, 0.5  # words without quotes are looked for only where a word of that weight asks for it
_ANY_CONCEPT = 0.9  # of the likeness, where a question about anything is asked about a concept
_ANY_PLACE = 0.85  # or about a place
_MISSING = 0.85  # of the likeness, for each parameter that the sentence does not give
_TITLE = 0.95  # of the likeness, where a title does not say where its parameters belong
_READ_OTHERWISE = 0.94  # of the likeness, where a concept fills a slot and its words are those of other questions too
_MOST_MENTIONS = 5  # that may fill one slot; of more, the first


@dataclass(frozen=True)
class Way:
    """One way to ask a question: words, each with its meanings, the parameters it names, and what stands beside those.

    `trust` is a factor: less than one for a way that does not say where its parameters belong.
    """

    question: SavedQuery
    words: tuple[Meanings, ...]
    slots: tuple[Parameter, ...]
    beside: frozenset[str] = frozenset()
    trust: float = 1.0


@dataclass(frozen=True)
class Choice:
    """A question with the mentions that fill its parameters, and how like it the sentence is (0 to 1).

    `missing` are parameters that it needs and that the sentence does not give; `unread` what of the sentence is not in it,
    as spans; `said` how many words or slots the two share.
    """

    question: SavedQuery
    filled: tuple[tuple[Parameter, Mention, tuple[Meaning, ...]], ...]
    missing: tuple[Parameter, ...]
    likeness: float
    unread: tuple[Span, ...]
    said: int

    @property
    def fullness(self) -> float:
        """By which one of several choices of the same question is taken: it is better to use a mention than to read past it."""
        return self.likeness + _USED * sum(p.optional for p, _, _ in self.filled)


@dataclass(frozen=True)
class Intents:
    """The catalogue as ways to ask, with the words for it and what each weighs."""

    ways: tuple[Way, ...]
    lexicon: Lexicon
    weights: Mapping[str, float]

    @cached_property
    def heaviest(self) -> float:
        """The weight of a word that no question is asked with."""
        return max(self.weights.values())

    def choose(self, sentence: Line, mentions: Sequence[Mention]) -> list[Choice]:
        """For each question the most like way to ask it, the most like first."""
        scene = _Scene(self, sentence, mentions)
        best: dict[str, Choice] = {}
        for way in self.ways:
            for choice in scene.choices(way):
                known = best.get(way.question.name)
                if known is None or choice.fullness > known.fullness:
                    best[way.question.name] = choice
        return sorted(best.values(), key=lambda c: (-c.likeness, c.question.name))


@dataclass(frozen=True)
class _Rest:
    """What a sentence has beside the spans that fill slots: things named without use, and words, each meaning once."""

    unused: tuple[Span, ...]
    words: tuple[tuple[Span, Meanings | None], ...]
    says_none: bool


class _Scene:
    """A sentence and its mentions, with what was read in it so far."""

    def __init__(self, intents: Intents, sentence: Line, mentions: Sequence[Mention]) -> None:
        self._intents, self._sentence, self._mentions = intents, sentence, mentions
        self._read: dict[frozenset[Span], _Rest] = {}
        self._fitting: dict[tuple[str, str | None, str | None], list[tuple[Mention, tuple[Meaning, ...]]]] = {}
        self._weights: dict[Meanings | None, float] = {}
        self._otherwise: dict[Span, bool] = {}

    def choices(self, way: Way) -> Iterator[Choice]:
        options = [self._options(parameter) for parameter in way.slots]
        missing = tuple(p for p, found in zip(way.slots, options, strict=True) if not found)
        if any(p.optional for p in missing):
            return
        slots = [(p, found) for p, found in zip(way.slots, options, strict=True) if found]
        for chosen in product(*(found for _, found in slots)):
            mentions = [m for m, _ in chosen]
            if all(not _overlap(a.span, b.span) for a, b in combinations(mentions, 2)):
                filled = tuple((p, m, meanings) for (p, _), (m, meanings) in zip(slots, chosen, strict=True))
                yield self._choice(way, _in_order(filled), missing)

    def _options(self, parameter: Parameter) -> list[tuple[Mention, tuple[Meaning, ...]]]:
        kind = (parameter.kind, parameter.class_iri, parameter.scheme)
        if kind not in self._fitting:
            found = [(m, fitting) for m in self._mentions if (fitting := m.standing_for(parameter))]
            self._fitting[kind] = found[:_MOST_MENTIONS]
        return self._fitting[kind]

    def _choice(
        self, way: Way, filled: tuple[tuple[Parameter, Mention, tuple[Meaning, ...]], ...], missing: tuple[Parameter, ...]
    ) -> Choice:
        used = frozenset(span for _, m, _ in filled for span in (m.span, m.beside) if span)
        rest = self._rest(used)
        both = sum(self._slot(p, m) for p, m, _ in filled)
        unread = list(rest.unused)
        only_said = _UNUSED * len(rest.unused)
        shared: set[Meanings] = set()
        said, rarest = 0.0, 0.0
        for span, meanings in rest.words:
            matching = [w for w in way.words if meanings and w & meanings]
            if matching:
                if not shared.issuperset(matching):
                    weight = max(self._weight(w & meanings) for w in matching if meanings)
                    said, rarest = said + weight, max(rarest, weight)
                shared.update(matching)
            else:
                only_said += self._weight(meanings)
                unread.append(span)
        both += said
        if way.beside:
            beside = {side for _, m, _ in filled for side in self._sentence.beside(m.span)}
            both += _BESIDE * bool(beside & way.beside)
            only_said += _BESIDE * (not beside & way.beside)
        unsaid = sum(self._weight(w) for w in way.words if w not in shared) + sum(self._slot(p) for p in missing)
        likeness = both / (both + only_said + _UNSAID * unsaid) if both else 0.0
        if rest.says_none != any(_NONE in w for w in way.words):
            likeness *= _OTHER_POLARITY
        for parameter, mention, standing_for in filled:
            likeness *= self._doubt(parameter, mention, standing_for, rarest)
        likeness *= _MISSING ** len(missing)
        likeness *= way.trust
        return Choice(way.question, filled, missing, likeness, tuple(sorted(unread)), len(shared) + len(filled))

    def _doubt(self, parameter: Parameter, mention: Mention, meanings: tuple[Meaning, ...], rarest: float) -> float:
        """What is left of the likeness because a mention could be taken otherwise; `rarest` weighs the rarest word shared."""
        if mention.kind == "string" and not mention.quoted:
            named = any(m.kind == "thing" and _overlap(m.span, mention.span) for m in self._mentions)
            return (_TAKEN_AS_TEXT if named else 1.0) * (1.0 if rarest >= _SAID_WITH_TEXT else _TOO_LITTLE)
        if parameter.kind == "thing" and parameter.class_iri is None and not mention.individual:
            return _ANY_CONCEPT
        if parameter.kind == "thing" and parameter.class_iri is None and not any(m.classes & BODIES for m in meanings):
            return _ANY_PLACE if any(PLACE in m.classes for m in meanings) else 1.0
        if mention.kind == "thing" and not mention.individual:
            return _READ_OTHERWISE if self._is_words_too(mention.span) else 1.0
        return 1.0

    def _is_words_too(self, span: Span) -> bool:
        """Whether a span is made of words that questions are asked with."""
        if span not in self._otherwise:
            around = [(0, span[0]), (span[1], len(self._sentence.text))]
            inside = self._intents.lexicon.read(self._sentence, around)
            self._otherwise[span] = bool(inside) and all(word.meanings for word in inside)
        return self._otherwise[span]

    def _rest(self, used: frozenset[Span]) -> _Rest:
        """What the sentence has beside some spans."""
        if used not in self._read:
            unused = {
                m.span
                for m in self._mentions
                if m.individual and not m.part and not any(_overlap(m.span, span) for span in used)
            }
            once: dict[object, tuple[Span, Meanings | None]] = {}
            for word in self._intents.lexicon.read(self._sentence, used | unused):
                if word.meanings is None or word.meanings:
                    once.setdefault(word.meanings or word.span, (word.span, word.meanings))
            words = tuple(once.values())
            self._read[used] = _Rest(tuple(sorted(unused)), words, any(m and _NONE in m for _, m in words))
        return self._read[used]

    def _weight(self, meanings: Meanings | None) -> float:
        if meanings not in self._weights:
            heaviest = self._intents.heaviest
            self._weights[meanings] = min((self._intents.weights.get(m, heaviest) for m in meanings or ()), default=heaviest)
        return self._weights[meanings]

    def _slot(self, parameter: Parameter, mention: Mention | None = None) -> float:
        kind = "thing" if parameter.kind == "kind" and parameter.class_iri else parameter.kind
        if kind == "string":
            return _QUOTED if mention and mention.quoted else _UNQUOTED
        return _SLOTS.get(kind, 2.5) * (_PART_OF_NAME if mention and mention.part else 1.0)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _in_order(
    filled: tuple[tuple[Parameter, Mention, tuple[Meaning, ...]], ...],
) -> tuple[tuple[Parameter, Mention, tuple[Meaning, ...]], ...]:
    """Two editions or two dates in the order of time, whichever was named first."""
    if len(filled) != 2 or any(_time(meanings) is None for _, _, meanings in filled):
        return filled
    (first, one, ones), (second, other, others) = filled
    if (first.kind, first.class_iri) != (second.kind, second.class_iri) or (_time(ones) or "") <= (_time(others) or ""):
        return filled
    return (first, other, others), (second, one, ones)


def _time(meanings: tuple[Meaning, ...]) -> str | None:
    if len(meanings) != 1:
        return None
    if meanings[0].year:
        return str(meanings[0].year)
    return meanings[0].term.value if hasattr(meanings[0].term, "datatype") else None


@cache
def shipped_intents() -> Intents:
    """The ways to ask the questions that ship with renkei."""
    return intents_of(questions().values(), shipped_lexicon())


def intents_of(catalogue: Iterable[SavedQuery], lexicon: Lexicon) -> Intents:
    """The ways to ask some questions; words that the lexicon does not know stand for themselves."""
    own: dict[str, set[str]] = {}
    ways: list[Way] = []
    for question in catalogue:
        ways += dict.fromkeys(chain.from_iterable(_ways(question, phrase, lexicon, own) for phrase in _phrases(question)))
    asked: Counter[str] = Counter()
    per_question: dict[str, set[str]] = {}
    for way in ways:
        per_question.setdefault(way.question.name, set()).update(*way.words)
    for meanings in per_question.values():
        asked.update(meanings)
    weights = {m: _LEAST + _MORE * log((len(per_question) + 1) / (number + 0.5)) for m, number in asked.items()}
    return Intents(tuple(ways), made_of({**lexicon.words, **own}, lexicon.names, lexicon.short), weights)


def _phrases(question: SavedQuery) -> Iterator[str]:
    """The ways to ask a question."""
    yield from (question.title.ja, question.title.en)
    yield from (question.question.ja, question.question.en, *question.asked.ja, *question.asked.en)


def _ways(question: SavedQuery, phrase: str, lexicon: Lexicon, own: dict[str, set[str]]) -> Iterator[Way]:
    """A phrase with the parameters that the question needs, and with and without those that are optional."""
    text = line(PARAMETER.sub(f" {_SLOT} ", phrase))
    slots = [n for n, character in enumerate(text.text) if character == _SLOT]
    beside = frozenset(side for n in slots for side in text.beside((n, n + 1)))
    words: list[Meanings] = []
    for word in lexicon.read(text):
        if word.meanings is None:
            form = text.text[slice(*word.span)]
            form = form if form in lexicon.words else singular(form.rstrip(".-'"))
            own.setdefault(form, set()).add(form)
            words.append(frozenset([form]))
        elif word.meanings:
            words.append(word.meanings)
    fixed = [p for p in question.parameters if not p.optional]
    free = [p for p in question.parameters if p.optional]
    for number in range(len(free) + 1):
        for chosen in combinations(free, number):
            taken = tuple(p for p in question.parameters if p in (*fixed, *chosen))
            if words or len(taken) > 1:
                trust = 1.0 if beside or not taken else _TITLE
                yield Way(question, tuple(dict.fromkeys(words)), taken, beside if taken else frozenset(), trust)
