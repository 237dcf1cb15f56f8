"""Each format of an answer, to the byte or read back by somebody else's reader; what a format cannot hold is refused."""

from __future__ import annotations

import csv
import datetime
import html
import io
import json
import re
from pathlib import Path

import networkx as nx
import openpyxl
import pyoxigraph as ox
import pytest
import rdflib
from markdown_it import MarkdownIt
from rdflib.compare import isomorphic
from rdflib.plugins.sparql.results.rdfresults import RDFResultParser

from renkei.errors import Text, UsageError
from renkei.query.edges import network_of_rows, network_of_statements, rows_without_edge
from renkei.query.formats import ENDINGS, Format, check_fit, get_format
from renkei.query.rendering import Answer, rendered
from renkei.query.results import Result, Source
from renkei.query.statements import Statements, statements
from renkei.store.protocol import Table, Term
from renkei.tables.saving import save_bytes

ID = "https://w3id.org/renkei/id/organization/"
XSD = "http://www.w3.org/2001/XMLSchema#"
ONE, TWO, THREE = (ox.NamedNode(ID + name) for name in ("one", "two", "three"))


def typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


def result(rows: list[tuple[Term | None, ...]], *columns: str) -> Result:
    return Result(Table(columns, tuple(rows)), tuple(Text(f"{c}の列", f"the {c}") for c in columns))


ANSWER = result(
    [
        (ONE, ox.Literal("産学,連携", language="ja"), ox.Literal(-3), typed("2.50", "decimal"), ox.Literal(True),
         typed("2013-10-01", "date"), typed("2013", "gYear")),
        (TWO, ox.Literal('=1+1|"x"\n<b>*a*</b>'), None, typed("1.5E0", "double"), ox.Literal(False), None, None),
    ],
    "thing", "name", "count", "rate", "open", "since", "year",
)  # fmt: skip


def labels(iris: object) -> dict[str, Text]:
    return {ONE.value: Text("一", "one"), TWO.value: Text("二", "two")}


def written(answer: Answer, form: Format, language: str = "en") -> bytes:
    return rendered(answer, form, language, labels)


# Text


def test_csv_and_tsv_to_the_byte() -> None:
    assert written(ANSWER, Format.csv).decode() == (
        "thing,name,count,rate,open,since,year\n"
        f'{ONE.value},"産学,連携",-3,2.50,true,2013-10-01,2013\n'
        f'{TWO.value},"=1+1|""x""\n<b>*a*</b>",,1.5E0,false,,\n'
    )
    lines = written(ANSWER, Format.tsv).decode()
    assert lines.startswith(f"thing\tname\tcount\trate\topen\tsince\tyear\n{ONE.value}\t産学,連携\t-3\t")
    assert list(csv.reader(io.StringIO(lines, newline=""), delimiter="\t"))[2][1] == '=1+1|"x"\n<b>*a*</b>'


def test_csv_for_excel_to_the_byte() -> None:
    assert (
        written(ANSWER, Format.excel_csv, "ja")
        == (
            "\ufeffthingの列,nameの列,countの列,rateの列,openの列,sinceの列,yearの列\r\n"
            f'{ONE.value},"産学,連携",-3,2.50,true,2013-10-01,2013\r\n'
            f'{TWO.value},"\'=1+1|""x""\n<b>*a*</b>",,1.5E0,false,,\r\n'
        ).encode()
    )


@pytest.mark.parametrize("first", "=+-@\t\r＝＋－＠")
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(first: str) -> None:
    hostile = result([(ox.Literal(f"{first}cmd|' /C calc'!A0"),)], "x")
    [_, [cell]] = csv.reader(io.StringIO(written(hostile, Format.excel_csv).decode("utf-8-sig"), newline=""))
    assert cell.startswith(f"'{first}")
    sheet = openpyxl.load_workbook(io.BytesIO(written(hostile, Format.xlsx))).active
    assert (sheet["A2"].data_type, sheet["A2"].quotePrefix) == ("s", True)


def test_a_heading_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    hostile = Result(Table(("x",), ()), (Text("=1", "=1"),))
    assert written(hostile, Format.excel_csv) == b"\xef\xbb\xbf'=1\r\n"
    assert openpyxl.load_workbook(io.BytesIO(written(hostile, Format.xlsx))).active["A1"].data_type == "s"


