"""SPARQL in the browser: the page with the editor, and what it loads: the data, and the terms and questions it offers.

Browsers load no file from `file://` but scripts, so everything is a script: the quads of the store as N-Quads and the
addresses of pages as JSON, both compressed and in base64, unpacked in the worker that answers the queries.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from renkei.publish.making import Contents, File, Making
from renkei.publish.questions.answers import Answered
from renkei.publish.words import heading, messages
from renkei.query.groups import GROUPS
from renkei.schema.namespaces import ID, NS, PREFIXES

PAGE = "sparql.html"

# Up to so many statements a browser is given the data. With their sources they are half a million quads: 5 MB to load, 4 s
# until they can be asked, and half a gigabyte of memory in Chromium on two busy processors (benchmarks/README.md).
MOST_STATEMENTS = 250_000


def fits(contents: Contents) -> bool:
    """Whether a browser is given the data of a site."""
    return int(contents.manifest["statements"]) <= MOST_STATEMENTS


def sparql_pages(making: Making, language: str) -> Iterator[File]:
    """The page with the editor; where the data is too large for a browser, the page that says so."""
    m = messages(language)
    contents = making.contents
    words = {key: text for key, text in m.items() if key.startswith(("sparql_", "sort"))}
    yield making.page(
        language,
        PAGE,
        "sparql.html",
        table_messages=words,
        fits=fits(contents),
        statements=f"{contents.manifest['statements']:,}",
        most=f"{MOST_STATEMENTS:,}",
        groups=[
            {"title": GROUPS[group].of(language), "questions": found}
            for group in GROUPS
            if (found := [_question(a, language) for a in _offered(contents.answers) if a.question.group == group])
        ],
        prefixes=PREFIXES,
    )


def sparql_data(making: Making) -> Iterator[File]:
    """The data for the engine, and what the editor offers, as scripts that both languages share."""
    contents = making.contents
    if not fits(contents):
        return
    quads = _nquads(contents.store.quads())
    data = {"quads": packed(quads), "pages": packed(_json(_pages(making)).encode("utf-8"))}
    yield "sparql/data.js", f"var renkeiData = {_json(data)};\n"
    offered = {
        "prefixes": PREFIXES,
        "terms": list(_terms(making)),
        "questions": {a.question.name: a.sparql for a in _offered(contents.answers)},
    }
    yield "sparql/offered.js", f"var renkeiOffered = {_json(offered)};\n"


def link(answered: Answered, contents: Contents) -> str | None:
    """What leads from the folder of a language to a question in the editor; None where it is not asked there."""
    return f"{PAGE}#query={quote(answered.sparql, safe='')}" if fits(contents) and answered.result is not None else None


def _offered(answers: Iterable[Answered]) -> list[Answered]:
    """The questions whose examples the data has."""
    return [a for a in answers if a.result is not None]


def _question(answered: Answered, language: str) -> dict[str, str]:
    question = answered.question
    return {"name": question.name, "title": heading(question.title, language)}


def _nquads(quads: Iterable[ox.Quad]) -> bytes:
    """Quads as N-Quads in one order, whichever the store gives them in."""
    lines = (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    return b"".join(sorted(lines))


def packed(content: bytes) -> str:
    """Compressed, in letters; the header of gzip says nothing of time or system."""
    packed = bytearray(gzip.compress(content, 9, mtime=0))
    packed[9] = 255
    return base64.b64encode(bytes(packed)).decode("ascii")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _pages(making: Making) -> dict[str, str]:
    """Where the site tells of each thing, concept, term, source and passage, below the folder of a language."""
    addresses, known = making.setting.addresses, making.setting.catalogue.known
    found = {}
    for iri in {*known.subjects(), *making.ontology.terms()}:
        place = addresses.find(iri) or making.ontology.find(iri)
        if place is None and iri.startswith(f"{ID}passage/"):
            document = known.one(iri, f"{NS}document")
            number = known.text(document.value, f"{NS}number") if isinstance(document, ox.NamedNode) else ""
            lines = known.text(iri, f"{NS}lines")
            place = addresses.passage(number, lines) if number and lines else None
        if place is not None:
            found[iri] = place
    return found


def _terms(making: Making) -> Iterator[tuple[str, str, str, str]]:
    """What the editor completes: IRI, kind (class, property or concept), and the names in both languages."""
    for iri, (kind, label) in sorted(making.ontology.terms().items()):
        yield iri, kind, label.ja if label else "", label.en if label else ""
    catalogue = making.setting.catalogue
    for iri in catalogue.known.subjects():
        if catalogue.scheme_of(iri):
            label = catalogue.known.label(iri)
            yield iri, "concept", label.ja, label.en
