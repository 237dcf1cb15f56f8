"""The section of time: all dated things of the store and nothing else, as precisely as they are told, with their sources."""

from __future__ import annotations

import csv
import datetime
import re
from pathlib import Path

import pytest
from page_text import text_of

from renkei.errors import Text
from renkei.publish.time_pages.dated import Dated, When
from renkei.publish.time_pages.lanes import MOST_MARKS, lanes
from renkei.publish.time_pages.roadmap import fiscal_year
from renkei.publish.words import messages
from renkei.text.dates import parse_date

EVENTS = """PREFIX renkei: <https://w3id.org/renkei/ns#> PREFIX schema: <https://schema.org/>
SELECT DISTINCT ?event WHERE {
  ?event a renkei:Event { ?event schema:startDate ?date } UNION { ?event renkei:fiscalYear ?year }
}"""
PERIODS = """PREFIX renkei: <https://w3id.org/renkei/ns#> PREFIX schema: <https://schema.org/>
SELECT DISTINCT ?thing WHERE {
  ?thing a ?kind . FILTER (?kind IN (renkei:Plan, renkei:Programme, renkei:Project))
  { ?thing schema:startDate ?date } UNION { ?thing schema:endDate ?date }
  UNION { ?thing renkei:firstFiscalYear ?date } UNION { ?thing renkei:lastFiscalYear ?date }
}"""
ROW = re.compile(r'<tr role="row" data-lane="(\w+)".*?</tr>', re.DOTALL)


def _page(site: Path, path: str) -> str:
    return (site / path).read_text(encoding="utf-8")


def _row(html: str, name: str) -> str:
    """The row of the table that a thing of this name heads."""
    return next(row.group() for row in ROW.finditer(html) if f">{name}</a></th>" in row.group())


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_timeline_has_every_dated_event_once_and_the_picture_a_mark_for_each_row(graph, site, language):
    html = _page(site, f"{language}/time/index.html")
    rows = [row.group() for row in ROW.finditer(html)]
    events = [row for row in rows if 'href="../thing/event/' in row.split("</th>")[0]]
    assert len(events) == len(graph.select(EVENTS))
    picture = html.split('<svg class="chart"')[1].split("</svg>")[0]
    assert len(re.findall(r'class="moment ', picture)) == len(rows)


def test_rows_stand_in_order_under_their_years_with_the_eras(site):
    html = _page(site, "ja/time/index.html")
    heads = re.findall(r'class="kana-row" id="y(\d+)"><th[^>]*>([^<]*)<', html)
    assert [int(year) for year, _ in heads] == sorted(int(year) for year, _ in heads)
    assert dict(heads)["2019"] == "2019年(平成31年・令和元年)"
    keys = re.findall(r'class="when" data-label="[^"]*" data-key="([\d-]+) ', html)
    assert keys == sorted(keys)
    assert '<th role="rowheader" scope="rowgroup" colspan="8">2019 (Heisei 31 / Reiwa 1)<' in _page(site, "en/time/index.html")


def test_a_date_is_told_and_drawn_as_precisely_as_its_source_has_it(site):
    html = _page(site, "ja/time/index.html")
    when = re.compile(r'class="when"[^>]*>(.*?)</td>', re.DOTALL)
    told = {
        name: text_of(when.findall(_row(html, name))[0])
        for name in ("東日本大震災", "リーマンショック", "「宇宙データ利用推進センター」を設置", "令和2年度工業統計調査")
    }
    assert list(told.values()) == [
        "2011年(平成23年)3月11日", "2008年(平成20年)9月", "2019年(平成31年・令和元年)", "2020年度（令和2年度）",
    ]  # fmt: skip
    picture = html.split('<svg class="chart"')[1].split("</svg>")[0]
    found = re.findall(r'<(\w+) class="moment ([^"]*)"[^>]*><title>(.*?)</title>', picture)
    marks = {text_of(tip): (tag, style) for tag, style, tip in found}
    assert marks["東日本大震災 (2011年(平成23年)3月11日)"] == ("circle", "event")
    assert marks["「宇宙データ利用推進センター」を設置 (2019年(平成31年・令和元年))"] == ("rect", "founding somewhere")
    assert marks["地域連携拠点自立化推進事業 (2021年(令和3年)～)"] == ("path", "programme open")
    edition = "やまぐち産業イノベーション戦略 (2021年度（令和3年度）～2023年度（令和5年度）)"
    assert marks[edition] == ("rect", "plan period")


def test_rows_cite_the_lines_of_their_dates(site):
    row = _row(_page(site, "ja/time/index.html"), "東日本大震災")
    assert '<a href="../document/003.html#L67">003:67-68</a>' in row
    inferred = _row(_page(site, "en/time/index.html"), "First draft of the revised strategy")
    assert '<a href="../document/002.html#L224">002:224,292,294,296</a> <span class="basis">inferred</span>' in inferred
    assert '<span class="badge planned">planned</span>' in inferred


def test_foundings_that_a_rule_derives_are_told_by_their_events_alone(site):
    html = _page(site, "ja/time/index.html")
    assert "../thing/event/event-yamaguchi-council-founding.html" in html
    assert '<th role="rowheader" scope="row" data-label="名称"><a href="../thing/organization/' not in html


