"""The Japanese eras, which begin and end on days fixed by law."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Era:
    """An era: its name, the same in Latin letters, the letter that stands for it, its first day, and its last if it has one."""

    name: str
    roman: str
    letter: str
    first: datetime.date
    last: datetime.date | None

    def year(self, number: int) -> int:
        """The calendar year of the era's year `number` (元年 is 1)."""
        return self.first.year + number - 1


ERAS = (
    Era("明治", "Meiji", "M", datetime.date(1868, 1, 25), datetime.date(1912, 7, 29)),
    Era("大正", "Taisho", "T", datetime.date(1912, 7, 30), datetime.date(1926, 12, 24)),
    Era("昭和", "Showa", "S", datetime.date(1926, 12, 25), datetime.date(1989, 1, 7)),
    Era("平成", "Heisei", "H", datetime.date(1989, 1, 8), datetime.date(2019, 4, 30)),
    Era("令和", "Reiwa", "R", datetime.date(2019, 5, 1), None),
)

# A year of an era as a regular expression of two groups: the era's name, initial or letter (平25 and H.25 are met); the number.
ERA_YEAR = r"(明治|大正|昭和|平成|令和|[明大昭平令]|[MTSHRmtshr]\.?)(元|\d{1,3})"

_NAMED = {key: era for era in ERAS for key in (era.name, era.name[0], era.letter)}


def era_named(word: str) -> Era:
    """The era that a name (平成), an initial (平) or a letter (H, h, H.) names; KeyError for any other word."""
    return _NAMED[word.rstrip(".").upper()]


def era_number(word: str) -> int:
    """The number of an era's year: 元 is 1."""
    return 1 if word == "元" else int(word)
