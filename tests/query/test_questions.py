"""Every saved question has an exact golden answer, the same on the engine and on rdflib."""

from __future__ import annotations

import csv
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from renkei.graph import Graph
from renkei.query.lexer import tokens
from renkei.query.saved import questions
from renkei.store.memory import RdflibStore

GOLDEN = Path(__file__).parents[1] / "golden"
CURATED = Path(__file__).parents[2] / "data" / "curated"
# Questions that the shipped data has no answer to: what coordinators keep, and what happens not to be there.
UNANSWERED = sorted(p.stem for p in (GOLDEN / "members").glob("*.csv"))
YAMAGUCHI = "yamaguchi-innovation-strategy-"
RENEW = "look at the difference, and if it is right: python tests/golden/renew.py"


@pytest.fixture(scope="module")
def oracle(graph: Graph) -> RdflibStore:
    store = RdflibStore()
    store.load(graph.store.quads())
    return store


@pytest.fixture(scope="module")
def members_oracle(members: Graph) -> RdflibStore:
    store = RdflibStore()
    store.load(members.store.quads())
    return store


def rows_of(table: str) -> list[dict[str, str]]:
    """The rows of a curated table."""
    with (CURATED / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_question_has_a_golden_answer_and_every_answer_a_question() -> None:
    assert sorted(p.stem for p in GOLDEN.glob("*.csv")) == sorted(questions())


@pytest.mark.parametrize("name", sorted(questions()))
def test_the_answer_is_the_golden_one(graph: Graph, name: str) -> None:
    question = questions()[name]
    found = graph.query(name, **{p.name: p.example for p in question.parameters}).to_csv()
    assert found == (GOLDEN / f"{name}.csv").read_text(encoding="utf-8"), RENEW


@pytest.mark.parametrize("name", sorted(questions()))
@pytest.mark.slow
def test_rdflib_gives_the_same_rows(graph: Graph, oracle: RdflibStore, name: str) -> None:
    question = questions()[name]
    sparql = graph.bound(question, **{p.name: p.example for p in question.parameters})
    assert oracle.select(sparql) == graph.store.select(sparql)


def test_what_has_no_answer_in_the_shipped_data_has_one_in_that_of_the_members() -> None:
    empty = [p.stem for p in GOLDEN.glob("*.csv") if len(p.read_text(encoding="utf-8").splitlines()) == 1]
    assert sorted(empty) == UNANSWERED


@pytest.mark.parametrize("name", UNANSWERED)
def test_the_answer_from_the_list_of_members(members: Graph, members_oracle: RdflibStore, name: str) -> None:
    given = {p.name: p.example for p in questions()[name].parameters}
    answer = members.query(name, **given)
    assert answer.to_csv() == (GOLDEN / "members" / f"{name}.csv").read_text(encoding="utf-8"), RENEW
    assert len(answer) > 0, name
    sparql = members.bound(questions()[name], **given)
    assert members_oracle.select(sparql) == members.store.select(sparql)


@pytest.mark.parametrize("name", [q.name for q in questions().values() if any(p.optional for p in q.parameters)])
def test_without_its_optional_parameters_a_question_finds_no_less(
    members: Graph, members_oracle: RdflibStore, name: str
) -> None:
    question = questions()[name]
    needed = {p.name: p.example for p in question.parameters if not p.optional}
    narrow = members.query(name, **{p.name: p.example for p in question.parameters})
    wide = members.query(name, **needed)
    assert len(wide) >= len(narrow)
    if name != "facets-of-organisations":  # whose rows are counts
        assert set(narrow.table.rows) <= set(wide.table.rows)
    sparql = members.bound(question, **needed)
    assert members_oracle.select(sparql) == members.store.select(sparql)


@pytest.mark.parametrize("name", sorted(questions()))
def test_a_question_runs_on_any_server(name: str) -> None:
    """Prefixes are declared, rows are ordered, and no negation is of the form that engines evaluate row by row."""
    found = [t for t in tokens(questions()[name].sparql) if t.kind not in ("space", "comment")]
    words = [t.text.upper() for t in found if t.kind == "word"]
    declared = {a.text for b, a in pairwise(found) if b.text.upper() == "PREFIX"}
    used = {t.text.partition(":")[0] + ":" for b, t in pairwise(found) if t.kind == "pname" and b.text.upper() != "PREFIX"}
    assert used == declared
    assert "EXISTS" not in words
    assert "ORDER" in words


@pytest.mark.parametrize("name", sorted(questions()))
def test_no_row_is_given_twice(name: str) -> None:
    lines = (GOLDEN / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    assert [line for line, times in Counter(lines).items() if times > 1] == []


@pytest.mark.parametrize("name", sorted(questions()))
def test_each_column_has_a_heading_in_both_languages(graph: Graph, name: str) -> None:
    question = questions()[name]
    result = graph.query(name, **{p.name: p.example for p in question.parameters})
    assert result.columns == tuple(c.name for c in question.columns)
    assert all(h.ja and h.en and h.ja != h.en for h in result.headings)


def test_the_list_has_64_institutions_in_7_districts_and_6_hubs(graph: Graph) -> None:
    found = [(r["name"], r["institutions"], r["hubs"]) for r in graph.query("districts-of-list")]
    assert found == [
        ("北海道・東北地区", 8, 2),
        ("中部地区", 5, 0),
        ("中国地区", 6, 1),
        ("九州地区", 8, 1),
        ("関東地区", 19, 1),
        ("近畿地区", 14, 1),
        ("四国地区", 4, 0),
    ]


def test_only_nagasaki_has_no_institution(graph: Graph) -> None:
    assert [r["name"] for r in graph.query("prefectures-without-institution")] == ["長崎県"]


def test_each_institution_of_the_list_is_in_the_answers_of_its_prefecture(graph: Graph) -> None:
    prefectures = [f"JP-{n:02}" for n in range(1, 48)]
    answers = [r["institution"] for p in prefectures for r in graph.query("institutions-of-prefecture", region=p)]
    with (Path(__file__).parents[2] / "data/curated/list_entries.csv").open(encoding="utf-8", newline="") as file:
        listed = [f"https://w3id.org/renkei/id/organization/{row['item']}" for row in csv.DictReader(file)]
    assert sorted(answers) == sorted(listed)


def test_golden_answers_have_been_read_with_lines_of_the_documents(graph: Graph) -> None:
    """The hubs' rows rest on the lines that print the star."""
    result = graph.query("hubs", why=True)
    assert result.sources is not None
    lines = [sorted({s.locator for s in found if s.locator.startswith("003:150,152,")}) for found in result.sources]
    assert lines == [
        ["003:150,152,154,157"],
        ["003:150,152,154,158"],
        ["003:150,152,166,170"],
        ["003:150,152,175,177"],
        ["003:150,152,183,188"],
        ["003:150,152,191,194"],
    ]


def test_targets_met_and_missed_of_the_first_strategy(graph: Graph) -> None:
    """002:140-212: fifteen figures printed as actual / target, and two indicators in words."""
    rows = list(graph.query("targets-met-or-missed", strategy=f"{YAMAGUCHI}2018"))
    figures = {r["lines"]: (r["actual"], r["target"], r["ratio"], r["result_en"]) for r in rows if r["ratio"] is not None}
    assert figures == {
        "140": (22, 30, 0.733, "missed at that date (computed)"),
        "142": (3.2, 3.9, 0.821, "missed at that date (computed)"),
        "144": (30.8, 30, 1.027, "met (computed)"),
        "146": (2, 3, 0.667, "missed at that date (computed)"),
        "156": (74, 100, 0.74, "missed at that date (computed)"),
        "162": (55, 75, 0.733, "missed at that date (computed)"),
        "168": (50, 45, 1.111, "met (computed)"),
        "170": (98.1, 115, 0.853, "missed at that date (computed)"),
        "176": (28, 20, 1.4, "met (computed)"),
        "182": (118, 50, 2.36, "met (computed)"),
        "184": (20, 20, 1, "met (computed)"),
        "190": (3, 5, 0.6, "missed at that date (computed)"),
        "196": (1, 5, 0.2, "missed at that date (computed)"),
        "198": (13.9, 16, 0.869, "missed at that date (computed)"),
        "204": (0, 5, 0, "missed at that date (computed)"),
    }
    assert [r["lines"] for r in rows if r["ratio"] is None] == ["148", "212"]
    assert [r["lines"] for r in rows if r["qualifier"] == "以上"] == ["204"]


def test_values_before_the_period_of_a_strategy_meet_no_target(graph: Graph) -> None:
    """001: the values of fiscal 2022 are where the edition of 2024 starts from."""
    assert list(graph.query("targets-met-or-missed", strategy=f"{YAMAGUCHI}2024")) == []


def test_judgements_of_the_ten_projects_beside_their_figures(graph: Graph) -> None:
    """002:136-212: the judgement is printed at the head of each project, its indicators below."""
    rows = graph.query("judgements-and-figures", strategy=f"{YAMAGUCHI}2018")
    judged = {
        (r["judged"].rsplit("-", 1)[1], r["judgement"]): (r["met"], r["missed"], r["in_words"])
        for r in rows
        if "/project/" in r["judged"] and r["judgement"] != "着実に進捗"
    }
    assert judged == {
        ("1", "概ね目標通り"): (1, 3, 1),
        ("2", "概ね目標通り"): (0, 1, 0),
        ("3", "概ね目標通り"): (0, 1, 0),
        ("4", "目標を上回る"): (1, 1, 0),
        ("5", "目標を達成"): (1, 0, 0),
        ("6", "目標を達成"): (2, 0, 0),
        ("7", "概ね目標通り"): (0, 1, 0),
        ("8", "目標を下回る"): (0, 2, 0),
        ("9", "目標を大幅に下回る"): (0, 1, 0),
        ("10", "概ね目標通り"): (0, 0, 1),
    }


def test_projects_that_the_edition_of_2024_keeps_extends_and_adds(graph: Graph) -> None:
    """001:7,16,21,25,27,32 and 002:51,75: two names return; the rest has other names and no link is printed."""
    rows = list(graph.query("changes-between-editions", earlier=f"{YAMAGUCHI}2018", later=f"{YAMAGUCHI}2024"))
    both = [(r["earlier_number"], r["later_number"], r["basis"]) for r in rows if r["standing_en"] == "in both, same name"]
    assert both == [("1", "1", "推定"), ("4", "7", "推定")]
    assert {r["later_name"] for r in rows if r["change_en"] == "new"} == {
        "半導体・蓄電池関連産業の集積強化",
        "高度産業人材確保・育成（リスキリング）促進プロジェクト",
        "海外ビジネス加速化プロジェクト",
    }
    assert "成長産業育成・集積プロジェクト" in {r["later_name"] for r in rows if r["change_en"] == "extended"}
    gone = sorted(int(r["earlier_number"]) for r in rows if r["standing_en"] == "earlier edition only")
    assert gone == [2, 3, 5, 6, 7, 8, 9, 10]


def test_only_the_ninth_growth_field_was_renamed(graph: Graph) -> None:
    """002:115-119,267-275."""
    rows = list(graph.query("growth-fields-between-editions", earlier=f"{YAMAGUCHI}2018", later=f"{YAMAGUCHI}2021"))
    assert len(rows) == 9
    assert {r["basis"] for r in rows} == {"明記"}
    assert [(r["earlier_name"], r["later_name"]) for r in rows if r["change_en"] == "renamed"] == [
        ("IoT等関連分野", "未来技術関連分野")
    ]


def test_editions_of_the_strategy_follow_one_another(graph: Graph) -> None:
    """002:26,28,34,36,263,267; 001:7-34 numbers eight projects."""
    rows = list(graph.query("editions-of-strategy", strategy=f"{YAMAGUCHI}2021"))
    assert [(r["first_year"][:4], r["last_year"][:4], r["projects"], r["fields"], r["link_basis"]) for r in rows] == [
        ("2018", "2020", 10, 9, None),
        ("2021", "2023", 0, 9, "明記"),
        ("2024", "2026", 8, 0, "推定"),
    ]


def test_values_and_targets_of_the_ports(graph: Graph) -> None:
    """001:83-86: 45 is a total of three years; the plans start from none, of no stated year."""
    rows = {r["lines"]: r for r in graph.query("targets-of-strategy", strategy=f"{YAMAGUCHI}2024")}
    shared = [r for n, r in rows.items() if n.endswith(",85")]
    plans = [r for n, r in rows.items() if n.endswith(",86")]
    assert [(r["target"], r["scope"], r["present"], r["as_of"][:4]) for r in shared] == [(45, "3年間の合計", 2, "2022")]
    assert [(r["target"], r["unit"], r["present"], r["as_of"]) for r in plans] == [(4, "港", 0, None)]


def test_statistics_of_fukushima_with_their_surveys(graph: Graph) -> None:
    """004:15,33; 003:90,94-96."""
    rows = [r for r in graph.query("statistics-and-ranks") if r["place"] == "福島県"]
    found = {(r["value"], r["unit"], r["as_of"][:7] if r["as_of"] else None, r["document"]) for r in rows}
    assert found >= {
        (280, "億円", "2020年度（", "004"),
        (11, "年", "2020年度（", "004"),
        (2521, "億円", "2021", "004"),
        (3, "位", "2021", "004"),
        (80, "件", "2022-03", "004"),
        (108, "社", "2021-04", "004"),
        (12, "年", "2023-10", "003"),
    }
    assert {r["survey"] for r in rows if r["value"] == 2521} == {"令和3年薬事工業生産動態統計年報"}


def test_when_councils_and_centers_were_founded(graph: Graph) -> None:
    """000:156; 001:292,489-490,548; 003:70-80: no more precision than printed."""
    rows = graph.query("founding-timeline")
    found = {r["body"].rsplit("/", 1)[1]: (r["date"], r["precision"]) for r in rows if r["date"]}
    assert found == {
        "fukushima-medical-device-promotion": ("2013-05", "月"),
        "yamaguchi-medical-growth-council": ("2013-10", "月"),
        "yamaguchi-aerospace-cluster": ("2015", "年"),
        "fukushima-medical-device-center": ("2016-11", "月"),
        "yamaguchi-space-data-center": ("2019", "年"),
        "yamaguchi-automotive-innovation-council": ("2019-02", "月"),
        "yamaguchi-semiconductor-battery-council": ("2023-08", "月"),
    }


def test_links_abroad(graph: Graph) -> None:
    """004:56,61; 001:549; 002:87,188."""
    fukushima = {(r["abroad_name"], r["name"]) for r in graph.query("overseas-links", region="福島県")}
    assert {("ドイツ", "COMPAMED"), ("タイ", "MEDICAL FAIR THAILAND")} <= fukushima
    assert {place for place, _ in fukushima} == {"ドイツ", "タイ", "NRW州"}
    yamaguchi = list(graph.query("overseas-links", region="山口県"))
    assert {r["abroad_name"] for r in yamaguchi} == {"ベトナム", "キエンザン省", "台湾"}
    [memorandum] = [r for r in yamaguchi if r["kind"] == "協定・覚書"]
    assert (memorandum["abroad_name"], memorandum["date"], memorandum["document"]) == ("台湾", "2024-02", "001")


@pytest.mark.parametrize(
    ("authority", "programmes"),
    [
        (
            "文科省",
            ["city-area-programme-development", "regional-innovation-cluster-global", "regional-core-collaboration-base"],
        ),
        ("経済産業省", ["regional-core-collaboration-base", "wide-area-new-business-network-programme"]),
    ],
)
def test_programmes_of_the_ministries(graph: Graph, authority: str, programmes: list[str]) -> None:
    """003:26-33,43: the ministry stands in brackets after the programme, two with a stroke between."""
    found = [r["programme"].rsplit("/", 1)[1] for r in graph.query("programmes-of-authority", authority=authority)]
    assert found == programmes


def test_designations_of_two_ports(graph: Graph) -> None:
    """001:44,46."""
    tokuyama = {(r["name"], r["also"]) for r in graph.query("designations-of-facility", facility="徳山下松港")}
    assert tokuyama == {("国際バルク戦略港湾", "宇部港"), ("国際拠点港湾", "下関港")}
    iwakuni = {(r["name"], r["also"]) for r in graph.query("designations-of-facility", facility="岩国港")}
    assert iwakuni == {("重要港湾", port) for port in ("三田尻中関港", "宇部港", "小野田港")}


def test_persons_with_their_roles(graph: Graph) -> None:
    """003:9-11,148."""
    found = {(r["name"], r["job"], r["role_en"]) for r in graph.query("persons")}
    assert {("石橋 毅", "事業企画推進部長", "author"), ("北嶋守", None, "cited expert")} <= found


def test_planned_steps_of_the_revision_are_planned(graph: Graph) -> None:
    """002:294-302 in a document of 2 September 2020 (002:125)."""
    rows = [r for r in graph.query("events-of-prefecture", region="山口県") if r["document"] == "002"]
    planned = [(r["date"], r["name"]) for r in rows if r["status"] == "予定"]
    assert planned[-4:] == [
        ("2020-11", "素案"),
        ("2020-12", "パブリックコメント"),
        ("2021-02", "最終案"),
        ("2021-03", "改定・公表"),
    ]


def test_rounded_figures_stand_beside_the_exact_ones(graph: Graph) -> None:
    """001:348,429 and 001:440,481; at 001:196 the first of two values has no date."""
    found = {(r["value"], r["other_value"]) for r in graph.query("conflicting-values")}
    assert found == {(98, 100), (39, 40), (83, 66)}


def test_the_likely_names_of_damaged_names(graph: Graph) -> None:
    """003:188,200; 002:208."""
    likely = {r["printed"]: r["likely"] for r in graph.query("damaged-names")}
    assert likely["かかわ産業支援財団"] == "かがわ産業支援財団"
    assert likely["川崎市産業支援財団"] == "川崎市産業振興財団"
    assert likely["県央部多部制定時性高校"] == "県央部多部制定時制高校"


def test_everything_with_a_note_is_listed_for_review(graph: Graph) -> None:
    noted = graph.select("SELECT DISTINCT ?t WHERE { ?t <https://w3id.org/renkei/ns#reviewNote> ?note }")
    assert {r["thing"] for r in graph.query("under-review")} == {r["t"] for r in noted}


def test_members_of_the_medical_council_are_counted(graph: Graph) -> None:
    """000:74,235-245 names the prefecture and nine kinds of members."""
    rows = {r["council"].rsplit("/", 1)[1]: (r["bodies"], r["kinds"], r["members"]) for r in graph.query("councils-by-members")}
    assert rows["yamaguchi-medical-growth-council"] == (1, 9, 10)
    assert rows["kyushu-healthcare-council"] == (0, 0, 0)


def test_what_is_missing_agrees_with_the_table(graph: Graph) -> None:
    table = rows_of("organizations")
    found = {r["missing_en"]: (r["organisations"], r["of"]) for r in graph.query("missing-data")}
    assert found == {
        column_en: (sum(not row[column] for row in table), len(table))
        for column_en, column in (("place", "place"), ("field", "field"), ("reading", "reading"))
    } | {"outside identifier": (len(table), len(table))}


def test_roles_and_forms_of_support_agree_with_the_tables(graph: Graph) -> None:
    roles = {r["the_role"].rsplit("/", 1)[1]: r["ties"] for r in graph.query("roles-with-counts")}
    assert roles == Counter(row["role"] for row in rows_of("participations"))
    forms = graph.query("concepts-most-used", vocabulary="scheme/support-form")
    assert {r["concept"].rsplit("/", 1)[1]: r["uses"] for r in forms} == Counter(row["form"] for row in rows_of("supports"))


def test_projects_by_field_agree_with_the_table(graph: Graph) -> None:
    found = {r["field"].rsplit("/", 1)[1]: r["projects"] for r in graph.query("fields-with-counts") if r["projects"]}
    assert found == Counter(field for row in rows_of("projects") for field in row["field"].split(";") if field)


def test_targets_reached_are_those_whose_figures_say_so(graph: Graph) -> None:
    """002:144,168,176,182,184."""
    rows = [(r["ratio"], r["actual"], r["target"]) for r in graph.query("targets-reached-to", least="1")]
    assert rows == [(2.36, 118, 50), (1.4, 28, 20), (1.111, 50, 45), (1.027, 30.8, 30), (1, 20, 20)]


def test_partners_are_counted_once_for_each_activity(graph: Graph) -> None:
    partners = {r["partner"].rsplit("/", 1)[1]: r["activities"] for r in graph.query("partners-of", organisation="JICA")}
    tied: dict[str, set[str]] = {}
    for row in rows_of("participations"):
        tied.setdefault(row["participant"], set()).add(row["activity"])
    counts = {p: len(a & tied["jica"]) for p, a in tied.items() if p not in ("", "jica")}
    assert partners == {p: n for p, n in counts.items() if n}


@pytest.mark.parametrize(
    ("language", "label", "fallback"),
    [("ja", "やまぐちヘルスラボ", False), ("en", "Yamaguchi Health Lab", False), ("ja-Hira", "やまぐちへるすらぼ", False)],
)
def test_labels_in_a_language(graph: Graph, language: str, label: str, fallback: bool) -> None:
    [row] = graph.query("label-in-language", thing="organization/yamaguchi-health-lab", language=language)
    assert (row["label"], row["fallback"]) == (label, fallback)


def test_a_label_falls_back_to_english(graph: Graph) -> None:
    [row] = graph.query("label-in-language", thing="term-kind/problem", language="ja-Hira")
    assert (row["language_found"], row["fallback"]) == ("en", True)


@pytest.mark.parametrize(("day", "running"), [("2013-03-31", False), ("2013-04-01", True), ("2017-03-31", True),
                                              ("2017-04", False), ("2016", True), ("H29.3", True)])  # fmt: skip
def test_a_project_is_active_in_its_fiscal_years_and_no_longer(graph: Graph, day: str, running: bool) -> None:
    """000:28 puts the cluster in fiscal 2013 to 2016."""
    found = {r["activity"].rsplit("/", 1)[1] for r in graph.query("active-on-date", day=day)}
    assert ("yamaguchi-medical-cluster-formation" in found) == running


def test_joint_work_by_year_counts_units_with_their_body(graph: Graph) -> None:
    whole = list(graph.query("joint-work-by-year", organisation="organization/gov-yamaguchi-pref"))
    assert {r["partner"].rsplit("/", 1)[1] for r in whole}.isdisjoint(
        {"gov-yamaguchi-pref", "yamaguchi-pref-enterprise-bureau", "yamaguchi-industrial-strategy-headquarters"}
    )
    assert [(r["year"].rsplit("/", 1)[1], r["activities"]) for r in whole if r["partner"].endswith("gov-japan")][:2] == [
        ("FY2013", 2), ("FY2014", 2),
    ]  # fmt: skip


def test_needs_are_met_by_the_same_kind_in_the_same_field_or_by_the_same_standard(members: Graph) -> None:
    found = {(r["need_name"], r["item_name"], r["shared_en"]) for r in members.query("needs-and-capabilities")}
    assert found == {
        ("ISO 13485 の協力工場", "ISO 13485 認証", "kind and standard"),
        ("樹脂の成形を頼める先", "射出成形", "kind and field"),
        ("評価試験の場", "動物実験", "kind and field"),
        ("評価試験の場", "クリーンルームの貸出", "kind and field"),
    }
