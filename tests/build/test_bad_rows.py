"""Bad rows: place, value, reason and suggestion in both languages, exit code 1, the store untouched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from renkei import resources
from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build, load_shipped
from renkei.errors import TableErrors
from renkei.graph import open as open_graph


@dataclass(frozen=True)
class Corruption:
    """One change of a curated table (old to new, at its first place) and what must be said of it."""

    file: str
    old: str
    new: str
    column: str
    value: str
    why: tuple[str, str]
    suggestion: tuple[str, str] | None


LIST = "national-support-institutions,1,noastec,list-hokkaido-tohoku,JP-01,inferred,,"
CRISIS = "event-financial-crisis-2008,リーマンショック,"
AMED = "amed,AMED,AMED,stated,"

CORRUPTIONS = {
    "an unknown prefecture": Corruption(
        "list_entries.csv", LIST, LIST.replace("JP-01", "北海島"), "prefecture", "北海島",
        ("この id または名称のものはありません。", "Nothing has this id or name."),
        ("もしかして: 北海道", "Did you mean 北海道"),
    ),
    "a missing required cell": Corruption(
        "organizations.csv", AMED, "amed,,AMED,stated,", "label_ja", "",
        ("必要な値がありません。", "A required value is missing."), None,
    ),
    "a wrong date": Corruption(
        "events.csv", "2008-09", "H32.5", "date", "H32.5",
        ("平成は2019-04-30に終わりました。", "The era 平成 ended on 2019-04-30."),
        ("もしかして: 2020-05", "Did you mean 2020-05?"),
    ),
    "an impossible date": Corruption(
        "events.csv", "2008-09", "2008-09-31", "date", "2008-09-31",
        ("2008年9月は30日までです。", "2008-09 has 30 days."), ("もしかして: 2008-09-30", "Did you mean 2008-09-30?"),
    ),
    "a duplicate id": Corruption(
        "organizations.csv", AMED, AMED.replace("amed,", "akita-enterprise-vitalization-center,", 1), "id",
        "akita-enterprise-vitalization-center",
        ("この id は copy/organizations.csv:2 で使われています。", "The id stands at copy/organizations.csv:2 already."),
        ("id は全ての表を通じて1つです。", "An id stands once in all tables together."),
    ),
    "a line past the document's end": Corruption(
        "lists.csv", "003:150", "003:234", "source", "003:234",
        ("文書 003 は233行までです。", "Document 003 has 233 lines."), None,
    ),
    "a reference to nothing": Corruption(
        "list_entries.csv", LIST, LIST.replace("noastec", "noastek"), "item", "noastek",
        ("この id または名称のものはありません。", "Nothing has this id or name."),
        ("もしかして: noastec", "Did you mean noastec"),
    ),
    "an unknown word of a vocabulary": Corruption(
        "events.csv", "economic-crisis", "economic-crises", "kind", "economic-crises",
        ("語彙 event-kind にこの語はありません。", "The vocabulary event-kind has no such concept."),
        ("もしかして: economic", "Did you mean economic"),
    ),
    "a passage that is none": Corruption(
        "lists.csv", "003:150", "p. 3", "source", "p. 3",
        ("出典箇所として読めません。", "This is not a passage."),
        ("003:154,157 や 003:9-11 のように書きます。", "Write it like 003:154,157 or 003:9-11."),
    ),
}  # fmt: skip


def corrupted(corruption: Corruption, folder: Path) -> tuple[Path, int]:
    """A copy of the curated tables with the change, and the row of it as a spreadsheet counts."""
    copy = shutil.copytree(resources.folder("data") / "curated", folder / "copy")
    path = copy / corruption.file
    text = path.read_text(encoding="utf-8")
    assert corruption.old in text
    path.write_text(text.replace(corruption.old, corruption.new, 1), encoding="utf-8", newline="")
    return copy, text[: text.index(corruption.old)].count("\n") + 1


def renkei(*arguments: str, language: str = "ja") -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("renkei")), *arguments]
    environment = os.environ | {"RENKEI_LANG": language}
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


def contents(directory: Path) -> dict[str, bytes]:
    """Every file of a store but the locks."""
    return {
        str(p.relative_to(directory)): p.read_bytes()
        for p in sorted(directory.rglob("*"))
        if p.is_file() and p.suffix != ".lock" and p.name != "LOCK"
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was built before."""
    directory = tmp_path_factory.mktemp("before") / "store"
    build(with_shipped([]), directory, "public")
    return directory


@pytest.mark.parametrize("case", CORRUPTIONS)
def test_a_bad_row_is_told_in_both_languages_and_the_store_stays(case: str, store: Path, tmp_path: Path) -> None:
    corruption = CORRUPTIONS[case]
    copy, row = corrupted(corruption, tmp_path)
    before = contents(store)
    with pytest.raises(TableErrors) as caught:
        build(with_shipped([copy]), store, "public")
    value_ja, value_en = (f"「{corruption.value}」", f': "{corruption.value}"') if corruption.value else ("", "")
    said = {
        "ja": f"copy/{corruption.file}、{row}行目、{corruption.column}列{value_ja}: {corruption.why[0]}",
        "en": f"copy/{corruption.file}, row {row}, column {corruption.column}{value_en}: {corruption.why[1]}",
    }
    if corruption.suggestion:
        said = {"ja": f"{said['ja']} → {corruption.suggestion[0]}", "en": f"{said['en']} {corruption.suggestion[1]}"}
    for language, start in said.items():
        lines = caught.value.message.of(language).splitlines()
        assert [line.startswith(start) for line in lines].count(True) == 1
    assert contents(store) == before
    with open_graph(store) as graph:
        assert len(graph.query("prefectures-without-institution")) == 1


