"""Numbers of standards in a text: ISO 13485, JIS Q 9001, ISO/IEC 17025, IATF 16949."""

from __future__ import annotations

import re
from unicodedata import normalize

_STANDARD = re.compile(
    r"(?<![A-Za-z])(ISO(?:\s*/\s*(?:IEC|TS|TR))?|IEC|JIS(?:\s*[A-Z](?![A-Za-z]))?|IATF|ASTM|DIN|EN(?:\s+ISO)?)\s*[-‐]?\s*(\d{3,6})(?!\d)",
    re.IGNORECASE,
)


def standards_in(text: str) -> tuple[str, ...]:
    """The standards that a text names, each once in one spelling, without edition or part.

    >>> standards_in("樹脂成形、ＩＳＯ１３４８５：２０１６ と jis q9001")
    ('ISO 13485', 'JIS Q 9001')
    """
    found = _STANDARD.findall(normalize("NFKC", text))
    return tuple(dict.fromkeys(f"{_body(body)} {number}" for body, number in found))


def _body(written: str) -> str:
    """The body that issues a standard, in capital letters: ISO/IEC, JIS Q."""
    return re.sub(r"^JIS(?=[A-Z])", "JIS ", re.sub(r"\s*/\s*", "/", " ".join(written.upper().split())))
