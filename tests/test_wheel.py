"""The wheel: it ships every file that git knows, and works from an empty folder of an empty environment."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest
from installing import Installed

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
# Where the folders of the checkout stand in the wheel.
PLACES = {
    "src/renkei": "renkei",
    "ontology": "renkei/ontology",
    "data": "renkei/data",
    "queries": "renkei/queries",
    "viz": "renkei/viz/shipped",
}


def test_every_file_that_git_knows_is_in_the_wheel_and_nothing_else(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *PLACES],
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: what belongs in the wheel is not known")
    names = [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    wanted = {
        place + name.removeprefix(folder) for name in names for folder, place in PLACES.items() if name.startswith(folder + "/")
    }
    shipped = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert (sorted(wanted - shipped), sorted(shipped - wanted)) == ([], [])
    assert {f for f in PLACES if not any(n.startswith(f"{f}/") for n in names)} == set()


def test_every_module_of_the_checkout_is_in_the_wheel(wheel: Path) -> None:
    """Also those that git does not know, because a pattern of .gitignore hides them."""
    wanted = {f"renkei/{p.relative_to(ROOT / 'src/renkei').as_posix()}" for p in (ROOT / "src" / "renkei").rglob("*.py")}
    assert sorted(wanted - set(zipfile.ZipFile(wheel).namelist())) == []


def test_licences_travel_with_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        licences = {n.partition("/licenses/")[2]: archive.read(n) for n in archive.namelist() if ".dist-info/licenses/" in n}
    vendored = sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "viz" / "assets").glob("*/LICENSE-*"))
    assert {name.split("/")[2] for name in vendored} == {"codemirror", "oxigraph", "vis-network"}
    wanted = ["LICENSE", "LICENSE-DATA", *vendored]
    assert licences == {name: (ROOT / name).read_bytes() for name in wanted}


def test_what_is_installed_is_the_wheel_and_not_the_checkout(installed: Installed, tmp_path: Path) -> None:
    """The pages for readers are run from it, in the C locale: tests/test_readme.py."""
    where = [str(installed.commands / "python"), "-c", "import renkei; print(renkei.__file__)"]
    env = installed.surroundings(tmp_path)
    found = subprocess.run(where, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()).is_relative_to(installed.commands.parent)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_commands_work_where_files_are_not_utf8_by_default(installed: Installed, tmp_path: Path, language: str) -> None:
    """As on a Japanese Windows: pipes are cp932 and files have another encoding than UTF-8 unless it is said."""
    legacy = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "cp932", "LC_ALL": "C"}
    env = installed.surroundings(tmp_path, **legacy, RENKEI_LANG=language)
    folder = tmp_path / "empty"
    folder.mkdir()

    def renkei(*arguments: str) -> str:
        command = [str(installed.commands / "renkei"), *arguments]
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode("utf-8")
        return done.stdout.decode("utf-8")

    assert "$region" in renkei("questions")
    answer = renkei("query", "institutions-of-prefecture", "--set", "region=JP-07", "--format", "csv")
    assert "ふくしま医療機器産業推進機構" in answer
    assert "index.html" in renkei("publish", "site")
    page = (folder / "site" / "ja" / "list" / "organizations.html").read_text(encoding="utf-8")
    assert "ふくしま医療機器産業推進機構" in page