def test_the_roadmap_has_every_plan_programme_and_project_with_a_period(graph, site):
    wanted = {str(row[0].value).rsplit("/id/", 1)[-1] for row in graph.select(PERIODS).table.rows}
    for language in ("ja", "en"):
        html = _page(site, f"{language}/time/roadmap.html")
        table = html.split('id="roadmap"')[1]
        rows = re.findall(r'<th role="rowheader"[^>]*><a href="\.\./thing/([^"]+)\.html"', table)
        assert len(rows) == len(set(rows))
        assert set(rows) == wanted
        found = list(csv.DictReader(_page(site, f"{language}/time/roadmap.csv").splitlines()))
        assert {row["id"] for row in found} == wanted
        drawn = set(re.findall(r'<th scope="row" class="depth-\d"><a href="\.\./thing/([^"]+)\.html"', html))
        assert wanted <= drawn


def test_cells_of_the_roadmap_are_the_fiscal_years_of_the_period(site):
    html = _page(site, "ja/time/roadmap.html")
    chart = html.split('id="chart-plan-yamaguchi-innovation-strategy-2018"')[1].split("</table>")[0]
    years = re.findall(r'class="year"><span>([^<]*)</span> <span class="era-year">([^<]*)</span>', chart)
    assert years == [("2018年度", "平成30年度"), ("2019年度", "令和元年度"), ("2020年度", "令和2年度")]
    first = chart.split("<tbody>")[1].split("</tr>")[0]
    assert re.findall(r'<td class="([^"]*)"', first) == ["on starts", "on", "on ends"]
    assert "概ね順調に進捗" in first
    hub = html.split('id="chart-programme-medical-engineering-innovation-programme"')[1].split("</table>")[0]
    line = hub.split('class="depth-1"')[1].split("</tr>")[0]
    assert re.findall(r'<td class="([^"]*)"', line) == ["maybe", "on starts open"]  # 2021 may lie in two fiscal years


@pytest.mark.parametrize(("day", "year"), [((2019, 3, 31), 2018), ((2019, 4, 1), 2019), ((2020, 1, 1), 2019)])
def test_fiscal_years_begin_in_april(day, year):
    assert fiscal_year(datetime.date(*day)) == year


def _dated(number: int, year: int) -> Dated:
    date = parse_date(str(year))
    when = When(date.first_day, date.last_day, Text(str(year), str(year)), "year", str(year))
    name = Text(f"出来事{number}", f"event {number}")
    return Dated(f"e{number}", name, "", "event", name, when, None, True, False, None, (), (), (), ())


def test_a_long_timeline_has_numbers_in_place_of_marks():
    many = [_dated(n, 2000 + n % 3) for n in range(MOST_MARKS + 1)]
    made = lanes(many, {"event": "出来事"}, lambda d: d.label.ja, "ja")
    assert made is not None
    assert [s.text for s in made.shapes if s.style.startswith("cell-count")] == ["101", "100", "100"]
    assert [s for s in made.shapes if s.style.startswith("moment")] == []
    assert lanes([], {}, lambda d: "", "ja") is None


def test_the_words_of_the_pages_are_those_of_their_language(site):
    for language in ("ja", "en"):
        assert f"<h1>{messages(language)['roadmap_title']}</h1>" in _page(site, f"{language}/time/roadmap.html")


def test_changes_of_each_year_are_those_of_the_analysis(graph, site):
    html = _page(site, "en/time/changes.html")
    rows = re.findall(r'data-key="(\d+)">(\d+)→\d+</th>(.*?)</tr>', html, re.DOTALL)
    assert [(int(before), int(after)) for after, before, _ in rows] == [(y, y + 1) for y in range(2013, 2026)]
    for after, before, cells in rows[-3:]:
        told = graph.analyze("changes", between=(int(before), int(after)))
        wanted = [
            sum(row["change"].en == change and row["what"].en == what for row in told)
            for what in ("organisation", "tie", "bridge")
            for change in ("new", "lost")
        ]
        assert [int(n) for n in re.findall(r'data-key="(\d+)"', cells)] == wanted
    assert 'href="../analyses/changes.html"' in html


def test_projects_carried_on_between_editions_are_those_of_the_saved_question(graph, site):
    html = _page(site, "ja/time/changes.html")
    lists = re.findall(r'<h3>[^<]*<span class="count">(\d+)</span></h3>(.*?)</div>', html, re.DOTALL)
    linked = [set(re.findall(r'<li><a href="\.\./thing/([^"]+)\.html"', part)) for _, part in lists]
    answer = graph.query(
        "changes-between-editions", earlier="yamaguchi-innovation-strategy-2018", later="yamaguchi-innovation-strategy-2024"
    )
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.table.rows]
    short = {
        standing: {str(row[key].value).rsplit("/id/", 1)[-1] for row in rows if row["standing_en"].value.startswith(standing)}
        for standing, key in (("later edition only", "later_one"), ("earlier edition only", "earlier_one"))
    }
    assert linked[2] == short["earlier edition only"]
    assert linked[1] <= short["later edition only"]
    assert [int(n) for n, _ in lists] == [len(found) for found in linked]
