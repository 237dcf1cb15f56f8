"""What the search by name looks up in the browser: names and readings of everything that the site tells of.

A site of up to `MOST_WHOLE` entries has one file, in which a name is found by any part of it. A larger one has many small
files, of which the browser reads the one for the first two letters that are typed: a name is then found by its beginning.
Names are compared by `search_key`; `assets/search.js` makes the same keys (tested), so that the files hold no keys.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from renkei.errors import Text
from renkei.publish.catalogue import Thing
from renkei.publish.making import File, Making
from renkei.publish.words import LANGUAGES, messages
from renkei.schema.namespaces import ID, RENKEI, SKOS
from renkei.text.characters import KE, NAME_FORMS, TO_HIRAGANA
from renkei.text.legal_forms import AFTER, BEFORE, KEPT, form_after, form_before

MOST_WHOLE = 20_000
# Files of a larger site; about as many names begin alike in each.
SHARDS = 512

_IN_USE = str.maketrans(NAME_FORMS)
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_LATIN = re.compile("[À-ɏḀ-ỿ]")

Row = list[Any]


def search_key(text: str) -> str:
    """`text` without what two writers of one name do differently: width, case, kana, old characters, small kana, long marks,
    accents and all that is neither letter nor digit; of nothing but signs the signs.

    >>> search_key("ﾔﾏｸﾞﾁ・センター") == search_key("やまぐちせんたー")
    True
    """
    plain = unicodedata.normalize("NFKC", text).translate(_IN_USE)
    key = KE.sub("け", plain).lower().translate(TO_HIRAGANA).translate(_SMALL)
    key = _LATIN.sub(lambda found: unicodedata.normalize("NFD", found[0])[0], key)
    kept = "".join(c for c in key if unicodedata.category(c)[0] in "LN" and c != "ー")
    return kept or "".join(plain.split())


def bare_name(text: str) -> str:
    """`text` without the legal form that it begins or ends with, unless that is all of it.

    >>> bare_name("㈱テクノ"), bare_name("テクノ株式会社"), bare_name("福島商工会議所")
    ('テクノ', 'テクノ', '福島商工会議所')
    """
    name = " ".join(unicodedata.normalize("NFKC", text).translate(_IN_USE).split())
    if form := form_before(name):
        return name[len(form) :].strip() or name
    form = form_after(name)
    return name[: -len(form)].strip() or name if form and form not in KEPT else name


def search_page(making: Making, language: str) -> Iterator[File]:
    """The page of the search by name, with the lists for those without JavaScript."""
    m = messages(language)
    own = {"search_messages": {key: m[key] for key in m if key.startswith("names_")}}
    yield making.page(language, "search.html", "search.html", kinds=making.lists.index(language)["kinds"], **own)


def name_files(making: Making) -> Iterator[File]:
    """The index of names: one script, or one that tells how to find the others."""
    rows, kinds = _rows(making)
    head = {
        "kinds": [[k.ja, k.en] for k in kinds],
        "forms": _forms(),
        "characters": ["".join(NAME_FORMS), "".join(NAME_FORMS.values())],
    }
    if len(rows) <= MOST_WHOLE:
        yield "search/names.js", _script("names", {**head, "shards": 0, "rows": rows})
        return
    parted = sorted(_sharded(rows).items())
    yield "search/names.js", _script("names", {**head, "shards": SHARDS, "files": [number for number, _ in parted], "rows": []})
    for number, some in parted:
        yield f"search/names-{number}.js", _script("namesOf", {"shard": number, "rows": some})


def shard_of(key: str) -> int:
    """The file in which names are whose key begins as this one does."""
    letters = [ord(c) for c in key[:2]] + [0, 0]
    return (letters[0] * 31 + letters[1]) % SHARDS


def _sharded(rows: list[Row]) -> dict[int, list[Row]]:
    """The rows of each file: where any name of a thing, with or without its legal form, begins so."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        names = [name for name in (row[2], row[3], row[4], *row[5]) if name]
        keys = {search_key(one) for name in names for one in (name, bare_name(name))}
        for number in sorted({shard_of(key) for key in keys if key}):
            found[number].append(row)
    return found


def _script(call: str, given: dict[str, Any]) -> str:
    text = json.dumps(given, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return f"renkei.{call}({text});\n"


def _forms() -> list[list[str]]:
    """Spellings of legal forms at the beginning and at the end of a name, and those that are part of the name."""
    return [sorted(BEFORE), sorted(AFTER.keys() - set(KEPT)), sorted(KEPT)]


def _rows(making: Making) -> tuple[list[Row], list[Text]]:
    """Number of the kind, page (without its ending), Japanese and English name, reading and other names of each entry."""
    kinds: dict[Text, int] = {}
    catalogue = making.setting.catalogue
    rows = []
    for thing in sorted(catalogue.things.values(), key=lambda t: t.key("ja")):
        kind = kinds.setdefault(thing.kind, len(kinds))
        rows.append([kind, thing.file, *_names(making, thing)])
    for iri in catalogue.known.subjects():
        if iri.startswith(ID) and iri not in catalogue.things and (scheme := catalogue.scheme_of(iri)):
            page = making.setting.addresses.find(iri)
            kind = kinds.setdefault(catalogue.known.label(scheme), len(kinds))
            label = catalogue.known.label(iri)
            rows.append([kind, (page or "").replace(".html", ""), label.ja, label.en, "", _others(making, iri, label)])
    question = kinds.setdefault(Text(*(messages(language)["names_question"] for language in LANGUAGES)), len(kinds))
    for answered in making.contents.answers:
        title = answered.question.title
        rows.append([question, f"questions/{answered.question.name}", title.ja, title.en, "", []])
    for row in rows:
        row[3] = "" if row[3] == row[2] else row[3]
    return rows, list(kinds)


def _names(making: Making, thing: Thing) -> Row:
    return [thing.label.ja, thing.label.en, thing.reading, _others(making, thing.iri, thing.label, thing.reading)]


def _others(making: Making, iri: str, label: Text, reading: str = "") -> list[str]:
    """Former, short, printed and further names."""
    known = making.setting.catalogue.known
    names = [
        term.value
        for property_ in (SKOS.altLabel, RENKEI.formerName, RENKEI.likelyName)
        for term in known.values(iri, property_.value)
        if isinstance(term, ox.Literal)
    ]
    return [name for name in dict.fromkeys(names) if name not in (label.ja, label.en, reading)]
