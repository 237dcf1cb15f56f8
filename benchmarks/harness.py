"""Times commands as whole processes, in turn, and prints medians and ratios: machines are noisy, ratios in one run are less so.

Each contender runs in a process of its own; the operating system's account of it gives processor time (user and system, of
all its threads) and peak memory. Ratios are those of processor time, which other work on the machine disturbs least; the wall
clock stands beside it.
"""

from __future__ import annotations

import itertools
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
    """Medians over the counted runs: seconds of processor time (and their spread) and of wall clock, megabytes at the peak."""

    name: str
    seconds: float
    wall: float
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
    taken: dict[str, list[tuple[float, float, float]]] = {c.name: [] for c in contenders}
    for number in range(warmups + runs):
        for contender in contenders:
            measured = run(contender)
            if number >= warmups:
                taken[contender.name].append(measured)
    return [_medians(name, found) for name, found in taken.items()]


def _medians(name: str, found: Sequence[tuple[float, float, float]]) -> Measured:
    seconds, wall, megabytes = zip(*found, strict=True)
    spread = min(seconds), max(seconds)
    return Measured(name, statistics.median(seconds), statistics.median(wall), statistics.median(megabytes), spread)


def run(contender: Contender, expected: int = 0, output: int | None = None) -> tuple[float, float, float]:
    """Seconds of processor time and of wall clock, megabytes at the peak. Raises CalledProcessError for another exit code."""
    began = time.perf_counter()
    process = subprocess.Popen(list(contender.command), stdout=output, stderr=output)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != expected:
        raise subprocess.CalledProcessError(process.returncode, list(contender.command))
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / unit


@dataclass(frozen=True)
class Comparison:
    """Ours (the first measured) against its rivals; `limits` are the most it may take of each one's processor time."""

    title: str
    measured: Sequence[Measured]
    limits: Sequence[float | None] = ()
    most_megabytes: float | None = None

    @property
    def rivals(self) -> list[tuple[Measured, float | None]]:
        return list(itertools.zip_longest(self.measured[1:], self.limits))


def table(comparison: Comparison) -> str:
    """A Markdown table of the medians, with the ratio of the first to each other and its limit."""
    ours = comparison.measured[0]
    lines = [
        f"### {comparison.title}",
        "",
        machine(),
        "",
        "| | processor s | min-max | wall s | peak MB | time ratio | limit | wall ratio | memory ratio |",
        "|---|---|---|---|---|---|---|---|---|",
        f"{_facts(ours)} | 1 | | 1 | 1 |",
    ]
    for rival, limit in comparison.rivals:
        ratios = ours.seconds / rival.seconds, ours.wall / rival.wall, ours.megabytes / rival.megabytes
        lines.append(f"{_facts(rival)} | {ratios[0]:.2f} | {limit or ''} | {ratios[1]:.2f} | {ratios[2]:.2f} |")
    if comparison.most_megabytes:
        lines += ["", f"Limit of the first's memory: {comparison.most_megabytes:,.0f} MB."]
    return "\n".join(lines)


def _facts(m: Measured) -> str:
    return f"| {m.name} | {m.seconds:.2f} | {m.spread[0]:.2f}-{m.spread[1]:.2f} | {m.wall:.2f} | {m.megabytes:.0f}"


def summary(comparisons: Sequence[Comparison]) -> str:
    """One Markdown table of several comparisons: a line for each rival."""
    lines = [machine(), "", "| | processor s | peak MB | rival | its s | ratio | limit |", "|---|---|---|---|---|---|---|"]
    for c in comparisons:
        ours = c.measured[0]
        for rival, limit in c.rivals:
            lines.append(
                f"| {c.title} | {ours.seconds:.2f} | {ours.megabytes:.0f} "
                f"| {rival.name} | {rival.seconds:.2f} | {ours.seconds / rival.seconds:.2f} | {limit or ''} |"
            )
    return "\n".join(lines)
