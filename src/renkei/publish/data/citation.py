"""How people cite the graph, or one thing in it: BibTeX, and CITATION.cff (Citation File Format 1.2); and what sources ask."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from renkei.build.datasets import SHIPPED
from renkei.errors import Text
from renkei.sources.register import Register, SourceDataset, SourceDocument

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TITLE = Text("産学官連携ナレッジグラフ renkei", "renkei: Industry-academia-government networks of Japan")
AUTHORS = "the renkei authors"

_LATEX = {c: f"\\{c}" for c in "#$%&_{}"} | {"\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}"}


def cited(what: str, edition: str, url: str | None, language: str) -> str:
    """A line for a list of references: what is cited, the graph that it is in, the edition, and where it is.

    >>> cited("福島県", "0.1.0 (abc)", "https://w3id.org/renkei/id/place/JP-07", "ja")
    '「福島県」産学官連携ナレッジグラフ renkei、データの版 0.1.0 (abc)、https://w3id.org/renkei/id/place/JP-07'
    """
    own = what == TITLE.of(language)
    if language == "ja":
        parts = [("" if own else f"「{what}」") + TITLE.ja, f"データの版 {edition}", *([url] if url else [])]
        return "、".join(parts)
    parts = [*([] if own else [f"“{what}”"]), TITLE.en, f"data version {edition}", *([url] if url else [])]
    return ", ".join(parts)


def bibtex(key: str, title: str, edition: str, url: str | None = None, authors: str | None = None) -> str:
    """An entry that keeps capitals and kanji as they are; `key` is reduced to what a key may have.

    >>> print(bibtex("place/JP-07", "100% of A & B", "0.1.0 (abc)", "https://w3id.org/renkei/id/place/JP-07"))
    @misc{renkei-place-JP-07,
      title = {{100\\% of A \\& B}},
      howpublished = {renkei: Industry-academia-government networks of Japan},
      edition = {0.1.0 (abc)},
      url = {https://w3id.org/renkei/id/place/JP-07}
    }
    """
    own = title in (TITLE.ja, TITLE.en)
    fields = [
        *([f"author = {{{{{_latex(authors)}}}}}"] if authors else []),
        f"title = {{{{{_latex(title)}}}}}",
        *([] if own else [f"howpublished = {{{_latex(TITLE.en)}}}"]),
        f"edition = {{{_latex(edition)}}}",
        *([f"url = {{{url}}}"] if url else []),
    ]
    name = re.sub(r"[^A-Za-z0-9.]+", "-", key).strip("-")
    return f"@misc{{renkei-{name},\n  " + ",\n  ".join(fields) + "\n}"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(c, c) for c in text)


def is_shipped(manifest: Mapping[str, Any]) -> bool:
    """Whether all data is what ships with renkei, whose licence and authors are known."""
    return set(manifest["datasets"]) <= set(SHIPPED)


def edition_of(manifest: Mapping[str, Any]) -> str:
    """Version and digest: what the data is, to the letter."""
    return f"{manifest['version']} ({manifest['digest']})"


def newest_date(manifest: Mapping[str, Any], register: Register) -> str | None:
    """The date of the newest document that rows cite; None where no date is known."""
    dates = (d.date for d in register.documents.values() if d.id in manifest["rows_by_source"] and d.date)
    return max(dates, default=None)


def citation_file(manifest: Mapping[str, Any], register: Register, url: str | None) -> str:
    """CITATION.cff of the data, with the documents and data sets that it is taken from as references."""
    own = [d for d in manifest["datasets"] if d not in SHIPPED]
    lines = [
        "cff-version: 1.2.0",
        "type: dataset",
        f"title: {_quoted(TITLE.en)}",
        'message: "Please cite this data with these metadata, and its sources as they ask."',
        "authors:",
        f"  - name: {_quoted(AUTHORS)}",
        *(f"  - name: {_quoted(f'the authors of the data set {name}')}" for name in own),
        f"version: {_quoted(str(manifest['version']))}",
        *([] if own else ["license: CC-BY-4.0"]),
        *([f"url: {_quoted(url)}"] if url else []),
        "identifiers:",
        "  - type: other",
        f"    value: {_quoted(manifest['digest'])}",
        '    description: "Digest of the data that this edition was made from"',
        *_references(manifest, register),
    ]
    return "\n".join(lines) + "\n"


def _references(manifest: Mapping[str, Any], register: Register) -> Iterable[str]:
    documents = [d for d in register.documents.values() if d.id in manifest["rows_by_source"]]
    datasets = [s for s in register.datasets.values() if s.id in manifest["rows_by_dataset"]]
    if documents or datasets:
        yield "references:"
    for kind, sources in (("report", documents), ("data", datasets)):
        for source in sources:
            yield f"  - type: {kind}"
            yield f"    title: {_quoted(source.title.en)}"
            yield "    authors:"
            yield f"      - name: {_quoted(source.publisher.en)}"
            date = getattr(source, "date", None)
            if date and re.fullmatch(r"\d{4}-\d\d-\d\d", date):
                yield f"    date-published: {_quoted(date)}"
            if source.url:
                yield f"    url: {_quoted(source.url)}"
            yield f"    notes: {_quoted(f'{source.terms.en} {source.attribution.en}')}"


def attribution_text(manifest: Mapping[str, Any], register: Register) -> str:
    """The licence and what the sources ask for, in both languages, to go with copies of the data."""
    found: list[SourceDocument | SourceDataset] = [
        *(d for d in register.documents.values() if d.id in manifest["rows_by_source"]),
        *(s for s in register.datasets.values() if s.id in manifest["rows_by_dataset"]),
    ]
    lines = [f"{TITLE.ja} / {TITLE.en}", edition_of(manifest), ""]
    if is_shipped(manifest):
        lines += [f"CC BY 4.0 {LICENCE}", ""]
    else:
        lines += [
            f"同梱のデータ: CC BY 4.0 {LICENCE} / そのほかのデータセットの利用条件は、公開者に確かめてください。",
            f"Shipped data: CC BY 4.0 {LICENCE} / Ask the publisher for the terms of the other data sets.",
            "",
        ]
    for source in found:
        lines += [source.attribution.ja, source.terms.ja, source.attribution.en, source.terms.en, ""]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A double-quoted scalar of YAML, which takes what JSON takes."""
    return json.dumps(text, ensure_ascii=False)
