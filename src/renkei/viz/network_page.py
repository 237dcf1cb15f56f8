"""The network page: pyvis holds the nodes and edges, and renders our template with positions computed beforehand."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from typing import Any

import jinja2
from pyvis.network import Network

from renkei import resources
from renkei.viz.network_data import page_data
from renkei.viz.network_table import table_rows
from renkei.viz.network_view import NetworkView

# The scripts of a network page in the order in which they run, after site.js; all are in viz/assets.
SCRIPTS = ("vis-network/vis-network.min.js", "picture.js", "network.js")


def render_network(
    view: NetworkView, environment: jinja2.Environment, language: str, context: dict[str, Any], *, single: bool = False
) -> str:
    """The HTML of the page in a language; `context` holds what every page of the site is given (`page_context`).

    The environment gets what the page is given as globals, so it should be one of its own (`environment()`). For a page of a
    site `context` has also `thing_pages`: the address of the page of each node, by its short id. With `single` the page is one
    file that stands for itself: scripts and styles are in it, allowed by their digests, and nothing leads to other pages:

        render_network(view, environment(), "en", page_context("en", "network.html"), single=True)
    """
    data = page_data(view, language, context["m"], linked=not single)
    network = Network(cdn_resources="remote")  # no resource of pyvis is used: the template is ours and loads our own
    network.nodes, network.edges = data["nodes"], data["edges"]  # add_edge would compare each edge with all others
    network.set_options(json.dumps(data["options"]))
    network.templateEnv = environment
    network.path = "network.html"
    given = {k: data[k] for k in ("groups", "districts", "details", "sources", "listed")} | {"data": data, "scripts": SCRIPTS}
    given |= {"table": table_rows(view, language, data), "base": "base.html", "inlined": None}
    if single:
        given |= {"base": "single.html", "inlined": _inlined(), "thing_pages": {}}
    environment.globals.update(context | given)
    html = network.generate_html()
    assert isinstance(html, str)
    return html


@cache
def _inlined() -> dict[str, Any]:
    """Style and scripts of a page of one file, with the digests by which its policy allows them."""
    assets = resources.folder("viz") / "assets"
    first, *rest = ((assets / name).read_text(encoding="utf-8") for name in ("site.js", *SCRIPTS))
    return {
        "style": (assets / "renkei.css").read_text(encoding="utf-8"),
        "first": first,
        "scripts": rest,
        "digests": [_digest(script) for script in (first, *rest)],
    }


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
