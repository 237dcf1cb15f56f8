"""Sentences as people type them, read against the words of the catalogue (queries/words.yaml and the files of the questions).

A sentence is folded as names are (`text.folding`), with the places kept where its words are set apart. In it the longest word
that is known is looked for at each place from left to right (maximum matching, as dictionaries for Japanese without spaces
have long been applied); what is left over in kanji, katakana, letters or digits is a word that is not known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from renkei import resources
from renkei.query.saved import read_yaml
from renkei.text.characters import KANJI
from renkei.text.folding import fold

Span = tuple[int, int]

_QUOTES = str.maketrans(dict.fromkeys("’‘`´", "'") | dict.fromkeys("“”", '"'))
_LATIN = re.compile(r"[a-z0-9à-ɏ]")
_KANJI = re.compile(f"[{KANJI}]")
# What is not known includes Hangul and what else stands between kanji and their compatibility forms.
_LEFT_OVER = re.compile(r"[\u3400-\ufaff々ァ-ヺー]+|[a-z0-9à-ɏ](?:[a-z0-9à-ɏ'.\-]*[a-z0-9à-ɏ])?")
_EXAMPLES = re.compile(r"\([^()]*(?:etc\.?|e\.g\.[^()]*|など|等)\s*\)")
_ABBREVIATED = re.compile(r"(?<![\w.])([A-Za-z']+|&)(?:\.(?=\s|$)|(?![\w.]))")
_WORD_BEFORE = re.compile(r"([a-z']+)\s*(?:\s(?:the|a|an)\s*)?$")
_WORD_AFTER = re.compile(
    r"\s*(?:'s )?([a-z']+|(?:について|向け|から|まで|には|では|への|との|とは|は|が|を|に|の|で|と|へ|も))"
)
_IN_Y = re.compile(r"(?<=[b-df-hj-np-tv-z])y$")
_ENDINGS = ("s", "es", "'s", "s'")


@dataclass(frozen=True)
class Line:
    """A folded sentence: its characters, the places where white space or a mark stood, what was typed for each character."""

    text: str
    breaks: frozenset[int]
    typed: tuple[str, ...]

    def typed_as(self, span: Span) -> str:
        """What was typed for a span, with single spaces."""
        parts = [(" " if n in self.breaks and n > span[0] else "") + self.typed[n] for n in range(*span)]
        return "".join(parts)

    def parted(self, place: int) -> bool:
        """Whether one word ends and another may begin before `place`: no letter or digit on both of its sides."""
        if place in (0, len(self.text)) or place in self.breaks:
            return True
        return not (_LATIN.match(self.text[place - 1]) and _LATIN.match(self.text[place]))

    def beside(self, span: Span) -> set[str]:
        """What stands beside a span: the Japanese particles after it, the English words before and after it."""
        before = _WORD_BEFORE.search(self.text_apart(0, span[0]))
        after = _WORD_AFTER.match(self.text_apart(*(span[1], len(self.text))))
        found = {f"{before[1]} _"} if before else set()
        return found | {f"_ {after[1]}"} if after else found

    def text_apart(self, start: int, end: int) -> str:
        """The folded text between two places, with a space where one stood."""
        return "".join((" " if n in self.breaks else "") + self.text[n] for n in range(start, end))

    def ends(self, start: int, end: int) -> int | None:
        """Where a known word from `start` to `end` ends, an English plural or genitive included; None inside a word."""
        if not self.parted(start):
            return None
        if self.parted(end):
            return end
        for ending in _ENDINGS:
            if self.text.startswith(ending, end) and self.parted(end + len(ending)):
                return end + len(ending)
        return None


_fold_one = lru_cache(maxsize=10_000)(fold)


def line(sentence: str, short: Mapping[str, str] | None = None) -> Line:
    """A sentence, folded character by character so that each is known to stand for what was typed.

    Abbreviations are written out, and examples in brackets (…など, … etc.) left out.
    """
    plain = _EXAMPLES.sub(" ", unicodedata.normalize("NFKC", sentence).translate(_QUOTES))
    if short:
        plain = _ABBREVIATED.sub(lambda m: short.get(m[1].casefold(), m[0]), plain)
    text: list[str] = []
    typed: list[str] = []
    breaks: set[int] = set()
    for character in plain:
        folded = _fold_one(character)
        if not folded:
            breaks.add(len(text))
        text += folded
        typed += [character] + [""] * (len(folded) - 1) if folded else []
    return Line("".join(text), frozenset(breaks), tuple(typed))


@dataclass(frozen=True)
class Word:
    """A word in a sentence: where it stands, and the groups it stands in: none for an aside; None for one not known."""

    span: Span
    meanings: frozenset[str] | None


@dataclass(frozen=True)
class Lexicon:
    """Known words, folded, with the groups they stand in; an aside is in none. `names` are words for things, by id.

    `short` are abbreviations; `lengths` those of the words that begin with a character, the longest first.
    """

    words: Mapping[str, frozenset[str]]
    names: Mapping[str, tuple[str, ...]]
    short: Mapping[str, str]
    lengths: Mapping[str, tuple[int, ...]]

    def read(self, sentence: Line, taken: Iterable[Span] = ()) -> list[Word]:
        """The words outside the spans that are taken, in order. Hiragana between known words is left out, as grammar."""
        blocked = {place for span in taken for place in range(*span)}
        found: list[Word] = []
        left: set[int] = set()
        at = 0
        while at < len(sentence.text):
            word = None if at in blocked else self._longest(sentence, at, blocked, at - 1 in left)
            if word:
                found.append(word)
                at = word.span[1]
                continue
            if at not in blocked:
                left.add(at)
            at += 1
        found += (Word(span, None) for span in _left_over(sentence, left))
        return sorted(found, key=lambda w: w.span)

    def _longest(self, sentence: Line, start: int, blocked: set[int], after_unknown: bool) -> Word | None:
        if not sentence.parted(start):
            return None
        for length in self.lengths.get(sentence.text[start], ()):
            meanings = self.words.get(sentence.text[start : start + length])
            if meanings is None or start + length > len(sentence.text):
                continue
            end = sentence.ends(start, start + length)
            if end is None or not blocked.isdisjoint(range(start, end)):
                continue
            if length == 1 and self._part_of_another(sentence, start, after_unknown):
                continue
            return Word((start, end), meanings)
        return None

    def _part_of_another(self, sentence: Line, at: int, after_unknown: bool) -> bool:
        """Whether a character is part of a word that is not known, as 行 in 銀行 is."""
        text = sentence.text
        if not _KANJI.match(text[at]):
            return False
        if after_unknown and _KANJI.match(text[at - 1]):
            return True
        if at + 1 == len(text) or not _KANJI.match(text[at + 1]):
            return False
        return not any(n > 1 and text[at + 1 : at + 1 + n] in self.words for n in self.lengths.get(text[at + 1], ()))


def made_of(words: Mapping[str, Iterable[str]], names: Mapping[str, tuple[str, ...]], short: Mapping[str, str]) -> Lexicon:
    """A lexicon of folded words with their groups; an English word in -y stands for its plural too."""
    known = {word: frozenset(groups) for word, groups in words.items()}
    known = {plural: groups for word, groups in known.items() if (plural := _IN_Y.sub("ies", word)) != word} | known
    lengths: dict[str, set[int]] = {}
    for word in known:
        lengths.setdefault(word[0], set()).add(len(word))
    return Lexicon(
        known,
        names,
        short,
        {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
    )


def _left_over(sentence: Line, left: set[int]) -> Iterator[Span]:
    """The runs of kanji, katakana, letters and digits that no known word covers."""
    for match in _LEFT_OVER.finditer(sentence.text):
        start = match.start()
        for place in range(match.start(), match.end() + 1):
            if place == match.end() or place not in left or (place in sentence.breaks and place > start):
                if any(c.isalnum() for c in sentence.text[start:place]):
                    yield start, place
                start = place if place in left else place + 1


def shipped_lexicon() -> Lexicon:
    """The words of queries/words.yaml. Raises ValueError for a file that has other parts than it should."""
    path = resources.folder("queries") / "words.yaml"
    given = read_yaml(path.read_text(encoding="utf-8"))
    if set(given) != {"words", "asides", "names", "short"}:
        raise ValueError(f"{path.name}: it has {sorted(given)}: write words, asides, names and short")
    words: dict[str, set[str]] = {fold(form): set() for forms in given["asides"].values() for form in forms}
    for group, languages in given["words"].items():
        for forms in languages.values():
            for form in forms:
                words.setdefault(fold(form), set()).add(group)
    names = {name: tuple(form for forms in languages.values() for form in forms) for name, languages in given["names"].items()}
    return made_of(words, names, given["short"])


def singular(word: str) -> str:
    """An English word without its plural ending: the S stemmer of D. Harman, How effective is suffixing?, JASIS 42 (1991).

    >>> singular("ministries"), singular("centers"), singular("status"), singular("class")
    ('ministry', 'center', 'status', 'class')
    """
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    return word[:-1] if word.endswith("s") and not word.endswith(("us", "ss")) else word
