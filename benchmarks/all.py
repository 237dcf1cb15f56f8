"""All comparisons with rivals one after the other, and one table of them: `make bench`.

    python benchmarks/all.py [--rows 20000] [--runs 3]

`--rows` is the size of the lists; the file of statements has ten times as many. Each benchmark has a file of its own, whose
head tells how to run it alone and in its full size. benchmarks/large.py and benchmarks/identity.py have no rival of this kind.
"""

from __future__ import annotations

import argparse

import harness
import importing
import load
import workbook

import tables


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    rows, runs = options.rows, options.runs
    comparisons = [
        load.compare(rows * 10, runs),
        tables.compare(rows, runs),
        workbook.compare(rows, 12, runs),
        importing.compare(rows, runs),
        importing.compare(rows, runs, "csv"),
    ]
    print(harness.summary(comparisons))


if __name__ == "__main__":
    main()
