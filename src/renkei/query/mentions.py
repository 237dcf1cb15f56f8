"""What a sentence may mention, and the values that are written in it: dates, fiscal years, numbers, languages, quoted words."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox

from renkei.query.saved import Parameter
from renkei.query.wording import Lexicon, Line, Span
from renkei.schema.namespaces import FOAF, ID, ORG, RENKEI, SCHEMA, XSD
from renkei.text.dates import DateError, parse_date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ERA = r"(?:令和|平成|昭和|[rhs](?=\d))(?:\d{1,2}|元)"
_FISCAL = re.compile(rf"(?:fy|fiscal(?:year)?|financialyear)'?(?P<en>\d{{4}})(?!\d)|(?P<ja>\d{{4}}|{_ERA})年度")
_DATE = re.compile(
    rf"(?P<iso>\d{{4}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?)(?![\d-])"
    rf"|(?P<ja>(?:\d{{4}}|{_ERA})年(?!度)(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?)"
    rf"|(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:of)?)?(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
    r"(?:(?P<after>\d{1,2})(?:st|nd|rd|th)?,?(?=\d{4}))?,?(?P<year>\d{4})(?!\d)"
    r"|(?P<bare>(?:19|20)\d\d)(?![\d.%年]|th)"
)
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(%|割|パーセント|percent|倍)?|(半分|half)")
_IN_ONE = {"%": Decimal("0.01"), "パーセント": Decimal("0.01"), "percent": Decimal("0.01"), "割": Decimal("0.1")}
# Things that are known by their names; names of others (indicators, events, lists of concepts) may be words in use.
_KNOWN_BY_NAME = {c.value for c in (ORG.Organization, FOAF.Person, RENKEI.Project, RENKEI.Plan, RENKEI.Facility)} | {
    c.value for c in (RENKEI.SourceDocument, RENKEI.FiscalYear, RENKEI.Prefecture, RENKEI.District, RENKEI.Area)
}
BODIES = frozenset([ORG.Organization.value, FOAF.Person.value])
PLACE = SCHEMA.Place.value
_LONG = 8
# A corporate number, a ROR, an ISNI.
_IDENTIFIER = re.compile(r"\d{13}|0[a-z0-9]{6}\d\d|\d{15}[\dx]|(?:\d{4}-){3}\d{3}[\dx]")
# Two characters of one Japanese word.
_COMPOUND = re.compile(r"[㐀-鿿々ァ-ヺー]{2}")
_QUOTED = re.compile(r"[「『\"]([^「」『』\"]+)[」』\"]|(?<![a-z0-9])'([^']+)'(?![a-z0-9])")


@dataclass(frozen=True)
class Meaning:
    """What a mention may stand for: a term, the classes and schemes it belongs to, and the year in which it begins."""

    term: ox.NamedNode | ox.Literal
    classes: frozenset[str] = frozenset()
    schemes: frozenset[str] = frozenset()
    year: int | None = None


@dataclass(frozen=True)
class Mention:
    """A span of the sentence and all that it may stand for. `kind` is thing, date, number, language, string or identifier.

    A `part` is a part of a longer name; `beside` is another span that goes with it; `quoted` words stood in quotes.
    """

    span: Span
    kind: str
    meanings: tuple[Meaning, ...]
    part: bool = False
    beside: Span | None = None
    quoted: bool = False

    @property
    def individual(self) -> bool:
        """Whether it names one thing, and no concept or word in use: a question without use for it is not what was asked."""
        if self.kind == "thing":
            known = any(m.classes & _KNOWN_BY_NAME for m in self.meanings)
            return known or (self.span[1] - self.span[0] >= _LONG and any(not m.schemes for m in self.meanings))
        return self.kind in ("date", "identifier")

    def standing_for(self, parameter: Parameter) -> tuple[Meaning, ...]:
        """The meanings that a parameter takes. One that takes any thing takes a body rather than the place of its name."""
        if parameter.kind != "thing" and parameter.class_iri is None and parameter.scheme is None:
            kinds = {"string": ("string",), "integer": ("number",)}.get(parameter.kind, (parameter.kind,))
            return self.meanings if self.kind in kinds else ()
        if self.kind != "thing":
            return ()
        if parameter.scheme:
            return tuple(m for m in self.meanings if parameter.scheme in m.schemes)
        if parameter.class_iri:
            return tuple(m for m in self.meanings if parameter.class_iri in m.classes)
        bodies = tuple(m for m in self.meanings if ORG.Organization.value in m.classes)
        return bodies or self.meanings


def fiscal_years(sentence: Line) -> Iterator[Mention]:
    """Fiscal years, and years that may be meant as such: 2016年度, H28年度, FY2016, 2016."""
    for match in _FISCAL.finditer(sentence.text):
        year = match["en"] or _year(f"{match['ja']}年")
        if year and sentence.parted(match.start()):
            yield Mention(match.span(), "thing", (_fiscal(int(year)),))


def _fiscal(year: int) -> Meaning:
    return Meaning(ox.NamedNode(f"{ID}fiscal-year/FY{year}"), frozenset([RENKEI.FiscalYear.value]))


def _year(text: str) -> str | None:
    try:
        return str(parse_date(text).year)
    except DateError:
        return None


def dates(sentence: Line, taken: list[Span]) -> Iterator[Mention]:
    """Dates as precise as they are written; a year alone may be a fiscal year too, the end of a month is its last day."""
    for match in _DATE.finditer(sentence.text):
        if not sentence.parted(match.start()) or any(s < match.end() and match.start() < e for s, e in taken):
            continue
        try:
            date = parse_date(_plain(match))
        except DateError:
            continue
        start, end = match.span()
        value = str(date)
        if len(value) == 7 and (sentence.text.startswith("末", end) or sentence.text[:start].endswith(("endof", "theend"))):
            value += f"-{calendar.monthrange(date.year, int(value[5:]))[1]}"
            end += sentence.text.startswith("末", end)
        kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(value)]
        yield Mention((start, end), "date", (Meaning(ox.Literal(value, datatype=ox.NamedNode(XSD.base + kind))),))
        if len(value) == 4:
            yield Mention((start, end), "thing", (_fiscal(date.year),))


def _plain(match: re.Match[str]) -> str:
    """A date as `parse_date` reads it."""
    if match["month"]:
        parts = [match["year"], f"{_MONTHS.index(match['month']) + 1:02}"]
        day = match["day"] or match["after"]
        return "-".join([*parts, f"{int(day):02}"] if day else parts)
    return match["iso"] or match["ja"] or match["bare"]


def numbers(sentence: Line, taken: list[Span]) -> Iterator[Mention]:
    """Numbers, and shares as numbers: 8割, 80%, 0.8, half."""
    for match in _NUMBER.finditer(sentence.text):
        start, end = match.span()
        if sentence.parted(start) and sentence.parted(end) and not any(s < end and start < e for s, e in taken):
            value = Decimal(match[1]) * _IN_ONE.get(match[2], Decimal(1)) if match[1] else Decimal("0.5")
            yield Mention((start, end), "number", (Meaning(ox.Literal(f"{value.normalize():f}", datatype=XSD.decimal)),))


def identifiers(sentence: Line) -> Iterator[Mention]:
    """Corporate numbers (13 digits), RORs and ISNIs as they are written."""
    for match in _IDENTIFIER.finditer(sentence.text):
        if sentence.parted(match.start()) and sentence.parted(match.end()):
            typed = sentence.typed_as(match.span())
            yield Mention(match.span(), "identifier", (Meaning(ox.Literal(typed)),))


def quoted(sentence: Line) -> Iterator[Mention]:
    """Words in quotes, and the quotes as a span of their own beside them."""
    for match in _QUOTED.finditer(sentence.text):
        inner = match.span(1) if match[1] else match.span(2)
        yield Mention(inner, "string", (Meaning(ox.Literal(sentence.typed_as(inner).strip())),), quoted=True)


def languages(sentence: Line, words: Lexicon) -> Iterator[Mention]:
    """The languages that labels may be in, by the words for them."""
    for name, forms in words.names.items():
        if name.startswith("language/"):
            for form in forms:
                for match in re.finditer(re.escape(form), sentence.text):
                    if sentence.parted(match.start()) and sentence.parted(match.end()):
                        meaning = Meaning(ox.Literal(name.removeprefix("language/")))
                        yield Mention(match.span(), "language", (meaning,))


def strings(sentence: Line, words: Lexicon, found: list[Mention]) -> Iterator[Mention]:
    """Words that may be looked for as they are: those with a part that is not known, side by side, and the names of things."""
    unknown = [word.span for word in words.read(sentence) if word.meanings is None]
    joined: list[Span] = []
    for start, end in unknown:
        while start and _COMPOUND.match(sentence.text[start - 1 : start + 1]) and start not in sentence.breaks:
            start -= 1
        while _COMPOUND.match(sentence.text[end - 1 : end + 1]) and end not in sentence.breaks:
            end += 1
        if joined and joined[-1][1] >= start:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end - start > 1:
            joined.append((start, end))
    for span in dict.fromkeys([*joined, *(m.span for m in found if m.kind == "thing" and not m.beside)]):
        yield Mention(span, "string", (Meaning(ox.Literal(sentence.typed_as(span).strip())),))


def written(sentence: Line, words: Lexicon, things: list[Mention]) -> list[Mention]:
    """All values that are written in a sentence beside the `things` it names."""
    named = [m.span for m in things]
    found = [*identifiers(sentence), *languages(sentence, words), *quoted(sentence)]
    found += dates(sentence, [*named, *(m.span for m in found if m.kind == "identifier")])
    found += numbers(sentence, [*named, *(m.span for m in found)])
    return [*found, *strings(sentence, words, [*things, *found])]
