"""The register of sources: the shipped one agrees with the texts, and a broken one is refused by entry and setting."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from renkei.build.pipeline import shipped_register
from renkei.errors import Text, UsageError
from renkei.sources.register import read_register

DOCUMENT = """
[[document]]
id = "doc-x"
number = "900"
title = { ja = "資料", en = "Document" }
publisher = { ja = "県", en = "Prefecture" }
terms = { ja = "なし", en = "None" }
attribution = { ja = "出典", en = "Source" }
how_made = { ja = "文字", en = "Text" }
lines = 20
sha256 = "00"
"""
DATASET = """
[[dataset]]
id = "set-x"
title = { ja = "資料", en = "Data" }
publisher = { ja = "県", en = "Prefecture" }
terms = { ja = "なし", en = "None" }
attribution = { ja = "出典", en = "Source" }
"""


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "sources.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_the_five_documents_and_the_data_sets() -> None:
    register = shipped_register()
    assert {d.number: (d.id, d.lines, d.date, d.not_before) for d in register.documents.values()} == {
        "000": ("doc-000", 273, None, "2014-07"),
        "001": ("doc-001", 576, None, "2024-02"),
        "002": ("doc-002", 304, "2020-09-02", None),
        "003": ("doc-003", 233, None, "2023-10-06"),
        "004": ("doc-004", 78, None, "2022-03"),
    }
    assert set(register.datasets) == {
        "jp-geo",
        "eight-regions",
        "iso-3166",
        "cldr",
        "cordis",
        "gbizinfo-procurement",
        "fiscal-act",
        "houjin-bangou",
        "ror",
    }


def test_lines_and_digests_are_those_of_the_texts(sources: Path) -> None:
    found = {}
    for path in sources.glob("*.txt"):
        data = path.read_bytes()
        found[path.name[:3]] = (len(data.decode("utf-8").splitlines()), hashlib.sha256(data).hexdigest())
    assert found == {d.number: (d.lines, d.sha256) for d in shipped_register().documents.values()}


def test_a_document_is_found_by_its_printed_number() -> None:
    register = shipped_register()
    found = register.document("003")
    assert found is not None
    assert found.title.en == "The need for medical-engineering collaboration as seen from local government"
    assert register.document("3") is None
    assert register.document("doc-003") is None


def test_an_entry_with_all_there_is(tmp_path: Path) -> None:
    more = 'date = "2020-09-02"\nurl = "https://x.example/"\n[[document.long_passage]]\nlines = "1-14"\nreason = "a list"\n'
    more += '[[document.left_out]]\nlines = "20"\nreason = { ja = "頁", en = "a page number" }\n'
    document = read_register(written(tmp_path, DOCUMENT + more)).documents["doc-x"]
    assert (document.date, document.url, document.long_passages) == ("2020-09-02", "https://x.example/", {"1-14": "a list"})
    assert document.left_out == {"20": Text("頁", "a page number")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DOCUMENT.replace('sha256 = "00"', ""), "doc-x: sha256 is missing or of another type."),
        (DOCUMENT.replace("lines = 20", 'lines = "20"'), "doc-x: lines is missing or of another type."),
        (DOCUMENT.replace('{ ja = "資料", en = "Document" }', '"資料"'), "doc-x: title is missing or of another type."),
        (DOCUMENT.replace(', en = "Document"', ""), "doc-x: title needs ja and en."),
        (DOCUMENT.replace('id = "doc-x"', ""), "?: id is missing or of another type."),
        (DOCUMENT + "date = 2020-09-02\n", "doc-x: date is missing or of another type."),
        (DOCUMENT + '[[document.long_passage]]\nlines = "1-14"\n', "doc-x: long_passage needs lines and reason."),
        (DOCUMENT + '[[document.left_out]]\nlines = "3"\n', "doc-x: left_out needs lines, and reason in ja and en."),
        (
            DOCUMENT + '[[document.left_out]]\nlines = "3"\nreason = "x"\n',
            "doc-x: left_out needs lines, and reason in ja and en.",
        ),
        (DATASET.replace('terms = { ja = "なし", en = "None" }', ""), "set-x: terms is missing or of another type."),
        (DOCUMENT + DOCUMENT.replace("900", "901"), "doc-x stands twice."),
        (DOCUMENT + DOCUMENT.replace("doc-x", "doc-y"), "900 stands twice."),
        (DOCUMENT + DATASET.replace("set-x", "doc-x"), "doc-x stands twice."),
    ],
)
def test_a_broken_entry_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        read_register(path)
    assert caught.value.message.en == f"{path}: {said}"
    assert caught.value.message.ja.startswith(f"{path}: ")
    assert caught.value.message.ja != caught.value.message.en


@pytest.mark.parametrize("text", ["[[document]", "x = 'é'".encode("latin-1"), b"="])
def test_a_file_that_is_no_toml(tmp_path: Path, text: str | bytes) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError, match="not TOML in UTF-8"):
        read_register(path)
