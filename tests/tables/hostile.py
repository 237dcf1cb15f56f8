"""Workbooks and text files that nobody honest writes, made by hand, byte by byte where no library would."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'


def pack(path: Path, parts: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """A zip file of these parts."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def sheet_part(rows: str, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def xlsx_parts(*sheets: str, strings: str | None = None, styles: str | None = None) -> dict[str, bytes | str]:
    """The parts of a workbook whose sheets (XML) are named S1, S2 ..."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    related = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" Type="{RELATIONS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
    }
    for name, content in (("sharedStrings", strings), ("styles", styles)):
        if content is not None:
            related += f'<Relationship Id="{name}" Type="{RELATIONS}/{name}" Target="{name}.xml"/>'
            parts[f"xl/{name}.xml"] = content
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>'
    for n, sheet in zip(numbers, sheets, strict=True):
        parts[f"xl/worksheets/sheet{n}.xml"] = sheet
    return parts


def strings_part(*texts: str) -> str:
    return f'<sst xmlns="{MAIN}">' + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>"


def text_cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def far_cells(path: Path) -> Path:
    """Two cells in a used range of 17 billion."""
    rows = f'<row r="1">{text_cell("A1", "here")}</row><row r="1048576">{text_cell("XFD1048576", "there")}</row>'
    return pack(path, xlsx_parts(sheet_part(rows, before='<dimension ref="A1:XFD1048576"/>')))


def empty_rows(path: Path, number: int) -> Path:
    """That many rows with formats and no value, and one with a value at the end."""
    rows = "".join(f'<row r="{n}" s="1" ht="15"><c r="A{n}" s="1"/></row>' for n in range(1, number))
    return pack(path, xlsx_parts(sheet_part(rows + f'<row r="{number}">{text_cell(f"A{number}", "end")}</row>')))


def zip_bomb(path: Path, megabytes: int) -> Path:
    """A sheet of blanks that packs to a thousandth."""
    return pack(path, xlsx_parts(sheet_part(" " * (megabytes * 2**20))))


def many_entries(path: Path, number: int) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(number):
            archive.writestr(f"{n}", b"")
    return path


def lying_sizes(path: Path) -> Path:
    """A bomb whose directory says that it is small."""
    zip_bomb(path, 64)
    data = bytearray(path.read_bytes())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        if struct.unpack_from("<L", data, at + 24)[0] > 2**20:
            struct.pack_into("<L", data, at + 24, 1000)
        at += 4
    path.write_bytes(data)
    return path


def encrypted_entry(path: Path, source: Path) -> Path:
    """A zip whose entries say that they need a password."""
    data = bytearray(source.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = 0
        while (at := data.find(mark, at)) >= 0:
            data[at + offset] |= 1
            at += 4
    path.write_bytes(data)
    return path


def compound(path: Path, *streams: str) -> Path:
    """The start of a compound file, with a directory that names these streams."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path.write_bytes(head + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams))
    return path


def ods_content(tables: str, styles: str = "") -> str:
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    return (
        f'<office:document-content xmlns:office="{names}office:1.0" xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0"'
        f' xmlns:style="{names}style:1.0" xmlns:number="{names}datastyle:1.0" xmlns:draw="{names}drawing:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )


def ods(path: Path, tables: str, styles: str = "", **others: str) -> Path:
    parts: dict[str, bytes | str] = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": ods_content(tables, styles),
    }
    return pack(path, parts | others)
