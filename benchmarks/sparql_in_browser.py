"""SPARQL in the browser: how long a page takes until it can answer queries over so many statements, in headless Chromium.

    python benchmarks/sparql_in_browser.py FOLDER [--statements 100000] [--runs 5]

FOLDER is that of generate.py; the graph is made there if it is not there yet. Its first quads, each a statement with its graph,
are packed as the site packs them, and loaded by the scripts of the site from `file://`: measured is the wall clock of the
worker from its first message until it answers (the engine unpacked and compiled, the data unpacked and loaded), the median of
as many fresh browsers. The rival is rdflib, which parses the same N-Quads in Python. With `--limit` a slower load ends with 1.
"""

from __future__ import annotations

import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path
from typing import Any

import harness
from generate import parser_of, write
from playwright.sync_api import sync_playwright

from renkei import resources
from renkei.publish.questions.sparql_page import packed
from renkei.schema.namespaces import PREFIXES

RDFLIB = """
import sys, time, rdflib
began = time.perf_counter()
rdflib.Dataset().parse(sys.argv[1], format="nquads")
print(time.perf_counter() - began)
"""

# What the page of the site does to start the engine, and one query, to know that it answers.
START = """
async () => {
  const source = ["var oxigraphModule = ", oxigraphModule.toString(), ";(", renkeiSparqlWorker.toString(), ")();"];
  const worker = new Worker(URL.createObjectURL(new Blob(source, { type: "text/javascript" })));
  const call = message => new Promise(done => { worker.onmessage = event => done(event.data); worker.postMessage(message); });
  const began = performance.now();
  const ready = await call({ task: "start", wasm: oxigraphWasm, ...renkeiData, prefixes: renkeiPrefixes });
  const seconds = (performance.now() - began) / 1000;
  const counted = await call({ task: "run", text: "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", most: 1 });
  return { seconds, quads: ready.size, counted: Number(counted.rows[0][0].value) };
}
"""  # noqa: E501

PAGE = """<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none';
script-src 'self' 'wasm-unsafe-eval'; worker-src blob:"><script src="oxigraph.js"></script>
<script src="oxigraph-wasm.js"></script><script src="sparql-worker.js"></script><script src="data.js"></script>"""


def chromium() -> str:
    """The browser that the tests use. Ends the run where there is none."""
    path = Path(__file__).parents[1] / "tests" / "prepare.py"
    spec = importlib.util.spec_from_file_location("prepare", path)
    assert spec is not None
    assert spec.loader is not None
    prepare = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(prepare)
    return str(prepare.find_chromium() or sys.exit("Chromium not found"))


def make_page(folder: Path, quads: bytes) -> Path:
    """A page with the scripts of the site that start the engine, and the data."""
    assets = resources.folder("viz") / "assets"
    for path in (assets / "oxigraph" / "oxigraph.js", assets / "oxigraph" / "oxigraph-wasm.js", assets / "sparql-worker.js"):
        (folder / path.name).write_bytes(path.read_bytes())
    data = json.dumps({"quads": packed(quads), "pages": packed(b"{}")})
    (folder / "data.js").write_text(f"var renkeiData = {data}, renkeiPrefixes = {json.dumps(PREFIXES)};", encoding="utf-8")
    page = folder / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    return page


def in_browser(page: Path, runs: int) -> list[dict[str, Any]]:
    found = []
    with sync_playwright() as playwright:
        for _ in range(runs):
            browser = playwright.chromium.launch(
                executable_path=chromium(), args=["--headless", "--no-sandbox", "--disable-gpu"]
            )
            opened = browser.new_page()
            opened.goto(page.as_uri())
            found.append(opened.evaluate(START))
            browser.close()
    return found


def in_rdflib(source: Path) -> float:
    done = subprocess.run([sys.executable, "-c", RDFLIB, str(source)], capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    parser = parser_of(__doc__)
    parser.set_defaults(statements=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, help="seconds that the median may take")
    options = parser.parse_args()
    _, whole = write(options.folder, options.statements)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "quads.nq"
        with whole.open("rb") as lines:
            source.write_bytes(b"".join(sorted(islice(lines, options.statements))))
        found = in_browser(make_page(folder, source.read_bytes()), options.runs)
        rival = statistics.median(in_rdflib(source) for _ in range(min(3, options.runs)))
    seconds = [one["seconds"] for one in found]
    assert {one["counted"] for one in found} == {found[0]["quads"]}
    ours = statistics.median(seconds)
    print(f"{harness.machine()}\n")
    print("| quads | in the browser, s | min-max | rdflib, s | ratio |\n|---|---|---|---|---|")
    print(f"| {found[0]['quads']:,} | {ours:.2f} | {min(seconds):.2f}-{max(seconds):.2f} | {rival:.2f} | {ours / rival:.2f} |")
    sys.exit(bool(options.limit and ours > options.limit))


if __name__ == "__main__":
    main()
