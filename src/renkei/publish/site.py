"""The static site: written whole into a folder, in Japanese and English, with no request to anywhere."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from renkei import graph as opened
from renkei import resources
from renkei.build.checks import CheckResult, all_checks
from renkei.build.pipeline import shipped_register
from renkei.errors import Text, UsageError
from renkei.network.collaboration import collaboration_network
from renkei.publish.analyses import analyse_all
from renkei.publish.answers import answer_all
from renkei.publish.making import Contents
from renkei.publish.pages import files
from renkei.publish.reports import check_report_url
from renkei.publish.summary import summary, unchanged
from renkei.schema.tables import shipped_schema
from renkei.store.oxigraph import OxigraphStore
from renkei.store.protocol import Store
from renkei.viz.facts import FactFinder
from renkei.viz.network_view import network_view, refuse_too_large

_MANIFEST = "site.json"

# Up to here a store is copied into memory, where all that is asked of it takes a quarter of the time; a larger one is not,
# and the answers to the saved questions, which may take 10 s each on disk, are left out of its site.
_MOST_STATEMENTS = 500_000


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
) -> SiteReport:
    """Write the site of a store (the shipped data without one) into `directory`; nothing is done where it is up to date.

    The store may be one that was pushed to the server `endpoint`. With `report_url` every page of a thing links to it, with
    the thing filled in. Raises UsageError for a folder that holds something else, for an owner's store without
    `include_private`, and for a `report_url` that no link may have.
    """
    say = progress or (lambda _: None)
    began = time.monotonic()
    if report_url is not None:
        check_report_url(report_url)
    _check_target(directory)
    say(Text("データを用意しています", "making the data ready"))
    with opened.open_whole(store, endpoint=endpoint, watch=say) as graph:
        manifest = graph.generation.manifest
        graph.refuse_private(include_private)
        digest = _site_digest(graph.generation.digest, report_url)
        if _is_current(directory, digest):
            return SiteReport(unchanged(directory), ok=True, unchanged=True)
        small = manifest["statements"] <= _MOST_STATEMENTS
        held = _in_memory(graph.store) if small else graph.store
        network = collaboration_network(held)
        refuse_too_large(network)  # before the checks, which take minutes for a large store
        checks, validated = _checks(held, say)
        say(Text("ネットワークを配置しています", "laying out the network"))
        schema = shipped_schema()
        view = network_view(held, network, FactFinder(held, schema))
        say(Text("質問に答えています", "answering the questions"))
        answers = answer_all(held, ask=small)
        say(Text("分析しています", "analysing the network"))
        analyses = analyse_all(held, run=small)
        say(Text("ページを書いています", "writing the pages"))
        pages = _write(
            directory, digest, Contents(held, schema, manifest, view, checks, shipped_register(), answers, analyses, report_url)
        )
    said = summary(directory, manifest, network, checks, validated, pages, time.monotonic() - began)
    return SiteReport(said, ok=all(c.ok for c in checks), unchanged=False)


def _in_memory(store: Store) -> OxigraphStore:
    copy = OxigraphStore.in_memory()
    copy.load(store.quads())
    return copy


def _check_target(directory: Path) -> None:
    if not directory.exists() or (directory.is_dir() and (_known(directory) or not any(directory.iterdir()))):
        return
    raise UsageError(
        Text(
            f"{directory} には renkei のサイトではないものがあります。空のフォルダーか新しい名前を指定してください。",
            f"{directory} holds something that is no site of renkei. Name an empty or a new folder.",
        )
    )


def _known(directory: Path) -> dict[str, Any] | None:
    """The manifest of the site in a folder; None where there is none of ours."""
    try:
        found = json.loads((directory / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    ours = isinstance(found, dict) and found.get("generator") == "renkei" and isinstance(found.get("files"), dict)
    return found if ours else None


def _site_digest(store_digest: str, report_url: str | None) -> str:
    """A digest of all that the pages are made from: the store, the options, the templates, the ontology and the code."""
    hasher = hashlib.sha256(f"{resources.VERSION}\n{store_digest}\n{report_url or ''}\n".encode())
    code = sorted(Path(__file__).parents[1].rglob("*.py"))
    made_from = (("viz", "**/*"), ("queries", "network/*.rq"), ("queries", "questions/*.rq"), ("ontology", "**/*"))
    for path in [*(p for folder, pattern in made_from for p in resources.files(folder, pattern)), *code]:
        if path.is_file():
            hasher.update(path.name.encode() + b"\n" + path.read_bytes())
    return hasher.hexdigest()[:20]


def _is_current(directory: Path, digest: str) -> bool:
    """Whether the folder holds the site of this digest, whole, and its checks had passed."""
    known = _known(directory)
    if known is None or known.get("digest") != digest or not known.get("ok"):
        return False
    sizes = {name: path.stat().st_size for name in known["files"] if (path := directory / name).is_file()}
    return bool(sizes == known["files"])


def _checks(store: Store, say: Callable[[Text], None]) -> tuple[list[CheckResult], bool]:
    """All checks, or those that need no extra; and whether SHACL was among them."""
    validated = importlib.util.find_spec("pyshacl") is not None
    return all_checks(store, say, shapes=validated), validated


def _write(directory: Path, digest: str, contents: Contents) -> int:
    """Write all files beside `directory`, then put them in its place; gives the number of pages."""
    scratch = directory.resolve().with_name(f".{directory.resolve().name}.{os.getpid()}")
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        shutil.copytree(resources.folder("viz") / "assets", scratch / "assets", copy_function=shutil.copyfile)
        made = {p.parent for p in scratch.rglob("*")}
        for name, text in files(contents):
            path = scratch / name
            if path.parent not in made:
                path.parent.mkdir(parents=True, exist_ok=True)
                made.add(path.parent)
            _save(path, text)
        sizes = {p.relative_to(scratch).as_posix(): p.stat().st_size for p in sorted(scratch.rglob("*")) if p.is_file()}
        known = {"generator": "renkei", "digest": digest, "ok": all(c.ok for c in contents.checks), "files": sizes}
        _save(scratch / _MANIFEST, json.dumps(known, indent=1) + "\n")
        _replace(directory, scratch, sizes)
    except OSError as error:
        raise UsageError(Text(f"{directory} に書けません: {error}", f"{directory} cannot be written: {error}")) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return sum(name.endswith(".html") for name in sizes)


def _replace(directory: Path, scratch: Path, names: dict[str, int]) -> None:
    """Put the new files in place of those of the last publish; what a publisher added beside them stays."""
    for gone in set((_known(directory) or {"files": {}})["files"]) - set(names):
        (directory / gone).unlink(missing_ok=True)
    for folder in sorted({(directory / name).parent for name in names}):
        folder.mkdir(parents=True, exist_ok=True)
    for name in [*names, _MANIFEST]:  # the manifest last: until then the site does not count as this one
        (scratch / name).replace(directory / name)


def _save(path: Path, content: str | bytes) -> None:
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
