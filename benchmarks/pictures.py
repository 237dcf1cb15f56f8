"""Pictures of networks: how long layouts take and how good they are, and how soon a page shows one.

    python benchmarks/pictures.py [--part layout|quality|pages] [--runs 3] [--scale 1.0]

`layout`: 5,000 nodes and 15,000 edges, against networkx.spring_layout; 20,000 and 60,000, whole and by groups.

`quality`: small graphs against networkx.spring_layout, by stress (Kamada and Kawai, at the best scale; less is better) and by
how much of a node's neighbourhood is kept (Kruiger et al. 2017: Jaccard of its neighbours in the graph and its nearest in the
picture; more is better).

`pages`: headless Chromium without a GPU, each page in one file and opened from the disk with the network off. First picture:
from navigation until the canvas is drawn and the page takes events again; against pyvis with its own settings (physics on)
until it settles, which is given 300 s. Frames while panning and zooming; processor time while nothing happens.

Medians. `--scale` makes all networks smaller.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from harness import machine
from scipy.sparse.csgraph import shortest_path
from scipy.spatial import cKDTree

from renkei.viz.layout import Positions, positions

_GROUP = 50
_SETTLE = 300
_CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

# Drawn: something was painted on a canvas; then the page answers: a task of its own ran, with nothing left before it.
_WATCH = """
window.drawn = null;
for (const name of ["fill", "stroke", "drawImage", "fillText"]) {
  const own = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...given) {
    if (window.drawn === null && this.canvas.isConnected) {
      window.drawn = 0;
      requestAnimationFrame(() => setTimeout(() => { window.drawn = performance.now(); }, 0));
    }
    return own.apply(this, given);
  };
}
"""
_FRAMES = """async () => {
  const stage = document.querySelector("#network canvas"), box = stage.getBoundingClientRect(), taken = [];
  const at = (x, y) => ({ clientX: box.left + x, clientY: box.top + y, bubbles: true, cancelable: true });
  const point = (kind, x, y) => stage.dispatchEvent(new PointerEvent(kind, { ...at(x, y), pointerId: 1, pointerType: "mouse",
    isPrimary: true, button: 0, buttons: kind === "pointerup" ? 0 : 1 }));
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  let last = performance.now();
  const step = async (act) => { act(); await frame(); const now = performance.now(); taken.push(now - last); last = now; };
  point("pointerdown", 300, 200);
  for (let n = 0; n < 40; n += 1) await step(() => point("pointermove", 300 + 4 * n, 200 + 2 * n));
  point("pointerup", 460, 280);
  for (let n = 0; n < 40; n += 1)
    await step(() => stage.dispatchEvent(new WheelEvent("wheel", { ...at(300, 200), deltaY: n < 20 ? -60 : 60 })));
  return taken;
}"""


def made(nodes: int, edges: int, seed: int = 1) -> nx.Graph[str]:
    """Groups of fifty with hubs; of ties 85 in 100 lie within a group."""
    random = np.random.default_rng(seed)
    found: set[tuple[int, int]] = set()
    while len(found) < edges:
        one = int(random.integers(nodes))
        low = one // _GROUP * _GROUP
        size = min(_GROUP, nodes - low)
        weights = 1 / (1 + np.arange(size)) ** 0.7
        inside = random.random() < 0.85
        other = low + int(random.choice(size, p=weights / weights.sum())) if inside else int(random.integers(nodes))
        if one != other:
            found.add((min(one, other), max(one, other)))
    graph: nx.Graph[str] = nx.Graph()
    for n in range(nodes):
        graph.add_node(
            f"https://example.org/{n:06}", label_ja=f"機関{n}", label_en=f"organisation {n}", region=str(n // _GROUP)
        )
    graph.add_edges_from((f"https://example.org/{a:06}", f"https://example.org/{b:06}") for a, b in sorted(found))
    return graph


# --- layouts


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock and of processor time."""
    wall, own = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - own


