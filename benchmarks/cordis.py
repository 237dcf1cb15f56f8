"""The network of CORDIS, from its published files to an answer: times, memory, and ratios against named rivals in one run.

    python benchmarks/cordis.py DIR [--runs 3] [--skip-build STORE]

DIR holds the files that `renkei import --from cordis` reads. Measured are the import and the build as whole processes; the
projection (who works with whom) against SPARQL that counts pairs, and against the plainest way there is (the rows as TSV, a
sparse product); PageRank, communities and sampled betweenness against networkx on the same graph; the first match of a process
and those after it. With `--skip-build` a store that was built before is used.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import harness
import networkx as nx
import numpy as np
import pyoxigraph as ox
from scipy import sparse

import renkei
from renkei.analysis import centrality
from renkei.analysis.communities import RUNS, find_communities
from renkei.analysis.ties import Ties, ties_of
from renkei.graph import Graph
from renkei.network.affiliations import Affiliations, narrowed, read_affiliations
from renkei.network.kept import affiliations
from renkei.network.projection import pairs

_PREFIX = "PREFIX renkei: <https://w3id.org/renkei/ns#> "
_ROWS = (
    _PREFIX
    + "SELECT ?activity ?body WHERE { ?tie renkei:activity ?activity ; renkei:participant ?body . ?activity a renkei:Project }"
)
_PAIRS = _PREFIX + (
    "SELECT ?a ?b (COUNT(DISTINCT ?activity) AS ?shared) WHERE { ?s renkei:activity ?activity ; renkei:participant ?a . "
    "?t renkei:activity ?activity ; renkei:participant ?b . ?activity a renkei:Project FILTER (str(?a) < str(?b)) } "
    "GROUP BY ?a ?b"
)
_SOURCES = 10  # of networkx's sampled betweenness, whose time is told for each source
_MATCHES = 60


def timed(work: Callable[[], object], runs: int = 1) -> float:
    """The median of the processor seconds of some calls."""
    taken = []
    for _ in range(runs):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def made(files: Path, folder: Path) -> Path:
    """Import and build as a person does; prints what each takes."""
    renkei_ = [sys.executable, "-m", "renkei.cli"]
    steps = {
        "import": [*renkei_, "import", "--from", "cordis", str(files), "-o", str(folder / "cordis")],
        "build": [*renkei_, "build", str(folder / "cordis"), "-o", str(folder / "store")],
    }
    print("| step | processor s | wall s | peak MB |\n|---|---|---|---|")
    total, began = [0.0, 0.0], time.time()
    for name, command in steps.items():
        seconds, wall, megabytes = harness.run(harness.Contender(name, command), output=subprocess.DEVNULL)
        total = [total[0] + seconds, total[1] + wall]
        print(f"| {name} | {seconds:.1f} | {wall:.1f} | {megabytes:.0f} |")
    queryable = (folder / "store" / "CURRENT").stat().st_mtime - began  # then the build goes on to keep the network
    print(f"| together | {total[0]:.1f} | {total[1]:.1f} | |\n")
    print(f"queryable {queryable:.1f} s after the start (limit 60 s, 1,500 MB)\n")
    return folder / "store"


def plainest(raw: ox.Store) -> sparse.csr_array:
    """The projection in the plainest way: the rows as TSV bytes, numbered, and the product of their matrix with itself."""
    answer = raw.query(_ROWS)
    assert isinstance(answer, ox.QuerySolutions)
    text = answer.serialize(format=ox.QueryResultsFormat.TSV) or b""
    cells = np.array([line.split(b"\t") for line in text.split(b"\n")[1:-1]], dtype=object)
    activity, body = (np.unique(cells[:, at].astype("S"), return_inverse=True)[1] for at in (0, 1))
    matrix = sparse.csr_array((np.ones(len(cells)), (body, activity)))
    matrix.data[:] = 1.0
    return sparse.triu(matrix @ matrix.T, k=1, format="csr")


def projection(graph: Graph, raw: ox.Store, network: Affiliations, runs: int) -> None:
    def ours() -> object:
        return pairs(narrowed(read_affiliations(graph.store), activities=["project"]))

    def counted() -> object:
        return raw.query(_PAIRS).serialize(format=ox.QueryResultsFormat.TSV)  # type: ignore[union-attr]

    number = len(pairs(network))
    assert number == plainest(raw).nnz, "the two projections differ"
    warm = timed(lambda: pairs(network), runs)
    cold, plain, sparql = timed(ours, 1), timed(lambda: plainest(raw), runs), timed(counted, 1)
    print(
        f"projection, {number:,} pairs: {warm:.2f} s from what is kept, {cold:.2f} s from the store with all names and facts;"
    )
    print(f"  TSV and a sparse product {plain:.2f} s (ratio {warm / plain:.2f}; limit 1.2); SPARQL pair counts {sparql:.2f} s")
    print(f"  ({sparql / warm:.1f}x of ours from what is kept, {sparql / cold:.1f}x from the store; goal 4)\n")


def analyses(ties: Ties, runs: int) -> None:
    theirs = nx.from_scipy_sparse_array(ties.adjacency)
    print("| analysis | ours s | networkx s | ratio | goal |\n|---|---|---|---|---|")
    ranks = timed(lambda: centrality.pagerank(ties), runs)
    rival = timed(lambda: nx.pagerank(theirs, tol=1e-12, max_iter=1000))
    print(f"| PageRank | {ranks:.2f} | {rival:.2f} | {rival / ranks:.0f} | 15 |")
    found = timed(lambda: find_communities(ties, seed=1)) / RUNS
    rival = timed(lambda: nx.community.louvain_communities(theirs, seed=1))
    print(f"| communities, one of the {RUNS} runs | {found:.2f} | {rival:.2f} | {rival / found:.0f} | 20 |")
    sampled = timed(lambda: centrality.sampled_betweenness(ties, 1)) / centrality.PIVOTS
    rival = timed(lambda: nx.betweenness_centrality(theirs, k=_SOURCES, seed=1)) / _SOURCES
    print(f"| betweenness, a source | {sampled:.3f} | {rival:.3f} | {rival / sampled:.0f} | 20 |\n")


def matches(store: Path) -> None:
    """One match after the other in a process of its own, as `renkei.match` is used from Python."""
    with renkei.open(store) as graph:
        iris = [iri for iri in affiliations(graph.store).organisations.iris if "/pic-" in iri]
        asked = random.Random(1).sample(iris, _MATCHES)
        began = time.perf_counter()
        graph.match(asked[0], top=10)
        first = time.perf_counter() - began
        taken = []
        for iri in asked[1:]:
            began = time.perf_counter()
            graph.match(iri, top=10)
            taken.append(time.perf_counter() - began)
    status = Path("/proc/self/status")  # the peak of a child process as the system tells it otherwise begins with its parent's
    peak = next((int(line.split()[1]) / 1024 for line in status.open(encoding="ascii") if line.startswith("VmHWM")), math.nan)
    print(
        f"match: first answer {first:.2f} s (limit 3), then {1000 * statistics.median(taken):.0f} ms at the median (limit 150),"
    )
    print(f"  {1000 * max(taken):.0f} ms at most; {peak:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--skip-build", type=Path, metavar="STORE")
    parser.add_argument("--only-matches", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only_matches:
        matches(given.skip_build)
        return
    print(harness.machine(), end="\n\n")
    with tempfile.TemporaryDirectory() as name:
        store = given.skip_build or made(given.files, Path(name))
        with renkei.open(store) as graph:
            network = narrowed(affiliations(graph.store), activities=["project"])
            projection(graph, graph.store.raw, network, given.runs)  # type: ignore[attr-defined]
            analyses(ties_of(network), given.runs)
        command = [sys.executable, __file__, str(given.files), "--skip-build", str(store), "--only-matches"]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
