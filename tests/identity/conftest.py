"""A register of ten organisations in the official layout, and where the real registers are, if they are here."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from renkei.identity.lookup import Register
from renkei.identity.registers import add_houjin

DATA = Path(os.environ.get("RENKEI_DATA") or Path(__file__).parents[3] / "shared" / "data")

# ruff: noqa: E501
# number process updated name kind city prefecture city-code closed cause successor newest English reading hidden
_TABLE = """
1000000000101 01 2015-10-05 株式会社テクノ高崎 301 郡山市 07 203 - - - 1 - テクノタカサキ 0
1000000000102 01 2015-10-05 株式会社テクノ高崎 301 高崎市 10 202 - - - 1 - テクノタカサキ 0
1000000000103 01 2015-10-05 東洋紡績株式会社 301 大阪市 27 127 - - - 0 - - 0
1000000000103 11 2012-10-01 東洋紡績合名会社 301 大阪市 27 127 - - - 0 - - 0
1000000000103 11 2020-04-01 東洋紡株式会社 301 大阪市 27 127 - - - 1 TOYOBO_CO.,LTD. トウヨウボウ 0
1000000000104 71 2021-04-01 有限会社会津精密 302 会津若松市 07 202 2021-04-01 11 1000000000105 1 - アイヅセイミツ 0
1000000000105 01 2015-10-05 会津精密工業株式会社 301 会津若松市 07 202 - - - 1 - アイヅセイミツコウギョウ 0
1000000000106 01 2015-10-05 公益財団法人ふくしま産業振興センター 399 福島市 07 201 - - - 1 - フクシマサンギョウシンコウセンター 0
1000000000107 01 2015-10-05 国立大学法人東北国際大学 399 仙台市青葉区 04 101 - - - 1 - トウホクコクサイダイガク 0
1000000000108 99 2019-05-07 株式会社消えた 301 福島市 07 201 - - - 1 - - 0
1000000000109 01 2019-05-07 株式会社隠れた 301 福島市 07 201 - - - 1 - - 1
1000000000110 01 2015-10-05 株式会社ＩＴＳ 301 いわき市 07 204 - - - 1 - アイティーエス 0
"""
ROWS = [tuple("" if cell == "-" else cell.replace("_", " ") for cell in line.split()) for line in _TABLE.strip().splitlines()]


def _official(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows in the 30 columns of the corporate-number site."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    for at, row in enumerate(rows, 1):
        number, process, updated, name, kind, city, pref, code, closed, cause, successor, newest, english, reading, hidden = row
        line = [""] * 30
        line[0:7] = [str(at), number, process, "0", updated, updated, name]
        line[8], line[10], line[13], line[14] = kind, city, pref, code
        line[18:21] = [closed, cause, successor]
        line[22:25] = ["2015-10-05", newest, english]
        line[28], line[29] = reading, hidden
        writer.writerow(line)
    return text.getvalue()


@pytest.fixture(scope="session")
def rows() -> list[tuple[str, ...]]:
    return ROWS


@pytest.fixture(scope="session")
def official() -> Callable[[Sequence[tuple[str, ...]]], str]:
    """What writes rows in the official layout."""
    return _official


@pytest.fixture(scope="session")
def official_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("houjin") / "00_zenkoku_all.csv"
    path.write_text(_official(ROWS), encoding="cp932", newline="")
    return path


@pytest.fixture(scope="session")
def registers(tmp_path_factory: pytest.TempPathFactory, official_csv: Path) -> Path:
    folder = tmp_path_factory.mktemp("registers")
    add_houjin([official_csv], folder)
    return folder


@pytest.fixture
def register(registers: Path) -> Iterator[Register]:
    with Register(registers) as opened:
        yield opened


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder with real registers; a test that needs it is skipped where it is not there."""
    if not (DATA / "ror").is_dir():
        pytest.skip("the real registers are not here: set RENKEI_DATA to their folder")
    return DATA
