"""Names: every spelling of one name has one normal form, different names keep different ones, and the parts are told."""

from __future__ import annotations

import csv
import gzip
import itertools
import lzma
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from renkei.text.characters import NAME_FORMS, in_use, key_of, reading_key, to_hiragana
from renkei.text.legal_forms import AFTER, BEFORE, KEPT
from renkei.text.names import OrganisationName, normal_form, normal_reading, parse_name


@pytest.mark.parametrize(
    "spellings",
    [
        [
            "株式会社テクノ",
            "㈱テクノ",
            "ﾃｸﾉ㈱",
            "(株)テクノ",
            "（株）テクノ",
            "［株］テクノ",
            "（ 株 ）テクノ",
            "株式會社テクノ",
            "㍿テクノ",
            "テクノ　株式会社",
            "カブシキガイシャテクノ",
            "テクノ カブシキガイシヤ",
            "カ）テクノ",
            "テクノ（カ",
            "テク\u200bノ",
            "かぶしきがいしゃテクノ",
        ],
        ["有限会社テクノ", "㈲テクノ", "㈲テクノ　御中", "テクノ(有)", "ユ)テクノ"],
        ["公益財団法人福島県産業振興センター", "（公財）福島県産業振興センター", "公益財団法人　福島県産業振興センタ"],
        [
            "国立研究開発法人産業技術総合研究所",
            "(国研)産業技術総合研究所",
            "独立行政法人産業技術総合研究所",
            "産業技術総合研究所（AIST）",
        ],
        ["特定非営利活動法人さくら", "NPO法人「さくら」", "認定ＮＰＯ法人 さくら", "(特非)さくら"],
        ["医療法人社団博愛会", "医療法人博愛会（社団）", "(医社)博愛会", "社会医療法人 博愛会"],
        ["関ヶ原製作所", "関ケ原製作所", "関が原製作所", "關ヶ原製作所"],
        ["キヤノン株式会社", "キャノン㈱"],
        ["コンピューター株式会社", "コンピュータ(株)", "コンピュ－タ－(株)", "ｺﾝﾋﾟｭｰﾀｰ(株)"],
        ["ジョンソン・エンド・ジョンソン株式会社", "ジョンソンエンドジョンソン㈱"],
        ["ＵＢＥ株式会社", "ube㈱", "UBE Co., Ltd.", "UBE, Inc.", "UBE K.K.", "UBE Corporation"],
        ["株式会社髙﨑邊澤", "(株)高崎辺沢", "株式会社高﨑邉澤"],
        ["吉野家", "𠮷野家"],
        ["葛󠄀城製作所", "葛城製作所"],
        ["A-TEC株式会社", "Ａ‐ＴＥＣ㈱", "ATEC株式会社"],
    ],
)
def test_spellings_of_one_name_have_one_normal_form(spellings: list[str]) -> None:
    assert {normal_form(s) for s in spellings} == {normal_form(spellings[0])}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("福島商工会議所", "福島商工会"),
        ("福島さくら農業協同組合", "福島さくら"),
        ("株式会社ABC", "株式会社ABC Corporation"),
        ("ビール株式会社", "ビル株式会社"),
        ("スター株式会社", "スタ株式会社"),
        ("テクノ第1工業", "テクノ第2工業"),
        ("はと製作所", "ハト製作所"),
        ("日光Plus25合同会社11", "日光Plus25合同会社4"),
        ("Zinc", "Z Inc"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("株式会社テクノ", OrganisationName("テクノ", "株式会社", "before")),
        ("テクノ㈱", OrganisationName("テクノ", "株式会社", "after")),
        ("テクノ", OrganisationName("テクノ")),
        ("ABC株式会社福島工場", OrganisationName("abc", "株式会社", "after", "福島工場")),
        ("ABC株式会社 福島工場", OrganisationName("abc", "株式会社", "after", "福島工場")),
        ("株式会社ABC 福島支店", OrganisationName("abc", "株式会社", "before", "福島支店")),
        ("(株)ABC（福島工場）", OrganisationName("abc", "株式会社", "before", "福島工場")),
        ("株式会社日本 総合研究所", OrganisationName("日本総合研究所", "株式会社", "before")),
        ("日光Ｐｌｕｓ２５合同会社１１", OrganisationName("日光plus2511", "合同会社", "middle")),
        ("ABC（旧：XYZ株式会社）", OrganisationName("abc", former=("XYZ株式会社",))),
        ("ABC株式会社　旧社名：XYZ", OrganisationName("abc", "株式会社", "after", former=("XYZ",))),
        (
            "国立研究開発法人産業技術総合研究所（AIST）",
            OrganisationName("産業技術総合研究所", "国立研究開発法人", "before", aside=("AIST",)),
        ),
        ("農業生産法人株式会社みどり", OrganisationName("みどり", "株式会社", "before")),
        ("福島商工会議所", OrganisationName("福島商工会議所", "商工会議所", "after")),
        ("福島県医療機器協同組合", OrganisationName("福島県医療機器", "協同組合", "after")),
        ("ABC Co., Ltd.", OrganisationName("abc", "Ltd.", "after")),
        ("テクノ（合）", OrganisationName("テクノ", "持分会社", "after")),
        ("株式会社", OrganisationName("株式会社")),
        ("（仮称）", OrganisationName("仮称")),
        ("★", OrganisationName("★")),
        ("", OrganisationName("")),
    ],
)
def test_parts_of_names(written: str, parts: OrganisationName) -> None:
    assert parse_name(written) == parts


