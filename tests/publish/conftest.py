"""Stores small enough to be published again and again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from renkei import resources
from renkei.build.datasets import Dataset, read_dataset
from renkei.build.pipeline import build
from renkei.publish.site import publish

Once = Callable[[str, Callable[[Path], object]], Path]

# Bodies whose ids and names are hard on file systems, lists and pages.
_ODD = """id,label_ja,label_en,alt_ja,reading,kind,place,parent,review_ja,review_en
con,デバイス名の会社,Device Name Ltd,,でばいすめいのかいしゃ,company,JP-07,,,
alpha,アルファ社,Alpha Ltd,,あるふぁしゃ,company,JP-07,con,,
ALPHA,"<b>大きな</b> & ""社"" 株","<b>Big</b> & ""Co"" Ltd",<script>alert(1)</script>,カタカナ,company,JP-07,alpha,{review}
zeta,漢字だけの会社,Zeta Ltd,,,company,,,,
eta,井の中の会社,Éta Ltd,,,company,,,,
solo,独りの会社,,,ひとりのかいしゃ,company,,,,
latin,ラテン社,1st Latin Ltd,,ABC,company,,,,
""".replace("{review}", "<i>仮</i>,The name 仮 is <i>new</i>")


@pytest.fixture(scope="session")
def places() -> list[Dataset]:
    """The shipped places alone: enough for bodies of a test to stand in."""
    return [read_dataset(resources.folder("data") / "places")]


@pytest.fixture(scope="session")
def places_store(once: Once, places: list[Dataset]) -> Path:
    return once("places", lambda folder: build(places, folder / "store", "public")) / "store"


@pytest.fixture(scope="session")
def small_store(once: Once, places: list[Dataset]) -> Path:
    """The shipped places with the odd bodies."""

    def make(folder: Path) -> None:
        (folder / "odd").mkdir()
        (folder / "odd" / "organizations.csv").write_text(_ODD, encoding="utf-8")
        settings = 'id = "odd"\nvisibility = "public"\ntitle = { ja = "試験", en = "trial" }\n'
        (folder / "odd" / "dataset.toml").write_text(settings, encoding="utf-8")
        build([*places, read_dataset(folder / "odd")], folder / "store", "public")

    return once("small", make) / "store"


@pytest.fixture(scope="session")
def address() -> str:
    """Where readers of the small site report errors."""
    return "https://example.org/issues/new?title={label}&body={iri}"


@pytest.fixture(scope="session")
def small_site(once: Once, small_store: Path, address: str) -> Path:
    """The site of the odd bodies, with an address for errors."""
    return once("small-site", lambda folder: publish(folder / "site", small_store, report_url=address)) / "site"
