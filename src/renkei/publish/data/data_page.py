"""The page of the whole data: the files with their checksums, how they are loaded, and how the data is cited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from renkei.publish.data.citation import AUTHORS, LICENCE, TITLE, bibtex, cited, edition_of, is_shipped, newest_date
from renkei.publish.data.description import as_jsonld, as_turtle, description
from renkei.publish.data.downloads import Download
from renkei.publish.making import File, Making
from renkei.publish.words import messages, said_date

_CHECK = "sha256sum -c SHA256SUMS"
_RDFLIB = """import gzip, rdflib
graph = rdflib.Dataset().parse(gzip.open("renkei.nq.gz"), format="nquads")"""
_OXIGRAPH = """import gzip, pyoxigraph
store = pyoxigraph.Store()
store.bulk_load(gzip.open("renkei.nq.gz"), format=pyoxigraph.RdfFormat.N_QUADS)"""
_PANDAS = """import pandas, zipfile
table = pandas.read_csv(zipfile.ZipFile("renkei-tables.zip").open("tables/{table}.csv"), dtype=str)"""


def data_pages(making: Making, language: str) -> Iterator[File]:
    """The page of the downloads."""
    yield making.page(language, "data/index.html", "downloads.html", **_context(making, language))


def data_files(making: Making) -> Iterator[File]:
    """The files themselves, their description, and what is needed to cite and check them."""
    contents, downloads = making.contents, making.downloads
    triples = description(contents.store, contents.manifest, contents.register, downloads.files, contents.options)
    yield "data/void.ttl", as_turtle(triples, contents.options)
    yield "data/void.jsonld", as_jsonld(triples, contents.options)
    yield "data/CITATION.cff", downloads.citation
    yield "data/ATTRIBUTION.txt", downloads.attribution
    yield "data/SHA256SUMS", downloads.checksums()
    for file in downloads.files:
        yield f"data/{file.name}", file.path


def _context(making: Making, language: str) -> dict[str, Any]:
    contents = making.contents
    manifest = contents.manifest
    newest = newest_date(manifest, contents.register)
    shipped = is_shipped(manifest)
    edition = edition_of(manifest)
    address = contents.options.address("index.html")
    return {
        "edition": edition,
        "newest": said_date(newest).of(language) if newest else None,
        "statements": f"{manifest['statements']:,}",
        "quads": f"{manifest['quads']:,}",
        "licence": LICENCE if shipped else None,
        "files": [_file(d, language) for d in making.downloads.files],
        "no_workbook": not making.downloads.has_workbook,
        "check": _CHECK,
        "snippets": [("rdflib", _RDFLIB), ("Oxigraph", _OXIGRAPH), *_pandas(manifest)],
        "citation": cited(TITLE.of(language), edition, address, language),
        "bibtex": bibtex("data", TITLE.of(language), edition, address, AUTHORS if shipped else None),
    }


def _pandas(manifest: dict[str, Any]) -> list[tuple[str, str]]:
    """How a table is read: that of organisations, else the one with most rows."""
    rows = manifest["rows"]
    largest = "organizations" if "organizations" in rows else max(sorted(rows), key=lambda name: rows[name], default=None)
    return [("pandas", _PANDAS.format(table=largest))] if largest else []


def _file(file: Download, language: str) -> dict[str, Any]:
    m = messages(language)
    content = {
        "nquads": m["downloads_of_nquads"],
        "turtle": m["downloads_of_turtle"],
        "jsonld": m["downloads_of_jsonld"],
        "tables": m["downloads_of_tables"],
        "workbook": m["downloads_of_workbook"],
    }[file.form]
    words = {"ja": m["downloads_in_ja"], "en": m["downloads_in_en"]}
    of = m["downloads_number_rows"] if file.form in ("tables", "workbook") else m["downloads_number_statements"]
    return {
        "name": file.name,
        "content": content.format(language=words.get(file.language or "", "")),
        "number": of.format(n=f"{file.number:,}"),
        "size": said_size(file.size),
        "inner": m["downloads_inner"].format(size=said_size(file.inner)) if file.inner else None,
        "sha256": file.sha256,
    }


def said_size(size: int) -> str:
    """A size in decimal units.

    >>> said_size(999), said_size(1_000), said_size(636_443), said_size(17_957_430)
    ('999 B', '1.0 kB', '636.4 kB', '18.0 MB')
    """
    if size < 1_000:
        return f"{size} B"
    power = 1 if size < 999_950 else 2 if size < 999_950_000 else 3
    return f"{size / 1_000**power:.1f} {('kB', 'MB', 'GB')[power - 1]}"
