"""Properties are tried without a clock: a busy machine is no failure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("renkei", deadline=None)
settings.load_profile("renkei")

DATA = Path(os.environ.get("RENKEI_DATA") or Path(__file__).parents[3] / "shared" / "data")


@pytest.fixture(scope="session")
def registers() -> Path:
    """The folder with the public registers; a test that needs it is skipped where it is not there."""
    if not (DATA / "houjin-bangou").is_dir() or not (DATA / "ror").is_dir():
        pytest.skip("the public registers are not here: set RENKEI_DATA to the folder that holds houjin-bangou and ror")
    return DATA
