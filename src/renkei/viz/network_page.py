"""The network page: pyvis holds the nodes and edges, and renders our template with positions computed beforehand."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jinja2
from pyvis.network import Network

from renkei import resources
from renkei.viz.network_data import SCRIPTS, page_data
from renkei.viz.network_table import group_rows, table_rows
from renkei.viz.network_view import NetworkView
from renkei.viz.node_facts import node_facts

# Of a network of more nodes, a page of one file holds no facts.
MOST_WITH_FACTS = 3_000


@dataclass(frozen=True)
class Beside:
    """What stands beside a network page in a site.

    `pages`: the path of the page of a thing below the folder of the language, by its short id. `facts`: the number of the file
    with the facts of a node, by its short id; `folder` is where these files are, seen from the page.
    """

    pages: dict[str, str] = field(default_factory=dict)
    facts: dict[str, int] = field(default_factory=dict)
    folder: str = ""


def render_network(
    view: NetworkView,
    environment: jinja2.Environment,
    language: str,
    context: dict[str, Any],
    *,
    beside: Beside | None = None,
    single: bool = False,
) -> str:
    """The HTML of the page in a language; `context` holds what every page of the site is given (`page_context`).

    The environment gets what the page is given as globals, so it should be one of its own (`environment()`). `context` may have
    `title` and `lead` of the network, and `switch`: links to other views of it, each with `href`, `label` and `current`.
    With `single` the page is one file that stands for itself: scripts, styles and the facts of its nodes are in it, the scripts
    allowed by their digests, and nothing leads to other pages:

        render_network(view, environment(), "en", page_context("en", "network.html"), single=True)
    """
    m = context["m"]
    data = page_data(view, language, m)
    data |= _alone(view, language) if single else _beside(data, beside or Beside(), context)
    network = Network(cdn_resources="remote")  # no resource of pyvis is used: the template is ours and loads our own
    network.nodes = data["nodes"]
    network.edges = [{"from": a, "to": b} for a, b in zip(data["edges"]["from"], data["edges"]["to"], strict=True)]
    network.set_options(json.dumps({"physics": {"enabled": False}}))
    network.templateEnv = environment
    network.path = "network.html"
    given = {k: data[k] for k in ("groups", "districts", "fields", "kinds", "years", "weights", "large", "listed")}
    given |= {"kind_choices": [(kind, kind) for kind in sorted(data["kinds"])], "most_tied": _most_tied(data)}
    given |= {"field_choices": [(one["id"], one["label"]) for one in data["fields"]]}
    given |= {"title": m["network_title"], "lead": m["network_lead"], "switch": [], "crumbs": []}
    given |= {"data": data, "scripts": SCRIPTS, "base": "single.html" if single else "base.html"}
    given |= {"table": table_rows(view, language, data), "large_table": group_rows(view, language, m["group_unknown"])}
    given |= {"inlined": _inlined() if single else None, "node_count": len(data["nodes"])}
    environment.globals.update(given | context)
    html = network.generate_html()
    assert isinstance(html, str)
    return html


def _most_tied(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The nodes with the most ties, for the panel before anything is chosen."""
    ends = Counter([*data["edges"]["from"], *data["edges"]["to"]])
    labels = {group["id"]: group["label"] for group in data["groups"]}
    found = []
    for at, degree in sorted(ends.items(), key=lambda pair: (-pair[1], pair[0]))[:8]:
        node = data["nodes"][at]
        kind = data["kinds"][node["kind"]] if "kind" in node else labels[node["group"]]
        found.append({"id": node["id"], "name": node["label"], "kind": kind, "degree": degree})
    return found


def _alone(view: NetworkView, language: str) -> dict[str, Any]:
    """What a page of one file holds itself: the facts of its nodes, unless there are too many."""
    nodes = list(view.graph) if len(view.graph) <= MOST_WITH_FACTS else []
    return {"facts": node_facts(view.finder, nodes).said(language, linked=False), "things": "", "folder": ""}


def _beside(data: dict[str, Any], beside: Beside, context: dict[str, Any]) -> dict[str, Any]:
    """Where the nodes have pages and facts; a page that is named as its node is told by 1."""
    for node in data["nodes"]:
        page = beside.pages.get(node["id"])
        if page is not None:
            node["page"] = 1 if page == f"thing/{node['id']}.html" else page
        if node["id"] in beside.facts:
            node["facts"] = beside.facts[node["id"]]
    return {"facts": None, "things": context["site"]["top"], "folder": beside.folder}


@cache
def _inlined() -> dict[str, Any]:
    """Style and scripts of a page of one file, with the digests by which its policy allows them."""
    assets = resources.folder("viz") / "assets"
    first, *rest = ((assets / name).read_text(encoding="utf-8") for name in ("site.js", *SCRIPTS))
    styles = ((assets / name).read_text(encoding="utf-8") for name in ("renkei.css", "network.css"))
    return {
        "style": "\n".join(styles),
        "first": first,
        "scripts": rest,
        "digests": [_digest(script) for script in (first, *rest)],
    }


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
