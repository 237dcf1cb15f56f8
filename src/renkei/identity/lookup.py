"""Looking an organisation up in a register on disk: the candidates, how likely each is the one, and why."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import Indel

from renkei.errors import Text, UsageError
from renkei.identity import weights
from renkei.identity.comparison import PART, Decision, Organisation, judged, levels_of, odds_of, probability_of
from renkei.identity.ngrams import NgramIndex
from renkei.identity.places import city_code, prefecture_code, same_city
from renkei.identity.registers import IN_KANA, OFFICIAL, Manifest, index_path, read_manifest
from renkei.text.characters import in_use
from renkei.text.identifiers import IdentifierError, parse_corporate_number, parse_ror
from renkei.text.names import OrganisationName, normal_reading, parse_name

_BEARERS = 2_000  # entries of one name that are looked at; the commonest name of the corporate-number register has 766
_COMPARED = 20
_LONGEST = 300  # letters of a name that are read; the longest in the corporate-number register has 150
_NEAR, _NEAR_DEEP = (150, 6_000), (300, 15_000)  # names compared by letters, and candidates they are chosen from
# A similarity that ends the search; one below which a deeper search finds nothing better; the least that is looked at.
_GOOD, _HOPELESS, _LEAST = 0.75, 0.5, 0.4
_TO_KATAKANA = {n: n + 0x60 for n in range(0x3041, 0x3097)}


@dataclass(frozen=True)
class Entry:
    """An organisation in a register. `key` is its corporate number or ROR id; `opened` and `closed` are dates as the register
    has them; `successor` the key of the organisation that took it over; `former` its former names and when they ended."""

    key: str
    kind: str
    name: str
    reading: str
    english: str
    prefecture: str
    city: str
    place: str
    url: str
    opened: str
    closed: str
    cause: str
    successor: str
    former: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()


_FIELDS = [f.name for f in fields(Entry) if f.name not in ("former", "others")]


@dataclass(frozen=True)
class Candidate:
    """An entry that may be the one sought: its probability (0 to 1) beside all others and none, the decision, the reasons."""

    entry: Entry
    score: float
    weight: float
    decision: Decision
    reasons: tuple[Text, ...]


class Register:
    """An index made by `registers.add_houjin` or `add_ror`, open for reading, also by several processes; use as a context."""

    def __init__(self, folder: Path, register: str = "houjin") -> None:
        path = index_path(folder, register)
        if not path.is_file():
            raise UsageError(
                Text(
                    f"登録簿 {register} がありません。renkei register add {register} ファイル で読み込んでください。",
                    f"there is no register {register}: read one with renkei register add {register} FILE.",
                )
            )
        self._database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._database.execute("PRAGMA mmap_size=4294967296")
        self.manifest: Manifest = read_manifest(self._database)
        self._grams = NgramIndex(self._database)

    def __enter__(self) -> Register:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._database.close()

    def entry(self, key: str) -> Entry | None:
        """The entry with a corporate number or ROR id, or None."""
        row = self._database.execute("SELECT id FROM entry WHERE key = ?", (key,)).fetchone()
        return self.entries([row[0]])[row[0]] if row else None

    def successors(self, key: str) -> list[Entry]:
        """The organisations that took over one after the other, first to last; a circle is gone through once."""
        found: dict[str, Entry] = {}
        current = self.entry(key)
        while current and current.successor and current.successor not in found:
            current = self.entry(current.successor)
            if current:
                found[current.key] = current
        return list(found.values())

    def predecessors(self, key: str) -> list[Entry]:
        """The organisations that this one took over, by key."""
        rows = self._database.execute("SELECT id FROM entry WHERE successor = ? AND successor <> '' ORDER BY key", (key,))
        return list(self.entries([row[0] for row in rows]).values())

    def find(
        self,
        name: str,
        prefecture: str | None = None,
        city: str | None = None,
        number: str | None = None,
        limit: int = 5,
        *,
        reading: str | None = None,
        url: str | None = None,
    ) -> list[Candidate]:
        """The at most `limit` entries likeliest to be the organisation, likeliest first.

        `prefecture` and `city` are names or codes (JIS X 0401, 0402); what cannot be read is taken as unknown. Only a
        candidate whose decision is "certain" may be joined without asking.
        """
        town = city_code(city) or self.town(city, prefecture_code(prefecture))
        return find(self, sought_as(name, prefecture, town, number, reading, url), limit)

    def town(self, name: str | None, prefecture: str | None) -> str | None:
        """The code of the municipality that the register calls `name`, if there is one in the prefecture."""
        rows = self._database.execute("SELECT code FROM city WHERE name = ?", (in_use((name or "").strip()),)) if name else ()
        codes = {code for (code,) in rows if not prefecture or code.startswith(prefecture)}
        return codes.pop() if len(codes) == 1 else None

    # Reading the index

    def bearers(self, core: str) -> list[tuple[int, str, str, str, str, int]]:
        """Entries with the name `core`: id, name, prefecture, city, closed, type of the name; in the order of their numbers."""
        return self._database.execute(
            "SELECT entry.id, entry.name, prefecture, city, closed, type FROM name JOIN entry ON entry.id = name.entry"
            " WHERE core = ? ORDER BY entry.id LIMIT ?",
            (core, _BEARERS),
        ).fetchall()

    def read_as(self, reading: str) -> list[int]:
        """Entries with the reading `reading` (as `normal_reading` gives it), or with a name that is that reading in kana."""
        rows = self._database.execute(
            "SELECT entry FROM reading WHERE core = ? UNION SELECT entry FROM name WHERE core IN (?, ?) ORDER BY entry LIMIT ?",
            (reading, reading, reading.translate(_TO_KATAKANA), _BEARERS),
        )
        return [row[0] for row in rows]

    def wholes(self, core: str) -> list[int]:
        """Entries whose name is a beginning of `core` that the name of a part (branch, laboratory) follows; longest first."""
        beginnings = [core[:n] for n in range(len(core) - 1, 1, -1) if PART.fullmatch(core[n:])]
        if not beginnings:
            return []
        marks = ",".join("?" * len(beginnings))
        rows = self._database.execute(
            f"SELECT DISTINCT entry, length(core) FROM name WHERE core IN ({marks}) ORDER BY length(core) DESC, entry LIMIT 30",  # noqa: S608
            beginnings,
        )
        return [row[0] for row in rows]

    def alike(self, core: str) -> list[int]:
        """Entries with names like `core`, most alike first."""
        best: list[tuple[float, int]] = []
        for number, read in (_NEAR, _NEAR_DEEP):
            near = self._grams.nearest(core, number, read)
            marks = ",".join("?" * len(near))
            rows = self._database.execute(f"SELECT core, entry FROM name WHERE id IN ({marks})", near).fetchall()  # noqa: S608
            found = process.extract(
                core,
                [row[0] for row in rows],
                scorer=Indel.normalized_similarity,
                processor=None,
                limit=_COMPARED,
                score_cutoff=_LEAST,
            )
            best = [(similarity, rows[at][1]) for _, similarity, at in found]
            if not best or best[0][0] >= _GOOD or best[0][0] < _HOPELESS:
                break
        return list(dict.fromkeys(entry for _, entry in best))

    def entries(self, ids: Iterable[int]) -> dict[int, Entry]:
        """The entries with the given row ids, in their order."""
        wanted = list(dict.fromkeys(ids))
        marks = ",".join("?" * len(wanted))
        former: dict[int, list[tuple[str, str]]] = {}
        query = f"SELECT entry, name, until FROM former WHERE entry IN ({marks}) ORDER BY until"  # noqa: S608
        for entry, name, until in self._database.execute(query, wanted):
            former.setdefault(entry, []).append((name, until[:10]))
        query = f"SELECT id, others, {', '.join(_FIELDS)} FROM entry WHERE id IN ({marks})"  # noqa: S608
        found = {}
        for id_, others, *values in self._database.execute(query, wanted):
            several: dict[str, Any] = {"former": tuple(former.get(id_, ())), "others": tuple(filter(None, others.split("\n")))}
            found[id_] = Entry(**dict(zip(_FIELDS, values, strict=True)), **several)
        return {id_: found[id_] for id_ in wanted if id_ in found}


def sought_as(
    name: str,
    prefecture: str | None = None,
    city: str | None = None,
    number: str | None = None,
    reading: str | None = None,
    url: str | None = None,
) -> Organisation:
    """What is sought, with places as codes."""
    town = city_code(city) or ""
    return Organisation(
        name=_readable(name),
        reading=_readable(reading or ""),
        prefecture=prefecture_code(prefecture) or town[:2],
        city=town,
        number=_key(number or ""),
        url=url or "",
    )


def _readable(text: str) -> str:
    return text[:_LONGEST].encode("utf-8", "replace").decode("utf-8")  # halves of a surrogate pair cannot be looked up


def _key(written: str) -> str:
    """A corporate number or ROR id as registers have it; one that is neither is looked for as it stands, and not found."""
    for parse in (parse_corporate_number, parse_ror):
        try:
            return parse(written).rpartition("/")[2]
        except IdentifierError:
            continue
    return written.strip()


def as_organisation(entry: Entry, numbered: bool) -> Organisation:
    """An entry as a side of a comparison; its number takes part only where the other side gives one."""
    return Organisation(
        name=entry.name,
        reading=entry.reading,
        prefecture=entry.prefecture,
        city=entry.city,
        number=entry.key if numbered else "",
        url=entry.url,
        others=(*(name for name, _ in entry.former), *([entry.english] if entry.english else []), *entry.others),
    )


def find(register: Register, sought: Organisation, limit: int = 5) -> list[Candidate]:
    """The entries of a register likeliest to be the organisation sought, likeliest first."""
    parsed = parse_name(sought.name)
    ids: dict[int, int] = {}  # entry -> how many bear the name by which it was found
    if sought.number and (entry := register.entry(sought.number)):
        found = register.entries(row[0] for row in register.bearers(parse_name(entry.name).core))
        ids |= dict.fromkeys((id_ for id_, bearer in found.items() if bearer.key == entry.key), 1)
    for core in dict.fromkeys((parsed.core, *(parse_name(alias).core for alias in (*parsed.former, *parsed.aside)))):
        bearers = register.bearers(core)
        official = len({row[0] for row in bearers if row[5] == OFFICIAL}) or len({row[0] for row in bearers})
        for id_ in _likeliest(bearers, parsed, sought):
            ids.setdefault(id_, official)
    kana = sought.reading or (parsed.core if IN_KANA.fullmatch(parsed.core) else "")
    if kana and len(ids) < _COMPARED:
        read = register.read_as(normal_reading(kana))
        for id_ in read[: 2 * _COMPARED]:
            ids.setdefault(id_, len(read))
    candidates = _weighed(register, ids, sought)
    if not any(c.weight > 0 for c in candidates):
        more = [*register.wholes(parsed.core)[:_COMPARED], *register.alike(parsed.core)]
        ids |= {id_: 1 for id_ in more if id_ not in ids}
        candidates = _weighed(register, ids, sought)
    return candidates[:limit]


def _likeliest(bearers: list[tuple[int, str, str, str, str, int]], parsed: OrganisationName, sought: Organisation) -> list[int]:
    """Of many entries with one name, those that agree best with what else is known."""
    if len(bearers) <= _COMPARED:
        return [row[0] for row in bearers]

    def merit(row: tuple[int, str, str, str, str, int]) -> tuple[int, int, int, int]:
        id_, name, prefecture, city, closed, type_ = row
        place = (prefecture == sought.prefecture) + (bool(sought.city) and same_city(city, sought.city))
        other = parse_name(name)
        form = parsed.legal_form is None or other.legal_form == parsed.legal_form
        alike = place + 2 * form + (form and other.position == parsed.position)
        return -alike, int(bool(closed)), int(type_ != OFFICIAL), id_

    return [row[0] for row in sorted(bearers, key=merit)[:_COMPARED]]


def _weighed(register: Register, ids: dict[int, int], sought: Organisation) -> list[Candidate]:
    """The candidates with their weights, each against all the others and against none of them being the one."""
    weighed = []
    for id_, entry in register.entries(ids).items():
        levels = levels_of(sought, as_organisation(entry, bool(sought.number)), ids[id_])
        if entry.closed:
            levels.append(weights.CLOSED)
        weighed.append((sum(level.weight for level in levels), entry, levels))
    weighed.sort(key=lambda found: (-found[0], found[1].key))
    odds = [odds_of(weight) for weight, _, _ in weighed]
    total = sum(odds)
    candidates = []
    for (weight, entry, levels), own in zip(weighed, odds, strict=True):
        probability = probability_of(weight, total - own)
        comparison = judged(weight, probability, levels)
        candidates.append(Candidate(entry, probability, weight, comparison.decision, comparison.reasons))
    return candidates