def test_json_is_read_back_with_its_types() -> None:
    first, second = json.loads(written(ANSWER, Format.json))
    assert first == {"thing": ONE.value, "name": "産学,連携", "count": -3, "rate": 2.5, "open": True,
                     "since": "2013-10-01", "year": "2013"}  # fmt: skip
    assert second["count"] is None
    numbers = result([(typed("INF", "double"), typed("007", "nonNegativeInteger"), typed("NaN", "float"))], "a", "b", "c")
    assert json.loads(written(numbers, Format.json), parse_constant=pytest.fail) == [{"a": "INF", "b": 7, "c": "NaN"}]


def cells_of_markdown(text: str) -> list[list[str]]:
    page = MarkdownIt("commonmark").enable("table").enable("strikethrough").render(text)
    return [
        [html.unescape(c.replace("<br>", "\n")) for c in re.findall(r"<t[hd]>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
        for row in [row.replace("\n", "")]
    ]


HOSTILE = ["a|b", "x\r\ny", "<img src=x onerror=alert(1)>", "*a* _b_ `c` ~~d~~", "[z](javascript:alert(1))", "&lt; &amp;",
           "a\\|b", "\x1b[31mred", "https://example.org/"]  # fmt: skip


def test_markdown_shows_every_cell_as_it_is() -> None:
    table = written(result([(ox.Literal(text), ox.Literal("z")) for text in HOSTILE], "x", "y"), Format.md).decode()
    shown = [row[0] for row in cells_of_markdown(table)]
    assert shown == ["the x", *(t.replace("\r\n", "\n").replace("\x1b", "␛") for t in HOSTILE)]


def test_markdown_stands_in_line_with_japanese() -> None:
    rows: list[tuple[Term | None, ...]] = [(ox.Literal("福島県"), ox.Literal(1)), (ox.Literal("x"), None)]
    assert written(result(rows, "a", "b"), Format.md, "ja").decode().splitlines() == [
        "| aの列  | bの列 |",
        "| ------ | ----- |",
        "| 福島県 | 1     |",
        "| x      |       |",
    ]


def test_a_table_in_a_file_has_all_rows_and_no_control_characters() -> None:
    rows: list[tuple[Term | None, ...]] = [(ONE, ox.Literal(f"名\x1b[{n}\n次")) for n in range(30)]
    lines = written(result(rows, "a", "b"), Format.table, "ja").decode().splitlines()
    assert len(lines) == 31
    assert lines[0] == "aの列                bの列"
    assert lines[30] == "id:organization/one  名␛[29↵次"


# Workbooks


def test_a_workbook_has_numbers_dates_and_booleans_and_the_same_bytes() -> None:
    content = written(ANSWER, Format.xlsx, "ja")
    assert content == written(ANSWER, Format.xlsx, "ja")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [[c.value for c in row] for row in sheet.iter_rows()] == [
        ["thingの列", "nameの列", "countの列", "rateの列", "openの列", "sinceの列", "yearの列"],
        [ONE.value, "産学,連携", -3, 2.5, True, datetime.datetime(2013, 10, 1), 2013],
        [TWO.value, '=1+1|"x"\n<b>*a*</b>', None, 1.5, False, None, None],
    ]
    assert [c.data_type for c in sheet[2]] == ["s", "s", "n", "n", "b", "d", "n"]
    assert sheet["F2"].number_format == "yyyy-mm-dd"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:G3")


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("123456789012345", "integer", 123456789012345),
        ("1234567890123456", "integer", "1234567890123456"),
        ("1000000000000000000", "integer", 10**18),
        ("0.1234567890123456", "decimal", "0.1234567890123456"),
        ("NaN", "double", "NaN"),
        ("1899-12-31", "date", "1899-12-31"),
        ("1900-03-01", "date", datetime.datetime(1900, 3, 1)),
        ("2013-10-01+09:00", "date", "2013-10-01+09:00"),
        ("2013-10", "gYearMonth", "2013-10"),
        ("-0044", "gYear", -44),
        ("2013-10-01T12:30:00", "dateTime", datetime.datetime(2013, 10, 1, 12, 30)),
        ("2013-10-01T12:30:00Z", "dateTime", "2013-10-01T12:30:00Z"),
        ("abc", "integer", "abc"),
    ],
)
def test_what_excel_cannot_hold_exactly_is_text(text: str, datatype: str, value: object) -> None:
    content = written(result([(typed(text, datatype),)], "x"), Format.xlsx)
    assert openpyxl.load_workbook(io.BytesIO(content)).active["A2"].value == value


