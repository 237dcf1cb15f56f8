"""Registers read into an index: layouts, packings, encodings, history, and what happens when it goes wrong."""

from __future__ import annotations

import gzip
import lzma
import sqlite3
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pytest

from renkei.errors import UsageError
from renkei.identity.lookup import Register
from renkei.identity.registers import Cancelled, Manifest, add_houjin, add_ror, index_path

Row = tuple[str, ...]


class Writer(Protocol):
    def __call__(self, rows: Sequence[Row]) -> str: ...


FOLDED = (
    "corporate_number,kind,name,furigana,pref_code,city_code,process,change_date,assignment_date,close_date,close_cause,"
    "successor_number,en_name\n"
    "1000000000101,301,株式会社テクノ高崎,テクノタカサキ,07,203,01,2015-10-05,2015-10-05,,,,\n"
)


def test_the_manifest_says_what_was_read(registers: Path) -> None:
    with Register(registers) as register:
        manifest = register.manifest
    assert manifest == Manifest(
        "houjin",
        manifest.title,
        manifest.attribution,
        manifest.terms,
        "https://www.houjin-bangou.nta.go.jp/",
        ("00_zenkoku_all.csv",),
        rows=12,
        left_out=4,
        organisations=8,
        names=10,  # toyobo and 東洋紡績 beside eight
        newest="2021-04-01",
    )
    assert "国税庁法人番号公表サイト" in manifest.attribution.ja


def test_the_newest_row_is_current_and_the_others_are_former_names(register: Register) -> None:
    entry = register.entry("1000000000103")
    assert entry is not None
    assert (entry.name, entry.former) == (
        "東洋紡株式会社",
        (("東洋紡績合名会社", "2015-10-05"), ("東洋紡績株式会社", "2020-04-01")),
    )


def test_successors_and_predecessors(register: Register) -> None:
    assert [e.key for e in register.successors("1000000000104")] == ["1000000000105"]
    assert [e.key for e in register.predecessors("1000000000105")] == ["1000000000104"]
    assert register.successors("1000000000105") == []


def test_successors_in_a_circle_come_to_an_end(tmp_path: Path, rows: list[Row], official: Writer) -> None:
    circle = [(*rows[n][:10], rows[1 - n][0], *rows[n][11:]) for n in (0, 1)]
    (tmp_path / "a.csv").write_text(official(circle), encoding="utf-8")
    add_houjin([tmp_path / "a.csv"], tmp_path)
    with Register(tmp_path) as register:
        assert [e.key for e in register.successors(rows[0][0])] == [rows[1][0], rows[0][0]]


@pytest.mark.parametrize("number", ["1000000000108", "1000000000109"])
def test_deleted_and_hidden_rows_are_left_out(register: Register, number: str) -> None:
    assert register.entry(number) is None


def test_every_packing_and_encoding_gives_the_same_index(tmp_path: Path, rows: list[Row], official: Writer) -> None:
    text = official(rows)
    files = {name: tmp_path / name for name in ("a.csv", "b.csv.gz", "c.csv.xz", "d.zip")}
    files["a.csv"].write_bytes(b"\xef\xbb\xbf" + text.encode())
    files["b.csv.gz"].write_bytes(gzip.compress(text.encode("cp932")))
    files["c.csv.xz"].write_bytes(lzma.compress(text.encode()))
    with zipfile.ZipFile(files["d.zip"], "w") as archive:
        archive.writestr("00_zenkoku_all_1.csv", official(rows[:5]))
        archive.writestr("00_zenkoku_all_2.csv", official(rows[5:]).encode("cp932"))
        archive.writestr("readme.txt", "x")
    dumps = []
    for name, path in files.items():
        add_houjin([path], tmp_path / name.replace(".", "-"))
        with sqlite3.connect(index_path(tmp_path / name.replace(".", "-"), "houjin")) as database:
            database.text_factory = bytes
            dumps.append([database.execute(f"SELECT * FROM {t}").fetchall() for t in ("entry", "name", "reading", "posting_0")])
        database.close()
    assert [dump == dumps[0] for dump in dumps] == [True] * 4


def test_the_folded_layout(tmp_path: Path) -> None:
    (tmp_path / "folded.csv").write_text(FOLDED, encoding="utf-8")
    add_houjin([tmp_path / "folded.csv"], tmp_path)
    with Register(tmp_path) as register:
        entry = register.entry("1000000000101")
    assert entry is not None
    assert (entry.prefecture, entry.city, entry.opened) == ("07", "07203", "2015-10-05")


