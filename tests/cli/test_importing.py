"""`renkei import`, as a person types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = "企業名,都道府県,電話\n㈱ア,福島県,024-954-4011\n"
BAD = GOOD + "㈱イ,福島県,12\n"


def run(folder: Path, *words: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "RENKEI_LANG": language, "NO_COLOR": "1", "COLUMNS": "200"}
    command = [sys.executable, "-m", "renkei.cli", "import", *words]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.csv").write_bytes(BAD.encode("cp932"))
    return tmp_path


@pytest.mark.parametrize(("language", "word"), [("en", "Example: renkei import"), ("ja", "例: renkei import")])
def test_the_help_text_has_an_example(tmp_path: Path, language: str, word: str) -> None:
    done = run(tmp_path, "--help", language=language)
    assert (done.returncode, word in done.stdout) == (0, True)


def test_a_list_is_imported(folder: Path) -> None:
    done = run(folder, "good.csv", "-o", "mine")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "errors 0, warnings 0"
    assert sorted(p.name for p in (folder / "mine").iterdir()) == [
        "dataset.toml", "headings.toml", "organizations.csv", "report",
    ]  # fmt: skip


def test_errors_end_with_1_and_leave_a_marked_workbook(folder: Path) -> None:
    done = run(folder, "bad.csv", "-o", "mine", language="ja")
    assert done.returncode == 1
    assert "C3" in done.stdout
    assert "誤り 1件、注意 0件" in done.stdout
    assert done.stderr.splitlines()[-1] == "表は書いていません。"
    assert sorted(p.name for p in (folder / "mine").rglob("*") if p.is_file()) == [
        "headings.toml", "marked.xlsx", "report.csv", "report.json",
    ]  # fmt: skip


def test_the_report_as_json_and_the_rows_that_are_right(folder: Path) -> None:
    done = run(folder, "bad.csv", "-o", "mine", "--accept-valid", "--json", "--encoding", "cp932", "--table", "organizations")
    report = json.loads(done.stdout)
    assert (done.returncode, report["tables"], report["counts"]["error"]) == (1, {"organizations": 1}, 1)
    [problem] = [p for p in report["problems"] if p["severity"] == "error"]
    assert (problem["file"], problem["cell"], problem["column"], problem["value"]) == ("bad.csv", "C3", "電話", "12")
    assert set(problem["why"]) == {"ja", "en"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("good.csv",), "-o"),
        (("good.csv", "-o", "mine", "--table", "organisations"), "Did you mean organizations or"),
        (("good.csv", "-o", "mine", "--map", "none.toml"), "There is no none.toml."),
        (("good.csv", "-o", "mine", "--sheet", "Sheet1"), "There is no sheet Sheet1."),
        (("good.csv", "good.csv", "-o", "mine"), "Two files are named good.csv"),
        (("good.csv", "-o", "good.csv"), "good.csv is no folder"),
    ],
)
def test_wrong_usage_ends_with_2(folder: Path, words: tuple[str, ...], says: str) -> None:
    done = run(folder, *words)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_open_data_is_read_from_a_folder_and_options_for_lists_are_refused(tmp_path: Path) -> None:
    (tmp_path / "cordis").mkdir()
    text = "rcn,role,pic,country\n1,coordinator,11,EL\n1,participant,12,JP\n"
    (tmp_path / "cordis" / "participations.csv").write_text(text, encoding="utf-8")
    done = run(tmp_path, "--from", "cordis", "cordis", "-o", "mine", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["tables"] == {"organizations": 2, "participations": 2, "projects": 1}
    for more, told in ((["--sheet", "x"], "--sheet"), (["cordis"], "name one folder")):
        refused = run(tmp_path, "--from", "cordis", "cordis", *more, "-o", "mine")
        assert (refused.returncode, told in refused.stderr) == (2, True)
