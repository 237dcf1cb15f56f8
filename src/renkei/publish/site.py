"""The static site: written whole into a folder, in Japanese and English, with no request to anywhere."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import networkx as nx

from renkei import graph as opened
from renkei import resources
from renkei.build.checks import CheckResult, all_checks, no_blank_nodes, ontology_style, query_checks
from renkei.build.pipeline import shipped_register
from renkei.errors import Text, UsageError
from renkei.network.collaboration import collaboration_network
from renkei.schema.tables import shipped_schema
from renkei.sources.register import Register
from renkei.store.protocol import Store
from renkei.viz.facts import FactFinder
from renkei.viz.network_page import NetworkView, network_view, render_network, short, sort_key

_MANIFEST = "site.json"
_LANGUAGES = ("ja", "en")
_PAGES = ("index.html", "network.html", "organizations.html")
_ROWS = {
    "あ": "あいうえおぁぃぅぇぉゔ",
    "か": "かきくけこがぎぐげご",
    "さ": "さしすせそざじずぜぞ",
    "た": "たちつてとだぢづでどっ",
    "な": "なにぬねの",
    "は": "はひふへほばびぶべぼぱぴぷぺぽ",
    "ま": "まみむめも",
    "や": "やゆよゃゅょ",
    "ら": "らりるれろ",
    "わ": "わをん",
}


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
) -> SiteReport:
    """Write the site of a store (the shipped data without one) into `directory`; nothing is done where it is up to date.

    Raises UsageError for a folder that holds something else, and for an owner's store without `include_private`.
    """
    say = progress or (lambda _: None)
    began = time.monotonic()
    _check_target(directory)
    say(Text("データを用意しています", "making the data ready"))
    with opened.open(store) as graph:
        manifest = graph.generation.manifest
        graph.refuse_private(include_private)
        digest = _site_digest(graph.generation.digest)
        if _is_current(directory, digest):
            return SiteReport(_unchanged(directory), ok=True, unchanged=True)
        say(Text("グラフを検査しています（SHACL）", "checking the graph (SHACL)"))
        checks, validated = _checks(graph.store)
        say(Text("ネットワークを配置しています", "laying out the network"))
        network = collaboration_network(graph.store)
        view = network_view(graph.store, network, FactFinder(graph.store, shipped_schema()))
        say(Text("ページを書いています", "writing the pages"))
        _write(directory, digest, manifest, view, checks)
    summary = _summary(directory, manifest, network, checks, validated, time.monotonic() - began)
    return SiteReport(summary, ok=all(c.ok for c in checks), unchanged=False)


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


def _site_digest(store_digest: str) -> str:
    """A digest of all that the pages are made from: the store, the templates, the network queries and the code."""
    hasher = hashlib.sha256(f"{resources.VERSION}\n{store_digest}\n".encode())
    code = sorted(Path(__file__).parents[1].rglob("*.py"))
    for path in [*resources.files("viz", "**/*"), *resources.files("queries", "network/*.rq"), *code]:
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


def _unchanged(directory: Path) -> Text:
    page = (directory / "index.html").resolve()
    return Text(f"変更はありません。\n開く: {page}", f"Nothing has changed.\nOpen: {page}")


def _checks(store: Store) -> tuple[list[CheckResult], bool]:
    """All checks, or those that need no extra; and whether SHACL was among them."""
    if importlib.util.find_spec("pyshacl"):
        return all_checks(store), True
    return [*query_checks(store), no_blank_nodes(store), ontology_style(store)], False


def _write(directory: Path, digest: str, manifest: dict[str, Any], view: NetworkView, checks: list[CheckResult]) -> None:
    """Write all files beside `directory`, then put them in its place."""
    scratch = directory.resolve().with_name(f".{directory.resolve().name}.{os.getpid()}")
    shutil.rmtree(scratch, ignore_errors=True)
    viz = resources.folder("viz")
    try:
        shutil.copytree(viz / "assets", scratch / "assets", copy_function=shutil.copyfile)
        messages = tomllib.loads((viz / "messages.toml").read_text(encoding="utf-8"))
        register = shipped_register()
        for language in _LANGUAGES:
            (scratch / language).mkdir()
            for name, html in _pages(language, manifest, view, checks, messages, register).items():
                _save(scratch / language / name, html)
        landing = _environment().get_template("landing.html").render(messages=messages)
        _save(scratch / "index.html", landing)
        files = {p.relative_to(scratch).as_posix(): p.stat().st_size for p in sorted(scratch.rglob("*")) if p.is_file()}
        known = {"generator": "renkei", "digest": digest, "ok": all(c.ok for c in checks), "files": files}
        _save(scratch / _MANIFEST, json.dumps(known, indent=1) + "\n")
        _replace(directory, scratch, files)
    except OSError as error:
        raise UsageError(Text(f"{directory} に書けません: {error}", f"{directory} cannot be written: {error}")) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _replace(directory: Path, scratch: Path, files: dict[str, int]) -> None:
    """Put the new files in place of those of the last publish; what a publisher added beside them stays."""
    for gone in set((_known(directory) or {"files": {}})["files"]) - set(files):
        (directory / gone).unlink(missing_ok=True)
    for name in [*files, _MANIFEST]:  # the manifest last: until then the site does not count as this one
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (scratch / name).replace(directory / name)


def _save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _environment() -> jinja2.Environment:
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resources.folder("viz") / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}
    return found


def _pages(
    language: str,
    manifest: dict[str, Any],
    view: NetworkView,
    checks: list[CheckResult],
    messages: dict[str, dict[str, str]],
    register: Register,
) -> dict[str, str]:
    m = {key: text[language] for key, text in messages.items()}

    def context(page: str) -> dict[str, Any]:
        other = "en" if language == "ja" else "ja"
        titles = (m["nav_index"], m["network_title"], m["organizations_title"])
        nav = [{"href": p, "label": title, "current": p == page} for p, title in zip(_PAGES, titles, strict=True)]
        site = {
            "title": m["index_title"],
            "version": resources.VERSION,
            "root": "../",
            "other_lang_href": f"../{other}/{page}",
            "nav": nav,
        }
        return {"lang": language, "m": m, "site": site}

    index = _environment().get_template("index.html")
    organizations = _environment().get_template("organizations.html")
    return {
        "network.html": render_network(view, _environment(), language, context("network.html")),
        "organizations.html": organizations.render(**context("organizations.html"), rows=_organizations(view, language, m)),
        "index.html": index.render(
            **context("index.html"),
            counts=_counts(manifest, view, m),
            kinds=_kinds(view, language),
            sources=_sources(register, manifest, language),
            checks=[
                {
                    "label": c.title.of(language),
                    "ok": c.ok,
                    "detail": m["check_none"] if c.ok else str(len(c.offenders)),
                }
                for c in checks
            ],
            built={"version": manifest["version"], "digest": manifest["digest"]},
            figure=None,
            network_href="network.html",
            organizations_href="organizations.html",
        ),
    }


def _is_body(data: dict[str, Any]) -> bool:
    return data["group"] not in ("activity", "place")


def _counts(manifest: dict[str, Any], view: NetworkView, m: dict[str, str]) -> list[dict[str, Any]]:
    groups = Counter("body" if _is_body(d) else d["group"] for _, d in view.graph.nodes(data=True))
    return [
        {"label": m["count_organizations"], "value": groups["body"], "href": "organizations.html"},
        {"label": m["count_activities"], "value": groups["activity"], "href": None},
        {"label": m["count_places"], "value": groups["place"], "href": None},
        {"label": m["count_ties"], "value": view.graph.number_of_edges(), "href": "network.html"},
        {"label": m["count_statements"], "value": manifest["statements"], "href": None},
        {"label": m["count_sources"], "value": len(manifest["rows_by_source"]), "href": "#sources"},
    ]


def _kinds(view: NetworkView, language: str) -> list[dict[str, Any]]:
    counted = Counter(d[f"kind_{language}"] for _, d in view.graph.nodes(data=True) if _is_body(d) and d[f"kind_{language}"])
    return [{"label": kind, "count": count} for kind, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]


def _sources(register: Register, manifest: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """The documents that rows cite, with their terms and attribution."""
    rows = manifest["rows_by_source"]
    documents = [
        {
            "number": d.number,
            "title": d.title.of(language),
            "publisher": d.publisher.of(language),
            "date": d.date or (d.date_note.of(language) if d.date_note else None),
            "rows": rows[d.id],
            "url": d.url,
            "terms": f"{d.terms.of(language)} {d.attribution.of(language)}",
        }
        for d in register.documents.values()
        if d.id in rows
    ]
    datasets = [
        {
            "number": s.id,
            "title": s.title.of(language),
            "publisher": s.publisher.of(language),
            "date": None,
            "rows": manifest["rows_by_dataset"][s.id],
            "url": s.url,
            "terms": f"{s.terms.of(language)} {s.attribution.of(language)}",
        }
        for s in register.datasets.values()
        if s.id in manifest["rows_by_dataset"]
    ]
    return documents + datasets


def _organizations(view: NetworkView, language: str, m: dict[str, str]) -> list[dict[str, Any]]:
    other = "en" if language == "ja" else "ja"
    rows = []
    for node, data in view.graph.nodes(data=True):
        if not _is_body(data):
            continue
        place = view.places.get(node)
        passages = {s.locator for s in view.finder.passages_of(node) if s.document}
        rows.append(
            {
                "id": short(node),
                "href": f"network.html#node={short(node).replace('/', '%2F')}",
                "name": data[f"label_{language}"],
                "other_name": data[f"label_{other}"],
                "reading": data["reading"] or "",
                "kind": data[f"kind_{language}"] or "",
                "group": view.group_names[data["group"]].of(language),
                "place": view.finder.label(place).of(language) if place else "",
                "district": ("、" if language == "ja" else ", ").join(
                    view.district_names[d][0].of(language) for d in view.districts[node]
                ),
                "hub": data["hub"],
                "sources": [dict(zip(("number", "lines"), p.split(":"), strict=True)) for p in sorted(passages)],
                "kana_row": (_kana_row(data["reading"]) or m["no_reading"]) if language == "ja" else None,
            }
        )
    return sorted(rows, key=lambda r: sort_key(r, language))


def _kana_row(reading: str | None) -> str | None:
    """The heading of the あかさたな row that a reading belongs to, or None without a reading in kana."""
    first = (reading or "")[:1]
    return next((f"{head}行" for head, letters in _ROWS.items() if first and first in letters), None)


def _summary(
    directory: Path,
    manifest: dict[str, Any],
    network: nx.MultiGraph[str],
    checks: list[CheckResult],
    validated: bool,
    seconds: float,
) -> Text:
    """What was built: things and statements by kind, sources, checks, time, and where to open it."""

    def said(language: str) -> str:
        ja = language == "ja"
        things = [
            f"{table.heading.of(language)} {manifest['things'][table.target_class]}"
            for table in shipped_schema().tables.values()
            if table.target_class in manifest["things"]
        ]
        bases = [f"{_BASES[basis].of(language)} {count}" for basis, count in manifest["statements_by_basis"].items()]
        sources = [f"{name} {count}" for name, count in manifest["rows_by_source"].items()]
        passed = sum(c.ok for c in checks)
        nodes, ties = len(network), network.number_of_edges()
        lines = [
            (Text("もの", "things"), ", ".join(things)),
            (Text("文", "statements"), f"{manifest['statements']} ({', '.join(bases)})"),
            (Text("出典ごとの行数", "rows by source"), ", ".join(sources)),
            (Text("ネットワーク", "network"), f"節点 {nodes}, つながり {ties}" if ja else f"{nodes} nodes, {ties} ties"),
            (Text("検査", "checks"), f"{passed} / {len(checks)} OK" + ("" if validated else _NO_SHACL.of(language))),
            *((Text("不適合", "failed"), f"{c.name}: {o}") for c in checks for o in c.offenders),
            (Text("時間", "time"), f"{seconds:.1f} {'秒' if ja else 's'}"),
            (Text("開く", "open"), str((directory / "index.html").resolve())),
        ]
        return "\n".join(f"{name.of(language)}{'：' if ja else ': '}{value}" for name, value in lines)

    return Text(said("ja"), said("en"))


_NO_SHACL = Text("（SHACL は未検査: pip install 'renkei[validate]'）", " (SHACL not run: pip install 'renkei[validate]')")
_BASES = {
    "stated": Text("明記", "stated"),
    "named": Text("名称から", "read from a name"),
    "inferred": Text("推定", "inferred"),
    "translated": Text("当方の訳・読み", "our translation or reading"),
    "external": Text("外部データ", "from other data"),
    "derived": Text("規則による導出", "derived by rules"),
}
