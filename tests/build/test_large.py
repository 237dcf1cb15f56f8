"""Large tables: built on disk piece by piece they give what the build in memory gives; bounded errors, progress, cancelling."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import renkei
from renkei import resources
from renkei.build import pipeline, rules, survey
from renkei.build.datasets import Dataset, read_dataset, with_shipped
from renkei.build.pipeline import build, data_quads, load_shipped, ontology_quads
from renkei.errors import MOST_LISTED, Cancelled, CellError, Findings, TableErrors, Text, UsageError, near_misses
from renkei.query import resolve
from renkei.query.rules import shipped_rules
from renkei.query.saved import get_question
from renkei.store import bulk
from renkei.store.generations import find_generation, open_reader
from renkei.store.oxigraph import OxigraphStore

HEAD = "id,label_ja,label_en,reading,kind,field,place,url,parent\n"


def written(folder: Path, rows: int, row: str = "") -> Path:
    folder.mkdir()
    (folder / "dataset.toml").write_text('id = "list"\nvisibility = "public"\n', encoding="utf-8")
    line = (
        row
        or 'f{n},"第{n}の""名""\n社",Firm \\ {n},だい{n},{kind},medical-devices,福島県;JP-13,https://example.org/{n},{parent}\n'
    )
    body = "".join(line.format(n=n, kind=("企業", "university")[n % 2], parent=f"f{n - 1}" if n else "") for n in range(rows))
    (folder / "organizations.csv").write_text(HEAD + body, encoding="utf-8")
    return folder


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is large: no build in memory, small pieces, what rules give loaded as text."""
    monkeypatch.setattr(pipeline, "MOST_ROWS_IN_MEMORY", 0)
    monkeypatch.setattr(rules, "_MUCH", 0)
    monkeypatch.setattr(bulk, "_PIECE", 100_000)
    monkeypatch.setattr(survey, "ROWS_BETWEEN_REPORTS", 10)


def with_places(dataset: Path) -> list[Dataset]:
    """The data set with the shipped places alone, where nothing else that is shipped is asked for."""
    return [read_dataset(resources.folder("data") / "places"), read_dataset(dataset)]


def built(directory: Path, datasets: list[Dataset]) -> tuple[set[str], dict[str, Any]]:
    build(datasets, directory, "owner")
    reader = open_reader(directory)
    quads, manifest = {str(q) for q in reader.store.quads()}, dict(reader.generation.manifest)
    reader.close()
    return quads, manifest


