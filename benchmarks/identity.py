"""Looking up real names of organisations in the corporate-number register: time, recall at 5, and precision of automatic joins.

    python benchmarks/identity.py index DATA [--registers DIR]      read the register into an index; time and memory
    python benchmarks/identity.py pairs DATA                        write the scored set to PAIRS.csv (see below)
    python benchmarks/identity.py score DATA [--registers DIR]      look them up; table by class of difference
    python benchmarks/identity.py estimate DATA                     the shares behind identity/weights.py and identity/rarity.py

DATA is a folder with houjin-bangou/, ror/ and gbizinfo-procurement/. The truth of a pair never comes from renkei's normal form:

* contracts: a joint contract has one row a party; each row has the number of one party and the names of the others, so the
  name that a row lacks is that of its number;
* aliases: a ROR record one of whose Japanese names is, letter by letter (NFKC, spaces dropped), that of exactly one entry in
  the same prefecture; the pair is that entry and each Japanese name of the record, that one included (class "equal");
* English: a ROR record whose English name is the English name of exactly one entry in the same prefecture;
* form: a ROR name that becomes the name of exactly one entry in the same prefecture by a word of FORMS before or behind;
* facility: a ROR name that begins with the name of exactly one corporation (…法人…) of the prefecture and ends like a hospital;
* checked: pairs in identity_checked.csv, looked at one by one.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import lzma
import random
import re
import resource
import statistics
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from renkei.identity.comparison import Decision
from renkei.identity.lookup import Candidate, Entry, Register
from renkei.identity.places import prefecture_code
from renkei.identity.registers import add_houjin
from renkei.text.names import parse_name

HERE = Path(__file__).parent
FORMS = [
    "株式会社", "有限会社", "合同会社", "一般財団法人", "公益財団法人", "一般社団法人", "公益社団法人",
    "独立行政法人", "学校法人", "国立大学法人", "公立大学法人", "国立研究開発法人", "特定非営利活動法人",
    "地方独立行政法人", "社会福祉法人", "医療法人",
]  # fmt: skip
JAPANESE = re.compile("[ぁ-ヿ一-鿿]")


@dataclass(frozen=True)
class Pair:
    """A name as one source writes it, with its prefecture where known, and the number of the organisation it means."""

    name: str
    prefecture: str
    number: str
    kind: str
    route: str


def plain(name: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).casefold()


def english(name: str) -> str:
    words = re.sub(r"\(japan\)|\b(co|ltd|inc|corporation|corp|company|limited|the|incorporated|llc)\b", "", plain_words(name))
    return re.sub(r"[^a-z0-9]", "", words)


def plain_words(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def table(path: Path) -> Iterator[dict[str, str]]:
    opened = lzma.open if path.suffix == ".xz" else gzip.open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def pairs(data: Path) -> list[Pair]:
    """The scored set."""
    register = {row["corporate_number"]: row for row in table(data / "houjin-bangou" / "corporations.csv.xz")}
    named: dict[str, list[str]] = defaultdict(list)
    in_english: dict[str, list[str]] = defaultdict(list)
    for number, row in register.items():
        named[plain(row["name"])].append(number)
        if row["en_name"]:
            in_english[english(row["en_name"])].append(number)

    def one(numbers: list[str], prefecture: str) -> str | None:
        there = [number for number in numbers if register[number]["pref_code"] == prefecture]
        return there[0] if len(there) == 1 else None

    found: dict[tuple[str, str], Pair] = {}

    def add(name: str, prefecture: str, number: str, route: str, kind: str = "") -> None:
        kind = kind or difference(name, register[number]["name"])
        found.setdefault((name, number), Pair(name, prefecture, number, kind, route))

    for name, number in contracts(data):
        if number in register:
            add(name, register[number]["pref_code"], number, "contracts")
    for prefecture, names in ror_names(data):
        japanese = [name for name in names if JAPANESE.search(name)]
        exact = {number for name in japanese if len(plain(name)) >= 6 and (number := one(named[plain(name)], prefecture))}
        if len(exact) == 1:
            for name in japanese:
                add(name, prefecture, next(iter(exact)), "aliases")
            continue
        for name in names:
            number = one(in_english.get(english(name), []), prefecture) if len(english(name)) >= 6 else None
            if number and not JAPANESE.search(name):
                for other in japanese:
                    add(other, prefecture, number, "English")
        for name in japanese:
            bare = plain(name)
            with_form = [n for form in FORMS for w in (form + bare, bare + form) if (n := one(named.get(w, []), prefecture))]
            if len(with_form) == 1 and not named.get(bare):
                add(name, prefecture, with_form[0], "form")
            if re.search("(病院|センター|クリニック)$", bare) and not named.get(bare):
                wholes = [bare[:n] for n in range(7, len(bare)) if "法人" in bare[:n] and not bare[:n].endswith("法人")]
                whole = [n for w in wholes if (n := one(named.get(w, []), prefecture))]
                if len(whole) == 1:
                    add(name, prefecture, whole[0], "facility", "facility of the corporation")
    for row in csv.DictReader((HERE / "identity_checked.csv").open(encoding="utf-8", newline="")):
        add(row["name"], row["prefecture"], row["number"], "checked", row["class"])
    return sorted(found.values(), key=lambda p: (p.route, p.kind, p.number, p.name))


def contracts(data: Path) -> Iterator[tuple[str, str]]:
    parties: dict[tuple[str, ...], list[tuple[set[str], str]]] = defaultdict(list)
    for row in table(data / "gbizinfo-procurement" / "contracts.csv.xz"):
        if row["joint_signatures"]:
            contract = (row["date_of_order"], row["title"], row["amount"], row["government_departments"])
            parties[contract].append((set(row["joint_signatures"].split(",")), row["corporate_number"]))
    for rows in parties.values():
        every = set().union(*(names for names, _ in rows))
        for names, number in rows:
            if len(every - names) == 1:
                yield next(iter(every - names)).strip(), number


def ror_names(data: Path) -> Iterator[tuple[str, list[str]]]:
    names: dict[str, list[str]] = defaultdict(list)
    for row in table(data / "ror" / "names.csv.gz"):
        names[row["ror_id"]].append(row["name"])
    for row in table(data / "ror" / "organizations.csv.gz"):
        prefecture = prefecture_code(row["subdivision"]) or prefecture_code(row["city"]) or ""
        if row["country"] == "JP" and row["status"] != "withdrawn":
            yield prefecture, names[row["ror_id"]]


def difference(name: str, official: str) -> str:
    """In what a name differs from the official one, told without renkei's normal form."""
    a, b = plain(name), plain(official)
    if name == official:
        return "equal"
    if a == b:
        return "width, spaces"
    bare = [re.sub("|".join(sorted(FORMS, key=len, reverse=True)) + r"|\((株|有|財|社)\)", "", x) for x in (a, b)]
    if bare[0] == bare[1]:
        forms = sum(len(x) != len(y) for x, y in zip((a, b), bare, strict=True))
        return "legal form left out" if forms == 1 else "legal form written otherwise"
    if bare[0].startswith(bare[1]):
        return "branch"
    if re.fullmatch("[ぁ-ヿ]+", a):
        return "reading in kana"
    signs = [re.sub(r"[^\w]|ー", "", x) for x in bare]
    if signs[0] == signs[1]:
        return "signs, long vowels"
    return "letters" if abs(len(bare[0]) - len(bare[1])) <= 2 and len(set(bare[0]) ^ set(bare[1])) <= 4 else "renamed"


