"""Who can meet a need: titles of contracts as needs, their winners as the answers, earlier contracts as the evidence.

    python benchmarks/needs.py DATA [--sample 1000] [--seed 1]      the measured run: needs from 2020-04 on
    python benchmarks/needs.py DATA --validate                      the same for 2019-10 to 2020-03, for tuning

DATA is a folder of contracts as gBizINFO publishes them (contracts.csv.xz). `renkei import --from procurement` reads the
contracts before the first day: what a company has delivered is what it can do, and the product's own Scorer ranks all
companies for the words of a title, as `renkei match --need` does. A need is a contract of the period whose winner has delivered
something before, sampled by a seed. The rivals know the same earlier contracts:

* BM25 of bm25s (MIT; Lucene's form, k1 and b as it comes) over the same grams; a company counts as its best contract, or
  ("joined") all its titles are one text;
* contractors: the companies with the most contracts of the same agencies before, then with the most contracts of anybody.

A need is a repeat where the winner had a contract of the same title before, numbers and years aside: such needs stand alone.
For winners that are new to the agency all methods rank only companies that are new to it.
"""

from __future__ import annotations

import argparse
import csv
import lzma
import math
import random
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import bm25s
import numpy as np

import renkei
from renkei.errors import Text
from renkei.importers.procurement import import_procurement
from renkei.match.asking import of_words
from renkei.match.ground import Ground, Item, ground
from renkei.match.scoring import Scorer, Wish
from renkei.match.words import grams, lines_of
from renkei.network.affiliations import Affiliations, Things
from renkei.schema.namespaces import ID
from renkei.text.folding import fold
from renkei.text.standards import standards_in

# First day and last day of the needs. What is tuned is tuned on the earlier period.
VALIDATED, MEASURED = ("2019-10-01", "2020-03-31"), ("2020-04-01", "2021-12-31")
DEPTH, FEW = 100, 10
KINDS, NONE = frozenset({f"{ID}capability-kind/delivery"}), frozenset[str]()
_NUMBERS = re.compile(r"(?:平成|令和)?(?:元年|\d+年?)度?")


@dataclass(frozen=True)
class Contract:
    """A contract: its title, who bought, who won, and its day."""

    title: str
    buyers: frozenset[str]
    winner: str
    date: str


@dataclass(frozen=True)
class Need:
    """A contract of the period as a need; whether its winner had the same title before, and whether it is new to the agency."""

    contract: Contract
    repeat: bool
    new: bool


