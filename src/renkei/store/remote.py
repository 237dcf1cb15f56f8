"""The store on a SPARQL 1.1 server, asked through SPARQLWrapper."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pyoxigraph as ox
from SPARQLWrapper import INSERT, JSON, POST, POSTDIRECTLY, SPARQLWrapper

from renkei.errors import Text, UsageError
from renkei.store.answers import check_answer, cut, failure, is_cut, read_boolean, read_table, read_triples
from renkei.store.dataset import Dataset, check_held, dataset_of
from renkei.store.dialect import GRAPH_VARIABLE, Ordered, for_server, form_of, has_dataset, in_order, within_ours
from renkei.store.endpoint import KEPT, NONE, Endpoint, Profile, beside, profile_of
from renkei.store.guard import guard
from renkei.store.oxigraph import OxigraphStore, wrong_form
from renkei.store.protocol import Table, Term
from renkei.store.tokens import refused
from renkei.store.transport import Answer, exchange
from renkei.store.updates import insertions
from renkei.store.worker_process import merged

DEFAULT_TIMEOUT = 60.0
MOST_BYTES = 256 * 1024 * 1024
MOST_MERGED = 200_000  # statements of graphs that a query names with FROM

_ANY = "{ ?s ?p ?o }"


class RemoteStore:
    """A SPARQL server behind the store protocol.

    With `ours` (what renkei pushed there) a query sees the default graph that the profile says, and the named graphs of
    renkei only; else it sees what the server gives. Each request ends after `timeout` seconds, and no answer of more than
    `most` bytes is taken. Raises EndpointError for a server that cannot be asked or gives something that is no answer.
    """

    def __init__(
        self, endpoint: Endpoint, *, timeout: float = DEFAULT_TIMEOUT, most: int = MOST_BYTES, ours: bool = True
    ) -> None:
        self.timeout = timeout
        self.most = most
        self.ours = ours
        self.endpoint = endpoint
        if endpoint.profile is None:
            answer = self._answer("ASK { }", plain=True)
            self.endpoint = replace(endpoint, profile=profile_of(answer.server))

    @property
    def profile(self) -> Profile:
        """The profile of the server; that which its own header tells, where none was given."""
        assert self.endpoint.profile is not None
        return self.endpoint.profile

    def load(self, quads: Iterable[ox.Quad]) -> None:
        for text in insertions(quads, self.profile.default_graph):
            self.update(text)

    def update(self, sparql: str) -> None:
        """Run a SPARQL Update at the server's address for updates. Raises UsageError where none is known."""
        address, _ = beside(self.endpoint, self.profile)
        if address is None:
            raise UsageError(
                Text(
                    "更新用の URL が分かりません。--update-endpoint で指定してください。",
                    "The address for updates is not known: give it with --update-endpoint.",
                )
            )
        self.send(_Request(replace(self.endpoint, update=address), sparql, INSERT, "*/*").made(), sparql)

    def select(self, sparql: str) -> Table:
        guard(sparql)
        if form_of(sparql) != "SELECT":
            raise wrong_form("SELECT")
        dataset = self._dataset(sparql)
        if dataset and self._is_merged_here(dataset):
            return self._merged(dataset).select(dataset.text)
        return self.table(sparql, dataset)

    def table(self, sparql: str, dataset: Dataset | None = None) -> Table:
        """The answer to a SELECT that is known to be one and allowed, over `dataset` where it names one."""
        answer = self._answer(sparql, dataset=dataset)
        table = read_table(self.endpoint, answer, leave_out=GRAPH_VARIABLE)
        if not is_cut(answer, len(table.rows)):
            return table
        ordered = in_order(dataset.text if dataset else sparql, table.columns)
        if ordered is None:
            raise cut(self.endpoint)
        return Table(table.columns, tuple(self.pages(ordered, table.columns, self.profile.rows, dataset)))

    def pages(
        self, query: Ordered, columns: tuple[str, ...], page: int, dataset: Dataset | None = None
    ) -> Iterator[tuple[Term | None, ...]]:
        """The rows of an ordered query, page by page, ordered within: Virtuoso sorts no more than it gives."""
        variables = " ".join(f"?{name}" for name in columns)
        start = 0
        while True:
            text = f"{query.prologue} SELECT {variables} WHERE {{ {{ {query.text} }} }} LIMIT {page} OFFSET {start}"
            answer = self._answer(text, dataset=dataset and replace(dataset, text=text))
            rows = read_table(self.endpoint, answer, leave_out=GRAPH_VARIABLE).rows
            if is_cut(answer, len(rows)):
                raise cut(self.endpoint)
            yield from rows
            if len(rows) < page:
                return
            start += page

    def ask(self, sparql: str) -> bool:
        guard(sparql)
        if form_of(sparql) != "ASK":
            raise wrong_form("ASK")
        dataset = self._dataset(sparql)
        if dataset and self._is_merged_here(dataset):
            return self._merged(dataset).ask(dataset.text)
        return read_boolean(self.endpoint, self._answer(sparql, dataset=dataset))

    def construct(self, sparql: str) -> list[ox.Triple]:
        guard(sparql)
        if form_of(sparql) not in ("CONSTRUCT", "DESCRIBE"):
            raise wrong_form("CONSTRUCT, DESCRIBE")
        dataset = self._dataset(sparql)
        if dataset and self._is_merged_here(dataset):
            return self._merged(dataset).construct(dataset.text)
        return read_triples(self.endpoint, self._answer(sparql, dataset=dataset))

    def quads(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: ox.NamedNode | ox.Literal | None = None,
        graph: ox.NamedNode | ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        given = {"s": subject, "p": predicate, "o": object}
        pattern = "{ " + " ".join(f"?{name}" if term is None else str(term) for name, term in given.items()) + " }"
        known, named = pattern, f"{{ GRAPH {graph if isinstance(graph, ox.NamedNode) else '?g'} {pattern} }}"
        where = known if isinstance(graph, ox.DefaultGraph) else named if graph else f"{{ {known} UNION {named} }}"
        table = self.table(f"SELECT * WHERE {where}")
        for row in table.rows:
            bound = dict(zip(table.columns, row, strict=True))
            s, p, o = (term or bound[name] for name, term in given.items())
            where_found = graph or bound.get("g") or ox.DefaultGraph()
            yield ox.Quad(s, p, o, where_found)  # type: ignore[arg-type]

    def __len__(self) -> int:
        found = [self.table(f"SELECT (COUNT(*) AS ?n) WHERE {w}").rows[0][0] for w in (_ANY, f"{{ GRAPH ?g {_ANY} }}")]
        return sum(int(n.value) for n in found if isinstance(n, ox.Literal))

    def _dataset(self, sparql: str) -> Dataset | None:
        """The dataset that a query names with FROM. Raises QueryError for a graph that is not on the server."""
        found = dataset_of(sparql)
        if found:
            check_held(found, self._holds, self._graphs)
        return found

    def _holds(self, graph: ox.NamedNode) -> bool:
        kept = self.ours and graph.value.startswith(KEPT)
        return not kept and read_boolean(self.endpoint, self._answer(f"ASK {{ GRAPH {graph} {_ANY} }}"))

    def _graphs(self) -> list[ox.NamedNode]:
        rows = self.table(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {_ANY} }}").rows
        return [g for (g,) in rows if isinstance(g, ox.NamedNode)]

    def _is_merged_here(self, dataset: Dataset) -> bool:
        return len(dataset.default) > 1 and not self.profile.merges

    def _merged(self, dataset: Dataset) -> OxigraphStore:
        """The graphs of a dataset, read from the server, with the merge of several as the default graph.

        Raises QueryError where they are too large for that.
        """
        graphs = dict.fromkeys((*dataset.default, *dataset.named))
        counted = self.table(
            f"SELECT (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {' '.join(map(str, graphs))} }} GRAPH ?g {_ANY} }}"
        ).rows[0][0]
        if not isinstance(counted, ox.Literal) or int(counted.value) > MOST_MERGED:
            why = Text(
                f"FROM に複数のグラフがあると、このサーバーからは読み込んで重複を除きます（{MOST_MERGED:,} 文まで）。"
                "FROM を1つにするか GRAPH を使ってください",
                f"several graphs in FROM are read from this server to be merged (at most {MOST_MERGED:,} statements):"
                " name one, or use GRAPH",
            )
            raise refused(dataset.query, min(dataset.places.values()), why)
        made = OxigraphStore.in_memory()
        for graph in graphs:
            rows = self.table(f"SELECT ?s ?p ?o WHERE {{ GRAPH {graph} {_ANY} }}").rows
            made.load(ox.Quad(*row, graph) for row in rows)  # type: ignore[call-arg,arg-type]
        return OxigraphStore(merged(made.raw, list(dataset.default), list(dataset.named)))

    def _answer(self, sparql: str, *, plain: bool = False, dataset: Dataset | None = None) -> Answer:
        """The answer to a query, whose status and media type are those of an answer.

        `plain` sends it as it stands; a `dataset` is sent beside the text, which has no FROM then.
        """
        form = form_of(sparql)
        tables = form in ("SELECT", "ASK")
        text, shift = for_server(dataset.text) if dataset else (sparql, 0) if plain else self.worded(sparql)
        accept = "application/sparql-results+json" if tables else "application/n-triples, text/turtle;q=0.5"
        request = _Request(self.endpoint, text, form, accept)
        if dataset:
            none = (NONE,) if self.profile.default_graph else ()  # a server without an unnamed graph takes all for it
            for graph in dataset.default or none:
                request.addDefaultGraph(graph.value)
            for graph in dataset.named or none:
                request.addNamedGraph(graph.value)
        elif not plain and (default := self.default_graph(sparql)):
            request.addDefaultGraph(default.value)
        answer = self.send(request.made(), sparql, shift)
        check_answer(self.endpoint, answer, form)
        return answer

    def worded(self, sparql: str) -> tuple[str, int]:
        """The text that is sent for a query, and the length of what stands before the query itself."""
        by_variable = self.profile.default_graph is not None
        return for_server(within_ours(sparql, by_variable=by_variable) if self.ours else sparql)

    def default_graph(self, sparql: str) -> ox.NamedNode | None:
        """The graph that is sent beside a query as its default graph; None: the server's own, or the query says it."""
        return self.profile.default_graph if self.ours and not has_dataset(sparql) else None

    def send(
        self, request: urllib.request.Request, sparql: str = "", shift: int = 0, *, missing_is_well: bool = False
    ) -> Answer:
        """Send a request, and give an answer that tells of success.

        `sparql` is what is sent, after `shift` characters of ours, for the place in a message. Raises QueryError for a query
        that the server does not read, EndpointError for any other failure.
        """
        answer = exchange(self.endpoint, request, self.timeout, self.most)
        if 200 <= answer.status < 300 or (missing_is_well and answer.status == 404):
            return answer
        raise failure(self.endpoint, answer, sparql, shift)


class _Request(SPARQLWrapper):
    """A query or update (`kind` INSERT) as SPARQLWrapper words it over HTTP."""

    def __init__(self, endpoint: Endpoint, sparql: str, kind: str, accept: str) -> None:
        self._kind = kind
        self._accept = accept
        super().__init__(endpoint.url, endpoint.update, returnFormat=JSON)
        self.setMethod(POST)
        if kind == INSERT:
            self.setRequestMethod(POSTDIRECTLY)
        self.setOnlyConneg(True)
        self.setQuery(sparql)

    def _parseQueryType(self, query: str) -> str:  # noqa: N802 - theirs, by regular expression, is misled by IRIs and strings
        return self._kind

    def _getAcceptHeader(self) -> str:  # noqa: N802
        return self._accept

    def made(self) -> urllib.request.Request:
        """The request; it is sent by `exchange` instead of SPARQLWrapper's own opener, which reads without end."""
        return self._createRequest()
