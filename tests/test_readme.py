"""The READMEs, the walk-through and the tutorial: every block is run or says why not, shows what is really printed, and both
languages say the same.

A comment before each block of code says what to do with it: `<!-- run -->`, `<!-- run as: COMMAND -->` (the block shows
another way to the same output), `<!-- run, with errors -->` (it ends with exit code 1, and says why on stderr),
`<!-- run in session -->` (Python whose names later blocks of the page use),
`<!-- file: NAME -->` (the block is a file that later blocks use) or `<!-- not run: REASON -->`. A table after
`<!-- fill: WORKBOOK, SHEET -->` is typed under the example row of a form, one after `<!-- correct: WORKBOOK, SHEET -->` into
its cells.
A text block right after a block that runs is its output on stdout; `…` in it stands for anything. The blocks of one page
run in their order in one empty folder, with English or Japanese as the reader's language.

The tests run them from the wheel, in an empty environment and in the C locale; where pip cannot fetch what it needs, from the
checkout. `python tests/test_readme.py` writes the outputs anew.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import openpyxl
import pytest

if TYPE_CHECKING:
    from installing import Installed

ROOT = Path(__file__).resolve().parents[1]
READMES = {"en": ROOT / "README.md", "ja": ROOT / "README.ja.md"}
WALKS = {language: ROOT / "docs" / f"own-list.{language}.md" for language in READMES}
TUTORIALS = {language: ROOT / "docs" / f"tutorial.{language}.md" for language in READMES}
PAGES = [(language, pages[language]) for pages in (READMES, WALKS, TUTORIALS) for language in READMES]
each_page = pytest.mark.parametrize(("language", "page"), PAGES, ids=[page.name for _, page in PAGES])
BIN = Path(sys.executable).parent

IN_SESSION = "run in session"
_BLOCK = re.compile(r"(?:^<!-- (?P<mark>[^\n]*) -->\n)?^```(?P<kind>[a-z]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"^<!-- (?P<mark>(?:fill|correct): [^\n]*) -->\n(?P<body>(?:^\|[^\n]*\n)+)", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block or a table: its kind (sh, text, table ...), the comment before it, and where its body stands."""

    kind: str
    mark: str
    body: str
    line: int
    start: int
    end: int

    @property
    def command(self) -> str | None:
        """What is run for it, or None."""
        if self.mark in ("run", "run, with errors", IN_SESSION):
            return self.body
        return self.mark.removeprefix("run as: ") if self.mark.startswith("run as: ") else None


def blocks(text: str) -> list[Block]:
    found = [(m.groupdict().get("kind", "table"), m) for pattern in (_BLOCK, _TABLE) for m in pattern.finditer(text)]
    return [
        Block(kind, m["mark"] or "", m["body"], text.count("\n", 0, m.start("body")), m.start("body"), m.end("body"))
        for kind, m in sorted(found, key=lambda f: f[1].start())
    ]


def write_cells(block: Block, folder: Path) -> None:
    """Type the table of a block into a workbook, as a reader would: rows under the example row, or cells one by one."""
    what, place = block.mark.split(": ", 1)
    name, title = place.split(", ")
    headings, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in block.body.splitlines())
    book = openpyxl.load_workbook(folder / name)
    sheet = book[title]
    columns = {str(cell.value).removesuffix(" *"): cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, 3):
        if what == "correct":
            sheet[row[0]] = row[1]
            continue
        for heading, value in zip(headings, row, strict=True):
            if value:
                sheet.cell(number, columns[heading], value)
    book.save(folder / name)


@dataclass(frozen=True)
class Reader:
    """Where a reader works, with which commands, and in which surroundings."""

    folder: Path
    commands: Path
    env: dict[str, str]


def reader(language: str, folder: Path, commands: Path = BIN, given: Mapping[str, str] = os.environ) -> Reader:
    """A reader of a language with a cache of their own, who begins in the empty `folder`."""
    own = {"RENKEI_LANG": language, "RENKEI_CACHE": str(folder.parent / "cache"), "PYTHONIOENCODING": "utf-8"}
    env = {**given, "PATH": f"{commands}{os.pathsep}{given['PATH']}", **own}
    env.pop("RENKEI_STORE", None)
    folder.mkdir(exist_ok=True)
    return Reader(folder, commands, env)


def run(block: Block, by: Reader) -> str:
    """What a block prints on stdout; a failure shows what it said."""
    command = [str(by.commands / "python"), "-"] if block.kind == "python" else ["sh", "-e"]
    source = block.command or ""
    done = subprocess.run(command, input=source.encode(), cwd=by.folder, env=by.env, capture_output=True, check=False)
    wanted = 1 if block.mark == "run, with errors" else 0
    assert done.returncode == wanted, f"line {block.line}: {source}\n{done.stderr.decode(errors='replace')}"
    return (done.stderr if wanted else done.stdout).decode("utf-8")


# Runs the blocks that it is given, one a line (JSON), in one namespace; answers what each printed, and its error.
_RUNNER = """
import contextlib, io, json, sys, traceback
names = {"__name__": "__main__"}
for line in sys.stdin:
    out, error = io.StringIO(), None
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(json.loads(line), "<block>", "exec"), names)
    except BaseException:
        error = traceback.format_exc()
    print(json.dumps([out.getvalue(), error]), flush=True)
"""


