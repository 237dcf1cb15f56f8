"""The READMEs: every block is run or says why not, shows what is really printed, and both say the same.

A comment before each block of code says what to do with it: `<!-- run -->`, `<!-- run as: COMMAND -->` (the block shows
another way to the same output), `<!-- file: NAME -->` (the block is a file that later blocks use) or
`<!-- not run: REASON -->`.
A text block right after a block that runs is its output on stdout; `…` in it stands for anything. The blocks of one README
run in their order in one empty folder, with English or Japanese as the reader's language.

`python tests/test_readme.py` writes the outputs anew. RENKEI_README_BIN names the folder of another installation's `renkei`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
READMES = {"en": ROOT / "README.md", "ja": ROOT / "README.ja.md"}
BIN = Path(os.environ.get("RENKEI_README_BIN") or Path(sys.executable).parent)

_BLOCK = re.compile(r"(?:^<!-- (?P<mark>[^\n]*) -->\n)?^```(?P<kind>[a-z]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its kind (sh, python, text ...), the comment before it, and where its body stands in the file."""

    kind: str
    mark: str
    body: str
    line: int
    start: int
    end: int

    @property
    def command(self) -> str | None:
        """What is run for it, or None."""
        if self.mark == "run":
            return self.body
        return self.mark.removeprefix("run as: ") if self.mark.startswith("run as: ") else None


def blocks(text: str) -> list[Block]:
    return [
        Block(m["kind"], m["mark"] or "", m["body"], text.count("\n", 0, m.start("body")), m.start("body"), m.end("body"))
        for m in _BLOCK.finditer(text)
    ]


def run(block: Block, folder: Path, language: str) -> str:
    """What a block prints on stdout; a failure shows what it said."""
    cache = folder.parent / "cache"
    env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "RENKEI_LANG": language, "RENKEI_CACHE": str(cache)}
    env.pop("RENKEI_STORE", None)
    if block.kind == "python":
        env["PYTHONIOENCODING"] = "utf-8"
    command = [str(BIN / "python"), "-"] if block.kind == "python" else ["sh", "-e"]
    source = block.command or ""
    done = subprocess.run(command, input=source.encode(), cwd=folder, env=env, capture_output=True, check=False)
    assert done.returncode == 0, f"line {block.line}: {source}\n{done.stderr.decode(errors='replace')}"
    return done.stdout.decode("utf-8")


def walk(language: str, folder: Path) -> Iterator[tuple[Block, Block | None, str]]:
    """Run a README in `folder`: each block that runs, the block with its output if shown, and what it printed."""
    text = READMES[language].read_text(encoding="utf-8")
    found = blocks(text)
    for block, after in zip(found, [*found[1:], None], strict=True):
        if block.mark.startswith("file: "):
            path = folder / block.mark.removeprefix("file: ")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8", newline="\n")
        elif block.command is not None:
            follows = after is not None and after.kind == "text" and text[block.end : after.start] == "```\n\n```text\n"
            yield block, after if follows else None, run(block, folder, language)


def plain(text: str) -> str:
    """Without the spaces at line ends and the empty lines around, which nobody sees."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def agrees(shown: str, printed: str) -> bool:
    pattern = ".*".join(map(re.escape, plain(shown).split("…")))
    return re.fullmatch(pattern, plain(printed), re.DOTALL) is not None


@pytest.mark.slow
@pytest.mark.parametrize("language", READMES)
def test_blocks_run_and_print_what_is_shown(language: str, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    wrong = [
        f"{READMES[language].name}:{shown.line}: shown\n{plain(shown.body)}\nprinted\n{plain(printed)}"
        for _, shown, printed in walk(language, folder)
        if shown is not None and not agrees(shown.body, printed)
    ]
    assert not wrong, "\n\n".join([*wrong, "If what is printed is right: python tests/test_readme.py"])


@pytest.mark.parametrize("language", READMES)
def test_every_block_says_what_is_done_with_it(language: str) -> None:
    found = blocks(READMES[language].read_text(encoding="utf-8"))
    marks = re.compile(r"run|run as: .+|file: [\w./-]+|not run: .+")
    assert [(b.line, b.kind) for b in found if b.kind != "text" and not marks.fullmatch(b.mark)] == []
    assert [b.line for b in found if b.command is not None and b.kind not in ("sh", "python")] == []
    assert sum(b.command is not None for b in found) >= 10


def test_both_languages_give_the_same_commands() -> None:
    def commands(language: str) -> list[tuple[str, str]]:
        found = blocks(READMES[language].read_text(encoding="utf-8"))
        return [(b.kind, re.sub(r"\s*# .*", "", b.body)) for b in found if b.kind != "text"]

    assert commands("ja") == commands("en")


@pytest.mark.parametrize("language", READMES)
def test_links_lead_to_files(language: str) -> None:
    text = READMES[language].read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text)
    assert [t for t in targets if not t.startswith("https://") and not (ROOT / t).exists()] == []


@pytest.mark.parametrize("language", READMES)
def test_terms_targets_and_files_named_are_there(language: str) -> None:
    text = READMES[language].read_text(encoding="utf-8")
    ontology = "\n".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "ontology").rglob("*.ttl")))
    terms = set(re.findall(r"\b(?:renkei|org|schema|skos|dcterms|prov|foaf):[A-Za-z]+", text))
    assert sorted(t for t in terms if not re.search(rf"{t}\b", ontology)) == []
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE))
    assert sorted(t for t in targets if not re.search(rf"^{t}:", makefile, re.MULTILINE)) == []
    paths = re.findall(r"`((?:ontology|data|queries|viz|src|tests|docs|benchmarks)/[\w./-]*)`", text)
    assert [p for p in paths if not (ROOT / p).exists()] == []


def test_first_sentence_is_the_package_s_own() -> None:
    import renkei

    assert renkei.__doc__ is not None
    assert f"\n\n{renkei.__doc__.replace('renkei', '**renkei**', 1)}\n" in READMES["en"].read_text(encoding="utf-8")


def renew() -> None:
    """Write what the blocks print into the text blocks that show something else; those with … are for a person to change."""
    for language, path in READMES.items():
        text = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "empty"
            folder.mkdir()
            changes = [
                (s, p) for _, s, p in walk(language, folder) if s is not None and "…" not in s.body and not agrees(s.body, p)
            ]
        for shown, printed in reversed(changes):
            text = f"{text[: shown.start]}{plain(printed)}\n{text[shown.end :]}"
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    renew()
