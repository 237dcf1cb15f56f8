"""What documents judge of the progress of a plan, programme or project."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from renkei.publish.things.cited import cited
from renkei.publish.things.thing_pages import Setting
from renkei.publish.words import said_date
from renkei.schema.namespaces import RENKEI


def judged(setting: Setting, iri: str, language: str, top: str) -> list[dict[str, Any]]:
    """The judgements in order, each with its date and who says it; several of one thing all stand."""
    known, found = setting.catalogue.known, []
    for predicate, row in known.pointing(iri):
        table = setting.catalogue.ties.get(row)
        status = known.one(row, RENKEI.progressStatus.value)
        if predicate != RENKEI.concerns.value or table is None or table.name != "judgements":
            continue
        if isinstance(status, ox.NamedNode):
            date = known.text(row, RENKEI.asOf.value)
            said = cited(known.said(row, RENKEI.progressStatus.value, status), setting.addresses, language, top)
            words = {"text": known.label(status.value).of(language), "date": said_date(date).of(language) if date else ""}
            found.append((date, status.value, words | {"status": status.value, "said": said}))
    return [words for _, _, words in sorted(found, key=lambda one: one[:2])]