def layout_table(scale: float, runs: int) -> Iterator[str]:
    yield "| nodes / edges | layout | wall s | processor s |"
    yield "|---|---|---|---|"
    for nodes, edges in ((5_000, 15_000), (20_000, 60_000)):
        graph = made(int(nodes * scale), int(edges * scale))
        groups = {n: facts["region"] for n, facts in graph.nodes(data=True)}
        ways: dict[str, Callable[[], object]] = {
            "renkei": lambda graph=graph: positions(graph),  # type: ignore[misc]
            "renkei, by groups": lambda graph=graph, groups=groups: positions(graph, groups=groups),  # type: ignore[misc]
        }
        if nodes == 5_000:
            ways["networkx.spring_layout"] = lambda graph=graph: nx.spring_layout(graph, seed=7)  # type: ignore[misc]
        for name, work in ways.items():
            taken = [timed(work) for _ in range(runs if "networkx" not in name else 1)]
            wall, own = (statistics.median(column) for column in zip(*taken, strict=True))
            yield f"| {len(graph):,} / {graph.number_of_edges():,} | {name} | {wall:.1f} | {own:.1f} |"


def small_graphs() -> Iterator[tuple[str, nx.Graph[Any]]]:
    yield "karate club", nx.karate_club_graph()
    yield "Les Misérables", nx.les_miserables_graph()
    yield "grid 15 x 15", nx.grid_2d_graph(15, 15)
    yield "20 caves of 12", nx.relaxed_caveman_graph(20, 12, 0.1, seed=1)
    yield "tree of 300", nx.random_labeled_tree(300, seed=1)
    yield "preferential 400", nx.barabasi_albert_graph(400, 2, seed=1)
    yield (
        "8 blocks of 40",
        nx.stochastic_block_model([40] * 8, [[0.25 if i == j else 0.01 for j in range(8)] for i in range(8)], seed=1),
    )
    yield "1,000 in groups", made(1_000, 3_000)


def quality_table() -> Iterator[str]:
    yield "| graph | nodes | stress: renkei | spring | neighbours kept: renkei | spring |"
    yield "|---|---|---|---|---|---|"
    for name, graph in small_graphs():
        whole = graph.subgraph(max(nx.connected_components(graph), key=len))
        part: nx.Graph[str] = nx.Graph([(str(a), str(b)) for a, b in whole.edges if a != b])
        adjacent = nx.to_scipy_sparse_array(part, format="csr", weight=None)
        steps = shortest_path(adjacent, unweighted=True)
        both = [as_points(part, positions(part)), as_points(part, nx.spring_layout(part, seed=7))]
        figures = [stress(steps, points) for points in both] + [kept(adjacent, points) for points in both]
        yield f"| {name} | {len(part)} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |"


