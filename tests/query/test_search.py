"""Saved questions are found by words of either language and by group; a header that does not fit is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from renkei.errors import UsageError
from renkei.query.groups import GROUPS
from renkei.query.saved import questions, read_saved
from renkei.query.search import by_group, find_questions, get_questions

HEADER = """#+ title: {ja: "機関", en: "Bodies"}
#+ question: {ja: "$x はどこか", en: "Where is $x?"}
#+ group: organisations
#+ tags: {ja: [機関], en: [body]}
#+ parameters:
#+   x: {label: {ja: "値", en: "value"}, type: string, example: a}
#+ columns:
#+   s: {ja: "主語", en: "subject"}
SELECT ?s WHERE { ?s ?p $x }
"""


@pytest.mark.parametrize(
    "words", ["協議会 構成員", "構成員　協議会", "COUNCIL members", "members-of-council", "ﾒﾝﾊﾞｰ council", "会員"]
)
def test_words_of_either_language_find_a_question(words: str) -> None:
    assert ("members-of-council" in {q.name for q in find_questions(words)}) == (words != "ﾒﾝﾊﾞｰ council")


def test_all_words_must_be_there_and_a_group_narrows() -> None:
    wide, narrow = find_questions("支援"), find_questions("支援 協議会")
    assert {q.name for q in narrow} < {q.name for q in wide}
    assert {q.group for q in find_questions("支援", "partners")} == {"partners"}
    assert (
        find_questions(group="協議会・センター")
        == find_questions(group="councils")
        == find_questions(group="Councils AND Centers")
    )


def test_what_is_not_found_is_answered_with_near_tags() -> None:
    with pytest.raises(UsageError, match="Did you mean council") as caught:
        get_questions("counsil")
    assert "もしかして: council" in caught.value.message.ja
    with pytest.raises(UsageError, match="Did you mean councils"):
        get_questions(group="councilz")


def test_every_group_has_questions_and_every_question_is_in_its_group() -> None:
    grouped = by_group(find_questions())
    assert list(grouped) == [group for group in GROUPS if group in grouped]
    assert sorted(q.name for members in grouped.values() for q in members) == sorted(questions())


def test_every_question_names_its_parameters_and_has_tags_in_both_languages() -> None:
    for question in questions().values():
        for parameter in question.parameters:
            assert f"${parameter.name}" in question.question.ja, question.name
            assert f"${parameter.name}" in question.question.en, question.name
        assert len(question.tags.ja) >= 2, question.name
        assert len(question.tags.en) >= 2, question.name


@pytest.mark.parametrize(
    ("part", "instead", "why"),
    [
        ("group: organisations", "group: organizations", "there is no group organizations: the groups are organisations, "),
        ("type: string", "type: text", "the parameter x has the type text: the types are thing, place, "),
        ("#+   x:", "#+   y:", r"the header has parameters \['y'\], the query \['x'\]"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(tmp_path: Path, part: str, instead: str, why: str) -> None:
    (tmp_path / "good.rq").write_text(HEADER, encoding="utf-8")
    assert read_saved(tmp_path / "good.rq").tags.en == ("body",)
    (tmp_path / "bad.rq").write_text(HEADER.replace(part, instead), encoding="utf-8")
    with pytest.raises(ValueError, match=why):
        read_saved(tmp_path / "bad.rq")
