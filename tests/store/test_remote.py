"""What becomes of a server that refuses, fails, stalls or answers with something else; and what is never sent to anyone."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable

import pytest
from local_servers import LOOPBACK, free_port
from scripted_server import JSON, TRUE, Reply, dripping, endless, saying, scripted

from renkei.errors import EndpointError, QueryError, UsageError
from renkei.store.endpoint import PASSWORD, PROFILES, TOKEN, USER, beside, endpoint, profile_of
from renkei.store.remote import RemoteStore

SELECT = "SELECT ?s WHERE { ?s ?p ?o }"
SECRET = "open-sesame-7"
XML = "application/sparql-results+xml"
PLAIN = {"profile": "generic", "environment": {}}


def _asking(reply: Reply, *, timeout: float = 5, most: int = 100_000) -> EndpointError:
    with scripted(reply) as server:
        store = RemoteStore(endpoint(server.url, profile="generic", environment={}), timeout=timeout, most=most)
        with pytest.raises(EndpointError) as caught:
            store.select(SELECT)
    assert caught.value.url == server.url
    return caught.value


TWO = b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "http://example.org/a"}}, {'


@pytest.mark.parametrize(
    ("reply", "reason", "status", "ja", "en"),
    [
        (saying(b"", status=401), "unauthorized", 401, "アクセスを断られました", "refuses access"),
        (saying(b"", status=403), "unauthorized", 403, "アクセスを断られました", "refuses access"),
        (saying(b"", status=404), "missing", 404, "何もありません", "nothing here"),
        (saying(b"out of memory", "text/plain", 500), "failed", 500, "out of memory", "out of memory"),
        (saying(b"<b>Bad</b> gateway", "text/html", 502), "failed", 502, "Bad gateway", "Bad gateway"),
        (saying(b"", status=503), "failed", 503, "HTTP 503", "HTTP 503"),
        (saying(b"<html>hello</html>", "text/html; charset=utf-8"), "html", 200, "HTML ページ", "HTML page"),
        (saying(b"PNG", "image/png"), "content-type", 200, "image/png", "image/png"),
        (saying(b"{}", "application/ld+json"), "content-type", 200, "ld+json", "ld+json"),
        (saying(b"", ""), "content-type", 200, "形式", "type"),
        (saying(b'{"head": '), "malformed", None, "壊れている", "malformed"),
        (saying(b"[]"), "malformed", None, "壊れている", "malformed"),
        (saying(TWO), "malformed", None, "壊れている", "broke off"),
        (saying(TRUE), "malformed", None, "壊れている", "boolean"),
        (saying(b"\xff\xfe\x00", JSON), "malformed", None, "壊れている", "malformed"),
        (saying(b"[" * 90_000, JSON), "malformed", None, "壊れている", "malformed"),
        (saying(b"<sparql><head>", XML), "malformed", None, "壊れている", "malformed"),
        (saying(TWO, Content_Length="5000"), "truncated", None, "途中で切れました", "broke off"),
        (saying(b"", Content_Length="99999999"), "oversize", None, "100,000 バイト", "100,000 bytes"),
        (endless, "oversize", None, "100,000 バイト", "100,000 bytes"),
        (saying(b"", status=302, Location="https://elsewhere.example/x?key=1"), "redirect", None, "転送", "redirects"),
        (saying(b"", status=307, Location="//elsewhere.example/x"), "redirect", None, "転送", "redirects"),
        (saying(b"", status=302, Location="file:///etc/hosts"), "redirect", None, "転送", "redirects"),
        (saying(b"", status=308, Location="/sparql"), "redirect", None, "転送", "redirects"),
    ],
)
def test_each_failure_has_its_message(reply: Reply, reason: str, status: int | None, ja: str, en: str) -> None:
    error = _asking(reply)
    assert (error.reason, error.status) == (reason, status)
    assert ja in error.message.ja
    assert en in error.message.en
    assert "key=1" not in error.message.en


def test_nobody_listens() -> None:
    url = f"http://{LOOPBACK}:{free_port()}/sparql"
    with pytest.raises(EndpointError) as caught:
        RemoteStore(endpoint(url, environment={}))
    assert caught.value.reason == "refused"
    assert "接続を断られました" in caught.value.message.ja
    assert "refused" in caught.value.message.en


def _silent(handler: object) -> None:
    time.sleep(2)


def _silent_after_the_headers(handler: object) -> None:
    saying(b"", Content_Length="10")(handler)  # type: ignore[arg-type]
    time.sleep(2)


@pytest.mark.parametrize("reply", [_silent, _silent_after_the_headers, dripping(2)])
def test_a_deadline_holds_wherever_the_server_stalls(reply: Reply) -> None:
    began = time.monotonic()
    error = _asking(reply, timeout=0.5)
    assert error.reason == "timeout"
    assert "0.5 秒" in error.message.ja
    assert time.monotonic() - began < 1.5  # of a busy machine; the replies take 2 s


def test_a_server_that_cuts_its_answer_says_so_in_a_header() -> None:
    table = b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "literal", "value": "a"}}]}}'
    assert _asking(saying(table, X_SPARQL_MaxRows="1")).reason == "truncated"
    assert _asking(saying(table, X_SQL_State="S1TAT")).reason == "truncated"
    with scripted(saying(table, X_SPARQL_MaxRows="2")) as server:
        assert len(RemoteStore(endpoint(server.url, **PLAIN)).select(SELECT).rows) == 1


def test_results_in_xml_are_read() -> None:
    text = b"""<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/></head>
    <results><result><binding name="s"><literal xml:lang="ja">a</literal></binding></result></results></sparql>"""
    with scripted(saying(text, XML)) as server:
        assert str(RemoteStore(endpoint(server.url, **PLAIN)).select(SELECT).rows[0][0]) == '"a"@ja'


def test_what_a_server_says_of_a_query_is_told_with_its_place() -> None:
    with scripted(saying(b"error at 2:7: expected a dot", "text/plain", 400)) as server:
        store = RemoteStore(endpoint(server.url, **PLAIN))
        with pytest.raises(QueryError, match="expected a dot") as caught:
            store.select("SELECT ?s\nWHERE { ?s ?p }")
    assert (caught.value.line, caught.value.column) == (2, 7)


def test_the_place_on_the_first_line_is_that_of_the_text_that_was_given() -> None:
    def reply(handler: object) -> None:
        column = server.seen[0][2].decode().count("+")  # any number: the prologue is taken off it
        saying(f"error at 1:{column + 60}: what".encode(), "text/plain", 400)(handler)  # type: ignore[arg-type]

    with scripted(reply) as server, pytest.raises(QueryError) as caught:
        RemoteStore(endpoint(server.url, **PLAIN)).select("SELECT ?s WHERE { ?s rdfs:label }")
    prologue = len("PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> ")
    assert caught.value.column == server.seen[0][2].decode().count("+") + 60 - prologue


def test_a_redirect_within_the_host_is_followed_with_the_query() -> None:
    def reply(handler: object) -> None:
        path = handler.path  # type: ignore[attr-defined]
        moved = saying(b"", status=301, Location="/new")
        (saying(TRUE) if path == "/new" else moved)(handler)  # type: ignore[arg-type]

    with scripted(reply) as server:
        assert RemoteStore(endpoint(server.url, **PLAIN)).ask("ASK { ?s ?p ?o }") is True
    assert [path for path, _, _ in server.seen] == ["/sparql", "/new"]
    assert server.seen[0][2] == server.seen[1][2] != b""


# Credentials


def _environment(**given: str) -> dict[str, str]:
    return {{"user": USER, "password": PASSWORD, "token": TOKEN}[name]: value for name, value in given.items()}


def test_a_token_goes_to_the_host_and_to_no_other() -> None:
    with scripted(saying(TRUE)) as other:
        elsewhere = other.url

        with scripted(saying(b"", status=307, Location=elsewhere)) as server:
            store = RemoteStore(endpoint(server.url, profile="generic", environment=_environment(token=SECRET)))
            with pytest.raises(EndpointError) as caught:
                store.ask("ASK { ?s ?p ?o }")
    assert caught.value.reason == "redirect"
    assert server.seen[0][1]["Authorization"] == f"Bearer {SECRET}"
    assert other.seen == []


def test_user_and_password_answer_a_challenge() -> None:
    def reply(handler: object) -> None:
        given = handler.headers.get("Authorization")  # type: ignore[attr-defined]
        ask = saying(b"", status=401, WWW_Authenticate='Basic realm="x"')
        (saying(TRUE) if given else ask)(handler)  # type: ignore[arg-type]

    with scripted(reply) as server:
        environment = _environment(user="taro", password=SECRET)
        assert RemoteStore(endpoint(server.url, profile="generic", environment=environment)).ask("ASK { }") is True
    assert server.seen[0][1].get("Authorization") is None
    assert server.seen[1][1]["Authorization"] == "Basic " + base64.b64encode(f"taro:{SECRET}".encode()).decode()


@pytest.mark.parametrize("challenge", ['Basic realm="x"', 'Digest realm="x", nonce="y"', "Bearer", "Negotiate"])
def test_wrong_credentials_are_refused_and_not_shown(challenge: str) -> None:
    with scripted(saying(SECRET.encode(), status=401, WWW_Authenticate=challenge)) as server:
        place = endpoint(server.url, profile="generic", environment=_environment(user="taro", password=SECRET))
        with pytest.raises(EndpointError) as caught:
            RemoteStore(place).ask("ASK { }")
    assert caught.value.reason == "unauthorized"
    assert USER in caught.value.message.ja
    for shown in (caught.value.message.ja, caught.value.message.en, str(caught.value), repr(place)):
        assert SECRET not in shown
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: endpoint(f"http://taro:{SECRET}@example.org/sparql", environment={}), "URL"),
        (lambda: endpoint(f"http://{SECRET}@example.org/sparql", environment={}), "URL"),
        (lambda: endpoint("ftp://example.org/", environment={}), "http"),
        (lambda: endpoint("example.org/sparql", environment={}), "http"),
        (lambda: endpoint("http:///sparql", environment={}), "http"),
        (lambda: endpoint("http://example.org:99999/", environment={}), "http"),
        (lambda: endpoint("http://example.org/a b", environment={}), "http"),
        (lambda: endpoint("http://example.org/\r\nX: y", environment={}), "http"),
        (lambda: endpoint("http://example.org/q", update="http://example.net/u", environment={}), "--update-endpoint"),
        (lambda: endpoint("http://example.org/q", graph_store="https://example.net/", environment={}), "--graph-store"),
        (lambda: endpoint("http://example.org/q", profile="virtuso", environment={}), "virtuoso"),
        (lambda: endpoint("http://example.org/q", environment=_environment(user="taro")), PASSWORD),
        (lambda: endpoint("http://example.org/q", environment=_environment(token=SECRET + "\r\nX: y")), TOKEN),
        (lambda: endpoint("http://example.org/q", environment=_environment(token=SECRET + "鍵")), TOKEN),
        (
            lambda: endpoint("http://example.org/q", environment=_environment(user="a", password="b", token=SECRET)),
            TOKEN,
        ),
    ],
)
def test_addresses_and_credentials_that_cannot_be_used(call: Callable[[], object], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        call()
    assert said in caught.value.message.ja
    assert said in caught.value.message.en
    assert SECRET not in caught.value.message.ja + caught.value.message.en


# Profiles


@pytest.mark.parametrize(
    ("header", "name"),
    [("Oxigraph/0.5.13", "oxigraph"), ("Virtuoso/07.20.3229 (Linux)", "virtuoso"), ("nginx", "generic"), ("", "generic")],
)
def test_the_profile_is_told_by_the_server(header: str, name: str) -> None:
    assert profile_of(header).name == name


@pytest.mark.parametrize(
    ("url", "name", "expected"),
    [
        ("http://h.example/query", "oxigraph", ("http://h.example/update", "http://h.example/store")),
        ("http://h.example/a/query/", "oxigraph", ("http://h.example/a/update", "http://h.example/a/store")),
        ("http://h.example/sparql", "virtuoso", ("http://h.example/sparql-auth", "http://h.example/sparql-graph-crud-auth")),
        ("http://h.example/other", "virtuoso", (None, None)),
        ("http://h.example/query", "generic", (None, None)),
    ],
)
def test_where_a_server_is_written_to(url: str, name: str, expected: tuple[str | None, str | None]) -> None:
    assert beside(endpoint(url, environment={}), PROFILES[name]) == expected


def test_the_addresses_that_are_given_win() -> None:
    place = endpoint("http://h.example/query", update="http://h.example/u", environment={})
    assert beside(place, PROFILES["oxigraph"]) == ("http://h.example/u", "http://h.example/store")


def test_without_an_address_nothing_is_written() -> None:
    with scripted(saying(TRUE)) as server, pytest.raises(UsageError, match="--update-endpoint"):
        RemoteStore(endpoint(server.url, **PLAIN)).update("CLEAR DEFAULT")
    assert server.seen == []
