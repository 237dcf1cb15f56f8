"""Real SPARQL servers on the loopback interface, in folders of their own, started and stopped by the tests."""

from __future__ import annotations

import contextlib
import shutil
import socket
import struct
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

LOOPBACK = socket.inet_ntoa(struct.pack("!L", socket.INADDR_LOOPBACK))
INSTALL_VIRTUOSO = "sudo apt-get install --no-install-recommends virtuoso-opensource-7-bin"

_VIRTUOSO = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = {host}:{sql}
DisableUnixSocket = 1
ServerThreads = 10
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
CheckpointInterval = 0
DirsAllowed = .
[HTTPServer]
ServerPort = {host}:{http}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = {most}
"""


@dataclass(frozen=True)
class Server:
    """A running server: the address of its queries, what the environment holds for those who write to it, its process."""

    url: str
    environment: dict[str, str] = field(default_factory=dict)
    process: int = 0


def free_port() -> int:
    """A port that no one listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


@contextlib.contextmanager
def oxigraph() -> Iterator[Server]:
    """Oxigraph's own server, in memory, from its Python package."""
    program = shutil.which("oxigraph", path=sysconfig.get_path("scripts"))
    assert program is not None, "the package oxigraph is not installed: pip install -r requirements-dev.txt"
    bind = f"{LOOPBACK}:{free_port()}"
    with _running([program, "serve", "--bind", bind], None, f"http://{bind}/query") as (url, process):
        yield Server(url, process=process)


@contextlib.contextmanager
def virtuoso(folder: Path, buffers: int = 8_000, most_rows: int = 10_000) -> Iterator[Server]:
    """Virtuoso open source with an empty database in `folder`; the test is skipped where it is not installed.

    `buffers` are of 8 KB each; tables are cut after `most_rows`.
    """
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip(f"Virtuoso is not installed: {INSTALL_VIRTUOSO}")
    http = free_port()
    text = _VIRTUOSO.format(host=LOOPBACK, sql=free_port(), http=http, buffers=buffers, dirty=buffers * 3 // 4, most=most_rows)
    (folder / "virtuoso.ini").write_text(text, encoding="ascii")
    command = [program, "-f", "-c", "virtuoso.ini"]
    with _running(command, folder, f"http://{LOOPBACK}:{http}/sparql") as (url, process):
        # The password of a new database of one test run, reached from this machine only.
        yield Server(url, {"RENKEI_ENDPOINT_USER": "dba", "RENKEI_ENDPOINT_PASSWORD": "dba"}, process)


@contextlib.contextmanager
def _running(command: list[str], folder: Path | None, url: str) -> Iterator[tuple[str, int]]:
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(process, url)
            yield url, process.pid
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(process: subprocess.Popen[bytes], url: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            sys.exit(f"{process.args!r} ended with {process.returncode}")
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"{url}?query=ASK%7B%7D", timeout=5).close()
            return
        time.sleep(0.1)
    raise TimeoutError(f"{url} does not answer")
