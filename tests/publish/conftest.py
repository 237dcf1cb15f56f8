"""The site of the shipped data, and stores small enough to be published again and again."""

from __future__ import annotations

from pathlib import Path

import pytest

from renkei import resources
from renkei.build.datasets import Dataset, read_dataset
from renkei.build.pipeline import build
from renkei.publish.site import publish

# Bodies whose ids and names are hard on file systems, lists and pages.
_ODD = """id,label_ja,label_en,alt_ja,reading,kind,place,parent,review_ja,review_en
con,デバイス名の会社,Device Name Ltd,,でばいすめいのかいしゃ,company,JP-07,,,
alpha,アルファ社,Alpha Ltd,,あるふぁしゃ,company,JP-07,con,,
ALPHA,"<b>大きな</b> & ""社"" 株","<b>Big</b> & ""Co"" Ltd",<script>alert(1)</script>,カタカナ,company,JP-07,alpha,{review}
zeta,漢字だけの会社,Zeta Ltd,,,company,,,,
eta,井の中の会社,Éta Ltd,,,company,,,,
latin,ラテン社,1st Latin Ltd,,ABC,company,,,,
""".replace("{review}", "<i>仮</i>,The name 仮 is <i>new</i>")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, shipped_store: Path) -> Path:
    directory = tmp_path_factory.mktemp("published") / "site"
    report = publish(directory, shipped_store)
    assert (report.ok, report.unchanged) == (True, False)
    return directory


@pytest.fixture(scope="session")
def places() -> list[Dataset]:
    """The shipped places alone: enough for bodies of a test to stand in."""
    return [read_dataset(resources.folder("data") / "places")]


@pytest.fixture(scope="session")
def places_store(tmp_path_factory: pytest.TempPathFactory, places: list[Dataset]) -> Path:
    directory = tmp_path_factory.mktemp("places") / "store"
    build(places, directory, "public")
    return directory


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory, places: list[Dataset]) -> Path:
    """The shipped places with the odd bodies."""
    directory = tmp_path_factory.mktemp("small")
    (directory / "odd").mkdir()
    (directory / "odd" / "organizations.csv").write_text(_ODD, encoding="utf-8")
    settings = 'id = "odd"\nvisibility = "public"\ntitle = { ja = "試験", en = "trial" }\n'
    (directory / "odd" / "dataset.toml").write_text(settings, encoding="utf-8")
    build([*places, read_dataset(directory / "odd")], directory / "store", "public")
    return directory / "store"


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory, small_store: Path) -> Path:
    """The site of the odd bodies, with an address for errors."""
    directory = tmp_path_factory.mktemp("small") / "site"
    publish(directory, small_store, report_url="https://example.org/issues/new?title={label}&body={iri}")
    return directory