def test_a_text_longer_than_a_cell_is_refused_by_its_place_and_kept_elsewhere() -> None:
    long = result([(ONE, ox.Literal("x")), (ONE, ox.Literal("あ" * 100_000))], "thing", "text")
    with pytest.raises(UsageError, match=r"Row 2, text: 100000 characters .* --format csv"):
        written(long, Format.xlsx)
    for form in (Format.csv, Format.excel_csv, Format.tsv, Format.json, Format.md, Format.table, Format.ttl, Format.jsonld):
        assert "あ" * 100_000 in written(long, form).decode()
    assert long._repr_html_().count("あ") == 300
    assert str(long).count("あ") == 300


# RDF


def read_result_set(text: str, form: str) -> tuple[list[str], list[dict[str, object]]]:
    """By rdflib's reader of the vocabulary."""
    graph = rdflib.Graph().parse(data=text, format=form)
    read = RDFResultParser().parse(graph)
    return sorted(map(str, read.vars or [])), [{str(k): v for k, v in b.items()} for b in read.bindings]


@pytest.mark.parametrize(("form", "syntax"), [(Format.ttl, "turtle"), (Format.jsonld, "json-ld")])
def test_rows_as_rdf_are_a_result_set_of_the_w3c(form: Format, syntax: str) -> None:
    names, rows = read_result_set(written(ANSWER, form).decode(), syntax)
    assert names == sorted(ANSWER.columns)
    assert rows[0]["thing"] == rdflib.URIRef(ONE.value)
    assert rows[0]["name"] == rdflib.Literal("産学,連携", lang="ja")
    assert rows[0]["since"] == rdflib.Literal("2013-10-01", datatype=rdflib.XSD.date)
    assert rows[1]["name"] == rdflib.Literal('=1+1|"x"\n<b>*a*</b>')
    assert set(rows[1]) == {"thing", "name", "rate", "open"}
    blank = result([(ox.BlankNode("zz"), ox.BlankNode("aa")), (ox.BlankNode("zz"), None), (None, None)], "a", "b")
    _, [first, second, third] = read_result_set(written(blank, form).decode(), syntax)
    assert (first["a"] == second["a"], first["a"] == first["b"], third) == (True, False, {})
    assert "zz" not in written(blank, form).decode()


@pytest.mark.parametrize(("form", "syntax"), [(Format.ttl, "turtle"), (Format.jsonld, "json-ld")])
def test_a_boolean_as_rdf(form: Format, syntax: str) -> None:
    graph = rdflib.Graph().parse(data=written(False, form).decode(), format=syntax)
    assert [o.toPython() for o in graph.objects(None, rdflib.URIRef(
        "http://www.w3.org/2001/sw/DataAccess/tests/result-set#boolean"))] == [False]  # fmt: skip


LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
MEMBER = ox.NamedNode("http://www.w3.org/ns/org#memberOf")
MADE = statements(
    [
        ox.Triple(ONE, MEMBER, TWO),
        ox.Triple(ONE, LABEL, ox.Literal("一\\\"'", language="ja")),
        ox.Triple(ONE, TYPE, ox.NamedNode("http://www.w3.org/ns/org#Organization")),
        ox.Triple(ONE, TYPE, ox.NamedNode("https://w3id.org/renkei/ns#Company")),
        ox.Triple(ox.BlankNode("x1f"), MEMBER, ox.BlankNode("a7")),
        ox.Triple(ox.BlankNode("a7"), LABEL, ox.Literal(7)),
    ]
)


