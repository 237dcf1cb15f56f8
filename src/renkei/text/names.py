"""Names of Japanese organisations: their parts, and the normal form under which two spellings of one name are the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from renkei.text.characters import in_use, key_of, reading_key
from renkei.text.legal_forms import AFTER, BEFORE, IN_LATIN, KEPT, STANDINGS, form_after, form_before

Position: TypeAlias = Literal["before", "after", "middle"]

_KEPT = frozenset(KEPT)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_FORMER = re.compile(r"(?:旧|前)(?:称|社名|商号|名称|名)?\s*[:;]?\s*(.+)")
_FORMER_AT_END = re.compile(r"[\s、,]旧(?:称|社名|商号|名称|名)?\s*[:;]\s*(.+)$")
_APART = re.compile(r"(.+\S)\s+(\S*(?:支店|支社|本社|本店|営業所|工場|事業所|事業部|支部|出張所|支所|本部))")
_PLACE_OF_WORK = re.compile(
    r".*(?:[支本][店社部所]|営業所|工場|事業所|出張所|研究所|製作所|製造所|センター|オフィス|グループ|カンパニー|キャンパス|病院|店|部|課|室|局|校)"
)
_MIDDLE = re.compile("|".join(re.escape(f) for f, name in BEFORE.items() if name.endswith("会社") and not f.endswith("シヤ")))
_ANY_FORM = re.compile("会社|法人|組合|[（(]|" + "|".join(k for k in BEFORE if re.fullmatch(r"[ぁ-ヺ]{6,}", k)))
_LATIN = re.compile(
    r"(.*\w)(?:\s*,\s*|\s+|\.\s*)(?P<form>co\.?\s*,?\s*(?:ltd|inc)|company\s*,?\s+limited|pte\.?\s*,?\s*ltd|ltd|limited|inc|incorporated|corp|corporation"
    r"|k\.?\s?k|g\.?\s?k|llc|l\.l\.c|llp|gmbh|plc)\.?",
    re.IGNORECASE,
)
_IN_LATIN = tuple(
    (re.compile(rf"{form}[\s,]", re.IGNORECASE), re.compile(rf"[\s,]{form}\Z", re.IGNORECASE), name) for form, name in IN_LATIN
)
_FIRST_KANA = "\u3041"
_ARTICLE = re.compile(r"the\s+(?=\S)", re.IGNORECASE)
_OF_JAPAN = frozenset({"japan", "日本"})  # behind a name in brackets: where the organisation is, no other name of it
_LATIN_NAMES = {"kk": "株式会社", "gk": "合同会社"}
_LATIN_NAMES |= dict.fromkeys(("coltd", "companylimited", "ptltd", "pteltd", "ltd", "limited"), "Ltd.")
_LATIN_NAMES |= dict.fromkeys(("inc", "incorporated", "coinc"), "Inc.") | dict.fromkeys(("corp", "corporation"), "Corp.")
_LATIN_NAMES |= {"llc": "LLC", "llp": "LLP", "gmbh": "GmbH", "plc": "plc"}


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """A name in its parts.

    `core` is the normal form: the name without its legal form, brackets and branch, as `characters.key_of` writes it.
    `legal_form` is the form's official name (株式会社), `position` where it stands. `branch`, `former` and `aside` (what
    else stands in brackets: an acronym, a place) are as written, in the characters in use.
    """

    core: str
    legal_form: str | None = None
    position: Position | None = None
    branch: str | None = None
    former: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()


def parse_name(text: str) -> OrganisationName:
    """The parts of an organisation's name; any text is a name, and one of nothing but signs has its signs as core.

    >>> parse_name("㈱テクノ・髙﨑（旧：高崎工業）").core, parse_name("（公財）福島県産業振興センター").legal_form
    ('テクノ高崎', '公益財団法人')
    """
    rest = " ".join(in_use(text).split())
    former: list[str] = []
    aside: list[str] = []
    branch = None
    if "(" in rest or ")" in rest:
        rest, branch = _without_brackets(rest, former, aside)
    if "旧" in rest and (m := _FORMER_AT_END.search(rest)):
        former.append(m[1])
        rest = rest[: m.start()]
    rest = rest.removesuffix(" 御中")  # as on an envelope
    if " " in rest and (m := _APART.fullmatch(rest)) and m[1] not in BEFORE:
        rest, branch = m[1], m[2]
    if rest[:1] in "tT":
        rest = _ARTICLE.sub("", rest, count=1) if _ARTICLE.match(rest) else rest
    bare, form, position, place = _without_form(rest)
    core = key_of(bare) or key_of(rest) or rest
    while _ANY_FORM.search(core):  # a form that only the folding lays bare, or that stands twice
        again = key_of(_without_form(core)[0])
        if not again or again == core:
            break
        core = again
    return OrganisationName(core, form, position, branch or place, tuple(former), tuple(aside))


def normal_form(text: str) -> str:
    """The core of a name, under which its spellings are the same; its own normal form.

    >>> normal_form("株式会社 テクノ") == normal_form("ﾃｸﾉ㈱") == normal_form("テクノ カブシキガイシャ")
    True
    """
    return parse_name(text).core


def normal_reading(text: str) -> str:
    """The reading of a name in hiragana without its legal form, as registers that write it otherwise can be compared.

    >>> normal_reading("カ）リフ　チョウ") == normal_reading("りふちよう")
    True
    """
    reading = _reading_once(text)
    while (again := _reading_once(reading)) != reading:  # a form that the folding lays bare, or that stands twice
        reading = again
    return reading


def _reading_once(text: str) -> str:
    return reading_key(_without_form(" ".join(in_use(text).split()))[0]) or reading_key(text)


def _without_brackets(text: str, former: list[str], aside: list[str]) -> tuple[str, str | None]:
    """`text` without brackets that are no legal form; what stands in them goes to `former`, `aside` or is the branch."""
    text = text.replace("( ", "(").replace(" )", ")")
    branch = None
    kept = []
    end = 0
    for m in _BRACKETS.finditer(text):
        if m[0] in BEFORE:
            continue
        kept.append(text[end : m.start()])
        end = m.end()
        words = m[1].strip()
        if found := _FORMER.fullmatch(words):
            former.append(found[1])
        elif branch is None and _PLACE_OF_WORK.fullmatch(words):
            branch = words
        elif words and words.lower() not in _OF_JAPAN:
            aside.append(words)
    rest = ("".join(kept) + text[end:]).strip()
    if not key_of(_without_form(rest)[0]):  # nothing but brackets: they are the name
        former.clear()
        aside.clear()
        return text, None
    return rest, branch


def _without_form(text: str) -> tuple[str, str | None, Position | None, str | None]:
    """`text` without legal forms, the form, where it stood, and the branch that stood behind it."""
    form: str | None = None
    position: Position | None = None
    for standing in STANDINGS:
        if text.startswith(standing) and form_before(text[len(standing) :]):
            text = text[len(standing) :]
    while (spelling := form_before(text)) and len(spelling) < len(text):
        rest = text[len(spelling) :].lstrip()
        if not rest:
            break
        form, position, text = form or BEFORE[spelling], position or "before", rest
    while (spelling := form_after(text)) and len(spelling) < len(text):
        name = AFTER[spelling]
        if name in _KEPT:
            form, position = form or name, position or "after"
            break
        rest = text[: -len(spelling)].rstrip()
        if not rest:
            break
        form, position, text = form or name, position or "after", rest
    if form:
        return text, form, position, None
    if text[:1] < _FIRST_KANA:
        for first, last, name in _IN_LATIN:
            if (m := first.match(text)) and (rest := text[m.end() :].strip(" ,")):
                return rest, name, "before", None
            if (m := last.search(text)) and (rest := text[: m.start()].strip(" ,")):
                return rest, name, "after", None
    if text[-1:].isascii() and (m := _LATIN.fullmatch(text)):
        name = _LATIN_NAMES[re.sub(r"[\s.,]", "", m["form"]).lower()]
        return m[1], name, "after", None
    if m := _MIDDLE.search(text):
        before, behind = text[: m.start()].rstrip(), text[m.end() :].lstrip()
        if before and behind:
            if _PLACE_OF_WORK.fullmatch(behind):
                return before, BEFORE[m[0]], "after", behind
            return before + behind, BEFORE[m[0]], "middle", None
    return text, None, None, None
