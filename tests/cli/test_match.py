"""`renkei match`: partners on the terminal and in files, and its exit codes."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from renkei.cli.app import app
from renkei.errors import UsageError

run = CliRunner().invoke
CENTER = "ふくしま医療機器産業推進機構"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "ja",
            [
                "■ 新しい相手",
                "1. 福島県  0.51",
                "内容 0.25: 分野が合う: 医療機器",
                "部門 0.10: 異なる部門（支援と官・公）",
                "出典: ",
            ],
        ),
        (
            "en",
            ["■ New partners", "1. Fukushima Prefectural Government", "sector 0.10: another sector (support and government)"],
        ),
    ],
)
def test_partners_with_reasons(language: str, said: list[str], shipped_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENKEI_LANG", language)
    done = run(app, ["match", CENTER, "--top", "2", "--why", "--store", str(shipped_store)], catch_exceptions=False)
    assert done.exit_code == 0
    assert [text for text in said if text not in done.stdout] == []


def test_a_workbook_to_hand_on(shipped_store: Path, tmp_path: Path) -> None:
    given = ["match", CENTER, "-o", str(tmp_path / "partners.xlsx"), "--store", str(shipped_store)]
    assert run(app, given, catch_exceptions=False).exit_code == 0
    sheet = openpyxl.load_workbook(tmp_path / "partners.xlsx").active
    assert sheet.max_row == 11
    assert [c.value for c in sheet[1]][:3] == ["rank", "organisation", "name"]


def test_none_found_is_told_with_exit_code_1(shipped_store: Path) -> None:
    done = run(app, ["match", "--need", "暗黒物質", "--store", str(shipped_store)], catch_exceptions=False)
    assert done.exit_code == 1
    assert "No partner was found" in done.output


def test_outcomes_of_introductions_are_told_or_that_there_are_none(shipped_store: Path) -> None:
    done = run(app, ["match", "--outcomes", "--store", str(shipped_store)], catch_exceptions=False)
    assert (done.exit_code, "No introduction says what came of it." in done.output) == (1, True)
    with pytest.raises(UsageError, match="name no organisation"):
        run(app, ["match", CENTER, "--outcomes", "--store", str(shipped_store)], catch_exceptions=False)
