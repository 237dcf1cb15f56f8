"""The whole graph as files to download: N-Quads, Turtle, JSON-LD, the tables as CSV and as a workbook.

They are the exports of `renkei export`, packed without the time of packing, so that their bytes are the same each time.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tempfile
import weakref
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from renkei import resources
from renkei.build.export import export
from renkei.build.table_export import export_tables
from renkei.build.workbook_export import export_workbook
from renkei.publish.data.citation import attribution_text, citation_file
from renkei.publish.options import Options
from renkei.schema.tables import Schema
from renkei.sources.register import Register
from renkei.store.protocol import Store

_BLOCK = 1 << 20
_FORMS = {"nquads": "renkei.nq", "turtle": "renkei.ttl", "jsonld": "renkei.jsonld"}
MEDIA_TYPES = {
    "nquads": "application/n-quads",
    "turtle": "text/turtle",
    "jsonld": "application/ld+json",
    "tables": "text/csv",
    "workbook": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

# A workbook is written, and opened, in a time that grows with its rows; a larger one is left out, and the page says so.
MOST_ROWS_OF_WORKBOOK = 100_000


@dataclass(frozen=True)
class Download:
    """A file: its name in `data/`, what it is (a key of MEDIA_TYPES), where it stands until it is moved, how many statements or
    rows it has, and its size and SHA-256. `language` is that of a workbook, `inner` the size of what is packed."""

    name: str
    form: str
    path: Path
    number: int
    size: int
    sha256: str
    inner: int | None = None
    language: str | None = None


class Downloads:
    """Makes the files when they are first asked for, in a folder that goes with this object."""

    def __init__(self, store: Store, schema: Schema, manifest: Mapping[str, Any], register: Register, options: Options) -> None:
        self._store = store
        self._schema = schema
        self._manifest = manifest
        self._register = register
        self._options = options

    @cached_property
    def files(self) -> tuple[Download, ...]:
        """All files, the fullest first."""
        return tuple(self._made())

    @cached_property
    def citation(self) -> str:
        """CITATION.cff."""
        return citation_file(self._manifest, self._register, self._options.address("index.html"))

    @cached_property
    def attribution(self) -> str:
        """The licence, and what the sources ask for."""
        return attribution_text(self._manifest, self._register)

    @property
    def has_workbook(self) -> bool:
        """Whether there are few enough rows for a workbook, and any."""
        return bool(0 < sum(self._manifest["rows"].values()) <= MOST_ROWS_OF_WORKBOOK)

    def checksums(self) -> str:
        """The file that `sha256sum -c` reads."""
        return "".join(f"{d.sha256}  {d.name}\n" for d in sorted(self.files, key=lambda d: d.name))

    @cached_property
    def _folder(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="renkei-downloads-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return folder

    def _made(self) -> Iterator[Download]:
        for form, name in _FORMS.items():
            plain, packed = self._folder / name, self._folder / f"{name}.gz"
            number = export(self._store, plain, form, None)
            inner = plain.stat().st_size
            _pack(plain, packed)
            plain.unlink()
            yield _download(packed, form, number, inner)
        tables, archive = self._folder / "tables", self._folder / "renkei-tables.zip"
        private = self._manifest["audience"] == "owner"
        rows = export_tables(self._store, self._schema, tables, private=private)
        notice = self._folder / "ATTRIBUTION.txt"
        notice.write_text(self.attribution, encoding="utf-8", newline="\n")
        inner = _zip(archive, {"ATTRIBUTION.txt": notice, **{f"tables/{p.name}": p for p in sorted(tables.iterdir())}})
        yield _download(archive, "tables", sum(rows.values()), inner)
        if self.has_workbook:
            vocabularies, places = resources.folder("ontology") / "vocabularies", resources.folder("data") / "places"
            for language in self._options.languages:
                book = self._folder / f"renkei-{language}.xlsx"
                counted = export_workbook(self._store, self._schema, book, language, vocabularies, places)
                yield _download(book, "workbook", sum(counted.values()), None, language)


def _pack(plain: Path, packed: Path) -> None:
    """Gzip without name and time, so that the same content gives the same bytes."""
    with plain.open("rb") as source, packed.open("wb") as out, gzip.GzipFile("", "wb", 6, out, mtime=0) as target:
        shutil.copyfileobj(source, target, _BLOCK)


def _zip(archive: Path, files: Mapping[str, Path]) -> int:
    """Zip with the earliest time that there is; gives the size of what is in it."""
    size = 0
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
        for name, path in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            with path.open("rb") as source, out.open(entry, "w") as target:
                shutil.copyfileobj(source, target, _BLOCK)
            size += path.stat().st_size
    return size


def _download(path: Path, form: str, number: int, inner: int | None, language: str | None = None) -> Download:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Download(path.name, form, path, number, path.stat().st_size, digest, inner, language)
