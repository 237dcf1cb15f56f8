"""A store as a workbook in the form of the template: built again it says the same, and one edit changes one thing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyoxigraph as ox
import pytest

from renkei import resources
from renkei.build.datasets import Dataset, read_dataset, shipped_datasets, with_shipped
from renkei.build.pipeline import build, data_quads, load_shipped, ontology_quads
from renkei.build.workbook_export import export_workbook, own_datasets
from renkei.errors import UsageError
from renkei.graph import Graph
from renkei.graph import open as open_graph
from renkei.schema.namespaces import ID, RENKEI
from renkei.schema.tables import shipped_schema
from renkei.store.oxigraph import OxigraphStore
from renkei.store.protocol import Store

VOCABULARIES, PLACES = resources.folder("ontology") / "vocabularies", resources.folder("data") / "places"

LIST = {
    "organizations": (
        "label_ja,label_en,alt_ja,kind,place,corporate_number,unnamed,phone,note\n"
        "株式会社あおば成形,Aoba Molding,あおば;アオバ,company,JP-07;city-08220,7000012050002,false,+81-24-954-4011,=SUM(A1)\n"
        "有限会社みどり精機,,,small-firm,JP-08,,,,\n"
        "同名会,,,study-group,JP-01,,,,\n"
        "同名会,,,study-group,JP-02,,,,\n"
        "高知県,,,prefectural-government,JP-39,,,,@here\n"
    ),
    "needs": (
        "label_ja,organization,kind,date,status,region,note\n"
        "滅菌容器の成形,株式会社あおば成形,process,2026-05,open,JP-08;JP-07,-5 から\n"
        '"引用""と<script>と、読点",有限会社みどり精機,,2026,closed,,"+1\n二行"\n'
    ),
    "persons": "label_ja,affiliation,mail\n青葉 太郎,株式会社あおば成形,taro@example.org\n",
    "memberships": "member,actor_kind,organization,role,start,basis\n株式会社あおば成形,,高知県,member,2024-04-01,inferred\n"
    ",company,高知県,member,2024,\n",
    "introductions": "introducer,introduced,introduced_to,date,about,outcome\n"
    "高知県,有限会社みどり精機,株式会社あおば成形,2026-06-03,滅菌容器の成形,meeting\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set folder with a coordinator's list."""
    path = tmp_path_factory.mktemp("mine") / "list"
    path.mkdir()
    for name, text in LIST.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def store(folder: Path) -> Store:
    return store_of(places(), read_dataset(folder))


def places() -> Dataset:
    return next(d for d in shipped_datasets() if d.id == "places")


def store_of(*datasets: Dataset) -> Store:
    """The rows of data sets, without rules."""
    made = OxigraphStore.in_memory()
    made.load([*ontology_quads(), *data_quads(load_shipped(datasets), "owner")])
    return made


def exported(store: Store, path: Path, language: str = "ja", **wanted: Any) -> Path:
    export_workbook(store, shipped_schema(), path, language, VOCABULARIES, PLACES, **wanted)
    return path


def said(store: Store, dataset: str = "list") -> set[str]:
    """What the rows of a data set say, without where in the file they do."""
    graphs = {q.graph_name for q in store.quads() if str(q.graph_name).startswith(f"<{ID}file/{dataset}-")}
    return {str(q) for g in graphs for q in store.quads(graph=g) if q.predicate != RENKEI.locator}  # type: ignore[arg-type]


