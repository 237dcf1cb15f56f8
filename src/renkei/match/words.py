"""How much of the words of a need stands in the names of what organisations can do: an index of their grams, made once."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import sparse

from renkei.errors import Text
from renkei.text.characters import KANJI
from renkei.text.folding import fold

# How much what a text says besides counts against it, beside what it lacks; `benchmarks/needs.py --validate` was asked for it.
BESIDES = 0.2
_RUN = re.compile(rf"[a-z0-9\u00e0-\u024f]+|[\u3040-\u30ff{KANJI}]+")
_KANJI = re.compile(f"[{KANJI}]")

Column = npt.NDArray[np.float64]


def lines_of(label: Text) -> str:
    """The words of a label, folded, a line for each language; white space parts Latin words and nothing else."""
    languages = dict.fromkeys((label.ja, label.en))
    return "\n".join(dict.fromkeys(" ".join(map(fold, words.split())) for words in languages))


@lru_cache(maxsize=100_000)
def grams(line: str) -> frozenset[str]:
    """The grams of a folded line: words in Latin letters or digits, two Japanese characters in a row, and each kanji.

    >>> sorted(grams("oem 樹脂めっき"))
    ['oem', 'っき', 'めっ', '樹', '樹脂', '脂', '脂め']
    """
    found: set[str] = set()
    for run in _RUN.findall(line):
        found |= {run} if run.isascii() or len(run) < 2 else {run[n : n + 2] for n in range(len(run) - 1)}
    return frozenset(found.union(_KANJI.findall(line)))


class Words:
    """The grams of all texts, in which of them each stands, and how rare each is among those who hold them.

    Rarity is inverse document frequency (Sparck Jones, Journal of Documentation, 1972), with a holder for a document, so that
    ten things of one organisation make no word common. `holders` says whose each text is; without it each has its own.
    """

    def __init__(self, texts: Sequence[str], holders: Iterable[str] | None = None) -> None:
        lines = [(at, grams(line)) for at, text in enumerate(texts) for line in text.split("\n")]
        self._text = np.array([at for at, _ in lines], np.int64)
        names = list(range(len(texts))) if holders is None else list(holders)
        self._holder = np.unique(np.array(names), return_inverse=True)[1].astype(np.int64)
        self._known = {gram: n for n, gram in enumerate(dict.fromkeys(gram for _, found in lines for gram in sorted(found)))}
        sizes = np.array([len(found) for _, found in lines], np.int64)
        columns = np.array([self._known[gram] for _, found in lines for gram in found], np.int64)
        rows = np.repeat(np.arange(len(lines)), sizes)
        self._postings = sparse.csc_array((np.ones(len(rows)), (rows, columns)), shape=(len(lines), len(self._known)))
        whose = self._holder[self._text[rows]] if len(rows) else rows
        everyone = int(self._holder.max(initial=-1)) + 1
        having = np.bincount(np.unique(columns * max(everyone, 1) + whose) // max(everyone, 1), minlength=len(self._known))
        self._most = math.log(1 + everyone) + 1.0
        self._rare = np.log((1 + everyone) / (1 + having)) + 1.0
        self._size: Column = self._postings @ self._rare
        self._everyone = everyone

    def shares(self, wanted: str) -> Column:
        """How well each text answers what is wanted, shape (texts,), 0 to 1: the best of its lines for one of those wanted.

        Of a line it is the index of Tversky (Psychological Review 84, 1977) over the rarity of grams: what both have, through
        that and 1 - `BESIDES` of what is missing and `BESIDES` of what else it says. Only texts that share a gram are compared.
        """
        best: Column = np.zeros(len(self._holder))
        for line in wanted.split("\n"):
            columns, asked = self._asked(line)
            if len(columns):
                both: Column = self._postings[:, columns] @ self._rare[columns]
                at = np.flatnonzero(both)
                np.maximum.at(best, self._text[at], both[at] / ((1.0 - BESIDES) * asked + BESIDES * self._size[at]))
        return best

    def together(self, wanted: str, among: npt.NDArray[np.bool_]) -> Column:
        """How much of what is wanted stands in the marked texts of one holder together, shape (texts,), 0 to 1.

        It is the same for all texts of a holder: the share by rarity, of the line wanted of which most is there.
        """
        best: Column = np.zeros(self._everyone)
        for line in wanted.split("\n"):
            columns, asked = self._asked(line)
            covered: Column = np.zeros(self._everyone)
            for column in columns.tolist():
                lines = self._postings.indices[self._postings.indptr[column] : self._postings.indptr[column + 1]]
                texts = self._text[lines]
                having = np.zeros(self._everyone, bool)
                having[self._holder[texts[among[texts]]]] = True
                covered[having] += self._rare[column]
            best = np.maximum(best, covered / asked if asked else 0.0)
        return best[self._holder]

    def _asked(self, line: str) -> tuple[npt.NDArray[np.int64], float]:
        """The columns of the grams of a line that are known, and the rarity of all of its grams together."""
        asked = grams(line)
        columns = np.array(sorted(self._known[gram] for gram in asked if gram in self._known), np.int64)
        return columns, float(self._rare[columns].sum()) + self._most * (len(asked) - len(columns))
