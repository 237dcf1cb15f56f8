"""The front page: what is recorded, from which sources, and whether the checks passed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from renkei.build.checks import CheckResult
from renkei.publish.words import NAVIGATION, messages, timed
from renkei.sources.register import Register
from renkei.viz.network_view import NetworkView


def front_page(
    language: str, manifest: dict[str, Any], view: NetworkView, checks: list[CheckResult], register: Register
) -> dict[str, Any]:
    """What the template is given beside what every page has."""
    m = messages(language)
    return {
        "counts": _counts(manifest, view, m),
        "kinds": _kinds(view, language),
        "sources": listed_sources(register, manifest, language),
        "checks": [
            {"label": c.title.of(language), "ok": c.ok, "detail": m["check_none"] if c.ok else str(len(c.offenders))}
            for c in checks
        ],
        "built": {"version": manifest["version"], "digest": manifest["digest"]},
        "readers": _readers(),
        "pages": _pages(m),
        "search_messages": {key: m[key] for key in m if key.startswith("names_")},
        "python": _PYTHON,
    }


# What each reader does first, by the page it is done on; steps on pages that the site does not have are left out.
_READERS = {
    "coordinator": {
        "partners": "partners/index.html",
        "network": "network.html",
        "map": "map/index.html",
        "targets": "targets/index.html",
        "lists": "list/index.html",
    },
    "researcher": {
        "questions": "questions/index.html",
        "sparql": "sparql.html",
        "analyses": "analyses/index.html",
        "data": "data/index.html",
        "ontology": "ontology.html",
    },
    "publisher": {
        "data": "data/index.html",
        "sources": "#sources",
        "map": "map/index.html",
        "targets": "targets/index.html",
    },
}
_PYTHON = """import renkei

with renkei.open() as graph:
    print(graph.query("districts-of-list"))"""
_FRONT = "index.html"


def _menu() -> dict[str, str]:
    """The message that names each page of the menu, by its path."""
    return {href: key for _, pages in NAVIGATION for href, key in pages.items()}


def _readers() -> list[dict[str, Any]]:
    there = _menu()
    return [
        {
            "name": name,
            "steps": [{"name": step, "href": href} for step, href in steps.items() if href in there or href.startswith("#")],
        }
        for name, steps in _READERS.items()
    ]


def _pages(m: Mapping[str, str]) -> list[dict[str, Any]]:
    """The pages of the menu but this one, each with a line about it where there is one."""
    found = []
    for href, key in _menu().items():
        folder, _, name = href.removesuffix(".html").rpartition("/")
        about = f"{folder if name == 'index' else name}"
        if href != _FRONT:
            found.append({"href": href, "label": m[key], "about": about if f"about_{about}" in m else None})
    return found


def _is_body(data: dict[str, Any]) -> bool:
    return data["group"] not in ("activity", "place")


def _counts(manifest: dict[str, Any], view: NetworkView, m: dict[str, str]) -> list[dict[str, Any]]:
    groups = Counter("body" if _is_body(d) else d["group"] for _, d in view.graph.nodes(data=True))
    listed = "list/organizations.html" if manifest["rows"].get("organizations") else None
    return [
        {"label": m["count_organizations"], "value": groups["body"], "href": listed},
        {"label": m["count_activities"], "value": groups["activity"], "href": None},
        {"label": m["count_places"], "value": groups["place"], "href": None},
        {"label": m["count_ties"], "value": view.graph.number_of_edges(), "href": "network.html"},
        {"label": m["count_statements"], "value": manifest["statements"], "href": None},
        {"label": m["count_sources"], "value": len(manifest["rows_by_source"]), "href": "#sources"},
    ]


def _kinds(view: NetworkView, language: str) -> list[dict[str, Any]]:
    counted = Counter(d[f"kind_{language}"] for _, d in view.graph.nodes(data=True) if _is_body(d) and d[f"kind_{language}"])
    return [{"label": kind, "count": count} for kind, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]


def listed_sources(register: Register, manifest: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """The documents and data sets that rows cite, with their terms and attribution."""
    rows = manifest["rows_by_source"]
    documents = [
        {
            "number": d.number,
            "page": f"document/{d.number}.html",
            "title": d.title.of(language),
            "publisher": d.publisher.of(language),
            "date": timed(d.date).of(language) if d.date else d.date_note.of(language) if d.date_note else None,
            "rows": rows[d.id],
            "url": d.url,
            "terms": f"{d.terms.of(language)} {d.attribution.of(language)}",
        }
        for d in register.documents.values()
        if d.id in rows
    ]
    datasets = [
        {
            "number": s.id,
            "page": None,
            "title": s.title.of(language),
            "publisher": s.publisher.of(language),
            "date": None,
            "rows": manifest["rows_by_dataset"][s.id],
            "url": s.url,
            "terms": f"{s.terms.of(language)} {s.attribution.of(language)}",
        }
        for s in register.datasets.values()
        if s.id in manifest["rows_by_dataset"]
    ]
    return documents + datasets
