"""A server of the tests that answers as it is told: wrongly, slowly, without end."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from local_servers import LOOPBACK

Reply = Callable[[BaseHTTPRequestHandler], None]

JSON = "application/sparql-results+json"
TRUE = b'{"head": {}, "boolean": true}'


class Scripted(ThreadingHTTPServer):
    """Gives `reply` to every request, and keeps what was asked in `seen` (path, headers, body)."""

    daemon_threads = True

    def __init__(self, reply: Reply) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.reply = reply
        self.seen: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.server_port}/sparql"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what many of these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: Scripted

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append((self.path, dict(self.headers), body))
        self.server.reply(self)

    do_GET = do_PUT = do_DELETE = do_POST  # noqa: N815 - the names are those of the methods of HTTP

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def scripted(reply: Reply) -> Iterator[Scripted]:
    with Scripted(reply) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()


def saying(body: bytes, content_type: str = JSON, status: int = 200, **headers: str) -> Reply:
    """A reply with this body."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", content_type)
        sent = {"Content_Length": str(len(body)), **headers}
        for name, value in sent.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def dripping(seconds: float) -> Reply:
    """A reply that goes on, a byte at a time, for so long."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.end_headers()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    return reply


def endless(handler: BaseHTTPRequestHandler) -> None:
    """A reply without end, and without its length."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65536)