def test_statements_as_turtle_and_jsonld_are_read_back_by_rdflib() -> None:
    turtle, jsonld = written(MADE, Format.ttl).decode(), written(MADE, Format.jsonld).decode()
    given = rdflib.Graph().parse(data="\n".join(f"{t} ." for t in MADE), format="nt")
    assert len(given) == 6
    assert isomorphic(rdflib.Graph().parse(data=turtle, format="turtle"), given)
    assert isomorphic(rdflib.Graph().parse(data=jsonld, format="json-ld"), given)
    assert isomorphic(MADE.to_rdflib(), given)
    assert "@prefix org:" in turtle
    assert "@prefix skos:" not in turtle


def test_the_names_of_blank_nodes_come_from_the_statements_alone() -> None:
    def named(one: str, other: str) -> Statements:
        return statements(
            [ox.Triple(ox.BlankNode(one), MEMBER, ox.BlankNode(other)), ox.Triple(ONE, MEMBER, ox.BlankNode(one))]
        )

    assert named("a", "b") == named("z", "c")
    assert named("a", "b").to_turtle() == named("z", "c").to_turtle()


def test_statements_are_a_sequence_and_a_table() -> None:
    assert len(MADE) == 6
    assert MADE[1] in MADE
    assert list(MADE)[:2] == list(MADE[:2])
    assert repr(MADE) == "<Statements: 6 triples>"
    rows = list(csv.reader(io.StringIO(written(MADE, Format.csv).decode(), newline="")))
    assert rows[0] == ["subject", "predicate", "object"]
    assert [ONE.value, LABEL.value, "一\\\"'"] in rows
    page = statements([ox.Triple(ONE, LABEL, ox.Literal(f"<b>{n:02}")) for n in range(30)])._repr_html_()
    assert "<b>" not in page
    assert ("&lt;b&gt;19" in page, "&lt;b&gt;20" in page) == (True, False)
    assert "30 statements" in page


# Networks


PAIRS = result(
    [
        (ONE, ox.Literal("x"), TWO, ox.Literal(3), THREE),
        (ONE, None, TWO, ox.Literal(4), THREE),
        (TWO, ox.Literal("y"), None, None, THREE),
    ],
    "one", "key", "other", "times", "place",
)  # fmt: skip


def test_rows_with_two_columns_of_things_are_edges() -> None:
    read = nx.read_graphml(io.BytesIO(written(PAIRS, Format.graphml, "ja")), force_multigraph=True)
    assert read.is_directed()
    assert dict(read.nodes(data=True)) == {
        ONE.value: {"label": "一", "label_ja": "一", "label_en": "one"},
        TWO.value: {"label": "二", "label_ja": "二", "label_en": "two"},
    }
    assert [(s, t, {k: v for k, v in d.items() if k != "id"}) for s, t, d in read.edges(data=True)] == [
        (ONE.value, TWO.value, {"key": "x", "times": 3, "place": THREE.value}),
        (ONE.value, TWO.value, {"times": 4, "place": THREE.value}),
    ]
    assert rows_without_edge(PAIRS) == 1
    assert written(PAIRS, Format.graphml) == written(PAIRS, Format.graphml)


def test_edges_carry_their_sources() -> None:
    source = Source("https://example.org/p", "003:1", Text("表", "list"), "stated")
    with_sources = Result(PAIRS.table, PAIRS.headings, ((source,), (), ()))
    made = network_of_rows(with_sources)
    assert [d["sources"] for _, _, d in made.edges(data=True)] == ["003:1 [stated]", ""]


def test_statements_are_a_network_of_things_with_their_literals() -> None:
    read = nx.read_graphml(io.BytesIO(written(MADE, Format.graphml)), force_multigraph=True)
    assert read.nodes[ONE.value]["rdfs:label@ja"] == "一\\\"'"
    assert read.nodes[ONE.value]["rdf:type"] == "org:Organization; renkei:Company"
    assert read.nodes[ONE.value]["label"] == "one"
    assert sorted(d["property"] for _, _, d in read.edges(data=True)) == ["org:memberOf", "org:memberOf"]
    assert len(network_of_statements(statements([]))) == 0


