"""How plain-language questions are understood, and how long `renkei ask` takes beside `renkei query`.

    python benchmarks/ask.py [--runs 5]

The paraphrases stand in tests/query/paraphrases/: the rules were tuned by `dev` and measured by `test`. Times are medians of
whole processes, both with the same answer from the shipped data.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "query"))

from asked import PARTS, measured

import renkei

SENTENCE = "北海道・東北地区の支援機関は？"
SAME = ["query", "institutions-of-district", "--set", "region=place/list-hokkaido-tohoku"]
OUTCOMES = ("right", "unsure", "wrong")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    print("part  language  " + "  ".join(f"{o:>6}" for o in OUTCOMES) + "  wrong share")
    with renkei.open() as graph:
        for part in PARTS:
            found = measured(graph, part)
            for language in (*sorted({language for language, _ in found}), "all"):
                counts = [sum(n for (of, o), n in found.items() if o == name and language in (of, "all")) for name in OUTCOMES]
                share = counts[-1] / sum(counts)
                print(f"{part:<5} {language:<9} " + "  ".join(f"{n:>6}" for n in counts) + f"  {share:>10.1%}")
    ask, query = (statistics.median(seconds(words) for _ in range(runs)) for words in (["ask", SENTENCE], SAME))
    print(f"renkei ask {ask:.2f} s, renkei query {query:.2f} s (ratio {ask / query:.2f}; medians of {runs} processes)")


def seconds(words: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "renkei.cli", *words, "--format", "csv"], check=True, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
