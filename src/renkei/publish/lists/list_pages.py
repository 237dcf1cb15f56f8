"""The lists as files: in pages where they are long, and whole as CSV in each language and as Turtle."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from renkei.publish.making import File, Making
from renkei.publish.words import messages
from renkei.rdf.canonical import write_turtle
from renkei.schema.namespaces import RDF, RDFS
from renkei.tables.files import csv_text

# A list of up to MOST_ROWS stands on one page, where all of it is filtered and sorted; a longer one in pages of ROWS.
MOST_ROWS = 2_000
ROWS = 500


def list_pages(making: Making, language: str) -> Iterator[File]:
    """The ontology, the pages of all things by name, and those of each kind with the whole list as CSV."""
    yield making.page(language, "ontology.html", "ontology.html", **making.ontology.context(language))
    given = making.lists.index(language)
    for path, page in _paged("index", given["rows"], language):
        yield making.page(language, path, "lists.html", **given | page)
    for table in making.lists.tables():
        given = making.lists.of(table, language)
        for path, page in _paged(table.name, given["rows"], language):
            yield making.page(language, path, "list.html", **given | page)
        yield f"{language}/list/{table.name}.csv", _csv(given, language)


def list_data(making: Making) -> Iterator[File]:
    """The things of each list with their classes and names, as Turtle."""
    known = making.setting.catalogue.known
    kept = (RDF.type, RDFS.label)
    for table in making.lists.tables():
        out = io.BytesIO()
        things = making.setting.catalogue.listed(table, "en")
        write_turtle((t for thing in things for t in known.triples(thing.iri) if t.predicate in kept), out)
        yield f"list/{table.name}.ttl", out.getvalue()


def _paged(name: str, rows: list[dict[str, Any]], language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The path of each page, and its rows, the way to the others, and the headings of the whole list with their places."""
    step = len(rows) if len(rows) <= MOST_ROWS else ROWS
    parts = [rows[start : start + step] for start in range(0, len(rows), step)] if rows else [rows]
    names = [f"{name}.html" if number == 1 else f"{name}-{number}.html" for number in range(1, len(parts) + 1)]
    texts = list(dict.fromkeys(row["heading"] for row in rows))
    first: dict[str, str] = {}
    for file, part in zip(names, parts, strict=True):
        for row in part:
            first.setdefault(row["heading"], file)
    m = messages(language)
    for number, (file, part) in enumerate(zip(names, parts, strict=True)):
        begin = number * step
        links = [
            {"text": f"{at * step + 1:,}–{min((at + 1) * step, len(rows)):,}", "href": other, "current": other == file}
            for at, other in enumerate(names)
        ]
        yield (
            f"list/{file}",
            {
                "rows": part,
                "total": len(rows),
                "heading_ids": {t: f"kana-{at}" for at, t in enumerate(texts, 1)},
                "headings": [
                    {"text": t, "id": f"kana-{at}", "href": f"{'' if first[t] == file else first[t]}#kana-{at}"}
                    for at, t in enumerate(texts, 1)
                ],
                "parts": links if len(parts) > 1 else [],
                "part": m["list_part"].format(first=f"{begin + 1:,}", last=f"{begin + len(part):,}", n=f"{len(rows):,}")
                if len(parts) > 1
                else None,
            },
        )


def _csv(given: dict[str, Any], language: str) -> str:
    """The whole list, with every value of every cell, in the order of its pages."""
    m = messages(language)
    heads = [m["column_name"], m["column_reading"], m["column_other_name"], *(h["label"] for h in given["table"]["heads"])]
    rows = [
        [
            row["iri"],
            row["name"],
            row["reading"],
            row["other_name"],
            *("; ".join(map(str, cell["all"])) for cell in row["cells"]),
            "; ".join(f"{source['number']}:{source['lines']}" for source in row["sources"]),
        ]
        for row in given["rows"]
    ]
    return csv_text(["IRI", *heads, m["column_sources"]], rows)
