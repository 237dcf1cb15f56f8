"""Files as people have them, read safely: XLSX, XLSM, ODS, CSV and TSV into plain sheets.

The content decides what a file is, not its name. What is not read is refused by name, with what to do; formulas and macros
are never run, nothing is fetched, and memory stays bounded whatever the file claims.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias

from renkei.errors import Text
from renkei.tables.archives import Archive, damaged, protected
from renkei.tables.delimited import read_delimited
from renkei.tables.ods import read_ods
from renkei.tables.sheets import Finding, Limits, Row, Rows, Workbook, WorkbookError, changed
from renkei.tables.xlsx import read_xlsx

Content: TypeAlias = Literal["xlsx", "ods", "text"]

_START = 2**16
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_XML_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
_SAVE_AS_XLSX = Text(
    "表計算ソフトで開き、「Excel ブック (.xlsx)」として保存し直してください。",
    "Open it in a spreadsheet program and save it as an Excel workbook (.xlsx).",
)
_TEXT_NAMES = (".csv", ".tsv", ".tab", ".txt")
_NAMES_OF: dict[Content, tuple[str, ...]] = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "ods": (".ods", ".ots"),
    "text": _TEXT_NAMES,
}

# What begins a file that is no table: bytes, and what people call it.
_OTHERS: tuple[tuple[bytes, Text], ...] = (
    (b"%PDF", Text("PDF", "a PDF")),
    (b"{\\rtf", Text("リッチテキスト (RTF)", "rich text (RTF)")),
    (b"\x89PNG", Text("画像 (PNG)", "a picture (PNG)")),
    (b"\xff\xd8\xff", Text("画像 (JPEG)", "a picture (JPEG)")),
    (b"GIF8", Text("画像 (GIF)", "a picture (GIF)")),
    (b"\x1f\x8b", Text("圧縮ファイル (gzip)", "a compressed file (gzip)")),
    (b"\xfd7zXZ\0", Text("圧縮ファイル (xz)", "a compressed file (xz)")),
    (b"7z\xbc\xaf\x27\x1c", Text("圧縮ファイル (7-Zip)", "a compressed file (7-Zip)")),
    (b"Rar!", Text("圧縮ファイル (RAR)", "a compressed file (RAR)")),
    (b"SQLite format 3", Text("データベース (SQLite)", "a database (SQLite)")),
)
# Records that begin a workbook of Excel before 97, which stood alone.
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")


def read_workbook(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    name: str | None = None,
    limits: Limits | None = None,
) -> Workbook:
    """The sheets of a file, as `name` in messages (else the file's own name); rows are read when they are iterated.

    `encoding` and `delimiter` answer for a text file what its content leaves open, and are ignored for others. Iterating the
    rows of a sheet reads the file again each time; closing the iterator ends the reading.

    Raises WorkbookError, at once or while rows are read: no such file, a folder, locked by another program, empty, of another
    kind, protected by a password, damaged, unpacking to more than `limits`, no encoding that is certain.
    """
    file = name or path.name
    limits = limits or Limits()
    try:
        content = _content(path, file, limits)
        if content == "xlsx":
            found = read_xlsx(path, file, limits)
        elif content == "ods":
            found = read_ods(path, file, limits)
        else:
            found = read_delimited(path, file, limits, encoding, delimiter)
    except OSError as error:
        raise _unreadable(path, file, error) from error
    sheets = tuple(replace(s, rows=Rows(partial(_guarded, path, file, _state(path), s.rows))) for s in found.sheets)
    found = replace(found, sheets=sheets)
    if content != "text" and path.suffix.lower() not in _NAMES_OF[content]:
        why = Text(
            f"名前は「{path.suffix}」ですが、中身は {found.format.upper()} です。中身に従って読みます。",
            f"The name ends in {path.suffix!r}, the content is {found.format.upper()}, and is read as such.",
        )
        return replace(found, findings=(Finding("other-name", "note", why), *found.findings))
    return found


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _guarded(path: Path, file: str, state: tuple[int, int], rows: Rows) -> Iterator[Row]:
    """The rows, while the file is the one that was opened."""
    try:
        if _state(path) != state:
            raise changed(file)
        yield from rows
    except OSError as error:
        raise _unreadable(path, file, error) from error


def _unreadable(path: Path, file: str, error: OSError) -> WorkbookError:
    if isinstance(error, FileNotFoundError):
        why = Text("ファイルがありません。", "There is no such file.")
        return WorkbookError("missing", file, why, Text("場所と名前を確かめてください。", "Check the folder and the name."))
    if isinstance(error, PermissionError):
        why = Text(
            "ファイルを開けません。別のプログラムが使用中か、読む権限がありません。",
            "The file is in use by another program, or may not be read.",
        )
        advice = Text(
            "Excel などで開いていれば閉じて、もう一度読み込んでください。",
            "Close it in Excel or any other program, and read it again.",
        )
        return WorkbookError("locked", file, why, advice)
    why = Text(f"ファイルを読めません（{error.strerror}）。", f"The file cannot be read ({error.strerror}).")
    return WorkbookError("unreadable", file, why, Text("場所を確かめてください。", "Check where it is."))


def _content(path: Path, file: str, limits: Limits) -> Content:
    """What the file is by its first bytes. Raises WorkbookError for what is not read, and OSError."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        why = Text("フォルダーです。", "It is a folder.")
        raise WorkbookError("folder", file, why, Text("中のファイルを指定してください。", "Name a file in it."))
    if not stat.S_ISREG(mode):
        why = Text("ふつうのファイルではありません。", "It is no ordinary file.")
        raise WorkbookError("no-file", file, why)
    if path.name.startswith("~$"):
        why = Text(
            "Excel が開いている間だけ置く目印のファイルです。", "It is the mark that Excel leaves while a workbook is open."
        )
        raise WorkbookError(
            "lock-file", file, why, Text("「~$」の付かないファイルを指定してください。", "Name the file without ~$.")
        )
    with path.open("rb") as stream:
        start = stream.read(_START)
    if not start:
        why = Text("ファイルが空です（0バイト）。", "The file is empty (0 bytes).")
        raise WorkbookError(
            "empty", file, why, Text("保存し直すか、送り直してもらってください。", "Save it again, or get it again.")
        )
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _packed(path, file, limits)
    if start.startswith(_CFB):
        raise _compound(path, file)
    if start.startswith(_OLD_EXCEL):
        raise _old_excel(file)
    for mark, what in _OTHERS:
        if start.startswith(mark):
            raise _other(file, what)
    _check_markup(file, start)
    if path.suffix.lower() not in _TEXT_NAMES:
        shown = path.suffix or path.name
        why = Text(
            f"中身がブックではありません（名前は「{shown}」）。", f"The content is no workbook (the name ends in {shown!r})."
        )
        advice = Text(
            "元のファイルを開いて .xlsx で保存し直すか、値を区切ったテキストなら名前を .csv にしてください。",
            "Open the original and save it as .xlsx, or, if it is text with delimiters, name it .csv.",
        )
        raise WorkbookError("other-kind", file, why, advice)
    return "text"


def _packed(path: Path, file: str, limits: Limits) -> Content:
    """What kind of package a zip file is."""
    with Archive(path, file, limits) as archive:
        if "xl/workbook.bin" in archive:
            raise _other(file, Text("バイナリ形式のブック (XLSB)", "a binary workbook (XLSB)"), _SAVE_AS_XLSX)
        if "[Content_Types].xml" in archive:
            for folder, what in (
                ("word/", Text("Word 文書", "a Word document")),
                ("ppt/", Text("PowerPoint", "a presentation")),
            ):
                if any(name.startswith(folder) for name in archive.names):
                    raise _other(file, what)
            return "xlsx"
        if "mimetype" in archive:
            kind = b"".join(archive.pieces("mimetype"))[:200] if archive.size("mimetype") < 200 else b""
            if b"opendocument.spreadsheet" in kind:
                return "ods"
            if b"opendocument" in kind:
                raise _other(file, Text("表計算でない OpenDocument の文書", "an OpenDocument file that is no spreadsheet"))
        if "content.xml" in archive and "META-INF/manifest.xml" in archive:
            return "ods"
        if not archive.names:
            raise damaged(file, "zip: empty")
    unpack = Text("展開して、中のファイルを指定してください。", "Unpack it, and name the file in it.")
    raise _other(file, Text("ブックでない zip ファイル", "a zip file that is no workbook"), unpack)


def _compound(path: Path, file: str) -> WorkbookError:
    """A compound file: a workbook encrypted by its password, or one of Excel 97 to 2003."""
    names = {name: name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook", "Book", "WordDocument")}
    found: set[str] = set()
    before = b""
    with path.open("rb") as stream:
        while piece := stream.read(2**20):
            found |= {name for name, mark in names.items() if mark in before + piece}
            before = piece[-64:]
    if "EncryptedPackage" in found:
        return protected(file)
    if found & {"Workbook", "Book"}:
        return _old_excel(file)
    return _other(file, Text("古い形式の Office 文書", "an Office document of the old kind"))


def _old_excel(file: str) -> WorkbookError:
    return _other(file, Text("古い形式の Excel ブック (.xls)", "a workbook of the old kind (.xls)"), _SAVE_AS_XLSX)


def _check_markup(file: str, start: bytes) -> None:
    """Refuse HTML and XML, which some systems send under the name of a workbook."""
    head = start[:2048].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if re.match(rb"<(?:!doctype html|html|head|body|table|meta|!--.{0,200}?-->\s*<html)", head, re.DOTALL):
        raise _other(file, Text("HTML のページ", "an HTML page"), _SAVE_AS_XLSX)
    if head.startswith((b"<?xml", b"<office:document")):
        plain = start.replace(b"\0", b"")
        if _XML_2003 in plain:
            raise _other(file, Text("XML スプレッドシート 2003", "an XML spreadsheet of 2003"), _SAVE_AS_XLSX)
        if b"office:document" in plain:
            raise _other(file, Text("一枚の XML の OpenDocument (FODS)", "a flat OpenDocument file (FODS)"), _SAVE_AS_XLSX)
        if b"<html" in plain.lower():
            raise _other(file, Text("HTML のページ", "an HTML page"), _SAVE_AS_XLSX)
        raise _other(file, Text("XML の文書", "an XML document"))


def _other(file: str, what: Text, advice: Text | None = None) -> WorkbookError:
    why = Text(f"中身は{what.ja}で、表として読めません。", f"The content is {what.en}, which is not read as a table.")
    return WorkbookError(
        "other-kind", file, why, advice or Text("XLSX、ODS、CSV のどれかにしてください。", "Use XLSX, ODS or CSV.")
    )
