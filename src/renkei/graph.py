"""The façade people script with: `renkei.open()` gives a Graph that answers questions and SPARQL."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from renkei.errors import QueryError, Text, UsageError
from renkei.query.alignments import Alignment, get_alignment
from renkei.query.labels import labels_of
from renkei.query.lexer import Bound, bind
from renkei.query.resolve import terms_for
from renkei.query.results import SOURCES, Result
from renkei.query.saved import SavedQuery, get_question
from renkei.query.statements import Statements, statements
from renkei.rdf.quads import in_graph, known
from renkei.store.dialect import for_server, form_of, is_sparql
from renkei.store.endpoint import is_url
from renkei.store.generations import Generation, Reader, open_reader
from renkei.store.guard import guard
from renkei.store.oxigraph import OxigraphStore
from renkei.store.protocol import Store, Table
from renkei.store.worker import WorkerStore

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx
    import rdflib

    from renkei.analysis.report import Analysis
    from renkei.match.consortium import Consortia
    from renkei.match.explaining import Matcher
    from renkei.match.partners import Partners
    from renkei.query.ask import Reply, Understanding
    from renkei.store.pushed import Pushed
    from renkei.viz.picture import Picture

# What a request to a server may take, in seconds, unless it is said otherwise.
SERVER_TIMEOUT = 60.0


class Graph:
    """A store of renkei, open for reading; close it, or use it in a `with` statement, to let its files go."""

    def __init__(
        self,
        store: Store,
        generation: Generation | Pushed | None,
        reader: Reader | None,
        alignments: tuple[Alignment, ...] = (),
    ) -> None:
        self.store = store
        self.alignments = alignments
        self._generation = generation
        self._reader = reader
        self._names = reader.names if reader else None

    @property
    def generation(self) -> Generation | Pushed:
        """What the store was built from, and where it is. Raises UsageError for a server that holds no store of renkei."""
        if self._generation is None:
            raise UsageError(
                Text(
                    "このサーバーには renkei push で入れたストアがないため、問い合わせだけができます。",
                    "This server holds no store that renkei pushed: it can be queried, and nothing else.",
                )
            )
        return self._generation

    def query(self, name: str, *, why: bool = False, **parameters: object) -> Result:
        """The answer to the saved question `name`; parameters are labels, ids, IRIs or plain values.

        With `why` each row carries the passages and files behind it. Raises UsageError for an unknown name, parameter or
        thing, with near misses.
        """
        question = get_question(name)
        sparql = self.bound(question, **parameters)
        table = self.store.select(sparql)
        headings = {c.name: c.heading for c in question.columns}
        return self._result(sparql, table, tuple(headings[c] for c in table.columns), why)

    def bound(self, question: SavedQuery, **parameters: object) -> str:
        """The SPARQL of a saved question with its parameters bound."""
        return bind(question.sparql, terms_for(question, parameters, self.store, self._names))

    def select(self, sparql: str, *, why: bool = False, **terms: Bound) -> Result:
        """The answer to a SELECT; `terms` fill `$name` in it, a list of them a block of VALUES.

        Raises QueryError with line and column.
        """
        text = self._guarded(sparql, terms)
        table = self.store.select(text)
        return self._result(text, table, tuple(Text(c, c) for c in table.columns), why)

    def construct(self, sparql: str, **terms: Bound) -> Statements:
        """The triples of a CONSTRUCT or DESCRIBE, sorted. Raises QueryError likewise."""
        return statements(self.store.construct(self._guarded(sparql, terms)))

    def boolean(self, sparql: str, **terms: Bound) -> bool:
        """The answer to an ASK. Raises QueryError likewise."""
        return self.store.ask(self._guarded(sparql, terms))

    def run(self, sparql: str, *, why: bool = False, **terms: Bound) -> Result | Statements | bool:
        """The answer to a query of any form: rows (with `why` for SELECT alone), statements, or a truth. Raises QueryError."""
        guard(sparql)
        form = form_of(sparql)
        if form == "SELECT":
            return self.select(sparql, why=why, **terms)
        if why:
            raise QueryError(
                Text(
                    f"出典を示せるのは SELECT だけです（これは {form}）。",
                    f"Only the rows of a SELECT have sources: this is {form}.",
                )
            )
        return self.boolean(sparql, **terms) if form == "ASK" else self.construct(sparql, **terms)

    def explain(self, query: str, **parameters: object) -> str:
        """The SPARQL that a saved question or a query is run as: parameters bound, prefixes declared. Nothing is run.

        Raises UsageError and QueryError as `query` and `run` do.
        """
        from renkei.store.remote import RemoteStore

        if is_sparql(query):
            sparql = self._guarded(query, parameters)  # type: ignore[arg-type]  # bind refuses what is no term
        else:
            question = get_question(query)
            sparql = bind(question.body, terms_for(question, parameters, self.store, self._names))
        remote = self.store if isinstance(self.store, RemoteStore) else None
        text, shift = remote.worded(sparql) if remote else for_server(sparql)
        default = remote.default_graph(sparql) if remote else None
        note = f"# default-graph-uri: {default}\n" if default else ""
        return note + text[:shift].replace("> ", ">\n") + text[shift:].strip("\n") + "\n"

    def ask(self, sentence: str, *, why: bool = False) -> Reply:
        """The answer to a question in plain Japanese or English: the saved question that is meant, by rules, and its answer.

        Where it is not sure which question is meant, the reply has no result and says why, with the likeliest questions.
        Raises UsageError for a sentence that is empty, too long or has control characters.
        """
        from renkei.query.ask import Reply

        understood = self.understand(sentence)
        if not understood.sure:
            return Reply(understood, None)
        chosen = understood.readings[0]
        return Reply(understood, self.query(chosen.question.name, why=why, **chosen.terms))

    def understand(self, sentence: str) -> Understanding:
        """What `ask` takes a sentence to mean. Raises UsageError likewise."""
        from renkei.query.ask import understand

        return understand(sentence, self.store, self._names)

    def network(self, view: str = "organisations", **narrowing: Any) -> nx.Graph[str]:
        """A network as a `networkx.Graph` that shows itself in notebooks: affiliations, organisations, regions or fields.

        `narrowing` is that of `network.views.Narrowing`, by name: activities, place, kind, sector, field, first, last, ego,
        steps. The attributes of nodes and edges are told in `network.graphs`. Raises UsageError as `network_of` does.
        """
        from renkei.network.views import Narrowing, network_of
        from renkei.viz.picture import Network

        return Network(network_of(self.store, view, Narrowing(**narrowing), self._names))

    def picture(self, asked: str = "organisations", **given: Any) -> Picture:
        """One picture of a network, a saved question or a query, as `viz.pictured.pictured` draws it."""
        from renkei.viz.pictured import pictured

        return pictured(self, self._names, asked, **given)

    def analyze(
        self,
        name: str,
        *,
        top: int | None = None,
        by: str | None = None,
        exact: bool | None = None,
        between: tuple[int, int] | None = None,
        against: Graph | None = None,
        seed: int = 1,
        watch: Callable[[Text], None] = lambda _: None,
        **asked: Any,
    ) -> Analysis:
        """An analysis of the network of organisations, one of `analysis.catalogue.ANALYSES`: a table, with notes on it.

        The settings are told in `analysis.catalogue.Settings`; what else is `asked` is what `what-if` changes (lists), and the
        narrowing of `network`. `.result("en")` is a Result. Raises UsageError likewise.
        """
        from renkei.analysis.catalogue import CHANGED, Settings, analyze
        from renkei.network.views import Narrowing

        changed = {what: tuple(given) for what in CHANGED if (given := asked.pop(what, None)) is not None}
        settings = Settings(top, seed, by, exact, between, against.store if against else None, watch, **changed)
        return analyze(self.store, name, Narrowing(**asked), settings, self._names)

    def match(self, organisation: str | None = None, *, need: str | None = None, **options: Any) -> Partners:
        """Whom an organisation should work with, or who can meet a need (id, or words), with reasons: `match.partners`."""
        from renkei.match.partners import partners

        return partners(self.store, self._matcher, organisation=organisation, need=need, index=self._names, **options)

    def consortium(self, alternatives: int = 0, seconds: float = 60.0, why: bool = False, **required: Any) -> Consortia:
        """The fewest that cover what is `required`: `match.requirements.Requirement`, by name. Raises as `consortia` does."""
        from renkei.match.consortium import consortia
        from renkei.match.requirements import Requirement

        return consortia(self.store, self._matcher, Requirement(**required), alternatives, seconds, why, self._names)

    def hit_rates(self) -> Result:
        """How often something came of introductions, by the parts of the score (`match.outcomes`)."""
        from renkei.match.outcomes import as_result, hit_rates

        return as_result(hit_rates(self._matcher.known, self._matcher.scorer))

    @cached_property
    def _matcher(self) -> Matcher:
        from renkei.match.partners import matcher

        return matcher(self.store)

    def labels(self, iris: Iterable[str]) -> dict[str, Text]:
        """The labels of things, by their IRIs; of those that have one."""
        return labels_of(self.store, iris)

    def to_rdflib(self) -> rdflib.Dataset:
        """An rdflib.Dataset over the same data, whose SPARQL Oxigraph answers; it cannot be written to.

        Raises UsageError for a server that was not opened with `memory`.
        """
        from renkei.query.bridge import dataset

        if isinstance(self.store, WorkerStore):
            raise UsageError(
                Text(
                    "rdflib のグラフには制限時間を付けられません。timeout を指定せずに開いてください。",
                    "An rdflib graph has no deadline: open the store without timeout.",
                )
            )
        if not isinstance(self.store, OxigraphStore):
            raise UsageError(
                Text(
                    "サーバーの上のグラフはそのまま rdflib にできません。renkei.open(URL, memory=True) で読み込んでください。",
                    "A graph on a server is no rdflib graph: read it with renkei.open(URL, memory=True).",
                )
            )
        return dataset(self.store)

    def refuse_private(self, include_private: bool = False) -> None:
        """Raise UsageError where the store was built for its owner, unless `include_private` says that this is meant."""
        if self.generation.manifest["audience"] == "owner" and not include_private:
            raise UsageError(
                Text(
                    "このストアには非公開のデータがあります。外に出してよければ --include-private を付けてください。",
                    "This store holds private data. Add --include-private if it may leave this machine.",
                )
            )

    def close(self) -> None:
        """Let the store's files go. The graph must not be used afterwards."""
        if isinstance(self.store, WorkerStore):
            self.store.close()
        if self._reader is not None:
            self._reader.close()

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        if self._generation is None:
            return "<renkei.Graph on a server>"
        return f"<renkei.Graph {self._generation.digest}: {self._generation.manifest['statements']} statements>"

    def _guarded(self, sparql: str, terms: dict[str, Bound]) -> str:
        guard(sparql)
        return bind(sparql, terms) if terms else sparql

    def _result(self, sparql: str, table: Table, headings: tuple[Text, ...], why: bool) -> Result:
        if not why:
            return Result(table, headings)
        if SOURCES in table.columns:
            raise QueryError(
                Text(
                    f"出典の列と名前が重なります。?{SOURCES} を別の名前にしてください。",
                    f"The sources need a column of that name: call ?{SOURCES} something else.",
                )
            )
        from renkei.query.rules import shipped_rules
        from renkei.query.why import sources_of

        rules = [*shipped_rules(), *(rule for alignment in self.alignments for rule in alignment.rules)]
        return Result(table, headings, sources_of(self.store, sparql, table, rules))


