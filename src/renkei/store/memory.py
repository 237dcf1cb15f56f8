"""The store on rdflib's own memory store and evaluator: slow and independent, the oracle for the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox
import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.sparql.processor import SPARQLResult

from renkei.errors import QueryError, Text
from renkei.schema.namespaces import PREFIXES
from renkei.store.dataset import Dataset, check_held, dataset_of
from renkei.store.guard import guard
from renkei.store.protocol import Table, Term


class RdflibStore:
    """rdflib.Dataset behind the store protocol; the data set itself is `dataset`."""

    def __init__(self) -> None:
        self.dataset = rdflib.Dataset(default_union=False)

    def load(self, quads: Iterable[ox.Quad]) -> None:
        for q in quads:
            graph = None if isinstance(q.graph_name, ox.DefaultGraph) else rdflib.URIRef(q.graph_name.value)
            context = self.dataset.default_graph if graph is None else self.dataset.graph(graph)
            context.add((to_rdflib(q.subject), to_rdflib(q.predicate), to_rdflib(q.object)))

    def select(self, sparql: str) -> Table:
        answer = self._query(sparql, "SELECT")
        names = [str(v) for v in answer.vars or []]
        rows = tuple(
            tuple(None if (t := binding.get(rdflib.Variable(n))) is None else from_rdflib(t) for n in names)
            for binding in answer.bindings
        )
        return Table(tuple(names), rows)

    def ask(self, sparql: str) -> bool:
        return bool(self._query(sparql, "ASK").askAnswer)

    def construct(self, sparql: str) -> list[ox.Triple]:
        answer = self._query(sparql, "CONSTRUCT")
        return [ox.Triple(from_rdflib(s), from_rdflib(p), from_rdflib(o)) for s, p, o in answer.graph or ()]  # type: ignore[arg-type]

    def quads(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: ox.NamedNode | ox.Literal | None = None,
        graph: ox.NamedNode | ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        pattern = tuple(None if t is None else to_rdflib(t) for t in (subject, predicate, object))
        for s, p, o, name in self.dataset.quads((*pattern, None)):  # type: ignore[arg-type]
            named = name is not None and name != DATASET_DEFAULT_GRAPH_ID
            where = ox.NamedNode(str(name)) if named else ox.DefaultGraph()
            if graph is None or where == graph:
                yield ox.Quad(from_rdflib(s), from_rdflib(p), from_rdflib(o), where)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return sum(1 for _ in self.quads())

    def _holds(self, graph: ox.NamedNode) -> bool:
        return next(self.quads(None, None, None, graph), None) is not None

    def _graphs(self) -> list[ox.NamedNode]:
        return [ox.NamedNode(str(g.identifier)) for g in self.dataset.graphs() if isinstance(g.identifier, rdflib.URIRef)]

    def _in_scope(self, dataset: Dataset) -> rdflib.Dataset:
        """A data set of its own for a query with FROM: rdflib adds what is named there to its default graph, for good."""
        made = rdflib.Dataset(default_union=False)
        for graph in dataset.default:
            made.default_graph += self.dataset.graph(rdflib.URIRef(graph.value))
        for graph in dataset.named:
            there = made.graph(rdflib.URIRef(graph.value))
            there += self.dataset.graph(rdflib.URIRef(graph.value))
        return made

    def _query(self, sparql: str, form: str) -> SPARQLResult:
        from pyparsing.exceptions import ParseException

        guard(sparql)
        asked, text = self.dataset, sparql
        if dataset := dataset_of(sparql):
            check_held(dataset, self._holds, self._graphs)
            asked, text = self._in_scope(dataset), dataset.text
        try:
            answer = asked.query(text, initNs=PREFIXES)
        except ParseException as error:
            message = Text(
                f"SPARQL の文法の誤り（{error.lineno}行{error.column}桁）",
                f"SPARQL syntax error at line {error.lineno}, column {error.column}",
            )
            raise QueryError(message, error.lineno, error.column) from error
        forms = ("CONSTRUCT", "DESCRIBE") if form == "CONSTRUCT" else (form,)
        if answer.type not in forms or not isinstance(answer, SPARQLResult):
            raise QueryError(Text(f"{form} の問い合わせではありません。", f"The query is not of the form {form}."))
        return answer


def to_rdflib(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> rdflib.term.Identifier:
    if isinstance(term, ox.Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        datatype = term.datatype.value
        plain = datatype == "http://www.w3.org/2001/XMLSchema#string"
        return rdflib.Literal(term.value, datatype=None if plain else rdflib.URIRef(datatype), normalize=False)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Triple):
        raise TypeError("rdflib has no triple terms")
    return rdflib.URIRef(term.value)


def from_rdflib(term: object) -> Term:
    """An rdflib term as pyoxigraph has it."""
    if isinstance(term, rdflib.Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype))) if term.datatype else ox.Literal(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    raise TypeError(f"no RDF term: {term!r}")
