"""The pages of networks in a language, the page that leads to all of them, and the facts of their nodes in files of scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from renkei.publish.making import File, Making
from renkei.publish.networks.networks import KINDS, MOST_IN_A_PART, MOST_OF_A_KIND, VIEWS, Drawn
from renkei.publish.words import environment, messages
from renkei.text.characters import to_hiragana
from renkei.viz.marks import short
from renkei.viz.network_page import Beside, render_network
from renkei.viz.node_facts import node_facts


def network_pages(making: Making, language: str) -> Iterator[File]:
    """The pages of all networks and their index."""
    m = messages(language)
    pages = {thing.short: f"{thing.file}.html" for thing in making.lists.things()}
    files = {short(node): number for number, nodes in enumerate(making.networks.fact_files) for node in nodes}
    templates = environment()  # rendering puts what a page is given into the globals of its templates
    for drawn in making.networks.all:
        for view in drawn.graphs:
            path = drawn.path(view)
            context = making.context(language, path) | _words(drawn, view, language, m)
            folder = "" if path.startswith("networks/") else "networks/"
            html = render_network(
                making.networks.view(drawn, view), templates, language, context, beside=Beside(pages, files, folder)
            )
            yield f"{language}/{path}", html
    yield making.page(language, "networks/index.html", "networks.html", kinds=_index(making, language))


def network_facts(making: Making) -> Iterator[File]:
    """The facts of the nodes of all networks, a script for some of them in each language; pages load it when one is chosen."""
    for number, nodes in enumerate(making.networks.fact_files):
        facts = node_facts(making.networks.finder, nodes)
        for language in making.languages:
            told = json.dumps(facts.said(language), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            yield f"{language}/networks/facts-{number:03}.js", f"window.renkei.takeFacts({number},{told});\n"


def _words(drawn: Drawn, view: str, language: str, m: dict[str, str]) -> dict[str, Any]:
    """Heading, lead and links to the other views."""
    here = drawn.path(view)
    back = "../" if here.startswith("networks/") else ""
    name = drawn.label.of(language)
    title = m["network_title"] if drawn.iri is None else m["network_of"].format(name=name)
    leads = {"activities": m["view_activities_lead"], "organisations": m["view_organisations_lead"]}
    of_kind = {
        "whole": m["network_lead"],
        "region": m["network_lead_region"],
        "prefecture": m["network_lead_region"],
        "council": m["network_lead_around"],
        "field": m["network_lead_field"],
        "project": m["network_lead_around"],
    }
    labels = {"ties": m["view_ties"], "activities": m["view_activities"], "organisations": m["view_organisations"]}
    return {
        "title": title,
        "lead": leads.get(view, of_kind[drawn.kind]),
        "switch": [
            {"href": f"{back}{drawn.path(other)}", "label": labels[other], "current": other == view}
            for other in VIEWS
            if other in drawn.graphs
        ],
        "crumbs": [] if drawn.iri is None else [{"href": "index.html", "label": m["networks_title"]}],
    }


def _index(making: Making, language: str) -> list[dict[str, Any]]:
    """The networks of each kind, with their numbers and the pages of their views."""
    m = messages(language)
    headings = {
        "whole": m["networks_whole"],
        "region": m["networks_region"],
        "prefecture": m["networks_prefecture"],
        "council": m["networks_council"],
        "field": m["networks_field"],
        "project": m["networks_project"],
    }
    found = []
    for kind in KINDS:
        of_kind = [d for d in making.networks.all if d.kind == kind]
        if language == "en":
            of_kind.sort(key=lambda d: (d.label.en.casefold(), d.iri or ""))
        left = making.networks.left.get(kind, 0)
        rows = [
            {
                "name": drawn.label.of(language) if drawn.iri else m["network_title"],
                "key": to_hiragana(drawn.reading) or drawn.label.ja if language == "ja" else drawn.label.en,
                "nodes": len(drawn.graphs["ties"]),
                "ties": drawn.graphs["ties"].number_of_edges(),
                "views": {view: f"../{drawn.path(view)}" for view in drawn.graphs},
            }
            for drawn in of_kind
        ]
        note = m["networks_left"].format(n=left, most=MOST_OF_A_KIND, nodes=MOST_IN_A_PART) if left else ""
        if rows:
            found.append({"kind": kind, "heading": headings[kind], "rows": rows, "note": note})
    return found