def test_difference_files_come_on_top(tmp_path: Path, rows: list[Row], official: Writer) -> None:
    later = [("1000000000101", "11", "2024-04-01", "テクノ福島株式会社", *rows[0][4:])]
    (tmp_path / "diff.csv").write_text(official(later), encoding="utf-8")
    (tmp_path / "all.csv").write_text(official(rows), encoding="utf-8")
    add_houjin([tmp_path / "diff.csv", tmp_path / "all.csv"], tmp_path)
    with Register(tmp_path) as register:
        entry = register.entry("1000000000101")
        assert entry is not None
        assert (entry.name, entry.former) == ("テクノ福島株式会社", (("株式会社テクノ高崎", "2024-04-01"),))
        best = register.find("㈱テクノ高崎", prefecture="福島県")[0]
        assert best.entry.key == "1000000000101"
        assert [r.ja for r in best.reasons][:2] == ["都道府県が同じ", "別名・旧名「株式会社テクノ高崎」が同じ"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "no rows"),
        ("a.csv", "番号,名称\n1,テクノ\n".encode(), "not a CSV of the corporate-number site"),
        ("a.csv", FOLDED.encode() + b"1000000000102,301\n", "row 3: 2 columns instead of 13"),
        ("a.csv", FOLDED.encode() + b'"open', "not CSV"),
        ("a.csv", FOLDED.encode() + b"\xff\xfe" * 8, "not CSV"),
        ("a.csv.gz", b"no archive", "damaged"),
        ("a.csv.xz", lzma.compress(FOLDED.encode())[:-20], "damaged"),
        ("a.zip", b"PK no archive", "damaged"),
    ],
)
def test_a_bad_file_is_refused_and_the_index_stays(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / "good.csv").write_text(FOLDED, encoding="utf-8")
    add_houjin([tmp_path / "good.csv"], tmp_path / "index")
    before = index_path(tmp_path / "index", "houjin").read_bytes()
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=words):
        add_houjin([tmp_path / name], tmp_path / "index")
    assert index_path(tmp_path / "index", "houjin").read_bytes() == before
    assert [p.name for p in (tmp_path / "index").iterdir()] == ["houjin.sqlite"]


def test_a_missing_file_and_a_missing_register_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        add_houjin([tmp_path / "none.csv"], tmp_path)
    with pytest.raises(UsageError, match="renkei register add houjin FILE"):
        Register(tmp_path / "nowhere")


def test_an_index_of_another_version_is_refused(tmp_path: Path, official_csv: Path) -> None:
    add_houjin([official_csv], tmp_path)
    database = sqlite3.connect(index_path(tmp_path, "houjin"))
    database.execute("UPDATE manifest SET value = '0' WHERE name = 'format'")
    database.commit()
    database.close()
    with pytest.raises(UsageError, match="of another version"):
        Register(tmp_path)
    index_path(tmp_path, "houjin").write_bytes(b"no database at all" * 100)
    with pytest.raises(UsageError, match="damaged"):
        Register(tmp_path)


def test_progress_is_told_and_a_stop_leaves_nothing(tmp_path: Path, official_csv: Path) -> None:
    told: list[int] = []
    add_houjin([official_csv], tmp_path / "a", progress=told.append)
    assert told == [12]
    with pytest.raises(Cancelled):
        add_houjin([official_csv], tmp_path / "b", cancelled=lambda: True)
    assert list((tmp_path / "b").iterdir()) == []


def test_ror(tmp_path: Path) -> None:
    (tmp_path / "organizations.csv").write_text(
        "ror_id,name,types,status,country,subdivision,city,website,established\n"
        "02qg15b79,Okinawa Institute of Science and Technology,education,active,JP,Okinawa,Onna,https://www.oist.jp,2011\n"
        "044r01e44,Gone,education,withdrawn,JP,,Tokyo,,\n",
        encoding="utf-8",
    )
    (tmp_path / "names.csv").write_text(
        "ror_id,name,lang,types\n02qg15b79,OIST,en,acronym\n02qg15b79,沖縄科学技術大学院大学,ja,label\n", encoding="utf-8"
    )
    manifest = add_ror(tmp_path / "organizations.csv", tmp_path / "names.csv", tmp_path)
    assert (manifest.organisations, manifest.left_out, manifest.terms.en) == (1, 1, "CC0 1.0")
    with Register(tmp_path, "ror") as register:
        found = register.find("ＯＩＳＴ", prefecture="沖縄")
    assert [(c.entry.key, c.entry.name, c.entry.prefecture) for c in found] == [("02qg15b79", "沖縄科学技術大学院大学", "47")]


@pytest.mark.slow
def test_the_real_ror_tables_are_read(tmp_path: Path, real: Path) -> None:
    manifest = add_ror(real / "ror" / "organizations.csv.gz", real / "ror" / "names.csv.gz", tmp_path)
    assert (manifest.rows, manifest.left_out, manifest.organisations) == (51370, 1374, 49996)
    with Register(tmp_path, "ror") as register:
        assert register.find("古野電気㈱")[0].entry.key == "01a9h7w04"
