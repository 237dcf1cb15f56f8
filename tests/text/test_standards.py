"""Standards as people write them."""

from __future__ import annotations

import pytest

from renkei.text.standards import standards_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ISO13485", ("ISO 13485",)),
        ("iso-13485:2016認証", ("ISO 13485",)),
        ("ＩＳＯ　９００１、ISO 14001", ("ISO 9001", "ISO 14001")),
        ("ISO / IEC 17025 の試験所", ("ISO/IEC 17025",)),
        ("JISQ9100 / JIS Q 9001", ("JIS Q 9100", "JIS Q 9001")),
        ("IATF16949とISO 9001とISO9001", ("IATF 16949", "ISO 9001")),
        ("EN ISO 13485", ("EN ISO 13485",)),
        ("MISO 1234、isolation 500、ISO 45", ()),
        ("", ()),
    ],
)
def test_standards(text: str, found: tuple[str, ...]) -> None:
    assert standards_in(text) == found
