"""One family of errors, whose facts are attributes and whose message exists in Japanese and in English."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Text:
    """The same words in Japanese and in English."""

    ja: str
    en: str

    def of(self, language: str) -> str:
        """The words in `language` ("ja" or "en")."""
        return self.ja if language == "ja" else self.en


class Borrowed(str):
    """Words in the other language, for want of any in that of the reader; `language` is theirs."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, words: str, language: str) -> Borrowed:
        """The words as they are."""
        made = super().__new__(cls, words)
        made.language = language
        return made


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


class EndpointError(RenkeiError):
    """A SPARQL server that cannot be asked, or gave something that is no answer.

    `url` names the server without what may be secret in its address; `reason` is one word for programs (refused, timeout,
    unauthorized, missing, failed, html, truncated, oversize, content-type, malformed, redirect, unreachable, incomplete);
    `status` the HTTP status where there was one.
    """

    def __init__(self, message: Text, url: str, reason: str, status: int | None = None) -> None:
        super().__init__(message)
        self.url = url
        self.reason = reason
        self.status = status


class CellError(RenkeiError):
    """A value in a table that cannot be taken.

    `row` is the row of the spreadsheet (the heading row is 1), `column` the heading, `value` the cell as it stands, and
    `address` its place in the sheet of a workbook, such as B3.
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
        address: str | None = None,
    ) -> None:
        self.file = file
        self.address = address
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


# So many problems are told one by one; of a table with more, the others are counted.
MOST_LISTED = 1_000


class Findings(list[CellError]):
    """Problems found so far: the first `MOST_LISTED` are kept, the others counted in `unlisted`.

    `warnings` are about what is taken although its owner should look at it; they keep nothing from being done.
    """

    def __init__(self, found: Iterable[CellError] = ()) -> None:
        super().__init__()
        self.unlisted = 0
        self.warnings: list[CellError] = []
        self.extend(found)

    @property
    def full(self) -> bool:
        return len(self) >= MOST_LISTED

    def append(self, found: CellError) -> None:
        if self.full:
            self.unlisted += 1
        else:
            super().append(found)

    def extend(self, found: Iterable[CellError]) -> None:
        for one in found:
            self.append(one)
        self.unlisted += unlisted_of(found)

    def __iadd__(self, found: Iterable[CellError]) -> Self:  # type: ignore[override,misc]
        self.extend(found)
        return self


def unlisted_of(errors: object) -> int:
    """How many problems were found beside those in the list."""
    return errors.unlisted if isinstance(errors, Findings) else 0


class TableErrors(RenkeiError):
    """The problems found in the tables of a build, and how many more are `unlisted`; nothing of the tables was loaded."""

    def __init__(self, errors: Iterable[CellError], unlisted: int = 0) -> None:
        self.errors = tuple(errors)
        self.unlisted = unlisted
        n = len(self.errors) + unlisted
        more_ja, more_en = (f"\nほかに{unlisted}件", f"\nand {unlisted} more") if unlisted else ("", "")
        super().__init__(
            Text(
                "\n".join(e.message.ja for e in self.errors) + f"{more_ja}\n{n}件の誤りがあるため、何も読み込んでいません。",
                "\n".join(e.message.en for e in self.errors) + f"{more_en}\n{n} error(s): nothing was loaded.",
            )
        )


class Cancelled(RenkeiError):
    """Work that its caller ended before its end; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(Text("中止しました。何も変更していません。", "Cancelled: nothing was changed."))


# Beyond so many words the closest are chosen by edit distance first: comparing each by blocks takes seconds.
_MANY_WORDS = 2_000


def near_misses(word: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """The known words most like `word`, best first."""
    words = known if isinstance(known, list) else list(known)
    if len(words) > _MANY_WORDS:
        from rapidfuzz import fuzz, process

        words = [found for found, _, _ in process.extract(word, words, scorer=fuzz.ratio, limit=50)]
    return difflib.get_close_matches(word, sorted(set(words)), n=limit, cutoff=0.5)


def did_you_mean(word: str, known: Iterable[str]) -> Text | None:
    """A suggestion of near misses, or None where nothing is near."""
    near = near_misses(word, known)
    if not near:
        return None
    return Text("もしかして: " + "、".join(near), "Did you mean " + " or ".join(near) + "?")


def not_among(given: str, known: Iterable[str], what: Text) -> UsageError:
    """The error for a word of a closed list that is not in it, with the list and near misses; `what` is the list's subject."""
    words = list(known)
    listed, near = ", ".join(words), did_you_mean(given, words) or Text("", "")
    return UsageError(
        Text(
            f"「{given}」という{what.ja}はありません（{listed}）。{near.ja}",
            f'There is no {what.en} "{given}": {listed}. {near.en}'.strip(),
        )
    )