class Session:
    """A process of Python that runs blocks one after the other, as a notebook does."""

    def __init__(self, by: Reader) -> None:
        command = [str(by.commands / "python"), "-c", _RUNNER]
        self._process = subprocess.Popen(
            command, cwd=by.folder, env=by.env, encoding="utf-8", stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def run(self, block: Block) -> str:
        """What a block prints on stdout; a failure shows what it said."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(block.body) + "\n")
        self._process.stdin.flush()
        printed, error = json.loads(self._process.stdout.readline())
        assert error is None, f"line {block.line}: {block.body}\n{error}"
        return str(printed)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()


def walk(page: Path, by: Reader) -> Iterator[tuple[Block, Block | None, str]]:
    """Run a page: each block that runs, the block with its output if shown, and what it printed."""
    text = page.read_text(encoding="utf-8")
    found = blocks(text)
    with Session(by) if any(b.mark == IN_SESSION for b in found) else nullcontext() as session:
        yield from _walk(text, found, by, session)


def _walk(text: str, found: list[Block], by: Reader, session: Session | None) -> Iterator[tuple[Block, Block | None, str]]:
    for block, after in zip(found, [*found[1:], None], strict=True):
        if block.mark.startswith("file: "):
            path = by.folder / block.mark.removeprefix("file: ")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8", newline="\n")
        elif block.kind == "table":
            write_cells(block, by.folder)
        elif block.command is not None:
            follows = after is not None and after.kind == "text" and text[block.end : after.start] == "```\n\n```text\n"
            printed = session.run(block) if session and block.mark == IN_SESSION else run(block, by)
            yield block, after if follows else None, printed


def plain(text: str) -> str:
    """Without the spaces at line ends and the empty lines around, which nobody sees."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def agrees(shown: str, printed: str) -> bool:
    pattern = ".*".join(map(re.escape, plain(shown).split("…")))
    return re.fullmatch(pattern, plain(printed), re.DOTALL) is not None


@pytest.mark.slow
@each_page
def test_blocks_run_and_print_what_is_shown(
    language: str, page: Path, tmp_path: Path, installed_online: Installed | str
) -> None:
    if isinstance(installed_online, str):
        by = reader(language, tmp_path / "empty")
    else:
        given = installed_online.surroundings(tmp_path, LC_ALL="C", LANG="C")
        by = reader(language, tmp_path / "empty", installed_online.commands, given)
    wrong = [
        f"{page.name}:{shown.line}: shown\n{plain(shown.body)}\nprinted\n{plain(printed)}"
        for _, shown, printed in walk(page, by)
        if shown is not None and not agrees(shown.body, printed)
    ]
    assert not wrong, "\n\n".join([*wrong, "If what is printed is right: python tests/test_readme.py"])


def test_the_blocks_of_a_session_share_their_names_and_their_errors_show(tmp_path: Path) -> None:
    def block(body: str) -> Block:
        return Block("python", IN_SESSION, body, 12, 0, 0)

    with Session(reader("ja", tmp_path)) as session:
        assert session.run(block("import os\nx = os.environ['RENKEI_LANG']\n")) == ""
        assert session.run(block("print('連携', x)\n")) == "連携 ja\n"
        with pytest.raises(AssertionError, match=r"line 12: print\(y\)(?s:.*)NameError"):
            session.run(block("print(y)\n"))
        assert session.run(block("print(x)\n")) == "ja\n"


@each_page
def test_every_block_says_what_is_done_with_it(language: str, page: Path) -> None:
    found = blocks(page.read_text(encoding="utf-8"))
    marks = re.compile(
        r"run|run, with errors|run in session|(?:fill|correct): [\w./-]+, \w+|run as: .+|file: [\w./-]+|not run: .+"
    )
    assert [(b.line, b.kind) for b in found if b.kind != "text" and not marks.fullmatch(b.mark)] == []
    assert [b.line for b in found if b.command is not None and b.kind not in ("sh", "python")] == []
    assert sum(b.command is not None for b in found) >= 10


@pytest.mark.parametrize("pages", [READMES, WALKS, TUTORIALS], ids=["readme", "walk", "tutorial"])
def test_both_languages_give_the_same_commands(pages: dict[str, Path]) -> None:
    def commands(language: str) -> list[tuple[str, str]]:
        found = blocks(pages[language].read_text(encoding="utf-8"))
        return [(b.kind, re.sub(r"\s*# .*", "", b.body)) for b in found if b.kind not in ("text", "table")]

    assert commands("ja") == commands("en")


@each_page
def test_links_lead_to_files(language: str, page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text)
    assert [t for t in targets if not t.startswith("https://") and not (page.parent / t).exists()] == []


@each_page
def test_terms_targets_and_files_named_are_there(language: str, page: Path) -> None:
    text = page.read_text(encoding="utf-8")
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
    for language, path in PAGES:
        text = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as temporary:
            by = reader(language, Path(temporary) / "empty")
            changes = [(s, p) for _, s, p in walk(path, by) if s is not None and "…" not in s.body and not agrees(s.body, p)]
        for shown, printed in reversed(changes):
            text = f"{text[: shown.start]}{plain(printed)}\n{text[shown.end :]}"
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    renew()
