"""Encodings are told strictly: never a wrong one, and asked for where two are possible."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renkei.resources import folder
from renkei.tables.encodings import find_encoding
from renkei.tables.sheets import Limits, WorkbookError

LIST = "番号,企業名,所在地\n1,㈱山田製作所,福島県郡山市\n2,エフ・エス有限会社,福島県いわき市\n"


def encoding_of(tmp_path: Path, content: bytes, asked: str | None = None) -> str:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    return find_encoding(path, "list.csv", Limits(), asked).name


def refusal(tmp_path: Path, content: bytes, asked: str | None = None) -> WorkbookError:
    with pytest.raises(WorkbookError) as caught:
        encoding_of(tmp_path, content, asked)
    return caught.value


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 (BOM)"),
        ("utf-16", "UTF-16 (BOM)"),
        ("cp932", "CP932 (Shift_JIS)"),
        ("euc_jis_2004", "EUC-JP (2004)"),
    ],
)
def test_a_list_in_every_encoding(tmp_path: Path, codec: str, name: str) -> None:
    assert encoding_of(tmp_path, LIST.encode(codec)) == name


def test_utf16_with_the_other_byte_order(tmp_path: Path) -> None:
    assert encoding_of(tmp_path, b"\xfe\xff" + LIST.encode("utf-16-be")) == "UTF-16 (BOM)"


@pytest.mark.parametrize(
    "text",
    [
        "あ",
        "福島県",
        "企業名",
        "カタカナ",
        "ＡＢＣ",
        "トウキョウダイゴケンサツシンサカイ",
        "株式会社ＰＲＥＣＩＯＵＳ",
        "ジョウショウケンセツ",
    ],
)
def test_a_few_characters_of_euc_are_no_half_width_katakana(tmp_path: Path, text: str) -> None:
    assert encoding_of(tmp_path, text.encode("euc_jp")) == "EUC-JP"


def test_half_width_katakana_of_cp932_beside_other_characters(tmp_path: Path) -> None:
    assert encoding_of(tmp_path, "ｶﾌﾞｼｷｶﾞｲｼﾔ,株式会社\n".encode("cp932")) == "CP932 (Shift_JIS)"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("ﾃｽﾄｱ".encode("cp932"), "ambiguous-encoding"),  # ýı in UTF-8
        ("é".encode(), "ambiguous-encoding"),
        ("Médecin".encode("cp1252"), "ambiguous-encoding"),
        ("it’s fine".encode("cp1252"), "ambiguous-encoding"),
        ("A–B".encode("cp1252"), "ambiguous-encoding"),
        ("DÉPARTEMENT".encode("cp1252"), "ambiguous-encoding"),
        ("Ωμέγα".encode("euc_jis_2004", "ignore"), "ambiguous-encoding"),
        ("naïve café, Zürich".encode("cp1252"), "encoding"),
        (LIST.encode("iso2022_jp_3"), "iso-2022-jp"),
        (LIST.encode("utf-16-le"), "utf-16"),
        (bytes(range(256)), "encoding"),
    ],
)
def test_what_cannot_be_told_is_asked_for(tmp_path: Path, content: bytes, kind: str) -> None:
    error = refusal(tmp_path, content)
    assert error.kind == kind
    assert error.message.ja.endswith("文字コードを指定してください（utf-8、cp932、euc-jp、utf-16）。")


def test_words_with_accents_are_utf8(tmp_path: Path) -> None:
    assert encoding_of(tmp_path, "Université,München,DÉPARTEMENT,Привет".encode()) == "UTF-8"


def test_a_broken_byte_in_utf8_is_named_by_its_line(tmp_path: Path) -> None:
    content = LIST.encode() + b"3,\xff\n"
    error = refusal(tmp_path, content)
    assert (error.kind, error.place, error.why.en) == ("encoding", "line 4", "It is UTF-8 with bytes in it that are not.")
    assert refusal(tmp_path, LIST.encode()[:-30]).place == "line 3"


def test_an_answer_is_taken_and_verified(tmp_path: Path) -> None:
    assert encoding_of(tmp_path, "ﾃｽﾄｱ".encode("cp932"), "Shift_JIS") == "CP932 (Shift_JIS)"
    assert encoding_of(tmp_path, LIST.encode(), "UTF-8") == "UTF-8 (BOM)"
    error = refusal(tmp_path, ("x\n" + LIST).encode("cp932"), "euc-jp")
    assert (error.kind, error.place, error.why.en) == ("encoding", "line 2", "There are bytes that are not EUC-JP.")
    assert refusal(tmp_path, b"a", "latin-1").why.ja == "文字コード latin-1 は扱えません。"


def test_characters_at_the_border_of_two_pieces(tmp_path: Path) -> None:
    for codec in ("utf-8", "cp932", "euc_jp"):
        content = ("福島県、" * 100_000).encode(codec)
        assert encoding_of(tmp_path, b"x" + content).lower().startswith(codec[:3])


def test_a_line_that_never_ends(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"x" * 2_000_000)
    with pytest.raises(WorkbookError) as caught:
        find_encoding(path, "list.csv", Limits(line=1_000_000))
    assert caught.value.kind == "long-line"


PLACES = [
    line.split(",")
    for name in ("municipalities.csv", "prefectures.csv", "districts.csv")
    for line in (folder("data") / "places" / name).read_text(encoding="utf-8").splitlines()
]
NAMES = sorted({cell for row in PLACES for cell in row if cell and not cell.isascii()})


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc_jp"])
def test_no_name_of_a_place_alone_is_ever_mistaken(tmp_path: Path, codec: str) -> None:
    asked = 0
    for name in NAMES:
        try:
            content = name.encode(codec)
        except UnicodeEncodeError:
            continue
        path = tmp_path / "x.csv"
        path.write_bytes(content)
        try:
            found = find_encoding(path, "x.csv", Limits())
        except WorkbookError as error:
            assert error.kind == "ambiguous-encoding", name
            asked += 1
            continue
        assert content.decode(found.codec) == name
    assert asked <= len(NAMES) // 4


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x30F6), min_size=1),
    st.sampled_from(["utf-8", "cp932", "euc_jp"]),
)
def test_kana_are_never_mistaken(tmp_path: Path, text: str, codec: str) -> None:
    content = text.encode(codec, "ignore")
    try:
        found = encoding_of(tmp_path, content)
    except WorkbookError:
        return
    assert found.lower().startswith(codec[:3]) or content.isascii()
