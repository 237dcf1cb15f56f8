"""The example row of each sheet of an empty form: made-up bodies and persons, which hang together over the sheets.

A concept stands as its notation. "" keeps a cell of the example empty; a column that is not named here shows the example
of its shape, if that has one.
"""

from __future__ import annotations

from collections.abc import Mapping

from renkei.errors import Text
from renkei.schema.tables import Table

Example = Text | str

_FIRM = Text("例示樹脂工業株式会社", "Reiji Jushi Kogyo (made up)")
_COUNCIL = Text("例示県ものづくり協議会", "Reiji Monozukuri Council (made up)")
_PERSON = Text("例示 花子", "Hanako Reiji (made up)")
_PROJECT = Text("例示県医療機器試作プロジェクト", "Reiji Medical Device Prototype Project (made up)")
_FAIR = Text("例示ものづくり展示商談会", "Reiji Manufacturing Fair (made up)")
_MOULDING = Text("樹脂の精密射出成形", "precision injection moulding of resin")
_SEEKS = Text("滅菌に耐える樹脂部品の成形先", "a moulder of parts that stand sterilisation")
_OFFERS = Text("クリーンルーム成形機の時間貸し", "hours on a moulding machine in a clean room")
_PLACE = Text("福島県", "Fukushima")

_EXAMPLES: dict[str, dict[str, Example]] = {
    "organizations": {
        "label_ja": _FIRM,
        "reading": "れいじじゅしこうぎょう",
        "kind": "company",
        "field": "medical-devices",
        "place": _PLACE,
        "corporate_number": "",
        "ror": "",
        "isni": "",
        "postcode": "",
        "phone": "",
        "note": Text("展示会で名刺交換", "met at a fair"),
    },
    "capabilities": {
        "label_ja": _MOULDING,
        "organization": _FIRM,
        "kind": "process",
        "field": "medical-devices",
        "until": "2027-03",
    },
    "needs": {
        "label_ja": _SEEKS,
        "organization": _FIRM,
        "kind": "process",
        "region": _PLACE,
        "date": "2026-05-12",
        "status": "open",
    },
    "offers": {
        "label_ja": _OFFERS,
        "organization": _FIRM,
        "kind": "equipment",
        "standard": "",
        "region": _PLACE,
        "date": "2026-06",
        "status": "open",
    },
    "memberships": {"member": _FIRM, "organization": _COUNCIL, "role": "member", "start": "2024-04"},
    "projects": {"label_ja": _PROJECT, "place": _PLACE, "start": "2025-04", "end": "2027-03"},
    "participations": {"participant": _FIRM, "activity": _PROJECT, "role": "implementer", "start": "2025-04"},
    "events": {"label_ja": _FAIR, "kind": "exhibition", "date": "2026-10", "place": _PLACE, "status": "planned"},
    "introductions": {
        "introducer": _COUNCIL,
        "introduced": _FIRM,
        "introduced_to": _PERSON,
        "date": "2026-06-03",
        "about": _SEEKS,
        "outcome": "meeting",
    },
    "persons": {
        "label_ja": _PERSON,
        "reading": "れいじはなこ",
        "affiliation": _FIRM,
        "job": Text("製造部長", "head of production"),
        "phone": "",
    },
}


NO_EXAMPLE = Text("「例」の印がありますが、中身が記入例と違います。", "The row is marked as an example, but is another.")
CLEAR_MARK = Text(
    "実際の行なら「記入例」列の印を消し、例なら行を消してください。",
    "Clear the mark if the row is real, or delete the row.",
)


def example_of(table: Table) -> Mapping[str, Example]:
    """The cells of the table's example row, by the name of the column."""
    given = _EXAMPLES.get(table.name, {})
    shown: dict[str, Example] = {c.name: c.example for c in table.columns if c.example}
    return {name: value for name, value in {**shown, **given}.items() if value}


def is_example(table: Table, texts: Mapping[str, str]) -> bool:
    """Whether a row is the example of the form: its cells, by the names of their columns, say nothing else."""
    example = example_of(table)
    for name, text in texts.items():
        column = table.find_column(name)
        if column is None or column.kind in ("concept", "boolean") or not text.strip():
            continue
        given = example.get(name, "")
        if text.strip() not in ({given.ja, given.en} if isinstance(given, Text) else {given}):
            return False
    return True