def open(
    path: str | Path | None = None,
    *,
    endpoint: str | None = None,
    memory: bool = False,
    align: str | Iterable[str] = (),
    timeout: float | None = None,
    watch: Callable[[Text], None] = lambda _: None,
) -> Graph:
    """Open a store: at `path` or on the server `endpoint`, else at RENKEI_STORE or RENKEI_ENDPOINT, else the shipped data.

    `path` may be the URL of a SPARQL server too; user, password or token for it come from the environment. With `timeout` each
    query ends after so many seconds (QueryTimeout), each request to a server after 60 s without it; a copy in memory has no
    such limit. With `memory` the store is read into memory, where queries run several times faster.
    With `align` it is too, and speaks the terms of the alignments named (`eurio`) besides its own; the store itself stays as
    it is. Raises StoreError for a path that is no store, EndpointError for a server that does not answer, UsageError for an
    alignment that there is not, and for both a path and a server.
    """
    wanted = tuple(map(get_alignment, dict.fromkeys([align] if isinstance(align, str) else align)))
    url, directory = _place(path, endpoint)
    if url:
        return _open_server(url, memory or bool(wanted), wanted, timeout or SERVER_TIMEOUT, watch)
    from renkei.build.shipped import shipped_store

    reader = open_reader(directory or shipped_store())
    if not memory and not wanted:
        store = WorkerStore(reader.generation.data, timeout) if timeout else reader.store
        return Graph(store, reader.generation, reader)
    copy = OxigraphStore.in_memory()
    copy.load(reader.store.quads())
    apply_alignments(copy, wanted)
    return Graph(copy, reader.generation, reader, wanted)  # the index of names stays on disk


