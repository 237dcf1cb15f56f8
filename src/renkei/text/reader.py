"""Which language the reader is spoken to in."""

from __future__ import annotations

import locale
import os


def reader_language() -> str:
    """The reader's language: RENKEI_LANG, else the first of LC_ALL, LC_MESSAGES, LANG that is set, else the system's."""
    for name in ("RENKEI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "ja" if value.lower().startswith("ja") else "en"
    return "ja" if (locale.getlocale()[0] or "").lower().startswith(("ja", "japanese")) else "en"