def edit(path: Path, change: Callable[[Any], object]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def cell(book: Any, sheet: str, heading: str, row: int) -> Any:
    (column,) = (c.column for c in book[sheet][1] if c.value in (heading, f"{heading} *"))
    return book[sheet].cell(row, column)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_build_of_the_workbook_says_the_same(store: Store, language: str, tmp_path: Path) -> None:
    path = exported(store, tmp_path / "list.xlsx", language, datasets=["list"])
    again = store_of(places(), read_dataset(path))
    assert said(again) == said(store)
    assert len(said(store)) > 60


def test_the_workbook_in_full(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    written = export_workbook(store, shipped_schema(), path, "ja", VOCABULARIES, PLACES, datasets=["list"])
    assert list(written.items()) == [
        ("organizations", 5),
        ("needs", 2),
        ("memberships", 2),
        ("introductions", 1),
        ("persons", 1),
    ]
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["説明", "機関", "探しているもの", "構成員", "紹介", "人", "_lists", "_names"]
    assert [[c.value for c in row] for row in book["紹介"].iter_rows()] == [
        ["紹介者", "紹介された側 *", "紹介先 *", "紹介日", "案件", "結果", "メモ", "公開範囲"],
        ["高知県", "有限会社みどり精機", "株式会社あおば成形", "2026-06-03", "滅菌容器の成形", "面談", None, None],
    ]
    rows = [
        {h.value: c.value for h, c in zip(book["機関"][1], row, strict=True) if c.value} for row in book["機関"].iter_rows(2)
    ]
    assert [r["名称 *"] for r in rows] == ["株式会社あおば成形", "有限会社みどり精機", "同名会", "同名会", "高知県"]
    assert rows[0] == {
        "名称 *": "株式会社あおば成形",
        "英語名": "Aoba Molding",
        "別名": "あおば;アオバ",
        "機関の種類 *": "企業",
        "所在": "つくば市;福島県",
        "名称なし": "いいえ",
        "法人番号": "7000012050002",
        "電話番号": "+81-24-954-4011",
        "メモ": "=SUM(A1)",
        "ID": "corporate-number-7000012050002",
    }
    heads = [c.value for c in book["構成員"][1]]
    assert heads == ["構成員", "主体の種類", "属する組織 *", "役割 *", "開始", "終了", "メモ", "公開範囲", "根拠"]


def test_no_value_is_a_formula(store: Store, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(exported(store, tmp_path / "list.xlsx", datasets=["list"]))
    assert {c.data_type for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None} == {"s"}
    guarded = [c.value for row in book["機関"].iter_rows(2) for c in row if str(c.value)[0] in "=+-@"]
    assert guarded == ["+81-24-954-4011", "=SUM(A1)", "@here"]


def test_a_name_that_several_have_is_written_as_the_id(store: Store, folder: Path, tmp_path: Path) -> None:
    text = "label_ja,organization\n探しもの,{}\n"
    (one, _) = (r for r in load_shipped([places(), read_dataset(folder)]).rows if r.row.values("label_ja") == ("同名会",))
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "needs.csv").write_text(text.format(one.row.id), encoding="utf-8")
    both = store_of(places(), read_dataset(folder), read_dataset(mine))
    book = openpyxl.load_workbook(exported(both, tmp_path / "a.xlsx", datasets=["mine"]))
    assert cell(book, "探しているもの", "機関", 2).value == one.row.id
    # 高知県 is a prefecture and a body: where only one of them can stand, its name says which.
    book = openpyxl.load_workbook(exported(both, tmp_path / "b.xlsx", datasets=["list"]))
    assert (cell(book, "構成員", "属する組織", 2).value, cell(book, "機関", "所在", 6).value) == ("高知県", "高知県")


def test_one_edit_changes_one_statement(store: Store, tmp_path: Path) -> None:
    path = exported(store, tmp_path / "list.xlsx", datasets=["list"])
    edit(path, lambda book: setattr(cell(book, "探しているもの", "状況", 2), "value", "成立"))
    after = said(store_of(places(), read_dataset(path)))
    gone, new = said(store) - after, after - said(store)
    assert [q.split()[1:3] for q in gone] == [["<https://w3id.org/renkei/ns#needStatus>", f"<{ID}need-status/open>"]]
    assert [q.split()[1:3] for q in new] == [["<https://w3id.org/renkei/ns#needStatus>", f"<{ID}need-status/matched>"]]


def test_a_corrected_name_keeps_its_ties(store: Store, tmp_path: Path) -> None:
    path = exported(store, tmp_path / "list.xlsx", datasets=["list"])
    edit(path, lambda book: setattr(cell(book, "機関", "名称", 2), "value", "株式会社あおば精密"))
    after = said(store_of(places(), read_dataset(path)))
    assert [q.split()[2] for q in said(store) - after] == ['"株式会社あおば成形"@ja']
    assert [q.split()[2] for q in after - said(store)] == ['"株式会社あおば精密"@ja']


def test_a_removed_row_takes_its_statements_along_and_no_others(store: Store, tmp_path: Path) -> None:
    path = exported(store, tmp_path / "list.xlsx", datasets=["list"])
    edit(path, lambda book: book["紹介"].delete_rows(2))
    after = said(store_of(places(), read_dataset(path)))
    assert after < said(store)
    assert {q.split()[0].rsplit("/", 2)[1] for q in said(store) - after} == {"introduction"}


def test_the_same_bytes_each_time(store: Store, tmp_path: Path) -> None:
    one, two = (exported(store, tmp_path / f"{n}.xlsx", datasets=["list"]) for n in "ab")
    assert one.read_bytes() == two.read_bytes()


def test_exporting_what_was_exported_gives_the_same_bytes(store: Store, tmp_path: Path) -> None:
    path = exported(store, tmp_path / "list.xlsx", datasets=["list"])
    again = store_of(places(), read_dataset(path))
    assert exported(again, tmp_path / "again.xlsx", datasets=["list"]).read_bytes() == path.read_bytes()


def test_only_the_tables_that_are_wanted(store: Store, tmp_path: Path) -> None:
    path = exported(store, tmp_path / "list.xlsx", names=["企業", "needs"], datasets=["list"])
    assert openpyxl.load_workbook(path).sheetnames == ["説明", "機関", "探しているもの", "_lists", "_names"]


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"names": ["organisation"]}, "There is no table organisation. Did you mean organisations"),
        ({"names": ["offers"]}, "There are no rows to write"),
        ({"datasets": ["lost"]}, "There are no rows to write"),
    ],
)
def test_what_cannot_be_written(store: Store, wanted: dict[str, Any], says: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=says):
        exported(store, tmp_path / "list.xlsx", **wanted)
    assert list(tmp_path.iterdir()) == []


