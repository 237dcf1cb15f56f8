"""A large table of organisations to a durable store, with all checks, against pandas and rdflib and against `bulk_load`.

    python benchmarks/tables.py [--rows 100000] [--runs 3]
    python benchmarks/tables.py --rows 1000000 --alone          # memory: ours only

The list is made up, the same for the same number of rows: firms, universities and support centers with a name in Japanese and
English, a reading, a kind, a field, a prefecture (by id, Japanese or English name), a web site and a postcode. The rivals do
less. pandas reads the file as text, and rdflib is given in memory, with no check, the statements of the rows; a third
contender gives it all statements of our default graph for these rows, that is those that rules derive too. `bulk_load` gets
all quads of our store as a file of N-Quads.
"""

from __future__ import annotations

import argparse
import csv
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import harness

HEADINGS = ("id", "label_ja", "label_en", "reading", "kind", "field", "place", "url", "postcode")
_PLACES = (("東", "Higashi", "ひがし"), ("三浦", "Miura", "みうら"), ("桜", "Sakura", "さくら"), ("青葉", "Aoba", "あおば"))
_TRADES = (("精機", "Precision", "せいき"), ("樹脂", "Resin", "じゅし"), ("医療機器", "Medical Devices", "いりょうきき"))
_KINDS = ("company", "企業", "company", "Company", "university", "support-center")
_FIELDS = ("medical-devices", "digital", "chemistry", "")
_PREFECTURES = ("JP-07", "福島県", "Fukushima", "JP-13", "東京都", "JP-27", "大阪", "JP-01")

OURS = """
import sys
from pathlib import Path
from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build
directory = Path(sys.argv[2]) / str(len(list(Path(sys.argv[2]).iterdir())))
manifest = build(with_shipped([Path(sys.argv[1])]), directory, "owner").generation.manifest
print(f"{manifest['statements']:,} statements in the default graph, {manifest['quads']:,} quads in all")
"""

# The statements of a row as rdflib's own user would write them; with "all", what our rules derive from them too.
RDFLIB = """
import sys
import pandas
from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef
every = sys.argv[2] == "all"
ID, NS, ORG, SCHEMA = "https://w3id.org/renkei/id/", "https://w3id.org/renkei/ns#", "http://www.w3.org/ns/org#", "https://schema.org/"
rows = pandas.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
graph = Graph()
for number, row in enumerate(rows.itertuples(index=False), start=2):
    node = URIRef(f"{ID}organization/{row.id}")
    graph.add((node, RDF.type, URIRef(ORG + "Organization")))
    graph.add((node, RDFS.label, Literal(row.label_ja, lang="ja")))
    graph.add((node, RDFS.label, Literal(row.label_en, lang="en")))
    graph.add((node, URIRef(NS + "reading"), Literal(row.reading, lang="ja-Hira")))
    graph.add((node, URIRef(ORG + "classification"), URIRef(f"{ID}organization-kind/{row.kind}")))
    if row.field:
        graph.add((node, URIRef(NS + "field"), URIRef(f"{ID}field/{row.field}")))
    graph.add((node, URIRef(SCHEMA + "location"), URIRef(f"{ID}place/{row.place}")))
    graph.add((node, URIRef(SCHEMA + "url"), Literal(row.url)))
    graph.add((node, URIRef(SCHEMA + "postalCode"), Literal(row.postcode)))
    graph.add((node, URIRef(NS + "locator"), Literal(f"list/organizations.csv#row={number}")))
    if every:
        for name in (NS + "Company", ORG + "FormalOrganization", "http://xmlns.com/foaf/0.1/Agent"):
            graph.add((node, RDF.type, URIRef(name)))
        graph.add((node, URIRef(NS + "sector"), URIRef(f"{ID}sector/industry")))
        graph.add((node, SKOS.altLabel, Literal(row.reading, lang="ja-Hira")))
print(f"{len(graph):,} statements in rdflib")
"""

DUMP = """
import sys
import pyoxigraph as ox
import renkei
renkei.open(sys.argv[1]).store.raw.dump(sys.argv[2], ox.RdfFormat.N_QUADS)
"""

BULK = """
import shutil, sys
import pyoxigraph as ox
shutil.rmtree(sys.argv[2], ignore_errors=True)
store = ox.Store(sys.argv[2])
store.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)
store.flush()
"""


def organizations(number: int, seed: int = 1) -> Iterator[tuple[str, ...]]:
    """`number` rows under `HEADINGS`."""
    random_ = random.Random(seed)
    for n in range(number):
        place, trade = random_.choice(_PLACES), random_.choice(_TRADES)
        yield (
            f"firm-{n}",
            f"株式会社{place[0]}{trade[0]}第{n}工場",
            f"{place[1]} {trade[1]} Works No. {n}",
            f"かぶしきがいしゃ{place[2]}{trade[2]}",
            random_.choice(_KINDS),
            random_.choice(_FIELDS),
            random_.choice(_PREFECTURES),
            f"https://example.org/firms/{n}",
            f"{random_.randint(100, 999)}-{random_.randint(0, 9999):04}",
        )


def write(folder: Path, number: int) -> Path:
    """A data set with the table, and its file."""
    folder.mkdir()
    (folder / "dataset.toml").write_text('id = "list"\nvisibility = "public"\n', encoding="utf-8")
    path = folder / "organizations.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(organizations(number))
    return path


def compare(rows: int, runs: int) -> harness.Comparison:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, stores = _ours(folder, rows)
        subprocess.run(ours.command, check=True)
        quads = folder / "quads.nq"
        subprocess.run([sys.executable, "-c", DUMP, str(next(stores.iterdir())), str(quads)], check=True)
        rdflib = [sys.executable, "-c", RDFLIB, str(folder / "list" / "organizations.csv")]
        contenders = [
            ours,
            harness.Contender("pandas and rdflib, in memory: what the rows state", [*rdflib, "stated"]),
            harness.Contender("pandas and rdflib, in memory: our whole default graph", [*rdflib, "all"]),
            harness.Contender("pyoxigraph bulk_load of our quads", [sys.executable, "-c", BULK, str(quads), f"{folder}/bulk"]),
        ]
        measured = harness.compare(contenders, runs, warmups=0)
    return harness.Comparison(f"{rows:,} organisations to a store", measured, [0.67, None, 2.5], 1_500)


def alone(rows: int) -> harness.Comparison:
    """Ours only, once: for the time and memory of a very large table."""
    with tempfile.TemporaryDirectory() as folder:
        ours, _ = _ours(Path(folder), rows)
        return harness.Comparison(f"{rows:,} organisations to a store", harness.compare([ours], 1, warmups=0))


def _ours(folder: Path, rows: int) -> tuple[harness.Contender, Path]:
    """Our build of a list of so many rows, and the folder in which each run makes a store."""
    table = write(folder / "list", rows)
    stores = folder / "stores"
    stores.mkdir()
    return harness.Contender("renkei build", [sys.executable, "-c", OURS, str(table.parent), str(stores)]), stores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="ours only, once: for the memory of a very large table")
    options = parser.parse_args()
    print(harness.table(alone(options.rows) if options.alone else compare(options.rows, options.runs)))


if __name__ == "__main__":
    main()
