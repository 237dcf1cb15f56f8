"""Words beside a date that no calendar date can hold: 頃, 上旬, 末, 予定. They are kept, in one spelling, as its qualifier."""

from __future__ import annotations

import re

from renkei.errors import Text

# Spelling in use -> (the one spelling, English words, datatypes of the dates beside which it means something).
_MONTH, _YEAR, _LONG, _ANY = {"gYearMonth"}, {"gYear", "fiscal"}, {"gYearMonth", "gYear", "fiscal"}, None
_PARTS: tuple[tuple[str, str, str, set[str] | None], ...] = (
    ("上旬|初旬", "上旬", "first ten days of", _MONTH),
    ("中旬", "中旬", "second ten days of", _MONTH),
    ("下旬", "下旬", "last days of", _MONTH),
    ("第1四半期", "第1四半期", "first quarter of", {"fiscal"}),
    ("第2四半期", "第2四半期", "second quarter of", {"fiscal"}),
    ("第3四半期", "第3四半期", "third quarter of", {"fiscal"}),
    ("第4四半期", "第4四半期", "fourth quarter of", {"fiscal"}),
    ("上半期|上期", "上期", "first half of", _YEAR),
    ("下半期|下期", "下期", "second half of", _YEAR),
    ("前半", "前半", "first half of", _LONG),
    ("後半", "後半", "second half of", _LONG),
    ("初頭|当初|初め|始め|はじめ", "初め", "beginning of", _LONG),
    ("半ば|中頃|なかば", "半ば", "middle of", _LONG),
    ("年末|末", "末", "end of", _LONG),
    ("中", "中", "within", _LONG),
    ("春", "春", "spring of", _YEAR),
    ("夏", "夏", "summer of", _YEAR),
    ("秋", "秋", "autumn of", _YEAR),
    ("冬", "冬", "winter of", _YEAR),
)
_AFTER: tuple[tuple[str, str, str, set[str] | None], ...] = (
    ("頃|ころ|ごろ|前後", "頃", "about", _ANY),
    ("現在|時点", "現在", "as of", _ANY),
    ("付け|付", "付", "dated", _ANY),
    ("予定", "予定", "planned for", _ANY),
    ("見込み|見込", "見込", "expected for", _ANY),
)
_ALL = _PARTS + _AFTER
QUALIFIERS = {one: english for _, one, english, _ in _ALL}

# As a regular expression without groups: at most one part, then about, then the standing of the date. It meets "" too.
_FIRST_AFTER, _REST_AFTER = _AFTER[0][0], "|".join(spellings for spellings, *_ in _AFTER[1:])
WORDS = rf"の?(?:{'|'.join(p[0] for p in _PARTS)})?(?:{_FIRST_AFTER})?(?:{_REST_AFTER})?"
_ONE = re.compile("|".join(f"(?P<q{n}>{spellings})" for n, (spellings, *_) in enumerate(_ALL)))
_WHOLE = re.compile(WORDS)


def qualifier_in(words: str, datatype: str | None = None) -> str | None:
    """The qualifier that `words` write, each word in one spelling; None where they write none.

    `datatype` is what stands before them ("date", "gYearMonth", "gYear", "fiscal"): 10日上旬 means nothing.

    >>> qualifier_in("初旬ごろ", "gYearMonth")
    '上旬頃'
    """
    if not _WHOLE.fullmatch(words):
        return None
    found = ""
    for m in _ONE.finditer(words):
        _, one, _, allowed = _ALL[int((m.lastgroup or "q0")[1:])]
        if datatype and allowed is not None and datatype not in allowed:
            return None
        found += one
    return found or None


def qualifier_text(qualifier: str) -> Text:
    """A qualifier in both languages; a time of day stays as it is.

    >>> qualifier_text("末頃").en
    'about, end of'
    """
    words = [QUALIFIERS[_ALL[int((m.lastgroup or "q0")[1:])][1]] for m in _ONE.finditer(qualifier)]
    return Text(qualifier, ", ".join(reversed(words)) or qualifier)
