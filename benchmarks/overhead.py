"""What our door adds to pyoxigraph in one's own process: the twelve shapes through renkei and straight through the engine.

    python benchmarks/overhead.py FOLDER [--statements 1000000] [--runs 5]

FOLDER is that of generate.py. Both read all terms of all rows. The limit is 5 % and 1 ms of processor time; a shape that
exceeds it is named, and the exit code is then 1. Some systems tell processor time to 4 ms only: take many runs.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from generate import parser_of
from queries import Shape, measure, place, table

RAW = "raw memory"


def compare(folder: Path, statements: int, runs: int) -> list[Shape]:
    """The shapes asked of our graph in memory and of the engine with the same quads."""
    read = place(folder, statements)
    return measure({name: (name, read) for name in ("memory", RAW)}, {"memory": runs, RAW: runs})


def exceeding(shapes: Sequence[Shape]) -> list[str]:
    """The names of the shapes whose overhead is above the limit."""
    return [s.name for s in shapes if s.seconds("memory") > s.seconds(RAW) * 1.05 + 0.001]


def main() -> int:
    parser = parser_of(__doc__)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    shapes = compare(options.folder, options.statements, options.runs)
    found = exceeding(shapes)
    print(table(shapes, RAW), "", f"Above 5 % and 1 ms: {', '.join(found) or 'none'}.", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
