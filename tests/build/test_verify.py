"""Verification: what the tables state stands in the cited lines, and each way in which it may not is found."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from renkei import resources
from renkei.build.datasets import read_dataset, shipped_datasets
from renkei.build.load import load
from renkei.build.pipeline import load_shipped
from renkei.build.verify import Finding, Report, verify
from renkei.errors import Text, UsageError
from renkei.schema.tables import shipped_schema
from renkei.sources.register import Register, SourceDocument

# A made-up document. Line 6 prints its words four times over, as text extraction does; a name runs over lines 9 and 10.
DOCUMENT = """\
みほん県の医療機器産業
H25.10 みほん医療機器協議会を設立（会員22社）

株式会社ミホン精機[※]（みほん市）
122社が参加
みほん大学みほん大学みほん大学みほん大学
2013年10月6日 第1回会合
みほん県 医療産業課
公益財団法人みほん
産業支援センター
支援
ここで終わる
する機関
"""
NOT_THERE = Text("は挙げた行にありません。", "does not stand in the cited lines.")
NOTHING = Text("この行の値は1つも挙げた行にありません。", "No value of this row stands in the cited lines.")

Verified = Callable[..., Report]


@pytest.fixture
def verified(tmp_path: Path) -> Verified:
    """The report on tables (name=text) that cite the made-up document; `text` is what then stands in the folder."""

    def reported(text: str | None = DOCUMENT, **tables: str) -> Report:
        data = DOCUMENT.encode()
        words, digest = Text("資料", "Document"), hashlib.sha256(data).hexdigest()
        document = SourceDocument("doc-900", "900", *[words] * 5, 13, digest, *[None] * 4, {}, {})
        mine, folder = tmp_path / "mine", tmp_path / "texts"
        mine.mkdir()
        folder.mkdir()
        (mine / "dataset.toml").write_text('provenance = "passages"\n', encoding="utf-8")
        for name, content in tables.items():
            (mine / f"{name}.csv").write_text(content, encoding="utf-8")
        if text is not None:
            (folder / "900_made-up.txt").write_bytes(text.encode())
        places = next(d for d in shipped_datasets() if d.id == "places")
        register = Register({document.id: document}, _datasets())
        checked = load([places, read_dataset(mine)], shipped_schema(), register, resources.folder("ontology") / "vocabularies")
        return verify(checked, folder)

    return reported


def _datasets() -> dict[str, object]:
    from renkei.build.pipeline import shipped_register

    return dict(shipped_register().datasets)


BODIES = "id,label_ja,label_en,alt_ja,kind,source,basis\n"
EVENTS = "id,label_ja,label_en,kind,date,source\n"


def bodies(*rows: str) -> str:
    return BODIES + "".join(f"{row}\n" for row in rows)


@pytest.mark.parametrize(
    "row",
    [
        "a,みほん医療機器協議会,Council,,council,900:2,",
        "a,株式会社ミホン精機,Mihon,,company,900:4,",
        "a,㈱ﾐﾎﾝ精機,Mihon,株式会社ミホン精機,company,900:4,inferred",
        "a,みほん大学,University,,university,900:6,",
        "a,みほん県医療産業課,Section,,government,900:8,",
        "a,公益財団法人みほん産業支援センター,Center,,support-center,900:9-10,",
        'a,公益財団法人みほん産業支援センター,Center,,support-center,"900:9,10",',
        'a,みほん県医療産業課,Section,,government,"900:1,8",',
    ],
)
def test_what_stands_in_its_lines_is_found_however_it_is_printed(row: str, verified: Verified) -> None:
    kinds = row.replace(",government,", ",prefectural-government,")
    report = verified(organizations=bodies(kinds))
    assert report.findings == []
    assert report.rows == 1


def test_a_wrong_line(verified: Verified) -> None:
    report = verified(organizations=bodies("a,株式会社ミホン精機,Mihon,,company,900:5,"))
    assert report.findings == [
        Finding("mine/organizations.csv", 2, "label_ja", "900:5", "株式会社ミホン精機", NOT_THERE),
        Finding("mine/organizations.csv", 2, None, "900:5", "", NOTHING),
    ]


def test_a_wrong_name_beside_right_ones(verified: Verified) -> None:
    report = verified(organizations=bodies("a,株式会社ミホン製器,Mihon,ミホン精機,company,900:4,"))
    assert report.findings == [Finding("mine/organizations.csv", 2, "label_ja", "900:4", "株式会社ミホン製器", NOT_THERE)]


@pytest.mark.parametrize(
    ("date", "found"),
    [("2013-10", True), ("2013", True), ("2013-11", False), ("2012-10", False), ("2013-10-02", False), ("2025-10", False)],
)
def test_a_date_is_looked_for_in_its_printed_forms(date: str, found: bool, verified: Verified) -> None:
    report = verified(events=f"{EVENTS}e,みほん医療機器協議会を設立,Founding,founding,{date},900:2\n")
    missing = Finding("mine/events.csv", 2, "date", "900:2", date, NOT_THERE)
    assert report.findings == ([] if found else [missing])


@pytest.mark.parametrize(("line", "found"), [(2, True), (5, False)])
def test_a_number_is_not_cut_out_of_a_longer_one(line: int, found: bool, verified: Verified) -> None:
    report = verified(organizations=bodies(f"a,22社,Firms,,company,900:{line},"))
    assert [(f.column, f.sought) for f in report.findings] == ([] if found else [("label_ja", "22社"), (None, "")])


def test_nothing_is_found_across_lines_that_are_left_out(verified: Verified) -> None:
    report = verified(organizations=bodies('a,支援する機関,Body,,company,"900:11,13",'))
    assert [(f.column, f.sought) for f in report.findings] == [("label_ja", "支援する機関"), (None, "")]


def test_each_further_passage_must_name_the_thing(verified: Verified) -> None:
    right = 'a,みほん大学,University,みほん,university,"900:6;900:8",'
    assert verified(organizations=bodies(right)).findings == []


def test_a_further_passage_that_does_not_name_it_is_found(verified: Verified) -> None:
    report = verified(organizations=bodies('a,みほん大学,University,,university,"900:6;900:12",'))
    assert report.findings == [Finding("mine/organizations.csv", 2, None, "900:12", "", NOTHING)]


def test_a_tie_must_stand_in_every_passage(verified: Verified) -> None:
    tables = {
        "organizations": bodies("a,みほん大学,University,,university,900:6,", "b,みほん医療機器協議会,Council,,council,900:2,"),
        "memberships": 'member,organization,role,source\na,b,member,"900:2,6;900:4"\n',
    }
    assert verified(**tables).findings == [Finding("mine/memberships.csv", 2, None, "900:4", "", NOTHING)]


def test_a_reference_is_looked_for_by_the_names_of_the_thing(verified: Verified) -> None:
    tables = {
        "organizations": bodies("a,みほん大学,University,,university,900:6,", "b,みほん医療機器協議会,Council,,council,900:2,"),
        "memberships": "member,organization,role,source\na,b,member,900:2\n",
    }
    assert verified(**tables).findings == [Finding("mine/memberships.csv", 2, "member", "900:2", "a", NOT_THERE)]


def test_an_inferred_row_of_which_nothing_stands_there_fails(verified: Verified) -> None:
    report = verified(organizations=bodies("a,別の会社,Other,,company,900:4,inferred"))
    assert report.findings == [Finding("mine/organizations.csv", 2, None, "900:4", "", NOTHING)]


@pytest.mark.parametrize("text", [DOCUMENT + "\n", DOCUMENT.replace("22社", "23社"), ""])
def test_a_text_that_is_not_the_registered_one(text: str, verified: Verified) -> None:
    report = verified(text, organizations=bodies("a,株式会社ミホン精機,Mihon,,company,900:4,"))
    why = Text("文書の文字起こしが登録と異なります（SHA-256）。", "The text is not the registered one (SHA-256).")
    assert report.findings == [Finding("sources.toml", None, "doc-900", "900", "", why)]


def test_a_text_that_is_not_there(verified: Verified) -> None:
    report = verified(None, organizations=bodies("a,株式会社ミホン精機,Mihon,,company,900:4,"))
    why = Text("文書の文字起こしが見つかりません。", "The text of the document is not there.")
    assert report.findings == [Finding("sources.toml", None, "doc-900", "900", "", why)]


def test_values_are_counted_by_column(verified: Verified) -> None:
    rows = ("a,みほん大学,University,みほん,university,900:6,", "b,別の会社,Other,,company,900:4,")
    report = verified(organizations=bodies(*rows))
    assert [(c.column, c.checked, c.unchecked, c.missing) for c in report.columns] == [
        ("alt_ja", 1, 0, 0),
        ("kind", 1, 1, 0),  # 大学 is named in the line; 企業 is not, and need not be
        ("label_en", 0, 2, 0),
        ("label_ja", 1, 0, 1),
    ]
    assert report.summary.ja == "2行: 照合できた値 3、照合の対象でない値 3、問題 2"
    assert report.summary.en == "2 rows: 3 values found in their lines, 3 not to be checked, 2 problem(s)"


def test_a_finding_in_words() -> None:
    finding = Finding("organizations.csv", 2, "label_ja", "900:5", "某社", NOT_THERE)
    assert finding.say("ja") == "organizations.csv:2 label_ja: 900:5: 「某社」 は挙げた行にありません。"
    assert finding.say("en") == 'organizations.csv:2 label_ja: 900:5: "某社" does not stand in the cited lines.'


def test_findings_hold_no_prose_of_the_document(verified: Verified) -> None:
    facts = str(verified(organizations=bodies("a,別の会社,Other,,company,900:7,")).as_dict())
    assert "第1回会合" not in facts
    assert "900:7" in facts


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        verify(load_shipped(shipped_datasets()), tmp_path / "nowhere")
    assert caught.value.message.en == f"There is no folder {tmp_path / 'nowhere'}."


def test_the_curated_tables_stand_in_their_documents(sources: Path) -> None:
    report = verify(load_shipped(shipped_datasets()), sources)
    assert [f.say("en") for f in report.findings] == []
    assert {(c.table, c.column): c.missing for c in report.columns if c.missing} == {}
    written = 0
    for path in resources.files("data", "curated/*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            written += sum(1 for _ in csv.reader(file)) - 1
    assert report.rows == written
    counts = {(c.table, c.column): c.checked for c in report.columns}
    assert counts["list_entries", "item"] == 64
    assert counts["organizations", "label_ja"] == len(_column("organizations", "label_ja"))


def _column(table: str, name: str) -> list[str]:
    with (resources.folder("data") / "curated" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file) if row[name]]
