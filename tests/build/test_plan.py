"""What a build would change is told exactly, and telling it writes nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from renkei.build.datasets import Dataset, read_dataset, shipped_datasets
from renkei.build.pipeline import build
from renkei.build.plan import Change, Plan, plan
from renkei.errors import StoreError, TableErrors, Text, UsageError
from renkei.schema.namespaces import ID

TABLES = {
    "organizations": "id,label_ja,kind,place,phone\na,甲社,company,JP-07;JP-08,+81-24-000-0000\nb,乙大学,university,JP-13,\n",
    "memberships": "member,organization,role,start\na,b,member,2020\n",
    "needs": "organization,label_ja,date\na,樹脂の成形,2024-05\n",
}
Edited = Callable[..., Path]


def datasets(path: Path) -> list[Dataset]:
    """The places, which the rows refer to, and the data set at `path`."""
    return [next(d for d in shipped_datasets() if d.id == "places"), read_dataset(path)]


def write(folder: Path, tables: dict[str, str], settings: str = 'id = "mine"\n') -> Path:
    folder.mkdir()
    (folder / "dataset.toml").write_text(settings, encoding="utf-8")
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An owner's store of the tables above."""
    folder = tmp_path_factory.mktemp("planned")
    build(datasets(write(folder / "mine", TABLES)), folder / "store", "owner")
    return folder / "store"


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """The tables with some pieces of text replaced: edited(("organizations", old, new), …)."""

    def write_edited(*edits: tuple[str, str, str], **more: str) -> Path:
        tables = dict(TABLES)
        for name, old, new in edits:
            assert old in tables[name]
            tables[name] = tables[name].replace(old, new)
        return write(tmp_path / "mine", tables | more)

    return write_edited


def contents(directory: Path) -> dict[str, bytes]:
    return {str(p.relative_to(directory)): p.read_bytes() for p in sorted(directory.rglob("*")) if p.is_file()}


def said(found: Plan) -> list[tuple[str, str, list[tuple[str | None, tuple[str, ...], tuple[str, ...]]]]]:
    """The changes in short: kind, thing, and column, old and new values in Japanese."""

    def values(texts: tuple[Text, ...]) -> tuple[str, ...]:
        return tuple(t.ja for t in texts)

    def differences(change: Change) -> list[tuple[str | None, tuple[str, ...], tuple[str, ...]]]:
        return [(d.column, values(d.old), values(d.new)) for d in change.differences]

    return [(c.kind, c.thing.removeprefix(ID), differences(c)) for c in found.changes]


def test_the_same_input_changes_nothing(store: Path, edited: Edited) -> None:
    before = contents(store)
    found = plan(datasets(edited()), store, "owner")
    assert (found, found.is_empty, found.summary.en) == (Plan("owner", ()), True, "Nothing would change.")
    assert contents(store) == before


@pytest.mark.parametrize(
    "edits",
    [
        [
            ("organizations", "b,乙大学,university,JP-13,\n", ""),
            ("organizations", "phone\n", "phone\nb,乙大学,university,JP-13,\n"),
        ],
        [("organizations", "JP-07;JP-08", "茨城県;福島")],
        [
            (
                "memberships",
                "member,organization,role,start\na,b,member,2020",
                "start,role,organization,member\nR2,会員・構成機関,乙大学,甲社",
            )
        ],
        [("needs", "2024-05\n", "R6.5\n\n,,\n")],
    ],
    ids=["rows in another order", "names for ids", "columns in another order", "a date written otherwise"],
)
def test_what_says_the_same_changes_nothing(store: Path, edited: Edited, edits: list[tuple[str, str, str]]) -> None:
    assert plan(datasets(edited(*edits)), store, "owner").is_empty


