"""The board of targets: the figures of the ledger and of SPARQL, each with its source, both sides where they differ."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from page_text import text_of

from renkei.analysis.indicators import MET, MISSED, entries
from renkei.publish.target_pages.board import _percent
from renkei.publish.target_pages.sparkline import HEIGHT, WIDTH, sparkline

RATES = """PREFIX renkei: <https://w3id.org/renkei/ns#>
SELECT ?indicator ?rate ?status WHERE {
  ?observation a renkei:Observation ; renkei:indicator ?indicator ; renkei:achievementRate ?rate ; renkei:computedStatus ?status
}"""


def _page(site: Path, path: str) -> str:
    return (site / path).read_text(encoding="utf-8")


def _rows(html: str) -> list[str]:
    return re.findall(r'<tr role="row" data-project=.*?</tr>', html, re.DOTALL)


def _cell(row: str, label: str) -> str:
    return text_of(re.search(rf'data-label="{label}"[^>]*>(.*?)</t[dh]>', row, re.DOTALL).group(1))  # type: ignore[union-attr]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_board_has_the_entries_of_the_ledger_in_their_order(graph, site, language):
    ledger = entries(graph.store)
    rows = _rows(_page(site, f"{language}/targets/index.html"))
    links = [re.search(r'href="\.\./thing/([^"]+)\.html"', row).group(1) for row in rows]  # type: ignore[union-attr]
    assert links == [entry.target["indicator"].rsplit("/id/", 1)[-1] for entry in ledger]
    shown = [re.search(r'data-computed="(\w+)"', row).group(1) for row in rows]  # type: ignore[union-attr]
    assert shown == ["met" if e.computed == MET else "missed" if e.computed == MISSED else "open" for e in ledger]
    stated = [re.search(r'data-stated="([^"]*)"', row).group(1).split() for row in rows]  # type: ignore[union-attr]
    assert stated == [sorted(status.rsplit("/", 1)[-1] for status in e.stated) for e in ledger]


def test_rates_are_those_that_the_store_states(graph, site):
    wanted = {
        (str(row[0].value).rsplit("/", 1)[-1], _percent(row[1].value), "met" if row[2].value == MET else "missed")
        for row in graph.select(RATES).table.rows
    }
    found = set()
    for row in _rows(_page(site, "en/targets/index.html")):
        if rate := re.search(r"<b>([\d.]+%)</b>", row):
            name = re.search(r"indicator/([^\"]+)\.html", row)
            status = re.search(r'data-computed="(\w+)"', row)
            assert name
            assert status
            found.add((name.group(1), rate.group(1), status.group(1)))
    assert found
    assert found == wanted


def test_a_row_tells_figures_units_dates_and_lines(site):
    row = next(r for r in _rows(_page(site, "en/targets/index.html")) if "ind2018-1-coal-joint-transport" in r)
    assert _cell(row, "Target") == "30 times Fiscal year 2020 002:26,140"
    assert _cell(row, "Actual") == "22 times March 2020 002:140"
    assert _cell(row, "Rate") == "73.3%"
    assert _cell(row, "Baseline") == "–"
    assert '<a href="../document/002.html#L140">' in row
    assert 'class="badge state missed">' in row
    assert _cell(row, "Stated status").startswith("on target by and large 2 September 2020 002:125,136,138")
    limited = next(r for r in _rows(_page(site, "ja/targets/index.html")) if "ind2018-9-startups-attracted" in r)
    assert _cell(limited, "目標値").startswith("5社（以上）")


def test_baselines_are_values_from_before_the_plan(site):
    row = next(r for r in _rows(_page(site, "ja/targets/index.html")) if "ind2024-3-1-commercialised" in r)
    assert _cell(row, "基準値").startswith("98件 2022年度（令和4年度）")
    assert _cell(row, "実績値") == "―"


def test_the_file_is_the_table_of_the_analysis(graph, site):
    for language in ("ja", "en"):
        text = _page(site, f"{language}/targets/targets.csv")
        assert text == graph.analyze("indicators").result(language).to_csv().replace("\r\n", "\n")
        assert len(list(csv.DictReader(io.StringIO(text)))) == len(entries(graph.store))


def test_the_page_of_an_indicator_compares_its_targets_and_shows_its_values_over_time(site):
    page = _page(site, "en/thing/indicator/ind2018-1-coal-joint-transport.html")
    compared = page.split('aria-labelledby="compared"')[1].split("</section>")[0]
    assert "73.3%" in compared
    assert 'href="../../targets/index.html"' in compared
    values = _page(site, "en/thing/indicator/stat-fukushima-device-parts-years-first.html")
    spark = values.split('<svg class="spark"')[1].split("</svg>")[0]
    assert spark.count("<circle") == 2
    assert "11 years" in spark
    assert "12 years" in spark
    assert 'aria-labelledby="compared"' not in _page(site, "en/thing/place/JP-35.html")


def test_points_of_a_line_lie_within_it_the_higher_the_more():
    line = sparkline([("2019", "3"), ("2020-03", "9"), ("2021-04-01", "6")], "said")
    assert [x for x, _ in line.points] == sorted(x for x, _ in line.points)
    ys = [y for _, y in line.points]
    assert ys[1] < ys[2] < ys[0]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in line.points)
    assert {y for _, y in sparkline([("2019", "3"), ("2020", "3")], "").points} == {HEIGHT / 2}


@pytest.mark.parametrize(("rate", "said"), [("0.733", "73.3%"), ("1", "100%"), ("0", "0%"), ("10.5", "1050%"), ("", "")])
def test_rates_as_percentages(rate, said):
    assert _percent(rate) == said
