"""Each benchmark runs on a tiny graph, so that it still runs when somebody wants its figures."""

from __future__ import annotations

import csv
import lzma
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build
from renkei.importers.cordis import import_cordis

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SHAPES = {p.stem for p in (BENCHMARKS / "shapes").glob("*.rq")}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The least graph that the generator makes."""
    made = tmp_path_factory.mktemp("generated") / "graph"
    run("generate.py", str(made), "--statements", "1")
    return made


def run(script: str, *arguments: str, may_exceed: bool = False) -> str:
    """What a benchmark prints. It fails with what it says where the benchmark does, or where a limit is exceeded."""
    command = [sys.executable, str(BENCHMARKS / script), *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode in ((0, 1) if may_exceed else (0,)), done.stderr
    assert not done.stderr.startswith("Traceback"), done.stderr
    return done.stdout


def rows(table: str) -> list[list[str]]:
    """The cells of the rows of a Markdown table, without its head."""
    lines = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line] for line in lines[2:]]


def test_the_same_seed_gives_the_same_tables(folder: Path, tmp_path: Path) -> None:
    script = f"import sys; sys.path.insert(0, {str(BENCHMARKS)!r}); import generate, pathlib; "
    script += f"generate.write_tables(pathlib.Path({str(tmp_path)!r}), 20)"
    subprocess.run([sys.executable, "-c", script], check=True)
    made = {p.name: p.read_bytes() for p in (tmp_path / "generated").iterdir()}
    assert made == {p.name: p.read_bytes() for p in (folder / "generated").iterdir()}
    with (folder / "generated" / "organizations.csv").open(encoding="utf-8", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [*(f"g-{n}" for n in range(20)), "g-council-0"]


def test_twelve_shapes_with_the_same_answers_in_rdflib(folder: Path) -> None:
    printed = run("queries.py", str(folder), "--runs", "1")
    assert {row[0] for row in rows(printed)} == SHAPES | {"geometric mean"}
    assert len(SHAPES) == 12
    assert "> 100" not in printed


def test_questions_are_asked_with_their_example_and_with_something_busier(folder: Path) -> None:
    printed = run("questions.py", str(folder), "--only", "activities-of-organisation", "hubs")
    found = {(row[0], row[1]): row[-1] for row in rows(printed)}
    activities = "activities-of-organisation"
    assert found.keys() == {
        (activities, "organisation=organization/fukushima-medical-university"),
        (activities, "organisation=organization/g-0"),
        ("hubs", ""),
    }
    assert found[("hubs", "")] == "6"


def test_overhead_is_told_for_each_shape(folder: Path) -> None:
    printed = run("overhead.py", str(folder), "--runs", "1", may_exceed=True)
    assert {row[0] for row in rows(printed)} == SHAPES | {"geometric mean"}
    assert "Above 5 % and 1 ms:" in printed


def test_partners_are_ranked_against_other_ways_where_groups_stay_together(tmp_path: Path) -> None:
    rng = random.Random(1)
    lines = ["rcn,role,pic,type,country,start_date"]
    for project in range(300):
        group, year = project % 6, 2015 + project // 60
        who = rng.sample(range(group * 40, group * 40 + 40), 4)
        for n, pic in enumerate(who):
            lines.append(f"{project},{'participant' if n else 'coordinator'},{pic},HES,FR,{year}-01-01")
    (tmp_path / "cordis").mkdir()
    (tmp_path / "cordis" / "participations.csv").write_text("\n".join(lines), encoding="utf-8")
    import_cordis(tmp_path / "cordis", tmp_path / "data")
    build(with_shipped([tmp_path / "data"]), tmp_path / "store", "public")
    printed = run("partner_ranking.py", str(tmp_path / "store"), "--cut", "2019", "--queries", "40", "--parts")
    found = {line[:26].strip(): [float(n) for n in line[26:58].split()] for line in printed.splitlines() if "queries)" in line}
    assert {"popularity", "Adamic-Adar", "item-based (implicit)", "renkei match", "without network"} <= found.keys()
    assert all(0 <= n <= 1 for told in found.values() for n in told)
    both = [line for line in printed.splitlines() if line.startswith(("popularity", "renkei match"))]
    popularity, match = (float(line[26:34]) for line in both[:2])  # of all partners
    assert match > 2 * popularity


@pytest.mark.browser
def test_a_browser_loads_the_quads_and_counts_them(folder: Path) -> None:
    named = (os.environ.get("RENKEI_CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    if not any(name and shutil.which(name) for name in named):
        pytest.skip("Chromium not found")
    ((quads, *_),) = rows(run("sparql_in_browser.py", str(folder), "--statements", "5000", "--runs", "1"))
    assert quads == "5,000"


# Corporate numbers are those of public registers: what a company has delivered, and what it wins later.
DELIVERED = {
    "1010001139967": ("庁舎の清掃", "警備と庁舎清掃"),
    "1010001143390": ("電子部品の溶接", "配管の溶接工事"),
    "9010001137740": ("白書の翻訳", "報告書の英文翻訳"),
    "2010005002559": ("気象観測装置", "地震の観測装置"),
}


def test_needs_are_met_by_those_who_delivered_the_like(tmp_path: Path) -> None:
    lines = ["date_of_order,title,amount,government_departments,corporate_number"]
    for n, (number, (before, later)) in enumerate(DELIVERED.items()):
        lines.append(f"2019-04-0{n + 1}T00:00:00+09:00,{before},{n},総務省,{number}")
        lines.append(f"2020-05-0{n + 1}T00:00:00+09:00,令和２年度{later},{n},財務省,{number}")
    lines.append("2020-06-01T00:00:00+09:00,平成３１年度庁舎の清掃,9,総務省,1010001139967")  # had before: a repeat
    lines.append("2020-06-02T00:00:00+09:00,印刷,9,総務省,5010005007398")  # delivered nothing before: no need
    with lzma.open(tmp_path / "contracts.csv.xz", "wt", encoding="utf-8") as file:
        file.write("\n".join(lines))
    found = {(row[0], row[2]): row for row in rows(run("needs.py", str(tmp_path), "--sample", "9"))}
    assert [found[group, "renkei"][1] for group in ("any winner", "new to the agency", "repeats")] == ["4", "4", "1"]
    assert {key: row[3] for key, row in found.items() if key[1] == "renkei"} == {
        ("any winner", "renkei"): "1.000 ± 0.000",
        ("new to the agency", "renkei"): "1.000 ± 0.000",
        ("repeats", "renkei"): "1.000 ± 0.000",
    }
    assert {key[1] for key in found} == {"renkei", "BM25", "BM25, joined", "contractors"}
