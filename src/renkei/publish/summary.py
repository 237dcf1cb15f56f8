"""What `renkei publish` tells when it is done: things, statements, sources, checks, pages, time, and where to open it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx

from renkei.build.checks import CheckResult
from renkei.errors import Text
from renkei.schema.tables import shipped_schema

# Why SHACL was not among the checks, and what to do.
NO_VALIDATOR = Text("（SHACL は未検査: pip install 'renkei[validate]'）", " (SHACL not run: pip install 'renkei[validate]')")
TOO_LARGE_TO_VALIDATE = Text(
    "（大きいため SHACL は未検査: renkei check で検査できます）", " (SHACL not run, since it takes long: renkei check)"
)
_WITHHELD = Text("非公開のため載せないもの", "private, and left out")
_BASES = {
    "stated": Text("明記", "stated"),
    "named": Text("名称から", "read from a name"),
    "inferred": Text("推定", "inferred"),
    "translated": Text("当方の訳・読み", "our translation or reading"),
    "external": Text("外部データ", "from other data"),
    "derived": Text("規則による導出", "derived by rules"),
}


def summary(
    directory: Path,
    manifest: dict[str, Any],
    network: nx.MultiGraph[str],
    checks: list[CheckResult],
    unvalidated: Text | None,
    pages: int,
    withheld: Text | None,
    seconds: float,
) -> Text:
    """The summary in both languages; `unvalidated` says why SHACL was not among the checks, `withheld` what is private."""

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
            (Text("ページ", "pages"), str(pages)),
            *([(_WITHHELD, withheld.of(language))] if withheld else []),
            (Text("検査", "checks"), f"{passed} / {len(checks)} OK" + (unvalidated.of(language) if unvalidated else "")),
            *((Text("不適合", "failed"), f"{c.name}: {o}") for c in checks for o in c.offenders),
            (Text("時間", "time"), f"{seconds:.1f} {'秒' if ja else 's'}"),
            (Text("開く", "open"), str((directory / "index.html").resolve())),
        ]
        return "\n".join(f"{name.of(language)}{'：' if ja else ': '}{value}" for name, value in lines)

    return Text(said("ja"), said("en"))


def unchanged(directory: Path, withheld: Text | None = None) -> Text:
    """What is told where nothing was to be done."""
    page = (directory / "index.html").resolve()
    left = Text(f"\n{_WITHHELD.ja}：{withheld.ja}", f"\n{_WITHHELD.en}: {withheld.en}") if withheld else Text("", "")
    return Text(f"変更はありません。{left.ja}\n開く: {page}", f"Nothing has changed.{left.en}\nOpen: {page}")
