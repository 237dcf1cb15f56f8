"""Twelve shapes of query on a graph of a million statements: rdflib's evaluator in memory against ours in memory and on disk.

    python benchmarks/queries.py FOLDER [--statements 1000000] [--runs 3] [--only SHAPE …]

FOLDER is that of generate.py; the graph is made there if it is not there yet. The shapes are benchmarks/shapes/*.rq. Ours is
asked once without counting, then `--runs` times (medians); rdflib once, for it has nothing to warm up. What it cannot finish in
100 s of processor time counts as 100 s. Where it finishes, the answers are compared, and one that differs ends the run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import harness
from asking import Answer, Asked, Place
from generate import parser_of, write

SHAPES = Path(__file__).parent / "shapes"
DEADLINE = 100.0
# Seconds that clocks cannot tell from none.
LEAST = 1e-5
GOALS = {"memory": 25.0, "disk": 6.0}


@dataclass(frozen=True)
class Shape:
    """A named query, and the answers to it by contender (None: it did not end in time)."""

    name: str
    answers: Mapping[str, Answer | None]

    def seconds(self, contender: str) -> float:
        answer = self.answers[contender]
        return min(max(answer.seconds, LEAST), DEADLINE) if answer else DEADLINE

    def ratio(self, rival: str, ours: str) -> float:
        """How many times the processor time of ours the rival takes."""
        return self.seconds(rival) / self.seconds(ours)


def measure(places: Mapping[str, tuple[str, Place]], runs: Mapping[str, int], only: Sequence[str] = ()) -> list[Shape]:
    """All shapes asked of contenders: by the name they go by, the name in asking.py and what they read.

    Raises ValueError where two that finish give different answers.
    """
    queries = {p.stem: p.read_text(encoding="utf-8") for p in sorted(SHAPES.glob("*.rq")) if not only or p.stem in only}
    answers: dict[str, dict[str, Answer | None]] = {name: {} for name in queries}
    for called, (contender, place) in places.items():
        with Asked(contender, place, DEADLINE) as process:
            for name, sparql in queries.items():
                answers[name][called] = process.ask({"sparql": sparql, "runs": runs.get(called, 0)})
    for name, found in answers.items():
        if len({(a.rows, a.digest) for a in found.values() if a}) > 1:
            raise ValueError(f"{name}: the answers differ: {found}")
    return [Shape(name, found) for name, found in answers.items()]


def geometric_mean(numbers: Sequence[float]) -> float:
    return math.exp(sum(map(math.log, numbers)) / len(numbers))


def table(shapes: Sequence[Shape], rival: str) -> str:
    """A Markdown table of the seconds of each contender, and of the rival's over those of each other."""
    ours = [name for name in shapes[0].answers if name != rival]
    heads = [f"{name}: processor s | wall s" for name in shapes[0].answers] + [f"{rival} / {name}" for name in ours]
    lines = [harness.machine(), "", f"| shape | rows | {' | '.join(heads)} |"]
    lines.append("|---" * (lines[-1].count("|") - 1) + "|")
    for shape in shapes:
        rows = next((str(a.rows) for a in shape.answers.values() if a), "")
        cells = [f"{a.seconds:.4f} | {a.wall:.4f}" if a else f"> {DEADLINE:.0f} | " for a in shape.answers.values()]
        ratios = [f"{shape.ratio(rival, name):.1f}" for name in ours]
        lines.append(f"| {' | '.join([shape.name, rows, *cells, *ratios])} |")
    means = [f"**{geometric_mean([s.ratio(rival, name) for s in shapes]):.1f}**" for name in ours]
    empty = [" | "] * len(shapes[0].answers)
    return "\n".join([*lines, f"| {' | '.join(['geometric mean', '', *empty, *means])} |"])


def place(folder: Path, statements: int) -> Place:
    """What the contenders read: the graph in the folder, made where it is not there yet."""
    store, quads = write(folder, statements)
    return Place(str(store), str(quads))


def against_rdflib(folder: Path, statements: int, runs: int, only: Sequence[str] = ()) -> str:
    """The table of the comparison with rdflib, and what of the goals is missed."""
    read = place(folder, statements)
    places = {name: (name, read) for name in ("memory", "disk", "rdflib")}
    shapes = measure(places, {"memory": runs, "disk": runs}, only)
    missed = [
        *(f"{s.name} is slower than rdflib in {ours}" for s in shapes for ours in GOALS if s.ratio("rdflib", ours) < 1),
        *(
            f"the geometric mean of {ours} is below {goal:g}"
            for ours, goal in GOALS.items()
            if geometric_mean([s.ratio("rdflib", ours) for s in shapes]) < goal
        ),
    ]
    return "\n".join([table(shapes, "rdflib"), "", "Missed: " + "; ".join(missed) if missed else "All goals are met."])


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=())
    options = parser.parse_args()
    print(against_rdflib(options.folder, options.statements, options.runs, options.only))


if __name__ == "__main__":
    main()
