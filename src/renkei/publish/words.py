"""What every page is made with: the messages, the templates, and dates, numbers and languages as readers write them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from typing import Any

import jinja2
import pyoxigraph as ox
from markupsafe import Markup

from renkei import resources
from renkei.errors import Borrowed, Text
from renkei.publish.things.portrait import Value
from renkei.text.characters import JAPANESE
from renkei.text.date_words import said_date as said_date

LANGUAGES = ("ja", "en")

# The menu: groups of pages, each page with the message that names it. The first page of a group stands for it; a page of a
# group shows the whole group in a second line. The name of a group with several pages is a message of its own.
NAVIGATION: tuple[tuple[str, dict[str, str]], ...] = (
    ("nav_index", {"index.html": "nav_index"}),
    ("network_title", {"network.html": "network_whole", "networks/index.html": "networks_title"}),
    (
        "nav_map",
        {"map/index.html": "map_title", "map/regions.html": "map_regions_title", "map/gaps.html": "map_gaps_title"},
    ),
    ("partners_title", {"partners/index.html": "partners_title"}),
    ("lists_title", {"list/index.html": "lists_title"}),
    ("nav_questions", {"questions/index.html": "questions_title", "sparql.html": "sparql_title"}),
    ("analyses_title", {"analyses/index.html": "analyses_title"}),
    (
        "nav_time",
        {
            "time/index.html": "time_title",
            "time/roadmap.html": "roadmap_title",
            "time/changes.html": "changes_title",
            "targets/index.html": "targets_title",
        },
    ),
    ("nav_data", {"data/index.html": "downloads_title", "ontology.html": "ontology_title"}),
)

# Folders whose pages belong to a page of the menu that stands elsewhere.
_BELONGS = {"thing": "list/index.html", "document": "ontology.html", "term": "ontology.html"}

_RUN = re.compile(r"([\u3000-\u303f\u3041-\u9fff\uf900-\ufaff\uff01-\uff9f]+)")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TRUTH = {"true": "yes", "1": "yes", "false": "no", "0": "no"}


@cache
def all_messages() -> dict[str, dict[str, str]]:
    """Every word of the interface, by key and language. Raises KeyError for a key that two files of messages have."""
    found: dict[str, dict[str, str]] = {}
    for path in resources.files("viz", "messages/*.toml"):
        own = tomllib.loads(path.read_text(encoding="utf-8"))
        if twice := found.keys() & own.keys():
            raise KeyError(f"{path.name}: {', '.join(sorted(twice))}")
        found |= own
    return found


@cache
def messages(language: str) -> dict[str, str]:
    """Every word of the interface in a language."""
    return {key: text[language] for key, text in all_messages().items()}


def environment() -> jinja2.Environment:
    """The templates, each compiled once, with everything escaped."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resources.folder("viz") / "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}
    found.globals["lang_attr"] = lang_attr
    found.filters["prose"] = prose
    found.tests["borrowed"] = lambda text: isinstance(text, Borrowed)
    return found


def lang_attr(text: object, page: str, own: str | None = None) -> Markup:
    """The attribute that a text in the other language needs; on an English page anything with kana or kanji is Japanese."""
    if isinstance(text, Borrowed):
        own = text.language
    if page != "ja":
        return Markup(' lang="ja"') if text and JAPANESE.search(str(text)) else Markup("")
    return Markup(' lang="en"') if own == "en" else Markup("")


def prose(text: str, page: str) -> Markup:
    """A sentence; on an English page the Japanese names in it are marked, each for itself."""
    if page == "ja":
        return Markup.escape(text)
    parts = _RUN.split(text)
    marked = (Markup('<span lang="ja">{}</span>').format(p) if i % 2 else Markup.escape(p) for i, p in enumerate(parts))
    return Markup("").join(marked)


def said_value(value: Value) -> Text:
    """A value as people write it: dates and numbers in the manner of each language, everything else as it is."""
    term = value.term
    if not isinstance(term, ox.Literal):
        return value.label
    datatype = term.datatype.value.removeprefix(_XSD)
    if datatype in ("date", "gYearMonth", "gYear"):
        return timed(term.value)
    if datatype == "boolean" and term.value in _TRUTH:
        key = _TRUTH[term.value]
        return Text(*(messages(language)[key] for language in LANGUAGES))
    if datatype in ("integer", "decimal"):
        number = grouped(term.value)
        return Text(f"{number}{value.unit.ja}", f"{number} {value.unit.en}") if value.unit else Text(number, number)
    return value.label


def timed(lexical: str) -> Text:
    """A date as an element that keeps it in ISO beside the words: tables are sorted by that, and files made of them hold it."""
    said = said_date(lexical)
    ja, en = (Markup('<time datetime="{}">{}</time>').format(lexical, said.of(code)) for code in LANGUAGES)
    return Text(ja, en)


def grouped(number: str) -> str:
    """A number with its thousands set apart; its sign and decimals stay as they are."""
    found = re.fullmatch(r"([+-]?)(\d+)(\.\d+)?", number)
    return f"{found[1]}{int(found[2]):,}{found[3] or ''}" if found and len(found[2]) < 16 else number


def heading(text: Text, language: str) -> str:
    """A label at the head of something: in English it begins with a capital."""
    found = text.of(language)
    return found[:1].upper() + found[1:] if language == "en" else found


def page_context(
    language: str,
    page: str,
    languages: tuple[str, ...] = LANGUAGES,
    address: Callable[[str], str | None] = lambda _: None,
) -> dict[str, Any]:
    """What every page of the site is given; `page` is its path below the folder of the language.

    `languages` are those of the site, `address` gives the address of a file where the site has one.
    """
    words = messages(language)
    top = "../" * page.count("/")
    other = next((code for code in languages if code != language), None)
    here = _menu_page(page)
    nav = [
        {
            "href": f"{top}{next(iter(pages))}",
            "label": words[name],
            "current": page == next(iter(pages)),
            "within": here in pages,
        }
        for name, pages in NAVIGATION
    ]
    group = next((pages for _, pages in NAVIGATION if here in pages), {})
    beside = [
        {"href": f"{top}{href}", "label": words[key], "current": href == page, "within": href == here}
        for href, key in group.items()
    ]
    site = {
        "title": words["index_title"],
        "version": resources.VERSION,
        "root": f"{top}../",
        "top": top,
        "other_lang_href": f"{top}../{other}/{page}" if other else None,
        "languages": languages,
        "canonical": address(f"{language}/{page}"),
        "alternates": [
            (code, address(f"{code}/{page}") or f"{top}../{code}/{page}")
            for code in languages
            if other and (code != language or address(page))
        ],
        "nav": nav,
        "group": beside if len(beside) > 1 else [],
    }
    return {"lang": language, "m": words, "site": site}


def _menu_page(page: str) -> str:
    """The page of the menu that a page is, or belongs to by its folder."""
    known = [href for _, pages in NAVIGATION for href in pages]
    folder = page.split("/", 1)[0]
    near = [href for href in known if "/" in href and href.split("/", 1)[0] == folder]
    return page if page in known else _BELONGS.get(folder) or next(iter(near), page)