def as_points(graph: nx.Graph[str], placed: Positions | dict[str, Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([placed[node] for node in graph], dtype=np.float64)


def stress(steps: np.ndarray[Any, Any], points: np.ndarray[Any, Any]) -> float:
    """The mean square of how far distances are from steps, relative to them, at the best scale."""
    upper = np.triu_indices(len(points), 1)
    ratio = np.linalg.norm(points[upper[0]] - points[upper[1]], axis=1) / steps[upper]
    return float(((ratio * ratio.sum() / (ratio**2).sum() - 1) ** 2).mean())


def kept(adjacent: Any, points: np.ndarray[Any, Any]) -> float:
    tree, found = cKDTree(points), []
    for node in range(len(points)):
        own = set(adjacent.indices[adjacent.indptr[node] : adjacent.indptr[node + 1]].tolist())
        _, nearest = tree.query(points[node], k=len(own) + 1)
        near = set(np.atleast_1d(nearest).tolist()) - {node}
        found.append(len(own & near) / len(own | near))
    return statistics.fmean(found)


# --- pages


def pages_table(folder: Path, scale: float, runs: int) -> Iterator[str]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        yield "| network | first picture, s | frame at the 95th percentile, ms | processor when idle |"
        yield "|---|---|---|---|"
        for nodes, edges in ((1_000, 3_000), (5_000, 15_000), (20_000, 60_000)):
            file = folder / f"{nodes}.html"
            graph = made(int(nodes * scale), int(edges * scale))
            file.write_text(our_page(graph), encoding="utf-8")
            found = [visit(browser, file) for _ in range(runs)]
            first, slow, idle = (statistics.median(column) for column in zip(*found, strict=True))
            yield f"| renkei {len(graph):,} / {graph.number_of_edges():,} | {first:.2f} | {slow:.0f} | {idle:.1%} |"
        graph = made(int(1_000 * scale), int(3_000 * scale))
        file = folder / "pyvis.html"
        file.write_text(pyvis_page(graph), encoding="utf-8")
        settled = settling(browser, file)
        yield f"| pyvis {len(graph):,} / {graph.number_of_edges():,}, settled | {settled} | | |"
        browser.close()


def our_page(graph: nx.Graph[str]) -> str:
    from renkei.graph import open as open_graph
    from renkei.publish.networks.single import single_page
    from renkei.viz.picture import picture

    with open_graph() as opened:
        return single_page(opened.store, picture(graph, "benchmark"), "en")


def pyvis_page(graph: nx.Graph[str]) -> str:
    from pyvis.network import Network

    network = Network(cdn_resources="in_line")
    network.from_nx(nx.Graph(graph.edges))
    page: str = network.generate_html()
    return page


def visit(browser: Any, file: Path) -> tuple[float, float, float]:
    """Seconds until the first picture, milliseconds of slow frames, and the share of a processor that is used afterwards."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    page = context.new_page()
    page.add_init_script(_WATCH)
    page.goto(file.as_uri(), wait_until="commit")
    assert awaited(page, "window.drawn > 0", 60), file
    first = page.evaluate("window.drawn") / 1000
    page.wait_for_load_state("load")
    frames = page.evaluate(_FRAMES)
    time.sleep(2)  # what a zoom leaves to do is done
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    before, began = busy(session), time.perf_counter()
    time.sleep(3)
    idle = (busy(session) - before) / (time.perf_counter() - began)
    context.close()
    return first, float(np.percentile(frames, 95)), idle


def busy(session: Any) -> float:
    """Seconds that the page has worked."""
    told = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    return float(told["TaskDuration"])


def settling(browser: Any, file: Path) -> str:
    """Seconds until pyvis has laid a network out and no node moves."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    page = context.new_page()
    page.goto(file.as_uri(), wait_until="commit")
    assert awaited(page, "typeof network !== 'undefined' && Boolean(network && network.on)", 60), file
    page.evaluate("network.once('stabilized', () => { window.settled = performance.now(); }); 1")
    settled = awaited(page, "window.settled > 0", _SETTLE)
    seconds = page.evaluate("window.settled") / 1000 if settled else 0.0
    context.close()
    return f"{seconds:.1f}" if settled else f"> {_SETTLE}"


def awaited(page: Any, expression: str, seconds: float) -> bool:
    """Whether an expression becomes true in time; the policy of our pages lets none be compiled in them."""
    ends = time.monotonic() + seconds
    while not page.evaluate(expression):
        if time.monotonic() > ends:
            return False
        time.sleep(0.1)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--part", choices=("layout", "quality", "pages"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--scale", type=float, default=1.0)
    options = parser.parse_args()
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as name:
        parts = {
            "layout": lambda: layout_table(options.scale, options.runs),
            "quality": quality_table,
            "pages": lambda: pages_table(Path(name), options.scale, options.runs),
        }
        for part, table in parts.items():
            if options.part in (None, part):
                print(f"\n### {part}\n")
                for line in table():
                    print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
