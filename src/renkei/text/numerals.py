"""Digits, dashes and spaces as people type them, brought to one spelling before a closed grammar reads them."""

from __future__ import annotations

import re
import unicodedata

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
_LINES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-") | dict.fromkeys("〜∼⁓∿", "~"))
_KANJI = dict(zip("〇零○一二三四五六七八九", (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_TENS = {"十": 10, "百": 100, "千": 1000}
_RUN = re.compile(r"(?<!\d)[〇零○一二三四五六七八九十百千]+(?!\d)")


def plain(text: str) -> str:
    """`text` in NFKC, with one kind of dash and of wave dash, and without characters that no reader sees.

    >>> plain(" ２０２４〜２０２６ ")
    '2024~2026'
    """
    return UNSEEN.sub("", unicodedata.normalize("NFKC", text)).translate(_LINES).strip()


def kanji_number(run: str) -> int | None:
    """The number that kanji digits write (二十五, 二〇二四, 百), or None where they write none (二十百, ○).

    >>> kanji_number("二千二十四"), kanji_number("二〇二四")
    (2024, 2024)
    """
    if run.strip("○") == "" or len(run) > 16:
        return None
    if not set(run) & set(_TENS):
        return int("".join(str(_KANJI[c]) for c in run))
    total, digit, smallest = 0, None, 10_000
    for c in run:
        if c in _KANJI:
            if digit is not None:
                return None
            digit = _KANJI[c]
        else:
            if _TENS[c] >= smallest or digit == 0:
                return None
            smallest = _TENS[c]
            total += smallest * (1 if digit is None else digit)
            digit = None
    return total + (digit or 0)


def with_digits(text: str) -> str:
    """`text` with every run of kanji digits that is a number written in 0 to 9.

    >>> with_digits("平成二十五年十月")
    '平成25年10月'
    """
    return _RUN.sub(_replaced, text)


def _replaced(match: re.Match[str]) -> str:
    number = kanji_number(match[0])
    return match[0] if number is None else str(number)
