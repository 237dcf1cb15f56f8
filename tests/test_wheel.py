"""The wheel: it ships every file that git knows, and works from an empty folder of an empty environment."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

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
OFFLINE = ("No matching distribution found", "Could not find a version", "Failed to establish", "Temporary failure")
BIN = "Scripts" if os.name == "nt" else "bin"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the commands of an environment that holds the wheel and what it needs, and nothing else."""
    environment = tmp_path_factory.mktemp("installed") / "env"
    venv.create(environment, with_pip=True)
    commands = environment / BIN
    pip = [str(commands / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    wanted = ["--constraint", str(ROOT / "constraints.txt"), f"{wheel}[all]"]
    done = subprocess.run([*pip, *wanted], capture_output=True, text=True, check=False)
    if done.returncode and any(words in done.stderr for words in OFFLINE):
        pytest.skip(f"pip cannot fetch what the wheel needs; when online: {' '.join([*pip, *wanted])}")
    assert done.returncode == 0, done.stderr
    return commands


def surroundings(folder: Path, **language: str) -> dict[str, str]:
    """A user without settings, whose home is in `folder`; `language` is all that is said of it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "RENKEI", "PYTHON", "XDG_", "VIRTUAL_ENV"))}
    home = folder / "home"
    home.mkdir()
    own = {"HOME": home, "USERPROFILE": home, "XDG_CACHE_HOME": home / "cache", "RENKEI_CACHE": home / "renkei"}
    return {**kept, **{name: str(path) for name, path in own.items()}, **language}


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
    beside = ("LICENSE-APACHE-2.0", "LICENSE-MIT")
    wanted = ["LICENSE", "LICENSE-DATA", *(f"viz/assets/vis-network/{name}" for name in beside)]
    assert licences == {name: (ROOT / name).read_bytes() for name in wanted}


def test_the_readme_runs_in_an_empty_environment_in_the_c_locale(installed: Path, tmp_path: Path) -> None:
    where = [str(installed / "python"), "-c", "import renkei; print(renkei.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()).is_relative_to(installed.parent)
    env = {**surroundings(tmp_path, LC_ALL="C", LANG="C"), "RENKEI_README_BIN": str(installed)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "test_blocks_run", "tests/test_readme.py"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_commands_work_where_files_are_not_utf8_by_default(installed: Path, tmp_path: Path, language: str) -> None:
    """As on a Japanese Windows: pipes are cp932 and files have another encoding than UTF-8 unless it is said."""
    legacy = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "cp932", "LC_ALL": "C"}
    env = surroundings(tmp_path, **legacy, RENKEI_LANG=language)
    folder = tmp_path / "empty"
    folder.mkdir()

    def renkei(*arguments: str) -> str:
        command = [str(installed / "renkei"), *arguments]
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode("utf-8")
        return done.stdout.decode("utf-8")

    assert "$region" in renkei("questions")
    answer = renkei("query", "institutions-of-prefecture", "--set", "region=JP-07", "--format", "csv")
    assert "ふくしま医療機器産業推進機構" in answer
    assert "index.html" in renkei("publish", "site")
    page = (folder / "site" / "ja" / "list" / "organizations.html").read_text(encoding="utf-8")
    assert "ふくしま医療機器産業推進機構" in page
