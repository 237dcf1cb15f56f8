"""The register of sources (`data/sources.toml`): what each document or data set is, and on what terms it is used."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from renkei.errors import Text, UsageError


@dataclass(frozen=True)
class SourceDocument:
    """A document whose text has `lines` lines and the given SHA-256; `long_passages` are allowed over the limit.

    `left_out` gives the reason why no row cites some lines ("28,133-134") that are not empty.
    """

    id: str
    number: str
    title: Text
    publisher: Text
    terms: Text
    attribution: Text
    how_made: Text
    lines: int
    sha256: str
    date: str | None
    not_before: str | None
    date_note: Text | None
    url: str | None
    long_passages: Mapping[str, str]
    left_out: Mapping[str, Text]


@dataclass(frozen=True)
class SourceDataset:
    """A data set, or a customary classification, from which tables are made."""

    id: str
    title: Text
    publisher: Text
    terms: Text
    attribution: Text
    url: str | None


@dataclass(frozen=True)
class Register:
    documents: dict[str, SourceDocument]
    datasets: dict[str, SourceDataset]

    def document(self, number: str) -> SourceDocument | None:
        """The document with the printed number ("003"), or None."""
        return next((d for d in self.documents.values() if d.number == number), None)


def read_toml(path: Path) -> dict[str, Any]:
    """What a TOML file says. Raises UsageError for a file that is none, naming it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            Text(f"{path}: TOML（UTF-8）として読めません: {error}", f"{path}: not TOML in UTF-8: {error}")
        ) from error


def read_register(path: Path) -> Register:
    """The register in a TOML file.

    Raises UsageError for a file that is no TOML, an entry that lacks something, and an id or number that stands twice.
    """
    data = read_toml(path)
    documents = [_document(path, entry) for entry in data.get("document", [])]
    datasets = [_dataset(path, entry) for entry in data.get("dataset", [])]
    for names in ([d.id for d in documents] + [d.id for d in datasets], [d.number for d in documents]):
        if twice := next((n for n in names if names.count(n) > 1), None):
            raise UsageError(Text(f"{path}: {twice} が2度あります。", f"{path}: {twice} stands twice."))
    return Register({d.id: d for d in documents}, {d.id: d for d in datasets})


def _document(path: Path, entry: dict[str, Any]) -> SourceDocument:
    need = _Needed(path, entry)
    return SourceDocument(
        id=need.string("id"),
        number=need.string("number"),
        title=need.text("title"),
        publisher=need.text("publisher"),
        terms=need.text("terms"),
        attribution=need.text("attribution"),
        how_made=need.text("how_made"),
        lines=need.integer("lines"),
        sha256=need.string("sha256"),
        date=need.optional("date"),
        not_before=need.optional("not_before"),
        date_note=need.text("date_note") if "date_note" in entry else None,
        url=need.optional("url"),
        long_passages=need.long_passages(),
        left_out=need.left_out(),
    )


def _dataset(path: Path, entry: dict[str, Any]) -> SourceDataset:
    need = _Needed(path, entry)
    return SourceDataset(
        id=need.string("id"),
        title=need.text("title"),
        publisher=need.text("publisher"),
        terms=need.text("terms"),
        attribution=need.text("attribution"),
        url=need.optional("url"),
    )


@dataclass(frozen=True)
class _Needed:
    """Reads the values an entry must have."""

    path: Path
    entry: dict[str, Any]

    def string(self, key: str) -> str:
        return str(self._of_type(key, str))

    def optional(self, key: str) -> str | None:
        return self.string(key) if key in self.entry else None

    def long_passages(self) -> dict[str, str]:
        found = {}
        for passage in self.entry.get("long_passage", []):
            if not isinstance(passage.get("lines"), str) or not isinstance(passage.get("reason"), str):
                raise self._error("long_passage", "には lines と reason が必要です", "needs lines and reason")
            found[passage["lines"]] = passage["reason"]
        return found

    def left_out(self) -> dict[str, Text]:
        found = {}
        for part in self.entry.get("left_out", []):
            lines, reason = part.get("lines"), part.get("reason")
            if not isinstance(lines, str) or not isinstance(reason, dict) or not {"ja", "en"} <= set(reason):
                raise self._error(
                    "left_out", "には lines と、ja と en の reason が必要です", "needs lines, and reason in ja and en"
                )
            found[lines] = Text(reason["ja"], reason["en"])
        return found

    def integer(self, key: str) -> int:
        return int(self._of_type(key, int))

    def text(self, key: str) -> Text:
        found = self._of_type(key, dict)
        if not {"ja", "en"} <= set(found):
            raise self._error(key, "ja と en が必要です", "needs ja and en")
        return Text(found["ja"], found["en"])

    def _of_type(self, key: str, kind: type[Any]) -> Any:
        if not isinstance(self.entry.get(key), kind):
            raise self._error(key, "がない、または形が違います", "is missing or of another type")
        return self.entry[key]

    def _error(self, key: str, ja: str, en: str) -> UsageError:
        name = self.entry.get("id", "?")
        return UsageError(Text(f"{self.path}: {name}: {key} {ja}。", f"{self.path}: {name}: {key} {en}."))
