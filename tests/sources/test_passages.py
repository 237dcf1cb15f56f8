"""Passages: the forms they take, the documents they are in, and how long they may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.errors import Text
from renkei.sources.passages import Passage, PassageError, parse_passage
from renkei.sources.register import Register, SourceDocument

_TEXT = Text("資料", "Document")


def _document(number: str, lines: int, long_passages: dict[str, str] | None = None) -> SourceDocument:
    return SourceDocument(
        f"doc-{number}", number, _TEXT, _TEXT, _TEXT, _TEXT, _TEXT, lines, "00", None, None, None, None, long_passages or {}, {}
    )


REGISTER = Register(
    {d.id: d for d in (_document("003", 233, {"100-113": "a list", "1-14": "a list"}), _document("004", 78))}, {}
)


@pytest.mark.parametrize(
    ("written", "ranges", "identifier", "count"),
    [
        ("003:154", ((154, 154),), "003-L154", 1),
        ("003:9-11", ((9, 11),), "003-L9-11", 3),
        ("003:150,154,156", ((150, 150), (154, 154), (156, 156)), "003-L150_154_156", 3),
        ("003:49-50,158", ((49, 50), (158, 158)), "003-L49-50_158", 3),
        ("003:1", ((1, 1),), "003-L1", 1),
        ("003:233", ((233, 233),), "003-L233", 1),
        ("004:67-78", ((67, 78),), "004-L67-78", 12),
    ],
)
def test_forms_of_a_passage(written: str, ranges: tuple[tuple[int, int], ...], identifier: str, count: int) -> None:
    passage, document = parse_passage(written, REGISTER)
    assert (passage.ranges, passage.id, len(passage.line_numbers)) == (ranges, identifier, count)
    assert (str(passage), document.number) == (written, written[:3])


def refused(text: str) -> PassageError:
    with pytest.raises(PassageError) as caught:
        parse_passage(text, REGISTER)
    return caught.value


@pytest.mark.parametrize(
    "text", ["", "003", "154", "003:", "003:a", "003;154", "003:1-", "003:-5", "003: 154", "003:1--3", "3.154"]
)
def test_what_is_no_passage_is_shown_how_to_write_one(text: str) -> None:
    error = refused(text)
    assert error.why == Text("出典箇所として読めません。", "This is not a passage.")
    assert error.suggestion == Text("003:154,157 や 003:9-11 のように書きます。", "Write it like 003:154,157 or 003:9-11.")


@pytest.mark.parametrize("text", ["003:11-9", "003:158,154", "003:5-9,9-12", "003:5,5", "003:0", "003:0-3"])
def test_lines_that_run_backwards_or_overlap(text: str) -> None:
    assert refused(text).why == Text("行の範囲が順に並んでいません。", "The line ranges are not in order.")


@pytest.mark.parametrize("text", ["004:79", "004:70-79", "004:5,79", "004:99999"])
def test_lines_past_the_end_of_the_document(text: str) -> None:
    assert refused(text).why == Text("文書 004 は78行までです。", "Document 004 has 78 lines.")


@pytest.mark.parametrize("text", ["005:1", "3:1", "doc003:1"])
def test_a_document_that_is_not_registered_lists_those_that_are(text: str) -> None:
    error = refused(text)
    assert error.why.en == f"The register has no document {text.split(':')[0]}."
    assert error.suggestion == Text("登録されている文書: 003, 004", "Documents of the register: 003, 004")


@pytest.mark.parametrize(("text", "count"), [("003:1-13", 13), ("003:1-12,20", 13), ("004:1-14", 14), ("003:100-114", 15)])
def test_more_than_twelve_lines_are_too_many(text: str, count: int) -> None:
    error = refused(text)
    assert error.why == Text(f"{count}行あります（上限12行）。", f"It has {count} lines (at most 12).")
    assert error.suggestion is not None
    assert "long_passage" in error.suggestion.en


def test_a_long_passage_that_the_register_lists_with_a_reason() -> None:
    passage, _ = parse_passage("003:100-113", REGISTER)
    assert len(passage.line_numbers) == 14


def test_twelve_lines_in_several_ranges_are_not_too_many() -> None:
    assert len(parse_passage("003:1-6,10-15", REGISTER)[0].line_numbers) == 12


@given(st.lists(st.integers(1, 19), min_size=2, max_size=12, unique=True).map(sorted), st.booleans())
def test_a_passage_written_is_read_as_itself(numbers: list[int], paired: bool) -> None:
    pairs = zip(numbers[::2], numbers[1::2], strict=False) if paired else ((n, n) for n in numbers)
    passage = Passage("003", tuple(pairs))
    if len(passage.line_numbers) <= 12:
        assert parse_passage(str(passage), REGISTER)[0] == passage
    assert passage.id.isascii()
