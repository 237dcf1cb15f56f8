"""The catalogue on the site: a page for each question in both languages, its answer as the golden one, and its downloads."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.plugins.sparql.parser import parseQuery

from renkei.errors import Text
from renkei.graph import Graph
from renkei.graph import open as open_graph
from renkei.publish.addresses import Addresses
from renkei.publish.catalogue import Catalogue
from renkei.publish.known import Known
from renkei.publish.questions.answer_table import MOST_ROWS, AnswerTables
from renkei.publish.questions.answers import answer_all, asked_of
from renkei.publish.questions.question_pages import command_line, highlighted, python_lines
from renkei.publish.things.portraitist import Portraitist
from renkei.query.as_rdf import catalogue_jsonld, catalogue_triples, catalogue_turtle
from renkei.query.results import Result
from renkei.query.saved import get_question, questions
from renkei.schema.namespaces import ID
from renkei.schema.tables import shipped_schema
from renkei.store.protocol import Table

GOLDEN = Path(__file__).parents[1] / "golden"
CENTER = "organization/fukushima-medical-device-promotion"


@pytest.fixture(scope="module")
def small(small_store: Path) -> Iterator[Graph]:
    with open_graph(small_store, memory=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def tables(small: Graph) -> AnswerTables:
    catalogue = Catalogue(Known(small.store), shipped_schema())
    return AnswerTables(catalogue, Addresses(catalogue, {"003"}, {"003"}), Portraitist(catalogue), lambda iri: None)


def _page(site: Path, language: str, name: str) -> str:
    return (site / language / "questions" / f"{name}.html").read_text(encoding="utf-8")


def _rows(html: str) -> list[list[str]]:
    """The cells of the answer, the headings first."""
    table = html.split('<table class="data" id="answer"')[1].split("</table>")[0]
    cells = [re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)]
    return [[unescape(re.sub(r"<[^>]*>", "", cell)) for cell in row] for row in cells]


def test_every_question_has_its_pages_and_files_and_no_other_stands_there(site: Path) -> None:
    names = sorted(questions())
    for language in ("ja", "en"):
        assert sorted(p.stem for p in (site / language / "questions").iterdir()) == sorted([*names, "index"])
    files = {p.name for p in (site / "questions").iterdir()}
    assert files == {f"{n}.{e}" for n in names for e in ("rq", "csv", "json")} | {"catalogue.ttl", "catalogue.jsonld"}


def test_the_answers_to_take_away_are_the_golden_ones(site: Path) -> None:
    for name in questions():
        golden = (GOLDEN / f"{name}.csv").read_bytes()
        assert (site / "questions" / f"{name}.csv").read_bytes() == golden, name
        rows = json.loads((site / "questions" / f"{name}.json").read_text(encoding="utf-8"))
        assert len(rows) == len(_csv_rows(golden)) - 1, name


def _csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


def test_the_query_to_take_away_runs_and_gives_the_same_rows(site: Path, graph: Graph) -> None:
    for name in questions():
        parseQuery((site / "questions" / f"{name}.rq").read_text(encoding="utf-8"))
    for name in ("hubs", "facets-of-organisations", "targets-reached-to"):
        text = (site / "questions" / f"{name}.rq").read_text(encoding="utf-8")
        assert text.startswith(f"# {questions()[name].title.ja}\n")
        assert graph.select(text).to_csv() == (GOLDEN / f"{name}.csv").read_text(encoding="utf-8")


def test_the_catalogue_as_rdf_is_beside_them(site: Path) -> None:
    triples = catalogue_triples(questions().values())
    assert (site / "questions" / "catalogue.ttl").read_text(encoding="utf-8") == catalogue_turtle(triples)
    assert (site / "questions" / "catalogue.jsonld").read_text(encoding="utf-8") == catalogue_jsonld(triples)


@pytest.mark.parametrize(
    ("language", "head", "first"),
    [
        ("ja", ["機関", "種類", "所在", "自らの分野", "関わる活動の数"], ["山口県", "都道府県", "山口県", "―", "2"]),
        (
            "en",
            ["Organisation", "Kind", "Place", "Own field", "Activities in the field"],
            ["Yamaguchi Prefectural Government", "prefectural government", "Yamaguchi", "–", "2"],
        ),
    ],
)
def test_an_answer_has_the_columns_of_its_language_and_names_in_place_of_ids(
    site: Path, language: str, head: list[str], first: list[str]
) -> None:
    html = _page(site, language, "organisations-of-field-in-region")
    assert _rows(html)[:2] == [head, first]
    assert '<a href="../thing/organization/yamaguchi-health-lab.html">' in html
    assert '<code id="shell">' in html
    question = re.search(r'<p class="lead sentence">(.*?)</p>', html)
    assert question
    given = re.findall(r"<mark[^>]*>(.*?)</mark>", question[1])
    assert given == (["山口県", "医療関連産業"] if language == "ja" else ["Yamaguchi", "medical industry"])


def test_lines_of_a_document_lead_to_its_page_and_the_basis_is_in_words(site: Path) -> None:
    html = _page(site, "ja", "everything-about")
    assert '<a href="../document/003.html#L9">9-11</a>' in html
    assert {row[-1] for row in _rows(html)[1:]} == {"明記", "名称から", "当方による訳・読み"}


def test_an_empty_answer_says_so_and_names_its_columns(site: Path) -> None:
    html = _page(site, "en", "capabilities-of")
    assert "Nothing in this data fits." in html
    assert "<code>item</code>" in html
    assert 'id="answer"' not in html


def test_the_page_of_a_thing_leads_to_the_questions_that_name_it(site: Path) -> None:
    html = (site / "en" / "thing" / f"{CENTER}.html").read_text(encoding="utf-8")
    section = html.split('<section class="asked"')[1].split("</section>")[0]
    assert 'href="../../questions/everything-about.html"' in section
    found = set(re.findall(r"questions/([\w-]+)\.html", section))
    golden = {n for n in questions() if f"id/{CENTER}" in (GOLDEN / f"{n}.csv").read_text(encoding="utf-8")}
    assert golden <= found


def test_the_page_of_all_questions_has_each_under_its_group(site: Path) -> None:
    html = _page(site, "ja", "index")
    order = re.findall(r'id="group-(\w+)"|data-id="([\w-]+)"', html)
    group, found = "", {}
    for head, name in order:
        group = head or group
        if name:
            found[name] = group
    assert found == {q.name: q.group for q in questions().values()}


def test_names_are_text(small_site: Path) -> None:
    html = _page(small_site, "en", "organisations-without-identifier")
    assert "&lt;b&gt;Big&lt;/b&gt; &amp; &#34;Co&#34; Ltd" in html
    assert "<b>Big" not in html


def test_what_the_data_lacks_is_not_asked_and_the_page_says_so(small_site: Path) -> None:
    html = _page(small_site, "en", "label-in-language")
    assert "No answer is given here" in html
    assert not (small_site / "questions" / "label-in-language.csv").exists()
    assert "$thing" in (small_site / "questions" / "label-in-language.rq").read_text(encoding="utf-8")


def test_a_large_store_is_not_asked(small: Graph) -> None:
    found = answer_all(small.store, ask=False)
    assert [a.question.name for a in found if a.result is not None] == []
    assert len(found) == len(questions())
    assert asked_of(found) == {}


def test_of_a_long_answer_the_first_rows_are_shown_and_the_rest_counted(tables: AnswerTables) -> None:
    rows = tuple((ox.Literal(n), ox.NamedNode(f"{ID}place/JP-07")) for n in range(MOST_ROWS + 3))
    told = tables.table(Result(Table(("n", "place"), rows), (Text("番号", "number"), Text("地域", "place"))), "en", "../")
    assert (len(told["rows"]), told["total"], told["left"]) == (MOST_ROWS, MOST_ROWS + 3, 3)
    assert told["heads"] == [{"label": "Number", "numeric": True}, {"label": "Place", "numeric": False}]
    assert told["rows"][0] == [
        {"text": "0", "href": None, "own": None},
        {"text": "Fukushima", "href": "../thing/place/JP-07.html", "own": None},
    ]


def test_a_missing_value_of_one_language_is_that_of_the_other(tables: AnswerTables) -> None:
    ja, en = ox.Literal("拠点", language="ja"), ox.Literal("hub", language="en")
    result = Result(
        Table(("x", "x_en"), ((ja, None), (None, en), (ja, en))), (Text("名", "name"), Text("英語名", "name in English"))
    )
    assert [[c["text"] for c in row] for row in tables.table(result, "ja", "")["rows"]] == [["拠点"], ["hub"], ["拠点"]]
    assert [[c["text"] for c in row] for row in tables.table(result, "en", "")["rows"]] == [["拠点"], ["hub"], ["hub"]]


def test_a_query_is_highlighted_and_escaped() -> None:
    assert highlighted('SELECT ?x # <b>\nWHERE { ?x ?p "<script>試" }\n', "en") == (
        '<span class="q-keyword">SELECT</span> <span class="q-variable">?x</span> <span class="q-comment"># &lt;b&gt;</span>\n'
        '<span class="q-keyword">WHERE</span> { <span class="q-variable">?x</span> <span class="q-variable">?p</span> '
        '<span class="q-string" lang="ja">&#34;&lt;script&gt;試&#34;</span> }'
    )


def test_what_to_type_is_quoted_where_a_shell_needs_it() -> None:
    assert command_line(get_question("hubs")) == "renkei query hubs"
    assert command_line(get_question("holders-of-capability")).endswith('--set "words=ISO 13485" --set region=福島県')
    assert python_lines(get_question("hubs")).splitlines()[-1] == '    print(graph.query("hubs"))'