def test_the_command_tells_it_in_the_readers_language_alone(store: Path, tmp_path: Path) -> None:
    copy, _ = corrupted(CORRUPTIONS["a wrong date"], tmp_path)
    why = {"ja": "平成は2019-04-30に終わりました。", "en": "The era 平成 ended on 2019-04-30."}
    for language in why:
        done = renkei("build", str(copy), "-o", str(store), language=language)
        assert (done.returncode, done.stdout) == (1, "")
        assert [text in done.stderr for text in why.values()] == [language == of for of in why]
        assert "Traceback" not in done.stderr


def test_the_facts_as_json(store: Path, tmp_path: Path) -> None:
    copy, row = corrupted(CORRUPTIONS["a wrong date"], tmp_path)
    done = renkei("build", str(copy), "-o", str(store), "--json")
    assert done.returncode == 1
    (cell,) = json.loads(done.stdout)["cells"]
    assert cell == {
        "file": "copy/events.csv",
        "sheet": None,
        "row": row,
        "column": "date",
        "value": "H32.5",
        "why": {"ja": "平成は2019-04-30に終わりました。", "en": "The era 平成 ended on 2019-04-30."},
        "suggestion": {"ja": "もしかして: 2020-05", "en": "Did you mean 2020-05?"},
    }


def test_all_corruptions_at_once_are_all_told(store: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(resources.folder("data") / "curated", tmp_path / "copy")
    chosen = [
        CORRUPTIONS[c] for c in ("an unknown prefecture", "a missing required cell", "a wrong date", "a passage that is none")
    ]
    for corruption in chosen:
        path = copy / corruption.file
        path.write_text(
            path.read_text(encoding="utf-8").replace(corruption.old, corruption.new, 1), encoding="utf-8", newline=""
        )
    done = renkei("build", str(copy), "-o", str(store), "--json")
    told = [(c["file"], c["column"]) for c in json.loads(done.stdout)["cells"]]
    assert sorted(told) == sorted((f"copy/{c.file}", c.column) for c in chosen)


def tables(folder: Path, **files: str) -> Path:
    """A data set folder of one's own."""
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


MEMBERS = "member,organization,role\n甲社,乙会,member\n丙社,乙会,member\n"


@pytest.mark.parametrize(
    ("organizations", "row", "why"),
    [
        ('label_ja,kind\n甲社,company\n"乙会,council\n丙社,company\n', 3, "The double quotes are not right."),
        ("label_ja,kind\n甲社,company\n乙会,council,x\n", 3, "The heading has 2 columns, this row has 3 values."),
        ("label_ja,kind,kind\n甲社,company,company\n", 1, "The column stands twice."),
    ],
)
def test_of_a_table_that_cannot_be_read_only_that_is_told(organizations: str, row: int, why: str, tmp_path: Path) -> None:
    """Not that all that refers to its rows refers to nothing; what is wrong elsewhere is told after it."""
    mine = tables(
        tmp_path / "mine",
        organizations=organizations,
        memberships=MEMBERS + "甲社,乙会,membre\n",
        events="id,label_ja,kind,date,place\ne,催し,exhibition,2023-02-30,福鳥県\n",
    )
    with pytest.raises(TableErrors) as caught:
        load_shipped(with_shipped([mine]))
    found = [(e.file, e.row, e.column) for e in caught.value.errors]
    assert found[0][:2] == ("mine/organizations.csv", row)
    assert caught.value.errors[0].why.en == why
    assert found[1:] == [
        ("mine/events.csv", 2, "date"),
        ("mine/events.csv", 2, "place"),
        ("mine/memberships.csv", 4, "role"),
    ]


def test_of_a_file_that_is_no_table_only_that_is_told(tmp_path: Path) -> None:
    mine = tables(tmp_path / "mine", organisations="label_ja,kind\n甲社,company\n", memberships=MEMBERS)
    with pytest.raises(TableErrors) as caught:
        load_shipped(with_shipped([mine]))
    assert [(e.file, e.row, e.why.en) for e in caught.value.errors] == [
        ("mine/organisations.csv", None, "There is no table of this name.")
    ]


def test_what_would_be_part_of_itself_is_told_with_its_row(tmp_path: Path) -> None:
    rows = "a,甲部,company,b\nb,乙部,company,丙部\nc,丙部,company,a\nd,丁部,company,a\n"
    mine = tables(tmp_path / "mine", organizations="id,label_ja,kind,parent\n" + rows)
    with pytest.raises(TableErrors) as caught:
        load_shipped(with_shipped([mine]))
    [error] = caught.value.errors
    assert (error.file, error.row, error.column, error.value) == ("mine/organizations.csv", 4, "parent", "a")
    assert error.why.en == "It would be part of itself (甲部 → 乙部 → 丙部 → 甲部)."


def test_a_build_that_fails_makes_no_store(tmp_path: Path) -> None:
    copy, _ = corrupted(CORRUPTIONS["a wrong date"], tmp_path)
    done = renkei("build", str(copy), "-o", str(tmp_path / "new"))
    assert done.returncode == 1
    assert not (tmp_path / "new" / "CURRENT").exists()


def test_the_unchanged_copy_builds(tmp_path: Path) -> None:
    copy = shutil.copytree(resources.folder("data") / "curated", tmp_path / "copy")
    done = renkei("build", str(copy), "-o", str(tmp_path / "new"))
    assert (done.returncode, (tmp_path / "new" / "CURRENT").exists()) == (0, True)
