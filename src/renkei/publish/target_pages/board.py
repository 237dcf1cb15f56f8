"""The board of targets: the ledger of `renkei analyze indicators` in words, with the sources of each figure.

Rates and computed statuses are those of the ledger. Nothing is computed anew, and what is not told stays empty.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from renkei.analysis.indicators import MET, MISSED, Entry, Row, entries, indicators
from renkei.publish.judged import judged
from renkei.publish.making import Making
from renkei.publish.target_pages.sparkline import Spark, sparkline
from renkei.publish.things.cited import cited
from renkei.publish.words import grouped, messages, timed
from renkei.schema.namespaces import ID, RENKEI
from renkei.store.plain import shipped_answer

MOST_ROWS = 1000


class Board:
    """Reads the ledger once, and puts it into a language."""

    def __init__(self, making: Making) -> None:
        store = making.contents.store
        self._setting = making.setting
        self._known = making.setting.catalogue.known
        self._analysed = any(a.name == "indicators" and a.made is not None for a in making.contents.analyses)
        self._entries = entries(store)
        self._table = indicators(store)
        self._of: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries:
            self._of[entry.target["indicator"]].append(entry)
        observed: dict[str, dict[str, Row]] = defaultdict(dict)
        for row in shipped_answer(store, "network/observations").dicts():
            observed[row["indicator"]].setdefault(row["observation"], row)
        self._observed = {
            iri: sorted(rows.values(), key=lambda r: (r["date"] or r["begins"], r["observation"]))
            for iri, rows in observed.items()
        }

    def csv(self, language: str) -> str:
        """The whole ledger as a file."""
        return self._table.result(language).to_csv()

    def context(self, language: str) -> dict[str, Any]:
        """What the page of the board is given."""
        shown = self._entries[:MOST_ROWS]
        met, missed = (sum(e.computed == status for e in self._entries) for status in (MET, MISSED))
        total = len(self._entries)
        return {
            "rows": [self.row(e, language, "../") for e in shown],
            "total": total,
            "analysis": self._analysed,
            "counts": {"met": met, "missed": missed, "open": total - met - missed},
            "notes": [note.of(language) for note in self._table.notes],
            "filters": self._filters(shown, language),
        }

    def of(self, indicator: str, language: str, top: str) -> dict[str, Any] | None:
        """What the page of an indicator tells beside its facts: its targets compared, and its values over time."""
        observed = self._observed.get(indicator, [])
        targets = [self.row(e, language, top) for e in self._of.get(indicator, [])]
        values = self._values(observed, self._unit(indicator), language, top)
        return {"targets": targets, **values} if targets or values["conflicts"] or values["spark"] else None

    def row(self, entry: Entry, language: str, top: str) -> dict[str, Any]:
        """A target beside what is known of it."""
        m, target = messages(language), entry.target
        status = _reached(entry)
        unit = target["unit"]
        stated = [one for iri in entry.standing.measured for one in judged(self._setting, iri, language, top)]
        return {
            "indicator": self._setting.addresses.link(target["indicator"], language, top),
            "project": self._setting.addresses.link(entry.standing.activities[0], language, top)
            if entry.standing.activities
            else None,
            "plan": self._plan(entry.standing.plan, language, top) if entry.standing.plan else None,
            "baseline": self._figure(entry.baseline, "observation", unit, language, top),
            "target": self._figure(target, "target", unit, language, top),
            "actual": self._figure(entry.actual, "observation", unit, language, top),
            "rate": _percent(entry.rate),
            "share": round(min(float(entry.rate), 1.5) / 1.5 * 100, 1) if entry.rate else None,
            "status": status,
            "computed": self._known.label(entry.computed).of(language) if entry.computed else m["targets_open"],
            "unclear": entry.unclear,
            "stated": stated,
            "stated_ids": sorted({_end(one["status"]) for one in stated}),
            "agreement": entry.agreement.of(language) if entry.agreement else "",
            **self._values(self._observed.get(target["indicator"], []), unit, language, top),
            "keys": {
                "project": [_end(iri) for iri in entry.standing.activities],
                "plan": [_end(entry.standing.plan)] if entry.standing.plan else [],
            },
        }

    def _values(self, observed: list[Row], unit: str, language: str, top: str) -> dict[str, Any]:
        """The values over time where there are several, and those that differ of one time: both sides stand."""
        points = [(r["date"] or r["begins"], r["value"]) for r in observed if r["value"] and (r["date"] or r["begins"])]
        by_time: dict[str, list[Row]] = defaultdict(list)
        for row in observed:
            by_time[row["date"] or row["year"]].append(row)
        differing = [rows for rows in by_time.values() if len({(r["value"], r["status"]) for r in rows}) > 1]
        return {
            "spark": self._spark(points, observed, unit, language, top),
            "conflicts": [[self._figure(r, "observation", unit, language, top) for r in rows] for rows in differing],
        }

    def _spark(self, points: list[tuple[str, str]], observed: list[Row], unit: str, language: str, top: str) -> Spark | None:
        if len({day for day, _ in points}) < 2:
            return None
        figures = [self._figure(r, "observation", unit, language, top) for r in observed if r["value"]]
        said = messages(language)["separator"].join(f"{f['when'].striptags()} {f['text']}" for f in figures if f and f["when"])
        return sparkline(points, said)

    def _figure(self, row: Row | None, key: str, unit: str, language: str, top: str) -> dict[str, Any] | None:
        """A value in words with its unit, limits, date and sources; None where there is none."""
        if row is None:
            return None
        m = messages(language)
        if row["value"]:
            number, name = grouped(row["value"]), self._known.label(unit).of(language) if unit else ""
            text = f"{number}{name}" if language == "ja" else f"{number} {name}".strip()
            path = RENKEI.value.value
        else:
            text, path = self._known.label(row["status"]).of(language), RENKEI.progressStatus.value
        if row["qualifier"]:
            text = m["targets_limited"].format(value=text, limit=self._known.label(row["qualifier"]).of(language))
        year = self._known.label(row["year"]).of(language) if row["year"] else ""
        when = timed(row["date"]).of(language) if row["date"] else year
        said = [s for term in self._known.values(row[key], path) for s in self._known.said(row[key], path, term)]
        return {
            "text": text,
            "when": escape(when) if when else Markup(""),
            "key": row["value"],
            "said": cited(said, self._setting.addresses, language, top),
        }

    def _unit(self, indicator: str) -> str:
        unit = self._known.one(indicator, RENKEI.unit.value)
        return getattr(unit, "value", "")

    def _plan(self, iri: str, language: str, top: str) -> dict[str, Any]:
        """A plan with its fiscal years: editions of one strategy share a name."""
        return self._setting.addresses.link(iri, language, top) | {"years": self._years(iri, language)}

    def _years(self, iri: str, language: str) -> str:
        ends = [self._known.one(iri, p.value) for p in (RENKEI.firstFiscalYear, RENKEI.lastFiscalYear)]
        years = [_end(getattr(end, "value", "")).removeprefix("FY") for end in ends]
        return messages(language)["targets_years"].format(first=years[0], last=years[1]) if any(years) else ""

    def _filters(self, shown: Iterable[Entry], language: str) -> list[dict[str, Any]]:
        """What rows can be narrowed by, with the number of rows of each."""
        m, found = messages(language), list(shown)
        plans = Counter(e.standing.plan for e in found if e.standing.plan)
        projects = Counter(iri for e in found for iri in e.standing.activities)
        reached = Counter(_reached(e) for e in found)
        stated = Counter(status for e in found for status in e.stated)
        words = {"met": self._name(MET, language), "missed": self._name(MISSED, language), "open": m["targets_open"]}
        return [
            _choice("plan", m["targets_edition"], ((_end(p), self._edition(p, language), n) for p, n in plans.items())),
            _choice("project", m["targets_project"], ((_end(p), self._name(p, language), n) for p, n in projects.items())),
            _choice("computed", m["targets_computed"], ((k, w, reached[k]) for k, w in words.items() if reached[k])),
            _choice("stated", m["targets_stated"], ((_end(s), self._name(s, language), n) for s, n in sorted(stated.items()))),
        ]

    def _name(self, iri: str, language: str) -> str:
        return self._known.label(iri).of(language)

    def _edition(self, iri: str, language: str) -> str:
        """A plan with its years."""
        return f"{self._name(iri, language)} {self._years(iri, language)}".strip()


def _reached(entry: Entry) -> str:
    return "met" if entry.computed == MET else "missed" if entry.computed == MISSED else "open"


def _choice(name: str, label: str, options: Iterable[tuple[str, str, int]]) -> dict[str, Any]:
    return {"name": name, "label": label, "options": [{"value": v, "text": t, "count": n} for v, t, n in options]}


def _percent(rate: str) -> str:
    """A rate as a percentage with one decimal at most.

    >>> _percent("0.733"), _percent("1"), _percent("")
    ('73.3%', '100%', '')
    """
    return f"{(Decimal(rate) * 100).quantize(Decimal('0.1')).normalize():f}%" if rate else ""


def _end(iri: str) -> str:
    return iri.removeprefix(ID).rsplit("/", 1)[-1]
