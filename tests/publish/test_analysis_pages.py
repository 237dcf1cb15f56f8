"""The analyses on the site: a page for each in both languages, with its table, its pictures, and nothing of a name run."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from renkei.analysis.catalogue import ANALYSES, Settings, analyze
from renkei.analysis.report import Analysis, columns
from renkei.errors import Text
from renkei.graph import Graph
from renkei.graph import open as open_graph
from renkei.network.views import Narrowing
from renkei.publish.analyses.analyses import Analysed, analyse_all, ties_by_year
from renkei.publish.analyses.pictures import TOLD
from renkei.publish.words import environment

NAMES = [name for name in ANALYSES if name != "what-if"]
KINDS = {"bars", "segments", "counted", "matrix", "dots", "board"}
# What the shipped data has nothing of.
EMPTY = {"triads", "capability-gaps"}


def _page(site: Path, language: str, name: str) -> str:
    return (site / language / "analyses" / f"{name}.html").read_text(encoding="utf-8")


def _charts(html: str) -> list[ET.Element]:
    return [ET.fromstring(svg) for svg in re.findall(r'<svg class="chart".*?</svg>', html, re.DOTALL)]


def _said(chart: ET.Element) -> str:
    return "\n".join(chart.itertext())


def _made(graph: Graph, name: str) -> Analysis:
    between = (2013, 2026) if name == "changes" else None
    return analyze(graph.store, name, Narrowing(), Settings(between=between))


def test_every_analysis_is_told_of_and_no_other() -> None:
    assert list(TOLD) == list(ANALYSES)
    assert {p.kind for told in TOLD.values() for p in told.pictures} == KINDS
    assert [name for name, told in TOLD.items() if not told.pictures] == ["what-if"]


def test_methods_from_the_literature_name_it() -> None:
    counts = {"components", "degrees", "gaps", "field-gaps", "capability-gaps", "changes", "what-if", "indicators"}
    assert {name for name, analysis in ANALYSES.items() if not analysis.sources} == counts


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_analysis_has_its_page_and_its_file(site: Path, language: str) -> None:
    there = sorted(p.name for p in (site / language / "analyses").iterdir())
    assert there == sorted(["index.html", *(f"{n}.{ending}" for n in NAMES for ending in ("html", "csv"))])
    index = _page(site, language, "index")
    assert re.findall(r'<li><a href="([a-z-]+)\.html">', index) == NAMES
    assert TOLD["what-if"].tells.of(language) in unescape(index)
    assert "renkei analyze what-if --help" in index


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_the_table_to_take_away_is_that_of_the_analysis(site: Path, graph: Graph, name: str, language: str) -> None:
    made = _made(graph, name).result(language)
    path = site / language / "analyses" / f"{name}.csv"
    assert path.read_bytes().decode("utf-8") == made.to_csv()
    html = _page(site, language, name)
    table = html.partition('<table class="data" id="answer"')[2].partition("</table>")[0]
    assert table.count('<tr role="row">') == (len(made) + 1 if len(made) else 0)
    assert f'<a href="{name}.csv"' in html


def test_the_table_on_the_page_has_the_values_of_the_analysis_and_links(site: Path, graph: Graph) -> None:
    html = _page(site, "en", "holes")
    rows = re.findall(r'<tr role="row"><th role="rowheader".*?</tr>', html, re.DOTALL)
    cells = [[unescape(re.sub(r"<[^>]*>", "", c)) for c in re.findall(r"<t[hd]\b.*?</t[hd]>", row)] for row in rows]
    told = list(csv.reader(io.StringIO(_made(graph, "holes").result("en").to_csv())))[1:]
    assert [[name, *numbers] for _, name, *numbers in told] == cells
    assert '<a href="../thing/organization/yamaguchi-city-gov.html">Yamaguchi City Government</a>' in html


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_pictures_have_a_text_alternative_and_the_notes_stand_beside(
    site: Path, graph: Graph, name: str, language: str
) -> None:
    html = _page(site, language, name)
    charts = _charts(html)
    assert len(charts) == (0 if name in EMPTY else len(TOLD[name].pictures) + (name == "changes"))
    for chart in charts:
        assert chart.get("role") == "img"
        labels = [chart.find(f"*[@id='{at}']") for at in (chart.get("aria-labelledby") or "").split()]
        assert [e.tag for e in labels if e is not None and e.text] == ["title", "desc"]
    for note in _made(graph, name).notes:
        assert note.of(language) in unescape(re.sub(r"<[^>]*>", "", html))
    for source in ANALYSES[name].sources:
        assert f'<cite lang="en">{source}</cite>' in html


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("centrality", ["Number of ties 6: Innovation Promotion Center", "Betweenness 0.0354: Yamaguchi City Government"]),
        ("mixing", ["Ties within 18: Region: Yamaguchi", "Ties outward 11: Sector: academia"]),
        ("brokerage", ["Coordinator: all three in one group 8: Innovation Promotion Center"]),
        ("regions", ["Ties 18, Expected 14.3: Yamaguchi, Yamaguchi", "Ties 3, Expected 0.306, over: Fukushima, Fukushima"]),
        ("degrees", ["ties 1, organisations 16", "ties 6, organisations 1"]),
        ("cores", ["Organisations by core 10: k = 4"]),
        ("gaps", ["There 6: Hubs", "Missing 41: Hubs"]),
        (
            "changes",
            [
                "New 13: Organisation",
                "Lost 2: Tie",
                "14 columns, one for each year. 2013: 2, 2014: 2, 2015: 1, 2016: 1, 2017: 0, 2018: 1",
            ],
        ),
        (
            "indicators",
            ["73.3% missed at that date (computed): Joint transports of coal carried out", "22 / 30 (times, March 2020)"],
        ),
    ],
)
def test_the_values_are_in_the_picture(site: Path, name: str, said: list[str]) -> None:
    told = "\n".join(map(_said, _charts(_page(site, "en", name))))
    assert [text for text in said if text not in told] == []


def test_all_rows_with_a_value_are_in_a_picture_of_few(site: Path, graph: Graph) -> None:
    told = _said(_charts(_page(site, "ja", "bridges"))[0])
    for row in _made(graph, "bridges"):
        assert isinstance(row["name"], Text)
        assert f"切り離される機関数 {row['cut_off']}: {row['name'].ja}" in told


def test_where_there_is_nothing_to_draw_the_page_says_so(site: Path) -> None:
    html = _page(site, "en", "triads")
    assert "There is no value to draw." in html
    assert "<code>industry_name</code>" in html


def test_a_name_is_text_in_the_picture(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    heads = columns(("name", "名称", "name"), ("effective_size", "実効規模", "effective size"))
    made = Analysis(heads, ((Text(evil, evil), 2.5),))
    drawing = TOLD["holes"].pictures[0].draw(made, "en")
    macros = environment().get_template("drawing.html")
    html = str(macros.module.drawing(drawing, "one", "Title", "Text", "en"))  # type: ignore[attr-defined]
    assert "<script" not in html
    assert _said(ET.fromstring(html)).count(evil) == 2


def test_on_an_english_page_japanese_in_the_picture_is_marked() -> None:
    heads = columns(("name", "名称", "name"), ("effective_size", "実効規模", "effective size"))
    made = Analysis(heads, ((Text("機構", "機構"), 2.5),))
    macros = environment().get_template("drawing.html")
    drawing = TOLD["holes"].pictures[0].draw(made, "en")
    chart = ET.fromstring(str(macros.module.drawing(drawing, "one", "Title", "Text", "en")))  # type: ignore[attr-defined]
    assert [e.tag for e in chart.iter() if e.get("lang") == "ja"] == ["text", "rect"]


def test_capabilities_and_triples_are_drawn_where_there_are_any() -> None:
    heads = columns(("capability", "", ""), ("holders", "", ""), ("regions", "", ""), ("empty", "", ""))
    drawing = TOLD["capability-gaps"].pictures[0].draw(Analysis(heads, ((Text("滅菌", "sterilising"), 2, 1, 3),)), "en")
    assert drawing is not None
    assert [s.tip for s in drawing.shapes if s.tip] == ["Regions with it 1: sterilising", "Regions without it 3: sterilising"]
    heads = columns(*((name, "", "") for name in ("industry_name", "academia_name", "government_name", "weight")))
    drawing = (
        TOLD["triads"].pictures[0].draw(Analysis(heads, ((Text("社", "A"), Text("大", "B"), Text("県", "C"), 1.5),)), "en")
    )
    assert drawing is not None
    assert [s.tip for s in drawing.shapes if s.tip] == ["Weight of the ties 1.5: A – B – C"]


def test_a_site_of_little_says_why_it_compares_no_years(small_site: Path, small_store: Path) -> None:
    assert not (small_site / "en" / "analyses" / "changes.html").exists()
    assert "The data has no two years with ties to compare." in _page(small_site, "en", "index")
    assert "renkei analyze changes --help" in _page(small_site, "en", "index")
    with open_graph(small_store, memory=True) as small:
        assert ties_by_year(small.store) == {}


def test_large_data_is_not_analysed_and_says_so(graph: Graph) -> None:
    left = analyse_all(graph.store, run=False)
    assert [a.name for a in left] == list(ANALYSES)
    assert {a.why.en for a in left if a.why} == {"The data is too large to analyse it here; the command does."}
    assert left[0].command == "renkei analyze centrality"


def test_the_command_and_the_lines_of_python_give_the_same_table(graph: Graph) -> None:
    by_year = ties_by_year(graph.store)
    assert (min(by_year), max(by_year)) == (2013, 2026)
    one = Analysed("changes", _made(graph, "changes"), between=(2013, 2026))
    assert one.command == "renkei analyze changes --between 2013 2026"
    assert 'graph.analyze("changes", between=(2013, 2026)).result("en")' in one.python
    assert replace(one, between=None).command == "renkei analyze changes"
