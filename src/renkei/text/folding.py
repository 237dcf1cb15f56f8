"""The published folding under which two printed forms of a name count as the same.

Folding undoes what printing and text extraction do to a word and nothing else: width (NFKC), white space and line
breaks, words printed four times over to look bold, glossary marks, and old forms of characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_MARKS = re.compile(r"\^\{\*\}|\[※\]|[*※]")
_SPACE = re.compile(r"\s+")
_FAKE_BOLD = re.compile(r"([^\d]{1,64}?)\1{3}")  # bounded: the time must not grow with the square of the text
_FOUR = re.compile(r"([^\d])\1{3}")
_LONGEST_NAME = 200  # longer texts go to the pattern at once
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | {"～": "~", "〜": "~"})

# Old forms (and common variants in names) that the documents or Japanese registers print, with the form in use.
OLD_FORMS = dict(
    zip(
        "關圓國會學藝醫發體縣廣濱澤邊邉濵髙﨑齋齊櫻龍瀨德榮壽藏實應變總經濟鐵驛號圖與寫眞兒禮靈棧鑄",
        "関円国会学芸医発体県広浜沢辺辺浜高崎斎斉桜竜瀬徳栄寿蔵実応変総経済鉄駅号図与写真児礼霊桟鋳",
        strict=True,
    )
)
_PLAIN = str.maketrans(OLD_FORMS) | _DASHES


def fold(text: str) -> str:
    """`text` without the accidents of print, for comparison only; never shown.

    >>> fold("化学化学化学化学ﾒｰｶｰ") == fold("化学 メーカー")
    True
    >>> fold("垂直的關係※")
    '垂直的関係'
    """
    folded = _folded_once(text)
    while (again := _folded_once(folded)) != folded:  # what one step lays bare (＊ made *, four of four) is folded too
        folded = again
    return folded


def _folded_once(text: str) -> str:
    plain = _SPACE.sub("", _MARKS.sub("", unicodedata.normalize("NFKC", text))).translate(_PLAIN).casefold()
    return _FAKE_BOLD.sub(r"\1", plain) if _may_repeat(plain) else plain


def _may_repeat(text: str) -> bool:
    """Whether something may stand there four times in a row, as in a word printed four times over.

    One character does, or three characters in a row are found three times. The pattern itself tries every length at every
    place: on names, which hardly ever repeat, asking first is ten times faster.
    """
    if len(text) > _LONGEST_NAME or _FOUR.search(text):
        return True
    threes = [text[n : n + 3] for n in range(len(text) - 2)]
    return len(threes) - len(set(threes)) >= 2 and max(Counter(threes).values()) >= 3
