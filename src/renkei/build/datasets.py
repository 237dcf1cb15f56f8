"""Data sets: folders of CSV tables with a `dataset.toml` that says what they are and who may see them, and workbooks.

A workbook in the form of the template is a data set by itself: it is private, and its sheets are the tables.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias

from renkei import resources
from renkei.errors import CellError, Findings, TableErrors, Text, UsageError, did_you_mean
from renkei.identity.registers import REGISTER_DATES, REGISTERS, SOURCES
from renkei.schema.tables import Schema, Table
from renkei.sources.register import read_toml
from renkei.tables.files import RawTable, TableFile
from renkei.tables.filled import FilledSheet, is_workbook, read_filled
from renkei.tables.problems import place_of

Visibility: TypeAlias = Literal["public", "private"]
Audience: TypeAlias = Literal["public", "owner"]


# The data sets that ship with renkei; one of a user takes the place of one of them only by naming its id.
SHIPPED = ("places", "curated")


@dataclass(frozen=True)
class Dataset:
    """One data set; `path` is its folder, or its workbook.

    With `passages` every row cites a passage of a document; otherwise its rows stand in a graph for each file.
    `sources` maps a table to the sources its file was made from; `public_tables` are public here although their shape
    is private, because the owner says so. Of the tables `on_demand` a store holds only the rows that others refer to.
    """

    id: str
    title: Text
    path: Path
    visibility: Visibility
    passages: bool
    sources: dict[str, tuple[str, ...]]
    public_tables: frozenset[str]
    on_demand: frozenset[str] = frozenset()

    def files(self) -> list[Path]:
        """The files with its tables; what registers add comes after what it says itself."""
        if is_workbook(self.path):
            return [self.path]
        folders = [f for f in (self.path, self.path / REGISTERS) if f.is_dir()]
        return [p for f in folders for p in sorted(f.iterdir()) if p.suffix.lower() == ".csv" and p.is_file()]

    def register_of(self, file: str) -> str | None:
        """The register ("houjin" or "ror") of which a table file holds what it says; None for a table of the owner."""
        folder, _, name = file.removeprefix(f"{self.path.resolve().name}/").rpartition("/")
        return name.removesuffix(".csv") if folder == REGISTERS else None

    @cached_property
    def register_dates(self) -> dict[str, str]:
        """The date of each register when it was asked, where it is known."""
        path = self.path / REGISTERS / REGISTER_DATES
        return {k: str(v) for k, v in read_toml(path).items()} if path.is_file() else {}

    def file_label(self, table: Table) -> Text:
        """Where its rows of a table stand, as people say it: the file of a folder, or the sheet of a workbook."""
        if is_workbook(self.path):
            return Text(f"{self.path.name}「{table.heading.ja}」", f"{self.path.name}, {table.heading.en}")
        return Text(f"{self.title.ja}: {table.name}.csv", f"{self.title.en}: {table.name}.csv")


def shipped_datasets() -> list[Dataset]:
    """The data that ships with renkei: places, and the tables curated from the source documents."""
    return [read_dataset(resources.folder("data") / name) for name in SHIPPED]


def with_shipped(paths: Iterable[Path]) -> list[Dataset]:
    """The shipped data sets and those at `paths`; one with the id of a shipped data set takes its place.

    Raises UsageError for a path that is no data set, and for two given data sets with one id.
    """
    chosen = {d.id: d for d in shipped_datasets()}
    given: dict[str, Path] = {}
    for path in paths:
        dataset = read_dataset(path)
        if dataset.id in given:
            raise UsageError(
                Text(
                    f"{given[dataset.id]} と {path} の id がどちらも {dataset.id} です。",
                    f"{given[dataset.id]} and {path} both have the id {dataset.id}.",
                )
            )
        given[dataset.id] = path
        chosen[dataset.id] = dataset
    return list(chosen.values())


def read_dataset(path: Path) -> Dataset:
    """The data set in a folder or workbook; without a `dataset.toml` it is private and named after its folder or file.

    Raises UsageError for a folder without tables, and for settings that cannot be read.
    """
    if is_workbook(path):
        return _workbook(path)
    if not path.exists():
        raise UsageError(Text(f"{path} というファイルやフォルダーはありません。", f"There is no file or folder {path}."))
    if path.is_file():
        raise UsageError(
            Text(
                f"{path} は様式のブック (.xlsx、.xlsm、.ods) ではありません。手元の一覧は renkei import で読み込んでください。",
                f"{path} is no workbook in the form of the template (.xlsx, .xlsm, .ods). Read a list of your own with "
                "renkei import.",
            )
        )
    if not path.is_dir() or not any(p.suffix.lower() == ".csv" and p.is_file() for p in path.iterdir()):
        raise UsageError(
            Text(
                f"{path} はデータセットではありません（CSV の表があるフォルダーか、様式のブック）。",
                f"{path} is no data set (a folder with CSV tables, or a workbook in the form of the template).",
            )
        )
    settings = path / "dataset.toml"
    data = _settings(settings) if settings.exists() else {}
    name = re.sub(r"[^a-z0-9-]+", "-", path.resolve().name.lower()).strip("-") or "data"
    identifier = data.get("id", name)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", identifier):
        raise UsageError(
            Text(f"{settings}: id は英小文字、数字、- です。", f"{settings}: id takes lower-case letters, digits and -.")
        )
    if "id" not in data and identifier in SHIPPED:
        raise UsageError(
            Text(
                f'{path}: フォルダー名から id を決められません。{settings.name} に id = "…"（英小文字）を書いてください。',
                f'{path}: the name of the folder gives no id. Write id = "…" (lower-case letters) in {settings.name}.',
            )
        )
    title = data.get("title", {})
    tables = {k: (v,) if isinstance(v, str) else tuple(v) for k, v in data.get("tables", {}).items()}
    return Dataset(
        id=identifier,
        title=Text(title.get("ja", identifier), title.get("en", identifier)),
        path=path,
        visibility="public" if data.get("visibility") == "public" else "private",
        passages=data.get("provenance") == "passages",
        sources=tables,
        public_tables=frozenset(data.get("public_tables", [])),
        on_demand=frozenset(data.get("on_demand", [])),
    )


def _workbook(path: Path) -> Dataset:
    """The data set that a workbook is: private, and named after its file.

    A name that is not all in the letters of an id gives one with a digest, so that two such workbooks are two data sets.
    """
    name = path.stem.lower()
    identifier = re.sub(r"[^a-z0-9]+", "-", name).strip("-")
    if identifier != name or identifier in SHIPPED:
        digest = hashlib.sha256(path.stem.encode()).hexdigest()[:8]
        identifier = f"{identifier or 'list'}-{digest}"
    title = Text(path.stem, path.stem)
    return Dataset(identifier, title, path, "private", passages=False, sources={}, public_tables=frozenset())


def _settings(path: Path) -> dict[str, Any]:
    """What a `dataset.toml` says. Raises UsageError for what is no TOML, an unknown setting, or a value of another kind."""
    data = read_toml(path)
    for key, value in data.items():
        if key not in _KINDS:
            near = did_you_mean(key, _KINDS) or Text("", "")
            message = Text(f"{path}: {key} という設定はありません。{near.ja}", f"{path}: there is no setting {key}. {near.en}")
            raise UsageError(Text(message.ja, message.en.rstrip()))
        if not _KINDS[key](value):
            raise UsageError(
                Text(f"{path}: {key} の値 {value!r} は使えません。", f"{path}: {key} cannot have the value {value!r}.")
            )
    return data


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


_KINDS: dict[str, Callable[[Any], bool]] = {
    "id": lambda v: isinstance(v, str),
    "title": lambda v: isinstance(v, dict) and set(v) <= {"ja", "en"} and all(isinstance(t, str) for t in v.values()),
    "visibility": lambda v: v in ("public", "private"),
    "provenance": lambda v: v in ("passages", "files"),
    "tables": lambda v: isinstance(v, dict) and all(isinstance(s, str) or _is_words(s) for s in v.values()),
    "public_tables": _is_words,
    "on_demand": _is_words,
}


def table_file(dataset: Dataset, file: Path, schema: Schema) -> TableFile:
    """A CSV file of a data set as a table. Raises TableErrors for a name that is no table or register."""
    name = f"{dataset.path.resolve().name}/{file.relative_to(dataset.path).as_posix()}"
    if (register := dataset.register_of(name)) is None:
        return TableFile(file, table_of(file, schema), name)
    if register in SOURCES:
        return TableFile(file, schema.tables["organizations"], name, added=True)
    why = Text("この名前の登録簿はありません。", "There is no register of this name.")
    near = did_you_mean(register, SOURCES)
    raise TableErrors([CellError(file=name, row=None, column=None, value="", why=why, suggestion=near)])


def table_of(file: Path, schema: Schema) -> Table:
    """The table that a CSV file holds, by its name. Raises TableErrors for a name that is no table."""
    table = schema.tables.get(file.stem)
    if table is None:
        why = Text("この名前の表はありません。", "There is no table of this name.")
        raise TableErrors(
            [
                CellError(
                    file=f"{file.resolve().parent.name}/{file.name}",
                    row=None,
                    column=None,
                    value="",
                    why=why,
                    suggestion=did_you_mean(file.stem, schema.tables),
                )
            ]
        )
    return table


def raw_tables(dataset: Dataset, schema: Schema, errors: Findings) -> Iterator[RawTable | TableFile]:
    """The tables of a data set, one after the other; what is wrong with a workbook or the name of a file goes into `errors`.

    The rows of a CSV file are read from it whenever they are asked for, and raise TableErrors where it cannot be read.
    """
    if is_workbook(dataset.path):
        warnings = Findings()
        yield from (sheet.raw() for sheet in read_filled(dataset.path, schema, errors, warnings))
        errors.warnings += warnings
        return
    for file in dataset.files():
        try:
            yield table_file(dataset, file, schema)
        except TableErrors as found:
            errors += found.errors


def located(errors: Iterable[CellError], datasets: Iterable[Dataset], schema: Schema) -> list[CellError]:
    """The errors in the order of reading, those about rows of workbooks with sheet, heading and address of the cell.

    What is wrong with a file, a heading or a whole row comes first, since other errors may follow from it; then they stand in
    the order of file, sheet, row and column.
    """
    found = list(errors)
    sheets: dict[str, FilledSheet] = {}
    for dataset in datasets:
        if is_workbook(dataset.path) and any(e.file.split("#")[0] == dataset.path.name for e in found):
            sheets |= {sheet.place: sheet for sheet in read_filled(dataset.path, schema, [])}
    order = {(sheet.file, sheet.name): number for number, sheet in enumerate(sheets.values())}

    def place(error: CellError) -> tuple[bool, str, int, int, int]:
        cause = error.column is None or error.row in (None, 1)
        column = place_of(error.address)[1] or 0
        return not cause, error.file, order.get((error.file, error.sheet or ""), len(order)), error.row or 0, column

    return sorted((sheets[e.file].located(e) if e.file in sheets else e for e in found), key=place)
