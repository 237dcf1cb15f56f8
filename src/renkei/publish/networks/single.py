"""The network page as one file: for a picture that is sent, kept or opened without a site."""

from __future__ import annotations

from dataclasses import replace

from renkei.publish.words import environment, page_context
from renkei.schema.tables import shipped_schema
from renkei.store.protocol import Store
from renkei.viz.facts import Fact, FactFinder
from renkei.viz.network_page import render_network
from renkei.viz.network_view import network_view
from renkei.viz.picture import Picture


class _Finder(FactFinder):
    """Facts of the things of a store; a node that is none, as one without an IRI, has no facts."""

    def facts(self, iri: str) -> list[Fact]:
        return super().facts(iri) if iri.startswith(("http://", "https://", "urn:")) else []


def single_page(store: Store, picture: Picture, language: str) -> str:
    """The page of a picture in a language, with the facts that the store has of its nodes, their sources, and all scripts."""
    view = network_view(store, picture.drawn, _Finder(store, shipped_schema()))
    if picture.groups is not None and view.positions is not None:
        view = replace(view, positions=picture.positions)
    title = picture.title.of(language)
    context = page_context(language, "network.html") | {"title": title, "lead": ""}
    return render_network(view, environment(), language, context, single=True)
