"""What a reader names, as a picture: a network, a saved question, or a query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import networkx as nx

from renkei.errors import Text, UsageError, near_misses
from renkei.network.collaboration import collaboration_network
from renkei.network.views import VIEWS, Narrowing, network_of
from renkei.query.edges import network_of_rows, network_of_statements
from renkei.query.labels import labels_of
from renkei.query.results import Result
from renkei.query.saved import PARAMETER, questions
from renkei.query.statements import Statements
from renkei.store.dialect import is_sparql
from renkei.viz.picture import Network, Picture, picture

if TYPE_CHECKING:
    from renkei.query.lexer import Bound
    from renkei.store.names import NameIndex
    from renkei.store.protocol import Store

VIEW_TITLES = {
    "affiliations": Text("機関と、参加している活動", "Organisations and what they take part in"),
    "organisations": Text("同じ活動に参加している機関", "Organisations that take part in the same activities"),
    "regions": Text("地域どうしのつながり", "Ties between regions"),
    "fields": Text("分野と地域", "Fields in regions"),
}


class Asked(Protocol):
    """An open graph, as far as it is asked here."""

    @property
    def store(self) -> Store: ...

    def query(self, name: str, *, why: bool = False, **parameters: object) -> Result: ...

    def run(self, sparql: str, *, why: bool = False, **terms: Bound) -> Result | Statements | bool: ...


def pictured(
    graph: Asked,
    index: NameIndex | None,
    asked: str,
    *,
    title: str | None = None,
    together: str | None = None,
    **given: Any,
) -> Picture:
    """One picture: of a network by its name, of the answer to a saved question, or to a CONSTRUCT or SELECT.

    `given` narrows the network as `network.views.Narrowing` does, or fills the parameters; of the rows of a SELECT, the first
    two columns of things are drawn. `together` keeps the nodes of a `region` or `community` together. Raises UsageError for an
    unknown name with near misses, for what is no network, and as `viz.picture.picture` does.
    """
    if is_view(asked):
        return picture_of_view(graph.store, asked, given, index, title, together)
    if is_sparql(asked):
        return picture_of_answer(graph.store, graph.run(asked, **given), title, together)
    return picture_of_answer(graph.store, graph.query(asked, **given), title or question_title(asked, given), together)


def is_view(asked: str) -> bool:
    """Whether a network is asked for by its name; else it is a question or a query. Raises UsageError for neither."""
    if asked in VIEWS:
        return True
    if asked in questions() or is_sparql(asked):
        return False
    near = near_misses(asked, [*VIEWS, *questions()])
    said = Text(f"もしかして: {'、'.join(near)}。", f"Did you mean {' or '.join(near)}? ") if near else Text("", "")
    raise UsageError(
        Text(
            f"「{asked}」というネットワークも質問もありません。{said.ja}ネットワークは {'、'.join(VIEWS)}、"
            "質問は renkei questions で一覧できます。",
            f'There is no network and no question "{asked}". {said.en}The networks are {", ".join(VIEWS)}; '
            "renkei questions lists the questions.",
        )
    )


def picture_of_view(
    store: Store,
    view: str,
    narrowing: Mapping[str, Any],
    index: NameIndex | None = None,
    title: str | None = None,
    together: str | None = None,
) -> Picture:
    """The picture of a network of a store. Raises UsageError as `network_of` and `picture` do."""
    made = network_of(store, view, Narrowing(**narrowing), index)
    narrowed = [str(v) for k, v in narrowing.items() if v is not None and k in ("place", "kind", "sector", "field", "ego")]
    years = [narrowing.get("first"), narrowing.get("last")]
    if any(year is not None for year in years):
        narrowed.append("–".join("" if year is None else str(year) for year in years))
    words = VIEW_TITLES[view]
    if narrowed:
        words = Text(f"{words.ja}（{'、'.join(narrowed)}）", f"{words.en} ({', '.join(narrowed)})")
    return picture(Network(made), title or words, together=together)


def picture_of_answer(
    store: Store, answer: Result | Statements | bool, title: Text | str | None = None, together: str | None = None
) -> Picture:
    """The picture of an answer. Raises UsageError for one that is no network: a truth, or rows without two things."""
    if isinstance(answer, bool):
        raise UsageError(
            Text(
                "ASK の答え（true か false）は図になりません。SELECT か CONSTRUCT にしてください。",
                "The answer to an ASK (true or false) is no picture. Ask with SELECT or CONSTRUCT.",
            )
        )
    made: nx.Graph[Any] = network_of_rows(answer) if isinstance(answer, Result) else network_of_statements(answer)
    known = collaboration_network(store)
    labels = labels_of(store, [n for n in made if n not in known and ":" in n and not n.startswith("_:")])
    return picture(made, title, together=together, known=known, labels=labels)


def question_title(name: str, given: Mapping[str, Any]) -> Text:
    """The words of a saved question, with what was given for its parameters."""
    question = questions()[name].question

    def filled(words: str) -> str:
        return PARAMETER.sub(lambda m: str(given.get(m[1], "…")), words)

    return Text(filled(question.ja), filled(question.en))
