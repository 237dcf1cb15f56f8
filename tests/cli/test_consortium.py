"""`renkei consortium`: consortia on the terminal and in files, and its exit codes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner

from renkei.cli.app import app
from renkei.match.requirements import LEAST_COVERING, Requirement

run = CliRunner().invoke
NEED = "医療機器の評価"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "ja",
            [
                "■ 連携の組: 2機関（最少と確認）、ニーズに合う度合いの合計 0.50（最大1）",
                "ニーズ 0.50: 「医療機器の評価」に分野が合う: 医療機器",
                "部門: 学",
                "地域: ",
                "出典: ",
                "■ ほかの案1: 2機関（次によいと確認）",
            ],
        ),
        (
            "en",
            [
                "■ Consortium: 2 member(s), proven smallest; needs answered 0.50 of 1",
                'need 0.50: for "医療機器の評価": works in medical devices',
                "(what it can do is not recorded)",
                "■ Alternative 1: 2 member(s), proven next best",
            ],
        ),
    ],
)
def test_members_with_what_they_are_in_for(
    language: str, said: list[str], shipped_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RENKEI_LANG", language)
    words = ["--need", NEED, "--sector", "学", "--regions", "2", "--alternatives", "1", "--why", "--store", str(shipped_store)]
    done = run(app, ["consortium", *words], catch_exceptions=False)
    assert done.exit_code == 0
    assert [text for text in said if text not in done.stdout] == []


def test_what_nobody_covers_is_told_with_exit_code_1_and_the_rest_is_written(shipped_store: Path) -> None:
    words = ["--need", NEED, "--sector", "金", "--with", "福島県", "--format", "csv", "--store", str(shipped_store)]
    done = run(app, ["consortium", *words], catch_exceptions=False)
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        '"医療機器の評価": medical devices',
        "Not covered:",
        'sector "finance": there is no such organisation',
    ]
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["name"], row["fixed"], row["alone_en"]) == ("福島県", "true", NEED)


def test_none_at_all_is_told(shipped_store: Path) -> None:
    done = run(app, ["consortium", "--need", "暗黒物質", "--store", str(shipped_store)], catch_exceptions=False)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "There is no consortium." in done.stderr


def test_the_command_asks_for_as_much_as_the_library_does() -> None:
    from inspect import signature

    from renkei.cli.consortium import consortium

    assert signature(consortium).parameters["least"].default == LEAST_COVERING == Requirement().least
