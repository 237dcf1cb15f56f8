"""The wheel, made from the checkout, and installed into an environment that holds it and what it needs, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OFFLINE = ("No matching distribution found", "Could not find a version", "Failed to establish", "Temporary failure")
BIN = "Scripts" if os.name == "nt" else "bin"


class Offline(Exception):
    """pip cannot fetch what the wheel needs; the message is the command to give when online."""


@dataclass(frozen=True)
class Installed:
    """An environment, by the folder of its commands."""

    commands: Path

    def surroundings(self, folder: Path, **language: str) -> dict[str, str]:
        """A user without settings, whose home is in `folder`; `language` is all that is said of it."""
        own = ("LC_", "LANG", "RENKEI", "PYTHON", "XDG_", "VIRTUAL_ENV")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(own)}
        home = folder / "home"
        home.mkdir()
        places = {"HOME": home, "USERPROFILE": home, "XDG_CACHE_HOME": home / "cache", "RENKEI_CACHE": home / "renkei"}
        return {**kept, **{name: str(path) for name, path in places.items()}, **language}


def make_wheel(folder: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)


def install(wheel: Path, environment: Path) -> None:
    """Make the environment. Raises Offline."""
    venv.create(environment, with_pip=True)
    pip = [str(environment / BIN / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-compile"]
    wanted = ["--constraint", str(ROOT / "constraints.txt"), f"{wheel}[all]"]
    done = subprocess.run([*pip, *wanted], capture_output=True, text=True, check=False)
    if done.returncode and any(words in done.stderr for words in OFFLINE):
        raise Offline(" ".join([*pip, *wanted]))
    assert done.returncode == 0, done.stderr
