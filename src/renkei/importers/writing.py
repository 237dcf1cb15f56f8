"""The folder of a data set: its tables in canonical form, its settings, its heading map and the report of the import."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from renkei.errors import Text, UsageError
from renkei.identity.registers import REGISTER_DATES, REGISTERS, SOURCES
from renkei.importers.drafts import Draft
from renkei.importers.heading_map import FILE as MAP_FILE
from renkei.importers.heading_map import HeadingMap, map_text
from renkei.importers.joining import FinishedRow
from renkei.schema.tables import ID, SOURCE, Table
from renkei.sources.register import read_toml
from renkei.tables.files import csv_text
from renkei.tables.problems import Problem

# What is no data stands in a folder of its own, which may be deleted at any time: it repeats values of the lists.
REPORT = "report"
MARKED, TO_CORRECT = "marked.xlsx", "to-correct.xlsx"
_MOST_LOCATORS = 50
_UNSAFE = re.compile(r"[%;#&\x00-\x1f]")
_FORMULA = re.compile(r"^[=+\-@\t\r]")


def locator(file: str, sheet: str, row: int) -> str:
    """Where a row stands in the file it was imported from: file#sheet=名簿&row=14 (row 0: the sheet as a whole).

    >>> locator("members; 2024.xlsx", "名簿", 14)
    'members%3B 2024.xlsx#sheet=名簿&row=14'
    """
    parts = [f"sheet={_escaped(sheet)}"] if sheet else []
    parts += [f"row={row}"] if row else []
    return f"{_escaped(file)}#{'&'.join(parts)}"


def _escaped(text: str) -> str:
    return _UNSAFE.sub(lambda m: f"%{ord(m[0]):02X}", text)


def source_of(drafts: Iterable[Draft]) -> str:
    """The locators of the rows that tell of a thing: of all that tell something of it, else of the first that names it."""
    found = sorted(drafts, key=lambda d: (d.plan.file, d.plan.sheet, d.row))
    telling = [d for d in found if not d.made or len(d.cells) > 1] or found[:1]
    places = dict.fromkeys(locator(d.plan.file, d.plan.sheet, d.row) for d in telling)
    return ";".join(list(places)[:_MOST_LOCATORS])


def table_text(table: Table, rows: Iterable[FinishedRow]) -> str:
    """The rows of a table as CSV: columns in canonical order, only those that hold something, rows sorted."""
    filled = [{**row.cells, SOURCE: source_of(row.drafts)} for row in rows]
    used = {name for cells in filled for name, text in cells.items() if text} | {c.name for c in table.columns if c.minimum}
    headings = [h for h in (*table.headings, *((ID,) if table.key else ())) if h in used]
    return csv_text(headings, sorted([cells.get(h, "") for h in headings] for cells in filled))


def table_files(rows: Mapping[str, Sequence[FinishedRow]]) -> dict[str, str]:
    """File name -> text of every table that has rows."""
    return {f"{name}.csv": table_text(found[0].table, found) for name, found in sorted(rows.items()) if found}


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def former_tables(directory: Path) -> list[str]:
    """The tables that the last import wrote into the folder."""
    report = directory / REPORT / "report.json"
    if not report.exists():
        return []
    try:
        data = json.loads(report.read_text(encoding="utf-8"))
        return [str(name) for name in data["tables"]]
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(
            Text(
                f"{report} を読めません。削除してやり直してください。", f"{report} cannot be read: delete it and import again."
            )
        ) from error


def check_directory(directory: Path) -> None:
    """Refuse a folder that holds tables which no import wrote, since they would be overwritten or mixed."""
    if directory.exists() and not directory.is_dir():
        raise UsageError(Text(f"{directory} はフォルダーではありません。", f"{directory} is no folder."))
    if directory.is_dir():
        written = {f"{name}.csv" for name in former_tables(directory)}
        others = sorted(p.name for p in directory.glob("*.csv") if p.name not in written)
        if others:
            names = "、".join(others)
            raise UsageError(
                Text(
                    f"{directory} には読み込みで作ったのではない表があります（{names}）。別のフォルダーにしてください。",
                    f"{directory} holds tables that no import wrote ({names}): name another folder.",
                )
            )


def write_dataset(directory: Path, files: Mapping[str, str], former: Iterable[str], settings: str | None = None) -> None:
    """Write the tables, and the settings where there are none yet; tables of the last import that are gone are removed.

    Without `settings` they keep the data private.

    All of it or nothing: where a table cannot be written, as while it is open in Excel, those written before it are put back.
    Raises UsageError then.
    """
    texts: dict[Path, str | None] = {directory / file: text for file, text in files.items()}
    texts |= {directory / f"{name}.csv": None for name in former if f"{name}.csv" not in files}
    if not (directory / "dataset.toml").exists():
        texts[directory / "dataset.toml"] = settings or _settings(directory)
    before = {path: path.read_bytes() if path.exists() else None for path in texts}
    done: list[Path] = []
    try:
        for path, text in texts.items():
            done.append(path)
            _put(path, None if text is None else text.encode("utf-8", errors="backslashreplace"))
    except BaseException:  # Ctrl-C too
        for path in reversed(done):
            with contextlib.suppress(UsageError):  # the one that could not be written is as it was
                _put(path, before[path])
        raise


def _settings(directory: Path) -> str:
    """A `dataset.toml` that keeps the data private; its id is one that no other list is likely to have."""
    name = directory.resolve().name
    identifier = re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", identifier) or identifier in ("places", "curated"):
        identifier = "list-" + hashlib.sha256(name.encode()).hexdigest()[:8]
    title = json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f")
    text = (
        f'id = "{identifier}"\ntitle = {{ ja = {title}, en = {title} }}\n\n'
        "# public にすると、公開用のストアに入ります。 With public, the data enters a store for the public.\n"
        'visibility = "private"\nprovenance = "files"\n'
    )
    tomllib.loads(text)
    return text


def write_registers(
    directory: Path, table: Table, rows: Mapping[str, Sequence[Mapping[str, str]]], dates: Mapping[str, str], keep: bool
) -> None:
    """Write what registers add, one table a register; what others said before is kept or goes."""
    folder = directory / REGISTERS
    known = read_toml(folder / REGISTER_DATES) if keep and (folder / REGISTER_DATES).is_file() else {}
    for name in SOURCES:
        path = folder / f"{name}.csv"
        if found := rows.get(name):
            used = {column for cells in found for column, text in cells.items() if text}
            headings = [h for h in table.headings if h in used]
            write(path, csv_text(headings, [[cells.get(h, "") for h in headings] for cells in found]))
        elif name in rows or not keep:
            path.unlink(missing_ok=True)
            known.pop(name, None)
    known |= {name: date for name, date in dates.items() if rows.get(name)}
    if known:
        write(folder / REGISTER_DATES, "".join(f'{name} = "{known[name]}"\n' for name in sorted(known)))
    elif folder.is_dir():
        (folder / REGISTER_DATES).unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()


def write_map(directory: Path, found: HeadingMap, language: str) -> None:
    write(directory / MAP_FILE, map_text(found, language))


def write_report(directory: Path, report: Mapping[str, Any], problems: Sequence[Problem]) -> None:
    """Write `report.json` and, for reading in a spreadsheet program, `report.csv` (with BOM; no cell begins a formula)."""
    write(directory / REPORT / "report.json", json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    headings = [
        "severity",
        "kind",
        "file",
        "sheet",
        "cell",
        "column",
        "value",
        "why_ja",
        "why_en",
        "suggestion_ja",
        "suggestion_en",
    ]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    for p in problems:
        advice = (p.suggestion.ja, p.suggestion.en) if p.suggestion else ("", "")
        cells = [p.severity, p.kind, p.file, p.sheet, p.cell or (p.row or ""), p.heading, p.value, p.why.ja, p.why.en, *advice]
        writer.writerow([_guarded(str(c)) for c in cells])
    write(directory / REPORT / "report.csv", "\ufeff" + out.getvalue())


def _guarded(text: str) -> str:
    return "'" + text if _FORMULA.match(text) else text


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises UsageError where that fails, as while another program has it open."""
    _put(path, text.encode("utf-8", errors="backslashreplace"))


def remove(path: Path) -> None:
    """Delete a file, if it is there. Raises UsageError where that fails, as while another program has it open."""
    _put(path, None)


def _put(path: Path, data: bytes | None) -> None:
    scratch = path.with_name(f".{path.name}.new")
    try:
        if data is None:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.read_bytes() == data:
            return
        scratch.write_bytes(data)
        scratch.replace(path)
    except OSError as error:
        why = error.strerror
        raise UsageError(
            Text(
                f"{path} に書けません（{why}）。開いていれば閉じてください。",
                f"{path} cannot be written ({why}): close it if it is open.",
            )
        ) from error
    finally:
        with contextlib.suppress(OSError):
            scratch.unlink(missing_ok=True)
