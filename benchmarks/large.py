"""What one does with a large list, command by command: processor time, wall clock and peak memory of each.

    python benchmarks/large.py [--rows 100000] [--site]

The list is that of tables.py. Names are given as they stand, by id, and misspelt (which is refused, with names like it).
`--site` publishes the store too, and `--check` runs all checks, pySHACL among them: both take long.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import harness

from tables import write


def commands(table: Path, folder: Path) -> list[tuple[Sequence[str], int]]:
    """The commands, and the exit code that each is to give."""
    dataset, imported, store, book = table.parent, folder / "imported", folder / "store", folder / "book.xlsx"
    reading = ["--store", str(store)]
    asked = ["query", "everything-about", *reading, "--set"]
    return [
        (["import", str(table), "-o", str(imported)], 0),
        (["build", str(dataset), "-o", str(store)], 0),
        (["info", *reading], 0),
        ([*asked, "thing=firm-77"], 0),
        ([*asked, "thing=Works No. 77"], 2),
        (["questions"], 0),
        (["build", "--plan", str(dataset), "-o", str(store)], 0),
        (["review", str(imported)], 0),
        (["export", "workbook", *reading, "--include-private", "-o", str(book)], 0),
        (["remove", "firm-77", "--from", str(imported), "--dry-run", *reading], 0),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--site", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    print(harness.machine(), "\n\n| command | processor s | wall s | peak MB |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = commands(write(folder / "list", options.rows), folder)
        reading = ["--store", str(folder / "store")]
        given += [(["check", *reading], 0)] if options.check else []
        given += [(["publish", str(folder / "site"), "--include-private", *reading], 0)] if options.site else []
        for arguments, expected in given:
            command = [sys.executable, "-m", "renkei.cli", *arguments]
            seconds, wall, megabytes = harness.run(harness.Contender("", command), expected, subprocess.DEVNULL)
            said = " ".join(arguments).replace(f"{folder}{os.sep}", "")
            print(f"| {said} | {seconds:.2f} | {wall:.2f} | {megabytes:.0f} |", flush=True)


if __name__ == "__main__":
    main()
