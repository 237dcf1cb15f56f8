"""`renkei push`, and the commands that read a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from local_servers import Server
from typer.testing import CliRunner

from renkei.cli.app import app
from renkei.errors import UsageError

run = CliRunner().invoke


def test_push_and_read_again(oxigraph_server: Server, shipped_store: Path, tmp_path: Path) -> None:
    given = ["push", "--endpoint", oxigraph_server.url, "--store", str(shipped_store)]
    assert "would be written" in run(app, [*given, "--dry-run", "--replace"], catch_exceptions=False).output
    assert "statements in the default" in run(app, [*given, "--replace"], catch_exceptions=False).output
    assert "nothing has changed" in run(app, given, catch_exceptions=False).output
    server, disk = ["--endpoint", oxigraph_server.url], ["--store", str(shipped_store)]
    for command in (["query", "hubs", "--format", "csv", "--why"], ["query", "hubs", "--format", "json"]):
        assert run(app, [*command, *server]).stdout == run(app, [*command, *disk]).stdout
    for name, where in (("server", server), ("disk", disk)):
        assert run(app, ["export", "graph", "-o", str(tmp_path / f"{name}.nq"), *where], catch_exceptions=False).exit_code == 0
    assert (tmp_path / "server.nq").read_bytes() == (tmp_path / "disk.nq").read_bytes()
    assert oxigraph_server.url in run(app, ["info", *server]).output


def test_a_store_of_the_owner_is_not_pushed_unasked(oxigraph_server: Server, tmp_path: Path) -> None:
    from renkei.build.datasets import shipped_datasets
    from renkei.build.pipeline import build

    build(shipped_datasets(), tmp_path / "store", "owner")
    given = ["push", "--endpoint", oxigraph_server.url, "--store", str(tmp_path / "store")]
    with pytest.raises(UsageError, match="--include-private"):
        run(app, given, catch_exceptions=False)
    assert run(app, [*given, "--include-private", "--dry-run", "--replace"], catch_exceptions=False).exit_code == 0


def test_a_store_and_a_server_at_once_are_refused(monkeypatch: pytest.MonkeyPatch, shipped_store: Path) -> None:
    with pytest.raises(UsageError, match="name one"):
        run(app, ["info", "--endpoint", "http://h.example/q", "--store", "x"], catch_exceptions=False)
    monkeypatch.setenv("RENKEI_ENDPOINT", "http://h.example/q")
    typed = run(app, ["info", "--store", str(shipped_store)], catch_exceptions=False)
    assert str(shipped_store) in typed.output.replace("\n", "")
