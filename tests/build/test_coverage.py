"""Coverage: every line of the documents is cited, left out for a reason, or empty; and what is not so is found."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from renkei import resources
from renkei.build.coverage import DocumentCoverage, as_ranges, coverage, line_numbers
from renkei.build.datasets import read_dataset, shipped_datasets
from renkei.build.load import load
from renkei.build.pipeline import data_quads, ontology_quads, shipped_register
from renkei.build.rules import apply_rules
from renkei.errors import Text, UsageError
from renkei.graph import Graph
from renkei.query.rules import shipped_rules
from renkei.schema.tables import shipped_schema
from renkei.sources.register import Register, SourceDocument
from renkei.store.oxigraph import OxigraphStore

# Line 3 is empty, line 4 is cited by no row, line 6 is a page number.
LINES = ["みほん市", "みほん医療機器協議会", "", "だれも引かない行", "みほん精機", "7"]
ORGANIZATIONS = """\
id,label_ja,label_en,kind,place,place_basis,source,basis
council,みほん医療機器協議会,Mihon council,council,JP-13,inferred,900:2,stated
company,みほん精機,Mihon Seiki,company,,,"900:1,5",stated
"""
MEMBERSHIPS = 'member,organization,role,source,basis\ncompany,council,member,"900:2,5",inferred\n'


def covered(tmp_path: Path, left_out: dict[str, Text], text: str | None = "\n".join(LINES)) -> DocumentCoverage:
    words = Text("資料", "Document")
    digest = hashlib.sha256("\n".join(LINES).encode()).hexdigest()
    document = SourceDocument("doc-900", "900", *[words] * 5, len(LINES), digest, *[None] * 4, {}, left_out)
    (tmp_path / "dataset.toml").write_text('provenance = "passages"\nvisibility = "public"\n', encoding="utf-8")
    (tmp_path / "organizations.csv").write_text(ORGANIZATIONS, encoding="utf-8")
    (tmp_path / "memberships.csv").write_text(MEMBERSHIPS, encoding="utf-8")
    (tmp_path / "texts").mkdir()
    if text is not None:
        (tmp_path / "texts" / "900_made-up.txt").write_text(text, encoding="utf-8", newline="\n")
    register = Register({document.id: document}, shipped_register().datasets)
    places = next(d for d in shipped_datasets() if d.id == "places")
    vocabularies = resources.folder("ontology") / "vocabularies"
    checked = load([places, read_dataset(tmp_path)], shipped_schema(), register, vocabularies)
    store = OxigraphStore.in_memory()
    store.load([*ontology_quads(), *data_quads(checked, "public")])
    apply_rules(store, shipped_rules())
    (found,) = coverage(store, register, shipped_schema(), tmp_path / "texts")
    return found


PAGE = {"6": Text("ページ番号", "A page number")}


def test_each_line_tells_what_cites_it(tmp_path: Path) -> None:
    found = covered(tmp_path, PAGE)
    assert {n: [p.lines for p in passages] for n, passages in found.cited.items()} == {
        1: ["1,5"],
        2: ["2", "2,5"],
        5: ["1,5", "2,5"],
    }
    assert list(found.say_lines("ja")) == [
        "900:1",
        "  みほん精機",
        "    機関の種類: 企業 (名称から)",
        "900:2",
        "  みほん医療機器協議会",
        "    機関の種類: 協議会 (名称から)",
        "    所在: 東京都 (推定)",
        "  みほん精機 – みほん医療機器協議会",
        "    構成員: みほん精機 (推定)",
        "    属する組織: みほん医療機器協議会 (推定)",
        "    役割: 会員・構成機関 (推定)",
        "900:5",
        "  みほん精機",
        "    機関の種類: 企業 (名称から)",
        "  みほん精機 – みほん医療機器協議会",
        "    構成員: みほん精機 (推定)",
        "    属する組織: みほん医療機器協議会 (推定)",
        "    役割: 会員・構成機関 (推定)",
    ]


def test_a_line_that_no_one_accounts_for_is_found(tmp_path: Path) -> None:
    found = covered(tmp_path, PAGE)
    assert (found.blank, found.uncited, found.not_left_out) == (frozenset({3}), (4,), ())
    assert [f.en for f in found.findings] == [
        "cited by no row and not left out (give a reason as left_out in sources.toml, or add rows): 900:4"
    ]


def test_a_line_that_is_left_out_and_cited_or_empty_all_the_same_is_found(tmp_path: Path) -> None:
    found = covered(tmp_path, {"2-4": Text("なし", "None"), **PAGE})
    assert (found.uncited, found.not_left_out) == ((), (2, 3))
    assert [f.en for f in found.findings] == ["left_out in sources.toml, yet cited or empty: 900:2-3"]


def test_every_line_accounted_for(tmp_path: Path) -> None:
    assert covered(tmp_path, {"4": Text("あいさつ", "A greeting"), **PAGE}).findings == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "The text of the document is not there."),
        ("\n".join([*LINES, "more"]), "The text is not the registered one (SHA-256)."),
    ],
)
def test_a_text_that_cannot_be_compared_is_told(text: str | None, said: str, tmp_path: Path) -> None:
    found = covered(tmp_path, PAGE, text)
    assert ([f.en for f in found.findings], found.blank, found.uncited) == ([said], None, ())


def test_line_numbers_and_ranges_are_inverse() -> None:
    assert line_numbers("9-11,158") == [9, 10, 11, 158]
    assert as_ranges([9, 10, 11, 158]) == "9-11,158"
    assert (as_ranges([]), as_ranges([4])) == ("", "4")


def test_every_line_of_the_five_documents_is_accounted_for(graph: Graph, sources: Path) -> None:
    found = coverage(graph.store, shipped_register(), shipped_schema(), sources)
    assert [f.en for c in found for f in c.findings] == []
    assert {c.document.number: len(c.left_out) for c in found} == {"000": 12, "001": 4, "002": 4, "003": 1, "004": 0}
    assert json.loads(json.dumps(found[4].as_dict()))["uncited"] == []


def test_no_line_of_a_document_is_in_the_result(graph: Graph, sources: Path) -> None:
    """The result holds names and figures; of the text only what rows say."""
    found = coverage(graph.store, shipped_register(), shipped_schema(), sources, "002")
    sentence = next(line for line in (next(sources.glob("002_*"))).read_text("utf-8").splitlines() if "踏まえ、今後" in line)
    assert sentence.strip() not in "\n".join(found[0].say_lines("ja"))


def test_an_unknown_document_and_a_missing_folder_are_refused(graph: Graph, tmp_path: Path) -> None:
    register = shipped_register()
    with pytest.raises(UsageError, match=r"no document 9\. Documents of the register: 000, 001, 002, 003, 004"):
        coverage(graph.store, register, shipped_schema(), None, "9")
    with pytest.raises(UsageError, match="There is no folder"):
        coverage(graph.store, register, shipped_schema(), tmp_path / "none")


def test_without_texts_the_site_can_show_what_is_cited(graph: Graph) -> None:
    (found,) = coverage(graph.store, shipped_register(), shipped_schema(), None, "004")
    assert (found.blank, found.uncited, found.findings) == (None, (), [])
    assert found == replace(found, blank=None)
    assert 34 in found.cited
