"""A site of many things made from CORDIS: time, memory and size, beside the plainest site of the same statements.

    python benchmarks/publishing.py DIR [--things 20000] [--keep FOLDER]

DIR holds the files that `renkei import --from cordis` reads. Projects are taken in the order of the import, with the
organisations that take part in them, until there are as many things as wanted; a store is built from them and the shipped
data, and published as a person does. The rival reads the site's own download of all statements with rdflib, and writes one page
for each thing from a jinja2 template of a few lines: names and values in one language, no sources, pictures, lists or files.
`shipped` is the site of the shipped data alone.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import harness

_ID = "https://w3id.org/renkei/id/"
_PLAIN = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{{ name }}</title><h1>{{ name }}</h1>
<dl>{% for property, value in facts %}<dt>{{ property }}</dt><dd>{{ value }}</dd>{% endfor %}</dl></html>
"""


def cut(source: Path, target: Path, things: int) -> None:
    """The projects at the head of an imported data set and their organisations, as a data set of so many things."""
    target.mkdir(parents=True)
    shutil.copy(source / "dataset.toml", target / "dataset.toml")
    members: dict[str, set[str]] = {}
    for row in _rows(source / "participations.csv"):
        members.setdefault(row["activity"], set()).add(row["participant"])
    projects: set[str] = set()
    organisations: set[str] = set()
    for row in _rows(source / "projects.csv"):
        more = organisations | members.get(row["id"], set())
        if len(projects) + 1 + len(more) > things:
            break
        projects.add(row["id"])
        organisations = more
    kept = {"projects": ("id", projects), "organizations": ("id", organisations), "participations": ("activity", projects)}
    for file in sorted(source.glob("*.csv")):
        rows = list(_rows(file))
        if file.stem in kept:
            column, wanted = kept[file.stem]
            rows = [row for row in rows if row[column] in wanted]
        with (target / file.name).open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def plain(site: Path, target: Path) -> None:
    """The rival: a page for each thing that has one in the site, from rdflib and a template of a few lines."""
    import jinja2
    import rdflib

    graph = rdflib.Dataset(default_union=False)
    with gzip.open(site / "data" / "renkei.nq.gz") as file:
        graph.parse(file, format="nquads")
    template = jinja2.Environment(autoescape=True).from_string(_PLAIN)

    def name(node: rdflib.term.Node) -> str:
        return str(next(iter(sorted(graph.objects(node, rdflib.RDFS.label), key=str)), node))

    for page in sorted((site / "en" / "thing").rglob("*.html")):
        path = page.relative_to(site / "en" / "thing").with_suffix("")
        thing = rdflib.URIRef(_ID + path.as_posix())
        facts = sorted((name(p), name(o)) for p, o in graph.predicate_objects(thing))
        written = target / path.parent / f"{path.name}.html"
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(template.render(name=name(thing), facts=facts), encoding="utf-8")


def measure(name: str, command: list[str], site: Path) -> float:
    """Run, and print a row of the table; gives the processor seconds for each page of a thing."""
    seconds, wall, megabytes = harness.run(harness.Contender(name, command), output=subprocess.DEVNULL)
    files = [path for path in site.rglob("*") if path.is_file()]
    pages = [path for path in files if path.suffix == ".html"]
    size = sum(path.stat().st_size for path in files) / 2**20
    largest = max(path.stat().st_size for path in pages) / 2**20
    counts = f"{len(pages):,} | {len(files):,} | {size:.0f} | {largest:.2f}"
    print(f"| {name} | {seconds:.0f} | {wall:.0f} | {megabytes:.0f} | {counts} |", flush=True)
    return seconds / max(1, sum("thing" in path.parts or site.name == "plain" for path in pages))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", type=Path)
    parser.add_argument("--things", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="a folder for what is made; without it all goes")
    parser.add_argument("--plain", type=Path, nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.plain:
        plain(*given.plain)
        return
    renkei = [sys.executable, "-m", "renkei.cli"]
    print(harness.machine(), end="\n\n")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        imported = [*renkei, "import", "--from", "cordis", str(given.files), "-o", str(folder / "all")]
        subprocess.run(imported, check=True, stdout=subprocess.DEVNULL)
        cut(folder / "all", folder / "cut", given.things)
        build = [*renkei, "build", str(folder / "cut"), "-o", str(folder / "store"), "--audience", "public"]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        print("| site | processor s | wall s | peak MB | pages | files | MB on disk | largest page MB |")
        print("|---|---|---|---|---|---|---|---|")
        ours = measure(
            "renkei publish", [*renkei, "publish", str(folder / "site"), "--store", str(folder / "store")], folder / "site"
        )
        rival = measure(
            "rdflib and jinja2",
            [sys.executable, __file__, str(given.files), "--plain", str(folder / "site"), str(folder / "plain")],
            folder / "plain",
        )
        measure("shipped", [*renkei, "publish", str(folder / "shipped")], folder / "shipped")
    print(f"\na page of a thing: {1000 * ours:.1f} ms with all that belongs to it, {1000 * rival:.1f} ms in the plainest site")
    print(
        f"ratio {ours / rival:.1f}; goals: {given.things:,} things in 300 s and 1,500 MB on disk; shipped in 30 s and 1,000 MB"
    )


if __name__ == "__main__":
    main()
