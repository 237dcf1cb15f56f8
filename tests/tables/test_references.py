"""References: an id or a name that one thing has. Ids and ties that stand twice name the other place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from renkei.errors import CellError, Text

ErrorsOf = Callable[..., list[CellError]]

HEAD = "id,label_ja,label_en,kind,place,parent\n"
PROJECTS = "id,label_ja,label_en\np,連携事業,Joint project\n"


def only(errors: list[CellError]) -> CellError:
    (error,) = errors
    return error


@pytest.mark.parametrize("place", ["JP-07", "福島県", "福島", "Fukushima", "FUKUSHIMA", "福 島 県", "JP-07;東京都"])
def test_a_place_by_id_or_by_any_name_however_printed(errors_of: ErrorsOf, place: str) -> None:
    assert errors_of(organizations=f"{HEAD}a,某社,A Inc.,company,{place},\n") == []


def test_an_unknown_prefecture_has_near_misses(errors_of: ErrorsOf) -> None:
    error = only(errors_of(organizations=f"{HEAD}a,某社,A Inc.,company,福鳥県,\n"))
    assert (error.file, error.row, error.column, error.value) == ("mine/organizations.csv", 2, "place", "福鳥県")
    assert error.why == Text("この id または名称のものはありません。", "Nothing has this id or name.")
    assert error.suggestion is not None
    assert "福島県" in error.suggestion.ja.removeprefix("もしかして: ").split("、")
    assert error.suggestion.en.startswith("Did you mean ")


def test_of_several_values_only_the_wrong_one_is_named(errors_of: ErrorsOf) -> None:
    error = only(errors_of(organizations=f"{HEAD}a,某社,A Inc.,company,JP-07;JP-48;JP-09,\n"))
    assert error.value == "JP-48"


def test_a_reference_to_nothing(errors_of: ErrorsOf) -> None:
    error = only(errors_of(organizations=f"{HEAD}a,某社,A Inc.,company,,zzzzzzzz\n"))
    assert (error.column, error.value, error.why.en, error.suggestion) == (
        "parent",
        "zzzzzzzz",
        "Nothing has this id or name.",
        None,
    )


@pytest.mark.parametrize("reference", ["p", "連携事業", "Joint Project"])
def test_a_reference_to_a_thing_of_another_kind(errors_of: ErrorsOf, reference: str) -> None:
    error = only(errors_of(organizations=f"{HEAD}a,某社,A Inc.,company,,{reference}\n", projects=PROJECTS))
    assert (error.row, error.column, error.value) == (2, "parent", reference)
    assert error.why == Text("この列に書ける種類のものではありません。", "This is not the kind of thing that the column takes.")


def test_a_name_that_several_things_have_lists_their_ids(errors_of: ErrorsOf) -> None:
    rows = "a,連携課,A,company,,\nb,連携課,B,company,,\nc,某社,C,company,,連携課\n"
    error = only(errors_of(organizations=HEAD + rows))
    assert (error.row, error.column, error.value, error.why.en) == (4, "parent", "連携課", "Several things have this name.")
    assert error.suggestion == Text("id で書いてください: a、b", "Write the id: a, b")


def test_a_name_counts_only_among_things_that_fit_the_column(errors_of: ErrorsOf) -> None:
    rows = "a,連携事業,A,company,,\nb,某社,B,company,,連携事業\n"
    assert errors_of(organizations=HEAD + rows, projects=PROJECTS) == []


def test_an_unknown_word_of_a_vocabulary(errors_of: ErrorsOf) -> None:
    error = only(errors_of(organizations=f"{HEAD}a,某社,A Inc.,compny,,\n"))
    assert (error.row, error.column, error.value) == (2, "kind", "compny")
    assert error.why.en == "The vocabulary organization-kind has no such concept."
    assert error.suggestion is not None
    assert error.suggestion.en.startswith("Did you mean company")


def test_a_word_like_none_of_a_vocabulary_lists_its_concepts(errors_of: ErrorsOf) -> None:
    head = "id,label_ja,label_en,kind,status\n"
    error = only(errors_of(events=f"{head}e,催し,Event,seminar,ぬ\n"))
    assert error.why.ja == "語彙 status にこの語はありません。"
    assert error.suggestion == Text("この語彙の語: actual、planned", "Its concepts: actual, planned")


@pytest.mark.parametrize("kind", ["company", "企業", "Company", " COMPANY "])
def test_a_concept_by_notation_or_label(errors_of: ErrorsOf, kind: str) -> None:
    assert errors_of(organizations=f"{HEAD}a,某社,A Inc.,{kind},,\n") == []


def test_an_id_that_stands_twice_names_the_other_place(errors_of: ErrorsOf) -> None:
    error = only(errors_of(organizations=f"{HEAD}a,某社,A,company,,\nb,他社,B,company,,\na,別社,C,company,,\n"))
    assert (error.file, error.row, error.column, error.value) == ("mine/organizations.csv", 4, "id", "a")
    assert error.why == Text(
        "この id は mine/organizations.csv:2 で使われています。", "The id stands at mine/organizations.csv:2 already."
    )  # fmt: skip


@pytest.mark.parametrize("taken", ["JP-07", "doc-003"])
def test_an_id_is_one_in_all_tables_and_the_register(errors_of: ErrorsOf, taken: str) -> None:
    error = only(errors_of(organizations=f"{HEAD}{taken},某社,A,company,,\n"))
    assert (error.file, error.row, error.column) == ("mine/organizations.csv", 2, "id")
    assert ("prefectures.csv:" if taken == "JP-07" else "sources.toml") in error.why.en


BODIES = HEAD + "a,某社,A Inc.,company,,\nb,協議会,Council,council,,\n"
TIES = "member,organization,role,start\n"


def test_a_tie_that_stands_twice_names_the_other_place(errors_of: ErrorsOf) -> None:
    error = only(errors_of(organizations=BODIES, memberships=f"{TIES}a,b,member,\na,b,partner,\na,b,member,\n"))
    assert (error.file, error.row, error.column, error.value) == ("mine/memberships.csv", 4, "member", "a")
    assert error.why.en == "A row with the same key stands at mine/memberships.csv:2."


@pytest.mark.parametrize(
    "again", ["某社,b,member,2013-10", "A Inc.,協議会,会員・構成機関,2013-10", "a,b,member,H25.10", "a,b,member,2013/10"]
)
def test_a_tie_written_otherwise_is_the_same_tie(errors_of: ErrorsOf, again: str) -> None:
    error = only(errors_of(organizations=BODIES, memberships=f"{TIES}a,b,member,2013-10\n{again}\n"))
    assert (error.row, error.why.en) == (3, "A row with the same key stands at mine/memberships.csv:2.")


def test_ties_that_differ_in_one_key_column_are_two(errors_of: ErrorsOf) -> None:
    rows = "a,b,member,2013\na,b,member,2014\na,b,partner,2013\nb,b,member,2013\n"
    assert errors_of(organizations=BODIES, memberships=TIES + rows) == []


def test_every_error_of_every_table_is_told_at_once(errors_of: ErrorsOf) -> None:
    errors = errors_of(
        organizations=f"{HEAD}a,,A,compny,福鳥県,\n", memberships=f"{TIES}x,y,member,2013-13\n", projects="id,label_ja\np,\n"
    )
    assert [(e.file, e.row, e.column) for e in errors] == [
        ("mine/memberships.csv", 2, "start"),
        ("mine/memberships.csv", 2, "member"),
        ("mine/memberships.csv", 2, "organization"),
        ("mine/organizations.csv", 2, "label_ja"),
        ("mine/organizations.csv", 2, "kind"),
        ("mine/organizations.csv", 2, "place"),
        ("mine/projects.csv", 2, "label_ja"),
    ]
