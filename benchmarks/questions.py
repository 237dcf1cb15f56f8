"""Every saved question on a graph of a million statements, in memory and on disk, with the look-up of its parameters.

    python benchmarks/questions.py FOLDER [--statements 1000000] [--only NAME …] [--in memory|disk]

FOLDER is that of generate.py; the graph is made there if it is not there yet. Each question is asked with the parameters of its
example, which the shipped data holds, and where BUSY has something busier in the generated data, with that too. Its time is
that of the first time it is asked. The limits are 2 s in memory and 10 s on disk; a question that exceeds one is marked, and
the exit code is then 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import harness
from asking import Answer, Asked, Place
from generate import parser_of
from queries import place

from renkei.query.saved import SavedQuery, questions

LIMITS = {"memory": 2.0, "disk": 10.0}
_DEADLINE = 60.0

# Busy things of the generated data, by the name of the parameter.
BUSY = {
    "organisation": "organization/g-0",
    "center": "organization/g-0",
    "host": "organization/g-0",
    "giver": "organization/g-0",
    "receiver": "organization/g-0",
    "member": "organization/g-0",
    "council": "organization/g-council-0",
    "thing": "organization/g-0",
    "project": "project/g-project-0",
    "strategy": "plan/g-plan-0",
    "measure": "indicator/g-indicator-0",
    "words": "精機",
    "field": "field/digital",
    "day": "2016-06-01",
    "year": "fiscal-year/FY2016",
}


@dataclass(frozen=True)
class Asking:
    """A question with parameters, and its answers by contender (None: it did not end in time)."""

    name: str
    parameters: dict[str, str]
    answers: dict[str, Answer | None]


def given(question: SavedQuery) -> Iterator[dict[str, str]]:
    """The parameters with which a question is asked."""
    example = {p.name: p.example for p in question.parameters}
    yield example
    busy = {name: BUSY.get(name, value) for name, value in example.items()}
    if busy != example:
        yield busy


def measure(read: Place, only: Sequence[str] = (), contenders: Sequence[str] = ("memory", "disk")) -> list[Asking]:
    """All questions, or some, asked of the contenders one after the other."""
    asked = [Asking(q.name, p, {}) for q in questions().values() if not only or q.name in only for p in given(q)]
    for contender in contenders:
        with Asked(contender, read, _DEADLINE) as process:
            for asking in asked:
                answer = process.ask({"question": asking.name, "parameters": asking.parameters})
                asking.answers[contender] = answer
                print(f"{contender} {asking.name} {answer and round(answer.seconds, 3)}", file=sys.stderr, flush=True)
    return asked


def table(asked: Sequence[Asking]) -> str:
    """A Markdown table, the slowest first."""
    contenders = list(asked[0].answers)
    heads = "".join(f" {c}: processor s | wall s |" for c in contenders)
    lines = [harness.machine(), "", f"| question | parameters |{heads} rows |", "|---" * (3 + 2 * len(contenders)) + "|"]
    for asking in sorted(asked, key=lambda a: -max(map(_seconds, a.answers.values()))):
        parameters = ", ".join(f"{k}={v}" for k, v in asking.parameters.items())
        cells = "".join(_cells(asking.answers[c], LIMITS[c]) for c in contenders)
        rows = {a.rows for a in asking.answers.values() if a}
        lines.append(f"| {asking.name} | {parameters} |{cells} {' / '.join(map(str, sorted(rows)))} |")
    return "\n".join(lines)


def slow(asked: Sequence[Asking]) -> list[Asking]:
    """The questions that exceed a limit, in processor time."""
    return [a for a in asked if any(_seconds(answer) > LIMITS[c] for c, answer in a.answers.items())]


def _seconds(answer: Answer | None) -> float:
    return answer.seconds if answer else float("inf")


def _cells(answer: Answer | None, limit: float) -> str:
    if answer is None:
        return " **not in time** | |"
    return f" {'**' * (answer.seconds > limit)}{answer.seconds:.3f}{'**' * (answer.seconds > limit)} | {answer.wall:.3f} |"


def main() -> int:
    parser = parser_of(__doc__)
    parser.add_argument("--only", nargs="*", default=())
    parser.add_argument("--in", dest="contenders", nargs="*", default=tuple(LIMITS), choices=tuple(LIMITS))
    options = parser.parse_args()
    asked = measure(place(options.folder, options.statements), options.only, options.contenders)
    print(table(asked))
    return 1 if slow(asked) else 0


if __name__ == "__main__":
    sys.exit(main())