@dataclass(frozen=True)
class Past:
    """What is known at the first day: the contracts until then, and what matching reads of them."""

    contracts: Sequence[Contract]
    known: Ground

    @cached_property
    def winners(self) -> frozenset[str]:
        return frozenset(contract.winner for contract in self.contracts)

    @cached_property
    def by_agency(self) -> dict[str, Counter[str]]:
        """How many contracts each company had with each agency."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for contract in self.contracts:
            for buyer in contract.buyers:
                found[buyer][contract.winner] += 1
        return found

    @cached_property
    def by_company(self) -> Counter[str]:
        return Counter(contract.winner for contract in self.contracts)

    def linked(self, contract: Contract) -> frozenset[str]:
        """The companies that had contracts with the agencies of a contract."""
        return frozenset(who for buyer in contract.buyers for who in self.by_agency.get(buyer, ()))


# Ranks the companies of the past for a need, the best first, leaving out those excluded.
Method = Callable[[Contract, Collection[str]], Sequence[str]]


def imported(data: Path, keep: Callable[[str], bool], folder: Path) -> None:
    """The data set that `renkei import --from procurement` makes of the contracts of some days."""
    (folder / "in").mkdir(parents=True)
    with (
        lzma.open(data / "contracts.csv.xz", "rt", encoding="utf-8", newline="") as file,
        (folder / "in" / "contracts.csv").open("w", encoding="utf-8", newline="") as kept,
    ):
        rows = csv.DictReader(file)
        writer = csv.DictWriter(kept, rows.fieldnames or ())
        writer.writeheader()
        writer.writerows(row for row in rows if keep(row["date_of_order"][:10]))
    import_procurement(folder / "in", folder / "out", None)


def table(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def contracts_of(folder: Path) -> list[Contract]:
    buyers: dict[str, set[str]] = defaultdict(set)
    winner: dict[str, str] = {}
    for row in table(folder, "participations"):
        if row["role"] == "supplier":
            winner[row["activity"]] = row["participant"]
        else:
            buyers[row["activity"]].add(row["participant"])
    return [
        Contract(row["label_ja"], frozenset(buyers[row["id"]]), winner[row["id"]], row["date"])
        for row in table(folder, "events")
    ]


def item_of(row: dict[str, str]) -> Item:
    label = Text(row["label_ja"], row["label_ja"])
    return Item(row["id"], "has", row["organization"], label, KINDS, NONE, frozenset(standards_in(label.ja)))


def ground_of(folder: Path) -> Ground:
    """What the store of a data set would give to matching: its capabilities and ties, with the concepts that ship."""
    with renkei.open() as graph:
        shipped = ground(graph.store)
    items = tuple(map(item_of, sorted(table(folder, "capabilities"), key=lambda row: row["id"])))
    events = sorted((row["id"], int(row["date"][:4] or 0)) for row in table(folder, "events"))
    ties = sorted({(row["participant"], row["activity"]) for row in table(folder, "participations")})
    who = tuple(sorted({one for one, _ in ties}))
    no_facts = {name: ("",) * len(who) for name in ("sector", "region")}
    organisations = Things(who, no_facts)
    activities = Things(tuple(key for key, _ in events), {"kind": ("event",) * len(events)})
    at = np.array([activities.position[what] for _, what in ties], np.int32)
    years = np.array([year for _, year in events], np.int16)[at]
    network = Affiliations(
        organisations,
        activities,
        ("participant",),
        np.array([organisations.position[one] for one, _ in ties], np.int32),
        at,
        np.zeros(len(ties), np.int32),
        years,
        years,
        frozenset(),
    )
    return replace(shipped, network=network, items=items, own_fields={}, introductions=())


def needs_of(past: Past, contracts: Sequence[Contract], sample: int, seed: int) -> list[Need]:
    """A sample of the contracts whose winners have delivered something before; of one title and winner only the first."""
    found = {(c.title, c.winner): c for c in sorted(contracts, key=lambda c: (c.date, c.title, c.winner), reverse=True)}
    able = sorted((c for c in found.values() if c.winner in past.winners), key=lambda c: (c.date, c.title, c.winner))
    taken = random.Random(seed).sample(able, min(sample, len(able)))
    before = {(bare(c.title), c.winner) for c in past.contracts}
    return [Need(c, (bare(c.title), c.winner) in before, c.winner not in past.linked(c)) for c in taken]


def bare(title: str) -> str:
    """A title without numbers and years."""
    return _NUMBERS.sub("", fold(title))


def ours(past: Past) -> Method:
    scorer = Scorer(past.known)

    def rank(need: Contract, excluded: Collection[str]) -> Sequence[str]:
        wish = Wish(None, (of_words(past.known, need.title),), excluded=excluded)
        return [scored.organisation for scored in scorer.ranked(wish, DEPTH)]

    return rank


def bm25(past: Past, *, joined: bool) -> Method:
    """BM25 over what each company has delivered, one text for each thing or one for each company."""
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for item in past.known.items:
        texts[item.holder, "" if joined else item.iri] += sorted(grams(lines_of(item.label)))
    holders = sorted({holder for holder, _ in texts})
    place = {holder: at for at, holder in enumerate(holders)}
    owner = np.array([place[holder] for holder, _ in texts])
    index = bm25s.BM25()
    index.index(list(texts.values()), show_progress=False)

    def rank(need: Contract, excluded: Collection[str]) -> Sequence[str]:
        best = np.zeros(len(holders))
        asked = [gram for gram in sorted(grams(lines_of(Text(need.title, need.title)))) if gram in index.vocab_dict]
        np.maximum.at(best, owner, index.get_scores(asked) if asked else np.zeros(len(owner)))
        order = (holders[at] for at in np.argsort(-best, kind="stable").tolist() if best[at] > 0)
        return [who for who in order if who not in excluded][:DEPTH]

    return rank


def contractors(past: Past) -> Method:
    """Who has had the most contracts of the agencies, then of anybody."""

    def rank(need: Contract, excluded: Collection[str]) -> Sequence[str]:
        there = sum((past.by_agency.get(buyer, Counter()) for buyer in need.buyers), Counter[str]())
        order = sorted(past.by_company, key=lambda who: (-there[who], -past.by_company[who], who))
        return [who for who in order if who not in excluded][:DEPTH]

    return rank


def reciprocal_ranks(method: Method, past: Past, needs: Sequence[Need], *, new: bool) -> list[float]:
    """1 over the rank of each winner, 0 where it is not among the first `DEPTH`."""
    found: list[float] = []
    for need in needs:
        ranked = method(need.contract, past.linked(need.contract) if new else ())
        found.append(1 / (1 + ranked.index(need.contract.winner)) if need.contract.winner in ranked else 0.0)
    return found


def measure(data: Path, period: tuple[str, str], sample: int, seed: int) -> str:
    """The table of all methods and groups of needs."""
    first, last = period
    with tempfile.TemporaryDirectory() as name:
        before, within = Path(name) / "before", Path(name) / "within"
        imported(data, lambda day: "2000" < day < first, before)
        imported(data, lambda day: first <= day <= last, within)
        past = Past(contracts_of(before), ground_of(before))
        needs = needs_of(past, contracts_of(within), sample, seed)
    groups = {
        "any winner": ([need for need in needs if not need.repeat], False),
        "new to the agency": ([need for need in needs if need.new], True),
        "repeats": ([need for need in needs if need.repeat], False),
    }
    methods = {
        "renkei": ours(past),
        "BM25": bm25(past, joined=False),
        "BM25, joined": bm25(past, joined=True),
        "contractors": contractors(past),
    }
    lines = [
        f"{len(past.contracts):,} contracts of {len(past.winners):,} companies before {first}, "
        f"{len(past.known.items):,} titles; needs from {first} to {last}, seed {seed}.",
        "",
        "| needs | number | method | MRR@100 | hit@10 | ms a need |",
        "|---|---|---|---|---|---|",
    ]
    for group, (asked, new) in groups.items():
        for method, rank in methods.items():
            began = time.process_time()
            found = reciprocal_ranks(rank, past, asked, new=new)
            taken = 1000 * (time.process_time() - began) / max(1, len(asked))
            cells = group, str(len(asked)), method, _mean(found), _mean([r >= 1 / FEW for r in found]), f"{taken:.0f}"
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _mean(values: Sequence[float]) -> str:
    """The mean, and half the width of its 95 % interval."""
    if not values:
        return ""
    array = np.asarray(values, float)
    return f"{array.mean():.3f} ± {1.96 * array.std() / math.sqrt(len(array)):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--sample", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--validate", action="store_true", help="needs of 2019-10 to 2020-03 instead")
    options = parser.parse_args()
    print(measure(options.data, VALIDATED if options.validate else MEASURED, options.sample, options.seed))


if __name__ == "__main__":
    main()
