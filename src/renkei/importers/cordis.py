"""CORDIS, the European Commission's open data on research projects, as a data set.

Two layouts are read, told apart by the headings of their files: the official one (project, organization, legalBasis), keyed by
the number of the grant, and the joined one (participations, organizations, programme parts), keyed by the record number of the
project and the participant identification code (PIC). Countries are places, parts of the programme are fields.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from renkei import resources
from renkei.errors import Text, UsageError
from renkei.importers.open_data import Made, Progress, SourceFile, source_files, untaken, write_made
from renkei.importers.spreadsheet import Imported
from renkei.importers.writing import check_directory
from renkei.sources.register import read_toml
from renkei.text.dates import DateError, parse_date
from renkei.text.identifiers import IdentifierError, parse_url

SETTINGS = """id = "cordis"
title = { ja = "CORDIS（EUの研究開発プロジェクト）", en = "CORDIS (research projects of the European Union)" }
visibility = "public"
provenance = "files"

[tables]
fields = "cordis"
organizations = "cordis"
participations = "cordis"
projects = "cordis"
"""

# What a file is, by columns that it must have; the first that fits.
_FORMS = {
    "participations": ("rcn", "role", "pic", "country"),
    "organization": ("projectID", "organisationID", "role", "country"),
    "organisations": ("pic", "name"),
    "parts": ("rcn", "programme_part"),
    "project": ("id", "acronym", "title", "startDate"),
    "legal basis": ("projectID", "legalBasis"),
}
_TAKEN = {
    "participations": {"rcn", "role", "pic", "type", "country", "start_date", "end_date"},
    "organization": {
        *("projectID", "organisationID", "role", "name", "shortName", "activityType", "country", "organizationURL"),
        *("street", "city"),
    },
    "organisations": {"pic", "name", "short_name", "activity_type", "country", "url", "street", "city"},
    "parts": {"rcn", "programme_part"},
    "project": {"id", "rcn", "acronym", "title", "startDate", "endDate", "legalBasis"},
    "legal basis": {"projectID", "legalBasis", "title"},
}
_MISSING = ("", "NA", "NULL")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class _Part:
    """A part of a programme: the id of its field, its code, legal basis and titles."""

    id: str
    code: str
    legal_basis: str
    title: Text


def import_cordis(directory: Path, output: Path, progress: Progress | None = None) -> Imported:
    """Make a data set in `output` of the CORDIS files in `directory`.

    Raises UsageError as `read_cordis` and `write_made` do.
    """
    check_directory(output)
    return write_made(output, read_cordis(directory, progress), SETTINGS)


def read_cordis(directory: Path, progress: Progress | None = None) -> Made:
    """The tables made of the CORDIS files in a folder.

    Raises UsageError where there is no table of participations, and for a file that cannot be read.
    """
    files: dict[str, list[SourceFile]] = defaultdict(list)
    made = Made()
    for file in source_files(directory):
        form = next((name for name, headings in _FORMS.items() if file.has(*headings)), None)
        if form:
            files[form].append(file)
        else:
            made.note(file, Text("このファイルは使いません。", "This file is not used."))
    if not files["participations"] and not files["organization"]:
        told = "; ".join(f"{name}: {', '.join(_FORMS[name])}" for name in ("participations", "organization"))
        raise UsageError(
            Text(
                f"{directory} に参加機関の表がありません。どちらかの列が必要です: {told}",
                f"{directory} has no table of participations: one with these columns is needed. {told}",
            )
        )
    _Reading(files, made, progress).read()
    return made


class _Reading:
    def __init__(self, files: Mapping[str, list[SourceFile]], made: Made, progress: Progress | None) -> None:
        self.made = made
        self._files = files
        self._progress = progress
        words = read_toml(resources.folder("ontology") / "cordis.toml")
        self._kinds: dict[str, str] = words["kinds"]
        self._roles: dict[str, str] = words["roles"]
        self._codes: dict[str, str] = words["countries"]
        self._parts = [_Part(p["id"], p["code"], p["legal_basis"], Text(p["ja"], p["en"])) for p in words["part"]]
        self._fields: dict[str, dict[str, None]] = defaultdict(dict)  # of each project, in their order
        self._bases: dict[str, str] = {}  # titles of legal bases that are no part known

    def read(self) -> None:
        """Organisations first by what describes them, then projects, then who takes part."""
        for form in ("organisations", "organization"):
            for file, number, row in self._rows(form):
                self._organisation(file, number, row)
        for file, number, row in self._rows("parts"):
            self._part(file, number, row["rcn"], "programme_part", row["programme_part"])
        for file, number, row in self._rows("legal basis"):
            self._bases.setdefault(row["legalBasis"], row.get("title", ""))
            self._part(file, number, self._key(row["projectID"]), "legalBasis", row["legalBasis"])
        for file, number, row in self._rows("project"):
            self._described_project(file, number, row)
        for file, number, row in self._rows("participations"):
            self._organisation(file, number, row)
            self._project(file, number, row["rcn"], row.get("start_date", ""), row.get("end_date", ""))
            self._participation(file, number, row["pic"], row["rcn"], row["role"])
        self._official_participations()
        self._leave_out_lonely()

    def _rows(self, form: str) -> Iterator[tuple[SourceFile, int, dict[str, str]]]:
        for file in self._files.get(form, ()):
            self.made.used[file] = form
            if left := untaken(file, _TAKEN[form]):
                self.made.note(file, left)
            for number, row in file.rows(self._progress):
                yield file, number, row

    @cached_property
    def _joined(self) -> bool:
        """Whether projects are keyed by record number: there is a table of participations that is."""
        return bool(self._files.get("participations"))

    @cached_property
    def _records(self) -> dict[str, str]:
        """The record number of each project of which the number of its grant is known too."""
        return {row["id"]: row["rcn"] for file in self._files.get("project", ()) for _, row in file.rows() if row.get("rcn")}

    def _key(self, grant: str) -> str:
        return self._records.get(grant, f"grant {grant}") if self._joined else grant

    def _id(self, project: str) -> str:
        return f"{'rcn' if self._joined else 'grant'}-{project}"

    def _organisation(self, file: SourceFile, number: int, row: Mapping[str, str]) -> None:
        """What a row tells of an organisation; of several names the first is taken, of places all."""
        pic = _first(row, "pic", "organisationID")
        if not pic.isdecimal():
            why = Text("PIC は数字です。行を除きました。", "A PIC is a number: the row is left out.")
            self.made.warn(file, number, "pic" if file.has("pic") else "organisationID", pic, why)
            return
        place = self._country(file, number, row.get("country", ""))
        known = self.made.rows.get("organizations", {}).get((pic,))
        if known is None:
            kind = self._kind(file, number, _first(row, "type", "activity_type", "activityType"))
            named = {"label_ja": f"PIC {pic}", "unnamed": "true"}
            if name := row.get("name"):
                named = {"label_ja": name, "label_en": name, "label_en_basis": "stated"}
            cells = {"id": f"pic-{pic}", "kind": kind, "kind_basis": "inferred", "place": place, **_one_line(named)}
            self.made.add("organizations", (pic,), cells, file, number)
            known = self.made.rows["organizations"][pic,]
        elif place and place not in known["place"].split(";"):
            known["place"] = ";".join(filter(None, [known["place"], place]))
        self._describe(file, number, row, known)

    def _describe(self, file: SourceFile, number: int, row: Mapping[str, str], known: dict[str, str]) -> None:
        """The acronym, address and web site of an organisation, unless they are known."""
        short = _first(row, "short_name", "shortName")
        if short and short != row.get("name") and ";" not in short and "alt_en" not in known:
            known |= _one_line({"alt_en": short, "alt_en_basis": "stated"})
        if address := ", ".join(row[name] for name in ("street", "city") if row.get(name)):
            known.setdefault("address", _SPACES.sub(" ", address))
        if url := _first(row, "url", "organizationURL"):
            try:
                known.setdefault("url", parse_url(url if "://" in url else f"http://{url}"))
            except IdentifierError as error:
                self.made.warn(file, number, "url" if file.has("url") else "organizationURL", url, error.why)

    def _kind(self, file: SourceFile, number: int, code: str) -> str:
        if code and code not in self._kinds:
            why = Text("この種類は知られていません。関係機関としました。", "An unknown type: taken for a related body.")
            self.made.warn(file, number, "activityType" if file.has("activityType") else "type", code, why)
        return self._kinds.get(code, "related-body")

    def _country(self, file: SourceFile, number: int, code: str) -> str:
        country = self._codes.get(code, code)
        if not code or country in self._countries:
            return country if code else ""
        self.made.warn(file, number, "country", code, Text("この国コードは知られていません。", "An unknown country code."))
        return ""

    @cached_property
    def _countries(self) -> frozenset[str]:
        with (resources.folder("data") / "places" / "countries.csv").open(encoding="utf-8", newline="") as file:
            return frozenset(row["id"] for row in csv.DictReader(file))

    def _part(self, file: SourceFile, number: int, project: str, heading: str, told: str) -> None:
        """That a project belongs to a part of the programme; one that is not known becomes a field under its own code."""
        if not told:
            return
        part = next((p for p in self._parts if told == p.code or told.startswith(p.legal_basis)), None)
        if part is None:
            slug = re.sub(r"[^a-z0-9]+", "-", told.lower()).strip("-")
            if not slug:
                self.made.warn(file, number, heading, told, Text("分野にできません。", "This makes no field."))
                return
            part = _Part(slug, told, told, Text(self._bases.get(told) or told, self._bases.get(told) or told))
        titles = {"label_ja": part.title.ja, "label_en": part.title.en, "label_en_basis": "stated", "alt_en": part.code}
        added = {"id": part.id, **titles, "alt_en_basis": "stated", "basis": "translated"}
        self.made.add("fields", (part.id,), added, file, number)
        self._fields[project][part.id] = None

    def _described_project(self, file: SourceFile, number: int, row: Mapping[str, str]) -> None:
        project = self._key(row["id"])
        self._part(file, number, project, "legalBasis", row.get("legalBasis", ""))
        told = {"label_ja": row["title"] or row["acronym"], "label_en": row["title"] or row["acronym"], "number": row["id"]}
        told |= {"label_en_basis": "stated"}
        if row["title"] and row["acronym"] and row["acronym"] != row["title"] and ";" not in row["acronym"]:
            told |= {"alt_en": row["acronym"], "alt_en_basis": "stated"}
        self._project(file, number, project, row["startDate"], row.get("endDate", ""), told if told["label_ja"] else {})

    def _project(
        self, file: SourceFile, number: int, project: str, start: str, end: str, told: Mapping[str, str] | None = None
    ) -> None:
        if (project,) in self.made.rows.get("projects", {}):
            return
        first, last = self._date(file, number, "start", start), self._date(file, number, "end", end)
        if first and last and last < first:
            why = Text("終了が開始より前です。終了を除きました。", "It ends before it begins: the end is left out.")
            self.made.warn(file, number, "end_date" if file.has("end_date") else "endDate", end, why)
            last = ""
        named = told or {"label_ja": f"CORDIS {project}", "number": project}
        row = {"id": self._id(project), "start": first, "end": last, "field": ";".join(self._fields.get(project, ()))}
        self.made.add("projects", (project,), {**row, **_one_line(named)}, file, number)

    def _date(self, file: SourceFile, number: int, which: str, text: str) -> str:
        try:
            return str(parse_date(text)) if text not in _MISSING else ""
        except DateError as error:
            heading = next(h for h in (f"{which}_date", f"{which}Date") if file.has(h))
            self.made.warn(file, number, heading, text, error.why)
            return ""

    def _participation(self, file: SourceFile, number: int, pic: str, project: str, told: str) -> None:
        role = self._roles.get(told)
        if role is None:
            self.made.warn(
                file, number, "role", told, Text("この役割は知られていません。", "An unknown role: the row is left out.")
            )
        elif pic.isdecimal():
            ends = (f"pic-{pic}", self._id(project), role)
            row = dict(zip(("participant", "activity", "role"), ends, strict=True))
            if not self.made.add("participations", ends, row, file, number):
                self.made.warn(file, number, "", "", Text("同じ参加の行があります。", "The same participation stands above."))

    def _official_participations(self) -> None:
        """Those of the official layout; beside joined ones, only of projects whose record number is known."""
        for file in self._files.get("organization", ()):
            known = self.made.rows.get("projects", {})
            left = 0
            for number, row in file.rows(self._progress):
                project = self._key(row["projectID"])
                if self._joined:
                    left += (project,) not in known
                    continue
                self._project(file, number, project, "", "")
                self._participation(file, number, row["organisationID"], project, row["role"])
            if left:
                why = f"{left} participations left out: the record numbers of their projects are not given"
                self.made.note(file, Text(f"参加 {left}件は、プロジェクトの RCN が分からないため除きました。", f"{why}."))

    def _leave_out_lonely(self) -> None:
        """Organisations and projects without a participation tell of no collaboration; a note says how many are left out."""
        ties = self.made.rows.get("participations", {})
        for table, named in (("organizations", {t[0] for t in ties}), ("projects", {t[1] for t in ties})):
            rows = self.made.rows.get(table, {})
            lonely = [key for key, row in rows.items() if row["id"] not in named]
            for key in lonely:
                del rows[key]
            if lonely:
                what = Text("機関", "organisations") if table == "organizations" else Text("プロジェクト", "projects")
                why = Text(
                    f"参加のない{what.ja} {len(lonely)}件を除きました。",
                    f"{len(lonely)} {what.en} take part in nothing: left out.",
                )
                self.made.note(next(iter(self.made.used)), why)


def _first(row: Mapping[str, str], *names: str) -> str:
    """The first of some cells that holds something."""
    return next((row[name] for name in names if row.get(name)), "")


def _one_line(cells: Mapping[str, str]) -> dict[str, str]:
    """Cells without line breaks and repeated spaces."""
    return {name: _SPACES.sub(" ", text) for name, text in cells.items()}
