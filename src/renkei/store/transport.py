"""One exchange with a server over HTTP: ended at its deadline, bounded while it is read, and kept to the host it was for."""

from __future__ import annotations

import contextlib
import functools
import http.client
import socket
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import IO
from urllib.parse import urljoin, urlsplit

from renkei.errors import EndpointError, Text
from renkei.store.endpoint import PASSWORD, TOKEN, USER, Endpoint, shown

_CHUNK = 1 << 16
# Of the body of an error this much is read, for what it says.
_COMPLAINT = 4_096
_MOST_REDIRECTS = 5


@dataclass(frozen=True)
class Answer:
    """What a server sent: the status, the headers, and the body as far as it may be read."""

    url: str
    status: int
    headers: Message
    body: bytes

    @property
    def content_type(self) -> str:
        """The media type, without parameters, in lower case."""
        return (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()

    @property
    def server(self) -> str:
        return self.headers.get("Server") or ""


class _Watch:
    """Shuts the sockets of an exchange when its time is over, wherever it stands."""

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self.refused: list[IO[bytes]] = []
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def add(self, opened: socket.socket) -> None:
        self._sockets.append(opened)

    def _expire(self) -> None:
        self.expired = True
        for opened in self._sockets:
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        for answer in self.refused:
            answer.close()


class _Connection(http.client.HTTPConnection):
    def __init__(self, host: str, *, watch: _Watch, timeout: float) -> None:
        super().__init__(host, timeout=timeout)
        self._watch = watch

    def connect(self) -> None:
        super().connect()
        self._watch.add(self.sock)


class _SecureConnection(http.client.HTTPSConnection):
    def __init__(self, host: str, *, watch: _Watch, timeout: float) -> None:
        super().__init__(host, timeout=timeout, context=ssl.create_default_context())
        self._watch = watch

    def connect(self) -> None:
        super().connect()
        self._watch.add(self.sock)


class _Watched(urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
    """Opens connections that the watch can shut."""

    def __init__(self, watch: _Watch) -> None:
        super().__init__()
        self._watch = watch

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(functools.partial(_Connection, watch=self._watch), req)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(functools.partial(_SecureConnection, watch=self._watch), req)


class _Elsewhere(Exception):
    """A redirect that is not followed."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


class _OwnHost(urllib.request.HTTPRedirectHandler):
    """Follows a redirect with the same method and body, within one scheme, host and port; raises _Elsewhere for another."""

    max_redirections = _MOST_REDIRECTS

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request:
        place = urljoin(req.full_url, newurl)
        if _origin(place) != _origin(req.full_url):
            fp.close()
            raise _Elsewhere(place)
        return urllib.request.Request(  # noqa: S310 - the scheme is that of the address that was asked
            place, req.data, req.headers, method=req.get_method()
        )

    def http_error_307(self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message) -> object:
        return self.http_error_302(req, fp, code, msg, headers)  # type: ignore[arg-type]

    http_error_308 = http_error_307


class _Unauthorized(urllib.request.BaseHandler):
    """Sees to it that the refusals before an answer are closed with the exchange."""

    handler_order = 100

    def __init__(self, watch: _Watch) -> None:
        self._watch = watch

    def http_error_401(self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message) -> None:
        self._watch.refused.append(fp)


def exchange(endpoint: Endpoint, request: urllib.request.Request, timeout: float, most: int) -> Answer:
    """Send a request and read its answer: at most `most` bytes, within `timeout` seconds.

    An answer with an error status is given like any other, with the beginning of its body. Raises EndpointError for a server
    that is not reached, does not answer in time, sends more than `most`, ends too early or points to another host.
    """
    if endpoint.token:
        request.add_header("Authorization", f"Bearer {endpoint.token}")
    with _Watch(timeout) as watch, _translated(endpoint, watch, timeout):
        try:
            with _opener(endpoint, watch).open(request, timeout=timeout) as response:
                body = _read(endpoint, response, most, watch)
                return Answer(request.full_url, response.status, response.headers, body)
        except urllib.error.HTTPError as error:
            with error:
                if 300 <= error.code < 400:  # more redirects than are followed
                    raise _Elsewhere(error.headers.get("Location") or "") from error
                said = b"" if error.code == 401 else error.read(_COMPLAINT)
                return Answer(request.full_url, error.code, error.headers, said)


def _opener(endpoint: Endpoint, watch: _Watch) -> urllib.request.OpenerDirector:
    handlers: list[urllib.request.BaseHandler] = [_Watched(watch), _OwnHost()]
    if endpoint.user and endpoint.password:
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        places = [p for p in (endpoint.url, endpoint.update, endpoint.graph_store) if p]
        known.add_password(None, [_root(p) for p in places], endpoint.user, endpoint.password)
        handlers += [
            _Unauthorized(watch),
            urllib.request.HTTPBasicAuthHandler(known),
            urllib.request.HTTPDigestAuthHandler(known),
        ]
    return urllib.request.build_opener(*handlers)


def _read(endpoint: Endpoint, response: http.client.HTTPResponse, most: int, watch: _Watch) -> bytes:
    length = response.headers.get("Content-Length")
    if length and length.isdigit() and int(length) > most:
        raise _oversize(endpoint, most)
    pieces, size = [], 0
    while piece := response.read1(_CHUNK):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise _oversize(endpoint, most)
    if watch.expired:  # a socket that is shut looks like one at its end
        raise TimeoutError
    if length and length.isdigit() and size < int(length):
        raise http.client.IncompleteRead(b"", int(length) - size)
    return b"".join(pieces)


@contextlib.contextmanager
def _translated(endpoint: Endpoint, watch: _Watch, timeout: float) -> Iterator[None]:
    """Errors of the network and of HTTP in words of ours; without their causes, which may name what is secret."""
    try:
        yield
    except _Elsewhere as error:
        place = shown(error.place)
        why = Text(
            f"別の場所（{place}）に転送しようとしました。そこが正しければ、その URL を指定してください。",
            f"it redirects to {place}. If that is the right place, give that URL.",
        )
        raise told(endpoint, "redirect", why) from None
    except ValueError as error:  # urllib's complaint about a way of authentication that it does not know
        if "AbstractDigestAuthHandler" not in str(error):
            raise
        raise unauthorized(endpoint, 401) from None
    except (OSError, http.client.HTTPException) as error:
        cause = error.reason if isinstance(error, urllib.error.URLError) else error
        if watch.expired or isinstance(cause, TimeoutError):
            raise _timeout(endpoint, timeout) from None
        raise told(endpoint, *_network_error(cause)) from None


def _network_error(cause: object) -> tuple[str, Text]:
    match cause:
        case ConnectionRefusedError():
            return "refused", Text(
                "接続を断られました。サーバーが動いているか、ポートが正しいか確かめてください。",
                "the connection was refused. Is the server running, and the port right?",
            )
        case http.client.IncompleteRead() | ConnectionResetError() | BrokenPipeError():
            return "truncated", Text(
                "答えが途中で切れました。もう一度試し、続くならサーバーのログを見てください。",
                "the answer broke off. Ask again; if it stays so, look into the server's log.",
            )
        case socket.gaierror():
            return "unreachable", Text("この名前のホストは見つかりません。", "no host of this name is found.")
        case _:
            said = (cause.strerror if isinstance(cause, OSError) else None) or type(cause).__name__
            return "unreachable", Text(f"接続できません（{said}）。", f"it cannot be reached ({said}).")


def _timeout(endpoint: Endpoint, timeout: float) -> EndpointError:
    why = Text(
        f"{timeout:g} 秒以内に答えが終わりませんでした。問いを狭めるか（LIMIT など）、制限時間を延ばしてください。",
        f"no whole answer within {timeout:g} s. Ask for less (LIMIT, a narrower question), or allow more time.",
    )
    return told(endpoint, "timeout", why)


def _oversize(endpoint: Endpoint, most: int) -> EndpointError:
    why = Text(
        f"答えが {most:,} バイトを超えます。LIMIT などで問いを狭めてください。",
        f"the answer is larger than {most:,} bytes. Ask for less, for example with LIMIT.",
    )
    return told(endpoint, "oversize", why)


def unauthorized(endpoint: Endpoint, status: int) -> EndpointError:
    """The error for a server that wants credentials, or others."""
    why = Text(
        f"アクセスを断られました（HTTP {status}）。環境変数に正しい認証情報を: {USER} と {PASSWORD}、または {TOKEN}",
        f"it refuses access (HTTP {status}). Set the right credentials in the environment: {USER} and {PASSWORD}, or {TOKEN}.",
    )
    return told(endpoint, "unauthorized", why, status)


def told(endpoint: Endpoint, reason: str, why: Text, status: int | None = None) -> EndpointError:
    """An error that begins with the server's address."""
    return EndpointError(Text(f"{endpoint.shown}: {why.ja}", f"{endpoint.shown}: {why.en}"), endpoint.shown, reason, status)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(scheme)


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