@pytest.mark.parametrize(
    ("short", "form"),
    [
        ("株", "株式会社"),
        ("有", "有限会社"),
        ("同", "合同会社"),
        ("資", "合資会社"),
        ("名", "合名会社"),
        ("一社", "一般社団法人"),
        ("一財", "一般財団法人"),
        ("公社", "公益社団法人"),
        ("公財", "公益財団法人"),
        ("社", "社団法人"),
        ("財", "財団法人"),
        ("独", "独立行政法人"),
        ("地独", "地方独立行政法人"),
        ("国研", "国立研究開発法人"),
        ("国大", "国立大学法人"),
        ("学", "学校法人"),
        ("医", "医療法人"),
        ("福", "社会福祉法人"),
        ("特非", "特定非営利活動法人"),
        ("NPO", "特定非営利活動法人"),
        ("協", "協同組合"),
        ("企", "企業組合"),
        ("農", "農事組合法人"),
        ("宗", "宗教法人"),
    ],
)
def test_abbreviations_in_brackets(short: str, form: str) -> None:
    for written, position in ((f"（{short}）テクノ", "before"), (f"テクノ({short})", "after"), (f"{form}テクノ", "before")):
        parts = parse_name(written)
        assert (parts.core, parts.legal_form, parts.position) == ("テクノ", form, position)


def test_every_spelling_of_every_form_is_taken_off_at_both_ends() -> None:
    for spelling, form in BEFORE.items():
        assert parse_name(spelling + "山川").core == "山川", spelling
        assert parse_name(spelling + "山川").legal_form == form
    for spelling, form in AFTER.items():
        parts = parse_name("山川" + spelling)
        assert (parts.core, parts.legal_form) == ("山川" + spelling if form in KEPT else "山川", form), spelling


tricky = st.lists(
    st.sampled_from(
        [
            *"aAZはばハバパｱーｰ-‐・ 　()（）「」旧:ヶケがガ一丁山髙棧㈱㍿ゔヷ゛゜ヵ々",
            "株式会社",
            "(株)",
            "カ)",
            "(カ",
            "有限会社",
            "法人",
            "協同組合",
            "医療",
            "Inc.",
            "Co., Ltd.",
            "支店",
            "研究所",
            "コンピューター",
            "\u0301",
            "\u200b",
            "ß",
            "ŉ",
            "İ",
            "ﬀ",
            "御中",
            "認定",
            "特例",
        ]
    ),
    max_size=12,
).map("".join)


@given(st.text() | tricky)
@example("株式会社株式会社ABC")
@example("医療法人(株)")
@example("カ)カ)")
def test_the_normal_form_is_its_own_normal_form(text: str) -> None:
    once = normal_form(text)
    assert normal_form(once) == once


@given(st.text() | tricky)
def test_readings_folded_twice_are_folded_once(text: str) -> None:
    once = normal_reading(text)
    assert normal_reading(once) == once


@given(st.sampled_from(sorted(BEFORE)), st.sampled_from(["山川", "テクノ・ワン", "abc"]), st.sampled_from(["", " ", "　"]))
def test_form_and_space_do_not_matter(spelling: str, name: str, space: str) -> None:
    assert normal_form(spelling + space + name) == normal_form(name)


def test_readings() -> None:
    assert normal_reading("カ）リフ　チョウ") == normal_reading("りふちよう") == "りふちよう"
    assert normal_reading("キヅガワ") == normal_reading("キズガワ")
    assert to_hiragana("ﾔﾏｸﾞﾁケン・コーポ") == "やまぐちけん・こーぽ"
    assert reading_key("ヴィレッジ") == "ぶいれつじ"


def test_variants_lead_to_characters_that_stay() -> None:
    assert not set(NAME_FORMS) & set(NAME_FORMS.values())
    assert (NAME_FORMS["棧"], NAME_FORMS["鑄"], in_use("〔㍿髙濵〕")) == ("桟", "鋳", "(株式会社高浜)")
    assert all(key_of(in_use(new)) == key_of(in_use(old)) for old, new in NAME_FORMS.items())


def test_a_cell_of_100_000_characters_is_a_name_in_time_that_grows_with_its_length() -> None:
    begun = time.perf_counter()
    for unit in ("a ", "(", "株式会社", " ", "旧:", "ー", "支店 "):
        normal_form(unit * (100_000 // len(unit)))
    assert time.perf_counter() - begun < 20  # hours, where it grows with the square


def test_real_names_of_registers(registers: Path) -> None:
    with lzma.open(registers / "houjin-bangou" / "corporations.csv.xz", "rt", encoding="utf-8", newline="") as file:
        rows = list(itertools.islice(csv.DictReader(file), 20_000))
    with gzip.open(registers / "ror" / "names.csv.gz", "rt", encoding="utf-8", newline="") as file:
        names = [r["name"] for r in rows] + [r["name"] for r in csv.DictReader(file)][:30_000]
    cores = [normal_form(n) for n in names]
    assert all(cores)
    assert [c for c in cores if normal_form(c) != c] == []
    assert [r["name"] for r in rows if "株式会社" in r["name"] and parse_name(r["name"]).legal_form is None] == []
