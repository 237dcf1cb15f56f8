"""All comparisons with rivals one after the other, and one table of them: `make bench`.

    python benchmarks/all.py [--rows 20000] [--runs 3]

`--rows` is the size of the lists; the graph has ten times as many statements, or what ships where that is more. Each benchmark
has a file of its own, whose head tells how to run it alone and in its full size. benchmarks/large.py and benchmarks/identity.py
have no rival of this kind.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import harness
import importing
import load
import queries
import questions
import workbook

import tables


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    rows, runs = options.rows, options.runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "graph"
        print(queries.against_rdflib(folder, rows * 10, runs), end="\n\n")
        print(questions.table(questions.measure(queries.place(folder, rows * 10))), end="\n\n")
        loading = load.compare(folder, rows * 10, runs)
    comparisons = [
        loading,
        tables.compare(rows, runs),
        workbook.compare(rows, 12, runs),
        importing.compare(rows, runs),
        importing.compare(rows, runs, "csv"),
    ]
    print(harness.summary(comparisons))


if __name__ == "__main__":
    main()
