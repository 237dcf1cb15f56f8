"""Importing a list of organisations, with all checks and the report, against openpyxl (XLSX) or pandas (CSV) merely reading it.

    python benchmarks/importing.py [--rows 20000] [--runs 5]
    python benchmarks/importing.py --form csv --rows 100000

Both are whole processes, and include the start of Python. The rivals look at every value, and check none.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import sys
import tempfile
from collections.abc import Iterator
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

OPENPYXL = """
import sys
import openpyxl
sheet = openpyxl.load_workbook(sys.argv[1]).worksheets[0]
print(sum(1 for row in sheet.iter_rows(values_only=True) for value in row if value is not None), file=sys.stderr)
"""

PANDAS = """
import sys
import pandas
table = pandas.read_csv(sys.argv[1], dtype=str, keep_default_na=False, header=2)
print(sum(1 for row in table.itertuples(index=False) for value in row if value), file=sys.stderr)
"""

HEADINGS = ("No.", "企業名", "ふりがな", "種別", "都道府県", "住所", "電話番号", "URL", "業種", "設立", "入会年月", "備考")
PREFECTURES = ("福島県", "宮城県", "東京都", "神奈川県", "長野県", "福岡県")
TITLE = "医療機器関連企業一覧"
FIELDS = ("医療機器", "医療機器、介護機器")


def rows_of(number: int) -> Iterator[tuple[int | str | datetime.date, ...]]:
    """A list as a council keeps it: names, addresses, telephone numbers, eras, several fields in one cell."""
    for n in range(number):
        place = PREFECTURES[n % len(PREFECTURES)]
        yield (
            n + 1,
            f"㈱テクノ{n:05}",
            "てくの",
            "中小企業" if n % 3 else "企業",
            place,
            f"{place}中央{n % 50}-{n % 90 + 1}",
            f"０２４－９５４－{n % 9000 + 1000:04}",
            f"https://example.jp/{n}",
            FIELDS[n % len(FIELDS)],
            datetime.date(1980, 1, 1) + datetime.timedelta(n % 8000),
            f"H{n % 28 + 2}.{n % 12 + 1}",
            f"第{n % 40}回展示会に出展",
        )


def write_xlsx(path: Path, rows: int) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        sheet = workbook.add_worksheet("企業一覧")
        sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, TITLE)
        sheet.write_row(2, 0, HEADINGS)
        for number, row in enumerate(rows_of(rows), start=3):
            sheet.write_row(number, 0, row)


def write_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([[TITLE, *[""] * (len(HEADINGS) - 1)], [""] * len(HEADINGS), HEADINGS])
        writer.writerows(rows_of(rows))


def compare(rows: int, runs: int, form: str = "xlsx") -> harness.Comparison:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list.{form}"
        write, name, theirs = {
            "xlsx": (write_xlsx, "openpyxl reads the cells", OPENPYXL),
            "csv": (write_csv, "pandas reads the cells", PANDAS),
        }[form]
        write(path, rows)
        ours = [sys.executable, "-c", OURS, str(path), str(Path(folder) / "data"), str(rows)]
        contenders = [
            harness.Contender("renkei import, with report", ours),
            harness.Contender(name, [sys.executable, "-c", theirs, str(path)]),
        ]
        limits = [1.0] if form == "xlsx" else []
        title = f"Importing a list of {rows:,} organisations ({form.upper()})"
        return harness.Comparison(title, harness.compare(contenders, runs), limits)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--form", choices=["xlsx", "csv"], default="xlsx")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    print(harness.table(compare(options.rows, options.runs, options.form)))


if __name__ == "__main__":
    main()
