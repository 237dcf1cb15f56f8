"""The link by which a reader tells the publisher of an error: an address with the thing filled in."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from renkei.errors import Text, UsageError

_PLACES = re.compile(r"\{(\w*)\}")


def check_report_url(url: str) -> None:
    """Raise UsageError unless `url` is an address of mail or of a web page that a link may have.

    It may name {iri} and {label}; where it names neither, both are added.
    """
    try:
        parts = urlsplit(url)
        whole = parts.hostname if parts.scheme in ("http", "https") else parts.path if parts.scheme == "mailto" else None
    except ValueError:
        whole = None
    if not whole or re.search(r"[\s\x00-\x1f\x7f<>\"\\^`|]", url) or (parts.scheme == "mailto" and "@" not in whole):
        raise UsageError(
            Text(
                f"誤りの連絡先 {url!r} は使えません。mailto:宛先 か https://… を指定してください。",
                f"{url!r} cannot be where errors are reported. Give mailto:address or https://….",
            )
        )
    if unknown := sorted(set(_PLACES.findall(url)) - {"iri", "label"}):
        raise UsageError(
            Text(
                f"誤りの連絡先にある {{{unknown[0]}}} は分かりません。使えるのは {{iri}} と {{label}} です。",
                f"{{{unknown[0]}}} in the address for errors is unknown. It may name {{iri}} and {{label}}.",
            )
        )


def report_link(url: str, iri: str, label: str) -> str:
    """`url` with the thing filled in, escaped as the part of an address where it stands.

    >>> report_link("https://example.org/issues/new?title={label}", "https://w3id.org/renkei/id/place/JP-07", "福島県 & co")
    'https://example.org/issues/new?title=%E7%A6%8F%E5%B3%B6%E7%9C%8C%20%26%20co'
    """
    values = {"iri": quote(iri, safe=""), "label": quote(label, safe="")}
    if _PLACES.search(url):
        return _PLACES.sub(lambda found: values[found[1]], url)
    names = ("subject", "body") if url.startswith("mailto:") else ("label", "iri")
    base, hash_mark, fragment = url.partition("#")
    query = "&".join(f"{name}={values[key]}" for name, key in zip(names, ("label", "iri"), strict=True))
    return f"{base}{'&' if '?' in base else '?'}{query}{hash_mark}{fragment}"
