"""The analyses run once for a site, on all that the store holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from renkei.analysis.catalogue import ANALYSES, Settings, analyze
from renkei.analysis.report import Analysis
from renkei.analysis.ties import ties_of
from renkei.errors import Text
from renkei.network.affiliations import UNKNOWN, narrowed
from renkei.network.kept import affiliations
from renkei.network.views import Narrowing
from renkei.publish.analyses.pictures import TOLD, Told
from renkei.store.protocol import Store

_TOO_LARGE = Text(
    "データが大きいため、ここでは計算していません。コマンドで計算できます。",
    "The data is too large to analyse it here; the command does.",
)
_NO_YEARS = Text(
    "つながりのある年が二つないため、比べていません。前のストアとの比較はコマンドでできます。",
    "The data has no two years with ties to compare. The command compares with an earlier store too.",
)
_TO_BE_SAID = Text(
    "何を外し、何を加えるかを決めて使う分析のため、ここには載せていません。コマンドで試せます。",
    "One says what to take out or to add, so there is nothing to show here: try it with the command.",
)


@dataclass(frozen=True)
class Analysed:
    """An analysis with its table, or (`made` None) with the reason why there is none.

    `between` are the years that are compared, `by_year` how many ties there are in each from the one to the other.
    """

    name: str
    made: Analysis | None
    why: Text | None = None
    between: tuple[int, int] | None = None
    by_year: Mapping[int, int] = field(default_factory=dict)

    @property
    def told(self) -> Told:
        return TOLD[self.name]

    @property
    def sources(self) -> tuple[str, ...]:
        return ANALYSES[self.name].sources

    @property
    def command(self) -> str:
        """What to type for the same table, or to read how it is asked for."""
        years = f" --between {self.between[0]} {self.between[1]}" if self.between else ""
        return f"renkei analyze {self.name}{years}{' --help' if self.why in (_NO_YEARS, _TO_BE_SAID) else ''}"

    @property
    def python(self) -> str:
        """The same in Python."""
        years = f", between={self.between}" if self.between else ""
        return f'import renkei\n\nwith renkei.open() as graph:\n    print(graph.analyze("{self.name}"{years}).result("en"))'


def analyse_all(store: Store, run: bool) -> list[Analysed]:
    """All analyses in the order of their catalogue; without `run` their names alone."""
    return [_analysed(store, name) if run else Analysed(name, None, _TOO_LARGE) for name in ANALYSES]


def _analysed(store: Store, name: str) -> Analysed:
    if name == "what-if":
        return Analysed(name, None, _TO_BE_SAID)
    if name != "changes":
        return Analysed(name, analyze(store, name, Narrowing(), Settings()))
    by_year = ties_by_year(store)
    if len(by_year) < 2:
        return Analysed(name, None, _NO_YEARS)
    first, last = min(by_year), max(by_year)
    made = analyze(store, name, Narrowing(), Settings(between=(first, last)))
    note = Text(f"{first}年から{last}年への変化。", f"From {first} to {last}.")
    return Analysed(name, replace(made, notes=(note, *made.notes)), between=(first, last), by_year=by_year)


def ties_by_year(store: Store) -> dict[int, int]:
    """How many ties there are in each year from the first to the last that has any; empty where none has."""
    found = affiliations(store)
    years = sorted({*found.first.tolist(), *found.last.tolist()} - {UNKNOWN})
    span = range(years[0], years[-1] + 1) if years else range(0)
    counts = {year: len(ties_of(narrowed(found, first=year, last=year))) for year in span}
    tied = [year for year, count in counts.items() if count]
    return {year: counts[year] for year in range(tied[0], tied[-1] + 1)} if tied else {}
