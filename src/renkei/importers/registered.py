"""The organisations of a list looked up in registers: what these add, and what a person should look at.

What a list says stays as it is. What a register adds is a row of a table of its own (`registers/houjin.csv` of the data set)
about the same id, on the basis "external" and with the reason in words; taking that file away undoes it all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from renkei.errors import Text
from renkei.identity.comparison import Comparison, Decision, Organisation
from renkei.identity.decisions import DECISIONS, REVIEW, PairDecision, record
from renkei.identity.lookup import Candidate, Entry, Register, as_organisation
from renkei.identity.registers import SOURCES, index_path
from renkei.identity.review import DoubtfulPair, review_rows
from renkei.identity.review_list import read_list, write_list
from renkei.importers.asking import NUMBER, Answer, ask, decided_of, key_of, prefecture_in
from renkei.importers.drafts import Cancelled, Draft
from renkei.importers.entities import problem_of
from renkei.importers.interpreting import Options
from renkei.importers.joining import FinishedRow
from renkei.importers.kinds import UNTOLD, kind_of_organisation
from renkei.importers.known import Known
from renkei.importers.writing import write_registers
from renkei.schema.tables import BASIS, ID, SOURCE, Schema
from renkei.tables.problems import Problem
from renkei.tables.sheets import Severity
from renkei.text.characters import in_use, to_hiragana

# The review list of an import, beside the decisions.
ANSWERS = "registers.xlsx"

Progress = Callable[[Text], None]

# In the order in which they are asked: where both give an English name, that of ROR is the body's own.
_REGISTERS = ("ror", "houjin")
_EVERY = 500  # organisations between two reports of progress and questions whether to go on
_SHOWN = 3  # candidates named in the report
_KINDS = {"101": "government-body", "201": "municipal-government"} | dict.fromkeys(
    ("301", "302", "303", "304", "305"), "company"
)


@dataclass(frozen=True)
class Asked:
    """A register that was asked, its date ("" where it tells none) and files, and how many organisations it knew."""

    register: str
    title: Text
    date: str
    files: tuple[str, ...]
    certain: int
    doubtful: int
    unknown: int

    def as_dict(self) -> dict[str, object]:
        """The facts, for JSON."""
        return {**vars(self), "title": {"ja": self.title.ja, "en": self.title.en}, "files": list(self.files)}

    def say(self) -> Text:
        """The facts in a line."""
        date = f" {self.date}" if self.date else ""
        return Text(
            f"登録簿「{self.title.ja}」{date}: 確実 {self.certain}件、要確認 {self.doubtful}件、見つからない {self.unknown}件",
            f"{self.title.en}{date}: certain {self.certain}, doubtful {self.doubtful}, not found {self.unknown}",
        )


@dataclass
class Registered:
    """What the registers gave: rows of each, what was asked, problems, and the rows of the review list."""

    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    review: list[dict[str, str]] = field(default_factory=list)


def registers_in(folder: Path | None) -> list[str]:
    """The registers of which an index stands in the folder, in the order in which they are asked."""
    return [name for name in _REGISTERS if folder and index_path(folder, name).is_file()]


def ask_registers(
    folder: Path,
    rows: Sequence[FinishedRow],
    decisions: Mapping[tuple[str, str], PairDecision],
    known: Known,
    language: str,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Registered:
    """Look every organisation up in every register of which there is an index. Raises Cancelled, UsageError."""
    found = Registered()
    added: dict[str, set[str]] = defaultdict(set)
    for name in registers_in(folder):
        with Register(folder, name) as register:
            _Asking(register, known, decisions, added, found).all(rows, language, progress, cancelled)
    return found


def read_answers(directory: Path) -> list[PairDecision]:
    """What the owner of the data set answered in the review list of the last import. Raises TableErrors."""
    path = directory / REVIEW / ANSWERS
    return read_list(path) if path.is_file() else []


def write_registered(
    directory: Path, schema: Schema, found: Registered, answers: Iterable[PairDecision], options: Options
) -> None:
    """Write what the registers add, record the answers that were followed, and write the review list of what is open."""
    dates = {a.register: a.date for a in found.asked if a.date}
    write_registers(directory, schema.tables["organizations"], found.rows, dates, keep=options.registers is not None)
    if not found.asked:
        return
    if given := list(answers):
        record(directory / REVIEW / DECISIONS, given)
    if found.review:
        write_list(directory / REVIEW / ANSWERS, found.review, options.language)
    else:
        (directory / REVIEW / ANSWERS).unlink(missing_ok=True)


@dataclass
class _Asking:
    """One register asked about all rows; `added` are the columns that another register filled, by id."""

    register: Register
    known: Known
    decisions: Mapping[tuple[str, str], PairDecision]
    added: dict[str, set[str]]
    found: Registered

    def all(
        self,
        rows: Sequence[FinishedRow],
        language: str,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        name, title = self.register.manifest.register, self.register.manifest.title
        told = decided_of(name, self.decisions.values())
        made: dict[str, dict[str, str]] = {}
        bearing: dict[str, list[FinishedRow]] = defaultdict(list)
        joined: list[tuple[FinishedRow, Answer]] = []
        doubtful: list[DoubtfulPair] = []
        count: Counter[str] = Counter()
        for number, row in enumerate(rows):
            if number % _EVERY == 0:
                if cancelled and cancelled():
                    raise Cancelled
                if progress:
                    progress(Text(f"{title.ja}: {number}/{len(rows)}件", f"{title.en}: {number} of {len(rows)}"))
            answer = ask(self.register, row.cells, told.get(row.cells[ID], {}))
            count["certain" if answer.entry else "doubtful" if answer.candidates or answer.against else "unknown"] += 1
            if answer.entry:
                bearing[answer.entry.key].append(row)
                joined.append((row, answer))
            elif answer.against:
                self._tell_number(row, answer)
            elif answer.candidates:
                self._tell_candidates(row, answer)
                doubtful += _pairs(name, row, answer.candidates)
        ids = {key: min(r.cells[ID] for r in those) for key, those in bearing.items()}
        for row, answer in joined:
            entry = answer.entry
            assert entry is not None
            made[row.cells[ID]] = self._row(row, entry, answer.reasons, ids, made)
            self._tell_place(row, entry)
            self._tell_end(row, entry)
            if (same := ids[entry.key]) != row.cells[ID]:
                self._tell_twice(row, bearing[entry.key], same)
        self.found.rows[name] = [made[identifier] for identifier in sorted(made)]
        self.found.review += review_rows(doubtful, self.decisions, language, self._place)
        files, date = self.register.manifest.files, self.register.manifest.newest
        self.found.asked.append(Asked(name, title, date, files, count["certain"], count["doubtful"], count["unknown"]))

    def _row(
        self,
        row: FinishedRow,
        entry: Entry,
        reasons: Iterable[Text],
        ids: Mapping[str, str],
        made: dict[str, dict[str, str]],
    ) -> dict[str, str]:
        """What the register adds to a row."""
        said, name, identifier = row.cells, self.register.manifest.register, row.cells[ID]
        there = {column for column, text in said.items() if text} | self.added[identifier]
        more = {**_about(entry, self.known), NUMBER[name]: entry.key, "closed": entry.closed}
        cells = {column: text for column, text in more.items() if text and column not in there}
        printed = {in_use(p) for c in ("label_ja", "alt_ja") for p in said.get(c, "").split(";")}
        if in_use(entry.name) not in printed:
            cells["alt_ja"] = _one(entry.name)
        if entry.english and "label_en" not in cells and entry.english not in said.get("label_en", "").split(";"):
            cells["alt_en"] = _one(entry.english)
        cells["former_ja"] = ";".join(sorted({_one(was) for was, _ in entry.former}))
        if after := self.register.successors(entry.key)[:1]:
            cells["successor"] = ids.get(after[0].key) or self._successor(after[0], made)
        told = tuple(reasons)
        cells["reason_ja"] = _one("、".join(r.ja for r in told))
        cells["reason_en"] = _one(", ".join(r.en for r in told))
        self.added[identifier] |= set(cells)
        return {ID: identifier, **cells, SOURCE: _locator(name, entry), BASIS: "external"}

    def _successor(self, entry: Entry, made: dict[str, dict[str, str]]) -> str:
        """The id of an organisation that only the register knows; it has a row of its own."""
        row = row_of_entry(self.register.manifest.register, entry, self.known)
        return made.setdefault(row[ID], row)[ID]

    # What is told

    def _tell(
        self, kind: str, severity: Severity, row: FinishedRow, column: str, why: Text, advice: Text | None = None
    ) -> None:
        draft = _teller(row, column)
        problem = problem_of(draft, column, kind, why, advice, row.cells.get(column, ""))
        self.found.problems.append(replace(problem, severity=severity))

    def _tell_number(self, row: FinishedRow, answer: Answer) -> None:
        entry, column = answer.against, NUMBER[self.register.manifest.register]
        assert entry is not None
        name, title = row.cells.get("label_ja") or row.cells.get("label_en", ""), self.register.manifest.title
        why = Text(
            f"「{name}」とありますが、{title.ja}ではこの番号は「{self._said(entry)}」のものです。",
            f'The list says "{name}", but in the {title.en} the number is that of {self._said(entry)}.',
        )
        likely = "、".join(f"{c.entry.key}（{self._said(c.entry)}）" for c in answer.candidates[:1])
        advice = Text(
            f"もしかして: {likely}" if likely else "番号か名称を確かめてください。",
            f"Did you mean {likely}?" if likely else "Check the number and the name.",
        )
        self._tell("register-number", "warning", row, column, why, advice)

    def _tell_candidates(self, row: FinishedRow, answer: Answer) -> None:
        title = self.register.manifest.title
        names = [f"{c.entry.key} {self._said(c.entry)} {100 * c.score:.0f}%" for c in answer.candidates[:_SHOWN]]
        why = Text(
            f"{title.ja}に似た機関があります。何も補っていません。",
            f"There are bodies like it in the {title.en}; nothing was filled in.",
        )
        advice = Text(
            "review/registers.xlsx に「はい」か「いいえ」を書いてください: " + "、".join(names),
            "Write yes or no in review/registers.xlsx: " + "; ".join(names),
        )
        self._tell("register-doubtful", "note", row, "label_ja", why, advice)

    def _tell_place(self, row: FinishedRow, entry: Entry) -> None:
        mine = prefecture_in(row.cells)
        if not mine or not entry.prefecture or mine == entry.prefecture:
            return
        title, there, here = self.register.manifest.title, self._prefecture(entry.prefecture), self._prefecture(mine)
        why = Text(
            f"一覧では{here}ですが、{title.ja}では{there}です（{entry.name}、{entry.key}）。",
            f"The list says {here}, the {title.en} {there} ({entry.name}, {entry.key}).",
        )
        advice = Text(
            "移転か、支店の所在か、別の機関かを確かめてください。一覧のままにしています。",
            "Check whether it has moved, or this is a branch or another body. The list's place is kept.",
        )
        column = "place" if _column_of(row, "place") else "address"
        self._tell("register-place", "warning", row, column, why, advice)

    def _tell_end(self, row: FinishedRow, entry: Entry) -> None:
        after = self.register.successors(entry.key)
        if not (entry.closed or after or entry.cause):
            return
        title = self.register.manifest.title
        when_ja = f"{entry.closed}に" if entry.closed else ""
        when_en = f" on {entry.closed}" if entry.closed else ""
        last = f"{after[-1].name}（{after[-1].key}）" if after else ""
        why = Text(
            f"{title.ja}では{when_ja}閉鎖・解散しています" + (f"。承継: {last}" if last else "。"),
            f"By the {title.en} it was closed or dissolved{when_en}" + (f"; taken over by {last}." if last else "."),
        )
        advice = Text(
            f"今の機関を指すなら {last} と書いてください。" if last else "今もある機関かを確かめてください。",
            f"Write {last} where the present body is meant." if last else "Check whether it is still there.",
        )
        self._tell("register-closed", "warning", row, "label_ja", why, advice)

    def _tell_twice(self, row: FinishedRow, those: Sequence[FinishedRow], same: str) -> None:
        first = next(r for r in those if r.cells[ID] == same)
        where = f"{first.drafts[0].plan.sheet or first.drafts[0].plan.file} {first.drafts[0].row}"
        title = self.register.manifest.title
        why = Text(
            f"{title.ja}では {where}行目と同じ機関です。別のままにしています。",
            f"By the {title.en} the same body as in {where}. Both are kept.",
        )
        advice = Text("renkei review で1つにできます。", "renkei review joins them.")
        self._tell("register-twice", "warning", row, "label_ja", why, advice)

    def _said(self, entry: Entry) -> str:
        place = self._prefecture(entry.prefecture)
        return f"{entry.name}・{place}" if place else entry.name

    def _place(self, organisation: Organisation) -> str:
        return self._prefecture(organisation.prefecture)

    def _prefecture(self, code: str) -> str:
        return next((name for name, place in self.known.prefectures.items() if place == f"JP-{code}"), "")


def _pairs(register: str, row: FinishedRow, candidates: Iterable[Candidate]) -> Iterator[DoubtfulPair]:
    cells = row.cells
    mine = Organisation(cells.get("label_ja") or cells.get("label_en", ""), prefecture=prefecture_in(cells) or "")
    for c in candidates:
        comparison = Comparison(c.weight, c.score, Decision.DOUBTFUL, c.reasons)
        yield DoubtfulPair(cells[ID], mine, key_of(register, c.entry.key), as_organisation(c.entry, True), comparison)


def row_of_entry(register: str, entry: Entry, known: Known) -> dict[str, str]:
    """The row of an organisation that only the register knows."""
    kind = _KINDS.get(entry.kind) or kind_of_organisation(entry.name) or UNTOLD
    cells = {"label_ja": entry.name, "kind": kind, NUMBER[register]: entry.key, **_about(entry, known)}
    return {
        ID: f"{NUMBER[register].replace('_', '-')}-{entry.key}",
        **cells,
        SOURCE: _locator(register, entry),
        BASIS: "external",
    }


def _about(entry: Entry, known: Known) -> dict[str, str]:
    reading = to_hiragana(entry.reading) if entry.reading else ""
    prefecture = f"JP-{entry.prefecture}"
    place = prefecture if prefecture in known.prefectures.values() else ""
    return {"reading": reading, "place": place, "label_en": entry.english}


def _locator(register: str, entry: Entry) -> str:
    return f"{SOURCES[register]}#{NUMBER[register].replace('_', '-')}={entry.key}"


def _one(text: str) -> str:
    """A value of a cell that may hold several."""
    return text.replace(";", "；")


def _teller(row: FinishedRow, column: str) -> Draft:
    return next((d for d in row.drafts if d.cells.get(column)), row.drafts[0])


def _column_of(row: FinishedRow, column: str) -> bool:
    draft = _teller(row, column)
    return draft.plan.find(column, draft.group) is not None
