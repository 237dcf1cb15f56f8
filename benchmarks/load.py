"""Loading a file of N-Quads into a store generation of ours, against `bulk_load` of raw pyoxigraph on the same file.

    python benchmarks/load.py FOLDER [--statements 1000000] [--runs 5]

FOLDER is that of generate.py; the graph is made there if it is not there yet, and its N-Quads are loaded. Ours adds what makes
a load safe: a scratch folder under a lock, compaction for reading, a manifest and an atomic switch.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import harness
from generate import parser_of, write

OURS = """
import sys, uuid
from pathlib import Path
from renkei.store.generations import building, publish
from renkei.store.oxigraph import OxigraphStore
source, directory = Path(sys.argv[1]), Path(sys.argv[2])
digest = uuid.uuid4().hex[:20]
with building(directory, digest) as scratch:
    store = OxigraphStore.create(scratch / "data")
    store.load_file(source)
    store.finish()
    del store
    publish(directory, scratch, digest, {})
"""

RAW = """
import shutil, sys
import pyoxigraph as ox
shutil.rmtree(sys.argv[2], ignore_errors=True)
store = ox.Store(sys.argv[2])
store.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)
store.flush()
"""


def compare(made: Path, statements: int, runs: int) -> harness.Comparison:
    _, source = write(made, statements)
    with tempfile.TemporaryDirectory() as folder:
        contenders = [
            harness.Contender("renkei store generation", [sys.executable, "-c", OURS, str(source), f"{folder}/ours"]),
            harness.Contender("pyoxigraph bulk_load", [sys.executable, "-c", RAW, str(source), f"{folder}/raw"]),
        ]
        return harness.Comparison(f"Loading the quads of {statements:,} statements", harness.compare(contenders, runs), [1.2])


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    print(harness.table(compare(options.folder, options.statements, options.runs)))


if __name__ == "__main__":
    main()
