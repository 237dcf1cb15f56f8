"""SPARQL in a real browser, from file:// and without a network: the same answers as the library, faults, cancel, links."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from renkei.graph import Graph
from renkei.query.saved import questions

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LANGUAGES = ("ja", "en")
PASSAGE = "https://w3id.org/renkei/id/passage/003-L112-113"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER (?a != ?g && ?c != ?f) }"


def opened(visit: Any, site: Path, language: str = "en", query: str | None = None, **options: Any) -> Any:
    """The page when the engine is ready; with a query in its address, when that is answered."""
    hash_ = "" if query is None else f"#query={quote(query, safe='')}"
    page = visit(site, f"{language}/sparql.html{hash_}", **options)
    page.page.set_default_timeout(30_000)
    assert page.run("renkei.sparql.ready()")["size"] > 0
    if query is not None:
        page.page.wait_for_selector("#found:not([hidden]), #fault p")
    return page


def ask(page: Any, query: str) -> None:
    page.run("text => { renkei.sparql.editor().set(text); return renkei.sparql.run() }", query)


def rows(page: Any) -> list[list[str]]:
    """The texts of the cells of the table."""
    found: list[list[str]] = page.run(
        "[...document.querySelectorAll('#answer tbody tr')].map(r => [...r.cells].map(c => c.textContent.trim()))"
    )
    return found


def download(page: Any, kind: str) -> bytes:
    with page.page.expect_download() as found:
        page.page.click(f'[data-file="{kind}"]')
    return Path(found.value.path()).read_bytes()


def test_every_saved_question_gives_the_same_rows_as_the_library(visit, site):
    """Values and order: as CSV and as JSON, with the parameters of the answers of the site."""
    page = opened(visit, site)
    different = []
    for name in questions():
        found = page.run(
            """async name => {
              renkei.sparql.editor().set(renkeiOffered.questions[name]);
              await renkei.sparql.run();
              const fault = document.getElementById("fault").textContent;
              return fault ? {fault} : {csv: await renkei.sparql.file("csv"), json: await renkei.sparql.file("json")};
            }""",
            name,
        )
        wanted = {
            "csv": (site / "questions" / f"{name}.csv").read_bytes().decode("utf-8"),
            "json": json.loads((site / "questions" / f"{name}.json").read_text(encoding="utf-8")),
        }
        if "json" in found:
            found["json"] = json.loads(found["json"])
        if found != wanted:
            different.append((name, found.get("fault")))
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_saved_question_is_tried_from_its_page(visit, site, language):
    page = visit(site, f"{language}/questions/hubs.html")
    page.page.click('a[href*="sparql.html#query="]')
    page.page.wait_for_selector("#answer tbody tr")
    total = len(list(csv.reader((site / "questions" / "hubs.csv").read_text(encoding="utf-8").splitlines()))) - 1
    assert len(rows(page)) == total
    assert page.page.inner_text("#count").startswith(f"{total}行" if language == "ja" else f"{total} rows in ")


def test_things_with_pages_are_links_and_others_are_text(visit, site):
    page = opened(
        visit,
        site,
        query="SELECT * { VALUES ?x { <https://w3id.org/renkei/id/place/JP-07> org:Organization <javascript:alert(1)> "
        "<https://example.org/a> <https://w3id.org/renkei/id/passage/003-L112-113> } }",
    )
    found = page.run(
        "[...document.querySelectorAll('#answer td')].map(c => [c.firstChild.textContent, c.querySelector('a')?.href])"
    )
    root = f"{site.as_uri()}/en"
    assert found == [
        ["id:place/JP-07", f"{root}/thing/place/JP-07.html"],
        ["org:Organization", f"{root}/ontology.html#org%3AOrganization"],
        ["javascript:alert(1)", None],
        ["https://example.org/a", None],
        ["id:passage/003-L112-113", f"{root}/document/003.html#L112"],
    ]
    assert rows(page)[0] == ["id:place/JP-07 Fukushima"]
    page.page.uncheck("#names")
    assert rows(page)[0] == ["id:place/JP-07"]
    page.page.click("#answer a >> nth=1")
    page.page.wait_for_url("**/en/ontology.html#org%3AOrganization")
    assert page.run("document.querySelector(':target').id") == "org:Organization"


@pytest.mark.parametrize(
    ("query", "line", "column", "told"),
    [
        ("SELECT ?s WHERE {\n  ?s ?p ?o .\n  FILTER (?s = )\n}", 3, 16, "Syntax error: ) cannot stand here."),
        ('SELECT ?s WHERE { ?s rdfs:label "日本𠮷" ;; ?x }', 1, 45, "Syntax error: } cannot stand here."),
        ("SELECT ?s {\n ?s ?p ?o ", 2, 11, "something is missing here"),
        ("SELECT ?s WHERE {\n ?s foo:bar ?o }", 2, 5, "This prefix is not declared"),
        ("SELECT ?s ?o { ?s ?p ?o } GROUP BY ?s", 1, 1, "GROUP BY has not"),
        ('ASK { ?s ?p "open }', 1, 13, "has no end"),
        ("SELECT * {\n SERVICE <https://example.org/sparql> { ?s ?p ?o } }", 2, 2, "no connection to the outside"),
        ("LOAD <https://example.org/x.ttl>", 1, 1, "LOAD is not allowed"),
        ("# c\nINSERT DATA { <a:a> <a:b> 1 }", 2, 1, "INSERT is not allowed"),
        ("DELETE WHERE { ?s ?p ?o }", 1, 1, "DELETE is not allowed"),
        ("SELECT * FROM <https://example.org/g> { ?s ?p ?o }", 1, 15, "There is no graph"),
        (f"SELECT * FROM <{PASSAGE}>\nFROM <{PASSAGE}> {{}}", 2, 1, "Only one FROM"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place_and_the_editor_goes_there(visit, site, query, line, column, told):
    page = opened(visit, site, query=query)
    assert page.page.inner_text("#fault p").startswith(f"Line {line}, column {column} ")
    assert told in page.page.inner_text("#fault p")
    assert page.run("renkei.sparql.editor().element.getAttribute('aria-invalid')") == "true"
    page.page.click("#go")
    place = page.run(
        "(v => (l => [l.number, [...v.state.sliceDoc(l.from, v.state.selection.main.head)].length + 1])"
        "(v.state.doc.lineAt(v.state.selection.main.head)))(renkei.sparql.editor().view)"
    )
    assert place == [line, column]
    assert page.run("document.activeElement === renkei.sparql.editor().element") is True
    ask(page, "ASK { ?s ?p ?o }")
    assert page.page.locator("#fault p").count() == 0
    assert page.page.inner_text("#table") == "Yes (true)"


def test_a_fault_is_told_in_japanese(visit, site):
    page = opened(visit, site, "ja", "SELECT * {\n SERVICE <https://example.org/> {} }")
    assert page.page.inner_text("#fault p") == "2行2桁 SERVICEは使えません。このページは外部に接続しません。"
    assert page.page.inner_text("#go") == "2行2桁へ移動"


def test_a_word_that_is_refused_may_stand_in_texts_names_and_comments(visit, site):
    page = opened(
        visit,
        site,
        query="# SERVICE\nPREFIX service: <https://example.org/LOAD#>\n"
        "SELECT ?service ('INSERT' AS ?x) { BIND (service:DELETE AS ?service) }",
    )
    assert rows(page) == [["https://example.org/LOAD#DELETE", "INSERT"]]


def test_a_query_too_deep_for_the_engine_is_told_and_the_next_is_answered(visit, site):
    page = opened(visit, site)
    ask(page, "SELECT * { FILTER (" + "(" * 20_000 + "1" + ")" * 20_000 + ") }")
    assert "broke off at this query" in page.page.inner_text("#fault p")
    ask(page, "ASK {}")
    assert page.page.inner_text("#table") == "Yes (true)"


def test_a_long_query_is_cancelled_and_the_next_is_answered(visit, site):
    page = opened(visit, site)
    page.run("text => { renkei.sparql.editor().set(text); renkei.sparql.run(); }", ENDLESS)
    page.page.wait_for_selector("#cancel:not([disabled])")
    page.page.wait_for_selector("text=This has taken 5 s")
    page.page.click("#cancel")
    assert page.page.is_disabled("#cancel")
    assert page.page.inner_text("#run-status").startswith("Cancelled.")
    page.page.wait_for_selector("text=Ready:")
    ask(page, "SELECT (1 + 1 AS ?two) {}")
    assert rows(page) == [["2"]]


def test_running_again_ends_what_runs(visit, site):
    page = opened(visit, site)
    page.run("text => { renkei.sparql.editor().set(text); renkei.sparql.run(); }", ENDLESS)
    ask(page, "SELECT (2 AS ?two) {}")
    assert rows(page) == [["2"]]


def test_the_address_holds_the_query_and_the_view(visit, site):
    page = opened(visit, site, "ja")
    query = 'CONSTRUCT { ?a org:subOrganizationOf ?b }\nWHERE { ?a org:subOrganizationOf ?b } # "試" & 100%'
    ask(page, query)
    page.page.click("#view-graph")
    address = page.run("location.href")
    assert address.endswith("&view=graph")
    other = visit(site, "ja/index.html")
    other.page.goto(address)
    other.page.wait_for_selector("#graph svg .node")
    assert other.run("renkei.sparql.editor().text()") == query
    other.page.click(".languages a")
    other.page.wait_for_url("**/en/sparql.html#query=*")
    other.page.wait_for_selector("#graph svg .node")
    assert other.run("renkei.sparql.editor().text()") == query


def test_a_link_is_copied(visit, site):
    page = opened(visit, site, permissions=["clipboard-read", "clipboard-write"])
    page.run("renkei.sparql.editor().set('ASK {}')")
    page.page.click("#link")
    page.page.wait_for_selector("text=A link that opens this query was copied.")
    assert page.run("navigator.clipboard.readText()") == f"{site.as_uri()}/en/sparql.html#query=ASK%20%7B%7D"


@pytest.mark.parametrize("hash_", ["#query=%", "#query", "#other", "#query="])
def test_a_damaged_link_does_no_harm(visit, site, hash_):
    page = visit(site, f"en/sparql.html{hash_}")
    assert page.run("renkei.sparql.ready()")["size"] > 0
    page.page.wait_for_selector("#run:visible")


def test_rows_beyond_the_table_are_counted_and_saved(visit, site, graph: Graph):
    query = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p STR(?o) LANG(?o) LIMIT 2500"
    page = opened(visit, site, query=query)
    assert len(rows(page)) == 1000
    assert page.page.inner_text("#left") == "The table shows the first 1,000 rows. The other 1,500 are in the files to save."
    assert page.page.locator("#answer .sort").count() == 0  # an order of the first rows alone would mislead
    assert download(page, "csv").decode("utf-8") == graph.select(query).to_csv()


def test_files_hold_the_answer(visit, site, graph: Graph):
    query = 'SELECT ?a ?b ?c { VALUES (?a ?b ?c) { ("=1+1" -2 \'x,"y"\\nz\') ("ア"@ja UNDEF <https://example.org/>) } }'
    page = opened(visit, site, query=query)
    assert download(page, "csv").decode("utf-8") == graph.select(query).to_csv()
    excel = download(page, "excel")
    assert excel.startswith(b"\xef\xbb\xbfa,b,c\r\n'=1+1,-2,")
    assert list(csv.reader(io.StringIO(excel.decode("utf-8-sig"), newline="")))[1] == ["'=1+1", "-2", 'x,"y"\nz']
    assert json.loads(download(page, "json")) == json.loads(graph.select(query).to_json())
    assert page.page.is_hidden('[data-file="nt"]')
    construct = "CONSTRUCT WHERE { <https://w3id.org/renkei/id/place/JP-07> rdfs:label ?o }"
    ask(page, construct)
    assert download(page, "nt").decode("utf-8").splitlines() == sorted(f"{t} ." for t in graph.construct(construct))


def test_statements_and_pairs_are_drawn_with_the_table_beside_them(visit, site):
    page = opened(
        visit,
        site,
        query="SELECT ?a ?b { VALUES ?b { <https://w3id.org/renkei/id/place/JP-07> } ?a schema:containedInPlace ?b }",
    )
    page.page.click("#view-graph")
    drawn = page.run("[...document.querySelectorAll('#graph .node')].map(n => n.querySelector('title').textContent)")
    cells = {cell for row in rows(page) for cell in row}
    assert len(drawn) == len(cells)
    assert page.page.is_visible("#answer")
    assert page.page.get_attribute("#graph svg", "aria-label").startswith(f"Graph of the answer: {len(cells)} nodes, ")
    assert page.page.locator("#graph a.node[href='thing/place/JP-07.html']").count() == 1
    assert download(page, "svg").startswith(b"<svg")
    ask(page, "SELECT ?x { ?x a renkei:Council }")
    assert page.page.get_attribute("#view-graph", "aria-disabled") == "true"
    assert page.page.is_hidden("#graph")


def test_a_large_graph_is_cut_and_says_so(visit, site):
    page = opened(visit, site, query="SELECT ?a ?b { ?a schema:location ?b . ?a a org:Organization }")
    page.page.click("#view-graph")
    shown = page.page.locator("#graph .node").count()
    assert 40 < shown <= 80
    assert f"The graph shows the {shown} nodes with the most ties" in page.page.inner_text("#graph")


def test_terms_are_completed_by_their_names_in_both_languages(visit, site):
    page = opened(visit, site)
    page.run("renkei.sparql.editor().set(''), renkei.sparql.editor().element.focus()")
    for typed, wanted in (
        ("参画者", "renkei:participant"),
        ("renkei:partici", "renkei:participant"),
        ("participa", "renkei:participant"),
    ):
        page.page.keyboard.press("Control+A")
        page.page.keyboard.type(typed)
        page.page.wait_for_selector(f".cm-tooltip-autocomplete .cm-completionLabel:text-is('{wanted}')")
        assert "参画者" in page.page.inner_text(f".cm-tooltip-autocomplete li:has(.cm-completionLabel:text-is('{wanted}'))")
        page.page.keyboard.press("Escape")
    page.page.keyboard.press("Control+A")
    page.page.keyboard.type("skos:broade")
    page.page.wait_for_selector(".cm-tooltip-autocomplete")
    page.page.keyboard.press("Enter")
    assert page.run("renkei.sparql.editor().text()") == "skos:broader"


def test_a_fault_is_marked_while_one_types(visit, site):
    page = opened(visit, site)
    page.run("renkei.sparql.editor().set('SELECT * { ?s ?p }')")
    page.page.wait_for_selector(".cm-lintRange-error, .cm-lintPoint-error")
    page.run("renkei.sparql.editor().set('SELECT * { ?s ?p ?o }')")
    page.page.wait_for_selector(".cm-lintRange-error, .cm-lintPoint-error", state="detached")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keyboard_is_enough_and_tab_leaves_the_editor(visit, site, language):
    page = opened(visit, site, language)
    page.page.focus("#example")
    page.page.keyboard.press("Tab")
    assert page.run("document.activeElement === renkei.sparql.editor().element") is True
    page.page.keyboard.press("Control+A")
    page.page.keyboard.type("SELECT (1 AS ?x) {}")
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("Tab")
    assert page.run("document.activeElement.id") == "run"
    page.page.keyboard.press("Shift+Tab")
    page.page.keyboard.press("Control+Enter")
    page.page.wait_for_selector("#answer td")
    assert rows(page) == [["1"]]
    reached = []
    page.page.focus("#run")
    for _ in range(12):
        page.page.keyboard.press("Tab")
        reached.append(page.run("(e => e.id || e.dataset.file || e.className || e.tagName)(document.activeElement)"))
    assert reached[:9] == ["link", "view-table", "view-graph", "names", "answer", "csv", "excel", "json", "SUMMARY"]


def test_an_example_replaces_the_query_and_can_be_undone(visit, site):
    page = opened(visit, site)
    page.run("renkei.sparql.editor().set('ASK {}')")
    page.page.select_option("#example", "hubs")
    assert page.run("renkei.sparql.editor().text()") == page.run("renkeiOffered.questions.hubs")
    page.page.focus("#query-text")
    page.page.keyboard.press("Control+Z")
    assert page.run("renkei.sparql.editor().text()") == "ASK {}"
    assert page.page.input_value("#example") == ""


def test_where_the_editor_does_not_start_a_plain_one_does(visit, site, tmp_path):
    """As where CodeMirror was not copied with the site."""
    for name in ("en", "assets", "sparql"):
        (tmp_path / name).symlink_to(site / name)
    (tmp_path / "assets").unlink()
    (tmp_path / "assets").mkdir()
    for path in (site / "assets").iterdir():
        if path.name != "codemirror":
            (tmp_path / "assets" / path.name).symlink_to(path)
    (tmp_path / "assets" / "codemirror").mkdir()
    (tmp_path / "assets" / "codemirror" / "codemirror.js").write_text("", encoding="utf-8")
    page = opened(visit, tmp_path)
    page.page.fill("#query", "SELECT * {\n ?s x:y ?o }")
    page.page.keyboard.press("Control+Enter")
    page.page.click("#go")
    assert page.run("document.activeElement.id + document.activeElement.selectionStart") == "query15"
    page.page.fill("#query", "SELECT (3 AS ?x) {}")
    page.page.click("#run")
    page.page.wait_for_selector("#answer td")
    assert rows(page) == [["3"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_it_says_what_it_needs(visit, site, language):
    page = visit(site, f"{language}/sparql.html", javascript=False)
    assert "WebAssembly" in page.page.inner_text("noscript")
    assert page.page.is_hidden("#query")
    page.page.click("noscript a")
    page.page.wait_for_url(f"**/{language}/questions/index.html")


def test_where_the_engine_cannot_start_it_says_so(visit, site):
    page = visit(site, "en/index.html")
    page.page.add_init_script("delete window.DecompressionStream")
    page.page.goto(f"{site.as_uri()}/en/sparql.html")
    assert page.page.is_visible("#unavailable")
    assert page.page.is_hidden("#ask")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1280, 360])
def test_hostile_names_are_text_in_table_and_graph(visit, hostile_site, hostile_names, language, width):
    query = (
        "SELECT ?x ?up ?name { ?x org:subOrganizationOf ?up ; rdfs:label ?name "
        "FILTER (CONTAINS(STR(?x), 'hostile') && LANG(?name) = 'ja') }"
    )
    page = opened(visit, hostile_site, language, query, width=width)
    names = page.run("[...document.querySelectorAll('#answer tbody tr')].map(r => r.cells[2].textContent)")
    assert set(hostile_names.values()) <= set(names)
    page.page.click("#view-graph")
    titles = page.run("[...document.querySelectorAll('#graph .node title')].map(t => t.textContent)")
    assert all(any(title.startswith(name) for title in titles) for name in hostile_names.values())
    made = "main img, main script, main b, main iframe, main [onerror], main a[href^=javascript]"
    assert page.page.locator(made).count() == 0
    assert page.run("document.documentElement.scrollWidth") == width
    cells = [cell for row in csv.reader(io.StringIO(download(page, "excel").decode("utf-8-sig"), newline="")) for cell in row]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")] == []
