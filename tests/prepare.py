"""What tests need beside Python: Chromium and a Japanese font, and the server Virtuoso. Run by `make test` before pytest.

Where one is missing and this may install packages (Debian or Ubuntu, as root or with sudo that asks no password), it installs
them. Where it may not, it prints the command and the tests that need them are skipped with the command as the reason. It
never fails the run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

PACKAGES = ("chromium", "fonts-noto-cjk", "fontconfig", "virtuoso-opensource-7-bin")
COMMAND = f"sudo apt-get install --no-install-recommends {' '.join(PACKAGES)}"


def find_chromium() -> Path | None:
    """The browser named by RENKEI_CHROMIUM, else the first one on the PATH."""
    names = (os.environ.get("RENKEI_CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    return Path(found) if found else None


def has_japanese_font() -> bool:
    """Whether fontconfig knows a font with Japanese letters."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=ja"], capture_output=True, check=False).stdout.strip())


def missing() -> str | None:
    """What is missing, in words, or None."""
    lacking = [*(["Chromium"] if find_chromium() is None else []), *([] if has_japanese_font() else ["a Japanese font"])]
    return " and ".join(lacking) or None


def missing_server() -> str | None:
    """The same of the SPARQL server that some tests start."""
    return None if shutil.which("virtuoso-t") else "Virtuoso"


def _apt_get() -> list[str] | None:
    """How apt-get can be run here, or None where it cannot."""
    if not shutil.which("apt-get"):
        return None
    plain = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    if os.geteuid() == 0:
        return plain
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n", *plain]
    return None


def main() -> None:
    lacking = " and ".join(filter(None, (missing(), missing_server())))
    if not lacking:
        return
    skipped = f"The tests that need it will be skipped. To install it: {COMMAND}"
    apt_get = _apt_get()
    if apt_get is None:
        print(f"{lacking}: not found, and this user may not install it. {skipped}")
        return
    print(f"{lacking}: not found; installing {' '.join(PACKAGES)} with apt-get for the tests", flush=True)
    steps = ([*apt_get, "update"], [*apt_get, "install", "--yes", "--no-install-recommends", *PACKAGES])
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            why = (done.stderr.strip().splitlines() or ["no message"])[-1]
            print(f"apt-get failed, perhaps for want of a network ({why}). {skipped}")
            return


if __name__ == "__main__":
    main()
