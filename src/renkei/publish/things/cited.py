"""Who says a statement, for lists and tables: the passage with a link to its line, or the file; and the basis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from renkei.publish.addresses import Addresses
from renkei.publish.known import Said
from renkei.publish.words import messages


def cited(said: Iterable[Said], addresses: Addresses, language: str, top: str) -> list[dict[str, Any]]:
    """Each passage or file once, in order; rules are left out where a source is named."""
    m = messages(language)
    ordered = sorted(said, key=lambda s: s.order)
    named = [s for s in ordered if s.basis != "derived" or s.number or s.locator]
    found: dict[tuple[str, str | None], dict[str, Any]] = {}
    for one in named or ordered:
        if one.number:
            text, page = f"{one.number}:{one.lines}", addresses.passage(one.number, one.lines)
        else:
            source = next(iter(one.sources), "")
            text = " ".join(filter(None, (one.label.of(language), one.locator)))
            page = addresses.source(source) if source else None
        basis = "" if one.basis == "stated" else m.get(f"basis_{one.basis}", one.basis)
        found.setdefault((text, page), {"text": text, "href": f"{top}{page}" if page else None, "basis": basis})
    return list(found.values())
