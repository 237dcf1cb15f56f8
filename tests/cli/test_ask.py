"""`renkei ask` as a person types it: what it shows, where, and its exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from renkei.cli.app import main

Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(shipped_store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run `renkei ask` on the shipped data: its exit code, what it prints, and what it says on stderr."""

    def call(*words: str, language: str = "en") -> tuple[int, str, str]:
        monkeypatch.setenv("RENKEI_LANG", language)
        monkeypatch.setattr(sys, "argv", ["renkei", "ask", *words, "--store", str(shipped_store)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


CHOICE = (
    "→ Organisations of a kind in a region (kind of organisation: university, region: Tohoku region)\n"
    "  renkei query organisations-of-kind --set kind=organization-kind/university --set region=place/region-tohoku\n"
)


def test_a_table_stands_under_the_question_that_was_chosen(ask: Ask) -> None:
    code, out, err = ask("東北の大学")
    assert (code, out[: len(CHOICE)], err) == (0, CHOICE, "2 row(s)\n")
    assert "福島県立医科大学" in out


def test_other_forms_hold_the_answer_only(ask: Ask) -> None:
    code, out, err = ask("東北の大学", "--format", "csv")
    assert (code, out.splitlines()[0].split(",")[0], err) == (0, "organisation", CHOICE)
    code, out, err = ask("東北の大学", "--explain")
    assert (code, err) == (0, CHOICE)
    assert "<https://w3id.org/renkei/id/place/region-tohoku>" in out


def test_unsure_is_exit_code_1_with_lines_to_type(ask: Ask) -> None:
    code, out, err = ask("山口大学の学長は誰", language="ja")
    assert (code, err) == (1, "")
    assert out.startswith(
        "確かではありません。\n- どの質問のことか、はっきりしません。\n- 使えなかった語: 「学長」\n近い質問:\n"
    )
    assert out.count("    renkei query ") == 3
    code, out, _ = ask("山口大学の学長は誰", "--format", "json")
    assert (code, json.loads(out)["sure"], len(json.loads(out)["readings"])) == (1, False, 3)
    code, out, err = ask("山口大学の学長は誰", "--format", "csv")
    assert (code, out, err.splitlines()[0]) == (1, "", "Not sure.")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "The question is empty: write a sentence.\n"), ("ja", "質問が空です。文で書いてください。\n")],
)
def test_what_is_no_sentence_is_exit_code_2(ask: Ask, language: str, said: str) -> None:
    code, out, err = ask("", language=language)
    assert (code, out) == (2, "")
    assert err.startswith(said)
