"""What a page says, without its markup."""

from __future__ import annotations

import re
from html import unescape


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()
