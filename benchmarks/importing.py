"""Importing an XLSX list of organisations, with all checks and the report, against openpyxl merely reading it.

    python benchmarks/importing.py [--rows 20000] [--runs 5]

Both are whole processes, and include the start of Python. openpyxl loads the workbook and looks at every value.
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
from renkei.importers.spreadsheet import import_lists
done = import_lists([Path(sys.argv[1])], Path(sys.argv[2]))
assert done.written and done.counts["error"] == 0, done.problems[:3]
assert done.tables["organizations"] == int(sys.argv[3]), done.tables
"""

THEIRS = """
import sys
import openpyxl
sheet = openpyxl.load_workbook(sys.argv[1]).worksheets[0]
print(sum(1 for row in sheet.iter_rows(values_only=True) for value in row if value is not None), file=sys.stderr)
"""

HEADINGS = ("No.", "企業名", "ふりがな", "種別", "都道府県", "住所", "電話番号", "URL", "業種", "設立", "入会年月", "備考")
PREFECTURES = ("福島県", "宮城県", "東京都", "神奈川県", "長野県", "福岡県")
FIELDS = ("医療機器", "医療機器、介護機器")


def write(path: Path, rows: int) -> None:
    """A list as a council keeps it: a title, headings, names, addresses, telephone numbers, eras, fields in one cell."""
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("企業一覧")
        dated = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet.merge_range(0, 0, 0, 11, "医療機器関連企業一覧")
        for column, heading in enumerate(HEADINGS):
            sheet.write_string(2, column, heading)
        for n in range(rows):
            place = PREFECTURES[n % len(PREFECTURES)]
            sheet.write_number(n + 3, 0, n + 1)
            sheet.write_string(n + 3, 1, f"㈱テクノ{n:05}")
            sheet.write_string(n + 3, 2, "てくの")
            sheet.write_string(n + 3, 3, "中小企業" if n % 3 else "企業")
            sheet.write_string(n + 3, 4, place)
            sheet.write_string(n + 3, 5, f"{place}中央{n % 50}-{n % 90 + 1}")
            sheet.write_string(n + 3, 6, f"０２４－９５４－{n % 9000 + 1000:04}")
            sheet.write_string(n + 3, 7, f"https://example.jp/{n}")
            sheet.write_string(n + 3, 8, FIELDS[n % len(FIELDS)])
            sheet.write_datetime(n + 3, 9, datetime.datetime(1980, 1, 1) + datetime.timedelta(n % 8000), dated)
            sheet.write_string(n + 3, 10, f"H{n % 28 + 2}.{n % 12 + 1}")
            sheet.write_string(n + 3, 11, f"第{n % 40}回展示会に出展")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        write(path, options.rows)
        ours = [sys.executable, "-c", OURS, str(path), str(Path(folder) / "data"), str(options.rows)]
        contenders = [
            harness.Contender("renkei import, with report", ours),
            harness.Contender("openpyxl reads the cells", [sys.executable, "-c", THEIRS, str(path)]),
        ]
        measured = harness.compare(contenders, options.runs)
    print(harness.table(f"Importing a list of {options.rows:,} organisations", measured, limits=(1.0, 2.0)))


if __name__ == "__main__":
    main()