class Without(Register):
    """The register as it would be without one entry: nothing may then be joined."""

    hidden = ""

    def entries(self, ids: object) -> dict[int, Entry]:
        return {id_: entry for id_, entry in super().entries(ids).items() if entry.key != self.hidden}  # type: ignore[arg-type]


def score(scored: list[Pair], folder: Path, places: bool) -> None:
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    times, wrong, missed = [], [], []
    with Register(folder) as register, Without(folder) as without:
        register.find("株式会社日本")
        for pair in scored:
            place = pair.prefecture if places else None
            began = time.perf_counter()
            found = register.find(pair.name, place)
            times.append(1000 * (time.perf_counter() - began))
            without.hidden = pair.number
            alone = [c for c in without.find(pair.name, place) if c.decision == Decision.CERTAIN]
            joined: list[Candidate] = [c for c in found if c.decision == Decision.CERTAIN]
            right = any(c.entry.key == pair.number for c in joined)
            for kind in (pair.kind, "all", *(["all but renamed"] if pair.kind != "renamed" else [])):
                count = rows[kind]
                count["pairs"] += 1
                count["first"] += bool(found) and found[0].entry.key == pair.number
                count["at 5"] += any(c.entry.key == pair.number for c in found)
                count["joined"] += len(joined)
                count["right"] += right
                count["alone"] += len(alone)
            if not any(c.entry.key == pair.number for c in found):
                missed.append((pair, [c.entry.name for c in found[:3]]))
            wrong += [(pair, c.entry.name, c.entry.key, round(c.weight, 1)) for c in joined if c.entry.key != pair.number]
            wrong += [(pair, "ALONE", c.entry.name, round(c.weight, 1)) for c in alone]
    times.sort()
    title = "with the prefecture" if places else "by name alone"
    print(f"\n### {len(scored)} names, {title}\n")
    print(f"median {statistics.median(times):.2f} ms, 98th percentile {times[int(0.98 * len(times))]:.2f} ms\n")
    print("| class | pairs | first | recall at 5 | joined | precision | joined to another where the body is not there |")
    print("|---|---|---|---|---|---|---|")
    for kind, count in sorted(rows.items(), key=lambda item: -item[1]["pairs"]):
        precision = f"{count['right'] / count['joined']:.4f}" if count["joined"] else ""
        print(
            f"| {kind} | {count['pairs']} | {count['first'] / count['pairs']:.3f} | {count['at 5'] / count['pairs']:.4f} "
            f"| {count['joined']} | {precision} | {count['alone']} |"
        )
    for what, those in (("missed", missed), ("joined wrongly", wrong)):
        print(f"\n{what}:", *those, sep="\n  ", file=sys.stderr)


