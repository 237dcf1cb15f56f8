"""What registers say of the owner's organisations, in files of their own: planned, handed on, kept private and taken out."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest

from renkei import resources
from renkei.build.datasets import Dataset, read_dataset, shipped_datasets
from renkei.build.pipeline import build
from renkei.build.plan import plan
from renkei.build.removal import remove
from renkei.build.removal_tables import Place
from renkei.build.workbook_export import export_workbook, told_by_registers
from renkei.graph import open as open_graph
from renkei.schema.tables import shipped_schema

VOCABULARIES, PLACES = resources.folder("ontology") / "vocabularies", resources.folder("data") / "places"
ROWS = "id,label_ja,kind,place,visibility\na,甲精密㈱,company,JP-07,private\nb,乙大学,university,JP-07,\n"
HOUJIN = (
    "id,reading,alt_ja,corporate_number,former_ja,reason_ja,reason_en,source,basis\n"
    "a,こうせいみつ,株式会社甲精密工業,1010001000006,甲精密有限会社,名称が同じ,same name,houjin-bangou#1010001000006,external\n"
    "b,おつだいがく,国立大学法人乙大学,7010001000000,,名称が同じ,same name,houjin-bangou#7010001000000,external\n"
)
OF_A = ("甲精密", "こうせいみつ", "1010001000006")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A list that its owner makes public, but for one row, with what a register says of both."""
    folder = tmp_path / "mine"
    (folder / "registers").mkdir(parents=True)
    (folder / "dataset.toml").write_text('id = "mine"\nvisibility = "public"\n', encoding="utf-8")
    (folder / "organizations.csv").write_text(ROWS, encoding="utf-8")
    (folder / "registers" / "houjin.csv").write_text(HOUJIN, encoding="utf-8")
    (folder / "registers" / "dates.toml").write_text('houjin = "2021-06-01"\n', encoding="utf-8")
    return folder


def with_places(path: Path) -> list[Dataset]:
    return [next(d for d in shipped_datasets() if d.id == "places"), read_dataset(path)]


def holding(folder: Path, word: str) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and word.encode() in p.read_bytes())


def test_one_taken_out_leaves_no_byte_in_what_registers_say(mine: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    build(with_places(mine), store, "owner")
    assert [holding(mine, word) for word in OF_A[1:]] == [["houjin.csv"], ["houjin.csv"]]
    done = remove("株式会社甲精密工業", [read_dataset(mine)], shipped_schema(), [store])  # a name that only the register has
    assert done.rows == (Place("mine/organizations.csv", 2), Place("mine/registers/houjin.csv", 2))
    assert (done.is_complete, len(done.generations)) == (True, 1)
    assert {word: holding(mine, word) + holding(store, word) for word in OF_A} == {word: [] for word in OF_A}
    build(with_places(mine), store, "owner")
    assert holding(mine, "7010001000000") == ["houjin.csv"]


def test_what_a_register_says_of_a_private_row_is_in_no_byte_of_a_public_store(mine: Path, tmp_path: Path) -> None:
    build(with_places(mine), tmp_path / "store", "public")
    assert {word: holding(tmp_path / "store", word) for word in OF_A} == {word: [] for word in OF_A}
    with open_graph(tmp_path / "store") as graph:
        values = {q.object.value for q in graph.store.quads() if isinstance(q.object, (ox.NamedNode, ox.Literal))}
    assert not any(word in value for word in OF_A for value in values)
    assert {"乙大学", "7010001000000"} <= values
    said = str(plan(with_places(mine), tmp_path / "none", "public").as_dict())
    assert [word for word in (*OF_A, "7010001000000") if word in said] == ["7010001000000"]


def test_a_plan_tells_what_the_register_says_more_and_a_workbook_what_it_does_not_hold(mine: Path, tmp_path: Path) -> None:
    store, schema = tmp_path / "store", shipped_schema()
    build(with_places(mine), store, "owner")
    assert plan(with_places(mine), store, "owner").is_empty
    with open_graph(store) as graph:
        assert (told_by_registers(graph.store, ["mine"]), told_by_registers(graph.store, ["places"])) == (2, 0)
        export_workbook(graph.store, schema, tmp_path / "out.xlsx", "ja", VOCABULARIES, PLACES, datasets=["mine"])
    rows = [[v for v in row if v] for row in openpyxl.load_workbook(tmp_path / "out.xlsx")["機関"].values]
    assert rows[1:] == [["甲精密㈱", "企業", "福島県", "a"], ["乙大学", "大学", "福島県", "b"]]
    file = mine / "registers" / "houjin.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("甲精密有限会社", "甲精工有限会社"), encoding="utf-8")
    (change,) = plan(with_places(mine), store, "owner").changes
    (difference,) = change.differences
    assert (difference.column, difference.old[0].ja, difference.new[0].ja) == ("former_ja", "甲精密有限会社", "甲精工有限会社")