def open_whole(
    path: str | Path | None = None,
    *,
    endpoint: str | None = None,
    align: str | Iterable[str] = (),
    watch: Callable[[Text], None] = lambda _: None,
) -> Graph:
    """Open a store, as `open` does, for work that reads all of it: what stands on a server is read into memory first."""
    url, directory = _place(path, endpoint)
    return open(directory, endpoint=url, memory=url is not None, align=align, watch=watch)


def _place(path: str | Path | None, endpoint: str | None) -> tuple[str | None, Path | None]:
    """The URL of the server or the folder to open, one of them at most; neither means the shipped data."""
    if path is None and endpoint is None:
        path, endpoint = os.environ.get("RENKEI_STORE") or None, os.environ.get("RENKEI_ENDPOINT") or None
    if path and endpoint:
        raise UsageError(
            Text(
                "--store（RENKEI_STORE）と --endpoint（RENKEI_ENDPOINT）が両方指定されています。片方にしてください。",
                "Both a store and a server are named (--store or RENKEI_STORE, --endpoint or RENKEI_ENDPOINT): name one.",
            )
        )
    if is_url(path):
        return str(path), None
    return endpoint, Path(path) if path else None


def _open_server(
    url: str, memory: bool, alignments: tuple[Alignment, ...], timeout: float, watch: Callable[[Text], None]
) -> Graph:
    from renkei.store.endpoint import endpoint as server_at
    from renkei.store.pushed import copied, find_pushed
    from renkei.store.remote import RemoteStore

    store = RemoteStore(server_at(url), timeout=timeout)
    pushed = find_pushed(store)
    store.ours = pushed is not None
    opened = Graph(store, pushed, None)
    if not memory:
        return opened
    generation = opened.generation  # a server without a store of ours is not read as a whole
    copy = copied(store, watch)
    apply_alignments(copy, alignments)
    return Graph(copy, generation, None, alignments)


def apply_alignments(store: Store, alignments: Iterable[Alignment]) -> int:
    """Add what alignments say, and what follows from them, to a store; gives the number of statements that follow.

    The mappings stand in the default graph and in the graph of their file, what follows in the default graph and in the
    graph of its rule.
    """
    from renkei.build.rules import apply_rules

    given = list(alignments)
    for alignment in given:
        store.load(quad for t in alignment.statements for quad in (known(t), in_graph(t, alignment.graph)))
    return apply_rules(store, [rule for alignment in given for rule in alignment.rules])