def score_entries(folder: Path, number: int, seed: int) -> None:
    """Entries of the register itself, taken at random: are they joined to themselves, and, were they not there, to others?"""
    print(f"\n### {number} entries taken at random (seed {seed}), looked up by their own names\n")
    print("| known | joined | precision | joined to another where the body is not there |\n|---|---|---|---|")
    with Register(folder) as register, Without(folder) as without:
        taken = random.Random(seed).sample(range(1, register.manifest.rows + 1), number)
        entries = [entry for entry in register.entries(taken).values() if not entry.closed]
        for known in ("name, municipality", "name, prefecture", "name"):
            count: Counter[str] = Counter()
            for entry in entries:
                prefecture = entry.prefecture if known != "name" else None
                city = entry.city if known == "name, municipality" else None
                without.hidden = entry.key
                for candidate in register.find(entry.name, prefecture, city):
                    if candidate.decision == Decision.CERTAIN:
                        count["right" if candidate.entry.key == entry.key else "wrong"] += 1
                count["alone"] += sum(c.decision == Decision.CERTAIN for c in without.find(entry.name, prefecture, city))
            joined = count["right"] + count["wrong"]
            print(f"| {known} | {joined} | {count['right'] / joined:.4f} | {count['alone']} of {len(entries)} |")


def estimate(data: Path, seed: int) -> None:
    """Print what rarity.py and weights.py hold."""
    drawn = random.Random(seed)
    rows = [(parse_name(row["name"]), row) for row in table(data / "houjin-bangou" / "corporations.csv.xz")]
    half: Counter[str] = Counter()
    rest: Counter[str] = Counter()
    for name, _ in rows:
        (half if drawn.random() < 0.5 else rest)[name.core] += 1
    seen: dict[tuple[str, int], list[int]] = defaultdict(list)
    for core, times in half.items():
        if times == 1:
            script = "latin" if re.fullmatch("[ -~]+", core) else "kana" if re.fullmatch("[ぁ-ヿ]+", core) else "kanji"
            seen[script, min(len(core), 14)].append(rest[core])
    print("| script | letters | names once in one half | mean number in the other half |\n|---|---|---|---|")
    for (script, letters), found in sorted(seen.items()):
        print(f"| {script} | {letters} | {len(found)} | {statistics.mean(found):.3f} |")
    bearers: dict[str, list[int]] = defaultdict(list)
    for at, (name, _) in enumerate(rows):
        bearers[name.core].append(at)
    shares: Counter[str] = Counter()
    several = [found for found in bearers.values() if 2 <= len(found) <= 6]
    for found in drawn.sample(several, 60_000):
        (a, one), (b, other) = (rows[at] for at in drawn.sample(found, 2))
        moved = "form same" if a.position == b.position else "form moved"
        shares[moved if a.legal_form == b.legal_form else "form differs"] += 1
        place = "Tokyo" if one["pref_code"] == "13" else "elsewhere"
        if one["pref_code"] != other["pref_code"]:
            shares["prefecture differs"] += 1
        else:
            shares[f"{'city' if one['city_code'] == other['city_code'] else 'prefecture'} same, {place}"] += 1
    print("\n| chance pairs of one name | share |\n|---|---|")
    for level, times in sorted(shares.items()):
        print(f"| {level} | {times / 60_000:.4f} |")
    true: Counter[str] = Counter()
    for prefecture, names in ror_names(data):
        for core in {parse_name(name).core for name in names if JAPANESE.search(name)}:
            if len(core) >= 6 and prefecture and len(found := bearers.get(core, [])) == 1:
                true["prefecture same" if rows[found[0]][1]["pref_code"] == prefecture else "prefecture differs"] += 1
    print("\n| names in ROR that one entry bears | number |\n|---|---|")
    for level, times in sorted(true.items()):
        print(f"| {level} | {times} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=["index", "pairs", "score", "estimate"])
    parser.add_argument("data", type=Path)
    parser.add_argument("--registers", type=Path, default=Path("registers"))
    parser.add_argument("--pairs", type=Path, default=Path("identity-pairs.csv"))
    options = parser.parse_args()
    if options.what == "index":
        began, used = time.perf_counter(), time.process_time()
        manifest = add_houjin([options.data / "houjin-bangou" / "corporations.csv.xz"], options.registers)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
        seconds, processor = time.perf_counter() - began, time.process_time() - used
        print(f"{manifest.organisations:,} organisations: {seconds:.0f} s ({processor:.0f} s of processor), peak {peak:.0f} MB")
    elif options.what == "estimate":
        estimate(options.data, seed=1)
    elif options.what == "pairs":
        with options.pairs.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["name", "prefecture", "number", "kind", "route"])
            writer.writerows((p.name, p.prefecture, p.number, p.kind, p.route) for p in pairs(options.data))
    else:
        with options.pairs.open(encoding="utf-8", newline="") as file:
            scored = [Pair(**row) for row in csv.DictReader(file)]
        score(scored, options.registers, places=True)
        score(scored, options.registers, places=False)
        score_entries(options.registers, 4000, seed=5)


if __name__ == "__main__":
    main()
