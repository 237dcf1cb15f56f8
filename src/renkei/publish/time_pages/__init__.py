"""The section of time: the timeline, the roadmap by fiscal year, and what changed from year to year."""

from __future__ import annotations

from collections.abc import Iterator

from renkei.publish.making import File, Making
from renkei.publish.time_pages.changes import Changes
from renkei.publish.time_pages.dated import Times
from renkei.publish.time_pages.roadmap import Roadmap
from renkei.publish.time_pages.timeline import Timeline


def time_pages(making: Making, language: str) -> Iterator[File]:
    """The pages below time/."""
    times = Times(making.setting.catalogue)
    yield from Timeline(making, times).pages(language)
    yield from Roadmap(making, times).pages(language)
    yield from Changes(making, times).pages(language)
