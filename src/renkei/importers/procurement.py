"""Contracts of public bodies with companies, as gBizINFO publishes them, as a data set.

A contract is an event with its day, its buyers and its supplier. What a company has delivered is what it can do: its
capabilities are the titles of its contracts, and said to be inferred from them. A company is known by its corporate number; its
name, reading and prefecture come from the register of corporate numbers, where there is an index of it.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from renkei.errors import Text, UsageError
from renkei.identity.lookup import Register
from renkei.importers.kinds import UNTOLD, kind_of_organisation
from renkei.importers.known import shipped_known
from renkei.importers.open_data import Made, Progress, SourceFile, source_files, untaken, write_made
from renkei.importers.registered import registers_in, row_of_entry
from renkei.importers.spreadsheet import Imported
from renkei.importers.writing import check_directory, write_registers
from renkei.schema.tables import shipped_schema
from renkei.text.dates import DateError, parse_date
from renkei.text.identifiers import IdentifierError, parse_corporate_number

SETTINGS = """id = "procurement"
title = { ja = "調達情報（gBizINFO）", en = "Public procurement (gBizINFO)" }
visibility = "public"
provenance = "files"
public_tables = ["capabilities"]

[tables]
capabilities = "gbizinfo-procurement"
events = "gbizinfo-procurement"
organizations = "gbizinfo-procurement"
participations = "gbizinfo-procurement"
"""

_COLUMNS = ("date_of_order", "title", "government_departments", "corporate_number")
_TAKEN = {*_COLUMNS, "amount", "joint_signatures"}  # the amount tells contracts apart
_SPACES = re.compile(r"\s+")
# A year before what is bought: 令和２年度, 平成30年度, ２０２０年度, (元年度).
_YEAR = re.compile(r"^[\s【\[(（「]*(?:(?:平成|令和|[ＨHＲR])?[0-9０-９元]{1,4}年度?)[\s】\])）」]*の?")


def import_procurement(directory: Path, output: Path, registers: Path | None, progress: Progress | None = None) -> Imported:
    """Make a data set in `output` of the contracts in `directory`; `registers` is the folder of the register indexes, if any.

    Raises UsageError where no file has the columns of contracts, for a file that cannot be read, and as `write_made` does.
    """
    check_directory(output)
    reading = _Reading()
    with ExitStack() as opened:
        if "houjin" in registers_in(registers) and registers:
            reading.register = opened.enter_context(Register(registers))
        for file, number, row in _rows(directory, reading.made, progress):
            reading.contract(file, number, row)
        date = reading.register.manifest.newest if reading.register else ""
    reading.told_of_names()
    imported = write_made(output, reading.made, SETTINGS)
    table = shipped_schema().tables["organizations"]
    rows = [reading.registered[key] for key in sorted(reading.registered)]
    write_registers(output, table, {"houjin": rows}, {"houjin": date} if date else {}, keep=reading.register is None)
    return imported


def _rows(directory: Path, made: Made, progress: Progress | None) -> Iterator[tuple[SourceFile, int, dict[str, str]]]:
    files = source_files(directory)
    contracts = [file for file in files if file.has(*_COLUMNS)]
    if not contracts:
        told = ", ".join(_COLUMNS)
        raise UsageError(
            Text(
                f"{directory} に契約の表がありません。必要な列: {told}",
                f"{directory} has no table of contracts; its columns are {told}.",
            )
        )
    for file in files:
        if file not in contracts:
            made.note(file, Text("このファイルは使いません。", "This file is not used."))
            continue
        made.used[file] = "contracts"
        if left := untaken(file, _TAKEN):
            made.note(file, left)
        for number, row in file.rows(progress):
            yield file, number, row


class _Reading:
    def __init__(self) -> None:
        self.made = Made()
        self.register: Register | None = None
        self.registered: dict[str, dict[str, str]] = {}
        self._known = shipped_known()
        self._participant = shipped_schema().tables["participations"].find_column("participant")
        self._suppliers: dict[str, str | None] = {}
        self._unnamed = 0

    def contract(self, file: SourceFile, number: int, row: dict[str, str]) -> None:
        """The event, its buyers and its supplier, and what the supplier has delivered."""
        title = _SPACES.sub(" ", row["title"]).strip()
        if not title:
            self.made.warn(
                file, number, "title", "", Text("件名がありません。行を除きました。", "No title: the row is left out.")
            )
            return
        supplier = self._supplier(file, number, row["corporate_number"])
        if supplier is None:
            return
        buyers = [self._buyer(file, number, name) for name in re.split("[／/]", row["government_departments"]) if name]
        told = "\n".join(row[name] for name in (*_COLUMNS, *(c for c in ("amount",) if c in row)))
        key = f"contract-{hashlib.sha256(told.encode()).hexdigest()[:16]}"
        event = {"id": key, "label_ja": title, "kind": "contract", "date": self._date(file, number, row["date_of_order"])}
        if not self.made.add("events", (key,), event, file, number):
            self.made.warn(file, number, "title", title, Text("同じ契約の行があります。", "The same contract stands above."))
            return
        for who, role in [*((buyer, "buyer") for buyer in buyers), (supplier, "supplier")]:
            tie = {"participant": who, "activity": key, "role": role}
            self.made.add("participations", (who, key, role), tie, file, number)
        subject = _YEAR.sub("", title).strip() or title
        what = f"delivery-{hashlib.sha256(f'{supplier}{subject}'.encode()).hexdigest()[:16]}"
        capability = {"id": what, "label_ja": subject, "organization": supplier, "kind": "delivery", "basis": "inferred"}
        self.made.add("capabilities", (what,), capability, file, number)

    def _supplier(self, file: SourceFile, number: int, written: str) -> str | None:
        """The id of the company with a corporate number; None, with a warning, where it is none."""
        if written not in self._suppliers:
            try:
                self._suppliers[written] = self._company(file, number, parse_corporate_number(written))
            except IdentifierError as error:
                self._suppliers[written] = None
                why = Text(f"{error.why.ja}行を除きました。", f"{error.why.en} The row is left out.")
                self.made.warn(file, number, "corporate_number", written, why)
        return self._suppliers[written]

    def _company(self, file: SourceFile, number: int, corporate_number: str) -> str:
        entry = self.register.entry(corporate_number) if self.register else None
        if entry:
            row = row_of_entry("houjin", entry, self._known)
            self.registered[row["id"]] = row
            return row["id"]
        self._unnamed += 1
        key = f"corporate-number-{corporate_number}"
        cells = {"label_ja": f"法人番号 {corporate_number}", "label_en": f"corporate number {corporate_number}"}
        row = {"id": key, **cells, "unnamed": "true", "corporate_number": corporate_number}
        self.made.add("organizations", (key,), {**row, "kind": UNTOLD, "kind_basis": "inferred"}, file, number)
        return key

    def _buyer(self, file: SourceFile, number: int, name: str) -> str:
        """The id of a public body: the one that ships with renkei, or one of its own."""
        assert self._participant
        found = [t.id for t in self._known.things.find(name, self._participant)]
        if len(found) == 1:
            return found[0]
        key = f"buyer-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
        kind = kind_of_organisation(name)
        row = {"id": key, "label_ja": name, "kind": kind or "government-body", "kind_basis": "named" if kind else "inferred"}
        self.made.add("organizations", (key,), row, file, number)
        return key

    def _date(self, file: SourceFile, number: int, written: str) -> str:
        """The day of a contract; one that is no date, or is to come, is left out."""
        day = written.split("T")[0]
        try:
            date = parse_date(day) if day else None
        except DateError as error:
            self.made.warn(file, number, "date_of_order", written, error.why)
            return ""
        if date and date.first_day > datetime.datetime.now(tz=datetime.UTC).date():
            why = Text("まだ来ていない日です。日付を除きました。", "A day that is yet to come: the date is left out.")
            self.made.warn(file, number, "date_of_order", written, why)
            return ""
        return str(date) if date else ""

    def told_of_names(self) -> None:
        """A note on the companies whose names are not known."""
        if not self._unnamed:
            return
        file = next(iter(self.made.used))
        if self.register:
            why = f"{self._unnamed} companies are not in the register of corporate numbers: they have no name"
            self.made.note(file, Text(f"法人番号の登録簿にない会社 {self._unnamed}件には名称がありません。", f"{why}."))
        else:
            advice = "renkei register add houjin"
            self.made.note(
                file,
                Text(
                    f"会社 {self._unnamed}件に名称がありません。法人番号の登録簿を {advice} で読み込むと補われます。",
                    f"{self._unnamed} companies have no name: read the register of corporate numbers with {advice}.",
                ),
            )
