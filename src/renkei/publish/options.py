"""What a publisher chooses: languages, the address that the site will have, and where readers report errors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from renkei.errors import Text, UsageError
from renkei.publish.words import LANGUAGES


@dataclass(frozen=True)
class Options:
    """`base_url` ends with a slash; without it the site names no address of its own."""

    languages: tuple[str, ...] = LANGUAGES
    base_url: str | None = None
    report_url: str | None = None

    def address(self, path: str) -> str | None:
        """The address of a file of the site, where the site is known to have one; that of a folder for its index.html."""
        if self.base_url is None:
            return None
        return self.base_url + quote(path.removesuffix("index.html"), safe="/~")


def read_languages(given: str | Iterable[str]) -> tuple[str, ...]:
    """The languages of "ja,en", in the order in which the site offers them. Raises UsageError for others, or for none.

    >>> read_languages("en, ja")
    ('ja', 'en')
    """
    named = given.split(",") if isinstance(given, str) else list(given)
    wanted = [word.strip().casefold() for word in named]
    if unknown := [word for word in wanted if word not in LANGUAGES]:
        what = unknown[0]
        raise UsageError(
            Text(
                f"言語 {what!r} はありません。ja か en、または ja,en を指定してください。",
                f"There is no language {what!r}. Give ja, en, or ja,en.",
            )
        )
    if not wanted:
        raise UsageError(Text("言語がありません。ja か en を指定してください。", "No language is given: ja or en."))
    return tuple(code for code in LANGUAGES if code in wanted)


def read_base_url(url: str) -> str:
    """The address of the folder of a site, with a slash at its end. Raises UsageError for what cannot be one.

    >>> read_base_url("https://example.org/renkei")
    'https://example.org/renkei/'
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = None, None, None
    why = None
    if parts is None or parts.scheme not in ("http", "https") or not host or port == 0:
        why = Text(
            "https://… か http://… で始まるアドレスではありません", "it is no address that begins with https:// or http://"
        )
    elif re.search(r"[^!-~]|[<>\"\\^`{|}]", url) or re.search(r"%(?![0-9A-Fa-f]{2})", url):
        why = Text(
            "アドレスに使えない文字があります（日本語などは %E3… の形に）", "it has signs that an address cannot have unescaped"
        )
    elif parts.query or parts.fragment or "?" in url or "#" in url or parts.username is not None:
        why = Text("?、#、利用者名は付けられません", "it cannot have ?, # or a user name")
    elif parts.path.endswith((".html", ".htm")) or {"..", "."} & set(parts.path.split("/")):
        why = Text("サイトを置くフォルダーのアドレスではありません", "it is not the address of the folder that the site is in")
    if why:
        raise UsageError(
            Text(
                f"サイトのアドレス {url!r} は使えません: {why.ja}。例: https://example.org/renkei/",
                f"{url!r} cannot be the address of the site: {why.en}. Example: https://example.org/renkei/",
            )
        )
    return url if url.endswith("/") else f"{url}/"
