"""`renkei register` and `renkei review`, as a coordinator types them."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

# The folded layout of the corporate-number register: a heading, one row a number.
REGISTER = """\
corporate_number,kind,name,furigana,pref_code,city_code,process,change_date,assignment_date,close_date,close_cause,successor_number,en_name
1000000000101,301,株式会社みほん精機,ミホンセイキ,07,203,01,2015-10-05,2015-10-05,,,,
1000000000102,301,株式会社みほん精機,ミホンセイキ,13,101,01,2015-10-05,2015-10-05,,,,
"""
ORGANIZATIONS = """\
id,label_ja,kind,place
seiki,㈱みほん精機,company,福島県
seiki-2,株式会社 みほん精機,company,福島県
denki,みほん電機,company,福島県
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run renkei in a folder with a list of organisations."""
    (tmp_path / "mylist").mkdir()
    (tmp_path / "mylist" / "organizations.csv").write_text(ORGANIZATIONS, encoding="utf-8")
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")

    def call(*words: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "RENKEI_LANG": "en", "NO_COLOR": "1", "RENKEI_REGISTERS": str(tmp_path / "registers")}
        command = [sys.executable, "-m", "renkei.cli", *words]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, encoding="utf-8", check=False)

    return call


def test_a_register_is_read_and_asked(run: Run) -> None:
    added = run("register", "add", "houjin", "register.csv")
    assert added.returncode == 0, added.stderr
    assert "2 organisations" in added.stdout
    found = json.loads(run("register", "find", "㈱みほん精機", "--prefecture", "福島県", "--json").stdout)
    assert [c["key"] for c in found] == ["1000000000101", "1000000000102"]
    assert "same prefecture" in [r["en"] for r in found[0]["reasons"]]


def test_without_a_register_it_says_how_to_add_one(run: Run) -> None:
    done = run("register", "find", "みほん")
    assert (done.returncode, "renkei register add houjin FILE" in done.stderr) == (2, True)


def test_review_records_what_is_certain_and_lists_the_rest(run: Run, tmp_path: Path) -> None:
    done = run("review", "mylist")
    assert done.returncode == 0, done.stderr
    with (tmp_path / "mylist" / "review" / "decisions.csv").open(encoding="utf-8-sig", newline="") as file:
        decisions = [(row["one"], row["other"], row["same"]) for row in csv.DictReader(file)]
    assert decisions == [("seiki", "seiki-2", "yes")]
    again = run("review", "mylist")
    assert "pairs joined: 0" in again.stdout


def test_a_decision_is_taken_back(run: Run, tmp_path: Path) -> None:
    run("review", "mylist")
    assert run("review", "mylist", "--undo", "seiki-2", "seiki").returncode == 0
    missing = run("review", "mylist", "--undo", "seiki-2", "seiki")
    assert (missing.returncode, "There is no decision" in missing.stderr) == (2, True)
