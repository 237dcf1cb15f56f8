"""Write the golden answers anew from the shipped data. Read the difference before you keep it.

A question that the shipped data has no answer to is answered from the made-up members of tests/query/members, in `members/`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import renkei
from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build
from renkei.query.saved import questions

HERE = Path(__file__).parent
MEMBERS = HERE.parent / "query" / "members"

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        build(with_shipped([MEMBERS]), Path(folder), "public")
        with renkei.open() as graph, renkei.open(folder) as members:
            for name, question in questions().items():
                given = {p.name: p.example for p in question.parameters}
                answer = graph.query(name, **given)
                (HERE / f"{name}.csv").write_text(answer.to_csv(), encoding="utf-8", newline="\n")
                if not len(answer):
                    text = members.query(name, **given).to_csv()
                    (HERE / "members" / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")
