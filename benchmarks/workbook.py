"""Reading an XLSX sheet (every value, formula and merge, with all checks) against `openpyxl.load_workbook`, as whole processes.

    python benchmarks/workbook.py [--rows 20000] [--columns 12] [--runs 5]

openpyxl only loads the workbook; ours also looks at every value. Both times include the start of Python.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
from pathlib import Path

import harness
import xlsxwriter

OURS = """
import sys
from pathlib import Path
from renkei.tables.workbooks import read_workbook
(sheet,) = read_workbook(Path(sys.argv[1])).sheets
print(sum(len(row.cells) for row in sheet.rows), file=sys.stderr)
"""

THEIRS = """
import sys
import openpyxl
sheet = openpyxl.load_workbook(sys.argv[1]).worksheets[0]
print(sheet.max_row * sheet.max_column, file=sys.stderr)
"""

MERGED = 500  # ranges of two rows, as lists have them


def write(path: Path, rows: int, columns: int) -> None:
    """A list of organisations: text (some shared), corporate numbers, dates, amounts, yes and no, a few formulas, merges."""
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("companies")
        dated = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for n in range(rows):
            sheet.write_string(n, 0, f"企業{n}株式会社")
            sheet.write_number(n, 1, 1_000_000_000_000 + n)
            sheet.write_string(n, 2, "福島県")
            sheet.write_datetime(n, 3, datetime.datetime(2000, 1, 1) + datetime.timedelta(n % 8000), dated)
            sheet.write_number(n, 4, n * 1.25)
            sheet.write_boolean(n, 5, n % 2 == 0)
            sheet.write_formula(n, 6, f"=E{n + 1}*2", None, n * 2.5)
            for column in range(7, columns):
                sheet.write_string(n, column, f"樹脂成形 {n % (column * 100)}、ISO 13485")
        for n in range(0, min(rows, MERGED * 10), 10):
            sheet.merge_range(n, 2, n + 1, 2, "福島県")


def compare(rows: int, columns: int, runs: int) -> harness.Comparison:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        write(path, rows, columns)
        contenders = [
            harness.Contender("renkei read_workbook, every row", [sys.executable, "-c", OURS, str(path)]),
            harness.Contender("openpyxl load_workbook", [sys.executable, "-c", THEIRS, str(path)]),
        ]
        return harness.Comparison(f"Reading a sheet of {rows:,} x {columns}", harness.compare(contenders, runs), [0.4])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--columns", type=int, default=12)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    print(harness.table(compare(options.rows, options.columns, options.runs)))


if __name__ == "__main__":
    main()
