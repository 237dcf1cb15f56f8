"""One family of errors, whose facts are attributes and whose message exists in Japanese and in English."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """The same words in Japanese and in English."""

    ja: str
    en: str

    def of(self, language: str) -> str:
        """The words in `language` ("ja" or "en")."""
        return self.ja if language == "ja" else self.en


class RenkeiError(Exception):
    """What went wrong, where, why and what to do; `message.ja` and `message.en` say it in words."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


class UsageError(RenkeiError):
    """The call itself is off: an unknown name, a missing parameter, a file that is not there."""


class QueryError(RenkeiError):
    """A query that cannot be run; `line` and `column` are counted from 1 where the engine gives them."""

    def __init__(self, message: Text, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class StoreError(RenkeiError):
    """A store directory that cannot be used, and the way out."""


class CellError(RenkeiError):
    """A value in a table that cannot be taken.

    `row` is the row of the spreadsheet (the heading row is 1), `column` the heading, `value` the cell as it stands.
    """

    def __init__(
        self,
        *,
        file: str,
        row: int | None,
        column: str | None,
        value: str,
        why: Text,
        suggestion: Text | None = None,
        sheet: str | None = None,
    ) -> None:
        self.file = file
        self.sheet = sheet
        self.row = row
        self.column = column
        self.value = value
        self.why = why
        self.suggestion = suggestion
        super().__init__(Text(self._say("ja"), self._say("en")))

    def _say(self, language: str) -> str:
        ja = language == "ja"
        place = [self.file]
        if self.sheet:
            place.append(f"シート {self.sheet}" if ja else f"sheet {self.sheet}")
        if self.row is not None:
            place.append(f"{self.row}行目" if ja else f"row {self.row}")
        if self.column:
            place.append(f"{self.column}列" if ja else f"column {self.column}")
        text = ("、" if ja else ", ").join(place)
        if self.value:
            text += f"「{self.value}」" if ja else f': "{self.value}"'
        text += f": {self.why.of(language)}"
        if self.suggestion:
            text += (" → " if ja else " ") + self.suggestion.of(language)
        return text

    def as_dict(self) -> dict[str, object]:
        """The facts, for JSON."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "why": {"ja": self.why.ja, "en": self.why.en},
            "suggestion": {"ja": self.suggestion.ja, "en": self.suggestion.en} if self.suggestion else None,
        }


class TableErrors(RenkeiError):
    """Every problem found in the tables of a build; nothing of them was loaded."""

    def __init__(self, errors: Iterable[CellError]) -> None:
        self.errors = tuple(errors)
        n = len(self.errors)
        super().__init__(
            Text(
                "\n".join(e.message.ja for e in self.errors) + f"\n{n}件の誤りがあるため、何も読み込んでいません。",
                "\n".join(e.message.en for e in self.errors) + f"\n{n} error(s): nothing was loaded.",
            )
        )


def near_misses(word: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """The known words most like `word`, best first."""
    return difflib.get_close_matches(word, sorted(set(known)), n=limit, cutoff=0.5)


def did_you_mean(word: str, known: Iterable[str]) -> Text | None:
    """A suggestion of near misses, or None where nothing is near."""
    near = near_misses(word, known)
    if not near:
        return None
    return Text("もしかして: " + "、".join(near), "Did you mean " + " or ".join(near) + "?")