def test_the_shipped_tables_go_through_a_workbook(graph: Graph, tmp_path: Path) -> None:
    """With their passages, bases and readings, every statement comes back where it stood."""
    tables = ["organizations", "persons", "projects", "events", "memberships", "participations", "posts"]
    path = exported(graph.store, tmp_path / "shipped.xlsx", names=tables)
    schema = shipped_schema()
    kept = [d for d in shipped_datasets() if d.id == "places"]
    rest = tmp_path / "rest"
    rest.mkdir()
    curated = next(d for d in shipped_datasets() if d.id == "curated")
    for file in curated.files():
        if file.stem not in tables:
            (rest / file.name).write_bytes(file.read_bytes())
    (rest / "dataset.toml").write_text('provenance = "passages"\n', encoding="utf-8")
    segments = tuple(f"{ID}{schema.tables[t].id_segment}/" for t in tables)

    def passages(*datasets: Dataset) -> set[str]:
        quads = data_quads(load_shipped(datasets), "owner")
        return {str(q) for q in quads if q.subject.value.startswith(segments) and "/passage/" in str(q.graph_name)}  # type: ignore[union-attr]

    before = passages(*kept, curated)
    assert passages(*kept, read_dataset(rest), read_dataset(path)) == before
    assert len(before) > 2_000


def test_own_data_sets_are_those_that_do_not_ship() -> None:
    assert own_datasets(["places", "curated", "list", "other"]) == ("list", "other")
    assert own_datasets(["places", "curated"]) == ()


def test_through_stores_with_rules_and_checks(folder: Path, tmp_path: Path) -> None:
    first = build(with_shipped([folder]), tmp_path / "one", "owner")
    with open_graph(tmp_path / "one") as opened:
        own = own_datasets(first.generation.manifest["datasets"])
        path = exported(opened.store, tmp_path / "list.xlsx", datasets=own)
        before = {q for q in opened.store.quads(graph=ox.DefaultGraph()) if q.predicate != RENKEI.locator}
    build(with_shipped([path]), tmp_path / "two", "owner")
    with open_graph(tmp_path / "two") as opened:
        after = {q for q in opened.store.quads(graph=ox.DefaultGraph()) if q.predicate != RENKEI.locator}
    differ = {str(q.subject) for q in before ^ after}
    assert all(s.startswith(f"<{ID}file/list-") for s in differ)  # what a file is called


def test_a_municipality_whose_name_others_have_is_written_with_its_prefecture(tmp_path: Path) -> None:
    """A store holds only the municipalities that it tells of: that another has the name is known all the same."""
    folder = tmp_path / "list"
    folder.mkdir()
    text = "label_ja,kind,place\n株式会社あおば成形,company,city-07213\n株式会社みどり精機,company,city-07203\n"
    (folder / "organizations.csv").write_text(text, encoding="utf-8")
    build(with_shipped([folder]), tmp_path / "store", "owner")
    with open_graph(tmp_path / "store") as graph:
        held = [f"city-{n}" for n in ("01233", "07213") if list(graph.store.quads(ox.NamedNode(f"{ID}place/city-{n}")))]
        assert held == ["city-07213"]
        paths = [exported(graph.store, tmp_path / f"{x}.xlsx", x, datasets=["list"]) for x in ("ja", "en")]
    books = [openpyxl.load_workbook(p) for p in paths]
    names = {"ja": ("機関", "所在"), "en": ("organisations", "place")}
    shown = [[cell(b, *names[x], n).value for n in (2, 3)] for b, x in zip(books, names, strict=True)]
    assert shown == [["福島県伊達市", "郡山市"], ["福島県伊達市", "Koriyama City"]]
    load_shipped([places(), read_dataset(paths[0])])
