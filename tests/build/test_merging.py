"""Decisions that two ids are one thing: obeyed at every build, undone by taking them back, nothing lost and nothing doubled."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build
from renkei.build.review import accept_answers, review, take_back
from renkei.errors import UsageError
from renkei.graph import open as open_graph
from renkei.identity.decisions import Contradiction, pair, record
from renkei.schema.namespaces import ID

ORGANIZATIONS = """\
id,label_ja,label_en,kind,place,postcode
seiki,㈱みほん精機,Mihon Seiki,company,福島県,960-8001
seiki-2,株式会社 みほん精機,,company,福島県,960-8002
center,ふくしま医療機器産業推進機構,,support-center,福島県,
"""
MEMBERSHIPS = """\
member,organization,role
seiki,center,member
seiki-2,center,member
seiki-2,fukushima-medical-welfare-device-council,member
"""
SEIKI, SEIKI_2 = f"{ID}organization/seiki", f"{ID}organization/seiki-2"
SHIPPED = "fukushima-medical-device-promotion"


@pytest.fixture
def mylist(tmp_path: Path) -> Path:
    folder = tmp_path / "mylist"
    folder.mkdir()
    (folder / "organizations.csv").write_text(ORGANIZATIONS, encoding="utf-8")
    (folder / "memberships.csv").write_text(MEMBERSHIPS, encoding="utf-8")
    return folder


def decide(folder: Path, one: str, other: str, same: bool = True) -> None:
    (folder / "review").mkdir(exist_ok=True)
    record(folder / "review" / "decisions.csv", [pair(one, other, same)])


def quads(folder: Path, tmp_path: Path, name: str) -> set[ox.Quad]:
    build(with_shipped([folder]), tmp_path / name, "owner")
    with open_graph(tmp_path / name) as graph:
        return set(graph.store.quads())


def said_of(found: set[ox.Quad], iri: str) -> set[tuple[str, str]]:
    """What the default graph says of a thing: the end of the property, the value."""
    mine = [q for q in found if q.graph_name == ox.DefaultGraph() and q.subject == ox.NamedNode(iri)]
    return {(q.predicate.value.rsplit("#", 1)[-1].rsplit("/", 1)[-1], q.object.value.rsplit("/", 1)[-1]) for q in mine}


def test_what_was_decided_to_be_one_stands_under_one_iri(mylist: Path, tmp_path: Path) -> None:
    decide(mylist, "seiki", "seiki-2")
    found = quads(mylist, tmp_path, "store")
    said = said_of(found, SEIKI)
    assert {("label", "㈱みほん精機"), ("altLabel", "株式会社 みほん精機"), ("label", "Mihon Seiki")} <= said
    assert said_of(found, SEIKI_2) == {("isReplacedBy", "seiki")}
    assert {v for p, v in said if p == "memberOf"} == {"center", "fukushima-medical-welfare-device-council"}
    replaced = ox.NamedNode(SEIKI_2)
    assert [q for q in found if q.object == replaced] == []


def test_a_second_value_where_there_can_be_one_stays_with_who_says_it(mylist: Path, tmp_path: Path) -> None:
    decide(mylist, "seiki", "seiki-2")
    found = quads(mylist, tmp_path, "store")
    codes = {(q.object.value, q.graph_name == ox.DefaultGraph()) for q in found if q.predicate.value.endswith("postalCode")}
    assert codes == {("960-8001", True), ("960-8001", False), ("960-8002", False)}


def test_an_undone_merge_gives_the_former_graph(mylist: Path, tmp_path: Path) -> None:
    before = quads(mylist, tmp_path, "before")
    decide(mylist, "seiki", "seiki-2")
    assert quads(mylist, tmp_path, "merged") != before
    take_back([mylist], "seiki", "seiki-2")
    assert quads(mylist, tmp_path, "after") == before


def test_a_private_thing_is_merged_into_the_public_one(mylist: Path, tmp_path: Path) -> None:
    decide(mylist, "center", SHIPPED)
    found = quads(mylist, tmp_path, "store")
    assert said_of(found, f"{ID}organization/center") == {("isReplacedBy", SHIPPED)}
    build(with_shipped([mylist]), tmp_path / "public", "public")
    with open_graph(tmp_path / "public") as graph:
        told = [q for q in graph.store.quads() if "organization/center" in str(q) or "mylist" in str(q)]
    assert told == []


def test_decisions_that_contradict_each_other_are_refused(mylist: Path, tmp_path: Path) -> None:
    decide(mylist, "seiki", "seiki-2")
    decide(mylist, "seiki-2", "center")
    decide(mylist, "seiki", "center", same=False)
    with pytest.raises(Contradiction, match="take one decision back"):
        build(with_shipped([mylist]), tmp_path / "store", "owner")


def test_a_decision_about_an_id_that_is_gone_changes_nothing(mylist: Path, tmp_path: Path) -> None:
    before = quads(mylist, tmp_path, "before")
    decide(mylist, "seiki", "gone")
    assert quads(mylist, tmp_path, "after") == before


def test_review_joins_what_is_certain_and_asks_about_the_rest(mylist: Path) -> None:
    reviewed = review([mylist], None, "en")
    assert reviewed.joined == 2  # the two spellings, and the shipped organisation of the same name
    again = review([mylist], None, "en")
    assert (again.joined, again.waiting) == (0, reviewed.waiting)


def test_answers_are_recorded_and_obeyed(mylist: Path, tmp_path: Path) -> None:
    answers = tmp_path / "answers.csv"
    answers.write_text("Same organisation? (yes/no),Id 1,Id 2\nはい,seiki,seiki-2\n,seiki,center\n", encoding="utf-8")
    assert accept_answers([mylist], answers) == 1
    assert said_of(quads(mylist, tmp_path, "store"), SEIKI_2) == {("isReplacedBy", "seiki")}
    with pytest.raises(UsageError, match="There is no decision"):
        take_back([mylist], "seiki", "center")
