"""Two organisations compared: how strongly what is known of them speaks for one and the same, in bits, and why, in words.

The model is that of I. P. Fellegi and A. B. Sunter, "A Theory for Record Linkage", Journal of the American Statistical
Association 64 (1969): each field agrees to some level; a level that true pairs show with probability m and chance pairs with
probability u weighs log2(m/u); the weights add up. The weight of a name grows with its rarity (W. E. Winkler, "Frequency-based
matching in the Fellegi-Sunter model of record linkage", US Bureau of the Census, 2000).

Chance pairs are here pairs of different organisations with names as alike as these: the name says how many such there are, the
other fields then tell the one from the others. The figures are in weights.py, with where they come from.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit

from rapidfuzz.distance import Indel

from renkei.errors import Text
from renkei.identity import weights
from renkei.identity.places import same_city
from renkei.identity.rarity import others_expected
from renkei.identity.weights import Level
from renkei.text.characters import in_use
from renkei.text.names import OrganisationName, normal_reading, parse_name


class Decision(StrEnum):
    CERTAIN = "certain"
    DOUBTFUL = "doubtful"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Organisation:
    """What is known of an organisation. `prefecture` and `city` are codes of two and five digits (see places.py), `number` is a
    corporate number; `others` are former names, aliases and names in other languages; unknown is an empty string."""

    name: str
    reading: str = ""
    prefecture: str = ""
    city: str = ""
    number: str = ""
    url: str = ""
    others: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Comparison:
    """`weight` in bits for one and the same organisation (against it where negative); the reasons, weightiest first."""

    weight: float
    probability: float
    decision: Decision
    reasons: tuple[Text, ...]


def compare(one: Organisation, other: Organisation, bearers: int = 1) -> Comparison:
    """Compare two organisations; `bearers` is how many are known to bear the name of `other` (its frequency in a register).

    >>> one, other = Organisation("㈱郡山医療機器", city="07203"), Organisation("株式会社郡山医療機器", city="07203")
    >>> compare(one, other).decision.value
    'certain'
    """
    levels = levels_of(one, other, bearers)
    weight = sum(level.weight for level in levels)
    return judged(weight, probability_of(weight), levels)


def odds_of(weight: float) -> float:
    """The odds behind a weight; beyond 100 bits they grow no further."""
    return math.exp2(min(max(weight, -100.0), 100.0))


def probability_of(weight: float, rivals: float = 0.0) -> float:
    """The probability behind a weight, `rivals` being the summed odds of others that claim to be the same organisation."""
    odds = odds_of(weight)
    return odds / (1.0 + odds + rivals)


def judged(weight: float, probability: float, levels: list[Level]) -> Comparison:
    """The comparison that levels make, given the probability."""
    if any(level.settles is not None for level in levels):
        decision = Decision.CERTAIN if any(level.settles for level in levels) else Decision.DIFFERENT
    elif probability >= weights.CERTAIN and not any(level.doubtful for level in levels):
        decision = Decision.CERTAIN
    elif weight >= weights.POSSIBLE:
        decision = Decision.DOUBTFUL
    else:
        decision = Decision.DIFFERENT
    said = sorted((level for level in levels if level.reason), key=lambda level: -abs(level.weight))
    return Comparison(weight, probability, decision, tuple(level.reason for level in said if level.reason))


def levels_of(one: Organisation, other: Organisation, bearers: int = 1) -> list[Level]:
    """To which level each field of two organisations agrees; fields unknown on one side are left out."""
    levels = []
    if one.number and other.number:
        levels.append(weights.NUMBER_SAME if one.number == other.number else weights.NUMBER_DIFFERS)
    levels += _names(one, other, bearers)
    if (place := _place(one, other)) is not None:
        levels.append(place)
    if one.url and other.url and (hosts := (host_of(one.url), host_of(other.url))) and all(hosts):
        levels.append(weights.URL_SAME if hosts[0] == hosts[1] else weights.URL_DIFFERS)
    return levels


_parsed = lru_cache(maxsize=100_000)(parse_name)
_read = lru_cache(maxsize=100_000)(normal_reading)


def _names(one: Organisation, other: Organisation, bearers: int) -> list[Level]:
    """The level of the names, and of the legal forms where the cores are the same."""
    a, b = _parsed(one.name), _parsed(other.name)
    if a.core == b.core:
        name = weights.name_same(others_expected(a.core) + max(bearers - 1, 0))
        branch = a.branch or b.branch
        part = [weights.branch(branch)] if branch and a.branch != b.branch else []
        spelling = [weights.SPELLED_ALIKE] if in_use(one.name) == in_use(other.name) else []
        return [name, _form(a, b), *spelling, *part]
    for mine, theirs in ((one, other), (other, one)):
        core = _parsed(mine.name).core
        aliases = [*theirs.others, *_parsed(theirs.name).former, *_parsed(theirs.name).aside]
        if alias := next((alias for alias in aliases if _parsed(alias).core == core), None):
            return [weights.alias_same(others_expected(core) + max(bearers - 1, 0), alias)]
    readings = {_read(one.reading) if one.reading else "", _kana(one.name)} - {""}
    if same := readings & ({_read(other.reading) if other.reading else "", _kana(other.name)} - {""}):
        return [weights.reading_same(others_expected(min(same)) + max(bearers - 1, 0), min(same)), _form(a, b)]
    if a.core and b.core and (whole := _part_of(a, b)):
        return [weights.part_of(whole), _form(a, b)]
    likest = _likest([a.core, *_cores(one.others)], [b.core, *_cores(other.others)])
    return [_alike(*likest), _form(a, b)]


def _cores(names: tuple[str, ...]) -> list[str]:
    return [_parsed(name).core for name in names]


def _likest(mine: list[str], theirs: list[str]) -> tuple[str, str]:
    """The two names, one of each side, that are most alike; the first ones where none are alike."""
    if len(mine) == len(theirs) == 1:
        return mine[0], theirs[0]
    similarity, at = max(
        (Indel.normalized_similarity(m, t), (-i, -j)) for i, m in enumerate(mine) for j, t in enumerate(theirs)
    )
    return (mine[-at[0]], theirs[-at[1]]) if similarity >= weights.ALIKE[-1][0] else (mine[0], theirs[0])


_KANA = re.compile(r"[ぁ-ゖァ-ヺー・･\s　]+")


def _kana(name: str) -> str:
    core = _parsed(name).core
    return _read(core) if _KANA.fullmatch(core) else ""


def _form(a: OrganisationName, b: OrganisationName) -> Level:
    if a.legal_form is None or b.legal_form is None:
        return weights.FORM_OMITTED
    if a.legal_form == b.legal_form:
        return weights.FORM_SAME if a.position == b.position else weights.FORM_MOVED
    if any(a.legal_form in group and b.legal_form in group for group in weights.FORMS_OF_ONE_KIND):
        return weights.form_changed(a.legal_form, b.legal_form)
    return weights.form_differs(a.legal_form, b.legal_form)


# Words with which the name of a part (a branch, a laboratory, a faculty) ends.
PART = re.compile(
    r".*(?:支店|支社|支部|支所|本社|本店|本部|営業所|出張所|工場|事業所|事業部|製作所|製造所|研究所|研究センタ|センタ|研究室|研究科|研究院|研究部門|研究拠点"
    r"|機構|学部|学科|大学院|病院|医院|診療所|クリニツク|ホスピタル|附属.+|付属.+|図書館|博物館|植物園|農場|演習林|キヤンパス|課|部|室|局|校|学校|科|拠点|組合|協会|オフイス|グルプ)"
)


def _part_of(a: OrganisationName, b: OrganisationName) -> str | None:
    """The core of the whole where one name is that of the other with the name of a part behind it."""
    whole, part = sorted((a.core, b.core), key=len)
    return whole if len(whole) >= 2 and part.startswith(whole) and PART.fullmatch(part[len(whole) :]) else None


_TELLING = re.compile(r"[0-9一二三四五六七八九十東西南北上下左右新本前後中]+")


def _alike(one: str, other: str) -> Level:
    similarity = Indel.normalized_similarity(one, other)
    if similarity >= weights.ALIKE[-1][0]:
        changes = [change for change in Indel.opcodes(one, other) if change.tag != "equal"]
        gone = "".join(one[c.src_start : c.src_end] + other[c.dest_start : c.dest_end] for c in changes)
        if gone and _TELLING.fullmatch(gone):
            return weights.TELLING
    return weights.alike(similarity, min(len(one), len(other)))


def _place(one: Organisation, other: Organisation) -> Level | None:
    cities = one.city and other.city
    a, b = one.prefecture or one.city[:2], other.prefecture or other.city[:2]
    if not (a and b):
        return None
    if a != b:
        return weights.PREFECTURE_DIFFERS
    tokyo = a == "13"
    if not cities:
        return weights.PREFECTURE_SAME_TOKYO if tokyo else weights.PREFECTURE_SAME
    if same_city(one.city, other.city):
        return weights.CITY_SAME_TOKYO if tokyo else weights.CITY_SAME
    return weights.CITY_DIFFERS_TOKYO if tokyo else weights.CITY_DIFFERS


def host_of(url: str) -> str:
    """The host of a web address, without www; empty where there is none."""
    address = url if "//" in url else f"//{url}"
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:  # brackets that are no IPv6 address
        return ""
