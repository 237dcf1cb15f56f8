"""CORDIS and procurement: published files become tables that build; what cannot be taken is told with its cell."""

from __future__ import annotations

import csv
import gzip
import os
from pathlib import Path

import pytest

from renkei.build.datasets import read_dataset, shipped_datasets
from renkei.build.pipeline import load_shipped
from renkei.errors import UsageError
from renkei.importers.cordis import import_cordis
from renkei.importers.procurement import import_procurement

SHARED = Path(os.environ.get("RENKEI_DATA") or Path(__file__).parents[3] / "shared" / "data")

JOINED = {
    "participations.csv.gz": "rcn,role,pic,type,country,start_date,end_date,contribution\n"
    "1,coordinator,11,HES,EL,2018-01-01,2020-12-31,5\n"
    "1,participant,12,PRC,UK,2018-01-01,2020-12-31,5\n"
    "2,partner,12,ZZZ,XX,NA,2019-02-30,\n"
    "2,leader,11,HES,EL,2018-01-01,2020-12-31,\n"
    "2,coordinator,11,HES,EL,2018-01-01,2017-12-31,\n",
    "organizations.csv": "pic,name,short_name,activity_type,country,url\n11,UNIVERSITY  OF ATHENS,UOA,HES,EL,www.uoa.gr\n"
    "99,NOBODY,,PRC,FR,\n",
    "parts.csv": "rcn,programme_part\n1,SC4\n1,SC3\n2,XYZ\n",
}
OFFICIAL = {
    "project.csv": '\ufeff"id";"acronym";"title";"startDate";"endDate";"legalBasis";"objective"\n'
    '"800";"TRAIN";"Trains; and more";"2018-05-01";"2021-04-30";"H2020-EU.3.4.7.";"long"\n',
    "organization.csv": "projectID;organisationID;name;shortName;activityType;country;role;organizationURL;street;city\n"
    "800;11;UNIVERSITY OF ATHENS;UOA;HES;EL;coordinator;;1 STREET;ATHENS\n"
    "800;12;RAIL LTD;;PRC;UK;thirdParty;;;\n",
    "legalBasis.csv": "projectID;legalBasis;title\n800;HORIZON.9;A new cluster\n",
}


def written(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in files.items():
        packed = gzip.compress(text.encode()) if name.endswith(".gz") else text.encode()
        (folder / name).write_bytes(packed)
    return folder


def table(folder: Path, name: str) -> dict[str, dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row.get("id", f"{row.get('participant')} {row.get('activity')}"): row for row in csv.DictReader(file)}


def test_joined_cordis_files_become_organisations_projects_fields_and_participations(tmp_path: Path) -> None:
    done = import_cordis(written(tmp_path / "in", JOINED), tmp_path / "out")
    assert done.tables == {"fields": 3, "organizations": 2, "participations": 4, "projects": 2}
    bodies = table(tmp_path / "out", "organizations")
    athens = bodies["pic-11"]
    assert (athens["label_en"], athens["alt_en"], athens["kind"], athens["place"], athens["url"]) == (
        "UNIVERSITY OF ATHENS", "UOA", "university", "GR", "http://www.uoa.gr/",
    )  # fmt: skip
    assert (bodies["pic-12"]["label_ja"], bodies["pic-12"]["unnamed"]) == ("PIC 12", "true")
    project = table(tmp_path / "out", "projects")["rcn-1"]
    assert (project["field"], project["start"], project["end"]) == ("h2020-sc4;h2020-sc3", "2018-01-01", "2020-12-31")
    roles = {row["role"] for row in table(tmp_path / "out", "participations").values()}
    assert roles == {"coordinator", "implementer", "partner"}
    assert table(tmp_path / "out", "participations")["pic-12 rcn-1"]["source"] == "participations.csv.gz#row=3"


def test_what_cannot_be_taken_of_cordis_is_told_with_its_cell(tmp_path: Path) -> None:
    done = import_cordis(written(tmp_path / "in", JOINED), tmp_path / "out")
    told = {(p.file, p.cell, p.value) for p in done.problems if p.severity == "warning"}
    assert told == {
        ("participations.csv.gz", "E4", "XX"),
        ("participations.csv.gz", "G4", "2019-02-30"),
        ("participations.csv.gz", "B5", "leader"),
    }
    notes = [p.why.en for p in done.problems if p.severity == "note"]
    assert "columns that are not taken: contribution" in notes
    assert "1 organisations take part in nothing: left out." in notes


def test_official_cordis_files_are_read_by_grant_with_their_titles(tmp_path: Path) -> None:
    done = import_cordis(written(tmp_path / "in", OFFICIAL), tmp_path / "out")
    assert done.tables == {"fields": 2, "organizations": 2, "participations": 2, "projects": 1}
    project = table(tmp_path / "out", "projects")["grant-800"]
    assert (project["label_en"], project["alt_en"]) == ("Trains; and more", "TRAIN")
    assert project["field"] == "horizon-9;h2020-sc4"
    assert table(tmp_path / "out", "organizations")["pic-11"]["address"] == "1 STREET, ATHENS"
    rows = load_shipped([*shipped_datasets(), read_dataset(tmp_path / "out")]).rows
    assert sum(r.dataset.id == "cordis" for r in rows) == 7
    assert not any(r.private for r in rows)


def test_importing_cordis_again_changes_nothing(tmp_path: Path) -> None:
    given = written(tmp_path / "in", JOINED)
    import_cordis(given, tmp_path / "out")
    before = {p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    import_cordis(given, tmp_path / "out")
    assert before == {p: p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "holds no CSV"),
        ({"notes.csv": "a,b\n1,2\n"}, "has no table of participations"),
        ({"participations.csv": 'rcn,role,pic,country\n1,"x\n'}, "cannot be read"),
        ({"participations.csv.bz2": "rcn,role,pic,country\n"}, "cannot be read"),
    ],
)
def test_files_that_are_no_cordis_are_refused(tmp_path: Path, files: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError) as found:
        import_cordis(written(tmp_path / "in", files), tmp_path / "out")
    assert told in found.value.message.en
    assert not (tmp_path / "out").exists()


