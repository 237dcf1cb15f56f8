"""A graph of any size for the benchmarks: a made-up data set with every kind of row, built with the data that ships.

    python benchmarks/generate.py FOLDER [--statements 1000000] [--seed 1]

It leaves FOLDER/generated (the data set: CSV tables), FOLDER/store (the store built from it), and FOLDER/quads.nq: the whole
store as N-Quads, the file that every contender loads. The same number and seed give the same tables, and the same version of
renkei the same quads.

* Organisations, projects, programmes, councils, plans and their ties, what organisations can do and need, indicators with
  values and targets, events and facilities; each with labels in Japanese and English.
* Participation follows a power law, as it does in real programmes: the share of the organisations of rank 1 to r in all
  participations is (r / organisations) ** (1 / 3). Bodies of the shipped data hold ranks among them, so that the examples of
  the saved questions are busy ones here too.
* Places are prefectures and municipalities, fields concepts with broader ones, as they ship.
* The default graph holds each statement once, about `statements` of them with what the rules derive; each row stands again in
  the graph of its file, what was derived in the graph of its rule: about twice as many quads.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from renkei import resources
from renkei.build.datasets import with_shipped
from renkei.build.pipeline import build
from renkei.store.oxigraph import OxigraphStore

# Statements of the default graph that an organisation brings with all its ties, measured on a graph of a million.
PER_ORGANIZATION = 56
# Statements of what ships: the least there can be.
SHIPPED = 52_000

Row = dict[str, object]

# Bodies of the shipped data, by their rank in the number of participations.
_RANKED = {
    2: "gov-yamaguchi-pref",
    8: "jica",
    20: "fukushima-medical-university",
    40: "fukushima-medical-device-promotion",
    80: "yamaguchi-industrial-technology-center",
    120: "yamaguchi-innovation-promotion-center",
}
_TOWNS = (("東", "Higashi", "ひがし"), ("三浦", "Miura", "みうら"), ("桜", "Sakura", "さくら"), ("青葉", "Aoba", "あおば"))
_TRADES = (
    ("精機", "Precision", "せいき", "株式会社", "company"),
    ("樹脂工業", "Resin Works", "じゅしこうぎょう", "株式会社", "company"),
    ("医療機器", "Medical Devices", "いりょうきき", "株式会社", "company"),
    ("電子", "Electronics", "でんし", "株式会社", "company"),
    ("化学", "Chemical", "かがく", "株式会社", "company"),
    ("ソフトウェア", "Software", "そふとうぇあ", "株式会社", "company"),
    ("大学", "University", "だいがく", "", "university"),
    ("病院", "Hospital", "びょういん", "", "hospital"),
    ("産業支援センター", "Industrial Support Center", "さんぎょうしえんせんたー", "", "support-center"),
    ("研究所", "Research Institute", "けんきゅうじょ", "", "research-institute"),
)
_SKILLS = (
    ("射出成形", "Injection moulding", "process", ""),
    ("ISO 13485 認証", "ISO 13485 certificate", "certificate", "ISO 13485"),
    ("ISO 9001 認証", "ISO 9001 certificate", "certificate", "ISO 9001"),
    ("クリーンルーム", "Clean room", "equipment", ""),
    ("三次元測定", "Three-dimensional measurement", "measurement", ""),
    ("回路設計", "Circuit design", "design", ""),
)
_DIGITS = ("ぜろ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")
_ROLES = ("implementer", "partner", "partner", "partner", "user", "coordinator")
_YEARS = range(2005, 2025)


def concepts(vocabulary: str) -> list[str]:
    """The ids of the concepts of a vocabulary that ships, in order."""
    path = resources.folder("ontology") / "vocabularies" / f"{vocabulary}.ttl"
    found = {
        quad.subject.value.rsplit("/", 1)[1]
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode) and quad.predicate.value.endswith("core#inScheme")
    }
    return sorted(found)


def _municipalities() -> list[str]:
    with (resources.folder("data") / "places" / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return [row["id"] for row in csv.DictReader(file)]


class Made:
    """A made-up data set with so many organisations; its methods give the rows of the tables, one after the other."""

    def __init__(self, organizations: int, seed: int = 1) -> None:
        self.number = max(organizations, 1)
        self.projects = max(self.number // 3, 2)
        self._random = random.Random(seed)
        self._fields = concepts("field")
        self._cities = _municipalities()

    def tables(self) -> Iterator[tuple[str, Iterable[Row]]]:
        """The name and the rows of each table; they are to be read in this order."""
        made: tuple[Callable[[], Iterable[Row]], ...] = (
            *(self.organizations, self.project_rows, self.participations, self.programmes, self.memberships, self.supports),
            *(self.capabilities, self.needs, self.offers, self.introductions, self.plans, self.indicators, self.observations),
            *(self.targets, self.events, self.facilities),
        )
        for rows in made:
            yield rows.__name__.removesuffix("_rows").replace("project", "projects"), rows()

    def organizations(self) -> Iterator[Row]:
        for n in range(self.number):
            number = n - 1 if n % 20 == 1 else n  # one in twenty has the name of another
            town, trade = _TOWNS[number % len(_TOWNS)], _TRADES[number % len(_TRADES)]
            yield {
                "id": f"g-{n}",
                "label_ja": f"{town[0]}{trade[0]}第{number}{trade[3]}",
                "label_en": f"{town[1]} {trade[1]} No. {number}",
                "reading": f"{town[2]}{trade[2]}だい{''.join(_DIGITS[int(d)] for d in str(number))}" if n % 2 else "",
                "kind": trade[4],
                "field": self._some(self._fields, 0.7),
                "place": self._place(),
                "active_in": self._prefecture() if n % 11 == 0 else "",
                "parent": f"g-{self._random.randrange(n)}" if n and n % 10 == 0 else "",
                "founded": f"{self._random.randint(1950, 2020)}-04-01" if n % 4 == 0 else "",
                "corporate_number": _corporate_number(n) if n % 3 else "",
                "url": f"https://example.org/organizations/{n}" if n % 2 else "",
            }
        for n in range(self._councils):
            yield {
                "id": f"g-council-{n}",
                "label_ja": f"第{n}産学官連携協議会",
                "label_en": f"Council for Collaboration No. {n}",
                "kind": "council",
                "field": self._random.choice(self._fields),
                "place": self._prefecture(),
            }

    def project_rows(self) -> Iterator[Row]:
        for n in range(self.projects):
            first = self._random.choice(_YEARS)
            yield {
                "id": f"g-project-{n}",
                "label_ja": f"共同開発プロジェクト第{n}号",
                "label_en": f"Joint Development Project No. {n}",
                "field": self._random.choice(self._fields),
                "place": self._place(),
                "part_of": f"g-plan-{n % self._plans}" if n % 5 == 0 else "",
                "first_year": f"FY{first}",
                "last_year": f"FY{first + self._random.randint(0, 4)}",
            }

    def participations(self) -> Iterator[Row]:
        for n in range(self.projects):
            partners = dict.fromkeys(self._busy() for _ in range(2 + int(self._random.expovariate(0.2))))
            for place, partner in enumerate(partners):
                role = self._random.choice(_ROLES) if place else "organizer"
                yield {"participant": partner, "activity": f"g-project-{n}", "role": role}

    def programmes(self) -> Iterator[Row]:
        kinds = concepts("programme-kind")
        for n in range(self._few):
            yield {
                "id": f"g-programme-{n}",
                "label_ja": f"連携支援事業第{n}号",
                "label_en": f"Collaboration Support Programme No. {n}",
                "kind": self._random.choice(kinds),
                "field": self._random.choice(self._fields),
                "place": self._prefecture(),
                "first_year": f"FY{self._random.choice(_YEARS)}",
            }

    def memberships(self) -> Iterator[Row]:
        for n in range(self.number // 3):
            council = f"g-council-{n % self._councils}"
            start = f"{self._random.choice(_YEARS)}-{self._random.randint(1, 12):02}"
            yield {"member": f"g-{3 * n}", "organization": council, "role": "member", "start": start}

    def supports(self) -> Iterator[Row]:
        forms = concepts("support-form")
        for n in range(self.number // 5):
            giver = self._busy()
            taker = f"g-{5 * n}"
            if giver != taker:
                yield {"supporter": giver, "supported": taker, "form": self._random.choice(forms)}

    def capabilities(self) -> Iterator[Row]:
        for n in range(self.number // 4):
            name, name_en, kind, standard = self._random.choice(_SKILLS)
            yield {
                "id": f"g-capability-{n}",
                "label_ja": f"{name}（第{n}号）",
                "label_en": f"{name_en} (No. {n})",
                "organization": f"g-{4 * n}",
                "kind": kind,
                "standard": standard,
                "until": f"{self._random.randint(2026, 2030)}-03-31" if standard else "",
                "field": self._random.choice(self._fields),
            }

    def needs(self) -> Iterator[Row]:
        yield from self._sought("need", "を頼める先", "Somebody for")

    def offers(self) -> Iterator[Row]:
        yield from self._sought("offer", "の提供", "Offer of")

    def introductions(self) -> Iterator[Row]:
        for n in range(self._few):
            yield {
                "introducer": "fukushima-medical-device-promotion",
                "introduced": f"g-{n}",
                "introduced_to": f"g-{self.number - 1 - n}",
                "date": f"{self._random.randint(2022, 2026)}-{self._random.randint(1, 12):02}-15",
                "outcome": self._random.choice(concepts("introduction-outcome")),
            }

    def plans(self) -> Iterator[Row]:
        for n in range(self._plans):
            yield {
                "id": f"g-plan-{n}",
                "label_ja": f"産業振興戦略第{n}号",
                "label_en": f"Industrial Strategy No. {n}",
                "kind": "strategy",
                "field": self._random.choice(self._fields),
                "place": self._prefecture(),
                "first_year": f"FY{2010 + n % 10}",
                "last_year": f"FY{2014 + n % 10}",
            }

    def indicators(self) -> Iterator[Row]:
        for n in range(self._indicators):
            yield {
                "id": f"g-indicator-{n}",
                "label_ja": f"共同開発の件数（第{n}号）",
                "label_en": f"Joint developments (No. {n})",
                "kind": "indicator",
                "unit": self._random.choice(("cases", "companies", "persons", "percent")),
                "measures": f"g-project-{5 * n % self.projects}",
                "field": self._random.choice(self._fields),
            }

    def observations(self) -> Iterator[Row]:
        for n in range(self._indicators):
            for year in range(2012, 2012 + 3):
                yield {
                    "indicator": f"g-indicator-{n}",
                    "value": self._random.randint(0, 100),
                    "fiscal_year": f"FY{year + n % 10}",
                }

    def targets(self) -> Iterator[Row]:
        for n in range(self._indicators):
            yield {"indicator": f"g-indicator-{n}", "value": self._random.randint(20, 100), "last_year": f"FY{2014 + n % 10}"}

    def events(self) -> Iterator[Row]:
        kinds = concepts("event-kind")
        for n in range(self.number // 10):
            yield {
                "id": f"g-event-{n}",
                "label_ja": f"交流会第{n}回",
                "label_en": f"Exchange Meeting No. {n}",
                "kind": self._random.choice(kinds),
                "date": f"{self._random.choice(_YEARS)}-{self._random.randint(1, 12):02}-{self._random.randint(1, 28):02}",
                "concerns": f"g-project-{self._random.randrange(self.projects)}",
                "field": self._random.choice(self._fields),
                "place": self._prefecture(),
            }

    def facilities(self) -> Iterator[Row]:
        kinds = concepts("facility-kind")
        for n in range(self._few):
            yield {
                "id": f"g-facility-{n}",
                "label_ja": f"試作開発拠点第{n}号",
                "label_en": f"Prototyping Base No. {n}",
                "kind": self._random.choice(kinds),
                "place": self._place(),
            }

    @property
    def _few(self) -> int:
        return max(self.number // 50, 1)

    @property
    def _councils(self) -> int:
        return max(self.number // 100, 1)

    @property
    def _plans(self) -> int:
        return max(self.number // 100, 1)

    @property
    def _indicators(self) -> int:
        return max(self.number // 10, 1)

    def _sought(self, what: str, ja: str, en: str) -> Iterator[Row]:
        for n in range(self.number // 20):
            name, name_en, kind, standard = self._random.choice(_SKILLS)
            yield {
                "id": f"g-{what}-{n}",
                "label_ja": f"{name}{ja}（第{n}号）",
                "label_en": f"{en} {name_en} (No. {n})",
                "organization": f"g-{self._random.randrange(self.number)}",
                "kind": kind,
                "standard": standard,
                "region": self._prefecture() if n % 2 else "",
                "date": f"2026-{self._random.randint(1, 12):02}-01",
                "status": self._random.choice(("open", "closed")),
                "field": self._random.choice(self._fields),
            }

    def _busy(self) -> str:
        """An organisation, the more often the lower its rank."""
        rank = int(self.number * self._random.random() ** 3)
        return _RANKED.get(rank, f"g-{rank}")

    def _some(self, values: list[str], share: float) -> str:
        return self._random.choice(values) if self._random.random() < share else ""

    def _prefecture(self) -> str:
        return f"JP-{self._random.randint(1, 47):02}"

    def _place(self) -> str:
        """A prefecture or municipality; of one thing in twenty the place is not known."""
        among = self._random.random()
        return "" if among < 0.05 else self._random.choice(self._cities) if among < 0.35 else self._prefecture()


def _corporate_number(n: int) -> str:
    """A corporate number with its right check digit: 9 - (the sum of the digits from the right, times 1, 2, 1, 2 …) mod 9."""
    base = f"{700_000_000_000 + n}"
    weighed = sum(int(digit) * weight for digit, weight in zip(reversed(base), (1, 2) * 6, strict=True))
    return f"{9 - weighed % 9}{base}"


def write_tables(folder: Path, organizations: int, seed: int = 1) -> Path:
    """A data set with so many organisations, in a new folder `generated`."""
    dataset = folder / "generated"
    dataset.mkdir(parents=True)
    about = (
        'id = "generated"\n'
        'title = { ja = "作られたデータ", en = "Generated data" }\n'
        'visibility = "public"\n'
        'public_tables = ["capabilities", "needs", "offers", "introductions"]\n'
    )
    (dataset / "dataset.toml").write_text(about, encoding="utf-8")
    for name, rows in Made(organizations, seed).tables():
        made = list(rows)
        headings = list(dict.fromkeys(heading for row in made for heading in row))
        if made:
            with (dataset / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, headings, lineterminator="\n")
                writer.writeheader()
                writer.writerows(made)
    return dataset


def write(folder: Path, statements: int, seed: int = 1) -> tuple[Path, Path]:
    """The store, and the N-Quads of it, of about so many statements in the default graph; what stands there already is kept."""
    store, quads = folder / "store", folder / "quads.nq"
    if not quads.exists():
        dataset = write_tables(folder, max((statements - SHIPPED) // PER_ORGANIZATION, 20), seed)
        made = build(with_shipped([dataset]), store, "public").generation
        facts = f"{made.manifest['statements']:,} statements in the default graph, {made.manifest['quads']:,} quads in all"
        print(facts, file=sys.stderr, flush=True)
        OxigraphStore.read_only(made.data).raw.dump(str(quads), ox.RdfFormat.N_QUADS)
    return store, quads


def parser_of(doc: str | None) -> argparse.ArgumentParser:
    """The parser of a benchmark on the graph in a folder, with so many statements where it is made anew."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0] if doc else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--statements", type=int, default=1_000_000)
    return parser


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write(options.folder, options.statements, options.seed)


if __name__ == "__main__":
    main()
