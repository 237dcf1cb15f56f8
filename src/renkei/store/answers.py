"""The answers of servers, read: tables, booleans and triples, and what is wrong with an answer that is none of them."""

from __future__ import annotations

import re

import pyoxigraph as ox

from renkei.errors import EndpointError, QueryError, Text
from renkei.store.endpoint import Endpoint
from renkei.store.oxigraph import syntax_error
from renkei.store.protocol import Table, Term
from renkei.store.transport import Answer, told, unauthorized

_RESULTS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"
_SAID_BOOLEAN = {"1": "true", "0": "false"}
# Virtuoso answers ASK with a table of one column, and one row or none.
_ASKED = ("__ASK_RETVAL",)


def read_table(endpoint: Endpoint, answer: Answer, *, leave_out: str) -> Table:
    """The table of a SELECT without the columns whose names begin with `leave_out`. Raises EndpointError for anything else."""
    found = _results(endpoint, answer)
    if isinstance(found, ox.QueryBoolean):
        raise _malformed(endpoint, "a boolean and no table")
    names = [v.value for v in found.variables if not v.value.startswith(leave_out)]
    rows: tuple[tuple[Term | None, ...], ...] = ()
    wrong = ""
    try:
        rows = tuple(tuple(_plain(solution[n]) for n in names) for solution in found)
    except (SyntaxError, ValueError) as error:
        wrong = str(error)
    del found  # an error that holds it may be let go by another thread, which the engine does not allow
    if wrong:
        raise _malformed(endpoint, wrong)
    return Table(tuple(names), rows)


def read_boolean(endpoint: Endpoint, answer: Answer) -> bool:
    """The answer to an ASK. Raises EndpointError for anything else."""
    found = _results(endpoint, answer)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    table = read_table(endpoint, answer, leave_out=" ")
    if table.columns == _ASKED:
        return len(table.rows) > 0
    raise _malformed(endpoint, "neither true nor false")


def read_triples(endpoint: Endpoint, answer: Answer) -> list[ox.Triple]:
    """The triples of a CONSTRUCT or DESCRIBE, each once. Raises EndpointError for anything else."""
    if not answer.body.strip():
        return []
    try:
        quads = list(ox.parse(answer.body, _GRAPHS[answer.content_type], base_iri=endpoint.url))
    except (SyntaxError, ValueError) as error:
        raise _malformed(endpoint, str(error)) from error
    return list(dict.fromkeys(ox.Triple(q.subject, q.predicate, _plain(q.object) or q.object) for q in quads))


def is_cut(answer: Answer, rows: int) -> bool:
    """Whether Virtuoso has cut a table at its limit of rows, which it tells in a header only."""
    limit = answer.headers.get("X-SPARQL-MaxRows")
    return bool(limit and limit.isdigit() and rows >= int(limit))


def cut(endpoint: Endpoint) -> EndpointError:
    """The error for an answer that the server itself cut."""
    why = Text(
        "サーバーが答えを途中で切りました。LIMIT と OFFSET で分けるか、サーバーの上限を上げてください。",
        "the server cut the answer. Ask for parts with LIMIT and OFFSET, or raise the server's limit.",
    )
    return told(endpoint, "truncated", why)


def check_answer(endpoint: Endpoint, answer: Answer, form: str) -> None:
    """Raise EndpointError for an answer whose media type cannot be one to this form of query, or that is not whole."""
    if answer.content_type not in (_RESULTS if form in ("SELECT", "ASK") else _GRAPHS):
        raise _not_an_answer(endpoint, answer)
    if answer.headers.get("X-SQL-State") == "S1TAT":  # Virtuoso's time was over: it gives what it had found
        raise cut(endpoint)


def failure(endpoint: Endpoint, answer: Answer, sparql: str, shift: int) -> EndpointError | QueryError:
    """The error for an answer whose status tells of none; `sparql` is what was sent, after `shift` characters of ours."""
    match answer.status:
        case 401 | 403:
            return unauthorized(endpoint, answer.status)
        case 404:
            why = Text(
                "ここには何もありません（HTTP 404）。URL を確かめてください。",
                "there is nothing here (HTTP 404). Check the URL.",
            )
            return told(endpoint, "missing", why, 404)
        case 400:
            return _complaint(answer, sparql, shift)
        case _:
            said = _words(answer)
            why = Text(
                f"サーバーが答えられませんでした（HTTP {answer.status}）。{said}".rstrip(),
                f"the server failed (HTTP {answer.status}). {said}".rstrip(),
            )
            return told(endpoint, "failed", why, answer.status)


def _results(endpoint: Endpoint, answer: Answer) -> ox.QuerySolutions | ox.QueryBoolean:
    try:
        found = ox.parse_query_results(answer.body, _RESULTS[answer.content_type])
    except (SyntaxError, ValueError) as error:
        raise _malformed(endpoint, str(error)) from error
    return found


def _malformed(endpoint: Endpoint, what: str) -> EndpointError:
    what = re.sub(r"\s+", " ", what)[:200]
    why = Text(f"答えを読めません（壊れているか途切れています）: {what}", f"the answer is malformed or broke off: {what}")
    return told(endpoint, "malformed", why)


def _not_an_answer(endpoint: Endpoint, answer: Answer) -> EndpointError:
    if answer.content_type in ("text/html", "application/xhtml+xml"):
        why = Text(
            "SPARQL の答えではなく HTML ページが返りました。SPARQL エンドポイントの URL か確かめてください。",
            "it gave an HTML page and no answer. Is this the URL of the SPARQL endpoint?",
        )
        return told(endpoint, "html", why, answer.status)
    found = re.sub(r"[^\w/+.-]", "", answer.content_type)[:80] or "-"
    why = Text(f"読めない形式の答えです（{found}）。", f"the answer is of a type that is not read here ({found}).")
    return told(endpoint, "content-type", why, answer.status)


def _plain(term: Term | None) -> Term | None:
    """A term in the form that the other stores have: booleans in words."""
    if isinstance(term, ox.Literal) and term.datatype.value == _BOOLEAN and term.value in _SAID_BOOLEAN:
        return ox.Literal(_SAID_BOOLEAN[term.value], datatype=ox.NamedNode(_BOOLEAN))
    return term


def _complaint(answer: Answer, sparql: str, shift: int) -> QueryError:
    """What a server says of a query that it cannot read, with the place where it tells one, or rdflib's parser does."""
    from pyparsing.exceptions import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    said = _words(answer)
    if re.search(r"error at \d+:\d+: ", said):
        found = syntax_error(said)
        if found.line == 1 and found.column is not None and shift:
            return syntax_error(re.sub(r"error at 1:\d+: ", f"error at 1:{found.column - shift}: ", said))
        return found
    try:
        parseQuery(sparql)
    except ParseException as error:
        return syntax_error(f"error at {error.lineno}:{error.column}: {said}")
    return QueryError(Text(f"サーバーがこの問い合わせを断りました: {said}", f"The server refuses this query: {said}"))


def _words(answer: Answer) -> str:
    """The beginning of what a server says, on one line and without mark-up."""
    text = answer.body.decode("utf-8", "replace").partition("SPARQL query:")[0]
    plain = re.sub(r"<[^>]*>", " ", text) if "html" in answer.content_type else text
    return re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in plain)).strip()[:300]