def test_a_folder_with_tables_of_ones_own_is_left_alone(tmp_path: Path) -> None:
    mine = written(tmp_path / "mine", {"organizations.csv": "id,label_ja,kind\na,甲,company\n"})
    given = written(tmp_path / "in", JOINED | {"contracts.csv": CONTRACTS})
    for read in (lambda: import_cordis(given, mine), lambda: import_procurement(given, mine, None)):
        with pytest.raises(UsageError, match="tables that no import wrote"):
            read()
    assert [p.name for p in mine.iterdir()] == ["organizations.csv"]


def test_a_file_in_place_of_its_folder_is_told(tmp_path: Path) -> None:
    folder = written(tmp_path / "in", JOINED)
    with pytest.raises(UsageError, match="name its folder"):
        import_cordis(folder / "organizations.csv", tmp_path / "out")


def test_a_cut_off_file_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path / "in", JOINED)
    path = folder / "participations.csv.gz"
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(UsageError, match="cannot be read"):
        import_cordis(folder, tmp_path / "out")


CONTRACTS = (
    "date_of_order,title,amount,government_departments,joint_signatures,corporate_number\n"
    "2019-05-01T00:00:00+09:00,令和元年度　金型の製作,100,経済産業省,,1010001139967\n"
    "2020-05-01T00:00:00+09:00,令和2年度 金型の製作,120,経済産業省／特許庁,,1010001139967\n"
    "2910-10-07T00:00:00+09:00,検査装置,5,防衛省,,1010001139967\n"
    "2020-01-01T00:00:00+09:00,,5,防衛省,,1010001139967\n"
    "2020-01-01T00:00:00+09:00,部品,5,防衛省,,1234567890123\n"
)


def test_contracts_become_events_with_buyers_suppliers_and_what_was_delivered(tmp_path: Path) -> None:
    done = import_procurement(written(tmp_path / "in", {"contracts.csv": CONTRACTS}), tmp_path / "out", None)
    assert done.tables == {"capabilities": 2, "events": 3, "organizations": 3, "participations": 7}
    capabilities = table(tmp_path / "out", "capabilities").values()
    assert {(c["label_ja"], c["kind"], c["basis"]) for c in capabilities} == {
        ("金型の製作", "delivery", "inferred"), ("検査装置", "delivery", "inferred"),
    }  # fmt: skip
    assert any(row["participant"] == "meti" for row in table(tmp_path / "out", "participations").values())
    told = {(p.cell, p.value) for p in done.problems if p.severity == "warning"}
    assert told == {("A4", "2910-10-07T00:00:00+09:00"), ("B5", ""), ("F6", "1234567890123")}
    rows = load_shipped([*shipped_datasets(), read_dataset(tmp_path / "out")]).rows
    assert sum(r.dataset.id == "procurement" for r in rows) == 15


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data sets are not there")
def test_the_real_files_are_read_whole(tmp_path: Path) -> None:
    cordis = import_cordis(SHARED / "cordis-h2020", tmp_path / "cordis")
    assert cordis.tables == {"fields": 17, "organizations": 35871, "participations": 144726, "projects": 31451}
    procurement = import_procurement(SHARED / "gbizinfo-procurement", tmp_path / "procurement", None)
    assert procurement.tables["events"] == 36942
    impossible = {p.value[:4] for p in procurement.problems if p.heading == "date_of_order"}
    assert impossible == {"2910", "2091"}