@pytest.mark.parametrize(
    ("edit", "change"),
    [
        (("organizations", "甲社", "甲"), ("organization/a", [("label_ja", ("甲社",), ("甲",))])),
        (("organizations", "company", "hospital"), ("organization/a", [("kind", ("企業",), ("病院",))])),
        (("organizations", "JP-07;JP-08", "JP-07;JP-09"), ("organization/a", [("place", ("茨城県",), ("栃木県",))])),
        (("organizations", "+81-24-000-0000", ""), ("organization/a", [("phone", ("+81-24-000-0000",), ())])),
        (("organizations", "JP-13,", "JP-13,+81-3-0000-0000"), ("organization/b", [("phone", (), ("+81-3-0000-0000",))])),
    ],
)
def test_one_edited_cell_is_exactly_that_change(
    store: Path, edited: Edited, edit: tuple[str, str, str], change: tuple[str, object]
) -> None:
    before = contents(store)
    found = plan(datasets(edited(edit)), store, "owner")
    assert said(found) == [("changed", *change)]
    assert (found.other, found.counts) == (0, {"added": 0, "changed": 1, "removed": 0, "merged": 0})
    assert contents(store) == before


def test_the_same_rows_under_another_name_of_the_data_set_change_no_thing(store: Path, tmp_path: Path) -> None:
    same = plan(datasets(write(tmp_path / "handed-on", TABLES, "")), store, "owner")
    assert (said(same), same.moved, same.is_empty) == ([], 4, False)
    assert "値は同じで出典のファイルだけが変わるもの4件" in same.summary.ja
    corrected = {"organizations": TABLES["organizations"].replace("甲社", "甲株式会社")}
    found = plan(datasets(write(tmp_path / "corrected", corrected, "")), store, "owner")
    (change,) = (c for c in said(found) if c[0] == "changed")
    assert change == ("changed", "organization/a", [("label_ja", ("甲社",), ("甲株式会社",))])
    assert found.moved == 2


def test_a_row_more_and_a_row_less(store: Path, edited: Edited) -> None:
    rows = TABLES["organizations"].replace("b,乙大学", "c,丙社,company,,\nb,乙大学")
    found = plan(datasets(edited(("memberships", "a,b,member,2020\n", ""), organizations=rows)), store, "owner")
    added, removed = said(found)
    assert added == (
        "added", "organization/c", [(None, (), ("機関",)), ("label_ja", (), ("丙社",)), ("kind", (), ("企業",))],
    )  # fmt: skip
    kind, tie, differences = removed
    assert (kind, tie.split("/")[0]) == ("removed", "membership")
    assert [(column, old) for column, old, new in differences if new == ()] == [
        (None, ("構成員であること",)),
        ("member", ("甲社",)),
        ("organization", ("乙大学",)),
        ("role", ("会員・構成機関",)),
        ("start", ("2020",)),
    ]
    assert found.changes[1].name.ja == "甲社 – 乙大学"


def test_a_new_tie_is_named_after_what_it_ties(store: Path, edited: Edited) -> None:
    rows = TABLES["memberships"] + "b,a,partner,2021\n"
    (change,) = plan(datasets(edited(memberships=rows)), store, "owner").changes
    assert (change.kind, change.name) == ("added", Text("乙大学 – 甲社", "乙大学 – 甲社"))


def test_the_basis_of_a_row_moves_what_it_says_to_another_graph(store: Path, edited: Edited) -> None:
    table = "member,organization,role,start,basis\na,b,member,2020,inferred\n"
    found = plan(datasets(edited(memberships=table)), store, "owner")
    (change,) = found.changes
    graphs = [(d.column, d.graph.removeprefix(f"{ID}file/"), bool(d.old), bool(d.new)) for d in change.differences]
    assert graphs == [
        fact
        for column in (None, "member", "organization", "start")  # a role is inferred in any case
        for fact in ((column, "mine-memberships-inferred", False, True), (column, "mine-memberships", True, False))
    ]
    assert found.other > 0  # the graph that the file did not have is described


