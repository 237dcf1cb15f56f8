"""Write the golden answers anew from the shipped data. Read the difference before you keep it."""

from __future__ import annotations

from pathlib import Path

import renkei
from renkei.query.saved import questions

HERE = Path(__file__).parent

if __name__ == "__main__":
    with renkei.open() as graph:
        for name, question in questions().items():
            answer = graph.query(name, **{p.name: p.example for p in question.parameters}).to_csv()
            (HERE / f"{name}.csv").write_text(answer, encoding="utf-8", newline="\n")
