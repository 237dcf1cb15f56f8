"""The list of pages for search engines (sitemaps.org 0.9), which needs to know the address of the site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from renkei.publish.making import File
from renkei.publish.options import Options

_MOST = 50_000  # addresses in one file, says the protocol
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap(options: Options, pages: Sequence[str]) -> Iterator[File]:
    """`sitemap.xml` with all pages, or with a list of further files where they are too many; nothing without an address."""
    if options.base_url is None:
        return
    parts = [pages[start : start + _MOST] for start in range(0, len(pages), _MOST)]
    if len(parts) == 1:
        yield "sitemap.xml", _listed("urlset", "url", options, pages)
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield name, _listed("urlset", "url", options, part)
    yield "sitemap.xml", _listed("sitemapindex", "sitemap", options, names)


def _listed(whole: str, one: str, options: Options, names: Sequence[str]) -> str:
    lines = "".join(f"<{one}><loc>{escape(options.address(name) or '')}</loc></{one}>\n" for name in names)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{whole} {_SPACE}>\n{lines}</{whole}>\n'
