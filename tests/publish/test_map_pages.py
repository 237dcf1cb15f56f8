"""The map of Japan on the site: its numbers are those of SPARQL and of the projection, and they are there without a script."""

from __future__ import annotations

import csv
import html as html_of
import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from renkei.graph import Graph
from renkei.network.kept import affiliations
from renkei.network.projection import regions
from renkei.publish.geography.abroad import JAPAN
from renkei.publish.geography.counts import PREFECTURES, geography
from renkei.schema.namespaces import ID
from renkei.viz.charts import number
from renkei.viz.japan import arc, japan, stroke

LANGUAGES = ("ja", "en")
_COUNTS = """
SELECT ?prefecture ?kind (COUNT(DISTINCT ?body) AS ?n) WHERE {
  ?prefecture a renkei:Prefecture .
  ?body a org:Organization ; schema:location/renkei:within? ?prefecture .
  OPTIONAL { ?body org:classification ?kind }
} GROUP BY ?prefecture ?kind
"""


def _page(site: Path, language: str, name: str = "index") -> str:
    return (site / language / "map" / f"{name}.html").read_text(encoding="utf-8")


def _data(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def _text(fragment: str) -> str:
    return html_of.unescape(re.sub(r"<[^>]*>", "", fragment)).strip()


def _rows(page: str, table: str) -> list[list[str]]:
    body = page.partition(f'id="{table}"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    return [[_text(c) for c in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL)] for row in re.findall(r"<tr.*?</tr>", body)]


def _counted(graph: Graph) -> dict[tuple[str, str], int]:
    found = {}
    for prefecture, kind, n in graph.select(_COUNTS).table.rows:
        found[prefecture.value, kind.value if kind else ""] = int(n.value)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_prefectures_stand_on_the_map_the_tiles_and_the_table_in_the_order_of_jis(site: Path, language: str) -> None:
    page = _page(site, language)
    codes = [f"{n:02}" for n in range(1, 48)]
    outlines = page.partition('<g class="prefectures">')[2].partition("</g>")[0]
    assert re.findall(r'<a href="\.\./thing/place/JP-(\d\d)\.html"', outlines) == codes
    assert len(re.findall(r'<path d="M[^"]+z"/>', outlines)) == 47
    tiles = page.partition('<ol class="tiles"')[2].partition("</ol>")[0]
    assert re.findall(r'<a href="\.\./thing/place/JP-(\d\d)\.html"', tiles) == codes
    assert [row[0] for row in _rows(page, "prefectures")] == codes


def test_every_tile_stands_alone() -> None:
    places = [outline.tile for outline in japan().outlines.values()]
    assert len(set(places)) == 47
    assert {0 <= x < 12 and 0 <= y < 12 for x, y in places} == {True}


def test_organisations_are_as_many_as_sparql_counts(site: Path, graph: Graph) -> None:
    counted = _counted(graph)
    page = _page(site, "ja")
    totals = {p: sum(n for (place, _), n in counted.items() if place == p) for p in PREFECTURES}
    assert [int(row[2]) for row in _rows(page, "prefectures")] == [totals[p] for p in PREFECTURES]
    tiles = re.findall(r'<b data-count="\d+">(\d+)</b>', page)
    assert [int(n) for n in tiles] == [totals[p] for p in PREFECTURES]
    measures = _data(page)["measures"]
    university = f"{ID}organization-kind/university"
    assert measures["kind-university"]["counts"] == [counted.get((p, university), 0) for p in PREFECTURES]


def test_hubs_are_marked(site: Path) -> None:
    page = _page(site, "en")
    marked = re.findall(r'<span class="tile-name">★(\w+)</span>', page)
    assert marked == ["Iwate", "Fukushima", "Yamanashi", "Osaka", "Okayama", "Fukuoka"]
    assert re.findall(r'<tspan class="star">★</tspan>(\w+)', page) == marked


@pytest.mark.parametrize("language", LANGUAGES)
def test_ties_are_those_of_the_projection(site: Path, graph: Graph, language: str) -> None:
    found = regions(affiliations(graph.store))
    wanted = {
        (a, b): int(found.counts[n, m])
        for n, a in enumerate(found.rows)
        for m, b in enumerate(found.columns)
        if n <= m and found.counts[n, m] and {a, b} <= {*PREFECTURES, JAPAN}
    }
    places = (*PREFECTURES, JAPAN)
    page = _page(site, language)
    data = _data(page)
    assert {tuple(sorted((places[a], places[b]))): n for a, b, n in data["ties"]["|"]} == wanted
    told = {tuple(sorted((places[int(a)], places[int(b)]))) for a, b in re.findall(r'data-tie="(\d+)-(\d+)"', page)}
    assert told == set(wanted)
    assert sorted(int(row[2]) for row in _rows(page, "ties")) == sorted(wanted.values())
    drawn = re.findall(r'<path class="arc" d="(M[^"]+)" stroke-width="([\d.]+)"><title>', page)
    across = [(tuple(sorted(pair)), n) for pair, n in wanted.items() if pair[0] != pair[1]]
    at = dict(zip(places, data["at"], strict=True))
    assert drawn == [(arc(tuple(at[a]), tuple(at[b])), f"{stroke(n, n)}") for (a, b), n in across]


def test_the_file_of_ties_has_those_of_every_field_and_period(site: Path, graph: Graph) -> None:
    told = geography(graph.store).between
    rows = list(csv.DictReader((site / "en" / "map" / "ties.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == sum(map(len, told.ties.values()))
    medical = f"{ID}field/medical-devices"
    found = [(r["name"], r["other_name"], r["ties"]) for r in rows if (r["field"], r["period"]) == (medical, "")]
    assert found == [
        (a, b, str(n))
        for one, other, n in told.ties.get((medical, ""), ())
        for a, b in [("Japan" if p == 47 else geography(graph.store).names[PREFECTURES[p]].en for p in (one, other))]
    ]


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "出典：国土地理院ウェブサイト"), ("en", "Geospatial Information Authority of Japan")]
)
def test_who_made_the_outlines_is_said(site: Path, language: str, words: str) -> None:
    assert words in _page(site, language)
    assert "processed" in japan().notice.en
    assert "加工" in japan().notice.ja


def test_the_northern_territories_are_drawn() -> None:
    """Etorofu reaches farther east and north than Hokkaido itself."""
    path = japan().outlines["JP-01"].path
    starts = [tuple(map(int, pair)) for pair in re.findall(r"M(\d+) (\d+)", path)]
    assert max(x for x, _ in starts) > 900
    assert min(y for x, y in starts if x > 900) < 90


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_leads_abroad_stands_beside(site: Path, graph: Graph, language: str) -> None:
    page = _page(site, language)
    section = page.partition('<ul class="map-abroad">')[2].partition("</ul>\n      ")[0]
    names = {"ja": ["ドイツ", "タイ", "ベトナム", "台湾"], "en": ["Germany", "Thailand", "Viet Nam", "Taiwan"]}
    told = [_text(h) for h in re.findall(r"<h3>(.*?)</h3>", section, re.DOTALL)]
    assert told == names[language]
    rows = list(csv.DictReader((site / language / "map" / "abroad.csv").read_text(encoding="utf-8").splitlines()))
    assert {r["place"].rsplit("/", 1)[-1] for r in rows} == {"JP-07", "JP-35"}
    for prefecture in ("JP-07", "JP-35"):
        answer = graph.query("overseas-links", region=ox.NamedNode(f"{ID}place/{prefecture}"))
        assert {r["activity"] for r in rows if r["place"].endswith(prefecture)} == {str(r["activity"]) for r in answer}


def test_a_page_stays_small(site: Path) -> None:
    for language in LANGUAGES:
        assert len(_page(site, language).encode()) < 150_000


# --- regions by regions


def _matrix(page: str, key: str) -> tuple[list[str], list[list[str]]]:
    table = page.partition(f'<table class="figures matrix" aria-labelledby="matrix-{key}">')[2].partition("</table>")[0]
    heads = [_text(h) for h in re.findall(r'<th scope="col">(.*?)</th>', table)]
    rows = [[_text(c) for c in re.findall(r"<t[hd]\b.*?</t[hd]>", row)] for row in table.split("<tbody>")[1].split("</tr>")]
    return heads[1:], [row for row in rows if row]


def test_the_matrix_of_prefectures_has_the_numbers_of_the_analysis(site: Path, graph: Graph) -> None:
    heads, rows = _matrix(_page(site, "en", "regions"), "prefectures")
    told = {
        frozenset((row["name"].en, row["other_name"].en)): (row["ties"], row["expected"], row["standing"])
        for row in graph.analyze("regions")
    }
    assert heads == ["Fukushima", "Yamaguchi", "National bodies"]
    named = {"National bodies": "Japan"}
    marks = {"over": "▲ ", "under": "▼ "}
    for name, *cells in rows:
        for other, cell in zip(heads, cells, strict=True):
            ties, expected, standing = told[frozenset(named.get(n, n) for n in (name, other))]
            side = standing.en if standing else ""
            assert cell == f"{marks.get(side, '')}{ties} / {number(expected)}{f' {side}' if side else ''}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("scheme", "districts"), [("eight-regions", 8), ("list-districts", 7)])
def test_every_district_of_a_scheme_is_in_its_matrix(site: Path, language: str, scheme: str, districts: int) -> None:
    heads, rows = _matrix(_page(site, language, "regions"), scheme)
    assert [row[0] for row in rows] == heads
    assert len(heads) == districts
    assert all(row[1:] == [cells[at] for cells in rows] for at, row in enumerate(rows, 1))
    ties = [int(m[1]) for row in rows for c in row[1:] if (m := re.match(r"\D*(\d+) /", c))]
    assert sorted(ties) == [0, 0, 3, 18]
    file = (site / language / "map" / f"regions-{scheme}.csv").read_text(encoding="utf-8")
    assert [int(r["ties"]) for r in csv.DictReader(file.splitlines())] == [3, 0, 18]


# --- gaps


def test_gaps_are_those_of_the_analysis(site: Path, graph: Graph) -> None:
    page = _page(site, "en", "gaps")
    columns = ("hubs", "councils", "universities", "hospitals", "linked")
    figures = re.findall(r'<figure aria-labelledby="gap-(\w+)">(.*?)</figure>', page, re.DOTALL)
    assert [key for key, _ in figures] == list(columns)
    for key, figure in figures:
        there = {row["name"].en for row in graph.analyze("gaps") if row[key]}
        told = re.findall(r">([^<]+)</a>", figure.split("<details>")[0])
        missing = re.findall(r">([^<]+)</a>", figure.split("<details>")[1])
        assert set(told) == there
        assert len(told) + len(missing) == 47
        assert figure.count('<rect class="there"') == len(there)


@pytest.mark.parametrize(("language", "words"), [("ja", "データにない"), ("en", "not in the data")])
def test_what_is_missing_is_said_to_be_not_in_the_data(site: Path, language: str, words: str) -> None:
    page = _page(site, language, "gaps")
    table = page.partition('aria-labelledby="scheme-eight-regions">')[2].partition("</table>")[0]
    assert table.count(f'<td class="numeric absent">{words}</td>') == 28
    assert '<td class="numeric">0</td>' not in page


def test_fields_by_region_count_the_organisations_of_a_field(site: Path, graph: Graph) -> None:
    rows = list(csv.DictReader((site / "en" / "map" / "gaps-fields.csv").read_text(encoding="utf-8").splitlines()))
    asked = """SELECT DISTINCT ?body WHERE {
      ?field skos:broader* <https://w3id.org/renkei/id/field/bio> .
      { ?body renkei:field ?field }
      UNION { ?activity renkei:field ?field . ?tie renkei:activity ?activity ; renkei:participant ?body }
      UNION { ?activity renkei:field ?field . ?tie org:organization ?activity ; org:member ?body }
      ?body a org:Organization ; schema:location/renkei:within? <https://w3id.org/renkei/id/place/JP-35> .
    }"""
    (bio,) = [row for row in rows if row["field"].endswith("/bio")]
    assert int(bio["JP-35"]) == len(graph.select(asked))


def test_what_is_not_known_is_said(site: Path, graph: Graph) -> None:
    page = _page(site, "en", "gaps")
    figures = dict(re.findall(r"<div><dt>(.*?)</dt><dd>(\d+)</dd></div>", page))
    placeless = """SELECT ?body WHERE { ?body a org:Organization .
      OPTIONAL { ?body schema:location/renkei:within? ?prefecture . ?prefecture a renkei:Prefecture }
      OPTIONAL { ?body schema:location ?country . ?country a schema:Country }
      FILTER (!bound(?prefecture) && !bound(?country)) }"""
    assert int(figures["Organisations of unknown place"]) == len(graph.select(placeless))


# --- the small map on the page of a place


def _locator(site: Path, language: str, page: str) -> str:
    html = (site / language / "thing" / "place" / f"{page}.html").read_text(encoding="utf-8")
    return html.partition('<figure class="locator">')[2].partition("</figure>")[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("JP-07", ["JP-07"]),
        ("JP-47", ["JP-47"]),
        ("region-shikoku", ["JP-36", "JP-37", "JP-38", "JP-39"]),
        ("list-hokkaido-tohoku", [f"JP-{n:02}" for n in range(1, 8)]),
    ],
)
def test_a_place_is_shown_on_a_small_map(site: Path, language: str, page: str, marked: list[str]) -> None:
    found = _locator(site, language, page)
    assert re.findall(r'<path class="here" d="([^"]+)"/>', found) == [japan().outlines[code].path for code in marked]
    assert '<a href="../../map/index.html">' in found
    assert japan().notice.of(language) in found
    assert len(found.encode()) < 7_000


def test_what_is_no_place_of_japan_has_no_small_map(site: Path) -> None:
    for page in ("JP", "DE", "area-taiwan"):
        assert _locator(site, "en", page) == ""
    assert "locator" not in (site / "en" / "thing" / "organization" / "fukushima-medical-device-promotion.html").read_text(
        "utf-8"
    )
