"""Questions in plain Japanese or English, understood by rules: no model, and the same answer every time."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from renkei.errors import Text, UsageError, near_misses
from renkei.query.intents import Choice, Intents, shipped_intents
from renkei.query.labels import labels_of
from renkei.query.mentions import Meaning
from renkei.query.named import find_mentions
from renkei.query.results import Result
from renkei.query.saved import Parameter, SavedQuery, questions
from renkei.query.wording import Lexicon, Line, Span, line
from renkei.schema.namespaces import ID
from renkei.store.names import NameIndex
from renkei.store.protocol import Store

LONGEST = 300  # characters of a sentence
_LISTED = 3

# From here on a choice is taken to be what was asked. Of 80 sentences written after the rules, to set these, one is taken
# wrongly so; with 0.62 and 0.75 it were four.
_LIKE_ENOUGH = 0.8
_LIKE_ENOUGH_WITH_STRANGE = 0.85  # where a word is not known
_AHEAD = 0.05
_PLAIN = 0.9  # from here on one word is enough, for a question that needs nothing

_LABELS_OF_PLACES = "SELECT ?label WHERE { ?place a schema:Place ; rdfs:label ?label }"
_A_PLACE = re.compile(r".+(?:[県市町村郡区州]|地方|地区)")
_OF_A_PLACE = re.compile(r"[県市町村郡区]|地方|地区|(?:prefecture|city|town|district|region)(?![a-z])")
_IN = re.compile(r"\b(?:in|near|around|from|at)$")


@dataclass(frozen=True)
class Setting:
    """A parameter and what the sentence gives for it; several terms where the name is that of several things."""

    parameter: Parameter
    said: str
    terms: tuple[ox.NamedNode | ox.Literal, ...]
    label: Text

    @property
    def value(self) -> str:
        """What to type after `--set NAME=`: the id of a thing, or the value; of several things the first."""
        return self.terms[0].value.removeprefix(ID)


@dataclass(frozen=True)
class Reading:
    """A question that may be meant, what it is asked for, what it needs besides, and how like it the sentence is (0 to 1)."""

    question: SavedQuery
    settings: tuple[Setting, ...]
    missing: tuple[Parameter, ...]
    likeness: float

    @property
    def terms(self) -> dict[str, ox.NamedNode | ox.Literal]:
        """The parameters as `Graph.query` takes them."""
        return {s.parameter.name: s.terms[0] for s in self.settings}

    @property
    def command(self) -> str:
        """The line to type; what the sentence does not give stands there by example."""
        given = [f"{s.parameter.name}={s.value}" for s in self.settings]
        given += [f"{p.name}={p.example}" for p in self.missing]
        return " ".join(["renkei query", self.question.name, *(f"--set {shlex.quote(g)}" for g in given)])

    def told(self) -> Text:
        """The question and what it is asked for, in words."""
        ja, en = self.question.title.ja, self.question.title.en
        if self.settings:
            ja += "（" + "、".join(f"{s.parameter.heading.ja}: {s.label.ja}" for s in self.settings) + "）"
            en += " (" + ", ".join(f"{s.parameter.heading.en}: {s.label.en}" for s in self.settings) + ")"
        return Text(ja, en)


@dataclass(frozen=True)
class Understanding:
    """The likeliest readings of a sentence, best first; where it is not `sure` of the first, `doubts` say why."""

    sentence: str
    readings: tuple[Reading, ...]
    doubts: tuple[Text, ...]

    @property
    def sure(self) -> bool:
        return not self.doubts

    def told(self) -> Text:
        """The doubts and the likeliest questions, with the lines to type."""
        ja = ["確かではありません。", *(f"- {doubt.ja}" for doubt in self.doubts)]
        en = ["Not sure.", *(f"- {doubt.en}" for doubt in self.doubts)]
        if self.readings:
            ja.append("近い質問:")
            en.append("The likeliest questions:")
        for reading in self.readings:
            ja.append(f"  {reading.told().ja}\n    {reading.command}")
            en.append(f"  {reading.told().en}\n    {reading.command}")
        return Text("\n".join(ja), "\n".join(en))

    def as_dict(self) -> dict[str, Any]:
        """The facts, for JSON."""
        return {
            "sentence": self.sentence,
            "sure": self.sure,
            "doubts": [vars(doubt) for doubt in self.doubts],
            "readings": [
                {
                    "question": reading.question.name,
                    "parameters": {s.parameter.name: s.value for s in reading.settings},
                    "missing": [p.name for p in reading.missing],
                    "likeness": round(reading.likeness, 3),
                    "command": reading.command,
                }
                for reading in self.readings
            ],
        }


@dataclass(frozen=True)
class Reply:
    """How a sentence was understood, and the answer; None where it is not sure what was asked."""

    understanding: Understanding
    result: Result | None

    @property
    def sure(self) -> bool:
        return self.result is not None


def understand(sentence: str, store: Store, index: NameIndex | None = None) -> Understanding:
    """What a sentence asks of the saved questions.

    Raises UsageError for one that is empty, longer than `LONGEST` characters or has control characters.
    """
    return read_with(shipped_intents(), sentence, store, index)


def read_with(intents: Intents, sentence: str, store: Store, index: NameIndex | None) -> Understanding:
    """As `understand`, with the ways of asking that are given."""
    text = line(_checked(sentence), intents.lexicon.short)
    mentions = find_mentions(text, intents.lexicon, store, index, questions().values())
    choices = intents.choose(text, mentions)
    filled = (meaning.term for choice in choices[:_LISTED] for _, _, meanings in choice.filled for meaning in meanings)
    labels = labels_of(store, (term.value for term in filled if isinstance(term, ox.NamedNode)))
    readings = tuple(_reading(choice, text, labels) for choice in choices[:_LISTED] if choice.likeness > 0)
    return Understanding(sentence, readings, tuple(_doubts(choices, readings, text, intents.lexicon, store)))


def _checked(sentence: str) -> str:
    if not sentence.strip():
        raise UsageError(Text("質問が空です。文で書いてください。", "The question is empty: write a sentence."))
    if len(sentence) > LONGEST:
        raise UsageError(
            Text(
                f"質問が長すぎます（{len(sentence):,}字）。{LONGEST}字以内で、一つのことを聞いてください。",
                f"The question is too long ({len(sentence):,} characters): ask one thing, in at most {LONGEST}.",
            )
        )
    strange = [c for c in sentence if unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n\r"]
    if strange:
        raise UsageError(
            Text(
                f"質問に制御文字（U+{ord(strange[0]):04X}）があります。取り除いてください。",
                f"The question has a control character (U+{ord(strange[0]):04X}): take it out.",
            )
        )
    return sentence


def _reading(choice: Choice, text: Line, labels: dict[str, Text]) -> Reading:
    settings = tuple(
        Setting(
            parameter,
            text.typed_as(mention.span),
            tuple(m.term for m in meanings),
            _label(meanings, labels),
        )
        for parameter, mention, meanings in choice.filled
    )
    return Reading(choice.question, settings, choice.missing, choice.likeness)


def _label(meanings: tuple[Meaning, ...], labels: dict[str, Text]) -> Text:
    term = meanings[0].term
    return labels.get(term.value, Text(term.value.removeprefix(ID), term.value.removeprefix(ID)))


def _doubts(choices: list[Choice], readings: tuple[Reading, ...], text: Line, words: Lexicon, store: Store) -> list[Text]:
    """Why the first choice may not be what was asked; nothing where it is taken to be."""
    if not readings:
        return [Text("保存された質問のどれにも当たりません。", "This is none of the saved questions.")]
    best, first = choices[0], readings[0]
    found: list[Text] = []
    for parameter in best.missing:
        found.append(Text(f"{parameter.heading.ja}が分かりません。", f"The {parameter.heading.en} is not clear."))
    for setting in first.settings:
        if len(setting.terms) > 1:
            ids = ", ".join(t.value.removeprefix(ID) for t in setting.terms)
            found.append(Text(f"「{setting.said}」は複数あります: {ids}", f'"{setting.said}" names several things: {ids}'))
    strange = any(word.meanings is None and word.span in best.unread for word in words.read(text))
    if best.likeness < (_LIKE_ENOUGH_WITH_STRANGE if strange else _LIKE_ENOUGH) or (
        best.said < 2 and (best.filled or best.likeness < _PLAIN)
    ):
        found.append(Text("どの質問のことか、はっきりしません。", "It is not clear which question is meant."))
    elif len(choices) > 1 and best.likeness - choices[1].likeness < _AHEAD:
        found.append(Text("似た質問が複数あります。", "Several questions are about as likely."))
    found += (_not_a_place(text.typed_as(span), store) for span in _places(text, words, best))
    if found and best.unread:
        unread = dict.fromkeys(text.typed_as(span) for span in best.unread)
        ja, en = "、".join(f"「{w}」" for w in unread), ", ".join(f'"{w}"' for w in unread)
        found.append(Text(f"使えなかった語: {ja}", f"Words that were of no use: {en}"))
    return found


def _places(text: Line, words: Lexicon, best: Choice) -> Iterator[Span]:
    """The words that are not known and seem to be names of places."""
    looked_for = [mention.span for _, mention, _ in best.filled]
    for word in words.read(text, looked_for):
        if word.meanings is not None:
            continue
        start, end = word.span
        place = _OF_A_PLACE.match(text.text, end)
        if place or _A_PLACE.fullmatch(text.text[start:end]):
            yield start, place.end() if place else end
        elif text.typed[start].isupper() and _IN.search(text.text_apart(0, start).rstrip()):
            yield start, end


def _not_a_place(typed: str, store: Store) -> Text:
    labels = [label.value for (label,) in store.select(_LABELS_OF_PLACES).rows if isinstance(label, ox.Literal)]
    near = near_misses(typed, labels)
    return Text(
        f"「{typed}」という場所はデータにありません。" + (f"もしかして: {'、'.join(near)}" if near else ""),
        f'The data has no place "{typed}".' + (f" Did you mean {' or '.join(near)}?" if near else ""),
    )