def test_things_decided_to_be_the_same_are_merged(store: Path, edited: Edited) -> None:
    folder = edited(("memberships", "a,b,member,2020\n", ""))
    (folder / "review").mkdir()
    (folder / "review" / "decisions.csv").write_text("one,other,same,reason,who,when\na,b,yes,,,\n", encoding="utf-8")
    found = plan(datasets(folder), store, "owner")
    assert found.counts == {"added": 0, "changed": 1, "removed": 1, "merged": 1}
    changed, _, merged = found.changes
    assert (merged.kind, merged.thing, merged.into) == ("merged", f"{ID}organization/b", f"{ID}organization/a")
    assert (merged.name.ja, changed.thing) == ("乙大学", f"{ID}organization/a")
    assert [(d.column, [v.ja for v in d.new]) for d in changed.differences] == [
        ("alt_ja", ["乙大学"]), ("kind", ["大学"]), ("place", ["東京都"]),
    ]  # fmt: skip


def test_a_store_that_is_not_there_yet(edited: Edited, tmp_path: Path) -> None:
    found = plan(datasets(edited()), tmp_path / "none", "owner")
    mine = [c.thing.removeprefix(ID).split("/")[0] for c in found.changes]
    assert {kind: mine.count(kind) for kind in ("organization", "membership", "need")} == {
        "organization": 2, "membership": 1, "need": 1,
    }  # fmt: skip
    assert found.counts["added"] == len(found.changes)
    assert not any("/place/" in c.thing for c in found.changes)  # the places are shipped
    assert found.first
    assert "compared with the shipped data" in found.summary.en
    assert not (tmp_path / "none").exists()


def test_bad_rows_and_folders_are_told_as_the_build_tells_them(store: Path, edited: Edited, tmp_path: Path) -> None:
    with pytest.raises(TableErrors) as caught:
        plan(datasets(edited(("organizations", "company", "compny"))), store, "owner")
    assert [(e.row, e.column) for e in caught.value.errors] == [(2, "kind")]
    with pytest.raises(StoreError, match="is no store"):
        plan(datasets(tmp_path / "mine"), tmp_path, "owner")


def test_a_public_plan_shows_nothing_of_an_owners_store(store: Path, edited: Edited) -> None:
    with pytest.raises(UsageError) as caught:
        plan(datasets(edited()), store, "public")
    assert "--audience owner" in caught.value.message.en
    assert "--audience owner" in caught.value.message.ja


def test_the_command_shows_the_change_and_ends_with_0(store: Path, edited: Edited, tmp_path: Path) -> None:
    mine, target = edited(("organizations", "甲社", "甲")), tmp_path / "store"
    shutil.copytree(store, target)
    build([*shipped_datasets(), read_dataset(write(tmp_path / "before", TABLES))], target, "owner")
    before = contents(target)
    command = [sys.executable, "-m", "renkei.cli", "build", str(mine), "-o", str(target), "--plan"]
    env = os.environ | {"RENKEI_LANG": "en", "NO_COLOR": "1"}
    shown = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, check=True)
    assert [line.split() for line in shown.stdout.splitlines() if "(a)" in line] == [
        ["changed", "甲", "(a)", "name", "甲社", "甲"]
    ]
    assert shown.stdout.splitlines()[-1] == "0 added, 1 changed, 0 removed, 0 merged."
    found = json.loads(subprocess.run([*command, "--json"], capture_output=True, env=env, check=True).stdout)
    assert found["counts"] == {"added": 0, "changed": 1, "removed": 0, "merged": 0}
    assert found["changes"] == [
        {
            "change": "changed",
            "thing": f"{ID}organization/a",
            "name": {"ja": "甲", "en": "甲"},
            "into": None,
            "differences": [
                {
                    "property": "http://www.w3.org/2000/01/rdf-schema#label",
                    "column": "label_ja",
                    "old": [{"ja": "甲社", "en": "甲社"}],
                    "new": [{"ja": "甲", "en": "甲"}],
                    "graph": f"{ID}file/mine-organizations",
                }
            ],
        }
    ]
    assert contents(target) == before
