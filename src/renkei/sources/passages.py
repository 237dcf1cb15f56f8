"""Passages: a document and one or more ranges of its lines, written `003:154,157` or `003:9-11`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from renkei.errors import Text
from renkei.sources.register import Register, SourceDocument

# Longer passages say too little about where a fact stands; the register lists the exceptions with a reason.
MOST_LINES = 12

_FORM = re.compile(r"(\w+):(\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)")


@dataclass(frozen=True, order=True)
class Passage:
    """Line ranges (1-based, inclusive) of the document with a printed number."""

    number: str
    ranges: tuple[tuple[int, int], ...]

    @property
    def lines(self) -> str:
        """The ranges as written: "9-11,158"."""
        return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in self.ranges)

    @property
    def id(self) -> str:
        """An ASCII name for the IRI: "003-L9-11_158"."""
        return f"{self.number}-L{self.lines.replace(',', '_')}"

    def __str__(self) -> str:
        return f"{self.number}:{self.lines}"

    @property
    def line_numbers(self) -> list[int]:
        return [n for a, b in self.ranges for n in range(a, b + 1)]


class PassageError(ValueError):
    """A passage that cannot be; `why` in both languages."""

    def __init__(self, why: Text, suggestion: Text | None = None) -> None:
        super().__init__(why.en)
        self.why = why
        self.suggestion = suggestion


def line_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """The ranges that "9-11,158" writes, each as first and last line."""
    parts = (part.partition("-") for part in text.split(","))
    return tuple((int(first), int(last or first)) for first, _, last in parts)


def parse_passage(text: str, register: Register) -> tuple[Passage, SourceDocument]:
    """The passage that `text` writes, and its document.

    Raises PassageError for another form, an unknown document, lines that run backwards or past the document's end, and
    for more than MOST_LINES lines without an entry in the register.
    """
    form = Text("003:154,157 や 003:9-11 のように書きます。", "Write it like 003:154,157 or 003:9-11.")
    match = _FORM.fullmatch(text)
    if not match:
        raise PassageError(Text("出典箇所として読めません。", "This is not a passage."), form)
    document = register.document(match[1])
    if document is None:
        numbers = ", ".join(sorted(d.number for d in register.documents.values()))
        raise PassageError(
            Text(f"文書 {match[1]} は登録されていません。", f"The register has no document {match[1]}."),
            Text(f"登録されている文書: {numbers}", f"Documents of the register: {numbers}"),
        )
    ranges = line_ranges(match[2])
    previous = 0
    for first, last in ranges:
        if first <= previous or last < first:
            raise PassageError(Text("行の範囲が順に並んでいません。", "The line ranges are not in order."), form)
        if last > document.lines:
            why = Text(
                f"文書 {document.number} は{document.lines}行までです。",
                f"Document {document.number} has {document.lines} lines.",
            )
            raise PassageError(why)
        previous = last
    passage = Passage(match[1], ranges)
    count = len(passage.line_numbers)
    if count > MOST_LINES and passage.lines not in document.long_passages:
        why = Text(
            f"{count}行あります（上限{MOST_LINES}行）。",
            f"It has {count} lines (at most {MOST_LINES}).",
        )
        advice = Text(
            "行を絞るか、理由を付けて sources.toml の long_passage に挙げてください。",
            "Cite fewer lines, or list it with a reason as a long_passage in sources.toml.",
        )
        raise PassageError(why, advice)
    return passage, document