@pytest.mark.slow
def test_the_build_on_disk_gives_what_the_build_in_memory_gives(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    datasets = with_shipped([written(tmp_path / "list", 60)])
    in_memory = built(tmp_path / "a", datasets)
    request.getfixturevalue("large")
    assert built(tmp_path / "b", datasets) == in_memory


def test_what_single_statements_entail_is_what_the_rules_give(tmp_path: Path) -> None:
    datasets = with_shipped([written(tmp_path / "list", 60)])
    checked, oracle = load_shipped(datasets), OxigraphStore.in_memory()
    oracle.load([*ontology_quads(), *data_quads(checked, "owner")])
    derived = rules.apply_rules(oracle, shipped_rules())
    quads, manifest = built(tmp_path / "store", datasets)
    assert {str(q) for q in oracle.quads()} == quads
    assert manifest["derived"] == derived


@pytest.mark.usefixtures("large")
def test_nothing_of_the_work_is_left_in_the_store(tmp_path: Path) -> None:
    built(tmp_path / "store", with_places(written(tmp_path / "list", 3)))
    generation = find_generation(tmp_path / "store")
    assert generation is not None
    assert {p.name for p in generation.path.iterdir()} == {"data", "manifest.json", "names.sqlite", "readers"}


@pytest.mark.usefixtures("large")
def test_in_a_large_store_a_name_is_found_without_reading_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("all names were read")

    body = "".join(f"f{n},株式会社第{n}工場,Works {n},だい,company,,,,\n" for n in range(30))
    dataset = written(tmp_path / "list", 0)
    (dataset / "organizations.csv").write_text(HEAD + body, encoding="utf-8")
    build(with_places(dataset), tmp_path / "store", "owner")
    monkeypatch.setattr(resolve, "_all_names", never)

    with renkei.open(tmp_path / "store") as graph:
        question = get_question("everything-about")

        def meant(text: str) -> str:
            return graph.bound(question, thing=text)

        wanted = "<https://w3id.org/renkei/id/organization/f12>"
        spellings = [
            "株式会社第12工場",
            "株式会社 第１２工場",
            "(株)第12工場",
            "第12工場",
            "WORKS 12",
            "f12",
            "id:organization/f12",
            wanted[1:-1],
        ]
        assert [wanted in meant(t) for t in spellings] == [True] * len(spellings)
        with pytest.raises(UsageError) as typo:
            meant("株式会社第12工湯")
        assert "株式会社第12工場" in typo.value.message.ja
        with pytest.raises(UsageError) as shared:
            meant("だい")
        assert shared.value.message.en.count("id:organization/") == 20
        assert "\n  and 10 more\n" in shared.value.message.en


@pytest.mark.usefixtures("large")
def test_a_bad_row_of_a_large_table_makes_no_store(tmp_path: Path) -> None:
    dataset = written(tmp_path / "list", 30)
    with (dataset / "organizations.csv").open("a", encoding="utf-8") as file:
        file.write("a b,名,Name,,compny,,,,\n")
    with pytest.raises(TableErrors) as caught:
        build(with_places(dataset), tmp_path / "store", "owner")
    assert [(e.row, e.column) for e in caught.value.errors] == [(32, "id"), (32, "kind")]
    assert find_generation(tmp_path / "store") is None


def test_of_very_many_problems_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    dataset = written(tmp_path / "list", 1_200, "f{n},名{n},Name,,compny,,,,\n")
    with pytest.raises(TableErrors) as caught:
        build(with_places(dataset), tmp_path / "store", "owner")
    error = caught.value
    assert (len(error.errors), error.unlisted, error.errors[-1].row) == (MOST_LISTED, 200, 1_001)
    assert error.message.en.endswith("\nand 200 more\n1200 error(s): nothing was loaded.")
    assert error.message.ja.endswith("\nほかに200件\n1200件の誤りがあるため、何も読み込んでいません。")


def test_findings_keep_the_first_and_count_the_rest() -> None:
    one = CellError(file="f", row=1, column=None, value="", why=Text("", ""))
    found, more = Findings(), Findings()
    more += [one] * (MOST_LISTED + 3)
    found.append(one)
    found += more
    assert (len(more), more.unlisted, len(found), found.unlisted) == (MOST_LISTED, 3, MOST_LISTED, 4)


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("after", [1, 3, 12])
def test_a_build_can_be_cancelled_and_leaves_no_store(tmp_path: Path, after: int) -> None:
    said: list[Text] = []
    with pytest.raises(Cancelled):
        build(with_places(written(tmp_path / "list", 60)), tmp_path / "store", "owner", said.append,
              cancelled=lambda: len(said) >= after)  # fmt: skip
    assert len(said) == after
    assert find_generation(tmp_path / "store") is None
    assert list((tmp_path / "store").glob("stores/.building-*")) == []


def test_near_misses_among_very_many_words() -> None:
    words = [f"株式会社第{n}工場" for n in range(5_000)]
    assert near_misses("株式会社第4321工揚", words)[0] == "株式会社第4321工場"


@pytest.mark.parametrize(
    ("line", "blank"),
    [
        (b'<x:a> <x:p> "_:b" .', False),
        (b"_:b <x:p> <x:o> .", True),
        (b'<x:a> <x:p> "1" .\n_:b <x:p> "1" .', True),
        (b"<x:a> <x:p> _:b .", True),
        (b"<x:a> <x:p> <x:o> _:b .", True),
    ],
)
def test_blank_nodes_are_seen_in_text(line: bytes, blank: bool) -> None:
    assert bulk.may_be_blank(line) == blank
