"""Twelve shapes of query on a graph of a million statements: Virtuoso over HTTP against ours in memory and on disk.

    python benchmarks/servers.py FOLDER [--statements 1000000] [--runs 3] [--only SHAPE …]

FOLDER is that of generate.py; the graph is made there if it is not there yet. Virtuoso (from the system's packages) is started
with an empty database and 1.4 GB of buffers, and loaded by `renkei push`. Its processor time is that of the server and of the
client together. All are asked once without counting, then `--runs` times (medians). Answers are compared, and one that differs
ends the run.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from generate import parser_of
from queries import Place, measure, place, table

import renkei
from renkei.build.push import push
from renkei.store.endpoint import endpoint
from renkei.store.remote import RemoteStore

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "servers"))
from local_servers import virtuoso

RIVAL = "Virtuoso"
_BUFFERS, _MOST_ROWS = 170_000, 1_000_000
_WRITING = 3600.0


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=())
    options = parser.parse_args()
    read = place(options.folder, options.statements)
    with tempfile.TemporaryDirectory() as scratch, virtuoso(Path(scratch), _BUFFERS, _MOST_ROWS) as server:
        os.environ |= server.environment
        with renkei.open(read.store) as graph:
            there = RemoteStore(endpoint(server.url, environment=server.environment), timeout=_WRITING)
            push(graph.store, graph.generation.manifest, there, watch=lambda text: print(text.en, file=sys.stderr))
        places = {
            "memory": ("memory", read),
            "disk": ("disk", read),
            RIVAL: ("http", Place(url=server.url, server=server.process)),
        }
        shapes = measure(places, dict.fromkeys(places, options.runs), options.only)
    print(table(shapes, RIVAL))


if __name__ == "__main__":
    main()
