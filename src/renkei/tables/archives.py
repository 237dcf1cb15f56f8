"""Archives (zip) looked at before anything is unpacked, and their XML parts fed to expat with limits.

Nothing is written to disk, nothing is unpacked but the parts asked for, and those in pieces; a part that declares a
document type is refused, so there are no entities to expand and none to fetch.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers import expat

from renkei.errors import Text
from renkei.tables.sheets import Limits, WorkbookError

_PIECE = 2**16
_END, _LOCATOR, _END64 = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
_DIRECTORY_ENTRY = 46  # bytes, at least
_PASSWORD = Text("パスワードで保護されています。", "The file is protected by a password.")
_UNPROTECT = Text("開いてパスワードを外し、保存し直してください。", "Open it, remove the password, and save it again.")

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def protected(file: str) -> WorkbookError:
    """A file that only its password opens."""
    return WorkbookError("password", file, _PASSWORD, _UNPROTECT)


def damaged(file: str, detail: str, sheet: str | None = None, place: str | None = None) -> WorkbookError:
    """A workbook that cannot be read to the end; `detail` names the part and what is wrong there."""
    why = Text(f"ファイルが壊れているか、途中で切れています（{detail}）。", f"The file is damaged or cut off ({detail}).")
    advice = Text(
        "元のファイルを開いて保存し直すか、送り直してもらってください。",
        "Open the original and save it again, or get it again.",
    )
    return WorkbookError("damaged", file, why, advice, sheet=sheet, place=place)


def too_large(file: str, ja: str, en: str, place: str | None = None) -> WorkbookError:
    """A workbook that would take more memory or time than an honest one."""
    why = Text(f"異常に大きく展開されるファイルです（{ja}）。", f"The file unpacks to far more than a workbook should ({en}).")
    advice = Text(
        "要る表だけを新しいブックに写して保存するか、CSV にしてください。",
        "Copy the tables you need to a new workbook, or save them as CSV.",
    )
    return WorkbookError("too-large", file, why, advice, place=place)


class Archive:
    """A checked zip file: the names of its parts, and their bytes in pieces. Closed by `with`."""

    def __init__(self, path: Path, file: str, limits: Limits) -> None:
        self.file = file
        self.limits = limits
        _check_directory(path, file, limits)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, struct.error, OverflowError, NotImplementedError) as error:
            raise damaged(file, f"zip: {error}") from error
        try:
            self._check_entries()
        except WorkbookError:
            self._zip.close()
            raise
        self.names = {name.lower(): name for name in self._zip.namelist()}

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, part: str) -> bool:
        return part.lower() in self.names

    def size(self, part: str) -> int:
        """The unpacked bytes of a part."""
        return self._zip.getinfo(self.names[part.lower()]).file_size

    def pieces(self, part: str) -> Iterator[bytes]:
        """The bytes of a part in pieces. Raises WorkbookError for a part that is not there or does not unpack."""
        if part not in self:
            raise damaged(self.file, f"{part}: missing")
        try:
            with self._zip.open(self.names[part.lower()]) as stream:
                while piece := stream.read(_PIECE):
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise damaged(self.file, f"{part}: {error}") from error

    def _check_entries(self) -> None:
        total = 0
        entries = self._zip.infolist()
        for entry in entries:
            if entry.flag_bits & 1:
                raise protected(self.file)
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise damaged(self.file, f"{entry.filename}: compression {entry.compress_type}")
            total += entry.file_size
            if total > self.limits.unpacked:
                mib = self.limits.unpacked // 2**20
                raise too_large(self.file, f"展開後 {mib} MiB 超", f"more than {mib} MiB", entry.filename)
            if entry.file_size > max(self.limits.ratio_from, self.limits.ratio * entry.compress_size):
                ratio = entry.file_size // max(entry.compress_size, 1)
                raise too_large(self.file, f"{ratio}倍", f"{ratio} times its size", entry.filename)
        if twice := [name for name, n in Counter(e.filename.lower() for e in entries).items() if n > 1]:
            raise damaged(self.file, f"{twice[0]}: twice")


def _check_directory(path: Path, file: str, limits: Limits) -> None:
    """Refuse a directory too long to be read into memory, before zipfile does so."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        start = max(size - 2**16 - 64, 0)
        stream.seek(start)
        tail = stream.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) < at + 22:
            raise damaged(file, "zip: no directory at the end")
        (length,) = struct.unpack_from("<L", tail, at + 12)
        if at >= 20 and tail[at - 20 : at - 16] == _LOCATOR:
            (offset,) = struct.unpack_from("<Q", tail, at - 12)
            if offset >= size:
                raise damaged(file, "zip: no directory at the end")
            stream.seek(offset)
            record = stream.read(56)
            if len(record) == 56 and record[:4] == _END64:
                (length,) = struct.unpack_from("<Q", record, 40)
    most = limits.entries * 300  # names and extra fields included
    if length > most or length > size:
        if length > size:
            raise damaged(file, "zip: no directory at the end")
        number = length // _DIRECTORY_ENTRY
        raise too_large(file, f"項目 {number} 以下、上限 {limits.entries}", f"up to {number} entries, at most {limits.entries}")


def new_parser(file: str, part: str, separator: str | None = None) -> expat.XMLParserType:
    """An expat parser that refuses a document type, and with it every entity."""
    parser = expat.ParserCreate(namespace_separator=separator)
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        why = Text(
            f"XML の文書型宣言（DOCTYPE）があります（{part}）。表計算ソフトはこれを書きません。",
            f"There is an XML document type (DOCTYPE) in {part}, which no spreadsheet program writes.",
        )
        advice = Text("送り主に確かめ、開いて保存し直してください。", "Ask who sent it; open it and save it again.")
        raise WorkbookError("doctype", file, why, advice)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def feed(parser: expat.XMLParserType, archive: Archive, part: str) -> Iterator[None]:
    """Feed a part to the parser, resting after every piece, so that the caller can hand on what was found and stop.

    Raises WorkbookError for what is no XML, and for what the handlers cannot read (their ValueError).
    """
    given = 0
    try:
        for piece in archive.pieces(part):
            parser.Parse(piece, False)
            given += len(piece)
            if given - parser.CurrentByteIndex > archive.limits.token + _PIECE:
                raise too_large(archive.file, "長すぎる XML タグ", "one XML tag is too long", part)
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged(archive.file, f"{part}: {error}") from error
    except (ValueError, LookupError) as error:  # what int() and the tables of an encoding say of odd content
        raise damaged(archive.file, f"{part}: {error}"[:200]) from error
    yield


def too_deep(archive: Archive, part: str) -> WorkbookError:
    return too_large(archive.file, "入れ子が深すぎる XML", "XML elements nested too deeply", part)


def each_element(archive: Archive, part: str, start: Start, end: End | None = None, separator: str | None = None) -> None:
    """Walk over a whole part; `start` and `end` may raise Leave to stop early. Names come as they are written."""
    parser = new_parser(archive.file, part, separator)
    depth, deepest = 0, archive.limits.depth

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > deepest:
            raise too_deep(archive, part)
        start(name, attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(name)

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    try:
        for _ in feed(parser, archive, part):
            pass
    except Leave:
        return


class Leave(Exception):
    """Raised by a handler that has found what it looked for."""
