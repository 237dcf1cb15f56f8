"""Times commands as whole processes, in turn, and prints medians and ratios: machines are noisy, ratios in one run are less so.

Each contender runs in a process of its own; the operating system's account of it gives time (wall clock) and peak memory.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Contender:
    """A named command; the first of a comparison is ours, the others are its rivals."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True)
class Measured:
    """Medians over the counted runs: seconds of wall clock, and megabytes at the peak."""

    name: str
    seconds: float
    megabytes: float
    spread: tuple[float, float]


def machine() -> str:
    """The machine in a line: processors, memory, system, Python."""
    memory = ""
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():
        kilobytes = int(meminfo.read_text(encoding="ascii").split()[1])
        memory = f", {kilobytes / 2**20:.0f} GiB"
    return f"{os.cpu_count()} processors{memory}, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def compare(contenders: Sequence[Contender], runs: int, warmups: int = 1) -> list[Measured]:
    """Run the contenders in turn (A B A B …). Raises CalledProcessError where one fails."""
    taken: dict[str, list[tuple[float, float]]] = {c.name: [] for c in contenders}
    for number in range(warmups + runs):
        for contender in contenders:
            seconds, megabytes = _run(contender)
            if number >= warmups:
                taken[contender.name].append((seconds, megabytes))
    return [
        Measured(
            name,
            statistics.median(s for s, _ in found),
            statistics.median(m for _, m in found),
            (min(s for s, _ in found), max(s for s, _ in found)),
        )
        for name, found in taken.items()
    ]


def _run(contender: Contender) -> tuple[float, float]:
    began = time.perf_counter()
    process = subprocess.Popen(list(contender.command))
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(contender.command))
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return seconds, usage.ru_maxrss / unit


def table(title: str, measured: Sequence[Measured], limits: tuple[float, float] | None = None) -> str:
    """A Markdown table of the medians, with the ratio of the first to each other; `limits` are for time and memory."""
    ours = measured[0]
    lines = [
        f"### {title}",
        "",
        machine(),
        "",
        "| | median s | min-max s | peak MB | time ratio | memory ratio |",
        "|---|---|---|---|---|---|",
    ]
    for m in measured:
        ratio = f"{ours.seconds / m.seconds:.2f}", f"{ours.megabytes / m.megabytes:.2f}"
        shown = ("1", "1") if m is ours else ratio
        lines.append(
            f"| {m.name} | {m.seconds:.2f} | {m.spread[0]:.2f}-{m.spread[1]:.2f} "
            f"| {m.megabytes:.0f} | {shown[0]} | {shown[1]} |"
        )
    if limits:
        lines += ["", f"Limits: {limits[0]} in time, {limits[1]} in memory, of the first to the second."]
    return "\n".join(lines)
