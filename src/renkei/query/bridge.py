"""rdflib over Oxigraph: a Dataset whose SPARQL the engine answers, and nothing falls back to a slower evaluator unnoticed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

import pyoxigraph as ox
import rdflib
from oxrdflib.store import OxigraphStore as OxRdflibStore
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result

from renkei.errors import QueryError, Text
from renkei.schema.namespaces import PREFIXES
from renkei.store.guard import guard
from renkei.store.oxigraph import OxigraphStore, told_by_engine
from renkei.store.worker_process import merged


class ReadOnlyStore(OxRdflibStore):
    """oxrdflib's store, with prepared queries answered by the engine and what the engine would do silently refused."""

    def query(
        self,
        query: Query | str,
        initNs: Mapping[str, Any],  # noqa: N803 - the name is rdflib's
        initBindings: Mapping[str, Any],  # noqa: N803
        queryGraph: str,  # noqa: N803
        **kwargs: object,
    ) -> Result:
        """Answer a query in text or prepared form. FROM names graphs of the store, whatever `queryGraph`.

        Raises QueryError for a graph that it does not hold, SERVICE and updates, TypeError for options.
        """
        if isinstance(query, Query):
            text, namespaces, base = query._original_args
            if base:
                raise TypeError("a prepared query with a base IRI is not supported: write the IRIs out")
            query, initNs = text, {**(namespaces or {}), **initNs}  # noqa: N806
        if kwargs:
            raise TypeError(f"not supported: {', '.join(kwargs)}")  # rdflib would fall back to its own evaluator otherwise
        guard(query)
        prefixes = {name: str(base) for name, base in {**self._namespace_for_prefix, **initNs}.items()}
        dataset = OxigraphStore(self._inner).dataset(query, prefixes)
        with told_by_engine():
            if dataset is None:
                found: Result = super().query(query, initNs, initBindings, queryGraph)
            elif len(dataset.default) == 1:  # which the engine would take from queryGraph, unless it is said there
                found = super().query(query, initNs, initBindings, rdflib.URIRef(dataset.default[0].value))
            else:
                scope = OxRdflibStore(store=merged(self._inner, list(dataset.default), list(dataset.named)))
                found = scope.query(dataset.text, prefixes, initBindings, DATASET_DEFAULT_GRAPH_ID)
            return found

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise QueryError(Text("このグラフは読み取り専用です。", "This graph is read-only."))

    def add_graph(self, graph: rdflib.Graph) -> None:
        """Take note of a graph that is here already, as Dataset.graph() asks for; refuse another."""
        if not self._inner.contains_named_graph(ox.NamedNode(str(graph.identifier))):
            self._refuse()

    update = add = addN = remove = remove_graph = _refuse  # noqa: N815 - rdflib's names


def dataset(store: OxigraphStore) -> rdflib.Dataset:
    """The data of a store as an rdflib.Dataset with the prefixes of the project bound."""
    opened = rdflib.Dataset(store=ReadOnlyStore(store=store.raw), default_union=False)
    for prefix, base in PREFIXES.items():
        opened.bind(prefix, base)
    return opened
