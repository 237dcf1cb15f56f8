"""Shared formulas written out: the text that a cell below or beside the first one shows."""

from __future__ import annotations

import re

from renkei.tables.sheets import LAST_COLUMN, LAST_ROW, column_letters, column_number

# Strings and quoted sheet names are passed over; a reference is no part of a longer name, and no function.
_REFERENCE = re.compile(
    r"\"[^\"]*\"|'[^']*'|(?<![\w.$])(?P<cd>\$?)(?P<column>[A-Z]{1,3})(?P<rd>\$?)(?P<row>\d{1,7})(?![\w.(])"
    r"|(?<![\w.$])(?P<d1>\$?)(?P<c1>[A-Z]{1,3}):(?P<d2>\$?)(?P<c2>[A-Z]{1,3})(?![\w.(])"
)


def shifted_formula(text: str, rows: int, columns: int) -> str:
    """`text` as it reads that many rows below and columns to the right; `$` holds a reference fast.

    >>> shifted_formula('SUM(A1:B$2)&"A1"&LOG10(C3)', 1, 2)
    'SUM(C2:D$2)&"A1"&LOG10(E4)'
    """

    def column(dollar: str, letters: str) -> str | None:
        if dollar:
            return "$" + letters
        number = column_number(letters) + columns
        return column_letters(number) if 1 <= number <= LAST_COLUMN else None

    def moved(match: re.Match[str]) -> str:
        try:
            if match["c1"]:
                first, last = column(match["d1"], match["c1"]), column(match["d2"], match["c2"])
                return f"{first}:{last}" if first and last else "#REF!"
            if not match["column"]:
                return match[0]
            letters = column(match["cd"], match["column"])
        except ValueError:  # letters beyond XFD are a name
            return match[0]
        row = int(match["row"]) + (0 if match["rd"] else rows)
        return f"{letters}{match['rd']}{row}" if letters and 1 <= row <= LAST_ROW else "#REF!"

    return _REFERENCE.sub(moved, text)