@pytest.mark.parametrize("answer", [ANSWER, True], ids=["one column of things", "boolean"])
def test_what_is_no_network_is_refused_with_what_to_do(answer: Answer) -> None:
    with pytest.raises(UsageError, match=r"two columns of things .* use CONSTRUCT"):
        written(answer, Format.graphml)


def test_a_character_that_xml_cannot_hold_is_named() -> None:
    hostile = result([(ONE, TWO, ox.Literal("a\x0bb"))], "one", "other", "name")
    with pytest.raises(UsageError, match=r"name, .*U\+000B.*--format json"):
        written(hostile, Format.graphml)


# All formats


EMPTY = result([], "one", "other")


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("nothing", [EMPTY, statements([])], ids=["rows", "statements"])
def test_an_answer_of_nothing_is_a_whole_file(form: Format, nothing: Answer) -> None:
    content = written(nothing, form)
    match form:
        case Format.xlsx:
            assert openpyxl.load_workbook(io.BytesIO(content)).active.max_row == 1
        case Format.json:
            assert json.loads(content) == []
        case Format.graphml:
            assert len(nx.read_graphml(io.BytesIO(content))) == 0
        case Format.ttl | Format.jsonld:
            graph = rdflib.Graph().parse(data=content.decode(), format="turtle" if form is Format.ttl else "json-ld")
            assert len(graph) == (4 if nothing is EMPTY else 0)
        case _:
            assert len(content.decode("utf-8-sig").splitlines()) == (2 if form is Format.md else 1)


@pytest.mark.parametrize("form", [f for f in Format if f not in (Format.graphml, Format.xlsx)])
def test_sources_travel_in_every_format(form: Format) -> None:
    source = Source("https://example.org/p", "003:150,158", Text("一覧", "list"), "stated", "founding")
    answer = Result(ANSWER.table, ANSWER.headings, ((source, source), ()))
    told = written(answer, form).decode().replace("\\", "")
    assert "003:150,158" in told
    assert "founding" in told


def test_sources_travel_into_a_workbook() -> None:
    source = Source("https://example.org/p", "003:150,158", Text("一覧", "list"), "stated")
    content = written(Result(ANSWER.table, ANSWER.headings, ((source,), ())), Format.xlsx, "ja")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [c.value for c in sheet["H"]] == ["出典", "003:150,158 [stated]", ""]


def test_a_boolean_in_each_format_that_has_one() -> None:
    assert written(True, Format.json) == b"true\n"
    assert written(True, Format.csv) == b"boolean\ntrue\n"
    assert openpyxl.load_workbook(io.BytesIO(written(True, Format.xlsx))).active["A2"].value is True


def test_every_format_but_csv_for_excel_has_an_ending() -> None:
    assert set(ENDINGS.values()) == set(Format) - {Format.excel_csv}
    assert get_format(Path("A.XLSX")) is Format.xlsx


@pytest.mark.parametrize("name", ["answer", "answer.xls", "answer.rdf", ".csv"])
def test_an_ending_that_names_no_format_is_refused_with_those_that_do(name: str) -> None:
    with pytest.raises(UsageError, match=r"\.csv .*\.graphml.*--format"):
        get_format(Path(name))


def test_a_workbook_needs_its_ending() -> None:
    for path, form in (("a.xlsx", Format.csv), ("a.csv", Format.xlsx)):
        with pytest.raises(UsageError, match=r"\.xlsx"):
            check_fit(Path(path), form)


# Files


def test_a_file_that_is_locked_is_told_and_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("keep", encoding="utf-8")

    def locked(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(UsageError, match=r"cannot be written: Permission denied\. Close it"):
        save_bytes(path, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
    assert path.read_text(encoding="utf-8") == "keep"


def test_a_protected_file_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("keep", encoding="utf-8")
    monkeypatch.setattr("os.access", lambda *_: False)  # whoever runs the tests may be allowed everything
    with pytest.raises(UsageError, match="cannot be written"):
        save_bytes(path, b"new")
    assert path.read_text(encoding="utf-8") == "keep"


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="there is no /dev/null on this system")
def test_what_is_no_file_is_written_to_and_not_replaced() -> None:
    save_bytes(Path("/dev/null"), b"gone")
    assert Path("/dev/null").is_char_device()
