"""The static site: written whole into a folder, in Japanese and English, with no request to anywhere."""

from __future__ import annotations

import hashlib
import importlib.util
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from renkei import graph as opened
from renkei import resources
from renkei.build.checks import CheckResult, all_checks
from renkei.build.pipeline import shipped_register
from renkei.errors import Text, UsageError
from renkei.network.collaboration import collaboration_network
from renkei.publish.analyses.analyses import analyse_all
from renkei.publish.given import Given, built_for_the_public
from renkei.publish.making import Contents
from renkei.publish.options import Options, read_base_url, read_languages
from renkei.publish.pages import files
from renkei.publish.questions.answers import answer_all
from renkei.publish.summary import NO_VALIDATOR, TOO_LARGE_TO_VALIDATE, summary, unchanged
from renkei.publish.things.reports import check_report_url
from renkei.publish.words import LANGUAGES
from renkei.publish.writing import check_target, is_current, write_site
from renkei.schema.tables import shipped_schema
from renkei.store.oxigraph import OxigraphStore
from renkei.store.protocol import Store
from renkei.viz.facts import FactFinder
from renkei.viz.network_view import network_view

# What pages are made from beside the store and the code: shipped folders, and the files in them.
_MADE_FROM = (("viz", "**/*"), ("queries", "**/*"), ("ontology", "**/*"), ("data", "sources.toml"))

# Up to here a store is copied into memory, where all that is asked of it takes a quarter of the time; a larger one is not,
# and the answers to the saved questions, which may take 10 s each on disk, are left out of its site.
_MOST_STATEMENTS = 500_000

# SHACL takes a second for every few thousand statements: a larger store is validated by `renkei check` alone.
_MOST_VALIDATED = 200_000


@dataclass(frozen=True)
class SiteReport:
    """What was written, in words; `ok` is False where a check found offenders."""

    summary: Text
    ok: bool
    unchanged: bool


def publish(
    directory: Path,
    store: Path | None = None,
    progress: Callable[[Text], None] | None = None,
    include_private: bool = False,
    report_url: str | None = None,
    endpoint: str | None = None,
    languages: str | Iterable[str] = LANGUAGES,
    base_url: str | None = None,
    datasets: Sequence[Path] = (),
) -> SiteReport:
    """Write the site of a store (the shipped data without one) into `directory`; nothing is done where it is up to date.

    The store may be one that was pushed to the server `endpoint`; with `datasets` (folders or workbooks) one is built from
    them and the shipped data, with what is private left out. `languages` are "ja", "en" or both; `base_url` is the address
    that the site will have, without which it names none. With `report_url` every page of a thing links to it, with the thing
    filled in. Raises UsageError for a folder that holds something else, for an owner's store without `include_private`, and
    for options that cannot be used.
    """
    say = progress or (lambda _: None)
    began = time.monotonic()
    if report_url is not None:
        check_report_url(report_url)
    options = Options(read_languages(languages), read_base_url(base_url) if base_url is not None else None, report_url)
    check_target(directory)
    say(Text("データを用意しています", "making the data ready"))
    given = _built(datasets, store, endpoint, include_private, say)
    store = given.store if given else store
    withheld = given.withheld if given else None
    with opened.open_whole(store, endpoint=endpoint, watch=say) as graph:
        manifest = graph.generation.manifest
        graph.refuse_private(include_private)
        digest = _site_digest(graph.generation.digest, options)
        if is_current(directory, digest):
            return SiteReport(unchanged(directory, withheld), ok=True, unchanged=True)
        small = manifest["statements"] <= _MOST_STATEMENTS
        held = _in_memory(graph.store) if small else graph.store
        network = collaboration_network(held)
        checks, unvalidated = _checks(held, manifest["statements"], say)
        say(Text("ネットワークを配置しています", "laying out the network"))
        schema = shipped_schema()
        view = network_view(held, network, FactFinder(held, schema))
        say(Text("質問に答えています", "answering the questions"))
        answers = answer_all(held, ask=small)
        say(Text("分析しています", "analysing the network"))
        analyses = analyse_all(held, run=small)
        say(Text("ページを書いています", "writing the pages"))
        contents = Contents(held, schema, manifest, view, checks, shipped_register(), answers, analyses, options)
        sizes = write_site(directory, digest, all(c.ok for c in checks), files(contents))
    pages = sum(name.endswith(".html") for name in sizes)
    said = summary(directory, manifest, network, checks, unvalidated, pages, withheld, time.monotonic() - began)
    return SiteReport(said, ok=all(c.ok for c in checks), unchanged=False)


def _built(
    datasets: Sequence[Path], store: Path | None, endpoint: str | None, include_private: bool, say: Callable[[Text], None]
) -> Given | None:
    """The store of `datasets`, where some are given. Raises UsageError where another store or what is private is asked too."""
    if not datasets:
        return None
    if store or endpoint:
        raise UsageError(
            Text(
                "--dataset は --store や --endpoint と一緒には使えません。どちらか片方にしてください。",
                "--dataset makes a store of its own: give it without --store and --endpoint.",
            )
        )
    if include_private:
        raise UsageError(
            Text(
                "--dataset では非公開の行は載りません。載せるときは renkei build -o で自分用のストアを作り、"
                "--store で指定してください。",
                "With --dataset no private row is published. To publish them, build a store of your own (renkei build -o) and "
                "name it with --store.",
            )
        )
    return built_for_the_public(datasets, say)


def _in_memory(store: Store) -> OxigraphStore:
    copy = OxigraphStore.in_memory()
    copy.load(store.quads())
    return copy


def _site_digest(store_digest: str, options: Options) -> str:
    """A digest of all that the pages are made from: the store, the options, the shipped files and the code."""
    hasher = hashlib.sha256(f"{resources.VERSION}\n{store_digest}\n{options}\n".encode())
    code = sorted(Path(__file__).parents[1].rglob("*.py"))
    for path in [*(p for folder, pattern in _MADE_FROM for p in resources.files(folder, pattern)), *code]:
        if path.is_file():
            hasher.update(path.name.encode() + b"\n" + path.read_bytes())
    return hasher.hexdigest()[:20]


def _checks(store: Store, statements: int, say: Callable[[Text], None]) -> tuple[list[CheckResult], Text | None]:
    """All checks but for SHACL where it lacks its extra or takes minutes, and then why."""
    unvalidated = None
    if importlib.util.find_spec("pyshacl") is None:
        unvalidated = NO_VALIDATOR
    elif statements > _MOST_VALIDATED:
        unvalidated = TOO_LARGE_TO_VALIDATE
    return all_checks(store, say, shapes=unvalidated is None), unvalidated
